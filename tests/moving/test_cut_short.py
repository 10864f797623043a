"""A move that is killed goes on where it was: nothing is lost or there twice, and never do two live at once."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from svh_core import Casebook, Proposal
from svh_core.checking import check
from svh_core.cli import main
from svh_core.errors import Moved, NotFound, SvhError
from svh_core.keeping import Place, beside_of, place_of
from svh_core.moving import migrating

from ..postgres import needs_postgres, new_name, url_of
from .books import goal, opened, root_of, stored, take_keys
from .hands import moved_by_another

LINES = ((1, 11_600), (9_300, 11_600), (1, 2_000))
"""Between which lines of a move of `small` it is killed: anywhere; where it closes and opens; where it goes on."""


def where(kind: str, folder: Path, number: int) -> str:
    """A place of this kind at which nothing is yet."""
    if kind == "file":
        return str(folder / f"b{number}.db")
    needs_postgres()
    return url_of(new_name(), keys=str(folder / f"keys-{number}"))


def small(url: str) -> None:
    """A casebook of some hundreds of entries, in which somebody was forgotten and a case destroyed."""
    with Casebook.create(url) as book:
        book.record_all([opened(case) for case in ("a", "b", "c")])
        goals = [Proposal(case=case, event=goal(f"g{n}"), by="mila") for n in range(100) for case in ("a", "b", "c")]
        book.record_all(goals)
        book.privacy.forget("a", "mila", passages=[3])
        book.privacy.destroy("b", by="operator")


def is_open(url: str) -> bool:
    try:
        Casebook.open(url, sealed=True).close()
    except (Moved, NotFound):
        return False
    return True


def lives_on(url: str, number: int) -> None:
    """What happens between two attempts: somebody records, and a case is destroyed that was taken over already."""
    with Casebook.open(url) as book:
        book.record("a", goal(f"tussendoor-{number}"), by="mila", once=f"once-{number}")
        book.privacy.forget("a", "mila", passages=[4 + number])
        if number == 0:
            book.privacy.destroy("c", by="operator")


def killed_and_moved(kinds: tuple[str, str], folder: Path, chance: random.Random, kills: int) -> None:
    source, target = where(kinds[0], folder, 1), where(kinds[1], folder, 2)
    small(source)
    for number in range(kills):
        at = chance.randrange(*LINES[number % len(LINES)])
        told = moved_by_another(source, target, at)
        if told is not None:
            assert isinstance(told[1], int), told
        alive = [one for one in (source, target) if is_open(one)]
        assert len(alive) <= 1, "two that live: a fork"
        if told is not None:
            assert alive == [target]
            break
        if alive == [source]:
            lives_on(source, number)
    else:
        told = moved_by_another(source, target)
        assert told is not None
        assert isinstance(told[1], int), told
    assert is_open(target)
    assert not is_open(source)
    assert_is_the_same(place_of(source), place_of(target))


def assert_is_the_same(source: Place, target: Place) -> None:
    before, after = stored(source), stored(target)
    for name, rows in before.items():
        if name not in {"facts", "vault pools", "vault keys"}:
            assert after[name] == rows, name
    live = {row[0] for row in before["vault keys"] if row[1] is not None}
    assert {row[0] for row in after["vault keys"] if row[1] is not None} >= live
    shredded = {row[0] for row in before["vault keys"] if row[1] is None}
    assert {row[0] for row in after["vault keys"] if row[1] is None} == shredded
    assert root_of(target) == root_of(source)
    take_keys(source, target)
    at = str(target) if isinstance(target, Path) else f"{target.log.url}&keys={beside_of(target).parent}"
    with Casebook.open(at) as book:
        assert [one.id for one in check(book.log, book.rulebook).findings if not one.is_notice] == []
        assert book.privacy.read_every_word()
        assert book.vault_behind == []
        assert book.record("a", goal("verder"), by="mila").proof


@pytest.mark.promise("a-move-is-whole-or-does-not-open")
@pytest.mark.uncounted
@pytest.mark.parametrize("kinds", [("file", "server"), ("server", "file")], ids="-to-".join)
def test_killed_anywhere_it_goes_on(kinds: tuple[str, str], tmp_path: Path) -> None:
    killed_and_moved(kinds, tmp_path, random.Random(7), kills=5)  # noqa: S311 - the same lines in every run


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    "kinds", [("file", "server"), ("server", "file"), ("file", "file"), ("server", "server")], ids="-to-".join
)
def test_killed_anywhere_again_and_again(kinds: tuple[str, str], seed: int, tmp_path: Path) -> None:
    killed_and_moved(kinds, tmp_path, random.Random(seed), kills=8)  # noqa: S311 - the same lines in every run


def half_made(source: Path, target: Path, monkeypatch: pytest.MonkeyPatch, *, at: str = "check_side") -> None:
    """Begins a move that comes so far."""

    def fails(*_: object, **__: object) -> None:
        raise SvhError("no further")

    with monkeypatch.context() as broken:
        broken.setattr(migrating, at, fails)
        with pytest.raises(SvhError, match="no further"):
            migrating.migrate(source, target)


@pytest.fixture
def one(tmp_path: Path) -> Path:
    small(str(tmp_path / "one.db"))
    return tmp_path / "one.db"


def test_only_who_takes_over_the_same_goes_on(one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of one casebook is never filled up with another."""
    new = tmp_path / "new.db"
    small(str(tmp_path / "other.db"))
    half_made(one, new, monkeypatch)
    with pytest.raises(SvhError, match="stays as it is"):
        migrating.migrate(tmp_path / "other.db", new)
    migrating.migrate(one, new)


