"""Reading what is handed over of a case, whatever is missing in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from svh_core import DisclosedCase

Added: TypeAlias = Iterator[tuple[Mapping[str, str], int]]
"""What a case adds to a table: the value in each column, and how much."""

_AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


def has(case: DisclosedCase, *categories: str) -> bool:
    """Whether the resident opened all of these."""
    return set(categories) <= set(case.categories)


def part(told: object, *names: str) -> Mapping[str, Any]:
    """What stands under these names, one within the other; nothing where it is not there."""
    for name in names:
        told = told.get(name) if isinstance(told, Mapping) else None
    return told if isinstance(told, Mapping) else {}


def parts(told: object, name: str) -> Sequence[Mapping[str, Any]]:
    """The list that stands under a name."""
    found = part({"it": told}, "it").get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, Sequence) else []


def numbers_in(case: DisclosedCase, *events: str) -> frozenset[int]:
    """The numbers of the entries of some events in the period."""
    return frozenset(entry.number for entry in case.of(*events))


def count(told: object) -> int:
    """A number, and zero for what is none."""
    return told if isinstance(told, int) and not isinstance(told, bool) and told > 0 else 0


def day_of(moment: object) -> date | None:
    """The day in Amsterdam of a moment as views tell it."""
    if not isinstance(moment, str):
        return None
    try:
        return datetime.fromisoformat(moment).astimezone(_AMSTERDAM).date()
    except ValueError:
        return None


def one_of(known: Sequence[str], told: object, otherwise: str) -> str:
    """A value that a table has."""
    return told if isinstance(told, str) and told in known else otherwise


def share(held: int, of: int) -> str:
    """Whether something holds each time, never, or now and then."""
    return "each" if held == of else "some" if held else "none"


SHARES: Final = ("each", "some", "none")
"""What `share` tells."""
