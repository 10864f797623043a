"""Signals about what others wrote down in the resident's name, or about themselves, and what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_core.domain.civil_days import civil_date
from svh_core.domain.consent import ConsentGiven
from svh_core.domain.network import InvolvementRecorded
from svh_core.domain.positions import ConcernRaised, ObjectionAnswered, ObjectionRaised
from svh_core.domain.rulebook import Domain
from svh_core.views.around import consent_ends, first
from svh_core.views.history import History
from svh_core.views.settings import OURS, Number
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.spells import Spell, after, between, until_the_resident_speaks

_TWO_WEEKS: Final = Number(14, "days", OURS)


@signal(Kind.REGIE, 3, 38, number=_TWO_WEEKS)
def entered_for_you(history: History) -> Iterator[Spell]:
    """Somebody wrote this down in your name; is it right?

    nl: Iemand heeft dit in jouw naam opgeschreven. Klopt het?
    """
    for entry in history.entries:
        by_another = entry.by == history.resident != entry.entered_by
        if by_another and entry.event.spec.domain is not Domain.NONE and history.counts(entry):
            begins = after(history.waits_from(entry), _TWO_WEEKS.value)
            yield from between(begins, history.first_opinion(entry), history.name, entry.number)


@signal(Kind.REGIE, 93)
def consent_unconfirmed(history: History) -> Iterator[Spell]:
    """A consent stands that somebody else wrote down and you did not confirm.

    nl: Er geldt een toestemming die iemand anders opschreef. Jij hebt nog niet gezegd of die klopt.
    """
    for entry in history.of(ConsentGiven):
        if entry.entered_by == history.resident:
            continue
        begins = max(civil_date(entry.at), entry.event.from_)
        ends = first([consent_ends(history, entry), history.first_opinion(entry)])
        yield from between(begins, ends, entry.event.consent, entry.number)


@signal(Kind.REGIE, 59, 80, number=_TWO_WEEKS)
def objection_unanswered(history: History) -> Iterator[Spell]:
    """An objection or a concern has had no answer.

    nl: Iemand was het ergens niet mee eens of maakte zich zorgen, en daar kwam geen antwoord op.
    """
    for entry in history.of(ObjectionRaised, ConcernRaised):
        answered = first(civil_date(e.at) for e in history.of(ObjectionAnswered) if e.event.entry == entry.number)
        yield from between(after(history.waits_from(entry), _TWO_WEEKS.value), answered, entry.number, entry.number)


@signal(Kind.REGIE, 40)
def role_given_oneself(history: History) -> Iterator[Spell]:
    """Somebody wrote down themselves that they are your professional.

    nl: Iemand schreef over zichzelf op: ik ben jouw hulpverlener.
    """
    for entry in history.of(InvolvementRecorded):
        if entry.by == entry.event.person:
            yield from until_the_resident_speaks(history, entry, civil_date(entry.at))
