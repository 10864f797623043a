"""How far those came that follow a log in PostgreSQL: in the same database, so that a backup put back has both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.utils import retry

from svh_core.log.store import Trouble
from svh_core.postgres.connecting import PATIENCE, Datastore, connect, translated

TABLES: Final = """
CREATE TABLE svh.notification_tracking (
    application_name text COLLATE "C" PRIMARY KEY,
    notification_id bigint NOT NULL
);
CREATE TABLE svh.in_trouble (
    follower text COLLATE "C" PRIMARY KEY,
    tries bigint NOT NULL,
    again_at text,
    error text NOT NULL
);
CREATE TABLE svh.held_by_followers (
    follower text COLLATE "C",
    stream text COLLATE "C",
    categories text NOT NULL,
    PRIMARY KEY (follower, stream)
);
"""
_FAILED: Final = """
INSERT INTO svh.in_trouble VALUES (%s, %s, %s, %s) ON CONFLICT (follower)
DO UPDATE SET tries = excluded.tries, again_at = excluded.again_at, error = excluded.error
"""
_HOLDS: Final = """
INSERT INTO svh.held_by_followers VALUES (%s, %s, %s)
ON CONFLICT (follower, stream) DO UPDATE SET categories = excluded.categories
"""
_ALONE: Final = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"


class PostgresFollowers:
    """The positions of followers, by eventsourcing's tracking, and what is wrong with those that failed.

    Args:
        datastore: of the log.
    """

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._recorder = PostgresTrackingRecorder(datastore)

    def position(self, name: str) -> int:
        """The position of the last entry that a follower is done with; 0 before the first."""
        return self._recorder.max_tracking_id(name) or 0

    def moved(self, name: str, position: int) -> None:
        """Keeps that a follower is done with everything up to a position, and in no trouble."""
        self._recorder.insert_tracking(Tracking(name, position))
        if self.trouble(name) is not None:
            self.failed(name, None)

    def trouble(self, name: str) -> Trouble | None:
        """What is wrong with a follower; None where nothing is."""
        rows = self._datastore.asked("SELECT tries, again_at, error FROM svh.in_trouble WHERE follower = %s", name)
        if not rows:
            return None
        tries, again_at, error = rows[0]
        return Trouble(tries=tries, again_at=datetime.fromisoformat(again_at) if again_at else None, error=error)

    def failed(self, name: str, trouble: Trouble | None) -> None:
        """Keeps what is wrong with a follower, or that nothing is any more."""
        if trouble is None:
            self._change("DELETE FROM svh.in_trouble WHERE follower = %s", name)
            return
        again_at = trouble.again_at.isoformat() if trouble.again_at is not None else None
        self._change(_FAILED, name, trouble.tries, again_at, trouble.error.replace("\0", ""))

    def held(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """The categories that a follower may have copies of, by stream."""
        asked = "SELECT stream, categories FROM svh.held_by_followers WHERE follower = %s"
        return {stream: tuple(categories.split()) for stream, categories in self._datastore.asked(asked, name)}

    def holds(self, name: str, stream: str, categories: tuple[str, ...]) -> None:
        """Keeps of which categories of a stream a follower may have copies."""
        self._change(_HOLDS, name, stream, " ".join(categories))

    def holding(self, beginning: str) -> Sequence[str]:
        """The followers whose names begin so and that may have copies of something."""
        rows = self._datastore.asked("SELECT DISTINCT follower FROM svh.held_by_followers WHERE categories <> ''")
        return sorted(row[0] for row in rows if row[0].startswith(beginning))

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Holds a lock for as long as a session of its own lasts: the server lets go of it when that ends, however.

        Where the server ends it meanwhile, two may follow for a moment; `moved` lets only the first go on.
        """
        connection = connect(self._datastore.database, patience=PATIENCE)
        try:
            yield self._is_alone(connection, name)
        finally:
            connection.close()

    def _is_alone(self, connection: psycopg.Connection[Any], name: str) -> bool:
        try:
            found = connection.execute(_ALONE, (f"svh follower {name}",)).fetchone()
        except psycopg.Error as error:
            raise translated(error, self._datastore.database) from error
        return found is not None and bool(found[0])

    @retry((InterfaceError, OperationalError), max_attempts=3, wait=0.05)
    def _change(self, told: str, *values: Any) -> None:
        """Done once more where a connection broke: twice is as once, for it says what holds now."""
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute(told.encode(), values)
