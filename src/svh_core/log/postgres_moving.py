"""A log on a server, as it is moved from or to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from svh_core.errors import NotFound
from svh_core.postgres.address import Database
from svh_core.postgres.connecting import facts_of
from svh_core.postgres.tables import PostgresTables
from svh_core.tables import Tables

_ALONE: Final = "LOCK TABLE svh.writing IN ACCESS EXCLUSIVE MODE"
_ALONE_WHERE_IT_MOVED: Final = "LOCK TABLE svh.casebook IN SHARE ROW EXCLUSIVE MODE"
_CLOSES: Final = "ALTER TABLE svh.writing RENAME TO written_until_it_moved"
"""Every writer of every release takes a lock on that table first; readers never ask for it, and wait for nothing."""

_OPENS: Final = "ALTER TABLE IF EXISTS svh.written_until_it_moved RENAME TO writing"
_OWNED: Final = """
SELECT bool_and(pg_has_role(c.relowner, 'USAGE')) AND current_setting('transaction_read_only') = 'off' FROM pg_class c
WHERE c.relnamespace = 'svh'::regnamespace AND c.relname IN ('writing', 'written_until_it_moved', 'casebook')
"""
_BEHIND: Final = "SELECT setval('svh.stored_events_notification_id_seq', ?)"


class PostgresMoving:
    """A log in a database.

    Args:
        database: which; there may be nothing in it yet.
        open_vault: opens its vault again.
    """

    def __init__(self, database: Database, open_vault: Callable[[], None]) -> None:
        self._database = database
        self._open_vault = open_vault

    def facts(self) -> Mapping[str, str]:
        """What it says of itself; nothing where there is no log."""
        with suppress(NotFound):
            return facts_of(self._database, table="casebook", what="casebook")
        return {}

    def tables(self) -> Tables:
        """Its tables."""
        was_closed = self.facts().get("format") == "moved"
        return PostgresTables(self._database, keeping_others_out=_ALONE_WHERE_IT_MOVED if was_closed else _ALONE)

    def can_be_closed(self) -> bool:
        """Whether this user owns the tables, or is a superuser, and the server is one that is written to."""
        tables = self.tables()
        try:
            return bool(tables.execute(_OWNED)[0][0])
        finally:
            tables.close()

    def close_for_good(self, tables: Tables) -> None:
        """Sees to it that nobody writes an entry any more."""
        tables.execute(_CLOSES)

    def open_again(self, tables: Tables) -> None:
        """Undoes it."""
        self._open_vault()
        tables.execute(_OPENS)

    def make_room(self) -> None:
        """All tables are there."""

    def go_on_behind(self, tables: Tables, position: int) -> None:
        """Sets the sequence of positions."""
        if position:
            tables.execute(_BEHIND, (position,))
