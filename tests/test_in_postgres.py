"""A casebook in PostgreSQL is the same casebook: the same script makes the same, and every command works."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, CaseOpened, GoalSet, KeysMissing, Malformed, NotFound, NotPermitted, SvhError, Viewer
from svh_core.checking import check
from svh_core.cli import main
from svh_core.cli.demo import example_proposals, example_script
from svh_core.log.leaves import leaf_of
from svh_core.testing.playing import StandingClock

from .postgres import needs_postgres, new_name, url_of

needs_postgres()

import psycopg  # noqa: E402 - it may not be there

from svh_core.log.postgres import PostgresStore  # noqa: E402

OPENED = CaseOpened(resident="mila", name="Mila", method="support_group")
EXAMPLES = ("liesbeth", "ruben", "fenna", "noorderzorg")


def goal(name: str) -> GoalSet:
    return GoalSet(goal=name, horizon="short", words=f"ik wil {name}")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where a casebook may be made."""
    return url_of(new_name(), keys=str(tmp_path / "keys"))


@pytest.fixture
def book(url: str) -> Iterator[Casebook]:
    with Casebook.create(url, origin="stad") as book:
        yield book


def drawn(seed: int) -> Callable[[int], bytes]:
    """Bytes that look drawn and are the same each time, so that keys, and with them what is sealed, are the same."""
    return random.Random(seed).randbytes  # noqa: S311 - it is to be known beforehand


def played(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the examples make in a casebook."""
    with monkeypatch.context() as same:
        same.setattr(os, "urandom", drawn(1))
        for name in EXAMPLES:
            book.record_all(example_proposals(book.rulebook, name))
    told: dict[str, Any] = {}
    for case, _ in book.cases():
        with book.looking(case, viewer=Viewer(case), purpose="reading") as look:
            told[case] = [look.trail("nl"), look.state(), look.figures(), look.signals()]
    with book.log.store.leaves() as leaves:
        told["leaves"] = [leaf_of(row) for row in leaves.rows()]
        told["streams"] = list(book.log.store.streams())
    told["root"] = book._desk.seal().after
    told["found"] = check(book.log, book.rulebook)
    return told


def test_the_same_script_makes_the_same_in_memory_in_a_file_and_on_a_server(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {"origin": "stad", "clock": StandingClock(datetime(2026, 10, 1, tzinfo=UTC))}
    with (
        Casebook.in_memory(**asked) as memory,
        Casebook.create(tmp_path / "book.db", **asked) as file,
        Casebook.create(url, **asked) as served,
    ):
        first, second, third = (played(book, monkeypatch) for book in (memory, file, served))
    assert set(first) == set(second) == set(third)
    for thing, told in first.items():
        assert second[thing] == told, thing
        assert third[thing] == told, thing
    assert third["found"].is_clean
    assert third["root"].size > 400
