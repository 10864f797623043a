"""What a signal found: as plain data, and told in a language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from svh_core.views.settings import Number
from svh_core.views.signals.kinds import SIGNALS, Kind, Signal
from svh_core.views.sources import cited


@attrs.frozen
class Found:
    """A signal that holds on the day that is looked at.

    Attributes:
        sentence: in the language that was asked for.
        subject: the id of what it is about, or the number of the entry.
        entries: the numbers of the entries that show it.
        since: the first day it held without a break.
        source: where it comes from, and who says the number it goes by.
        number: the number it goes by; None where it goes by none.
    """

    id: str
    kind: Kind
    sentence: str
    subject: str
    entries: tuple[int, ...]
    since: date
    source: str
    number: Number | None


@attrs.frozen
class Hit:
    """The same before it is told in a language; so it can be kept, and told later to who asks.

    Attributes:
        id: of the signal.
        subject: the id of what it is about, or the number of the entry.
        entries: the numbers of the entries that show it.
        since: the first day it held without a break.
        note: which of the signal's sentences tells it.
        places: what stands in that sentence between braces.
        number: the number it goes by; None where it goes by none.
    """

    id: str
    subject: str
    entries: tuple[int, ...]
    since: date
    note: str
    places: Mapping[str, int]
    number: Number | None

    @property
    def signal(self) -> Signal:
        """The signal that found it: of which kind it is, and whether it is told without being asked for."""
        return SIGNALS[self.id]

    def told(self, language: str) -> Found:
        """Tells it in a language, ``nl`` or ``en``."""
        return Found(
            self.id,
            self.signal.kind,
            self.signal.sentences[self.note][language].format_map(self.places),
            self.subject,
            self.entries,
            self.since,
            self._source(language),
            self.number,
        )

    def _source(self, language: str) -> str:
        """The documents a signal comes from; and the number it goes by, with who says so."""
        documents = cited(self.signal.items, language)
        if self.number is None:
            return documents
        return f"{documents}; {self.number.said(language)}: {self.number.source[language]}"

    def in_json(self) -> dict[str, Any]:
        """What JSON can hold of it, which is all of it."""
        number = self.number
        told = attrs.asdict(self, recurse=False)
        return told | {
            "entries": list(self.entries),
            "since": self.since.isoformat(),
            "places": dict(self.places),
            "number": number._asdict() | {"source": dict(number.source)} if number is not None else None,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Hit:
        """Reads what `in_json` wrote."""
        number = told["number"]
        return cls(
            id=told["id"],
            subject=told["subject"],
            entries=tuple(told["entries"]),
            since=date.fromisoformat(told["since"]),
            note=told["note"],
            places=told["places"],
            number=Number(**number) if number is not None else None,
        )


def in_order(hit: Hit | Found) -> tuple[date, str, str]:
    """By what signals are told in order: when they began."""
    return hit.since, hit.id, hit.subject
