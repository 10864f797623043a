"""Checks of reports: their rows are those they announced, and what is small stays inside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from svh_core.plugins.calling import what_went_wrong
from svh_core.plugins.disclosed import DisclosedCase
from svh_core.plugins.offers import Report, Table
from svh_core.plugins.written import written_bytes
from svh_core.testing.canaries import canaries
from svh_core.testing.contract.changing import forgetting, saying, with_unknown_events, without_fields, without_views
from svh_core.testing.contract.checking import broken, check, not_looked_at
from svh_core.testing.contract.files import stands_in
from svh_core.testing.contract.reaching import nothing_is_reached_for, nothing_to_watch
from svh_core.testing.contract.stage import Stage
from svh_core.testing.contract.tables import what_is_wrong_with
from svh_core.testing.contract.under_test import UnderTest
from svh_core.testing.playing import RECIPIENT

CASE: Final = "dossier-geteld"
PERIOD: Final = "2017"


@check("reports", needs=["a_casebook_takes_it_in"])
def its_rows_are_those_it_announced(plugin: UnderTest) -> None:
    """Whatever a case holds, each row that it adds to a table has a value of each column, and a whole amount.

    nl: Elke regel in een tabel heeft waarden die van tevoren vaststaan, en een heel getal.

    Why: which rows a table has is fixed beforehand, so that a row that is there or not tells nothing of anybody.

    Next: have `rows` give values of `columns` only, and one of them for what is unknown.
    """
    stage = _stage(plugin)
    for report in _reports(plugin):
        case = stage.given(CASE, views=report.views).cases[0]
        for table in report.tables:
            for what, told in _whatever(case).items():
                _look_at_rows(table, what, told)


@check("reports", needs=["its_rows_are_those_it_announced"])
def small_numbers_stay_inside(plugin: UnderTest) -> None:
    """Of a single case no number comes out of any report, and no word.

    nl: Over één steungroep komt er geen getal uit een rapport, en geen woord.

    Why: a number of few people tells of each of them.

    Next: where the file is made by a `write` of the report: write what `Reported` holds, and nothing else.
    """
    stage = _stage(plugin)
    for report in _reports(plugin):
        name = f"{plugin.name}:{report.name}"
        with nothing_is_reached_for(name) if plugin.is_here else nothing_to_watch():
            made = stage.book.plugins.report(name, recipient=RECIPIENT, purpose=plugin.purpose, period=PERIOD)
            files = {suffix: stage.book.plugins.file_of(made, suffix) for suffix in (".csv", ".json", *report.write)}
        shown = [row for table in made.tables for row in table.rows if row.cases is not None or row.amount is not None]
        if shown:
            broken(f"{name} shows a row of one case")
        for suffix, file in files.items():
            if (wrong := what_is_wrong_with(file, suffix if suffix in report.write else "", "")) is not None:
                broken(f"{name} as {suffix}: {wrong}")
            for category, words in canaries(CASE).items():
                if stands_in(words, file) or stands_in(CASE, file):
                    broken(f"{name} as {suffix} has words of {category}, or the name of a case, in it")


@check("reports", needs=["its_rows_are_those_it_announced"])
def the_same_report_is_the_same_file(plugin: UnderTest) -> None:
    """Each file that the plugin makes of a report is the same each time, byte for byte.

    nl: Elk bestand dat de plugin van een rapport maakt, is steeds precies hetzelfde.

    Why: what was given out once is given out the same way again, or not at all.

    Next: write no moment of your own into the file, also not into an archive.
    """
    stage = _stage(plugin)
    looked = False
    for report in _reports(plugin):
        name = f"{plugin.name}:{report.name}"
        made = stage.book.plugins.report(name, recipient=RECIPIENT, purpose=plugin.purpose, period=PERIOD)
        for suffix, writes in report.write.items():
            looked = True
            if written_bytes(writes(made)) != written_bytes(writes(made)):
                broken(f"{name} as {suffix} is another file of the same report")
    if not looked:
        not_looked_at("it makes no file of a report itself")


def _reports(plugin: UnderTest) -> list[Report]:
    return list(plugin.loaded.reports.values()) or not_looked_at("it has no report")


def _stage(plugin: UnderTest) -> Stage:
    _reports(plugin)
    stage = Stage(plugin, CASE)
    stage.consent(CASE)
    return stage


def _whatever(case: DisclosedCase) -> dict[str, DisclosedCase]:
    return {
        "an ordinary case": case,
        "events that nobody knows": with_unknown_events(case),
        "entries of which no field may be seen": without_fields(case),
        "no view": without_views(case),
        "words that were forgotten": forgetting(case),
        "hostile words": saying("=1+1")(case),
    }


def _look_at_rows(table: Table, what: str, case: DisclosedCase) -> None:
    try:
        rows: list[Any] = list(table.rows(case))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was found
        broken(f"{table.name} fails on {what}: {what_went_wrong(error)}")
    for row in rows:
        if not (isinstance(row, tuple | list) and len(row) == 2 and isinstance(row[0], Mapping)):  # noqa: PLR2004 - a pair
            broken(f"{table.name} gives a row that is no pair of values and an amount, of {what}")
        values, amount = row
        if set(values) != set(table.columns) or any(values[name] not in table.columns[name] for name in table.columns):
            broken(f"{table.name} gives a row that it did not announce, of {what}")
        if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
            broken(f"{table.name} gives an amount that is no whole number, of {what}")
