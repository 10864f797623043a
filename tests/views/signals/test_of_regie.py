"""What was taken over, decided on her behalf or written in her name: since when, and until she speaks."""

from __future__ import annotations

import pytest

from svh_core.testing.scenarios import says

from ...domain.openings import (
    ALL_DOMAINS,
    Line,
    adds,
    agrees,
    answers,
    appoints,
    by_law,
    confirms,
    consents,
    hands_back,
    invites,
    is_involved,
    nominates,
    objects,
    permits,
    plans,
    removes_from_network,
    rephrases,
    sets_goal,
    takes_back,
    takes_over,
    withdraws,
)
from .days import explains, fires, meets, never, on, seen, since, subjects, told

IN_HER_PLACE = sets_goal("noor", reason="Mila is opgenomen")
REP = on("2017-02-10", appoints("zus", *ALL_DOMAINS, "consent"), answers("zus", 4))  # entries 4 and 5


# Taken over. ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [confirms(4), objects(4)], ids=["confirmed", "objected"])
def test_a_decision_taken_over_is_open_until_she_speaks(word: Line) -> None:
    fires(told(on("2017-03-01", IN_HER_PLACE), on("2017-03-20", word)), "taken_over_open", "2017-03-01", ended="2017-03-20")


def test_a_decision_on_her_behalf_is_open_until_she_speaks_and_told_in_milder_words() -> None:
    story = told(REP, on("2017-03-01", sets_goal("zus")), on("2017-03-20", confirms(6)))
    fires(story, "taken_over_open", "2017-03-01", ended="2017-03-20")
    taken_over = seen(told(on("2017-03-01", IN_HER_PLACE)), "taken_over_open", "2017-03-01")
    assert seen(story, "taken_over_open", "2017-03-01")[0].sentence != taken_over[0].sentence


@pytest.mark.parametrize("word", [objects(4, "zus"), says("objection.answered", "noor", entry=4, outcome="kept")])
def test_what_another_says_of_it_leaves_it_open(word: Line) -> None:
    story = told(on("2017-03-01", IN_HER_PLACE), on("2017-03-20", word))
    assert since(story, "taken_over_open", "2017-06-01") == ["2017-03-01"]


@pytest.mark.parametrize("line", [sets_goal(), sets_goal(entered_by="noor"), agrees("zus")])
def test_her_own_word_and_anothers_offer_are_not_taken_over(line: Line) -> None:
    never(told(on("2017-03-01", line)), "taken_over_open")


def taking(name: str, *domains: str, until: str, by: str = "noor") -> Line:
    """A taking over by this name."""
    return takes_over(*(domains or ("HOW",)), by=by, taking_over=name, until=f"{until}T12:00:00Z")


LASTS = "taking_over_lasts"


@pytest.mark.parametrize("word", [takes_back(), hands_back()], ids=["taken back", "handed back"])
def test_a_taking_over_of_more_than_six_weeks_lasts_until_it_is_given_or_taken_back(word: Line) -> None:
    story = told(on("2017-03-01", taking("t1", until="2017-09-01")), on("2017-05-01", word))
    fires(story, LASTS, "2017-04-13", ended="2017-05-01")


def test_a_taking_over_that_ran_out_lasts_no_longer() -> None:
    story = told(on("2017-03-01", taking("t1", until="2017-05-01")))
    assert subjects(story, LASTS, "2017-04-30") == ["t1"]
    assert subjects(story, LASTS, "2017-05-02") == []


def test_six_weeks_are_counted_together_over_takings_over_of_one_domain() -> None:
    first = [*on("2017-03-01", taking("t1", until="2017-09-01")), *on("2017-03-31", hands_back())]
    again = told(first, on("2017-11-01", taking("t2", until="2017-12-31")))
    assert since(again, LASTS, "2017-11-09") == []
    assert subjects(again, LASTS, "2017-11-20") == ["t2"]


NOT_LASTING = {
    "in another domain": [taking("t2", "WHO", until="2017-11-30")],
    "of six weeks in all": [taking("t2", until="2017-11-10")],
}


@pytest.mark.parametrize("lines", NOT_LASTING.values(), ids=NOT_LASTING)
def test_six_weeks_or_less_of_a_domain_do_not_last(lines: list[Line]) -> None:
    first = [*on("2017-03-01", taking("t1", until="2017-09-01")), *on("2017-03-31", hands_back())]
    never(told(first, on("2017-11-01", *lines)), LASTS)


def test_what_was_taken_over_more_than_a_year_ago_no_longer_counts() -> None:
    first = [*on("2017-03-01", taking("t1", until="2017-09-01")), *on("2017-03-31", hands_back())]
    never(told(first, on("2018-04-05", taking("t2", until="2018-05-05"))), LASTS)


