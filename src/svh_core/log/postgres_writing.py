"""Writing to a log in PostgreSQL: one transaction at a time in the whole house, in two trips to the server.

Whoever writes holds a lock on a table that is there for nothing else, from before an entry gets its position until it
is on disk: so positions rise in the order of the commits, and the tree goes on from where it was. A reader waits for
nobody, and cannot take that lock.

A connection can break at any moment. Before the commit was asked for, nothing was written, and it is done again over a
new one. After that nobody knows: the log itself is asked, when the lock is free again, whether our entries are in it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from typing import Any, Final

import psycopg
from eventsourcing.persistence import IntegrityError, StoredEvent
from psycopg.rows import tuple_row

from svh_core.errors import OutcomeUnknown, SvhError
from svh_core.log.leaves import DESTROYED, Row
from svh_core.log.moved import why_closed
from svh_core.log.postgres_kept import ALONE
from svh_core.log.postgres_leaves import LeavesBeingWritten
from svh_core.log.store import Sealing
from svh_core.postgres.address import Database
from svh_core.postgres.connecting import PATIENCE, connect, facts_of, reason, translated

TABLES: Final = """
CREATE TABLE svh.writing (nobody boolean);
CREATE SEQUENCE svh.writes;
"""

_AT_ONCE: Final = 500
"""Entries in one statement."""

_ATTEMPTS: Final = 8
"""How often it is begun again, of a server that keeps breaking off."""

_LOCK: Final = b"LOCK TABLE svh.writing IN EXCLUSIVE MODE"
_TURN: Final = b"SELECT nextval('svh.writes')"
_STORED: Final = (
    b"RETURNING notification_id, originator_id, originator_version, topic, state, (SELECT nextval('svh.writes'))"
)
"""What was stored, as it was stored; and which turn at writing this is, asked for once and not once a row."""
_INSERT: Final = (
    b"""
INSERT INTO svh.stored_events (originator_id, originator_version, topic, state)
SELECT stream, number, name, state
FROM unnest(%b::text[], %b::bigint[], %b::text[], %b::bytea[]) WITH ORDINALITY
    AS told (stream, number, name, state, place)
WHERE NOT EXISTS (SELECT FROM svh.destroyed WHERE originator_id = stream)
ORDER BY place
"""
    + _STORED
)
_INSERT_ONE: Final = (
    b"""
