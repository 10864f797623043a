"""Reading iCalendar with libraries of others: icalendar reads it, vobject says whether it is as it should be."""

from __future__ import annotations

from typing import Any

import vobject
from icalendar import Calendar


def calendar_in(told: str) -> Calendar:
    """A file as icalendar reads it, once both libraries found nothing wrong with it.

    Raises:
        AssertionError: something is wrong with it.
    """
    assert told.endswith("\r\n")
    assert "\n" not in told.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in told.split("\r\n"))
    assert vobject.readOne(told).validate(raiseException=True)
    read: Any = Calendar.from_ical(told)
    assert [one.errors for one in read.walk() if one.errors] == []
    return read  # type: ignore[no-any-return]


def events_in(told: str) -> list[Any]:
    """The meetings in a file."""
    return list(calendar_in(told).walk("VEVENT"))


def event_in(told: str) -> Any:
    """The only meeting in a file."""
    (event,) = events_in(told)
    return event


def attendees(event: Any) -> dict[str, Any]:
    """The attendees of a meeting, by their role and answer; the group by itself."""
    told = event.get("ATTENDEE", [])
    return {
        "GROUP" if one.params.get("CUTYPE") == "GROUP" else f"{one.params['ROLE']} {one.params['PARTSTAT']}": str(one)
        for one in (told if isinstance(told, list) else [told])
    }
