"""Backups put back: yesterday's vault with today's casebook, or the other way round."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, CaseOpened, KeysMissing, SvhError, Viewer, backup
from svh_core.backup import back_up
from svh_core.checking import check
from svh_core.cli import main
from svh_core.domain.access import ForgettingAsked, ForgettingDone
from svh_core.domain.positions import EntryCorrected
from svh_core.domain.words import FORGOTTEN, MISSING

from .cases import (
    CASE,
    GOAL_WORDS,
    MILA,
    RELATION,
    ZUS,
    ZUS_NAME,
    ZUS_WHY,
    copied,
    found_in,
    goal,
    opened_case,
    put_back,
    revealed,
    tokens,
    trail,
    wrapped_in,
)

Says = Callable[..., tuple[int, str, str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A casebook in a folder of its own."""
    folder = tmp_path / "book"
    folder.mkdir()
    with Casebook.create(folder / "casebook.db") as book:
        opened_case(book)
    return folder / "casebook.db"


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Says:
    def type_in(*words: str) -> tuple[int, str, str]:
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


FORGETTING: dict[str, Callable[[Casebook], object]] = {
    "zus": lambda book: book.privacy.forget(CASE, ZUS),
    "a passage": lambda book: book.privacy.forget(CASE, MILA, passages=[3]),
    "as asked": lambda book: book.privacy.forget_as_asked(
        CASE, book.record(CASE, ForgettingAsked(person=ZUS, ground="objection"), by=ZUS).number, by=MILA
    ),
    "the wrong case": lambda book: book.record(CASE, EntryCorrected(entry=3, wrong="case"), by=MILA),
}
GONE = {
    "zus": {(2, "name"), (3, "because.0")},
    "a passage": {(3, "words")},
    "as asked": {(2, "name"), (3, "because.0")},
    "the wrong case": {(3, "words"), (3, "because.0")},
}


@pytest.mark.promise("an-older-vault-forgets-again")
@pytest.mark.parametrize("kept", ["closed", "in use"])
@pytest.mark.parametrize("what", list(FORGETTING))
def test_yesterdays_vault_reads_nothing_that_was_forgotten_today(path: Path, what: str, kept: str, says: Says) -> None:
    """A copy made while in use holds keys in a pool, whose use nobody has written down yet."""
    folder = path.parent
    if kept == "in use":
        with Casebook.open(path) as book:
            book.record(CASE, goal("geld"), by=MILA)
            yesterday = copied(folder)
    else:
        yesterday = copied(folder)
    (folder.parent / "old.vault").write_bytes(yesterday)
    old = wrapped_in(folder.parent / "old.vault")
    with Casebook.open(path) as book:
        before, keys = revealed(book), {where: parts.key for where, parts in tokens(book).items()}
        FORGETTING[what](book)
        assert {where for where, told in revealed(book).items() if told is FORGOTTEN} == GONE[what]
        shredded = {keys[where] for where in GONE[what]}
        for key in shredded:
            assert found_in(folder, old[key]) == [], "the key's wrapped bytes are still there"
    for key in shredded:
        assert found_in(folder, old[key]) == []

    put_back(folder, yesterday)
    assert all(found_in(folder, old[key]) for key in shredded), "the old vault had them: else this shows nothing"
    with Casebook.open(path) as book:
        for key in shredded:
            assert found_in(folder, old[key]) == [], "opening brought a key back"
        told = revealed(book)
        assert {where: told[where] for where in before if where not in GONE[what]} == {
            where: words for where, words in before.items() if where not in GONE[what]
        }
        assert {where for where, words in told.items() if words is FORGOTTEN} == GONE[what]
        assert book.vault_behind == []
        read = trail(book)
    for words in (str(before[where]) for where in GONE[what]):
        assert words not in read
    status, out, err = says("trail", CASE, "--db", str(path), "--as", MILA)
    assert status == 0
    assert not any(str(before[where]) in out + err for where in GONE[what])
    assert RELATION in out
    assert not any(found_in(folder, old[key]) for key in shredded)


