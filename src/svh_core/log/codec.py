"""Entry to bytes and back.

One JSON object per entry: the envelope, with the event's fields under ``event``. Stream, number and name are columns of
the store and do not stand in it. Reading goes straight into the attrs classes with msgspec; what needs another road (an
older shape, a field whose wire name Python reserves) is decoded to a dict, lifted, and then structured.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from svh_core.domain.rulebook import Entry, EventKind, Rulebook, UnknownEvent
from svh_core.domain.values import changed
from svh_core.domain.words import Token
from svh_core.errors import LogBroken

Lift = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes the fields of an event of one shape those of the next."""

ENVELOPE: Final = (
    "by",
    "entered_by",
    "at",
    "recorded_at",
    "edition",
    "on_behalf_of",
    "reason",
    "meeting",
    "caused_by",
    "source",
)
MAKING_READERS: Final = threading.RLock()
"""Held while a reader is made: msgspec keeps what it learns of a class on the class, where others would see half."""

_ALWAYS_KNOWN: Final = frozenset({*ENVELOPE, "because", "event", "shape"})


class Codec:
    """Turns entries into bytes and bytes into entries.

    Args:
        rulebook: which events are known; others are kept as `UnknownEvent`.
        lifts: for each (event name, shape), how its fields become those of the next shape.
    """

    def __init__(self, rulebook: Rulebook, lifts: Mapping[tuple[str, int], Lift] | None = None) -> None:
        self._kinds = rulebook.kinds
        self._lifts = dict(lifts or {})
        self._readers: dict[str, Callable[[bytes], Entry[Any]]] = {}
        self._encode = msgspec.json.Encoder(enc_hook=_only_tokens).encode

    def encode(self, entry: Entry[Any]) -> bytes:
        """The bytes of an entry; absent fields are left out.

        Raises:
            TypeError: words in it are not sealed; plain words have no encoding.
        """
        told: dict[str, Any] = {}
        for name in ENVELOPE:
            value = getattr(entry, name)
            if value is not None:
                told[name] = value
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
        reader = self._readers.get(name)
        if reader is None:
            with MAKING_READERS:
                reader = self._readers[name] = self._reader(name)
        try:
            entry = reader(state)
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError):
            raise LogBroken(f"entry {number} cannot be read as {name}", next="Run `svh check`.") from None
        object.__setattr__(entry, "number", number)  # it was made this moment and nobody else holds it
        return entry

    def unknown_keys(self, name: str, state: bytes) -> frozenset[str]:
        """Keys in the bytes that an entry of this name does not have; the fast road passes them over unseen."""
        told = msgspec.json.decode(state)
        unknown = set(told) - _ALWAYS_KNOWN
        kind = self._kinds.get(name)
        if kind is not None and told.get("shape", 1) == kind.shape:
            unknown |= set(told["event"]) - {field.name for field in kind.fields}
        return frozenset(unknown)

    def _reader(self, name: str) -> Callable[[bytes], Entry[Any]]:
        kind = self._kinds.get(name)
        if kind is None:
            return _reader_of_unknown(name)
        if kind.shape == 1 and all(field.name == field.attribute for field in kind.fields):
            return msgspec.json.Decoder(Entry[kind.cls]).decode  # type: ignore[name-defined]
        return self._lifting_reader(kind)

    def _lifting_reader(self, kind: EventKind) -> Callable[[bytes], Entry[Any]]:
        entry_type = Entry[kind.cls]  # type: ignore[name-defined]
        parse = msgspec.json.Decoder(dict[str, Any]).decode
        msgspec.json.Decoder(entry_type)  # so that nothing is left to learn when two threads convert at once

        def read(state: bytes) -> Entry[Any]:
            told = parse(state)
            fields = told["event"]
            for shape in range(told.get("shape", 1), kind.shape):
                fields = self._lifts[kind.name, shape](fields)
            told["event"] = {field.attribute: fields[field.name] for field in kind.fields if field.name in fields}
            return msgspec.convert(told, entry_type)

        return read


def _only_tokens(value: Any) -> str:
    """Lets tokens through, which are text; anything else, plain words above all, has no encoding."""
    if isinstance(value, Token):
        return str(value)
    msg = f"{type(value).__name__} is never written"
    raise TypeError(msg)


def _told(event: Any, kind: EventKind) -> dict[str, Any]:
    values = ((field.name, getattr(event, field.attribute)) for field in kind.fields)
    return {name: value for name, value in values if value is not None}


def _reader_of_unknown(name: str) -> Callable[[bytes], Entry[Any]]:
    read: Callable[[bytes], Any] = msgspec.json.Decoder(Entry[dict[str, Any]]).decode  # type: ignore[type-var]

    def kept(state: bytes) -> Entry[Any]:
        entry = read(state)
        return changed(entry, {"event": UnknownEvent(name=name, data=entry.event)})

    return kept
