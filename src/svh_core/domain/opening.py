"""A resident comes in, hears what a support group is, and decides whether to take part."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from svh_core.domain.case import GROUPS, THINGS, Case
from svh_core.domain.fields import other, private
from svh_core.domain.identifiers import SUPPORT_GROUP, GoalId, OrganisationId, PersonId
from svh_core.domain.records import Group
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose, Yields
from svh_core.domain.words import Words

opening = Concept("opening", category="regie")


@opening.event("case.opened", whose=Whose.RESIDENT, yields=Yields.NOBODY, category="identity")
class CaseOpened(Event):
    """A resident opens their case and is its owner from then on.

    nl: Een inwoner begint een steungroep en is vanaf dan de eigenaar.
    """

    resident: PersonId
    name: Words | None = private(of="resident", default=None)
    asks_for: Words | None = private(of="resident", category="goals", default=None)
    method: Literal["support_group", "ract", "open_dialogue", "network_conversations", "other"] = other(category="care")
    organisation: OrganisationId | None = other(category="care", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        case = case.set(
            resident=self.resident,
            name=self.name,
            asks_for=self.asks_for,
            method=self.method,
            organisation=self.organisation,
        )
        case = case.put(THINGS, f"Group:{SUPPORT_GROUP}", True)  # noqa: FBT003 - the first group is there from the opening
        return case.put(GROUPS, SUPPORT_GROUP, Group(kind="support_group"))


@opening.rule()
def only_the_resident_is_owner(entry: Entry[CaseOpened], case: Case) -> bool:
    """A case is opened in the name of its resident.

    nl: Een steungroep begint op naam van de inwoner zelf.
    """
    return entry.by == entry.event.resident


@opening.event("introduction.held", whose=Whose.ANYONE, category="meetings")
class IntroductionHeld(Event):
    """Somebody explained to the resident what a support group is and what it could do.

    nl: Iemand legde de inwoner uit wat een steungroep is en wat die kan betekenen.
    """

    present: tuple[PersonId, ...]
    minutes: int
    explained: tuple[Literal["ownership", "group", "regie", "stopping", "sharing"], ...]
    heard: Words | None = private(of="resident", category="goals", default=None)
    resistance_heard: Words | None = private(of="resident", category="regie", default=None)


@opening.event("participation.decided", whose=Whose.RESIDENT, domain=Domain.HOW, yields=Yields.REPRESENTATION)
class ParticipationDecided(Event):
    """The resident decides whether to take part: yes, no, later, for now not, or to stop.

    nl: De inwoner besluit over meedoen: ja, nee, later, nu even niet, of stoppen.
    """

    answer: Literal["yes", "no", "later", "pause", "stop"]
    ask_again_on: date | None = None
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        case = case.set(participation=self.answer)
        return case.end_consents() if self.answer == "stop" else case


@opening.event("hook.found", whose=Whose.ANYONE, category="goals")
class HookFound(Event):
    """Somebody found the thing the resident would move for.

    nl: Iemand vond een haakje: iets waarvoor de inwoner in beweging wil komen.
    """

    words: Words = private(of="resident")
    goal: GoalId | None = None
    person: PersonId | None = other(category="network", default=None)


@opening.event("case.closed", whose=Whose.RESIDENT, domain=Domain.HOW_LONG, category="time")
class CaseClosed(Event):
    """The case is closed because it has done its work, or because the resident stops, moves or has died.

    nl: De steungroep is afgesloten: klaar, gestopt, door een verhuizing of door overlijden.
    """

    why: Literal["done", "stops", "moves", "died", "other"]
    words: Words | None = private(of="resident", category="regie", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.set(closed=self.why).end_consents()


@opening.event("case.reopened", whose=Whose.RESIDENT, domain=Domain.HOW_LONG, category="time")
class CaseReopened(Event):
    """The resident opens the case again; nobody is ever beyond help.

    nl: De inwoner opent de steungroep opnieuw; niemand is ooit uitbehandeld.
    """

    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.set(closed=None)


@opening.rule()
def only_a_closed_case_is_reopened(entry: Entry[CaseReopened], case: Case) -> bool:
    """Only a closed case can be reopened.

    nl: Alleen een afgesloten steungroep kan opnieuw open.
    """
    return case.closed is not None
