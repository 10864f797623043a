"""The triad: who was at each meeting of the group, by the three sides, as the figures count it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from svh_core import NotPermitted, Viewer
from svh_core.testing import says
from svh_core.views.triad import triad_in_words

from .courses import ARTS, COURSE, MILA, NOOR, NOW, ZUS, Course, lets_know, on, words_in


@pytest.fixture(scope="module")
def course() -> Course:
    return Course(*COURSE)


def told(course: Course, viewer: Viewer = MILA, **clocks: Any) -> list[dict[str, Any]]:
    with course.seen_by(viewer) as look:
        triad = look.triad(**clocks)
    json.dumps(triad)
    meetings: list[dict[str, Any]] = triad["meetings"]
    return meetings


def read(course: Course, viewer: Viewer = MILA, language: str = "nl", **clocks: Any) -> str:
    with course.seen_by(viewer) as look:
        return words_in(triad_in_words(look.seen(**clocks), language))


def test_who_was_at_each_meeting_by_the_three_sides(course: Course) -> None:
    assert told(course) == [
        {
            "meeting": "m1",
            "group": "support_group",
            "at": "2017-02-20T14:00:00Z",
            "entry": 19,
            "present": ["mila", "gijs", "noor", "zus"],
            "resident": True,
            "sides": {"informal": ["zus"], "formal": ["noor"], "peer": ["gijs"], "unknown": []},
            "three_sides": True,
            "spoke": ["mila", "zus"],
        },
        {
            "meeting": "m2",
            "group": "support_group",
            "at": "2017-05-15T14:00:00Z",
            "entry": 28,
            "present": ["noor", "zus"],
            "resident": False,
            "sides": {"informal": ["zus"], "formal": ["noor"], "peer": [], "unknown": []},
            "three_sides": False,
            "spoke": None,
        },
    ]


def test_in_words(course: Course) -> None:
    assert read(course).split("\n") == [
        "Wie er bij de bijeenkomsten was, tot en met 1 juli 2017",
        "",
        "20 februari 2017, 15:00",
        "  Met jou, gijs, noor en Zus erbij",
        "  Eigen mensen: Zus",
        "  Hulpverleners: noor",
        "  Ervaringsdeskundigen: gijs",
        "  De eigenaar, eigen mensen en hulpverleners waren er alle drie.",
        "  Iets gezegd door jou en Zus",
        "",
        "15 mei 2017, 16:00",
        "  Met noor en Zus erbij",
        "  Eigen mensen: Zus",
        "  Hulpverleners: noor",
    ]


@pytest.mark.parametrize("day", ["2017-02-19", "2017-02-21", "2017-05-16", "2017-07-01"])
def test_it_counts_as_the_figures_do(course: Course, day: str) -> None:
    as_of = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    meetings = told(course, as_of=as_of)
    with course.seen_by() as look:
        counted = look.figures(as_of=as_of)["case"]["triad"]
    assert counted == {"of": len(meetings), "is": sum(one["three_sides"] for one in meetings)}


def test_somebody_whom_nothing_is_known_of_is_on_no_side() -> None:
    lines = [
        *on("06-02", says("meeting.planned", "mila", meeting="m3", kind="support_group", at="2017-06-03T09:00:00Z",
                          minutes=60, mode="onsite")),
        *on("06-03", says("meeting.opened", "mila", meeting="m3", present=["mila", "iemand"])),
    ]  # fmt: skip
    course = Course(*COURSE, *lines)
    assert told(course)[-1]["sides"] == {"informal": [], "formal": [], "peer": [], "unknown": ["iemand"]}
    assert "  Anderen: iemand" in read(course)


def test_a_network_conversation_is_not_among_them() -> None:
    lines = on(
        "02-07",
        says("meeting.planned", "mila", meeting="m1", kind="network_conversation", at="2017-02-08T09:00:00Z",
             minutes=60, mode="onsite"),
        says("meeting.opened", "mila", meeting="m1", present=["mila"]),
    )  # fmt: skip
    course = Course(COURSE[0], *lines)
    assert told(course) == []
    assert "Er was nog geen bijeenkomst van de steungroep." in read(course)


def test_a_beginning_that_was_put_right_is_not_among_them() -> None:
    course = Course(*COURSE, *on("06-02", says("entry.corrected", "mila", entry=28, wrong="moment")))
    assert [one["meeting"] for one in told(course)] == ["m1"]
    assert [one["meeting"] for one in told(course, as_of=datetime.fromisoformat("2017-06-01T00:00:00Z"))] == [
        "m1",
        "m2",
    ]
    assert NOW.year == 2017


def test_whom_meetings_are_open_to_and_not_the_network_is_told_who_were_there_and_no_side() -> None:
    course = Course(*COURSE, *on("06-02", lets_know("arts", "meetings")))
    first = told(course, ARTS)[0]
    assert first["present"] == ["mila", "gijs", "noor", "zus"]
    assert (first["sides"], first["three_sides"]) == ({"withheld": True}, {"withheld": True})
    text = read(course, ARTS)
    assert "Eigen mensen" not in text
    assert "alle drie" not in text
    more = Course(*COURSE, *on("06-02", lets_know("arts", "meetings", "network", "care")))
    assert told(more, ARTS)[0]["sides"]["informal"] == ["zus"]


@pytest.mark.parametrize("viewer", [ZUS, NOOR])
def test_who_may_not_read_all_meetings_is_refused_in_a_sentence(course: Course, viewer: Viewer) -> None:
    with course.seen_by(viewer) as look, pytest.raises(NotPermitted, match="at the meetings is not for this viewer"):
        look.triad()
    with course.seen_by(viewer) as look, pytest.raises(NotPermitted):
        list(triad_in_words(look.seen(), "nl"))
