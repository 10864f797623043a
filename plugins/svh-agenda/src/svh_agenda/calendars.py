"""Meetings as iCalendar: one calendar that is published, and messages to who comes (RFC 5545 and 5546).

What is in it says that there is an appointment, when, and that somebody comes. It never says what it is about.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, Literal

from svh_agenda.amsterdam import TIME_ZONE, in_utc, local
from svh_agenda.appointments import Appointment, Happened, appointments, read
from svh_agenda.lines import text, written
from svh_core import Disclosed, DisclosedCase

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]

Pseudonym = Callable[..., str]
"""What stands for an id outside, as `svh_core.Disclosed.pseudonym` makes it."""

_SUMMARY: Final = {"nl": "Afspraak", "en": "Appointment"}
"""What a meeting is called, on a telephone that lies on a table too."""

_PARTSTAT: Final = {"accepted": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE"}


def calendar(disclosed: Disclosed) -> str:
    """Every meeting that may be seen, as one calendar to look in. Who comes is not in it (RFC 5546, 3.2.1)."""
    events: list[str] = []
    for case in disclosed.cases:
        for one in appointments(happened(case)):
            events += _event(disclosed, case.case, one, sequence=one.sequence)
    return written(_calendar("PUBLISH", events))


def happened(case: DisclosedCase) -> list[Happened]:
    """What is read of the entries of a case, without those that were wrong."""
    told = (
        read(entry.number, entry.event, entry.at, entry.recorded_at, entry.data)
        for entry in case.entries
        if not entry.corrected
    )
    return [one for one in told if one is not None]


def message(disclosed: Disclosed, case: str, one: Appointment, *, sequence: int) -> str:
    """One meeting, to who comes: that it is there, or that it was called off."""
    event = _event(disclosed, case, one, sequence=sequence, attendees=_attendees(disclosed.pseudonym, case, one))
    return written(_calendar("CANCEL" if one.cancelled else "REQUEST", event))


def taken_away(disclosed: Disclosed, uid: str, *, sequence: int, told_to: Iterable[str]) -> str:
    """A message that takes a meeting out of calendars, to whom it was told; it says nothing else of it."""
    told = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{in_utc(disclosed.made_at)}",
        f"SEQUENCE:{sequence}",
        f"ORGANIZER:{_organizer(disclosed)}",
        "STATUS:CANCELLED",
        *(f"ATTENDEE:{address}" for address in told_to),
        "END:VEVENT",
    ]
    return written(_calendar("CANCEL", told, zone=()))


def told_to(pseudonym: Pseudonym, case: str, one: Appointment) -> list[str]:
    """The addresses to which a message about a meeting goes."""
    return [_address_of_group(pseudonym, case, one.group), *_people(pseudonym, one)]


def uid_of(pseudonym: Pseudonym, case: str, meeting: str) -> str:
    """What a meeting is called in calendars: the same whatever happens to it, and another for each recipient."""
    return str(uuid.UUID(hex=pseudonym("meeting", case, meeting)))


def address_of_person(pseudonym: Pseudonym, person: str) -> str:
    """What stands for somebody in the place of an address; nobody's mail address is known here."""
    return _address(pseudonym("person", person))


def _address_of_group(pseudonym: Pseudonym, case: str, group: str) -> str:
    """What stands for whoever is in a group; who that is, is not known here."""
    return _address(pseudonym("group", case, group))


def _organizer(disclosed: Disclosed) -> str:
    """What stands for who makes the calendar."""
    return _address(disclosed.pseudonym("organizer"))


def _address(pseudonym: str) -> str:
    return uuid.UUID(hex=pseudonym).urn


def _calendar(method: Method, events: Iterable[str], *, zone: Sequence[str] = TIME_ZONE) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//svh-agenda//svh-agenda 0.1//NL"
    yield "CALSCALE:GREGORIAN"
    yield f"METHOD:{method}"
    yield from zone
    yield from events
    yield "END:VCALENDAR"


def _event(
    disclosed: Disclosed, case: str, one: Appointment, *, sequence: int, attendees: Iterable[str] = ()
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid_of(disclosed.pseudonym, case, one.meeting)}"
    yield f"DTSTAMP:{in_utc(one.changed_at)}"
    yield f"SEQUENCE:{sequence}"
    yield from _when(one.begins, one.ends)
    yield f"SUMMARY:{text(_SUMMARY[disclosed.language])}"
    yield "CLASS:PRIVATE"
    yield f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}"
    yield f"ORGANIZER:{_organizer(disclosed)}"
    yield from attendees
    yield "END:VEVENT"


def _when(begins: datetime, ends: datetime) -> Iterator[str]:
    yield local("DTSTART", begins)
    if ends > begins:
        yield local("DTEND", ends)


def _attendees(pseudonym: Pseudonym, case: str, one: Appointment) -> Iterator[str]:
    """The group, who leads it, and who answered."""
    group = _address_of_group(pseudonym, case, one.group)
    yield f"ATTENDEE;CUTYPE=GROUP;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:{group}"
    for address, person in _people(pseudonym, one).items():
        role = "CHAIR" if person == one.chair else "REQ-PARTICIPANT"
        answer = _PARTSTAT.get(one.answers.get(person, ""), "NEEDS-ACTION")
        yield f"ATTENDEE;ROLE={role};PARTSTAT={answer};RSVP=TRUE:{address}"


def _people(pseudonym: Pseudonym, one: Appointment) -> dict[str, str]:
    """Who leads a meeting and who answered, by their addresses, in an order that says nothing."""
    people = {*one.answers, *([one.chair] if one.chair is not None else [])}
    return dict(sorted((address_of_person(pseudonym, person), person) for person in people))
