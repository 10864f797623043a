"""What holds for every picture: valid, legible, nothing runs or is fetched, and it tells no more than may be read."""

from __future__ import annotations

import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svh_core import Casebook, NotPermitted, Viewer
from svh_core.cli.demo import example_proposals
from svh_core.testing import says
from svh_core.testing.strategies import any_history, event_logs
from svh_core.views.page.style import COLOURS
from svh_core.views.pictures import style
from svh_core.views.pictures.texts import MONTHS, QUARTER, TEXTS
from svh_core.views.telling import one_line
from tests.plain_dutch import TOGETHER, Bound, measured, never_said

from ..test_page import HOSTILE
from .drawings import ELEMENTS, SVG, Drawing, contrast, every_picture, look_at, looking, luminance
from .test_goals import GOALS
from .test_sociogram import NETWORK
from .test_timeline import YEAR

CASES = ("liesbeth", "ruben", "fenna")


@pytest.fixture(scope="module")
def book() -> Casebook:
    book = Casebook.in_memory()
    for case in CASES:
        book.record_all(example_proposals(book.rulebook, case))
    return book


def is_sound(drawing: Drawing) -> None:
    """Asserts what a picture always is."""
    assert {one.tag.removeprefix(SVG) for one in drawing.root.iter()} <= ELEMENTS
    attributes = {name for one in drawing.root.iter() for name in one.attrib}
    assert not [name for name in attributes if name.startswith("on") or "href" in name or name in {"style", "class"}]
    assert "url(" not in drawing.svg
    assert re.findall(r"\bhttps?://[^\"]*", re.sub(r">[^<]*<", "><", drawing.svg)) == ["http://www.w3.org/2000/svg"]
    assert drawing.root.attrib["role"] == "img"
    named = {one.attrib.get("id"): one.text for one in drawing.root}
    assert named[drawing.root.attrib["aria-labelledby"]]
    assert named[drawing.root.attrib["aria-describedby"]] == drawing.desc
    assert drawing.root.attrib["font-family"] == "sans-serif"
    assert drawing.overlapping() == []
    assert drawing.unreadable() == []


# Whatever happened


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(event_logs(most=60) | any_history(), st.integers(0, 60))
def test_whatever_happened_can_be_drawn(entries: Any, until: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _, drawing in every_picture(looking(entries), until=until or None):
            is_sound(drawing)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_words_break_out_of_their_place(words: str) -> None:
    look = look_at(
        says(
            "network.person_added",
            "mila",
            person="zus",
            name=words,
            network="informal",
            relation=words,
            relation_kind="other",
        ),
        says("goal.set", "mila", goal="rust", horizon="short", words=words),
    )
    harmless = look_at(
        says(
            "network.person_added",
            "mila",
            person="zus",
            name="Zus",
            network="informal",
            relation="zus",
            relation_kind="other",
        ),
        says("goal.set", "mila", goal="rust", horizon="short", words="rust"),
    )
    for (_, drawing), (_, plain) in zip(every_picture(look), every_picture(harmless), strict=True):
        is_sound(drawing)
        tags = [one.tag for one in drawing.root.iter() if one.tag != f"{SVG}text"]
        assert tags == [one.tag for one in plain.root.iter() if one.tag != f"{SVG}text"]
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f]", drawing.svg)


def test_what_no_xml_can_hold_is_left_out() -> None:
    look = look_at(says("goal.set", "mila", goal="rust", horizon="short", words="a\ufffe\uffff\x08b"))
    assert "“a b”" in Drawing(look.timeline(goals=True)).words


def test_the_words_that_are_drawn_are_the_words_that_were_said() -> None:
    drawing = Drawing(
        look_at(says("goal.set", "mila", goal="g", horizon="short", words="Rust & <stilte>")).timeline(goals=True)
    )
    assert "“Rust & <stilte>”" in drawing.told()


# The examples


@pytest.mark.parametrize("case", CASES)
def test_every_example_is_drawn_soundly(book: Casebook, case: str) -> None:
    with book.looking(case, viewer=Viewer(case), purpose="reading") as look:
        for _, drawing in every_picture(look):
            is_sound(drawing)


@pytest.mark.uncounted
@pytest.mark.parametrize("case", CASES)
def test_no_picture_holds_a_word_that_its_viewer_may_not_read(book: Casebook, case: str) -> None:
    with book.looking(case, viewer=Viewer("operator", capacity="operator"), purpose="audit") as look:
        everything = {*_words(look.trail()), *_words(look.state())}
        people = [person for person in {**look.case.network, **look.case.involvements} if person != case]
    looked = 0
    for person in people:
        for purpose in ("care", "support_group"):
            try:
                with book.looking(case, viewer=book.viewer(case, person), purpose=purpose) as look:
                    may_read = "\n".join({*_words(look.trail()), *_words(look.state())})
                    drawn = "\n".join(_drawn_for(look))
            except NotPermitted:
                continue
            looked += 1
            withheld = {words for words in everything if len(words) > 3 and words not in may_read}
            assert {words for words in withheld if words in drawn} == set(), person
    assert looked


