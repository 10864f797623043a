"""A log by its streams, as a check walks along it: of a long log they are too many to hold at once."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache, partial
from typing import Any, Final, TypeAlias

from eventsourcing.sqlite import SQLiteAggregateRecorder

from svh_core.log.served import Served, TellsStreams
from svh_core.log.sqlite import _TABLES
from svh_core.log.sqlite_leaves import TABLES as _LEAVES
from svh_core.log.sqlite_reading import Told, translated
from svh_core.log.store import Store

NextRows: TypeAlias = Callable[[str, int], Sequence[Told]]
"""Gives the next rows of a stream behind a number, as many as are read at once."""

_Parts: TypeAlias = dict[tuple[str, str], tuple[str, str]]
"""What a file consists of, by kind and name: of which table it is, and the statement that made it."""

_AT_ONCE: Final = 500
_NO_END: Final = 2**63 - 1

_TOLD: Final = "originator_version, topic, state"
_TOLD_IN_BYTES: Final = "originator_version, typeof(topic), CAST(topic AS BLOB), typeof(state), CAST(state AS BLOB)"

_PARTS: Final = "SELECT type, name, tbl_name, sql FROM sqlite_master"

_MADE_LATER: Final = frozenset(
    {"tracking", "in_trouble", "held_by_followers", "kept_views", "kept_rows", "sqlite_stat1", "sqlite_stat4"}
)
"""The tables of who follows the log and of what is kept to read it faster, by which nothing is recorded; and what
SQLite's own ANALYZE counted."""

_IS_A_TABLE: Final = re.compile("CREATE TABLE (?:" + "|".join(sorted(_MADE_LATER)) + r") ?\(")

_NOT_CHECKED_HERE: Final = frozenset({"stored_events", "sqlite_sequence"})
"""The entries, which `is_one_piece` is asked about; and SQLite's own count."""

_A_GAP: Final = 2**32
"""Positions may have gaps; nobody ever left one like this."""


def streams_of(store: Store, *, within: str = "") -> Iterator[tuple[str, int]]:
    """Every stream with about its last number, by name; what is no name at all, no reader asks for.

    SQLite keeps any type in any column, for whoever changes a row behind our back.

    Args:
        store: the engine.
        within: what their names begin with, such as ``log/``; the others are not read.
    """
    for name, last in _told(store, within):
        if isinstance(name, str) and name.startswith(within):
            yield name, last if isinstance(last, int) else 1
        elif isinstance(name, str) and name > within:
            return


def _told(store: Store, within: str) -> Iterator[tuple[Any, Any]]:
    recorder: Any = store.recorder
    before = within[:-1]
    if isinstance(recorder, TellsStreams):
        yield from pages_of(recorder, after=before)
        return
    if not isinstance(recorder, SQLiteAggregateRecorder):
        yield from store.streams()
        return
    table, bounded = recorder.events_table_name, "AND originator_id < ?" if within else ""
    asked = (
        f"SELECT CAST(originator_id AS BLOB), MAX(originator_version) FROM {table} "  # noqa: S608 - our own table
        f"WHERE typeof(originator_id) = 'text' AND originator_id > CAST(? AS TEXT) {bounded} "
        f"GROUP BY originator_id ORDER BY originator_id LIMIT {_AT_ONCE}"
    )
    found: list[Any] = [(before.encode(), 0)]
    until = [before + chr(ord(within[-1]) + 1)] if within else []
    while found:
        with recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute(asked, (found[-1][0], *until))
            found = [(row[0], row[1]) for row in cursor.fetchall()]
        yield from ((_text(name), last) for name, last in found)


def pages_of(recorder: TellsStreams, *, after: str = "") -> Iterator[tuple[str, int]]:
    """Every stream of a recorder behind a name with its last number, by name, a page at a time."""
    found: Sequence[tuple[str, int]] = [(after, 0)]
    while found := recorder.streams(found[-1][0], _AT_ONCE):
        yield from found


@contextmanager
def next_rows(store: Store) -> Iterator[NextRows]:
    """What gives the next rows of one stream after the other, over one connection: 15 us less for each stream."""
    recorder: Any = store.recorder
    if not isinstance(recorder, SQLiteAggregateRecorder):
        yield partial(rows_of, recorder)
        return
    try:
        with recorder.datastore.get_connection(commit=False) as connection, connection.cursor() as cursor:
            cursor.row_factory = None
            yield partial(_rows, cursor, _asked(recorder.events_table_name))
    except sqlite3.Error as error:
        raise translated(error) from error


def batches_of(rows: NextRows, stream: str) -> Iterator[Sequence[Told]]:
    """The entries of a stream in order, as many together as are read at once.

    They are asked for as a reader asks, and left as SQLite gives them: 0.6 us less for each than as eventsourcing has
    them.

    Args:
        rows: what gives the next ones.
        stream: which stream.
    """
    after = 0
    while True:
        batch = rows(stream, after)
        yield batch
        if len(batch) < _AT_ONCE:
            return
        after = batch[-1][0]


