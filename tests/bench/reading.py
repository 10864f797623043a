"""Reading a case back: from its entries, from a snapshot, and as a trail for people."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Final
from uuid import UUID

from svh_core import Casebook, Viewer
from tests.bench.ground import Ground, cases_of, complete
from tests.bench.references import SupportGroups, decide
from tests.bench.story import RESIDENT, decision
from tests.bench.timing import Contest, Side

SINCE_SNAPSHOT: Final = 5
"""Entries after the snapshot."""


def load_200(ground: Ground) -> Contest:
    """A case of usual length."""
    return _load(ground, 200, ground.sizes.loads)


def load_2000(ground: Ground) -> Contest:
    """A case of many years."""
    return _load(ground, 2_000, max(ground.sizes.loads // 8, 1))


def _load(ground: Ground, length: int, loads: int) -> Contest:
    cases = cases_of(ground, length)
    book, app = ground.casebook(cases, length), ground.application(cases, length)
    return Contest(_loading(book, cases, length, loads), _getting(app, cases, length, loads))


def _loading(book: Casebook, cases: Sequence[str], length: int, loads: int) -> Side:
    """Ours, up to its last entry by number: then no snapshot is made, and none is there."""
    turn = _round_and_round(cases, loads)

    def load() -> None:
        for case in turn():
            complete(book.log.load(case, until=length).number, length)

    return Side(load, loads)


def _getting(app: SupportGroups, cases: Sequence[str], length: int, loads: int) -> Side:
    turn = _round_and_round(cases, loads)

    def get() -> None:
        for case in turn():
            complete(app.group(case).version, length)

    return Side(get, loads)


def _round_and_round(cases: Sequence[str], how_many: int) -> Callable[[], Iterator[str]]:
    """In each round the next cases."""
    waiting = deque(cases)

    def turn() -> Iterator[str]:
        for _ in range(how_many):
            waiting.rotate(-1)
            yield waiting[-1]

    return turn


def load_snapshot(ground: Ground) -> Contest:
    """What snapshots bring."""
    cases = cases_of(ground, 2_000)
    app = ground.application(cases, 2_000 + SINCE_SNAPSHOT)
    return Contest(_from_snapshot(ground, cases), _getting(app, cases, 2_000 + SINCE_SNAPSHOT, 2))


def load_snapshot_own(ground: Ground) -> Contest:
    """Snapshot against snapshot."""
    cases = cases_of(ground, 2_000)
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
            complete(book.log.load(case).number, 2_000 + SINCE_SNAPSHOT)

    return Side(load, ground.sizes.loads)


def trail(ground: Ground) -> Contest:
    """What a resident reads: looked up, replayed, words revealed, told in Dutch; the default only replays."""
    cases = cases_of(ground, 200)
    book, app = ground.casebook(cases, 200), ground.application(cases, 200)
    turn, resident = _round_and_round(cases, ground.sizes.loads), Viewer(RESIDENT)

    def read() -> None:
        for case in turn():
            with book.looking(case, viewer=resident, purpose="reading my own trail") as look:
                deque(look.trail_in_words("nl"), maxlen=0)

    return Contest(Side(read, ground.sizes.loads), _getting(app, cases, 200, ground.sizes.loads))
