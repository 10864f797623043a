"""What is left of a destroyed stream, and whether it is what the entry says that destroyed it.

That entry does not name the stream, so that nobody reads there whose case it was. Its digest is over the name too, so
that what is left of one stream never passes for another. The name cannot be guessed from it: it is over the leaf hashes
as well, and who does not have the entries, or those rows, cannot make them.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from svh_core.log.leaves import HASH_BYTES, what_was_destroyed

_PREFIX: Final = b"svh-destroyed/v1\n"


def hash_over(stream: str, leaves: Iterable[bytes]) -> str:
    """One digest over the name of a stream and the hashes of all its leaves, in order; 64 hexadecimal digits."""
    return hashlib.sha256(_begins(stream) + b"".join(leaves)).hexdigest()


def _begins(stream: str) -> bytes:
    name = stream.encode()
    return _PREFIX + struct.pack(">I", len(name)) + name


@dataclass(frozen=True)
class Remains:
    """What is left of a stream that was destroyed.

    Attributes:
        entries: how many rows of destroyed entries there are.
        leaf_hashes: the digest over them, as `hash_over` makes it.
        by: the entry that destroyed them, in the access stream; 0 where not every row names the same.
        first: the number of the first of them.
        is_all: whether they are numbered from 1 on, and nothing else stands in the stream.
    """

    entries: int
    leaf_hashes: str
    by: int
    first: int
    is_all: bool


class Left:
    """The rows of a destroyed stream, one after the other; only a digest of them is kept.

    Args:
        stream: its name.
    """

    def __init__(self, stream: str) -> None:
        self.entries = 0
        self._hashed = hashlib.sha256(_begins(stream))
        self._by: set[int | None] = set()
        self._first: object = 0
        self._is_numbered = True

    def add(self, number: object, state: bytes) -> None:
        """Takes the next row of a destroyed entry."""
        hashed, by = what_was_destroyed(state) or (b"", None)
        if self.entries == 0:
            self._first = number
        self.entries += 1
        self._hashed.update(hashed)
        self._by.add(by)
        self._is_numbered &= number == self.entries and len(hashed) == HASH_BYTES

    def told(self, rows: int) -> Remains:
        """What is left.

        Args:
            rows: how many the stream has, those of entries that were not destroyed too.
        """
        (by,) = self._by if len(self._by) == 1 else (None,)
        first = self._first if isinstance(self._first, int) else 0
        is_all = self._is_numbered and rows == self.entries
        return Remains(self.entries, self._hashed.hexdigest(), by or 0, first, is_all)