@pytest.mark.promise("an-older-vault-forgets-again")
@pytest.mark.parametrize("kept", ["closed", "in use"])
def test_yesterdays_vault_has_no_key_of_what_was_destroyed_today(path: Path, kept: str) -> None:
    folder = path.parent
    if kept == "in use":
        with Casebook.open(path) as book:
            book.record("zaak-2", _opened(), by=MILA)
            book.record("zaak-2", goal("geld"), by=MILA)
            kept_by_us = back_up(path, folder.parent / "backup")  # it writes down what keys in a pool are used for
            yesterday, gone = kept_by_us.vault.read_bytes(), "zaak-2"
    else:
        yesterday, gone = copied(folder), CASE
    (folder.parent / "old.vault").write_bytes(yesterday)
    old = wrapped_in(folder.parent / "old.vault")
    with Casebook.open(path) as book:
        keys = {parts.key for parts in tokens(book, gone).values()}
        book.privacy.destroy(gone, by="beheer")
        assert keys
        assert keys <= set(old)
        assert not any(found_in(folder, old[key]) for key in keys), "destroying left a key"
    put_back(folder, yesterday)
    assert all(found_in(folder, old[key]) for key in keys)
    with Casebook.open(path) as book:
        assert check(book.log, book.rulebook).is_clean
        assert not any(found_in(folder, old[key]) for key in keys)
    assert not any(found_in(folder, old[key]) for key in keys)


@pytest.fixture
def sqlite_leaves_what_was_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As SQLite is built on most machines: what is deleted stays in its page until that is used again."""
    connect = sqlite3.connect

    def connected(*args: Any, **others: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **others)
        with suppress(sqlite3.DatabaseError):
            connection.execute("PRAGMA secure_delete = OFF")
        return connection

    monkeypatch.setattr(sqlite3, "connect", connected)


@pytest.mark.usefixtures("sqlite_leaves_what_was_deleted")
@pytest.mark.parametrize("what", list(FORGETTING))
def test_a_shredded_key_is_gone_also_where_sqlite_leaves_what_was_deleted(path: Path, what: str) -> None:
    with Casebook.open(path) as book:
        keys = {where: parts.key for where, parts in tokens(book).items()}
        old = wrapped_in(path.parent / "casebook.vault")
        FORGETTING[what](book)
        assert [where for where in GONE[what] if found_in(path.parent, old[keys[where]])] == []
    assert [where for where in GONE[what] if found_in(path.parent, old[keys[where]])] == []


@pytest.mark.usefixtures("sqlite_leaves_what_was_deleted")
def test_a_key_in_a_pool_is_gone_too_where_sqlite_leaves_what_was_deleted(path: Path) -> None:
    with Casebook.open(path) as book:
        number = book.record(CASE, goal("geld"), by=MILA).number
        key = tokens(book)[number, "words"].key
        old = wrapped_in(path.parent / "casebook.vault")[key]
        book.privacy.forget(CASE, MILA, passages=[number])
        assert found_in(path.parent, old) == []
    assert found_in(path.parent, old) == []


@pytest.mark.usefixtures("sqlite_leaves_what_was_deleted")
def test_a_destroyed_row_is_gone_where_sqlite_leaves_what_was_deleted(path: Path) -> None:
    with Casebook.open(path) as book:
        for number in range(250):
            book.record(CASE, goal(f"herkenbaar-{number}"), by=MILA)
        book.log.load(CASE)
        book.privacy.destroy(CASE, by="beheer")
    assert found_in(path.parent, b"herkenbaar-") == []


def test_yesterdays_vault_reads_nothing_of_a_key_that_then_waited_in_a_pool(path: Path) -> None:
    """The copy was made while in use: of the newest entry's key it does not say what it is used for."""
    folder = path.parent
    with Casebook.open(path) as book:
        number = book.record(CASE, goal("geld"), by=MILA).number
        key = tokens(book)[number, "words"].key
        yesterday = copied(folder)
    (folder.parent / "old.vault").write_bytes(yesterday)
    old = wrapped_in(folder.parent / "old.vault")[key]
    with Casebook.open(path) as book:
        book.privacy.forget(CASE, MILA, passages=[number])
    put_back(folder, yesterday)
    assert found_in(folder, old)
    with Casebook.open(path) as book:
        assert found_in(folder, old) == []
        assert revealed(book)[number, "words"] is FORGOTTEN
        assert "kanarie geld" not in trail(book)
    assert found_in(folder, old) == []


def test_who_restores_twice_reads_nothing_either(path: Path) -> None:
    folder = path.parent
    yesterday = copied(folder)
    with Casebook.open(path) as book:
        book.privacy.forget(CASE, ZUS)
    for _ in range(2):
        put_back(folder, yesterday)
        with Casebook.open(path) as book:
            assert revealed(book)[2, "name"] is FORGOTTEN
            assert ZUS_NAME not in trail(book)


