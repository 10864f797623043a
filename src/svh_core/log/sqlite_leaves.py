"""The leaves of a log in SQLite: tiles of 256, and those that are in no full tile yet."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final, Self

from svh_core.log.leaves import Parts, Row

TABLES: Final = """
CREATE TABLE IF NOT EXISTS tiles (
    level INTEGER NOT NULL,
    tile INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, tile)
);
CREATE INDEX IF NOT EXISTS tiles_by_position ON tiles (level, last_position);
CREATE TABLE IF NOT EXISTS loose_leaves (
    leaf INTEGER PRIMARY KEY,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL
);
"""
_ROWS: Final = """
SELECT rowid, CAST(originator_id AS TEXT), CAST(originator_version AS INTEGER), CAST(topic AS TEXT),
    CAST(state AS BLOB) FROM stored_events
"""
"""SQLite keeps any type in any column, for whoever changes a row behind our back."""
_ROWS_BETWEEN: Final = f"{_ROWS} WHERE rowid > ? AND rowid <= ? ORDER BY rowid"
_NO_END: Final = 2**63 - 1


class SQLiteLeaves:
    """Leaves and entries over one connection, in the transaction that is open on it.

    Args:
        connection: one whose transaction has begun.
        sealed: whether the tables are there; a release that did not seal made none.
    """

    def __init__(self, connection: sqlite3.Connection, *, sealed: bool = True) -> None:
        self._connection = connection
        self._execute = connection.execute
        self._executemany = connection.executemany
        self._sealed = sealed

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Self:
        """Those of a file, whichever release made it."""
        there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'loose_leaves'").fetchone()
        return cls(connection, sealed=there is not None)

    def version(self) -> object:
        """Equal to what it was for as long as nobody else wrote; of another connection it is another."""
        return self._connection, self._execute("PRAGMA data_version").fetchone()[0]

    def full_tiles(self) -> tuple[int, int]:
        """How many tiles of leaves are full, and the position of the last entry in them."""
        asked = "SELECT tile + 1, last_position FROM tiles WHERE level = 0 ORDER BY tile DESC LIMIT 1"
        found: tuple[int, int] | None = self._execute(asked).fetchone() if self._sealed else None
        return found or (0, 0)

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile, joined; nothing where it is not there."""
        asked = "SELECT CAST(hashes AS BLOB) FROM tiles WHERE level = ? AND tile = ?"
        found = self._execute(asked, (level, index)).fetchone() if self._sealed else None
        return b"" if found is None else bytes(found[0])

    def walked(self) -> Iterator[tuple[int, bytes, int]]:
        """The full tiles of leaves in order: index, hashes, and the position of the last entry."""
        asked = "SELECT tile, CAST(hashes AS BLOB), last_position FROM tiles WHERE level = 0 ORDER BY tile"
        return iter(self._execute(asked)) if self._sealed else iter(())

    def end_of_tile(self, index: int) -> int:
        """The position of the last entry in a full tile of leaves; 0 where it is not there."""
        asked = "SELECT last_position FROM tiles WHERE level = 0 AND tile = ?"
        found = self._execute(asked, (index,)).fetchone() if self._sealed else None
        return 0 if found is None else int(found[0])

    def loose(self) -> list[tuple[int, int, bytes]]:
        """Index, position and hash of the leaves behind the last full tile."""
        asked = "SELECT leaf, position, CAST(hash AS BLOB) FROM loose_leaves ORDER BY leaf"
        return self._execute(asked).fetchall() if self._sealed else []

    def rows(self, after: int = 0, *, until: int | None = None) -> Iterator[Row]:
        """The entries behind a position, in order."""
        if until is not None:
            return map(Row._make, self.between(after, until))
        return map(Row._make, self._execute(_ROWS_BETWEEN, (after, _NO_END)))

    def between(self, after: int, until: int) -> list[Parts]:
        """The entries behind a position up to another. SQLite reads text itself where it can: 0.3 us less for each."""
        reads_text = self._connection.text_factory
        try:
            self._connection.text_factory = str
            return self._execute(_ROWS_BETWEEN, (after, until)).fetchall()
        except sqlite3.OperationalError:  # such as text that is no UTF-8
            self._connection.text_factory = reads_text
            return self._execute(_ROWS_BETWEEN, (after, until)).fetchall()
        finally:
            self._connection.text_factory = reads_text

    def row(self, stream: str, number: int) -> Row | None:
        """An entry."""
        asked = f"{_ROWS} WHERE originator_id = ? AND originator_version = ?"
        found = self._execute(asked, (stream, number)).fetchone()
        return None if found is None else Row._make(found)

    def heads(self, until: int) -> Iterator[Row]:
        """The last entry of every stream as it was at a position, by the name of the stream."""
        last = "SELECT MAX(rowid) FROM stored_events WHERE rowid <= ? GROUP BY originator_id ORDER BY originator_id"
        asked = f"{_ROWS} WHERE rowid = ?"
        return (Row._make(self._execute(asked, found).fetchone()) for found in self._execute(last, (until,)))

    def counted(self, after: int, *, until: int | None = None) -> int:
        """How many entries there are behind a position; of all of them SQLite asks its index, a tenth of the pages."""
        if after == 0 and until is None:
            asked = "SELECT (SELECT COUNT(*) FROM stored_events) - COUNT(*) FROM stored_events WHERE rowid <= 0"
            return int(self._execute(asked).fetchone()[0])
        asked = "SELECT COUNT(*) FROM stored_events WHERE rowid > ? AND rowid <= ?"
        return int(self._execute(asked, (after, _NO_END if until is None else until)).fetchone()[0])

    def tile_of(self, position: int) -> tuple[int, int] | None:
        """The full tile that holds the leaf of an entry, and the last position before that tile."""
        if not self._sealed:
            return None
        asked = "SELECT tile FROM tiles WHERE level = 0 AND last_position >= ? ORDER BY last_position LIMIT 1"
        found = self._execute(asked, (position,)).fetchone()
        if found is None:
            return None
        return found[0], self.end_of_tile(found[0] - 1)

    def add_loose(self, leaves: Sequence[tuple[int, int, bytes]]) -> None:
        """Keeps leaves, with index, position and hash."""
        self._executemany("INSERT INTO loose_leaves VALUES (?, ?, ?)", leaves)

    def add_tile(self, level: int, index: int, hashes: bytes, position: int) -> None:
        """Keeps a tile that ends with the entry at a position; the loose leaves are in the full one then."""
        self._execute("INSERT OR REPLACE INTO tiles VALUES (?, ?, ?, ?)", (level, index, position, hashes))
        if level == 0:
            self._execute("DELETE FROM loose_leaves")
