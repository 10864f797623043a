"""Processes that are killed while they keep up what is kept of all cases: what is there is right, or is made again."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pytest

from svh_core import Casebook
from svh_core.overview import keeping_up
from svh_core.overview.keeping_up import VIEW

from ..killing import Count, Hand, hold_log, killed, kills
from ..log.hands import PROCESSES
from .lives import OPENING, WHAT_HAPPENS, happens, looked_at_one_by_one

CASES: Final = tuple(f"case-{number}" for number in range(12))
BEGUN: Final = datetime(2017, 2, 6, 10, tzinfo=UTC)
LONGEST: Final = 0.08
"""About how long a life of this work takes, in seconds."""


def keeps_up(path: Path, tells: Connection, life: int) -> None:
    """Records in a case, and makes what is kept; now and then from nothing. It tells where it begins with that."""
    vars(keeping_up)["MADE_AT_ONCE"] = 3
    moment = BEGUN + timedelta(days=life)
    with Casebook.open(path, clock=lambda: moment) as book:
        tells.send(life)
        while True:
            happens(book, CASES[life % len(CASES)], WHAT_HAPPENS[life % len(WHAT_HAPPENS)], moment)
            book.overview.rebuild() if life % 3 == 0 else book.overview.bring_up_to_date()
            moment += timedelta(days=2)


@pytest.mark.promise("lists-are-right")
@kills(few=6, many=50)
def test_what_is_kept_is_right_after_a_kill_at_any_moment(
    tmp_path: Path, kills: int, request: pytest.FixtureRequest
) -> None:
    path, count = tmp_path / "book.db", Count()
    chance = random.Random(9)  # noqa: S311 - not for secrets: the same moments in every run
    with Casebook.create(path, clock=lambda: BEGUN) as book:
        for case in CASES:
            happens(book, case, OPENING, BEGUN)
    for life in range(1, kills + 1):
        hand = Hand(keeps_up, path, life)
        hand.hear(1)
        killed([hand], chance, hear=1, longest=LONGEST)
        count.kills += 1
        moment = BEGUN + timedelta(days=life + chance.randrange(3))
        with Casebook.open(path, clock=lambda at=moment: at) as book:  # type: ignore[misc]
            mark = book.log.store.kept.mark(VIEW)
            assert mark is None or mark.position <= (book.log.store.recorder.max_notification_id() or 0)
            told_now = book.overview.signals("nl", purpose="reading", also=("all",)).told
            assert list(told_now) == looked_at_one_by_one(book)
            assert book.cases() == book._desk.cases()
    with Casebook.open(path) as book:
        hold_log(count, book)
    count.keep(request)


def goes_on_beside_others(path: Path, tells: Connection, which: int) -> None:
    """Records, reads and makes from nothing, as others do at the same time; tells whether nothing went wrong."""
    vars(keeping_up)["MADE_AT_ONCE"] = 3
    moment = BEGUN + timedelta(days=which)
    try:
        with Casebook.open(path, clock=lambda: moment) as book:
            for step in range(which, len(WHAT_HAPPENS), 9):
                happens(book, CASES[step % len(CASES)], WHAT_HAPPENS[step], moment)
                book.overview.signals("nl", purpose="reading")
                assert CASES[0] in dict(book.cases())
                if step % 4 == 0:
                    book.overview.rebuild()
                moment += timedelta(days=9)
        tells.send("ok")
    except Exception as error:  # noqa: BLE001 - told to who waits for it
        tells.send(repr(error))


@pytest.mark.promise("lists-are-right")
@pytest.mark.uncounted
def test_several_processes_make_it_at_once_from_the_first_time_on(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    with Casebook.create(path, clock=lambda: BEGUN) as book:
        for case in CASES:
            happens(book, case, OPENING, BEGUN)
    told, tells = zip(*(PROCESSES.Pipe(duplex=False) for _ in range(3)), strict=True)
    processes = [
        PROCESSES.Process(target=goes_on_beside_others, args=(path, end, which)) for which, end in enumerate(tells)
    ]
    for process in processes:
        process.start()
    assert [end.recv() for end in told] == ["ok"] * 3
    for process in processes:
        process.join()
    with Casebook.open(path, clock=lambda: BEGUN + timedelta(days=100)) as book:
        found = book.overview.signals("nl", purpose="reading", also=("all",))
        assert list(found.told) == looked_at_one_by_one(book)
        assert book.cases() == book._desk.cases()
