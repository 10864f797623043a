"""When signals keep silent, which are shown unasked, and what never fires one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from svh_core.testing.scenarios import Scenario, says
from svh_core.views.signals import SIGNALS

from ...domain.openings import Line, agrees, consents, nominates, objects, sets_goal, withdraws
from .days import end_of, explains, fires, joins, leaves, look, meets, never, on, since, subjects, told

REGIE = frozenset(
    {
        "about_me_without_me",
        "taken_over_open",
        "taking_over_lasts",
        "dated_into_a_taking_over",
        "taken_over_beside_a_representative",
        "entered_for_you",
        "consent_unconfirmed",
        "objection_unanswered",
        "not_told",
        "role_given_oneself",
        "represented_against_my_word",
        "legal_representation_recorded",
        "resident_not_at_own_meeting",
        "unexpected_guest",
        "deepening_not_as_chosen",
        "change_requested_open",
        "measured_without_asking",
    }
)
LAW = frozenset({"help_late", "measure_in_force", "emergency_review_due"})
GUIDES_SHOWN = frozenset({"rhythm_overdue", "next_not_planned", "unanswered_nomination", "open_need"})

ASKED = on("2017-03-01", says("network.person_added", "mila", person="zus", network="informal", relation_kind="family"))
ASKED += on("2017-03-01", nominates("zus"))
GUIDE = "unanswered_nomination"
"""A guide signal that holds from 13 April on in what was ASKED."""


def decides(answer: str) -> Line:
    """The resident decides whether to take part."""
    return says("participation.decided", "mila", answer=answer)


CLOSES = says("case.closed", "mila", why="stops")
REOPENS = says("case.reopened", "mila")

# Quiet. ---------------------------------------------------------------------------------------------------------------

QUIET = {
    "pause": (decides("pause"), decides("yes")),
    "stop": (decides("stop"), decides("yes")),
    "close": (CLOSES, REOPENS),
}


@pytest.mark.parametrize(("stops", "goes_on"), QUIET.values(), ids=QUIET)
def test_the_guideline_keeps_silent_from_a_stop_until_the_resident_goes_on(stops: Line, goes_on: Line) -> None:
    story = told(ASKED, on("2017-05-01", stops), on("2017-07-01", goes_on))
    fires(story, GUIDE, "2017-04-13", ended="2017-05-01")
    fires(story, GUIDE, "2017-07-01")


@pytest.mark.parametrize(("stops", "goes_on"), QUIET.values(), ids=QUIET)
def test_what_became_so_in_a_quiet_time_is_told_when_it_is_over(stops: Line, goes_on: Line) -> None:
    story = told(ASKED, on("2017-03-05", stops), on("2017-07-01", goes_on))
    fires(story, GUIDE, "2017-07-01")


@pytest.mark.parametrize(("stops", "goes_on"), QUIET.values(), ids=QUIET)
def test_regie_goes_on_in_a_quiet_time(stops: Line, goes_on: Line) -> None:
    before = on("2017-03-01", sets_goal("noor", reason="Mila is opgenomen"), objects(2))
    during = on("2017-03-20", sets_goal("noor", goal="wonen", reason="Mila is opgenomen"))
    story = told(before, on("2017-03-05", stops), during, on("2017-07-01", goes_on))
    assert since(story, "taken_over_open", "2017-06-01") == ["2017-03-01", "2017-03-20"]
    assert since(story, "objection_unanswered", "2017-06-01") == ["2017-03-16"]
    assert "2017-03-28" in since(story, "not_told", "2017-06-01")


HARD_TIMES = on(
    "2017-03-01",
    says("help.asked", "mila", help="h1", kind="contact", asked_of="noor"),
    says("admission.begun", "noor", stay="s1", voluntary="no"),
    says(
        "legal_measure.recorded",
        "noor",
        measure="lm1",
        kind="crisis_measure",
        limits=["HOW"],
        from_="2017-03-01",
        until="2017-09-01",
        decided_by="de burgemeester",
    ),
    says("emergency.opened", "arts", recipient="arts", categories=["crisis"], review_on="2017-03-10", reason="gevaar"),
)


@pytest.mark.parametrize(("stops", "goes_on"), QUIET.values(), ids=QUIET)
def test_law_and_safety_go_on_in_a_quiet_time(stops: Line, goes_on: Line) -> None:
    story = told(HARD_TIMES, on("2017-03-05", stops), on("2017-07-01", goes_on))
    hits = look(story).signals("en", as_of=end_of("2017-06-01"), also=["all"])
    assert {hit.id for hit in hits if hit.kind != "regie"} == LAW | {"admission_long"}


@pytest.mark.parametrize("signal", sorted(LAW | {"admission_long"}))
def test_an_explanation_keeps_no_signal_of_law_or_safety_silent(signal: str) -> None:
    story = told(HARD_TIMES, on("2017-04-01", explains(signal)))
    assert len(since(story, signal, "2017-06-01")) == 1


def test_a_yes_does_not_open_a_closed_case_again() -> None:
    story = told(ASKED, on("2017-05-01", CLOSES), on("2017-06-01", decides("yes")), on("2017-07-01", REOPENS))
    assert since(story, GUIDE, "2017-06-15") == []
    fires(story, GUIDE, "2017-07-01")


@pytest.mark.parametrize("answer", ["no", "later"])
def test_a_no_or_later_is_no_quiet_time(answer: str) -> None:
    assert since(told(ASKED, on("2017-03-05", decides(answer))), GUIDE, "2017-05-01") == ["2017-04-13"]


def test_every_guide_signal_keeps_silent_after_a_close() -> None:
    story = told(
        ASKED, joins("2017-03-02", "buur"), meets("2017-03-10", "mila", "buur", "vreemde"), on("2017-03-20", CLOSES)
    )
    for day in ("2017-03-20", "2017-06-01", "2018-06-01"):
        hits = look(story).signals("en", as_of=end_of(day), also=["all"])
        assert {str(hit.kind) for hit in hits} == {"regie"}, day


# Explained. -----------------------------------------------------------------------------------------------------------

TWO_MEETINGS = [*meets("2017-03-01", "noor"), *meets("2017-03-02", "noor", meeting="m2")]
TRIAD = "triad_incomplete"


def test_what_is_explained_is_silent_for_its_subject_through_its_last_day() -> None:
    story = told(TWO_MEETINGS, on("2017-03-10", explains(TRIAD, subject="m1", until="2017-04-10")))
    assert subjects(story, TRIAD, "2017-03-09") == ["m1", "m2"]
    assert subjects(story, TRIAD, "2017-03-10") == ["m2"]
    assert subjects(story, TRIAD, "2017-04-10") == ["m2"]
    assert sorted(since(story, TRIAD, "2017-04-11")) == ["2017-03-02", "2017-04-11"]


def test_what_is_explained_without_end_or_subject_is_silent_for_good_and_for_all() -> None:
    story = told(TWO_MEETINGS, on("2017-03-10", explains(TRIAD)))
    assert [subjects(story, TRIAD, day) for day in ("2017-03-10", "2019-03-10")] == [[], []]


def test_an_explanation_of_another_signal_leaves_this_one() -> None:
    story = told(TWO_MEETINGS, on("2017-03-10", explains("no_chair", subject="m1")))
    assert subjects(story, TRIAD, "2017-03-10") == ["m1", "m2"]


def test_what_was_explained_before_it_was_so_is_silent_from_the_first_day() -> None:
    never(told(on("2017-02-20", explains(TRIAD)), TWO_MEETINGS), TRIAD)


@pytest.mark.parametrize("signal", sorted(REGIE))
def test_no_signal_about_regie_is_explained(signal: str) -> None:
    told().when(explains(signal)).refused_by("regie_is_answered_not_explained")


@pytest.mark.parametrize("signal", sorted(set(SIGNALS) - REGIE))
def test_every_signal_of_the_guideline_may_be_explained(signal: str) -> None:
    told().when(explains(signal)).accepted()


def test_what_was_entered_twice_deserves_no_attention_any_more() -> None:
    twice = on("2017-04-20", says("entry.corrected", "mila", entry=5, wrong="entered_twice"))
    fires(told(ASKED, twice), GUIDE, "2017-04-13", ended="2017-04-20")
    words = on("2017-04-20", says("entry.corrected", "mila", entry=5, wrong="words"))
    assert since(told(ASKED, words), GUIDE, "2017-05-01") == ["2017-04-13"]


# By default. ----------------------------------------------------------------------------------------------------------


def test_regie_law_and_four_guides_are_shown_unasked() -> None:
    assert {name for name, one in SIGNALS.items() if one.on_by_default} == (REGIE | LAW | GUIDES_SHOWN) & set(SIGNALS)
    assert {name for name, one in SIGNALS.items() if one.kind == "regie"} == REGIE & set(SIGNALS)
    assert set(SIGNALS) >= GUIDES_SHOWN


def shown(scenario: Scenario, *also: str) -> set[str]:
    """Which signals are shown on a day, where these are asked for besides."""
    return {hit.id for hit in look(scenario).signals("nl", as_of=end_of("2017-04-20"), also=also)}


def test_the_others_are_shown_only_to_who_asks_for_them() -> None:
    story = told(ASKED, meets("2017-03-10", "noor"))
    regie_and_guides = {"resident_not_at_own_meeting", "next_not_planned", "unanswered_nomination"}
    assert shown(story) == regie_and_guides
    assert shown(story, "no_chair") == regie_and_guides | {"no_chair"}
    assert shown(story, "all") > regie_and_guides | {"no_chair", TRIAD}


# What never fires one. ------------------------------------------------------------------------------------------------

AROUND = [
    *joins("2017-02-10", "zus"),  # the membership is entry 7
    *on("2017-02-11", sets_goal(), consents(), agrees("zus")),
    *meets("2017-02-12", "mila", "noor", "zus", spoke=["mila", "noor", "zus"]),
]
HER_WAY = {
    "distance": says("distance.chosen", "mila", person="zus", kind="distance"),
    "no contact": says("distance.chosen", "mila", person="zus", kind="no_contact"),
    "closer": says("distance.chosen", "mila", person="zus", kind="closer"),
    "a goal let go": says("goal.let_go", "mila", goal="rust"),
    "not taking part": decides("no"),
    "a pause": decides("pause"),
    "a stop": decides("stop"),
    "a consent withdrawn": withdraws(),
    "reading when she asks": says("reading.chosen", "mila", how="when_i_ask"),
}


@pytest.mark.parametrize("line", HER_WAY.values(), ids=HER_WAY)
def test_her_own_way_never_fires_a_signal(line: Line) -> None:
    without, with_it = told(AROUND), told(AROUND, on("2017-03-01", line))
    for days in (0, 1, 8, 15, 43, 61, 92, 200, 380):
        day = date(2017, 3, 1) + timedelta(days=days)
        assert _all_on(with_it, day) <= _all_on(without, day), day


def _all_on(scenario: Scenario, day: date) -> set[tuple[str, str, Sequence[int]]]:
    return {(hit.id, hit.subject, hit.entries) for hit in look(scenario).signals("en", as_of=end_of(day), also=["all"])}


def test_reading_less_does_not_change_what_can_be_read() -> None:
    story = told(on("2017-03-01", sets_goal("noor", reason="Mila is opgenomen"), HER_WAY["reading when she asks"]))
    assert since(story, "taken_over_open", "2017-03-01") == ["2017-03-01"]


def test_who_leaves_her_group_for_distance_is_counted_by_no_signal() -> None:
    story = told(joins("2017-02-10", "zus"), on("2017-03-01", HER_WAY["distance"], leaves()))
    assert _all_on(story, date(2017, 6, 1)) == set()
