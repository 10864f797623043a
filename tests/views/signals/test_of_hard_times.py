"""When it is hard: an admission, a respite house, a legal measure, and the breaking of the glass."""

from __future__ import annotations

from typing import Any

import pytest

from svh_core.testing.scenarios import says
from svh_core.views.settings import Settings

from ...domain.openings import Line, begins, is_involved, plans, stops_helping
from .days import fires, never, on, seen, sentences, since, subjects, told

# An admission. --------------------------------------------------------------------------------------------------------

LONG = "admission_long"


def admitted(**more: Any) -> Line:
    """The resident is admitted."""
    return says("admission.begun", "noor", stay="s1", voluntary="yes", **more)


def goes_home() -> Line:
    """The resident goes home from the admission."""
    return says("admission.ended", "noor", stay="s1", to="home")


def corrects(entry: int, wrong: str = "entered_twice") -> Line:
    """An entry was wrong."""
    return says("entry.corrected", "noor", entry=entry, wrong=wrong)


ADMITTED = on("2017-03-01", admitted())  # entry 4


def test_an_admission_of_more_than_18_days_is_told() -> None:
    story = told(ADMITTED, on("2017-03-30", corrects(4)))
    fires(story, LONG, "2017-03-20", ended="2017-03-30")
    assert sentences(story, LONG, "2017-03-20") == ["An admission lasts longer than 18 days."]
    assert subjects(story, LONG, "2017-03-20") == ["s1"]


def test_an_admission_that_lasted_too_long_is_told_with_its_days_once_it_ended() -> None:
    story = told(ADMITTED, on("2017-04-10", goes_home()))
    (hit,) = seen(story, LONG, "2017-04-10")
    assert (hit.sentence, str(hit.since), hit.entries) == ("An admission lasted 40 days.", "2017-03-20", (4, 5))
    assert sentences(story, LONG, "2017-04-09") == ["An admission lasts longer than 18 days."]


@pytest.mark.parametrize(("home", "told_of"), [("2017-03-19", []), ("2017-03-20", ["An admission lasted 19 days."])])
def test_an_admission_of_18_days_is_not_too_long_and_one_of_19_is(home: str, told_of: list[str]) -> None:
    assert sentences(told(ADMITTED, on(home, goes_home())), LONG, "2017-05-01") == told_of


def test_a_short_admission_and_a_stay_in_a_respite_house_are_not_told_as_long_admissions() -> None:
    never(told(ADMITTED, on("2017-03-19", goes_home())), LONG)
    never(told(on("2017-03-01", respite())), LONG)


def test_how_long_is_too_long_is_the_organisations_own_number() -> None:
    ten = Settings(numbers={"admission_days": 10})
    fires(told(ADMITTED), LONG, "2017-03-12", settings=ten)
    assert sentences(told(ADMITTED), LONG, "2017-03-12", settings=ten) == ["An admission lasts longer than 10 days."]


def test_an_imported_admission_is_counted_from_the_day_it_was_recorded() -> None:
    long_ago = [admitted(on="2016-11-01T12:00:00Z", source="ehr")]
    fires(told(long_ago), LONG, "2017-02-25")
    home = says("admission.ended", "noor", stay="s1", on="2016-12-30T12:00:00Z", source="ehr")
    never(told(long_ago, [home]), LONG)


# Contact and relatives during it. -------------------------------------------------------------------------------------

IN_TOUCH = "no_contact_in_admission"


def contacts(person: str = "noor", **more: Any) -> Line:
    """Somebody is in touch with the resident."""
    return says("contact.made", person, person=person, channel="phone", out_of_hours="no", **more)


ENDS_IT = {"in touch": contacts(), "home again": goes_home()}


@pytest.mark.parametrize("line", ENDS_IT.values(), ids=ENDS_IT)
def test_nobody_from_home_in_touch_for_a_week_is_told_until_somebody_is_or_she_is_home(line: Line) -> None:
    fires(told(ADMITTED, on("2017-03-15", line)), IN_TOUCH, "2017-03-09", ended="2017-03-15")


