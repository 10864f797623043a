"""Nothing about me without me: what was decided or discussed in the resident's absence, and whether they were told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from svh_core.domain.access import EmergencyOpened
from svh_core.domain.agreements import AgreementMade
from svh_core.domain.civil_days import civil_date
from svh_core.domain.consent import ConsentGiven
from svh_core.domain.crisis import CrisisNoticed
from svh_core.domain.identifiers import PersonId
from svh_core.domain.meetings import ConsultationHeld, ReportWritten
from svh_core.domain.nomination import ApproachPermitted, DeepeningHeld
from svh_core.domain.opening import CaseClosed
from svh_core.domain.positions import ResidentInformed
from svh_core.domain.regie import LegalRepresentationRecorded, RegieTakenOver
from svh_core.domain.rulebook import Entry, Whose
from svh_core.views.around import consent_stood, first, members_at
from svh_core.views.history import History
from svh_core.views.settings import OURS, Number
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.spells import Spell, after, between, until_the_resident_speaks

_THE_RESIDENTS: Final = frozenset({Whose.RESIDENT, Whose.GIVER, Whose.GROUP})
_TO_TELL: Final = Number(7, "days", OURS)


@signal(Kind.REGIE, 71)
def about_me_without_me(history: History) -> Iterator[Spell]:
    """This was decided or discussed while you were not there.

    nl: Dit is besloten of besproken terwijl jij er niet bij was.

    with permission: This was decided or discussed while you were not there, with your permission.

    nl: Dit is besloten of besproken terwijl jij er niet bij was, met jouw toestemming.
    """
    for entry in history.entries:
        if is_about_me_without_me(history, entry):
            note = "permission" if was_permitted(history, entry) else ""
            yield from until_the_resident_speaks(history, entry, civil_date(entry.at), note=note)


def is_about_me_without_me(history: History, entry: Entry[Any]) -> bool:
    """Whether something about the resident was decided or discussed in their absence."""
    event, resident = entry.event, history.resident
    if not history.counts(entry) or entry.by == resident or _after_death(history, entry):
        return False
    if isinstance(event, ConsultationHeld):
        return event.identified == "yes" and not history.is_there(resident, entry)
    if isinstance(event, DeepeningHeld):
        return resident not in event.present
    if isinstance(event, ReportWritten):
        meeting = history.case.meetings.get(event.meeting)
        return meeting is None or resident not in history.ever_here(meeting)
    return is_decided_in_absence(history, entry) or (
        isinstance(event, RegieTakenOver | CrisisNoticed) and not history.is_there(resident, entry)
    )


def is_decided_in_absence(history: History, entry: Entry[Any]) -> bool:
    """Whether another decided what is the resident's, the giver's or the group's, and the resident was not there."""
    return (
        entry.event.spec.whose in _THE_RESIDENTS
        and entry.by != history.resident
        and history.counts(entry)
        and not history.is_there(history.resident, entry)
    )


def was_permitted(history: History, entry: Entry[Any]) -> bool:
    """Whether the resident had said yes to just this: a talk without them, or deliberation without them."""
    event = entry.event
    if isinstance(event, DeepeningHeld):
        return deepening_permitted(history, entry) in {"without_me", "either"}
    return isinstance(event, ConsultationHeld) and _may_deliberate(history, entry)


def deepening_permitted(history: History, entry: Entry[Any]) -> str | None:
    """The form the resident last chose for a deepening talk by this person, before it was held."""
    chosen = [
        permitted.event.deepening
        for permitted in history.of(ApproachPermitted)
        if permitted.number < entry.number
        and (permitted.event.person, permitted.event.approached_by) == (entry.event.person, entry.by)
    ]
    return chosen[-1] if chosen else None


def _may_deliberate(history: History, talk: Entry[Any]) -> bool:
    """Whether one consent for deliberation without the resident covered everybody but who entered the talk."""
    standing = [
        given.event
        for given in history.of(ConsentGiven)
        if given.event.purpose == "deliberation_without_me" and consent_stood(history, given, talk.at)
    ]
    others = [_called(history, person, talk.at) for person in talk.event.with_ if person != talk.by]
    return any(all(_covers(given, called, standing) for called in others) for given in standing)


def _called(history: History, person: PersonId, moment: datetime) -> tuple[PersonId, frozenset[str]]:
    """Somebody, with every name by which a consent can mean them: their own, their roles, their organisations."""
    in_force = [one for one in history.case.involvements.get(person, ()) if one.in_force(civil_date(moment))]
    groups = (person in members_at(history, group, moment) for group in history.case.groups)
    member = {"member"} if any(groups) else set()
    organisations = {one.organisation for one in in_force if one.organisation}
    professional = {"professional"} if in_force else set()
    return person, frozenset({person, *(one.role for one in in_force), *organisations, *member, *professional})


def _covers(given: ConsentGiven, who: tuple[PersonId, frozenset[str]], standing: Sequence[ConsentGiven]) -> bool:
    """Whether a consent covers somebody; a no anywhere wins, and gives way only to a consent that names them."""
    person, called = who
    if given.recipient not in called or called & set(given.but_not or ()):
        return False
    return given.recipient == person or not any(called & set(other.but_not or ()) for other in standing)


def _after_death(history: History, entry: Entry[Any]) -> bool:
    return any(
        closed.event.why == "died" and entry.at > closed.at and history.counts(closed)
        for closed in history.of(CaseClosed)
    )


@signal(Kind.REGIE, 71, 80, number=_TO_TELL)
def not_told(history: History) -> Iterator[Spell]:
    """You have not been told of this.

    nl: Dit is nog niet aan je verteld.
    """
    for entry in history.entries:
        if has_to_be_told(history, entry):
            begins = after(history.waits_from(entry), _TO_TELL.value)
            yield from between(begins, told_on(history, entry), entry.number, entry.number)


def has_to_be_told(history: History, entry: Entry[Any]) -> bool:
    """Whether the resident should hear of it: decided in their place or absence, or a fact that takes from their regie."""
    if not history.counts(entry):
        return False
    if isinstance(entry.event, LegalRepresentationRecorded | RegieTakenOver | EmergencyOpened):
        return True
    return history.standing(entry) in {"taken_over", "represented"} or is_decided_in_absence(history, entry)


def told_on(history: History, entry: Entry[Any]) -> date | None:
    """The day on which the resident was told of an entry, or said themselves what they think of it."""
    informed = (civil_date(e.at) for e in history.of(ResidentInformed) if entry.number in e.event.entries)
    return first([*informed, history.first_opinion(entry)])


def row_14(history: History, entry: Entry[Any]) -> bool:
    """Whether somebody offered something in the resident's absence: the giver's own, the resident's position open."""
    made = isinstance(entry.event, AgreementMade) or entry.event.spec.whose is Whose.GIVER
    return made and entry.event.giver == entry.by != history.resident and history.standing(entry) == "own"
