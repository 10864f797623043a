"""A case for people who think along without knowing about whom: no words, no names, no ids, no day.

Everybody and everything gets a name of this one view, such as ``p3``, drawn anew each time, so that two views cannot be
laid beside each other. A moment is told to the quarter. Whoever knows the case well may still recognise it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from svh_core.domain.civil_days import civil_date
from svh_core.domain.fields import Field
from svh_core.domain.rulebook import Entry, StreamKind, UnknownEvent
from svh_core.domain.words import Untold
from svh_core.views.seen import Seen
from svh_core.views.trail import TrailLine

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "Zonder namen, woorden en dagen",
        "line": "{quarter}  {event}, {by}",
        "note": "Wie de steungroep goed kent, kan nog steeds raden over wie dit gaat.",
    },
    "en": {
        "title": "Without names, words and days",
        "line": "{quarter}  {event}, {by}",
        "note": "Whoever knows the support group well can still guess about whom this is.",
    },
}
_NEVER: Final = frozenset({"access"})
"""Categories that tell of looks, and of no decision."""

_OF_THE_CASE: Final = frozenset({"bool", "int"})
"""Types that say nothing by which somebody could be found."""


def deidentified(seen: Seen) -> dict[str, Any]:
    """What was decided, as data by which nobody is named.

    Args:
        seen: what a look hands over.

    Returns:
        ``entries``: of each entry that may be read its ``event``, ``domain``, ``quarter``, ``by`` and what it is about
        as names of this view, ``standing``, ``position``, and what was chosen from a closed list or counted.
    """
    called = _Called()
    return {"entries": [_told(line, called) for line in seen.lines if _is_told(line.entry)]}


def deidentified_in_words(seen: Seen, language: str) -> Iterator[str]:
    """The same for people, line by line; see `deidentified`."""
    texts = _TEXTS[language]
    yield texts["title"]
    for told in deidentified(seen)["entries"]:
        yield f"  {texts['line'].format(**told)}"
    yield texts["note"]


class _Called:
    """What everybody and everything is called in one view."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()

    def __call__(self, kind: str, name: str) -> str:
        """The name of this view for somebody or something, in no order that tells who came first."""
        key = (kind, name)
        if key not in self._names:
            self._names[key] = self._drawn(kind[:1].lower())
        return self._names[key]

    def _drawn(self, letter: str) -> str:
        while (name := f"{letter}{secrets.randbelow(9_000) + 1_000}") in self._taken:
            pass
        self._taken.add(name)
        return name


def _is_told(entry: Entry[Any]) -> bool:
    event = entry.event
    return not isinstance(event, UnknownEvent) and (
        event.spec.category not in _NEVER and event.spec.stream is StreamKind.CASE
    )


def _told(line: TrailLine, called: _Called) -> dict[str, Any]:
    entry, event = line.entry, line.entry.event
    told = {
        field.name: _value(field, value, called)
        for field in event.spec.fields
        if _says_nobody(field)
        and (value := getattr(event, field.attribute)) is not None
        and not isinstance(value, Untold)
    }
    return {
        "event": event.spec.name,
        "domain": event.spec.domain.value,
        "quarter": _quarter(civil_date(entry.at)),
        "by": called("Person", entry.by),
        "standing": line.standing,
        "position": line.position,
        "data": told,
    }


def _says_nobody(field: Field) -> bool:
    """Whether a field, told in the names of this view, says nothing by which somebody could be found.

    Words and what is sealed like them do, and so do tags and names of organisations.
    """
    if field.of is not None or field.kind in {"Entry", "Organisation"}:
        return False
    notation = field.notation.removesuffix("*")
    return field.kind is not None or "|" in notation or notation in _OF_THE_CASE or notation in {"date", "moment"}


def _value(field: Field, value: Any, called: _Called) -> Any:
    if isinstance(value, tuple):
        return [_value(field, one, called) for one in value]
    if isinstance(value, datetime):
        return _quarter(civil_date(value))
    if isinstance(value, date):
        return _quarter(value)
    return called(field.kind, str(value)) if field.kind is not None else value


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"
