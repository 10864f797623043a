"""What is said where a move breaks off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from eventsourcing.persistence import PersistenceError

from svh_core.errors import LogBroken, SvhError
from svh_core.tables import DamagedError

LOOK: Final = (
    "Keep it as it is. `svh check` tells more of a log; put what is damaged back from its backup, and say it again."
)
"""What to do where something is damaged."""


@contextmanager
def saying_what_broke_off(what: str, *, again: str) -> Iterator[None]:
    """Whatever an engine raises, said in one sentence.

    Args:
        what: what did not happen.
        again: what to do.

    Raises:
        LogBroken: what is read is damaged.
        SvhError: it broke off.
    """
    try:
        yield
    except DamagedError as damaged:
        raise LogBroken(f"{what}, for {damaged}", next=LOOK) from None
    except PersistenceError as error:
        raise SvhError(f"{what}, for it broke off: {error}", next=again) from None
