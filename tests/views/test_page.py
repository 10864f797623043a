"""A copy as a page: read by eye, by ear, on paper and on a telephone; with only what its reader may read."""

from __future__ import annotations

import itertools
import json
import re
import typing
from collections.abc import Iterator
from typing import Any, Final

import attrs
import pytest

from svh_core import Casebook, Viewer
from svh_core.cli.demo import example_proposals
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.testing import given, open_sealing, says
from svh_core.views.look import Look
from svh_core.views.page import Made, copy_in_json, page
from svh_core.views.page.style import ALLOWED, COLOURS, GROUND, STYLE, TEXT
from svh_core.views.page.texts import TEXTS, Texts
from svh_core.views.telling import one_line
from tests.plain_dutch import Bound, measured, never_said

from .html_pages import Read

CASE: Final = "liesbeth"
READERS: Final = {CASE: "reading", "partner": "support_group", "sanne": "care", "psychiater": "care"}
HOSTILE: Final = [
    "<script>alert(1)</script>",
    "]]></style></p></li><img src=x onerror=alert(1)>",
    '" onclick="alert(1)" x="',
    "&lt;b&gt; &amp; &#60;b&#62;",
    "<!-- --!> -->",
    "\u202eomgekeerd\u202c en \u2067weg\u2069",
    "שלום “عالم” “",
    "\x1b[31m\x08\r\n\tregel",
    "{resident!p} [x] {0} %s %(a)s",
    "w" * 3000,
    "😀" * 50 + "e\u0301\u200d\u200b",
]


@attrs.frozen
class Copy:
    """Somebody's copy of the example, in both languages, and what they and the operator see of it."""

    pages: dict[str, str]
    data: dict[str, Any]
    theirs: list[dict[str, Any]]
    everything: list[dict[str, Any]]

    def read(self, language: str) -> Read:
        return Read(self.pages[language])


@pytest.fixture(scope="module")
def book() -> Casebook:
    book = Casebook.in_memory()
    book.record_all(example_proposals(CORE_RULEBOOK))
    return book


@pytest.fixture(scope="module", params=READERS)
def copy(book: Casebook, request: pytest.FixtureRequest) -> Copy:
    person = request.param
    with book.looking(CASE, viewer=Viewer("operator", capacity="operator"), purpose="audit") as look:
        everything = look.trail()
    viewer = book.viewer(CASE, person)
    with book.looking(CASE, viewer=viewer, purpose=READERS[person], action="export") as look:
        made = Made(person=person, capacity=viewer.capacity, purpose=READERS[person], at=look.moment)
        pages = {language: page(look, made, language) for language in TEXTS}
        return Copy(pages, copy_in_json(look, made), look.trail(), everything)


def words_of(entries: list[dict[str, Any]]) -> set[str]:
    """Every passage that can be read in these entries."""
    return {one_line(passage) for entry in entries for passage in _passages(entry) if isinstance(passage, str)}


def _passages(entry: dict[str, Any]) -> Iterator[Any]:
    words = [f.name for f in CORE_RULEBOOK.kinds[entry["event"]].fields if f.of is not None and "words" in f.notation]
    yield from (entry["data"].get(name) for name in words if name != "scores")
    if isinstance(scores := entry["data"].get("scores"), str):
        yield from (f"{scale} {score}" for scale, score in json.loads(scores).items())  # told scale by scale
    yield entry["reason"]
    yield from (weighed["words"] for weighed in entry["because"])


# Only what its reader may read


@pytest.mark.uncounted
def test_what_is_withheld_from_the_reader_is_nowhere_in_the_copy(copy: Copy) -> None:
    names = words_of([entry | {"reason": None, "because": []} for entry in copy.everything if "name" in entry["data"]])
    may_read = words_of(copy.theirs) | names
    withheld = {passage for passage in words_of(copy.everything) - may_read if len(passage) > 3}
    withheld = {passage for passage in withheld if not any(passage in other for other in may_read)}
    everywhere = "\n".join([*(copy.read(language).words for language in TEXTS), repr(copy.data)])
    assert {passage for passage in withheld if passage in everywhere} == set()


def test_what_the_trail_tells_the_reader_is_on_the_page(copy: Copy) -> None:
    for language in TEXTS:
        told = copy.read(language).words
        assert {passage for passage in words_of(copy.theirs) if passage not in told} == set()
        assert {entry["number"] for entry in copy.theirs} == {
            int(name.removeprefix("entry-")) for name in copy.read(language).ids if name and name.startswith("entry-")
        }


