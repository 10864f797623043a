"""What is asked in a quicker way than it is written down gives the same answer."""

from __future__ import annotations

import typing
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import example
from hypothesis import given as for_all
from hypothesis import strategies as st

from svh_core.domain.case import EMPTY_CASE, Case
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import advance
from svh_core.domain.fields import LARGEST_NUMBER, Field
from svh_core.domain.rulebook import Entry, Rule, stream_kind
from svh_core.domain.words import FORGOTTEN, LONGEST_WORDS, Plain, Token
from svh_core.errors import Malformed
from svh_core.testing.strategies import any_history, entries, event_logs


class OwnText(str):
    """What an app may have made of a text."""

    __slots__ = ()


NUMBERS = [0, 1, -1, LARGEST_NUMBER, LARGEST_NUMBER + 1, 1.5, True, False]
TEXTS = ["a", "", " ", "\u2003", "a b", "a\n", "x" * 64, "x" * 65, "123456789", "bsn.12345678", OwnText("a"), b"a"]
MOMENTS = [date(2020, 1, 1), date(1800, 1, 1), datetime(2020, 1, 1)]  # noqa: DTZ001 - it is one of those that are wrong
MOMENTS += [datetime(2020, 1, 1, tzinfo=UTC), datetime(1700, 1, 1, tzinfo=UTC)]
WORDS = ["a", "é", "", " ", "a\0", "\ud800", "x" * LONGEST_WORDS, "x" * (LONGEST_WORDS + 1), OwnText("a"), 1, None]
OTHERS = [None, [], {}, set(), object(), Token("a"), FORGOTTEN, Plain(FORGOTTEN)]
ANYTHING: list[Any] = [*NUMBERS, *TEXTS, *MOMENTS, *map(Plain, WORDS), *OTHERS]


def told_of(expected: Any) -> list[Any]:
    """The values of a closed list, or of a list of those."""
    parts = typing.get_args(expected)
    return [value for part in parts for value in ([part] if isinstance(part, str) else told_of(part))]


def wrong_with(field: Field, value: Any) -> str | None:
    try:
        field.check(value, field.path)
    except Malformed as error:
        return str(error)
    return None


def is_surely_good(field: Field, value: Any) -> bool:
    try:
        return bool(field.is_good(value))
    except TypeError:
        return False


def test_what_is_said_to_be_good_at_once_is_nothing_that_is_refused() -> None:
    for field in [field for kind in CORE_RULEBOOK.kinds.values() for field in kind.fields]:
        told = ANYTHING + told_of(field.type)
        listed = [(one,) for one in told]
        values = [*told, *listed, *map(list, listed), *map(Plain, told), *map(Plain, listed)]
        good = [value for value in values if is_surely_good(field, value)]
        assert good, field
        assert [value for value in good if wrong_with(field, value) is not None] == [], field


def first_broken_one_by_one(entry: Entry[Any], case: Case) -> Rule | None:
    """As the rulebook says it: every rule by itself, in reading order."""
    kind = entry.event.spec
    for rule in CORE_RULEBOOK.rules:
        asked = rule.speaks_of(kind, stream_kind("c1")) and rule.in_edition(entry.edition)
        if not asked or (entry.caused_by is not None and not rule.of_consequences):
            continue
        if not all(holds(entry, case) for holds in (rule.holds, *CORE_RULEBOOK._added_to(rule.id, kind.name))):
            return rule
    return None


def assert_judged_alike(history: list[Entry[Any]]) -> None:
    case = EMPTY_CASE
    for entry in history:
        assert CORE_RULEBOOK.first_broken(entry, case) == first_broken_one_by_one(entry, case)
        case = advance(case, entry)


@for_all(any_history())
@example([])
def test_what_rules_share_is_broken_by_the_same_rule_in_any_history(history: list[Entry[Any]]) -> None:
    assert_judged_alike(history)


@for_all(event_logs(), st.lists(entries(tokens=True), max_size=10))
def test_what_rules_share_is_broken_by_the_same_rule_behind_one_that_was_accepted(
    history: list[Entry[Any]], proposed: list[Entry[Any]]
) -> None:
    assert_judged_alike([*history, *proposed])
