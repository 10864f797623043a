"""Chance that falls the same way for the same seed, on every Python and every machine.

Only `random.Random.random` is used, which Python promises never to change, and only whole numbers and comparisons are
made of it: no logarithms, which differ between machines, and no order of a set.
"""

from __future__ import annotations

import itertools
import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_BITS: Final = 1 << 48


class Odds(Generic[T]):
    """Outcomes, and how often each comes up.

    Args:
        of: a weight for each outcome; together they need not be a hundred.
    """

    def __init__(self, of: Mapping[T, int]) -> None:
        self.outcomes = tuple(of)
        self.marks = tuple(itertools.accumulate(of.values()))


class Chance:
    """Draws for one story.

    Args:
        seed: what it depends on, such as a seed and the number of a case.
    """

    __slots__ = ("draw",)

    def __init__(self, *seed: str | int) -> None:
        self.draw = random.Random("/".join(map(str, seed))).random  # noqa: S311 - made up, and the same each time

    def happens(self, share: float) -> bool:
        """Whether something happens that happens in this share of cases."""
        return self.draw() < share

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included, each as likely."""
        return low + int(self.draw() * (high - low + 1))

    def times(self, rate: float) -> int:
        """How often something happens that happens `rate` times on average: rounded up or down by chance."""
        return int(rate + self.draw())

    def one(self, of: Sequence[T]) -> T:
        """One of some, each as likely."""
        return of[int(self.draw() * len(of))]

    def some(self, of: Sequence[T], how_many: int) -> list[T]:
        """So many of some, or all where there are no more, in the order in which they stand."""
        left = list(range(len(of)))
        taken = [left.pop(int(self.draw() * len(left))) for _ in range(min(how_many, len(of)))]
        return [of[place] for place in sorted(taken)]

    def of(self, odds: Odds[T]) -> T:
        """One of some outcomes, the likelier more often."""
        return odds.outcomes[bisect_right(odds.marks, int(self.draw() * odds.marks[-1]))]

    def identifier(self) -> str:
        """An identifier in the form of those that apps use: 36 characters, as a UUID version 4."""
        one, two, three = (f"{int(self.draw() * _BITS):012x}" for _ in range(3))
        return f"{one[:8]}-{one[8:]}-4{two[:3]}-8{two[3:6]}-{two[6:]}{three[:6]}"
