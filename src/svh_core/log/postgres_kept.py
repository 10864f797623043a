"""Kept views in PostgreSQL: in the database of the log itself, so that they and what they were made of are never apart.

Whoever changes one has the table of views to himself until that is on disk; so has whoever destroys a stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, Final

from eventsourcing.persistence import IntegrityError, OperationalError, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from psycopg import Cursor
from psycopg.rows import tuple_row

from svh_core.errors import NotPermitted
from svh_core.log.kept import KeptRow, Mark, reckoned
from svh_core.postgres.connecting import Datastore

TABLES: Final = """
CREATE TABLE svh.kept_views (
    view text COLLATE "C" PRIMARY KEY,
    made_with text NOT NULL
);
CREATE TABLE svh.kept_rows (
    view text COLLATE "C",
    stream text COLLATE "C",
    number bigint NOT NULL,
    changed bigint NOT NULL,
    told bytea,
    since bigint,
    until bigint,
    beside text COLLATE "C",
    PRIMARY KEY (view, stream)
);
"""
ALONE: Final = b"LOCK TABLE svh.kept_views IN EXCLUSIVE MODE"
_MARK: Final = """
SELECT made_with, notification_id FROM svh.kept_views
JOIN svh.notification_tracking ON application_name = view WHERE view = %s
"""
_VIEW: Final = (
    "INSERT INTO svh.kept_views VALUES (%s, %s) ON CONFLICT (view) DO UPDATE SET made_with = excluded.made_with"
)
_BEGUN: Final = (
    "INSERT INTO svh.kept_rows AS row (view, stream, number, changed) "
    "SELECT %b::text, * FROM unnest(%b::text[], %b::bigint[], %b::bigint[]) AS told (a, b, c)"
)
_MOVED: Final = _BEGUN + (
    " ON CONFLICT (view, stream) DO UPDATE SET number = greatest(row.number, excluded.number), "
    "changed = greatest(row.changed, excluded.changed), told = NULL, since = NULL, until = NULL"
)
_MOVED_BESIDE: Final = (
    "UPDATE svh.kept_rows SET changed = greatest(changed, %s), told = NULL, since = NULL, until = NULL "
    "WHERE view = %s AND (beside = %s OR told IS NULL)"
)
_KEPT: Final = (
    "UPDATE svh.kept_rows SET told = %s, since = %s, until = %s, beside = %s "
    "WHERE view = %s AND stream = %s AND changed = %s"
)
_ASKED: Final = """
FROM svh.kept_rows
WHERE view = %(view)s AND stream > %(after)s AND stream NOT IN (SELECT originator_id FROM svh.destroyed)
AND (%(at)s::bigint IS NULL OR told IS NULL OR since > %(at)s OR until <= %(at)s)
"""
_ROWS: Final = "SELECT stream, number, changed, told, since, until, beside" + _ASKED + "ORDER BY stream LIMIT %(limit)s"
_COUNTED: Final = "SELECT count(*)" + _ASKED
_GONE: Final = "DELETE FROM svh.kept_rows WHERE stream IN (SELECT originator_id FROM svh.destroyed)"

_AT_ONCE: Final = 1_000


class PostgresKeptViews:
    """Kept views of a log in a database.

    Args:
        datastore: of the log.
    """

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._tracking = PostgresTrackingRecorder(datastore)

    def mark(self, view: str) -> Mark | None:
        """How far a view came; None where there is none."""
        found = self._datastore.asked(_MARK, view)
        return Mark(*found[0]) if found else None

    def begin(self, view: str, mark: Mark, streams: Iterable[tuple[str, int]], *, instead_of: Mark | None) -> None:
        """Throws a view away and begins it anew."""
        with self._changing(view, instead_of) as cursor:
            cursor.execute("DELETE FROM svh.notification_tracking WHERE application_name = %s", (view,))
            self._track(cursor, view, mark.position)
            cursor.execute(_VIEW, (view, mark.made_with))
            cursor.execute("DELETE FROM svh.kept_rows WHERE view = %s", (view,))
            _put(cursor, _BEGUN, view, ((stream, number, mark.position) for stream, number in streams))

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
        with self._changing(view, instead_of) as cursor:
            self._track(cursor, view, mark.position)
            _put(cursor, _MOVED, view, moved)
            cursor.executemany(_MOVED_BESIDE.encode(), [(position, view, stream) for stream, position in beside])

    def keep(self, view: str, made_with: str, rows: Sequence[KeptRow]) -> None:
        """Keeps what was made of streams, but for those that changed meanwhile or have no row any more."""
        with self._writing() as cursor:
            mark = _mark(cursor, view)
            if mark is not None and mark.made_with == made_with:
                cursor.executemany(_KEPT.encode(), [row.columns(view) for row in rows])

    def rows(
        self, view: str, made_with: str, *, after: str = "", limit: int, wrong_at: datetime | None = None
    ) -> Sequence[KeptRow]:
        """The rows of a view by the names of their streams."""
        asked = {"view": view, "after": after, "limit": limit, "at": reckoned(wrong_at)}
        with self._reading() as cursor:
            mark = _mark(cursor, view)
            if mark is None or mark.made_with != made_with:
                raise IntegrityError(view)  # somebody began it anew meanwhile
            return [KeptRow.of_columns(*told) for told in cursor.execute(_ROWS.encode(), asked).fetchall()]

    def counted(self, view: str, *, wrong_at: datetime | None = None) -> int:
        """How many rows a view has; or how many that are not right at a moment."""
        asked = {"view": view, "after": "", "at": reckoned(wrong_at)}
        with self._reading() as cursor:
            found = cursor.execute(_COUNTED.encode(), asked).fetchone()
            return int(found[0]) if found is not None and _mark(cursor, view) is not None else 0

    def _track(self, cursor: Cursor[Any], view: str, position: int) -> None:
        with cursor.connection.cursor() as others:  # whose rows know their columns
            self._tracking._insert_tracking(others, Tracking(view, position))  # noqa: SLF001 - in our transaction

    @contextmanager
    def _changing(self, view: str, instead_of: Mark | None) -> Iterator[Cursor[Any]]:
        """Writes to a view, if it is still where the writer saw it."""
        with self._writing() as cursor:
            if _mark(cursor, view) != instead_of:
                raise IntegrityError(view)  # somebody else went on
            yield cursor
            cursor.execute(_GONE)  # who was destroyed after the writer read of them

    @contextmanager
    def _writing(self) -> Iterator[Cursor[Any]]:
        """A transaction of one's own; who may not write here reads on without what is kept."""
        try:
            with (
                self._datastore.get_connection() as connection,
                connection.transaction(),
                connection.cursor(row_factory=tuple_row) as cursor,
            ):
                cursor.execute(ALONE)
                yield cursor
        except NotPermitted as error:
            raise OperationalError(error.sentence) from error

    @contextmanager
    def _reading(self) -> Iterator[Cursor[Any]]:
        """The mark and the rows as of one moment; what is begun here is ended when the connection is given back."""
        with (
            self._datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            cursor.execute(b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield cursor


def _mark(cursor: Cursor[Any], view: str) -> Mark | None:
    found = cursor.execute(_MARK, (view,)).fetchone()
    return Mark(*found) if found is not None else None


def _put(cursor: Cursor[Any], told: str, view: str, rows: Iterable[tuple[str, int, int]]) -> None:
    remaining = iter(rows)
    while batch := list(islice(remaining, _AT_ONCE)):
        cursor.execute(told.encode(), [view, *(list(column) for column in zip(*batch, strict=True))])
