"""The ten rules that hold for every event, in reading order. The last seven are the decision table in sentences."""

from __future__ import annotations

from typing import Any

from svh_core.domain.case import Case
from svh_core.domain.identifiers import SUPPORT_GROUP
from svh_core.domain.rulebook import Concept, Entry
from svh_core.domain.standing import (
    ANSWERS_FOR_ANOTHER,
    BINDS_ANOTHER,
    NOT_THERE,
    ONLY_THE_RESIDENTS,
    SAYS_NO_WHY,
    THE_RESIDENTS,
    WITHOUT_THE_OWNER,
    Refused,
    standing,
)

every_event = Concept("every event", category="regie")


@every_event.rule()
def a_case_begins_with_its_opening(entry: Entry[Any], case: Case) -> bool:
    """Nothing is recorded in a case before it is opened, and it is opened once.

    nl: Een steungroep begint één keer, en pas daarna wordt er iets opgeschreven.
    """
    opens: bool = entry.event.spec.name == "case.opened"
    return opens == (case.resident is None)


@every_event.rule(every_stream=True, where=lambda kind: bool(kind.outline.mints))
def a_name_is_given_once(entry: Entry[Any], case: Case) -> bool:
    """A new goal, group, meeting, agreement or other thing gets a name not used before in this case.

    nl: Iets nieuws krijgt een naam die hier nog niet bestaat: een doel, een groep, een bijeenkomst, een afspraak of
    iets anders.
    """
    event = entry.event
    for attribute, kind in event.spec.outline.mints:  # noqa: SIM110 - most mint nothing, and a generator takes longer
        if f"{kind}{getattr(event, attribute)}" in case.things:
            return False
    return True


@every_event.rule(every_stream=True, where=lambda kind: bool(kind.outline.refers))
def only_what_is_there_can_be_spoken_of(entry: Entry[Any], case: Case) -> bool:
    """What an event refers to exists in this case and, where it is to be changed, has not ended.

    nl: Een regel gaat over iets wat hier al bestaat. Verandert er iets aan? Dan is het nog niet afgelopen.
    """
    event = entry.event
    for attribute, kind, many, is_live in event.spec.outline.refers:
        value = getattr(event, attribute)
        if value is None and kind == "Group":
            value = SUPPORT_GROUP
        if value is None:
            continue
        for name in value if many else (value,):
            if name is not None and not _is_there(kind, name, case, is_live=is_live):
                return False
    return True


def _is_there(kind: str, name: Any, case: Case, *, is_live: bool) -> bool:
    if kind == "Entry":
        return name in case.written
    thing = case.things.get(f"{kind}:{name}")
    return thing is True or (thing is False and not is_live)


def nothing_refuses_it(entry: Entry[Any], case: Case) -> bool:
    """What the last seven rules share: a fact is told of a meeting that is there, or the decision has a standing."""
    if entry.event.spec.outline.is_a_fact:
        return entry.meeting is None or entry.meeting in case.meetings
    return type(standing(entry, case)) is not Refused


@every_event.rule(of_consequences=False, surely=nothing_refuses_it)
def who_decides_in_a_meeting_was_there(entry: Entry[Any], case: Case) -> bool:
    """A decision made in a meeting is made by somebody present, in a meeting that was opened.

    nl: Wie in een bijeenkomst iets besluit, was erbij, en de bijeenkomst was begonnen.
    """
    if entry.event.spec.outline.is_a_fact:
        return entry.meeting is None or entry.meeting in case.meetings
    return standing(entry, case) is not NOT_THERE


@every_event.rule(of_consequences=False, surely=nothing_refuses_it)
def some_things_are_only_the_residents_own(entry: Entry[Any], case: Case) -> bool:
    """Some things nobody decides in the resident's place.

    nl: Sommige dingen besluit niemand in de plaats van de inwoner.
    """
    return standing(entry, case) is not ONLY_THE_RESIDENTS


@every_event.rule(of_consequences=False, surely=nothing_refuses_it)
def a_decision_taken_over_says_why(entry: Entry[Any], case: Case) -> bool:
    """Who decides in the resident's place as a professional says why.

    nl: Wie als hulpverlener in de plaats van de inwoner besluit, zegt waarom.
    """
    return standing(entry, case) is not SAYS_NO_WHY


@every_event.rule(of_consequences=False, surely=nothing_refuses_it)
def the_resident_decides(entry: Entry[Any], case: Case) -> bool:
    """What is the resident's is decided by the resident, by their representative within scope and period, or taken over by a professional.

    nl: Wat van de inwoner is, besluit de inwoner. Of de vertegenwoordiger, waarover en zolang dat mag. Of een
    hulpverlener, in de plaats van de inwoner.
    """
    return standing(entry, case) is not THE_RESIDENTS


@every_event.rule(of_consequences=False, surely=nothing_refuses_it)
def you_answer_for_yourself(entry: Entry[Any], case: Case) -> bool:
    """What concerns a person is answered by that person.

    nl: Gaat het over iemand zelf? Dan geeft die persoon zelf antwoord.
    """
    return standing(entry, case) is not ANSWERS_FOR_ANOTHER


@every_event.rule(of_consequences=False, surely=nothing_refuses_it)
def nobody_is_bound_by_anothers_word(entry: Entry[Any], case: Case) -> bool:
    """An agreement is made by the person who will carry it out.

    nl: Wie iets gaat doen, maakt zelf die afspraak.
    """
    return standing(entry, case) is not BINDS_ANOTHER


@every_event.rule(of_consequences=False, surely=nothing_refuses_it)
def the_group_decides_with_its_owner(entry: Entry[Any], case: Case) -> bool:
    """The group decides nothing about the resident without the resident.

    nl: De groep besluit niets over de inwoner zonder de inwoner.
    """
    return standing(entry, case) is not WITHOUT_THE_OWNER
