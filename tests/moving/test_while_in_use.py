"""A casebook moves while others record in it: what was acknowledged goes along, and then nobody writes to the old."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import OperationalError

from svh_core import Casebook, Conflict, Moved, SvhError
from svh_core.keeping import Place, beside_of, place_of
from svh_core.moving import migrating
from svh_core.moving.migrating import migrate
from svh_core.moving.sides import Tables, side_at
from svh_core.moving.taking_back import take_back
from svh_core.moving.verifying import check_side, must_be_the_same_vault
from svh_core.tables import SQLiteTables
from svh_core.vault.beside import key_file_of

from ..postgres import needs_postgres, new_name, url_of
from .books import goal, opened, take_keys
from .test_cut_short import half_made

KINDS = pytest.mark.parametrize("kinds", [("file", "server"), ("server", "file")], ids="-to-".join)


def where(kind: str, folder: Path, name: str) -> str:
    if kind == "file":
        return str(folder / f"{name}.db")
    needs_postgres()
    return url_of(new_name(), keys=str(folder / f"keys-{name}"))


@pytest.fixture
def places(kinds: tuple[str, str], tmp_path: Path) -> tuple[str, str]:
    """A casebook with a case, and a place to move it to."""
    source, target = where(kinds[0], tmp_path, "old"), where(kinds[1], tmp_path, "new")
    with Casebook.create(source) as book:
        book.record_all([opened("c1"), opened("c2")])
        book.record("c1", goal("eerst"), by="mila")
    return source, target


@contextmanager
def writers(url: str, hands: int) -> Iterator[tuple[dict[int, str], list[str]]]:
    """Writers that record until they are refused: what was acknowledged, by number; and why each stopped."""
    acknowledged: dict[int, str] = {}
    stopped: list[str] = []
    ends = threading.Event()

    def writes(hand: int) -> None:
        with Casebook.open(url) as book:
            for number in range(100_000):
                name = f"h{hand}-{number}"
                try:
                    acknowledged[book.record("c1", goal(name), by="mila").number] = name
                except Conflict:
                    continue
                except SvhError as error:
                    stopped.append(error.code)
                    return
                if ends.is_set():
                    return

    threads = [threading.Thread(target=writes, args=(hand,)) for hand in range(hands)]
    for thread in threads:
        thread.start()
    try:
        yield acknowledged, stopped
    finally:
        ends.set()
        for thread in threads:
            thread.join()


@pytest.mark.promise("a-move-loses-nothing-that-came-meanwhile")
@KINDS
def test_what_was_acknowledged_is_there_and_then_everybody_is_told(places: tuple[str, str]) -> None:
    source, target = places
    with writers(source, hands=2) as (acknowledged, stopped):
        while len(acknowledged) < 10:
            pass
        told = migrate(place_of(source), place_of(target))
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join(30)
    assert stopped == ["moved", "moved"]
    take_keys(place_of(source), place_of(target))
    with Casebook.open(target) as book:
        there = {entry.number: entry.event.goal for entry in book.log.entries("c1", after=1)}
        assert acknowledged.items() <= there.items()
        assert len(acknowledged) > 10
        assert told.entries == sum(last for _, last in book.log.store.streams())
    assert told.checked <= told.entries


@KINDS
def test_what_comes_in_at_the_last_moment_goes_along(places: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Recorded, forgotten and destroyed after all was taken over and checked, and just before the lock."""
    source, target = places

    def checks_and_lives_on(*asked: Any, **others: Any) -> Any:
        checked = check_side(*asked, **others)
        with Casebook.open(source) as book:
            book.record("c1", goal("op-het-laatst"), by="mila", once="laatst")
            book.privacy.forget("c1", "mila", passages=[2])
            book.privacy.destroy("c2", by="operator")
            book.log.store.followers.moved("late/follower", 3)
        return checked

    monkeypatch.setattr(migrating, "check_side", checks_and_lives_on)
    told = migrate(place_of(source), place_of(target))
    assert told.entries - told.checked == 4
    take_keys(place_of(source), place_of(target))
    with Casebook.open(target) as book:
        assert book.log.store.recorded_once("c1", "laatst") is not None
        assert book.log.store.destroyed() == ["c2"]
        assert [row.topic for row in book.log.rows("c2")] == ["destroyed"]
        assert book.log.store.followers.position("late/follower") == 3
        assert book.vault_behind == []
        assert book.privacy.counted_keys()["shredded"] == told.shredded >= 2


@pytest.mark.promise("never-two-that-live")
@KINDS
@pytest.mark.parametrize("does", ["record", "adopt", "open", "check", "destroy", "publish"])
def test_whoever_has_the_old_one_open_is_told_where_it_went(places: tuple[str, str], does: str) -> None:
    source, target = places
    doings: dict[str, Callable[[Casebook], object]] = {
        "record": lambda book: book.record("c1", goal("te-laat"), by="mila"),
        "adopt": lambda book: book.record_all([opened("c9")]),
        "publish": lambda book: book.checkpoint(),
        "open": lambda _: Casebook.open(source),
        "check": lambda _: Casebook.open(source, sealed=True),
        "destroy": lambda book: book.privacy.destroy("c2", by="operator"),
    }
    with Casebook.open(source) as book:
        migrate(place_of(source), place_of(target))
        with pytest.raises(Moved) as told:
            doings[does](book)
    assert _shown(place_of(target)) in told.value.sentence
    assert told.value.exit_status == 4


