"""The report: counted over cases by the host, with what is small left out, as text and as a workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from svh_core import Casebook, CaseOpened, ConsentGiven, ParticipationDecided, Plain, Reported, TimeLogged
from svh_hours.sheets import reported_workbook

BEGUN = datetime(2024, 1, 10, 9, tzinfo=UTC)
SPENT = datetime(2025, 3, 3, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def reported() -> Reported:
    """35 cases: 12 met for an hour by the Wmo, 12 for half an hour by the Zvw, and 11 planned by the Wmo."""
    book = Casebook.in_memory(clock=lambda: datetime(2026, 1, 5, tzinfo=UTC), plugins=["svh-hours"])
    for number in range(12):
        a_case(book, f"wmo-{number}", activity="meeting", law="Wmo", minutes=60)
        a_case(book, f"zvw-{number}", activity="meeting", law="Zvw", minutes=30)
    for number in range(11):
        a_case(book, f"plannen-{number}", activity="planning", law="Wmo", minutes=20, with_resident="no")
    return book.plugins.report("hours", recipient="org-gemeente", purpose="funding", period="2025")


def a_case(book: Casebook, case: str, **spent: Any) -> None:
    opened = CaseOpened(resident=case, name=Plain("N."), asks_for=Plain("rust"), method="support_group")
    book.record(case, opened, by=case, at=BEGUN)
    book.record(case, ParticipationDecided(answer="yes"), by=case, at=BEGUN)
    told = {"person": "noor", "on": date(2025, 3, 3), "with_resident": "yes", **spent}
    book.record(case, TimeLogged(**told), by="noor", at=SPENT)
    given = ConsentGiven(
        consent="uren",
        purpose="funding",
        categories=("time",),
        recipient_kind="organisation",
        recipient="org-gemeente",
        from_=date(2024, 1, 10),
        channel="app",
        text_version="1",
        language="nl",
    )
    book.record(case, given, by=case, at=BEGUN)


def table(reported: Reported, name: str) -> dict[tuple[str, ...], tuple[int | None, int | None]]:
    """What stands in a table, by the values of each row, without the rows in which nothing stands."""
    (found,) = (one for one in reported.tables if one.name == name)
    return {
        tuple(values(row.values)): (row.cases, row.amount)
        for row in found.rows
        if (row.cases, row.amount) != (None, None)
    }


def values(told: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(told.values())


def test_minutes_are_summed_by_activity_and_law(reported: Reported) -> None:
    # 12 x 60 = 720 and 12 x 30 = 360: that all whose law is the Zvw met is no secret. But all who planned have the Wmo:
    # that is one, so it is left out.
    assert table(reported, "activity_and_law") == {("meeting", "Wmo"): (10, 720), ("meeting", "Zvw"): (10, 360)}


def test_cases_are_counted_by_law(reported: Reported) -> None:
    # Wmo: 12 + 11 = 23, which is rounded to 25; Zvw: 12, which is rounded to 10.
    assert table(reported, "law") == {("Wmo",): (25, None), ("Zvw",): (10, None)}


def test_what_holds_of_everybody_is_told_of_nobody(reported: Reported) -> None:
    # Everybody's first year was within what was reckoned, and everybody planned without the resident.
    assert table(reported, "budget") == {}
    # But that the resident was at every meeting is no secret: 24 cases, 12 x 60 + 12 x 30 = 1080.
    assert table(reported, "activity_and_resident") == {("meeting", "yes"): (25, 1100)}


def test_its_rows_are_always_the_same(reported: Reported) -> None:
    assert [(one.name, len(one.rows)) for one in reported.tables] == [
        ("activity_and_law", 7 * 5),
        ("activity_and_resident", 7 * 2),
        ("law", 5),
        ("budget", 3 * 2),
    ]


def test_the_workbook_has_what_was_given_out_and_nothing_more(reported: Reported) -> None:
    made = reported_workbook(reported)
    assert made == reported_workbook(reported)
    about, *sheets = openpyxl.load_workbook(io.BytesIO(made)).worksheets
    assert [sheet.title for sheet in sheets] == [one.name for one in reported.tables]
    assert "Dit is een schatting. Meer of minder uren is niet goed of fout." in [line[0] for line in about.values]
    numbers = [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "n"]
    assert [one for one in numbers if one is not None] == [10, 360, 10, 720, 25, 1100, 10, 25]
    assert all(cell.data_type in {"s", "n"} for sheet in (about, *sheets) for row in sheet.iter_rows() for cell in row)
