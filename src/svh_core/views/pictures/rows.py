"""Rows beside each other in time: a name at the left of each, and along the line what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import attrs

from svh_core.views.pictures.legend import Sample, legend
from svh_core.views.pictures.lettering import wrapped
from svh_core.views.pictures.scale import Scale
from svh_core.views.pictures.sight import Sight
from svh_core.views.pictures.style import DEEP, EDGE, INK, LEADING, LINE, PANEL, PAPER, QUIET, SMALL, TITLE, WORDS
from svh_core.views.pictures.svg import Svg, circle, group, line, picture, rectangle, shape, text

MARK: Final = 9.0
"""How far the mark of a decision reaches from its middle."""

BAR: Final = 18.0
"""How high a bar is."""

_TURNED_DOWN: Final = 3.0
_TIP: Final = 7.0
_HEAD: Final = 52.0
_TOO_MANY: Final = 100
"""So many do not fit in a mark; how many there are is told in words."""


@attrs.frozen
class Row:
    """A row.

    Attributes:
        name: what stands at its left.
        height: how high it is.
        drawn: draws what belongs to it, from the row's top.
        bold: whether its name is.
        lines: over how many lines its name may go.
        under: what stands under its name.
    """

    name: str
    height: float
    drawn: Callable[[float], Iterable[Svg]]
    bold: bool = False
    lines: int = 2
    under: str = ""

    def named(self, top: float, room: float) -> Svg:
        """Its name, beside its middle."""
        told = wrapped(self.name, room, WORDS, lines=self.lines, bold=self.bold)
        first = top + self.height / 2 + WORDS / 3 - (len(told) - (0 if self.under else 1)) * WORDS * LEADING / 2
        lines = [text(EDGE, first + row * WORDS * LEADING, one, WORDS, bold=self.bold) for row, one in enumerate(told)]
        if self.under:
            lines.append(text(EDGE, first + len(told) * WORDS * LEADING, self.under, SMALL, colour=QUIET))
        return group(*lines, told=self.name)


def in_time(  # noqa: PLR0917 - the parts of a picture, from the top down
    name: str,
    seen: Sight,
    scale: Scale,
    rows: Sequence[Row],
    samples: Iterable[Sample],
    words: Sequence[str],
    title: str,
) -> str:
    """A picture of rows along a line of time."""
    width = scale.left + scale.width + EDGE
    room = width - 2 * EDGE
    told = wrapped(title, room, TITLE, lines=2, bold=True)
    heading = [text(EDGE, EDGE + TITLE * LEADING * row + TITLE, one, TITLE, bold=True) for row, one in enumerate(told)]
    top = EDGE + TITLE * LEADING * len(told) + _HEAD
    bottom = top + sum(row.height for row in rows)
    drawn: list[Svg] = []
    y = top
    for row in rows:
        drawn += [row.named(y, scale.left - EDGE - 12), *row.drawn(y), _under(y + row.height, width)]
        y += row.height
    explained, y = legend(samples, x=EDGE, y=y + 14, room=room)
    notes = [] if seen.is_whole else [seen.says("partly")]
    under = [text(EDGE, y + 22 + 20 * index, note, WORDS, colour=QUIET) for index, note in enumerate(notes)]
    height = y + 10 + 20 * len(notes) + EDGE
    language = seen.teller.language
    line_of_time = scale.drawn(top, bottom, language)
    inside = [*heading, *line_of_time, *drawn, *explained, *under]
    return picture(name, width=width, height=height, title=title, told=words, language=language.code, inside=inside)


def _under(y: float, width: float) -> Svg:
    return line(EDGE, y, width - EDGE, y, colour=LINE, width=1)


def decided(x: float, y: float, standing: str, *, count: int = 1, objected: bool = False, told: str = "") -> Svg:
    """Decisions of one standing: round where the resident decided, square where another did; dark where alone."""
    is_dark = standing in {"own", "taken_over"}
    fill, ink = (DEEP if standing == "own" else INK, PAPER) if is_dark else (PAPER, INK)
    if standing in {"own", "together"}:
        mark = [circle(x, y, MARK, fill=fill, stroke=DEEP if standing == "own" else INK, width=2)]
    else:
        mark = [rectangle(x - MARK + 1, y - MARK + 1, 2 * MARK - 2, 2 * MARK - 2, fill=fill, stroke=INK, thick=2)]
    if count > 1:
        number, size = (str(count), SMALL) if count < _TOO_MANY else (f"{_TOO_MANY - 1}+", SMALL * 2 / 3)
        mark.append(text(x, y + size * 0.35, number, size, bold=True, anchor="middle", colour=ink))
    if objected:
        below = y + MARK + _TURNED_DOWN
        mark.append(line(x - MARK, below, x + MARK, below, width=3))
    return group(*mark, told=told)


def bar(scale: Scale, y: float, begins: date, ends: date | None, *, fill: str = PANEL, told: str = "") -> Svg:
    """Something that lasted; what still went on has a point."""
    left = scale.x(begins)
    right = max(left + 4, scale.x(ends) if ends is not None else scale.left + scale.width)
    top, bottom = y - BAR / 2, y + BAR / 2
    points = [(left, top), (right, top), (right, bottom), (left, bottom)]
    if ends is None or ends > scale.ends:
        tip = min(_TIP, right - left)
        points = [(left, top), (right - tip, top), (right, y), (right - tip, bottom), (left, bottom)]
    return group(shape(points, fill=fill), told=told)


def tracks(spans: Sequence[tuple[float, float]]) -> list[int]:
    """In which of several tracks each span goes, so that none lies over another."""
    ends: list[float] = []
    told = []
    for begin, end in spans:
        track = next((index for index, taken in enumerate(ends) if taken <= begin), len(ends))
        ends[track : track + 1] = [end]
        told.append(track)
    return told


def spread(wanted: Sequence[float], apart: float, *, last: float) -> Iterator[float]:
    """Places so near to those that are wanted as leaves each this far from the next, the last not past a limit."""
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + apart) if places else place)
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], last - (len(places) - 1 - index) * apart)
    return iter(places)
