"""Who the resident asks, how they are approached, and what they answer for themselves."""

from __future__ import annotations

from typing import Any, Literal

from svh_core.domain.case import NEEDS, PERMISSIONS, Case
from svh_core.domain.fields import live, new, other, private
from svh_core.domain.identifiers import GoalId, GroupId, NeedId, PersonId, Tag
from svh_core.domain.records import Need, Nomination, Permission
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose
from svh_core.domain.words import Sealed, Words

nomination = Concept("nomination", category="nomination")

Topic = Literal["relation", "old_pain", "fear", "anger", "expectations", "commitment", "other_nominees", "contribution"]


@nomination.event("nomination.made", whose=Whose.RESIDENT, domain=Domain.WHO)
class NominationMade(Event):
    """The resident asks somebody from the network to join the support group.

    nl: De inwoner vraagt iemand uit het netwerk voor de steungroep.
    """

    person: PersonId
    group: GroupId | None = live(default=None)
    hoped_for: Words | None = private(of="resident", default=None)
    asked_per_month: int | None = None
    goals: tuple[GoalId, ...] | None = other(category="goals", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        made = Nomination(
            status="made",
            hoped_for=self.hoped_for,
            asked_per_month=self.asked_per_month,
            goals=tuple(self.goals or ()),
            number=entry.number,
        )
        return case.nominate(self.person, self.group, made)


@nomination.rule()
def only_someone_in_the_network_is_nominated(entry: Entry[NominationMade], case: Case) -> bool:
    """Only somebody the resident has put in the network, or who is involved, can be nominated.

    nl: Alleen wie in het netwerk van de inwoner staat of als hulpverlener helpt, kan gevraagd worden.
    """
    known = case.network.get(entry.event.person)
    return (known is not None and known.here) or case.involved(entry.event.person, entry.at)


@nomination.event("nomination.withdrawn", whose=Whose.RESIDENT, domain=Domain.WHO)
class NominationWithdrawn(Event):
    """The resident takes a nomination back before the person has joined.

    nl: De inwoner neemt de vraag terug voordat iemand meedoet.
    """

    person: PersonId
    group: GroupId | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        case = case.put(PERMISSIONS, self.person, ())
        made = case.nomination(self.person, self.group)
        return case.settle_nomination(self.person, self.group, "withdrawn") if made and made.stands else case


@nomination.event("approach.permitted", whose=Whose.RESIDENT, domain=Domain.WHO)
class ApproachPermitted(Event):
    """The resident lets somebody approach a nominee, and says whether a deepening talk may be held without them.

    nl: De inwoner vindt het goed dat iemand contact opneemt. De inwoner zegt ook of een verdiepingsgesprek zonder de
    inwoner mag.
    """

    person: PersonId
    approached_by: PersonId
    deepening: Literal["with_me", "without_me", "either", "none"]
    may_be_told: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        others = case.permissions_but(self.person, self.approached_by)
        permission = Permission(approached_by=self.approached_by, deepening=self.deepening)
        return case.put(PERMISSIONS, self.person, (*others, permission))


@nomination.event("approach.withdrawn", whose=Whose.RESIDENT, domain=Domain.WHO)
class ApproachWithdrawn(Event):
    """The resident takes a permission to approach somebody back.

    nl: De inwoner wil niet meer dat er contact wordt opgenomen.
    """

    person: PersonId
    approached_by: PersonId | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        left = () if self.approached_by is None else case.permissions_but(self.person, self.approached_by)
        return case.put(PERMISSIONS, self.person, left)


@nomination.event("information.given", whose=Whose.ANYONE)
class InformationGiven(Event):
    """Somebody got general information about recovering together.

    nl: Iemand kreeg algemene uitleg over Samen voor Herstel.
    """

    person: PersonId
    material: Tag
    version: Tag
    language: Tag
    uri: Tag | None = None


@nomination.event("nominee.contacted", whose=Whose.ANYONE)
class NomineeContacted(Event):
    """Somebody spoke to a nominee about the group.

    nl: Iemand sprak over de steungroep met een persoon die gevraagd is.
    """

    person: PersonId
    channel: Literal["visit", "phone", "video", "letter", "message"]
    minutes: int | None = None
    about_group: GroupId | None = None


@nomination.event("deepening.held", whose=Whose.ANYONE, category="meetings")
class DeepeningHeld(Event):
    """A deepening talk took place with a nominee; what was said is for those who were in it.

    nl: Er was een verdiepingsgesprek met een persoon die gevraagd is. Wat er is gezegd, is van wie erbij waren.
    """

    person: PersonId
    present: tuple[PersonId, ...]
    minutes: int | None = None
    topics: Sealed[tuple[Topic, ...]] | None = private(of="person", category="deepening", default=None)
    said: Words | None = private(of="person", category="deepening", default=None)


@nomination.rule()
def nobody_is_approached_without_the_residents_word(entry: Entry[NomineeContacted | DeepeningHeld], case: Case) -> bool:
    """A nominee is approached by somebody who has the resident's permission for it.

    nl: Niemand neemt contact op met een persoon die gevraagd is, als de inwoner dat niet goed vindt.
    """
    permitted = case.permissions.get(entry.event.person, ())
    return entry.by == case.resident or any(one.approached_by == entry.by for one in permitted)


@nomination.event("position.stated", whose=Whose.CONCERNED)
class PositionStated(Event):
    """A nominee says what they wish, can and cannot do.

    nl: Wie gevraagd is, vertelt over wensen, en wat wel en niet kan.
    """

    person: PersonId
    group: GroupId | None = None
    offered_per_month: int | None = None
    wishes: Words | None = private(of="person", default=None)
    can: Words | None = private(of="person", default=None)
    cannot: Words | None = private(of="person", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change_nomination(self.person, self.group, offered_per_month=self.offered_per_month)


@nomination.event("need.stated", whose=Whose.CONCERNED)
class NeedStated(Event):
    """A nominee or member says what they need to be able to take part.

    nl: Iemand zegt wat er nodig is om mee te kunnen doen.
    """

    person: PersonId
    need: NeedId = new()
    words: Words = private(of="person")

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.put(NEEDS, self.need, Need(person=self.person, words=self.words))


@nomination.event("need.met", whose=Whose.ANYONE)
class NeedMet(Event):
    """Something was arranged for what somebody needs.

    nl: Er is iets geregeld voor wat iemand nodig heeft.
    """

    need: NeedId
    arranged_by: PersonId
    how: Words | None = private(of="author", default=None)
    enough: Literal["yes", "partly", "unknown"]

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(NEEDS, self.need, met=self.enough)


@nomination.event("nomination.accepted", whose=Whose.CONCERNED)
class NominationAccepted(Event):
    """The nominee says yes.

    nl: Wie gevraagd is, zegt ja.
    """

    person: PersonId
    group: GroupId | None = None
    words: Words | None = private(of="person", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.settle_nomination(self.person, self.group, "accepted")


@nomination.event("nomination.declined", whose=Whose.CONCERNED)
class NominationDeclined(Event):
    """The nominee says no. It ends the nomination; the resident may ask again.

    nl: Wie gevraagd is, zegt nee. De vraag is daarmee klaar. De inwoner mag het later weer vragen.
    """

    person: PersonId
    group: GroupId | None = None
    words: Words | None = private(of="person", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.settle_nomination(self.person, self.group, "declined").put(PERMISSIONS, self.person, ())


@nomination.rule()
def only_a_standing_nomination_is_answered(entry: Entry[NominationAccepted | NominationDeclined], case: Case) -> bool:
    """Only a nomination that stands can be accepted or declined.

    nl: Alleen een vraag die er nog ligt, kan met ja of nee beantwoord worden.
    """
    made = case.nomination(entry.event.person, entry.event.group)
    return made is not None and made.stands
