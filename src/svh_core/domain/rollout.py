"""An organisation learns to work this way. No event of this file names a resident or a case."""

from __future__ import annotations

from datetime import date
from typing import Literal

from svh_core.domain.case import Case
from svh_core.domain.fields import other, private
from svh_core.domain.identifiers import OrganisationId, PersonId, Tag
from svh_core.domain.rulebook import Concept, Entry, Event, StreamKind, Whose
from svh_core.domain.words import Words

rollout = Concept("rollout", category="meetings", stream=StreamKind.ORGANISATION)


@rollout.event("organisation.joined", whose=Whose.ANYONE, category="access")
class OrganisationJoined(Event):
    """An organisation joins, and says for what it is responsible.

    nl: Een organisatie doet mee, en zegt waar zij voor verantwoordelijk is.
    """

    organisation: OrganisationId
    name: str
    controller: Literal["yes", "joint", "no"]
    from_: date = other(category="time")


@rollout.event("organisation.left", whose=Whose.ANYONE, category="access")
class OrganisationLeft(Event):
    """An organisation no longer takes part.

    nl: Een organisatie doet niet meer mee.
    """

    organisation: OrganisationId
    on: date


@rollout.event("ambassador.appointed", whose=Whose.CONCERNED, category="identity")
class AmbassadorAppointed(Event):
    """Somebody becomes ambassador.

    nl: Iemand wordt ambassadeur.
    """

    person: PersonId
    from_: date


@rollout.event("ambassador.stepped_down", whose=Whose.CONCERNED, category="identity")
class AmbassadorSteppedDown(Event):
    """Somebody is no longer ambassador.

    nl: Iemand is geen ambassadeur meer.
    """

    person: PersonId
    on: date


@rollout.event("gathering.held", whose=Whose.ANYONE)
class GatheringHeld(Event):
    """People of the organisation came together: one of the five introduction meetings, ambassadors, or a case meeting.

    nl: Mensen van de organisatie kwamen samen: voor de start, als ambassadeurs, of om samen te leren.
    """

    kind: Literal["introduction", "ambassadors", "case_meeting", "team"]
    number: int | None = None
    present: tuple[PersonId, ...]
    homework: tuple[Tag, ...] | None = None


@rollout.event("recurrence.set", whose=Whose.ANYONE)
class RecurrenceSet(Event):
    """The organisation says how often it comes together.

    nl: De organisatie zegt hoe vaak zij samenkomt.
    """

    kind: Literal["ambassadors", "case_meeting"]
    every: Literal["days", "month_weekday"]
    days: int | None = None
    weekday: int | None = None
    week: int | None = None
    at: Tag | None = None
    minutes: int | None = None


@rollout.event("screening.held", whose=Whose.ANYONE)
class ScreeningHeld(Event):
    """A team asked whether a support group would fit somebody, without saying who.

    nl: Een team keek bij wie een steungroep past, zonder te zeggen wie dat is.
    """

    looked_at: int
    fits: int
    maybe: int


@rollout.event("success.shared", whose=Whose.ANYONE, category="consent")
class SuccessShared(Event):
    """Somebody told what went well, without a person in it or with that person's consent.

    nl: Iemand vertelde wat goed ging. Het gaat over niemand, of die persoon vond het goed.
    """

    basis: Literal["anonymous", "consent"]
    quotes: Tag | None = None
    words: Words = private(of="author")


@rollout.rule()
def a_success_is_anonymous_or_consented(entry: Entry[SuccessShared], case: Case) -> bool:
    """A story of a person quotes the disclosure it rests on.

    nl: Een verhaal over iemand noemt de toestemming waarop het rust.
    """
    return entry.event.basis == "anonymous" or entry.event.quotes is not None


@rollout.event("training.completed", whose=Whose.CONCERNED, category="identity")
class TrainingCompleted(Event):
    """Somebody finished one of the six trainings.

    nl: Iemand rondde een van de zes trainingen af.
    """

    person: PersonId
    number: int
    on: date
    version: Tag | None = None


@rollout.event("assignment.handed_in", whose=Whose.CONCERNED, category="identity")
class AssignmentHandedIn(Event):
    """Somebody did the homework of an introduction meeting or a training.

    nl: Iemand maakte het huiswerk van een bijeenkomst voor de start of van een training.
    """

    person: PersonId
    of: Literal["introduction", "training"]
    number: int
    kind: Literal["reflection", "practice", "watching", "case"]


@rollout.event("ropi.scored", whose=Whose.ANYONE, category="measures")
class RopiScored(Event):
    """A department scored how recovery-oriented it works.

    nl: Een afdeling gaf zichzelf punten voor hoe goed zij op herstel let.
    """

    department: Tag
    on: date
    scores: tuple[Tag, ...]
    version: Tag | None = None
