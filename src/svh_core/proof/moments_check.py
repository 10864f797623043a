"""Checking the moments at which entries say they were recorded, against each other and against what others kept.

The moment is told by the clock of whoever keeps the log. So a log by itself shows only that it goes back. What somebody
kept shows more: an entry that came after a kept checkpoint cannot have been recorded before it, and one that a witness
saw cannot have been recorded later. What was decided long before it was written down is another moment, and no matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import msgspec

from svh_core.domain.auditing import Finding, found
from svh_core.log.leaves import Parts
from svh_core.proof.older import Older

APART: Final = timedelta(hours=1)
"""How far two clocks may be apart, and how long a batch may take, all of which says when it began."""

_NEVER: Final = datetime.min.replace(tzinfo=UTC) + APART
_FOR_EVER: Final = datetime.max.replace(tzinfo=UTC) - APART


class _Told(msgspec.Struct, gc=False):
    """All that is read of an entry here: 0.35 of the 3.7 us that it takes to read it whole."""

    recorded_at: Annotated[datetime, msgspec.Meta(tz=True)]


_NO_MOMENT: Final = (msgspec.MsgspecError, TypeError, ValueError, RecursionError)
_READ: Final = msgspec.json.Decoder(_Told).decode


class MomentsCheck:
    """One walk along a log.

    Args:
        older: checkpoints and receipts that somebody kept.
    """

    def __init__(self, older: Sequence[Older]) -> None:
        self._older = older
        self._sizes = sorted({one.size for one in older})
        self._latest = _NEVER
        self._kept = _NEVER
        """The latest moment of what was kept."""

    def found_in(self, rows: Sequence[Parts], begin: int) -> Iterator[Finding]:
        """What is found in the next entries of the log.

        Args:
            rows: the entries.
            begin: the index of the first.
        """
        moments: list[datetime | None]
        try:
            moments = [_READ(state).recorded_at for _, _, _, _, state in rows]
        except _NO_MOMENT:
            moments = [_moment(state) for _, _, _, _, state in rows]
        if not self._older and self._go_on(moments):
            return
        for index, ((_, stream, number, _, _), moment) in enumerate(zip(rows, moments, strict=True), start=begin):
            if index in self._sizes:
                self._kept = max(self._kept, self._latest)
            if moment is None:
                continue
            if moment < self._kept - APART or moment > self._seen(index) + APART:
                yield found("an_entry_was_recorded_when_it_says", stream, number)
            elif moment < self._latest - APART:
                yield found("the_clock_went_back", stream, number)
                self._latest = max(moment, _NEVER)
            else:
                self._latest = max(self._latest, moment)

    def _go_on(self, moments: Sequence[datetime | None]) -> bool:
        """Whether they only rise, as nearly always; then no entry needs to be looked at by itself."""
        told = [moment for moment in moments if moment is not None]
        if not told or (told[0] >= self._latest and told == sorted(told)):
            self._latest = told[-1] if told else self._latest
            return True
        return False

    def _seen(self, index: int) -> datetime:
        """The first moment at which a witness saw a log that held the entry of this index."""
        seen = (one.seen for one in self._older if one.seen is not None and index < one.size)
        return min(seen, default=_FOR_EVER)


def _moment(state: bytes) -> datetime | None:
    """When the entry says it was recorded; None where it does not say."""
    try:
        return _READ(state).recorded_at
    except _NO_MOMENT:  # as a destroyed entry, or one that the other pass finds
        return None