def test_a_taking_over_within_two_weeks_of_one_she_ended_is_told_at_once() -> None:
    first = [*on("2017-03-01", taking("t1", until="2017-09-01")), *on("2017-03-05", takes_back())]
    story = told(first, on("2017-03-19", taking("t2", until="2017-04-02")), on("2017-03-25", takes_back(taking_over="t2")))
    fires(story, LASTS, "2017-03-19", ended="2017-03-25")


@pytest.mark.parametrize(("word", "day"), [(takes_back(), "2017-03-20"), (hands_back(), "2017-03-06")])
def test_a_taking_over_later_or_after_one_that_was_handed_back_is_not_told(word: Line, day: str) -> None:
    first = [*on("2017-03-01", taking("t1", until="2017-09-01")), *on("2017-03-05", word)]
    never(told(first, on(day, taking("t2", until="2017-03-30"))), LASTS)


DATED = "dated_into_a_taking_over"
OVER_BEFORE_IT_WAS_WRITTEN = on("2017-01-10", taking("t1", "WHAT", until="2017-01-20"))


def test_what_was_written_after_its_taking_over_had_run_out_is_told_until_she_speaks() -> None:
    story = told(OVER_BEFORE_IT_WAS_WRITTEN, on("2017-01-15", sets_goal("noor")), on("2017-03-20", confirms(5)))
    assert story.entries[4].recorded_at.date().isoformat() == "2017-02-06"
    assert subjects(story, DATED, "2017-02-06") == ["5"]
    assert subjects(story, DATED, "2017-03-19") == ["5"]
    assert subjects(story, DATED, "2017-03-20") == []


@pytest.mark.parametrize("word", [hands_back(), takes_back()])
def test_what_was_dated_before_an_end_written_earlier_is_told(word: Line) -> None:
    begun = on("2017-03-01", taking("t1", "WHAT", until="2017-09-01"))
    story = told(begun, on("2017-03-10", word), on("2017-03-05", sets_goal("noor")))
    assert story.entries[5].recorded_at < story.entries[4].recorded_at
    assert subjects(story, DATED, "2017-03-10") == ["6"]


NOT_DATED = {
    "in time": [*on("2017-03-01", taking("t1", "WHAT", until="2017-04-01")), *on("2017-03-05", sets_goal("noor"))],
    "handed back afterwards": [
        *on("2017-03-01", taking("t1", "WHAT", until="2017-09-01")),
        *on("2017-03-05", sets_goal("noor")),
        *on("2017-03-06", hands_back()),
    ],
    "imported": [*OVER_BEFORE_IT_WAS_WRITTEN, *on("2017-01-15", sets_goal("noor", source="ehr"))],
    "for a reason of its own": on("2017-01-15", IN_HER_PLACE),
    "on her behalf": [
        *on("2017-01-10", appoints("zus", "WHAT", until="2017-01-20"), answers("zus", 4)),
        *on("2017-01-15", sets_goal("zus")),
    ],
}


@pytest.mark.parametrize("lines", NOT_DATED.values(), ids=NOT_DATED)
def test_what_was_written_in_time_or_rests_on_no_taking_over_is_not_dated_into_one(lines: list[Line]) -> None:
    never(told(lines), DATED)


BESIDE = "taken_over_beside_a_representative"


def test_taking_over_beside_a_representative_is_told_until_she_speaks() -> None:
    story = told(REP, on("2017-03-01", IN_HER_PLACE), on("2017-03-20", confirms(6)))
    fires(story, BESIDE, "2017-03-01", ended="2017-03-20")


def test_a_representative_who_stops_later_could_have_decided_then() -> None:
    ends = says("representation.ended", "mila", person="zus")
    story = told(REP, on("2017-03-01", IN_HER_PLACE), on("2017-04-01", ends))
    assert since(story, BESIDE, "2017-06-01") == ["2017-03-01"]


COULD_NOT_DECIDE = {
    "nobody": [],
    "out of scope": [appoints("zus", "WHO"), answers("zus", 4)],
    "who did not answer": [appoints("zus", "WHAT")],
    "who said no": [appoints("zus", "WHAT"), answers("zus", 4, "no")],
    "whose time was over": [appoints("zus", "WHAT", until="2017-02-28"), answers("zus", 4)],
    "for property only": [by_law("zus", "WHAT", basis="administrator")],
}


