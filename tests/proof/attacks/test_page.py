"""The page about attacks says what the tests show."""

from __future__ import annotations

import re

from .page import PAGE, row, written
from .table import ATTACKS


def test_the_tables_of_the_page_are_those_of_the_tests() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert written(told) == told, "Run `python -m tests.proof.attacks.page`."


def test_each_attack_has_one_row_and_each_row_a_test() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert sorted(re.findall(r"\| `(\w+)` \|$", told, re.MULTILINE)) == sorted(ATTACKS)
    assert [attack.name for attack in ATTACKS.values() if row(attack) not in told] == []
