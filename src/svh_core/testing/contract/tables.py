"""Reading files of the usual kinds back, after hostile words were written in them."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.parsers.expat
from pathlib import PurePath
from typing import Final

from svh_core.plugins.written import FOLDER
from svh_core.testing.contract.files import parts, text_of

_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?")
_TAG: Final = "<script>"


def what_is_wrong_with(file: bytes, suffix: str, hostile: str) -> str | None:
    """What is wrong with a file in which hostile words may stand, in a few words; None where nothing is."""
    if suffix == FOLDER:
        each = (what_is_wrong_with(part, PurePath(name).suffix, hostile) for name, part in parts(file).items())
        return next((wrong for wrong in each if wrong is not None), None)
    if suffix == ".xlsx":
        return _in_a_workbook(parts(file))
    text = text_of(file)
    if text is None:
        return None if suffix not in _READ else "it is no UTF-8"
    looks = _READ.get(suffix)
    told = looks(text) if looks is not None else None
    if told is None and suffix in {".html", ".svg"} and _TAG in hostile and _TAG in text:
        return "words become markup"
    return told


def _in_csv(text: str) -> str | None:
    heading = text.partition("\n")[0]
    delimiter = max(";,\t", key=heading.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return "its CSV cannot be read"
    if any(len(row) != len(rows[0]) for row in rows if row):
        return "words make another number of columns"
    for cell in (cell for row in rows for cell in row):
        if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
            return f"words that begin with {cell[0]!a} become a formula in a spreadsheet"
    return None


def _in_json(text: str) -> str | None:
    try:
        json.loads(text)
    except ValueError:
        return "its JSON cannot be read"
    return None


def _in_json_lines(text: str) -> str | None:
    return next((wrong for line in text.split("\n") if line and (wrong := _in_json(line))), None)


def _in_xml(text: str) -> str | None:
    try:
        xml.parsers.expat.ParserCreate().Parse(text, True)  # noqa: FBT003 - expat's own: this was all of it
    except xml.parsers.expat.ExpatError:
        return "its XML cannot be read"
    return None


def _in_a_workbook(found: dict[str, bytes]) -> str | None:
    for name, part in found.items():
        if name.endswith(".xml") and (wrong := _in_xml(part.decode(errors="replace"))) is not None:
            return f"{name}: {wrong}"
        if name.startswith("xl/worksheets/") and re.search(rb"<f[ >]", part):
            return "words become a formula in the workbook"
    return None if found.get("[Content_Types].xml") else "it is no workbook"


_READ: Final = {
    ".csv": _in_csv,
    ".tsv": _in_csv,
    ".json": _in_json,
    ".jsonl": _in_json_lines,
    ".xml": _in_xml,
    ".svg": _in_xml,
}
