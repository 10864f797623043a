"""The tables of docs/explanation/coverage.md and choices.md, a row at a time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import attrs

EXPLANATION: Final = Path(__file__).parents[2] / "docs" / "explanation"

_ROW: Final = re.compile(r"^\| \d+ \|.*\|$", re.MULTILINE)
_NAME: Final = re.compile(r"`([^`]+)`")


@attrs.frozen
class Row:
    """A row of a table: its number, its cells, and what its last two cells name."""

    number: int
    cells: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """What it names in the code."""
        return frozenset(_NAME.findall(self.cells[-2]))

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests it names."""
        return tuple(_NAME.findall(self.cells[-1]))


def rows(page: str) -> list[Row]:
    """The numbered rows of a page's table."""
    found = _ROW.findall((EXPLANATION / page).read_text(encoding="utf-8"))
    cells = (tuple(cell.strip() for cell in line.strip("|").split("|")) for line in found)
    return [Row(int(number), tuple(others)) for number, *others in cells]
