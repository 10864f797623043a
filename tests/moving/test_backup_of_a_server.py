"""A backup of a casebook on a server, which goes on meanwhile: whole, as of one moment, and it can be put back."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, LogBroken, Moved, NotFound, Proposal, SvhError, Viewer
from svh_core.backup import back_up
from svh_core.checking import check
from svh_core.cli import main
from svh_core.keeping import Place, place_of
from svh_core.moving import copying_files
from svh_core.moving.migrating import migrate
from svh_core.moving.taking_over import take_vault, take_what_is_beside
from svh_core.moving.verifying import must_be_equal_beside
from svh_core.postgres.address import Address

from ..postgres import needs_postgres, new_name, url_of
from .books import LONG, goal, opened, stored, take_keys, told_by


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A casebook on a server, with two cases."""
    needs_postgres()
    address = url_of(new_name(), keys=str(tmp_path / "keys"))
    with Casebook.create(address) as book:
        book.record_all([opened("c1"), opened("c2")])
        book.record("c1", goal("eerst"), by="mila", once="eerst")
    return address


def test_it_is_the_same_in_files_and_nothing_is_closed(casebook: Path, server: Place, tmp_path: Path) -> None:
    before = told_by(casebook)
    migrate(casebook, server)
    take_keys(casebook, server)
    rows = stored(server)
    made = back_up(server, tmp_path / "monday")
    assert {file.name for file in (tmp_path / "monday").iterdir()} == {made.casebook.name, made.vault.name}
    copied = stored(made.casebook)
    assert {name: told for name, told in copied.items() if name != "facts"} == {
        name: told for name, told in rows.items() if name != "facts"
    }
    assert copied["facts"] == rows["facts"]
    assert made.checked is not None
    assert made.checked.is_clean
    take_keys(casebook, made.casebook)
    assert told_by(made.casebook) == before
    assert isinstance(server, Address)
    with Casebook.open(f"{server.log.url}&keys={server.beside.parent}") as book:
        book.record(LONG, goal("gaat-verder"), by="mila")


def test_under_writers_it_is_of_one_moment(url: str, tmp_path: Path) -> None:
    """What is recorded and forgotten while it is copied is in it whole, or not at all; and words can be read."""
    ends, wrong = threading.Event(), list[BaseException]()

    def writes() -> None:
        try:
            with Casebook.open(url) as book:
                number = 0
                while not ends.is_set():
                    number += 1
                    made = book.record("c1", goal(f"g{number}"), by="mila", once=f"r{number}")
                    if number % 5 == 0:
                        book.privacy.forget("c1", "mila", passages=[made.number])
        except BaseException as error:  # noqa: BLE001 - told to who waits for it
            wrong.append(error)

    thread = threading.Thread(target=writes)
    thread.start()
    try:
        copies = [back_up(place_of(url), tmp_path / f"day-{day}") for day in range(4)]
    finally:
        ends.set()
        thread.join()
    assert wrong == []
    sizes = []
    for made in copies:
        take_keys(place_of(url), made.casebook)
        with Casebook.open(made.casebook) as book:
            assert check(book.log, book.rulebook).is_clean
            assert book.vault_behind == []
            assert book.privacy.read_every_word()
            once = [book.log.store.recorded_once("c1", f"r{n}") for n in range(1, 500)]
            numbers = [number for number in once if number is not None]
            assert numbers == sorted(numbers)
            assert max(numbers, default=0) <= dict(book.cases())["c1"]
            assert once[: len(numbers)] == numbers, "a request id without its entry, or the other way round"
            sizes.append(dict(book.cases())["c1"])
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]


