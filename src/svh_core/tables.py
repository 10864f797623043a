"""Tables given out and taken in whole, row by row: how a casebook goes from one engine to another.

SQLite and PostgreSQL are asked the same questions in the same order, so that rows of the one can be held against those
of the other. What is asked is asked page by page: a long table is never in memory.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

import attrs
from eventsourcing.persistence import IntegrityError, OperationalError, PersistenceError

Row = tuple[Any, ...]


class DamagedError(PersistenceError):
    """What is kept somewhere is not what its engine wrote.

    Attributes:
        where: which file or database.
        how: what its engine says, without anything that it found there.
    """

    def __init__(self, where: object, how: object) -> None:
        super().__init__(f"{where} is damaged: {how}")
        self.where = where
        self.how = how


AT_ONCE: Final = 500
"""Rows in one page, and in one statement that takes rows in."""

_LOCK_SECONDS: Final = 30


@attrs.frozen
class Column:
    """A column, which may be called and kept otherwise in SQLite.

    Attributes:
        name: in PostgreSQL, and of what it gives.
        in_sqlite: its name there.
        read: how SQLite reads it; it keeps any type in any column, for whoever changes a row behind our back.
        kept: how SQLite keeps it.
    """

    name: str
    in_sqlite: str = attrs.field(default=attrs.Factory(lambda self: self.name, takes_self=True), kw_only=True)
    read: str = attrs.field(default="{}", kw_only=True)
    kept: str = attrs.field(default="?", kw_only=True)

    @classmethod
    def of_bytes(cls, name: str) -> Column:
        """A column of bytes."""
        return cls(name, read="CAST({} AS BLOB)")

    @classmethod
    def of_text_in_bytes(cls, name: str) -> Column:
        """A column of any text, which PostgreSQL keeps as bytes: its own text has no NUL."""
        return cls(name, read="CAST({} AS BLOB)", kept="CAST(? AS TEXT)")


@attrs.frozen
class Table:
    """A table.

    Attributes:
        name: its name in PostgreSQL.
        columns: all of them, those of its key first.
        keyed_by: how many columns its key has; rows are given in its order.
        in_sqlite: its name there.
    """

    name: str
    columns: tuple[Column, ...]
    keyed_by: int = attrs.field(default=1, kw_only=True)
    in_sqlite: str = attrs.field(default=attrs.Factory(lambda self: self.name, takes_self=True), kw_only=True)

    @property
    def key(self) -> tuple[Column, ...]:
        """The columns of its key."""
        return self.columns[: self.keyed_by]

    def key_of(self, row: Row) -> Row:
        """The key of a row."""
        return row[: self.keyed_by]


def table(name: str, *columns: str | Column, keyed_by: int = 1, in_sqlite: str | None = None) -> Table:
    """A table, of the names of its columns."""
    told = tuple(Column(column) if isinstance(column, str) else column for column in columns)
    return Table(name, told, keyed_by=keyed_by, in_sqlite=in_sqlite or name)


class Tables:
    """The tables of one database, over a connection of its own.

    Outside `at_one_moment` and `alone` each page is read as it is when it is asked for.
    """

    _MOMENT: str
    _ALONE: tuple[str, ...]

    def execute(self, told: str, values: Sequence[Any] = ()) -> list[Row]:
        """What a statement gives; ``?`` stands for a value.

        Raises:
            PersistenceError: it cannot be done.
        """
        raise NotImplementedError

    def put(self, table: Table, rows: Iterable[Row]) -> None:
        """Takes rows in.

        Raises:
            IntegrityError: there is a row with such a key.
        """
        raise NotImplementedError

    def has(self, table: Table) -> bool:
        """Whether there is such a table: in SQLite some are made by who first needs them."""
        raise NotImplementedError

    def close(self) -> None:
        """Closes the connection; what was not committed is not kept."""
        raise NotImplementedError

    def _named(self, table: Table) -> str:
        raise NotImplementedError

    def _read(self, column: Column) -> str:
        raise NotImplementedError

    def _called(self, column: Column) -> str:
        raise NotImplementedError

    def _kept(self, column: Column) -> str:
        raise NotImplementedError

    def page(self, table: Table, after: Row = ()) -> list[Row]:
        """The next rows behind a key, or behind the first columns of one, in its order."""
        if not self.has(table):
            return []
        asked = self._behind(table, after)
        columns = ", ".join(map(self._read, table.columns))
        order = ", ".join(map(self._called, table.key))
        told = f"SELECT {columns} FROM {self._named(table)}{asked} ORDER BY {order} LIMIT {AT_ONCE}"  # noqa: S608 - our own names
        return self.execute(told, after)

    def rows(self, table: Table, after: Row = ()) -> Iterator[Row]:
        """All rows behind a key, in its order."""
        while page := self.page(table, after):
            yield from page
            after = table.key_of(page[-1])

    def counted(self, table: Table, after: Row = ()) -> int:
        """How many rows there are behind a key."""
        if not self.has(table):
            return 0
        told = f"SELECT count(*) FROM {self._named(table)}{self._behind(table, after)}"  # noqa: S608 - our own names
        return int(self.execute(told, after)[0][0])

    def clear(self, table: Table, after: Row = ()) -> None:
        """Takes the rows behind a key away."""
        if self.has(table):
            self.execute(f"DELETE FROM {self._named(table)}{self._behind(table, after)}", after)  # noqa: S608 - our own names

    def change(self, table: Table, row: Row) -> None:
        """Puts a row in the place of the one with its key, if there is one."""
        self.drop(table, table.key_of(row))
        self.put(table, [row])

    def drop(self, table: Table, key: Row) -> None:
        """Takes a row away."""
        asked = " AND ".join(f"{self._called(column)} = {self._kept(column)}" for column in table.key)
        self.execute(f"DELETE FROM {self._named(table)} WHERE {asked}", key)  # noqa: S608 - our own names

    def look_up(self, table: Table, key: str) -> Any:
        """What stands in the second column of the row with this key; None where there is no such row."""
        name, told = table.columns[:2]
        asked = f"SELECT {self._read(told)} FROM {self._named(table)} WHERE {self._called(name)} = ?"  # noqa: S608 - our own names
        found = self.execute(asked, (key,))
        return found[0][0] if found else None

    def digest(self, table: Table, *, without: Iterable[str] = ()) -> tuple[int, str]:
        """How many rows there are, and one digest over all of them, alike in every engine.

        Args:
            table: which.
            without: the first columns of rows that do not count.
        """
        left_out, digest, count = {*without}, hashlib.sha256(), 0
        for row in self.rows(table):
            if row[0] not in left_out:
                digest.update(repr(row).encode())
                count += 1
        return count, digest.hexdigest()

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """Has everything be read as it is now; what others write meanwhile is not in it."""
        self.execute(self._MOMENT)
        try:
            yield
        finally:
            self.execute("ROLLBACK")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One transaction, during which nobody else writes: all of it or nothing.

        Raises:
            PersistenceError: others kept it for too long; or it could not be committed, and nothing was written.
        """
        try:
            for told in self._ALONE:
                self.execute(told)
            yield
            self.execute("COMMIT")
        except BaseException:
            self.undo()
            raise

    def undo(self) -> None:
        """Takes back what was not committed."""
        raise NotImplementedError

    def _behind(self, table: Table, after: Row) -> str:
        """The condition that a row stands behind a key."""
        if not after:
            return ""
        behind = table.columns[: len(after)]
        names, values = (", ".join(map(one, behind)) for one in (self._called, self._kept))
        return f" WHERE ({names}) > ({values})"


