"""Headless Chromium, for tests that look at what we make as a browser does; `chromium` in conftest.py hands it out.

Needs the dependency group `browser`. A module that imports this one is skipped where that is not installed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from .needs import needs

_NO_GROUP: Final = "the dependency group `browser` is not installed"
playwright = pytest.importorskip("playwright.sync_api", reason=_NO_GROUP)
axe = pytest.importorskip("axe_playwright_python.base", reason=_NO_GROUP)

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Handing over every element that passed takes longer than looking at them: only how many rules did.
_LOOK: Final = """
async tags => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
  return [found.violations.map(one => `${one.id}: ${one.nodes[0].html}`), found.passes.length];
}
"""


@contextmanager
def started_chromium() -> Iterator[Any]:
    """Chromium, started: the one ``SVH_CHROMIUM`` names, or the one on the ``PATH``, or playwright's own.

    Its sandbox is off: it does not start in a container or for root, and the pages are ours.
    """
    with playwright.sync_playwright() as started:
        path = os.environ.get("SVH_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
        path = path or started.chromium.executable_path
        hint = "apt-get install chromium, or playwright install chromium, or name one in SVH_CHROMIUM"
        needs("Chromium", found=Path(path).exists(), hint=hint)
        browser = started.chromium.launch(executable_path=path, chromium_sandbox=False)
        yield browser
        browser.close()


def barriers(tab: Any) -> list[str]:
    """What axe finds on the page of a tab that would keep somebody out: each rule with the first element it is about.

    AAA too, where axe can judge it.
    """
    tab.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found, passed = tab.evaluate(_LOOK, _TAGS)
    assert passed, "axe found nothing to look at"
    return list(found)