@pytest.mark.parametrize("lines", COULD_NOT_DECIDE.values(), ids=COULD_NOT_DECIDE)
def test_taking_over_where_no_representative_could_decide_is_not_told(lines: list[Line]) -> None:
    never(told(on("2017-02-10", *lines), on("2017-03-01", IN_HER_PLACE)), BESIDE)


def test_who_was_appointed_later_could_not_have_decided_then() -> None:
    later = on("2017-04-01", appoints("zus", "WHAT", from_="2017-01-01"), answers("zus", 5))
    never(told(on("2017-03-01", IN_HER_PLACE), later), BESIDE)
    court = on("2017-04-01", by_law("zus", "WHAT", from_="2017-03-15"))
    never(told(on("2017-03-01", IN_HER_PLACE), court), BESIDE)


# Decided against her word. --------------------------------------------------------------------------------------------

AGAINST = "represented_against_my_word"
BUUR = [adds("buur"), nominates("buur")]

AGAINST_HER_WORD: dict[str, tuple[list[Line], Line]] = {
    "a nomination she took back": (
        [*BUUR, says("nomination.withdrawn", "mila", person="buur")],
        nominates("buur", "zus"),
    ),
    "taking part": (
        [says("participation.decided", "mila", answer="no")],
        says("participation.decided", "zus", answer="yes"),
    ),
    "another chair": (
        [says("chair.chosen", "mila", person="buur")],
        says("chair.chosen", "zus", person="zus"),
    ),
    "another rhythm": ([says("rhythm.chosen", "mila", every_weeks=8)], says("rhythm.chosen", "zus", every_weeks=1)),
    "another duration": (
        [says("duration.agreed", "mila", of="case", until="2017-05-01")],
        says("duration.agreed", "zus", of="case", until="2019-05-01"),
    ),
    "a goal of hers": ([sets_goal()], says("goal.let_go", "zus", goal="rust")),
    "a goal said otherwise": ([sets_goal(), rephrases()], rephrases("zus") | {"data": {"goal": "rust", "horizon": "short"}}),
    "a consent she took back": ([consents(), withdraws()], consents("zus", "c2")),
    "a consent she gave": ([consents()], withdraws("zus")),
    "somebody she took off": ([adds("buur"), removes_from_network("buur")], adds("buur", "zus")),
    "a permission she took back": (
        [*BUUR, permits("noor", "buur"), says("approach.withdrawn", "mila", person="buur")],
        permits("noor", "buur") | {"by": "zus"},
    ),
    "a guest she did not want": (
        [plans(), invites("buur"), says("guest.uninvited", "mila", person="buur", meeting="m1")],
        invites("buur", "zus"),
    ),
    "opening what she closed": ([says("case.closed", "mila", why="stops")], says("case.reopened", "zus")),
}


@pytest.mark.parametrize(("hers", "decided"), AGAINST_HER_WORD.values(), ids=AGAINST_HER_WORD)
def test_a_decision_against_her_own_is_told_until_she_speaks(hers: list[Line], decided: Line) -> None:
    number = 6 + len(hers)
    story = told(REP, on("2017-02-15", *hers), on("2017-03-01", decided), on("2017-03-20", confirms(number)))
    assert story.case.written[number].standing == "represented"
    fires(story, AGAINST, "2017-03-01", ended="2017-03-20")


WITH_HER_WORD: dict[str, tuple[list[Line], Line]] = {
    "she said nothing": ([], says("participation.decided", "zus", answer="yes")),
    "she said the same": (
        [says("chair.chosen", "mila", person="buur")],
        says("chair.chosen", "zus", person="buur"),
    ),
    "somebody else": (
        [*BUUR, says("nomination.withdrawn", "mila", person="buur"), adds("broer")],
        nominates("broer", "zus"),
    ),
    "she came back on it": (
        [says("participation.decided", "mila", answer=answer) for answer in ("no", "yes")],
        says("participation.decided", "zus", answer="yes"),
    ),
    "for another group": (
        [
            says("group.formed", "mila", group="verhuizen", kind="practical"),
            adds("buur"),
            nominates("buur", group="verhuizen"),
            says("nomination.withdrawn", "mila", person="buur", group="verhuizen"),
        ],
        nominates("buur", "zus"),
    ),
    "for another meeting": (
        [plans(), plans("m2"), invites("buur"), says("guest.uninvited", "mila", person="buur", meeting="m1")],
        invites("buur", "zus", "m2"),
    ),
}


@pytest.mark.parametrize(("hers", "decided"), WITH_HER_WORD.values(), ids=WITH_HER_WORD)
def test_a_decision_that_is_not_against_hers_is_not_told(hers: list[Line], decided: Line) -> None:
    story = told(REP, on("2017-02-15", *hers), on("2017-03-01", decided))
    assert story.case.written[6 + len(hers)].standing == "represented"
    never(story, AGAINST)


