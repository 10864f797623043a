"""Signals about what was decided in the resident's place, or on their behalf, and how long that lasts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.records import TakingOver
from svh_core.domain.regie import RegieTakenBack, RegieTakenOver
from svh_core.domain.rulebook import Entry
from svh_core.views.around import first
from svh_core.views.history import History
from svh_core.views.settings import OURS, Number
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.spells import Spell, between, until_the_resident_speaks

_SIX_WEEKS: Final = Number(42, "days", OURS)
_TWO_WEEKS: Final = 14


@signal(Kind.REGIE, 39)
def taken_over_open(history: History) -> Iterator[Spell]:
    """A decision was taken over and you have not said what you think of it.

    nl: Iemand besloot iets in jouw plaats, en jij hebt nog niet gezegd wat je daarvan vindt.

    with represented: Somebody decided on your behalf and you have not said what you think of it.

    nl: Iemand besloot iets namens jou, en jij hebt nog niet gezegd wat je daarvan vindt.
    """
    for entry in history.entries:
        if history.counts(entry) and history.standing(entry) in {"taken_over", "represented"}:
            note = "represented" if history.standing(entry) == "represented" else ""
            yield from until_the_resident_speaks(history, entry, civil_date(entry.at), note=note)


@signal(Kind.REGIE, 39, number=_SIX_WEEKS)
def taking_over_lasts(history: History) -> Iterator[Spell]:
    """A taking over lasts longer than six weeks, or follows within two weeks on one you ended.

    nl: Iemand besluit al langer dan zes weken in jouw plaats. Of iemand begon daar weer mee, binnen twee weken nadat
    jij het stopte.
    """
    taken = {entry.event.taking_over: entry for entry in history.of(RegieTakenOver)}
    for name, entry in taken.items():
        held = history.case.takings_over[name]
        begun, over = civil_date(held.begun_at), _over(held)
        long = _long_since(history, held, begun, over)
        again = begun if _follows_on_one_taken_back(history, held) else None
        begins = first([long, again])
        if begins is not None:
            yield from between(begins, over, name, entry.number)


def _over(held: TakingOver) -> date:
    """The first day on which a taking over no longer holds."""
    ended = held.until if held.ended_at is None else min(held.until, held.ended_at)
    return civil_date(ended)


def _long_since(history: History, held: TakingOver, begun: date, over: date) -> date | None:
    """The first day of a taking over on which it lasts for too long; None where it is over before."""
    day = begun
    while day < over:
        days = _days_in_a_year(history, held, day)
        if days > _SIX_WEEKS.value:
            return day
        day += timedelta(days=_SIX_WEEKS.value + 1 - days)  # each day adds one at most
    return None


def _days_in_a_year(history: History, held: TakingOver, day: date) -> int:
    """The most whole days, of the twelve months before a day, in which any of its domains was taken over."""
    since = months_after(day, -12)
    most = 0
    for domain in held.domains:
        days: set[date] = set()
        for other in history.case.takings_over.values():
            if domain in other.domains:
                begins, ends = max(civil_date(other.begun_at), since), min(_over(other), day)
                days |= {begins + timedelta(days=n) for n in range(max((ends - begins).days, 0))}
        most = max(most, len(days))
    return most


def _follows_on_one_taken_back(history: History, held: TakingOver) -> bool:
    for entry in history.of(RegieTakenBack):
        other = history.case.takings_over.get(entry.event.taking_over)
        gap = (civil_date(held.begun_at) - civil_date(entry.at)).days
        if other is not None and entry.at <= held.begun_at and gap <= _TWO_WEEKS:
            return True
    return False


@signal(Kind.REGIE, 39)
def dated_into_a_taking_over(history: History) -> Iterator[Spell]:
    """This was written down as taken over after that taking over had ended.

    nl: Iemand schreef op dat dit in jouw plaats is besloten. Maar dat was toen al voorbij.
    """
    for entry in history.entries:
        if history.standing(entry) == "taken_over" and history.counts(entry) and entry.source is None:
            rests_on = _taking_over_beneath(history, entry)
            if entry.reason is None and rests_on is not None and _had_ended(rests_on, entry, history):
                yield from until_the_resident_speaks(history, entry, civil_date(entry.recorded_at))


def _taking_over_beneath(history: History, entry: Entry[Any]) -> TakingOver | None:
    scopes = set(entry.event.scopes(history.case))
    held = (taken for taken in history.case.takings_over.values() if taken.by == entry.by)
    return next((taken for taken in held if taken.in_force(entry.at) and scopes & set(taken.domains)), None)


def _had_ended(taken: TakingOver, entry: Entry[Any], history: History) -> bool:
    ended = [
        ending.number
        for ending in history.known
        if ending.event.spec.name in {"regie.taken_back", "regie.handed_back"}
        and history.case.takings_over.get(ending.event.taking_over) is taken
    ]
    return taken.until < entry.recorded_at or any(number < entry.number for number in ended)


@signal(Kind.REGIE, 3)
def taken_over_beside_a_representative(history: History) -> Iterator[Spell]:
    """Somebody took over while your representative could have decided.

    nl: Iemand besloot in jouw plaats, terwijl jouw vertegenwoordiger dat had kunnen doen.
    """
    for entry in history.entries:
        if history.standing(entry) == "taken_over" and history.counts(entry):
            scopes = entry.event.scopes(history.case)
            people = history.case.representations
            if any(history.case.represented_by(person, entry.at, scopes) for person in people):
                yield from until_the_resident_speaks(history, entry, civil_date(entry.at))
