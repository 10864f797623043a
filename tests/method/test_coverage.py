"""The tables of the items and of the choices are complete, and everything they name exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from svh_core.cli.running import svh
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.plugins import hookspecs
from svh_core.views.signals import SIGNALS

from .tables import EXPLANATION, rows

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = ROOT / "src" / "svh_core"
PLUGINS: Final = Path(__file__).parents[2] / "plugins"

EVENTS: Final = frozenset(CORE_RULEBOOK.kinds)
RULES: Final = frozenset(rule.id for rule in CORE_RULEBOOK.rules)
COMMANDS: Final = frozenset(f"svh {name}" for name in svh.list_commands(click.Context(svh)))
HOOKS: Final = frozenset(hookspecs.HOOKS)
"""By which hooks plugins add what is not in the core."""


def all_tests(prefix: str) -> Iterator[str]:
    """The tests of this folder whose names begin so."""
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith(prefix):
                yield node.name


def exists(name: str) -> bool:
    """Whether an event, rule, signal, command, hook, plugin or module of this name is there."""
    if name in EVENTS | RULES | COMMANDS | HOOKS | SIGNALS.keys():
        return True
    return (PACKAGE / name).is_file() or (PLUGINS / name / "pyproject.toml").is_file()


@pytest.mark.parametrize(("page", "last"), [("coverage.md", 99), ("choices.md", 40)])
def test_every_number_has_its_row_in_order_and_no_cell_is_empty(page: str, last: int) -> None:
    table = rows(page)
    assert [row.number for row in table] == list(range(1, last + 1))
    assert {len(row.cells) for row in table} == {4}
    assert all(cell for row in table for cell in row.cells)


@pytest.mark.parametrize("page", ["coverage.md", "choices.md"])
def test_everything_a_row_names_in_the_code_exists(page: str) -> None:
    for row in rows(page):
        assert row.names, f"row {row.number} names nothing"
        assert not [name for name in row.names if not exists(name)], f"row {row.number}"


@pytest.mark.parametrize(
    ("page", "prefix", "width"), [("coverage.md", "test_item_", 3), ("choices.md", "test_choice_", 2)]
)
def test_every_row_has_its_tests_and_every_test_its_row(page: str, prefix: str, width: int) -> None:
    for row in rows(page):
        assert row.tests, f"row {row.number} has no test"
        wrong = [test for test in row.tests if not test.startswith(f"{prefix}{row.number:0{width}}_")]
        assert not wrong, f"row {row.number}"
    named = sorted(test for row in rows(page) for test in row.tests)
    assert named == sorted(all_tests(prefix))


def test_every_event_rule_and_signal_stands_in_the_table() -> None:
    named = frozenset[str]().union(*(row.names for row in rows("coverage.md")))
    assert EVENTS | RULES | SIGNALS.keys() <= named


def test_a_signal_stands_in_the_rows_of_the_items_it_says_it_comes_from() -> None:
    table = {row.number: row.names for row in rows("coverage.md")}
    for one in SIGNALS.values():
        assert {number for number, names in table.items() if one.id in names} >= set(one.items), one.id


def test_a_row_says_where_it_comes_from() -> None:
    page = (EXPLANATION / "coverage.md").read_text(encoding="utf-8")
    for source in ("S0", "S1", "S2", "S3", "S4"):
        assert f"| {source} | *" in page
    for row in rows("coverage.md"):
        assert re.fullmatch(r"S[0-4] .+", row.cells[1]), f"row {row.number}"


def test_what_a_plugin_will_carry_is_marked_and_says_its_hook() -> None:
    marked = {row.number for row in rows("coverage.md") if "plugin" in row.cells[2]}
    assert marked == {row.number for row in rows("coverage.md") if row.names & HOOKS}
    assert 99 in marked


def test_the_contradictions_of_the_sources_are_named() -> None:
    page = (EXPLANATION / "choices.md").read_text(encoding="utf-8")
    for words in (
        "January 2017",
        "February 2017",
        "year and a half",
        "six theory films",
        "5 of the 18 hours",
        "goals and then the group",
    ):
        assert words in re.sub(r"\s+", " ", page)


def test_the_nineteen_systems_each_have_a_command_on_their_page() -> None:
    page = (ROOT / "docs" / "how-to" / "the-systems-by-command.md").read_text(encoding="utf-8")
    _, *chapters = re.split(r"^## (?=\d+\. )", page, flags=re.MULTILINE)
    assert [int(chapter.partition(".")[0]) for chapter in chapters] == list(range(1, 20))
    for chapter in chapters:
        typed = re.findall(r"^\$ (svh [a-z]+)", chapter, flags=re.MULTILINE)
        assert typed, chapter.partition("\n")[0]
        assert set(typed) <= COMMANDS
