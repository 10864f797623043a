"""Whoever acts on the files is found, by the command and with the finding that the table says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from svh_core.domain import auditing

from . import on_leaves, on_other_files, on_rows, on_the_file  # noqa: F401 - they put their attacks in the table
from .asking import IS_WELL, asked
from .ground import GONE, Ground
from .hands import Hands
from .on_rows import ADDS_UP, NO_ENTRY, OWN
from .table import ATTACKS, Attack, Command, Who

NOTICES = tuple(auditing.NOTICES)
ELSEWHERE = (NO_ENTRY, ADDS_UP, *NOTICES)
"""What may be found in a case where nothing was done, because of what was done beside it."""


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_is_shown_by_what_the_table_says(attack: Attack, ground: Ground, tmp_path: Path) -> None:
    attacked = ground.copied(tmp_path / "attacked")
    attack.does(Hands(attacked))
    for command in attack.unseen:
        assert_all_is_well(attacked, command)
    for command, expected in attack.shown.items():
        answer = asked(attacked, command)
        assert set(expected) <= set(answer.findings), (command, answer)
        tells_only = all(one.startswith("of ") or one.endswith(NOTICES) for one in expected)
        assert (answer.status == 0) is tells_only, command
    if attack.who is Who.FILE:
        assert_no_case_is_blamed_but(attack.shown[Command.CHECK], asked(attacked, Command.CHECK).findings)


def assert_all_is_well(ground: Ground, command: Command) -> None:
    answer = asked(ground, command)
    assert (answer.status, set(answer.findings) - IS_WELL) == (0, set()), command


def assert_no_case_is_blamed_but(expected: Iterable[str], findings: Iterable[str]) -> None:
    """Asserts that nothing is found in a case where nothing was done; of what is gone, the entry before it is named."""
    blamed = {one.partition("#")[0] for one in set(findings) - IS_WELL if not one.endswith(ELSEWHERE)}
    assert blamed <= {one.partition("#")[0] for one in expected} | {OWN}


@pytest.mark.parametrize("command", [command for command in Command if command is not Command.FORK])
def test_nothing_is_shown_where_nobody_did_anything(command: Command, ground: Ground, tmp_path: Path) -> None:
    assert_all_is_well(ground.copied(tmp_path / "untouched"), command)


def test_a_case_that_looks_destroyed_blames_no_other(ground: Ground, tmp_path: Path) -> None:
    attacked = ground.copied(tmp_path / "attacked")
    Hands(attacked).empty("aya")
    findings = asked(attacked, Command.CHECK).findings
    assert f"aya#1 {ADDS_UP}" in findings
    assert f"{GONE}#1 {ADDS_UP}" not in findings
