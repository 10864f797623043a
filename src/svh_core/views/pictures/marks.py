"""The marks that stand for people and for what is between them. Each has a shape of its own, not only a colour."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from svh_core.views.pictures.rings import Point
from svh_core.views.pictures.style import COOL, DEEP, GREEN, INK, WARM
from svh_core.views.pictures.svg import Svg, circle, group, line, path, shape

PERSON: Final = 16.0
"""How far somebody's mark reaches from its middle."""

_INNER: Final = 0.5
"""How large the dark heart is of who takes part in a group."""

_MIDST: Final = 7.0
_STEP: Final = 8.0


def _round(x: float, y: float, size: float, fill: str) -> Svg:
    return circle(x, y, size, fill=fill)


def _square(x: float, y: float, size: float, fill: str) -> Svg:
    half = size * 0.9
    return shape([(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)], fill=fill)


def _diamond(x: float, y: float, size: float, fill: str) -> Svg:
    reach = size * 1.15
    return shape([(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], fill=fill)


PEOPLE: Final[Mapping[str, tuple[Callable[[float, float, float, str], Svg], str]]] = {
    "informal": (_round, WARM),
    "peer": (_diamond, GREEN),
    "formal": (_square, COOL),
}
"""The shape of somebody, and its fill, in the order in which people stand in a ring."""


def person(x: float, y: float, kind: str, *, member: bool, size: float = PERSON) -> Svg:
    """Somebody; who takes part in a group has a dark heart."""
    drawn, fill = PEOPLE[kind]
    heart = [drawn(x, y, size * _INNER, INK)] if member else []
    return group(drawn(x, y, size, fill), *heart)


BONDS: Final = ("warm", "neutral", "tense", "broken", "unknown")
"""How two people can stand to each other."""


def bond(begin: Point, end: Point, kind: str | None) -> Svg:
    """How two people stand to each other: thick is warm, thin neutral, a zigzag tense, one with a gap broken."""
    (x, y), (to_x, to_y) = begin, end
    if kind == "warm":
        return line(x, y, to_x, to_y, width=5)
    if kind == "tense":
        return path(_zigzag(begin, end), width=2)
    if kind == "broken":
        return _broken(begin, end)
    return line(x, y, to_x, to_y, width=2, dashes="" if kind == "neutral" else "1.5 5")


def chosen(begin: Point, end: Point) -> Svg:
    """The line from the resident to somebody from whom distance was chosen."""
    return line(*begin, *end, colour=DEEP, width=2, dashes="11 7")


def shortened(begin: Point, end: Point, *, before: float, after: float) -> tuple[Point, Point]:
    """A line without what lies under the marks at its ends."""
    (x, y), (to_x, to_y) = begin, end
    length = math.hypot(to_x - x, to_y - y)
    if length <= before + after:
        return begin, end
    across, down = (to_x - x) / length, (to_y - y) / length
    return (x + across * before, y + down * before), (to_x - across * after, to_y - down * after)


def _zigzag(begin: Point, end: Point) -> list[Point]:
    (x, y), (to_x, to_y) = begin, end
    length = math.hypot(to_x - x, to_y - y)
    steps = max(2, int(length / _STEP))
    across, down = (to_x - x) / steps, (to_y - y) / steps
    off = 7 / max(length, 1)
    aside = [
        (0.0, 0.0),
        *[((to_y - y) * off * sign, (x - to_x) * off * sign) for sign in _signs(steps - 1)],
        (0.0, 0.0),
    ]
    return [(x + across * index + dx, y + down * index + dy) for index, (dx, dy) in enumerate(aside)]


def _signs(count: int) -> list[int]:
    return [1 if index % 2 else -1 for index in range(count)]


def _broken(begin: Point, end: Point) -> Svg:
    """A line with a gap in its middle, closed off at both sides."""
    middle = ((begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2)
    parts: list[Svg] = []
    for start in (begin, end):
        _, stop = shortened(start, middle, before=0, after=_MIDST)
        length = math.hypot(stop[0] - start[0], stop[1] - start[1]) or 1.0
        aside = ((stop[1] - start[1]) / length * _MIDST, (start[0] - stop[0]) / length * _MIDST)
        parts += [
            line(*start, *stop, width=2),
            line(stop[0] - aside[0], stop[1] - aside[1], stop[0] + aside[0], stop[1] + aside[1], width=2),
        ]
    return group(*parts)
