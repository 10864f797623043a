"""How often the group meets: three months, or her own rarer rhythm."""

from __future__ import annotations

from typing import Any

import pytest

from svh_core.testing.scenarios import Scenario, says

from ...domain.openings import (
    Line,
    forms,
    plans,
    removes,
)
from .days import fires, joins, meets, never, on, seen, since, told

# The rhythm. ----------------------------------------------------------------------------------------------------------

RHYTHM = "rhythm_overdue"
ZUS = joins("2017-02-10", "zus")
MET = [*ZUS, *meets("2017-03-01", "mila", "noor", "zus")]


def meets_every(weeks: int | None, **more: Any) -> Line:
    """The resident chooses how often the group meets."""
    return says("rhythm.chosen", "mila", **({} if weeks is None else {"every_weeks": weeks}), **more)


def rhythm_said(scenario: Scenario, day: str) -> str:
    """The sentence of the one finding."""
    (hit,) = seen(scenario, RHYTHM, day)
    return hit.sentence


def test_a_group_that_has_not_met_for_three_months_is_told_until_it_meets() -> None:
    fires(told(MET, meets("2017-07-01", "mila", "zus", meeting="m2")), RHYTHM, "2017-06-02", ended="2017-07-01")


def test_a_group_that_never_met_has_three_months_from_the_first_who_joined() -> None:
    fires(told(ZUS, joins("2017-04-01", "buur")), RHYTHM, "2017-05-11")


@pytest.mark.parametrize("line", [removes("zus"), says("member.left", "zus", person="zus")])
def test_a_group_without_members_need_not_meet(line: Line) -> None:
    fires(told(MET, on("2017-07-01", line)), RHYTHM, "2017-06-02", ended="2017-07-01")
    never(told(meets("2017-03-01", "mila", "noor")), RHYTHM)


def test_who_joins_a_group_that_has_not_met_for_long_finds_it_so() -> None:
    story = told(MET, on("2017-04-01", removes("zus")), joins("2017-08-01", "buur"))
    fires(story, RHYTHM, "2017-08-01")


@pytest.mark.parametrize("kind", ["network_conversation", "consultation"])
def test_a_meeting_of_another_kind_is_none_of_the_group(kind: str) -> None:
    other = meets("2017-05-01", "mila", "noor", meeting="m2", kind=kind)
    assert since(told(MET, other), RHYTHM, "2017-06-02") == ["2017-06-02"]


def test_a_rarer_rhythm_of_her_own_takes_the_place_of_three_months_and_is_told() -> None:
    story = told(MET, on("2017-03-05", meets_every(20)), meets("2017-09-01", "mila", "zus", meeting="m2"))
    fires(story, RHYTHM, "2017-07-20", ended="2017-09-01")
    assert rhythm_said(story, "2017-08-01") != rhythm_said(told(MET), "2017-08-01")


def test_a_rarer_rhythm_that_is_past_as_well_makes_no_break() -> None:
    story = told(MET, on("2017-07-01", meets_every(16)))
    assert since(story, RHYTHM, "2017-07-02") == ["2017-06-02"]


@pytest.mark.parametrize("weeks", [4, None])
def test_a_more_frequent_rhythm_or_none_keeps_three_months(weeks: int | None) -> None:
    fires(told(MET, on("2017-03-05", meets_every(weeks))), RHYTHM, "2017-06-02")


def test_the_rhythm_she_chose_last_is_the_one_that_counts() -> None:
    fires(told(MET, on("2017-03-05", meets_every(20)), on("2017-03-06", meets_every(4))), RHYTHM, "2017-06-02")


def test_the_rhythm_of_another_group_is_not_of_this_one() -> None:
    story = told(MET, on("2017-03-05", forms("verhuizen"), meets_every(20, group="verhuizen")))
    fires(story, RHYTHM, "2017-06-02")


@pytest.mark.parametrize("weeks", [None, 20])
def test_a_meeting_planned_ahead_is_shown_with_it_and_does_not_end_it(weeks: int | None) -> None:
    rhythm = on("2017-03-05", meets_every(weeks))
    story = told(MET, rhythm, on("2017-08-01", plans("m2", at="2017-08-20T12:00:00Z")))
    assert since(story, RHYTHM, "2017-08-01") == since(story, RHYTHM, "2017-07-31") != []
    assert rhythm_said(story, "2017-08-01") != rhythm_said(story, "2017-07-31")
