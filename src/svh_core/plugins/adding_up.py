"""Adding up: which rows of the tables of a report add up to which others, and what that tells of each.

A total is a row of a table that another one splits up. Two tables that split the same cases up in other ways have one
too, though nobody is told it: of all their rows, or of those that have the same values in the columns that they share.
What their columns are called does not matter for that: two can be called alike and mean something else.
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


@attrs.frozen(eq=False)
class _Line:
    """Some rows of a table together.

    Attributes:
        parts: the rows.
        added: what each case adds to them.
    """

    parts: tuple[Key, ...]
    added: Counter[int]


_Numbered: TypeAlias = tuple[int, Table]


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
        self._lines_of: dict[tuple[int, tuple[str, ...]], dict[Values, _Line]] = {}
        self._without_table = itertools.count()
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
        for one, other in itertools.permutations(enumerate(tables), 2):
            if _is_split_up_by(one[1], other[1]):
                yield from self._split_up(one, other)
        for one, other in itertools.combinations(enumerate(tables), 2):
            yield from self._in_common(one, other)

    def _split_up(self, coarse: _Numbered, fine: _Numbered) -> Iterator[Sum]:
        """The rows of a table that another one splits up."""
        number, table = coarse
        lines = self._lines(fine, tuple(table.columns))
        for values in self._rows[number]:
            yield from self._sums_of((number, values), lines[values].parts, _both(table, fine[1]))

    def _in_common(self, one: _Numbered, other: _Numbered) -> Iterator[Sum]:
        """The totals that two tables have in common, where they are of the same cases; neither shows these.

        By all columns that they share, by each of these, and of all rows together: what is called the same can mean
        something else. Where it holds throughout by some columns, fewer of them tell nothing more.
        """
        throughout: list[set[str]] = []
        for shared in _shared(one[1], other[1]):
            if any(finer.issuperset(shared) for finer in throughout):
                continue
            lines = [self._lines(table, shared) for table in (one, other)]
            pairs = [(lines[0][values], lines[1][values]) for values in lines[0]]
            same = [pair for pair in pairs if pair[0].added.keys() == pair[1].added.keys()]
            if len(same) == len(pairs):
                throughout.append(set(shared))
            if not _shows(shared, one[1], other[1]):
                yield from (sum_ for pair in same for sum_ in self._unseen(*pair, _both(one[1], other[1])))

    def _unseen(self, one: _Line, other: _Line, every: Sequence[Numbers]) -> Iterator[Sum]:
        """A total that two tables have in common, of which each has its own parts.

        Of amounts only where no case has more in the whole than in the parts: else they are amounts of something else.
        """
        total = -1 - next(self._without_table), ()
        whole = other if other.added <= one.added else one
        self._added[total] = whole.added
        alike = whole is other or one.added <= other.added
        for line in (one, other):
            yield from self._sums_of(total, line.parts, every if alike else EVERY[:1])

    def _lines(self, numbered: _Numbered, shared: tuple[str, ...]) -> dict[Values, _Line]:
        """The lines of a table: its rows together that have the same values in some of its columns."""
        number, table = numbered
        if (number, shared) not in self._lines_of:
            places = [list(table.columns).index(name) for name in shared]
            parts: dict[Values, list[Key]] = {}
            for values in self._rows[number]:
                parts.setdefault(tuple(values[place] for place in places), []).append((number, values))
            lines = {values: _Line(tuple(rows), self.together(rows)) for values, rows in parts.items()}
            self._lines_of[number, shared] = lines
        return self._lines_of[number, shared]

    def _sums_of(self, total: Key, parts: tuple[Key, ...], every: Sequence[Numbers]) -> Iterator[Sum]:
        for numbers in every:
            whole = self.really(total, numbers)
            each = [self.really(part, numbers) for part in parts]
            if whole and max(each) <= whole <= sum(each):
                yield Sum(total, parts, numbers, adds_up=whole == sum(each))


def _is_split_up_by(coarse: Table, fine: Table) -> bool:
    """Whether a table has fewer columns than another one, which has all of these."""
    return len(coarse.columns) < len(fine.columns) and all(_have_alike(name, coarse, fine) for name in coarse.columns)


def _shared(one: Table, other: Table) -> Iterable[tuple[str, ...]]:
    """The columns that two tables share: all of them, each, and none."""
    names = tuple(name for name in one.columns if _have_alike(name, one, other))
    return dict.fromkeys([names, *((name,) for name in names), ()])


def _shows(shared: Sequence[str], one: Table, other: Table) -> bool:
    """Whether what two tables come to, by some columns, is what one of them shows and the other splits up."""
    return (len(shared) == len(one.columns)) != (len(shared) == len(other.columns))


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
