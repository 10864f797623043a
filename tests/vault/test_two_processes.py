"""Two processes with one casebook: one forgets or rotates, and the other goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core import Casebook, Conflict, Malformed, NetworkPersonAdded, NotPermitted, SvhError, Viewer
from svh_core.domain.access import ForgettingAsked, ForgettingDone
from svh_core.domain.network import NetworkPersonRemoved
from svh_core.domain.positions import EntryCorrected
from svh_core.domain.words import FORGOTTEN
from svh_core.recording.writing import write
from svh_core.vault import keys as key_store
from svh_core.vault.links import Links
from svh_core.vault.vault import Vault

from ..log.hands import PROCESSES
from .cases import CASE, GOAL_WORDS, MILA, ZUS, ZUS_NAME, ZUS_WHY, found_in, goal, opened_case, revealed, tokens, trail
from .cases import wrapped_in as wrapped


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Casebook.create(tmp_path / "casebook.db") as book:
        opened_case(book)
    return tmp_path / "casebook.db"


@pytest.fixture
def both(path: Path) -> Iterator[tuple[Casebook, Casebook]]:
    """Two that have the case in memory, keys and all."""
    here, there = Casebook.open(path), Casebook.open(path)
    for book in (here, there):
        assert ZUS_NAME in trail(book)
        book.record(CASE, goal(f"van-{id(book)}"), by=MILA)
    yield here, there
    for book in (here, there):
        with suppress(SvhError, sqlite3.Error):  # where a test fails, closing may fail too
            book.close()


def test_the_next_look_of_the_other_shows_what_was_forgotten(both: tuple[Casebook, Casebook]) -> None:
    here, there = both
    here.privacy.forget(CASE, ZUS)
    here.privacy.forget(CASE, MILA, passages=[3])
    read = trail(there)
    assert ZUS_NAME not in read
    assert ZUS_WHY not in read
    assert GOAL_WORDS not in read
    assert "kanarie van het werk" in read
    assert revealed(there)[2, "name"] is FORGOTTEN


def test_who_looks_while_somebody_asks_to_be_forgotten_is_in_nobodys_way(
    both: tuple[Casebook, Casebook], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look is an entry, so the request has another number than it had a moment ago."""
    here, there = both
    looks = iter(["noor", "gijs"])

    def looked_at_meanwhile(*args: Any, **others: Any) -> Any:
        for person in looks:
            with pytest.raises(NotPermitted):
                there.looking(CASE, viewer=Viewer(person, capacity="professional"), purpose="care").__enter__()
        return write(*args, **others)

    monkeypatch.setattr("svh_core.privacy.write", looked_at_meanwhile)
    here.privacy.forget(CASE, MILA, passages=[3])
    assert revealed(here)[3, "words"] is FORGOTTEN
    done = [entry.event.request for entry in here.log.entries(CASE) if isinstance(entry.event, ForgettingDone)]
    assert [here.log.load(CASE).erasures[request].passages for request in done] == [(3,)]


def test_the_other_forgets_in_its_turn_what_it_never_read(both: tuple[Casebook, Casebook]) -> None:
    here, there = both
    number = here.record(CASE, goal("geheim", "net geschreven"), by=MILA).number
    old = wrapped(here.log.store.path.parent / "casebook.vault")  # type: ignore[attr-defined]
    key = tokens(there)[number, "words"].key
    assert key in old
    there.privacy.forget(CASE, MILA, passages=[number])
    assert not found_in(here.log.store.path.parent, old[key])  # type: ignore[attr-defined]
    assert "net geschreven" not in trail(here)
    here.record(CASE, goal("verder"), by=MILA)
    assert not found_in(here.log.store.path.parent, old[key])  # type: ignore[attr-defined]
    here.close()
    there.close()
    assert revealed(there)[number, "words"] is FORGOTTEN
    assert not found_in(here.log.store.path.parent, old[key])  # type: ignore[attr-defined]


def test_the_other_does_not_write_the_name_of_the_forgotten_with_an_old_key(both: tuple[Casebook, Casebook]) -> None:
    here, there = both
    here.privacy.forget(CASE, ZUS, passages=[2])
    there.record(CASE, NetworkPersonRemoved(person=ZUS), by=MILA)
    again = NetworkPersonAdded(person=ZUS, name="Zus weer", network="informal", relation_kind="family")
    number = there.record(CASE, again, by=MILA).number
    told = revealed(here)
    assert told[2, "name"] is FORGOTTEN
    assert told[number, "name"] == "Zus weer"


def test_the_other_writes_no_words_of_who_was_forgotten_meanwhile(both: tuple[Casebook, Casebook]) -> None:
    here, there = both
    here.privacy.forget(CASE, ZUS)
    with pytest.raises(Malformed, match="zus was forgotten here"):
        there.record(CASE, goal("x"), by=MILA, because=[(ZUS, "toch")])