def test_the_vault_is_copied_after_the_log(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each key that the log names is in the copy; what was shredded in between can be read in no copy."""
    step = must_be_equal_beside

    def lives_on(*asked: Any) -> None:
        with Casebook.open(url) as book:
            book.record("c1", goal("tussen-log-en-kluis"), by="mila")
            book.privacy.forget("c1", "mila", passages=[2])
        step(*asked)

    monkeypatch.setattr(copying_files, "must_be_equal_beside", lives_on)
    made = back_up(place_of(url), tmp_path / "monday")
    take_keys(place_of(url), made.casebook)
    with Casebook.open(made.casebook) as book:
        assert dict(book.cases())["c1"] == 2
        assert book.vault_behind == []
        assert book.privacy.read_every_word()
        with book.looking("c1", viewer=Viewer("mila"), purpose="reading") as look:
            assert "ik wil eerst" not in str(look.trail("nl"))
        assert book.privacy.counted_keys()["pooled"] == 0


def test_what_comes_in_after_the_vault_was_copied_is_not_in_it(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the log copied after the vault, it would name keys that the copy of the vault never had."""
    step = take_vault

    def lives_on(*asked: Any) -> None:
        step(*asked)
        with Casebook.open(url) as book:
            book.record_all([Proposal(case="c1", event=goal(f"later-{number}"), by="mila") for number in range(150)])

    monkeypatch.setattr(copying_files, "take_vault", lives_on)
    made = back_up(place_of(url), tmp_path / "monday")
    take_keys(place_of(url), made.casebook)
    with Casebook.open(made.casebook) as book:
        assert book.vault_behind == []
        assert dict(book.cases())["c1"] == 2


def test_keys_that_were_used_for_nothing_are_not_in_it(url: str, tmp_path: Path) -> None:
    """Nobody records with a copy; and what is used by then is written down, so that it can be forgotten."""
    with Casebook.open(url) as book:
        last = book.record("c1", goal("uit-een-pool"), by="mila").number
        assert book.privacy.counted_keys()["pooled"] > 1
        made = back_up(place_of(url), tmp_path / "monday")
    take_keys(place_of(url), made.casebook)
    with Casebook.open(made.casebook) as copy:
        assert copy.privacy.counted_keys()["pooled"] == 0
        assert copy.vault_behind == []
        assert copy.privacy.forget("c1", "mila", passages=[last]).keys == 1


def test_it_is_put_back_by_moving_it(url: str, tmp_path: Path) -> None:
    """The rehearsal: the server is lost, and the casebook of Monday goes to a new one."""
    back_up(place_of(url), tmp_path / "monday")
    with Casebook.open(url) as book:
        book.record("c1", goal("dinsdag"), by="mila")
    shutil.copytree(tmp_path / "monday", tmp_path / "restoring")
    (copy,) = (tmp_path / "restoring").glob("*.db")
    new = url_of(new_name(), keys=str(tmp_path / "new-keys"))
    migrate(copy, place_of(new))
    take_keys(place_of(url), place_of(new))
    with Casebook.open(new) as book:
        assert dict(book.cases()) == {"c1": 2, "c2": 1}
        assert book.log.store.recorded_once("c1", "eerst") == 2
        assert book.record("c1", goal("woensdag"), by="mila").proof
        assert check(book.log, book.rulebook).is_clean
    with pytest.raises(Moved):
        Casebook.open(copy)
    (monday,) = (tmp_path / "monday").glob("*.db")
    take_keys(place_of(url), monday)
    Casebook.open(monday).close()


@pytest.mark.promise("a-copy-is-whole-or-does-not-open")
@pytest.mark.parametrize("at", ["take_entries", "take_tree", "take_vault", "check_side", "settle"])
def test_half_a_copy_never_has_the_name_of_a_whole_one(
    url: str, at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise SvhError("no further")

    with monkeypatch.context() as broken:
        broken.setattr(copying_files, at, fails)
        with pytest.raises(SvhError, match="no further"):
            back_up(place_of(url), tmp_path / "monday")
    assert list((tmp_path / "monday").iterdir()) == []
    back_up(place_of(url), tmp_path / "monday")


SPOILT = {
    "a state": (".db.", "UPDATE stored_events SET state = zeroblob(9) WHERE rowid = 2"),
    "a leaf": (".db.", "DELETE FROM loose_leaves"),
    "a key": (".vault.", "UPDATE keys SET wrapped = zeroblob(40)"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_copy_that_is_not_what_is_there_is_none(
    what: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, told = SPOILT[what]
    if what == "a key":
        with Casebook.open(url):
            pass  # so that uses are written down

    def spoils(step: Any) -> Any:
        def steps(*asked: Any) -> None:
            step(*asked)
            (made,) = (file for file in (tmp_path / "monday").iterdir() if part in file.name and file.suffix == ".new")
            with closing(sqlite3.connect(made, isolation_level=None)) as connection:
                assert connection.execute(told).rowcount > 0

        return steps

    at = take_vault if what == "a key" else take_what_is_beside
    monkeypatch.setattr(copying_files, at.__name__, spoils(at))
    with pytest.raises(LogBroken, match="not what was there"):
        back_up(place_of(url), tmp_path / "monday")
    assert list((tmp_path / "monday").iterdir()) == []


def test_it_never_overwrites_and_makes_nothing_of_nothing(url: str, tmp_path: Path) -> None:
    made = back_up(place_of(url), tmp_path / "monday")
    before = made.casebook.read_bytes()
    with pytest.raises(SvhError, match="stays as it is"):
        back_up(place_of(url), tmp_path / "monday")
    assert made.casebook.read_bytes() == before
    with pytest.raises(NotFound):
        back_up(place_of(url_of(new_name())), tmp_path / "tuesday")
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SvhError, match="cannot be made"):
        back_up(place_of(url), tmp_path / "file" / "folder")


def test_the_command_rehearses_it(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", str(tmp_path / "monday"), "--rehearse", "--json", "--db", url]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "svh.backup/1"
    assert told["rehearsed"] == {"entries": 4, "words": 3}
    assert Path(told["casebook"]).is_file()
    assert Path(told["vault"]).is_file()


def test_a_copy_of_what_is_wrong_is_kept_and_said(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import psycopg  # noqa: PLC0415

    at = place_of(url)
    assert isinstance(at, Address)
    with psycopg.connect(at.log.url) as connection:
        connection.execute("UPDATE svh.stored_events SET topic = 'goal.achieved' WHERE originator_version = 2")
    assert main(["backup", str(tmp_path / "monday"), "--db", url, "--lang", "en"]) == 6
    assert "something is wrong with both" in capsys.readouterr().err
    (copy,) = (tmp_path / "monday").glob("*.db")
    assert main(["check", "--db", str(copy)]) == 6
