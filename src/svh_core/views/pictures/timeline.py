"""How a case went as a picture: a row for each domain of regie, and under them what lasted for a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, Final

from svh_core.domain.records import REGIE_DOMAINS
from svh_core.log.script import in_json
from svh_core.views.pictures.course import Bar, Course, Decision, course_of
from svh_core.views.pictures.legend import Sample, nothing
from svh_core.views.pictures.lettering import width_of, wrapped
from svh_core.views.pictures.rows import BAR, MARK, Row, bar, decided, in_time, tracks
from svh_core.views.pictures.scale import Part, Scale
from svh_core.views.pictures.sight import Picture, Sight, capital
from svh_core.views.pictures.style import COOL, EDGE, GREEN, INK, LEADING, PANEL, SMALL, WARM, WORDS
from svh_core.views.pictures.svg import Svg, group, line, rectangle, shape, text

STANDINGS: Final = ("own", "together", "represented", "taken_over")

_NAMES: Final = 196.0
_WIDTH: Final = 820.0
_ROW: Final = 2 * MARK + 8
_LEAST: Final = 2 * WORDS * LEADING
"""The least height of a row: its name may take two lines."""

_FILLS: Final = {"running": WARM, "taking_over": PANEL, "stay": COOL, "measure": PANEL, "care": GREEN}
"""The fill of each kind of bar; its name stands beside it."""


def timeline(seen: Sight, *, until: date | None) -> Picture:
    """How a case went, as a picture, in words and as data.

    Args:
        seen: what its viewer may see.
        until: the day up to which it is asked; that of the last that is drawn where nothing is said.
    """
    course = course_of(seen, until=until)
    scale = Scale(course.days, left=EDGE + _NAMES, width=_WIDTH)
    words = tuple(_in_words(course, scale, seen))
    told = {"begins": seen.day_in_words(course.days[0]), "ends": seen.day_in_words(course.days[1])}
    rows, samples = [*_rows(course, scale, seen)], [*_samples(course, seen)]
    svg = in_time("timeline", seen, scale, rows, samples, words, seen.says("timeline", **told))
    return Picture(svg=svg, words=words, data=_in_json(course, words))


# Drawing it


def _rows(course: Course, scale: Scale, seen: Sight) -> Iterator[Row]:
    running = [one for one in course.bars if one.kind == "running"]
    if running:
        yield _bars_row(running, scale, seen)
    for domain in REGIE_DOMAINS:
        yield _lane(domain, course.of(domain), scale, seen)
    if course.meetings:
        yield Row(seen.says("meetings"), _ROW + 4, lambda top: _meetings(course, scale, seen, top), bold=True)
    others = [one for one in course.bars if one.kind != "running"]
    for _, bars in groupby(others, key=lambda one: (one.kind, one.what, one.by)):
        yield _bars_row([*bars], scale, seen)


def _lane(domain: str, made: Sequence[Decision], scale: Scale, seen: Sight) -> Row:
    """The decisions in a domain: a line for each standing that they have, and what falls together in one mark."""
    together, standings = _by_part(made, scale), [*_by_standing(made)] or ["own"]

    def drawn(top: float) -> Iterator[Svg]:
        for part, decisions in together.items():
            for standing, told in _by_standing(decisions).items():
                y = top + 5 + max(_ROW, _LEAST / len(standings)) * (standings.index(standing) + 0.5)
                words = seen.says(
                    "of_period", period=scale.called(part, seen.teller.language), counts=_counts(told, seen)
                )
                objected = any(one.objected for one in told)
                yield decided(scale.middle(part), y, standing, count=len(told), objected=objected, told=words)

    return Row(capital(seen.value("domain", domain)), max(_ROW * len(standings), _LEAST) + 10, drawn, bold=True)


def _by_part(made: Iterable[Decision], scale: Scale) -> dict[Part, list[Decision]]:
    together: dict[Part, list[Decision]] = defaultdict(list)
    for one in made:
        together[scale.part(one.day)].append(one)
    return together


def _by_standing(made: Iterable[Decision]) -> dict[str, list[Decision]]:
    of = {standing: [one for one in made if one.standing == standing] for standing in STANDINGS}
    return {standing: told for standing, told in of.items() if told}


def _meetings(course: Course, scale: Scale, seen: Sight, top: float) -> Iterator[Svg]:
    for day in course.meetings:
        yield _meeting(scale.x(day), top + (_ROW + 4) / 2, seen.day_in_words(day))


def _meeting(x: float, y: float, told: str = "") -> Svg:
    return group(line(x, y - MARK, x, y + MARK, width=3), told=told)


def _bars_row(bars: Sequence[Bar], scale: Scale, seen: Sight) -> Row:
    end = scale.left + scale.width
    spans = [(scale.x(one.begins), scale.x(one.ends) if one.ends is not None else end) for one in bars]
    track = tracks(spans)
    name, by, is_bold = bars[0].what, bars[0].by, bars[0].kind == "running"
    lines = len(wrapped(name, _NAMES - 12, WORDS, lines=2, bold=is_bold)) + bool(by)
    height = max((max(track) + 1) * (BAR + 6), lines * WORDS * LEADING) + 8

    def drawn(top: float) -> Iterator[Svg]:
        for one, row in zip(bars, track, strict=True):
            y = top + height * (row + 0.5) / (max(track) + 1)
            yield bar(scale, y, one.begins, one.ends, fill=_FILLS[one.kind], told=" ".join(_bar_in_words(one, seen)))
            yield from _levels(one, scale, y)

    return Row(name, height, drawn, bold=is_bold, under=by)


def _levels(one: Bar, scale: Scale, y: float) -> Iterator[Svg]:
    """How much there was of it, where there is room to say so."""
    for index, (day, level) in enumerate(one.levels):
        x, words = scale.x(day), str(level)
        following = one.levels[index + 1][0] if index + 1 < len(one.levels) else one.ends
        room = (scale.x(following) if following is not None else scale.left + scale.width) - x
        if index:
            yield line(x, y - BAR / 2, x, y + BAR / 2)
        if room > width_of(words, SMALL, bold=True) + 14:
            yield text(x + 5, y + 4.2, words, SMALL, bold=True)


def _samples(course: Course, seen: Sight) -> Iterator[Sample]:
    for standing in STANDINGS:
        if any(one.standing == standing for one in course.decisions):
            yield Sample(partial(decided, standing=standing), seen.says(standing))
    if any(one.objected for one in course.decisions):
        yield Sample(partial(decided, standing="together", objected=True), seen.says("objected"))
    if course.decisions:
        yield Sample(partial(decided, standing="own", count=3), seen.says("counted"))
    if any(one.kind != "running" and one.ends is None for one in course.bars):
        yield Sample(_goes_on, seen.says("legend_goes_on"))
    if any(one.levels for one in course.bars):
        yield Sample(_amount, seen.says("legend_level"))
    if course.is_empty:
        yield Sample(nothing, seen.says("empty"))


def _goes_on(x: float, y: float) -> Svg:
    return shape([(x - 12, y - 8), (x + 5, y - 8), (x + 12, y), (x + 5, y + 8), (x - 12, y + 8)], fill=PANEL)


def _amount(x: float, y: float) -> Svg:
    number = text(x, y + 4.2, "3", SMALL, bold=True, anchor="middle")
    return group(rectangle(x - 12, y - 8, 24, 16, fill=PANEL, stroke=INK), number)


# Telling it


def _in_words(course: Course, scale: Scale, seen: Sight) -> Iterator[str]:
    language = seen.teller.language
    for domain in REGIE_DOMAINS:
        called, together = capital(seen.value("domain", domain)), _by_part(course.of(domain), scale)
        periods = [
            seen.says("of_period", period=scale.called(part, language), counts=_counts(told, seen))
            for part, told in together.items()
        ]
        if periods:
            yield seen.says("of_domain", domain=called, periods="; ".join(periods))
        else:
            yield seen.says("nothing_decided", domain=called)
    if course.meetings:
        yield seen.says("meetings_on", days=language.listed([*map(seen.day_in_words, course.meetings)]))
    for one in course.bars:
        yield from _bar_in_words(one, seen)
    if not seen.is_whole:
        yield seen.says("partly")


def _counts(made: Sequence[Decision], seen: Sight) -> str:
    counted = Counter(one.standing for one in made)
    told = [seen.says("times", number=str(counted[one]), what=seen.says(one)) for one in STANDINGS if counted[one]]
    if objected := sum(one.objected for one in made):
        told.append(seen.says("disagreed", number=str(objected)))
    return ", ".join(told)


def _bar_in_words(one: Bar, seen: Sight) -> Iterator[str]:
    begins = seen.day_in_words(one.begins)
    if one.ends is None:
        yield seen.says("bar_on", what=one.told, begins=begins)
    else:
        yield seen.says("bar", what=one.told, begins=begins, ends=seen.day_in_words(one.ends))
    for day, level in one.levels:
        yield seen.says("level", what=one.told, level=str(level), day=seen.day_in_words(day))


def _in_json(course: Course, words: Sequence[str]) -> dict[str, Any]:
    return {
        "from": in_json(course.days[0]),
        "to": in_json(course.days[1]),
        "decisions": [
            {
                "number": one.number,
                "day": in_json(one.day),
                "domain": one.domain,
                "standing": one.standing,
                "objected": one.objected,
            }
            for one in course.decisions
        ],
        "meetings": [in_json(day) for day in course.meetings],
        "periods": [
            {
                "kind": one.kind,
                "what": one.told,
                "from": in_json(one.begins),
                "to": in_json(one.ends) if one.ends is not None else None,
                "levels": [{"from": in_json(day), "level": level} for day, level in one.levels],
            }
            for one in course.bars
        ],
        "words": list(words),
    }
