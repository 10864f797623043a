"""One thing that is done with a casebook, in a process of its own: how long it takes, and the most memory it holds.

python -m tests.scale.alone WHAT CASEBOOK CASE
"""

from __future__ import annotations

import json
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Self

import attrs

from svh_core import Casebook, Proposal, StatementAdded
from svh_core.backup import back_up
from svh_core.checking import check
from svh_core.sharing.roles import THE_OPERATOR, Viewer

RECORDED: Final = 400
"""How many decisions are recorded one by one, in as many cases as there are, up to `AT_HAND`."""

AT_HAND: Final = 50
A_BATCH: Final = 100
BATCHES: Final = 20
_PURPOSE: Final = "measuring"


@attrs.define
class Clock:
    """Runs inside its block.

    Attributes:
        seconds: by the clock on the wall.
        processor: seconds of the processor, those of processes that it started and that ended included.
    """

    seconds: float = 0.0
    processor: float = 0.0

    def __enter__(self) -> Self:
        self.seconds -= time.perf_counter()
        self.processor -= _used()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter()
        self.processor += _used()


def _used() -> float:
    of_all = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in of_all)


def opening(url: str, _: str, clock: Clock) -> int:
    """With its keys, the vault held against the log."""
    with clock, Casebook.open(url):
        return 1


def deciding(url: str, case: str, clock: Clock) -> int:
    """One decision with its receipt, in a case that nobody has at hand."""
    with Casebook.open(url) as book:
        resident = str(book.log.load(case, until=1).resident)
        with clock:
            return int(bool(book.record(case, _said(), by=resident).proof))


def recording(url: str, _: str, clock: Clock) -> int:
    """Decisions with their receipts, one by one, in cases that are at hand."""
    with Casebook.open(url) as book:
        residents = _residents(book)
        for case, resident in residents:
            book.record(case, _said(), by=resident)
        with clock:
            for number in range(RECORDED):
                case, resident = residents[number % len(residents)]
                if not book.record(case, _said(), by=resident).proof:
                    raise AssertionError("a decision without a receipt")
        return RECORDED


def recording_together(url: str, _: str, clock: Clock) -> int:
    """Decisions a hundred in one transaction."""
    with Casebook.open(url) as book:
        residents = _residents(book)[:BATCHES]
        for case, resident in residents:
            book.record(case, _said(), by=resident)
        with clock:
            for case, resident in residents:
                book.record_all([Proposal(case=case, event=_said(), by=resident)] * A_BATCH)
        return len(residents) * A_BATCH


def _residents(book: Casebook) -> list[tuple[str, str]]:
    """Some cases that lie apart, each with its resident."""
    cases = book.cases()
    some = cases[:: max(len(cases) // AT_HAND, 1)][:AT_HAND]
    return [(case, str(book.log.load(case, until=1).resident)) for case, _ in some]


def _said() -> StatementAdded:
    return StatementAdded(kind="own_statement", entry=1, words="Het ging vandaag beter dan ik had gedacht.")


def loading(url: str, case: str, clock: Clock) -> int:
    """A case from its entries, or from a snapshot and the entries after it."""
    with Casebook.open(url, sealed=True) as book, clock:
        return book.log.load(case).number


def trail(url: str, case: str, clock: Clock) -> int:
    """What the resident reads; that they looked is written down in the case."""
    with Casebook.open(url) as book:
        viewer = Viewer(str(book.log.load(case).resident))
        with clock, book.looking(case, viewer=viewer, purpose=_PURPOSE) as look:
            return len(list(look.trail_in_words("nl")))


def trail_for_the_house(url: str, case: str, clock: Clock) -> int:
    """What who holds the files reads; that they looked is written down in the stream of access."""
    with Casebook.open(url) as book, clock, book.looking(case, viewer=THE_OPERATOR, purpose=_PURPOSE) as look:
        return len(list(look.trail_in_words("nl")))


def rebuilding(url: str, _: str, clock: Clock) -> int:
    """What is kept of all cases, made of the entries anew."""
    with Casebook.open(url) as book, clock:
        return book.overview.rebuild()


def listing(url: str, _: str, clock: Clock) -> int:
    """All cases by name, from what is kept."""
    with Casebook.open(url) as book, clock:
        return len(book.cases())


def signals(url: str, _: str, clock: Clock) -> int:
    """What deserves attention in all cases, from what is kept."""
    with Casebook.open(url) as book, clock:
        return len(book.overview.signals(purpose=_PURPOSE).told)


def snapshots(url: str, _: str, clock: Clock) -> int:
    """Every case loaded once, so that each that is long enough has a snapshot."""
    with Casebook.open(url, sealed=True) as book, clock:
        return sum(book.log.load(case).number for case, _ in book.cases())


def checking(url: str, _: str, clock: Clock) -> int:
    """As an auditor does, without keys."""
    return _checked(url, clock, processes=1)


def checking_by_two(url: str, _: str, clock: Clock) -> int:
    """By two processes, of which this is one."""
    return _checked(url, clock, processes=2)


def _checked(url: str, clock: Clock, *, processes: int) -> int:
    with Casebook.open(url, sealed=True) as book, clock:
        checked = check(book.log, book.rulebook, processes=processes)
    if not checked.is_clean:
        raise AssertionError(checked.findings)
    return checked.entries


def backing_up(url: str, _: str, clock: Clock) -> int:
    """The log and the vault of a file, which may be in use. Gives how many bytes they are."""
    with tempfile.TemporaryDirectory(dir=Path(url).parent) as folder, clock:
        copies = back_up(Path(url), Path(folder) / "copy")
        return copies.casebook.stat().st_size + copies.vault.stat().st_size


OPERATIONS: Final[Mapping[str, Callable[[str, str, Clock], int]]] = {
    "open": opening,
    "decide": deciding,
    "load": loading,
    "trail": trail,
    "trail-for-the-house": trail_for_the_house,
    "check": checking,
    "check-two": checking_by_two,
    "backup": backing_up,
    "rebuild": rebuilding,
    "cases": listing,
    "signals": signals,
    "snapshots": snapshots,
    "record": recording,
    "record-together": recording_together,
}
"""What can be done, in an order in which it can be done one after another."""


def main() -> None:
    """Does it, and says what it took."""
    what, url, case = sys.argv[1:]
    clock = Clock()
    count = OPERATIONS[what](url, case, clock)
    told = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text("utf-8"))
    if told is None:
        raise OSError("this system does not tell how much memory a process held")
    took = {"count": count, "seconds": clock.seconds, "processor": clock.processor, "megabytes": int(told[1]) / 1024}
    sys.stdout.write(json.dumps(took) + "\n")


if __name__ == "__main__":
    main()
