"""Recording decisions, one by one and a hundred at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from svh_core import Casebook
from tests.bench.ground import ENTRIES_A_CASE, Ground, cases_of, rows_of_a_case
from tests.bench.references import decide
from tests.bench.story import Rotation, case_names, decision
from tests.bench.timing import Contest, Side

CASES_AT_HAND: Final = 200
"""Both sides keep the cases that are written to in memory; a casebook keeps no more than 256."""

BATCH: Final = 100
_LEAST_LINES: Final = 10


def record_one(ground: Ground) -> Contest:
    """One decision with its receipt, a transaction each, in a case at hand. The default's aggregate is at hand too."""
    cases = cases_of(ground, ENTRIES_A_CASE)
    app, rotation = ground.application(cases, ENTRIES_A_CASE), Rotation(cases[:CASES_AT_HAND], ENTRIES_A_CASE)
    groups = {case: app.group(case) for case in cases[:CASES_AT_HAND]}

    def save() -> None:
        for case, number in rotation.take(ground.sizes.records):
            decide(groups[case], number)
            app.save(groups[case])

    return Contest(_recording(ground, cases), Side(save, ground.sizes.records))


def record_one_bare(ground: Ground) -> Contest:
    """One decision against its bytes alone, which were made before."""
    cases = cases_of(ground, ENTRIES_A_CASE)
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
            shows(decision(number).record(book, case).proof)

    return Side(record, ground.sizes.records)


def shows(receipt: bytes) -> None:
    """Refuses a receipt that holds no entry, or is of a tree without more than it."""
    if receipt.count(b"\n") < _LEAST_LINES:
        raise AssertionError("this is no receipt")


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
