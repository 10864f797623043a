"""The copy's page in headless Chromium: nothing keeps people out, nothing is fetched, it fits, and it prints well."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from svh_core.cli import main
from svh_core.views.page.texts import TEXTS

from ..browser import barriers
from .test_page import HOSTILE, _look, _page

pypdf = pytest.importorskip("pypdf", reason="the dependency group `browser` is not installed")

COPIES: Final = [("liesbeth", "kopie.nl.html"), ("sanne", "copy.en.html")]
"""The owner's and another's. In its other language each has the same elements, says a test of the page."""
A4: Final = (595, 842)
"""In points."""
MARGIN: Final = 56
"""Two centimetres of it."""
TEXT_WIDTH: Final = 642
"""What the margins leave of the width, in pixels of 1/96 inch."""
BLOCKS: Final = """
[...document.querySelectorAll("h1, h2, h3, p, dt, dd, tr, .trail > li, section > ul > li")]
  .filter(one => !one.closest("nav")).map(one => [one.localName, one.textContent])
"""
UNBROKEN: Final = ("h1", "h2", "h3", "p", "dt", "dd", "tr", "li")
HEADS: Final = {
    "".join(texts.says[name] for name in columns).replace(" ", "")
    for texts in TEXTS.values()
    for columns in (("what", "is", "of_how_many"), ("since", "question"), ("when", "looked"))
}
"""The rows that say what the columns of a table are."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copies of the example."""
    folder = tmp_path_factory.mktemp("pages")
    assert main(["demo", str(folder / "demo")]) == 0
    for person, _ in COPIES:
        where = ["-o", str(folder / person), "--db", str(folder / "demo" / "casebook.db")]
        assert main(["copy", "liesbeth", "--as", person, *where]) == 0
    return folder


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield tab
    tab.close()


def asked_by(tab: Any, page: Path) -> list[str]:
    """Opens a page; everything that is fetched for it."""
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(page.as_uri())
    return asked


def fits(tab: Any) -> bool:
    """Whether all of the page can be read without scrolling sideways: on a telephone, and at 200 % of either kind."""
    widths = []
    for width in (640, 320):  # 640 is what is left of 1280 at 200 %
        tab.set_viewport_size({"width": width, "height": 900})
        widths.append(tab.evaluate("document.documentElement.scrollWidth") <= width)
    tab.set_viewport_size({"width": 640, "height": 900})
    tab.evaluate("document.documentElement.style.fontSize = '36px'")
    return all([*widths, tab.evaluate("document.documentElement.scrollWidth") <= 640])


# On a screen


@pytest.mark.parametrize(("person", "page"), COPIES)
def test_nothing_keeps_anybody_out_nothing_is_fetched_and_it_fits(
    tab: Any, folder: Path, person: str, page: str
) -> None:
    file = folder / person / page
    asked = asked_by(tab, file)
    assert barriers(tab) == []
    assert asked == [file.as_uri()]
    assert fits(tab)


def test_a_barrier_is_found_where_there_is_one(tab: Any) -> None:
    tab.set_content("<!doctype html><html lang=nl><title>t</title><main><h1>k</h1><img src='data:,'></main></html>")
    assert [one.partition(":")[0] for one in barriers(tab)] == ["image-alt"]
    tab.set_content("<!doctype html><p style='width: 2000px'>breed</p>")
    assert not fits(tab)


def test_hostile_words_fetch_nothing_run_nothing_and_fit(tab: Any, tmp_path: Path) -> None:
    said: list[str] = []

    def dismiss(dialog: Any) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    tab.on("dialog", dismiss)
    for index, words in enumerate([*HOSTILE, " ".join(HOSTILE)]):
        file = tmp_path / f"{index}.html"
        file.write_text(_page(_look(words), "nl"), encoding="utf-8")
        assert asked_by(tab, file) == [file.as_uri()]
        assert fits(tab), words
    assert barriers(tab) == []
    assert said == []


def test_it_is_walked_through_with_the_keyboard(tab: Any, folder: Path) -> None:
    tab.goto((folder / "liesbeth" / "kopie.nl.html").as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "text"


# On paper


@attrs.frozen
class Sheet:
    """One printed sheet: its number, what else stands on it without any space, and how high the last of it stands."""

    number: str
    told: str
    ends_at: float


@attrs.frozen
class Printed:
    """A page that was printed: its sheets, and its blocks as the page itself has them: element and text."""

    title: str
    sheets: list[Sheet]
    blocks: list[tuple[str, str]]

    def of(self, *elements: str) -> list[str]:
        return [told for element, told in self.blocks if element in elements]


@pytest.fixture(scope="module", params=COPIES, ids="-".join)
def printed(chromium: Any, folder: Path, request: pytest.FixtureRequest) -> Printed:
    tab = chromium.new_page()
    tab.goto((folder / request.param[0] / request.param[1]).as_uri())
    pdf = pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True)))
    blocks = [(element, _closed_up(told)) for element, told in tab.evaluate(BLOCKS)]
    tab.close()
    assert {tuple(map(round, sheet.mediabox[2:])) for sheet in pdf.pages} == {A4}
    return Printed(pdf.metadata.title, [_sheet(sheet) for sheet in pdf.pages], blocks)


def _closed_up(told: str) -> str:
    return "".join(told.split())


def _sheet(sheet: Any) -> Sheet:
    heights: list[float] = []

    def found(told: str, placed: list[float], within: list[float], *_: Any) -> None:
        if told.strip():
            heights.append(placed[3] * within[5] + placed[5])

    number, _, told = sheet.extract_text(visitor_text=found).partition("\n")  # the margin is printed first
    return Sheet(number, _closed_up(told), min(height for height in heights if height > MARGIN))


def test_all_of_it_is_on_paper_and_no_entry_row_or_line_is_broken_over_two_sheets(printed: Printed) -> None:
    told = [sheet.told for sheet in printed.sheets]
    assert len(printed.blocks) > 500
    assert [block for block in printed.of(*UNBROKEN) if not any(block in sheet for sheet in told)] == []
    assert told[0].startswith(printed.of("h1")[0])
    assert told[-1].endswith(printed.of("p")[-1])


def test_no_sheet_ends_with_a_heading_and_none_is_half_empty(printed: Printed) -> None:
    headings = {*printed.of("h2", "h3", "dt"), *(row for row in printed.of("tr") if row in HEADS)}
    assert headings & HEADS
    for sheet in printed.sheets[:-1]:
        assert [heading for heading in headings if sheet.told.endswith(heading)] == [], sheet.number
        assert sheet.ends_at < A4[1] / 2, sheet.number


def test_every_sheet_has_its_number_and_the_whole_has_a_title(printed: Printed) -> None:
    numbers = [f"{number} / {len(printed.sheets)}" for number in range(1, len(printed.sheets) + 1)]
    assert [sheet.number for sheet in printed.sheets] == numbers
    assert _closed_up(printed.title).startswith(printed.of("h1")[0])


@pytest.mark.parametrize(("person", "page"), COPIES)
def test_no_line_is_cut_off_and_what_cannot_be_clicked_is_not_there(
    tab: Any, folder: Path, person: str, page: str
) -> None:
    tab.set_viewport_size({"width": TEXT_WIDTH, "height": 900})
    tab.goto((folder / person / page).as_uri())
    tab.emulate_media(media="print")
    assert tab.evaluate("document.documentElement.scrollWidth") <= TEXT_WIDTH
    assert tab.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert tab.evaluate("getComputedStyle(document.querySelector('.skip')).display") == "none"
