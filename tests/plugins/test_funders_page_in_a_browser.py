"""The page of `plugins/svh-funders` in headless Chromium: readable in grey, on a telephone, on paper, by everybody."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core import Report, Reported, ReportedRow, ReportedTable, Table

from ..browser import barriers

pypdf = pytest.importorskip("pypdf", reason="the dependency group `browser` is not installed")
svh_funders = pytest.importorskip("svh_funders", reason="plugins/svh-funders is not installed")

A4: Final = (595, 842)
ENOUGH: Final = 4.5
"""The contrast of words, and more than that of what is drawn (WCAG 2.2, 1.4.3 and 1.4.11)."""

CONTRASTS: Final = """
() => {
  const light = colour => colour.match(/[0-9.]+/g).slice(0, 3).map(one => one / 255)
    .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const between = (one, other) => {
    const [dark, pale] = [light(one), light(other)].sort((a, b) => a - b);
    return (pale + 0.05) / (dark + 0.05);
  };
  const white = "rgb(255, 255, 255)", style = one => getComputedStyle(one);
  return {
    words: [...document.querySelectorAll("svg text")].map(one => between(style(one).fill, white)),
    bars: [...document.querySelectorAll(".bar")].map(one => between(style(one).fill, style(one.previousSibling).fill)),
    tracks: [...document.querySelectorAll(".track")].map(one => between(style(one).stroke, white)),
  };
}
"""
CUT_OFF: Final = """
[...document.querySelectorAll("svg")].flatMap(svg => [...svg.querySelectorAll("text")]
  .filter(one => one.getBoundingClientRect().right > svg.getBoundingClientRect().right
    || one.getBoundingClientRect().bottom > svg.getBoundingClientRect().bottom
    || one.getBoundingClientRect().top < svg.getBoundingClientRect().top)
  .map(one => one.textContent))
"""
OVER_EACH_OTHER: Final = """
[...document.querySelectorAll("svg")].flatMap(svg => {
  const parts = [...svg.querySelectorAll("text, .track")].map(one => one.getBoundingClientRect());
  return parts.slice(1).filter((one, place) => one.top < parts[place].bottom - 3).map(one => one.top);
})
"""


def of_numbers(language: str, *, shown: bool = True) -> Reported:
    """A report in which each table has rows that are shown, rows that are left out, and amounts that are."""
    (report,) = svh_funders.svh_reports()
    return Reported(
        report="svh-funders:funders",
        says=report.says,
        recipient="org-gemeente",
        purpose="funding",
        period="2025",
        at_least=10,
        language=language,
        tables=tuple(table_of(table, shown=shown) for table in told_by(report)),
    )


def told_by(report: Report) -> tuple[Table, ...]:
    return report.tables


def table_of(table: Table, *, shown: bool) -> ReportedTable:
    names = tuple(table.columns)
    rows = []
    for number, values in enumerate(itertools.product(*table.columns.values())):
        cases = 10 + 5 * (number % 7) if shown and number % 4 != 2 else None
        amount = 1200 * (1 + number % 5) if cases is not None and table.unit and number % 5 else None
        rows.append(ReportedRow(values=dict(zip(names, values, strict=True)), cases=cases, amount=amount))
    return ReportedTable(name=table.name, says=table.says, columns=names, unit=table.unit, rows=tuple(rows))


@pytest.fixture(scope="module", params=["nl", "en"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (report,) = svh_funders.svh_reports()
    file = tmp_path_factory.mktemp("funders") / f"{request.param}.html"
    file.write_text(report.write[".html"](of_numbers(request.param)), encoding="utf-8")
    return file


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield tab
    tab.close()


def test_nothing_keeps_anybody_out_and_nothing_is_fetched(tab: Any, page: Path) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(page.as_uri())
    assert barriers(tab) == []
    assert asked == [page.as_uri()]
    assert tab.evaluate("document.documentElement.lang") == page.stem


def test_behind_each_chart_stands_its_table(tab: Any, page: Path) -> None:
    tab.goto(page.as_uri())
    charts = tab.evaluate("""
        [...document.querySelectorAll("svg")].map(svg => {
          const table = svg.closest("figure").nextElementSibling;
          return [svg.querySelector("title").textContent, table.localName, table.caption.textContent,
                  svg.querySelector("desc").textContent.length > 20, svg.querySelectorAll(".bar").length,
                  table.querySelectorAll("tbody th[scope=row]").length];
        })
    """)
    assert len(charts) == len(of_numbers("nl").tables)
    for title, element, caption, is_described, bars, rows in charts:
        assert (element, caption.partition(":")[0], is_described) == ("table", title.partition(":")[0], True)
        assert 0 < bars <= rows


def test_what_a_bar_stands_for_is_written_above_it(tab: Any, page: Path) -> None:
    tab.goto(page.as_uri())
    above = tab.evaluate('[...document.querySelectorAll(".track")].map(one => one.previousElementSibling.localName)')
    assert set(above) == {"text"}


def test_it_is_readable_in_grey(tab: Any, page: Path) -> None:
    """Each word and each bar stands out by how light it is, so that no colour is needed to tell them apart."""
    tab.goto(page.as_uri())
    found = tab.evaluate(CONTRASTS)
    assert found["bars"]
    assert min(found["words"]) >= 7
    assert min(found["bars"]) >= ENOUGH
    assert min(found["tracks"]) >= ENOUGH


def test_it_fits_on_a_telephone_and_at_twice_the_size(tab: Any, page: Path) -> None:
    for width, size in ((1280, ""), (640, "36px"), (320, "")):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto(page.as_uri())
        tab.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate(CUT_OFF) == []
        assert tab.evaluate(OVER_EACH_OTHER) == []


def test_it_prints_on_a4(tab: Any, page: Path) -> None:
    tab.goto(page.as_uri())
    pdf = pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True)))
    assert {tuple(map(round, sheet.mediabox[2:])) for sheet in pdf.pages} == {A4}
    told = ["".join(sheet.extract_text().split()) for sheet in pdf.pages]
    rows = tab.evaluate('[...document.querySelectorAll("tr")].map(one => one.textContent)')
    assert [row for row in rows if not any("".join(row.split()) in sheet for sheet in told)] == []
    assert all(told)


def test_where_nothing_is_shown_there_is_no_chart(tab: Any, tmp_path: Path) -> None:
    (report,) = svh_funders.svh_reports()
    file = tmp_path / "leeg.html"
    file.write_text(report.write[".html"](of_numbers("nl", shown=False)), encoding="utf-8")
    tab.goto(file.as_uri())
    assert barriers(tab) == []
    assert tab.evaluate('document.querySelectorAll("svg, figure").length') == 0
    assert tab.evaluate('document.querySelectorAll("table").length') == len(of_numbers("nl").tables)
