"""A store in memory, for tests: gone when it is let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.popo import POPOAggregateRecorder, POPOApplicationRecorder


class _Recorder(POPOApplicationRecorder):
    """eventsourcing's recorder in memory, with request ids."""

    def __init__(self) -> None:
        super().__init__()
        self.once: dict[tuple[str, str], int] = {}
        self.last: dict[str, int] = {}

    def _assert_uniqueness(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super()._assert_uniqueness(stored_events)
        asked = [(stream, once) for stream, once, _ in kwargs.get("once", ())]
        if len(set(asked)) < len(asked) or any(request in self.once for request in asked):
            raise IntegrityError("request id already recorded")

    def _update_table(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        self.once |= {(stream, once): number for stream, once, number in kwargs.get("once", ())}
        for event in stored_events:
            stream = str(event.originator_id)
            self.last[stream] = max(event.originator_version, self.last.get(stream, 0))
        return super()._update_table(stored_events)


class MemoryStore:
    """Keeps entries for as long as the process lives.

    Args:
        facts: what to remember about the casebook.
    """

    def __init__(self, facts: Mapping[str, str]) -> None:
        self._facts = dict(facts)
        self.recorder = _Recorder()
        self.snapshots = POPOAggregateRecorder()

    def recorded_once(self, stream: str, once: str) -> int | None:
        """The number of the entry that this request id recorded in this stream, if it did."""
        return self.recorder.once.get((stream, once))

    def streams(self) -> Sequence[tuple[str, int]]:
        """Every stream with its last number, by name."""
        return sorted(self.recorder.last.items())

    def fact(self, name: str) -> str | None:
        """A fact about the casebook."""
        return self._facts.get(name)

    def close(self) -> None:
        """Nothing is held open."""