def test_a_decision_of_hers_that_came_later_was_not_there_to_decide_against() -> None:
    later = on("2017-03-05", says("participation.decided", "mila", answer="no"))
    never(told(REP, on("2017-03-01", says("participation.decided", "zus", answer="yes")), later), AGAINST)


MENTOR = on("2017-02-10", by_law("mentor", "WHO", by="noor"), adds("buur"))
MENTOR_ASKS = nominates("buur", "mentor", reason="Mila is opgenomen")


def test_deciding_for_who_objects_to_being_represented_is_told_until_she_speaks() -> None:
    story = told(
        MENTOR, on("2017-02-15", objects(4)), on("2017-03-01", MENTOR_ASKS), on("2017-03-20", objects(7))
    )
    fires(story, AGAINST, "2017-03-01", ended="2017-03-20")


@pytest.mark.parametrize("words", [[], [confirms(4)], [objects(4, "buur")]], ids=["silent", "confirmed", "another"])
def test_deciding_for_who_does_not_object_is_not_told(words: list[Line]) -> None:
    never(told(MENTOR, on("2017-02-15", *words), on("2017-03-01", MENTOR_ASKS)), AGAINST)


def test_an_objection_she_came_back_on_or_made_later_does_not_stand_against_a_decision() -> None:
    came_back = [*on("2017-02-15", objects(4)), *on("2017-02-16", confirms(4))]
    never(told(MENTOR, came_back, on("2017-03-01", MENTOR_ASKS)), AGAINST)
    never(told(MENTOR, on("2017-03-01", MENTOR_ASKS), on("2017-03-05", objects(4))), AGAINST)


LAW = "legal_representation_recorded"


def test_a_representative_the_law_gave_is_told_while_in_force_and_until_she_speaks() -> None:
    story = told(on("2017-03-01", by_law("mentor", "WHO", by="noor")), on("2017-03-20", confirms(4)))
    fires(story, LAW, "2017-03-01", ended="2017-03-20")


def test_a_representative_of_the_law_is_told_from_the_day_they_begin_through_their_last() -> None:
    line = by_law("mentor", "WHO", basis="administrator", from_="2017-03-10", until="2017-04-10")
    fires(told(on("2017-03-01", line)), LAW, "2017-03-10", ended="2017-04-11")


def test_a_representative_she_appointed_is_not_told_as_one_of_the_law() -> None:
    never(told(REP), LAW)


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


# At the table. --------------------------------------------------------------------------------------------------------

ALONE = "resident_not_at_own_meeting"
GUEST = "unexpected_guest"


@pytest.mark.parametrize("word", [confirms(5), objects(5)])
def test_a_meeting_of_her_group_without_her_is_told_until_she_speaks(word: Line) -> None:
    story = told(meets("2017-03-01", "noor", "gijs"), on("2017-03-20", word))
    fires(story, ALONE, "2017-03-01", ended="2017-03-20")


def comes_in(person: str) -> Line:
    """Somebody comes in while the meeting goes on."""
    return says("attendance.changed", "noor", meeting="m1", person=person, now="here", on="2017-03-01T13:30:00Z")


def test_a_meeting_she_came_to_or_of_another_kind_is_not_without_her() -> None:
    never(told(meets("2017-03-01", "noor", said=[comes_in("mila")])), ALONE)
    never(told(meets("2017-03-01", "noor", kind="consultation")), ALONE)


@pytest.mark.parametrize("word", [confirms(5), objects(5)])
@pytest.mark.parametrize("kind", ["support_group", "network_conversation"])
def test_somebody_at_the_table_she_had_not_asked_is_told_until_she_speaks(word: Line, kind: str) -> None:
    story = told(meets("2017-03-01", "mila", "buur", kind=kind), on("2017-03-20", word))
    fires(story, GUEST, "2017-03-01", ended="2017-03-20")


def guest(answer: str | None) -> list[Line]:
    """Buur was asked for meeting m1 (entry 5), and answered."""
    asked = [plans(at="2017-03-01T13:00:00Z"), invites("buur")]
    return on("2017-02-15", *asked, *([answers("buur", 5, answer)] if answer else []))


def sits(*present: str, meeting: str = "m1") -> list[Line]:
    """These are at the table of a meeting that was planned before."""
    return on("2017-03-01", says("meeting.opened", "noor", meeting=meeting, present=list(present)))


