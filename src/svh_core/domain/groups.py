"""The support group: who is in it, who chairs it, how it works and how long it lasts."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from svh_core.domain.case import DURATIONS, GROUPS, MEETINGS, REQUESTS, Case
from svh_core.domain.fields import live, new, other, private
from svh_core.domain.identifiers import SUPPORT_GROUP, GroupId, MeetingId, PersonId, Tag
from svh_core.domain.records import Group, Request
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose
from svh_core.domain.words import Words

groups = Concept("groups", category="meetings")


@groups.event("group.formed", whose=Whose.RESIDENT, domain=Domain.HOW)
class GroupFormed(Event):
    """The resident forms a group, for recovery or for something practical.

    nl: De inwoner begint een groep, voor herstel of voor iets praktisch.
    """

    group: GroupId = new()
    kind: Literal["support_group", "practical", "informal_only", "other"]
    purpose: Words | None = private(of="resident", default=None)
    method: Tag | None = None
    until: date | None = other(category="time", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.put(GROUPS, self.group, Group(kind=self.kind, purpose=self.purpose, until=self.until))


@groups.event("group.ended", whose=Whose.RESIDENT, domain=Domain.HOW_LONG)
class GroupEnded(Event):
    """The resident ends a group.

    nl: De inwoner stopt een groep.
    """

    group: GroupId = live()
    why: Literal["done", "stops", "goes_on_informally", "other"] = other(category="time")
    words: Words | None = private(of="resident", category="time", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(GROUPS, self.group, ended=self.why).end("Group", self.group)


@groups.event("member.joined", whose=Whose.ANYONE, category="nomination")
class MemberJoined(Event):
    """Somebody is a member from now on, because the resident asked and they said yes.

    nl: Iemand doet vanaf nu mee. De inwoner vroeg het, en die persoon zei zelf ja.
    """

    person: PersonId
    group: GroupId | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.join(self.person, self.group, entry.at)


@groups.rule()
def nobody_joins_without_both_yeses(entry: Entry[MemberJoined], case: Case) -> bool:
    """Somebody joins because the resident asked them and they said yes themselves.

    nl: Iemand doet mee omdat de inwoner het vroeg, en omdat die persoon zelf ja zei.
    """
    cause = case.written.get(entry.caused_by) if entry.caused_by is not None else None
    return cause is not None and cause.event == "nomination.accepted" and cause.about == entry.event.person


@groups.event("member.left", whose=Whose.CONCERNED, category="nomination")
class MemberLeft(Event):
    """A member leaves the group, and need not say why.

    nl: Iemand stopt met meedoen en hoeft niet te zeggen waarom.
    """

    person: PersonId
    group: GroupId | None = None
    words: Words | None = private(of="person", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.leave(self.person, self.group)


@groups.event("member.removed", whose=Whose.RESIDENT, domain=Domain.WHO, category="nomination")
class MemberRemoved(Event):
    """The resident ends somebody's membership.

    nl: De inwoner wil dat iemand niet meer meedoet.
    """

    person: PersonId
    group: GroupId | None = None
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.leave(self.person, self.group)


@groups.rule()
def only_a_member_leaves_or_is_removed(entry: Entry[MemberLeft | MemberRemoved], case: Case) -> bool:
    """Only a member can leave or be removed.

    nl: Alleen wie meedoet, kan stoppen of uit de groep gaan.
    """
    return case.is_member(entry.event.person, entry.event.group)


@groups.event("guest.invited", whose=Whose.RESIDENT, domain=Domain.WHO, category="nomination")
class GuestInvited(Event):
    """The resident asks somebody to come to one meeting, for one subject.

    nl: De inwoner vraagt iemand om één keer te komen, voor één onderwerp.
    """

    person: PersonId
    meeting: MeetingId
    topic: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        meeting = case.meetings.get(self.meeting)
        if meeting is not None:
            case = case.change(MEETINGS, self.meeting, guests=(*meeting.guests, self.person))
        return case.put(REQUESTS, entry.number, Request(what="guest.invited", asked=self.person, about=self.meeting))


@groups.event("guest.uninvited", whose=Whose.RESIDENT, domain=Domain.WHO, category="nomination")
class GuestUninvited(Event):
    """The resident takes an invitation back.

    nl: De inwoner neemt een uitnodiging terug.
    """

    person: PersonId
    meeting: MeetingId

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        meeting = case.meetings.get(self.meeting)
        if meeting is not None:
            left = tuple(guest for guest in meeting.guests if guest != self.person)
            case = case.change(MEETINGS, self.meeting, guests=left)
        return case.close_requests("guest.invited", about=self.meeting, asked=self.person)


@groups.event("chair.chosen", whose=Whose.RESIDENT, domain=Domain.WHO)
class ChairChosen(Event):
    """The resident chooses the chair, or takes the chair.

    nl: De inwoner kiest de voorzitter, of is het zelf.
    """

    person: PersonId
    group: GroupId | None = None
    for_meeting: MeetingId | None = None
    expected: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        about = f"{self.group or SUPPORT_GROUP} {self.for_meeting or ''}".strip()
        case = case.close_requests("chair.chosen", about=about)
        case = case.put(REQUESTS, entry.number, Request(what="chair.chosen", asked=self.person, about=about))
        if self.for_meeting is not None:
            return case.change(MEETINGS, self.for_meeting, chair=self.person)
        return case.change(GROUPS, self.group or SUPPORT_GROUP, chair=self.person, chair_request=entry.number)


@groups.event("ground_rules.agreed", whose=Whose.GROUP, domain=Domain.HOW)
class GroundRulesAgreed(Event):
    """The group agrees how people speak with each other and what stays in the room.

    nl: De groep spreekt af hoe mensen met elkaar praten en wat onder elkaar blijft.
    """

    group: GroupId | None = None
    version: int
    confidential: Literal["yes", "no"]
    words: Words = private(of="resident")

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(
            GROUPS, self.group or SUPPORT_GROUP, ground_rules=self.words, ground_rules_version=self.version
        )


@groups.event("rhythm.chosen", whose=Whose.RESIDENT, domain=Domain.HOW)
class RhythmChosen(Event):
    """The resident chooses how often the group meets and how people reach each other in between.

    nl: De inwoner kiest hoe vaak de groep samenkomt en hoe mensen elkaar tussendoor bereiken.
    """

    group: GroupId | None = None
    every_weeks: int | None = None
    channel: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        chosen = {"every_weeks": self.every_weeks, "channel": self.channel}
        said = {name: value for name, value in chosen.items() if value is not None}
        return case.change(GROUPS, self.group or SUPPORT_GROUP, **said)


@groups.event("duration.agreed", whose=Whose.RESIDENT, domain=Domain.HOW_LONG, category="time")
class DurationAgreed(Event):
    """The resident says how long something may last.

    nl: De inwoner zegt hoelang iets mag duren.
    """

    of: Literal["case", "group", "care", "agreement", "membership"]
    id: Tag | None = None
    until: date
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.put(DURATIONS, f"{self.of}:{self.id or ''}", self.until)


@groups.event("composition.evaluated", whose=Whose.GROUP, domain=Domain.WHO, category="nomination")
class CompositionEvaluated(Event):
    """The group looks at whether it is still the right group.

    nl: De groep bekijkt of dit nog de goede groep is.
    """

    group: GroupId | None = None
    outcome: Literal["fits", "wants_others", "wants_more", "wants_fewer", "smaller_by_itself"]
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(GROUPS, self.group or SUPPORT_GROUP, composition=self.outcome)
