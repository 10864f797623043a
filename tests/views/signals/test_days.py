"""Days and months as people in Amsterdam count them, and waiting times of what was imported."""

from __future__ import annotations

from datetime import datetime

import pytest

from svh_core.testing.scenarios import Scenario, says

from ...domain.openings import (
    Line,
    adds,
    agrees,
    begins,
    consents,
    is_involved,
    needs,
    nominates,
    objects,
    plans,
    sets_goal,
    takes_over,
)
from .days import fires, joins, look, meets, never, on, since, told

JOINED = joins("2017-02-10", "zus")


def holds(scenario: Scenario, signal: str, moment: str) -> bool:
    """Whether a signal holds at a moment."""
    hits = look(scenario).signals("en", as_of=datetime.fromisoformat(moment), also=[signal])
    return signal in {hit.id for hit in hits}


# Months. --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("met", "overdue"),
    [
        ("2018-01-31", "2018-05-01"),  # three months after is 30 April
        ("2017-11-30", "2018-03-01"),  # 28 February
        ("2019-11-30", "2020-03-01"),  # 29 February: a leap year
        ("2019-11-29", "2020-03-01"),
        ("2018-11-29", "2019-03-01"),
        ("2018-02-28", "2018-05-29"),  # not the end of May
    ],
)
def test_three_months_are_clamped_to_the_end_of_the_month(met: str, overdue: str) -> None:
    fires(told(JOINED, meets(met, "mila", "zus")), "rhythm_overdue", overdue)


@pytest.mark.parametrize(
    ("made", "first"), [("2017-08-31", "2018-03-01"), ("2019-08-31", "2020-03-01"), ("2017-03-31", "2017-10-01")]
)
def test_half_a_year_is_clamped_to_the_end_of_the_month(made: str, first: str) -> None:
    fires(told(on(made, agrees("zus"))), "agreement_not_looked_back_on", first)


def test_a_year_after_leap_day_is_the_end_of_february() -> None:
    fires(told(meets("2020-02-29", "mila")), "composition_not_looked_at", "2021-03-01")


# Midnight in Amsterdam. -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "before", "first"),
    [
        ("2017-02-28T22:30:00Z", "2017-03-14T22:59:59Z", "2017-03-14T23:00:00Z"),  # half past eleven on 28 February
        ("2017-02-28T23:30:00Z", "2017-03-15T22:59:59Z", "2017-03-15T23:00:00Z"),  # half past midnight on 1 March
        ("2017-03-10T23:30:00Z", "2017-03-25T22:59:59Z", "2017-03-25T23:00:00Z"),  # on 26 March the clock goes forward
        ("2017-03-11T23:30:00Z", "2017-03-26T21:59:59Z", "2017-03-26T22:00:00Z"),  # the day after
        ("2017-10-13T22:30:00Z", "2017-10-28T21:59:59Z", "2017-10-28T22:00:00Z"),  # on 29 October it goes back
        ("2017-10-14T22:30:00Z", "2017-10-29T22:59:59Z", "2017-10-29T23:00:00Z"),  # the day after
        ("2017-10-29T00:30:00Z", "2017-11-12T22:59:59Z", "2017-11-12T23:00:00Z"),  # half past two, for the first time
    ],
)
def test_two_weeks_are_counted_in_days_of_the_calendar_in_amsterdam(said: str, before: str, first: str) -> None:
    story = told([objects(2, on=said)])
    assert not holds(story, "objection_unanswered", before)
    assert holds(story, "objection_unanswered", first)


def test_a_day_that_is_named_begins_at_midnight_in_amsterdam() -> None:
    story = told(on("2017-03-01", says("risk.chosen", "mila", choice="alleen op reis", look_again_on="2017-03-27")))
    assert not holds(story, "risk_to_look_at_again", "2017-03-26T21:59:59Z")
    assert holds(story, "risk_to_look_at_again", "2017-03-26T22:00:00Z")


def test_a_last_day_is_over_at_midnight_in_amsterdam() -> None:
    story = told(on("2017-03-01", consents(entered_by="noor", until="2017-10-29")))
    assert holds(story, "consent_unconfirmed", "2017-10-29T22:59:59Z")
    assert not holds(story, "consent_unconfirmed", "2017-10-29T23:00:00Z")


