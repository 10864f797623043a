"""A store in one SQLite file.

Every commit is flushed to disk before `record` returns (journal in WAL mode, ``synchronous=FULL``): a decision that was
acknowledged survives a power cut. Positions come from AUTOINCREMENT, so that none is ever used again.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Self

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from svh_core.errors import Conflict, LogBroken, Malformed, NotFound, SvhError
from svh_core.log.leaves import DESTROYED
from svh_core.log.moved import MOVED, why_closed
from svh_core.log.sqlite_following import SQLiteFollowers
from svh_core.log.sqlite_kept import SQLiteKeptViews, let_go_of
from svh_core.log.sqlite_leaves import TABLES as _LEAVES
from svh_core.log.sqlite_leaves import SQLiteLeaves
from svh_core.log.sqlite_reading import ReadingDatastore, ReadingRecorder, translated

LOCK_SECONDS: Final = 30
"""How long a writer waits for another before it gives up."""

_SCRUBS: Final = 40
"""How often the journal is tried to be cut off; who is reading is done in a moment, or it is done at the next time."""

_PAGES_OF_JOURNAL: Final = 4_000
"""After how many pages, 16 MB, the journal is written back into the file. Pages that change with every decision are
written back less often that way: 8 us of each."""

FORMAT: Final = "1"
"""What a casebook says of how it is kept."""

_TABLES: Final = """
CREATE TABLE stored_events (
    rowid INTEGER PRIMARY KEY AUTOINCREMENT,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    UNIQUE (originator_id, originator_version)
);
CREATE TABLE stored_snapshots (
    originator_id TEXT,
    originator_version INTEGER,
    topic TEXT,
    state BLOB,
    PRIMARY KEY (originator_id, originator_version)
) WITHOUT ROWID;
CREATE TABLE recorded_once (
    originator_id TEXT,
    once TEXT,
    originator_version INTEGER NOT NULL,
    PRIMARY KEY (originator_id, once)
) WITHOUT ROWID;
CREATE TABLE destroyed (
    originator_id TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TRIGGER nothing_is_added_to_what_was_destroyed BEFORE INSERT ON stored_events
WHEN EXISTS (SELECT 1 FROM destroyed WHERE originator_id = NEW.originator_id)
BEGIN
    SELECT RAISE(ABORT, 'destroyed');
END;
CREATE TABLE casebook (
    name TEXT PRIMARY KEY,
    fact TEXT NOT NULL
) WITHOUT ROWID;
"""
_INSERT_ENTRY: Final = "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)"
_INSERT_ONCE: Final = "INSERT INTO recorded_once VALUES (?, ?, ?)"


class _Recorder(ReadingRecorder, SQLiteApplicationRecorder):
    """It also writes over one connection of its own: a third faster than through eventsourcing's pool."""

    def __init__(self, datastore: SQLiteDatastore, path: Path) -> None:
        super().__init__(datastore)
        self._path = path
        self._writing = threading.RLock()
        self._writer: sqlite3.Connection | None = None

    def __del__(self) -> None:
        self.close()

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        rows = [(str(e.originator_id), e.originator_version, e.topic, e.state) for e in stored_events]
        with self._writing:
            try:
                connection = self._writer = self._writer or self._made_writer()
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(_INSERT_ENTRY, rows)
                if kwargs.get("once"):
                    connection.executemany(_INSERT_ONCE, kwargs["once"])
                if "destroys" in kwargs:
                    _destroy(connection, *kwargs["destroys"])
                if "sealing" in kwargs:
                    kwargs["sealing"](SQLiteLeaves(connection))
                connection.execute("COMMIT")
            except BaseException as error:
                if self._writer is not None and self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                if error.args == (MOVED,):
                    raise why_closed(str(self._path), facts_of(self._path)) or error from None
                raise translated(error) from error
        return None

    def _made_writer(self) -> sqlite3.Connection:
        writer = _connect(self._path)
        writer.executescript(_LEAVES)  # a casebook of a release that did not seal has no such tables
        return writer

    def close(self) -> None:
        with self._writing:
            if self._writer is not None:
                self._writer.close()
                self._writer = None


def _destroy(connection: sqlite3.Connection, stream: str, rows: Sequence[tuple[int, bytes]]) -> None:
    """Puts what is left of destroyed entries in their place: the only statement that ever changes a row."""
    change = "UPDATE stored_events SET topic = ?, state = ? WHERE originator_id = ? AND originator_version = ?"
    connection.executemany(change, ((DESTROYED, state, stream, number) for number, state in rows))
    asked = "SELECT COUNT(*) FROM stored_events WHERE originator_id = ?"
    if connection.execute(asked, (stream,)).fetchone()[0] != len(rows):
        raise sqlite3.IntegrityError(stream)  # somebody recorded in it meanwhile
    for table in ("stored_snapshots", "recorded_once"):
        connection.execute(f"DELETE FROM {table} WHERE originator_id = ?", (stream,))  # noqa: S608 - our own names
    let_go_of(connection, stream)
    connection.execute("INSERT INTO destroyed VALUES (?)", (stream,))


def facts_of(path: Path) -> dict[str, str]:
    """What a file says of itself, such as its format; nothing for what is no casebook.

    Asked over a connection of our own, because the pool leaves one that cannot be set up to the garbage collector.

    Raises:
        Conflict: another program holds the file to itself.
        Malformed: SQLite cannot open a file where this one is.
    """
    with closing(sqlite3.connect(path, timeout=LOCK_SECONDS)) as connection:
        try:
            return {str(name): str(fact) for name, fact in connection.execute("SELECT name, fact FROM casebook")}
        except UnicodeDecodeError:  # SQLite tells what is wrong with a damaged file, in what it found there
            return {}
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise Conflict(f"{path} is in use by another program", next="Try again when it is done.") from None
            if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
                raise Malformed(
                    f"{path} cannot be opened where it is: {error}",
                    next=f"Copy it, with {path.name}-wal if there is one, to a folder that can be written to.",
                ) from None
            return {}


def _text(told: bytes) -> str:
    """Text as it is read; what is no UTF-8 is shown so that whoever checks can go on, and has no leaf like it."""
    return told.decode(errors="backslashreplace")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=LOCK_SECONDS)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_OF_JOURNAL}")
    return connection


