"""The pictures that stand in the docs are those of the examples, and each is told in words beside it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from .drawings import Drawing

ROOT: Final = Path(__file__).parents[3]
PICTURES: Final = ROOT / "docs" / "pictures"


def test_the_pictures_in_the_docs_are_what_the_examples_give() -> None:
    check = [sys.executable, str(ROOT / "docs" / "pictures.py"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{done.stderr}Run `python docs/pictures.py`."


def test_every_picture_that_is_shown_has_words_beside_it_and_is_there() -> None:
    shown = {
        (page.name, picture): words
        for page in (ROOT / "docs").rglob("*.md")
        for words, picture in re.findall(r"!\[([^\]]*)\]\(([^)]*\.svg)\)", page.read_text(encoding="utf-8"))
    }
    assert len(shown) >= 5
    assert [picture for picture, words in shown.items() if len(words) < 30] == []
    assert {Path(picture).name for _, picture in shown} <= {path.name for path in PICTURES.glob("*.svg")}


def test_every_picture_in_the_docs_is_valid() -> None:
    drawings = [Drawing(path.read_text(encoding="utf-8")) for path in PICTURES.glob("*.svg")]
    assert len(drawings) == 16
    assert [drawing.titles[0] for drawing in drawings if drawing.overlapping() or drawing.unreadable()] == []