JOINED = on("2017-02-15", *BUUR, says("nomination.accepted", "buur", person="buur"))
NOT_ASKED_NOW = {
    "a guest who did not answer": [*guest(None), *sits("mila", "buur")],
    "a guest who said no": [*guest("no"), *sits("mila", "buur")],
    "a guest of another meeting": [
        *guest("yes"),
        *on("2017-02-16", plans("m2", at="2017-03-01T12:00:00Z")),
        *sits("mila", "buur", meeting="m2"),
    ],
    "a nominee who said no": [
        *on("2017-02-15", *BUUR, says("nomination.declined", "buur", person="buur")),
        *meets("2017-03-01", "mila", "buur"),
    ],
    "who is no longer a member": [
        *JOINED,
        *on("2017-02-20", says("member.removed", "mila", person="buur")),
        *meets("2017-03-01", "mila", "buur"),
    ],
    "who is no longer involved": [
        *on("2017-02-15", is_involved("buur")),
        *on("2017-02-20", says("involvement.ended", "mila", person="buur", role="care_worker", **{"on_": "2017-02-20"})),
        *meets("2017-03-01", "mila", "buur"),
    ],
    "who was asked afterwards": [*meets("2017-03-01", "mila", "buur"), *on("2017-03-05", *BUUR)],
    "who came in later": meets("2017-03-01", "mila", "noor", said=[comes_in("buur")]),
}
ASKED = {
    "a guest who said yes": [*guest("yes"), *sits("mila", "buur")],
    "a nominee": [*on("2017-02-15", *BUUR), *meets("2017-03-01", "mila", "buur")],
    "a nominee who said no later": [
        *on("2017-02-15", *BUUR),
        *meets("2017-03-01", "mila", "buur"),
        *on("2017-03-05", says("nomination.declined", "buur", person="buur")),
    ],
    "a member who left later": [
        *JOINED,
        *meets("2017-03-01", "mila", "buur"),
        *on("2017-03-05", says("member.left", "buur", person="buur")),
    ],
    "who is involved": meets("2017-03-01", "mila", "noor", "gijs"),
}


@pytest.mark.parametrize("lines", NOT_ASKED_NOW.values(), ids=NOT_ASKED_NOW)
def test_who_was_at_the_table_without_being_asked_for_it_is_told(lines: list[Line]) -> None:
    assert since(told(lines), GUEST, "2017-03-10") == ["2017-03-01"]


def test_who_turns_out_to_have_stopped_before_is_unexpected_from_the_day_that_was_told() -> None:
    stopped = says("involvement.ended", "mila", person="noor", role="care_worker", on_="2017-02-20")
    fires(told(meets("2017-03-01", "mila", "noor"), on("2017-03-20", stopped)), GUEST, "2017-03-20")


@pytest.mark.parametrize("lines", ASKED.values(), ids=ASKED)
def test_who_was_asked_is_no_unexpected_guest(lines: list[Line]) -> None:
    never(told(lines), GUEST)


# Deepening talks. -----------------------------------------------------------------------------------------------------

FORM = "deepening_not_as_chosen"
TALKS = {"without_me": ["noor", "zus"], "with_me": ["noor", "zus", "mila"]}


def deepened(*forms: str, held: str) -> list[Line]:
    """Zus was asked, Noor may hold a talk in the last of these forms, and held it (entry 6 + forms) on 1 March."""
    permits_ = [
        says("approach.permitted", "mila", person="zus", approached_by="noor", deepening=form) for form in forms
    ]
    talk = says("deepening.held", "noor", person="zus", present=TALKS[held])
    return [*on("2017-02-15", adds("zus"), nominates("zus"), *permits_), *on("2017-03-01", talk)]


@pytest.mark.parametrize(("form", "held"), [("with_me", "without_me"), ("none", "without_me"), ("without_me", "with_me")])
def test_a_talk_in_another_form_than_she_chose_is_told_until_she_speaks(form: str, held: str) -> None:
    story = told(deepened(form, held=held), on("2017-03-20", confirms(7)))
    fires(story, FORM, "2017-03-01", ended="2017-03-20")


@pytest.mark.parametrize(
    ("form", "held"),
    [("with_me", "with_me"), ("without_me", "without_me"), ("either", "with_me"), ("either", "without_me")],
)
def test_a_talk_in_the_form_she_chose_is_not_told(form: str, held: str) -> None:
    never(told(deepened(form, held=held)), FORM)


def test_the_last_form_she_chose_is_the_one_that_counts() -> None:
    never(told(deepened("with_me", "without_me", held="without_me")), FORM)
    assert subjects(told(deepened("without_me", "with_me", held="without_me")), FORM, "2017-03-01") == ["8"]
