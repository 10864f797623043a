"""Writing histories down in a casebook, with a clock that goes as the story does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Final

import attrs

from svh_core.casebook import Casebook
from svh_core.disclosing import access_stream, claim
from svh_core.domain.proposal import Proposal
from svh_core.errors import KeysMissing
from svh_core.testing.histories.telling import ACCESS, Told
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
        book.record_all([_proposal(one, book) for one in batch])
        entries += sum(one.entries for one in batch)
        if progress is not None:
            progress(entries)
    return entries


def _proposal(told: Told, book: Casebook) -> Proposal:
    """It, as this casebook takes it: a look of who holds the files names the case by a digest that only it can make."""
    if told.stream != ACCESS:
        return told.proposal()
    desk = book._desk  # noqa: SLF001 - what stands for a case, only the library makes
    if desk.vault is None:
        raise KeysMissing("nothing is recorded in a casebook that was opened sealed", next="Open it with its keys.")
    source = claim(desk.vault, told.envelope["source"])
    return attrs.evolve(told.proposal(), case=access_stream(desk), source=source)


def _batches(told: Iterable[Told], at_once: int, within: timedelta) -> Iterator[list[Told]]:
    batch: list[Told] = []
    for one in told:
        if batch and (len(batch) >= at_once or one.recorded_at - batch[0].recorded_at > within):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch
