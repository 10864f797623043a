"""Checking a whole log, as an auditor does."""

from __future__ import annotations

from collections.abc import Sequence

from svh_core import Casebook
from svh_core.checking import check as check_log
from tests.bench.ground import ENTRIES_A_CASE, Ground, cases_of, complete
from tests.bench.timing import Contest, Side


def check(ground: Ground) -> Contest:
    """A whole log, read, decoded, replayed and judged, against every case got from the default's repository."""
    cases = cases_of(ground, ENTRIES_A_CASE)
    app = ground.application(cases, ENTRIES_A_CASE)

    def replay() -> None:
        for case in cases:
            complete(app.group(case).version, ENTRIES_A_CASE)

    return Contest(_checking(ground, cases), Side(replay, len(cases) * ENTRIES_A_CASE))


def check_read(ground: Ground) -> Contest:
    """The same against a log that is only read and decoded."""
    cases = cases_of(ground, ENTRIES_A_CASE)
    app = ground.application(cases, ENTRIES_A_CASE)

    def read() -> None:
        complete(sum(1 for _ in app.read_log()), len(cases) * ENTRIES_A_CASE)

    return Contest(_checking(ground, cases), Side(read, len(cases) * ENTRIES_A_CASE))


def check_two(ground: Ground) -> Contest:
    """The same by two processes, against one."""
    cases = cases_of(ground, ENTRIES_A_CASE, entries=ground.sizes.of_two)
    book = ground.casebook(cases, ENTRIES_A_CASE)
    return Contest(_checked(book, cases, processes=2), _checked(book, cases))


def _checking(ground: Ground, cases: Sequence[str]) -> Side:
    return _checked(ground.casebook(cases, ENTRIES_A_CASE), cases)


def _checked(book: Casebook, cases: Sequence[str], *, processes: int = 1) -> Side:
    entries = len(cases) * ENTRIES_A_CASE

    def check_all() -> None:
        checked = check_log(book.log, book.rulebook, processes=processes)
        complete(checked.entries, entries + 1)  # the casebook's own first entry: its edition of the rules
        complete(len(checked.findings), 0)

    return Side(check_all, entries)
