"""How a language tells an entry: phrases with places in them, and the words for values, days and people.

A phrase is a text with places:

    {by}          a person or a value, where it is the subject: "Je", "Mark"
    {person!o}    a person where something is done to them: "jou", "Mark"
    {resident!p}  a person's: "jouw", "Marks"
    [ ... ]       left out where any place inside it has no value

The resident who reads their own trail is addressed; everybody else is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

import attrs

from svh_core.domain.civil_days import AMSTERDAM

_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
_PLACE: Final = re.compile(r"\{(\w+)(?:!(\w))?\}")


@attrs.frozen
class Forms:
    """How somebody is called: as subject, as object, and as owner of something."""

    subject: str
    object: str
    owner: str


@attrs.frozen
class Language:
    """A language.

    Attributes:
        code: ``nl`` or ``en``.
        phrases: by event name.
        values: by ``field.value``, or by value where it means the same everywhere.
        says: other texts of the views, by name.
        months: twelve names.
        you: how the reader is addressed.
        owner_of: a name as owner: "Mark" gives "Marks".
        day: puts together day of the month, month's name and year.
    """

    code: str
    phrases: Mapping[str, str]
    values: Mapping[str, str]
    says: Mapping[str, str]
    months: tuple[str, ...]
    you: Forms
    owner_of: Callable[[str], str]
    day: str = "{day} {month} {year}"

    def named(self, name: str) -> Forms:
        """The forms of somebody who is called by name."""
        return Forms(name, name, self.owner_of(name))

    def date(self, day: date) -> str:
        """A civil day in words."""
        return self.day.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def moment(self, moment: datetime) -> str:
        """A moment as the clocks in Amsterdam showed it."""
        there = moment.astimezone(AMSTERDAM)
        return f"{self.date(there.date())}, {there:%H:%M}"

    def value(self, field: str, value: Any) -> str:
        """A value in words: a choice, a day, a moment, a number, or a list of them."""
        if isinstance(value, tuple | list):
            return self.listed([self.value(field, one) for one in value])
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.date(value)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return self.values.get(f"{field}.{text}") or self.values.get(text) or text

    def listed(self, parts: list[str]) -> str:
        """Parts as a list in a sentence: "a, b en c"."""
        if len(parts) < 2:  # noqa: PLR2004 - one part is no list
            return "".join(parts) or self.says["nobody"]
        return f"{', '.join(parts[:-1])} {self.says['and']} {parts[-1]}"

    def tell(self, phrase: str, places: Mapping[str, Forms | str | None]) -> str:
        """A phrase with its places filled, beginning with a capital and ending with a stop."""
        always_and_optional = enumerate(_OPTIONAL.split(phrase))  # filled apart, so that no word is taken for a place
        told = "".join(
            (_filled(part, places) or "") if index % 2 else (_filled(part, places) or part)
            for index, part in always_and_optional
        )
        told = " ".join(told.split())
        if not _begins_with_a_name(phrase, places) or told.startswith((self.you.subject, self.you.owner)):
            told = told[:1].upper() + told[1:]
        return told if told.endswith((".", "!", "?", "”")) else f"{told}."


def _begins_with_a_name(phrase: str, places: Mapping[str, Forms | str | None]) -> bool:
    """Whether somebody's name or identifier comes first: that stays as it is."""
    place = _PLACE.match(phrase)
    return place is not None and isinstance(places.get(place[1]), Forms)


def _filled(text: str, places: Mapping[str, Forms | str | None]) -> str | None:
    """The text with its places filled; None where one has no value."""
    if any(places.get(place[1]) is None for place in _PLACE.finditer(text)):
        return None
    return _PLACE.sub(lambda place: _form(places[place[1]], place[2]), text)


def _form(filled: Forms | str | None, form: str | None) -> str:
    if isinstance(filled, Forms):
        return {"o": filled.object, "p": filled.owner}.get(form or "", filled.subject)
    return str(filled)
