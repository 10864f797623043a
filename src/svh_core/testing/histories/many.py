"""Many cases beside each other, in the order in which they are written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush, heapreplace
from typing import Final

import attrs

from svh_core.testing.histories.agenda import Scene
from svh_core.testing.histories.beginning import opening
from svh_core.testing.histories.chance import Chance
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.looking import looked_at
from svh_core.testing.histories.organising import Organising
from svh_core.testing.histories.people import Organisation
from svh_core.testing.histories.telling import Told

BEGINS: Final = date(2017, 2, 6)
"""The pilot began in February 2017 (handbook 2021); an earlier source says January."""

BEGIN_IN: Final = 2 / 3
"""In which part of the period cases begin."""

ENTRIES_A_YEAR: Final = 130
"""How many entries a case has in a year on average, for who says only how many entries there are to be."""

CASES_AN_ORGANISATION: Final = 60
MOST_ORGANISATIONS: Final = 7
"""Five organisations took part in the pilot, with the municipality and an insurer (handbook 2021, l.14)."""

_A_YEAR: Final = timedelta(days=365)


def many_cases(
    *,
    seed: int,
    cases: int | None = None,
    entries: int | None = None,
    begins: date = BEGINS,
    years: float = 3.0,
    forgetting: bool = True,
    looks: bool = False,
) -> Iterator[Told]:
    """Made-up histories of support groups that every rule accepts, mixed as in life, one decision at a time.

    The same for the same arguments, on every Python and every machine. Consequences are not told: they follow by
    themselves, and the numbers of entries count them. What is held does not grow with the length of the history, only
    with the number of cases that go on at once.

    Args:
        seed: which histories; each number gives others.
        cases: how many begin, spread evenly over the first two thirds of the period. Without it as many begin as it
            takes to come to `entries`, at a pace that goes with `years`.
        entries: how many entries there are to be, consequences included: it ends at the first decision that makes them,
            or when all of `cases` are over.
        begins: the first day.
        years: how long the period is; with `entries`, it goes on until there are as many.
        forgetting: whether people ask that their words be forgotten. A casebook writes that itself, so a script with
            it goes in with ``svh record --import``.
        looks: whether people look at what was written down: each look is an entry. A casebook writes that itself too.

    Yields:
        Each decision, in the order of `Told.recorded_at`.

    Raises:
        ValueError: neither `cases` nor `entries` is named.
    """
    if cases is None and entries is None:
        raise ValueError("say how many cases there are to be, or how many entries")
    pace = (cases or _cases_for(entries or 0, years)) / (years * BEGIN_IN)
    first = datetime.combine(begins, time(8), UTC)
    coming = _Coming(seed, first, pace, cases, forgetting=forgetting, looked_at=looked_at if looks else None)
    end = first + years * _A_YEAR if entries is None else None
    count = 0
    for told in _in_order(coming):
        if (end is not None and told.recorded_at >= end) or (entries is not None and count >= entries):
            return
        count += told.entries
        yield told


def _cases_for(entries: int, years: float) -> int:
    """How many cases, begun over two thirds of the period, have so many entries at its end."""
    return max(1, round(entries / (ENTRIES_A_YEAR * years * (1 - BEGIN_IN / 2))))


@attrs.frozen
class _Begins:
    """What begins at a moment: a case, or an organisation."""

    begins: datetime
    is_case: bool
    told: Callable[[], Iterator[Told]]


@attrs.frozen
class _Going:
    """What goes on."""

    told: Iterator[Told]
    is_case: bool


class _Coming:
    """What begins, one after another: cases, and organisations before the first case of theirs.

    Args:
        seed: of the whole history.
        first: when it begins.
        pace: how many cases begin in a year.
        cases: how many there are, or None where they keep coming.
        forgetting: whether people ask to be forgotten.
        looked_at: what tells who looks.
    """

    def __init__(
        self, seed: int, first: datetime, pace: float, cases: int | None, *, forgetting: bool, looked_at: Scene | None
    ) -> None:
        self._seed = seed
        self._first = first
        self._pace = pace
        self._cases = cases
        self._forgetting = forgetting
        self._looked_at = looked_at
        self._begun = 0
        self._organisations: list[Organisation] = []

    def __iter__(self) -> Iterator[_Begins]:
        begins = self._first
        while self._cases is None or self._begun < self._cases:
            index = self._begun
            begins = max(begins, self._begins(index))  # who would begin in a weekend comes after who begins on Monday
            if index % CASES_AN_ORGANISATION == 0 and len(self._organisations) < MOST_ORGANISATIONS:
                self._organisations.append(Organisation(self._seed, len(self._organisations)))
                yield _Begins(begins, is_case=False, told=Organising(self._organisations[-1], begins).told)
            self._begun += 1
            yield _Begins(begins, is_case=True, told=self._case(index, begins))

    def _begins(self, index: int) -> datetime:
        """When a case begins: the first at once, the others at an even pace, a little later, on a working day."""
        after = (index + Chance(self._seed, "begins", index).draw()) / self._pace if index else 0.0
        day = self._first + timedelta(days=int(after * _A_YEAR.days))
        return day + timedelta(days=2) if day.weekday() > 4 else day  # noqa: PLR2004 - Friday is 4

    def _case(self, index: int, begins: datetime) -> Callable[[], Iterator[Told]]:
        here = tuple(self._organisations)
        home = here[index % len(here)]
        life = Life(
            self._seed,
            index,
            begins,
            home=home,
            organisations=here,
            forgetting=self._forgetting,
            looked_at=self._looked_at,
        )
        life.on(begins, opening)
        return life.told


def _in_order(coming: _Coming) -> Iterator[Told]:
    """What all of them tell, in the order in which it is written down; each begins when its time has come.

    It ends with the last case: an organisation alone goes on for ever.
    """
    waiting = iter(coming)
    following = next(waiting, None)
    going: list[tuple[datetime, int, Told, _Going]] = []
    begun = cases = 0
    while cases or following is not None:
        if following is not None and (not going or following.begins <= going[0][0]):
            told_by = following.told()
            begun += 1
            cases += following.is_case
            first = next(told_by)
            heappush(going, (first.recorded_at, begun, first, _Going(told_by, following.is_case)))
            following = next(waiting, None)
            continue
        _, order, told, by = going[0]
        yield told
        after = next(by.told, None)
        if after is None:
            heappop(going)
            cases -= by.is_case
        else:
            heapreplace(going, (after.recorded_at, order, after, by))
