"""Entry to bytes and back.

One JSON object per entry: the envelope, with the event's fields under ``event``. Stream, number and name are columns of
the store and do not stand in it. Reading expects the keys of an entry and no others; bytes that have more, or are of an
older shape, are read again in the way that takes them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, Literal

import attrs
import msgspec

from svh_core.domain.rulebook import Entry, Event, EventKind, Rulebook, UnknownEvent
from svh_core.domain.values import completer, names_of
from svh_core.domain.words import Token
from svh_core.errors import LogBroken
from svh_core.log.reading import struct_like

Lift = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes the fields of an event of one shape those of the next."""

Read = Callable[[int, bytes], Entry[Any]]
"""Makes the entry of this number from its bytes."""

MAKING_READERS: Final = threading.RLock()
"""Held while a reader is made: msgspec keeps what it learns of a class on the class, where others would see half."""

NO_ENTRY: Final = (msgspec.MsgspecError, KeyError, TypeError, ValueError, RecursionError)
"""What reading raises where bytes are no entry: of msgspec, of a lift, of a check of the event's own."""

_NONE: Final[frozenset[str]] = frozenset()
_KNOWN: Final = frozenset({*names_of(Entry), "shape"} - {"number"})


class _Readers(dict[str, Read]):
    """What reads the entries of each name, made when the first of them is read."""

    def __init__(self, make: Callable[[str], Read]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> Read:
        with MAKING_READERS:
            reader = self[name] = self._make(name)
        return reader


class Codec:
    """Turns entries into bytes and bytes into entries.

    Args:
        rulebook: which events are known; others are kept as `UnknownEvent`.
        lifts: for each (event name, shape), how its fields become those of the next shape.

    Attributes:
        exactly: what reads entries of each name that have the keys of an entry and no others, for who reads many; what
            it raises, and of what bytes, `examined` tells.
    """

    def __init__(self, rulebook: Rulebook, lifts: Mapping[tuple[str, int], Lift] | None = None) -> None:
        self._kinds = rulebook.kinds
        self.made_with = rulebook.made_with
        self._lifts = dict(lifts or {})
        self.exactly: Final[Mapping[str, Read]] = _Readers(partial(self._made_reader, exact=True))
        self._tolerant = _Readers(partial(self._made_reader, exact=False))
        self._encode = msgspec.json.Encoder(enc_hook=_only_tokens).encode

    def encode(self, entry: Entry[Any]) -> bytes:
        """The bytes of an entry; absent fields are left out.

        Raises:
            TypeError: words in it are not sealed; plain words have no encoding.
        """
        told = _envelope(entry)
        if entry.because:
            told["because"] = [{"by": one.by, "words": one.words} for one in entry.because]
        kind = entry.event.spec
        if kind.shape > 1:
            told["shape"] = kind.shape
        told["event"] = entry.event.data if isinstance(entry.event, UnknownEvent) else _told(entry.event, kind)
        return self._encode(told)

    def decode(self, name: str, number: int, state: bytes) -> Entry[Any]:
        """The entry that these bytes are.

        Raises:
            LogBroken: the bytes are no entry of this name.
        """
        try:
            return self.exactly[name](number, state)
        except NO_ENTRY:
            return self._read_anyhow(name, number, state)

    def examined(self, name: str, number: int, state: bytes) -> tuple[Entry[Any], frozenset[str]]:
        """The entry that these bytes are, and the keys in them that an entry of this name does not have.

        Raises:
            LogBroken: the bytes are no entry of this name.
        """
        try:
            return self.exactly[name](number, state), _NONE
        except NO_ENTRY:
            entry = self._read_anyhow(name, number, state)
        try:
            return entry, self.unknown_keys(name, state)
        except NO_ENTRY:  # such as half a character in a key that nobody asked for
            raise _broken(name, number) from None

    def unknown_keys(self, name: str, state: bytes) -> frozenset[str]:
        """Keys in the bytes that an entry of this name does not have; reading passes them over."""
        told = msgspec.json.decode(state)
        unknown = set(told) - _KNOWN
        kind = self._kinds.get(name)
        if kind is not None and told.get("shape", 1) == kind.shape:
            unknown |= set(told["event"]) - {field.name for field in kind.fields}
        return frozenset(unknown)

    def _read_anyhow(self, name: str, number: int, state: bytes) -> Entry[Any]:
        try:
            return self._tolerant[name](number, state)
        except NO_ENTRY:
            raise _broken(name, number) from None

    def _made_reader(self, name: str, *, exact: bool) -> Read:
        kind = self._kinds.get(name)
        if kind is None:
            return _reader_of_unknown(name, exact=exact)
        told_as = _entry_like(struct_like(kind.cls, exact=exact), shape=kind.shape, exact=exact)
        parse = msgspec.json.Decoder(told_as).decode if exact or kind.shape == 1 else self._lifting(kind, told_as)
        return _reading(parse, _maker(kind.cls))

    def _lifting(self, kind: EventKind, told_as: type[msgspec.Struct]) -> Callable[[bytes], Any]:
        """Reads an entry of any shape as one of today's."""
        parse = msgspec.json.Decoder(dict[str, Any]).decode

        def lifted(state: bytes) -> Any:
            told = parse(state)
            for shape in range(told.get("shape", 1), kind.shape):
                told["event"] = self._lifts[kind.name, shape](told["event"])
            return msgspec.convert(told, told_as)

        return lifted


def _broken(name: str, number: int) -> LogBroken:
    return LogBroken(f"entry {number} cannot be read as {name}", next="Run `svh check`.")


def _only_tokens(value: Any) -> str:
    """Lets tokens through, which are text; anything else, plain words above all, has no encoding."""
    if isinstance(value, Token):
        return str(value)
    msg = f"{type(value).__name__} is never written"
    raise TypeError(msg)


def _envelope(entry: Entry[Any]) -> dict[str, Any]:
    """What always stands there, and what says something; in a loop it takes three times as long."""
    told: dict[str, Any] = {
        "by": entry.by,
        "entered_by": entry.entered_by,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "edition": entry.edition,
    }
    if entry.on_behalf_of is not None:
        told["on_behalf_of"] = entry.on_behalf_of
    if entry.reason is not None:
        told["reason"] = entry.reason
    if entry.meeting is not None:
        told["meeting"] = entry.meeting
    if entry.caused_by is not None:
        told["caused_by"] = entry.caused_by
    if entry.source is not None:
        told["source"] = entry.source
    return told


def _told(event: Any, kind: EventKind) -> dict[str, Any]:
    told = {}
    for field in kind.fields:
        value = getattr(event, field.attribute)
        if value is not None:
            told[field.name] = value
    return told


def _entry_like(event: Any, *, shape: int = 1, exact: bool) -> type[msgspec.Struct]:
    """What an entry is read into: exactly, it has no key for its number, and one for its shape if there were others."""
    if not exact:
        return struct_like(Entry, exact=False, event=event)
    shapes: dict[str, Any] = {"shape": Literal[shape]} if shape > 1 else {}
    return struct_like(Entry, exact=True, without="number", event=event, **shapes)


def _reading(parse: Callable[[bytes], Any], make_event: Callable[[Any], Event]) -> Read:
    make_entry = completer(Entry, "number", "event")

    def read(number: int, state: bytes) -> Entry[Any]:
        told = parse(state)
        entry: Entry[Any] = make_entry(told, number, make_event(told.event))
        return entry

    return read


def _maker(cls: Any) -> Callable[[Any], Event]:
    """Makes an event of what was read. Nothing is converted, for words were sealed; what a class checks, it checks."""
    make: Callable[[Any], Any] = completer(cls)
    if not any(field.validator for field in attrs.fields(cls)):
        return make

    def checked(fields: Any) -> Event:
        event = make(fields)
        attrs.validate(event)
        return event  # type: ignore[no-any-return]

    return checked


def _reader_of_unknown(name: str, *, exact: bool) -> Read:
    parse = msgspec.json.Decoder(_entry_like(dict[str, Any], exact=exact)).decode
    return _reading(parse, lambda data: UnknownEvent(name=name, data=data))
