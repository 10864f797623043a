"""A store in a database of PostgreSQL, for several processes on several hosts.

A commit is on the disk of the server before `record` returns. Its tables are made once, by `create`, and never by
whoever works with them. The bytes of an entry are those that any other store keeps, so that roots are equal too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, Self
from uuid import UUID

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.postgres import PostgresAggregateRecorder, PostgresApplicationRecorder
from eventsourcing.utils import retry
from psycopg.rows import tuple_row
from psycopg.types.numeric import Int8

from svh_core.errors import LogBroken, NotPermitted
from svh_core.log import postgres_following, postgres_kept, postgres_leaves, postgres_writing
from svh_core.log.moved import why_closed
from svh_core.log.postgres_following import PostgresFollowers
from svh_core.log.postgres_kept import PostgresKeptViews
from svh_core.log.postgres_leaves import PostgresLeaves
from svh_core.log.postgres_made import is_as_it_was_made
from svh_core.log.postgres_writing import Writer
from svh_core.log.rows import stored
from svh_core.postgres.address import Database
from svh_core.postgres.connecting import Datastore, facts_of
from svh_core.postgres.making import make_schema

FORMAT: Final = "1"
"""What a casebook says of how it is kept."""
_FACTS: Final = "casebook"

_TABLES: Final = """
CREATE TABLE svh.stored_events (
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text COLLATE "C" NOT NULL,
    state bytea NOT NULL,
    notification_id bigserial,
    PRIMARY KEY (originator_id, originator_version)
);
CREATE UNIQUE INDEX stored_events_notification_id_idx ON svh.stored_events (notification_id);
CREATE TABLE svh.stored_snapshots (
    originator_id text COLLATE "C",
    originator_version bigint,
    topic text COLLATE "C",
    state bytea,
    PRIMARY KEY (originator_id, originator_version)
);
CREATE TABLE svh.recorded_once (
    originator_id text COLLATE "C",
    once bytea,
    originator_version bigint NOT NULL,
    PRIMARY KEY (originator_id, once)
);
CREATE TABLE svh.destroyed (
    originator_id text COLLATE "C" PRIMARY KEY
);
CREATE TABLE svh.casebook (
    name text COLLATE "C" PRIMARY KEY,
    fact text NOT NULL
);
"""
_ALL: Final = (
    _TABLES + postgres_leaves.TABLES + postgres_writing.TABLES + postgres_following.TABLES + postgres_kept.TABLES
)

_NUMBERS: Final = range(-(2**63), 2**63)
"""The numbers that PostgreSQL can hold."""

_SNAPSHOT: Final = "INSERT INTO svh.stored_snapshots VALUES (%s, %s, %s, %s)"
_AGAIN: Final = retry((InterfaceError, OperationalError), max_attempts=3, wait=0.05)
"""Asks once more, over another connection, where one broke: what was only read may be read again."""


class _Reading(PostgresAggregateRecorder):
    """eventsourcing's recorder, with a way of its own to read a stream: plain rows, and bytes as they are."""

    @_AGAIN
    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The rows of a stream by number: after `gt`, until `lte`, at most `limit`, the last first where `desc`."""
        stream = str(originator_id)
        values = (stream, _held(gt, _NUMBERS[0]), _held(lte, _NUMBERS[-1]), limit)
        with self._cursor() as cursor:
            cursor.execute(self._asks(desc), values, prepare=True)
            return [stored(stream, number, name, state) for number, name, state in cursor.fetchall()]

    @_AGAIN
    def streams(self, after: str, limit: int) -> Sequence[tuple[str, int]]:
        """Streams with their last number, by name: the next ones behind a name."""
        asked = (
            f"SELECT originator_id, max(originator_version) FROM svh.{self.events_table_name} "  # noqa: S608 - our own table
            "WHERE originator_id > %s GROUP BY originator_id ORDER BY originator_id LIMIT %s"
        )
        with self._cursor() as cursor:
            return list(cursor.execute(asked.encode(), (after, limit)).fetchall())

    @contextmanager
    def _cursor(self) -> Iterator[psycopg.Cursor[Any]]:
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(binary=True, row_factory=tuple_row) as cursor,
        ):
            yield cursor

    def _asks(self, desc: bool) -> bytes:  # noqa: FBT001 - as its caller has it
        return (
            f"SELECT originator_version, topic, state FROM svh.{self.events_table_name} "  # noqa: S608 - our own table
            "WHERE originator_id = %s AND originator_version > %s AND originator_version <= %s "
            f"ORDER BY originator_version {'DESC' if desc else ''} LIMIT %s"
        ).encode()


def _held(number: int | None, otherwise: int) -> Int8:
    return Int8(otherwise if number is None else min(max(number, _NUMBERS[0]), _NUMBERS[-1]))


class _Recorder(_Reading, PostgresApplicationRecorder):
    """The entries; they are written over a connection of their own."""

    def __init__(self, datastore: Datastore) -> None:
        super().__init__(datastore)
        self.writer = Writer(datastore.database)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        self.writer.write(stored_events, **kwargs)
        return None


class _Snapshots(_Reading):
    """The snapshots, without which all goes on: who may not write any, or cannot now, does without."""

    def __init__(self, datastore: Datastore) -> None:
        super().__init__(datastore, events_table_name="stored_snapshots")

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        rows = [(str(row.originator_id), row.originator_version, row.topic, row.state) for row in stored_events]
        try:
            with self.datastore.transaction(commit=True) as cursor:
                cursor.executemany(_SNAPSHOT.encode(), rows)
        except NotPermitted as error:
            raise OperationalError(error.sentence) from error
        return None


class PostgresStore:
    """The log of a casebook in a database.

    Args:
        database: one in which its tables are, made by `create`.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._datastore = Datastore(database)
        self.recorder = _Recorder(self._datastore)
        self.snapshots = _Snapshots(self._datastore)
        self.followers = PostgresFollowers(self._datastore)
        self.kept = PostgresKeptViews(self._datastore)

    @classmethod
    def create(cls, database: Database, facts: Mapping[str, str]) -> Self:
        """Makes the tables in a database, in one transaction; never touches those that are there.

        Raises:
            SvhError: there is a casebook already, or it cannot be made.
        """
        make_schema(database, _ALL, _FACTS, {"format": FORMAT, **facts})
        return cls(database)

    @classmethod
    def open(cls, database: Database) -> Self:
        """Opens a casebook that is there; never makes one.

        Raises:
            NotFound: there is no such database, or no casebook in it.
            Moved: it was moved to another place.
            LogBroken: it is of a format this version does not know.
            NotPermitted: the server does not let us in.
            SvhError: the server is away.
        """
        facts = facts_of(database, table=_FACTS, what="casebook")
        if facts.get("format") != FORMAT:
            raise why_closed(database.shown, facts) or LogBroken(
                f"{database.shown} holds no casebook that this version can read", next="Name another with --db."
            )
        return cls(database)

    def recorded_once(self, stream: str, once: str) -> int | None:
        """The number of the entry that this request id recorded in this stream, if it did."""
        asked = "SELECT originator_version FROM svh.recorded_once WHERE originator_id = %s AND once = %s"
        rows = self._datastore.asked(asked, stream, once.encode())
        return rows[0][0] if rows else None

    def streams(self) -> Sequence[tuple[str, int]]:
        """Every stream with its last number, by name."""
        asked = "SELECT originator_id, max(originator_version) FROM svh.stored_events GROUP BY originator_id ORDER BY 1"
        return [(stream, last) for stream, last in self._datastore.asked(asked)]

    def destroyed(self) -> Sequence[str]:
        """The streams that were destroyed, by name."""
        return [row[0] for row in self._datastore.asked("SELECT originator_id FROM svh.destroyed ORDER BY 1")]

    @contextmanager
    def leaves(self) -> Iterator[PostgresLeaves]:
        """The leaves and the entries as they are now, to read them; what others write meanwhile is not in it."""
        with self._datastore.get_connection() as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # whoever checks a long log asks little of this connection, and it is in nobody's way
            connection.execute("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")
            yield PostgresLeaves(connection)

    def scrub(self) -> None:
        """Lets the server use again the room of what was destroyed, as soon as nobody reads there any more.

        More is not promised: the bytes are gone for whoever asks the server. They are in its files until others are
        written over them, and in its journal, its replicas and its backups for as long as those are kept.
        """
        try:
            with self._datastore.get_connection() as connection:
                connection.execute("VACUUM svh.stored_events, svh.stored_snapshots, svh.recorded_once")
        except (OperationalError, NotPermitted):
            return  # it does so by itself, later

    def fact(self, name: str) -> str | None:
        """A fact about the casebook."""
        rows = self._datastore.asked("SELECT fact FROM svh.casebook WHERE name = %s", name)
        return str(rows[0][0]) if rows else None

    def reopening(self) -> Callable[[], PostgresStore]:
        """How another process opens it."""
        return partial(PostgresStore.open, self.database)

    def is_as_it_was_made(self) -> bool:
        """Whether it has the tables and indexes that this library makes, and nothing that changes or hides a row."""
        return is_as_it_was_made(self._datastore)

    def close(self) -> None:
        """Closes every connection."""
        self.recorder.writer.close()
        self._datastore.close()
