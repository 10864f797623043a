"""What the resident, and others, say about an entry: confirming, objecting, saying beside it, putting right."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal

from svh_core.domain.case import ERASURES, WRITTEN, Case
from svh_core.domain.fields import other, private
from svh_core.domain.identifiers import EntryNumber, MeetingId, PersonId, Tag
from svh_core.domain.records import Erasure, Written
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose, Yields
from svh_core.domain.words import Words

positions = Concept("positions", category="regie")

REGIE_SIGNALS: Final = frozenset(
    {
        "about_me_without_me",
        "change_requested_open",
        "consent_unconfirmed",
        "dated_into_a_taking_over",
        "deepening_not_as_chosen",
        "entered_for_you",
        "legal_representation_recorded",
        "measured_without_asking",
        "not_told",
        "objection_unanswered",
        "represented_against_my_word",
        "resident_not_at_own_meeting",
        "role_given_oneself",
        "taken_over_beside_a_representative",
        "taken_over_open",
        "taking_over_lasts",
        "unexpected_guest",
    }
)
"""The signals about the resident's regie: the resident answers them, nobody explains them away."""


@positions.event("decision.confirmed", whose=Whose.CONCERNED)
class DecisionConfirmed(Event):
    """Somebody confirms what was decided or written down for them.

    nl: Iemand zegt dat het klopt wat een ander voor die persoon besloot of opschreef.
    """

    entries: tuple[EntryNumber, ...]
    person: PersonId
    how: Literal["own_device", "paper", "spoken"] | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        if self.person == entry.by == case.resident:
            for number in self.entries:
                case = _position(case, number, "confirmed")
        return case


@positions.rule()
def you_confirm_what_was_recorded_for_you(entry: Entry[DecisionConfirmed], case: Case) -> bool:
    """You confirm what another decided or wrote down for you; the resident also what another wrote down about them.

    nl: Je zegt “Ja, dit klopt” over wat een ander voor jou besloot of opschreef. De inwoner zegt dat ook over wat een
    ander over de inwoner opschreef.
    """
    return all(_was_recorded_for(entry.event.person, line, case) for line in _lines(entry.event.entries, case))


def _was_recorded_for(person: PersonId, line: Written, case: Case) -> bool:
    if line.by == line.entered_by == person:
        return False
    return person in {line.by, line.owner, case.resident}


@positions.rule()
def nobody_confirms_their_own_pen(entry: Entry[DecisionConfirmed], case: Case) -> bool:
    """A confirmation is written down by the person, by somebody who neither took nor entered that decision, or is on paper signed by the person.

    nl: Wie zegt dat iets klopt, schrijft dat zelf op. Een ander mag het ook doen, maar niet wie het besloot of
    opschreef. Of het staat op papier, met een handtekening.
    """
    if entry.event.how == "paper" or entry.entered_by == entry.event.person:
        return True
    return all(entry.entered_by not in {line.by, line.entered_by} for line in _lines(entry.event.entries, case))


def _lines(numbers: tuple[EntryNumber, ...], case: Case) -> list[Written]:
    return [case.written[number] for number in numbers if number in case.written]


