"""Leaving out what is small: counts over cases as they may be given out, so that nobody can be found in them.

A table always has the same rows, and there are no totals. A row of fewer cases than `at_least` is left out, and zero is
few. So is one in which every case of its group is counted, for that tells something of each of them. Cases are rounded
to five, amounts to two digits and never finer than to five. An amount of which one case makes up more than half is left
out, and so is one from which the second largest case finds the largest to within a fifth. In a table of several columns
no row of few cases is left out alone in its line: where another table tells what the line comes to, it could be worked
out.

Source: the usual rules of statistical disclosure control for frequency and magnitude tables (threshold, rounding,
dominance, p %, group disclosure); the numbers are chosen for this library.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from svh_core.plugins.offers import ReportedRow, ReportedTable, Row, Table

AT_LEAST: Final = 10
"""Of how many cases a row has to be."""

ROUNDED_TO: Final = 5
_DIGITS: Final = 2
_NEAR: Final = 5
"""Who takes their own amount from a sum may not come nearer to the largest than a fifth of it."""

_PARTS: Final = 2

Values: TypeAlias = tuple[str, ...]
AddedByCase: TypeAlias = Mapping[Values, Mapping[int, int]]
"""What each case adds, by the values of the row; the cases have numbers."""


class StrangeRowError(Exception):
    """A case adds a row that the table does not have."""


def plain_rows(told: Iterable[Any]) -> tuple[Row, ...]:
    """What a plugin says that a case adds, as plain data of which none is the plugin's any more.

    Raises:
        StrangeRowError: it is something else than rows.
    """
    rows = []
    for row in told:
        if not isinstance(row, tuple | list) or len(row) != _PARTS or not isinstance(row[0], Mapping):
            raise StrangeRowError
        values = {_plain_text(name): _plain_text(value) for name, value in row[0].items()}
        if type(row[1]) is not int:
            raise StrangeRowError
        rows.append((values, row[1]))
    return tuple(rows)


def _plain_text(told: Any) -> str:
    if not isinstance(told, str):
        raise StrangeRowError
    return str.__str__(told)  # also of an enumeration: what it holds, whatever it says of itself


def added_by_case(table: Table, by_case: Iterable[Iterable[Row]]) -> AddedByCase:
    """What each case adds to each row.

    Raises:
        StrangeRowError: a case adds a row that the table does not have, or less than nothing.
    """
    added: dict[Values, dict[int, int]] = defaultdict(dict)
    for case, rows in enumerate(by_case):
        for values, amount in _of_one_case(table, rows).items():
            added[values][case] = amount
    return added


def given_out(table: Table, by_case: Iterable[Iterable[Row]], *, at_least: int = AT_LEAST) -> ReportedTable:
    """A table as it may be given out by itself.

    Args:
        table: which rows it has.
        by_case: what each case adds.
        at_least: of how many cases a row has to be.

    Raises:
        StrangeRowError: a case adds a row that the table does not have, or less than nothing.
    """
    return shown(table, added_by_case(table, by_case), at_least=at_least)


def shown(table: Table, added: AddedByCase, *, at_least: int) -> ReportedTable:
    """A table as it may be given out by itself, of what each case adds."""
    held_by = {values: set(cases) for values, cases in added.items()}
    few = {values for values, cases in held_by.items() if len(cases) < at_least}
    hidden = _not_alone(table, held_by, few, few | _groups_of_which_all_are_in(table, held_by))
    names = tuple(table.columns)
    return ReportedTable(
        name=table.name,
        says=dict(table.says),
        columns=names,
        unit=table.unit,
        rows=tuple(
            _row(
                dict(zip(names, values, strict=True)),
                [*added.get(values, {}).values()],
                table,
                at_least,
                hide=values in hidden,
            )
            for values in itertools.product(*table.columns.values())
        ),
    )


def _of_one_case(table: Table, rows: Iterable[Row]) -> dict[Values, int]:
    """What one case adds, by the values of the row; a case counts in a row once, however often it adds to it."""
    told: dict[Values, int] = defaultdict(int)
    for values, amount in rows:
        if set(values) != set(table.columns) or amount < 0:
            raise StrangeRowError
        if any(values[name] not in known for name, known in table.columns.items()):
            raise StrangeRowError
        told[tuple(values[name] for name in table.columns)] += amount
    return {values: amount for values, amount in told.items() if amount}


def _groups_of_which_all_are_in(table: Table, held_by: Mapping[Values, set[int]]) -> set[Values]:
    """The rows in which every case is that has the same values in all columns but one."""
    full: set[Values] = set()
    for column in range(len(table.columns)):
        groups: dict[Values, set[int]] = defaultdict(set)
        for values, cases in held_by.items():
            groups[values[:column] + values[column + 1 :]] |= cases
        full |= {values for values, cases in held_by.items() if cases == groups[values[:column] + values[column + 1 :]]}
    return full


def _not_alone(table: Table, held_by: Mapping[Values, set[int]], few: set[Values], hidden: set[Values]) -> set[Values]:
    """What is hidden, and beside each row of few cases that is hidden alone in its line the smallest other one.

    A line is all rows with the same values in every column but one. Another table of the same report may tell what a
    line comes to; of two that are hidden it does not tell what each is.
    """
    if len(table.columns) == 1:
        return hidden
    hidden = set(hidden)
    while True:
        also = {
            min(shown, key=lambda values: (len(held_by[values]), values))
            for line in _lines(table, held_by)
            if len(alone := hidden.intersection(line)) == 1
            and not alone.isdisjoint(few)
            and (shown := [values for values in line if values not in hidden])
        }
        if not also:
            return hidden
        hidden |= also


def _lines(table: Table, held_by: Mapping[Values, set[int]]) -> Iterator[list[Values]]:
    """The rows that are not empty, by those that have the same values in every column but one."""
    for column in range(len(table.columns)):
        lines: dict[Values, list[Values]] = defaultdict(list)
        for values in held_by:
            lines[values[:column] + values[column + 1 :]].append(values)
        yield from lines.values()


def _row(values: Mapping[str, str], amounts: Sequence[int], table: Table, at_least: int, *, hide: bool) -> ReportedRow:
    if hide or len(amounts) < at_least:  # few, or none
        return ReportedRow(values=values, cases=None)
    cases = ROUNDED_TO * round(len(amounts) / ROUNDED_TO)
    if table.of == "cases":
        return ReportedRow(values=values, cases=cases)
    return ReportedRow(values=values, cases=cases, amount=None if _tells_one(amounts) else _in_two_digits(sum(amounts)))


def _tells_one(amounts: Sequence[int]) -> bool:
    """Whether a sum is one case's for the most part, or tells the second largest case nearly what the largest is."""
    return sum(amounts) < kept_open(amounts)[1]


def kept_open(amounts: Sequence[int]) -> tuple[int, int]:
    """How little, and how much, a sum that tells one has to be able to come to, for all that others know.

    As much as it would have to be for being shown. And so little that who knows all others does not find the largest
    from below to within a fifth.
    """
    second, largest = sorted([0, 0, *amounts])[-2:]
    a_fifth = -(-largest // _NEAR)
    return sum(amounts) - a_fifth, max(2 * largest, largest + second + a_fifth)


def _in_two_digits(amount: int) -> int:
    """Two digits, and never finer than cases are rounded: an amount of one a case would tell how many there are."""
    place = _place(amount)
    return place * round(amount / place)


def _place(amount: int) -> int:
    place: int = max(ROUNDED_TO, 10 ** max(0, len(str(amount)) - _DIGITS))
    return place


def between_cases(told: int, at_least: int) -> tuple[float, float]:
    """Between which numbers the cases of a row are that is shown."""
    return max(at_least, told - ROUNDED_TO // 2), told + ROUNDED_TO // 2


def between_amounts(told: int) -> tuple[float, float]:
    """Between which numbers an amount is that is shown."""
    return max(0, told - _place(max(told - 1, 0)) / 2), told + _place(told) / 2
