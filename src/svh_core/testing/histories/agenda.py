"""What is to happen, and when: nothing else of the time to come is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from svh_core.testing.histories.chance import Chance
from svh_core.testing.histories.telling import Told

Scene = Callable[..., Iterator[Told]]
"""Something that happens in a life: it tells its decisions, and may say what happens later."""

_SATURDAY = 5


class Agenda:
    """What is to happen in one life."""

    __slots__ = ("_count", "_heap")

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Scene, tuple[Any, ...]]] = []
        self._count = 0

    def __bool__(self) -> bool:
        return bool(self._heap)

    def put(self, moment: datetime, scene: Scene, told: tuple[Any, ...]) -> None:
        """Something is to happen at a moment; of two at one moment, what was put first."""
        self._count += 1
        heappush(self._heap, (moment, self._count, scene, told))

    def take(self) -> tuple[datetime, Scene, tuple[Any, ...]]:
        """What happens next."""
        moment, _, scene, told = heappop(self._heap)
        return moment, scene, told

    def clear(self) -> None:
        """Nothing that was planned happens any more."""
        self._heap.clear()


def working_day(chance: Chance, now: datetime, low: int, high: int) -> datetime:
    """A moment from `low` to `high` days from now, by day and not in a weekend."""
    day = now.replace(hour=chance.number(7, 15), minute=5 * chance.number(0, 11), second=0)
    day += timedelta(days=chance.number(low, high))
    return day + timedelta(days=2) if day.weekday() >= _SATURDAY else day
