"""An organisation's own stream: its ambassadors, and the meetings that come back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from svh_core.testing.scenarios import says
from svh_core.views.settings import Settings
from svh_core.views.signals import SIGNALS, Kind

from ...domain.openings import Line
from .days import end_of, fires, look, never, on, seen, sentences, since, subjects, told, told_of_an_organisation

JOINS = on(
    "2017-01-10",
    says("organisation.joined", "sam", organisation="ggz", name="GGZ Oost", controller="yes", from_="2017-01-10"),
)


def appoints(person: str, from_: str) -> Line:
    """Somebody becomes ambassador."""
    return says("ambassador.appointed", person, person=person, from_=from_)


def steps_down(person: str, on_: str) -> Line:
    """Somebody is no longer ambassador."""
    return says("ambassador.stepped_down", person, person=person, on_=on_)


def gathers(kind: str, *days: str) -> list[Line]:
    """People of the organisation come together on each of these days (two in this story)."""
    return [line for day in days for line in on(day, says("gathering.held", "sam", kind=kind, present=["sam", "kim"]))]


def leaves(on_: str) -> Line:
    """The organisation no longer takes part."""
    return says("organisation.left", "sam", organisation="ggz", on_=on_)


# Ambassadors. ---------------------------------------------------------------------------------------------------------

FEW = "few_ambassadors"


def test_an_organisation_with_fewer_than_two_ambassadors_is_told_from_its_first_day_until_there_are_two() -> None:
    story = told_of_an_organisation(
        JOINS, on("2017-02-01", appoints("sam", "2017-02-01")), on("2017-03-01", appoints("kim", "2017-03-05"))
    )
    fires(story, FEW, "2017-01-10", ended="2017-03-05")
    assert subjects(story, FEW, "2017-02-15") == ["ggz"]


TWO = on("2017-01-10", appoints("sam", "2017-01-10"), appoints("kim", "2017-01-10"))


def test_one_of_two_who_steps_down_is_told_from_that_day_and_since_it_was_known() -> None:
    fires(told_of_an_organisation(TWO, on("2017-03-01", steps_down("kim", "2017-03-10"))), FEW, "2017-03-10")
    fires(told_of_an_organisation(TWO, on("2017-03-10", steps_down("kim", "2017-03-01"))), FEW, "2017-03-10")


def test_two_ambassadors_are_enough() -> None:
    never(told_of_an_organisation(TWO), FEW)


def test_how_many_are_enough_is_the_organisations_own_number() -> None:
    three = Settings(numbers={"ambassadors": 3})
    story = told_of_an_organisation(TWO)
    assert sentences(story, FEW, "2017-02-01", settings=three) == ["There are fewer than 3 ambassadors."]
    (hit,) = seen(story, FEW, "2017-02-01", settings=three)
    assert hit.source == "handbook Samen voor Herstel, 2021 (item 48); 3 people: set by the organisation"


def test_an_organisation_that_left_is_silent_until_it_joins_again() -> None:
    again = [line | {"at": "2017-05-01T12:00:00Z"} for line in JOINS]
    story = told_of_an_organisation(JOINS, on("2017-03-01", leaves("2017-03-15")), again)
    fires(story, FEW, "2017-01-10", ended="2017-03-15")
    fires(story, FEW, "2017-05-01")


# The case meeting. ----------------------------------------------------------------------------------------------------

CASES = "case_meeting_overdue"


def test_a_case_meeting_is_overdue_after_six_weeks_until_it_is_held() -> None:
    story = told_of_an_organisation(JOINS, gathers("case_meeting", "2017-03-01"))
    fires(story, CASES, "2017-02-22", ended="2017-03-01")
    fires(story, CASES, "2017-04-13")


def test_a_case_meeting_within_six_weeks_is_in_time_and_another_gathering_is_none() -> None:
    every = ["2017-02-21", "2017-04-04", "2017-05-16"]
    quiet = told_of_an_organisation(JOINS, gathers("case_meeting", *every), on("2017-05-20", leaves("2017-06-01")))
    never(quiet, CASES)
    fires(told_of_an_organisation(JOINS, gathers("team", "2017-02-01")), CASES, "2017-02-22")


def sets(**more: Any) -> Line:
    """The organisation says how often the case meeting is held."""
    return says("recurrence.set", "sam", kind="case_meeting", **more)


def test_the_days_an_organisation_set_hold_from_the_day_it_did() -> None:
    eight_weeks = on("2017-02-01", sets(every="days", days=56))
    story = told_of_an_organisation(JOINS, eight_weeks, gathers("case_meeting", "2017-04-20"))
    fires(story, CASES, "2017-03-30", ended="2017-04-20")
    fires(story, CASES, "2017-06-16")
    assert sentences(story, CASES, "2017-03-30") == [
        "The case meeting is overdue, by the rhythm that the organisation chose."
    ]
    (hit,) = seen(story, CASES, "2017-03-30")
    assert hit.source.endswith("56 days: set by the organisation")


def test_days_that_were_set_while_it_was_overdue_make_no_break_where_it_stays_so() -> None:
    story = told_of_an_organisation(
        JOINS, gathers("case_meeting", "2017-01-10"), on("2017-03-01", sets(every="days", days=14))
    )
    assert since(story, CASES, "2017-03-02") == ["2017-02-22"]


def test_a_day_of_the_month_is_awaited_in_the_month_after_the_last() -> None:
    second_tuesday = on("2017-01-11", sets(every="month_weekday", weekday=2, week=2))
    story = told_of_an_organisation(JOINS, second_tuesday, gathers("case_meeting", "2017-03-01"))
    fires(story, CASES, "2017-02-15", ended="2017-03-01")  # 14 February
    fires(story, CASES, "2017-04-12")  # 11 April


def test_a_day_of_the_month_that_is_still_to_come_is_the_first_that_is_awaited() -> None:
    last_friday = on("2017-01-11", sets(every="month_weekday", weekday=5, week=5))
    fires(told_of_an_organisation(JOINS, last_friday), CASES, "2017-01-28")


def test_how_many_days_is_the_organisations_own_number() -> None:
    month = Settings(numbers={"case_meeting_days": 28})
    story = told_of_an_organisation(JOINS)
    fires(story, CASES, "2017-02-08", settings=month)
    assert sentences(story, CASES, "2017-02-08", settings=month) == ["The case meeting of every 28 days is overdue."]


# The ambassadors' meeting. --------------------------------------------------------------------------------------------

MONTHLY = "ambassadors_overdue"


def test_a_whole_month_without_a_meeting_of_the_ambassadors_is_told_until_they_meet() -> None:
    story = told_of_an_organisation(JOINS, gathers("ambassadors", "2017-02-14", "2017-04-20"))
    fires(story, MONTHLY, "2017-04-01", ended="2017-04-20")
    fires(story, MONTHLY, "2017-06-01")


def test_the_first_month_that_counts_is_the_first_whole_one() -> None:
    fires(told_of_an_organisation(JOINS), MONTHLY, "2017-03-01")
    from_the_first = told_of_an_organisation([line | {"at": "2017-01-01T12:00:00Z"} for line in JOINS])
    fires(from_the_first, MONTHLY, "2017-02-01")


def test_a_meeting_in_every_month_is_not_told_and_one_entered_twice_is_one() -> None:
    story = told_of_an_organisation(
        JOINS, gathers("ambassadors", "2017-02-28", "2017-03-01"), on("2017-03-10", leaves("2017-04-01"))
    )
    never(story, MONTHLY)


def test_months_without_a_meeting_are_told_since_the_first_of_them() -> None:
    assert since(told_of_an_organisation(JOINS), MONTHLY, "2017-08-15") == ["2017-03-01"]


# Whose signals these are. ---------------------------------------------------------------------------------------------

OF_ORGANISATIONS = sorted(name for name, one in SIGNALS.items() if one.kind is Kind.ORG)


@pytest.mark.parametrize("signal", OF_ORGANISATIONS)
def test_a_case_has_no_signals_of_an_organisation(signal: str) -> None:
    never(told(), signal)


def test_an_organisation_has_no_signals_of_a_case_and_none_unasked() -> None:
    story = told_of_an_organisation(JOINS)
    hits = look(story).signals("nl", as_of=end_of("2018-01-01"), also=["all"])
    assert sorted({hit.id for hit in hits}) == OF_ORGANISATIONS
    assert look(story).signals("nl", as_of=end_of("2018-01-01")) == []
    assert all(hit.entries for hit in hits)


def test_each_holds_since_the_first_day_it_fired_without_a_break() -> None:
    story = told_of_an_organisation(
        JOINS,
        on(
            "2017-02-01",
            appoints("sam", "2017-02-01"),
            says("recurrence.set", "sam", kind="case_meeting", every="days", days=14),
        ),
        gathers("case_meeting", "2017-02-10", "2017-03-20"),
        gathers("ambassadors", "2017-02-14", "2017-04-20"),
        on("2017-05-01", appoints("kim", "2017-05-01")),
        on("2017-06-01", leaves("2017-06-10")),
    )
    before: dict[str, date] = {}
    for day in (date(2017, 1, 9) + timedelta(days=n) for n in range(170)):
        now = {hit.id: hit.since for hit in look(story).signals("en", as_of=end_of(day), also=["all"])}
        assert now == {name: before.get(name, day) for name in now}, day
        before = now
    assert before == {}
