"""The people around the resident: who is there, how near, and who helps professionally."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from svh_core.domain.case import BONDS, INVOLVEMENTS, NETWORK, PERMISSIONS, Case
from svh_core.domain.fields import other, private
from svh_core.domain.identifiers import OrganisationId, PersonId, Tag
from svh_core.domain.records import Bond, Involvement, NetworkPerson
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose, Yields
from svh_core.domain.values import changed
from svh_core.domain.words import Sealed, Words

network = Concept("network", category="network")


@network.event("network.person_added", whose=Whose.RESIDENT)
class NetworkPersonAdded(Event):
    """The resident puts somebody in their network.

    nl: De inwoner zet iemand in het eigen netwerk.
    """

    person: PersonId = other(category="identity")
    name: Words | None = private(of="person", category="identity", default=None)
    network: Literal["formal", "informal"]
    relation: Words | None = private(of="resident", default=None)
    relation_kind: Sealed[
        Literal["partner", "family", "friend", "neighbour", "colleague", "volunteer", "professional", "other"]
    ] = private(of="resident")

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        person = NetworkPerson(
            network=self.network, name=self.name, relation=self.relation, relation_kind=self.relation_kind
        )
        return case.put(NETWORK, self.person, person)


@network.also("a_name_is_given_once")
def who_is_added_is_not_there_yet(entry: Entry[NetworkPersonAdded], case: Case) -> bool:
    """Whether the person is not in the network now."""
    known = case.network.get(entry.event.person)
    return known is None or not known.here


@network.event("network.person_described", whose=Whose.RESIDENT, yields=Yields.NOBODY)
class NetworkPersonDescribed(Event):
    """The resident says how close somebody is and whether their involvement helps.

    nl: De inwoner zegt hoe dichtbij iemand is, en of het contact helpt.
    """

    person: PersonId
    closeness: Sealed[Literal["near", "middle", "far"]] | None = private(of="resident", default=None)
    helpful: Sealed[Literal["helpful", "mixed", "unhelpful", "unknown"]] | None = private(of="resident", default=None)
    contact_per_month: Sealed[int] | None = private(of="resident", default=None)
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        said = {
            "closeness": self.closeness,
            "helpful": self.helpful,
            "contact_per_month": self.contact_per_month,
            "words": self.words,
        }
        return case.change(NETWORK, self.person, **{name: token for name, token in said.items() if token is not None})


@network.event("network.bond_drawn", whose=Whose.RESIDENT)
class NetworkBondDrawn(Event):
    """The resident draws how two people in the network stand to each other.

    nl: De inwoner tekent hoe twee mensen in het netwerk met elkaar omgaan.
    """

    one: PersonId
    other: PersonId
    kind: Sealed[Literal["warm", "neutral", "tense", "broken", "unknown"]] = private(of="resident")
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        bond = Bond(one=self.one, other=self.other, kind=self.kind, words=self.words)
        return case.put(BONDS, " ".join(sorted((self.one, self.other))), bond)


@network.event("network.person_removed", whose=Whose.RESIDENT)
class NetworkPersonRemoved(Event):
    """The resident takes somebody off their network.

    nl: De inwoner haalt iemand uit het eigen netwerk.
    """

    person: PersonId

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(NETWORK, self.person, here=False)


@network.also("only_what_is_there_can_be_spoken_of")
def who_is_described_or_removed_is_there(
    entry: Entry[NetworkPersonDescribed | NetworkPersonRemoved], case: Case
) -> bool:
    """Whether the person is in the network now; about the resident another rule speaks."""
    known = case.network.get(entry.event.person)
    return entry.event.person == case.resident or (known is not None and known.here)


@network.event("sociogram.session_held", whose=Whose.ANYONE)
class SociogramSessionHeld(Event):
    """The resident and somebody else looked at the network together.

    nl: De inwoner bekeek samen met iemand het netwerk.
    """

    present: tuple[PersonId, ...]
    minutes: int
    format: Tag
    finished: Literal["yes", "go_on_later"]


@network.event("distance.chosen", whose=Whose.RESIDENT, domain=Domain.WHO, yields=Yields.NOBODY)
class DistanceChosen(Event):
    """The resident takes distance, sets a boundary or comes closer; each is as good as the others.

    nl: De inwoner neemt afstand, stelt een grens of komt dichterbij. Het een is niet beter dan het ander.
    """

    person: PersonId
    kind: Literal["distance", "boundary", "no_contact", "closer"]
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        case = case.change(NETWORK, self.person, distance=self.kind)
        return case.put(PERMISSIONS, self.person, ()) if self.kind == "no_contact" else case


@network.event("involvement.recorded", whose=Whose.ANYONE, category="care")
class InvolvementRecorded(Event):
    """Somebody is professionally involved with the resident, in this role, for this organisation.

    nl: Iemand gaat helpen als hulpverlener, in deze rol, voor deze organisatie.
    """

    person: PersonId = other(category="identity")
    name: Words | None = private(of="person", category="identity", default=None)
    role: Literal[
        "care_worker",
        "lead_clinician",
        "psychologist",
        "pod_worker",
        "gp",
        "practice_worker",
        "nurse",
        "social_worker",
        "community_team",
        "peer_supporter",
        "family_peer_supporter",
        "recovery_guardian",
        "client_advocate",
        "volunteer_coordinator",
        "other",
    ]
    organisation: OrganisationId | None = None
    first_contact: bool | None = None
    from_: date

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        involvement = Involvement(
            role=self.role,
            organisation=self.organisation,
            first_contact=self.first_contact,
            from_=self.from_,
            name=self.name,
        )
        return case.put(INVOLVEMENTS, self.person, (*case.involvements.get(self.person, ()), involvement))


@network.event("involvement.ended", whose=Whose.ANYONE, category="care")
class InvolvementEnded(Event):
    """Somebody is no longer professionally involved.

    nl: Iemand helpt niet meer als hulpverlener.
    """

    person: PersonId
    role: Tag
    on: date

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        held = case.involvements.get(self.person, ())
        ended = tuple(
            changed(one, {"on": self.on}) if one.role == self.role and one.on is None else one for one in held
        )
        return case.put(INVOLVEMENTS, self.person, ended)
