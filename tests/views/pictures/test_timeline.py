"""How it went as a picture: each decision in its domain and with its standing, and what lasted for a time."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from svh_core import Casebook, Viewer
from svh_core.cli.demo import example_proposals
from svh_core.domain.records import REGIE_DOMAINS
from svh_core.testing import says

from .drawings import Drawing, look_at

YEAR = (
    says("involvement.recorded", "mila", person="noor", name="Noor", role="care_worker", from_="2017-01-01"),
    says("goal.set", "mila", on="2017-03-01T10:00:00+01:00", goal="rust", horizon="short", words="Rust"),
    says("goal.set", "mila", on="2017-03-20T10:00:00+01:00", goal="werk", horizon="long", words="Werk"),
    says(
        "regie.taken_over",
        "noor",
        on="2017-05-01T10:00:00+02:00",
        taking_over="t1",
        domains=["WHAT"],
        until="2017-05-20T10:00:00+02:00",
        told_resident="yes",
        reason="crisis",
    ),
    says("goal.let_go", "noor", on="2017-05-02T10:00:00+02:00", goal="werk"),
    says("objection.raised", "mila", on="2017-05-03T10:00:00+02:00", entry=6, words="Nee"),
    says("regie.taken_back", "mila", on="2017-05-10T10:00:00+02:00", taking_over="t1"),
    says("admission.begun", "noor", on="2017-05-01T09:00:00+02:00", stay="s1", voluntary="yes"),
    says("admission.ended", "noor", on="2017-05-12T09:00:00+02:00", stay="s1"),
    says(
        "care.arranged",
        "mila",
        on="2017-06-01T10:00:00+02:00",
        care="c1",
        kind="guidance",
        provider="noor",
        level=4,
    ),
    says("care.scaled_down", "mila", on="2017-09-01T10:00:00+02:00", care="c1", level=1),
    says(
        "meeting.planned",
        "mila",
        on="2017-07-01T10:00:00+02:00",
        meeting="b1",
        kind="support_group",
        at="2017-07-10T19:00:00+02:00",
        minutes=60,
        mode="onsite",
    ),
    says("meeting.opened", "mila", on="2017-07-10T19:00:00+02:00", meeting="b1", present=["mila", "noor"]),
    says("case.closed", "mila", on="2017-12-01T10:00:00+01:00", why="done"),
)


def test_it_is_told_in_words_domain_by_domain_with_what_lasted() -> None:
    picture = look_at(*YEAR).picture("timeline")
    assert picture.words == (
        (
            "Wat de doelen zijn: maart 2017: zelf besloten (2); mei 2017: besloten in Mila's plaats (1), "
            "met 1 daarvan was Mila het niet eens."
        ),
        "Wie erbij is: geen besluiten.",
        (
            "Hoe eraan gewerkt wordt: juni 2017: zelf besloten (1); juli 2017: zelf besloten (1); "
            "september 2017: zelf besloten (1)."
        ),
        "Hoelang het duurt: december 2017: zelf besloten (1).",
        "Bijeenkomsten: 10 juli 2017.",
        "De steungroep: van 6 februari 2017 tot 1 december 2017.",
        "Noor besluit in Mila's plaats over wat de doelen zijn: van 1 mei 2017 tot 10 mei 2017.",
        "Een opname: van 1 mei 2017 tot 12 mei 2017.",
        "Begeleiding (Noor): vanaf 1 juni 2017.",
        "Begeleiding (Noor), hoeveelheid 4 vanaf 1 juni 2017.",
        "Begeleiding (Noor), hoeveelheid 1 vanaf 1 september 2017.",
    )
    assert Drawing(picture.svg).desc == " ".join(picture.words)


def test_each_standing_has_a_shape_of_its_own_and_a_line_for_what_was_objected_to() -> None:
    drawing = Drawing(look_at(*YEAR).timeline())
    own = drawing._group("maart 2017: zelf")
    assert [one.tag.rpartition("}")[2] for one in own] == ["title", "circle", "text"]
    assert own[2].text == "2"
    taken_over = drawing._group("mei 2017: besloten in Mila")
    assert [one.tag.rpartition("}")[2] for one in taken_over] == ["title", "rect", "line"]


def test_time_goes_from_left_to_right_and_a_bar_is_as_long_as_it_lasted() -> None:
    drawing = Drawing(look_at(*YEAR).timeline())
    march, september = drawing._group("maart 2017: zelf")[1], drawing._group("september 2017: zelf")[1]
    assert float(march.attrib["cx"]) < float(september.attrib["cx"])
    taken_over, admitted = (_width(drawing, told) for told in ("Noor besluit in Mila", "Een opname: van"))
    assert admitted / taken_over == pytest.approx(11 / 9, rel=0.1)


def _width(drawing: Drawing, told: str) -> float:
    points = drawing._group(told)[1].attrib["points"].split()
    xs = [float(point.split(",")[0]) for point in points]
    return max(xs) - min(xs)


def test_as_of_a_day_nothing_after_it_is_drawn() -> None:
    words = " ".join(look_at(*YEAR).picture("timeline", as_of=datetime(2017, 5, 5, tzinfo=UTC)).words)
    assert "De steungroep: vanaf 6 februari 2017." in words
    assert "Een opname: vanaf 1 mei 2017." in words
    assert "Bijeenkomsten" not in words


def test_days_are_told_in_the_language() -> None:
    drawing = Drawing(look_at(*YEAR).timeline("en"))
    assert "Meetings: 10 July 2017." in drawing.desc
    assert "Mar" in drawing.told()


@pytest.mark.uncounted
@pytest.mark.parametrize("years", [0.1, 0.5, 3, 8, 30, 120])
def test_three_hundred_decisions_are_readable_over_any_time(years: float) -> None:
    step = timedelta(days=365.25 * years / 300)
    begin = datetime(2026, 1, 1, 10, tzinfo=UTC) - 300 * step
    made = [
        says("goal.set", "mila", on=(begin + step * index).isoformat(), goal=f"g{index}", horizon="short", words="x")
        for index in range(300)
    ]
    look = look_at(*made)
    drawing = Drawing(look.timeline())
    assert drawing.overlapping() == []
    marks = [float(one.attrib["cx"]) for one in drawing.root.iter() if one.attrib.get("r") == "9"]
    places = sorted(set(marks[:-2]))  # the last two explain
    assert all(after - before >= 20 for before, after in pairwise(places))
    goals = drawing.desc.partition(". Wie erbij")[0]
    assert sum(map(int, re.findall(r"\((\d+)\)", goals))) == 300
    assert len(look.picture("timeline").data["decisions"]) == 300


def test_more_than_a_hundred_in_one_mark_fit_and_are_told_in_words() -> None:
    day = "2017-02-07T10:00:00+01:00"
    made = [says("goal.set", "mila", on=day, goal=f"g{index}", horizon="short", words="x") for index in range(120)]
    drawing = Drawing(look_at(*made).timeline())
    assert "99+" in drawing.told()
    assert "zelf besloten (120)" in drawing.desc
    assert drawing.overlapping() == []


def test_no_more_is_drawn_than_the_figures_count() -> None:
    book = Casebook.in_memory()
    book.record_all(example_proposals(book.rulebook, "liesbeth"))
    with book.looking("liesbeth", viewer=Viewer("liesbeth"), purpose="reading") as look:
        drawn = Counter((one["domain"], one["standing"]) for one in look.picture("timeline").data["decisions"])
        counted = look.figures()
        lines = [counted, counted["under_measure"], counted["imported"]]
        for domain in REGIE_DOMAINS:
            of = sum(line["domains"][domain]["N"] for line in lines)
            assert sum(number for (where, _), number in drawn.items() if where == domain) == of


def test_who_may_read_less_sees_less_and_is_told_so() -> None:
    book = Casebook.in_memory()
    book.record_all(example_proposals(book.rulebook, "liesbeth"))
    with book.looking("liesbeth", viewer=Viewer("liesbeth"), purpose="care") as look:
        everything = {one["number"] for one in look.picture("timeline").data["decisions"]}
    with book.looking("liesbeth", viewer=book.viewer("liesbeth", "buurvrouw"), purpose="support_group") as look:
        picture = look.picture("timeline")
        seen = {entry["number"] for entry in look.trail()}
    drawn = {one["number"] for one in picture.data["decisions"]}
    assert drawn
    assert drawn < everything
    assert drawn <= seen
    assert picture.words[-1] == "Hier staat alleen wat gedeeld is met wie dit bekijkt."
    assert json.dumps(picture.data)


def test_nothing_at_all_is_a_picture_too() -> None:
    drawing = Drawing(look_at().timeline(until=0))  # nothing is known by then
    assert "Er is nog niets om te tekenen." in drawing.told()


def entries_of(picture: Any) -> set[int]:
    return {one["number"] for one in picture.data["decisions"]}


def test_what_was_put_right_as_entered_twice_is_not_drawn() -> None:
    twice = look_at(*YEAR[:3], says("entry.corrected", "mila", entry=3, wrong="entered_twice"))
    assert entries_of(twice.picture("timeline")) == {4}
