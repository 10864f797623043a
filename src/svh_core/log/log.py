"""The log: entries by stream and number, kept for ever, read back one by one.

It writes through eventsourcing's recorders, with the events' promised names as topics.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, Final

from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent

from svh_core.domain.case import FrozenCase
from svh_core.domain.deciding import begun, replay
from svh_core.domain.rulebook import Entry, kind_of
from svh_core.errors import NotFound, not_written
from svh_core.log import NumberTaken
from svh_core.log.codec import NO_ENTRY, Codec
from svh_core.log.leaves import DESTROYED
from svh_core.log.rows import stored
from svh_core.log.snapshots import Snapshots
from svh_core.log.sqlite_reading import ReadingRecorder, Told
from svh_core.log.store import Sealing, Store

BATCH = 500
"""How many rows are read at once where a whole stream or log is walked."""

_AT_ONCE: Final = 100
"""How many of them are decoded at once: more do not stay at hand in a processor until they are replayed."""


class Log:
    """Entries in a store.

    Args:
        store: the engine.
        codec: entry to bytes and back.
    """

    def __init__(self, store: Store, codec: Codec) -> None:
        self.store = store
        self.codec = codec
        self._snapshots = Snapshots(store.snapshots, codec.made_with)

    def append(
        self,
        batch: Sequence[tuple[str, Entry[Any]]],
        *,
        once: Sequence[tuple[str, str, int]] = (),
        destroys: tuple[str, Sequence[tuple[int, bytes]]] | None = None,
        sealing: Sealing | None = None,
    ) -> None:
        """Writes entries of one or more streams: all or none, and on disk when this returns.

        Args:
            batch: stream and entry, in order.
            once: request ids with their stream and number.
            destroys: a stream, and what is put in the place of each of its entries.
            sealing: makes their leaves, in the same transaction.

        Raises:
            NumberTaken: a number or request id is taken.
            Conflict: the store stayed locked by others for too long.
            NotWritable: its disk cannot be written to.
            ServerAway: its server keeps breaking off.
        """
        others: dict[str, Any] = {"destroys": destroys} if destroys is not None else {}
        if sealing is not None:
            others["sealing"] = sealing
        encode = self.codec.encode
        try:
            rows = [stored(told, entry.number, entry.event.spec.name, encode(entry)) for told, entry in batch]
            self.store.recorder.insert_events(rows, once=once, **others)
        except IntegrityError:
            raise NumberTaken from None
        except OperationalError as error:
            raise not_written("casebook", error) from None

    def entries(self, stream: str, *, after: int = 0, until: int | None = None) -> Iterator[Entry[Any]]:
        """The entries of a stream in order, read in batches.

        Raises:
            LogBroken: one cannot be read.
            NotFound: the stream was destroyed.
        """
        for told in self._told(stream, after, until):
            read = self._read(told)
            yield from read
            for number, name, state in told[len(read) :]:
                if name == DESTROYED:
                    raise NotFound(f"{stream} was destroyed", next="`svh check` shows that it was.")
                yield self.codec.decode(name, number, state)

    def _read(self, told: Sequence[Told]) -> list[Entry[Any]]:
        """The entries of these rows, up to the first that is not like any other.

        Many are read, and only then is the first replayed: loading a case takes a tenth less than with one by one.
        """
        exactly, read = self.codec.exactly, []
        with suppress(*NO_ENTRY):
            for number, name, state in told:
                if name == DESTROYED:
                    break
                read.append(exactly[name](number, state))
        return read

    def _told(self, stream: str, after: int, until: int | None) -> Iterator[Sequence[Told]]:
        """The rows of a stream in order, some at a time, as plain as the engine can give them."""
        recorder = self.store.recorder
        if not isinstance(recorder, ReadingRecorder):
            rows = self.rows(stream, after=after, until=until)
            while told := [(row.originator_version, row.topic, row.state) for row in islice(rows, _AT_ONCE)]:
                yield told
            return
        while True:
            batch = recorder.select_told(stream, gt=after, lte=until, limit=BATCH)
            yield from (batch[begin : begin + _AT_ONCE] for begin in range(0, len(batch), _AT_ONCE))
            if len(batch) < BATCH:
                return
            after = batch[-1][0]

    def rows(self, stream: str, *, after: int = 0, until: int | None = None) -> Iterator[StoredEvent]:
        """The rows of a stream in order, as they are stored."""
        while True:
            batch = self.store.recorder.select_events(stream, gt=after, lte=until, limit=BATCH)
            yield from batch
            if len(batch) < BATCH:
                return
            after = batch[-1].originator_version

    def load(self, stream: str, *, until: int | None = None) -> FrozenCase:
        """The case as it stands, or stood after entry `until`: a snapshot where there is one, and what came after."""
        case = self._snapshots.latest(stream, until=until) or begun(kind_of(stream))
        found = case.number
        case = replay(self.entries(stream, after=found, until=until), case)
        if until is None:
            self._snapshots.keep(stream, case, since=found)
        return case
