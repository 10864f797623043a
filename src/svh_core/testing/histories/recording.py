"""Writing histories down in a casebook, with a clock that goes as the story does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Final

from svh_core.casebook import Casebook
from svh_core.testing.histories.telling import Told
from svh_core.testing.playing import StandingClock

AT_ONCE: Final = 500
"""The most decisions in one transaction."""

WITHIN: Final = timedelta(days=1)
"""How far apart the first and the last of one transaction are written down at the most."""


def record_many(
    told: Iterable[Told],
    book: Casebook,
    clock: StandingClock,
    *,
    at_once: int = AT_ONCE,
    within: timedelta = WITHIN,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Records histories in batches, each at the moment at which its last decision is written down.

    Args:
        told: decisions in order, as `many_cases` tells them.
        book: the casebook; made with `clock`, which stands at the beginning of the story or before it.
        clock: the clock of the casebook; it stands at the end of the story afterwards.
        at_once: the most decisions in one transaction.
        within: the longest time between the decisions of one transaction. Longer is faster, and dates what was recorded
            later than it was told.
        progress: called after each transaction with how many entries there are.

    Returns:
        How many entries were recorded, consequences included.

    Raises:
        NotAllowed: a rule refuses one, which is a fault of whoever told it.
    """
    entries = 0
    for batch in _batches(told, at_once, within):
        clock.now = batch[-1].recorded_at
        book.record_all([one.proposal() for one in batch])
        entries += sum(one.entries for one in batch)
        if progress is not None:
            progress(entries)
    return entries


def _batches(told: Iterable[Told], at_once: int, within: timedelta) -> Iterator[list[Told]]:
    batch: list[Told] = []
    for one in told:
        if batch and (len(batch) >= at_once or one.recorded_at - batch[0].recorded_at > within):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch
