"""A few of the hostile lines of `python -m tests.fuzz`, in every run."""

from __future__ import annotations

import json

import pytest

from svh_core.cli.demo import EXAMPLE

from . import feeding
from .feeding import complaints
from .hostile import hostile_lines


@pytest.mark.uncounted
@pytest.mark.parametrize("seed", range(4))
def test_500_hostile_lines_end_as_was_promised(seed: int) -> None:
    assert list(complaints(list(hostile_lines(seed, 500)))) == []


def test_the_lines_are_the_same_for_the_same_seed_and_only_then() -> None:
    first = list(hostile_lines(7, 50))
    assert list(hostile_lines(7, 50)) == first
    assert list(hostile_lines(8, 50)) != first
    assert not any(b"\n" in line for line in first)


def test_what_is_not_as_promised_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    goal = {"event": "goal.set", "by": EXAMPLE, "data": {"goal": "g", "horizon": "short", "words": "x"}}
    line = json.dumps(goal | {"case": EXAMPLE, "at": "2017-04-20T20:00:00Z"}).encode()
    assert list(complaints([line])) == []
    monkeypatch.setattr("svh_core.cli.recording.script_lines", lambda _: 1 / 0)
    assert any("something unexpected happened (ZeroDivisionError)" in told for told in complaints([line]))
    monkeypatch.undo()
    monkeypatch.setattr("svh_core.log.script._parsed", lambda _: 1 / 0)
    assert feeding._read(line) == f"ZeroDivisionError reading {line!r}"
