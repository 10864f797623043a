"""How a language tells an entry: phrases with places in them, and the words for values, days and people.

The resident who reads their own trail is addressed; everybody else is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

import attrs

from svh_core.domain.civil_days import AMSTERDAM
from svh_core.views.languages.phrase import Filled, Forms, phrase

_A_MILLION: Final = 1_000_000


@attrs.frozen
class Language:
    """A language.

    Attributes:
        code: ``nl`` or ``en``.
        phrases: by event name.
        values: by ``field.value``, or by value where it means the same everywhere; those of a plugin's event by
            ``event.field.value``.
        says: other texts of the views, by name.
        months: twelve names.
        you: how the reader is addressed.
        you_alone: how the reader is named where no verb follows, as in a list.
        owner_of: a name as owner: "Mark" gives "Marks".
        day: puts together day of the month, month's name and year.
        addressed: puts a text of the views, which is written with "je", into the form in which the reader is addressed.
    """

    code: str
    phrases: Mapping[str, str]
    values: Mapping[str, str]
    says: Mapping[str, str]
    months: tuple[str, ...]
    you: Forms
    you_alone: str
    owner_of: Callable[[str], str]
    day: str = "{day} {month} {year}"
    addressed: Callable[[str], str] = str

    def named(self, name: str) -> Forms:
        """The forms of somebody who is called by name."""
        return Forms(name, name, self.owner_of(name))

    def date(self, day: date) -> str:
        """A civil day in words."""
        return self.day.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def moment(self, moment: datetime) -> str:
        """A moment as the clocks in Amsterdam showed it."""
        there = moment.astimezone(AMSTERDAM)
        return f"{self.date(there)}, {there.hour:02}:{there.minute:02}"

    def value(self, field: str, value: Any) -> str:
        """A value in words: a choice, a day, a moment, a number, or a list of them.

        Args:
            field: the field it stands in; of a plugin's event, with the name of the event in front.
            value: the value.
        """
        if isinstance(value, tuple | list):
            return self.listed([self.value(field, one) for one in value])
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.date(value)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        told = self.values.get(f"{field}.{text}")
        if told is None and "." in field:
            told = self.values.get(f"{field.rpartition('.')[2]}.{text}")
        return told or self.values.get(text) or text

    def number(self, number: float) -> str:
        """A number as it is written: 3,2 in Dutch and 3.2 in English."""
        told = f"{number:.6g}" if abs(number) < _A_MILLION else f"{number:.0f}"  # never 1e+06
        return told.replace(".", ",") if self.code == "nl" else told

    def listed(self, parts: list[str]) -> str:
        """Parts as a list in a sentence: "a, b en c"."""
        if len(parts) < 2:  # noqa: PLR2004 - one part is no list
            return "".join(parts) or self.says["nobody"]
        return f"{', '.join(parts[:-1])} {self.says['and']} {parts[-1]}"

    def tell(self, text: str, filled: Filled) -> str:
        """A phrase with its places filled, beginning with a capital and ending with a stop."""
        read = phrase(text)
        told = read.told(filled)
        # A name or an identifier stays as it is, also where it comes first.
        is_name = read.begins_with is not None and isinstance(filled.get(read.begins_with), Forms)
        if not is_name or told.startswith((self.you.subject, self.you.owner)):
            told = told[:1].upper() + told[1:]
        return told if told.endswith((".", "!", "?", "”")) else f"{told}."
