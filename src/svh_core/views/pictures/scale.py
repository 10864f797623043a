"""A line of time, divided so that what falls together stands together: in days, weeks, months, quarters or years."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from svh_core.domain.fields import YEARS
from svh_core.views.languages.language import Language
from svh_core.views.pictures.lettering import width_of
from svh_core.views.pictures.style import EDGE, LEADING, LINE, PANEL, QUIET, SMALL
from svh_core.views.pictures.svg import Svg, line, rectangle, text
from svh_core.views.pictures.texts import MONTHS, QUARTER

Unit = Literal["day", "week", "month", "quarter", "year", "decade"]

NARROWEST: Final = 22.0
"""The least width of a part: a mark fits in it."""

_STEPS: Final[tuple[tuple[Unit, int], ...]] = (
    ("day", 1),
    ("week", 1),
    ("month", 1),
    ("quarter", 3),
    ("year", 12),
    ("decade", 120),
)
"""What a line can be divided in, finest first; from months on, how many months each is. Decades are enough: no day that
is ever recorded lies outside these three centuries."""

_DECADE: Final = 10


class Part(NamedTuple):
    """A part of the line: from a day up to another, that one not included."""

    begins: date
    ends: date


class Scale:
    """Days along a line.

    Args:
        days: all that has to be on it.
        left: where the line begins.
        width: how long it is.

    Attributes:
        unit: what it is divided in.
        parts: its parts, all days on it in one of them.
    """

    def __init__(self, days: Sequence[date], *, left: float, width: float) -> None:
        self.left, self.width = left, width
        first, last = (min(max(day, date(YEARS[0], 1, 1)), date(YEARS[-1], 12, 31)) for day in (min(days), max(days)))
        ways = ((unit, _divided(first, last, unit, step, int(width // NARROWEST))) for unit, step in _STEPS)
        self.unit, self.parts = next((unit, parts) for unit, parts in ways if parts)
        self.begins, self.ends = self.parts[0].begins, self.parts[-1].ends

    def x(self, day: date) -> float:
        """Where a day begins."""
        kept = min(max(day, self.begins), self.ends)
        return self.left + self.width * (kept - self.begins).days / (self.ends - self.begins).days

    def part(self, day: date) -> Part:
        """The part in which a day falls."""
        return next((part for part in self.parts if day < part.ends), self.parts[-1])

    def middle(self, part: Part) -> float:
        """Where the middle of a part is."""
        return (self.x(part.begins) + self.x(part.ends)) / 2

    def called(self, part: Part, language: Language) -> str:
        """A part in words."""
        if self.unit == "month":
            return f"{language.months[part.begins.month - 1]} {part.begins.year}"
        if self.unit == "quarter":
            return f"{self._short(part, language)} {part.begins.year}"
        if self.unit == "decade":
            return f"{part.begins.year}-{part.begins.year + _DECADE - 1}"
        return str(part.begins.year) if self.unit == "year" else language.date(part.begins)

    def _short(self, part: Part, language: Language) -> str:
        day = part.begins
        if self.unit == "quarter":
            return QUARTER[language.code].format(number=(day.month + 2) // 3)
        month = MONTHS[language.code][day.month - 1]
        if self.unit == "month":
            return month
        return str(day.year) if self.unit in {"year", "decade"} else f"{day.day} {month}"

    def drawn(self, top: float, bottom: float, language: Language) -> Iterator[Svg]:
        """The line with its names, above what stands on it, and the years through it."""
        for index, part in enumerate(self.parts):
            if index % 2:
                yield rectangle(
                    self.x(part.begins), top, self.x(part.ends) - self.x(part.begins), bottom - top, fill=PANEL
                )
        yield line(self.left, top, self.left + self.width, top, colour=LINE)
        yield from self._names(top - 8, language)
        if self.unit not in {"year", "decade"}:
            yield from self._years(top, bottom)

    def _names(self, y: float, language: Language) -> Iterator[Svg]:
        names = [self._short(part, language) for part in self.parts]
        widest = max(width_of(name, SMALL) for name in names) + 6
        every = math.ceil(widest * len(self.parts) / self.width)
        first = -(self.begins.month - 1) % every if self.unit == "month" else 0  # so that January has its name
        for name, part in [*zip(names, self.parts, strict=True)][first::every]:
            middle, half = self.middle(part), width_of(name, SMALL) / 2
            if self.left <= middle - half and middle + half <= self.left + self.width + EDGE / 2:
                yield text(middle, y, name, SMALL, anchor="middle", colour=QUIET)

    def _years(self, top: float, bottom: float) -> Iterator[Svg]:
        y = top - 10 - SMALL * LEADING
        begins = [(self.begins.year, self.left)]
        turns = [
            part
            for before, part in zip(self.parts, self.parts[1:], strict=False)
            if part.begins.year != before.begins.year
        ]
        for part in turns:
            yield line(self.x(part.begins), top - 6, self.x(part.begins), bottom, colour=LINE)
        begins += [(part.begins.year, self.x(part.begins)) for part in turns]
        room = width_of("0000", SMALL, bold=True) + 8
        for (year, x), (_, following) in zip(begins, [*begins[1:], (0, self.left + self.width)], strict=True):
            if following - x >= room:
                yield text(x + 2, y, str(year), SMALL, bold=True)


def _divided(first: date, last: date, unit: Unit, step: int, most: int) -> list[Part]:
    """The parts from one day up to another; none where there are too many of them."""
    parts: list[Part] = []
    begins = _beginning(first, unit, step)
    while begins <= last or not parts:
        ends = _next(begins, unit, step)
        parts.append(Part(begins, ends))
        if len(parts) > most:
            return []
        begins = ends
    return parts


def _beginning(day: date, unit: Unit, step: int) -> date:
    if unit == "day":
        return day
    return day - timedelta(days=day.weekday()) if unit == "week" else _month(_months(day) // step * step)


def _next(day: date, unit: Unit, step: int) -> date:
    if unit in {"day", "week"}:
        return day + timedelta(days=7 if unit == "week" else 1)
    return _month(_months(day) // step * step + step)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)