def test_a_look_that_is_open_while_the_other_forgets_ends_with_it(both: tuple[Casebook, Casebook]) -> None:
    here, there = both
    with there.looking(CASE, viewer=Viewer(MILA), purpose="reading") as look:
        assert ZUS_WHY in "\n".join(look.trail_in_words())
        here.privacy.forget(CASE, ZUS)
    with there.looking(CASE, viewer=Viewer(MILA), purpose="reading") as look:
        assert ZUS_WHY not in "\n".join(look.trail_in_words())


def _reads_when_told(path: Path, tells: Connection) -> None:
    with Casebook.open(path) as book:
        while True:
            tells.send(trail(book))
            book.record(CASE, goal(tells.recv()), by=MILA)


def test_another_process_sees_it_at_its_next_look(path: Path) -> None:
    ours, theirs = PROCESSES.Pipe()
    reader = PROCESSES.Process(target=_reads_when_told, args=(path, theirs), daemon=True)
    reader.start()
    try:
        assert ZUS_NAME in _hears(ours)
        with Casebook.open(path) as book:
            book.privacy.forget(CASE, ZUS)
            ours.send("een")
            read = _hears(ours)
            assert ZUS_NAME not in read
            assert ZUS_WHY not in read
            assert "kanarie een" in read
            assert "kanarie een" in trail(book)
    finally:
        reader.kill()
        reader.join()


def _hears(pipe: Connection) -> str:
    assert pipe.poll(30)
    told: str = pipe.recv()
    return told


# Forgetting while others are at it


ERASING: dict[str, Callable[[Casebook, int], object]] = {
    "as asked": lambda book, asked: book.privacy.forget_as_asked(CASE, asked, by=MILA),
    "recorded": lambda book, asked: book.record(CASE, ForgettingDone(request=asked), by=MILA),
    "corrected": lambda book, _: book.record(CASE, EntryCorrected(entry=3, wrong="case"), by=MILA),
    "asked and done": lambda book, _: book.privacy.forget(CASE, MILA, passages=[3]),
}


