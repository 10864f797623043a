"""Help that was asked for, another professional, the hours it takes, the checkpoints, and measuring."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from svh_core.testing.scenarios import Scenario, says
from svh_core.views.settings import FIRST_YEARS, Budget, Settings

from ...domain.openings import Line, begins, confirms, is_involved, objects, plans, stops_helping
from .days import explains, fires, look, meets, never, on, seen, sentences, since, subjects, told

# Help. ----------------------------------------------------------------------------------------------------------------

LATE = "help_late"
ASKED = "2017-03-01T12:00:00Z"
"""One o'clock in the afternoon; the question is entry 4."""

FOUR_HOURS = Settings(numbers={"help_hours": 4})


def asks(kind: str = "contact", **more: Any) -> Line:
    """The resident asks for help now."""
    return says("help.asked", "mila", help="h1", kind=kind, asked_of="noor", on=ASKED, **more)


def in_touch(on: str, *, answers: str | None = "h1", person: str = "noor") -> Line:
    """A professional is in touch."""
    answered = {"answers": answers} if answers else {}
    return says("contact.made", person, person=person, channel="phone", out_of_hours="no", on=on, **answered)


def admitted(on: str, **more: Any) -> Line:
    """The resident is admitted."""
    return says("admission.begun", "noor", stay="s1", voluntary="yes", on=on, **more)


def talks(on: str, asked_after: int | None = 4) -> list[Line]:
    """A network conversation is planned because help was asked, and takes place."""
    after = {"asked_after": asked_after} if asked_after else {}
    return [plans(kind="network_conversation", at=on, on=on, **after), begins("mila", "noor", on=on)]


def corrects(entry: int, wrong: str = "entered_twice", by: str = "noor") -> Line:
    """An entry was wrong."""
    return says("entry.corrected", by, entry=entry, wrong=wrong)


def holds(scenario: Scenario, moment: str) -> bool:
    """Whether it is said at a moment that help came late."""
    hits = look(scenario).signals("en", as_of=datetime.fromisoformat(moment))
    return LATE in {hit.id for hit in hits}


@pytest.mark.parametrize("kind", ["network_conversation", "admission", "contact"])
def test_help_that_does_not_come_within_a_day_is_told_until_the_question_turns_out_to_be_no_question(kind: str) -> None:
    story = told([asks(kind)], on("2017-03-20", corrects(4, by="mila")))
    fires(story, LATE, "2017-03-02", ended="2017-03-20")
    assert subjects(story, LATE, "2017-03-02") == ["h1"]
    assert sentences(story, LATE, "2017-03-02") == ["Help was asked and nobody came within 24 hours."]


def test_24_hours_are_counted_in_moments() -> None:
    story = told([asks()])
    assert not holds(story, "2017-03-02T12:00:00Z")
    assert holds(story, "2017-03-02T12:00:01Z")


LAST_MOMENT, TOO_MUCH = "2017-03-02T12:00:00Z", "2017-03-02T12:00:01Z"
IN_TIME: dict[str, list[Line]] = {
    "a contact at the last moment": [asks(), in_touch(LAST_MOMENT)],
    "an admission": [asks("admission"), admitted(LAST_MOMENT, answers="h1")],
    "a conversation": [asks("network_conversation"), *talks(LAST_MOMENT)],
    "another kind of help": [asks("respite")],
    "imported": [asks(source="ehr")],
}


@pytest.mark.parametrize("lines", IN_TIME.values(), ids=IN_TIME)
def test_help_that_came_in_time_or_is_not_waited_for_in_hours_is_not_told(lines: list[Line]) -> None:
    never(told(lines), LATE)


CAME_LATE: dict[str, tuple[list[Line], str]] = {
    "a contact": ([asks(), in_touch("2017-03-03T18:30:00Z")], "Help was asked and came after 54 hours."),
    "an admission": (
        [asks("admission"), admitted("2017-03-02T18:00:00Z", answers="h1")],
        "Help was asked and came after 30 hours.",
    ),
    "a conversation": (
        [asks("network_conversation"), *talks("2017-03-04T12:00:00Z")],
        "Help was asked and came after 72 hours.",
    ),
    "two answers": (
        [asks(), in_touch("2017-03-03T18:00:00Z"), in_touch("2017-03-02T18:00:00Z")],
        "Help was asked and came after 30 hours.",
    ),
}


@pytest.mark.parametrize(("lines", "sentence"), CAME_LATE.values(), ids=CAME_LATE)
def test_help_that_came_late_is_told_with_its_hours(lines: list[Line], sentence: str) -> None:
    story = told(lines)
    assert sentences(story, LATE, "2017-03-10") == [sentence]
    assert since(story, LATE, "2017-03-10") == ["2017-03-02"]


NO_ANSWER: dict[str, list[Line]] = {
    "a contact about something else": [in_touch(LAST_MOMENT, answers=None)],
    "an admission that answers nothing": [admitted(LAST_MOMENT)],
    "a conversation that was planned anyway": talks(LAST_MOMENT, asked_after=None),
    "a conversation that was only planned": talks(LAST_MOMENT)[:1],
}


