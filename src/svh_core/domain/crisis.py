"""When it gets hard: the resident's own documents, what others see, admissions, a respite house, and legal measures.

A stay in a respite house asks for no goal, no diagnosis and nothing of the case.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from svh_core.domain.case import DOCUMENTS, MEASURES, STAYS, THINGS, Case
from svh_core.domain.fields import live, new, private
from svh_core.domain.identifiers import DocumentId, HelpId, MeasureId, PersonId, StayId
from svh_core.domain.records import Document, LegalMeasure, Stay
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose, Yields
from svh_core.domain.words import Sealed, Words

crisis = Concept("crisis", category="crisis")


@crisis.event("document.written", whose=Whose.RESIDENT, domain=Domain.WHAT, yields=Yields.NOBODY)
class DocumentWritten(Event):
    """The resident writes, or rewrites, a crisis card, signal plan, WRAP or recovery story of their own.

    nl: De inwoner schrijft of herschrijft een eigen crisiskaart, signaleringsplan, WRAP of herstelverhaal.
    """

    document: DocumentId = new(again=True)
    kind: Literal["crisis_card", "signal_plan", "wrap", "recovery_story", "own_other"]
    version: int
    helped_by: PersonId | None = None
    words: Words = private(of="resident")
    phases: Words | None = private(of="resident", default=None)
    signs: Words | None = private(of="resident", default=None)
    actions: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        written = Document(
            kind=self.kind,
            version=self.version,
            number=entry.number,
            helped_by=self.helped_by,
            words=self.words,
            phases=self.phases,
            signs=self.signs,
            actions=self.actions,
        )
        in_use = case.put(THINGS, f"Document:{self.document}", True)  # noqa: FBT003 - live or not
        return in_use.put(DOCUMENTS, self.document, written)


@crisis.also("a_name_is_given_once")
def a_first_version_has_a_new_name(entry: Entry[DocumentWritten], case: Case) -> bool:
    """Whether a first version is of a document that is not there yet."""
    return entry.event.version != 1 or entry.event.document not in case.documents


@crisis.also("only_what_is_there_can_be_spoken_of")
def a_later_version_follows_the_last(entry: Entry[DocumentWritten], case: Case) -> bool:
    """Whether a later version is of a document that is there, and comes after its last."""
    known = case.documents.get(entry.event.document)
    return entry.event.version == 1 or (known is not None and entry.event.version > known.version)


@crisis.event("document.put_away", whose=Whose.RESIDENT, domain=Domain.WHAT, yields=Yields.NOBODY)
class DocumentPutAway(Event):
    """The resident puts a document away; it is no longer in use.

    nl: De inwoner legt zo'n eigen stuk weg. Het wordt niet meer gebruikt.
    """

    document: DocumentId = live()

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(DOCUMENTS, self.document, put_away=True).end("Document", self.document)


@crisis.event("crisis.noticed", whose=Whose.ANYONE)
class CrisisNoticed(Event):
    """Somebody sees that it is getting worse, and says what they see.

    nl: Iemand ziet dat het slechter gaat, en zegt wat er te zien is.
    """

    phase: Sealed[int] | None = private(of="resident", default=None)
    seen: Words = private(of="author")
    document: DocumentId | None = None
    needs_other_care: Literal["yes", "no"] | None = None


@crisis.event("admission.begun", whose=Whose.ANYONE)
class AdmissionBegun(Event):
    """The resident is admitted.

    nl: De inwoner wordt opgenomen.
    """

    stay: StayId = new()
    voluntary: Literal["yes", "no"]
    accompanied_by: tuple[PersonId, ...] | None = None
    answers: HelpId | None = None
    place: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        begun = Stay(kind="admission", begun_at=entry.at, voluntary=self.voluntary == "yes", words=self.place)
        return case.put(STAYS, self.stay, begun)


@crisis.event("admission.ended", whose=Whose.ANYONE)
class AdmissionEnded(Event):
    """The resident goes home from an admission.

    nl: De inwoner gaat naar huis na een opname.
    """

    stay: StayId = live()
    to: Literal["home", "respite", "elsewhere"] | None = None
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(STAYS, self.stay, ended_at=entry.at, to=self.to).end("Stay", self.stay)


@crisis.event("respite.begun", whose=Whose.RESIDENT, domain=Domain.HOW, yields=Yields.NOBODY)
class RespiteBegun(Event):
    """The resident goes to a respite house, of their own will.

    nl: De inwoner gaat uit eigen wil naar een respijthuis.
    """

    stay: StayId = new()
    house_rules_signed: Literal["yes", "no"]
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.put(STAYS, self.stay, Stay(kind="respite", begun_at=entry.at, voluntary=True, words=self.words))


@crisis.event("respite.ended", whose=Whose.RESIDENT, domain=Domain.HOW_LONG)
class RespiteEnded(Event):
    """The resident goes home from the respite house.

    nl: De inwoner gaat naar huis vanuit het respijthuis.
    """

    stay: StayId = live()
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(STAYS, self.stay, ended_at=entry.at, to="home").end("Stay", self.stay)


@crisis.event("legal_measure.recorded", whose=Whose.ANYONE)
class LegalMeasureRecorded(Event):
    """A court or authority set a measure that limits what the resident can decide.

    nl: Een rechter of de overheid legde een maatregel op, waardoor de inwoner minder zelf besluit.
    """

    measure: MeasureId = new()
    kind: Literal["care_authorisation", "crisis_measure", "court_authorisation", "conditional", "other"]
    limits: tuple[Literal["WHAT", "WHO", "HOW", "HOW_LONG"], ...]
    from_: date
    until: date
    decided_by: Words = private(of="resident")

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        measure = LegalMeasure(
            kind=self.kind,
            limits=tuple(self.limits),
            from_=self.from_,
            until=self.until,
            decided_by=self.decided_by,
        )
        return case.put(MEASURES, self.measure, measure)


@crisis.event("legal_measure.ended", whose=Whose.ANYONE)
class LegalMeasureEnded(Event):
    """A measure ends before its time.

    nl: Een maatregel stopt eerder dan was bepaald.
    """

    measure: MeasureId = live()
    on: date

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(MEASURES, self.measure, on=self.on).end("Measure", self.measure)
