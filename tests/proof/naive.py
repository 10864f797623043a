"""The tree as RFC 6962, section 2.1, defines it: over the whole list of leaves, every time again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from svh_core.proof.tree import Read

Leaves = Sequence[bytes]


def leaves_of(count: int) -> list[bytes]:
    """Hashes of as many different leaves."""
    return [hashlib.sha256(b"\x00" + str(number).encode()).digest() for number in range(count)]


def root(hashes: Leaves) -> bytes:
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    left, right = divided(hashes)
    return hashlib.sha256(b"\x01" + root(left) + root(right)).digest()


def path(index: int, hashes: Leaves) -> list[bytes]:
    if len(hashes) == 1:
        return []
    left, right = divided(hashes)
    if index < len(left):
        return [*path(index, left), root(right)]
    return [*path(index - len(left), right), root(left)]


def proof(first: int, hashes: Leaves) -> list[bytes]:
    return subproof(first, hashes, whole=True)


def subproof(first: int, hashes: Leaves, *, whole: bool) -> list[bytes]:
    if first == len(hashes):
        return [] if whole else [root(hashes)]
    left, right = divided(hashes)
    if first <= len(left):
        return [*subproof(first, left, whole=whole), root(right)]
    return [*subproof(first - len(left), right, whole=False), root(left)]


def divided(hashes: Leaves) -> tuple[Leaves, Leaves]:
    """Divides at the largest power of two that is smaller than the number of leaves."""
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    return hashes[:middle], hashes[middle:]


def turns(index: int, size: int) -> str:
    """On which side each neighbour on a leaf's path stands."""
    if size == 1:
        return ""
    middle = len(divided([b""] * size)[0])
    return turns(index, middle) + "r" if index < middle else turns(index - middle, size - middle) + "l"


def reading(hashes: Leaves) -> Read:
    """Gives the complete nodes over these leaves."""

    def read(level: int, index: int) -> bytes:
        covered = hashes[index << level : (index + 1) << level]
        assert len(covered) == 1 << level, f"node {index} of level {level} is not complete"
        return root(covered)

    return read


def with_one_bit_changed(raw: bytes, bit: int) -> bytes:
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
