"""A store in memory, for tests: gone when it is let go."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import IntegrityError, StoredEvent, Tracking
from eventsourcing.popo import POPOAggregateRecorder, POPOApplicationRecorder, POPOTrackingRecorder

from svh_core.log.leaves import DESTROYED, Parts, Row
from svh_core.log.memory_kept import MemoryKeptViews
from svh_core.log.store import Leaves, Trouble


class _Recorder(POPOApplicationRecorder):
    """eventsourcing's recorder in memory, with request ids."""

    def __init__(self, snapshots: POPOAggregateRecorder) -> None:
        super().__init__()
        self._snapshots = snapshots
        self.once: dict[tuple[str, str], int] = {}
        self.last: dict[str, int] = {}
        self.destroyed: set[str] = set()
        self.leaves = _Leaves(self._stored_events, self._stored_events_index)

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
        if "sealing" in kwargs:
            kwargs["sealing"](self.leaves)
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


class _Leaves:
    """The leaves of a log in memory."""

    def __init__(self, rows: Sequence[StoredEvent], places: Mapping[str, Mapping[int, int]]) -> None:
        self._rows = rows
        self._places = places
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._last: list[int] = []
        self._loose: list[tuple[int, int, bytes]] = []

    def version(self) -> object:
        return None

    def full_tiles(self) -> tuple[int, int]:
        return len(self._last), self._last[-1] if self._last else 0

    def tile(self, level: int, index: int) -> bytes:
        return self._tiles.get((level, index), b"")

    def walked(self) -> Iterator[tuple[int, bytes, int]]:
        return ((index, self._tiles[0, index], last) for index, last in enumerate(self._last))

    def end_of_tile(self, index: int) -> int:
        return self._last[index] if 0 <= index < len(self._last) else 0

    def loose(self) -> list[tuple[int, int, bytes]]:
        return list(self._loose)

    def rows(self, after: int = 0, *, until: int | None = None) -> Iterator[Row]:
        return (self._row(place) for place in range(after, len(self._rows) if until is None else until))

    def between(self, after: int, until: int) -> Sequence[Parts]:
        return list(self.rows(after, until=until))

    def row(self, stream: str, number: int) -> Row | None:
        place = self._places.get(stream, {}).get(number)
        return None if place is None else self._row(place)

    def _row(self, place: int) -> Row:
        told = self._rows[place]
        return Row(place + 1, str(told.originator_id), told.originator_version, told.topic, told.state)

    def heads(self, until: int) -> Iterator[Row]:
        last = {row.stream: row for row in self.rows(until=until)}
        return (last[stream] for stream in sorted(last))

    def counted(self, after: int, *, until: int | None = None) -> int:
        return (len(self._rows) if until is None else until) - after

    def tile_of(self, position: int) -> tuple[int, int] | None:
        tile = bisect_left(self._last, position)
        return None if tile == len(self._last) else (tile, self.end_of_tile(tile - 1))

    def add_loose(self, leaves: Sequence[tuple[int, int, bytes]]) -> None:
        self._loose += leaves

    def add_tile(self, level: int, index: int, hashes: bytes, position: int) -> None:
        self._tiles[level, index] = hashes
        if level == 0:
            self._last.append(position)
            self._loose.clear()


class _Followers:
    """How far followers came, in memory."""

    def __init__(self) -> None:
        self._tracking = POPOTrackingRecorder()
        self._trouble: dict[str, Trouble] = {}
        self._held: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def position(self, name: str) -> int:
        return self._tracking.max_tracking_id(name) or 0

    def moved(self, name: str, position: int) -> None:
        self._tracking.insert_tracking(Tracking(name, position))
        self._trouble.pop(name, None)

    def trouble(self, name: str) -> Trouble | None:
        return self._trouble.get(name)

    def failed(self, name: str, trouble: Trouble | None) -> None:
        if trouble is None:
            self._trouble.pop(name, None)
        else:
            self._trouble[name] = trouble

    def held(self, name: str) -> Mapping[str, tuple[str, ...]]:
        return dict(self._held[name])

    def holds(self, name: str, stream: str, categories: tuple[str, ...]) -> None:
        self._held[name][stream] = categories

    def holding(self, beginning: str) -> Sequence[str]:
        return sorted(name for name, held in self._held.items() if name.startswith(beginning) and any(held.values()))

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        lock = self._locks[name]
        taken = lock.acquire(blocking=False)
        try:
            yield taken
        finally:
            if taken:
                lock.release()


class MemoryStore:
    """Keeps entries for as long as the process lives.

    Args:
        facts: what to remember about the casebook.
    """

    def __init__(self, facts: Mapping[str, str]) -> None:
        self._facts = dict(facts)
        self.snapshots = POPOAggregateRecorder()
        self.recorder = _Recorder(self.snapshots)
        self.followers = _Followers()
        self.kept = MemoryKeptViews(self.recorder.destroyed)

    def recorded_once(self, stream: str, once: str) -> int | None:
        """The number of the entry that this request id recorded in this stream, if it did."""
        return self.recorder.once.get((stream, once))

    def streams(self) -> Sequence[tuple[str, int]]:
        """Every stream with its last number, by name."""
        return sorted(self.recorder.last.items())

    def destroyed(self) -> Sequence[str]:
        """The streams that were destroyed, by name."""
        return sorted(self.recorder.destroyed)

    @contextmanager
    def leaves(self) -> Iterator[Leaves]:
        """The leaves and the entries as they are now."""
        yield self.recorder.leaves

    def scrub(self) -> None:
        """Nothing is kept."""

    def fact(self, name: str) -> str | None:
        """A fact about the casebook."""
        return self._facts.get(name)

    def close(self) -> None:
        """Nothing is held open."""
