"""A log in a file, as it is moved from or to."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from svh_core.log.sqlite import SQLiteStore, facts_of
from svh_core.tables import SQLiteTables, Tables

_CLOSES: Final = """
CREATE TRIGGER nothing_is_added_to_what_was_moved BEFORE INSERT ON stored_events
BEGIN
    SELECT RAISE(ABORT, 'moved');
END
"""
"""It takes nothing from who records as long as the log has not moved; and holds for who has it open, of any release."""

_OPENS: Final = "DROP TRIGGER IF EXISTS nothing_is_added_to_what_was_moved"


class SQLiteMoving:
    """A log in a file.

    Args:
        path: the file; there may be none yet.
        open_vault: opens its vault again.
    """

    def __init__(self, path: Path, open_vault: Callable[[], None]) -> None:
        self._path = path
        self._open_vault = open_vault

    def facts(self) -> Mapping[str, str]:
        """What it says of itself; nothing where there is no log."""
        return facts_of(self._path) if self._path.is_file() else {}

    def tables(self) -> Tables:
        """Its tables."""
        return SQLiteTables(self._path)

    def can_be_closed(self) -> bool:
        """Whether the file can be written to."""
        return os.access(self._path, os.W_OK)

    def close_for_good(self, tables: Tables) -> None:
        """Sees to it that nobody writes an entry any more."""
        tables.execute(_OPENS)
        tables.execute(_CLOSES)

    def open_again(self, tables: Tables) -> None:
        """Undoes it."""
        self._open_vault()
        tables.execute(_OPENS)

    def make_room(self) -> None:
        """Makes the tables of followers."""
        with closing(SQLiteStore(self._path)) as store:
            store.followers.make_tables()

    def go_on_behind(self, tables: Tables, position: int) -> None:
        """SQLite itself remembers the highest position that was given (AUTOINCREMENT)."""
