"""Reads a picture as strictly as it is meant: its texts with their places, its marks, its colours."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any, Final

import attrs

from svh_core.testing import given, open_sealing, says
from svh_core.views.look import Look
from svh_core.views.pictures.lettering import width_of
from svh_core.views.pictures.rings import Box

SVG: Final = "{http://www.w3.org/2000/svg}"
LANGUAGES: Final = ("nl", "en")
ELEMENTS: Final = frozenset({"svg", "title", "desc", "g", "text", "line", "rect", "circle", "polygon", "polyline"})
"""All that is ever drawn: nothing that runs, and nothing that is fetched."""

_NOTHING: Final = frozenset({"none"})


@attrs.frozen
class Text:
    """A line of text, with the place it takes."""

    words: str
    box: Box
    size: float
    colour: str


class Drawing:
    """A picture that was read."""

    def __init__(self, svg: str) -> None:
        assert svg.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
        self.svg = svg
        self.root = ET.fromstring(svg)  # noqa: S314 - our own, and what stands in it is what is tested
        _, _, width, height = (float(part) for part in self.root.attrib["viewBox"].split())
        self.size = (width, height)
        self.texts = [_text(one) for one in self.root.iter(f"{SVG}text")]
        self.titles = [one.text or "" for one in self.root.iter(f"{SVG}title")]
        self.words = "\n".join(one.text or "" for one in self.root.iter() if (one.text or "").strip())

    @property
    def desc(self) -> str:
        """The picture in words."""
        return self.root.findtext(f"{SVG}desc") or ""

    def told(self) -> list[str]:
        """Every line of text, from the top down as they were drawn."""
        return [text.words for text in self.texts]

    def middle_of(self, name: str) -> tuple[float, float]:
        """Where the mark of somebody is, by the beginning of what is told of them."""
        mark = self._group(f"{name},").find(f"{SVG}g")
        assert mark is not None
        shape = mark[0]
        if shape.tag == f"{SVG}circle":
            return float(shape.attrib["cx"]), float(shape.attrib["cy"])
        points = [[float(part) for part in point.split(",")] for point in shape.attrib["points"].split()]
        return (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))

    def mark_of(self, name: str) -> list[str]:
        """The shapes that somebody is drawn with."""
        mark = self._group(f"{name},").find(f"{SVG}g")
        assert mark is not None
        return [one.tag.removeprefix(SVG) for one in mark]

    def line_of(self, words: str) -> ET.Element:
        """The line of which this is told."""
        return self._group(words)[1]

    def _group(self, told: str) -> ET.Element:
        found = [one for one in self.root.iter(f"{SVG}g") if (one.findtext(f"{SVG}title") or "").startswith(told)]
        assert len(found) == 1, f"{told!r} is told {len(found)} times"
        return found[0]

    def overlapping(self) -> list[tuple[str, str]]:
        """The texts that lie over one another, or beside the picture."""
        width, height = self.size
        beside = [(one.words, "") for one in self.texts if not _within(one.box, width, height)]
        pairs = itertools.combinations(self.texts, 2)
        return beside + [(one.words, other.words) for one, other in pairs if _overlap(one.box, other.box)]

    def unreadable(self) -> list[tuple[str, float]]:
        """The texts with too little contrast against what they stand on, as WCAG reckons it."""
        under: list[tuple[Box, str]] = []
        found = []
        texts = iter(self.texts)
        for one in self.root.iter():
            if one.tag == f"{SVG}text":
                text = next(texts)
                x, y = (text.box.left + text.box.right) / 2, (text.box.top + text.box.bottom) / 2
                ground = next(fill for box, fill in reversed(under) if _holds(box, x, y))
                if (seen := contrast(text.colour, ground)) < 4.5:
                    found.append((text.words, seen))
            elif one.attrib.get("fill", "none") not in _NOTHING:
                under.append((_extent(one), one.attrib["fill"]))
        return found


def _text(one: ET.Element) -> Text:
    words, size = one.text or "", float(one.attrib["font-size"])
    width = width_of(words, size, bold=one.attrib.get("font-weight") == "bold")
    x, y, anchor = float(one.attrib["x"]), float(one.attrib["y"]), one.attrib["text-anchor"]
    left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
    return Text(words, Box(left, y - 0.8 * size, left + width, y + 0.2 * size), size, one.attrib["fill"])


def _extent(one: ET.Element) -> Box:
    told = {name: float(value) for name, value in one.attrib.items() if re.fullmatch(r"-?[\d.]+", value)}
    if one.tag == f"{SVG}rect":
        return Box(told["x"], told["y"], told["x"] + told["width"], told["y"] + told["height"])
    if one.tag == f"{SVG}circle":
        return Box(told["cx"] - told["r"], told["cy"] - told["r"], told["cx"] + told["r"], told["cy"] + told["r"])
    points = [[float(part) for part in point.split(",")] for point in one.attrib["points"].split()]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _holds(box: Box, x: float, y: float) -> bool:
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def _within(box: Box, width: float, height: float) -> bool:
    return box.left >= 0 and box.top >= 0 and box.right <= width and box.bottom <= height


def _overlap(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    return across > 0.5 and min(one.bottom, other.bottom) - max(one.top, other.top) > 0.5


def contrast(one: str, other: str) -> float:
    """As WCAG reckons it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """How light a colour is: what is left of it in grey."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def look_at(*lines: dict[str, Any], reader: str = "mila") -> Look:
    """A look at Mila's case, after her opening and these lines, that reads everything."""
    opened = says("case.opened", "mila", resident="mila", name="Mila", method="support_group")
    return looking(given(opened, *lines).entries, reader=reader)


def looking(entries: Any, *, reader: str = "mila") -> Look:
    """A look at entries with open words."""
    return Look("mila", entries, reader=reader, reveal=lambda t, n, p: open_sealing.reveal(t, number=n, path=p))


def every_picture(look: Look, **clocks: Any) -> Iterator[tuple[str, Drawing]]:
    """All pictures of a look, in each language."""
    for what in ("sociogram", "sociogram_to_show", "timeline", "goals"):
        for language in LANGUAGES:
            yield f"{what} {language}", Drawing(look.picture(what, language, **clocks).svg)