def test_forgetting_that_was_only_recorded_is_done_when_the_casebook_opens(path: Path) -> None:
    """An erasure is an entry before it is done; whatever stops the work between the two, opening ends it."""
    with Casebook.open(path) as book:
        asked = book.record(CASE, ForgettingAsked(person=ZUS, ground="own_wish"), by=ZUS)
        yesterday = copied(path.parent)
        book.record(CASE, ForgettingDone(request=asked.number), by=MILA)
    put_back(path.parent, yesterday)
    with Casebook.open(path) as book:
        assert revealed(book)[3, "because.0"] is FORGOTTEN
        assert revealed(book)[3, "words"] == GOAL_WORDS


# After a rotation


def test_an_old_vault_does_not_open_with_the_new_master_key(path: Path) -> None:
    yesterday = copied(path.parent)
    with Casebook.open(path) as book:
        book.privacy.rotate_keys()
        assert GOAL_WORDS in trail(book)
    put_back(path.parent, yesterday)
    with pytest.raises(KeysMissing, match="is not the one this vault was made with"):
        Casebook.open(path)


def test_an_old_vault_with_the_old_master_key_opens_nothing_that_was_forgotten(path: Path) -> None:
    """Old vault and old master key together open what is not forgotten, and nothing of who was forgotten."""
    folder = path.parent
    yesterday, key = copied(folder), (folder / "casebook.key").read_bytes()
    with Casebook.open(path) as book:
        book.privacy.rotate_keys()
        book.privacy.forget(CASE, ZUS)
    assert (folder / "casebook.key").read_bytes() != key
    put_back(folder, yesterday)
    (folder / "casebook.key").write_bytes(key)
    with Casebook.open(path) as book:
        read = trail(book)
        assert revealed(book)[2, "name"] is FORGOTTEN
        assert GOAL_WORDS in read
        assert ZUS_NAME not in read
        assert ZUS_WHY not in read


def test_rotation_leaves_no_old_wrapped_key_in_the_vault(path: Path) -> None:
    with Casebook.open(path) as book:
        book.record(CASE, goal("geld"), by=MILA)
        old = wrapped_in(path.parent / "casebook.vault")
        assert book.privacy.rotate_keys() > 0
        assert not any(found_in(path.parent, wrapped) for wrapped in old.values())
        assert "kanarie geld" in trail(book)
    assert not any(found_in(path.parent, wrapped) for wrapped in old.values())


def test_rotation_does_not_bring_back_what_was_shredded(path: Path) -> None:
    with Casebook.open(path) as book:
        book.privacy.forget(CASE, ZUS)
        before = book.privacy.counted_keys()
        book.privacy.rotate_keys()
        assert book.privacy.counted_keys()["shredded"] == before["shredded"] == 2
    with Casebook.open(path) as book:
        assert revealed(book)[3, "because.0"] is FORGOTTEN
        assert revealed(book)[3, "words"] == GOAL_WORDS


# Log and vault of different days


def vault_that_is_behind(path: Path) -> Path:
    """Today's casebook with a vault from before its newest entries."""
    yesterday = copied(path.parent)
    with Casebook.open(path) as book:
        book.record(CASE, goal("geld", "woorden van vandaag"), by=MILA)
        book.record(CASE, goal("slaap", "ook van vandaag"), by=MILA)
    put_back(path.parent, yesterday)
    return path


@pytest.mark.promise("an-older-vault-says-what-it-lacks")
def test_a_vault_that_is_behind_says_which_entries_it_has_no_keys_for_and_raises_nothing(
    path: Path, says: Says
) -> None:
    with Casebook.open(vault_that_is_behind(path)) as book:
        assert book.vault_behind == [(CASE, 5), (CASE, 6)]
        assert revealed(book)[5, "words"] is MISSING
        assert revealed(book)[3, "words"] == GOAL_WORDS
        assert "van vandaag" not in trail(book)
        with book.looking(CASE, viewer=_viewer(), purpose="reading") as look:
            assert look.trail()[4]["data"]["words"] == {"missing": True}
            look.state()
            list(look.state_in_words())
            list(look.script())
            look.signals()
            look.figures()
    for more in ([], ["--json"], ["--as-script"]):
        status, out, _ = says("trail", CASE, "--db", str(path), *more)
        assert status == 0
        assert not more or '{"missing":true}' in "".join(out.split())
    assert says("show", CASE, "--db", str(path))[0] == 0


def test_a_vault_that_is_behind_says_so_each_time_it_is_opened(path: Path) -> None:
    vault_that_is_behind(path)
    for _ in range(3):
        with Casebook.open(path) as book:
            assert book.vault_behind == [(CASE, 5), (CASE, 6)]


