"""A store in memory, for tests: gone when it is let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.popo import POPOAggregateRecorder, POPOApplicationRecorder

from svh_core.log.leaves import DESTROYED


class _Recorder(POPOApplicationRecorder):
    """eventsourcing's recorder in memory, with request ids."""

    def __init__(self, snapshots: POPOAggregateRecorder) -> None:
        super().__init__()
        self._snapshots = snapshots
        self.once: dict[tuple[str, str], int] = {}
        self.last: dict[str, int] = {}
        self.destroyed: set[str] = set()

    def _assert_uniqueness(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super()._assert_uniqueness(stored_events)
        asked = [(stream, once) for stream, once, _ in kwargs.get("once", ())]
        if len(set(asked)) < len(asked) or any(request in self.once for request in asked):
            raise IntegrityError("request id already recorded")
        if any(event.originator_id in self.destroyed for event in stored_events):
            raise IntegrityError("destroyed")
        if "destroys" in kwargs and self.last.get(kwargs["destroys"][0]) != len(kwargs["destroys"][1]):
            raise IntegrityError("somebody recorded in it meanwhile")

    def _update_table(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        self.once |= {(stream, once): number for stream, once, number in kwargs.get("once", ())}
        for event in stored_events:
            stream = str(event.originator_id)
            self.last[stream] = max(event.originator_version, self.last.get(stream, 0))
        positions = super()._update_table(stored_events)
        if "destroys" in kwargs:
            self._destroy(*kwargs["destroys"])
        return positions

    def _destroy(self, stream: str, rows: Sequence[tuple[int, bytes]]) -> None:
        """Puts what is left of destroyed entries in their place."""
        left = dict(rows)
        for index, event in enumerate(self._stored_events):
            if event.originator_id == stream:
                kept = left[event.originator_version]
                self._stored_events[index] = StoredEvent(stream, event.originator_version, DESTROYED, kept)
        self.once = {request: number for request, number in self.once.items() if request[0] != stream}
        self._snapshots._stored_events_index.pop(stream, None)  # noqa: SLF001 - the library has no way to remove one
        self.destroyed.add(stream)


class MemoryStore:
    """Keeps entries for as long as the process lives.

    Args:
        facts: what to remember about the casebook.
    """

    def __init__(self, facts: Mapping[str, str]) -> None:
        self._facts = dict(facts)
        self.snapshots = POPOAggregateRecorder()
        self.recorder = _Recorder(self.snapshots)

    def recorded_once(self, stream: str, once: str) -> int | None:
        """The number of the entry that this request id recorded in this stream, if it did."""
        return self.recorder.once.get((stream, once))

    def streams(self) -> Sequence[tuple[str, int]]:
        """Every stream with its last number, by name."""
        return sorted(self.recorder.last.items())

    def destroyed(self) -> Sequence[str]:
        """The streams that were destroyed, by name."""
        return sorted(self.recorder.destroyed)

    def scrub(self) -> None:
        """Nothing is kept."""

    def fact(self, name: str) -> str | None:
        """A fact about the casebook."""
        return self._facts.get(name)

    def close(self) -> None:
        """Nothing is held open."""
