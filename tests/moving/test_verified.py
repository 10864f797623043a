"""Nothing is opened before it was held against where it came from: whatever is changed under way is found."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, LogBroken, Moved, NotFound, Proposal, SvhError
from svh_core.checking import check
from svh_core.cli import main
from svh_core.keeping import place_of, write_down_uses
from svh_core.moving import migrating, taking_back
from svh_core.moving.migrating import migrate
from svh_core.moving.sides import InFiles, side_at
from svh_core.moving.verifying import must_find_the_same
from svh_core.tables import SQLiteTables

from ..postgres import needs_postgres, new_name, url_of
from .books import goal, opened, take_keys
from .test_cut_short import half_made

BEFORE_THE_LOCK = {
    "a state": "UPDATE stored_events SET state = replace(CAST(state AS TEXT), 'g5', 'g6') WHERE rowid = 9",
    "a name": "UPDATE stored_events SET topic = 'goal.achieved' WHERE rowid = 9",
    "a number": "UPDATE stored_events SET originator_version = 900 WHERE rowid = 9",
    "a position": "UPDATE stored_events SET rowid = 90000 WHERE rowid = 9",
    "an entry": "DELETE FROM stored_events WHERE rowid = 9",
    "one more": "INSERT INTO stored_events (originator_id, originator_version, topic, state)"
    " SELECT 'c7', 1, topic, state FROM stored_events WHERE rowid = 9",
}
UNDER_THE_LOCK = {
    "a tile": "UPDATE tiles SET hashes = zeroblob(8192) WHERE level = 0 AND tile = 0",
    "a leaf": "DELETE FROM loose_leaves",
    "a request id": "DELETE FROM recorded_once",
    "a follower": "UPDATE tracking SET notification_id = 3 WHERE application_name = 'a/follower'",
    "what it holds": "UPDATE held_by_followers SET categories = ''",
    "what was destroyed": "DELETE FROM destroyed",
}
IN_THE_VAULT = {
    "a key": "DELETE FROM keys WHERE id = (SELECT id FROM keys WHERE wrapped IS NOT NULL LIMIT 1)",
    "a wrapped key": "UPDATE keys SET wrapped = zeroblob(40) WHERE wrapped IS NOT NULL",
    "a shredded key": "UPDATE keys SET wrapped = zeroblob(40) WHERE wrapped IS NULL",
    "its own key": "UPDATE facts SET fact = zeroblob(40) WHERE name = 'vault_key'",
    "a link": "DELETE FROM links",
}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A casebook with a tile, loose leaves, request ids, followers, keys that were shredded, and links."""
    path = tmp_path / "old.db"
    with Casebook.create(path) as book:
        book.record_all([opened("c1"), opened("c2")])
        for number in range(4):
            book.record("c1", goal(f"g{number}"), by="mila", once=f"r-{number}")
        for number in range(4, 10):
            book.record("c1", goal(f"g{number}"), by="mila")
        book.record_all([Proposal(case="c1", event=goal(f"h{number}"), by="mila") for number in range(300)])
        book.privacy.forget("c1", "mila", passages=[3])
        book.privacy.refer("c1", "dossier")
        book.privacy.destroy("c2", by="operator")
        book.log.store.followers.moved("a/follower", 7)
        book.log.store.followers.holds("a/follower", "c1", ("goals",))
    return path


