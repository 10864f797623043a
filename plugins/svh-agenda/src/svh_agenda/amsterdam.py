"""Moments as the clocks in Amsterdam show them, and what calendars have to know about those clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

_NAME: Final = "Europe/Amsterdam"
_ZONE: Final = ZoneInfo(_NAME)

_SINCE: Final = 1997
"""The first whole year of the rules below; of earlier moments only the moment itself is told."""

TIME_ZONE: Final = (
    "BEGIN:VTIMEZONE",
    f"TZID:{_NAME}",
    "BEGIN:DAYLIGHT",
    "DTSTART:19970330T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""How the clocks go: forward on the last Sunday of March, back on the last Sunday of October."""


def local(name: str, moment: datetime) -> str:
    """A property with a moment, by the clocks; in UTC where those would say it of two moments (RFC 5545, 3.3.5)."""
    there = moment.astimezone(_ZONE)
    if there.fold or there.year < _SINCE:
        return f"{name}:{in_utc(moment)}"
    return f"{name};TZID={_NAME}:{there:%Y%m%dT%H%M%S}"


def in_utc(moment: datetime) -> str:
    """A moment in UTC, as ``20260325T183000Z``."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