def test_somebody_elses_copy_withholds_something_and_the_owners_does_not_hide_the_network(book: Casebook) -> None:
    told = {}
    for person, purpose in READERS.items():
        viewer = book.viewer(CASE, person)
        with book.looking(CASE, viewer=viewer, purpose=purpose) as look:
            made = Made(person=person, capacity=viewer.capacity, purpose=purpose, at=look.moment)
            told[person] = Read(page(look, made, "nl")).words
    relation = "Mijn baas in de boekhandel."  # the resident's picture of somebody
    assert [person for person, words in told.items() if relation in words] == [CASE]


def test_the_figures_and_signals_are_there_for_the_owner_and_said_to_be_closed_where_they_are(copy: Copy) -> None:
    has_figures = copy.data["figures"] is not None
    assert has_figures == (len(copy.read("nl").of("table")) > 4)
    assert has_figures != (TEXTS["nl"].says["figures_closed"] in copy.read("nl").words)
    if has_figures:
        assert all(header in copy.read("nl").words for header in ("Hoe vaak", "Van de", "Zelf besloten"))


def test_who_has_looked_is_told(copy: Copy) -> None:
    if copy.data["made_for"]["capacity"] == "resident":
        assert {"audit"} <= {look["purpose"] for look in copy.data["disclosures"]}  # the operator's, from elsewhere
        named = {"broer", "moeder", "karlijn", None}  # by the example itself; None is who looked back on an emergency
        assert {"partner", *named} >= {look["recipient"] for look in copy.data["disclosures"]} - {"operator", "sanne"}
    else:
        assert copy.data["disclosures"][-1]["action"] == "export"
    told = copy.read("nl").words
    assert all(look["sentence"]["nl"] in told for look in copy.data["disclosures"])


# For eye and ear


def test_the_page_is_one_document_with_one_title_and_headings_in_order(copy: Copy) -> None:
    for language in TEXTS:
        read = copy.read(language)
        assert copy.pages[language].startswith("<!doctype html>\n<html ")
        assert read.of("html") == [{"lang": language, "dir": "ltr"}]
        levels = [level for level, _ in read.headings]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        assert all(told.strip() for _, told in read.headings)


def test_the_parts_stand_in_the_order_in_which_they_are_read_the_same_in_both_languages(copy: Copy) -> None:
    order = ["state", "trail", "signals", "figures", "disclosures", "can", "limits"]
    shapes = []
    for language in TEXTS:
        read = copy.read(language)
        assert [section["id"] for section in read.of("section")] == order
        assert [link["href"] for link in read.of("a")][1:8] == [f"#{name}" for name in order]
        shapes.append([(name, attributes.get("id")) for name, attributes in read.elements if name != "bdi"])
    assert shapes[0] == shapes[1]


