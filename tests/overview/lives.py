"""What happens in these tests: cases that go on, a store that breaks off, and what a look at each case tells."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, Final

import attrs

from svh_core import Casebook, NotAllowed, Proposal
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.errors import Malformed, NotFound
from svh_core.log.script import ScriptReader
from svh_core.sharing.roles import THE_OPERATOR
from svh_core.views.signals import Found

from ..domain.openings import Line, adds, is_involved, nominates, opens
from ..views.signals.histories import STEPS

ORGANISATION: Final = "wij"
OPENING: Final[Sequence[Line]] = (
    opens(organisation=ORGANISATION),
    is_involved("noor"),
    is_involved("gijs", "peer_supporter"),
    is_involved("lot", "lead_clinician"),
    adds("zus"),
    adds("buur"),
    nominates("zus"),
)
WHAT_HAPPENS: Final[Sequence[Sequence[Line]]] = (OPENING, *STEPS)

_READER: Final = ScriptReader(CORE_RULEBOOK, of_the_casebook=True)


def proposal(line: Line, case: str, at: datetime, **more: Any) -> Proposal:
    """A line of a script as a decision in a case; at this moment, where it does not say another itself."""
    stream = {"stream": case} if "/" in case else {"case": case}
    told = {"at": at.isoformat()} | {key: said for key, said in line.items() if key not in {"case", "stream"}}
    return attrs.evolve(_READER.read(json.dumps(told | stream).encode()), **more)


def happens(book: Casebook, case: str, lines: Sequence[Line], at: datetime, **more: Any) -> None:
    """Records what the rules allow of it."""
    for line in lines:
        decision = proposal(line, case, at, **more)
        with suppress(NotAllowed, Malformed, NotFound):
            book.record_all([decision])


def looked_at_one_by_one(book: Casebook, *, also: Sequence[str] = ("all",)) -> list[tuple[str, Found]]:
    """The signals of every case, each worked out in a look of its own."""
    told = []
    for case, _ in book._desk.cases():
        with book.looking(case, viewer=THE_OPERATOR, purpose="reading") as look:
            told += [(case, hit) for hit in look.signals("nl", also=also)]
    return told


class BreaksOffError(BaseException):
    """The process stops here."""


class Fragile:
    """A connection that breaks off at one of its statements: before it, or when it is done and not told."""

    def __init__(self, connection: sqlite3.Connection, count: Iterator[int], at: int) -> None:
        self._connection = connection
        self._count = count
        self._at = at

    def execute(self, *asked: Any) -> Any:
        return self._until_it_breaks(self._connection.execute, *asked)

    def executemany(self, *asked: Any) -> Any:
        return self._until_it_breaks(self._connection.executemany, *asked)

    def cursor(self) -> Any:
        return self

    def fetchone(self) -> Any:
        return (1,)  # what tracking tells of a position that is further

    def close(self) -> None:
        self._connection.close()

    def _until_it_breaks(self, does: Callable[..., Any], *asked: Any) -> Any:
        if next(self._count) == self._at:
            raise BreaksOffError
        done = does(*asked)
        if next(self._count) == self._at:
            raise BreaksOffError
        return done


@contextmanager
def breaking_off(book: Casebook, at: int) -> Iterator[None]:
    """What is kept breaks off at a statement; whoever asks finds out, or it was done before."""
    kept: Any = book.log.store.kept
    connects, count = kept._connects, itertools.count()
    kept._connects = lambda: Fragile(connects(), count, at)
    try:
        yield
    except BreaksOffError:
        pass
    finally:
        kept._connects = connects


@contextmanager
def meanwhile(book: Casebook, at: int, does: Callable[[], None]) -> Iterator[None]:
    """Somebody else does something between two transactions with what is kept."""
    kept: Any = book.log.store.kept
    connects, count = kept._connects, itertools.count()

    def connected() -> Any:
        if next(count) == at:
            does()
        return connects()

    kept._connects = connected
    try:
        yield
    finally:
        kept._connects = connects
