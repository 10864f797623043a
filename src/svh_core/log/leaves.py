"""The leaf of an entry: a digest of exactly what is stored, which stays when the entry itself is destroyed."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable
from typing import Final

DESTROYED: Final = "destroyed"
"""The name of a row whose entry was destroyed."""

_PREFIX: Final = b"svh-leaf/v1\n"
_OF_A_LEAF: Final = b"\x00"  # RFC 6962, 2.1: a leaf and an inner node are never taken for each other
_LENGTH: Final = struct.Struct(">I")
_NUMBER: Final = struct.Struct(">Q")


def leaf(stream: str, number: int, name: str, state: bytes) -> bytes:
    """The bytes of a leaf: stream, number, name and state, so that no two rows have the same."""
    return b"".join((_PREFIX, _sized(stream.encode()), _NUMBER.pack(number), _sized(name.encode()), _sized(state)))


def _sized(part: bytes) -> bytes:
    return _LENGTH.pack(len(part)) + part


def leaf_hash(stream: str, number: int, name: str, state: bytes) -> bytes:
    """SHA-256 of a leaf, as RFC 6962 hashes it; 32 bytes."""
    return hashlib.sha256(_OF_A_LEAF + leaf(stream, number, name, state)).digest()


def hash_over(leaves: Iterable[bytes]) -> str:
    """One digest over the leaf hashes of a whole stream, in order; 64 hexadecimal digits."""
    return hashlib.sha256(b"".join(leaves)).hexdigest()


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
