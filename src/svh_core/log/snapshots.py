"""Snapshots: the case at some number, so that a long one need not be replayed from its first entry.

A snapshot is only a faster way to the same: one whose shape is not today's is passed over, and replay goes on without
it. It holds sealed tokens, never words.

Its bytes are lines: a checksum of the others, the case but for what it remembers of its entries, and that, page by
page. A spoilt one is passed over too.
"""

from __future__ import annotations

import functools
import hashlib
import typing
import zlib
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Any, Final

import attrs
import msgspec
from eventsourcing.persistence import AggregateRecorder, IntegrityError, OperationalError, StoredEvent
from eventsourcing.popo import POPOAggregateRecorder
from eventsourcing.sqlite import SQLiteAggregateRecorder

from svh_core.domain.case import Case, FrozenCase
from svh_core.domain.records import Written
from svh_core.domain.values import changed
from svh_core.log.codec import MAKING_READERS
from svh_core.log.lines import Lines, pages_of
from svh_core.log.served import TellsStreams
from svh_core.log.streams import pages_of as pages_of_streams
from svh_core.log.streams import rows_of

EVERY: Final = 200
"""How many entries since the last snapshot make a new one worth its place."""

LONG: Final = 1_000
A_PART: Final = 5
"""In a longer case it takes a fifth of what the last one remembers, for each has the whole case in it. A stream of
looks remembers nothing, and has one for each 200 however long it is."""

_FORM: Final = "pages of entries"
"""Changed whenever the bytes of a snapshot say the same in another way."""

_ENCODE: Final = msgspec.json.Encoder(enc_hook=str).encode


@functools.cache
def shape_of_case() -> str:
    """A digest of every field of a case, and of the code that makes it: a repaired transition makes it anew."""
    told = [_FORM, *sorted(_shape(FrozenCase, set())), *_code()]
    return f"case/{hashlib.sha256(repr(told).encode()).hexdigest()[:16]}"


def _code() -> list[str]:
    """A digest of each file of the domain."""
    files = sorted(
        (file for file in resources.files("svh_core.domain").iterdir() if file.name.endswith(".py")), key=str
    )
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def _shape(cls: Any, seen: set[Any]) -> list[str]:
    if attrs.has(cls):
        if cls in seen:
            return []
        seen.add(cls)
        hints = typing.get_type_hints(cls, include_extras=True)
        own = [f"{cls.__name__}.{field.name}: {hints[field.name]}" for field in attrs.fields(cls)]
        return own + [line for field in attrs.fields(cls) for line in _shape(hints[field.name], seen)]
    return [line for part in typing.get_args(cls) for line in _shape(part, seen)]


def _checksum(lines: Iterable[bytes]) -> bytes:
    return b"%08x" % functools.reduce(lambda before, line: zlib.crc32(line, before), lines, 0)


def page_of(lines: Iterable[Written]) -> bytes:
    """What is remembered of one page of entries, as a snapshot keeps it."""
    (told,) = pages_of(lines)
    return _ENCODE(told)


def state_of(case: Case, pages: Iterable[bytes] | None = None) -> bytes:
    """The bytes of a snapshot.

    Args:
        case: the case; of a draft and a frozen one they are the same.
        pages: what it remembers of its entries, where somebody has that at hand.
    """
    told = _ENCODE(changed(case, {"written": {}}))
    lines = [told, *(map(_ENCODE, pages_of(case.written.values())) if pages is None else pages)]
    return b"\n".join([_checksum(lines), *lines])


