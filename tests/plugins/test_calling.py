"""Calling: each plugin by itself; what it raises, prints, takes or returns is its own."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svh_core.plugins import calling
from svh_core.plugins.calling import SAYS_TO, Implementation, call_each, what_went_wrong


def plugin(name: str, function: Callable[..., Any], *takes: str) -> Implementation:
    return Implementation(name, function, takes)


def raises(error: BaseException) -> Callable[..., Any]:
    def raising() -> None:
        raise error

    return raising


def test_each_gives_an_outcome_in_the_order_in_which_they_are_called() -> None:
    called: list[str] = []

    def keeps(word: str) -> int:
        called.append(f"b {word}")
        return 1

    told = call_each(
        [plugin("b", keeps, "word"), plugin("a", lambda: called.append("a"))],
        set(),
        {"word": "hello", "more": 2},
        hook="svh_x",
    )
    assert [(one.plugin, one.status, one.value, one.error) for one in told] == [
        ("b", "ok", 1, None),
        ("a", "ok", None, None),
    ]
    assert called == ["b hello", "a"]
    assert all(one.seconds >= 0 for one in told)


def test_each_receives_what_it_takes_by_its_name_and_nothing_else() -> None:
    told = call_each(
        [
            plugin("a", lambda second, first: (first, second), "second", "first"),
            plugin("b", lambda: "nothing"),
            plugin("c", lambda first, second: (first, second), "first", "second"),
        ],
        set(),
        {"first": 1, "second": 2},
        hook="svh_x",
    )
    assert [one.value for one in told] == [(1, 2), "nothing", (1, 2)]


ERRORS = [
    ValueError("Mira"),
    SystemExit(0),
    GeneratorExit(),
    BaseException("Mira"),
    StopIteration("Mira"),
    MemoryError(),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_what_one_raises_is_its_own_and_is_told_without_its_text(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="svh_core.plugins"):
        told = call_each(
            [plugin("svh-bad", raises(error)), plugin("svh-good", lambda: 1)], set(), {}, hook="svh_follow"
        )
    assert [(one.status, one.value) for one in told] == [("raised", None), ("ok", 1)]
    assert str(told[0].error).startswith(f"{type(error).__name__} in test_calling.py, line ")
    assert "svh-bad failed in svh_follow: " in caplog.text
    assert "Mira" not in caplog.text + repr(told)


def test_an_error_that_lies_about_itself_is_told_by_its_kind() -> None:
    class LiesError(Exception):
        def __str__(self) -> str:
            raise RuntimeError("Mira")

        __repr__ = __str__

    [told] = call_each([plugin("svh-bad", raises(LiesError()))], set(), {}, hook="svh_x")
    assert str(told.error).startswith("LiesError in test_calling.py")
    assert what_went_wrong(ValueError("Mira")) == "ValueError"


def test_who_holds_the_keyboard_stops_it_all() -> None:
    called: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        call_each(
            [plugin("a", raises(KeyboardInterrupt())), plugin("b", lambda: called.append(1))], set(), {}, hook="svh_x"
        )
    assert called == []


def test_who_is_late_is_not_called_again_and_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 31.0, 31.0, 32.0, 32.0, 33.0, 33.0, 34.0])
    monkeypatch.setattr(calling, "perf_counter", lambda: next(now))
    quarantined: set[str] = set()
    implementations = [plugin("slow", lambda: "late"), plugin("quick", lambda: "soon")]
    first = call_each(implementations, quarantined, {}, hook="svh_x")
    assert [(one.plugin, one.status, one.value, one.error) for one in first] == [
        ("slow", "late", "late", "took 31 seconds"),
        ("quick", "ok", "soon", None),
    ]
    assert quarantined == {"slow"}
    second = call_each(implementations, quarantined, {}, hook="svh_x")
    assert [(one.status, one.value) for one in second] == [("quarantined", None), ("ok", "soon")]


@pytest.mark.parametrize(("aside", "out"), [(io.StringIO(), ""), (None, "loud\n")], ids=["aside", "as it is"])
def test_what_plugins_print_goes_aside_where_a_command_says_so(
    aside: io.StringIO | None, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    token = SAYS_TO.set(aside)
    try:
        call_each([plugin("loud", lambda: sys.stdout.write("loud\n"))], set(), {}, hook="svh_x")
    finally:
        SAYS_TO.reset(token)
    assert capsys.readouterr().out == out
    assert aside is None or aside.getvalue() == "loud\n"


@given(st.lists(st.sampled_from(["ok", "raised", "quarantined"]), max_size=8))
def test_none_takes_the_answer_of_another_along(kinds: list[str]) -> None:
    implementations = [
        plugin(f"p{n}", raises(ValueError()) if kind == "raised" else (lambda n=n: n)) for n, kind in enumerate(kinds)
    ]
    quarantined = {f"p{n}" for n, kind in enumerate(kinds) if kind == "quarantined"}
    told = call_each(implementations, quarantined, {}, hook="svh_x")
    assert [one.status for one in told] == kinds
    assert [one.value for one in told] == [n if kind == "ok" else None for n, kind in enumerate(kinds)]