NOT_FROM_HOME: dict[str, list[Line]] = {
    "somebody of the ward": [*on("2017-03-02", is_involved("zorg", "nurse", from_="2017-03-02"), contacts("zorg"))],
    "who had stopped before": [
        *on("2017-02-20", is_involved("oud", "nurse"), stops_helping("oud", "nurse", on="2017-02-25")),
        *on("2017-03-02", contacts("oud")),
    ],
    "somebody nobody knows": on("2017-03-02", contacts("vreemde")),
    "a contact before it": on("2017-02-20", contacts()),
    "a contact that was corrected": on("2017-03-02", contacts(), corrects(5, "moment")),
}


@pytest.mark.parametrize("lines", NOT_FROM_HOME.values(), ids=NOT_FROM_HOME)
def test_a_contact_with_somebody_who_does_not_help_at_home_leaves_it(lines: list[Line]) -> None:
    before = [line for line in lines if line["at"] < "2017-03-01"]
    fires(told(before, ADMITTED, [line for line in lines if line not in before]), IN_TOUCH, "2017-03-09")


def test_a_contact_that_is_corrected_later_counts_until_then() -> None:
    story = told(ADMITTED, on("2017-03-02", contacts()), on("2017-03-20", corrects(5, "person")))
    fires(story, IN_TOUCH, "2017-03-20")


def test_in_touch_within_a_week_or_by_somebody_who_stopped_during_it_is_not_told() -> None:
    never(told(ADMITTED, on("2017-03-08", contacts())), IN_TOUCH)
    stopped = on("2017-03-04", stops_helping("noor", on="2017-03-04"))
    never(told(ADMITTED, on("2017-03-03", contacts()), stopped), IN_TOUCH)
    never(told(ADMITTED, on("2017-03-08", goes_home())), IN_TOUCH)


def test_who_was_involved_all_along_is_known_to_be_so_from_the_day_that_was_told() -> None:
    late = on("2017-03-12", is_involved("lot", "nurse", from_="2017-01-01"))
    story = told(ADMITTED, on("2017-03-03", contacts("lot")), late)
    fires(story, IN_TOUCH, "2017-03-09", ended="2017-03-12")


ALIGNMENT = "no_care_alignment"


def talk(day: str, kind: str = "care_alignment") -> list[Line]:
    """A talk with the relatives takes place."""
    moment = f"{day}T13:00:00Z"
    return [plans(kind=kind, at=moment, on=moment), begins("mila", "noor", "zus", on=moment)]


@pytest.mark.parametrize("lines", [talk("2017-03-15"), on("2017-03-15", goes_home())], ids=["a talk", "home again"])
def test_no_talk_with_the_relatives_in_a_week_is_told_until_there_is_one_or_she_is_home(lines: list[Line]) -> None:
    fires(told(ADMITTED, lines), ALIGNMENT, "2017-03-09", ended="2017-03-15")


def test_another_kind_of_meeting_or_a_talk_before_it_is_no_talk_about_this_admission() -> None:
    fires(told(ADMITTED, talk("2017-03-03", "support_group")), ALIGNMENT, "2017-03-09")
    fires(told(talk("2017-02-20"), ADMITTED), ALIGNMENT, "2017-03-09")


def test_a_talk_within_a_week_or_a_short_admission_is_not_told() -> None:
    never(told(ADMITTED, talk("2017-03-08")), ALIGNMENT)
    never(told(ADMITTED, on("2017-03-08", goes_home())), ALIGNMENT)


# A respite house. -----------------------------------------------------------------------------------------------------

RESPITE = "respite_long"


def respite() -> Line:
    """The resident goes to a respite house."""
    return says("respite.begun", "mila", stay="s1", house_rules_signed="yes")


def test_more_than_two_weeks_in_a_respite_house_are_told_until_she_goes_home() -> None:
    home = says("respite.ended", "mila", stay="s1")
    story = told(on("2017-03-01", respite()), on("2017-03-20", home))
    fires(story, RESPITE, "2017-03-16", ended="2017-03-20")
    week = Settings(numbers={"respite_days": 7})
    assert sentences(story, RESPITE, "2017-03-16", settings=week) == [
        "A stay in the respite house lasts longer than 7 days."
    ]


