"""Bytes that a disk lost: each command says so in one sentence, without anybody's words, and does nothing by halves."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from svh_core import Casebook, SvhError
from svh_core.checking import check
from svh_core.cli import main

from ..killing import Hand, Tree, first_key, killed
from ..kills.hands import CASES, opened, sets_goal, writes

PAGE: Final = 4096
KANARIE: Final = "anarie"
COMMANDS: Final = {
    "check": ("check",),
    "cases": ("cases",),
    "trail": ("trail", "c1"),
    "receipt": ("receipt", "c1", "3"),
    "record": ("record", "script.jsonl"),
    "forget": ("forget", "c1", "c1", "--passage", "5"),
}

Damage = Callable[[bytearray, int, random.Random], None]


def _zeroes(told: bytearray, page: int, _: random.Random) -> None:
    told[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)


def _noise(told: bytearray, page: int, chance: random.Random) -> None:
    told[page * PAGE : (page + 1) * PAGE] = chance.randbytes(PAGE)


def _one_bit(told: bytearray, page: int, chance: random.Random) -> None:
    told[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)


def _cut_off(told: bytearray, page: int, _: random.Random) -> None:
    del told[page * PAGE :]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a casebook of a case with some pages of entries."""
    folder = tmp_path_factory.mktemp("whole")
    with Casebook.create(folder / "casebook.db") as book:
        book.record_all([opened("c1"), *(sets_goal("c1", f"g{number}") for number in range(60))])
    line = {"case": "c1", "event": "goal.set", "by": "c1", "at": "2025-01-07T10:00:00+01:00"}
    data = {"goal": "later", "horizon": "long", "words": "kanarie later"}
    (folder / "script.jsonl").write_text(json.dumps(line | {"data": data}) + "\n", encoding="utf-8")
    return folder


@pytest.mark.uncounted
@pytest.mark.promise("damage-is-said", "nothing-is-half-done", "no-error-shows-words")
@pytest.mark.parametrize("damages", [_zeroes, _noise, _one_bit, _cut_off])
@pytest.mark.parametrize("file", ["casebook.db", "casebook.vault"])
def test_a_damaged_page_is_said_in_one_sentence_by_whatever_meets_it(
    whole: Path, tmp_path: Path, file: str, damages: Damage, capfd: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(f"{file} {damages.__name__}")  # noqa: S311 - not for secrets: the same in every run
    sound = bytes((whole / file).read_bytes())
    pages = range(len(sound) // PAGE)
    for page in chance.sample(pages, min(len(pages), 4)):
        for command, folder in copies(whole, tmp_path):
            told = bytearray(sound)
            damages(told, page, chance)
            (folder / file).write_bytes(told)
            asked = [one if one != "script.jsonl" else str(folder / one) for one in COMMANDS[command]]
            status = main([*asked, "--db", str(folder / "casebook.db"), "--lang", "en"])
            said = capfd.readouterr().err
            assert KANARIE not in said
            assert "Traceback" not in said
            assert "unexpected" not in said
            assert status in {0, 1, 2, 4, 6}
            if status and command != "check":
                assert "\nsvh: " in f"\n{said}"
                assert_recorded_nothing(folder)


def copies(whole: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A copy of a casebook for each command."""
    for command in COMMANDS:
        folder = tmp_path / command
        shutil.copytree(whole, folder)
        yield command, folder
        shutil.rmtree(folder)


def assert_recorded_nothing(folder: Path) -> None:
    """Asserts that what was refused is not there, as far as anything can be read."""
    try:
        with Casebook.open(folder / "casebook.db", sealed=True) as book:
            goals = [entry.event.goal for entry in book.log.entries("c1") if entry.event.spec.name == "goal.set"]
    except SvhError:
        return
    assert "later" not in goals


@pytest.mark.promise("damage-is-said")
@pytest.mark.parametrize("file", ["casebook.db", "casebook.vault"])
def test_an_app_meets_damage_as_an_error_of_ours(whole: Path, tmp_path: Path, file: str) -> None:
    """Not one of SQLite or eventsourcing, whichever call meets it."""
    folder = tmp_path / "copy"
    shutil.copytree(whole, folder)
    told = bytearray((folder / file).read_bytes())
    told[2 * PAGE :] = bytes(len(told) - 2 * PAGE)
    (folder / file).write_bytes(told)
    with pytest.raises(SvhError) as error, Casebook.open(folder / "casebook.db") as book:
        book.record_all([sets_goal("c1", "later")])
    assert error.value.code == {"casebook.db": "log_broken", "casebook.vault": "keys_missing"}[file]
    assert any(told in error.value.sentence for told in ("damaged", "no vault", "no casebook"))
    assert error.value.next


NO_TEXT_IN: Final = {
    "casebook.db": "UPDATE stored_events SET topic = CAST(x'6b616e61726965ff' AS TEXT) WHERE rowid = 2",
    "casebook.vault": "UPDATE keys SET subject = CAST(x'6b616e61726965ff' AS TEXT)",
}


@pytest.mark.promise("damage-is-said", "no-error-shows-words")
@pytest.mark.parametrize("file", NO_TEXT_IN)
def test_text_that_is_none_is_said_and_not_shown(whole: Path, tmp_path: Path, file: str) -> None:
    """Python's own error repeats it, and it can be a name."""
    folder = tmp_path / "copy"
    shutil.copytree(whole, folder)
    with closing(sqlite3.connect(folder / file)) as connection, connection:
        connection.execute(NO_TEXT_IN[file])
    with pytest.raises(SvhError) as error, Casebook.open(folder / "casebook.db") as book:
        book.privacy.destroy("c1", by="mila")
    assert error.value.code == {"casebook.db": "log_broken", "casebook.vault": "keys_missing"}[file]
    assert "there is text in it that is none" in error.value.sentence
    assert "kanarie" not in error.value.sentence


@pytest.mark.uncounted
@pytest.mark.promise("a-damaged-journal-cuts-the-end-off", "a-receipt-shows-what-is-gone")
def test_a_damaged_journal_costs_what_came_after_and_a_receipt_shows_it(tmp_path: Path) -> None:
    path = tmp_path / "casebook.db"
    with Casebook.create(path) as book:
        book.record_all([opened(case) for case in CASES])
        first = first_key(book)
    hand = Hand(writes, path, "one")
    hand.hear(8)
    recorded = [one for said in killed([hand], random.Random(7), hear=1, longest=0.01) for one in said]  # noqa: S311
    newest = [one.receipt for one in recorded if one.receipt is not None][-1]
    journal = path.with_name("casebook.db-wal")
    told = bytearray(journal.read_bytes())
    told[len(told) // 3] ^= 1
    journal.write_bytes(told)
    with Casebook.open(path) as book:
        there = {case: [entry.number for entry in book.log.entries(case)] for case in CASES}
        assert check(book.log, book.rulebook).is_clean, "it is the log as it was at some moment"
        tree = Tree(book, first)
    for numbers in there.values():
        assert numbers == list(range(1, len(numbers) + 1))
    lost = [one for one in recorded if one.number > len(there[one.case])]
    assert lost, "nothing was damaged"
    with pytest.raises((AssertionError, IndexError)):
        tree.hold_receipt(newest)
    kept = tmp_path / "receipt"
    kept.write_bytes(newest)
    assert main(["check", "--db", str(path), "--against", str(kept)]) == 6
