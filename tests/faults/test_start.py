"""Hosts that start in the wrong order, or with something missing: each says what it waits for, and makes nothing."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from svh_core import Casebook, KeysMissing, LogBroken, NotFound, SvhError
from svh_core.checking import check
from svh_core.cli import main

from ..follower import follows_for, keeping, rows_of
from ..kills.hands import consents, opened, plans_meeting, takes_part
from ..postgres import needs_postgres, new_name, url_of

Place = Callable[..., str]
"""Gives the address of one casebook; for another host, with keys in another folder."""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return lambda keys="keys": _folder(tmp_path / keys) + "/casebook.db"
    needs_postgres()
    name = new_name()
    return lambda keys="keys": url_of(name, keys=_folder(tmp_path / keys))


def _folder(path: Path) -> str:
    path.mkdir(exist_ok=True)
    return str(path)


@pytest.mark.promise("no-command-but-init-makes-a-casebook")
def test_a_worker_that_starts_before_the_casebook_is_made_makes_none(
    place: Place, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for does in (["record", "-"], ["follow"], ["check"], ["cases"]):
        assert main([*does, "--db", place(), "--lang", "en"]) in {2, 4}
        assert "svh init" in capfd.readouterr().err
    with pytest.raises(NotFound) as error:
        Casebook.open(place())
    assert "svh init" in error.value.next
    assert list((tmp_path / "keys").iterdir()) == []
    with Casebook.create(place()) as book:
        book.record_all([opened("c1")])


@pytest.mark.promise("a-follower-may-start-first")
def test_a_follower_that_starts_before_anything_was_recorded_gets_it_all_later(place: Place, tmp_path: Path) -> None:
    Casebook.create(place()).close()
    view = tmp_path / "view.db"
    with Casebook.open(place(), plugins=[keeping("svh-view", view)]) as book:
        follows_for(book, "svh-view", "org-1")
        assert [one.status for one in book.plugins.follow()] == ["ok"]
        with Casebook.open(place()) as writer:
            asked = [opened("c1"), takes_part("c1"), consents("c1"), plans_meeting("c1", "m-1")]
            number = writer.record_all(asked)[-1].number
        assert [one.status for one in book.plugins.follow()] == ["ok"]
    assert ("c1", number) in rows_of(view)


@pytest.mark.promise("a-host-without-keys-says-which")
def test_a_host_without_the_keys_says_which_it_misses_and_one_with_one_key_records(
    place: Place, tmp_path: Path
) -> None:
    with Casebook.create(place()) as book:
        book.record_all([opened("c1")])
    here, there = tmp_path / "keys", tmp_path / "elsewhere"
    if place("elsewhere").endswith(".db"):
        for name in ("casebook.db", "casebook.vault"):
            shutil.copy(here / name, there / name)
    with pytest.raises(KeysMissing, match="there is no master key at"):
        Casebook.open(place("elsewhere"))
    for key in here.glob("*.key"):
        shutil.copy(key, there / key.name)
    with Casebook.open(place("elsewhere")) as book:
        receipt = book.record_all([takes_part("c1")])[0]
        assert receipt.number == 2
        with pytest.raises(KeysMissing, match="there is no signing key at"):
            _ = receipt.proof
        with pytest.raises(KeysMissing, match="there is no signing key at"):
            book.checkpoint()
    with Casebook.open(place("elsewhere"), sealed=True) as auditor:
        assert check(auditor.log, auditor.rulebook).is_clean


@pytest.mark.promise("another-format-is-left-alone")
@pytest.mark.parametrize(("file", "table", "raised"), [("db", "casebook", LogBroken), ("vault", "facts", KeysMissing)])
def test_a_casebook_of_a_format_this_version_does_not_know_is_left_as_it_is(
    tmp_path: Path, file: str, table: str, raised: type[SvhError]
) -> None:
    Casebook.create(tmp_path / "casebook.db").close()
    path = tmp_path / f"casebook.{file}"
    with closing(sqlite3.connect(path)) as other, other:
        other.execute(f"UPDATE {table} SET fact = ? WHERE name = 'format'", (b"7" if file == "vault" else "7",))  # noqa: S608
    before = path.read_bytes()
    with pytest.raises(raised, match="that this version can read"):
        Casebook.open(tmp_path / "casebook.db")
    assert path.read_bytes() == before


@pytest.mark.promise("of-several-first-starts-one-makes-it")
def test_of_several_that_make_one_casebook_at_once_one_does_and_all_can_use_it(place: Place) -> None:
    together, answers = threading.Barrier(4), list[str]()
    url = place()

    def makes() -> None:
        together.wait()
        try:
            Casebook.create(url).close()
            answers.append("made")
        except SvhError as error:
            answers.append("already" if "already" in error.sentence else error.sentence)

    hands = [threading.Thread(target=makes) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert Counter(answers) == {"made": 1, "already": 3}
    with Casebook.open(url) as book:
        assert book.record_all([opened("c1")])[0].number == 1
        assert check(book.log, book.rulebook).findings == ()
