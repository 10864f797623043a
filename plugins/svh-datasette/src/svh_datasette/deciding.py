"""How decisions are counted: as the figures of svh-core do, by what the resident says of each of them.

A decision in the resident's name that the resident denies is nobody's own: it stands apart, as contested.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

from svh_core import DisclosedEntry
from svh_datasette.events import domain_of, whose
from svh_datasette.taking_part import CONFIRMED, taking_part
from svh_datasette.told import Told, day, number_in, text_in

OBJECTED: Final = "objection.raised"
_THE_RESIDENTS: Final = frozenset({"resident", "group"})
_WRONG: Final = frozenset({"case", "entered_twice"})
"""What is wrong with an entry that counts no more."""

_PEN_OF_WHAT_FOLLOWS: Final = "core"


class Deciding:
    """What the resident says of the decisions of a case.

    Args:
        told: the case, with regie open.
    """

    def __init__(self, told: Told) -> None:
        self._told = told

    def position(self, entry: DisclosedEntry) -> str | None:
        """The resident's last word on an entry: settled, open, confirmed or objected; nothing where none is asked."""
        if whose(entry.event) in {None, "anyone", "concerned"} or _follows(entry):
            return None
        if entry.number in self._said:
            return self._said[entry.number]
        return "settled" if entry.by == entry.entered_by == self._told.resident else "open"

    def counts_as(self, entry: DisclosedEntry) -> str | None:
        """As what a decision counts; nothing where the figures leave it out."""
        if domain_of(entry.event) is None or not self._is_counted(entry):
            return None
        contested = entry.standing in {"own", "together"} and self.position(entry) == "objected"
        return "contested" if contested else text_in(entry.standing)

    def _is_counted(self, entry: DisclosedEntry) -> bool:
        of = whose(entry.event)
        is_the_residents = of in _THE_RESIDENTS or (of == "giver" and entry.data.get("giver") == self._told.resident)
        is_a_death = entry.event == "case.closed" and entry.data.get("why") == "died"
        return is_the_residents and not is_a_death and not _follows(entry) and entry.number not in self._corrected_away

    @cached_property
    def _corrected_away(self) -> frozenset[int | None]:
        corrections = self._told.of("entry.corrected", corrected=True)
        return frozenset(number_in(one.data.get("entry")) for one in corrections if one.data.get("wrong") in _WRONG)

    @cached_property
    def _said(self) -> dict[int, str]:
        """The last word of the resident, or of who represents them in it, by the number of the entry."""
        said: dict[int, str] = {}
        for entry in self._told.of(CONFIRMED, OBJECTED, corrected=True):
            if entry.event == CONFIRMED and self._told.is_the_residents_own(entry):
                said |= dict.fromkeys(entry.data.get("entries", ()), "confirmed")
            elif (about := self._objected_to(entry)) is not None:
                said[about] = "objected"
        return said

    def _objected_to(self, entry: DisclosedEntry) -> int | None:
        """The number of the entry that the resident, or somebody for them, denies with this one."""
        about = number_in(entry.data.get("entry")) if entry.event == OBJECTED else None
        if about is None or entry.by == self._told.resident or self._represents(entry, about):
            return about
        return None

    def _represents(self, entry: DisclosedEntry, about: int) -> bool:
        """Whether who objects represents the resident in what it is about."""
        spoken_of = next((one for one in self._told.entries if one.number == about), None)
        domain = domain_of(spoken_of.event) if spoken_of is not None else None
        parts = (part for part in taking_part(self._told) if part.person == entry.by and domain in part.scope)
        return any(part.holds(entry.number, day(entry.at)) for part in parts)


def _follows(entry: DisclosedEntry) -> bool:
    """Whether it is written down by itself, as what follows from another entry."""
    return entry.entered_by == _PEN_OF_WHAT_FOLLOWS
