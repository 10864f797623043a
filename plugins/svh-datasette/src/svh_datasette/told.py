"""One case as it was handed over, read with care: whatever is not there, or is something else, is nothing here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from svh_core import DisclosedCase, DisclosedEntry

_AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
_FORGOTTEN: Final = {"forgotten": True}
_SHORT: Final = 8
_PSEUDONYM: Final = 32


class Told:
    """What may be seen of one case, and who is named in it.

    Args:
        case: the case as it was handed over.
        language: ``nl`` or ``en``.

    Attributes:
        case: the same.
        language: the same.
        id: its id, or the pseudonym that stands for it.
        named: everybody who was named so far, by the key of their row.
    """

    def __init__(self, case: DisclosedCase, language: str) -> None:
        self.case = case
        self.language = language
        self.id = case.case
        self.named: dict[str, str] = {}

    @cached_property
    def entries(self) -> tuple[DisclosedEntry, ...]:
        """Its entries, each number once."""
        once: dict[int, DisclosedEntry] = {}
        for entry in self.case.entries:
            once.setdefault(entry.number, entry)
        return tuple(once.values())

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers of its entries."""
        return frozenset(entry.number for entry in self.entries)

    def of(self, *events: str, corrected: bool = False) -> list[DisclosedEntry]:
        """The entries with one of these events, in order; those that were put right since only where they are asked."""
        return [one for one in self.entries if one.event in events and (corrected or not one.corrected)]

    def key(self, *parts: str | int) -> str:
        """The key of a row of this case. No id has a slash in it, so that no two rows have one key."""
        return "/".join((self.id, *map(str, parts)))

    def person(self, told: object) -> str | None:
        """The key of somebody's row; nothing where nobody is named."""
        named = text_in(told)
        if not named:
            return None
        return self.named.setdefault(named, self.key(named))

    @property
    def is_pseudonym(self) -> bool:
        """Whether its id stands for another."""
        return "identity" not in self.case.categories

    @property
    def label(self) -> str:
        """What it is called in a list."""
        return self.id[:_SHORT] if self.is_pseudonym and len(self.id) == _PSEUDONYM else self.id


def text_in(told: object) -> str | None:
    """A text; nothing where something else stands, such as that it was forgotten."""
    return storable(told) if isinstance(told, str) else None


def number_in(told: object) -> int | None:
    """A whole number; nothing where something else stands."""
    return told if isinstance(told, int) and abs(told) < 2**63 else None


def texts_in(told: object) -> list[str]:
    """The texts of a list, each once; none where something else stands."""
    if not isinstance(told, list | tuple):
        return []
    return list(dict.fromkeys(one for one in map(text_in, told) if one is not None))


def yes_in(told: object) -> int | None:
    """1 for yes and 0 for no; nothing where neither stands there."""
    return {"yes": 1, "no": 0, True: 1, False: 0}.get(told) if isinstance(told, str | bool) else None


def was_forgotten(told: object) -> bool:
    """Whether this says that words were forgotten."""
    return isinstance(told, Mapping) and dict(told) == _FORGOTTEN


def words_in(data: Mapping[str, Any], name: str, column: str | None = None) -> dict[str, str | int | None]:
    """People's own words in a field, and whether they were forgotten: two columns."""
    told, column = data.get(name), column or name
    return {column: text_in(told), f"{column}_forgotten": int(was_forgotten(told))}


def plain_json(told: object) -> str:
    """Data as JSON, in the order of its names."""
    return storable(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str))


def storable(told: str) -> str:
    """A text as UTF-8 can hold it: half of a pair of surrogates is no letter."""
    return told.encode("utf-8", "replace").decode()


def moment(at: datetime) -> str:
    """A moment in UTC, as 2026-01-31T09:00:00Z."""
    return at.isoformat().replace("+00:00", "Z")


def day(at: datetime) -> str:
    """The day on the wall calendar in Amsterdam at a moment, as 2026-01-31."""
    return at.astimezone(_AMSTERDAM).date().isoformat()


def day_of(told: object) -> str | None:
    """The same, of a moment that is written out; nothing where none is."""
    try:
        return day(datetime.fromisoformat(told)) if isinstance(told, str) else None
    except ValueError:
        return None
