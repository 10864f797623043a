"""Two sides in turns: each round takes both, and what counts is the ratio within a round."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import Final

import attrs

FEWEST_ROUNDS: Final = 5
"""Below this a median says little."""


@attrs.frozen
class Side:
    """One of the two.

    Attributes:
        turn: what it does in one round.
        times: how many times that is what is measured, so that the two may differ.
    """

    turn: Callable[[], object]
    times: int = 1

    def seconds(self) -> float:
        """Takes a turn.

        Returns:
            The seconds of one time.
        """
        began = time.perf_counter()
        self.turn()
        return (time.perf_counter() - began) / self.times


@attrs.frozen
class Contest:
    """Ours and what it is held against."""

    ours: Side
    reference: Side


@attrs.frozen
class Measured:
    """What a contest came to: the seconds of each side, round by round."""

    ours: tuple[float, ...]
    reference: tuple[float, ...]

    def ratios(self, *, of_time: bool) -> tuple[float, ...]:
        """How many times as fast ours was in each round or, `of_time`, how many times as long it took."""
        pairs = zip(self.ours, self.reference, strict=True)
        return tuple(ours / reference if of_time else reference / ours for ours, reference in pairs)

    def milliseconds_more(self) -> tuple[float, ...]:
        """How much longer ours took in each round."""
        return tuple((ours - reference) * 1e3 for ours, reference in zip(self.ours, self.reference, strict=True))

    @property
    def medians(self) -> tuple[float, float]:
        """The seconds of ours and of the reference, in the middle round of each."""
        return statistics.median(self.ours), statistics.median(self.reference)


def held(contest: Contest, *, rounds: int) -> Measured:
    """Lets both sides take turns.

    One round goes before that is not counted. What is there by then is no work for the garbage collector, which stays
    on, as in an app. Who goes first changes each round.

    Raises:
        ValueError: there are too few rounds to say anything.
    """
    if rounds < FEWEST_ROUNDS:
        raise ValueError(f"expected at least {FEWEST_ROUNDS} rounds")
    _round(contest, ours_first=True)
    gc.collect()
    gc.freeze()
    try:
        seconds = [_round(contest, ours_first=number % 2 == 0) for number in range(rounds)]
    finally:
        gc.unfreeze()
    return Measured(ours=tuple(ours for ours, _ in seconds), reference=tuple(reference for _, reference in seconds))


def _round(contest: Contest, *, ours_first: bool) -> tuple[float, float]:
    if ours_first:
        return contest.ours.seconds(), contest.reference.seconds()
    reference = contest.reference.seconds()
    return contest.ours.seconds(), reference
