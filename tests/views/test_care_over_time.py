"""How help changed: less, more, a piece handed over, ended. It is told, and no way of it is called better."""

from __future__ import annotations

from typing import Any, Final

import pytest

from svh_core import NotPermitted, Viewer
from svh_core.testing import says
from svh_core.views.care_over_time import care_in_words

from .courses import ARTS, AUDITOR, MILA, Course, Line, adds, lets_know, on


def arranges(care: str, kind: str, level: int, **more: Any) -> Line:
    """Mila arranges help."""
    return says("care.arranged", "mila", care=care, kind=kind, level=level, **({"provider": "noor"} | more))


COURSE: Final = (
    *on(
        "02-06",
        says("case.opened", "mila", resident="mila", name="Mila", method="support_group"),  # 1
        says("involvement.recorded", "mila", person="noor", role="care_worker", from_="2017-01-01", name="Noor"),
        adds("zus", name="Zus"),  # 3
        says("nomination.made", "mila", person="zus"),  # 4
        says("nomination.accepted", "zus", person="zus"),  # 5, 6
        arranges("thuis", "home_support", 4, until="2017-12-31", words="twee keer in de week"),  # 7
        arranges("wrap", "wrap_course", 1, provider="herstelgroep", sessions=8),  # 8
    ),
    *on("03-01", says("care.scaled_up", "mila", care="thuis", level=6, until="2018-06-30")),  # 9
    *on("04-01", says("care.scaled_down", "mila", care="thuis", level=3, words="het lukt")),  # 10
    *on(
        "05-01",
        says("care.scaled_down", "mila", care="thuis", level=30),  # 11: a slip of the pen
        says("entry.corrected", "mila", entry=11, wrong="amount"),  # 12
        says("handover.proposed", "mila", care="thuis", from_="noor", to="zus", task="boodschappen doen"),  # 13
        says("request.answered", "zus", request=13, person="zus", answer="yes"),  # 14; 15 care.handed_over
        says("handover.proposed", "mila", care="thuis", from_="noor", to="zus", task="koken"),  # 16
    ),
    *on(
        "06-01",
        says("care.ended", "mila", care="wrap", sessions_attended=6, why="done", words="ik heb mijn plan"),  # 17
    ),
)


@pytest.fixture(scope="module")
def course() -> Course:
    return Course(*COURSE)


def told(course: Course, viewer: Viewer = MILA, **clocks: Any) -> list[dict[str, Any]]:
    with course.seen_by(viewer) as look:
        care: list[dict[str, Any]] = look.care_over_time(**clocks)["care"]
    return care


def read(course: Course, language: str = "nl", viewer: Viewer = MILA, **clocks: Any) -> list[str]:
    with course.seen_by(viewer) as look:
        return list(care_in_words(look.seen(**clocks), language))


def test_item_036_item_098_levels_pieces_handed_over_and_ends(course: Course) -> None:
    home, wrap = told(course)
    assert (home["care"], home["kind"], home["provider"], home["course"]) == ("thuis", "home_support", "noor", False)
    assert (home["words"], home["until"]) == ("twee keer in de week", "2018-06-30")
    assert [(one["entry"], one["change"], one["level"], one["words"]) for one in home["levels"]] == [
        (7, "arranged", 4, "twee keer in de week"),
        (9, "up", 6, None),
        (10, "down", 3, "het lukt"),
    ]
    [piece] = home["handed_over"]
    assert piece == {
        "entry": 15,
        "at": "2017-05-01T12:00:00Z",
        "from": "noor",
        "to": "zus",
        "task": "boodschappen doen",
        "proposal": 13,
    }
    assert [(one["entry"], one["to"], one["task"]) for one in home["asked"]] == [(16, "zus", "koken")]
    assert home["ended"] is None
    assert wrap["ended"] == {"entry": 17, "at": "2017-06-01T09:00:00Z", "why": "done", "words": "ik heb mijn plan"}


def test_item_078_a_course_has_sessions_planned_and_attended(course: Course) -> None:
    _, wrap = told(course)
    assert (wrap["course"], wrap["sessions"]) == (True, {"planned": 8, "attended": 6})


def test_in_words_more_is_not_better_and_less_is_not_either(course: Course) -> None:
    assert read(course) == [
        "Hulp in de loop van de tijd",
        "Het getal zegt hoeveel hulp er is. Meer is niet beter, en minder ook niet.",
        "",
        "Hulp thuis, door Noor",
        "  “twee keer in de week”",
        "  6 februari 2017: begonnen met 4",
        "  1 maart 2017: meer hulp, van 4 naar 6",
        "  1 april 2017: minder hulp, van 6 naar 3",
        "  1 mei 2017: Zus doet een stukje in plaats van Noor: “boodschappen doen”",
        "  1 mei 2017: gevraagd aan Zus, om een stukje te doen in plaats van Noor: “koken”",
        "",
        "WRAP-cursus, door herstelgroep",
        "  6 februari 2017: begonnen met 1",
        "  1 juni 2017: gestopt, het was klaar",
        "  Aantal keren gepland: 8",
        "  Aantal keren geweest: 6",
    ]
    assert "More is not better, and neither is less." in read(course, "en")[1]


def test_before_there_was_help_that_is_said(course: Course) -> None:
    assert read(course, until=6) == ["Hulp in de loop van de tijd", "Er is nog geen hulp afgesproken."]


def test_help_that_was_handed_over_before_its_question_is_looked_at_as_of_then(course: Course) -> None:
    [home, _] = told(course, until=13)
    assert (home["handed_over"], [one["entry"] for one in home["asked"]]) == ([], [13])


def test_only_to_whom_the_care_is_wholly_open() -> None:
    with pytest.raises(NotPermitted, match=r"^how help changed is not for this viewer$"):
        told(Course(*COURSE, *on("06-05", lets_know("arts", "time"))), ARTS)


def test_who_may_not_see_the_time_reads_no_reason_of_an_end() -> None:
    opened = Course(*COURSE, *on("06-05", lets_know("arts", "care")))
    home, wrap = told(opened, ARTS)
    assert (wrap["ended"]["why"], wrap["ended"]["words"]) == ({"withheld": True}, {"withheld": True})
    assert home["until"] == {"withheld": True}
    assert "  1 juni 2017: gestopt, (niet met jou gedeeld)" in read(opened, viewer=ARTS)


def test_an_auditor_sees_the_levels_and_no_word(course: Course) -> None:
    home, _ = told(course, AUDITOR)
    assert [one["level"] for one in home["levels"]] == [4, 6, 3]
    assert home["handed_over"][0]["task"] == {"withheld": True}
