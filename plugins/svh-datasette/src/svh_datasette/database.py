"""The database: made in memory in one transaction, packed, and given as bytes that are the same each time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Final

from sqlite_utils import Database

from svh_core import Disclosed
from svh_datasette import judging
from svh_datasette.columns import Row, Table
from svh_datasette.tables import TABLES
from svh_datasette.told import Told

NAME: Final = "disclosed"
"""What the database is called; its file is ``disclosed.db``."""

APPLICATION_ID: Final = 0x53564831
"""``SVH1``: by which the kind of file is known (byte 68 of the file)."""

SHAPE: Final = 1
"""The version of the tables: ``PRAGMA user_version``."""

_WRITTEN_BY: Final = slice(96, 100)
_FIRST_WITH_STRICT: Final = (3_037_000).to_bytes(4, "big")
"""In the place of the version of SQLite that wrote the file: another release that does the same writes the same."""

_AT_ONCE: Final = 500


def database(disclosed: Disclosed) -> bytes:
    """The database of what was handed over, with the same bytes for the same."""
    with closing(sqlite3.connect(":memory:")) as connection:
        made = Database(connection, execute_plugins=False)
        connection.execute("PRAGMA temp_store = MEMORY")  # else packing leaves people's words in a file for a while
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA encoding = 'UTF-8'")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SHAPE}")
        with made.atomic():
            _fill(made, disclosed)
        connection.execute("VACUUM")
        packed = bytearray(connection.serialize())
    packed[_WRITTEN_BY] = _FIRST_WITH_STRICT
    return bytes(packed)


def tables_with_counts(disclosed_database: bytes) -> dict[str, int]:
    """How many rows each table has, as Datasette asks of a file that does not change."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(disclosed_database)
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608 - names of our own


def _fill(made: Database, disclosed: Disclosed) -> None:
    cases = [Told(case, disclosed.language) for case in sorted(disclosed.cases, key=lambda case: case.case)]
    for table in TABLES:
        _create(made, table)
    people = next(table for table in TABLES if table.name == "people")
    for table in (*(one for one in TABLES if one is not people), people):  # whoever is named anywhere has a row
        made.table(table.name).insert_all(_rows(table, disclosed, cases), batch_size=_AT_ONCE)
    for table in TABLES:
        _index(made, table)
    made.create_view(judging.NAME, judging.SQL)


def _rows(table: Table, disclosed: Disclosed, cases: Iterable[Told]) -> Iterator[Row]:
    yield from table.of_the_file(disclosed)
    for told in cases:
        yield from table.rows(told)


def _create(made: Database, table: Table) -> None:
    made.table(table.name).create(
        {column.name: column.type for column in table.columns},
        pk=table.columns[0].name,
        foreign_keys=[(column.name, column.refers, "id") for column in table.columns if column.refers],
        not_null={column.name for column in table.columns if not column.empty},
        strict=True,
    )


def _index(made: Database, table: Table) -> None:
    kept = made.table(table.name)
    for columns in table.indexes:
        kept.create_index(columns)
    if table.searched:
        kept.enable_fts(table.searched, tokenize="unicode61 remove_diacritics 2")
        kept.optimize()
