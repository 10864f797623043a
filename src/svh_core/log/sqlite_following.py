"""How far those came that follow a log in SQLite: in the same file, so that a backup that is put back has both."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from eventsourcing.persistence import IntegrityError, OperationalError, Tracking
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder

from svh_core.errors import SvhError
from svh_core.log.sqlite_reading import translated
from svh_core.log.store import Trouble

_HELD: Final = """
CREATE TABLE IF NOT EXISTS held_by_followers (
    follower TEXT,
    stream TEXT,
    categories TEXT NOT NULL,
    PRIMARY KEY (follower, stream)
) WITHOUT ROWID
"""
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS in_trouble (
    follower TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    again_at TEXT,
    error TEXT NOT NULL
) WITHOUT ROWID
"""


_TRIES: Final = 5


def make_tracking(recorder: SQLiteTrackingRecorder) -> None:
    """Makes eventsourcing's table, where it is not there yet; others may be making it at the same moment.

    It is looked for first and made then, in one transaction: who is second is told that it is there, or locked.
    """
    for tried in range(1, _TRIES + 1):
        try:
            return recorder.create_table()
        except (IntegrityError, OperationalError):
            if tried == _TRIES:
                raise
            time.sleep(0.01 * tried)
    return None


class SQLiteFollowers:
    """The positions of followers, by eventsourcing's tracking, and what is wrong with those that failed.

    Its tables are made when somebody follows for the first time.

    Args:
        datastore: of the casebook file.
        path: of that file.
    """

    def __init__(self, datastore: SQLiteDatastore, path: Path) -> None:
        self._datastore = datastore
        self._path = path
        self._recorder = SQLiteTrackingRecorder(datastore)
        self._has_tables = False

    def position(self, name: str) -> int:
        """The position of the last entry that a follower is done with; 0 before the first."""
        rows = self._select("SELECT MAX(notification_id) FROM tracking WHERE application_name = ?", name)
        return int(rows[0][0] or 0) if rows else 0

    def moved(self, name: str, position: int) -> None:
        """Keeps that a follower is done with everything up to a position, and in no trouble."""
        self.make_tables()
        self._recorder.insert_tracking(Tracking(name, position))
        if self.trouble(name) is not None:
            self.failed(name, None)

    def trouble(self, name: str) -> Trouble | None:
        """What is wrong with a follower; None where nothing is."""
        rows = self._select("SELECT tries, again_at, error FROM in_trouble WHERE follower = ?", name)
        if not rows:
            return None
        tries, again_at, error = rows[0]
        return Trouble(tries=tries, again_at=datetime.fromisoformat(again_at) if again_at else None, error=error)

    def failed(self, name: str, trouble: Trouble | None) -> None:
        """Keeps what is wrong with a follower, or that nothing is any more."""
        self.make_tables()
        if trouble is None:
            self._change("DELETE FROM in_trouble WHERE follower = ?", name)
            return
        again_at = trouble.again_at.isoformat() if trouble.again_at is not None else None
        self._change(
            "INSERT OR REPLACE INTO in_trouble VALUES (?, ?, ?, ?)", name, trouble.tries, again_at, trouble.error
        )

    def held(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """The categories that a follower may have copies of, by stream."""
        rows = self._select("SELECT stream, categories FROM held_by_followers WHERE follower = ?", name)
        return {stream: tuple(categories.split()) for stream, categories in rows}

    def holds(self, name: str, stream: str, categories: tuple[str, ...]) -> None:
        """Keeps of which categories of a stream a follower may have copies."""
        self.make_tables()
        told = " ".join(categories)
        self._change("INSERT OR REPLACE INTO held_by_followers VALUES (?, ?, ?)", name, stream, told)

    def holding(self, beginning: str) -> Sequence[str]:
        """The followers whose names begin so and that may have copies of something."""
        rows = self._select("SELECT DISTINCT follower FROM held_by_followers WHERE categories <> ''")
        return sorted(row[0] for row in rows if row[0].startswith(beginning))

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Holds a file beside the casebook, which the system lets go of when this process ends, however it ends."""
        try:
            import fcntl  # noqa: PLC0415 - it is not on every system
        except ImportError:
            raise SvhError("plugins are followed on Linux and macOS only", next="Run it there.") from None
        told = "".join(one if one.isalnum() else "-" for one in name)
        handle = os.open(self._path.with_name(f"{self._path.stem}.{told}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        taken = False
        try:
            with suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                taken = True
            yield taken
        finally:
            os.close(handle)

    def make_tables(self) -> None:
        """Makes its tables, where they are not there yet."""
        if self._has_tables:
            return
        try:
            make_tracking(self._recorder)
            self._change(_TABLE)
            self._change(_HELD)
        except sqlite3.Error as error:
            raise translated(error) from error
        self._has_tables = True

    def _change(self, asked: str, *values: Any) -> None:
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute(asked, values)

    def _select(self, asked: str, *values: Any) -> list[Any]:
        """The rows that were asked; none where nobody followed yet, and there is no such table."""
        try:
            with self._datastore.transaction(commit=False) as cursor:
                cursor.execute(asked, values)
                return list(cursor.fetchall())
        except Exception as error:
            if "no such table" in str(error):
                return []
            raise
