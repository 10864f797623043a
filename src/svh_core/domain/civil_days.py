"""Days and months as people in the Netherlands count them.

Moments are timezone-aware and kept in UTC; a day is the civil date in Amsterdam at that moment. Months are calendar
months, clamped to the end of the month: 30 November and three months is 28 or 29 February.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


def civil_date(moment: datetime) -> date:
    """The day on the wall calendar in Amsterdam at this moment."""
    return moment.astimezone(AMSTERDAM).date()


def in_utc(moment: datetime) -> datetime:
    """The same moment, told in UTC.

    Raises:
        ValueError: the moment has no offset, so nobody can know which moment is meant.
    """
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        msg = "a moment needs an offset, such as 2017-02-06T10:00:00+01:00"
        raise ValueError(msg)
    return moment.astimezone(UTC)


def months_after(day: date, months: int) -> date:
    """The day so many calendar months later, clamped to the month's end.

    Args:
        day: the day to count from.
        months: how many calendar months, may be negative.
    """
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
