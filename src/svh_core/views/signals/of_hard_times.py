"""Signals about when it is hard: an admission, a respite house, a legal measure, and the breaking of the glass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from svh_core.domain.access import EmergencyOpened, EmergencyReviewed
from svh_core.domain.care import ContactMade
from svh_core.domain.civil_days import civil_date
from svh_core.domain.crisis import (
    AdmissionBegun,
    AdmissionEnded,
    LegalMeasureEnded,
    LegalMeasureRecorded,
    RespiteBegun,
    RespiteEnded,
)
from svh_core.domain.identifiers import PersonId
from svh_core.domain.meetings import MeetingOpened
from svh_core.domain.network import InvolvementEnded, InvolvementRecorded
from svh_core.domain.rulebook import Entry
from svh_core.views.around import ONE_DAY, days_of, first
from svh_core.views.history import History
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.of_meetings import held
from svh_core.views.signals.spells import Quiet, Spell, after, between, without

# A stay


@signal(Kind.SAFETY, 72, number="admission_days")
def admission_long(history: History) -> Iterator[Spell]:
    """An admission lasts longer than 18 days.

    nl: Je bent langer dan 18 dagen opgenomen.

    with set: An admission lasts longer than {number} days.

    nl: Je bent langer dan {number} dagen opgenomen.

    with over: An admission lasted {days} days.

    nl: Je was {days} dagen opgenomen.
    """
    for begun in history.of(AdmissionBegun):
        begins = after(history.waits_from(begun), history.settings.number("admission_days"))
        ended = _ended(history, begun, AdmissionEnded)
        home = civil_date(ended.at) if ended is not None else None
        yield from between(begins, home, begun.event.stay, begun.number)
        if ended is not None and home is not None and home >= begins:
            lasted = (home - civil_date(begun.at)).days
            numbers = (begun.number, ended.number)
            yield from between(home, None, begun.event.stay, *numbers, note="over", places={"days": lasted})


@signal(Kind.GUIDE, 74, number="respite_days")
def respite_long(history: History) -> Iterator[Spell]:
    """A stay in the respite house lasts longer than two weeks.

    nl: Je bent langer dan twee weken in het respijthuis.

    with set: A stay in the respite house lasts longer than {number} days.

    nl: Je bent langer dan {number} dagen in het respijthuis.
    """
    for begun in history.of(RespiteBegun):
        begins = after(history.waits_from(begun), history.settings.number("respite_days"))
        yield from between(begins, _home_on(history, begun, RespiteEnded), begun.event.stay, begun.number)


@signal(Kind.GUIDE, 72, number="admission_contact_days")
def no_contact_in_admission(history: History) -> Iterator[Spell]:
    """Nobody from home care was in touch during the admission.

    nl: Tijdens de opname had niemand die jou thuis helpt, contact met je.
    """
    for begun in history.of(AdmissionBegun):
        begins = after(history.waits_from(begun), history.settings.number("admission_contact_days"))
        home = _home_on(history, begun, AdmissionEnded)
        in_touch = list(_times_in_touch(history, begun))
        for spell in between(begins, home, begun.event.stay, begun.number):
            yield from without(spell, in_touch)


def _times_in_touch(history: History, begun: Entry[AdmissionBegun]) -> Iterator[Quiet]:
    """From each contact during a stay with somebody who was involved before it, for as long as that contact counts."""
    for entry in history.of(ContactMade):
        known_on = _known_to_be_involved_on(history, entry.event.person, civil_date(begun.at))
        if entry.at >= begun.at and known_on is not None:
            yield Quiet(max(civil_date(entry.at), known_on), history.left_out_on(entry.number))


def _known_to_be_involved_on(history: History, person: PersonId, day: date) -> date | None:
    """The day since which it is known that somebody was involved on another day; None where they were not."""
    ended = {
        e.event.role: max(e.event.on, civil_date(e.at))
        for e in history.of(InvolvementEnded)
        if e.event.person == person
    }
    return first(
        civil_date(e.at)
        for e in history.of(InvolvementRecorded)
        if e.event.person == person and e.event.from_ <= day < ended.get(e.event.role, date.max)
    )


@signal(Kind.GUIDE, 72, number="care_alignment_days")
def no_care_alignment(history: History) -> Iterator[Spell]:
    """No talk with the relatives at admission.

    nl: Bij de opname was er geen gesprek met jouw naasten.
    """
    for begun in history.of(AdmissionBegun):
        begins = after(history.waits_from(begun), history.settings.number("care_alignment_days"))
        talks = (entry for entry, _ in held(history, MeetingOpened, of="care_alignment") if entry.at >= begun.at)
        ends = first([*days_of(talks), _home_on(history, begun, AdmissionEnded)])
        yield from between(begins, ends, begun.event.stay, begun.number)


def _ended(history: History, begun: Entry[Any], end: type[Any]) -> Entry[Any] | None:
    return next((entry for entry in history.of(end) if entry.event.stay == begun.event.stay), None)


def _home_on(history: History, begun: Entry[Any], end: type[Any]) -> date | None:
    ended = _ended(history, begun, end)
    return civil_date(ended.at) if ended is not None else None


# What limits the resident, and the breaking of the glass


@signal(Kind.LAW, 82)
def measure_in_force(history: History) -> Iterator[Spell]:
    """A measure limits what you can decide; figures of this period stand apart.

    nl: Door een maatregel besluit je minder zelf. De cijfers over deze tijd staan apart.
    """
    for entry in history.of(LegalMeasureRecorded):
        name = entry.event.measure
        ended = (e for e in history.of(LegalMeasureEnded) if e.event.measure == name)
        over = first([entry.event.until + ONE_DAY, *(max(e.event.on, civil_date(e.at)) for e in ended)])
        yield from between(max(entry.event.from_, civil_date(entry.at)), over, name, entry.number)


@signal(Kind.LAW, 76)
def emergency_review_due(history: History) -> Iterator[Spell]:
    """The breaking of the glass has not been looked at.

    nl: Iemand gebruikte de noodknop. Nog niemand keek of dat goed was.
    """
    for entry in history.of(EmergencyOpened):
        begins = max(entry.event.review_on + ONE_DAY, civil_date(entry.at))
        looked = first(days_of(e for e in history.of(EmergencyReviewed) if e.event.emergency == entry.number))
        yield from between(begins, looked, entry.number, entry.number)
