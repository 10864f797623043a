"""The questionnaires that are known by name: their scales, what a score can be, and which way is better.

Data, without rules. Who fills one in says how they are doing; what is subjective comes first (generic module on recovery
support, 1.4: what somebody says of their own recovery, strength, quality of life, hope and regie is crucial, what others
can count is important). A questionnaire that is not here can be recorded all the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

import attrs

Direction = Literal["higher_is_better", "lower_is_better", "neither"]
Priority = Literal["crucial", "important"]
How = Literal["mean", "sum", "converted", "t_score", "amount"]


@attrs.frozen
class Range:
    """What a score can be, counted in one way.

    Attributes:
        low: the lowest.
        high: the highest; None where there is none.
        how: the way of counting: the mean of the items, their sum, a sum converted to 0-100, a T-score, or an amount.
    """

    low: float
    high: float | None
    how: How

    def holds(self, score: float) -> bool:
        """Whether a score can be counted so."""
        return self.low <= score and (self.high is None or score <= self.high)

    def __str__(self) -> str:
        return f"{self.low:g} or more" if self.high is None else f"{self.low:g} to {self.high:g}"


@attrs.frozen
class Scale:
    """A scale of a questionnaire.

    Attributes:
        name: as it stands in the scores.
        ranges: what a score can be; more than one where versions or users count differently.
        direction: which way is better, if any.
    """

    name: str
    ranges: tuple[Range, ...]
    direction: Direction

    def holds(self, score: float) -> bool:
        """Whether this can be a score on this scale."""
        return any(one.holds(score) for one in self.ranges)


@attrs.frozen(kw_only=True)
class Instrument:
    """A questionnaire.

    Attributes:
        name: as it is recorded in ``instrument``.
        also: other spellings under which it is known, in small letters and figures only.
        priority: whether it asks for what somebody feels and finds themselves, which is crucial, or for something else.
        items: how many questions.
        scales: its scales.
        source: who says what a score can be.
        versions: where versions or ways of counting differ.
    """

    name: str
    also: tuple[str, ...] = ()
    priority: Priority
    items: int | None
    scales: tuple[Scale, ...]
    source: str
    versions: str

    def scale(self, name: str) -> Scale | None:
        """The scale of this name; None where it has none."""
        return next((scale for scale in self.scales if scale.name == name), None)

    @property
    def widest(self) -> Range:
        """From the lowest score on any of its scales to the highest."""
        ranges = [one for scale in self.scales for one in scale.ranges]
        highest = [one.high for one in ranges]
        return Range(
            min(one.low for one in ranges), None if None in highest else max(h for h in highest if h is not None), "sum"
        )


def _mean(low: float, high: float) -> Range:
    return Range(low, high, "mean")


def _mean_or_sum(items: int, low: float, high: float) -> tuple[Range, Range]:
    """How a scale of so many questions is counted: by their mean, or by their sum."""
    return Range(low, high, "mean"), Range(items * low, items * high, "sum")


def _scales(direction: Direction, **ranges: tuple[Range, ...]) -> tuple[Scale, ...]:
    return tuple(Scale(name, told, direction) for name, told in ranges.items())


_AMOUNT: Final = (Range(0, None, "amount"),)
_OUT_OF_100: Final = (Range(0, 100, "converted"),)

INSTRUMENTS: Final[Mapping[str, Instrument]] = {
    one.name: one
    for one in (
        Instrument(
            name="NEL",
            priority="crucial",
            items=40,
            scales=_scales(
                "higher_is_better",
                total=_mean_or_sum(40, 1, 5),
                social_support=_mean_or_sum(7, 1, 5),
                professional_help=_mean_or_sum(4, 1, 5),
                connectedness=_mean_or_sum(6, 1, 5),
                confidence_and_purpose=_mean_or_sum(12, 1, 5),
                self_management=_mean_or_sum(5, 1, 5),
                caring_community=_mean_or_sum(6, 1, 5),
            ),
            source="Boevink, Kroon, Delespaul and Van Os 2017, doi 10.4236/ojpsych.2017.71002",
            versions="Counted as a mean or as a sum. There is a short form of 12 items in Spanish.",
        ),
        Instrument(
            name="MANSA",
            priority="crucial",
            items=16,
            scales=_scales(
                "higher_is_better",
                total=_mean_or_sum(12, 1, 7),
                life_as_a_whole=(_mean(1, 7),),
            ),
            source="Priebe, Huxley, Knight and Evans 1999, doi 10.1177/002076409904500102",
            versions="12 of the 16 items ask how satisfied somebody is, and are counted as a mean or as a sum; 4 are facts.",
        ),
        Instrument(
            name="I.ROC",
            priority="crucial",
            items=12,
            scales=_scales(
                "higher_is_better",
                total=_mean_or_sum(12, 1, 6),
                home=_mean_or_sum(3, 1, 6),
                opportunity=_mean_or_sum(3, 1, 6),
                people=_mean_or_sum(3, 1, 6),
                empowerment=_mean_or_sum(3, 1, 6),
            ),
            source="Monger and others 2013; Dutch version: doi 10.1186/s12888-022-03697-6",
            versions="Counted as a sum or as a mean. The Dutch study found one scale; four areas of three items are usual.",
        ),
        Instrument(
            name="WHODAS-2.0",
            also=("whodas",),
            priority="important",
            items=36,
            scales=(
                Scale("total", (*_OUT_OF_100, Range(0, 180, "sum")), "lower_is_better"),
                *_scales(
                    "lower_is_better",
                    cognition=_OUT_OF_100,
                    mobility=_OUT_OF_100,
                    self_care=_OUT_OF_100,
                    getting_along=_OUT_OF_100,
                    life_activities=_OUT_OF_100,
                    participation=_OUT_OF_100,
                ),
            ),
            source="World Health Organization, Manual for WHODAS 2.0, 2010",
            versions="36 or 12 items; converted to 0-100, or a plain sum with items from 1 to 5, or from 0 to 4.",
        ),
        Instrument(
            name="BSI-18",
            priority="important",
            items=18,
            scales=_scales(
                "lower_is_better",
                global_severity=(Range(0, 72, "sum"),),
                somatization=(Range(0, 24, "sum"),),
                depression=(Range(0, 24, "sum"),),
                anxiety=(Range(0, 24, "sum"),),
            ),
            source="Derogatis 2001, manual of the BSI-18",
            versions="Sums of items from 0 to 4. A T-score, which is another number, is recorded under a name of its own.",
        ),
        Instrument(
            name="TiC-P",
            priority="important",
            items=None,
            scales=_scales("neither", contacts=_AMOUNT, days=_AMOUNT, hours=_AMOUNT, costs=_AMOUNT),
            source="Bouwmans and others 2013, doi 10.1186/1472-6963-13-217",
            versions="Counts use of care and work that was lost, mostly over four weeks; a Mini and a Midi ask less.",
        ),
    )
}
"""The questionnaires of the study of resource groups (Tjaden and others 2019), subjective first."""

_NOT_OF_A_NAME: Final = re.compile("[^a-z0-9]")

_SPELLINGS: Final[Mapping[str, Instrument]] = {
    spelling: one for one in INSTRUMENTS.values() for spelling in (_NOT_OF_A_NAME.sub("", one.name.lower()), *one.also)
}


def instrument_of(name: str) -> Instrument | None:
    """The questionnaire of this name, however it is spelled: ``I.ROC`` or ``iroc``; None where it is not known."""
    return _SPELLINGS.get(_NOT_OF_A_NAME.sub("", name.lower()))