def test_two_weeks_in_a_respite_house_are_not_too_long() -> None:
    never(told(on("2017-03-01", respite()), on("2017-03-15", says("respite.ended", "mila", stay="s1"))), RESPITE)
    never(told(ADMITTED), RESPITE)


# A legal measure. -----------------------------------------------------------------------------------------------------

MEASURE = "measure_in_force"


def limits(from_: str, until: str) -> Line:
    """A court limits what the resident can decide."""
    return says(
        "legal_measure.recorded",
        "noor",
        measure="lm1",
        kind="care_authorisation",
        limits=["HOW"],
        from_=from_,
        until=until,
        decided_by="de rechter",
    )


def test_a_measure_is_told_from_its_first_day_through_its_last() -> None:
    story = told(on("2017-03-01", limits("2017-03-05", "2017-04-05")))
    fires(story, MEASURE, "2017-03-05", ended="2017-04-06")
    assert subjects(story, MEASURE, "2017-03-05") == ["lm1"]


@pytest.mark.parametrize(
    ("said", "on_", "over"), [("2017-03-10", "2017-03-20", "2017-03-20"), ("2017-03-20", "2017-03-10", "2017-03-20")]
)
def test_a_measure_that_ends_before_its_time_is_told_until_that_day_and_until_it_is_known(
    said: str, on_: str, over: str
) -> None:
    ends = on(said, says("legal_measure.ended", "noor", measure="lm1", on_=on_))
    fires(told(on("2017-03-01", limits("2017-03-01", "2017-06-01")), ends), MEASURE, "2017-03-01", ended=over)


def test_a_measure_that_was_over_when_it_was_written_down_is_not_told() -> None:
    never(told(on("2017-03-01", limits("2017-01-01", "2017-02-01"))), MEASURE)


# The breaking of the glass. -------------------------------------------------------------------------------------------

REVIEW = "emergency_review_due"


def breaks_the_glass() -> Line:
    """Somebody reads in an emergency (entry 4), and says until when it is looked at."""
    return says(
        "emergency.opened", "arts", recipient="arts", categories=["crisis"], review_on="2017-03-10", reason="gevaar"
    )


def looks_at_it(outcome: str) -> Line:
    """Somebody looks at whether that was right."""
    return says("emergency.reviewed", "noor", emergency=4, outcome=outcome)


@pytest.mark.parametrize("outcome", ["right", "wrong", "undecided"])
def test_the_breaking_of_the_glass_is_told_after_its_day_until_it_was_looked_at(outcome: str) -> None:
    story = told(on("2017-03-01", breaks_the_glass()), on("2017-03-20", looks_at_it(outcome)))
    fires(story, REVIEW, "2017-03-11", ended="2017-03-20")
    assert subjects(story, REVIEW, "2017-03-11") == ["4"]


def test_the_breaking_of_the_glass_that_was_looked_at_on_its_day_is_not_told() -> None:
    never(told(on("2017-03-01", breaks_the_glass()), on("2017-03-10", looks_at_it("right"))), REVIEW)


# What these facts fire besides. ---------------------------------------------------------------------------------------


def test_what_somebody_saw_in_a_crisis_without_her_is_about_her_without_her_and_a_table_with_her_is_not() -> None:
    sees = says("crisis.noticed", "noor", seen="slaapt niet")
    fires(
        told(on("2017-03-01", sees), on("2017-03-20", says("objection.raised", "mila", entry=4))),
        "about_me_without_me",
        "2017-03-01",
        ended="2017-03-20",
    )
    there = [*talk("2017-03-01", "support_group"), sees | {"at": "2017-03-01T13:10:00Z", "meeting": "m1"}]
    assert subjects(told(there), "about_me_without_me", "2017-03-02") == []
    herself = says("crisis.noticed", "mila", seen="ik slaap niet")
    never(told(on("2017-03-01", herself)), "about_me_without_me")


def test_she_is_to_be_told_of_the_breaking_of_the_glass_within_a_week() -> None:
    informs = says("resident.informed", "noor", entries=[4], how="told")
    story = told(on("2017-03-01", breaks_the_glass()), on("2017-03-20", informs))
    fires(story, "not_told", "2017-03-09", ended="2017-03-20")
    assert since(story, "about_me_without_me", "2017-03-10") == []
