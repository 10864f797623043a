"""Signals about an organisation: its ambassadors and the meetings that come back. They are told of its own stream."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import attrs

from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.rollout import (
    AmbassadorAppointed,
    AmbassadorSteppedDown,
    GatheringHeld,
    OrganisationJoined,
    OrganisationLeft,
    RecurrenceSet,
)
from svh_core.domain.rulebook import Entry
from svh_core.views.around import ONE_DAY, days_of, first, in_time
from svh_core.views.history import History
from svh_core.views.recurring import weekday_of_month
from svh_core.views.settings import THE_ORGANISATION, Number
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.spells import Quiet, Spell, between, while_it_holds, without
from svh_core.views.sources import HANDBOOK

_TUESDAY: Final = 2
_A_MONTH: Final = Number(1, "months", HANDBOOK)


@signal(Kind.ORG, 48, number="ambassadors")
def few_ambassadors(history: History) -> Iterator[Spell]:
    """There are fewer than two ambassadors.

    nl: Er zijn minder dan twee ambassadeurs.

    with set: There are fewer than {number} ambassadors.

    nl: Er zijn minder dan {number} ambassadeurs.
    """
    told = in_time(history.of(AmbassadorAppointed, AmbassadorSteppedDown))

    def so_far(day: date) -> list[Entry[Any]]:
        return [entry for entry in told if _counts_from(entry) <= day]

    def are_few(day: date) -> bool:
        active: set[str] = set()
        for entry in sorted(so_far(day), key=_counts_from):
            (active.add if isinstance(entry.event, AmbassadorAppointed) else active.discard)(entry.event.person)
        return len(active) < history.settings.number("ambassadors")

    def shown_by(day: date) -> tuple[int, ...]:
        return tuple(entry.number for entry in so_far(day)) or (history.entries[0].number,)

    days = [_begins(history), *map(_counts_from, told)] if history.entries else []
    for spell in while_it_holds(days, are_few, shown_by, _organisation(history)):
        yield from without(spell, _away(history))


def _counts_from(entry: Entry[Any]) -> date:
    """The day since which somebody is ambassador, or no longer is, and that was told."""
    event = entry.event
    on: date = event.from_ if isinstance(event, AmbassadorAppointed) else event.on
    return max(on, civil_date(entry.at))


@signal(Kind.ORG, 50, number="case_meeting_days")
def case_meeting_overdue(history: History) -> Iterator[Spell]:
    """The six-weekly case meeting is overdue.

    nl: Het overleg van elke zes weken over de steungroepen is al een tijd niet geweest.

    with set: The case meeting of every {number} days is overdue.

    nl: Het overleg van elke {number} dagen over de steungroepen is al een tijd niet geweest.

    with own: The case meeting is overdue, by the rhythm that the organisation chose.

    nl: Het overleg over de steungroepen is al een tijd niet geweest, langer dan het eigen ritme.
    """
    met = _gathered(history, "case_meeting")
    rhythms = in_time(e for e in history.of(RecurrenceSet) if e.event.kind == "case_meeting")
    for index, last in enumerate([*history.entries[:1], *met]):
        next_met = first(days_of(met[index : index + 1]))
        for place, rhythm in enumerate([None, *rhythms]):
            counts = date.min if rhythm is None else civil_date(rhythm.at)
            from_day = history.waits_from(last) if index or rhythm is None else max(_begins(history), counts)
            begins = max(_due(history, rhythm, from_day, has_met=bool(index)) + ONE_DAY, counts)
            over = first([next_met, *days_of(rhythms[place : place + 1])])
            numbers = (last.number,) if rhythm is None else (last.number, rhythm.number)
            note = "own" if rhythm is not None else ""
            for spell in between(begins, over, _organisation(history), *numbers, note=note):
                numbered = attrs.evolve(spell, number=_number(rhythm.event) if rhythm is not None else None)
                yield from without(numbered, _away(history))


def _due(history: History, rhythm: Entry[RecurrenceSet] | None, day: date, *, has_met: bool) -> date:
    """The last day for the next case meeting, counted from the last one, or from the day it began to be counted."""
    if rhythm is None or rhythm.event.every == "days":
        days = (rhythm.event.days if rhythm is not None else None) or history.settings.number("case_meeting_days")
        return day + timedelta(days=min(days, _A_LIFETIME))
    weekday, week = rhythm.event.weekday or _TUESDAY, rhythm.event.week or 1
    this_month = weekday_of_month(day.replace(day=1), weekday, min(week, _LAST_WEEK))
    if not has_met and this_month >= day:
        return this_month
    return weekday_of_month(months_after(day.replace(day=1), 1), weekday, min(week, _LAST_WEEK))


_A_LIFETIME: Final = 36_500
_LAST_WEEK: Final = 5


def _number(rhythm: RecurrenceSet) -> Number:
    if rhythm.every == "days" and rhythm.days is not None:
        return Number(rhythm.days, "days", THE_ORGANISATION)
    return Number(1, "months", THE_ORGANISATION)


@signal(Kind.ORG, 49, number=_A_MONTH)
def ambassadors_overdue(history: History) -> Iterator[Spell]:
    """The monthly ambassadors' meeting did not take place.

    nl: De ambassadeurs kwamen een maand lang niet samen.
    """
    if not history.entries:
        return
    met = _gathered(history, "ambassadors")
    begun = _begins(history)
    month = begun if begun.day == 1 else months_after(begun.replace(day=1), 1)
    tells_of_the_future = False
    while not tells_of_the_future:  # the first time it can be so is enough: none of those after it makes it otherwise
        next_month = months_after(month, 1)
        if not any(month <= day < next_month for day in days_of(met)):
            before = [entry for entry in met if civil_date(entry.at) < month] or history.entries[:1]
            ends = first(day for day in days_of(met) if day >= next_month)
            for spell in between(next_month, ends, _organisation(history), before[-1].number):
                yield from without(spell, _away(history))
            tells_of_the_future = next_month > history.day
        month = next_month


def _gathered(history: History, kind: str) -> list[Entry[Any]]:
    return in_time(
        entry
        for entry in history.of(GatheringHeld)
        if entry.event.kind == kind and entry.number not in history.corrected_away
    )


def _organisation(history: History) -> str:
    """Its id, without what stands before it in the name of its stream."""
    return history.name.split("/", 1)[-1]


def _begins(history: History) -> date:
    """The day of its first entry."""
    return history.waits_from(history.entries[0])


def _away(history: History) -> list[Quiet]:
    """The times in which it took no part."""
    times: list[Quiet] = []
    for entry in in_time(history.of(OrganisationJoined, OrganisationLeft)):
        if entry.event.organisation != _organisation(history):
            continue  # it told of another, such as one it works with
        if isinstance(entry.event, OrganisationLeft):
            times.append(Quiet(max(entry.event.on, civil_date(entry.at)), None))
        else:
            times = [Quiet(time.begins, time.ends or civil_date(entry.at)) for time in times]
    return times