class SQLiteTables(Tables):
    """The tables of a file.

    Args:
        path: the file.
    """

    _MOMENT = "BEGIN"
    _ALONE = ("BEGIN IMMEDIATE",)

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=_LOCK_SECONDS)
        self.execute("PRAGMA synchronous = FULL")
        self.execute("PRAGMA secure_delete = ON")

    def execute(self, told: str, values: Sequence[Any] = ()) -> list[Row]:
        """What a statement gives."""
        try:
            return self._connection.execute(told, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._translated(error) from None

    def put(self, table: Table, rows: Iterable[Row]) -> None:
        """Takes rows in."""
        names = ", ".join(map(self._called, table.columns))
        values = ", ".join(column.kept for column in table.columns)
        told = f"INSERT INTO {table.in_sqlite} ({names}) VALUES ({values})"  # noqa: S608 - our own names
        try:
            self._connection.executemany(told, rows)
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def has(self, table: Table) -> bool:
        """Whether somebody made this table."""
        asked = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return bool(self.execute(asked, (table.in_sqlite,)))

    def undo(self) -> None:
        """Takes back what was not committed."""
        if self._connection.in_transaction:
            self._connection.rollback()

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def _named(self, table: Table) -> str:
        return table.in_sqlite

    def _called(self, column: Column) -> str:
        return column.in_sqlite

    def _read(self, column: Column) -> str:
        return column.read.format(column.in_sqlite)

    def _kept(self, column: Column) -> str:
        return column.kept

    def _translated(self, error: sqlite3.Error | UnicodeDecodeError) -> PersistenceError:
        """The error as eventsourcing's engines raise it, or that the file is damaged."""
        if is_about_text(error):
            return DamagedError(self._path, NO_TEXT)
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            return DamagedError(self._path, error)
        kinds = {sqlite3.IntegrityError: IntegrityError, sqlite3.OperationalError: OperationalError}
        return next((ours for theirs, ours in kinds.items() if isinstance(error, theirs)), PersistenceError)(error)


NO_TEXT: Final = "there is text in it that is none"


def is_about_text(error: BaseException) -> bool:
    """Whether Python could not read a text of SQLite. What it says of that repeats the text, and is shown to nobody."""
    return isinstance(error, UnicodeDecodeError) or "decode to UTF-8" in str(error)


_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
"""How SQLite says that a file is not what it wrote."""


def in_pages(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows, as many together as are taken in at once."""
    remaining = iter(rows)
    while page := list(islice(remaining, AT_ONCE)):
        yield page
