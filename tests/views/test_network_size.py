"""How many people are around, formal and informal, on a day. There is no norm, and fewer can be what somebody wants."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from svh_core import NotPermitted, Viewer
from svh_core.testing import says
from svh_core.views.network_size import network_size_in_words

from .courses import ARTS, COURSE, MILA, NOOR, ZUS, Course, adds, lets_know, on, words_in


@pytest.fixture(scope="module")
def course() -> Course:
    return Course(*COURSE)


def told(course: Course, viewer: Viewer = MILA, **clocks: Any) -> dict[str, tuple[int, Any]]:
    with course.seen_by(viewer) as look:
        size = look.network(**clocks)
    json.dumps(size)
    assert isinstance(size.pop("as_of"), str)
    return {side: (of["people"], of["members"]) for side, of in size.items()}


def read(course: Course, viewer: Viewer = MILA, language: str = "nl", **clocks: Any) -> str:
    with course.seen_by(viewer) as look:
        return words_in(network_size_in_words(look.seen(**clocks), language))


def day(day: str) -> datetime:
    return datetime.fromisoformat(f"2017-{day}T23:00:00+00:00")


def test_how_many_people_are_around_and_how_many_of_them_are_members(course: Course) -> None:
    assert told(course) == {"informal": (2, 1), "formal": (1, 0), "peer": (1, 0)}


def test_in_words_it_says_aloud_that_fewer_can_be_what_somebody_wants(course: Course) -> None:
    assert read(course).split("\n") == [
        "Jouw netwerk op 1 juli 2017",
        "  Eigen mensen: 2, van wie er één meedoet in een groep",
        "  Hulpverleners: 1",
        "  Ervaringsdeskundigen: 1",
        "Hoeveel mensen goed is, is aan jou. Minder mensen kan precies zijn wat iemand wil.",
    ]
    assert "is for you to say. Fewer people can be just what somebody wants." in read(course, language="en")


def test_as_of_a_day_those_who_were_around_then(course: Course) -> None:
    assert told(course, as_of=day("02-06")) == {"informal": (0, 0), "formal": (1, 0), "peer": (1, 0)}
    assert told(course, as_of=day("02-14")) == {"informal": (3, 0), "formal": (1, 0), "peer": (1, 0)}
    assert told(course, as_of=day("02-15"))["informal"] == (3, 1)
    assert told(course, until=6)["informal"] == (2, 0)
    assert told(course, known_on=day("05-31"))["informal"] == (3, 1)


def test_a_peer_supporter_in_the_network_stands_apart_and_who_stopped_helping_is_not_there() -> None:
    lines = on(
        "06-02",
        adds("gijs", "formal"),
        adds("arts", "formal"),
        says("involvement.ended", "mila", person="noor", role="care_worker", on_="2017-06-02"),
    )
    assert told(Course(*COURSE, *lines)) == {"informal": (2, 1), "formal": (1, 0), "peer": (1, 0)}


def test_an_empty_case() -> None:
    course = Course(COURSE[0])
    assert told(course) == {"informal": (0, 0), "formal": (0, 0), "peer": (0, 0)}
    assert "  Eigen mensen: 0" in read(course)


def test_whom_only_the_network_is_open_to_is_told_what_stands_in_it() -> None:
    course = Course(*COURSE, *on("06-02", lets_know("arts", "network")))
    closed = {"withheld": True}
    assert told(course, ARTS) == {"informal": (2, closed), "formal": (0, closed), "peer": (0, closed)}
    assert "meedoe" not in read(course, ARTS)


@pytest.mark.parametrize("viewer", [ZUS, NOOR])
def test_who_may_not_read_all_of_the_network_is_refused_in_a_sentence(course: Course, viewer: Viewer) -> None:
    with course.seen_by(viewer) as look, pytest.raises(NotPermitted, match="the network is, is not for this viewer"):
        look.network()
    with course.seen_by(viewer) as look, pytest.raises(NotPermitted):
        list(network_size_in_words(look.seen(), "nl"))


def test_nothing_is_compared(course: Course) -> None:
    for language in ("nl", "en"):
        text = read(course, language=language)
        assert not [sign for sign in ("%", "↑", "↓", "→", "+", "gemiddeld", "average", "dan eerder") if sign in text]
