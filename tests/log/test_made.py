"""What somebody else added to a casebook file, or changed in how it is made, is found; what belongs there is not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder

from svh_core import Casebook
from svh_core.checking import check
from svh_core.errors import Malformed
from svh_core.log.memory import MemoryStore
from svh_core.log.sqlite import SQLiteStore
from svh_core.log.streams import is_as_it_was_made

WRITABLE = "PRAGMA writable_schema = ON"
ROWID = "INTEGER PRIMARY KEY AUTOINCREMENT"
NO_SPACE = "\N{NO-BREAK SPACE}"
"""White space to Python, and part of a word to SQLite."""
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
        [
            WRITABLE,
            f"UPDATE sqlite_master SET sql = replace(sql, '{ROWID}', '{ROWID.replace(' ', NO_SPACE)}')",  # noqa: S608
            "PRAGMA schema_version = 1000",
            "UPDATE stored_events SET rowid = _rowid_",
        ],
        [WRITABLE, f"UPDATE sqlite_master SET sql = replace(sql, 'BLOB NOT NULL', 'BLOB{NO_SPACE}NOT NULL')"],  # noqa: S608
        ["CREATE INDEX i ON tracking (name)"],
        ["INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq) VALUES (1, 'stored_events', 9223372036854775807)"],
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
        ["UPDATE sqlite_sequence SET seq = seq + 1000"],
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


@pytest.mark.parametrize("table", ["stored_snapshots", "tiles", "recorded_once"])
def test_a_table_whose_rows_are_in_another_order_is_found(path: Path, table: str) -> None:
    """Two cells of its page change places: who walks along it and who looks a row up find different ones."""
    rows = {
        "stored_snapshots": "INSERT INTO stored_snapshots VALUES ('c1', 1, 'case/', x'00'), ('c1', 2, 'case/', x'00')",
        "tiles": "INSERT INTO tiles VALUES (3, 1, 1, x'00'), (3, 2, 2, x'00')",
        "recorded_once": "INSERT INTO recorded_once VALUES ('c1', 'a', 1), ('c1', 'b', 2)",
    }
    assert after(path, "PRAGMA secure_delete = ON", rows[table])
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = file.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = file.execute("PRAGMA page_size").fetchone()
    told = bytearray(path.read_bytes())
    cells = (page - 1) * size + 8
    told[cells : cells + 4] = told[cells + 2 : cells + 4] + told[cells : cells + 2]
    path.write_bytes(told)
    with closing(SQLiteStore.open(path)) as store:
        assert not is_as_it_was_made(store)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY_CANTINIT])
def test_a_file_on_a_medium_that_is_read_only_is_not_called_broken(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    class Refusing:
        def execute(self, _asked: str) -> None:
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = code
            raise error

        def close(self) -> None: ...

    monkeypatch.setattr("svh_core.log.sqlite.sqlite3.connect", lambda *_, **__: Refusing())
    with pytest.raises(Malformed, match="cannot be opened where it is") as refused:
        SQLiteStore.open(path)
    assert refused.value.exit_status == 2
    assert "casebook.db-wal" in refused.value.next