@pytest.mark.parametrize("lines", NO_ANSWER.values(), ids=NO_ANSWER)
def test_what_does_not_answer_the_question_is_no_help_that_came(lines: list[Line]) -> None:
    fires(told([asks()], lines), LATE, "2017-03-02")


def test_a_contact_that_was_corrected_is_no_answer_any_more() -> None:
    answered = [asks(), in_touch("2017-03-01T18:00:00Z")]
    fires(told(answered, on("2017-03-10", corrects(5, "moment"))), LATE, "2017-03-10")
    late = told([asks(), in_touch("2017-03-03T18:00:00Z")], on("2017-03-10", corrects(5, "person")))
    assert sentences(late, LATE, "2017-03-10") == ["Help was asked and nobody came within 24 hours."]
    assert since(late, LATE, "2017-03-10") == ["2017-03-02"]


def test_how_many_hours_is_the_organisations_own_number_and_says_so() -> None:
    story = told([asks(), in_touch("2017-03-01T18:00:00Z")])
    never(story, LATE)
    (hit,) = seen(story, LATE, "2017-03-10", settings=FOUR_HOURS)
    assert (hit.sentence, str(hit.since)) == ("Help was asked and came after 6 hours.", "2017-03-01")
    assert hit.source.endswith("4 hours: set by the organisation")
    assert sentences(told([asks()]), LATE, "2017-03-10", settings=FOUR_HOURS) == [
        "Help was asked and nobody came within 4 hours."
    ]


# Another professional. ------------------------------------------------------------------------------------------------

CHANGE = "change_requested_open"
WANTS_ANOTHER = on("2017-03-01", says("professional.change_requested", "mila", person="noor"))


def test_a_professional_she_did_not_want_and_who_goes_on_is_told_after_four_weeks_until_they_stop() -> None:
    story = told(WANTS_ANOTHER, on("2017-04-10", stops_helping("noor", on="2017-04-10")))
    fires(story, CHANGE, "2017-03-30", ended="2017-04-10")
    assert subjects(story, CHANGE, "2017-03-30") == ["noor"]


def test_a_professional_who_stops_in_time_or_was_not_meant_is_not_told() -> None:
    never(told(WANTS_ANOTHER, on("2017-03-29", stops_helping("noor", on="2017-03-29"))), CHANGE)
    never(told(on("2017-03-01", says("professional.change_requested", "mila", person="vreemde"))), CHANGE)


def test_a_professional_in_two_roles_goes_on_until_both_have_ended() -> None:
    twice = [*on("2017-02-10", is_involved("noor", "nurse")), *WANTS_ANOTHER]
    one = on("2017-03-10", stops_helping("noor", on="2017-03-10"))
    fires(
        told(twice, one, on("2017-05-01", stops_helping("noor", "nurse", on="2017-05-03"))),
        CHANGE,
        "2017-03-30",
        ended="2017-05-03",
    )


def test_a_request_that_was_never_hers_ends_when_she_says_so() -> None:
    for_her = on("2017-03-01", says("professional.change_requested", "mila", person="noor", entered_by="gijs"))
    fires(told(for_her, on("2017-04-10", objects(4))), CHANGE, "2017-03-30", ended="2017-04-10")
    assert since(told(for_her, on("2017-04-10", confirms(4))), CHANGE, "2017-05-01") == ["2017-03-30"]


# The checkpoints. -----------------------------------------------------------------------------------------------------

GAP = "checkpoint_gap"


def reviews(gap: str, checkpoint: str = "access") -> Line:
    """The resident and Noor look at a checkpoint."""
    return says("checkpoint.reviewed", "noor", checkpoint=checkpoint, gap=gap)


@pytest.mark.parametrize("gap", ["no", "unknown"])
def test_something_missing_at_a_checkpoint_is_told_until_it_is_looked_at_again(gap: str) -> None:
    story = told(on("2017-03-01", reviews("yes")), on("2017-04-01", reviews(gap)))
    fires(story, GAP, "2017-03-01", ended="2017-04-01")
    assert subjects(story, GAP, "2017-03-01") == ["access"]


def test_each_checkpoint_is_told_by_itself_and_since_the_first_time_something_was_missing() -> None:
    story = told(on("2017-03-01", reviews("yes"), reviews("yes", "society")), on("2017-04-01", reviews("yes")))
    story = story.given(*on("2017-05-01", reviews("no", "society")))
    assert since(story, GAP, "2017-04-15") == ["2017-03-01", "2017-03-01"]
    assert subjects(story, GAP, "2017-05-01") == ["access"]


def test_a_checkpoint_where_nothing_is_missing_is_not_told() -> None:
    never(told(on("2017-03-01", reviews("no"), reviews("unknown", "society"))), GAP)


# The hours it takes. --------------------------------------------------------------------------------------------------

