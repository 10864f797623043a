"""Reporting: tables over many cases for a recipient who may know of numbers only.

A plugin says what each case adds; the host counts, rounds and leaves out what is small (`suppressing`). What is given
out of a time is given out so that nothing can be taken from it by laying reports together (`side_by_side`): over the
same cases in the same numbers, or not at all, whoever asks and whatever for.

Which cases are counted is known before any is handed over: what is refused then discloses nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import attrs

from svh_core.disclosing import not_made
from svh_core.domain.access import DisclosureMade, DisclosureRefused
from svh_core.domain.proposal import Proposal
from svh_core.errors import Conflict, Malformed, NotPermitted, PluginFailed
from svh_core.plugins.disclosed import DisclosedCase
from svh_core.plugins.handing_over import Clock, Handing, handed_over, share_from
from svh_core.plugins.loading import Plugins
from svh_core.plugins.offers import Report, Reported, ReportedTable, Row, Table
from svh_core.plugins.periods import ReportPeriod
from svh_core.plugins.side_by_side import Counted, GivenOut, SideBySide, source_of, together_of
from svh_core.plugins.suppressing import AddedByCase, StrangeRowError, added_by_case, plain_rows, shown
from svh_core.plugins.totals import Totals
from svh_core.plugins.written import written_bytes
from svh_core.recording.desk import Desk
from svh_core.recording.writing import Progress, write
from svh_core.sharing.roles import OPERATOR
from svh_core.views.settings import Settings

_FEWEST: Final = 3
_DIGITS_OF_COUNTS: Final = 10
_DIGITS_OF_NUMBERS: Final = 16
_BEGINS_A_FORMULA: Final = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n")
_NEXT: Final = "What was recorded stands. `svh plugins list` tells of the plugin."


def report(
    desk: Desk,
    clock: Clock,
    plugins: Plugins,
    told: Report,
    handing: Handing,
    *,
    period: str,
    at_least: int,
    settings: Settings,
    together_with: Sequence[str] = (),
    progress: Progress | None = None,
) -> Reported:
    """Has a plugin count over every case that is open to a recipient. The disclosures stand when this returns.

    Where others are to have the same numbers, only the cases are counted that are open to all of them alike.

    Raises:
        Malformed: this is no period, it is not over yet, or this is no recipient.
        NotPermitted: the plugin is not there for this purpose, or numbers could be taken from each other.
        Conflict: another report is being made, or what is open changed meanwhile.
        PluginFailed: it failed.
    """
    everybody = [handing, *(attrs.evolve(handing, recipient=other) for other in together_with)]
    for one in everybody:
        one.check()
    asked = ReportPeriod.read(period)
    if asked.ends > clock():
        raise Malformed("this period is not over yet", path="period", next="Ask for one that is.")
    if at_least < _FEWEST:
        raise Malformed(f"expected {_FEWEST} or more", path="at_least")
    with desk.log.store.followers.alone("report") as is_alone, _refusals_written_down(desk, clock, handing):
        if not is_alone:
            raise Conflict("another report is being made", next="Ask again in a moment.")
        counts = _digest([handing.plugin.id, told.name])[:_DIGITS_OF_COUNTS]
        beside = SideBySide(desk, counts, asked, handing.asked)
        cases = beside.to_be_counted(_open_to(desk, clock, everybody, beside))
        together = together_of(desk, counts, asked, cases)
        handing = attrs.evolve(handing, source=source_of(together))
        counting = _Counting(plugins, handing, told)
        with _failures_written_down(desk, clock, handing, counting):
            _count(counting, desk, clock, handing, asked, settings, cases, progress)
            tables = tuple(counting.tables(at_least))
        made = Reported(
            report=f"{handing.plugin.id}:{told.name}",
            says=dict(told.says),
            recipient=handing.recipient,
            purpose=handing.purpose,
            period=asked.name,
            at_least=at_least,
            language=handing.language,
            tables=tables,
        )
        numbers = _digest_of(made)
        beside.check_numbers(numbers, cases)
        _disclose(desk, clock, handing, GivenOut(counts=counts, period=asked, numbers=numbers, together=together))
    return made


@contextmanager
def _refusals_written_down(desk: Desk, clock: Clock, handing: Handing) -> Iterator[None]:
    """Writes down in the stream of the organisation that it asked for numbers and was not given them."""
    try:
        yield
    except NotPermitted:
        refused = DisclosureRefused(
            recipient=handing.recipient,
            capacity=handing.viewer.capacity,
            purpose=handing.purpose,
            categories=handing.asked_in_order,
            why="given_otherwise",
        )
        write(desk, [Proposal(case=_stream(handing), event=refused, by=OPERATOR)], clock)
        raise


@contextmanager
def _failures_written_down(desk: Desk, clock: Clock, handing: Handing, counting: _Counting) -> Iterator[None]:
    """Writes down in each case that was counted that nothing came of it, where the plugin fails."""
    try:
        yield
    except PluginFailed:
        not_made(desk, clock, handing.viewer, handing.purpose, counting.handed_over)
        raise


def _open_to(desk: Desk, clock: Clock, everybody: Sequence[Handing], beside: SideBySide) -> Counted:
    """The cases of which the same is open to each recipient. Every case is read: also others were counted before."""
    found: dict[str, frozenset[str]] = {}
    for case, _ in desk.cases():
        entries = desk.entries(case)
        beside.look_through(case, entries)
        shares = [share_from(entries, clock(), one) for one in everybody]
        opened = {frozenset(share.categories) if share.opens_anything else frozenset() for share in shares}
        if len(opened) == 1 and (categories := opened.pop()):
            found[case] = categories
    return found


def _count(  # noqa: PLR0917 - what is counted, over which cases
    counting: _Counting,
    desk: Desk,
    clock: Clock,
    handing: Handing,
    period: ReportPeriod,
    settings: Settings,
    cases: Counted,
    progress: Progress | None,
) -> None:
    """Has the plugin say what each case adds, once the disclosure stands in it.

    Raises:
        Conflict: of one of them something else is open meanwhile; then others would be counted than was decided on.
    """
    for done, (case, categories) in enumerate(cases.items(), start=1):
        try:
            given = handed_over(desk, clock, case, handing, settings, since=period.begins, as_of=period.last)
        except NotPermitted:  # it was taken back meanwhile; that it was asked is written down
            given = None
        if given is None or frozenset(given.categories) != categories:
            raise Conflict("what is open changed meanwhile", next="Ask again.")
        counting.add(case, _within(given, period))
        if progress is not None:
            progress(done, len(cases))


def file_of(plugins: Plugins, handing: Handing, told: Report, made: Reported, suffix: str) -> bytes:
    """A report as a file.

    Raises:
        Malformed: nobody makes such a file of it.
        PluginFailed: the plugin fails to.
    """
    if suffix == ".json":
        return (json.dumps(in_json(made), ensure_ascii=False, indent=2) + "\n").encode()
    if suffix == ".csv":
        return in_csv(made).encode()
    if suffix not in told.write:
        known = ", ".join([".csv", ".json", *told.write])
        raise Malformed(f"this report is no {suffix or 'file without a suffix'}", path="-o", next=f"It can be {known}.")
    writes = told.write[suffix]
    outcome = plugins.call_one(handing.plugin.id, lambda: written_bytes(writes(made)), what=f"svh_reports:{told.name}")
    if not isinstance(outcome.value, bytes):
        raise _failed(handing, told, outcome.error or outcome.status)
    return outcome.value


def in_json(made: Reported) -> dict[str, Any]:
    """A report as data."""
    return {"schema": "svh.report/1", **attrs.asdict(made)}


def in_csv(made: Reported) -> str:
    """A report as text with commas: one table after another. What is left out is empty."""
    return "\r\n\r\n".join("\r\n".join(_csv_lines(table)) for table in made.tables) + "\r\n"


def _csv_lines(table: ReportedTable) -> Iterator[str]:
    amount = [table.unit] if table.unit is not None else []
    yield ",".join(map(_csv_cell, ["table", *table.columns, "cases", *amount]))
    for row in table.rows:
        numbers = [row.cases, row.amount][: 1 + len(amount)]
        told = ["" if number is None else str(number) for number in numbers]
        yield ",".join(map(_csv_cell, [table.name, *(row.values[name] for name in table.columns), *told]))


def _csv_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    safe = f"'{text}" if text[:1] in _BEGINS_A_FORMULA else text
    return '"{}"'.format(safe.replace('"', '""')) if any(mark in safe for mark in ',"\r\n') else safe


class _Counting:
    """What each case adds, as the plugin says.

    Attributes:
        handed_over: the categories of each case that it was given.
    """

    def __init__(self, plugins: Plugins, handing: Handing, told: Report) -> None:
        self.handed_over: dict[str, tuple[str, ...]] = {}
        self._plugins = plugins
        self._handing = handing
        self._report = told
        self._added: dict[str, list[Sequence[Row]]] = {table.name: [] for table in told.tables}

    def add(self, name: str, case: DisclosedCase) -> None:
        self.handed_over[name] = case.categories
        for table in self._report.tables:
            self._added[table.name].append(self._rows(table, case))

    def tables(self, at_least: int) -> list[ReportedTable]:
        """The tables as they may be given out together."""
        tables = self._report.tables
        added = [self._by_row(table) for table in tables]
        given = [shown(table, rows, at_least=at_least) for table, rows in zip(tables, added, strict=True)]
        return Totals(tables, added, given, at_least).given_out()

    def _by_row(self, table: Table) -> AddedByCase:
        try:
            return added_by_case(table, self._added[table.name])
        except StrangeRowError:
            raise self._strange(table) from None

    def _rows(self, table: Table, case: DisclosedCase) -> Sequence[Row]:
        what = f"svh_reports:{self._report.name}"
        outcome = self._plugins.call_one(self._handing.plugin.id, _rows_or_none, table, case, what=what)
        if outcome.status not in {"ok", "late"}:
            raise _failed(self._handing, self._report, outcome.error or outcome.status)
        if outcome.value is None:
            raise self._strange(table)
        return outcome.value  # type: ignore[no-any-return]

    def _strange(self, table: Table) -> PluginFailed:
        return _failed(self._handing, self._report, f"{table.name} has a row that it does not announce")


def _rows_or_none(table: Table, case: DisclosedCase) -> Sequence[Row] | None:
    """What a case adds; None where that is no row. It runs as the plugin: what it gives may raise when touched."""
    try:
        return plain_rows(table.rows(case))
    except StrangeRowError:
        return None


def _within(case: DisclosedCase, period: ReportPeriod) -> DisclosedCase:
    """A case with only what was claimed for the period."""
    within = tuple(entry for entry in case.entries if period.begins <= entry.at < period.ends)
    return attrs.evolve(case, entries=within)


def _digest_of(made: Reported) -> str:
    """What stands for the numbers of a report in the stream of an organisation, whatever words are around them."""
    numbers = [[table.name, table.columns, table.unit, list(map(attrs.asdict, table.rows))] for table in made.tables]
    return _digest([made.at_least, *numbers])[:_DIGITS_OF_NUMBERS]


def _digest(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _disclose(desk: Desk, clock: Clock, handing: Handing, given_out: GivenOut) -> None:
    """Writes down in the stream of the organisation that it is given numbers."""
    made = DisclosureMade(
        recipient=handing.recipient,
        capacity=handing.viewer.capacity,
        purpose=handing.purpose,
        action="report",
        categories=handing.asked_in_order,
        basis=OPERATOR,
        plugin=handing.plugin.tag,
        responsible=handing.responsible,
        suppressed=True,
    )
    write(desk, [Proposal(case=_stream(handing), event=made, by=OPERATOR, source=given_out.mark)], clock)


def _stream(handing: Handing) -> str:
    return f"organisation/{handing.recipient}"


def _failed(handing: Handing, told: Report, why: str) -> PluginFailed:
    return PluginFailed(f"{handing.plugin.id} failed in {told.name}: {why}", next=_NEXT)
