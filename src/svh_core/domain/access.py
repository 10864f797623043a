"""Who was shown what, on what ground; emergencies; and words that somebody wants gone, and who comes back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final, Literal

from svh_core.domain.case import ERASURES, FORGOTTEN, NETWORK, Case
from svh_core.domain.civil_days import civil_date
from svh_core.domain.fields import private
from svh_core.domain.identifiers import DocumentId, EntryNumber, PersonId, Tag
from svh_core.domain.records import Erasure
from svh_core.domain.rulebook import C, Concept, Entry, Event, StreamKind, Whose
from svh_core.domain.words import Words

access = Concept("access", category="access")

REVIEWED_WITHIN: Final = timedelta(days=30)
"""How soon after it somebody looks at whether breaking the glass was right."""


FOR_AN_EMERGENCY: Final = frozenset({"crisis_card", "signal_plan", "wrap"})
"""The kinds of documents that an emergency opens with the category ``crisis``, where it names none. A recovery story is
never among them."""

MAKES_SOMEBODY_PART_OF_IT: Final = frozenset(
    {
        "representative.appointed",
        "legal_representation.recorded",
        "member.joined",
        "guest.invited",
        "nomination.made",
        "involvement.recorded",
    }
)
"""What the resident or the law lets somebody take part in opens to them what that takes, before any consent."""


@access.event("disclosure.made", whose=Whose.ANYONE, also_in=(StreamKind.ACCESS, StreamKind.ORGANISATION))
class DisclosureMade(Event):
    """Somebody was shown something of the case, with this purpose, on this ground.

    nl: Iemand kreeg iets te zien. Hier staat waarvoor, en waarom dat mocht.
    """

    recipient: Tag
    capacity: Tag
    purpose: Tag
    action: Literal["view", "report", "export"]
    categories: tuple[Tag, ...]
    basis: Tag
    plugin: Tag | None = None
    responsible: PersonId | None = None
    suppressed: bool | None = None


@access.rule()
def a_disclosure_rests_on_something(entry: Entry[DisclosureMade], case: Case) -> bool:
    """What is shown rests on the resident's consent that stands, on a ground the law knows, on an emergency, or on being the resident or the person's own words.

    nl: Iemand krijgt alleen iets te zien als dat mag: de inwoner vindt het goed, het mag van de wet, of er is nood. De
    inwoner mag het zelf ook zien, net als wie de eigen woorden leest.
    """
    event = entry.event
    kind, _, number = event.basis.partition(":")
    if kind != "entry":
        return event.basis in {"own_words", "operator"} or (
            event.basis == "resident" and event.recipient == case.resident
        )
    line = case.written.get(int(number)) if number.isdecimal() else None
    if line is None:
        return False
    if line.event == "consent.given":
        given = next((one for one in case.consents.values() if one.number == int(number)), None)
        day = civil_date(entry.recorded_at)
        return given is not None and event.recipient not in given.but_not and case.consent_stands(given, day)
    if line.event in {"other_ground.invoked", "emergency.opened"}:
        return True
    return line.event in MAKES_SOMEBODY_PART_OF_IT and line.about == event.recipient


@access.event("disclosure.refused", whose=Whose.ANYONE, also_in=(StreamKind.ACCESS, StreamKind.ORGANISATION))
class DisclosureRefused(Event):
    """Somebody asked to see something and was not shown it.

    nl: Iemand vroeg om iets te zien en kreeg het niet te zien.
    """

    recipient: Tag
    capacity: Tag
    purpose: Tag
    categories: tuple[Tag, ...]
    why: Tag


@access.event("emergency.opened", whose=Whose.ANYONE)
class EmergencyOpened(Event):
    """Somebody broke the glass to read what was needed in an emergency.

    nl: Iemand gebruikte de noodknop om te lezen wat in een noodgeval nodig was.
    """

    recipient: PersonId
    categories: tuple[Tag, ...]
    documents: tuple[DocumentId, ...] | None = None
    review_on: date


@access.rule()
def an_emergency_has_a_reason_and_a_review(entry: Entry[EmergencyOpened], case: Case) -> bool:
    """Who breaks the glass says why, and when it is reviewed.

    nl: Wie de noodknop gebruikt, zegt waarom, en wanneer iemand kijkt of dat goed was.
    """
    day = civil_date(entry.at)
    return entry.reason is not None and day <= entry.event.review_on <= day + REVIEWED_WITHIN


@access.event("emergency.reviewed", whose=Whose.ANYONE)
class EmergencyReviewed(Event):
    """Somebody looked at whether breaking the glass was right.

    nl: Iemand keek of het gebruik van de noodknop goed was.
    """

    emergency: EntryNumber
    outcome: Literal["right", "wrong", "undecided"]
    words: Words | None = private(of="author", default=None)


@access.event("forgetting.asked", whose=Whose.CONCERNED, also_in=(StreamKind.PRIVATE,))
class ForgettingAsked(Event):
    """Somebody asks that their words be forgotten.

    nl: Iemand vraagt om de eigen woorden onleesbaar te maken.
    """

    person: PersonId
    passages: tuple[EntryNumber, ...] | None = None
    ground: Literal["consent_withdrawn", "no_longer_needed", "objection", "unlawful", "own_wish"]

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.put(ERASURES, entry.number, Erasure(person=self.person, passages=self.passages or ()))


@access.event("forgetting.done", whose=Whose.ANYONE, also_in=(StreamKind.PRIVATE,))
class ForgettingDone(Event):
    """Somebody's words were shredded and can never be read again.

    nl: Iemands woorden zijn onleesbaar gemaakt. Niemand kan ze ooit nog lezen.
    """

    request: EntryNumber
    passages: tuple[EntryNumber, ...] | None = None
    told: tuple[Tag, ...] | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        case = case.set(last_forgetting=entry.number)
        asked = case.erasures.get(self.request)
        if asked is None or asked.person is None or asked.passages or self.passages:
            return case
        return case.put(FORGOTTEN, asked.person, True)  # noqa: FBT003 - forgotten or back


@access.event("forgetting.refused", whose=Whose.ANYONE, also_in=(StreamKind.PRIVATE,))
class ForgettingRefused(Event):
    """A request to forget was refused, on this ground.

    nl: Iemand vroeg om woorden onleesbaar te maken, en dat gebeurt niet. Hier staat waarom.
    """

    request: EntryNumber
    ground: Literal["legal_duty_to_keep", "interest_of_another", "public_health", "legal_claim", "other"]
    words: Words | None = private(of="author", default=None)


@access.rule()
def only_a_request_to_forget_is_settled(entry: Entry[ForgettingDone | ForgettingRefused], case: Case) -> bool:
    """Forgetting is done or refused on a request.

    nl: Woorden worden alleen onleesbaar gemaakt als iemand dat vroeg. Ook een nee kan alleen daarna.
    """
    return entry.event.request in case.erasures


@access.event("recipient.notified", whose=Whose.ANYONE)
class RecipientNotified(Event):
    """Who had received forgotten words was told.

    nl: Wie die woorden eerder kreeg, hoorde dat ze onleesbaar zijn gemaakt.
    """

    forgetting: EntryNumber
    disclosure: EntryNumber
    recipient: Tag


@access.event("case.destroyed", whose=Whose.ANYONE, stream=StreamKind.ACCESS)
class CaseDestroyed(Event):
    """A case was destroyed, on request or because keeping it ended.

    nl: Alles van een steungroep is vernietigd, op verzoek of omdat het niet langer bewaard wordt.
    """

    leaves: int
    leaf_hashes: Tag
    ground: Literal["asked", "kept_long_enough", "wrong_case", "other"]


@access.event("person.readmitted", whose=Whose.CONCERNED, category="identity")
class PersonReadmitted(Event):
    """Somebody who was forgotten comes back, and says so.

    nl: Iemand die vergeten was, komt terug en zegt dat zelf.
    """

    person: PersonId
    name: Words | None = private(of="person", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        case = case.put(FORGOTTEN, self.person, False)  # noqa: FBT003 - forgotten or back
        if self.name is None:
            return case
        if self.person == case.resident:
            return case.set(name=self.name)
        return case.change(NETWORK, self.person, name=self.name)
