"""What another wrote down in her name or about themselves, and objections that wait for an answer."""

from __future__ import annotations

import pytest

from svh_core.testing.scenarios import says

from ...domain.openings import (
    ALL_DOMAINS,
    Line,
    agrees,
    answers,
    appoints,
    confirms,
    consents,
    is_involved,
    objects,
    sets_goal,
    withdraws,
)
from .days import explains, fires, never, on, seen, since, subjects, told

IN_HER_PLACE = sets_goal("noor", reason="Mila is opgenomen")
REP = on("2017-02-10", appoints("zus", *ALL_DOMAINS, "consent"), answers("zus", 4))  # entries 4 and 5


# Written in her name. -------------------------------------------------------------------------------------------------

FOR_HER = "entered_for_you"


@pytest.mark.parametrize("word", [confirms(4, entered_by="gijs"), objects(4)])
def test_what_was_written_in_her_name_is_asked_about_after_two_weeks_until_she_speaks(word: Line) -> None:
    story = told(on("2017-03-01", sets_goal(entered_by="noor")), on("2017-04-01", word))
    fires(story, FOR_HER, "2017-03-16", ended="2017-04-01")


def test_all_that_was_written_in_her_name_is_asked_about_in_one_finding() -> None:
    lines = [sets_goal(entered_by="noor"), sets_goal(goal="wonen", entered_by="noor")]
    story = told(on("2017-03-01", lines[0]), on("2017-03-05", lines[1]), on("2017-04-01", confirms(4)))
    assert since(story, FOR_HER, "2017-03-31") == ["2017-03-16"]
    (hit,) = seen(story, FOR_HER, "2017-04-01")
    assert (hit.subject, hit.entries) == ("mila", (5,))


NOT_ASKED = {
    "her own pen": sets_goal(),
    "in no domain": says("hook.found", "mila", entered_by="noor", words="de tuin"),
    "by another": IN_HER_PLACE,
    "another's answer": agrees("zus", entered_by="noor"),
}


@pytest.mark.parametrize("line", NOT_ASKED.values(), ids=NOT_ASKED)
def test_what_is_not_a_decision_of_hers_in_anothers_pen_is_not_asked_about(line: Line) -> None:
    never(told(on("2017-03-01", line)), FOR_HER)


def test_what_she_answered_within_two_weeks_is_not_asked_about() -> None:
    story = told(on("2017-03-01", sets_goal(entered_by="noor")), on("2017-03-15", confirms(4)))
    never(story, FOR_HER)


UNCONFIRMED = "consent_unconfirmed"


@pytest.mark.parametrize(
    "word", [confirms(4, entered_by="gijs"), objects(4), withdraws()], ids=["confirmed", "objected", "withdrawn"]
)
def test_a_consent_in_anothers_pen_is_told_until_she_speaks(word: Line) -> None:
    story = told(on("2017-03-01", consents(entered_by="noor")), on("2017-03-20", word))
    fires(story, UNCONFIRMED, "2017-03-01", ended="2017-03-20")


def test_a_consent_in_anothers_pen_is_told_from_its_first_day_through_its_last() -> None:
    line = consents(entered_by="noor", from_="2017-03-10", until="2017-04-10")
    fires(told(on("2017-03-01", line)), UNCONFIRMED, "2017-03-10", ended="2017-04-11")


def test_a_consent_her_representative_gave_is_unconfirmed() -> None:
    story = told(REP, on("2017-03-01", consents("zus")), on("2017-03-20", confirms(6)))
    fires(story, UNCONFIRMED, "2017-03-01", ended="2017-03-20")


def test_a_consent_in_her_own_pen_needs_no_word() -> None:
    never(told(on("2017-03-01", consents())), UNCONFIRMED)


STOPS = {
    "closed": says("case.closed", "mila", why="done"),
    "stopped": says("participation.decided", "mila", answer="stop"),
}


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
@pytest.mark.parametrize("purpose", ["care", "support_group", "deliberation_without_me"])
def test_a_consent_that_ended_with_the_support_group_is_no_longer_unconfirmed(stop: Line, purpose: str) -> None:
    story = told(on("2017-03-01", consents(entered_by="noor", purpose=purpose)), on("2017-03-20", stop))
    fires(story, UNCONFIRMED, "2017-03-01", ended="2017-03-20")


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
@pytest.mark.parametrize("purpose", ["research", "success_story"])
def test_a_consent_for_research_or_a_story_goes_on_after_a_stop(stop: Line, purpose: str) -> None:
    story = told(on("2017-03-01", consents(entered_by="noor", purpose=purpose)), on("2017-03-20", stop))
    assert since(story, UNCONFIRMED, "2017-06-01") == ["2017-03-01"]


# Objections and concerns. ---------------------------------------------------------------------------------------------

UNANSWERED = "objection_unanswered"
VOICES = {
    "hers": objects(2),
    "another's": objects(2, "zus"),
    "a concern": says("concern.raised", "gijs", words="Mila raakt uit beeld"),
}


@pytest.mark.parametrize("line", VOICES.values(), ids=VOICES)
def test_an_objection_or_concern_waits_two_weeks_for_an_answer(line: Line) -> None:
    answer = says("objection.answered", "noor", entry=4, outcome="kept")
    story = told(on("2017-03-01", line), on("2017-04-01", answer))
    fires(story, UNANSWERED, "2017-03-16", ended="2017-04-01")


def test_an_answer_within_two_weeks_is_in_time_and_one_to_another_objection_is_none() -> None:
    answer = says("objection.answered", "noor", entry=4, outcome="kept")
    story = told(on("2017-03-01", objects(2), objects(3)), on("2017-03-15", answer))
    assert subjects(story, UNANSWERED, "2017-03-16") == ["5"]


def test_a_dissenting_statement_waits_for_no_answer() -> None:
    never(told(on("2017-03-01", says("statement.added", "zus", kind="dissent", entry=2, words="nee"))), UNANSWERED)


# Who is there. --------------------------------------------------------------------------------------------------------

ROLE = "role_given_oneself"


@pytest.mark.parametrize("word", [confirms(4), objects(4)])
def test_a_role_given_oneself_is_told_until_she_speaks(word: Line) -> None:
    story = told(on("2017-03-01", is_involved("arts", by="arts")), on("2017-03-20", word))
    fires(story, ROLE, "2017-03-01", ended="2017-03-20")


@pytest.mark.parametrize("line", [is_involved("arts"), is_involved("arts", by="noor")])
def test_a_role_another_wrote_down_is_not_told(line: Line) -> None:
    never(told(on("2017-03-01", line)), ROLE)


def test_a_signal_about_regie_ends_by_her_word_and_never_by_an_explanation() -> None:
    outcome = told(on("2017-03-01", is_involved("arts", by="arts"))).when(explains(ROLE))
    outcome.refused_by("regie_is_answered_not_explained")