def test_there_are_landmarks_and_a_way_past_the_contents(copy: Copy) -> None:
    read = copy.read("nl")
    assert [len(read.of(name)) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    first = read.of("a")[0]
    assert first["class"] == "skip"
    assert first["href"] == f"#{read.of('main')[0]['id']}"
    for part in (*read.of("section"), *read.of("nav")):
        assert part["aria-labelledby"] in read.ids


def test_every_id_is_there_once_and_every_link_leads_into_the_page(copy: Copy) -> None:
    read = copy.read("en")
    assert len(read.ids) == len(set(read.ids))
    assert {str(link["href"])[1:] for link in read.of("a")} <= set(read.ids)


def test_every_table_has_a_caption_and_headers_for_columns_and_rows(copy: Copy) -> None:
    for language in TEXTS:
        tables = copy.pages[language].split("<table")[1:]
        for table in (part.partition("</table>")[0] for part in tables):
            assert "<caption>" in table
            head, _, body = table.partition("<tbody>")
            columns = head.count('<th scope="col">')
            assert columns >= 2
            for row in body.split("<tr>")[1:]:
                assert row.startswith('<th scope="row">')
                assert 1 + row.count("<td>") == columns


def test_nothing_is_fetched_and_nothing_runs(copy: Copy) -> None:
    for language in TEXTS:
        read = copy.read(language)
        assert {name for name, _ in read.elements}.isdisjoint(
            {"script", "img", "link", "iframe", "object", "embed", "form", "input", "button", "svg", "base", "video"}
        )
        for _, attributes in read.elements:
            assert not [name for name in attributes if name.startswith("on") or name in {"src", "style", "srcset"}]
            assert str(attributes.get("href", "#")).startswith("#")
        policies = [meta["content"] for meta in read.of("meta") if "http-equiv" in meta]
        assert policies == [ALLOWED]
        assert "default-src 'none'" in ALLOWED
        assert "://" not in STYLE
        assert "url(" not in STYLE
        assert "@import" not in STYLE


def test_text_can_be_told_from_what_it_stands_on_seven_to_one() -> None:
    assert set(re.findall("#[0-9a-fA-F]{3,8}", STYLE)) == set(COLOURS.values())
    for text in TEXT:
        for ground in GROUND:
            assert _contrast(COLOURS[text], COLOURS[ground]) >= 7, (text, ground)
            assert _luminance(COLOURS[text]) < _luminance(COLOURS[ground])
    assert _contrast(COLOURS["line"], COLOURS["page"]) >= 3  # what is no text: WCAG 1.4.11


def test_the_contrast_is_reckoned_as_wcag_does() -> None:
    assert _contrast("#000000", "#ffffff") == 21
    assert round(_contrast("#767676", "#ffffff"), 2) == 4.54


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_it_can_be_printed_and_read_large_and_narrow() -> None:
    assert "@media print" in STYLE
    assert "break-inside: avoid" in STYLE
    assert "overflow-wrap: anywhere" in STYLE
    assert "table-layout: fixed" in STYLE
    assert {width for width in re.findall(r"[ -]width: ([\d.]+)rem", STYLE) if float(width) > 8} == {"44"}  # the most
    assert "user-scalable" not in STYLE


# What people say stays what they said


def _look(words: str, *, number_of_entries: int = 0) -> Look:
    scenario = given(
        says("case.opened", "mila", resident="mila", name=words, method="support_group", asks_for=words),
        says("network.person_added", "mila", person="zus", name=words, network="informal", relation_kind="family"),
        says("goal.set", "mila", goal="rust", horizon="short", words=words),
        says("chair.chosen", "zus", person="zus", reason=words)
        if number_of_entries
        else says("goal.achieved", "mila", goal="rust", words=words),
        says("statement.added", "mila", kind="view", entry=3, words=words, because={"mila": words}),
        says("objection.raised", "zus", entry=3, words=words),
    )
    return Look(
        "mila", scenario.entries, reader="mila", reveal=lambda t, n, p: open_sealing.reveal(t, number=n, path=p)
    )


def _page(look: Look, language: str, *, purpose: str = "reading") -> str:
    return page(look, Made(person="mila", capacity="resident", purpose=purpose, at=look.moment), language)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_words_break_out_of_their_place(words: str) -> None:
    harmless = Read(_page(_look("woorden"), "nl"))
    hostile = Read(_page(_look(words), "nl", purpose=words))
    plain = [(name, attributes) for name, attributes in harmless.elements if name not in {"bdi", "time"}]
    assert [(name, attributes) for name, attributes in hostile.elements if name not in {"bdi", "time"}] == plain
    assert hostile.words.count(re.sub(r"\s+", " ", one_line(words))) >= 8
    assert not re.search("[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", _page(_look(words), "nl"))


def test_words_are_set_apart_from_the_direction_of_what_stands_around_them() -> None:
    told = _page(_look("שלום"), "nl")
    assert "<bdi>“שלום”</bdi>" in told


def test_a_case_with_one_entry_is_a_whole_page_too() -> None:
    scenario = given(says("case.opened", "mila", resident="mila", method="support_group"))
    look = Look(
        "mila", scenario.entries, reader="mila", reveal=lambda t, n, p: open_sealing.reveal(t, number=n, path=p)
    )
    for language, texts in TEXTS.items():
        told = Read(_page(look, language)).words
        for name in ("nothing", "signals_none", "disclosures_none"):
            assert texts.says[name] in told


# Plain words


def fixed(texts: Texts) -> list[str]:
    """Every text that stands on a page whatever the case."""
    acts = [part for act in (*texts.owner_can, *texts.others_can) for part in act]
    return [*texts.says.values(), *texts.capacities.values(), *acts, *texts.limits]


def test_both_languages_have_the_same_texts() -> None:
    dutch, english = TEXTS["nl"], TEXTS["en"]
    assert dutch.says.keys() == english.says.keys()
    assert dutch.capacities.keys() == english.capacities.keys()
    for name in ("owner_can", "others_can", "limits"):
        assert len(getattr(dutch, name)) == len(getattr(english, name))
    for name, told in dutch.says.items():
        assert set(re.findall(r"\{\w+\}", told)) == set(re.findall(r"\{\w+\}", english.says[name])), name


def test_the_dutch_is_plainer_than_it_has_to_be() -> None:
    """Every page has these texts, so that they are held to more than B1; what the numbers mean is in `plain_dutch`."""
    assert measured(fixed(TEXTS["nl"])).too_hard(Bound(ease=85, average=8, longest=18, long_words=1)) == []
    assert [found for text in fixed(TEXTS["nl"]) for found in never_said(text)] == []


def test_every_capacity_that_can_hold_a_copy_has_a_name() -> None:
    from svh_core.sharing.roles import CAPACITIES  # noqa: PLC0415

    held_in_a_case = set(CAPACITIES) - {"auditor", "researcher", "operator"}
    assert held_in_a_case == TEXTS["nl"].capacities.keys()
    assert typing.get_type_hints(Made)["capacity"] is str
