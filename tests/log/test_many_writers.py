"""Eight processes at one casebook: nothing is lost, nothing is there twice, and nobody meets a lock."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, LogBroken, SvhError
from svh_core.checking import check

from .hands import OPENED, PROCESSES, goal, makes, records

HANDS = 8
EACH = 15


def at_once(does: Callable[..., None], path: Path, *each: tuple[Any, ...]) -> list[Any]:
    """What eight processes tell that begin at the same moment."""
    together = PROCESSES.Barrier(HANDS, timeout=120)
    ends, hands = [], []
    for own in each:
        told, tells = PROCESSES.Pipe(duplex=False)
        hands.append(PROCESSES.Process(target=does, args=(path, together, tells, *own)))
        ends.append(told)
    for hand in hands:
        hand.start()
    answers = [told.recv() if told.poll(120) else "said nothing" for told in ends]
    for hand in hands:
        hand.join()
    return answers


@pytest.mark.promise("of-two-writers-both-are-there", "nothing-is-there-twice")
@pytest.mark.parametrize("cases", [1, HANDS], ids=["one case", "eight cases"])
def test_eight_processes_record_and_nothing_is_lost_or_there_twice(tmp_path: Path, cases: int) -> None:
    names = [f"case-{number}" for number in range(cases)]
    with Casebook.create(tmp_path / "book.db") as book:
        for name in names:
            book.record(name, OPENED, by="mila")
        goals = [[f"{hand}-{number}" for number in range(EACH)] for hand in range(HANDS)]
        answers = at_once(records, tmp_path / "book.db", *((names[hand % cases], goals[hand]) for hand in range(HANDS)))
        assert [told for told in answers if isinstance(told, str)] == []
        for index, name in enumerate(names):
            told = dict(zip(chain(*answers[index::cases]), chain(*goals[index::cases]), strict=True))
            kept = {entry.number: entry.event.goal for entry in book.log.entries(name, after=1)}
            assert kept == told
            assert sorted(kept) == list(range(2, len(kept) + 2))
        assert sum(last for _, last in book.log.store.streams()) == 1 + cases + HANDS * EACH
        assert check(book.log, book.rulebook).findings == ()


@pytest.mark.promise("of-several-first-starts-one-makes-it")
@pytest.mark.parametrize("attempt", range(5))
def test_of_eight_processes_that_start_on_one_new_file_one_makes_it_and_all_use_it(
    tmp_path: Path, attempt: int
) -> None:
    path = tmp_path / f"{attempt}.db"
    assert Counter(at_once(makes, path, *[()] * HANDS)) == {True: 1, False: HANDS - 1}
    with Casebook.open(path) as book:
        assert [last for _, last in book.cases()] == [1] * HANDS
        assert book.edition == 1
        assert check(book.log, book.rulebook).findings == ()
    made = {path.name, f"{attempt}.vault", f"{attempt}.key", f"{attempt}.sign"}
    assert {found.name for found in tmp_path.iterdir()} == made


def test_of_eight_threads_that_make_one_casebook_one_makes_it(tmp_path: Path) -> None:
    together = threading.Barrier(HANDS)
    answers: list[str] = []

    def does() -> None:
        together.wait()
        try:
            Casebook.create(tmp_path / "book.db").close()
            answers.append("made")
        except SvhError as error:
            answers.append(error.sentence)

    hands = [threading.Thread(target=does) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert Counter("stays as it is" in answer for answer in answers) == {True: HANDS - 1, False: 1}
    assert "made" in answers


@pytest.mark.promise("a-casebook-is-made-whole")
def test_what_a_killed_maker_left_behind_is_in_nobodys_way(tmp_path: Path) -> None:
    """Process ids come round again, and in a container there are few of them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("os.link", lambda *_: 1 / 0)
        patched.setattr("pathlib.Path.unlink", lambda *_, **__: None)
        with pytest.raises(ZeroDivisionError):
            Casebook.create(tmp_path / "book.db")
    assert list(tmp_path.glob(".*")) == list(tmp_path.iterdir()) != []
    with Casebook.create(tmp_path / "book.db") as book:
        assert book.record("mila", OPENED, by="mila").number == 1
        assert book.record("mila", goal("rust"), by="mila").number == 2


@pytest.mark.promise("a-writer-waits-so-long")
def test_a_casebook_that_another_program_holds_to_itself_is_not_called_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("svh_core.log.sqlite.LOCK_SECONDS", 0.1)
    Casebook.create(tmp_path / "book.db").close()
    with closing(sqlite3.connect(tmp_path / "book.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SvhError) as error:
            Casebook.open(tmp_path / "book.db")
    assert not isinstance(error.value, LogBroken)