def spoil(file: Path, told: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        assert connection.execute(told).rowcount > 0, told


def spoiling(monkeypatch: pytest.MonkeyPatch, after: str, does: Callable[[], None]) -> None:
    """Has something happen after a step of the move."""
    step = getattr(migrating, after)

    def steps(*asked: Any, **others: Any) -> Any:
        done = step(*asked, **others)
        does()
        return done

    monkeypatch.setattr(migrating, after, steps)


def assert_not_opened(old: Path, new: Path) -> None:
    with pytest.raises(LogBroken, match="not what was there"):
        migrate(old, new)
    with pytest.raises(NotFound, match="not whole yet"):
        Casebook.open(new, sealed=True)
    with Casebook.open(old) as book:
        book.record("c1", goal("de-oude-leeft"), by="mila")


@pytest.mark.promise("a-move-is-the-same-casebook")
@pytest.mark.parametrize("what", BEFORE_THE_LOCK)
def test_an_entry_that_is_changed_under_way(
    what: str, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new.db"
    spoiling(monkeypatch, "take_tree", lambda: spoil(new, BEFORE_THE_LOCK[what]))
    assert_not_opened(old, new)


@pytest.mark.parametrize("what", UNDER_THE_LOCK)
def test_what_stands_beside_and_is_changed_under_way(
    what: str, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new.db"
    spoiling(monkeypatch, "take_vault", lambda: spoil(new, UNDER_THE_LOCK[what]))
    assert_not_opened(old, new)


@pytest.mark.parametrize("what", IN_THE_VAULT)
def test_a_key_that_is_changed_under_way(what: str, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "new.db"
    spoiling(monkeypatch, "take_vault", lambda: spoil(new.with_suffix(".vault"), IN_THE_VAULT[what]))
    assert_not_opened(old, new)


def test_an_entry_that_comes_in_at_last_and_is_changed(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what is taken over under the lock is read back, and held against what was read."""
    new = tmp_path / "new.db"

    def lives_on() -> None:
        with Casebook.open(old) as book:
            book.record("c1", goal("op-het-laatst"), by="mila")

    spoiling(monkeypatch, "must_find_the_same", lives_on)
    last = "UPDATE stored_events SET topic = 'goal.achieved' WHERE rowid = (SELECT max(rowid) FROM stored_events)"
    spoiling(monkeypatch, "take_vault", lambda: spoil(new, last))
    assert_not_opened(old, new)


def test_what_was_wrong_before_goes_along_and_is_said(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A move puts nothing right and hides nothing: the leaves are those that were sealed."""
    spoil(old, BEFORE_THE_LOCK["a state"])
    with Casebook.open(old, sealed=True) as book:
        before = {(one.id, one.stream, one.number) for one in check(book.log, book.rulebook).findings}
    assert main(["migrate", str(old), str(tmp_path / "new.db"), "--lang", "en"]) == 6
    assert "So it was before the move" in capsys.readouterr().out
    take_keys(old, tmp_path / "new.db")
    with Casebook.open(tmp_path / "new.db", sealed=True) as book:
        after = {(one.id, one.stream, one.number) for one in check(book.log, book.rulebook).findings}
    snapshots = {one for one in before if "snapshot" in one[0]}  # which are made again
    assert after == before - snapshots
    assert "an_entry_is_what_was_sealed" in {found for found, _, _ in after}


THEIRS = {
    "a table": "CREATE TABLE theirs (told TEXT)",
    "a trigger": "CREATE TRIGGER theirs AFTER INSERT ON recorded_once BEGIN DELETE FROM recorded_once; END",
}


@pytest.mark.parametrize("what", THEIRS)
@pytest.mark.parametrize("at", ["nowhere", "write_down_uses"])
def test_what_is_wrong_with_the_old_file_stays_behind_and_is_said(
    what: str, at: str, old: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is evidence, and does not go along: whoever moves is told where it is, also where the move was cut short."""
    new = old.with_name("new.db")
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute(THEIRS[what])
    if at != "nowhere":
        half_made(old, new, monkeypatch, at=at)
    assert main(["migrate", str(old), str(new), "--lang", "en"]) == 6
    said = capsys.readouterr().out
    assert f"Something is wrong with the old place {old} itself" in said
    assert "[the_file_is_as_it_was_made]" in said
    assert "So it was before the move" not in said
    take_keys(old, new)
    with Casebook.open(new) as book:
        assert check(book.log, book.rulebook).is_clean


def test_what_stands_in_no_index_of_the_old_file_stays_behind_and_is_said(old: Path, tmp_path: Path) -> None:
    """Who asks for an entry by its stream finds another one, or none; in the new file everybody finds it."""
    hidden = "CREATE UNIQUE INDEX other ON stored_events (originator_id, originator_version)"
    led = (
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'other')"
        " WHERE name = 'sqlite_autoindex_stored_events_1'"
    )
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute(f"{hidden} WHERE NOT (originator_id = 'c1' AND originator_version = 5)")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(led)
        connection.execute("DELETE FROM sqlite_master WHERE name = 'other'")
    told = migrate(old, tmp_path / "new.db")
    assert told.findings == 0
    assert "an_entry_can_be_read" in {one.id for one in told.behind}


def test_what_a_check_finds_and_did_not_find_before(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's trigger on the new file, which would write something else from then on."""
    new = tmp_path / "new.db"
    trigger = "CREATE TRIGGER theirs AFTER INSERT ON recorded_once BEGIN DELETE FROM recorded_once; END"

    def plants() -> None:
        with closing(sqlite3.connect(new, isolation_level=None)) as connection:
            connection.execute(trigger)

    spoiling(monkeypatch, "take_tree", plants)
    assert_not_opened(old, new)


@pytest.mark.promise("never-two-that-live")
@pytest.mark.parametrize("at", ["take_entries", "take_tree", "take_what_is_beside", "take_vault", "write_down_uses"])
def test_of_two_that_move_to_one_place_one_ends_it(
    at: str, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other never writes over what was opened meanwhile, in which somebody records by then."""
    new = tmp_path / "new.db"
    step = getattr(migrating, at)
    was_first: list[Casebook] = []

    def second_comes_between(*asked: Any) -> Any:
        if not was_first:
            monkeypatch.setattr(migrating, at, step)
            if at in {"take_what_is_beside", "take_vault"}:
                _lose_the_lock()
            assert migrate(old, new).entries > 300
            take_keys(old, new)
            was_first.append(Casebook.open(new))
            was_first[0].record("c1", goal("in-de-nieuwe"), by="mila")
        return step(*asked)

    held: list[Any] = []
    alone = SQLiteTables.alone

    def holds(tables: Any) -> Any:
        held.append(tables)
        return alone(tables)

    def _lose_the_lock() -> None:
        """As where a server ends a session: the lock keeps writers apart, and is not all that keeps two moves apart."""
        for tables in held:
            tables.undo()

    monkeypatch.setattr(SQLiteTables, "alone", holds)
    monkeypatch.setattr(migrating, at, second_comes_between)
    with pytest.raises(SvhError) as told:
        migrate(old, new)
    assert told.value.code in {"conflict", "moved", "error"}
    (opened_by_the_first,) = was_first
    opened_by_the_first.record("c1", goal("en-nog-een"), by="mila")
    with Casebook.open(new) as another:  # as if the first were killed now: what it minted is in the vault
        assert another.vault_behind == []
        assert another.privacy.read_every_word()
    opened_by_the_first.close()
    with Casebook.open(new) as book:
        assert [one.id for one in check(book.log, book.rulebook).findings if not one.is_notice] == []
        assert book.vault_behind == []
        assert book.privacy.read_every_word()


def test_of_two_that_move_it_to_two_places_one_is_told(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was closed while this one was being filled is not closed, and opened, once more: that would be a fork."""
    was_first: list[bool] = []

    def second_comes_between(*asked: Any) -> None:
        must_find_the_same(*asked)
        if not was_first:
            was_first.append(True)
            migrate(old, tmp_path / "first.db")

    monkeypatch.setattr(migrating, "must_find_the_same", second_comes_between)
    with pytest.raises(Moved) as told:
        migrate(old, tmp_path / "second.db")
    assert f"was moved to {tmp_path / 'first.db'}" in told.value.sentence
    assert told.value.next.endswith(f"What was half made in {tmp_path / 'second.db'} was taken away.")
    assert list(tmp_path.glob("*second*")) == []
    take_keys(old, tmp_path / "first.db")
    Casebook.open(tmp_path / "first.db").close()


@pytest.mark.parametrize("kind", ["file", "file, without a vault yet", "server"])
def test_who_was_cut_short_and_was_not_first_leaves_no_half(
    kind: str, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "server":
        needs_postgres()
    second = place_of(url_of(new_name(), keys=str(tmp_path)) if kind == "server" else str(tmp_path / "second.db"))
    half_made(old, second, monkeypatch)
    if "without" in kind:
        (tmp_path / "second.vault").unlink()
    migrate(old, tmp_path / "first.db")
    with pytest.raises(Moved, match=re.escape(str(tmp_path / "first.db"))) as told:
        migrate(old, second)
    assert told.value.next.endswith("was taken away.")
    side = side_at(second)
    assert not side.has_log()
    assert not side.has_vault()
    assert list(tmp_path.glob("*second*")) == []
    assert migrate(tmp_path / "first.db", second).entries > 300


@pytest.mark.parametrize(
    "theirs", ["the vault", "no vault", "the log", "a casebook", "of a copy", "of what was here before"]
)
def test_only_its_own_half_is_taken_away(
    theirs: str, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody put there stays as it is, and so does what was moved from elsewhere."""
    second = tmp_path / "second.db"
    Casebook.create(tmp_path / "other.db").close()
    if theirs == "the log":
        half_made(tmp_path / "other.db", second, monkeypatch)
    elif theirs == "of a copy":
        (tmp_path / "copy").mkdir()
        for file in tmp_path.glob("old.*"):
            shutil.copy(file, tmp_path / "copy" / file.name)
        half_made(tmp_path / "copy" / "old.db", second, monkeypatch)
    elif theirs == "of what was here before":
        half_made(old, second, monkeypatch)
        for end in (".db", ".vault"):
            shutil.copy(tmp_path / f"other{end}", old.with_suffix(end))
    elif theirs == "a casebook":
        Casebook.create(second).close()
    else:
        half_made(old, second, monkeypatch)
        vault = b"" if theirs == "no vault" else (tmp_path / "other.vault").read_bytes()
        second.with_suffix(".vault").write_bytes(vault)
    migrate(old, tmp_path / "first.db")
    before = {file: file.read_bytes() for file in tmp_path.glob("second.*") if file.suffix in {".db", ".vault"}}
    assert len(before) == 2
    with pytest.raises(Moved) as told:
        migrate(old, second)
    assert "half made" not in told.value.next
    assert {file: file.read_bytes() for file in before} == before


def test_half_that_waits_to_be_opened_is_not_taken_away(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another does the same, and has closed the old place: what is half made then is all there is."""
    new, was_first = tmp_path / "new.db", list[bool]()

    def another_closes(*asked: Any) -> None:
        must_find_the_same(*asked)
        if not was_first:
            was_first.append(True)
            half_made(old, new, monkeypatch, at="write_down_uses")

    with monkeypatch.context() as between:
        between.setattr(migrating, "must_find_the_same", another_closes)
        with pytest.raises(Moved) as told:
            migrate(old, new)
    assert "half made" not in told.value.next
    assert migrate(old, new).entries > 300


def test_nobody_goes_on_with_half_that_is_taken_away(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who would, at this very moment, finds that it is no move any more."""
    second, moves = tmp_path / "second.db", list[bool]()
    half_made(old, second, monkeypatch)
    migrate(old, tmp_path / "first.db")
    takes = InFiles.take_away

    def looks_first(side: InFiles) -> None:
        moves.append("move" in side.log.facts())
        takes(side)

    monkeypatch.setattr(InFiles, "take_away", looks_first)
    with pytest.raises(Moved):
        migrate(old, second)
    assert moves == [False]


def test_half_that_cannot_be_taken_away_is_said_to_be_there(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = tmp_path / "second.db"
    half_made(old, second, monkeypatch)
    migrate(old, tmp_path / "first.db")

    def may_not(_: Path) -> None:
        raise PermissionError("no")

    monkeypatch.setattr("svh_core.moving.sides.unlink_database", may_not)
    with pytest.raises(Moved) as told:
        migrate(old, second)
    assert told.value.next.endswith(f"{second} is still there, and opened by nobody: take it away.")
    assert second.exists()


def test_an_entry_that_stands_there_twice_is_no_other_writer(old: Path, tmp_path: Path) -> None:
    """A file that lost its index holds what it never should; what is said is about that file."""
    with closing(sqlite3.connect(old, isolation_level=None)) as file:
        file.execute("CREATE TABLE theirs AS SELECT rowid AS rowid_, * FROM stored_events")
        file.execute("PRAGMA writable_schema = ON")
        file.execute("DELETE FROM sqlite_master WHERE name = 'sqlite_autoindex_stored_events_1'")
        file.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'UNIQUE (originator_id, originator_version)', 'CHECK (1)')"
            " WHERE name = 'stored_events'"
        )
    spoil(
        old,
        "INSERT INTO stored_events (originator_id, originator_version, topic, state)"
        " SELECT originator_id, originator_version, topic, state FROM stored_events WHERE rowid = 9",
    )
    with pytest.raises(LogBroken, match="the casebook has two of what there is one of") as told:
        migrate(old, tmp_path / "new.db")
    assert "svh check" in told.value.next


@pytest.mark.parametrize("moved_again", [False, True])
def test_nothing_is_opened_where_the_old_one_is_open_or_went_elsewhere(
    moved_again: bool,  # noqa: FBT001
    old: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever opens the old one again before the new one is opened has it."""
    new = tmp_path / "new.db"

    def taken_back(*asked: Any) -> None:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(migrating, "write_down_uses", write_down_uses)
            taking_back.take_back(old, gone=True)
            if moved_again:
                migrate(old, tmp_path / "third.db")
        write_down_uses(*asked)

    with monkeypatch.context() as between:
        between.setattr(migrating, "write_down_uses", taken_back)
        with pytest.raises(SvhError, match="somebody else ended the move"):
            migrate(old, new)
    lives = tmp_path / "third.db" if moved_again else old
    if moved_again:
        take_keys(old, lives)
    with Casebook.open(lives) as book:
        book.record("c1", goal("deze-leeft"), by="mila")
    with pytest.raises(NotFound, match="not whole yet"):
        Casebook.open(new, sealed=True)
