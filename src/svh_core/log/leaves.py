"""The leaf of an entry: a digest of exactly what is stored, which stays when the entry itself is destroyed."""

from __future__ import annotations

import functools
import hashlib
import json
import struct
from typing import Final, NamedTuple, TypeAlias

from svh_core.errors import LogBroken

DESTROYED: Final = "destroyed"
"""The name of a row whose entry was destroyed."""

HAS_LEAVES: Final = "leaves"
"""The fact of a casebook whose entries had leaves from the first one on."""

_PREFIX: Final = b"svh-leaf/v1\n"
_BEGINS: Final = b"\x00" + _PREFIX  # RFC 6962, 2.1: a leaf and an inner node are never taken for each other
_LENGTH: Final = struct.Struct(">I")
_NUMBER: Final = struct.Struct(">Q")
HASH_BYTES: Final = 32


class Row(NamedTuple):
    """An entry as it is stored.

    Attributes:
        position: where, in the order of the log; positions rise, and may have gaps.
        stream: its stream.
        number: in its stream.
        name: of its event.
        state: its bytes.
    """

    position: int
    stream: str
    number: int
    name: str
    state: bytes


Parts: TypeAlias = tuple[int, str, int, str, bytes]
"""What a `Row` is made of, for who reads so many of them that making them counts: 0.2 us each."""


def leaf(stream: str, number: int, name: str, state: bytes) -> bytes:
    """The bytes of a leaf: stream, number, name and state, so that no two rows have the same."""
    return b"".join(_parts(_PREFIX, stream, number, name, state))


def _parts(begins: bytes, stream: str, number: int, name: str, state: bytes) -> tuple[bytes, ...]:
    return begins, _sized(stream), _NUMBER.pack(number), _sized(name), _LENGTH.pack(len(state)), state


@functools.lru_cache(maxsize=4096)  # a check asks for the same names again and again
def _sized(text: str) -> bytes:
    told = text.encode()
    return _LENGTH.pack(len(told)) + told


def leaf_hash(stream: str, number: int, name: str, state: bytes) -> bytes:
    """SHA-256 of a leaf, as RFC 6962 hashes it; 32 bytes."""
    return hashlib.sha256(b"".join(_parts(_BEGINS, stream, number, name, state))).digest()


def leaf_of(row: Parts) -> bytes:
    """The leaf hash of a row; of one whose entry was destroyed, the hash that stayed in its place.

    A number below zero or nothing at all in some column, which we never write, has no leaf: its hash is one that
    nothing hashes to.
    """
    _, stream, number, name, state = row
    if name == DESTROYED:
        left = what_was_destroyed(state)
        if left is not None and len(left[0]) == HASH_BYTES:
            return left[0]
    try:
        whose, sized = stream.encode(), _LENGTH.pack(len(state))  # as `leaf_hash`, two calls less: 0.2 of 1.5 us
        told = (_BEGINS, _LENGTH.pack(len(whose)), whose, _NUMBER.pack(number), _sized(name), sized, state)
        return hashlib.sha256(b"".join(told)).digest()
    except (AttributeError, TypeError, struct.error):
        return bytes(HASH_BYTES)


def parts_of_leaf(told: bytes) -> tuple[str, int, str, bytes]:
    """The stream, number, name and state that a leaf was made of.

    Raises:
        LogBroken: these bytes are no leaf.
    """
    try:
        stream, rest = _part(told.removeprefix(_PREFIX))
        (number,) = _NUMBER.unpack_from(rest)
        name, rest = _part(rest[_NUMBER.size :])
        state, rest = _part(rest)
        parts = stream.decode(), int(number), name.decode(), state
    except (struct.error, UnicodeDecodeError):
        raise _no_leaf() from None
    if rest or leaf(*parts) != told:
        raise _no_leaf()
    return parts


def _part(rest: bytes) -> tuple[bytes, bytes]:
    (length,) = _LENGTH.unpack_from(rest)
    end = _LENGTH.size + length
    return rest[_LENGTH.size : end], rest[end:]


def _no_leaf() -> LogBroken:
    return LogBroken("these bytes are no leaf of a log", next="Ask for the receipt or the bundle again.")


def destroyed_state(hashed: bytes, entry: int) -> bytes:
    """What stands in the place of a destroyed entry.

    Args:
        hashed: the hash of its leaf.
        entry: the number of the entry that destroyed it, in the access stream of the casebook.
    """
    return json.dumps({"leaf": hashed.hex(), "destroyed_by": entry}, separators=(",", ":")).encode()


def what_was_destroyed(state: bytes) -> tuple[bytes, int] | None:
    """The leaf hash and the destroying entry that a destroyed row names; None where it names none."""
    try:
        told = json.loads(state)
        return bytes.fromhex(told["leaf"]), int(told["destroyed_by"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
