"""Both stores keep the contract, and do the same when driven side by side."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import IntegrityError, OperationalError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from svh_core.errors import LogBroken, NotFound, SvhError
from svh_core.log.memory import MemoryStore
from svh_core.log.sqlite import SQLiteStore
from svh_core.log.store import Store
from svh_core.testing import store_contract
from svh_core.testing.stores import numbers, positions, row

ORIGIN = {"origin": "contract"}

TestMemoryStore = store_contract(lambda _: MemoryStore(ORIGIN))
TestSQLiteStore = store_contract(lambda folder: SQLiteStore.create(folder / "book.db", ORIGIN))


class SideBySide(RuleBasedStateMachine):
    """Writes the same to both stores."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.memory = MemoryStore(ORIGIN)
        self.sqlite = SQLiteStore.create(Path(self.folder.name) / "book.db", ORIGIN)

    @rule(
        rows=st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 6)), max_size=4),
        once=st.none() | st.sampled_from("pq"),
    )
    def writes(self, rows: list[tuple[str, int]], once: str | None) -> None:
        requests = [(rows[0][0], once, rows[0][1])] if rows and once else []
        outcomes = [self.outcome(store, rows, requests) for store in (self.memory, self.sqlite)]
        assert outcomes[0] == outcomes[1]

    @staticmethod
    def outcome(store: Store, rows: list[tuple[str, int]], once: list[tuple[str, str, int]]) -> str:
        try:
            store.recorder.insert_events([row(stream, number) for stream, number in rows], once=once)
        except IntegrityError:
            return "taken"
        return "kept"

    @invariant()
    def both_hold_the_same(self) -> None:
        assert self.memory.streams() == self.sqlite.streams()
        for stream in "abc":
            assert sorted(numbers(self.memory, stream)) == numbers(self.sqlite, stream)
            for once in "pq":
                assert self.memory.recorded_once(stream, once) == self.sqlite.recorded_once(stream, once)

    def teardown(self) -> None:
        self.sqlite.close()
        self.folder.cleanup()


test_both_stores_do_the_same = SideBySide.TestCase
test_both_stores_do_the_same.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)


def test_a_position_is_never_used_again_even_after_the_tail_is_cut(tmp_path: Path) -> None:
    store = SQLiteStore.create(tmp_path / "book.db", ORIGIN)
    store.recorder.insert_events([row("a", 1), row("a", 2)])
    before = positions(store)
    with closing(sqlite3.connect(tmp_path / "book.db")) as other:
        other.execute("DELETE FROM stored_events WHERE originator_version = 2")
        other.commit()
    store.recorder.insert_events([row("a", 2)])
    assert positions(store)[-1] > before[-1]
    store.close()


def test_every_commit_is_flushed_to_disk(tmp_path: Path) -> None:
    store = SQLiteStore.create(tmp_path / "book.db", ORIGIN)
    store.recorder.insert_events([row("a", 1)])
    writer: Any = store.recorder._writer
    assert writer.execute("PRAGMA synchronous").fetchone() == (2,)
    assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


def test_create_never_touches_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    path.write_text("mine")
    with pytest.raises(SvhError, match="stays as it is"):
        SQLiteStore.create(path, ORIGIN)
    assert path.read_text() == "mine"
    assert [found.name for found in tmp_path.iterdir()] == ["book.db"]


def test_create_says_that_the_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SvhError, match="there is no folder"):
        SQLiteStore.create(tmp_path / "nowhere" / "book.db", ORIGIN)


def test_open_never_creates(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        SQLiteStore.open(tmp_path / "book.db")
    assert list(tmp_path.iterdir()) == []


def test_open_refuses_a_file_that_is_no_casebook(tmp_path: Path) -> None:
    text, other = tmp_path / "text.db", tmp_path / "other.db"
    text.write_text("not a database, and long enough to be looked at " * 10)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE a (b)")
    for path in (text, other):
        with pytest.raises(LogBroken):
            SQLiteStore.open(path)


def test_what_goes_wrong_in_reading_is_said_as_by_every_engine(tmp_path: Path) -> None:
    store = SQLiteStore.create(tmp_path / "book.db", ORIGIN)
    with closing(sqlite3.connect(tmp_path / "book.db")) as other:
        other.execute("DROP TABLE stored_events")
    with pytest.raises(OperationalError):
        store.recorder.select_events("a")
    store.close()
