"""What is measured: for each id, how ours and its reference get ready, and what each does in a round."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final
from uuid import UUID

from svh_core import Casebook, Viewer
from svh_core.checking import check as check_log
from tests.bench.ground import Ground, rows_of_a_case
from tests.bench.references import SupportGroups, decide
from tests.bench.story import RESIDENT, Rotation, case_names, decision
from tests.bench.timing import Contest, Side

ENTRIES_A_CASE: Final = 50
CASES_AT_HAND: Final = 200
"""Both sides keep the cases that are written to in memory; a casebook keeps no more than 256."""

BATCH: Final = 100
SINCE_SNAPSHOT: Final = 5

Row = Callable[[Ground], Contest]
ROWS: Final[dict[str, Row]] = {}


def row(name: str) -> Callable[[Row], Row]:
    """Puts a measurement in the table under its id."""

    def add(measurement: Row) -> Row:
        ROWS[name] = measurement
        return measurement

    return add


def _cases(ground: Ground, length: int) -> list[str]:
    return case_names(max(ground.sizes.entries // length, 1))


# Recording -----------------------------------------------------------------------------------------------------------


@row("record-one")
def record_one(ground: Ground) -> Contest:
    """One decision, a transaction each, in a case at hand. The default's aggregate is at hand too."""
    cases = _cases(ground, ENTRIES_A_CASE)
    app, rotation = ground.application(cases, ENTRIES_A_CASE), Rotation(cases[:CASES_AT_HAND], ENTRIES_A_CASE)
    groups = {case: app.group(case) for case in cases[:CASES_AT_HAND]}

    def save() -> None:
        for case, number in rotation.take(ground.sizes.records):
            decide(groups[case], number)
            app.save(groups[case])

    return Contest(_recording(ground, cases), Side(save, ground.sizes.records))


@row("record-one-bare")
def record_one_bare(ground: Ground) -> Contest:
    """One decision against its bytes alone, which were made before."""
    cases = _cases(ground, ENTRIES_A_CASE)
    store, rotation = ground.bare(cases, ENTRIES_A_CASE), Rotation(cases[:CASES_AT_HAND], ENTRIES_A_CASE)
    of_a_case = rows_of_a_case(_longest(ground, len(cases[:CASES_AT_HAND])))

    def rows() -> Iterator[tuple[str, int, str, bytes]]:
        for case, number in rotation.take(ground.sizes.records):
            yield case, number, of_a_case[number - 1].topic, of_a_case[number - 1].state

    return Contest(_recording(ground, cases), Side(lambda: store.insert(rows()), ground.sizes.records))


def _longest(ground: Ground, cases: int) -> int:
    """How long a case gets in all rounds, and the one that is not counted."""
    return ENTRIES_A_CASE + (ground.sizes.rounds + 1) * ground.sizes.records // cases + 1


def _recording(ground: Ground, cases: Sequence[str]) -> Side:
    written_to = cases[:CASES_AT_HAND]
    book, rotation = _book_at_hand(ground, cases, written_to), Rotation(written_to, ENTRIES_A_CASE)

    def record() -> None:
        for case, number in rotation.take(ground.sizes.records):
            decision(number).record(book, case)

    return Side(record, ground.sizes.records)


