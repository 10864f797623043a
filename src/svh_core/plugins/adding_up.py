"""Adding up: which rows of the tables of a report add up to which others, and what that tells of each.

A total is a row of a table that another one splits up. Two tables that split the same up in other ways have one too,
though nobody is told it.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Final, Literal, TypeAlias

import attrs

from svh_core.plugins.offers import Table
from svh_core.plugins.suppressing import AddedByCase, Values

Key: TypeAlias = tuple[int, Values]
"""A row: which table of the report, and its values. What no table shows has a number below zero."""

Numbers: TypeAlias = Literal["cases", "amount"]
Between: TypeAlias = tuple[float, float]
Bounds: TypeAlias = dict[Key, Between]

EVERY: Final[tuple[Numbers, ...]] = ("cases", "amount")


@attrs.frozen(eq=False)
class Sum:
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

    @property
    def rows(self) -> tuple[Key, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)


class Sums:
    """What the rows of all tables of a report really come to, and which of them add up to which others.

    Args:
        tables: the tables.
        added: what each case adds to each row, by table.
    """

    def __init__(self, tables: Sequence[Table], added: Sequence[AddedByCase]) -> None:
        self._added: dict[Key, Mapping[int, int]] = {
            (n, values): rows for n, one in enumerate(added) for values, rows in one.items()
        }
        self._rows = [list(itertools.product(*table.columns.values())) for table in tables]
        found = list(self._every_sum(tables))
        self.of: Final = {numbers: [one for one in found if one.numbers == numbers] for numbers in EVERY}
        self._with: dict[Numbers, dict[Key, list[Sum]]] = {numbers: defaultdict(list) for numbers in EVERY}
        for one in found:
            for row in one.rows:
                self._with[one.numbers][row].append(one)

    def rows(self, numbers: Numbers) -> Iterable[Key]:
        """Every row that is in a sum."""
        return self._with[numbers]

    def added_up_with(self, rows: Iterable[Key], numbers: Numbers) -> set[Key]:
        """The rows that are in a sum with one of these, which are among them."""
        return {row for key in rows for one in self._with[numbers].get(key, ()) for row in one.rows}

    def totals_of(self, rows: Iterable[Key], numbers: Numbers) -> set[Key]:
        """What these rows are parts of."""
        return {one.total for key in rows for one in self._with[numbers].get(key, ()) if key != one.total}

    def narrow(self, bounds: Bounds, numbers: Numbers) -> None:
        """Holds all totals against their parts, until that tells nothing more.

        That comes to an end: what is really so lies between the bounds. A bound that became narrower by what follows
        from itself would become so again and again, past that.
        """
        waiting = dict.fromkeys(self.of[numbers])
        while waiting:
            one = next(iter(waiting))
            del waiting[one]
            waiting.update((other, None) for row in _narrow(bounds, one) for other in self._with[numbers][row])

    def really(self, key: Key, numbers: Numbers) -> int:
        """What a row comes to."""
        added = self._added.get(key, {})
        return len(added) if numbers == "cases" else sum(added.values())

    def together(self, rows: Iterable[Key]) -> Counter[int]:
        """What each case adds to some rows together."""
        added: Counter[int] = Counter()
        for row in rows:
            added.update(self._added.get(row, {}))
        return added

    def _every_sum(self, tables: Sequence[Table]) -> Iterator[Sum]:
        for pair, ((one, coarse), (other, fine)) in enumerate(itertools.permutations(enumerate(tables), 2)):
            shared = [name for name in coarse.columns if _have_alike(name, coarse, fine)]
            if len(shared) == len(coarse.columns) < len(fine.columns):
                totals = {values: (one, values) for values in self._rows[one]}
                yield from self._sums_of(totals, self._split(other, fine, shared), _both(coarse, fine))
            elif one < other and len(shared) < len(fine.columns):
                split = [self._split(one, coarse, shared), self._split(other, fine, shared)]
                totals = {values: (-1 - pair, values) for values in split[0] if self._are_the_same(values, split)}
                self._added |= {total: self.together(split[0][values]) for values, total in totals.items()}
                for parts in split:
                    yield from self._sums_of(totals, parts, _both(coarse, fine))

    def _split(self, number: int, table: Table, shared: Sequence[str]) -> dict[Values, list[Key]]:
        """The rows of a table, by their values in some of its columns."""
        places = [list(table.columns).index(name) for name in shared]
        parts: dict[Values, list[Key]] = {}
        for values in self._rows[number]:
            parts.setdefault(tuple(values[place] for place in places), []).append((number, values))
        return parts

    def _are_the_same(self, values: Values, split: Sequence[Mapping[Values, list[Key]]]) -> bool:
        """Whether two tables split up the same cases."""
        one, other = (self.together(parts.get(values, ())) for parts in split)
        return one.keys() == other.keys()

    def _sums_of(
        self, totals: Mapping[Values, Key], split: Mapping[Values, list[Key]], every: Sequence[Numbers]
    ) -> Iterator[Sum]:
        for values, total in totals.items():
            parts = split[values]
            for numbers in every:
                whole = self.really(total, numbers)
                if whole and whole <= (comes_to := sum(self.really(part, numbers) for part in parts)):
                    yield Sum(total, tuple(parts), numbers, adds_up=whole == comes_to)


def _have_alike(name: str, one: Table, other: Table) -> bool:
    return tuple(one.columns[name]) == tuple(other.columns.get(name, ()))


def _both(one: Table, other: Table) -> tuple[Numbers, ...]:
    """What both tables tell."""
    return EVERY if one.of == other.of == "sum" and one.unit == other.unit else EVERY[:1]


def _narrow(bounds: Bounds, one: Sum) -> list[Key]:
    """Holds a total against its parts; gives the rows of which more is known by that."""
    before = [bounds[row] for row in one.rows]
    fewest = sum(least for least, _ in before[1:])
    largest, unknown = _added_up([most for _, most in before[1:]])
    at_least = fewest if one.adds_up else max(least for least, _ in before[1:])
    least, most = before[0]
    bounds[one.total] = least, most = max(least, at_least), min(most, inf if unknown else largest)
    for part, (low, high) in zip(one.parts, before[1:], strict=True):
        others = inf if unknown > (high == inf) else largest - (0 if high == inf else high)
        rest = most - (fewest - low if one.adds_up else 0)
        bounds[part] = max(low, least - others), min(high, rest)
    return [row for row, was in zip(one.rows, before, strict=True) if bounds[row] != was]


def _added_up(numbers: Sequence[float]) -> tuple[float, int]:
    """The sum of those that are known, and how many are not: what all but one come to is then taken from that."""
    known = [number for number in numbers if number != inf]
    return sum(known), len(numbers) - len(known)