def is_due(number: int, since: int, *, remembers: bool = True) -> bool:
    """Whether a case is worth a snapshot at a number, where the last one was made at another, or at 0."""
    return number - since >= (since // A_PART if remembers and since >= LONG else EVERY)


def _is_of_this_release(shape: object) -> bool:
    return not isinstance(shape, str) or shape.partition("+")[0] == shape_of_case()


class Snapshots:
    """Snapshots in a recorder.

    Args:
        recorder: eventsourcing's, for one table of snapshots.
        made_with: what was added to the core when a case is made: a case that another plugin knows of is another case.
    """

    def __init__(self, recorder: AggregateRecorder, made_with: str = "") -> None:
        self._recorder = recorder
        self._made_with = made_with

    @functools.cached_property
    def _shape(self) -> str:
        if not self._made_with:
            return shape_of_case()
        return f"{shape_of_case()}+{hashlib.sha256(self._made_with.encode()).hexdigest()[:16]}"

    @functools.cached_property
    def _decode(self) -> Any:
        with MAKING_READERS:
            return msgspec.json.Decoder(FrozenCase).decode

    def latest(self, stream: str, *, until: int | None = None) -> FrozenCase | None:
        """The newest snapshot of today's shape, not after entry `until`."""
        found = self._recorder.select_events(stream, lte=until, desc=True, limit=1)
        return self.read(found[0]) if found else None

    def read(self, row: StoredEvent) -> FrozenCase | None:
        """The case of a stored snapshot; None where it is of another shape than today's, or spoilt."""
        if row.topic != self._shape:
            return None
        checksum, *lines = row.state.split(b"\n")
        if checksum != _checksum(lines):
            return None
        try:
            told, *pages = lines
            case: FrozenCase = self._decode(told)
        except (ValueError, msgspec.MsgspecError):
            return None
        return changed(case, {"written": Lines(pages, case.number)}) if case.remembers else case

    def keep(self, stream: str, case: FrozenCase, *, since: int) -> None:
        """Keeps a snapshot where enough happened since the last one; if it cannot, nothing is lost."""
        if not is_due(case.number, since, remembers=case.remembers):
            return
        if case.remembers and len(case.written) != case.number:
            return  # somebody took entries away, and lines have no number of their own
        row = StoredEvent(stream, case.number, self._shape, state_of(case))
        try:
            self._recorder.insert_events([row])
        except (IntegrityError, OperationalError):
            return

    def stored(self, stream: str, *, after: int = -(2**63), until: int = 2**63 - 1) -> StoredEvent | None:
        """The first snapshot of this release behind a number, as it is stored, whoever's plugins made it.

        Others nobody reads. One that cannot be read at all is none of another release.
        """
        while found := rows_of(self._recorder, stream, after, until, limit=1):
            if _is_of_this_release(found[0][1]):
                return StoredEvent(stream, *found[0])
            after = found[0][0]
        return None

    def newest(self, stream: str) -> StoredEvent | None:
        """The one that a reader would start from, if it is of this release, as it is stored."""
        found = rows_of(self._recorder, stream, -(2**63), desc=True, limit=1)
        return StoredEvent(stream, *found[0]) if found and _is_of_this_release(found[0][1]) else None

    def is_read_here(self, row: StoredEvent) -> bool:
        """Whether a reader with these plugins would start from it, and none with others."""
        return row.topic == self._shape or not isinstance(row.topic, str)

    def streams(self) -> Sequence[str]:
        """The streams that have a snapshot, by name; what is no name at all, no reader asks for."""
        recorder: Any = self._recorder
        names: Iterable[object] = ()
        if isinstance(recorder, SQLiteAggregateRecorder):
            asked = f"SELECT DISTINCT originator_id FROM {recorder.events_table_name}"  # noqa: S608 - our own table
            with recorder.datastore.transaction(commit=False) as cursor:
                cursor.execute(asked)
                names = [row[0] for row in cursor.fetchall()]
        elif isinstance(recorder, TellsStreams):
            names = (name for name, _ in pages_of_streams(recorder))
        elif isinstance(recorder, POPOAggregateRecorder):
            names = list(recorder._stored_events_index)  # noqa: SLF001 - the library has no way to list them
        return sorted(name for name in names if isinstance(name, str))