def test_a_meeting_after_midnight_in_amsterdam_is_of_the_new_day() -> None:
    moment = "2018-01-30T23:30:00Z"  # 31 January
    story = told(JOINED, [plans(at=moment, on=moment), begins("mila", "zus", on=moment)])
    fires(story, "rhythm_overdue", "2018-05-01")


def test_what_was_said_later_on_a_day_was_not_so_earlier_on_it() -> None:
    story = told(
        on("2017-03-01", sets_goal("noor", reason="Mila is opgenomen")), [objects(4, on="2017-03-20T15:00:00Z")]
    )
    for signal in ("taken_over_open", "about_me_without_me", "not_told"):
        assert holds(story, signal, "2017-03-20T14:59:59Z"), signal
        assert not holds(story, signal, "2017-03-20T15:00:00Z"), signal


# Imported. ------------------------------------------------------------------------------------------------------------

LONG_AGO = "2016-11-01T12:00:00Z"
MET_THEN = {"on": LONG_AGO, "source": "ehr"}

WAITING: dict[str, tuple[list[Line], str]] = {
    "entered_for_you": ([sets_goal(entered_by="noor", **MET_THEN)], "2017-02-21"),
    "objection_unanswered": ([objects(2, **MET_THEN)], "2017-02-21"),
    "not_told": ([agrees("zus", **MET_THEN)], "2017-02-14"),
    "unanswered_nomination": ([adds("zus", on=LONG_AGO), nominates("zus", **MET_THEN)], "2017-03-21"),
    "open_need": ([needs("zus", **MET_THEN)], "2017-03-07"),
    "plan_on_paper_only": ([says("plan.drafted", "noor", plan="p1", **MET_THEN)], "2017-03-07"),
    "agreement_not_looked_back_on": ([agrees("zus", **MET_THEN)], "2017-08-07"),
    "no_copy": (
        [
            says("plan.drafted", "noor", plan="p1", **MET_THEN),
            says("plan.adopted", "mila", plan="p1", **MET_THEN),
        ],
        "2017-02-14",
    ),
    "rhythm_overdue": (
        [
            *(line | {"at": LONG_AGO} for line in joins("2016-11-01", "zus")),
            plans(at=LONG_AGO, **MET_THEN),
            begins("mila", "zus", on=LONG_AGO) | {"source": "ehr"},
        ],
        "2017-05-07",
    ),
    "composition_not_looked_at": (
        [plans(at=LONG_AGO, **MET_THEN), begins("mila", on=LONG_AGO) | {"source": "ehr"}],
        "2018-02-07",
    ),
}


@pytest.mark.parametrize("signal", WAITING)
def test_an_imported_entry_waits_from_the_day_it_was_recorded(signal: str) -> None:
    lines, first = WAITING[signal]
    story = told(lines)
    assert story.entries[-1].recorded_at.date().isoformat() == "2017-02-06"
    fires(story, signal, first)


def test_an_entry_written_down_late_but_not_imported_waits_from_the_day_it_was_claimed_for() -> None:
    assert since(told([objects(2, on=LONG_AGO)]), "objection_unanswered", "2017-02-10") == ["2016-11-16"]


def test_what_was_imported_is_never_dated_into_a_taking_over() -> None:
    line = takes_over("WHAT", until="2017-01-20T00:00:00Z", on="2017-01-10T12:00:00Z", by="lot")
    decided = sets_goal("lot", on="2017-01-15T12:00:00Z")
    told_late = told([is_involved("lot"), line, decided])
    assert since(told_late, "dated_into_a_taking_over", "2017-03-01")
    never(told([is_involved("lot"), line, decided | {"source": "ehr"}]), "dated_into_a_taking_over")


def test_an_imported_look_back_waits_from_the_day_it_was_recorded() -> None:
    looked = says("agreement.looked_back_on", "noor", agreement="a1", went="kept", **MET_THEN)
    fires(
        told([agrees("zus", on="2016-09-01T12:00:00Z", source="ehr"), looked]),
        "agreement_not_looked_back_on",
        "2017-08-07",
    )
