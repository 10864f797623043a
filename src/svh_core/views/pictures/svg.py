"""The elements of a picture. Every text is escaped here and only here: `Svg` is safe, and a plain `str` is not yet.

Nothing here can be run or fetched: there are no scripts, styles, links, fonts or images in it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Final, Literal

from svh_core.views.pictures.lettering import is_plain, width_of
from svh_core.views.pictures.style import INK, PAPER
from svh_core.views.telling import one_line

_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML can hold, not even escaped."""

_A_TENTH: Final = 1
"""How finely a place is told; finer than any eye sees, and the same on every machine."""

Anchor = Literal["start", "middle", "end"]


class Svg(str):
    """A piece of a picture."""

    __slots__ = ()


def shown(words: str) -> str:
    """Words as a picture can show them: on one line, driving nothing, turning nothing, and allowed in XML."""
    return _NOT_IN_XML.sub("", one_line(words))


def element(name: str, *inside: Svg, **attributes: str | float) -> Svg:
    """An element; an underscore in the name of an attribute stands for a hyphen."""
    told = "".join(f' {key.replace("_", "-")}="{_told(value)}"' for key, value in attributes.items())
    return Svg(f"<{name}{told}>{''.join(inside)}</{name}>" if inside else f"<{name}{told}/>")


def _told(value: str | float) -> str:
    if isinstance(value, str):
        return html.escape(value)
    return f"{round(value, _A_TENTH) + 0.0:.1f}".removesuffix(".0")


def _words(name: str, words: str, **attributes: str | float) -> Svg:
    return element(name, Svg(html.escape(shown(words))), **attributes)


def group(*inside: Svg, told: str = "") -> Svg:
    """Parts that belong together; what they are is told where the pointer rests on them."""
    return element("g", *([_words("title", told)] if told else []), *inside)


def text(
    x: float, y: float, words: str, size: float, *, bold: bool = False, anchor: Anchor = "start", colour: str = INK
) -> Svg:
    """A line of text. Letters whose width differs from font to font are fitted into the width that was reckoned."""
    told: dict[str, str | float] = {"x": x, "y": y, "font_size": size, "text_anchor": anchor, "fill": colour}
    if bold:
        told["font_weight"] = "bold"
    line = shown(words)
    if line and not is_plain(line):
        told |= {"textLength": max(1.0, width_of(line, size, bold=bold)), "lengthAdjust": "spacingAndGlyphs"}
    return _words("text", line, **told)


def line(
    x: float, y: float, to_x: float, to_y: float, *, colour: str = INK, width: float = 1.5, dashes: str = ""
) -> Svg:
    """A straight line; `dashes` as SVG writes them."""
    drawn = {"stroke_dasharray": dashes} if dashes else {}
    return element("line", x1=x, y1=y, x2=to_x, y2=to_y, stroke=colour, stroke_width=width, **drawn)


def shape(points: Sequence[tuple[float, float]], *, fill: str, stroke: str = INK, width: float = 1.5) -> Svg:
    """A closed shape."""
    told = " ".join(f"{_told(x)},{_told(y)}" for x, y in points)
    return element("polygon", points=told, fill=fill, stroke=stroke, stroke_width=width)


def path(points: Sequence[tuple[float, float]], *, colour: str = INK, width: float = 1.5) -> Svg:
    """A line through points, not closed."""
    told = " ".join(f"{_told(x)},{_told(y)}" for x, y in points)
    return element("polyline", points=told, fill="none", stroke=colour, stroke_width=width)


def circle(
    x: float, y: float, radius: float, *, fill: str, stroke: str = INK, width: float = 1.5, dashes: str = ""
) -> Svg:
    """A circle."""
    drawn = {"stroke_dasharray": dashes} if dashes else {}
    return element("circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=width, **drawn)


def rectangle(
    x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "none", thick: float = 1.5
) -> Svg:
    """A rectangle."""
    return element("rect", x=x, y=y, width=max(0.0, width), height=height, fill=fill, stroke=stroke, stroke_width=thick)


def picture(
    name: str, *, width: float, height: float, title: str, told: Sequence[str], language: str, inside: Sequence[Svg]
) -> str:
    """A whole picture, as a file of its own.

    Args:
        name: of what kind it is, so that several can stand in one page.
        width: in pixels at its own size; it scales to any other.
        height: the same.
        title: what it is a picture of.
        told: the same in sentences, for who does not see it.
        language: of the texts, as ``nl``.
        inside: what is drawn, from the bottom up.
    """
    attributes: dict[str, str | float] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "xml:lang": language,
        "lang": language,
        "role": "img",
        "aria_labelledby": f"{name}-title",
        "aria_describedby": f"{name}-desc",
        "viewBox": f"0 0 {_told(width)} {_told(height)}",
        "width": width,
        "height": height,
        "font_family": "sans-serif",
    }
    parts = (
        _words("title", title, id=f"{name}-title"),
        _words("desc", " ".join(told), id=f"{name}-desc"),
        rectangle(0, 0, width, height, fill=PAPER),
        *inside,
    )
    lines = Svg("".join(f"\n{part}" for part in parts) + "\n")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{element("svg", lines, **attributes)}\n'
