"""Every table, held against a calculation by hand over twenty-four residents; `two_dozen` tells what happened to them.

The numbers were worked out on paper from what stands there. Each row is told with its exact number of cases and its
exact sum, and with what is given out of it: cases rounded to 5, sums to two digits and never finer than to 5, or None
with the reason why it is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

import svh_funders
from svh_core import Casebook, DisclosedCase, Reported, Table
from svh_core.testing.playing import StandingClock
from svh_funders.tables import TABLES
from two_dozen import TOWN, casebook

Values = tuple[str, ...]

FEW = ALL = NOT_ALONE = None
"""Why a row is left out: fewer than ten cases; every case of its group; or it would give away one of few."""

BY_HAND: dict[str, dict[Values, tuple[int, int, int | None, int | None]]] = {
    # table: row: cases, sum, cases given out, sum given out. In a table of cases the sum is the number of cases.
    "hours_by_law": {
        # Anna 0 to 10: 60 + 120 = 180 minutes each, 11 x 180. Left out, because Bo 0 stands alone under Wmo, later.
        ("1", "Wmo"): (11, 1980, NOT_ALONE, NOT_ALONE),
        # Anna 0 to 9: 10 x 30 = 300, and Anna 11: 180. Together 480, of 11.
        ("1", "Zvw"): (11, 480, 10, 480),
        # Anna 0 to 10 on 20 November, in year 2: 11 x 90
        ("2", "Wmo"): (11, 990, 10, 990),
        # Every Bo on 20 March, in year 2: 12 x 100
        ("2", "Zvw"): (12, 1200, 10, 1200),
        # Bo 0, on 1 September, in year 3
        ("later", "Wmo"): (1, 80, FEW, FEW),
        # Bo 1 to 11: 11 x 80. Left out, because Bo 0 stands alone beside it.
        ("later", "Zvw"): (11, 880, NOT_ALONE, NOT_ALONE),
    },
    "hours_explaining": {("hour_1",): (12, 12, 10, None), ("nothing",): (12, 12, 10, None)},
    "hours_sociogram_and_nomination": {("nothing",): (24, 24, ALL, None)},
    # Every Bo: 80 minutes
    "hours_contacting": {("hours_5",): (12, 12, 10, None), ("nothing",): (12, 12, 10, None)},
    # Anna 0 to 9, half an hour; the two other Annas and twelve Bos nothing: 14, which is rounded to 15
    "hours_planning": {("hour_1",): (10, 10, 10, None), ("nothing",): (14, 14, 15, None)},
    # Annas 210 or 120 minutes, Bos 100: all between one and five hours
    "hours_meeting": {("hours_5",): (24, 24, ALL, None)},
    "hours_reporting": {("nothing",): (24, 24, ALL, None)},
    "hours_other": {("nothing",): (24, 24, ALL, None)},
    # Annas: at most 210 minutes of 1080
    "estimate_year_1": {("within",): (12, 12, ALL, None)},
    # Bo 0 to 9: 500 + 100 = 600 minutes of 480; Bo 10 and 11: 100
    "estimate_year_2": {("over",): (10, 10, 10, None), ("within",): (2, 2, FEW, None)},
    # Annas: 10 February to 10 April is two months. Bos: 20 November to 20 March is four; 20 weeks hold it for Bo 0.
    "meeting_rhythm": {
        ("months_2",): (12, 12, 10, None),
        ("longer_as_chosen",): (1, 1, FEW, None),
        ("longer",): (11, 11, 10, None),
    },
    "next_meeting": {("each",): (12, 12, 10, None), ("none",): (12, 12, 10, None)},
    # Annas: zus, buur, oom, Noor and Joke; Bos: zus, Noor and the doctor
    "group_size": {("3_4",): (12, 12, 10, None), ("5_6",): (12, 12, 10, None)},
    "members_informal": {("one",): (12, 12, 10, None), ("two_or_more",): (12, 12, 10, None)},
    "members_formal": {("one",): (12, 12, 10, None), ("two_or_more",): (12, 12, 10, None)},
    "members_peer": {("no_one",): (12, 12, 10, None), ("one",): (12, 12, 10, None)},
    "three_sides": {("each",): (12, 12, 10, None), ("none",): (12, 12, 10, None)},
    "decisions": {
        # Annas: two goals each, 24
        ("WHAT", "own"): (12, 24, 10, 25),
        # Bos: one goal each, in a meeting. Whoever decided something together, decided what: all, so left out.
        ("WHAT", "together"): (12, 12, ALL, ALL),
        # Bo 0 to 9
        ("WHAT", "taken_over"): (10, 10, 10, 10),
        # Bos: a chair three times each, 36
        ("WHO", "own"): (12, 36, 10, 35),
        # Anna 0 to 10
        ("WHO", "taken_over"): (11, 11, 10, 10),
        # Annas: three meetings planned each (36), guidance less (12 + 10), treatment more (12), respite (3): 73.
        # Bos: one meeting planned in 2025 (12), the rhythm of Bo 0 (1), guidance more (12), treatment less (12): 37.
        ("HOW", "own"): (24, 110, ALL, ALL),
        # Bo 0 to 9: guidance ended; Anna 0 to 2: home from respite
        ("HOW_LONG", "own"): (13, 13, ALL, ALL),
    },
    "decisions_under_measure": {},
    "decisions_imported": {},
    "answers": {
        # Bo 0 to 9 said yes to the goal; nobody was asked anything else about what.
        ("WHAT", "confirmed"): (10, 10, ALL, ALL),
        # Anna 0 to 10 said yes to the chair
        ("WHO", "confirmed"): (11, 11, 10, 10),
        # One chair of each Bo was written down by Noor; whoever said nothing, said nothing of whom.
        ("WHO", "open"): (12, 12, ALL, ALL),
    },
    # Anna 0 to 10: from 2.5 to 3; Anna 11: the same; Bo 0 to 9: from 3 to 2
    "measured_nel": {
        ("better",): (11, 11, 10, None),
        ("same",): (1, 1, FEW, None),
        ("worse",): (10, 10, 10, None),
    },
    "measured_mansa": {},
    "measured_iroc": {},
    "measured_whodas20": {},
    "measured_bsi18": {("first_time",): (12, 12, ALL, None)},
    # Anna 0 to 10, and Bo 0 to 9
    "outcomes": {("independent_living",): (11, 11, 10, None), ("paid_work",): (10, 10, 10, None)},
    "help": {
        # Annas: 12 + 10, of 12
        ("guidance", "down"): (12, 22, 10, 20),
        ("guidance", "up"): (12, 12, 10, 10),
        # Bo 0 to 9: whoever ended anything, ended guidance
        ("guidance", "ended"): (10, 10, ALL, ALL),
        ("treatment", "down"): (12, 12, 10, 10),
        ("treatment", "up"): (12, 12, 10, 10),
    },
    # Anna 0 to 10: 20 December to 5 January is 17 days, 11 x 17 = 187; Bo 0 to 9: 1 May to 10 June is 41, 10 x 41
    "admission_days": {("within_guide",): (11, 187, 10, 190), ("longer",): (10, 410, 10, 410)},
    # Anna 0 to 2: 2 to 9 June is 8 days, 3 x 8
    "respite_days": {("within_guide",): (3, 24, FEW, FEW)},
}

Seen = dict[str, list[list[tuple[Values, int]]]]


@pytest.fixture(scope="module")
def seen() -> Seen:
    """What each case added to each table, before anything is rounded or left out."""
    return {}


@pytest.fixture(scope="module")
def book(seen: Seen) -> Iterator[Casebook]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(svh_funders, "TABLES", tuple(_watched(table, seen) for table in TABLES))
        with casebook(StandingClock(datetime(2026, 1, 5, tzinfo=UTC))) as made:
            yield made


def _watched(table: Table, seen: Seen) -> Table:
    def rows(case: DisclosedCase) -> Iterable[Any]:
        told = list(table.rows(case))
        seen.setdefault(table.name, []).append([(tuple(values.values()), amount) for values, amount in told])
        return told

    return attrs.evolve(table, rows=rows)


@pytest.fixture(scope="module")
def reported(book: Casebook) -> Reported:
    return book.plugins.report("funders", recipient=TOWN, purpose="funding", period="2025")


def each_table() -> Callable[..., Any]:
    return pytest.mark.parametrize("name", [table.name for table in TABLES])


def test_every_table_was_worked_out_by_hand() -> None:
    assert list(BY_HAND) == [table.name for table in TABLES]


@each_table()
def test_before_rounding_each_row_is_what_was_worked_out(reported: Reported, seen: Seen, name: str) -> None:
    assert len(seen[name]) == 24, reported.report
    exact: dict[Values, tuple[int, int]] = {}
    for case in seen[name]:
        for row in {row for row, amount in case if amount}:
            cases, amount = exact.get(row, (0, 0))
            exact[row] = (cases + 1, amount + sum(one for its, one in case if its == row))
    assert exact == {row: told[:2] for row, told in BY_HAND[name].items()}


@each_table()
def test_after_rounding_each_row_is_what_was_worked_out(reported: Reported, name: str) -> None:
    (table,) = (one for one in reported.tables if one.name == name)
    given = {tuple(row.values.values()): (row.cases, row.amount) for row in table.rows}
    expected = dict.fromkeys(given, (None, None)) | {row: told[2:] for row, told in BY_HAND[name].items()}
    assert given == expected


def test_the_rows_are_always_the_same(reported: Reported) -> None:
    for table, made in zip(TABLES, reported.tables, strict=True):
        rows = 1
        for values in table.columns.values():
            rows *= len(values)
        assert len(made.rows) == rows