def test_nor_is_it_filled_up_with_an_older_copy_that_went_another_way(
    one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "copy").mkdir()
    for file in tmp_path.glob("one.*"):
        shutil.copy(file, tmp_path / "copy" / file.name)
    for path, name in ((one, "hier"), (tmp_path / "copy" / "one.db", "daar")):
        with Casebook.open(path) as book:
            book.record("a", goal(name), by="mila")
    half_made(one, tmp_path / "new.db", monkeypatch)
    with pytest.raises(SvhError, match="stays as it is"):
        migrating.migrate(tmp_path / "copy" / "one.db", tmp_path / "new.db")
    migrating.migrate(one, tmp_path / "new.db")


def test_nor_is_a_vault_that_somebody_put_there(one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "new.db"
    half_made(one, new, monkeypatch)
    small(str(tmp_path / "other.db"))
    theirs = (tmp_path / "other.vault").read_bytes()
    new.with_suffix(".vault").write_bytes(theirs)
    with pytest.raises(SvhError, match="stays as it is"):
        migrating.migrate(one, new)
    assert new.with_suffix(".vault").read_bytes() == theirs


def test_between_closing_the_one_and_opening_the_other(
    one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then neither can be opened, and the same command ends it; all of it was verified before."""
    new = tmp_path / "new.db"
    half_made(one, new, monkeypatch, at="write_down_uses")
    with pytest.raises(Moved):
        Casebook.open(one)
    with pytest.raises(NotFound, match="not whole yet"):
        Casebook.open(new, sealed=True)
    assert migrating.migrate(one, new).entries > 300
    assert_is_the_same(one, new)


def test_after_the_vault_was_made_ready(one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "new.db"
    half_made(one, new, monkeypatch, at="_closed_by")
    assert migrating.migrate(one, new).entries > 300
    assert_is_the_same(one, new)


@pytest.mark.parametrize("kinds", [("file", "server"), ("server", "file"), ("file", "file")], ids="-to-".join)
def test_after_its_very_last_step_it_says_that_it_was_done(
    kinds: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody saw its last lines: the same command prints them, whatever was recorded in the new place since."""
    source, target = (where(kind, tmp_path, number) for number, kind in enumerate(kinds))
    small(source)
    first = migrating.migrate(place_of(source), place_of(target))
    told: list[object] = []
    again = migrating.migrate(place_of(source), place_of(target), progress=lambda *how_far: told.append(how_far))
    assert told == []
    assert again == attrs.evolve(first, already=True, checked=0)
    assert main(["migrate", source, target, "--lang", "en"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].endswith(" was done already. Nothing was done now.")
    assert said[1].startswith("Nothing is recorded in ")
    assert [line.split()[0] for line in said[3:] if "mkdir" not in line] == ["mv", "mv"]
    take_keys(place_of(source), place_of(target))
    with Casebook.open(target) as book:
        book.record("a", goal("in-de-nieuwe"), by="mila")
    assert main(["migrate", source, target, "--lang", "nl"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].endswith(" was al klaar. Nu is er niets meer gedaan.")
    assert len(said) == 2, "the keys are there"
    assert migrating.migrate(place_of(source), place_of(target)).entries == first.entries


@pytest.mark.parametrize(
    "there", ["another", "another without leaves", "nothing", "an older copy", "a copy elsewhere", "moved on"]
)
def test_it_was_done_only_where_the_casebook_is(there: str, one: Path, tmp_path: Path) -> None:
    new, at = tmp_path / "new.db", tmp_path / "new.db"
    (tmp_path / "copy").mkdir()
    for file in tmp_path.glob("one.*"):
        shutil.copy(file, tmp_path / "copy" / file.name)
    with Casebook.open(one) as book:
        book.record("a", goal("na-de-kopie"), by="mila")
    migrating.migrate(one, new)
    if there == "moved on":
        migrating.migrate(new, tmp_path / "third.db")
    elif there == "a copy elsewhere":
        at = tmp_path / "copy" / "new.db"
        for file in tmp_path.glob("new.*"):
            shutil.copy(file, at.with_suffix(file.suffix))
    else:
        new.unlink()
    if there.startswith("another"):
        small(str(tmp_path / "other.db"))
        lives_on(str(tmp_path / "other.db"), 1)
        with closing(sqlite3.connect(tmp_path / "other.db", isolation_level=None)) as other:
            if there != "another":
                other.execute("DELETE FROM tiles")
                other.execute("DELETE FROM loose_leaves")
        shutil.copy(tmp_path / "other.db", new)
    elif there == "an older copy":
        shutil.copy(tmp_path / "copy" / "one.db", new)
    with pytest.raises(Moved):
        migrating.migrate(one, at)


def test_what_was_erased_between_two_attempts_is_in_no_file(
    one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys and entries were taken over, and then a person was forgotten and a case destroyed."""
    new = tmp_path / "new.db"
    half_made(one, new, monkeypatch, at="must_be_equal_beside")
    before = stored(one)
    with Casebook.open(one) as book:
        book.privacy.forget("a", "mila", passages=[9])
        book.privacy.destroy("c", by="operator")
    after = stored(one)
    keys = [row[1] for row, now in zip(before["vault keys"], after["vault keys"], strict=True) if row[1] and not now[1]]
    states = [row[4] for row in before["stored_events"] if row[1] == "c"]
    assert len(keys) > 100 < len(states)
    assert any(found(new, told) for told in keys), "it was there: else this shows nothing"
    assert any(found(new, told) for told in states)
    migrating.migrate(one, new)
    assert not any(found(new, told) for told in (*keys, *states))


def found(casebook: Path, told: bytes) -> bool:
    """Whether these bytes are in a file of a casebook, its journals included."""
    return any(told in file.read_bytes() for file in casebook.parent.glob(f"{casebook.stem}.*"))
