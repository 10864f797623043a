"""People around the table: planned, opened, who was there, closed, and talk about the resident in their absence."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from svh_core.domain.case import MEETINGS, Case
from svh_core.domain.fields import new, private
from svh_core.domain.identifiers import SUPPORT_GROUP, EntryNumber, GroupId, MeetingId, PersonId, Tag
from svh_core.domain.records import Meeting, Presence
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose
from svh_core.domain.words import Sealed, Words

meetings = Concept("meetings", category="meetings")

Mode = Literal["onsite", "online", "hybrid"]


@meetings.event("meeting.planned", whose=Whose.GROUP, domain=Domain.HOW)
class MeetingPlanned(Event):
    """A meeting is planned.

    nl: Er is een bijeenkomst gepland.
    """

    meeting: MeetingId = new()
    kind: Literal[
        "support_group",
        "network_conversation",
        "open_dialogue",
        "intake",
        "care_alignment",
        "consultation",
        "evaluation",
        "other",
    ]
    group: GroupId | None = None
    at: datetime
    minutes: int
    mode: Mode
    method: Tag | None = None
    topics: Words | None = private(of="resident", default=None)
    asked_after: EntryNumber | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        planned = Meeting(
            kind=self.kind,
            group=self.group or SUPPORT_GROUP,
            at=self.at,
            minutes=self.minutes,
            mode=self.mode,
            topics=self.topics,
        )
        return case.put(MEETINGS, self.meeting, planned)


@meetings.event("meeting.moved", whose=Whose.GROUP, domain=Domain.HOW)
class MeetingMoved(Event):
    """A meeting is moved to another moment or another form.

    nl: Een bijeenkomst komt op een ander moment, of krijgt een andere vorm.
    """

    meeting: MeetingId
    at: datetime
    minutes: int | None = None
    mode: Mode | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        moved = {"at": self.at, "minutes": self.minutes, "mode": self.mode}
        return case.change(MEETINGS, self.meeting, **{name: to for name, to in moved.items() if to is not None})


@meetings.event("meeting.cancelled", whose=Whose.GROUP, domain=Domain.HOW)
class MeetingCancelled(Event):
    """A meeting will not take place.

    nl: Een bijeenkomst gaat niet door.
    """

    meeting: MeetingId
    words: Words | None = private(of="author", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        case = case.change(MEETINGS, self.meeting, cancelled=True)
        return case.close_requests("guest.invited", about=self.meeting)


@meetings.event("place.chosen", whose=Whose.RESIDENT, domain=Domain.HOW)
class PlaceChosen(Event):
    """The resident chooses a place that feels right.

    nl: De inwoner kiest een plek die goed voelt.
    """

    meeting: MeetingId
    place: Words = private(of="resident")
    feels_right: Sealed[Literal["yes", "good_enough"]] = private(of="resident")

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(MEETINGS, self.meeting, place=self.place, feels_right=self.feels_right)


@meetings.event("meeting.opened", whose=Whose.ANYONE)
class MeetingOpened(Event):
    """A meeting begins, with these people.

    nl: Een bijeenkomst begint, met deze mensen.
    """

    meeting: MeetingId
    present: tuple[PersonId, ...]

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(MEETINGS, self.meeting, opened_at=entry.at, present=tuple(self.present))


@meetings.event("attendance.changed", whose=Whose.ANYONE)
class AttendanceChanged(Event):
    """Somebody came in or left while the meeting went on.

    nl: Iemand kwam erbij of ging weg terwijl de bijeenkomst doorging.
    """

    meeting: MeetingId
    person: PersonId
    now: Literal["here", "gone"]

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        meeting = case.meetings.get(self.meeting)
        if meeting is None:
            return case
        change = Presence(at=entry.at, person=self.person, here=self.now == "here")
        return case.change(MEETINGS, self.meeting, changes=(*meeting.changes, change))


@meetings.event("meeting.evaluated", whose=Whose.ANYONE)
class MeetingEvaluated(Event):
    """Those present looked back on the meeting, and this is who spoke.

    nl: Wie er waren keken terug op de bijeenkomst, en deze mensen zeiden iets.
    """

    meeting: MeetingId
    spoke: tuple[PersonId, ...]
    words: Words | None = private(of="author", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(MEETINGS, self.meeting, spoke=tuple(self.spoke))


@meetings.event("meeting.closed", whose=Whose.ANYONE)
class MeetingClosed(Event):
    """A meeting ends, and the next one is planned or not.

    nl: Een bijeenkomst is afgelopen; de volgende is gepland of niet.
    """

    meeting: MeetingId
    next: MeetingId | None = None
    minutes: int | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        case = case.change(MEETINGS, self.meeting, closed_at=entry.at, next=self.next)
        return case.close_requests("guest.invited", about=self.meeting)


@meetings.rule()
def a_meeting_is_opened_and_closed_once(
    entry: Entry[MeetingOpened | AttendanceChanged | MeetingEvaluated | MeetingClosed], case: Case
) -> bool:
    """A planned meeting is opened once, and only an open meeting is evaluated, closed or changes its attendance.

    nl: Een geplande bijeenkomst begint één keer. Alleen als die bezig is, komen en gaan er mensen, kijken ze erop
    terug, of sluiten ze af.
    """
    meeting = case.meetings.get(entry.event.meeting)
    if meeting is None:
        return False
    if isinstance(entry.event, MeetingOpened):
        return meeting.opened_at is None and not meeting.cancelled
    if isinstance(entry.event, AttendanceChanged):  # who was there is put right afterwards, with the moment it was so
        return meeting.open_at(entry.at)
    return meeting.opened_at is not None and meeting.closed_at is None


@meetings.event("report.written", whose=Whose.ANYONE)
class ReportWritten(Event):
    """Somebody wrote down what a meeting came to; the resident confirms it or not.

    nl: Iemand schreef op wat er uit een bijeenkomst kwam. De inwoner zegt of dat klopt.
    """

    meeting: MeetingId
    words: Words = private(of="resident")

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(MEETINGS, self.meeting, report=self.words)


@meetings.event("consultation.held", whose=Whose.ANYONE, category="regie")
class ConsultationHeld(Event):
    """People spoke about the resident while the resident was not there.

    nl: Mensen spraken over de inwoner terwijl die er niet bij was.
    """

    with_: tuple[PersonId, ...]
    kind: Literal["team", "handover", "board", "phone", "case_meeting", "other"]
    identified: Literal["yes", "anonymous"]
    minutes: int | None = None
    led_to: tuple[EntryNumber, ...] | None = None
