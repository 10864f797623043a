"""Totals: what the tables of a report tell together of what each of them leaves out.

Each table by itself tells nothing of a row that it leaves out. But who knows what a line comes to, takes from that what
is shown of it: of 13 to 17 cases that need help, 10 to 12 need little, so somebody needs much.

So the host does what an attacker would, with all tables of a report: from what is shown it works out between which
numbers each row is that is left out. Where that tells that a row of few cases is of somebody, or of nobody, another row
is left out too, until it does not.

An amount that is one case's for the most part may not be known too well either. It has to be able to be as much as it
would need for being shown, and so little that the largest case is not found from below to within a fifth. That goes for
all amounts of a line together that are left out as well: they may be the same case's. Where it does not hold another
amount is left out; how many cases it is of may stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import Final, TypeAlias

import attrs

from svh_core.plugins.adding_up import EVERY, Between, Bounds, Key, Numbers, Sums
from svh_core.plugins.offers import ReportedRow, ReportedTable, Table
from svh_core.plugins.suppressing import AddedByCase, between_amounts, between_cases, kept_open

_NOTHING: Final = ReportedRow(values={}, cases=None)

TooClose: TypeAlias = tuple[tuple[Key, ...], float]
"""Rows of which together too much is told, and how much more they would have to be able to come to."""


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
        self._shown = {(n, tuple(row.values.values())): row for n, one in enumerate(given) for row in one.rows}
        self._sums = Sums(tables, added)
        self._open: dict[tuple[Key, ...], Between] = {}

    def given_out(self) -> list[ReportedTable]:
        """The tables, without what tells of what is left out."""
        while telling := self._what_tells():
            for key, numbers in telling.items():
                cases = None if numbers == "cases" else self._shown[key].cases
                self._shown[key] = attrs.evolve(self._shown[key], cases=cases, amount=None)
        return [
            attrs.evolve(one, rows=tuple(self._shown[n, tuple(row.values.values())] for row in one.rows))
            for n, one in enumerate(self._given)
        ]

    def _what_tells(self) -> dict[Key, Numbers]:
        """Rows to leave out, or their amounts, because something is told by them of what is left out.

        Of what is added up together one at a time: it may be enough.
        """
        for numbers in EVERY:
            found: dict[Key, Numbers] = {}
            for rows, lacking in self._too_close(self._bounds(numbers), numbers):
                if found.keys().isdisjoint(self._sums.added_up_with(rows, numbers)):
                    found |= dict.fromkeys(self._to_hide(rows, numbers, lacking), numbers)
            if found:
                return found
        return {}

    def _bounds(self, numbers: Numbers) -> Bounds:
        """Between which numbers each row is that is in a sum, as who has the tables can tell."""
        bounds = {row: self._told(row, numbers) for row in self._sums.rows(numbers)}
        self._sums.narrow(bounds, numbers)
        return bounds

    def _told(self, key: Key, numbers: Numbers) -> Between:
        row = self._shown.get(key, _NOTHING)
        cases = (0.0, inf) if row.cases is None else between_cases(row.cases, self._at_least)
        if numbers == "cases":
            return cases
        least, most = (0.0, inf) if row.amount is None else between_amounts(row.amount)
        return max(least, cases[0]), most  # a case adds one at least

    def _too_close(self, bounds: Bounds, numbers: Numbers) -> Iterator[TooClose]:
        """The rows of which too much is told."""
        for key, (least, most) in bounds.items():
            if (least > 0 or most <= 0) and self._is_few(key):
                yield (key,), 0
        for rows, (least, most) in self._left_out(bounds) if numbers == "amount" else ():
            low, high = self._kept_open(rows)
            if least > low or most < high:
                yield rows, high - most

    def _is_few(self, key: Key) -> bool:
        is_left_out = key in self._shown and self._shown[key].cases is None
        return is_left_out and self._sums.really(key, "cases") < self._at_least

    def _is_left_out(self, key: Key) -> bool:
        return key in self._shown and self._shown[key].amount is None

    def _left_out(self, bounds: Bounds) -> Iterator[tuple[tuple[Key, ...], Between]]:
        """Amounts that are left out, one by one and all of a line together, with what is told of them."""
        yield from (((key,), between) for key, between in bounds.items() if self._is_left_out(key))
        for one in self._sums.of["amount"]:
            rows = tuple(part for part in one.parts if self._is_left_out(part))
            if one.adds_up and 1 < len(rows) < len(one.parts):
                shown = [bounds[part] for part in one.parts if part not in rows]
                least, most = bounds[one.total]
                yield rows, (least - sum(most for _, most in shown), most - sum(least for least, _ in shown))

    def _kept_open(self, rows: tuple[Key, ...]) -> Between:
        """How little, and how much, amounts have to be able to come to together; anything where they tell of nobody."""
        if rows not in self._open:
            amounts = [*self._sums.together(rows).values()]
            low, high = kept_open(amounts)
            self._open[rows] = (low, high) if sum(amounts) < high else (inf, 0)
        return self._open[rows]

    def _to_hide(self, rows: Sequence[Key], numbers: Numbers, lacking: float) -> list[Key]:
        """The row to leave out of what is added up with some rows; else of what is added up with that, and so on.

        Of cases the smallest total, else the smallest row. Of amounts the smallest that makes enough room, else the
        largest.
        """
        totals = self._sums.totals_of(rows, numbers)
        near, reached = set(rows), set[Key]()
        while near > reached:
            reached, near = near, self._sums.added_up_with(near, numbers)
            if shown := [row for row in near if self._is_shown(row, numbers)]:
                size = {row: self._sums.really(row, numbers) for row in shown}
                if numbers == "cases":
                    return [min(shown, key=lambda row: (row not in totals, size[row], row))]
                return [min(shown, key=lambda row: (size[row] < lacking, abs(size[row] - lacking), row))]
        return []

    def _is_shown(self, key: Key, numbers: Numbers) -> bool:
        row = self._shown.get(key, _NOTHING)
        return (row.cases if numbers == "cases" else row.amount) is not None
