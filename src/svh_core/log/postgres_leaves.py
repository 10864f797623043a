"""The leaves of a log in PostgreSQL, and its entries, as of one moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import tuple_row

from svh_core.log.leaves import Parts, Row

TABLES: Final = """
CREATE TABLE svh.tiles (
    level integer NOT NULL,
    tile bigint NOT NULL,
    last_position bigint NOT NULL,
    hashes bytea NOT NULL,
    PRIMARY KEY (level, tile)
);
CREATE INDEX tiles_by_position ON svh.tiles (level, last_position);
CREATE TABLE svh.loose_leaves (
    leaf bigint PRIMARY KEY,
    position bigint NOT NULL,
    hash bytea NOT NULL
);
"""
_ROWS: Final = "SELECT notification_id, originator_id, originator_version, topic, state FROM svh.stored_events"
_ROWS_BETWEEN: Final = f"{_ROWS} WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id LIMIT %s"
_LAST: Final = """
SELECT max(notification_id) FROM svh.stored_events WHERE notification_id <= %s AND originator_id > %s
GROUP BY originator_id ORDER BY originator_id LIMIT %s
"""
_HEADS: Final = f"{_ROWS} WHERE notification_id IN ({_LAST}) ORDER BY originator_id"
_ADD_LOOSE: Final = (
    "INSERT INTO svh.loose_leaves SELECT * FROM unnest(%b::bigint[], %b::bigint[], %b::bytea[]) AS l (a, b, c)"
)
_ADD_ONE: Final = "INSERT INTO svh.loose_leaves VALUES (%b, %b, %b)"
_NO_END: Final = 2**63 - 1
_AT_ONCE: Final = 500
_TILES_AT_ONCE: Final = 32  # of eight thousand bytes each


class PostgresLeaves:
    """Leaves and entries over one connection, in the transaction that is open on it.

    What is walked is asked for page by page, so that a long log is never in memory.

    Args:
        connection: one whose transaction has begun.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def version(self) -> object:
        """None: who only reads goes on from nowhere."""
        return None

    def full_tiles(self) -> tuple[int, int]:
        """How many tiles of leaves are full, and the position of the last entry in them."""
        asked = "SELECT tile + 1, last_position FROM svh.tiles WHERE level = 0 ORDER BY tile DESC LIMIT 1"
        found = self._rows(asked)
        return found[0] if found else (0, 0)

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile, joined; nothing where it is not there."""
        found = self._rows("SELECT hashes FROM svh.tiles WHERE level = %s AND tile = %s", level, index)
        return found[0][0] if found else b""

    def walked(self) -> Iterator[tuple[int, bytes, int]]:
        """The full tiles of leaves in order: index, hashes, and the position of the last entry."""
        asked = "SELECT tile, hashes, last_position FROM svh.tiles WHERE level = 0 AND tile > %s ORDER BY tile LIMIT %s"
        after = -1
        while page := self._rows(asked, after, _TILES_AT_ONCE):
            yield from page
            after = page[-1][0]

    def end_of_tile(self, index: int) -> int:
        """The position of the last entry in a full tile of leaves; 0 where it is not there."""
        found = self._rows("SELECT last_position FROM svh.tiles WHERE level = 0 AND tile = %s", index)
        return found[0][0] if found else 0

    def loose(self) -> list[tuple[int, int, bytes]]:
        """Index, position and hash of the leaves behind the last full tile."""
        return self._rows("SELECT leaf, position, hash FROM svh.loose_leaves ORDER BY leaf")

    def rows(self, after: int = 0, *, until: int | None = None) -> Iterator[Row]:
        """The entries behind a position, in order."""
        last = _NO_END if until is None else until
        while page := self._rows(_ROWS_BETWEEN, after, last, _AT_ONCE):
            yield from map(Row._make, page)
            after = page[-1][0]

    def between(self, after: int, until: int) -> Sequence[Parts]:
        """The entries behind a position up to another, in order and all at once."""
        return list(self.rows(after, until=until))

    def row(self, stream: str, number: int) -> Row | None:
        """An entry."""
        found = self._rows(f"{_ROWS} WHERE originator_id = %s AND originator_version = %s", stream, number)
        return Row._make(found[0]) if found else None

    def heads(self, until: int) -> Iterator[Row]:
        """The last entry of every stream as it was at a position, by the name of the stream."""
        after = ""
        while page := self._rows(_HEADS, until, after, _AT_ONCE):
            yield from map(Row._make, page)
            after = page[-1][1]

    def counted(self, after: int, *, until: int | None = None) -> int:
        """How many entries there are behind a position."""
        asked = "SELECT count(*) FROM svh.stored_events WHERE notification_id > %s AND notification_id <= %s"
        return int(self._rows(asked, after, _NO_END if until is None else until)[0][0])

    def tile_of(self, position: int) -> tuple[int, int] | None:
        """The full tile that holds the leaf of an entry, and the last position before that tile."""
        asked = "SELECT tile FROM svh.tiles WHERE level = 0 AND last_position >= %s ORDER BY last_position LIMIT 1"
        found = self._rows(asked, position)
        return (found[0][0], self.end_of_tile(found[0][0] - 1)) if found else None

    def add_loose(self, leaves: Sequence[tuple[int, int, bytes]]) -> None:
        """Keeps leaves, with index, position and hash."""
        if len(leaves) == 1:
            self._connection.execute(_ADD_ONE, leaves[0], prepare=True)
            return
        self._connection.execute(_ADD_LOOSE, [list(column) for column in zip(*leaves, strict=True)], prepare=True)

    def add_tile(self, level: int, index: int, hashes: bytes, position: int) -> None:
        """Keeps a tile that ends with the entry at a position; the loose leaves are in the full one then."""
        told = (
            "INSERT INTO svh.tiles VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (level, tile) DO UPDATE SET last_position = excluded.last_position, hashes = excluded.hashes"
        )
        self._connection.execute(told, (level, index, position, hashes))
        if level == 0:
            self._connection.execute("DELETE FROM svh.loose_leaves")

    def _rows(self, asked: str, *values: Any) -> list[Any]:
        with self._connection.cursor(binary=True, row_factory=tuple_row) as cursor:
            cursor.execute(asked.encode(), values)
            return cursor.fetchall()


class LeavesBeingWritten(PostgresLeaves):
    """The leaves in the transaction that writes entries: these were given back by the statement that stored them.

    Args:
        connection: one that holds the lock of whoever writes.
        version: of the store before.
        last: the position of the last entry before, as far as it is known.
        written: the entries of this transaction, as the server stored them.
    """

    def __init__(self, connection: Connection[Any], version: object, last: int | None, written: Sequence[Row]) -> None:
        super().__init__(connection)
        self._version = version
        self._last = last
        self._written = written

    def version(self) -> object:
        """Equal to what it was for as long as nobody else wrote."""
        return self._version

    def rows(self, after: int = 0, *, until: int | None = None) -> Iterator[Row]:
        """The entries behind a position, in order; asked of the server again where others may stand among them."""
        if until is None and after == self._last:
            return iter(self._written)
        return super().rows(after, until=until)