def test_a_newer_vault_put_back_after_that_opens_them_again(path: Path) -> None:
    yesterday = copied(path.parent)
    with Casebook.open(path) as book:
        book.record(CASE, goal("geld", "woorden van vandaag"), by=MILA)
    today = copied(path.parent)
    put_back(path.parent, yesterday)
    with Casebook.open(path) as book:
        assert revealed(book)[5, "words"] is MISSING
    put_back(path.parent, today)
    with Casebook.open(path) as book:
        assert revealed(book)[5, "words"] == "woorden van vandaag"
        assert book.vault_behind == []


def test_one_can_record_with_a_vault_that_is_behind(path: Path) -> None:
    with Casebook.open(vault_that_is_behind(path)) as book:
        book.record(CASE, goal("werk-2", "weer verder"), by=MILA)
        assert revealed(book)[7, "words"] == "weer verder"


def test_a_casebook_older_than_its_vault_is_fine_and_goes_on(path: Path) -> None:
    yesterday = copied(path.parent, "casebook.db")
    with Casebook.open(path) as book:
        book.record(CASE, goal("geld", "woorden van vandaag"), by=MILA)
        book.privacy.forget(CASE, MILA, passages=[5])
    put_back(path.parent, yesterday, "casebook.db")
    with Casebook.open(path) as book:
        assert book.vault_behind == []
        assert revealed(book)[3, "words"] == GOAL_WORDS
        assert book.record(CASE, goal("slaap", "opnieuw"), by=MILA).number == 5
        assert revealed(book)[5, "words"] == "opnieuw"
    with Casebook.open(path) as book:
        assert revealed(book)[5, "words"] == "opnieuw"
        assert book.vault_behind == []
        assert check(book.log, book.rulebook).findings == ()


def test_the_vault_of_another_casebook_is_refused(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    Casebook.create(other / "casebook.db").close()
    for name in ("casebook.vault", "casebook.key"):
        (path.parent / name).write_bytes((other / name).read_bytes())
    with pytest.raises(KeysMissing, match="vault of another casebook"):
        Casebook.open(path)


# Backups made while in use


@pytest.mark.promise("a-copy-is-whole-or-does-not-open")
def test_a_backup_made_while_in_use_holds_every_word(path: Path, tmp_path: Path) -> None:
    with Casebook.open(path) as book:
        for number in range(20):
            book.record(CASE, goal(f"g{number}"), by=MILA)
        copies = back_up(path, tmp_path / "backup")
        words = revealed(book)
    assert {file.name for file in copies.casebook.parent.iterdir()} == {"casebook.db", "casebook.vault"}
    assert [file.stat().st_mode & 0o077 for file in copies.casebook.parent.iterdir()] == [0, 0]
    (copies.casebook.parent / "casebook.key").write_bytes((path.parent / "casebook.key").read_bytes())
    (copies.casebook.parent / "casebook.key").chmod(0o600)
    with Casebook.open(copies.casebook) as book:
        assert revealed(book) == words
        assert book.vault_behind == []
        assert check(book.log, book.rulebook).findings == ()


def test_the_casebook_is_copied_before_the_vault(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is recorded between the two has its keys in the copy of the vault, and is not in that of the casebook."""
    copy = backup._copy
    with Casebook.open(path) as book:

        def copy_and_record(file: Path, to: Path) -> None:
            copy(file, to)
            for number in range(300):  # more than a pool, so that a new one is minted
                book.record(CASE, goal(f"{file.stem}{file.suffix[1:]}{number}"), by=MILA)

        monkeypatch.setattr(backup, "_copy", copy_and_record)
        copies = back_up(path, tmp_path / "backup")
    (copies.casebook.parent / "casebook.key").write_bytes((path.parent / "casebook.key").read_bytes())
    (copies.casebook.parent / "casebook.key").chmod(0o600)
    with Casebook.open(copies.casebook) as book:
        assert book.vault_behind == []
        assert MISSING not in revealed(book).values()


def test_a_backup_never_overwrites(path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "backup")
    was = (tmp_path / "backup" / "casebook.vault").read_bytes()
    with pytest.raises(SvhError, match="stays as it is"):
        back_up(path, tmp_path / "backup")
    assert (tmp_path / "backup" / "casebook.vault").read_bytes() == was


def _opened() -> CaseOpened:
    return CaseOpened(resident=MILA, method="support_group")


def _viewer() -> Viewer:
    return Viewer(MILA)