INSERT INTO svh.stored_events (originator_id, originator_version, topic, state)
SELECT %b::text, %b::bigint, %b::text, %b::bytea
WHERE NOT EXISTS (SELECT FROM svh.destroyed WHERE originator_id = %b::text)
"""
    + _STORED
)
_ONCE: Final = b"""
INSERT INTO svh.recorded_once
SELECT * FROM unnest(%b::text[], %b::bytea[], %b::bigint[]) AS told (stream, once, number)
"""
_LEFT: Final = b"""
UPDATE svh.stored_events AS entry SET topic = %b::text, state = kept.state
FROM unnest(%b::bigint[], %b::bytea[]) AS kept (number, state)
WHERE originator_id = %b::text AND originator_version = kept.number
"""
_COUNTED: Final = "SELECT count(*) FROM svh.stored_events WHERE originator_id = %s"
_IS_THERE: Final = "SELECT state FROM svh.stored_events WHERE originator_id = %s AND originator_version = %s"


class Writer:
    """One process's way to write. Thread-safe.

    Args:
        database: of the log.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()
        self._connection: psycopg.Connection[Any] | None = None
        self._was_there = False
        self._asked_to_commit = False
        self._turn = 0
        self._others = 0
        self._last: int | None = None

    def write(
        self,
        rows: Sequence[StoredEvent],
        *,
        once: Sequence[tuple[str, str, int]] = (),
        destroys: tuple[str, Sequence[tuple[int, bytes]]] | None = None,
        sealing: Sealing | None = None,
    ) -> None:
        """Writes entries and what belongs to them: all of it or nothing, and on the disk of the server.

        Raises:
            IntegrityError: a number or request id is taken, or a stream was destroyed.
            OperationalError: others kept the lock for too long.
            Moved: the casebook was moved to another place.
            OutcomeUnknown: the connection broke in the end, and the server stays away.
            SvhError: the server is away, or does not let this user write; nothing was written.
        """
        with self._lock:
            for attempt in count(1):
                try:
                    return self._transact(self._connected(), rows, once, destroys, sealing)
                except psycopg.Error as error:
                    has_broken = self._has_broken(error)
                    is_to_be_begun_again = has_broken or isinstance(error, _IN_EACH_OTHERS_WAY)
                    if has_broken and self._asked_to_commit and self._is_there(rows):
                        return None
                    if isinstance(error, psycopg.errors.UndefinedTable):
                        raise self._why_closed() or translated(error, self._database) from None
                    if not is_to_be_begun_again or attempt == _ATTEMPTS:
                        raise translated(error, self._database) from error
                except BaseException:
                    self._undo()
                    raise
        return None

    def _transact(
        self,
        connection: psycopg.Connection[Any],
        rows: Sequence[StoredEvent],
        once: Sequence[tuple[str, str, int]],
        destroys: tuple[str, Sequence[tuple[int, bytes]]] | None,
        sealing: Sealing | None,
    ) -> None:
        """What is asked is sent together; an answer is waited for once for the entries, and once for the commit."""
        self._asked_to_commit = False
        with connection.pipeline():
            connection.execute(_LOCK, prepare=True)
            if once:
                streams, requests, numbers = zip(*once, strict=True)
                asked = [list(streams), [request.encode() for request in requests], list(numbers)]
                connection.execute(_ONCE, asked)
            stored = list(_inserted(connection, rows))
            written = [Row._make(row[:-1]) for row in stored]
            if len(written) < len(rows):
                raise IntegrityError("destroyed")
            if destroys is not None:
                _destroy(connection, *destroys)
            first, last = (stored[0][-1], stored[-1][-1]) if stored else (_turn(connection),) * 2
            if first != self._turn + 1 or self._last is None:
                self._others, self._last = self._others + 1, None
            if sealing is not None:
                version = (connection, self._others)
                sealing(LeavesBeingWritten(connection, version, self._last, written))
            self._asked_to_commit = True
            connection.execute(b"COMMIT")
        self._turn = last
        self._last = written[-1].position if written else self._last

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            self._connection = connect(self._database, patience=PATIENCE if self._was_there else 0.0)
            self._connection.autocommit = False
            self._connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED  # each statement sees all
            self._was_there = True
            self._last = None
        return self._connection

    def _has_broken(self, error: psycopg.Error) -> bool:
        """Whether the connection is no more; what was not committed over it never will be, or soon is."""
        self._undo()
        return self._connection is None or isinstance(error, psycopg.InterfaceError)

    def _undo(self) -> None:
        """Takes back what was begun; where that cannot be, lets go of the connection, and the server takes it back."""
        connection = self._connection
        if connection is None:
            return
        with suppress(psycopg.Error):
            connection.rollback()
        if connection.closed or connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            self.close()

    def _is_there(self, rows: Sequence[StoredEvent]) -> bool:
        """Whether our entries are in the log, letter for letter: they are written all together or not at all.

        Whoever holds the lock now may be what is left of our own transaction, so it is waited for.

        Raises:
            OutcomeUnknown: nobody can be asked.
        """
        if not rows:
            return False  # leaves alone, which may be made again
        first = rows[0]
        try:
            connection = self._connected()
            connection.execute(_LOCK)
            found = connection.execute(_IS_THERE, (first.originator_id, first.originator_version)).fetchone()
            connection.rollback()
        except (psycopg.Error, SvhError) as error:
            self.close()
            why = error.sentence if isinstance(error, SvhError) else reason(error, self._database)
            raise OutcomeUnknown(
                f"the connection broke while this was recorded, and nobody knows whether it was: {why}",
                next="Look at the trail when the server is there again; with a request id (once) it can be sent again.",
            ) from None
        return found is not None and bytes(found[0]) == first.state

    def _why_closed(self) -> SvhError | None:
        """Whether the log has moved: what writers take the lock on is not there any more."""
        facts = facts_of(self._database, table="casebook", what="casebook")
        return why_closed(self._database.shown, facts)

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()


_IN_EACH_OTHERS_WAY: Final = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


def _turn(connection: psycopg.Connection[Any]) -> int:
    found = connection.execute(_TURN, prepare=True).fetchone()
    return 0 if found is None else int(found[0])


def _inserted(connection: psycopg.Connection[Any], rows: Sequence[StoredEvent]) -> Iterator[Any]:
    """The entries, as the server has stored them."""
    with connection.cursor(binary=True, row_factory=tuple_row) as cursor:
        if len(rows) == 1:
            row = rows[0]
            told = str(row.originator_id), row.originator_version, row.topic, row.state, str(row.originator_id)
            yield from cursor.execute(_INSERT_ONE, told, prepare=True).fetchall()
            return
        for begin in range(0, len(rows), _AT_ONCE):
            batch = [
                (str(row.originator_id), row.originator_version, row.topic, row.state)
                for row in rows[begin : begin + _AT_ONCE]
            ]
            yield from cursor.execute(_INSERT, [list(column) for column in zip(*batch, strict=True)]).fetchall()


def _destroy(connection: psycopg.Connection[Any], stream: str, left: Sequence[tuple[int, bytes]]) -> None:
    """Puts what is left of destroyed entries in their place: the only statement that ever changes a row."""
    for begin in range(0, len(left), _AT_ONCE):
        batch = left[begin : begin + _AT_ONCE]
        told = [DESTROYED, [number for number, _ in batch], [state for _, state in batch], stream]
        connection.execute(_LEFT, told)
    found = connection.execute(_COUNTED, (stream,)).fetchone()
    if found is None or found[0] != len(left):
        raise IntegrityError(stream)  # somebody recorded in it meanwhile
    connection.execute(ALONE)  # nobody keeps anything of it meanwhile
    connection.execute("DELETE FROM svh.kept_rows WHERE stream = %s", (stream,))
    for table in ("stored_snapshots", "recorded_once"):
        gone = f"DELETE FROM svh.{table} WHERE originator_id = %s"  # noqa: S608 - our own names
        connection.execute(gone.encode(), (stream,))
    connection.execute("INSERT INTO svh.destroyed VALUES (%s)", (stream,))