@positions.event("objection.raised", whose=Whose.ANYONE)
class ObjectionRaised(Event):
    """Somebody objects to an entry; the objection travels with it for ever.

    nl: Iemand is het ergens niet mee eens; dat blijft er altijd bij staan.
    """

    entry: EntryNumber
    words: Words | None = private(of="author", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return _position(case, self.entry, "objected") if objects_for_the_resident(entry, case) else case


def objects_for_the_resident(entry: Entry[ObjectionRaised], case: Case) -> bool:
    """Whether this objection is the resident's: by the resident, or by a representative in whose scope the entry falls."""
    if entry.by == case.resident:
        return True
    line = case.written.get(entry.event.entry)
    return line is not None and case.represented_by(entry.by, entry.at, line.scopes) is not None


@positions.event("objection.answered", whose=Whose.ANYONE)
class ObjectionAnswered(Event):
    """Somebody says what was done with an objection or a concern.

    nl: Iemand was het ergens niet mee eens of maakte zich zorgen, en hoort wat daarmee is gedaan.
    """

    entry: EntryNumber
    outcome: Literal["changed", "kept", "talked_through"]
    words: Words | None = private(of="author", default=None)


@positions.event("statement.added", whose=Whose.ANYONE)
class StatementAdded(Event):
    """Somebody puts their own words beside an entry or a meeting, and nobody has to agree.

    nl: Iemand zet eigen woorden bij een regel of een bijeenkomst. Niemand hoeft het ermee eens te zijn.
    """

    kind: Literal["own_statement", "view", "dissent", "reflection", "how_we_came_here", "what_makes_this_worthwhile"]
    entry: EntryNumber | None = None
    about_meeting: MeetingId | None = other(category="meetings", default=None)
    words: Words = private(of="author", category="meetings")


@positions.event("entry.corrected", whose=Whose.ANYONE)
class EntryCorrected(Event):
    """An entry was wrong, and what is right is said beside it.

    nl: Een regel klopte niet; wat wel klopt, staat erbij.
    """

    entry: EntryNumber
    wrong: Literal["person", "moment", "amount", "attendance", "words", "case", "entered_twice"]
    replaced_by: EntryNumber | None = None
    words: Words | None = private(of="author", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        if self.wrong != "case":
            return case
        return case.put(ERASURES, entry.number, Erasure(person=None, passages=(self.entry,)))


@positions.rule()
def who_wrote_it_or_owns_it_corrects_it(entry: Entry[EntryCorrected], case: Case) -> bool:
    """An entry is corrected by who decided it, who entered it, the person it is about, or the resident.

    nl: Een regel verbeteren kan wie het besloot, wie het opschreef, over wie het gaat, of de inwoner.
    """
    line = case.written.get(entry.event.entry)
    return line is not None and entry.by in {line.by, line.entered_by, line.about, case.resident}


@positions.event("concern.raised", whose=Whose.ANYONE)
class ConcernRaised(Event):
    """Somebody, above all the recovery guardian, says the resident's perspective is getting lost.

    nl: Iemand, vooral de hersteldeskundige, zegt dat de stem van de inwoner te weinig gehoord wordt.
    """

    entry: EntryNumber | None = None
    words: Words = private(of="author")


@positions.event("reading.chosen", whose=Whose.RESIDENT, domain=Domain.HOW, yields=Yields.NOBODY)
class ReadingChosen(Event):
    """The resident chooses how much of this they want to be shown, when, and with whom.

    nl: De inwoner kiest wat die wil lezen: hoeveel, wanneer en met wie.
    """

    how: Literal["all", "important", "when_i_ask"]
    together_with: PersonId | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.set(reading=self.how)


@positions.event("signal.explained", whose=Whose.ANYONE)
class SignalExplained(Event):
    """Somebody explains once why this case departs from the guideline: made to measure.

    nl: Iemand legt één keer uit waarom het hier anders gaat dan de methode zegt.
    """

    signal: Tag
    subject: Tag | None = None
    until: date | None = None
    words: Words = private(of="author")


@positions.rule()
def regie_is_answered_not_explained(entry: Entry[SignalExplained], case: Case) -> bool:
    """A signal about the resident's regie ends by the resident's position, never by an explanation.

    nl: Een signaal over de regie stopt als de inwoner zegt wat die ervan vindt. Een uitleg stopt het nooit.
    """
    return entry.event.signal not in REGIE_SIGNALS


@positions.event("resident.informed", whose=Whose.ANYONE)
class ResidentInformed(Event):
    """The resident was told of an entry, or got a copy of what was agreed.

    nl: De inwoner hoorde van een regel, of kreeg een kopie van wat is afgesproken.
    """

    entries: tuple[EntryNumber, ...]
    how: Literal["told", "copy", "letter", "in_app"]
    confirmed_received: bool | None = None


def _position(case: C, number: int, position: str) -> C:
    """The case in which the resident has said what they think of an entry; a consequence has no position."""
    line = case.written.get(number)
    if line is None or line.caused_by is not None:
        return case
    return case.change(WRITTEN, number, position=position)
