"""How a case went: decisions in the four domains of regie, meetings, and what lasted for a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from svh_core.domain.care import CareArranged, CareEnded, CareScaledDown, CareScaledUp
from svh_core.domain.civil_days import civil_date
from svh_core.domain.crisis import AdmissionBegun, LegalMeasureRecorded, RespiteBegun
from svh_core.domain.meetings import MeetingOpened
from svh_core.domain.opening import CaseClosed, CaseOpened, CaseReopened
from svh_core.domain.records import REGIE_DOMAINS
from svh_core.domain.regie import RegieTakenOver
from svh_core.views.pictures.sight import Sight, capital, is_told


@attrs.frozen(kw_only=True)
class Decision:
    """A decision that is the resident's or the group's to take.

    Attributes:
        number: which entry.
        day: when it was decided.
        domain: of what.
        standing: with what standing.
        objected: whether the resident does not agree with it.
    """

    number: int
    day: date
    domain: str
    standing: str
    objected: bool


@attrs.frozen(kw_only=True)
class Bar:
    """Something that lasted.

    Attributes:
        kind: ``running``, ``taking_over``, ``stay``, ``measure`` or ``care``.
        what: what it is called beside the line.
        by: who gives it, under that.
        told: what it is, in a few words.
        begins: its first day.
        ends: its last; None where no end is known.
        levels: how much of it there was, from which day on.
    """

    kind: str
    what: str
    by: str = ""
    told: str
    begins: date
    ends: date | None
    levels: tuple[tuple[date, int], ...] = ()


@attrs.frozen(kw_only=True)
class Course:
    """How it went.

    Attributes:
        decisions: by the moment they were decided.
        meetings: the days of the meetings that were held.
        bars: what lasted, each kind together.
        days: the first and the last day of it.
    """

    decisions: tuple[Decision, ...]
    meetings: tuple[date, ...]
    bars: tuple[Bar, ...]
    days: tuple[date, date]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to draw."""
        return not (self.decisions or self.meetings or self.bars)

    def of(self, domain: str) -> list[Decision]:
        """The decisions in a domain."""
        return [one for one in self.decisions if one.domain == domain]


def course_of(seen: Sight, *, until: date | None) -> Course:
    """How a case went, of what its viewer may see.

    Args:
        seen: what that is.
        until: the day up to which it is asked; that of the last that is drawn where nothing is said.
    """
    decisions = tuple(
        Decision(
            number=line.entry.number,
            day=civil_date(line.entry.at),
            domain=str(line.entry.event.spec.domain),
            standing=str(line.standing),
            objected=line.position == "objected",
        )
        for line in seen.decided()
        if line.entry.event.spec.domain in REGIE_DOMAINS
    )
    meetings = tuple(civil_date(line.entry.at) for line in seen.of(MeetingOpened))
    bars = tuple(_bars(seen))
    days = [one.day for one in decisions] + [*meetings, *_days_of(bars)]
    last = until or max(days, default=seen.day)
    return Course(
        decisions=tuple(sorted(decisions, key=lambda one: (one.day, one.number))),
        meetings=meetings,
        bars=bars,
        days=(min([*days, last]), last),
    )


def _days_of(bars: Sequence[Bar]) -> Iterator[date]:
    for bar in bars:
        yield bar.begins
        yield from (day for day, _ in bar.levels)
        if bar.ends is not None and bar.kind not in {"taking_over", "measure"}:  # those say their end beforehand
            yield bar.ends


def _bars(seen: Sight) -> Iterator[Bar]:
    yield from _running(seen)
    for line in seen.of(RegieTakenOver):
        if (taken := _thing(seen.case.takings_over, line.entry.event.taking_over)) is not None:
            domains = seen.value("domains", taken.domains)
            yield Bar(
                kind="taking_over",
                what=seen.says("in_place"),
                told=seen.says("in_place_by", person=seen.name_of(taken.by), domains=domains),
                begins=civil_date(taken.begun_at),
                ends=civil_date(min(taken.until, taken.ended_at or taken.until)),
            )
    for line in seen.of(AdmissionBegun, RespiteBegun):
        if (stay := _thing(seen.case.stays, line.entry.event.stay)) is not None:
            what = capital(seen.value("kind", stay.kind))
            ended = civil_date(stay.ended_at) if stay.ended_at is not None else None
            yield Bar(kind="stay", what=what, told=what, begins=civil_date(stay.begun_at), ends=ended)
    for line in seen.of(LegalMeasureRecorded):
        if (measure := _thing(seen.case.measures, line.entry.event.measure)) is not None:
            what = capital(seen.value("kind", measure.kind))
            ends = min(measure.until, measure.on or measure.until)
            yield Bar(kind="measure", what=what, told=what, begins=measure.from_, ends=ends)
    yield from _care(seen)


def _running(seen: Sight) -> Iterator[Bar]:
    """The support group itself, from each opening until it was closed."""
    begun: date | None = None
    what = seen.says("running")
    for line in seen.of(CaseOpened, CaseReopened, CaseClosed):
        day = civil_date(line.entry.at)
        if not isinstance(line.entry.event, CaseClosed):
            begun = begun or day
        elif begun is not None:
            yield Bar(kind="running", what=what, told=what, begins=begun, ends=day)
            begun = None
    if begun is not None:
        yield Bar(kind="running", what=what, told=what, begins=begun, ends=None)


def _care(seen: Sight) -> Iterator[Bar]:
    changes = [*seen.of(CareScaledDown, CareScaledUp)]
    ends = [*seen.of(CareEnded)]
    for line in seen.of(CareArranged):
        event = line.entry.event
        if not is_told(event.care) or event.care not in seen.case.care or not is_told(event.level):
            continue
        begins, known = civil_date(line.entry.at), seen.case.care[event.care]
        what, by = capital(seen.value("kind", known.kind)), seen.teller.recipients(known.provider).object
        ended = next((civil_date(one.entry.at) for one in ends if one.entry.event.care == event.care), None)
        scaled = [
            (civil_date(one.entry.at), one.entry.event.level)
            for one in changes
            if one.entry.event.care == event.care and is_told(one.entry.event.level)
        ]
        levels = ((begins, event.level), *scaled)
        yield Bar(
            kind="care",
            what=what,
            by=by,
            told=f"{what} ({by})",
            begins=begins,
            ends=ended,
            levels=levels,
        )


def _thing(things: Mapping[Any, Any], name: Any) -> Any:
    """A thing by its name, where both may be read."""
    return things.get(name) if is_told(name) else None
