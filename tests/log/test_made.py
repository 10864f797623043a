"""What somebody else added to a casebook file, or changed in how it is made, is found; what belongs there is not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder

from svh_core import Casebook
from svh_core.checking import check
from svh_core.log.memory import MemoryStore
from svh_core.log.sqlite import SQLiteStore
from svh_core.log.streams import is_as_it_was_made

WRITABLE = "PRAGMA writable_schema = ON"
OLDER = ("DROP TABLE tiles", "DROP TABLE loose_leaves")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Casebook.create(tmp_path / "casebook.db", origin="stad").close()
    return tmp_path / "casebook.db"


def after(path: Path, *statements: str) -> bool:
    """Whether the file is as it was made, after somebody did this to it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        for statement in statements:
            file.execute(statement)
    with closing(SQLiteStore.open(path)) as store:
        return is_as_it_was_made(store)


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TRIGGER t AFTER INSERT ON stored_events BEGIN DELETE FROM recorded_once; END"],
        ["CREATE TRIGGER t INSERT ON tracking BEGIN DELETE FROM destroyed; END"],
        ["CREATE VIEW v AS SELECT * FROM stored_events"],
        ["CREATE TABLE notes (told TEXT)"],
        ["CREATE INDEX i ON stored_events (topic)"],
        ["DROP TRIGGER nothing_is_added_to_what_was_destroyed"],
        ["DROP TABLE recorded_once"],
        ["ALTER TABLE stored_events ADD COLUMN told TEXT"],
        ["ALTER TABLE tiles ADD COLUMN told TEXT"],
        [*OLDER, "CREATE VIEW tiles AS SELECT 0 AS level, 0 AS tile, 0 AS last_position, x'' AS hashes"],
        [WRITABLE, "UPDATE sqlite_master SET sql = replace(sql, 'topic TEXT NOT NULL', 'topic TEXT DEFAULT 1')"],
    ],
)
def test_what_this_library_does_not_make_is_found(path: Path, statements: list[str]) -> None:
    made = [f"CREATE TABLE {name} (name TEXT PRIMARY KEY)" for name in ("tracking", "in_trouble")]
    assert after(path, *made)
    assert not after(path, *statements)
    with Casebook.open(path, sealed=True) as book:
        found = [(one.id, one.stream, one.number) for one in check(book.log, book.rulebook).findings]
    assert ("the_file_is_as_it_was_made", "log/stad", 1) in found


@pytest.mark.parametrize(
    "statements",
    [
        [],
        ["VACUUM"],
        ["ANALYZE"],
        OLDER,
        ["CREATE TABLE in_trouble (follower TEXT PRIMARY KEY, error TEXT NOT NULL) WITHOUT ROWID"],
    ],
)
def test_what_belongs_there_is_not_found(path: Path, statements: list[str]) -> None:
    assert after(path, *statements)


def test_the_positions_of_who_follows_the_log_belong_there(path: Path) -> None:
    with closing(SQLiteDatastore(str(path))) as datastore:
        SQLiteTrackingRecorder(datastore).create_table()
    assert after(path)


def test_a_file_of_a_release_that_did_not_seal_is_as_it_was_made_before_and_after_it_goes_on(path: Path) -> None:
    assert after(path, *OLDER, "DELETE FROM casebook WHERE name = 'leaves'")
    with Casebook.open(path) as book:
        book.checkpoint()
    assert after(path)


def test_a_log_in_memory_has_no_file() -> None:
    assert is_as_it_was_made(MemoryStore({"origin": "stad"}))