class SQLiteStore:
    """A casebook file.

    Args:
        path: an existing file, made by `create`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._datastore = ReadingDatastore(str(path), lock_timeout=LOCK_SECONDS, originator_id_type="text")
        self.recorder = _Recorder(self._datastore, path)
        self.followers = SQLiteFollowers(self._datastore, path)
        self.kept = SQLiteKeptViews(self._datastore, lambda: _connect(path))
        self.snapshots = ReadingRecorder(self._datastore, events_table_name="stored_snapshots")

    @classmethod
    def create(cls, path: Path, facts: Mapping[str, str]) -> Self:
        """Makes the file; never touches one that is there.

        It is made under another name and put in place whole, so that nobody ever opens half a casebook.

        Raises:
            SvhError: there is a file already, or its folder is not there.
        """
        if not path.parent.is_dir():
            raise SvhError(f"there is no folder {path.parent}", next="Make the folder, or name another.")
        making = path.with_name(f".{path.name}.{uuid.uuid4().hex}.new")
        try:
            with closing(_connect(making)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(_TABLES + _LEAVES)
                connection.execute("BEGIN")
                connection.executemany("INSERT INTO casebook VALUES (?, ?)", {"format": FORMAT, **facts}.items())
                connection.execute("COMMIT")
            os.link(making, path)
        except FileExistsError:
            raise SvhError(f"{path} is there already and stays as it is", next="Name another file.") from None
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise SvhError(f"{path} cannot be made: {reason}", next="Make its folder, or name another.") from None
        finally:
            making.unlink(missing_ok=True)
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Opens a casebook that is there; never makes one.

        Raises:
            NotFound: there is no such file.
            Moved: it was moved to another place.
            LogBroken: the file is no casebook, or of a format this version does not know.
        """
        if not path.is_file():
            raise NotFound(
                f"there is no casebook at {path}", next="Make one with `svh init`, or name another with --db."
            )
        facts = facts_of(path)
        if facts.get("format") != FORMAT:
            raise why_closed(str(path), facts) or LogBroken(
                f"{path} is no casebook that this version can read", next="Name another file with --db."
            )
        return cls(path)

    def recorded_once(self, stream: str, once: str) -> int | None:
        """The number of the entry that this request id recorded in this stream, if it did."""
        asked = "SELECT originator_version FROM recorded_once WHERE originator_id = ? AND once = ?"
        rows = self._select(asked, (stream, once))
        return rows[0][0] if rows else None

    def streams(self) -> Sequence[tuple[str, int]]:
        """Every stream with its last number, by name."""
        asked = "SELECT originator_id, MAX(originator_version) FROM stored_events GROUP BY originator_id ORDER BY 1"
        return [(row[0], row[1]) for row in self._select(asked)]

    def destroyed(self) -> Sequence[str]:
        """The streams that were destroyed, by name."""
        return [_text(row[0]) for row in self._select("SELECT CAST(originator_id AS BLOB) FROM destroyed ORDER BY 1")]

    @contextmanager
    def leaves(self) -> Iterator[SQLiteLeaves]:
        """The leaves and the entries as they are now, to read them; what others write meanwhile is not in it."""
        try:
            with closing(_connect(self.path)) as connection:
                connection.text_factory = _text
                connection.execute("BEGIN")
                yield SQLiteLeaves.read(connection)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise translated(error) from error

    def scrub(self) -> None:
        """Overwrites the pages of what was destroyed and cuts off the journal, unless somebody is reading just now."""
        with closing(_connect(self.path)) as connection:
            for _ in range(_SCRUBS):
                if not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    return
                time.sleep(0.05)

    def fact(self, name: str) -> str | None:
        """A fact about the casebook."""
        rows = self._select("SELECT fact FROM casebook WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def _select(self, asked: str, values: tuple[Any, ...] = ()) -> list[Any]:
        try:
            with self._datastore.transaction(commit=False) as cursor:
                cursor.execute(asked, values)
                return list(cursor.fetchall())
        except sqlite3.Error as error:
            raise translated(error) from error

    def close(self) -> None:
        """Closes every connection."""
        self.recorder.close()
        self._datastore.close()
