"""What a signal is made of: spells, from the day it begins to be so until the day it no longer is.

A signal is a function of a history that tells its spells; which of them hold on a day, and since when, is worked out in
`finding`. So a signal need not be asked day by day, and it is known when it can next change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import attrs

from svh_core.domain.rulebook import Entry
from svh_core.views.around import ONE_DAY
from svh_core.views.history import History
from svh_core.views.settings import Number


@attrs.frozen
class Spell:
    """A time in which something deserves attention.

    Attributes:
        subject: the id of what it is about, or the number of the entry.
        entries: the numbers of the entries that show it, that which it is about before the others.
        begins: the first day.
        ends: the first day on which it is no longer so; None while nothing ended it.
        note: which of the signal's sentences tells it.
        places: what stands in that sentence between braces.
        number: the number it goes by, where that is not the signal's.
    """

    subject: str
    entries: tuple[int, ...]
    begins: date
    ends: date | None = None
    note: str = ""
    places: Mapping[str, int] = attrs.field(factory=dict)
    number: Number | None = None

    def holds(self, history: History) -> bool:
        """Whether it is so on the day that is looked at."""
        return history.has_come(self.begins) and (self.ends is None or not history.has_come(self.ends))


class Quiet(NamedTuple):
    """A time in which a signal keeps silent."""

    begins: date
    ends: date | None


def without(spell: Spell, quiet: Sequence[Quiet]) -> list[Spell]:
    """What is left of a spell outside certain times."""
    left = [spell]
    for time in quiet:
        left = [part for one in left for part in _cut(one, time)]
    return left


def _cut(spell: Spell, quiet: Quiet) -> Iterator[Spell]:
    before = attrs.evolve(spell, ends=min(quiet.begins, spell.ends or quiet.begins))
    if before.begins < (before.ends or before.begins):
        yield before
    if quiet.ends is not None and (spell.ends is None or quiet.ends < spell.ends):
        yield attrs.evolve(spell, begins=max(spell.begins, quiet.ends))


def between(
    begins: date,
    ends: date | None,
    subject: object,
    *entries: int,
    note: str = "",
    places: Mapping[str, int] | None = None,
) -> Iterator[Spell]:
    """A spell, unless it ends before it begins."""
    if ends is None or begins < ends:
        yield Spell(str(subject), entries, begins, ends, note, places or {})


def until_the_resident_speaks(history: History, entry: Entry[Any], begins: date, *, note: str = "") -> Iterator[Spell]:
    """A spell about an entry that the resident's position ends."""
    return between(begins, history.first_opinion(entry), entry.number, entry.number, note=note)


def while_it_holds(
    days: Iterable[date], holds: Callable[[date], bool], tell: Callable[[date], tuple[int, ...]], subject: str
) -> Iterator[Spell]:
    """The spells of something that can only change on certain days.

    Args:
        days: every day on which it can begin or end.
        holds: whether it is so at the end of a day.
        tell: the entries that show it, on the day it begins.
        subject: what it is about.
    """
    begun: date | None = None
    for day in sorted(set(days)):
        if holds(day) and begun is None:
            begun = day
        elif begun is not None and not holds(day):
            yield from between(begun, day, subject, *tell(begun))
            begun = None
    if begun is not None:
        yield from between(begun, None, subject, *tell(begun))


def after(day: date, days: int) -> date:
    """The day from which "so many days after" fires: the day after the last one of them."""
    return day + timedelta(days=days) + ONE_DAY
