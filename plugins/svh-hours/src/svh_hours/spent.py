"""The hours of cases as rows: one for each case, year of the support group and activity.

Time comes in minutes, which are whole: so there is no comma or point to read wrongly. Each minute is in the table once:
minutes are those with and without the resident together, and those of all laws together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from svh_core import Disclosed, DisclosedCase
from svh_hours.words import ACTIVITIES, LAWS, said

LOGGED: Final = "time.logged"
HOURS: Final = "hours"

Cell: TypeAlias = str | int | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one activity took in one year of one support group.

    Attributes:
        case: what stands for the case.
        year: which year of the support group, from 1; None before its first year.
        first: the first day of the year, and `last` the last one, as 2026-01-31; None before the first year.
        activity: the kind of work.
        minutes: how long it took.
        with_resident: how much of that with the resident there, and `without_resident` without.
        laws: how much each law pays.
        budget: what was reckoned; None where nothing was.
    """

    case: str
    year: int | None
    first: str | None
    last: str | None
    activity: str
    minutes: int
    with_resident: int
    without_resident: int
    budget: int | None
    laws: Mapping[str, int] = field(default_factory=dict)


def heading(laws: Sequence[str], language: str) -> list[str]:
    """The names of the columns."""
    columns = ["case", "year", "from", "until", "activity", "minutes", "with_resident", "without_resident"]
    return [said(name, language) for name in (*columns, *laws, "budget")]


def cells(row: Row, laws: Sequence[str], language: str) -> list[Cell]:
    """The cells of a row, as `heading` names them."""
    return [
        row.case,
        row.year,
        row.first,
        row.last,
        said(row.activity, language),
        row.minutes,
        row.with_resident,
        row.without_resident,
        *(row.laws.get(law, 0) for law in laws),
        row.budget,
    ]


def rows(disclosed: Disclosed) -> list[Row]:
    """The rows of every case."""
    return [row for case in disclosed.cases for row in rows_of(case)]


def laws_in(told: Iterable[Row]) -> list[str]:
    """The laws there are columns for: those we know, and others that were written down."""
    return [*LAWS, *sorted({law for row in told for law in row.laws} - set(LAWS))]


def rows_of(case: DisclosedCase) -> Iterator[Row]:
    """The rows of a case; those with neither minutes nor something reckoned are left out."""
    hours = case.views.get("hours", {})
    before: Mapping[str, Any] = hours.get("before", {})
    years: Sequence[Mapping[str, Any]] = hours.get("years", ())
    for period in (before, *years):
        for activity, told in sorted(period.get("activities", {}).items(), key=_in_the_order_of_the_method):
            if told["minutes"] or told["budget"]:
                yield Row(
                    case=case.case,
                    year=period.get("year"),
                    first=period.get("from"),
                    last=period.get("until"),
                    activity=activity,
                    minutes=told["minutes"],
                    with_resident=told["with_resident"],
                    without_resident=told["without_resident"],
                    budget=told["budget"],
                    laws=_by_law(case, activity, period, years),
                )


def _by_law(
    case: DisclosedCase, activity: str, period: Mapping[str, Any], years: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """What each law pays of one activity in one year; the view tells laws and activities apart, entries together."""
    spent: dict[str, int] = {}
    for entry in case.of(LOGGED):
        day, law, minutes = entry.data.get("on"), entry.data.get("law"), entry.data.get("minutes")
        if entry.data.get("activity") != activity or not isinstance(day, str) or not isinstance(minutes, int):
            continue
        if _year_of(day, years) == period.get("year"):
            spent[str(law)] = spent.get(str(law), 0) + minutes
    return spent


def _year_of(day: str, years: Sequence[Mapping[str, Any]]) -> int | None:
    """The year of the support group that a day is in; days as they are written here are in order as texts."""
    return next((year["year"] for year in years if year["from"] <= day <= year["until"]), None)


def _in_the_order_of_the_method(told: tuple[str, Any]) -> tuple[int, str]:
    activity, _ = told
    return (ACTIVITIES.index(activity) if activity in ACTIVITIES else len(ACTIVITIES), activity)
