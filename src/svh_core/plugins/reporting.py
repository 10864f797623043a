"""Reporting: tables over many cases for a recipient who may know of numbers only.

A plugin says what each case adds; the host counts, rounds and leaves out. What a recipient was given of a period is
given the same way or not at all, for whatever purpose: two sets of numbers over the same time could be taken from each
other, and who is in the one and not in the other would be found. Recipients who lay their numbers side by side can do
that all the same, and so can who has two reports that count the same thing: which reports there are is looked at when
a plugin is allowed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import attrs

from svh_core.domain.access import DisclosureMade, DisclosureRefused
from svh_core.domain.proposal import Proposal
from svh_core.errors import Conflict, Malformed, NotPermitted, PluginFailed
from svh_core.plugins.disclosed import DisclosedCase
from svh_core.plugins.handing_over import Clock, Handing, handed_over_if_open
from svh_core.plugins.loading import Plugins
from svh_core.plugins.offers import Report, Reported, ReportedTable, Row, Table
from svh_core.plugins.periods import ReportPeriod
from svh_core.plugins.suppressing import StrangeRowError, given_out, plain_rows
from svh_core.plugins.written import written_bytes
from svh_core.recording import Desk, Progress, write
from svh_core.sharing.roles import OPERATOR
from svh_core.views.settings import Settings

_FEWEST: Final = 3
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
    progress: Progress | None = None,
) -> Reported:
    """Has a plugin count over every case that is open to a recipient. The disclosures stand when this returns.

    Raises:
        Malformed: this is no period, or it is not over yet.
        NotPermitted: the plugin is not there for this purpose, or other numbers were given out of this time.
        Conflict: another report for this recipient is being made.
        PluginFailed: it failed.
    """
    handing.check()
    asked = ReportPeriod.read(period)
    if asked.ends > clock():
        raise Malformed("this period is not over yet", path="period", next="Ask for one that is.")
    if at_least < _FEWEST:
        raise Malformed(f"expected {_FEWEST} or more", path="at_least")
    with (
        desk.log.store.followers.alone(f"report/{handing.recipient}") as is_alone,
        _refusals_written_down(desk, clock, handing),
    ):
        if not is_alone:
            raise Conflict(f"another report for {handing.recipient} is being made", next="Ask again in a moment.")
        earlier = _check_was_not_given_otherwise(desk, handing, told, asked)
        counted = _counted(desk, clock, plugins, told, handing, asked, settings, progress)
        made = Reported(
            report=f"{handing.plugin.id}:{told.name}",
            says=dict(told.says),
            recipient=handing.recipient,
            purpose=handing.purpose,
            period=asked.name,
            at_least=at_least,
            language=handing.language,
            tables=tuple(counted.tables(at_least)),
        )
        mark = _mark(handing, told, asked, made)
        if earlier is not None and earlier != mark:
            raise NotPermitted(
                f"other numbers of {asked.name} were given to {handing.recipient} before",
                next="What was given out stays what it was; give that file again.",
            )
        _disclose(desk, clock, handing, mark)
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


def _counted(  # noqa: PLR0917 - what is counted, over which cases
    desk: Desk,
    clock: Clock,
    plugins: Plugins,
    told: Report,
    handing: Handing,
    period: ReportPeriod,
    settings: Settings,
    progress: Progress | None,
) -> _Counting:
    """What each case adds that is open, once the disclosure stands in it."""
    counted = _Counting(plugins, handing, told)
    names = [case for case, _ in desk.cases()]
    for done, case in enumerate(names, start=1):
        given = handed_over_if_open(desk, clock, case, handing, settings, since=period.begins, as_of=period.last)
        if given is not None:
            counted.add(_within(given, period))
        if progress is not None:
            progress(done, len(names))
    return counted


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
    """What each case adds, as the plugin says."""

    def __init__(self, plugins: Plugins, handing: Handing, told: Report) -> None:
        self._plugins = plugins
        self._handing = handing
        self._report = told
        self._added: dict[str, list[Sequence[Row]]] = {table.name: [] for table in told.tables}

    def add(self, case: DisclosedCase) -> None:
        for table in self._report.tables:
            self._added[table.name].append(self._rows(table, case))

    def tables(self, at_least: int) -> Iterator[ReportedTable]:
        for table in self._report.tables:
            try:
                yield given_out(table, self._added[table.name], at_least=at_least)
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


def _mark(handing: Handing, told: Report, period: ReportPeriod, made: Reported) -> str:
    """What stands in the organisation's stream for what was given out: which report, of when, and a digest of it."""
    numbers = [[table.name, table.columns, table.unit, list(map(attrs.asdict, table.rows))] for table in made.tables]
    return f"{_mark_of(handing, told)}{period.name}:{_digest([made.at_least, *numbers])[:24]}"


def _mark_of(handing: Handing, told: Report) -> str:
    return f"report:{_digest([handing.plugin.id, told.name])[:16]}:"


def _digest(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _check_was_not_given_otherwise(desk: Desk, handing: Handing, told: Report, period: ReportPeriod) -> str | None:
    """The mark of what the recipient was given of this very period.

    Raises:
        NotPermitted: they were given something of another period that has a part of this one in it, or for another
            purpose.
    """
    found = None
    for entry in desk.log.entries(_stream(handing)):
        mark = entry.source or ""
        if not isinstance(entry.event, DisclosureMade) or not mark.startswith(_mark_of(handing, told)):
            continue
        before = ReportPeriod.read(mark.split(":")[2])
        if before == period and entry.event.purpose == handing.purpose:
            found = mark
        elif before.overlaps(period):
            raise NotPermitted(
                f"{handing.recipient} has this report of {before.name} for {entry.event.purpose}, which shares time"
                f" with {period.name} for {handing.purpose}",
                next="Two reports of one time could be taken from each other.",
            )
    return found


def _disclose(desk: Desk, clock: Clock, handing: Handing, mark: str) -> None:
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
    write(desk, [Proposal(case=_stream(handing), event=made, by=OPERATOR, source=mark)], clock)


def _stream(handing: Handing) -> str:
    return f"organisation/{handing.recipient}"


def _failed(handing: Handing, told: Report, why: str) -> PluginFailed:
    return PluginFailed(f"{handing.plugin.id} failed in {told.name}: {why}", next=_NEXT)