@row("record-bulk")
def record_bulk(ground: Ground) -> Contest:
    """A hundred decisions of one case in one transaction, such as an import; another case at hand each time."""
    batches = ground.sizes.batches
    cases = case_names(max(ground.sizes.entries // ENTRIES_A_CASE, (ground.sizes.rounds + 1) * batches))
    written_to = cases[: (ground.sizes.rounds + 1) * batches]
    book, app = _book_at_hand(ground, cases, written_to), ground.application(cases, ENTRIES_A_CASE)
    for_ours, for_reference = iter(written_to), iter([app.group(case) for case in written_to])
    numbers = range(ENTRIES_A_CASE + 1, ENTRIES_A_CASE + BATCH + 1)

    def record() -> None:
        for case in islice(for_ours, batches):
            book.record_all([decision(number).proposal(case) for number in numbers])

    def save() -> None:
        for group in islice(for_reference, batches):
            for number in numbers:
                decide(group, number)
            app.save(group)

    return Contest(Side(record, batches), Side(save, batches))


def _book_at_hand(ground: Ground, cases: Sequence[str], written_to: Sequence[str]) -> Casebook:
    """Ours, having just seen the cases it will write to."""
    book = ground.casebook(cases, ENTRIES_A_CASE)
    for case in written_to:
        seen(book, case, ENTRIES_A_CASE)
    return book


def seen(book: Casebook, case: str, length: int) -> None:
    """Has the casebook look at a case as an app that shows its buttons; from then on it has it at hand."""
    told = decision(length + 1)
    if book.may(case, told.event(**told.fields), **told.envelope) is not None:
        raise AssertionError(f"the story does not go on from entry {length}")


# Reading -------------------------------------------------------------------------------------------------------------


@row("load-200")
def load_200(ground: Ground) -> Contest:
    """A case of usual length."""
    return _load(ground, 200, ground.sizes.loads)


@row("load-2000")
def load_2000(ground: Ground) -> Contest:
    """A case of many years."""
    return _load(ground, 2_000, max(ground.sizes.loads // 8, 1))


def _load(ground: Ground, length: int, loads: int) -> Contest:
    cases = _cases(ground, length)
    book, app = ground.casebook(cases, length), ground.application(cases, length)
    return Contest(_loading(book, cases, length, loads), _getting(app, cases, length, loads))


def _loading(book: Casebook, cases: Sequence[str], length: int, loads: int) -> Side:
    """Ours, up to its last entry by number: then no snapshot is made, and none is there."""
    turn = _round_and_round(cases, loads)

    def load() -> None:
        for case in turn():
            _complete(book.log.load(case, until=length).number, length)

    return Side(load, loads)


def _getting(app: SupportGroups, cases: Sequence[str], length: int, loads: int) -> Side:
    turn = _round_and_round(cases, loads)

    def get() -> None:
        for case in turn():
            _complete(app.group(case).version, length)

    return Side(get, loads)


def _round_and_round(cases: Sequence[str], how_many: int) -> Callable[[], Iterator[str]]:
    """In each round the next cases."""
    waiting = deque(cases)

    def turn() -> Iterator[str]:
        for _ in range(how_many):
            waiting.rotate(-1)
            yield waiting[-1]

    return turn


def _complete(found: int, expected: int) -> None:
    """Nothing is faster by doing less."""
    if found != expected:
        raise AssertionError(f"read {found} of {expected} entries")


@row("load-snapshot")
def load_snapshot(ground: Ground) -> Contest:
    """What snapshots bring."""
    cases = _cases(ground, 2_000)
    app = ground.application(cases, 2_000 + SINCE_SNAPSHOT)
    return Contest(_from_snapshot(ground, cases), _getting(app, cases, 2_000 + SINCE_SNAPSHOT, 2))


@row("load-snapshot-own")
def load_snapshot_own(ground: Ground) -> Contest:
    """Snapshot against snapshot."""
    cases = _cases(ground, 2_000)
    app = ground.application(cases, 2_000, snapshots=True)
    for case in cases:
        app.take_snapshot(UUID(case))
        group = app.group(case)
        for number in range(2_001, 2_001 + SINCE_SNAPSHOT):
            decide(group, number)
        app.save(group)
    return Contest(_from_snapshot(ground, cases), _getting(app, cases, 2_000 + SINCE_SNAPSHOT, ground.sizes.loads))


def _from_snapshot(ground: Ground, cases: Sequence[str]) -> Side:
    book = ground.casebook(cases, 2_000)
    for case in cases:
        book.log.load(case)  # loading a case this long makes the snapshot
        book.record_all([decision(number).proposal(case) for number in range(2_001, 2_001 + SINCE_SNAPSHOT)])
    turn = _round_and_round(cases, ground.sizes.loads)

    def load() -> None:
        for case in turn():
            _complete(book.log.load(case).number, 2_000 + SINCE_SNAPSHOT)

    return Side(load, ground.sizes.loads)


@row("trail")
def trail(ground: Ground) -> Contest:
    """What a resident reads: looked up, replayed, words revealed, told in Dutch; the default only replays."""
    cases = _cases(ground, 200)
    book, app = ground.casebook(cases, 200), ground.application(cases, 200)
    turn, resident = _round_and_round(cases, ground.sizes.loads), Viewer(RESIDENT)

    def read() -> None:
        for case in turn():
            with book.looking(case, viewer=resident, purpose="reading my own trail") as look:
                deque(look.trail_in_words("nl"), maxlen=0)

    return Contest(Side(read, ground.sizes.loads), _getting(app, cases, 200, ground.sizes.loads))


# Checking ------------------------------------------------------------------------------------------------------------


@row("check")
def check(ground: Ground) -> Contest:
    """A whole log, read, decoded, replayed and judged, against every case got from the default's repository."""
    cases = _cases(ground, ENTRIES_A_CASE)
    app = ground.application(cases, ENTRIES_A_CASE)

    def replay() -> None:
        for case in cases:
            _complete(app.group(case).version, ENTRIES_A_CASE)

    return Contest(_checking(ground, cases), Side(replay, len(cases) * ENTRIES_A_CASE))


@row("check-read")
def check_read(ground: Ground) -> Contest:
    """The same against a log that is only read and decoded."""
    cases = _cases(ground, ENTRIES_A_CASE)
    app = ground.application(cases, ENTRIES_A_CASE)

    def read() -> None:
        _complete(sum(1 for _ in app.read_log()), len(cases) * ENTRIES_A_CASE)

    return Contest(_checking(ground, cases), Side(read, len(cases) * ENTRIES_A_CASE))


def _checking(ground: Ground, cases: Sequence[str]) -> Side:
    book = ground.casebook(cases, ENTRIES_A_CASE)
    entries = len(cases) * ENTRIES_A_CASE

    def check_all() -> None:
        checked = check_log(book.log, book.rulebook)
        _complete(checked.entries, entries + 1)  # the casebook's own first entry: its edition of the rules
        _complete(len(checked.findings), 0)

    return Side(check_all, entries)


# Starting ------------------------------------------------------------------------------------------------------------


@row("start-import")
def start_import(ground: Ground) -> Contest:
    """What every app pays that imports the library."""
    return _starting(ground, [sys.executable, "-c", "import svh_core"])


@row("start-svh")
def start_svh(ground: Ground) -> Contest:
    """What every call of the command pays."""
    svh = shutil.which("svh", path=sysconfig.get_path("scripts"))
    if svh is None:
        raise FileNotFoundError("svh is not installed beside this Python: python -m pip install -e .")
    return _starting(ground, [svh, "--version"])


def _starting(ground: Ground, command: Sequence[str]) -> Contest:
    # What is installed is compiled once, not at each start; the round that is not counted sees to that here.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def started(command: Sequence[str]) -> Side:
        def start() -> None:
            for _ in range(ground.sizes.starts):
                subprocess.run(command, cwd=ground.folder, env=environment, check=True, stdout=subprocess.DEVNULL)

        return Side(start, ground.sizes.starts)

    return Contest(started(command), started([sys.executable, "-c", "pass"]))