def rows_of(
    recorder: Any, stream: str, after: int, until: int = _NO_END, *, desc: bool = False, limit: int = _AT_ONCE
) -> Sequence[Told]:
    """The rows of a stream, or of its snapshots, of which some may be nothing that a reader can read."""
    if not isinstance(recorder, SQLiteAggregateRecorder):
        rows = recorder.select_events(stream, gt=after, lte=until, desc=desc, limit=limit)
        return [(row.originator_version, row.topic, row.state) for row in rows]
    try:
        with recorder.datastore.get_connection(commit=False) as connection, connection.cursor() as cursor:
            cursor.row_factory = None
            return _rows(cursor, _asked(recorder.events_table_name, desc=desc), stream, after, (until, limit))
    except sqlite3.Error as error:
        raise translated(error) from error


def _asked(table: str, *, desc: bool = False) -> str:
    return (
        f"SELECT {_TOLD} FROM {table} WHERE originator_id = ? "  # noqa: S608 - our own table
        "AND originator_version > ? AND originator_version <= ? "
        f"ORDER BY originator_version {'DESC' if desc else ''} LIMIT ?"
    )


def _rows(
    cursor: Any, asked: str, stream: str, after: int, until_and_limit: tuple[int, int] = (_NO_END, _AT_ONCE)
) -> Sequence[Told]:
    bounds = stream, after, *until_and_limit
    try:
        cursor.execute(asked, bounds)
        return cursor.fetchall()  # type: ignore[no-any-return]
    except sqlite3.OperationalError:  # such as text in one row that is no UTF-8: the others can be read
        cursor.execute(asked.replace(_TOLD, _TOLD_IN_BYTES), bounds)
        return [_told_in_bytes(*row) for row in cursor.fetchall()]


def _told_in_bytes(number: Any, name_is: str, name: bytes, state_is: str, state: bytes) -> Told:
    """An entry of which each column was read as bytes; what is no text, or of another type, stays what no entry has."""
    told: Any = (number, _text(name) if name_is == "text" else name, state if state_is in {"blob", "text"} else None)
    return told  # type: ignore[no-any-return]


def _text(told: bytes) -> str | bytes:
    try:
        return told.decode()
    except UnicodeDecodeError:
        return told


def is_one_piece(store: Store) -> bool:
    """Whether who reads an entry by its stream and who reads it by its position read the same one.

    SQLite finds the first in an index, which whoever writes bytes can let lead elsewhere. It compares the two itself,
    in 1.2 us an entry.
    """
    recorder: Any = store.recorder
    if not isinstance(recorder, SQLiteAggregateRecorder):
        return True
    with recorder.datastore.transaction(commit=False) as cursor:
        cursor.execute(f"PRAGMA integrity_check({recorder.events_table_name})")
        return [row[0] for row in cursor.fetchall()] == ["ok"]


def is_as_it_was_made(store: Store) -> bool:
    """Whether the file has the tables, indexes and triggers that this library makes, each as it makes them.

    A trigger or a view of somebody else could write, or show, something else than what was decided. Tables of leaves
    may be lacking: a release that did not seal made none, and whoever writes makes them.
    """
    recorder: Any = store.recorder
    if isinstance(store, Served):
        return store.is_as_it_was_made()
    if not isinstance(recorder, SQLiteAggregateRecorder):
        return True
    with recorder.datastore.transaction(commit=False) as cursor:
        cursor.execute(_PARTS)
        rows = cursor.fetchall()
        there = _parts(rows)
        if len(there) != len(rows) or not _made(sealed=False).items() <= there.items():
            return False
        added = there.items() - _made().items()
        if not all(_is_made_later(kind, name, *made) for (kind, name), made in added):
            return False
        others = {name for kind, name in there if kind == "table" and name not in _NOT_CHECKED_HERE}
        return all(_is_well(cursor, name) for name in sorted(others)) and _is_as_it_counts(cursor)


def _is_well(cursor: Any, table: str) -> bool:
    """Whether a table has its rows in order and its indexes lead to them; of small ones it takes microseconds."""
    cursor.execute(f"PRAGMA integrity_check({table})")
    return [row[0] for row in cursor.fetchall()] == ["ok"]


def _is_as_it_counts(cursor: Any) -> bool:
    """Whether no two parts stand in one place, and there is room for positions behind the last.

    Who says that the last position of all was given has every decision refused from then on.
    """
    cursor.execute("SELECT COUNT(*) - COUNT(DISTINCT rootpage) FROM sqlite_master WHERE rootpage > 0")
    if cursor.fetchone()[0]:
        return False
    asked = "SELECT MAX(seq) - IFNULL((SELECT MAX(rowid) FROM stored_events), 0) FROM sqlite_sequence"
    cursor.execute(asked)
    return (cursor.fetchone()[0] or 0) <= _A_GAP


def _parts(rows: Sequence[Any]) -> _Parts:
    """By kind and name, letter for letter: what Python takes for white space, SQLite may take for part of a word."""
    return {(kind, name): (table, sql or "") for kind, name, table, sql in map(tuple, rows)}


@cache
def _made(*, sealed: bool = True) -> _Parts:
    """What this library makes, asked of a file in memory that it makes."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_TABLES + (_LEAVES if sealed else ""))
        return _parts(connection.execute(_PARTS).fetchall())


def _is_made_later(kind: str, name: str, table: str, sql: str) -> bool:
    """Whether this is a table of those, or the index that SQLite makes with it; SQLite believes the statement alone."""
    if kind == "index":
        return table in _MADE_LATER and sql == ""
    return kind == "table" and name == table and name in _MADE_LATER and _IS_A_TABLE.match(sql) is not None
