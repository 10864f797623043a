"""Signals about who decides on the resident's behalf: against the resident's own word, or because the law says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from svh_core.domain.civil_days import civil_date
from svh_core.domain.identifiers import SUPPORT_GROUP
from svh_core.domain.regie import LegalRepresentationRecorded
from svh_core.domain.rulebook import Entry
from svh_core.views.around import ONE_DAY, first
from svh_core.views.history import History
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.spells import Spell, between, until_the_resident_speaks


@signal(Kind.REGIE, 3)
def represented_against_my_word(history: History) -> Iterator[Spell]:
    """Somebody decided on your behalf what you had decided otherwise, or although you object to being represented.

    nl: Iemand besloot iets namens jou. Maar jij had zelf anders besloten, of jij wilt niet dat iemand namens jou
    besluit.
    """
    for entry in history.entries:
        represented = history.standing(entry) == "represented" and history.counts(entry)
        if represented and (_objected_to_being_represented(history, entry) or _decided_otherwise(history, entry)):
            yield from until_the_resident_speaks(history, entry, civil_date(entry.at))


def _objected_to_being_represented(history: History, entry: Entry[Any]) -> bool:
    grounds = [
        told
        for told in history.entries
        if told.event.spec.name in {"representative.appointed", "legal_representation.recorded"}
        and told.event.person == entry.by
    ]
    opinions = [[o for o in history.opinions[told.number] if o.at <= entry.at] for told in grounds]
    return any(told and told[-1].position == "objected" for told in opinions)


_OPPOSITES: Final = {
    "nomination.made": ("nomination.withdrawn", "member.removed"),
    "nomination.withdrawn": ("nomination.made",),
    "approach.permitted": ("approach.withdrawn",),
    "approach.withdrawn": ("approach.permitted",),
    "guest.invited": ("guest.uninvited",),
    "guest.uninvited": ("guest.invited",),
    "member.removed": ("nomination.made",),
    "network.person_added": ("network.person_removed",),
    "network.person_removed": ("network.person_added",),
    "consent.given": ("consent.withdrawn",),
    "consent.withdrawn": ("consent.given",),
    "goal.let_go": ("goal.set", "goal.rephrased", "goal.first_step_chosen"),
    "group.ended": ("group.formed",),
    "case.closed": ("case.reopened",),
    "case.reopened": ("case.closed",),
    "care.scaled_down": ("care.scaled_up",),
    "care.scaled_up": ("care.scaled_down",),
    "care.ended": ("care.arranged", "care.scaled_up", "care.scaled_down"),
    "respite.ended": ("respite.begun",),
}
"""What a decision of the resident's own would have to be, on the same subject, to be contrary to this one."""

_SAID_OTHERWISE: Final = frozenset(
    {"participation.decided", "chair.chosen", "rhythm.chosen", "duration.agreed", "goal.rephrased", "monitoring.chosen"}
)
"""Decisions that are contrary to one of the same name, on the same subject, that says something else."""

_SUBJECTS: Final = {
    "nomination": ("person", "group"),
    "member": ("person", "group"),
    "approach": ("person",),
    "guest": ("person", "meeting"),
    "network": ("person",),
    "goal": ("goal",),
    "group": ("group",),
    "chair": ("group", "for_meeting"),
    "rhythm": ("group",),
    "duration": ("of", "id"),
    "care": ("care",),
    "respite": ("stay",),
}
"""Which fields say what a decision is about, by the noun of its name."""


def _decided_otherwise(history: History, entry: Entry[Any]) -> bool:
    """Whether the resident's own last word on the same subject was the opposite."""
    name = entry.event.spec.name
    opposites = _OPPOSITES.get(name, ())
    said = [
        told
        for told in history.entries
        if told.by == history.resident
        and told.number < entry.number
        and told.event.spec.name in {name, *opposites}
        and _subject(history, told) == _subject(history, entry)
    ]
    if not said:
        return False
    otherwise = name in _SAID_OTHERWISE and _in_clear(said[-1]) != _in_clear(entry)
    return said[-1].event.spec.name in opposites or otherwise


def _subject(history: History, entry: Entry[Any]) -> object:
    event, noun = entry.event, entry.event.spec.name.split(".")[0]
    if noun == "consent":
        given = history.case.consents.get(event.consent)
        return ("consent", given.purpose, given.recipient) if given is not None else event.consent
    fields = ((field, getattr(event, field, None)) for field in _SUBJECTS.get(noun, ()))
    return tuple(value or SUPPORT_GROUP if field == "group" else value for field, value in fields)


def _in_clear(entry: Entry[Any]) -> object:
    """What a decision says outside its sealed words, which nobody here can compare."""
    return [getattr(entry.event, field.attribute) for field in entry.event.spec.fields if field.of is None]


@signal(Kind.REGIE, 82)
def legal_representation_recorded(history: History) -> Iterator[Spell]:
    """Somebody recorded a representative the law gave you.

    nl: Iemand schreef op dat je volgens de wet een vertegenwoordiger hebt.
    """
    for entry in history.of(LegalRepresentationRecorded):
        until = entry.event.until
        over = until + ONE_DAY if until is not None else None
        begins = max(entry.event.from_, civil_date(entry.at))
        yield from between(begins, first([over, history.first_opinion(entry)]), entry.number, entry.number)
