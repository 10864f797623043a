"""Goals over time: from the day each was set until it was achieved or let go, which end as well as each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import attrs

from svh_core.domain.civil_days import civil_date
from svh_core.domain.goals import GoalAchieved, GoalLetGo, GoalProgressReviewed, GoalRephrased, GoalSet
from svh_core.log.script import in_json
from svh_core.views.pictures.legend import Sample, nothing
from svh_core.views.pictures.rows import BAR, Row, bar, in_time, spread
from svh_core.views.pictures.scale import Scale
from svh_core.views.pictures.sight import Picture, Sight, is_told
from svh_core.views.pictures.style import COOL, DEEP, EDGE, INK, LEADING, PAPER, WARM, WORDS
from svh_core.views.pictures.svg import Svg, circle, group, line, shape, text

_NAMES: Final = 300.0
_WIDTH: Final = 716.0
_MARK: Final = 7.0
_APART: Final = 2 * _MARK + 3
_LINES: Final = 3
_FILLS: Final = {"short": WARM, "long": COOL}
GOING: Final = ("nearer", "same", "further", "cannot_say")


@attrs.frozen
class Review:
    """A day on which it was looked at how a goal goes; `going` is None where it may not be read."""

    day: date
    going: str | None


@attrs.frozen(kw_only=True)
class Wish:
    """A goal.

    Attributes:
        goal: its identifier.
        words: what the resident wants, in quotation marks, or what stands in the place of what may not be read.
        horizon: ``short`` or ``long``.
        set_on: the day it was set.
        ended_on: the day it was achieved or let go.
        how: ``achieved`` or ``let_go``; ``live`` else.
        rephrased: the days on which it was said differently.
        reviews: the days on which it was looked at how it goes.
    """

    goal: str
    words: str
    horizon: str
    set_on: date
    ended_on: date | None
    how: str
    rephrased: tuple[date, ...]
    reviews: tuple[Review, ...]

    @property
    def days(self) -> list[date]:
        """Every day something happened to it."""
        ended = [self.ended_on] if self.ended_on is not None else []
        return [self.set_on, *self.rephrased, *(one.day for one in self.reviews), *ended]


def goals_over_time(seen: Sight, *, until: date | None) -> Picture:
    """The goals as a picture, in words and as data.

    Args:
        seen: what its viewer may see.
        until: the day up to which it is asked; that of the last that is drawn where nothing is said.
    """
    goals = [*_goals(seen)]
    days = [day for goal in goals for day in goal.days]
    last = until or max(days, default=seen.day)
    period = (min([*days, last]), last)
    scale = Scale(period, left=EDGE + _NAMES, width=_WIDTH)
    words = tuple(_in_words(goals, seen))
    title = seen.says("goals", begins=seen.day_in_words(period[0]), ends=seen.day_in_words(period[1]))
    rows = [_row(goal, scale, seen) for goal in goals]
    svg = in_time("goals", seen, scale, rows, [*_samples(goals, seen)], words, title)
    data = {
        "from": in_json(period[0]),
        "to": in_json(period[1]),
        "goals": [*map(_in_json, goals)],
        "words": list(words),
    }
    return Picture(svg=svg, words=words, data=data)


def _goals(seen: Sight) -> Iterator[Wish]:
    after = [*seen.of(GoalRephrased, GoalProgressReviewed, GoalAchieved, GoalLetGo)]
    for line_ in seen.of(GoalSet):
        name = line_.entry.event.goal
        if not is_told(name) or name not in seen.case.goals:
            continue
        goal = seen.case.goals[name]
        of = [one.entry for one in after if one.entry.event.goal == name]
        ended = [one for one in of if isinstance(one.event, GoalAchieved | GoalLetGo)]
        yield Wish(
            goal=name,
            words=seen.teller.quoted(goal.words),
            horizon=goal.horizon,
            set_on=civil_date(line_.entry.at),
            ended_on=civil_date(ended[-1].at) if ended else None,
            how="live" if not ended else "achieved" if isinstance(ended[-1].event, GoalAchieved) else "let_go",
            rephrased=tuple(civil_date(one.at) for one in of if isinstance(one.event, GoalRephrased)),
            reviews=tuple(
                Review(civil_date(one.at), seen.opened(one.event.going, one.number, "going"))
                for one in of
                if isinstance(one.event, GoalProgressReviewed)
            ),
        )


# Drawing it


def _row(goal: Wish, scale: Scale, seen: Sight) -> Row:
    def drawn(top: float) -> Iterator[Svg]:
        y = top + _HEIGHT / 2
        told = " ".join(_of_a_goal(goal, seen))
        yield bar(scale, y, goal.set_on, goal.ended_on, fill=_FILLS[goal.horizon], told=told)
        for day in goal.rephrased:
            yield _rephrased(scale.x(day), y)
        if goal.ended_on is not None:
            yield _end(scale.x(goal.ended_on), y, goal.how)
        wanted = sorted(goal.reviews, key=lambda one: one.day)
        last = scale.x(goal.ended_on) - BAR - 4 if goal.ended_on is not None else scale.left + scale.width - _POINT
        shown = _last_of_each_part(wanted, scale)[-max(1, int((last - scale.left) / _APART)) :]
        for review, x in zip(shown, spread([scale.x(one.day) for one in shown], _APART, last=last), strict=True):
            yield _review(x, y, review.going, told=_review_in_words(review, seen))

    return Row(goal.words, _HEIGHT, drawn, lines=_LINES, under=seen.value("horizon", goal.horizon))


_HEIGHT: Final = (_LINES + 1) * WORDS * LEADING + 12
_POINT: Final = 16.0
"""What the point takes of a bar that goes on."""


def _last_of_each_part(reviews: Sequence[Review], scale: Scale) -> list[Review]:
    """One review of each part of the line, the last: others would lie under it."""
    return [*{scale.part(one.day): one for one in reviews}.values()]


def _review(x: float, y: float, going: str | None, told: str = "") -> Svg:
    """What was said of a goal: on, back, a bar for as far as before, an open round where it cannot be said."""
    m = _MARK
    if going == "nearer":
        mark = shape([(x - m, y - m), (x + m, y), (x - m, y + m)], fill=INK)
    elif going == "further":
        mark = shape([(x + m, y - m), (x - m, y), (x + m, y + m)], fill=PAPER)
    elif going == "same":
        mark = shape([(x - m, y - 3), (x + m, y - 3), (x + m, y + 3), (x - m, y + 3)], fill=INK)
    elif going == "cannot_say":
        mark = group(circle(x, y, m, fill=PAPER), text(x, y + 4.2, "?", 12, bold=True, anchor="middle"))
    else:
        mark = circle(x, y, 4, fill=INK)
    return group(mark, told=told)


def _end(x: float, y: float, how: str) -> Svg:
    """Achieved is a dark round, let go an open one; the one is as good as the other."""
    return circle(x, y, BAR / 2 + 2, fill=DEEP if how == "achieved" else PAPER, stroke=DEEP, width=3)


def _rephrased(x: float, y: float) -> Svg:
    return line(x, y - BAR / 2 - 5, x, y + BAR / 2 + 5, width=2, dashes="3 2")


def _samples(goals: Sequence[Wish], seen: Sight) -> Iterator[Sample]:
    for how in ("achieved", "let_go"):
        if any(goal.how == how for goal in goals):
            yield Sample(partial(_end, how=how), seen.says(f"legend_{how}"))
    if any(goal.rephrased for goal in goals):
        yield Sample(_rephrased, seen.says("legend_rephrased"))
    for going in (*GOING, None):
        if any(one.going == going for goal in goals for one in goal.reviews):
            told = "legend_review" if going is not None else "legend_review_unsaid"
            yield Sample(partial(_review, going=going), seen.says(told, going=seen.value("going", going)))
    if not goals:
        yield Sample(nothing, seen.says("empty"))


# Telling it


def _in_words(goals: Sequence[Wish], seen: Sight) -> Iterator[str]:
    for goal in goals:
        yield " ".join(_of_a_goal(goal, seen))
    if not goals:
        yield seen.says("empty")
    if not seen.is_whole:
        yield seen.says("partly")


def _of_a_goal(goal: Wish, seen: Sight) -> Iterator[str]:
    yield seen.says(
        "goal", goal=goal.words, day=seen.day_in_words(goal.set_on), horizon=seen.value("horizon", goal.horizon)
    )
    for day in goal.rephrased:
        yield seen.says("goal_rephrased", day=seen.day_in_words(day))
    for review in goal.reviews:
        yield _review_in_words(review, seen)
    if goal.ended_on is None:
        yield seen.says("goal_live")
    else:
        yield seen.says(f"goal_{goal.how}", day=seen.day_in_words(goal.ended_on))


def _review_in_words(review: Review, seen: Sight) -> str:
    day = seen.day_in_words(review.day)
    if review.going is None:
        return seen.says("goal_review_unsaid", day=day)
    return seen.says("goal_review", day=day, going=seen.value("going", review.going))


def _in_json(goal: Wish) -> dict[str, Any]:
    return {
        "goal": goal.goal,
        "words": goal.words,
        "horizon": goal.horizon,
        "status": goal.how,
        "set_on": in_json(goal.set_on),
        "ended_on": in_json(goal.ended_on) if goal.ended_on is not None else None,
        "rephrased": [in_json(day) for day in goal.rephrased],
        "reviews": [{"day": in_json(one.day), "going": one.going} for one in goal.reviews],
    }