def _drawn_for(look: Any) -> Iterator[str]:
    for what in ("sociogram", "timeline", "goals"):
        for language in TEXTS:
            try:
                picture = look.picture(what, language)
            except NotPermitted:
                continue
            yield from (Drawing(picture.svg).words, " ".join(picture.words), repr(picture.data))


def _words(told: Any) -> Iterator[str]:
    """Every passage somewhere in data that is no identifier, choice, name of a field or moment."""
    if isinstance(told, dict):
        for name, value in told.items():
            if name != "sentence":
                yield from _words(value)
    elif isinstance(told, list):
        for value in told:
            yield from _words(value)
    elif isinstance(told, str) and " " in told:
        yield one_line(told)


# In grey, and large


def test_every_colour_of_words_and_lines_can_be_told_from_what_it_stands_on() -> None:
    assert [pair for pair in style.TEXT_ON if contrast(*pair) < 4.5] == []
    assert [pair for pair in style.LINES_ON if contrast(*pair) < 3] == []


def test_pictures_and_pages_have_the_same_colours() -> None:
    own = {"text": style.INK, "quiet": style.QUIET, "line": style.LINE, "page": style.PAPER, "panel": style.PANEL}
    assert {name: COLOURS[name] for name in own} == own


@pytest.mark.parametrize("what", ["sociogram", "timeline", "goals"])
def test_without_colours_every_mark_can_be_told_from_every_other(what: Any) -> None:
    drawing = Drawing(look_at(*NETWORK, *YEAR, *_more()).picture(what).svg)
    samples = _samples(drawing)
    assert len(samples) >= 4
    for (one, drawn), (other, compared) in combinations(samples.items(), 2):
        shapes = [[_shape(part) for part in parts] for parts in (drawn, compared)]
        fills = [luminance(_fill(parts)) for parts in (drawn, compared)]
        assert shapes[0] != shapes[1] or abs(fills[0] - fills[1]) > 0.3, f"{one} looks like {other} in grey"


def _more() -> tuple[dict[str, Any], ...]:
    ids = {"rust": "a", "werk": "b", "zang": "c"}
    return tuple(line | {"data": line["data"] | {"goal": ids[line["data"]["goal"]]}} for line in GOALS)


def _samples(drawing: Drawing) -> dict[str, list[ET.Element]]:
    """What each mark looks like that is explained, by its explanation."""
    groups = [one for one in drawing.root if one.tag == f"{SVG}g" and one.find(f"{SVG}title") is None and len(one)]
    return {
        group[-1].text or "": [part for one in group[:-1] for part in one.iter() if part.tag != f"{SVG}g"]
        for group in groups
        if group[-1].tag == f"{SVG}text"
    }


def _shape(part: ET.Element) -> tuple[Any, ...]:
    kept = {
        name: part.attrib[name] for name in ("r", "stroke-width", "stroke-dasharray", "width") if name in part.attrib
    }
    points = [[float(p) for p in point.split(",")] for point in part.attrib.get("points", "").split()]
    moved = [(round(x - points[0][0]), round(y - points[0][1])) for x, y in points]
    return (part.tag, part.text, tuple(kept.items()), tuple(moved))


def _fill(parts: list[ET.Element]) -> str:
    fills = [one.attrib["fill"] for one in parts if one.attrib.get("fill", "none").startswith("#")]
    return fills[-1] if fills else "#000000"


def test_a_picture_scales() -> None:
    for _, drawing in every_picture(look_at(*NETWORK)):
        _, _, width, height = map(float, drawing.root.attrib["viewBox"].split())
        assert (width, height) == (float(drawing.root.attrib["width"]), float(drawing.root.attrib["height"]))
        assert min(text.size for text in drawing.texts) >= 12


# The texts


def test_both_languages_say_the_same_things_with_the_same_places() -> None:
    assert TEXTS["nl"].keys() == TEXTS["en"].keys()
    for name, text in TEXTS["nl"].items():
        assert set(re.findall(r"{(\w+)", text)) == set(re.findall(r"{(\w+)", TEXTS["en"][name])), name
    assert {len(months) for months in MONTHS.values()} == {12}
    assert QUARTER.keys() == MONTHS.keys()


def test_dutch_is_plain_and_says_no_word_that_is_never_said() -> None:
    texts = [re.sub(r"{[^}]*}", "Mila", text) for text in TEXTS["nl"].values()]
    assert [told for text in texts for told in never_said(text)] == []
    whole = [text for text in texts if text.endswith(".")]
    assert measured(whole).too_hard(TOGETHER) == []
    assert isinstance(TOGETHER, Bound)


def test_nobody_is_addressed_for_a_picture_is_shown_to_others() -> None:
    assert not [text for text in TEXTS["nl"].values() if re.search(r"\b(je|jij|jou|jouw|u|uw)\b", text.lower())]
    assert not [text for text in TEXTS["en"].values() if re.search(r"\byour?\b", text.lower())]
