"""Attacks on amounts by laying the tables of one report together, from the side of whoever attacks.

An attacker has all tables of the report, knows how the host counts and rounds, and may be in one of the cases. They
want to know what one case took, which stands in no table by itself.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from svh_core.plugins.disclosed import DisclosedCase, DisclosedEntry
from svh_core.plugins.offers import Row, Table
from svh_core.plugins.suppressing import added_by_case, between_amounts
from svh_core.plugins.suppressing import shown as shown_alone
from svh_core.plugins.totals import Totals

from .test_suppressing import table, told

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)

LAWS: Final = ("Zvw", "Wmo")
KINDS: Final = ("short", "long")

Told = dict[tuple[str, ...], tuple[int | None, int | None]]


def together(
    tables: Sequence[Table], by_case: Sequence[Iterable[Row]], *, at_least: int = 10
) -> tuple[list[Told], list[Told]]:
    """What is shown of tables one by one, and what of all of them in one report."""
    added = [added_by_case(one, [_of(one, rows) for rows in by_case]) for one in tables]
    alone = [shown_alone(one, rows, at_least=at_least) for one, rows in zip(tables, added, strict=True)]
    return [*map(told, alone)], [*map(told, Totals(tables, added, alone, at_least).given_out())]


def _of(one: Table, rows: Iterable[Row]) -> list[Row]:
    return [({name: values[name] for name in one.columns}, amount) for values, amount in rows]


def cases(number: int, amount: int, **values: str) -> list[list[Row]]:
    return [[(values, amount)] for _ in range(number)]


# One amount, from what is shown of its line


def logged(*spent: tuple[str, str, str, int]) -> DisclosedCase:
    """A case of svh-hours, by activity, law, whether the resident was there, and minutes."""
    names = ("activity", "law", "with_resident", "minutes")
    entries = tuple(
        DisclosedEntry(
            number=number,
            event="time.logged",
            category="time",
            at=NOON,
            recorded_at=NOON,
            data=dict(zip(names, one, strict=True)),
        )
        for number, one in enumerate(spent, start=1)
    )
    return DisclosedCase(case="case", categories=("time",), entries=entries)


def test_a_large_case_is_not_what_two_tables_of_svh_hours_leave_of_a_meeting() -> None:
    """They want the minutes of the group that met most, which the Wmo paid: the table by law leaves that sum out.

    They add the minutes with the resident there and not there, and take from that what the Zvw paid.
    """
    counted = pytest.importorskip("svh_hours.counted", reason="plugins/svh-hours is not installed")
    tables = [one for one in counted.TABLES if one.of == "sum"]
    met = [
        logged(("meeting", "Wmo", "yes", 3000), ("meeting", "Wmo", "no", 3000)),
        *[logged(("meeting", "Wmo", "yes", 10), ("meeting", "Wmo", "no", 10))] * 11,
        *[logged(("meeting", "Zvw", "yes", 300))] * 12,
        *[logged(("meeting", "Zvw", "no", 300))] * 12,
        *[logged(("planning", law, there, 20)) for law in ("Wmo", "Zvw") for there in ("yes", "no")] * 12,
    ]
    added = [added_by_case(one, [one.rows(case) for case in met]) for one in tables]
    alone = [shown_alone(one, rows, at_least=10) for one, rows in zip(tables, added, strict=True)]
    by_law, by_resident = map(told, alone)
    assert by_law["meeting", "Wmo"] == (10, None)
    assert (by_resident["meeting", "yes"][1], by_resident["meeting", "no"][1]) == (6700, 6700)
    assert by_law["meeting", "Zvw"][1] == 7200
    # 13,300 to 13,500 less 7,150 to 7,250: 6,050 to 6,350, of which 6,000 are one case's.
    by_law, by_resident = map(told, Totals(tables, added, alone, 10).given_out())
    assert by_law["meeting", "Zvw"] == (25, None), "its cases may stay"
    assert (by_resident["meeting", "yes"][1], by_resident["meeting", "no"][1]) == (6700, 6700)
    assert [row for row in by_law if by_law[row] != told(alone[0])[row]] == [("meeting", "Zvw")]


def test_a_large_case_is_not_what_a_total_leaves_of_its_line() -> None:
    """They take the 1,200 minutes of Zvw for short from all of Zvw: what is left is 1,000 of one case, and 110."""
    tables = [table("sum"), table("sum", law=("Zvw", "Wmo", "Wlz"))]
    by_case = [
        *cases(12, 100, law="Zvw", kind="short"),
        *cases(1, 1000, law="Zvw", kind="long"),
        *cases(11, 10, law="Zvw", kind="long"),
        *[one for law in ("Wmo", "Wlz") for kind in ("short", "long") for one in cases(12, 100, law=law, kind=kind)],
    ]
    alone, given_together = together(tables, by_case)
    assert alone[0]["Zvw", "long"] == (10, None)
    assert (alone[1]["Zvw",][1], alone[0]["Zvw", "short"][1]) == (2300, 1200)
    assert given_together[0]["Zvw", "short"] == (10, None)
    assert given_together[1] == alone[1]


def test_where_nothing_is_left_beside_it_what_splits_the_total_otherwise_is_left_out() -> None:
    """They take the 200 minutes of the Zvw from the 245 of Noor and of Joke: the Wmo has 30 and 9, of two groups."""
    tables = [table("sum", law=LAWS, kind=KINDS), table("sum", **{"with": ("Noor", "Joke")}), table("sum", law=LAWS)]
    by_case = [
        [({"law": law, "kind": kind, "with": who}, minutes)]
        for law, kind, who, every in (
            ("Zvw", "short", "Noor", (1, 3, 2, 5)),
            ("Zvw", "short", "Joke", (5, 9)),
            ("Zvw", "long", "Noor", (9, 5)),
            ("Zvw", "long", "Joke", (60, 3, 100)),
            ("Wmo", "short", "Joke", (30,)),
            ("Wmo", "long", "Joke", (9,)),
        )
        for minutes in every
    ]
    alone, given_together = together(tables, by_case, at_least=3)
    assert alone[0] == given_together[0] == dict.fromkeys(itertools.product(LAWS, KINDS), (None, None))
    assert alone[1:] == [
        {("Noor",): (5, 25), ("Joke",): (5, 220)},
        {("Zvw",): (10, 200), ("Wmo",): (None, None)},
    ]
    assert given_together[1:] == [
        {("Noor",): (5, None), ("Joke",): (5, 220)},
        {("Zvw",): (10, None), ("Wmo",): (None, None)},
    ]


@pytest.mark.parametrize("few", [0, 1])
def test_what_one_case_took_in_two_rows_is_not_what_is_left_of_the_line(few: int) -> None:
    """They know that one group alone has the Wlz, and the same one most of the Zvw: it took what Wmo leaves of all."""
    tables = [table("sum", law=("Zvw", "Wmo", "Wlz")), table("sum", kind=("short", "long"))]
    one = [({"law": "Zvw", "kind": "short"}, 600), *[({"law": "Wlz", "kind": "long"}, 700)] * few]
    by_case = [
        one,
        *cases(11, 10, law="Zvw", kind="long"),
        *cases(40, 100, law="Wmo", kind="short"),
        *cases(40, 100, law="Wmo", kind="long"),
    ]
    alone, given_together = together(tables, by_case)
    assert alone[0] == {("Zvw",): (10, None), ("Wmo",): (80, 8000), ("Wlz",): (None, None)}
    assert given_together[0]["Wmo",] == (80, None)
    assert given_together[1] == alone[1]


# Whatever the amounts are

Inequality = tuple[tuple[int, ...], Fraction]
"""What a sum of cells, each so many times, comes to at most."""

NAMES: Final = ("law", "kind", "with")
SHAPES: Final = [
    ((2, 2), [(0, 1), (0,)]),
    ((2, 2), [(0, 1), (0,), (1,)]),
    ((2, 3), [(0,), (1,)]),
    ((2, 2, 2), [(0, 1), (0, 2)]),
]
AMOUNTS: Final = st.lists(st.one_of(st.integers(1, 9), st.sampled_from([1, 1, 40, 100])), max_size=6)


def can_be(known: Iterable[Inequality], size: int) -> bool:
    """Whether there are amounts for which all of this holds, by elimination of one after another (Fourier, Motzkin)."""
    left = dict(sorted(known, reverse=True))  # of the same ones the least stays
    for place in range(size):
        above = [one for one in left.items() if one[0][place] > 0]
        below = [one for one in left.items() if one[0][place] < 0]
        left = {coefficients: most for coefficients, most in left.items() if not coefficients[place]}
        for (one, most), (other, least) in itertools.product(above, below):
            up, down = one[place], -other[place]
            added = [down * a + up * b for a, b in zip(one, other, strict=True)]
            by = math.gcd(*added) or 1
            coefficients = tuple(number // by for number in added)
            bound = (down * most + up * least) / by
            left[coefficients] = min(bound, left.get(coefficients, bound))
    return all(most >= 0 for most in left.values())


def at_most(cells: Sequence[int], most: float) -> Inequality:
    return tuple(cells), Fraction(most)


def from_on(cells: Sequence[int], least: float) -> Inequality:
    return tuple(-one for one in cells), Fraction(-least)


def known_by(
    rows: Iterable[tuple[Sequence[int], int | None, int | None]], size: int, at_least: int
) -> list[Inequality]:
    """What an attacker knows: no cell is below nothing, a case adds one at least, and how a sum is rounded."""
    known = [from_on([int(n == cell) for n in range(size)], 0) for cell in range(size)]
    for cells, cases, amount in rows:
        if cases is not None:
            known.append(from_on(cells, max(at_least, cases - 2)))
        if amount is not None:
            least, most = between_amounts(amount)
            known += [from_on(cells, least), at_most(cells, most)]
    return known


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SHAPES), st.data())
def test_no_amount_that_is_left_out_is_found_by_solving_all_that_is_shown(shape: Any, data: Any) -> None:
    """They solve all inequalities at once, exactly, and not one total after another as the host does."""
    sizes, asked = shape
    every = {name: tuple(f"{name}-{n}" for n in range(size)) for name, size in zip(NAMES, sizes, strict=False)}
    cells = [dict(zip(every, cell, strict=True)) for cell in itertools.product(*every.values())]
    amounts = [data.draw(AMOUNTS) for _ in cells]
    tables = [table("sum", **{NAMES[place]: every[NAMES[place]] for place in places}) for places in asked]
    by_case = [[(cell, one)] for cell, each in zip(cells, amounts, strict=True) for one in each]
    _, given_together = together(tables, by_case, at_least=3)
    rows = [
        ([int(set(values) <= set(cell.values())) for cell in cells], number, amount)
        for one in given_together
        for values, (number, amount) in one.items()
    ]
    known = known_by(rows, len(cells), 3)
    assert can_be([*known, *([at_most(row, sum(map(sum, amounts))) for row, _, _ in rows])], len(cells))
    for row, number, amount in rows:
        really = sorted(one for is_in, each in zip(row, amounts, strict=True) if is_in for one in each)
        if number is None and len(really) < 3:
            assert can_be([*known, at_most(row, 0)], len(cells)), "it may be of nobody"
            assert can_be([*known, from_on(row, 1)], len(cells)), "and of somebody"
        if amount is None and really:
            second, largest = [0, *really][-2:]
            enough = max(2 * largest, second + largest * Fraction(6, 5))
            if sum(really) < enough:
                assert can_be([*known, from_on(row, enough)], len(cells)), "it may be so much that it is no one's"
                assert can_be([*known, at_most(row, sum(really) - Fraction(largest, 5))], len(cells))


@given(st.integers(0, 10**7))
def test_an_amount_lies_between_what_its_rounding_leaves_open(amount: int) -> None:
    rows = [*cases(10, amount // 10, law="Zvw"), *cases(1, amount % 10, law="Zvw"), *cases(1, 1, law="Wmo")]
    [shown] = [row for (law,), (_, row) in together([table("sum", law=LAWS)], rows)[0][0].items() if law == "Zvw"]
    assume(shown is not None)
    assert shown is not None
    least, most = between_amounts(shown)
    assert least <= amount <= most
    assert shown - max(5, shown / 20) <= least <= most <= shown + max(5, shown / 20)


# What cannot be


def test_a_total_that_counts_otherwise_than_its_part_is_looked_at_once() -> None:
    """A plugin whose total comes to the same by other cases: nothing more can be left out, and the host goes on."""
    coarse, fine = table("sum", law=("Zvw", "Wmo")), table("sum", law=("Zvw", "Wmo"), kind=("short",))
    added = [
        added_by_case(coarse, [*cases(20, 5, law="Zvw"), *cases(20, 7, law="Wmo")]),
        added_by_case(fine, cases(5, 20, law="Zvw", kind="short")),
    ]
    alone = [shown_alone(one, rows, at_least=10) for one, rows in zip((coarse, fine), added, strict=True)]
    first, second = map(told, Totals([coarse, fine], added, alone, 10).given_out())
    assert first == {("Zvw",): (20, None), ("Wmo",): (20, 140)}
    assert second == {("Zvw", "short"): (None, None), ("Wmo", "short"): (None, None)}
