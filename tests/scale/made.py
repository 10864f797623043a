"""Casebooks of a size, with made-up histories: people who decide, and people who look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from unittest.mock import patch

from svh_core import Casebook
from svh_core.recording import desk
from svh_core.testing.histories import many_cases, record_many
from svh_core.testing.playing import StandingClock

FIRST: Final = datetime(2017, 2, 6, tzinfo=UTC)
YEARS: Final = 6.0
"""How long the histories go on: long enough for cases to end."""

WITHIN: Final = timedelta(days=7)
"""How long decisions wait to be recorded together, which makes it quicker and changes no size."""


AT_HAND: Final = 4_000
"""How many cases are kept at hand meanwhile: with 256, most of a million decisions would have to load their case."""


def made(where: Path | str, entries: int) -> int:
    """Makes a casebook of so many entries; gives how many they are, its own first one included.

    Args:
        where: the file, or the address of a database.
        entries: how many.
    """
    clock = StandingClock(FIRST)
    with patch.object(desk, "KEPT_CASES", AT_HAND), Casebook.create(where, clock=clock) as book:
        told = many_cases(seed=1, entries=entries, years=YEARS, looks=True)
        return 1 + record_many(told, book, clock, within=WITHIN)
