"""Totals: what two tables of a report tell together of a row that each of them leaves out.

Each table by itself tells nothing of such a row. But who knows what a line comes to, takes from that what is shown of
it: of 13 to 17 cases that need help, 10 to 12 need little, so somebody needs much. A total is a row of a table that
another one splits up; two tables that split the same up in other ways have one too, though nobody is told it.

So the host does what an attacker would, with all tables of a report: from what is shown it works out between which
numbers each row is that is left out because it is of few cases. Where that tells that it is of somebody, or of nobody,
the smallest total is left out too, until nothing is told.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, TypeAlias

import attrs

from svh_core.plugins.offers import ReportedRow, ReportedTable, Table
from svh_core.plugins.suppressing import AddedByCase, Values, between_amounts, between_cases

Key: TypeAlias = tuple[int, Values]
"""A row: which table of the report, and its values. What no table shows has a number below zero."""

Numbers: TypeAlias = Literal["cases", "amount"]
Bounds: TypeAlias = dict[Key, tuple[float, float]]

_NOTHING_KNOWN: Final = (0.0, float("inf"))
_EVERY: Final[tuple[Numbers, ...]] = ("cases", "amount")
_ROUNDS: Final = 100
"""How often the bounds are narrowed down, at most; they settle after a few."""


@attrs.frozen
class _Sum:
    """A row that is split up by the rows of a finer table.

    Attributes:
        total: the row.
        parts: what it is split into.
        numbers: whether cases are added up, or amounts.
        adds_up: whether it is their sum; less than that where a case is in more than one of them.
    """

    total: Key
    parts: tuple[Key, ...]
    numbers: Numbers
    adds_up: bool


class Totals:
    """The rows of all tables of a report, with what is shown of them.

    Args:
        tables: the tables.
        added: what each case adds to each row, by table.
        given: the tables as they may be given out one by one.
        at_least: of how many cases a row has to be.
    """

    def __init__(
        self, tables: Sequence[Table], added: Sequence[AddedByCase], given: Sequence[ReportedTable], at_least: int
    ) -> None:
        self._given = given
        self._at_least = at_least
        self._added: dict[Key, Mapping[int, int]] = {
            (n, values): rows for n, one in enumerate(added) for values, rows in one.items()
        }
        self._shown = {(n, tuple(row.values.values())): row for n, one in enumerate(given) for row in one.rows}
        self._sums = list(self._every_sum(tables))
        self._hidden: set[Key] = set()

    def given_out(self) -> list[ReportedTable]:
        """The tables, without the totals that tell of a row that is left out."""
        while (telling := self._one_that_tells()) is not None:
            self._hidden.add(telling)
        return [
            attrs.evolve(one, rows=tuple(self._row((n, tuple(row.values.values()))) for row in one.rows))
            for n, one in enumerate(self._given)
        ]

    def _row(self, key: Key) -> ReportedRow:
        row = self._shown[key]
        return ReportedRow(values=row.values, cases=None) if key in self._hidden else row

    def _every_sum(self, tables: Sequence[Table]) -> Iterator[_Sum]:
        for pair, ((one, coarse), (other, fine)) in enumerate(itertools.permutations(enumerate(tables), 2)):
            shared = [name for name in coarse.columns if _have_alike(name, coarse, fine)]
            if len(shared) == len(coarse.columns) < len(fine.columns):
                totals = {values: (one, values) for n, values in self._shown if n == one}
                yield from self._sums_of(totals, self._split(other, fine, shared), _both(coarse, fine))
            elif one < other and len(shared) < len(fine.columns):
                split = [self._split(one, coarse, shared), self._split(other, fine, shared)]
                totals = {values: (-1 - pair, values) for values in split[0] if self._are_the_same(values, split)}
                self._added |= {total: self._together(split[0][values]) for values, total in totals.items()}
                for parts in split:
                    yield from self._sums_of(totals, parts, _both(coarse, fine))

    def _split(self, number: int, table: Table, shared: Sequence[str]) -> dict[Values, list[Key]]:
        """The rows of a table, by their values in some of its columns."""
        places = [list(table.columns).index(name) for name in shared]
        parts: dict[Values, list[Key]] = {}
        for n, values in self._shown:
            if n == number:
                parts.setdefault(tuple(values[place] for place in places), []).append((n, values))
        return parts

    def _are_the_same(self, values: Values, split: Sequence[Mapping[Values, list[Key]]]) -> bool:
        """Whether two tables split up the same cases."""
        one, other = (self._together(parts.get(values, ())) for parts in split)
        return one.keys() == other.keys()

    def _together(self, parts: Iterable[Key]) -> Counter[int]:
        """What each case adds to some rows together."""
        added: Counter[int] = Counter()
        for part in parts:
            added.update(self._added.get(part, {}))
        return added

    def _sums_of(
        self, totals: Mapping[Values, Key], split: Mapping[Values, list[Key]], every: Sequence[Numbers]
    ) -> Iterator[_Sum]:
        for values, total in totals.items():
            parts = split[values]
            for numbers in every:
                whole = self._really(total, numbers)
                if whole and whole <= (comes_to := sum(self._really(part, numbers) for part in parts)):
                    yield _Sum(total, tuple(parts), numbers, adds_up=whole == comes_to)

    def _really(self, key: Key, numbers: Numbers) -> int:
        added = self._added.get(key, {})
        return len(added) if numbers == "cases" else sum(added.values())

    def _one_that_tells(self) -> Key | None:
        """A row to leave out, because something is told by it of a row that is left out."""
        for numbers in _EVERY:
            sums = [one for one in self._sums if one.numbers == numbers]
            for key, (least, most) in self._bounds(sums, numbers).items():
                is_told = least > 0 or most <= 0
                if is_told and self._is_few(key) and (found := self._one_to_hide(sums, key)) is not None:
                    return found
        return None

    def _is_few(self, key: Key) -> bool:
        return key in self._shown and self._row(key).cases is None and self._really(key, "cases") < self._at_least

    def _one_to_hide(self, sums: Sequence[_Sum], key: Key) -> Key | None:
        """The smallest total of a row, of those that are shown; else what another table splits that into; else any."""
        totals = {one.total for one in sums if key in one.parts}
        beside = {part for one in sums if one.total in totals and key not in one.parts for part in one.parts}
        for some in (totals, beside, {row for one in sums for row in (one.total, *one.parts)}):
            if shown := [row for row in some if row in self._shown and self._row(row).cases is not None]:
                return min(shown, key=lambda row: (self._really(row, "cases"), row))
        return None

    def _bounds(self, sums: Sequence[_Sum], numbers: Numbers) -> Bounds:
        """Between which numbers each row is that is in a sum, as who has the tables can tell."""
        keys = dict.fromkeys(key for one in sums for key in (one.total, *one.parts))
        bounds = {key: self._told(key, numbers) for key in keys}
        for _ in range(_ROUNDS):
            before = dict(bounds)
            for one in sums:
                _narrow(bounds, one)
            if bounds == before:
                break
        return bounds

    def _told(self, key: Key, numbers: Numbers) -> tuple[float, float]:
        row = self._row(key) if key in self._shown else ReportedRow(values={}, cases=None)
        if numbers == "cases" and row.cases is not None:
            return between_cases(row.cases, self._at_least)
        if numbers == "amount" and row.amount is not None:
            return between_amounts(row.amount)
        return _NOTHING_KNOWN


def _have_alike(name: str, one: Table, other: Table) -> bool:
    return tuple(one.columns[name]) == tuple(other.columns.get(name, ()))


def _both(one: Table, other: Table) -> tuple[Numbers, ...]:
    """What both tables tell."""
    return _EVERY if one.of == other.of == "sum" and one.unit == other.unit else _EVERY[:1]


def _narrow(bounds: Bounds, one: _Sum) -> None:
    """Holds a total against its parts."""
    least, most = bounds[one.total]
    fewest = sum(bounds[part][0] for part in one.parts)
    largest = sum(bounds[part][1] for part in one.parts)
    at_least = fewest if one.adds_up else max(bounds[part][0] for part in one.parts)
    bounds[one.total] = least, most = max(least, at_least), min(most, largest)
    for part in one.parts:
        low, high = bounds[part]
        others = sum(bounds[other][1] for other in one.parts if other != part)
        rest = most - (sum(bounds[other][0] for other in one.parts if other != part) if one.adds_up else 0)
        bounds[part] = max(low, least - others), min(high, rest)
