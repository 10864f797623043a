"""The copy's page in headless Chromium: axe finds nothing, nothing is fetched, it fits a telephone and can be printed.

Needs the dependency group `browser` and a Chromium: that of ``playwright install chromium``, or the one whose path
stands in ``SVH_CHROMIUM``. Elsewhere these tests are skipped, and say so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core.cli import main

from .test_page import HOSTILE, _look, _page

playwright = pytest.importorskip("playwright.sync_api", reason="the dependency group `browser` is not installed")
axe = pytest.importorskip("axe_playwright_python.base", reason="the dependency group `browser` is not installed")

TAGS: Final = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The copies of the example, and pages with hostile words."""
    folder = tmp_path_factory.mktemp("pages")
    assert main(["demo", str(folder / "demo")]) == 0
    copies = []
    for person in ("liesbeth", "sanne"):
        where = ["-o", str(folder / person), "--db", str(folder / "demo" / "casebook.db")]
        assert main(["copy", "liesbeth", "--as", person, *where]) == 0
        copies += sorted((folder / person).glob("*.html"))
    hostile = [folder / f"hostile-{index}.html" for index in range(len(HOSTILE))]
    for file, words in zip(hostile, HOSTILE, strict=True):
        file.write_text(_page(_look(words), "nl"), encoding="utf-8")
    return copies + hostile


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        try:
            browser = started.chromium.launch(
                executable_path=os.environ.get("SVH_CHROMIUM"),
                args=["--no-sandbox"],
            )
        except playwright.Error:
            pytest.skip("there is no Chromium: `playwright install chromium`, or name one in SVH_CHROMIUM")
        yield browser
        browser.close()


def test_axe_finds_nothing_nothing_is_fetched_and_it_fits(chromium: Any, pages: list[Path]) -> None:
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    tab = chromium.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    for page in pages:
        asked.clear()
        tab.set_viewport_size({"width": 1280, "height": 900})
        tab.goto(page.as_uri())
        tab.evaluate(script)
        found = tab.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], page
        assert found["passes"], page
        assert asked == [page.as_uri()]
        for width in (640, 320):  # 640 is what is left of 1280 at 200 %
            tab.set_viewport_size({"width": width, "height": 900})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, page
        tab.set_viewport_size({"width": 640, "height": 900})
        tab.evaluate("document.documentElement.style.fontSize = '36px'")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 640, page


def test_it_is_walked_through_with_the_keyboard_and_printed(chromium: Any, pages: list[Path]) -> None:
    tab = chromium.new_page()
    tab.goto(pages[0].as_uri())
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "text"
    assert tab.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    tab.emulate_media(media="print")
    assert tab.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
