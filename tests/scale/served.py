"""A casebook on a server of PostgreSQL that is there for this, and what it takes there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import attrs
import psycopg

from svh_core.postgres.address import Address
from tests.postgres import new_name, url_of
from tests.scale.measuring import REMEMBERED, by_part

_TABLES = """
SELECT relname, pg_total_relation_size(pg_class.oid) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'svh' AND relkind = 'r'
"""


@attrs.frozen
class Served:
    """A place for a casebook.

    Attributes:
        url: its address.
        version: of the server.
    """

    url: str
    version: str

    def sizes(self) -> Mapping[str, int]:
        """The bytes of each table, with its indexes and what lies beside it; how many keys, and what is remembered."""
        place = Address.parse(self.url)
        with psycopg.connect(place.log.url) as book, psycopg.connect(place.vault.url) as vault:
            found = by_part(one for database in (book, vault) for one in database.execute(_TABLES).fetchall())
            asked = f"SELECT {REMEMBERED} FROM svh.stored_snapshots"  # noqa: S608 - our own
            remembered = book.execute(asked.encode()).fetchone()
            keys = vault.execute("SELECT COUNT(*) FROM svh.keys").fetchone()
        return {**found, "remembered": _number(remembered), "keys": _number(keys)}


def _number(row: tuple[object, ...] | None) -> int:
    return int(str(row[0])) if row is not None else 0


@contextmanager
def a_server(folder: Path) -> Iterator[Served]:
    """A new place on the server of the tests; both its databases go afterwards."""
    url = url_of(new_name(), keys=str(folder / "keys"))
    place = Address.parse(url)
    with psycopg.connect(place.log.named("postgres").url, autocommit=True) as server:
        told = server.execute("SHOW server_version").fetchone()
        try:
            yield Served(url, str(told[0]).split()[0] if told is not None else "")
        finally:
            for database in (place.log, place.vault):
                server.execute(f'DROP DATABASE IF EXISTS "{database.name}" WITH (FORCE)'.encode())
