"""The report as a workbook: a sheet that explains, and one for each table. No text is ever taken for a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter

from svh_core import Reported, ReportedTable
from svh_funders.texts import TEXTS
from svh_funders.told import count_said
from svh_funders.words import COLUMNS, TITLES, UNITS, value_said

_MADE_AT: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment in every workbook: when a report was made is nobody's, and the same report is the same bytes."""

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LONGEST_NAME: Final = 31
_WIDEST: Final = 36
_TEXT_WIDTH: Final = 100

Line = Sequence[str | int]


def workbook(reported: Reported) -> bytes:
    """The report as a workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        book.set_properties({"created": _MADE_AT})
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _write_about(book.add_worksheet(TEXTS[reported.language]["about"]), reported, bold, wrapped)
        for table in reported.tables:
            _write_table(book.add_worksheet(table.name[:_LONGEST_NAME]), table, reported.language, bold)
    return file.getvalue()


def _write_about(sheet: Any, reported: Reported, bold: Any, wrapped: Any) -> None:
    texts = TEXTS[reported.language]
    sheet.set_column(0, 0, _TEXT_WIDTH, wrapped)
    sheet.write_string(0, 0, texts["title"].format(period=reported.period), bold)
    for number, line in enumerate(about(reported), start=1):
        sheet.write_string(number, 0, line, wrapped)


def about(reported: Reported) -> list[str]:
    """What a reader has to know, line by line."""
    language, texts = reported.language, TEXTS[reported.language]
    return [
        reported.says[language],
        f"{texts['recipient']}: {reported.recipient}",
        f"{texts['purpose']}: {texts.get(reported.purpose, reported.purpose)}",
        f"{texts['period']}: {reported.period}",
        f"{texts['at_least']}: {texts['at_least_said'].format(at_least=reported.at_least)}",
        texts["no_ranking"],
        texts["left_out_means"].format(at_least=reported.at_least),
        texts["rounded"],
        texts["consent"],
        texts["prices"],
        *(f"{table.name}: {TITLES[language][table.name]}" for table in reported.tables),
    ]


def _write_table(sheet: Any, table: ReportedTable, language: str, bold: Any) -> None:
    sheet.write_string(0, 0, TITLES[language][table.name], bold)
    sheet.write_string(1, 0, table.says[language])
    lines = [_heading(table, language), *_lines(table, language)]
    for number, line in enumerate(lines, start=3):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell, bold if number == 3 else None)  # noqa: PLR2004 - the heading
            else:
                sheet.write_number(number, column, cell)
    for column in range(len(lines[0])):
        widest = max(len(str(line[column])) for line in lines)
        sheet.set_column(column, column, min(widest + 2, _WIDEST))
    sheet.freeze_panes(4, 0)


def _heading(table: ReportedTable, language: str) -> Line:
    unit = [table.unit] if table.unit is not None else []
    columns = [COLUMNS[language][name] for name in table.columns]
    return [*columns, *(UNITS[language][name] for name in ("cases", *unit))]


def _lines(table: ReportedTable, language: str) -> list[Line]:
    """The rows; in the place of a number that was left out stand words, which no sum counts."""
    lines: list[Line] = []
    for row in table.rows:
        numbers = [row.cases] if table.unit is None else [row.cases, row.amount]
        lines.append(
            [
                *(value_said(name, row.values[name], language) for name in table.columns),
                *(count_said(number, language) if number is None else number for number in numbers),
            ]
        )
    return lines
