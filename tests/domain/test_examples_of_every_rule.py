"""Law 4: a wrong rule is wrong for writer and auditor alike, so every rule has examples that people wrote."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

from svh_core.domain.core_rules import CORE_RULEBOOK

OUTCOMES: Final = ("accepted", "refused")
AT_LEAST: Final = 2


def marks() -> Iterator[tuple[str, str]]:
    """The rule and the outcome of every example in the test modules beside this one."""
    package = importlib.import_module(str(__package__))
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("test_"):
            tests = vars(importlib.import_module(f"{__package__}.{module.name}"))
            for name, test in tests.items():
                if name.startswith("test_"):
                    yield from (mark.args for mark in getattr(test, "pytestmark", ()) if mark.name == "rule")


EXAMPLES: Final = Counter(marks())


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("rule", [rule.id for rule in CORE_RULEBOOK.rules])
def test_law_04_every_rule_has_examples_of_what_it_accepts_and_what_it_refuses(rule: str, outcome: str) -> None:
    assert EXAMPLES[rule, outcome] >= AT_LEAST


def test_law_04_every_example_is_of_a_rule_that_exists() -> None:
    assert set(EXAMPLES) <= {(rule.id, outcome) for rule in CORE_RULEBOOK.rules for outcome in OUTCOMES}
