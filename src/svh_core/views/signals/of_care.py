"""Signals about help and care: whether it came, who gives it, the hours it takes, and what is measured."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

import attrs

from svh_core.domain.care import CheckpointReviewed, ContactMade, HelpAsked, ProfessionalChangeRequested
from svh_core.domain.civil_days import civil_date
from svh_core.domain.crisis import AdmissionBegun
from svh_core.domain.measures import MeasurementRecorded, MonitoringChosen
from svh_core.domain.meetings import MeetingOpened, MeetingPlanned
from svh_core.domain.network import InvolvementEnded, InvolvementRecorded
from svh_core.domain.rulebook import Entry
from svh_core.domain.time_spent import TimeLogged
from svh_core.views.around import days_of, first, in_time, roles_on
from svh_core.views.history import History
from svh_core.views.hours import budget_on, budget_year, budget_years_begin
from svh_core.views.settings import FIRST_YEARS, THE_ORGANISATION, Budget, Number
from svh_core.views.signals.days_ahead import budget_today, those_that_have_come
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.spells import (
    Quiet,
    Spell,
    after,
    between,
    until_the_resident_speaks,
    while_it_holds,
    without,
)
from svh_core.views.sources import HANDBOOK, InBoth

_ANSWERED_AT_ONCE: Final = frozenset({"network_conversation", "admission", "contact"})
"""The kinds of help that are waited for in hours."""

_AN_HOUR: Final = timedelta(hours=1)
_TABLE_OF_HOURS: Final[InBoth] = {
    "en": f"{HANDBOOK['en']}: the first year, an estimate",
    "nl": f"{HANDBOOK['nl']}: het eerste jaar, een schatting",
}


# Help


@signal(Kind.LAW, 69, 72, number="help_hours")
def help_late(history: History) -> Iterator[Spell]:
    """Help was asked and nobody came within 24 hours.

    nl: Er is om hulp gevraagd, en binnen 24 uur kwam er niemand.

    with set: Help was asked and nobody came within {number} hours.

    nl: Er is om hulp gevraagd, en binnen {number} uur kwam er niemand.

    with late: Help was asked and came after {hours} hours.

    nl: Er is om hulp gevraagd. De hulp kwam na {hours} uur.
    """
    for asked in history.of(HelpAsked):
        if asked.event.kind in _ANSWERED_AT_ONCE and asked.source is None:
            yield from _waited(history, asked, asked.at + _AN_HOUR * history.settings.number("help_hours"))


def _waited(history: History, asked: Entry[HelpAsked], due: datetime) -> Iterator[Spell]:
    """The time after the last moment on which help was to come: nobody came yet, or somebody came late."""
    came = in_time(_answers(history, asked))
    stand = [entry for entry in came if history.left_out_on(entry.number) is None]
    if (stand and stand[0].at <= due) or not history.has_passed(due):
        return
    seemed_in_time = (history.left_out_on(entry.number) for entry in came if entry.at <= due)
    begins = max([civil_date(due), *(day for day in seemed_in_time if day is not None)])
    late = stand[0] if stand else None
    name = asked.event.help
    yield from between(begins, civil_date(late.at) if late is not None else None, name, asked.number)
    if late is not None:
        hours = (late.at - asked.at) // _AN_HOUR
        since = max(begins, civil_date(late.at))
        yield from between(since, None, name, asked.number, late.number, note="late", places={"hours": hours})


def _answers(history: History, asked: Entry[HelpAsked]) -> Iterator[Entry[Any]]:
    """What answered a question for help: a contact, an admission, or a meeting that was planned after it."""
    planned = {e.event.meeting for e in history.of(MeetingPlanned) if e.event.asked_after == asked.number}
    yield from (e for e in history.of(ContactMade, AdmissionBegun) if e.event.answers == asked.event.help)
    yield from (e for e in history.of(MeetingOpened) if e.event.meeting in planned)


# Who gives it


@signal(Kind.REGIE, 84, number="change_request_days")
def change_requested_open(history: History) -> Iterator[Spell]:
    """You asked for another professional and nothing happened.

    nl: Je vroeg om een andere hulpverlener, en er gebeurde niets.
    """
    for entry in history.of(ProfessionalChangeRequested):
        said = (one for one in history.opinions[entry.number] if one.at <= history.as_of)
        denied = first(civil_date(one.at) for one in said if one.position == "objected")
        for spell in _goes_on(history, entry):
            yield from without(spell, [Quiet(denied, None)] if denied is not None else [])


def _goes_on(history: History, entry: Entry[ProfessionalChangeRequested]) -> Iterator[Spell]:
    """The times, some weeks after the resident asked for another, in which that person is still involved."""
    person = entry.event.person
    begins = after(history.waits_from(entry), history.settings.number("change_request_days"))
    told = [e for e in history.of(InvolvementRecorded, InvolvementEnded) if e.event.person == person]
    named = (e.event.from_ if isinstance(e.event, InvolvementRecorded) else e.event.on for e in told)
    days = (max(day, begins) for day in [begins, *days_of(told), *named])
    return while_it_holds(days, lambda day: bool(roles_on(history, person, day)), lambda _: (entry.number,), person)


@signal(Kind.GUIDE, 67)
def checkpoint_gap(history: History) -> Iterator[Spell]:
    """At one of the four checkpoints something is missing.

    nl: Bij een van de vier ijkpunten van herstel mist er iets.
    """
    reviewed = in_time(history.of(CheckpointReviewed))
    for index, entry in enumerate(reviewed):
        if entry.event.gap == "yes":
            again = (e for e in reviewed[index + 1 :] if e.event.checkpoint == entry.event.checkpoint)
            yield from between(civil_date(entry.at), first(days_of(again)), entry.event.checkpoint, entry.number)


# What it takes


@signal(Kind.GUIDE, 44, number=Number(FIRST_YEARS[0].total, "minutes", _TABLE_OF_HOURS))
def hours_over(history: History) -> Iterator[Spell]:
    """More hours were needed than reckoned. What was reckoned is an estimate.

    nl: Er waren meer uren nodig dan verwacht. Dat was een schatting.
    """
    begin = budget_years_begin(history)
    if begin is None:
        return
    logged: dict[int, list[Entry[TimeLogged]]] = {}
    for entry in history.of(TimeLogged):
        year = budget_year(begin, entry.event.on)
        if year is not None:
            logged.setdefault(year, []).append(entry)
    for year, of_year in logged.items():
        budget = budget_today(history, begin, year)
        if budget is not None:
            reckoned = Number(budget.total, "minutes", _who_reckoned(budget))
            yield from (attrs.evolve(spell, number=reckoned) for spell in _over(history, begin, year, of_year))


def _over(history: History, begin: date, year: int, logged: list[Entry[TimeLogged]]) -> Iterator[Spell]:
    """The times in which more was written down for a year than was reckoned for it."""
    left_out = {entry.number: history.left_out_on(entry.number) for entry in logged}

    def counted(day: date) -> list[Entry[TimeLogged]]:
        return [e for e in logged if civil_date(e.at) <= day and (left_out[e.number] or date.max) > day]

    def is_over(day: date) -> bool:
        budget = budget_on(history, begin, year, day) if day >= begin else None  # before the yes there are no years
        return budget is not None and sum(entry.event.minutes for entry in counted(day)) > budget.total

    reckoned_from = (budget.from_ for budget in history.settings.budgets)
    days = [begin, *days_of(logged), *left_out.values(), *reckoned_from]
    return while_it_holds(
        those_that_have_come(history, days),
        is_over,
        lambda _: tuple(entry.number for entry in counted(history.day)),
        str(year),
    )


def _who_reckoned(budget: Budget) -> InBoth:
    return _TABLE_OF_HOURS if budget in FIRST_YEARS[:1] else HANDBOOK if budget in FIRST_YEARS else THE_ORGANISATION


# Measuring


@signal(Kind.REGIE, 85)
def measured_without_asking(history: History) -> Iterator[Spell]:
    """Something was measured before you said whether you want that.

    nl: Er is iets gemeten voordat jij zei of je dat wilt.
    """
    chosen = list(history.of(MonitoringChosen))
    for entry in history.of(MeasurementRecorded):
        if not any(one.number < entry.number for one in chosen):
            chosen_on = first(days_of(chosen))
            for spell in until_the_resident_speaks(history, entry, civil_date(entry.at)):
                yield from without(spell, [Quiet(chosen_on, None)] if chosen_on is not None else [])
