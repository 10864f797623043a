"""Checking snapshots: each one that a reader would start from is the case that its entries make.

Later loads begin with a snapshot and do not look at what came before it: whoever replaces one decides what a case seems
to be. It holds tokens only, and its bytes are made again from the entries where the replay passes its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import msgspec
from eventsourcing.persistence import StoredEvent

from svh_core.domain.auditing import Finding, found
from svh_core.domain.case import Case, DraftCase, FrozenCase
from svh_core.domain.records import Written
from svh_core.domain.values import copier
from svh_core.log.leaves import DESTROYED
from svh_core.log.lines import A_PAGE
from svh_core.log.log import Log
from svh_core.log.snapshots import Snapshots, page_of, state_of
from svh_core.log.streams import rows_of

NO_MORE: Final = float("inf")
DIFFERS: Final = "a_snapshot_is_what_its_entries_make"
NOT_JUDGED: Final = "a_snapshot_was_not_judged"

_NO_CASE: Final = (AttributeError, IndexError, KeyError, TypeError, ValueError, msgspec.MsgspecError)
"""What comes of reading a snapshot that somebody else wrote."""


class SnapshotCheck:
    """The snapshots of one stream, held one by one against the case that is replayed.

    Args:
        log: the log.
        stream: which stream.
        snapshots: those of the log.

    Attributes:
        judges: whether all entries up to here are known; what those of a plugin that is not here make of a case is not.
    """

    def __init__(self, log: Log, stream: str, snapshots: Snapshots) -> None:
        self.judges = True
        self._log = log
        self._snapshots = snapshots
        self._stream = stream
        self._pages: list[tuple[tuple[Written, ...], bytes]] = []
        self._next = self._snapshots.stored(stream)
        self._last: StoredEvent | None = None

    @property
    def number(self) -> float:
        """The number of the next snapshot; none is as if it were behind every entry."""
        return NO_MORE if self._next is None else self._next.originator_version

    def passed(self, case: DraftCase) -> Iterator[Finding]:
        """What is found of the snapshots up to an entry; the case is as it is after that entry."""
        while self._next is not None and self.number <= case.number:
            if self.number != case.number:
                yield self._found(self._next)
            elif not self._is(self._next, case):
                is_known = self.judges and self._snapshots.is_read_here(self._next)
                yield self._found(self._next) if is_known else self._found(self._next, NOT_JUDGED)
            self._go_on(self._next)

    def left(self) -> Iterator[Finding]:
        """What is found of those behind the last entry, but for those that were made while this was checked."""
        while self._next is not None:
            number = self._next.originator_version
            if not self._is_recorded(number) and self._snapshots.stored(self._stream, after=number - 1, until=number):
                yield self._found(self._next)
            self._go_on(self._next)
        newest = self._snapshots.newest(self._stream)
        if newest is not None and newest != self._last and not self._was_made_meanwhile(newest):
            yield self._found(newest)

    def _was_made_meanwhile(self, newest: StoredEvent) -> bool:
        """Whether it stands behind those that were judged, and who asks for its number finds it there."""
        number = newest.originator_version
        if self._last is not None and number <= self._last.originator_version:
            return False
        return self._snapshots.stored(self._stream, after=number - 1, until=number) == newest

    def _is_recorded(self, number: int) -> bool:
        rows = rows_of(self._log.store.recorder, self._stream, number - 1, number, limit=1)
        return any(there == number and name != DESTROYED for there, name, _ in rows)

    def _go_on(self, row: StoredEvent) -> None:
        self._last = row
        self._next = self._snapshots.stored(self._stream, after=row.originator_version)

    def _found(self, row: StoredEvent, what: str = DIFFERS) -> Finding:
        return found(what, self._stream, int(row.originator_version))

    def _is(self, row: StoredEvent, case: DraftCase) -> bool:
        """Byte for byte or, where a value can be written in two ways, by its values."""
        if not isinstance(row.topic, str):
            return False
        if row.state == state_of(case, self._written(case.written.values())):
            return True
        try:
            return self._snapshots.read(row) == _frozen(case)
        except _NO_CASE:
            return False

    def _written(self, lines: Iterable[Written]) -> Iterator[bytes]:
        """What is remembered of the entries, page by page; a page is made again only where one of its lines changed.

        A long case has many snapshots, and each holds all lines before it: so all of them take a third of the time.
        """
        lines, index = iter(lines), 0
        while page := tuple(islice(lines, A_PAGE)):
            if index == len(self._pages) or self._pages[index][0] != page:
                self._pages[index : index + 1] = [(page, page_of(page))]
            yield self._pages[index][1]
            index += 1


def snapshots_of_nothing(log: Log) -> Iterator[Finding]:
    """The snapshots of streams that have no entry."""
    snapshots = Snapshots(log.store.snapshots, log.codec.made_with)
    for stream in snapshots.streams():
        if not rows_of(log.store.recorder, stream, 0, limit=1):
            yield from SnapshotCheck(log, stream, snapshots).left()


def _frozen(case: Case) -> FrozenCase:
    frozen: FrozenCase = copier(FrozenCase)(case, {})
    return frozen
