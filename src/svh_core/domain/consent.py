"""Who may know what: consent given and taken back, and one's own words opened to others."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from svh_core.domain.case import CONSENTS, Case
from svh_core.domain.fields import live, new, private
from svh_core.domain.identifiers import ConsentId, DocumentId, EntryNumber, PersonId, Tag
from svh_core.domain.records import Consent
from svh_core.domain.rulebook import C, Concept, Entry, Event, StreamKind, Whose, Yields
from svh_core.domain.words import Words

consent = Concept("consent", category="consent")


@consent.event("consent.given", whose=Whose.RESIDENT, yields=Yields.REPRESENTATION)
class ConsentGiven(Event):
    """The resident lets somebody know certain things, for a purpose, for a period.

    nl: De inwoner vindt het goed dat iemand bepaalde dingen weet, waarvoor en hoelang.
    """

    consent: ConsentId = new()
    purpose: Literal[
        "care",
        "support_group",
        "deliberation_without_me",
        "research",
        "quality",
        "funding",
        "success_story",
        "emergency_card",
        "other",
    ]
    categories: tuple[Tag, ...]
    documents: tuple[DocumentId, ...] | None = None
    recipient_kind: Literal["person", "role", "organisation"]
    recipient: Tag
    but_not: tuple[Tag, ...] | None = None
    from_: date
    until: date | None = None
    channel: Literal["app", "paper", "spoken", "video"]
    text_version: Tag
    language: Tag

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        given = Consent(
            number=entry.number,
            purpose=self.purpose,
            categories=tuple(self.categories),
            documents=tuple(self.documents or ()),
            recipient_kind=self.recipient_kind,
            recipient=self.recipient,
            but_not=tuple(self.but_not or ()),
            from_=self.from_,
            until=self.until,
        )
        return case.put(CONSENTS, self.consent, given)


@consent.rule()
def a_consent_names_what_and_for_whom(entry: Entry[ConsentGiven], case: Case) -> bool:
    """A consent names at least one category or document, one recipient and one purpose, and does not begin after it ends.

    nl: In een toestemming staat wat, voor wie en waarvoor. De laatste dag komt niet vóór de eerste.
    """
    event = entry.event
    return bool(event.categories or event.documents) and (event.until is None or event.from_ <= event.until)


@consent.event("consent.withdrawn", whose=Whose.RESIDENT, yields=Yields.REPRESENTATION)
class ConsentWithdrawn(Event):
    """The resident takes a consent back, at once, without a reason.

    nl: De inwoner stopt een toestemming. Dat geldt meteen, en een reden hoeft niet.
    """

    consent: ConsentId = live()

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(CONSENTS, self.consent, ended="withdrawn").end("Consent", self.consent)


@consent.event("passage.shared", whose=Whose.CONCERNED, also_in=(StreamKind.PRIVATE,))
class PassageShared(Event):
    """Somebody lets others read words that are their own, such as what they said in a deepening talk.

    nl: Iemand laat anderen eigen woorden lezen, zoals wat in een verdiepingsgesprek is gezegd.
    """

    person: PersonId
    entry: EntryNumber
    recipient_kind: Literal["person", "group", "role"]
    recipient: Tag
    until: date | None = None


@consent.rule()
def only_your_own_words_are_opened(entry: Entry[PassageShared], case: Case) -> bool:
    """Somebody opens only words that are theirs.

    nl: Je laat anderen alleen woorden lezen die van jezelf zijn.
    """
    line = case.written.get(entry.event.entry)
    return line is not None and entry.event.person in line.subjects


@consent.event("passage.closed", whose=Whose.CONCERNED, also_in=(StreamKind.PRIVATE,))
class PassageClosed(Event):
    """Somebody closes what they had opened to others.

    nl: Iemand laat anderen die eigen woorden niet meer lezen.
    """

    person: PersonId
    entry: EntryNumber
    recipient: Tag


@consent.event("other_ground.invoked", whose=Whose.ANYONE)
class OtherGroundInvoked(Event):
    """Somebody shares without consent on a ground the law knows, with the assessment it asks for.

    nl: Iemand deelt iets zonder toestemming, want dat mag of moet van de wet. Er staat bij waarom.
    """

    ground: Literal["legal_duty", "right_to_report", "vital_interest", "conflict_of_duties", "court_order", "heirs"]
    categories: tuple[Tag, ...]
    recipient: Tag
    review_on: date
    assessment: Words = private(of="author")
