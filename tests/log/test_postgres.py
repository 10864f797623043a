"""A store in PostgreSQL keeps the contract, and does what the others do."""

from __future__ import annotations

from pathlib import Path

from svh_core.log.store import Store
from svh_core.testing import store_contract

from ..postgres import needs_postgres, new_name, url_of

needs_postgres()

from svh_core.log.postgres import PostgresStore  # noqa: E402 - what it needs may not be there
from svh_core.postgres.address import Database  # noqa: E402

ORIGIN = {"origin": "contract"}


def made(_: Path) -> Store:
    return PostgresStore.create(Database.parse(url_of(new_name())), ORIGIN)


TestPostgresStore = store_contract(made)