@pytest.mark.parametrize("what", list(ERASING))
def test_what_cannot_be_finished_because_somebody_reads_the_vault_is_recorded_once(
    path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """A backup program holds a page of the vault, so that shredding cannot be finished: it says so, and once."""
    monkeypatch.setattr(key_store, "LOCK_SECONDS", 0.1)
    with (
        Casebook.open(path) as book,
        closing(sqlite3.connect(path.with_suffix(".vault"), isolation_level=None)) as slow,
    ):
        asked = book.record(CASE, ForgettingAsked(person=ZUS, ground="own_wish"), by=ZUS).number
        slow.execute("BEGIN")
        slow.execute("SELECT COUNT(*) FROM keys").fetchone()
        with pytest.raises(Conflict, match="the keys are gone") as error:
            ERASING[what](book, asked)
        assert "End that program" in error.value.next
        done = [e.number for e in book.log.entries(CASE) if isinstance(e.event, ForgettingDone)]
        assert len(done) == 1, "it was recorded again, because what came after it failed"
        gone = (3, "words") if what in {"corrected", "asked and done"} else (3, "because.0")
        assert revealed(book)[gone] is FORGOTTEN
        slow.execute("COMMIT")
    key = tokens(Casebook.open(path))[gone].key
    assert key not in wrapped(path.with_suffix(".vault"))


def test_a_name_written_between_the_entry_and_the_shredding_can_be_read(
    both: tuple[Casebook, Casebook], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A passage is struck out that alone held a name; before its key is shredded, the other writes that name again."""
    here, there = both
    shred = Vault.shred
    numbers = []

    def after_the_other(self: Vault, uses: Any) -> int:
        monkeypatch.setattr(Vault, "shred", shred)
        there.record(CASE, NetworkPersonRemoved(person=ZUS), by=MILA)
        again = NetworkPersonAdded(person=ZUS, name="Zus weer", network="informal", relation_kind="family")
        numbers.append(there.record(CASE, again, by=MILA).number)
        return shred(self, uses)

    monkeypatch.setattr(Vault, "shred", after_the_other)
    here.privacy.forget(CASE, ZUS, passages=[2])
    told = revealed(here)
    assert told[2, "name"] is FORGOTTEN
    assert told[numbers[0], "name"] == "Zus weer", "it was acknowledged, and nobody can read it"


def test_a_casebook_that_is_closed_while_the_vault_is_locked_loses_no_word_and_lets_go(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_store, "LOCK_SECONDS", 0.1)
    book = Casebook.open(path)
    book.record(CASE, goal("geld"), by=MILA)
    with closing(sqlite3.connect(path.with_suffix(".vault"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with suppress(Conflict):
            book.close()
    book.close()
    assert not path.with_name("casebook.db-wal").exists(), "the log was not closed"
    with Casebook.open(path) as again:
        assert revealed(again)[5, "words"] == "kanarie geld"


# Rotating


def test_the_other_goes_on_recording_and_reading_after_a_rotation(both: tuple[Casebook, Casebook]) -> None:
    here, there = both
    here.privacy.rotate_keys()
    number = there.record(CASE, goal("erna", "na het wisselen"), by=MILA, because=[(ZUS, "omdat erna")]).number
    assert revealed(there)[3, "words"] == GOAL_WORDS
    assert revealed(there)[number, "words"] == "na het wisselen"
    assert revealed(here)[number, "because.0"] == "omdat erna"
    here.privacy.forget(CASE, ZUS)
    assert ZUS_WHY not in trail(there)
    there.close()
    here.close()
    assert revealed(here)[number, "words"] == "na het wisselen"


def test_the_other_writes_more_than_a_pool_after_a_rotation(both: tuple[Casebook, Casebook]) -> None:
    here, there = both
    here.privacy.rotate_keys()
    for number in range(150):
        there.record(CASE, goal(f"erna-{number}"), by=MILA)
    there.close()
    here.close()
    assert all(isinstance(words, str) for words in revealed(here).values())


def test_a_third_opens_after_a_rotation_and_the_first_records_on(both: tuple[Casebook, Casebook], path: Path) -> None:
    here, there = both
    here.privacy.rotate_keys()
    with Casebook.open(path) as third:
        assert revealed(third)[3, "words"] == GOAL_WORDS
        third.privacy.rotate_keys()
    for book in (here, there):
        number = book.record(CASE, goal(f"erna-{id(book)}"), by=MILA).number
        assert revealed(book)[number, "words"] == f"kanarie erna-{id(book)}"


STEPS: dict[str, Callable[[pytest.MonkeyPatch, Callable[[], None]], None]] = {
    "before the other's commit": lambda patch, other: _first(patch, Vault, "rotate", other),
    "before the other's rename": lambda patch, other: _first(patch, Path, "replace", other),
}


def _first(patch: pytest.MonkeyPatch, cls: Any, name: str, other: Callable[[], None]) -> None:
    """Lets the other do something just before this is called for the first time."""
    kept = getattr(cls, name)

    def after_the_other(*args: Any, **others: Any) -> Any:
        patch.setattr(cls, name, kept)
        other()
        return kept(*args, **others)

    patch.setattr(cls, name, after_the_other)


WAITED_FOR: Final = {"before the other's rename": pytest.mark.slow}  # half a minute, until the lock is given up


@pytest.mark.parametrize("step", [pytest.param(step, marks=WAITED_FOR.get(step, ())) for step in STEPS])
def test_two_that_rotate_at_the_same_time_lose_nothing(
    both: tuple[Casebook, Casebook], path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    here, there = both

    def other() -> None:
        with suppress(SvhError, OSError):
            there.privacy.rotate_keys()

    STEPS[step](monkeypatch, other)
    with suppress(SvhError, OSError):
        here.privacy.rotate_keys()
    for book in both:
        with suppress(SvhError, sqlite3.Error):
            book.close()
    with Casebook.open(path) as book:
        assert revealed(book)[3, "words"] == GOAL_WORDS


def test_a_book_opened_at_the_same_time_by_another_is_not_lost(
    both: tuple[Casebook, Casebook], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = both
    opened: list[str] = []

    def other() -> None:
        opened.append(there.privacy.open_book(CASE, MILA, "resident"))

    link = Links.add

    def after_the_other(self: Links, kind: str, text: str, to: Any) -> None:
        if kind == "books of":
            monkeypatch.setattr(Links, "add", link)
            other()
        link(self, kind, text, to)

    monkeypatch.setattr(Links, "add", after_the_other)
    opened.append(here.privacy.open_book(CASE, MILA, "resident"))
    assert sorted(here.privacy.books(CASE, MILA)) == sorted(opened)


def test_keys_that_wait_in_many_pools_open_words_for_others_and_are_written_down_together(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("svh_core.vault.minting.LARGEST_POOL", 64)
    monkeypatch.setattr("svh_core.vault.minting.WRITTEN_DOWN_TOGETHER", 150)
    here = Casebook.open(path)
    for number in range(140):
        here.record(CASE, goal(f"doel-{number}"), by=MILA)
    waiting = here.privacy.counted_keys()
    assert waiting["pooled"] == 3 * 64  # two pools that are used up, and one that is not
    with Casebook.open(path) as there:
        assert revealed(there)[80, "words"] == "kanarie doel-75"
    for number in range(140, 200):
        here.record(CASE, goal(f"doel-{number}"), by=MILA)
    written = here.privacy.counted_keys()
    assert written["live"] - waiting["live"] > 150
    assert written["pooled"] == 64
    here.close()
    assert here.privacy.counted_keys() == {"live": waiting["live"] + 200, "shredded": 0, "pooled": 0}
