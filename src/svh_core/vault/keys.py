"""Where wrapped keys are kept: an SQLite database of their own, beside the casebook and backed up apart from it.

A key is *absent* (never here), *live*, or *shredded*: a row without its wrapped bytes, so that nobody makes it again.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from svh_core.errors import Conflict, KeysMissing, Moved, NotWritable, SvhError, moved_to, not_used, not_written
from svh_core.tables import NO_TEXT, SQLiteTables, Tables, is_about_text
from svh_core.vault import tables as of_vault

LOCK_SECONDS: Final = 30

FORMAT: Final = b"1"
"""What a vault says of how it is kept."""

_TABLES: Final = """
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    fact BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    wrapped BLOB,           -- NULL: shredded
    stream TEXT NOT NULL,
    subject TEXT NOT NULL,  -- empty once it is shredded
    number INTEGER NOT NULL -- the entry; for a name 0, or below it the last forgetting before
) WITHOUT ROWID;
CREATE INDEX keys_of_names ON keys (stream, subject) WHERE number <= 0;
CREATE TABLE pools (
    pool INTEGER PRIMARY KEY AUTOINCREMENT,
    minted_at REAL NOT NULL, -- seconds since 1970
    keys BLOB NOT NULL       -- ids and wrapped keys of one process, not yet written down as used
);
CREATE TABLE links (
    name BLOB PRIMARY KEY,  -- a keyed digest of what is looked up
    sealed BLOB NOT NULL    -- what it leads to
) WITHOUT ROWID;
"""
PAGES_OF_JOURNAL: Final = 4_000
"""After how many pages, 16 MB, the journal is written back: a page that changes often is so written back less often."""

MOVED_TO: Final = "moved_to"
"""The fact of a vault that was closed because its casebook moved: where to."""

_CLOSED_BY: Final = {
    f"nobody_does_{does.lower()}_in_{table.in_sqlite}": f"{does} ON {table.in_sqlite}"
    for table in of_vault.ALL
    for does in ("INSERT", "UPDATE", "DELETE")
}
"""Triggers that keep everybody from changing a vault, also who has it open, of any release; who reads it goes on."""

_ID_LETTERS: Final = 32
_POOLED: Final = _ID_LETTERS + 40
"""Bytes of one key in a pool: its id, and the key as AES key wrap makes it."""


class Use(NamedTuple):
    """What a key is used for.

    Attributes:
        key: its id.
        stream: the case or other stream.
        subject: whose words it opens.
        number: the entry; for the key of a name 0, or minus the number of the last forgetting before it.
    """

    key: str
    stream: str
    subject: str
    number: int


class KeyStore:
    """The keys of one casebook, wrapped.

    Args:
        connection: to a database with the tables of a vault.
        path: where it is, or None in memory.
    """

    def __init__(self, connection: Any, path: Path | None) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def in_memory(cls, facts: Mapping[str, bytes]) -> Self:
        """Keys for as long as the process lives."""
        connection = _connect(":memory:")
        _fill(connection, facts)
        return cls(connection, None)

    @classmethod
    def create(cls, path: Path, facts: Mapping[str, bytes]) -> None:
        """Makes the file; never touches one that is there.

        Raises:
            SvhError: there is a file already, or it cannot be made.
        """
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with closing(_connect(path)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                _fill(connection, facts)
        except FileExistsError:
            raise SvhError(f"{path} is there already and stays as it is", next="Name another casebook.") from None
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise SvhError(f"{path} cannot be made: {reason}", next="Name another casebook.") from None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Opens a vault that is there; never makes one.

        Raises:
            KeysMissing: there is none, or it is none that this version can read.
        """
        if not path.is_file():
            raise KeysMissing(f"there is no vault at {path}", next="Put it back from its backup.")
        connection = _connect(path)
        store = cls(connection, path)
        known = False
        with contextlib.suppress(Conflict, KeysMissing, NotWritable):
            known = store.fact("format") == FORMAT
        if not known:
            connection.close()
            raise KeysMissing(f"{path} is no vault that this version can read", next="Put it back from its backup.")
        return store

    def waits_no_more(self) -> None:
        """Whoever ends does not wait for a server that is away; a file is always there."""

    def close(self) -> None:
        """Closes the file; keys in memory stay for as long as the process lives."""
        with self._lock:
            if self.path is not None:
                self._connection.close()

    def fact(self, name: str) -> bytes | None:
        """A fact about the vault."""
        rows = self._rows("SELECT fact FROM facts WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    def version(self) -> int:
        """A number that is another one once somebody else changed the vault."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def wrapped(self, key: str) -> tuple[bytes | None] | None:
        """The wrapped bytes of a key: None for one that was never here, and a None inside for one that was shredded."""
        rows = self._rows("SELECT wrapped FROM keys WHERE id = ?", (key,))
        if rows:
            return (rows[0][0],)
        pooled = (_found_in(keys, key.encode()) for (keys,) in self._rows("SELECT keys FROM pools"))
        found = next(filter(None, pooled), None)
        return None if found is None else (found,)

    def key_of_name(self, stream: str, subject: str, scope: int) -> str | None:
        """The id of the live key that opens somebody's name in a stream since a forgetting."""
        asked = (
            "SELECT id FROM keys WHERE stream = ? AND subject = ? AND number = ? AND number <= 0"
            " AND wrapped IS NOT NULL ORDER BY id LIMIT 1"
        )
        rows = self._rows(asked, (stream, subject, scope))
        return rows[0][0] if rows else None

    def live_keys(self, stream: str) -> list[Use]:
        """The keys of a stream that can still be used, as far as their use was written down."""
        asked = "SELECT id, stream, subject, number FROM keys WHERE stream = ? AND wrapped IS NOT NULL"
        return [Use(*row) for row in self._rows(asked, (stream,))]

    def counted(self) -> dict[str, int]:
        """How many keys are live, shredded, and waiting in a pool."""
        live, every = self._rows("SELECT COUNT(wrapped), COUNT(*) FROM keys")[0]
        pooled = len(dict(in_pools(self._rows("SELECT keys FROM pools"))))
        return {"live": live, "shredded": every - live, "pooled": pooled}

    def linked(self, name: bytes) -> bytes | None:
        """What a keyed digest leads to, sealed."""
        rows = self._rows("SELECT sealed FROM links WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    @contextmanager
    def changing(self) -> Iterator[Changes]:
        """One transaction: all of it or nothing, and on disk when the block ends.

        Raises:
            Moved: the casebook was moved to another place.
        """
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                closed = self._why_closed()
                if closed is not None:
                    raise closed
                yield Changes(self._connection)
                self._connection.execute("COMMIT")
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                raise _told(error, not_written) from None
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _why_closed(self) -> Moved | None:
        """Why nothing is changed here any more; None where it is."""
        target = self.fact(MOVED_TO)
        return None if target is None else moved_to(str(self.path), target.decode())

    def can_be_closed(self) -> bool:
        """Whether this user may see to it that nothing is changed any more."""
        return self.path is not None and os.access(self.path, os.W_OK)

    def close_for_good(self, tables: Tables, target: str) -> None:
        """Sees to it that nobody changes anything any more, whichever release, from this transaction on.

        Args:
            tables: those of this vault; nobody else changes them now.
            target: where the casebook is from then on.
        """
        self._open_in(tables)
        tables.put(of_vault.FACTS, [(MOVED_TO, target.encode())])
        for told in self._closing():
            tables.execute(told)

    def open_for_all(self) -> None:
        """Undoes `close_for_good`."""
        with closing(self.tables()) as tables, tables.alone():
            self._open_in(tables)

    def _open_in(self, tables: Tables) -> None:
        for told in self._opening():
            tables.execute(told)
        tables.drop(of_vault.FACTS, (MOVED_TO,))

    def _closing(self) -> Iterable[str]:
        return (
            f"CREATE TRIGGER {n} BEFORE {on} BEGIN SELECT RAISE(ABORT, 'moved'); END" for n, on in _CLOSED_BY.items()
        )

    def _opening(self) -> Iterable[str]:
        return (f"DROP TRIGGER IF EXISTS {name}" for name in _CLOSED_BY)

    def tables(self) -> Tables:
        """Its tables, over a connection of its own. Who has them `alone` has everybody wait who would change a key."""
        if self.path is None:
            raise SvhError("keys in memory do not move", next="Move a casebook that is kept.")
        return SQLiteTables(self.path)

    def scrub(self) -> None:
        """Sees to it that what was shredded is in no file any more: pages are overwritten, the journal is cut off.

        Raises:
            Conflict: another program kept reading the vault.
        """
        if self.path is None:
            return
        until = time.monotonic() + LOCK_SECONDS
        while self._rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
            if time.monotonic() > until:
                raise Conflict(
                    "the keys are gone, but another program holds on to the old pages of the vault",
                    next="End that program, and open the casebook again.",
                )
            time.sleep(0.05)

    def _rows(self, asked: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._lock:
            try:
                return list(self._connection.execute(asked, values).fetchall())
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                raise _told(error, not_used) from None


class Changes:
    """What can be changed in one transaction.

    Args:
        connection: one that is in a transaction: of SQLite, or one that is asked in the same way.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def fact(self, name: str) -> bytes | None:
        """A fact about the vault, as this transaction sees it."""
        row = self._connection.execute("SELECT fact FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row is not None else None

    def keep(self, name: str, fact: bytes) -> None:
        """Keeps a fact about the vault."""
        told = "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET fact = excluded.fact"
        self._connection.execute(told, (name, fact))

    def keep_pool(self, keys: Iterable[tuple[str, bytes]], minted_at: float) -> int:
        """Keeps keys that are used for nothing yet: ids and wrapped keys. Gives the number of the pool."""
        told = b"".join(key.encode() + wrapped for key, wrapped in keys)
        return (
            self._connection.execute("INSERT INTO pools (minted_at, keys) VALUES (?, ?)", (minted_at, told)).lastrowid
            or 0
        )

    def drop_pool(self, pool: int) -> None:
        """Removes a pool, once the keys of it that were used are written down."""
        self._connection.execute("DELETE FROM pools WHERE pool = ?", (pool,))

    def drop_pools(self, minted_before: float) -> int:
        """Removes what was minted before this moment and never used. Gives how many pools that were."""
        return int(self._connection.execute("DELETE FROM pools WHERE minted_at < ?", (minted_before,)).rowcount)

    def assign(self, uses: Iterable[tuple[Use, bytes]]) -> None:
        """Writes down what keys are used for, with the wrapped keys; what was shredded meanwhile stays so."""
        rows = ((use.key, wrapped, use.stream, use.subject, use.number) for use, wrapped in uses)
        self._connection.executemany("INSERT INTO keys VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING", rows)

    def take_from_pools(self, uses: Iterable[Use]) -> list[Use]:
        """Writes down what keys of any pool are used for, as the log says. Gives the uses of keys never here."""
        pooled = dict(in_pools(self._connection.execute("SELECT keys FROM pools")))
        new = self._unknown(uses)
        self.assign((use, pooled[use.key]) for use in new if use.key in pooled)
        return [use for use in new if use.key not in pooled]

    def _unknown(self, uses: Iterable[Use]) -> list[Use]:
        """The uses of keys that have no row yet."""
        known = "SELECT 1 FROM keys WHERE id = ?"
        return [use for use in uses if self._connection.execute(known, (use.key,)).fetchone() is None]

    def shred(self, uses: Iterable[Use]) -> int:
        """Destroys keys; rows stay, or are made, that say no more than that. Gives how many were live."""
        gone = {use.key: use for use in uses}
        self.take_from_pools(gone.values())
        told = "UPDATE keys SET wrapped = NULL, subject = '', number = -1 WHERE id = ? AND wrapped IS NOT NULL"
        live = sum(int(self._connection.execute(told, (key,)).rowcount) for key in gone)
        self.assign_shredded(use._replace(subject="", number=-1) for use in gone.values())
        self._change_pools(lambda key, wrapped: None if key in gone else wrapped)
        return live

    def assign_shredded(self, uses: Iterable[Use]) -> None:
        """Writes down keys that are shredded from the start."""
        self._connection.executemany(
            "INSERT INTO keys VALUES (?, NULL, ?, ?, ?) ON CONFLICT (id) DO NOTHING", list(uses)
        )

    def rewrap(self, again: Callable[[bytes], bytes]) -> int:
        """Wraps every live key anew: `again` makes new wrapped bytes of the old. Gives how many there were."""
        live = self._connection.execute("SELECT id, wrapped FROM keys WHERE wrapped IS NOT NULL").fetchall()
        self._connection.executemany(
            "UPDATE keys SET wrapped = ? WHERE id = ?", ((again(wrapped), key) for key, wrapped in live)
        )
        return len(live) + self._change_pools(lambda _, wrapped: again(wrapped))

    def _change_pools(self, change: Callable[[str, bytes], bytes | None]) -> int:
        """Changes the wrapped keys in all pools; None takes one out. Gives how many there were."""
        count = 0
        for pool, keys in self._connection.execute("SELECT pool, keys FROM pools").fetchall():
            told = {key: change(key, wrapped) for key, wrapped in in_pools([(keys,)])}
            count += len(told)
            kept = b"".join(key.encode() + wrapped for key, wrapped in told.items() if wrapped is not None)
            if kept != keys:
                self._connection.execute("UPDATE pools SET keys = ? WHERE pool = ?", (kept, pool))
        return count

    def linked(self, name: bytes) -> bytes | None:
        """What a keyed digest leads to, sealed, as this transaction sees it."""
        row = self._connection.execute("SELECT sealed FROM links WHERE name = ?", (name,)).fetchone()
        return row[0] if row is not None else None

    def link(self, name: bytes, sealed: bytes) -> None:
        """Writes down what a keyed digest leads to."""
        told = "INSERT INTO links VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed"
        self._connection.execute(told, (name, sealed))

    def unlink(self, name: bytes) -> None:
        """Forgets what a keyed digest leads to."""
        self._connection.execute("DELETE FROM links WHERE name = ?", (name,))


def _found_in(keys: bytes, name: bytes) -> bytes | None:
    """The wrapped key of this id in the blob of a pool; to read them all takes 50 times as long."""
    at = keys.find(name) if len(name) == _ID_LETTERS else -1
    return None if at < 0 or at % _POOLED else keys[at + _ID_LETTERS : at + _POOLED]


def in_pools(rows: Iterable[tuple[bytes]]) -> Iterator[tuple[str, bytes]]:
    """The ids and wrapped keys in the blobs of pools."""
    for (keys,) in rows:
        for start in range(0, len(keys), _POOLED):
            end = start + _ID_LETTERS
            yield keys[start:end].decode(errors="replace"), keys[end : start + _POOLED]


def _told(error: Exception, cannot: Callable[[str, object], SvhError]) -> SvhError:
    """The error of ours for one of SQLite: what cannot be done now, or that the bytes are not what SQLite wrote."""
    if isinstance(error, sqlite3.OperationalError) and not is_about_text(error):
        return cannot("vault", error)
    said = NO_TEXT if is_about_text(error) else error
    return KeysMissing(f"the vault is damaged: {said}", next="Keep the file, and put the vault back from its backup.")


def _connect(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=LOCK_SECONDS)
    with contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError):  # it is found out when it is read
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA wal_autocheckpoint = {PAGES_OF_JOURNAL}")
    return connection


def _fill(connection: sqlite3.Connection, facts: Mapping[str, bytes]) -> None:
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO facts VALUES (?, ?)", {"format": FORMAT, **facts}.items())
    connection.execute("COMMIT")
