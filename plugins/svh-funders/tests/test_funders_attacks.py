"""Attacks on the numbers: each says what an attacker knows, and what they get, which is nothing.

The attacker is who receives the report: a municipality that may know who has a support group, and may know much of it.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import attrs
import openpyxl
import pytest

import svh_funders
from svh_core import Casebook, DisclosedCase, NotPermitted, Reported, ReportedTable, Table
from svh_core.testing.playing import StandingClock, give_consent, play
from svh_funders.tables import TABLES
from two_dozen import ANNAS, BOS, TOWN, Line, add, anna, bo, casebook, line

pytestmark = pytest.mark.uncounted

SUFFIXES = (".csv", ".json", ".xlsx", ".html")
Held = dict[str, dict[tuple[str, ...], set[int]]]

ROUNDED_BY = 2
"""How far a number of cases is from what is given out, at most."""


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 1, 5, tzinfo=UTC))


@pytest.fixture
def book(clock: StandingClock) -> Iterator[Casebook]:
    with casebook(clock) as made:
        yield made


@pytest.fixture(scope="module")
def counted() -> Iterator[tuple[Casebook, Reported]]:
    """The report of the year, and the casebook it is of; nobody writes in it."""
    with casebook(StandingClock(datetime(2026, 1, 5, tzinfo=UTC))) as book:
        yield book, report(book)


@pytest.fixture(scope="module")
def held() -> Held:
    """Which cases are in each row of each table, as nobody outside knows."""
    rows_of: Held = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(svh_funders, "TABLES", tuple(_watched(one, rows_of) for one in TABLES))
        with casebook(StandingClock(datetime(2026, 1, 5, tzinfo=UTC))) as book:
            report(book)
    return rows_of


def _watched(told: Table, held: Held) -> Table:
    rows_of = held.setdefault(told.name, {})
    numbers = itertools.count()

    def rows(case: DisclosedCase) -> list[Any]:
        number, found = next(numbers), list(told.rows(case))
        for values, amount in found:
            if amount:
                rows_of.setdefault((*values.values(),), set()).add(number)
        return found

    return attrs.evolve(told, rows=rows)


def report(book: Casebook, period: str = "2025", **asked: Any) -> Reported:
    return book.plugins.report("funders", **{"recipient": TOWN, "purpose": "funding", "period": period} | asked)


def table(reported: Reported, name: str) -> ReportedTable:
    return next(one for one in reported.tables if one.name == name)


def given(reported: Reported, name: str, *values: str) -> tuple[int | None, int | None]:
    return next((row.cases, row.amount) for row in table(reported, name).rows if (*row.values.values(),) == values)


def files(book: Casebook, made: Reported) -> dict[str, bytes]:
    return {suffix: book.plugins.file_of(made, suffix) for suffix in SUFFIXES}


# One report taken from another


@pytest.mark.parametrize(
    ("first", "second"), [("2025", "2025-Q4"), ("2025-Q4", "2025"), ("2025", "2025-11"), ("2025-Q4", "2025-12")]
)
def test_a_quarter_is_not_taken_from_its_year(book: Casebook, first: str, second: str) -> None:
    """Knows: that one group had hours in the last quarter only. Takes the quarter from the year."""
    report(book, first)
    with pytest.raises(NotPermitted):
        report(book, second)


def test_two_quarters_share_nothing(book: Casebook) -> None:
    """Knows: everything of the first quarter. What is counted in the second happened in the second."""
    report(book, "2025-Q1")
    second = report(book, "2025-Q2")
    assert given(second, "hours_explaining", "hour_1") == (None, None)
    assert given(second, "admission_days", "within_guide") == (None, None)
    assert given(second, "admission_days", "longer") == (None, None)  # all who were admitted, stayed longer


def test_a_case_less_is_another_report(book: Casebook) -> None:
    """Knows: that Anna 0 took her consent back today. Asks again, and takes the second report from the first."""
    before = report(book)
    withdrawn = next(one for one in book.log.load("anna-0").consents)
    play(book, [line("anna-0", "2026-01-05", "consent.withdrawn", "anna-0", consent=withdrawn)])
    with pytest.raises(NotPermitted):
        report(book)
    assert before.tables


def test_a_case_more_changes_nothing(book: Casebook) -> None:
    """Knows: that one more resident consented today, and that nobody else did. Asks again."""
    before = report(book)
    add(book, "anna-12", anna(12))
    assert report(book) == before


def test_two_recipients_lay_nothing_side_by_side(book: Casebook) -> None:
    """Knows: that Anna 0 lets the municipality count and not the insurer. They compare what they got."""
    for case in (*ANNAS[1:], *BOS):
        give_consent(book, case, svh_funders.svh_describe().categories, purpose="funding", recipient="org-verzekeraar")
    report(book)
    with pytest.raises(NotPermitted):
        report(book, recipient="org-verzekeraar")


def test_two_recipients_together_get_the_same_numbers(book: Casebook) -> None:
    """Knows: who lets both of them count. What they got holds the same numbers, of those who let both."""
    for case in (*ANNAS[1:], *BOS):
        give_consent(book, case, svh_funders.svh_describe().categories, purpose="funding", recipient="org-verzekeraar")
    town = report(book, together_with=["org-verzekeraar"])
    insurer = report(book, recipient="org-verzekeraar")
    assert town.tables == insurer.tables


def test_a_lower_bound_is_not_asked_afterwards(book: Casebook) -> None:
    """Knows: nothing. Asks for rows of fewer cases, once the report of ten is there."""
    report(book)
    with pytest.raises(NotPermitted):
        report(book, at_least=3)


# Within one report


def test_no_row_of_few_is_found_by_taking_what_is_shown_from_all(
    counted: tuple[Casebook, Reported], held: Held
) -> None:
    """Knows: exactly how many cases each table counts. Takes from that what is shown, to find who is left.

    In a table of one column each case stands once. What is left for all rows together that are not shown may be nobody,
    and may be more than one: so it tells of no row that somebody is in it.
    """
    _, made = counted
    looked = 0
    for told in made.tables:
        few = [values for values, cases in held[told.name].items() if len(cases) < 10]
        if len(told.columns) == 1 and few and told.unit is None:
            looked += 1
            all_cases = len(set().union(*held[told.name].values()))
            shown = [row.cases for row in told.rows if row.cases is not None]
            least = all_cases - sum(one + ROUNDED_BY for one in shown)
            most = all_cases - sum(max(10, one - ROUNDED_BY) for one in shown)
            assert least <= 0, told.name
            assert most > 1, told.name
    assert looked >= 3


def test_two_tables_have_no_sum_in_common() -> None:
    """Knows: that two tables sum the same. Takes a row that is shown in the one from a line of the other.

    Minutes are summed in one table; days in one for each kind of stay; times in one. Decisions are in one table for
    each of three kinds that exclude each other; `answers` counts others: those somebody else took or wrote down.
    """
    units = [told.unit for told in TABLES if told.unit is not None]
    assert sorted(units) == ["days", "days", "decisions", "decisions", "decisions", "decisions", "minutes", "times"]


def test_what_holds_of_everybody_is_told_of_nobody(counted: tuple[Casebook, Reported], held: Held) -> None:
    """Knows: that a neighbour is counted. Reads what all cases of a table, or of a line of it, have in common.

    What they get is what a table says that is no secret of anybody: that somebody decided themselves.
    """
    _, made = counted
    looked: Counter[bool] = Counter()
    for told, table in zip(made.tables, TABLES, strict=True):
        for values, cases in held[told.name].items():
            for column, name in enumerate(told.columns):
                line_of = [its for its in held[told.name] if _but(its, column) == _but(values, column)]
                if cases == set().union(*(held[told.name][its] for its in line_of)):
                    is_told = given(made, told.name, *values) != (None, None)
                    looked[is_told] += 1
                    assert not is_told or name in table.of_all, (told.name, values)
                    assert not is_told or values[-1] in {"own", "together"}, (told.name, values)
    assert looked[False] >= 10
    assert looked[True] > 1


def test_what_is_no_secret_of_everybody_is_said_of_few_values() -> None:
    """Knows: which values a table shows also where everybody has them. Among these is nothing that was done to anybody.

    Nor what help somebody has, where they were, how they are, or what changed.
    """
    told = {table.name: {name: set(values) for name, values in table.of_all.items()} for table in TABLES}
    domains = {"WHAT", "WHO", "HOW", "HOW_LONG"}
    assert {name: of_all for name, of_all in told.items() if of_all} == {
        "hours_by_law": {"year": {"before", "1", "2", "later"}},
        "next_meeting": {"planned": {"each"}},
        "members_informal": {"members": {"two_or_more"}},
        "three_sides": {"three_sides": {"each"}},
        "decisions": {"domain": domains, "standing": {"own", "together"}},
        "decisions_imported": {"domain": domains, "standing": {"own", "together"}},
    }


def _but(values: tuple[str, ...], column: int) -> tuple[str, ...]:
    return values[:column] + values[column + 1 :]


def stayed_long(case: str, begun: str) -> Iterator[Line]:
    """A Bo without an admission, and then one of another length, that ended on the last of November."""
    yield from bo(11 if case.endswith("a") else 10)
    yield line(case, begun, "admission.begun", case, stay="lang", voluntary="yes")
    yield line(case, "2025-11-30", "admission.ended", case, stay="lang")


def called(case: str, lines: Iterator[Line]) -> Iterator[Line]:
    """The same decisions of somebody with another name."""
    for told in lines:
        was = str(told["case"])
        yield json.loads(json.dumps(told).replace(f'"{was}"', f'"{case}"'))


def test_one_case_that_makes_up_most_of_an_amount_is_not_found(book: Casebook) -> None:
    """Knows: that ten others stayed for 41 days each, and that Bo a was away for very long. Takes 410 from the sum."""
    add(book, "bo-a", called("bo-a", stayed_long("bo-a", "2024-01-01")))
    made = report(book)
    days = (date(2025, 11, 30) - date(2024, 1, 1)).days + 1
    assert days == 700
    assert given(made, "admission_days", "longer") == (10, None)
    for suffix, file in files(book, made).items():
        assert not re.search(rb"\b(700|1110|1100|11\d\d)\b", _read(file, suffix)), suffix


def test_who_was_away_second_longest_does_not_find_the_longest(book: Casebook) -> None:
    """Knows: their own 335 days, and that the ten others together are few. Takes their own from the sum."""
    for number in range(10):
        withdrawn = next(one for one in book.log.load(f"bo-{number}").consents)
        case = f"bo-{number}"
        play(book, [line(case, "2026-01-05", "consent.withdrawn", case, consent=withdrawn)])
    for number in range(9):
        short = line(f"kort-{number}", "2025-11-10", "admission.begun", f"kort-{number}", stay="s", voluntary="yes")
        over = line(f"kort-{number}", "2025-11-29", "admission.ended", f"kort-{number}", stay="s")
        add(book, f"kort-{number}", itertools.chain(called(f"kort-{number}", bo(11)), [short, over]))
    add(book, "lang-a", called("lang-a", stayed_long("lang-a", "2022-12-01")))
    add(book, "lang-b", called("lang-b", stayed_long("lang-b", "2022-12-15")))
    # 9 x 20 = 180 beside 1096 and 1082: from the sum the one finds the other to within 180 days, which is a sixth
    assert given(report(book), "admission_days", "longer") == (10, None)


# In the files


def other_numbers(number: int, lines: Callable[[int], Iterator[Line]]) -> Iterator[Line]:
    """The same residents with other numbers, of which the same is given out: 80 minutes of Bo 0 are 85, and so on."""
    for told in lines(number):
        data = told["data"]
        if told["case"] == "bo-0" and data.get("minutes") == 80:
            data["minutes"] = 85
        if told["case"] == "anna-10" and data.get("activity") == "explaining":
            data["minutes"] = 59
        if told["case"] == "anna-0" and told["event"] == "respite.ended":
            told["at"] = "2025-06-12T10:00:00Z"
        if told["case"] == "anna-1" and told["event"] == "admission.ended":
            told["at"] = "2025-01-06T10:00:00Z"
        if told["case"] == "anna-11" and data.get("scores") == '{"total": 2.5}' and data["moment"] == "months_9":
            data["scores"] = '{"total": 2.6}'
        yield told


def test_files_hold_nothing_but_what_was_given_out(counted: tuple[Casebook, Reported], clock: StandingClock) -> None:
    """Knows: how to open a file. Looks in every part of it for numbers that are not shown: cells, metadata, attributes.

    Other residents, of whom other exact numbers are true and the same ones are given out, make the same files byte for
    byte: so nothing exact is in them, wherever one looks.
    """
    book, made = counted
    assert [list(other_numbers(0, one)) != list(one(0)) for one in (anna, bo)] == [True, True]
    with Casebook.in_memory(clock=clock, plugins=["svh-funders"]) as other:
        for number in range(12):
            add(other, f"anna-{number}", other_numbers(number, anna))
            add(other, f"bo-{number}", other_numbers(number, bo))
        assert files(other, report(other)) == files(book, made)


def test_files_name_nobody(counted: tuple[Casebook, Reported]) -> None:
    """Knows: the names of residents and of who helps them. Looks for them, and for what was said."""
    book, made = counted
    for suffix, file in files(book, made).items():
        told = _read(file, suffix).decode()
        for name in (
            *ANNAS,
            *BOS,
            "noor",
            "joke",
            "zus",
            "buur",
            "een huis",
            "eigen huis",
            "een baan",
            "het moest snel",
        ):
            assert re.search(rf"\b{name}\b", told) is None, (suffix, name)


def test_a_workbook_hides_nothing(counted: tuple[Casebook, Reported]) -> None:
    """Knows: where a spreadsheet keeps what nobody sees."""
    book, made = counted
    file = book.plugins.file_of(made, ".xlsx")
    read = openpyxl.load_workbook(io.BytesIO(file))
    assert not read.defined_names
    assert (read.properties.creator or "", read.properties.lastModifiedBy, read.properties.title) == ("", None, None)
    assert read.properties.created == datetime(2000, 1, 1)  # noqa: DTZ001 - as openpyxl tells it
    for sheet in read.worksheets:
        assert sheet.sheet_state == "visible"
        assert not any(one.hidden for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        assert not any(cell.comment or cell.hyperlink for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        kinds = {re.sub(r"\d+", "", name.rpartition("/")[2]) for name in parts.namelist()}
    assert kinds <= {
        *("[Content_Types].xml", ".rels", "app.xml", "core.xml", "sharedStrings.xml", "styles.xml", "theme.xml"),
        *("workbook.xml", "workbook.xml.rels", "sheet.xml"),
    }


def test_a_workbook_has_the_numbers_that_were_given_out(counted: tuple[Casebook, Reported]) -> None:
    book, made = counted
    about, *sheets = openpyxl.load_workbook(io.BytesIO(book.plugins.file_of(made, ".xlsx"))).worksheets
    assert about.title == "Uitleg"
    assert [sheet.title for sheet in sheets] == [told.name for told in made.tables]
    for told, sheet in zip(made.tables, sheets, strict=True):
        width = 1 if told.unit is None else 2
        numbers = [line_of[len(told.columns) :][:width] for line_of in sheet.iter_rows(min_row=5, values_only=True)]
        assert numbers == [
            tuple("niet getoond" if one is None else one for one in (row.cases, row.amount)[:width])
            for row in told.rows
        ]


def test_a_page_hides_nothing(counted: tuple[Casebook, Reported]) -> None:
    """Knows: where a page keeps what nobody sees: comments, attributes, titles and the lengths of bars."""
    book, made = counted
    page = book.plugins.file_of(made, ".html").decode()
    assert "<!--" not in page
    assert re.search(r"\s(data-\w+|style|on\w+|src)=", page) is None
    shares = set()
    for told in made.tables:
        numbers = [row.cases if told.unit is None else row.amount for row in told.rows]
        most = max((one for one in numbers if one is not None), default=0)
        shares |= {f"{100 * one / most:.1f}%" for one in numbers if one is not None}
    assert set(re.findall(r'class="bar"[^>]* width="([^"]+)"', page)) == shares


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "=1+1", "@x", '"onload="x', "a&b"])
def test_no_text_becomes_markup_or_a_formula(counted: tuple[Casebook, Reported], hostile: str) -> None:
    """Knows: how a spreadsheet and a browser read. Has a recipient, a period or a sentence named after a command."""
    _, made = counted
    says = {"nl": hostile, "en": hostile}
    tables = [attrs.evolve(one, says=says) for one in made.tables]
    told = attrs.evolve(
        made, recipient=hostile, purpose=hostile, period=hostile, report=hostile, says=says, tables=tuple(tables)
    )
    (offered,) = svh_funders.svh_reports()
    page = offered.write[".html"](told)
    assert isinstance(page, str)
    assert not re.search(r"<script|\sonload=\"x", page)
    read = openpyxl.load_workbook(io.BytesIO(offered.write[".xlsx"](told)))  # type: ignore[arg-type]
    assert {cell.data_type for sheet in read.worksheets for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_text_and_data_have_the_rows_that_were_given_out(counted: tuple[Casebook, Reported]) -> None:
    book, made = counted
    lines = [one for one in csv.reader(io.StringIO(book.plugins.file_of(made, ".csv").decode())) if one]
    rows = [row for told in made.tables for row in told.rows]
    assert len(lines) == len(made.tables) + len(rows)
    data = json.loads(book.plugins.file_of(made, ".json"))
    assert [row["cases"] for told in data["tables"] for row in told["rows"]] == [row.cases for row in rows]


def _read(file: bytes, suffix: str) -> bytes:
    if suffix != ".xlsx":
        return re.sub(rb"<style>.*?</style>", b"", file, flags=re.DOTALL)
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist() if "theme" not in name)