@pytest.mark.promise("never-two-that-live")
@KINDS
def test_whoever_has_the_old_one_open_changes_no_key(places: tuple[str, str]) -> None:
    """Else the key file that goes along would not open what went along; who reads the old one goes on."""
    source, target = map(place_of, places)
    key, said = key_file_of(beside_of(source)), _shown(target)
    before = key.read_bytes()
    with Casebook.open(places[0]) as book:
        book.record("c1", goal("met-een-sleutel-die-nog-wacht"), by="mila")
        migrate(source, target)
        for _ in range(2):
            with pytest.raises(Moved, match="was moved to") as told:
                book.privacy.rotate_keys()
            assert said in told.value.sentence
            assert told.value.exit_status == 4
        assert book.privacy.read_every_word()
    assert key.read_bytes() == before
    assert not [file for file in key.parent.iterdir() if file.name.endswith(".new")]
    take_keys(source, target)
    with Casebook.open(places[1]) as book:
        assert book.vault_behind == []
        assert book.privacy.read_every_word()
        assert book.privacy.rotate_keys()
        assert book.privacy.read_every_word()
    take_back(source, gone=True)
    with Casebook.open(places[0]) as book:
        assert book.privacy.rotate_keys()
        assert book.privacy.read_every_word()
    assert key.read_bytes() != before


@KINDS
def test_keys_that_were_rotated_before_the_vault_was_closed_go_along(
    places: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the move was killed between closing the log and closing the vault, and goes on later."""
    source, target = map(place_of, places)
    with Casebook.open(places[0]) as book:
        half_made(source, target, monkeypatch, at="_end_closing")
        with closing(side_at(source).keys()) as keys:
            keys.open_for_all()
        assert book.privacy.rotate_keys()
    migrate(source, target)
    take_keys(source, target)
    with Casebook.open(places[1]) as book:
        assert book.vault_behind == []
        assert book.privacy.read_every_word()
    with closing(side_at(source).keys()) as keys, pytest.raises(Moved), keys.changing():
        pass


def _shown(at: Place) -> str:
    return str(at) if isinstance(at, Path) else at.shown


@pytest.mark.promise("never-two-that-live")
def test_no_other_release_writes_to_a_file_that_moved(tmp_path: Path) -> None:
    """The file itself refuses, whoever writes to it."""
    with Casebook.create(tmp_path / "old.db") as book:
        book.record_all([opened("c1")])
    migrate(tmp_path / "old.db", tmp_path / "new.db")
    with closing(sqlite3.connect(tmp_path / "old.db")) as file:
        with pytest.raises(sqlite3.IntegrityError, match="moved"):
            file.execute(
                "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES ('c1', 9, 'x', 'y')"
            )
        assert file.execute("SELECT fact FROM casebook WHERE name = 'format'").fetchone() == ("moved",)
    with closing(sqlite3.connect(tmp_path / "old.vault")) as file:
        for does in ("UPDATE keys SET number = 1", "DELETE FROM facts", "INSERT INTO links VALUES (x'00', x'00')"):
            with pytest.raises(sqlite3.IntegrityError, match="moved"):
                file.execute(does)
    with closing(sqlite3.connect(tmp_path / "new.vault")) as file:
        assert file.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone() == (0,)
        assert file.execute("SELECT count(*) FROM facts WHERE name = 'moved_to'").fetchone() == (0,)


def test_no_other_release_writes_to_a_server_that_moved(tmp_path: Path) -> None:
    """What every release locks before it writes is not there any more."""
    needs_postgres()
    import psycopg  # noqa: PLC0415

    source = url_of(new_name(), keys=str(tmp_path / "keys"))
    with Casebook.create(source) as book:
        book.record_all([opened("c1")])
    migrate(place_of(source), tmp_path / "new.db")
    log = place_of(source)
    assert not isinstance(log, Path)
    with psycopg.connect(log.log.url) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("LOCK TABLE svh.writing IN EXCLUSIVE MODE")
    with psycopg.connect(log.log.url) as connection:
        facts: dict[str, str] = dict(connection.execute("SELECT name, fact FROM svh.casebook").fetchall())
    assert facts["format"] == "moved"


def test_a_writer_in_the_middle_of_a_transaction_is_waited_for(tmp_path: Path) -> None:
    """The last phase begins when nobody is writing, and what they wrote goes along."""
    with Casebook.create(tmp_path / "old.db") as book:
        book.record_all([opened("c1")])
    holding, done = threading.Event(), threading.Event()

    def holds() -> None:
        with closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as file:
            file.execute("BEGIN IMMEDIATE")
            holding.set()
            done.wait(1)
            file.execute("INSERT INTO recorded_once VALUES ('c1', 'van-wie-schreef', 1)")
            file.execute("COMMIT")

    thread = threading.Thread(target=holds)
    thread.start()
    holding.wait()
    migrate(tmp_path / "old.db", tmp_path / "new.db")
    thread.join()
    take_keys(tmp_path / "old.db", tmp_path / "new.db")
    with Casebook.open(tmp_path / "new.db") as book:
        assert book.log.store.recorded_once("c1", "van-wie-schreef") == 1


@KINDS
def test_nobody_writes_while_the_last_of_it_goes_along(
    places: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither an entry nor a key: who tries waits, and is told afterwards."""
    source, target = places
    waited: list[str] = []

    def tries(*asked: Any) -> None:
        must_be_the_same_vault(*asked)
        side = side_at(place_of(source))
        with Tables(side) as theirs:
            for tables in (theirs.log, theirs.vault):
                soon(tables)
                with pytest.raises(OperationalError), tables.alone():
                    pass
                waited.append("yes")

    monkeypatch.setattr(migrating, "must_be_the_same_vault", tries)
    migrate(place_of(source), place_of(target))
    assert waited == ["yes", "yes"]


def soon(tables: Any) -> None:
    """Has it wait no longer than a moment."""
    is_file = isinstance(tables, SQLiteTables)
    tables.execute("PRAGMA busy_timeout = 50" if is_file else "SET lock_timeout = 50")
