"""Who decides when the resident does not: representatives, taking over, handing and taking back, and answers to requests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from svh_core.domain.case import REPRESENTATIONS, REQUESTS, TAKINGS_OVER, Case
from svh_core.domain.fields import live, new, private
from svh_core.domain.identifiers import EntryNumber, PersonId, Tag, TakingOverId
from svh_core.domain.records import Answer, Representation, Request, TakingOver
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose, Yields
from svh_core.domain.standing import REPRESENTED, standing
from svh_core.domain.values import changed
from svh_core.domain.words import Words

regie = Concept("regie", category="regie")

Scope = Literal["WHAT", "WHO", "HOW", "HOW_LONG", "consent"]


@regie.event("representative.appointed", whose=Whose.RESIDENT, domain=Domain.WHO, yields=Yields.NOBODY)
class RepresentativeAppointed(Event):
    """The resident asks somebody to decide for them, in these domains, for this period.

    nl: De inwoner vraagt iemand om namens de inwoner te besluiten, en zegt waarover en hoelang.
    """

    person: PersonId
    scope: tuple[Scope, ...]
    from_: date
    until: date | None = None
    conditions: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        representation = Representation(
            basis="appointed",
            scope=tuple(self.scope),
            from_=self.from_,
            until=self.until,
            request=entry.number,
            recorded_by_themselves=False,
        )
        case = case.with_representation(self.person, representation)
        return case.put(
            REQUESTS, entry.number, Request(what="representative.appointed", asked=self.person, about=self.person)
        )


@regie.rule()
def who_helps_professionally_does_not_represent(entry: Entry[RepresentativeAppointed], case: Case) -> bool:
    """Somebody professionally involved cannot be appointed representative.

    nl: Wie als hulpverlener betrokken is, kan geen vertegenwoordiger worden.
    """
    return not case.involved(entry.event.person, entry.at)


@regie.event("legal_representation.recorded", whose=Whose.ANYONE)
class LegalRepresentationRecorded(Event):
    """A court or the law made somebody the resident's representative.

    nl: Iemand is vertegenwoordiger van de inwoner, door de wet of door een rechter.
    """

    person: PersonId
    basis: Literal["mentor", "curator", "administrator", "parent", "other_legal"]
    scope: tuple[Scope, ...]
    from_: date
    until: date | None = None
    document: Tag

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        representation = Representation(
            basis=self.basis,
            scope=tuple(self.scope),
            from_=self.from_,
            until=self.until,
            request=entry.number,
            recorded_by_themselves=self.person in {entry.by, entry.entered_by},
        )
        return case.with_representation(self.person, representation)


@regie.rule()
def nobody_makes_themselves_representative(entry: Entry[LegalRepresentationRecorded], case: Case) -> bool:
    """Nobody records that they themselves represent the resident.

    nl: Niemand schrijft over zichzelf op: ik vertegenwoordig de inwoner.
    """
    if entry.event.person in {entry.by, entry.entered_by}:
        return False
    return entry.by == case.resident or case.involved(entry.by, entry.at)


@regie.rule(where=lambda kind: not kind.outline.is_a_fact)
def who_represents_by_law_says_why(entry: Entry[Any], case: Case) -> bool:
    """Who decides as a representative by law says why the resident does not decide this now.

    nl: Wie volgens de wet namens de inwoner besluit, zegt waarom de inwoner dat nu niet zelf doet.
    """
    if entry.reason is not None or standing(entry, case) is not REPRESENTED or entry.caused_by is not None:
        return True
    by_right = case.represented_by(entry.by, entry.at, entry.event.scopes(case))
    return by_right is not None and by_right.basis == "appointed"


@regie.event("representation.ended", whose=Whose.RESIDENT, domain=Domain.WHO, yields=Yields.NOBODY)
class RepresentationEnded(Event):
    """The resident ends a representation they gave.

    nl: De inwoner vroeg iemand om namens de inwoner te besluiten, en stopt dat nu.
    """

    person: PersonId

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        held = case.representations.get(self.person, ())
        ended = tuple(
            changed(one, {"ended_at": entry.at}) if one.basis == "appointed" and one.ended_at is None else one
            for one in held
        )
        case = case.put(REPRESENTATIONS, self.person, ended)
        return case.close_requests("representative.appointed", about=self.person)


@regie.also("only_what_is_there_can_be_spoken_of")
def who_stops_representing_represents(entry: Entry[RepresentationEnded], case: Case) -> bool:
    """Whether the person has a representation that was not ended."""
    return any(one.ended_at is None for one in case.representations.get(entry.event.person, ()))


@regie.rule()
def the_court_ends_what_the_court_began(entry: Entry[RepresentationEnded], case: Case) -> bool:
    """A resident ends a representation they gave, not one a court gave.

    nl: Vroeg de inwoner zelf een vertegenwoordiger? Dan kan de inwoner dat stoppen. Wat een rechter begon, kan de
    inwoner niet stoppen.
    """
    held = case.representations.get(entry.event.person, ())
    return any(one.basis == "appointed" and one.ended_at is None for one in held)


@regie.event("regie.taken_over", whose=Whose.ANYONE)
class RegieTakenOver(Event):
    """A professional takes over one or more domains for a while and says why and until when.

    nl: Een hulpverlener besluit een tijd in de plaats van de inwoner, en zegt waarom en tot wanneer.
    """

    taking_over: TakingOverId = new()
    domains: tuple[Literal["WHAT", "WHO", "HOW", "HOW_LONG"], ...]
    until: datetime
    told_resident: Literal["yes", "not_yet"]

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        taken = TakingOver(by=entry.by, domains=tuple(self.domains), begun_at=entry.at, until=self.until)
        return case.put(TAKINGS_OVER, self.taking_over, taken)


@regie.rule()
def only_a_professional_takes_over(entry: Entry[RegieTakenOver], case: Case) -> bool:
    """Only a professional who is involved can take over; a peer supporter, recovery guardian or advocate stands beside the resident and cannot.

    nl: Alleen een hulpverlener die betrokken is, kan in de plaats van de inwoner besluiten. Een ervaringsdeskundige,
    hersteldeskundige of cliëntondersteuner staat naast de inwoner, en kan dat niet.
    """
    return case.professional(entry.by, entry.at)


@regie.rule()
def a_taking_over_ends(entry: Entry[RegieTakenOver], case: Case) -> bool:
    """A taking over says why and ends at a moment still to come.

    nl: Wie in de plaats van de inwoner gaat besluiten, zegt waarom en tot wanneer.
    """
    return entry.reason is not None and entry.event.until > entry.at


@regie.event("regie.handed_back", whose=Whose.CONCERNED)
class RegieHandedBack(Event):
    """Who took over hands back, before the end.

    nl: Wie in de plaats van de inwoner besloot, geeft het besluiten eerder terug.
    """

    taking_over: TakingOverId = live()
    person: PersonId
    words: Words | None = private(of="author", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.end_taking_over(self.taking_over, entry.at, by="taker")


@regie.also("only_what_is_there_can_be_spoken_of")
def who_hands_back_took_over(entry: Entry[RegieHandedBack], case: Case) -> bool:
    """Whether `person` is the one who took over."""
    taken = case.takings_over.get(entry.event.taking_over)
    return taken is not None and taken.by == entry.event.person


@regie.event("regie.taken_back", whose=Whose.RESIDENT, yields=Yields.REPRESENTATION)
class RegieTakenBack(Event):
    """The resident takes the lead back, without having to say why.

    nl: De inwoner neemt de regie terug en hoeft niet te zeggen waarom.
    """

    taking_over: TakingOverId = live()
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.end_taking_over(self.taking_over, entry.at, by="resident")

    def scopes(self, case: Case) -> tuple[str, ...]:
        """A representative takes back whatever of theirs was taken over: any domain of that taking over."""
        taken = case.takings_over.get(self.taking_over)
        return taken.domains if taken is not None else ()


@regie.event("request.answered", whose=Whose.CONCERNED, category="nomination")
class RequestAnswered(Event):
    """Somebody who was asked (to represent, to be guest, to be chair, to take over care) answers; a later answer replaces an earlier one.

    nl: Iemand die gevraagd is, geeft antwoord. Komt er later een ander antwoord? Dan geldt dat.
    """

    request: EntryNumber
    person: PersonId
    answer: Literal["yes", "no", "later"]
    words: Words | None = private(of="person", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        request = case.requests.get(self.request)
        if request is None:
            return case
        answers = (*request.answers, Answer(at=entry.at, answer=self.answer))
        case = case.change(REQUESTS, self.request, answers=answers)
        return case.seat(request, self.answer) if request.stands and request.what == "chair.chosen" else case


@regie.rule()
def only_what_was_asked_is_answered(entry: Entry[RequestAnswered], case: Case) -> bool:
    """Only the person who was asked can answer a request, and only while it stands.

    nl: Alleen wie gevraagd is, kan antwoorden, en alleen zolang de vraag er ligt.
    """
    request = case.requests.get(entry.event.request)
    return request is not None and request.stands and request.asked == entry.event.person
