"""Whatever stands in a cell, no spreadsheet takes it for a formula, and it stays one cell."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from svh_core import Disclosed, DisclosedCase, DisclosedEntry
from svh_hours.sheets import comma_separated, workbook

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def told(text: str, language: str = "nl") -> Disclosed:
    """Hours in which every text is this one: that of the case, the activity and the law."""
    spent = {"minutes": 60, "with_resident": 60, "without_resident": 0}
    logged: dict[str, Any] = {"activity": text, "law": text, "minutes": 60, "on": "2026-01-01"}
    case = DisclosedCase(
        case=text,
        categories=("time",),
        entries=(
            DisclosedEntry(number=1, event="time.logged", category="time", at=MOMENT, recorded_at=MOMENT, data=logged),
        ),
        views={"hours": {"before": {"activities": {text: {**spent, "budget": None}}}, "years": []}},
    )
    return Disclosed(recipient="org", purpose="funding", made_at=MOMENT, language=language, cases=(case,), key=b"key")


@given(st.text(min_size=1))
@settings(max_examples=60, deadline=None)
@example('=HYPERLINK("http://example.org","x")')
@example("=cmd|' /C calc'!A0")
@example("+1+1")
@example("-2+3")
@example("@SUM(A1:A9)")
@example("\t=1+1")
@example("\r=1+1")
@example('";=1+1;"')
@example("a\n=1+1")
@example("http://example.org")
@example("{=1+1}")
@example("nul\x00 \ufffe \ud7ff")
def test_no_text_becomes_a_formula(text: str) -> None:
    for language, separator in (("nl", ";"), ("en", ",")):
        lines = list(csv.reader(io.StringIO(comma_separated(told(text, language)), newline=""), delimiter=separator))
        assert len({len(line) for line in lines}) == 1
        assert not any(cell.startswith(FORMULAS) for line in lines for cell in line)
    (sheet,) = openpyxl.load_workbook(io.BytesIO(workbook(told(text)))).worksheets
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("text", ["=1+1", "+31 6 12345678", "@home", "-", "https://example.org", "1", "a;b,c\"d'"])
def test_the_workbook_has_it_as_it_was(text: str) -> None:
    (sheet,) = openpyxl.load_workbook(io.BytesIO(workbook(told(text)))).worksheets
    assert sheet.cell(2, 1).value == text
    assert sheet.cell(2, 1).data_type == "s"


def test_a_law_that_nobody_knows_has_a_column_too() -> None:
    heading, row = csv.reader(io.StringIO(comma_separated(told("Participatiewet"))), delimiter=";")
    assert dict(zip(heading, row, strict=True))["Participatiewet"] == "60"


def test_the_same_hours_are_the_same_bytes() -> None:
    assert workbook(told("een")) == workbook(told("een"))


def test_of_no_case_there_is_a_heading() -> None:
    given_nothing = Disclosed(recipient="org", purpose="funding", made_at=MOMENT, language="nl", cases=(), key=b"key")
    assert len(comma_separated(given_nothing).splitlines()) == 1
    (sheet,) = openpyxl.load_workbook(io.BytesIO(workbook(given_nothing))).worksheets
    assert sheet.max_row == 1
