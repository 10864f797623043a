"""Pictures in headless Chromium: every letter stays in its place, at twice the size and in grey too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core.testing import says

from ...browser import barriers
from .drawings import Drawing, look_at
from .test_sociogram import NETWORK, added, described

PICTURES: Final = Path(__file__).parents[3] / "docs" / "pictures"
DRAWN: Final = sorted(PICTURES.glob("*.svg"))

BOXES: Final = """
[...document.querySelectorAll("text")].map(one => {
  const box = one.getBoundingClientRect();
  return [one.textContent, box.left, box.top, box.right, box.bottom];
})
"""
GREY: Final = """
async ([svg, width, height, boxes]) => {
  const image = new Image(width, height);
  image.src = URL.createObjectURL(new Blob([svg], {type: "image/svg+xml"}));
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const drawn = canvas.getContext("2d");
  drawn.filter = "grayscale(1)";
  drawn.drawImage(image, 0, 0, width, height);
  const light = one => one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4;
  return boxes.map(([left, top, right, bottom]) => {
    const all = drawn.getImageData(left, top, Math.max(1, right - left), bottom - top).data;
    const grey = [...all].filter((_, index) => index % 4 === 0);
    return (light(Math.max(...grey)) + 0.05) / (light(Math.min(...grey)) + 0.05);
  });
}
"""
"""The contrast between the lightest and the darkest of what was drawn where each text stands, without colours."""

PAGE: Final = """<!doctype html><html lang="nl"><head><title>Tekening</title></head>
<body style="margin: 0"><main><h1>Tekening</h1>{svg}</main></body></html>"""


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield tab
    tab.close()


def overlapping(tab: Any) -> list[tuple[str, str]]:
    """The lines of text that lie over one another, as the browser drew them."""
    boxes = tab.evaluate(BOXES)
    return [
        (one[0], other[0])
        for index, one in enumerate(boxes)
        for other in boxes[index + 1 :]
        if min(one[3], other[3]) - max(one[1], other[1]) > 1 and min(one[4], other[4]) - max(one[2], other[2]) > 4
    ]  # a box has room for accents and tails, more than most letters need


def beside(tab: Any, width: float, height: float) -> list[str]:
    """The lines of text that are cut off."""
    return [
        told
        for told, left, top, right, bottom in tab.evaluate(BOXES)
        if left < 0 or top < 0 or right > width or bottom > height
    ]


@pytest.mark.parametrize("picture", DRAWN, ids=lambda picture: picture.stem)
@pytest.mark.parametrize("larger", [1, 2])
def test_every_picture_is_legible_at_its_own_size_and_at_twice_that(tab: Any, picture: Path, larger: int) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(picture.as_uri())
    assert asked == [picture.as_uri()]
    width, height = (side * larger for side in Drawing(picture.read_text(encoding="utf-8")).size)
    tab.evaluate(f"document.documentElement.setAttribute('width', {width})")
    tab.evaluate(f"document.documentElement.setAttribute('height', {height})")
    assert overlapping(tab) == []
    assert beside(tab, width, height) == []


@pytest.mark.parametrize("picture", [one for one in DRAWN if ".nl" in one.name], ids=lambda picture: picture.stem)
def test_nothing_keeps_anybody_out(tab: Any, picture: Path) -> None:
    svg = picture.read_text(encoding="utf-8").partition("\n")[2]
    tab.set_content(PAGE.format(svg=svg))
    assert barriers(tab) == []
    name = tab.get_by_role("img").evaluate("one => one.querySelector('title').textContent")
    assert Drawing(picture.read_text(encoding="utf-8")).titles[0] == name


def test_letters_of_any_script_stay_in_the_room_that_was_reckoned_for_them(tab: Any, tmp_path: Path) -> None:
    names = (
        "W" * 40,
        "王小明王小明王小明",
        "عائشة بنت أبي بكر الصديق",
        "ﷺ ﷽",
        "👩‍👩‍👧‍👦" * 8,
        "Ngũgĩ wa Thiong\u2019o",
        "mmmmmmmmmmmmmmmm",
        "Ǻǻ́ǻ́ǻ́",
    )
    lines = [
        line
        for index, name in enumerate(names)
        for line in (added(f"p{index}", name, relation="x"), described(f"p{index}", closeness="near"))
    ]
    file = tmp_path / "names.svg"
    file.write_text(look_at(*NETWORK, *lines).sociogram(), encoding="utf-8")
    tab.goto(file.as_uri())
    assert overlapping(tab) == []


def test_hostile_words_run_nothing(tab: Any, tmp_path: Path) -> None:
    said: list[str] = []

    def heard(dialog: Any) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    tab.on("dialog", heard)
    words = "</text></title></desc><script>alert(1)</script><svg onload='alert(2)'>]]>"
    file = tmp_path / "hostile.svg"
    file.write_text(
        look_at(says("goal.set", "mila", goal="g", horizon="short", words=words)).timeline(goals=True), encoding="utf-8"
    )
    tab.goto(file.as_uri())
    assert said == []
    assert tab.evaluate("document.querySelectorAll('script').length") == 0


@pytest.mark.parametrize("picture", [one for one in DRAWN if ".nl" in one.name], ids=lambda picture: picture.stem)
@pytest.mark.parametrize("larger", [1, 2])
def test_every_word_stands_out_in_grey_as_it_was_drawn(tab: Any, picture: Path, larger: int) -> None:
    tab.set_content(PAGE.format(svg=""))
    drawing = Drawing(picture.read_text(encoding="utf-8"))
    boxes = [[side * larger for side in text.box] for text in drawing.texts]
    least = tab.evaluate(GREY, [drawing.svg, *(side * larger for side in drawing.size), boxes])
    assert len(least) == len(boxes) > 10
    assert {text.words: seen for text, seen in zip(drawing.texts, least, strict=True) if seen < 4.5} == {}
