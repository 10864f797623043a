"""What the views that are data first have in common: an entry as data, and that data in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from svh_core.domain.civil_days import civil_date
from svh_core.domain.rulebook import Entry
from svh_core.log.script import plain_data
from svh_core.views.seen import Seen
from svh_core.views.telling import Teller, one_line

Told = Callable[[Entry[Any]], Mapping[str, Any]]
"""The fields of an entry as they may be shown, words revealed."""


def telling(seen: Seen) -> Told:
    """What tells the fields of an entry; nothing of one that is closed to the viewer."""

    def told(entry: Entry[Any]) -> Mapping[str, Any]:
        shown = seen.share.shown(entry)
        return plain_data(shown, seen.reveal) if shown is not None else {}

    return told


def said(words: Any, teller: Teller) -> str:
    """Revealed words in quotation marks, or what stands in their place."""
    return f"“{one_line(words)}”" if isinstance(words, str) else teller.not_told(words)


def value_said(field: str, value: Any, teller: Teller) -> str:
    """A value in words, or what stands in its place."""
    return teller.not_told(value) if isinstance(value, dict) else teller.language.value(field, value)


def day_said(told: Mapping[str, Any], teller: Teller, name: str = "at") -> str:
    """The day of a moment or date in data, in words."""
    moment = told[name]
    day = civil_date(datetime.fromisoformat(moment)) if "T" in moment else date.fromisoformat(moment)
    return teller.language.date(day)
