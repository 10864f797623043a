"""What a store costs that grew: the same work in the same number of cases, among a hundred times as many others."""

from __future__ import annotations

import random
import time
from itertools import cycle, islice
from typing import Final

import attrs

from svh_core import Casebook
from tests.bench.ground import BEFORE_GROWTH, ENTRIES_A_CASE, Ground, cases_of, complete
from tests.bench.recording import CASES_AT_HAND, seen, shows
from tests.bench.story import Rotation, decision
from tests.bench.timing import Contest, Side

LENGTH: Final = 200
"""How long a case is that is loaded."""

A_SITTING: Final = 4
"""How many entries of a case are written one after another, before those of others. With four, a case of 200 stands on
some 88 pages of the file; in a million entries of made-up histories, mixed as in life, on 87."""


@attrs.frozen
class Worked(Side):
    """A side of which the time of the processor is measured, that of the system for us included.

    What other programs push out of memory is read from the disk again. By the clock that tells how busy the machine is:
    twice as long for a store of a million entries, on one that eight people use.
    """

    def seconds(self) -> float:
        """Takes a turn.

        Returns:
            The seconds of one time.
        """
        began = time.process_time()
        self.turn()
        return (time.process_time() - began) / self.times


def grow_one(ground: Ground) -> Contest:
    """One decision with its receipt, in cases at hand that are a sample of all there are."""
    return Contest(_recording(ground, ground.sizes.of_growth), _recording(ground, _before(ground)))


def grow_load(ground: Ground) -> Contest:
    """A case from its entries; the next one lies somewhere else."""
    return _load(ground, together=A_SITTING)


def grow_scattered(ground: Ground) -> Contest:
    """The same where no two entries of a case lie together, which is the worst there is."""
    return _load(ground, together=1)


def _load(ground: Ground, together: int) -> Contest:
    grown, young = ground.sizes.of_growth, _before(ground)
    return Contest(_loading(ground, grown, together), _loading(ground, young, together))


def _before(ground: Ground) -> int:
    return min(BEFORE_GROWTH, ground.sizes.of_growth // 10)


def _book(ground: Ground, entries: int, length: int, together: int) -> tuple[Casebook, list[str]]:
    """A casebook of so many entries, and its cases in no order at all."""
    cases = cases_of(ground, length, entries=entries)
    book = ground.casebook_at(ground.folder / f"{entries}.db", cases, length, together=together)
    return book, random.Random(entries).sample(cases, len(cases))  # noqa: S311 - the same order each time


def _recording(ground: Ground, entries: int) -> Side:
    book, cases = _book(ground, entries, ENTRIES_A_CASE, A_SITTING)
    written_to = cases[:CASES_AT_HAND]
    for case in written_to:
        seen(book, case, ENTRIES_A_CASE)
    rotation = Rotation(written_to, ENTRIES_A_CASE)

    def record() -> None:
        for case, number in rotation.take(ground.sizes.records):
            shows(decision(number).record(book, case).proof)

    return Side(record, ground.sizes.records)


def _loading(ground: Ground, entries: int, together: int) -> Side:
    book, cases = _book(ground, entries, LENGTH, together)
    turn = cycle(cases)

    def load() -> None:
        for case in islice(turn, ground.sizes.loads):
            complete(book.log.load(case, until=LENGTH).number, LENGTH)

    return Worked(load, ground.sizes.loads)
