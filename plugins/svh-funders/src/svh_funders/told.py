"""A table that was given out, as files tell it: rows in groups, and what was left out in words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final, NamedTuple

from svh_core import ReportedRow, ReportedTable
from svh_funders.texts import TEXTS
from svh_funders.words import UNITS, number_said, value_said

_MINUTES: Final = "minutes"
_AN_HOUR: Final = 60
_FINE: Final = 10


class Group(NamedTuple):
    """Rows that have the same values in all columns but the last.

    Attributes:
        heading: those values; empty where there is one column.
        rows: the rows, in the order of the table.
    """

    heading: str
    rows: tuple[ReportedRow, ...]


def groups(table: ReportedTable, language: str) -> Iterator[Group]:
    """The rows of a table, in groups."""
    *before, _ = table.columns
    for values, rows in itertools.groupby(table.rows, key=lambda row: [row.values[name] for name in before]):
        said = [value_said(name, value, language) for name, value in zip(before, values, strict=True)]
        yield Group(" · ".join(said), tuple(rows))


def name_of(row: ReportedRow, table: ReportedTable, language: str) -> str:
    """What a row is called within its group."""
    column = table.columns[-1]
    return value_said(column, row.values[column], language)


def is_shown(row: ReportedRow) -> bool:
    """Whether anything of a row was given out."""
    return row.cases is not None


def charted(row: ReportedRow, table: ReportedTable) -> int | None:
    """The number that a bar stands for: the amount where there are amounts; else how many cases."""
    return row.cases if table.unit is None else row.amount


def count_said(number: int | None, language: str) -> str:
    """A number as it was given out, or that it was left out."""
    return TEXTS[language]["left_out"] if number is None else number_said(number, language)


def amount_said(number: int | None, unit: str, language: str) -> str:
    """An amount; minutes in hours too."""
    told = count_said(number, language)
    if number is None or unit != _MINUTES:
        return told
    return f"{told} (± {number_said(in_hours(number), language)} {UNITS[language]['hours']})"


def in_hours(minutes: int) -> float:
    """Minutes in hours, no finer than in two digits, as the minutes are."""
    hours = minutes / _AN_HOUR
    return float(f"{hours:.2g}") if hours >= _FINE else round(hours, 1)
