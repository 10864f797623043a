"""What an organisation does again and again: the ambassadors' meeting once a month, the case meeting once in six weeks.

A day of the week is numbered from 1, Monday, to 7, Sunday; week 5 is the last of the month.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any, Final

from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.rollout import GatheringHeld, RecurrenceSet
from svh_core.domain.rulebook import Entry
from svh_core.views.history import History
from svh_core.views.settings import NUMBERS, THE_ORGANISATION, Settings
from svh_core.views.sources import HANDBOOK

AMBASSADORS: Final = {"every": "month_weekday", "weekday": 2, "week": None, "at": "09:30", "minutes": 60}
"""Where the organisation says nothing: a Tuesday in each month, 09:30-10:30 (handbook, 2021)."""

_MONTHLY: Final = {
    "en": f"{HANDBOOK['en']}: once a month on Tuesday, 09:30-10:30",
    "nl": f"{HANDBOOK['nl']}: een keer in de maand op dinsdag, 9.30-10.30 uur",
}
_FIELDS: Final = ("every", "days", "weekday", "week", "at", "minutes")
_WEEKDAYS: Final = range(1, 8)
_WEEKS: Final = range(1, 6)
_LONGEST: Final = 36_500


def recurring(history: History, kind: str) -> dict[str, Any]:
    """One kind of meeting: how often, when it was last held, and when the next is expected."""
    held = [entry for entry in history.of(GatheringHeld) if entry.event.kind == kind]
    days = [civil_date(entry.at) for entry in held]
    last = max(days, default=None)
    told = [entry for entry in history.of(RecurrenceSet) if entry.event.kind == kind]
    rule, source = _rule(history, kind, told[-1] if told else None)
    begun = civil_date(told[-1].at) if told else None
    expected = _next(rule, last, begun, history.day)
    return {
        "kind": kind,
        "held": len(held),
        "last": last.isoformat() if last is not None else None,
        "next": expected.isoformat() if expected is not None else None,
        **rule,
        "set_in": told[-1].number if told else None,
        "source": source,
    }


def _rule(history: History, kind: str, told: Entry[RecurrenceSet] | None) -> tuple[dict[str, Any], dict[str, str]]:
    """How often it is held, and who says so."""
    nothing: dict[str, Any] = dict.fromkeys(_FIELDS)
    if told is not None:
        return {name: getattr(told.event, name) for name in _FIELDS}, dict(THE_ORGANISATION)
    if kind == "ambassadors":
        return nothing | AMBASSADORS, dict(_MONTHLY)
    name = "case_meeting_days"
    rule = nothing | {"every": "days", "days": history.settings.number(name)}
    return rule, source_of_number(name, history.settings)


def source_of_number(name: str, settings: Settings) -> dict[str, str]:
    """Who says so, in each language: a document, or the organisation itself."""
    return dict(THE_ORGANISATION if settings.sets(name) else NUMBERS[name].source)


def _next(rule: dict[str, Any], last: date | None, begun: date | None, day: date) -> date | None:
    """The day on which the next is expected; None where nothing says so."""
    if rule["every"] == "days":
        since, days = last or begun, rule["days"]
        return since + timedelta(days=days) if since is not None and days and days <= _LONGEST else None
    weekday, week = rule["weekday"], rule["week"] or 1
    if weekday not in _WEEKDAYS or week not in _WEEKS:
        return None
    if last is not None:
        return weekday_of_month(months_after(last.replace(day=1), 1), weekday, week)
    this_month = weekday_of_month(day.replace(day=1), weekday, week)
    return this_month if this_month >= day else weekday_of_month(months_after(day.replace(day=1), 1), weekday, week)


def weekday_of_month(first: date, weekday: int, week: int) -> date:
    """That day in that week of a month; in the last week where the month has no fifth."""
    begins = 1 + (weekday - first.isoweekday()) % 7
    wanted = begins + 7 * (week - 1)
    length = calendar.monthrange(first.year, first.month)[1]
    return first.replace(day=wanted if wanted <= length else wanted - 7)
