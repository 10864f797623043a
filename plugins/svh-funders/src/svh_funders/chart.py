"""Bars, drawn by us: a chart is a handful of rectangles, and a library for it would be larger than all of this.

Each bar has its name and its number written above it, so that nothing hangs on colour. Its length is that of the number
as it was given out, so that it tells no more than the number. Texts are of a size of their own, whatever the width.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator
from typing import Final

from svh_core import ReportedRow, ReportedTable
from svh_funders.texts import TEXTS
from svh_funders.told import amount_said, charted, count_said, groups, is_shown, name_of
from svh_funders.words import TITLES, UNITS

_LINE: Final = 1.5
_BAR: Final = 0.9
_GAP: Final = 0.7
_WIDEST_BAR: Final = 100.0
_LETTERS: Final = {"group": 25, "name": 33}
"""How many letters fit beside each other on a narrow telephone; those of a group are bold."""


class _Drawing:
    """What is drawn so far, from the top down; heights are in sizes of a letter."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.height = 0.0

    def write(self, told: str, kind: str) -> None:
        for line in textwrap.wrap(told, _LETTERS[kind]):
            self.height += _LINE
            self.parts.append(f'<text class="{kind}" x="0" y="{self.height - 0.4:.1f}em">{html.escape(line)}</text>')

    def draw(self, percent: float) -> None:
        top = f'x="0" y="{self.height:.1f}em" height="{_BAR}em"'
        self.parts.append(f'<rect class="track" {top} width="100%"/><rect class="bar" {top} width="{percent:.1f}%"/>')
        self.height += _BAR

    def leave_room(self) -> None:
        self.height += _GAP


def chart(table: ReportedTable, language: str) -> str | None:
    """The bars of what was given out of a table; None where nothing was."""
    most = max((charted(row, table) or 0 for row in table.rows), default=0)
    if not any(map(is_shown, table.rows)):
        return None
    drawing = _Drawing()
    for group in groups(table, language):
        shown = [row for row in group.rows if is_shown(row)]
        if shown and group.heading:
            drawing.leave_room()
            drawing.write(group.heading, "group")
        for row in shown:
            number = charted(row, table)
            drawing.write(_said(row, table, language), "name")
            if number is not None:
                drawing.draw(_WIDEST_BAR * number / most)
            drawing.leave_room()
    return _whole(table, language, drawing)


def _said(row: ReportedRow, table: ReportedTable, language: str) -> str:
    """What stands above a bar."""
    number = charted(row, table)
    told = count_said(number, language) if table.unit is None else amount_said(number, table.unit, language)
    return f"{name_of(row, table, language)}: {told}"


def _whole(table: ReportedTable, language: str, drawing: _Drawing) -> str:
    title, described = f"{table.name}-title", f"{table.name}-described"
    return (
        f'<svg role="img" aria-labelledby="{title}" aria-describedby="{described}" width="100%" '
        f'height="{drawing.height:.1f}em">'
        f'<title id="{title}">{html.escape(TITLES[language][table.name])}</title>'
        f'<desc id="{described}">{html.escape(_described(table, language))}</desc>'
        f"{''.join(drawing.parts)}</svg>"
    )


def _described(table: ReportedTable, language: str) -> str:
    """The same in a sentence, for who does not see the bars."""
    told = "; ".join(_each(table, language))
    return f"{TITLES[language][table.name]}. {told}. {caption(table, language)}"


def caption(table: ReportedTable, language: str) -> str:
    """What a bar counts, and how many have none."""
    texts = TEXTS[language]
    told = texts["chart"].format(unit=UNITS[language][table.unit or "cases"])
    left_out = sum(not is_shown(row) for row in table.rows)
    return told + (" " + texts["also_left_out"].format(rows=left_out, of=len(table.rows)) if left_out else "")


def _each(table: ReportedTable, language: str) -> Iterator[str]:
    for group in groups(table, language):
        before = f"{group.heading} · " if group.heading else ""
        yield from (f"{before}{_said(row, table, language)}" for row in group.rows if is_shown(row))
