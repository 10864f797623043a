"""The hours of the example cases, held against a calculation by hand.

The numbers were worked out on paper from the scripts in `svh_core/cli/examples`, before the plugin gave any: each line
of `time.logged` was put under its year, its activity and its law.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from svh_core import Casebook, ConsentGiven

EMPTY = ""

LIESBETH = [
    # Her first yes is of 20 February 2017: her years begin on 20 February. Year, kind of work, minutes, of which with
    # her and without her, by Zvw and by Wmo, and what the handbook reckons.
    #
    # Before: 8 February 2017, Gijs explains, 60 with her, Wmo.
    (EMPTY, "explaining", 60, 60, 0, 0, 60, EMPTY),
    # Year 1, 20 February 2017 up to and including 19 February 2018:
    # 20 February, Gijs explains, 30, Wmo
    (1, "explaining", 30, 30, 0, 0, 30, 60),
    # 6 March, Gijs, 95, Wmo + 14 March, Sanne, 60, Zvw = 155
    (1, "sociogram and nomination", 155, 155, 0, 60, 95, 120),
    # 28 March, Gijs, 525, which was a typing error and became 255, Wmo + 20 March, Sanne, 45, Zvw = 300, without her
    (1, "contacting", 300, 0, 300, 45, 255, 270),
    # 7 April, Sanne, 35, Zvw
    (1, "planning", 35, 35, 0, 35, 0, 30),
    # 20 April, Sanne, 120 + 7 September, Sanne, 110 = 230 Zvw; 15 June, Gijs, 100 + 14 December, Gijs, 110 = 210 Wmo
    (1, "meeting", 440, 440, 0, 230, 210, 600),
    # 19 June, Sanne, 25, Zvw, without her
    (1, "reporting", 25, 0, 25, 25, 0, EMPTY),
    # Year 2, up to and including 19 February 2019:
    # 30 October 2018, Sanne, 20, Zvw
    (2, "planning", 20, 20, 0, 20, 0, EMPTY),
    # Sanne: 1 March 110 + 23 August 90 + 22 November 120 = 320 Zvw; Gijs: 24 May 100 Wmo; 320 + 100 = 420
    (2, "meeting", 420, 420, 0, 320, 100, 480),
    # 3 December, Sanne, 30, Zvw, without her
    (2, "reporting", 30, 0, 30, 30, 0, EMPTY),
    # 10 December, Gijs, 25, Wmo
    (2, "other", 25, 25, 0, 0, 25, EMPTY),
    # Year 3, from 20 February 2019, for which the handbook reckons nothing: 21 February, Gijs, 150, Wmo
    (3, "meeting", 150, 150, 0, 0, 150, EMPTY),
]

FENNA = [
    # Her first yes is of 21 March 2019. 30 January 2020, Pieter, 90, Wmo is in year 1; 23 April 2020, Aisha, 45, Zvw in
    # year 2.
    (1, "meeting", 90, 90, 0, 0, 90, 600),
    (2, "meeting", 45, 45, 0, 45, 0, 480),
]

RECKONED = {1: 18 * 60, 2: 8 * 60}
"""What the handbook reckons: 18 hours in the first year, and 8 in the second."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    """The examples, whose residents let a municipality see their hours."""
    folder = tmp_path_factory.mktemp("hours") / "examples"
    demo = [str(Path(sys.executable).with_name("svh")), "demo", "--example", "all", str(folder)]
    subprocess.run(demo, check=True, capture_output=True)
    with Casebook.open(folder / "casebook.db", plugins=["svh-hours"]) as opened:
        for case in ("liesbeth", "fenna", "ruben"):
            opened.record(case, consent(), by=case)
        yield opened


def consent() -> ConsentGiven:
    return ConsentGiven(
        consent="uren",
        purpose="funding",
        categories=("time",),
        recipient_kind="organisation",
        recipient="org-gemeente",
        from_=date(2022, 1, 1),
        channel="app",
        text_version="1",
        language="nl",
    )


def exported(book: Casebook, exporter: str, *, case: str | None = None, language: str = "en") -> bytes:
    cases = None if case is None else [case]
    made = book.plugins.export(exporter, recipient="org-gemeente", purpose="funding", cases=cases, language=language)
    return made.file


def rows(book: Casebook, case: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported(book, "hours-csv", case=case).decode())))


def number(told: str) -> int | str:
    return int(told) if told else EMPTY


@pytest.mark.parametrize(("case", "by_hand"), [("liesbeth", LIESBETH), ("fenna", FENNA)])
def test_the_hours_are_those_worked_out_by_hand(
    book: Casebook, case: str, by_hand: list[tuple[int | str, str, int, int, int, int, int, int | str]]
) -> None:
    found = [
        (
            number(row["year"]),
            row["activity"],
            *(int(row[name]) for name in ("minutes", "with resident", "without resident", "Zvw", "Wmo")),
            number(row["estimated"]),
        )
        for row in rows(book, case)
        if row["minutes"] != "0"
    ]
    assert found == by_hand


def test_each_minute_is_in_the_table_once(book: Casebook) -> None:
    for case in ("liesbeth", "fenna"):
        for row in rows(book, case):
            laws = sum(int(row[law]) for law in ("Zvw", "Wmo", "Wlz", "Jeugdwet", "no law"))
            assert laws == int(row["minutes"]) == int(row["with resident"]) + int(row["without resident"])


@pytest.mark.parametrize("case", ["liesbeth", "fenna"])
def test_what_was_reckoned_is_that_of_the_handbook(book: Casebook, case: str) -> None:
    for year, minutes in RECKONED.items():
        told = [row["estimated"] for row in rows(book, case) if row["year"] == str(year)]
        assert sum(int(one) for one in told if one) == minutes


def test_the_years_are_those_of_the_support_group(book: Casebook) -> None:
    assert {(row["year"], row["from"], row["until"]) for row in rows(book, "liesbeth")} == {
        ("", "", ""),
        ("1", "2017-02-20", "2018-02-19"),
        ("2", "2018-02-20", "2019-02-19"),
        ("3", "2019-02-20", "2020-02-19"),
    }


def test_nobody_is_in_it_by_name(book: Casebook) -> None:
    told = exported(book, "hours-csv").decode()
    for name in ("liesbeth", "fenna", "Gijs", "gijs", "sanne", "pieter", "aisha"):
        assert name not in told


def test_a_case_without_hours_is_not_in_it(book: Casebook) -> None:
    assert len({row["case"] for row in csv.DictReader(io.StringIO(exported(book, "hours-csv").decode()))}) == 2


@pytest.mark.parametrize(("language", "separator"), [("nl", ";"), ("en", ",")])
def test_the_workbook_has_the_rows_of_the_text(book: Casebook, language: str, separator: str) -> None:
    told = exported(book, "hours-csv", language=language).decode()
    text = [[cell or None for cell in line] for line in csv.reader(io.StringIO(told), delimiter=separator)]
    (sheet,) = openpyxl.load_workbook(io.BytesIO(exported(book, "hours-xlsx", language=language))).worksheets
    assert [[None if cell is None else str(cell) for cell in line] for line in sheet.values] == text
    assert [type(cell) for cell in list(sheet.values)[-1][5:8]] == [int, int, int]


def test_in_dutch_it_speaks_dutch(book: Casebook, tmp_path: Path) -> None:
    heading, first, *_ = exported(book, "hours-csv", language="nl").decode().splitlines()
    assert heading == (
        "steungroep;jaar;van;tot en met;soort werk;minuten;met inwoner;zonder inwoner;"
        "Zvw;Wmo;Wlz;Jeugdwet;geen wet;geschat"
    )
    assert ";uitleg;" in first
    assert not list(tmp_path.iterdir())
