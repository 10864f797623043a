"""The phases are read off as "has happened": since when, and which entries show it. Nothing is said to be missing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from svh_core import NotPermitted, Viewer
from svh_core.testing import says
from svh_core.views.phases import PHASES, phases_in_words

from .courses import ARTS, COURSE, MILA, NOOR, ZUS, Course, lets_know, on, words_in

EMPTY: dict[str, tuple[str | None, list[int]]] = {phase: (None, []) for phase in PHASES}


@pytest.fixture(scope="module")
def course() -> Course:
    return Course(*COURSE)


def told(course: Course, viewer: Viewer = MILA, **clocks: Any) -> dict[str, tuple[str | None, list[int]]]:
    with course.seen_by(viewer) as look:
        phases = look.phases(**clocks)
    json.dumps(phases)
    return {one["phase"]: (one["since"], one["entries"]) for one in phases["phases"]}


def read(course: Course, viewer: Viewer = MILA, language: str = "nl", **clocks: Any) -> str:
    with course.seen_by(viewer) as look:
        return words_in(phases_in_words(look.seen(**clocks), language))


def test_what_has_happened_of_each_phase(course: Course) -> None:
    assert told(course) == {
        "preparation": ("2017-02-06", [4, 5, 6, 7, 8, 9, 10, 11, 15, 16, 31]),
        "deepening": ("2017-02-08", [12, 13]),
        "planning": ("2017-02-16", [17, 18, 23]),
        "first_meeting": ("2017-02-20", [19, 20, 21, 22, 23, 24]),
        "follow_up": ("2017-03-10", [25, 28, 29, 30]),
        "evaluation": ("2017-06-01", [33]),
    }


def test_in_words(course: Course) -> None:
    assert read(course).split("\n") == [
        "Wat er is gebeurd, tot en met 1 juli 2017",
        "  Voorbereiden: vanaf 6 februari 2017 (regel 4-11, 15-16, 31)",
        "  Verdiepen: vanaf 8 februari 2017 (regel 12-13)",
        "  Plannen: vanaf 16 februari 2017 (regel 17-18, 23)",
        "  De eerste bijeenkomst: vanaf 20 februari 2017 (regel 19-24)",
        "  Verder gaan: vanaf 10 maart 2017 (regel 25, 28-30)",
        "  Terugkijken: vanaf 1 juni 2017 (regel 33)",
        "Er is geen vaste volgorde. Alles kan door elkaar lopen, en niets hoeft.",
    ]


def test_as_of_a_day_only_what_had_happened_by_then(course: Course) -> None:
    then = told(course, as_of=datetime.fromisoformat("2017-02-16T23:00:00+01:00"))
    assert then["preparation"] == ("2017-02-06", [4, 5, 6, 7, 8, 9, 10, 11, 15, 16])
    assert then["planning"] == ("2017-02-16", [17, 18])
    assert (then["first_meeting"], then["follow_up"], then["evaluation"]) == ((None, []),) * 3
    assert told(course, known_on=datetime.fromisoformat("2017-02-06T23:00:00+01:00")) == EMPTY | {
        "preparation": ("2017-02-06", [4])
    }
    assert told(course, until=12)["deepening"] == ("2017-02-08", [12])


def test_a_case_in_which_nothing_has_happened() -> None:
    course = Course(COURSE[0])
    assert told(course) == EMPTY
    assert "  Plannen: hiervan staat hier niets" in read(course).splitlines()


def test_the_order_is_free_and_each_phase_counts_from_its_own_first_day() -> None:
    backwards = [
        *on("02-07", says("composition.evaluated", "mila", outcome="fits")),
        *on("02-08", says("introduction.held", "noor", present=["mila", "noor"], minutes=30, explained=["group"])),
    ]
    assert told(Course(COURSE[0], *backwards)) == EMPTY | {
        "evaluation": ("2017-02-07", [2]),
        "preparation": ("2017-02-08", [3]),
    }


def test_a_network_conversation_is_no_meeting_of_the_group_and_an_evaluation_is_one() -> None:
    def planned(meeting: str, kind: str) -> dict[str, Any]:
        at = "2017-02-08T09:00:00Z"
        return says("meeting.planned", "mila", meeting=meeting, kind=kind, at=at, minutes=60, mode="onsite")

    def began(meeting: str) -> dict[str, Any]:
        return says("meeting.opened", "mila", meeting=meeting, present=["mila"])

    lines = on("02-07", planned("m1", "network_conversation"), planned("m2", "evaluation"), began("m1"), began("m2"))
    assert told(Course(COURSE[0], *lines)) == EMPTY | {"evaluation": ("2017-02-07", [5])}


def test_what_was_entered_twice_shows_nothing() -> None:
    lines = on(
        "02-07",
        says("introduction.held", "noor", present=["mila", "noor"], minutes=30, explained=["group"]),
        says("entry.corrected", "mila", entry=2, wrong="entered_twice"),
    )
    assert told(Course(COURSE[0], *lines)) == EMPTY


def test_whom_only_meetings_are_open_to_is_told_that_it_is_a_part() -> None:
    course = Course(*COURSE, *on("06-02", lets_know("arts", "meetings")))
    shown = told(course, ARTS)
    assert shown["preparation"] == ("2017-02-06", [4]), "the talk was a meeting; goals, network and nominations are not"
    assert shown["first_meeting"][1] == [19, 20, 22, 23, 24], "the agreement is not shared"
    assert "Dit gaat alleen over wat met jou gedeeld is." in read(course, ARTS)
    with course.seen_by(ARTS) as look:
        assert look.phases()["whole"] is False


@pytest.mark.parametrize("viewer", [ZUS, NOOR])
def test_who_may_not_read_all_meetings_is_refused_in_a_sentence(course: Course, viewer: Viewer) -> None:
    with course.seen_by(viewer) as look, pytest.raises(NotPermitted, match="the phases is not for this viewer"):
        look.phases()
    with course.seen_by(viewer) as look, pytest.raises(NotPermitted):
        list(phases_in_words(look.seen(), "nl"))


def test_nothing_is_called_due_missing_or_half(course: Course) -> None:
    for language, never in (("nl", ("moet", "%", "nog niet")), ("en", ("should", "must", "%", "not yet"))):
        text = read(course, language=language) + read(Course(COURSE[0]), language=language)
        assert not [word for word in never if word in text]
