"""Professional help, and letting it go: asked for, arranged, more or less of it, handed over to somebody of one's own.

There is no end state "untreatable": no event has a word for it.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal

from svh_core.domain.case import CARE, CHECKPOINTS, HELPS, REQUESTS, Case
from svh_core.domain.fields import live, new, other, private
from svh_core.domain.identifiers import CareId, EntryNumber, HelpId, PersonId, PersonOrOrganisationId
from svh_core.domain.records import Care, HandedOver, Help, Request
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose, Yields
from svh_core.domain.words import Words

care = Concept("care", category="care")

PROPOSAL: Final = "handover.proposed"


@care.event("help.asked", whose=Whose.RESIDENT, domain=Domain.WHAT)
class HelpAsked(Event):
    """The resident asks for help now: to talk with the network, to be admitted, to get some rest.

    nl: De inwoner vraagt nu om hulp: een gesprek met het netwerk, een opname, of wat rust.
    """

    help: HelpId = new()
    kind: Literal["network_conversation", "admission", "respite", "contact", "other"]
    asked_of: PersonOrOrganisationId
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.put(HELPS, self.help, Help(kind=self.kind, asked_of=self.asked_of, at=entry.at, words=self.words))


@care.event("care.arranged", whose=Whose.RESIDENT, domain=Domain.HOW)
class CareArranged(Event):
    """A form of help or a course starts: treatment, guidance, a peer-led course.

    nl: Een vorm van hulp of een cursus begint: behandeling, begeleiding, een cursus van ervaringsdeskundigen.
    """

    care: CareId = new()
    kind: Literal[
        "treatment",
        "guidance",
        "home_support",
        "peer_support",
        "peer_course",
        "wrap_course",
        "supported_work",
        "rehabilitation",
        "reachable_24_7",
        "other",
    ]
    provider: PersonOrOrganisationId
    level: int
    sessions: int | None = None
    words: Words | None = private(of="resident", default=None)
    until: date | None = other(category="time", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        arranged = Care(
            kind=self.kind,
            provider=self.provider,
            level=self.level,
            sessions=self.sessions,
            until=self.until,
            words=self.words,
        )
        return case.put(CARE, self.care, arranged)


@care.event("care.scaled_down", whose=Whose.RESIDENT, domain=Domain.HOW)
class CareScaledDown(Event):
    """There will be less of a form of help.

    nl: Er komt minder van een vorm van hulp.
    """

    care: CareId = live()
    level: int
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(CARE, self.care, level=self.level)


@care.event("care.scaled_up", whose=Whose.RESIDENT, domain=Domain.HOW)
class CareScaledUp(Event):
    """There will be more of a form of help.

    nl: Er komt meer van een vorm van hulp.
    """

    care: CareId = live()
    level: int
    words: Words | None = private(of="resident", default=None)
    until: date | None = other(category="time", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        ends = {} if self.until is None else {"until": self.until}
        return case.change(CARE, self.care, level=self.level, **ends)


@care.event("handover.proposed", whose=Whose.RESIDENT, domain=Domain.HOW)
class HandoverProposed(Event):
    """The resident wants somebody in the group to take over a piece of care.

    nl: De inwoner wil dat iemand uit de groep een stukje zorg gaat doen.
    """

    care: CareId = live()
    from_: PersonId
    to: PersonId
    task: Words = private(of="resident")

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        asked = Request(what=PROPOSAL, asked=self.to, about=self.care, of=self.from_)
        return case.put(REQUESTS, entry.number, asked)


@care.rule()
def a_handover_is_to_a_member(entry: Entry[HandoverProposed], case: Case) -> bool:
    """Care is handed over to a member of the group or somebody involved.

    nl: Zorg gaat alleen over naar iemand uit de groep, of naar iemand die betrokken is.
    """
    return case.is_member_anywhere(entry.event.to) or case.involved(entry.event.to, entry.at)


@care.event("handover.withdrawn", whose=Whose.RESIDENT, domain=Domain.HOW)
class HandoverWithdrawn(Event):
    """The resident takes a proposal to hand over back, before it is answered.

    nl: De inwoner neemt die vraag over een stukje zorg terug, voordat er antwoord is.
    """

    proposal: EntryNumber

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        asked = case.requests.get(self.proposal)
        if asked is None or asked.what != PROPOSAL:
            return case
        return case.change(REQUESTS, self.proposal, stands=False)


@care.event("care.handed_over", whose=Whose.ANYONE)
class CareHandedOver(Event):
    """A piece of care passed to somebody who said yes to it.

    nl: Een stukje zorg ging over naar iemand die daar ja tegen zei.
    """

    care: CareId
    from_: PersonId
    to: PersonId
    proposal: EntryNumber

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        case = case.close_requests(PROPOSAL, about=self.care)
        known = case.care.get(self.care)
        if known is None:
            return case
        piece = HandedOver(from_=self.from_, to=self.to, proposal=self.proposal)
        return case.change(CARE, self.care, handed_over=(*known.handed_over, piece))


@care.rule()
def care_passes_only_to_who_said_yes(entry: Entry[CareHandedOver], case: Case) -> bool:
    """Care is handed over only to somebody who said yes to it.

    nl: Zorg gaat alleen over naar iemand die daar zelf ja tegen zei.
    """
    cause = case.written.get(entry.caused_by) if entry.caused_by is not None else None
    return cause is not None and cause.event == "request.answered" and cause.about == entry.event.to


@care.event("care.ended", whose=Whose.RESIDENT, domain=Domain.HOW_LONG)
class CareEnded(Event):
    """A form of help ends.

    nl: Een vorm van hulp stopt.
    """

    care: CareId = live()
    sessions_attended: int | None = None
    why: Literal["done", "not_helping", "handed_over", "moved", "other"] = other(category="time")
    words: Words | None = private(of="resident", category="time", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        case = case.change(CARE, self.care, ended=self.why, sessions_attended=self.sessions_attended)
        return case.end("Care", self.care).close_requests(PROPOSAL, about=self.care)


@care.event("professional.change_requested", whose=Whose.RESIDENT, domain=Domain.WHO, yields=Yields.REPRESENTATION)
class ProfessionalChangeRequested(Event):
    """The resident wants another professional.

    nl: De inwoner wil een andere hulpverlener.
    """

    person: PersonId
    words: Words | None = private(of="resident", default=None)


@care.event("contact.made", whose=Whose.ANYONE)
class ContactMade(Event):
    """A professional was in touch with the resident, also out of hours or during an admission.

    nl: Een hulpverlener had contact met de inwoner, ook buiten werktijd of tijdens een opname.
    """

    person: PersonId
    channel: Literal["visit", "phone", "video", "message"]
    out_of_hours: Literal["yes", "no"]
    minutes: int | None = None
    answers: HelpId | None = None


@care.event("checkpoint.reviewed", whose=Whose.ANYONE)
class CheckpointReviewed(Event):
    """The resident and another looked at one of the four checkpoints of recovery support.

    nl: De inwoner en iemand anders keken naar een van de vier ijkpunten van herstel.
    """

    checkpoint: Literal["own_lead", "experience", "access", "society"]
    gap: Literal["yes", "no", "unknown"]
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.put(CHECKPOINTS, self.checkpoint, self.gap)
