"""A long casebook takes no more memory to move than a short one."""

from __future__ import annotations

import resource
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from svh_core import Casebook
from svh_core.keeping import place_of
from svh_core.moving.migrating import migrate
from svh_core.testing.histories import many_cases, record_many
from svh_core.testing.playing import StandingClock

from ..postgres import needs_postgres, new_name, url_of
from .hands import PROCESSES

SHORT, LONG = 20_000, 100_000


def moves(source: str, target: str, told: Connection) -> None:
    """Moves a casebook, and tells how much memory that took, in kilobytes, and how many entries there were."""
    entries = migrate(place_of(source), place_of(target)).entries
    told.send((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, entries))


def memory(source: str, target: str) -> tuple[int, int]:
    told, tells = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=moves, args=(source, target, tells))
    process.start()
    tells.close()
    said: tuple[int, int] = told.recv()
    process.join()
    return said


def made(path: Path, entries: int) -> str:
    clock = StandingClock()
    with Casebook.create(path, clock=clock) as book:
        record_many(many_cases(seed=1, entries=entries), book, clock)
    return str(path)


@pytest.mark.long
def test_it_is_flat_there_and_back(tmp_path: Path) -> None:
    needs_postgres()
    short, long = made(tmp_path / "short.db", SHORT), made(tmp_path / "long.db", LONG)
    server = {name: url_of(new_name(), keys=str(tmp_path / name)) for name in ("short", "long")}
    there = memory(short, server["short"]), memory(long, server["long"])
    back = memory(server["short"], str(tmp_path / "b1.db")), memory(server["long"], str(tmp_path / "b2.db"))
    for (little, few), (much, many) in (there, back):
        assert many > 4 * few
        assert much < 1.1 * little + 8_000
