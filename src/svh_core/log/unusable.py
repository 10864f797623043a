"""A store that cannot be used now: what its engine says of that, as an error of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from eventsourcing.persistence import InterfaceError, OperationalError

from svh_core.errors import not_written, server_broke_off


@contextmanager
def told_as_ours() -> Iterator[None]:
    """Has it said as an error of ours when an engine gives up in this block.

    Raises:
        ServerAway: the server broke off.
        NotWritable: the disk is full, fails, or may only be read.
        Conflict: somebody else is at it.
    """
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        if isinstance(error, InterfaceError) and not server_broke_off(error):
            raise  # ours, and nobody's server
        raise not_written("casebook", error) from error
