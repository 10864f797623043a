"""One case out of many: a bundle of it, and a receipt of long ago, checked by whoever has one file and the key."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

import pytest

from svh_core import Casebook, CaseOpened, GoalSet, Proposal
from svh_core.checking import check_bundle
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.receipts import read_receipt

from .alone import RIGHT, WRONG, Alone

CASES: Final = 1000
GOALS: Final = 4
AT_ONCE: Final = 100


class Town:
    """A casebook of a thousand cases, and what was handed over of it."""

    def __init__(self, book: Casebook) -> None:
        self.key = book.verifier_key
        self.receipt = book.record_all(_case(0))[0].proof
        for first in range(1, CASES, AT_ONCE):
            book.record_all([one for number in range(first, min(first + AT_ONCE, CASES)) for one in _case(number)])
        self.case = f"c{CASES // 2}"
        self.bundle = [f"{line}\n".encode() for line in book.bundle([self.case])]
        self.size = 1 + CASES * (1 + GOALS) + 1  # with the adoption of the rules, and the heads

    @cached_property
    def known(self) -> VerifierKey:
        return VerifierKey.parse(self.key)

    def without_its_last_entry(self) -> bytes:
        place = max(index for index, line in enumerate(self.bundle) if line.startswith(b'{"entry"'))
        return b"".join(self.bundle[:place] + self.bundle[place + 1 :])


def _case(number: int) -> list[Proposal]:
    opened = CaseOpened(resident="mila", name="Mila", method="support_group")
    goals = [GoalSet(goal=f"g{goal}", horizon="short", words=f"geheim {goal}") for goal in range(GOALS)]
    return [Proposal(case=f"c{number}", event=event, by="mila") for event in (opened, *goals)]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Casebook.create(tmp_path_factory.mktemp("town") / "casebook.db", origin="stad") as book:
        yield Town(book)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    with Alone(tmp_path_factory.mktemp("alone")) as alone:
        yield alone


def test_a_bundle_of_one_case_is_checked_with_one_file_and_the_key(town: Town, alone: Alone, tmp_path: Path) -> None:
    bundle, key = tmp_path / "bundle", tmp_path / "key"
    bundle.write_bytes(b"".join(town.bundle))
    key.write_text(town.key, encoding="utf-8")
    done = alone.typed("bundle", bundle, "--key", key, "--lang", "en")
    assert done.returncode == RIGHT, done
    assert f"{town.case} is whole: from entry 1 up to the last, entry {1 + GOALS}." in done.stdout
    assert f"This is right. It stands in the log stad of {town.size} entries." in done.stdout
    assert check_bundle(town.bundle, CORE_RULEBOOK, key=town.known).exit_status == RIGHT


def test_a_bundle_of_one_case_is_small_and_says_nothing_of_the_others(town: Town) -> None:
    told = b"".join(town.bundle)
    assert len(told) < 20_000
    assert {line.partition(b'"stream":"')[2].partition(b'"')[0] for line in town.bundle[1:]} == {
        b"log/stad",
        town.case.encode(),
    }
    assert b"geheim" not in told


def test_its_last_entry_left_out_is_found_by_both(town: Town, alone: Alone) -> None:
    cut = town.without_its_last_entry()
    status, said = alone.says("bundle", cut, town.key)
    assert status == WRONG
    assert f"{town.case}, entry {GOALS}: this is not all." in said
    checked = check_bundle(cut.splitlines(), CORE_RULEBOOK, key=town.known)
    assert [(one.id, one.stream, one.number) for one in checked.findings] == [("a_bundle_is_whole", town.case, GOALS)]


def test_a_receipt_of_all_those_entries_ago_still_checks(town: Town, alone: Alone) -> None:
    status, said = alone.says("receipt", town.receipt, town.key)
    assert status == RIGHT
    assert said.startswith("c0, entry 1: case.opened. Decided by mila, written down by mila, at ")
    assert f"It stands in the log stad of {1 + 1 + GOALS} entries." in said
    assert read_receipt(town.receipt, town.known).number == 1