HOURS = "hours_over"
SAYS_YES = on("2017-03-01", says("participation.decided", "mila", answer="yes"))
EIGHTEEN, EIGHT = 18 * 60, 8 * 60


def works(minutes: int, on_: str, **more: Any) -> Line:
    """Noor says how long she worked on a day; she writes it down on that day."""
    told_then = {"activity": "meeting", "with_resident": "yes", "law": "Wmo"} | more
    return says("time.logged", "noor", person="noor", minutes=minutes, on_=on_, on=f"{on_}T15:00:00Z", **told_then)


def test_more_hours_than_reckoned_are_told_until_that_is_explained() -> None:
    story = told(
        SAYS_YES,
        [works(EIGHTEEN, "2017-05-01"), works(1, "2017-06-01", with_resident="no")],
        on("2017-07-01", explains(HOURS, subject="1")),
    )
    fires(story, HOURS, "2017-06-01", ended="2017-07-01")
    (hit,) = seen(story, HOURS, "2017-06-15")
    assert (hit.subject, hit.entries) == ("1", (5, 6))
    assert "estimate" in hit.sentence
    assert hit.source.endswith("1080 minutes: handbook Samen voor Herstel, 2021: the first year, an estimate")


AS_RECKONED: dict[str, list[Line]] = {
    "as many as reckoned": [*SAYS_YES, works(EIGHTEEN, "2017-05-01")],
    "before she said yes": [works(EIGHTEEN * 2, "2017-02-20"), *SAYS_YES],
    "she never said yes": [works(EIGHTEEN * 2, "2017-05-01")],
    "over two years": [*SAYS_YES, works(EIGHTEEN, "2018-02-28"), works(EIGHT, "2018-03-01")],
    "a third year nobody reckoned": [*SAYS_YES, works(EIGHTEEN * 2, "2019-03-01")],
}


@pytest.mark.parametrize("lines", AS_RECKONED.values(), ids=AS_RECKONED)
def test_as_many_hours_as_reckoned_are_not_told(lines: list[Line]) -> None:
    never(told(lines), HOURS)


def test_a_year_of_hours_is_twelve_months_from_her_yes_and_not_a_year_of_the_calendar() -> None:
    second = told(SAYS_YES, [works(EIGHT + 1, "2018-03-01")])
    fires(second, HOURS, "2018-03-01")
    assert subjects(second, HOURS, "2018-03-01") == ["2"]
    never(told(SAYS_YES, [works(EIGHT + 1, "2018-02-28")]), HOURS)


def test_hours_that_were_corrected_are_not_counted_any_more() -> None:
    lines = [works(EIGHTEEN, "2017-05-01"), works(60, "2017-06-01")]
    fires(told(SAYS_YES, lines, on("2017-06-10", corrects(6, "amount"))), HOURS, "2017-06-01", ended="2017-06-10")


def test_what_an_organisation_reckons_holds_from_its_day_on() -> None:
    budget = Budget(year=1, minutes={"meeting": 600}, from_=date(2017, 8, 1))
    own = Settings(budgets=(*FIRST_YEARS, budget))
    story = told(SAYS_YES, [works(601, "2017-05-01")])
    never(story, HOURS)
    fires(story, HOURS, "2017-08-01", settings=own)
    (hit,) = seen(story, HOURS, "2017-08-01", settings=own)
    assert hit.source.endswith("600 minutes: set by the organisation")


# Measuring. -----------------------------------------------------------------------------------------------------------

MEASURED = "measured_without_asking"


def measures() -> Line:
    """Noor has a questionnaire filled in."""
    return says(
        "measurement.recorded",
        "noor",
        instrument="NEL",
        moment="baseline",
        filled_in_by="resident",
        scores='{"total": 3.2}',
    )


def chooses(wanted: str) -> Line:
    """The resident says whether she wants to be followed."""
    return says("monitoring.chosen", "mila", wanted=wanted)


MEASURED_ENDS = {
    "she says yes": chooses("yes"),
    "she says no": chooses("no"),
    "she confirms it": confirms(4),
    "she does not agree": objects(4),
}


@pytest.mark.parametrize("line", MEASURED_ENDS.values(), ids=MEASURED_ENDS)
def test_what_was_measured_before_she_said_whether_she_wants_that_is_told_until_she_speaks(line: Line) -> None:
    story = told(on("2017-03-01", measures()), on("2017-03-20", line))
    fires(story, MEASURED, "2017-03-01", ended="2017-03-20")
    assert subjects(story, MEASURED, "2017-03-01") == ["4"]


def test_who_measured_does_not_silence_it_by_saying_that_the_amount_was_wrong() -> None:
    fires(told(on("2017-03-01", measures()), on("2017-03-20", corrects(4, "amount"))), MEASURED, "2017-03-01")


def test_what_was_measured_after_her_yes_is_not_told() -> None:
    never(told(on("2017-02-20", chooses("yes")), on("2017-03-01", measures())), MEASURED)
    never(told(meets("2017-03-01", "mila", "noor")), MEASURED)
