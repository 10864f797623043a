"""Files for spreadsheets, in which no text is ever taken for a formula and the same hours make the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, TypeAlias

import xlsxwriter

from svh_core import Disclosed, Reported, ReportedTable
from svh_hours.spent import Cell, Row, cells, heading, laws_in, rows
from svh_hours.words import said

_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a text for a formula, where it comes first; the last four are the first four, wide."""

_SEPARATORS: Final = {"nl": ";", "en": ","}
"""What a spreadsheet of each language expects between cells."""

_MADE_AT: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""The moment in every workbook, so that the same hours are the same bytes."""

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDEST: Final = 40
_LONGEST_NAME: Final = 31
_NO_LETTERS: Final = "\ufffe\uffff"

Line: TypeAlias = Sequence[Cell]


class Sheet(NamedTuple):
    """A sheet of a workbook.

    Attributes:
        name: what it is called.
        above: the lines above its table.
        table: the lines of its table, of which the first names the columns; none where it has no table.
    """

    name: str
    above: Sequence[Line]
    table: Sequence[Line]


def comma_separated(disclosed: Disclosed) -> str:
    """The hours as text, with a semicolon between cells in Dutch and a comma in English."""
    told, language = rows(disclosed), disclosed.language
    laws = laws_in(told)
    table = io.StringIO()
    written = csv.writer(table, delimiter=_SEPARATORS[language])
    written.writerows([_safe(cell) for cell in line] for line in _table(told, laws, language))
    return table.getvalue()


def workbook(disclosed: Disclosed) -> bytes:
    """The hours as a workbook of one sheet."""
    told, language = rows(disclosed), disclosed.language
    laws = laws_in(told)
    return _workbook([Sheet(said("title", language), [], _table(told, laws, language))])


def _table(told: Sequence[Row], laws: Sequence[str], language: str) -> list[Line]:
    return [heading(laws, language), *(cells(row, laws, language) for row in told)]


def reported_workbook(reported: Reported) -> bytes:
    """A report as a workbook: a sheet about it, and one for each table. What is left out is an empty cell."""
    language = reported.language
    about: list[Line] = [
        [reported.says[language]],
        [said("estimate", language)],
        [said("small", language).format(at_least=reported.at_least)],
        [said("period", language), reported.period],
        [said("recipient", language), reported.recipient],
        [said("purpose", language), reported.purpose],
    ]
    return _workbook(
        [Sheet(said("about", language), about, []), *(_sheet(table, language) for table in reported.tables)]
    )


def _sheet(table: ReportedTable, language: str) -> Sheet:
    unit = [table.unit] if table.unit is not None else []
    names = [said(name, language) for name in (*table.columns, "cases", *unit)]
    told: list[Line] = [names]
    for row in table.rows:
        numbers = [row.cases, row.amount][: 1 + len(unit)]
        told.append([*(said(row.values[name], language) for name in table.columns), *numbers])
    return Sheet(table.name[:_LONGEST_NAME], [[table.says[language]], []], told)


def _safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula: a text that looks like one has an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell


def _workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as a file."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        book.set_properties({"created": _MADE_AT})
        bold = book.add_format({"bold": True})
        for name, above, table in sheets:
            sheet = book.add_worksheet(name)
            for number, line in enumerate((*above, *table)):
                _write(sheet, number, line, bold if number == len(above) else None)
            if table:
                sheet.freeze_panes(len(above) + 1, 0)
                _fit(sheet, table)
    return file.getvalue()


def _write(sheet: Any, number: int, line: Line, style: Any) -> None:
    for column, cell in enumerate(line):
        if isinstance(cell, str):
            sheet.write_string(number, column, _printable(cell), style)
        elif cell is not None:
            sheet.write_number(number, column, cell, style)


def _fit(sheet: Any, table: Sequence[Line]) -> None:
    """Makes each column as wide as what stands in it."""
    for column in range(len(table[0])):
        widest = max(len(str(line[column])) for line in table if line[column] is not None)
        sheet.set_column(column, column, min(widest + 2, _WIDEST))


def _printable(text: str) -> str:
    """A text as a workbook can hold it: without characters that XML does not know (XML 1.0, 2.2)."""
    return "".join(letter for letter in text if _is_printable(letter))


def _is_printable(letter: str) -> bool:
    if letter < " ":
        return letter in "\t\n\r"
    return not "\ud800" <= letter <= "\udfff" and letter not in _NO_LETTERS
