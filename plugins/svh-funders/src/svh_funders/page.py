"""The report as one page with charts, which fetches nothing and runs nothing. Behind each chart stands its table."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from svh_core import Reported, ReportedRow, ReportedTable
from svh_funders.chart import caption, chart
from svh_funders.style import ALLOWED, STYLE
from svh_funders.tables import CHAPTERS as TABLES_OF
from svh_funders.texts import TEXTS
from svh_funders.told import Group, amount_said, count_said, groups, is_shown, name_of
from svh_funders.words import CHAPTERS, COLUMNS, TITLES, UNITS


def page(reported: Reported) -> str:
    """The page."""
    language = reported.language
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{language}">',
            *_head(reported),
            "<body>",
            *_header(reported),
            *_contents(reported),
            '<main id="tables" tabindex="-1">',
            *(part for chapter, tables in _chapters(reported).items() for part in _chapter(chapter, tables, language)),
            "</main>",
            f"<footer><p>{_text(TEXTS[language]['made_by'].format(report=reported.report))}</p></footer>",
            "</body>",
            "</html>\n",
        ]
    )


def _text(told: str) -> str:
    return html.escape(told)


def _head(reported: Reported) -> Iterator[str]:
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{ALLOWED}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{_text(_title(reported))}</title>"
    yield f"<style>{STYLE}</style>"
    yield "</head>"


def _title(reported: Reported) -> str:
    return TEXTS[reported.language]["title"].format(period=reported.period)


def _header(reported: Reported) -> Iterator[str]:
    texts = TEXTS[reported.language]
    at_least = texts["at_least_said"].format(at_least=reported.at_least)
    facts = {
        "recipient": reported.recipient,
        "purpose": texts.get(reported.purpose, reported.purpose),
        "period": reported.period,
        "at_least": at_least,
    }
    notes = ("no_ranking", "left_out_means", "rounded", "consent")
    yield "<header>"
    yield f'<a class="skip" href="#tables">{_text(texts["skip"])}</a>'
    yield f"<h1>{_text(_title(reported))}</h1>"
    yield f"<p>{_text(reported.says[reported.language])}</p>"
    yield "<dl>"
    yield from (f"<dt>{_text(texts[name])}</dt><dd>{_text(told)}</dd>" for name, told in facts.items())
    yield "</dl>"
    yield '<ul class="notes">'
    yield from (f"<li>{_text(texts[name].format(at_least=reported.at_least))}</li>" for name in notes)
    yield "</ul>"
    yield "</header>"


def _contents(reported: Reported) -> Iterator[str]:
    titles, chapters = TITLES[reported.language], CHAPTERS[reported.language]
    yield '<nav aria-labelledby="contents">'
    yield f'<h2 id="contents">{_text(TEXTS[reported.language]["contents"])}</h2>'
    yield "<ul>"
    for chapter, tables in _chapters(reported).items():
        links = (f'<li><a href="#{table.name}">{_text(titles[table.name])}</a></li>' for table in tables)
        yield f"<li>{_text(chapters[chapter])}<ul>{''.join(links)}</ul></li>"
    yield "</ul>"
    yield "</nav>"


def _chapters(reported: Reported) -> dict[str, list[ReportedTable]]:
    """The tables that were given out, by their chapters."""
    names = {chapter: {table.name for table in tables} for chapter, tables in TABLES_OF.items()}
    return {chapter: [table for table in reported.tables if table.name in names[chapter]] for chapter in names}


def _chapter(chapter: str, tables: Sequence[ReportedTable], language: str) -> Iterator[str]:
    yield f'<section aria-labelledby="{chapter}"><h2 id="{chapter}">{_text(CHAPTERS[language][chapter])}</h2>'
    if chapter == "costs":
        yield f"<p>{_text(TEXTS[language]['prices'])}</p>"
    for table in tables:
        yield from _section(table, language)
    yield "</section>"


def _section(table: ReportedTable, language: str) -> Iterator[str]:
    title = _text(TITLES[language][table.name])
    numbers = TEXTS[language]["numbers"].format(title=TITLES[language][table.name])
    drawn = chart(table, language)
    yield f'<section id="{table.name}" aria-labelledby="{table.name}-heading">'
    yield f'<h3 id="{table.name}-heading">{title}</h3>'
    yield f'<p class="says">{_text(table.says[language])}</p>'
    if drawn is not None:
        yield f"<figure><figcaption>{_text(caption(table, language))}</figcaption>{drawn}</figure>"
    yield f"<table><caption>{_text(numbers)}</caption>"
    yield _heading(table, language)
    for group in groups(table, language):
        yield from _body(group, table, language)
    yield "</table>"
    yield "</section>"


def _heading(table: ReportedTable, language: str) -> str:
    units = ["cases"] if table.unit is None else ["cases", table.unit]
    names = "".join(f'<th scope="col" class="number">{_text(UNITS[language][one])}</th>' for one in units)
    return f'<thead><tr><th scope="col">{_text(COLUMNS[language][table.columns[-1]])}</th>{names}</tr></thead>'


def _body(group: Group, table: ReportedTable, language: str) -> Iterator[str]:
    """The rows of a group; where all of them were left out, that is said once."""
    columns = 2 if table.unit is None else 3
    yield "<tbody>"
    if group.heading:
        yield f'<tr class="group"><th scope="rowgroup" colspan="{columns}">{_text(group.heading)}</th></tr>'
    if any(map(is_shown, group.rows)):
        yield from (_row(row, table, language) for row in group.rows)
    else:
        yield f'<tr><td class="left-out" colspan="{columns}">{_text(TEXTS[language]["left_out_all"])}</td></tr>'
    yield "</tbody>"


def _row(row: ReportedRow, table: ReportedTable, language: str) -> str:
    cells = [_cell(row.cases, count_said(row.cases, language))]
    if table.unit is not None:
        cells.append(_cell(row.amount, amount_said(row.amount, table.unit, language)))
    return f'<tr><th scope="row">{_text(name_of(row, table, language))}</th>{"".join(cells)}</tr>'


def _cell(number: int | None, told: str) -> str:
    return f'<td class="number{" left-out" if number is None else ""}">{_text(told)}</td>'
