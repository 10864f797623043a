"""Where a measurement takes place: files filled with cases, of either side, and how large everything is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import islice, product
from pathlib import Path
from typing import Final, Protocol, TypeVar
from uuid import UUID

import attrs
from eventsourcing.persistence import StoredEvent

from svh_core import Casebook
from svh_core.domain.deciding import sealed_entry
from tests.bench.references import BareSQLite, SupportGroups
from tests.bench.story import case_names, decision

ENOUGH_JOURNAL: Final = 16_800_000
"""SQLite's journal grows to 4 MB before it is used again from its start, ours to 16; growing costs more than using."""

ENTRIES_A_CASE: Final = 50
"""How long a case is where its length is not what is measured."""

_AT_ONCE: Final = 5_000


class _HasClose(Protocol):
    def close(self) -> None: ...


Closes = TypeVar("Closes", bound=_HasClose)


@attrs.frozen(kw_only=True)
class Sizes:
    """How much is done.

    Attributes:
        entries: how many entries there are in a store.
        rounds: how many rounds are counted.
        records: decisions recorded one by one in a round.
        batches: transactions of a hundred decisions in a round.
        loads: cases loaded in a round.
        starts: processes started in a round.
        of_two: how many entries there are in a store that two processes check.
        of_memory: how many there are where memory is measured, against a tenth.
        of_growth: how many there are in a store that grew, against `BEFORE_GROWTH`.
    """

    entries: int
    rounds: int
    records: int
    batches: int
    loads: int
    starts: int
    of_two: int
    of_memory: int
    of_growth: int


BEFORE_GROWTH: Final = 10_000
"""Entries in a store that still has to grow."""

DAILY: Final = Sizes(
    entries=10_000,
    rounds=9,
    records=400,
    batches=8,
    loads=24,
    starts=5,
    of_two=60_000,
    of_memory=50_000,
    of_growth=100_000,
)
FULL: Final = Sizes(
    entries=500_000,
    rounds=9,
    records=2_000,
    batches=20,
    loads=100,
    starts=10,
    of_two=500_000,
    of_memory=1_000_000,
    of_growth=1_000_000,
)


class Ground:
    """A folder for one measurement, and what has to be closed after it.

    Args:
        folder: an empty one.
        sizes: how much is done.
        stack: closes what was opened.
    """

    def __init__(self, folder: Path, sizes: Sizes, stack: ExitStack) -> None:
        self.folder = folder
        self.sizes = sizes
        self._stack = stack

    def casebook(self, cases: Sequence[str], length: int) -> Casebook:
        """Ours, with these cases of the story."""
        return self.casebook_at(self.folder / "ours.db", cases, length)

    def casebook_at(self, path: Path, cases: Sequence[str], length: int, *, together: int = 1) -> Casebook:
        """Ours in another file, for who measures two of them; of each case so many entries stand together."""
        book = self._stack.enter_context(Casebook.create(path))
        insert_in_batches(book, sealed_rows(book, length, cases, together=together))
        book._desk.seal()
        grow_journal(path)
        return book

    def opened(self, plugins: Sequence[object]) -> Casebook:
        """Ours, opened once more, with plugins."""
        return self._stack.enter_context(Casebook.open(self.folder / "ours.db", plugins=plugins))

    def closing(self, thing: Closes) -> Closes:
        """Something that is closed with the rest."""
        return self._stack.enter_context(closing(thing))

    def application(self, cases: Sequence[str], length: int, *, snapshots: bool = False) -> SupportGroups:
        """The library's default, with these cases of the story."""
        path = self.folder / "reference.db"
        app = self._stack.enter_context(SupportGroups.at(path, snapshots=snapshots))
        rows = interleaved(app.rows_of_a_case(length), cases)
        as_uuids = (in_stream(row, UUID(str(row.originator_id))) for row in rows)
        while batch := list(islice(as_uuids, _AT_ONCE)):
            app.recorder.insert_events(batch)
        grow_journal(path)
        return app

    def bare(self, cases: Sequence[str], length: int) -> BareSQLite:
        """Bare sqlite3, with the rows of ours."""
        path = self.folder / "bare.db"
        store = self._stack.enter_context(closing(BareSQLite(path)))
        rows = interleaved(rows_of_a_case(length), cases)
        store.fill((str(row.originator_id), row.originator_version, row.topic, row.state) for row in rows)
        grow_journal(path)
        return store


def insert_in_batches(book: Casebook, rows: Iterator[StoredEvent]) -> None:
    """Writes rows that were judged before."""
    while batch := list(islice(rows, _AT_ONCE)):
        book.log.store.recorder.insert_events(batch)


def sealed_rows(book: Casebook, length: int, cases: Sequence[str], *, together: int = 1) -> Iterator[StoredEvent]:
    """The rows of many cases, interleaved, their words sealed for each with keys of the casebook they go into."""
    with Casebook.in_memory() as other:
        proposals = [decision(number).proposal("case") for number in range(1, length + 1)]
        other.record_all(proposals)
        recorded = list(other.log.entries("case"))
        case = other.log.load("case")
    vault = book._desk.vault
    if vault is None:
        raise AssertionError("a casebook without keys")
    plain = [
        proposal.entry(recorded_at=entry.recorded_at, edition=entry.edition, number=entry.number)
        for proposal, entry in zip(proposals, recorded, strict=True)
    ]
    sittings = [plain[begin : begin + together] for begin in range(0, length, together)]
    for sitting, name in product(sittings, cases):
        sealer = vault.sealer(name)  # one that is kept holds every key it used: 2 GB for a million entries
        for entry in sitting:
            state = book.log.codec.encode(sealed_entry(entry, case, sealer))
            yield StoredEvent(name, entry.number, entry.event.spec.name, state)
        sealer.done()


def rows_of_a_case(length: int) -> list[StoredEvent]:
    """The rows of one case of the story, as ours writes them; every case's are the same but for its name."""
    with Casebook.in_memory() as book:
        book.record_all([decision(number).proposal("case") for number in range(1, length + 1)])
        return list(book.log.rows("case"))


def interleaved(rows: Iterable[StoredEvent], cases: Sequence[str]) -> Iterator[StoredEvent]:
    """The rows of many cases, the first entry of each, then the second: no case lies together in the file."""
    return (in_stream(row, case) for row in rows for case in cases)


def in_stream(row: StoredEvent, originator_id: str | UUID) -> StoredEvent:
    """The row in another stream."""
    return StoredEvent(originator_id, row.originator_version, row.topic, row.state)


def grow_journal(path: Path) -> None:
    """Writes and drops so much that the journal of an open file has its full size."""
    journal = path.with_name(f"{path.name}-wal")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        while journal.stat().st_size <= ENOUGH_JOURNAL:
            connection.execute("CREATE TABLE padding (bytes BLOB)")
            connection.execute("INSERT INTO padding VALUES (zeroblob(?))", (ENOUGH_JOURNAL,))
            connection.execute("DROP TABLE padding")


def cases_of(ground: Ground, length: int, *, entries: int | None = None) -> list[str]:
    """The names of as many cases of this length as the store is to hold."""
    return case_names(max((ground.sizes.entries if entries is None else entries) // length, 1))


def complete(found: int, expected: int) -> None:
    """Refuses a side that was faster by doing less.

    Raises:
        AssertionError: it did.
    """
    if found != expected:
        raise AssertionError(f"read {found} of {expected} entries")
