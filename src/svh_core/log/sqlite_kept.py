"""Kept views in SQLite: in the file of the log itself, so that they and what they were made of are never apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, Final

from eventsourcing.persistence import Tracking
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder

from svh_core.log.kept import KeptRow, Mark, reckoned
from svh_core.log.sqlite_following import make_tracking
from svh_core.log.sqlite_reading import translated

_TABLES: Final = (
    """
CREATE TABLE IF NOT EXISTS kept_views (
    view TEXT PRIMARY KEY,
    made_with TEXT NOT NULL
) WITHOUT ROWID
""",
    """
CREATE TABLE IF NOT EXISTS kept_rows (
    view TEXT,
    stream TEXT,
    number INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    since INTEGER,
    until INTEGER,
    beside TEXT,
    told BLOB,
    PRIMARY KEY (view, stream)
) WITHOUT ROWID
""",
)
"""What was made of a stream stands last, so that SQLite need not read it to tell which rows are right."""

_BEGUN: Final = "INSERT INTO kept_rows (view, stream, number, changed) VALUES (?, ?, ?, ?)"
_TO_BE_MADE: Final = "told = NULL, since = NULL, until = NULL"
_MOVED: Final = (
    f"{_BEGUN} ON CONFLICT DO UPDATE SET number = max(number, excluded.number), "
    f"changed = max(changed, excluded.changed), {_TO_BE_MADE}"
)
_MOVED_BESIDE: Final = (
    f"UPDATE kept_rows SET changed = max(changed, ?), {_TO_BE_MADE} "  # noqa: S608 - our own words
    "WHERE view = ? AND (beside = ? OR told IS NULL)"
)
_KEPT: Final = (
    "UPDATE kept_rows SET told = ?, since = ?, until = ?, beside = ? WHERE view = ? AND stream = ? AND changed = ?"
)
_WRONG_AT: Final = "(told IS NULL OR since > ?1 OR until <= ?1)"
_THERE: Final = "view = ?2 AND stream NOT IN (SELECT originator_id FROM destroyed)"
_ROWS: Final = "SELECT stream, number, changed, told, since, until, beside FROM kept_rows"
_GONE: Final = "DELETE FROM kept_rows WHERE view = ? AND stream IN (SELECT originator_id FROM destroyed)"
_LET_GO_OF: Final = "DELETE FROM kept_rows WHERE view IN (SELECT view FROM kept_views) AND stream = ?"


def let_go_of(connection: sqlite3.Connection, stream: str) -> None:
    """Takes out every row of a stream, in the transaction that destroys it."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'kept_rows'").fetchone() is not None:
        connection.execute(_LET_GO_OF, (stream,))


class SQLiteKeptViews:
    """Kept views of a casebook file. Their tables are made when the first is begun.

    Args:
        datastore: of the casebook file.
        connects: opens a connection of its own to that file.
    """

    def __init__(self, datastore: SQLiteDatastore, connects: Callable[[], sqlite3.Connection]) -> None:
        self._connects = connects
        self._tracking = SQLiteTrackingRecorder(datastore)
        self._has_tables = False

    def mark(self, view: str) -> Mark | None:
        """How far a view came; None where there is none."""
        with self._reading() as connection:
            return _mark(connection, view)

    def begin(self, view: str, mark: Mark, streams: Iterable[tuple[str, int]], *, instead_of: Mark | None) -> None:
        """Throws a view away and begins it anew."""
        self._make_tables()
        with self._changing(view, instead_of) as connection:
            connection.execute("DELETE FROM tracking WHERE application_name = ?", (view,))
            self._track(connection, view, mark.position)
            connection.execute("INSERT OR REPLACE INTO kept_views VALUES (?, ?)", (view, mark.made_with))
            connection.execute("DELETE FROM kept_rows WHERE view = ?", (view,))
            connection.executemany(_BEGUN, ((view, stream, number, mark.position) for stream, number in streams))

    def move(
        self,
        view: str,
        mark: Mark,
        moved: Sequence[tuple[str, int, int]],
        beside: Sequence[tuple[str, int]] = (),
        *,
        instead_of: Mark,
    ) -> None:
        """Goes on with a view."""
        with self._changing(view, instead_of) as connection:
            self._track(connection, view, mark.position)
            connection.executemany(_MOVED, ((view, *told) for told in moved))
            connection.executemany(_MOVED_BESIDE, ((position, view, stream) for stream, position in beside))

    def keep(self, view: str, made_with: str, rows: Sequence[KeptRow]) -> None:
        """Keeps what was made of streams, but for those that changed meanwhile or have no row any more."""
        with self._writing() as connection:
            mark = _mark(connection, view)
            if mark is not None and mark.made_with == made_with:
                connection.executemany(_KEPT, (row.columns(view) for row in rows))

    def rows(
        self, view: str, made_with: str, *, after: str = "", limit: int, wrong_at: datetime | None = None
    ) -> Sequence[KeptRow]:
        """The rows of a view by the names of their streams."""
        where = "view = ?2 AND stream > ?3 AND stream NOT IN (SELECT originator_id FROM destroyed)"
        asked = f"{_ROWS} WHERE {where} AND {_WRONG_AT if wrong_at else '?1 IS NULL'} ORDER BY stream LIMIT ?4"
        with self._reading() as connection:
            connection.execute("BEGIN")
            mark = _mark(connection, view)
            if mark is None or mark.made_with != made_with:
                raise sqlite3.IntegrityError(view)  # somebody began it anew meanwhile
            return [
                KeptRow.of_columns(*told)
                for told in connection.execute(asked, (reckoned(wrong_at), view, after, limit))
            ]

    def counted(self, view: str, *, wrong_at: datetime | None = None) -> int:
        """How many rows a view has; or how many that are not right at a moment."""
        asked = f"SELECT count(*) FROM kept_rows WHERE {_THERE} AND {_asked(wrong_at)}"  # noqa: S608 - our own words
        with self._reading() as connection:
            if _mark(connection, view) is None:
                return 0
            return int(connection.execute(asked, (reckoned(wrong_at), view)).fetchone()[0])

    def _track(self, connection: Any, view: str, position: int) -> None:
        self._tracking._insert_tracking(connection.cursor(), Tracking(view, position))  # noqa: SLF001 - in our transaction

    def _make_tables(self) -> None:
        if self._has_tables:
            return
        make_tracking(self._tracking)
        with self._writing() as connection:
            for table in _TABLES:
                connection.execute(table)
        self._has_tables = True

    @contextmanager
    def _changing(self, view: str, instead_of: Mark | None) -> Iterator[sqlite3.Connection]:
        """Writes to a view, if it is still where the writer saw it."""
        with self._writing() as connection:
            if _mark(connection, view) != instead_of:
                raise sqlite3.IntegrityError(view)  # somebody else went on
            yield connection
            connection.execute(_GONE, (view,))  # who was destroyed after the writer read of them

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own; what was not committed when it is closed never was."""
        try:
            with closing(self._connects()) as connection:
                yield connection
        except sqlite3.Error as error:
            raise translated(error) from error


def _mark(connection: sqlite3.Connection, view: str) -> Mark | None:
    asked = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('kept_views', 'tracking')"
    if connection.execute(asked).fetchone()[0] < 2:  # noqa: PLR2004 - both
        return None
    asked = "SELECT made_with, notification_id FROM kept_views JOIN tracking ON application_name = view WHERE view = ?"
    found = connection.execute(asked, (view,)).fetchone()
    return Mark(*found) if found is not None else None


def _asked(wrong_at: datetime | None) -> str:
    return _WRONG_AT if wrong_at is not None else "?1 IS NULL"
