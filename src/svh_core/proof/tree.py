"""The Merkle tree of RFC 6962, section 2: hashes, proofs, and the two verifiers as RFC 9162 writes them out.

A *node* is named by its level and its index: node (0, 5) is the hash of leaf 5, and node (3, 2) covers the 8 leaves
from 16 on. Only complete nodes have a name, those whose 2 ** level leaves are all there: they never change again, so
they are what is worth keeping. All else in a tree of any size is made of them; a proof asks for few of each level.

This module knows nothing of what the leaves are, and needs only the standard library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

Read = Callable[[int, int], bytes]
"""Gives the hash of a complete node, by level and index."""

HASH_BYTES: Final = 32
_sha256: Final = hashlib.sha256
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def hash_of_leaf(leaf: bytes) -> bytes:
    """The hash of a leaf (RFC 6962, 2.1)."""
    return _sha256(b"\x00" + leaf).digest()


def hash_of_pair(left: bytes, right: bytes) -> bytes:
    """The hash of two nodes beside each other (RFC 6962, 2.1)."""
    return _sha256(b"\x01" + left + right).digest()


def folded(nodes: Sequence[bytes]) -> bytes:
    """The root over nodes that stand beside each other, the largest first; a call less for each saves a third."""
    root, sha256 = nodes[-1], _sha256
    for node in nodes[-2::-1]:
        root = sha256(b"\x01" + node + root).digest()
    return root


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """Shows that a leaf is in a tree (RFC 6962, 2.1.1): from its neighbour up to the child of the root."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    return _path(index, 0, size, read)


def consistency_proof(first: int, second: int, read: Read) -> list[bytes]:
    """Shows that a tree begins with all of an older one (RFC 6962, 2.1.2), which is not empty."""
    if not 0 < first <= second:
        raise ValueError(f"nothing shows that a tree of {second} begins with a tree of {first}")
    return _subproof(first, 0, second, read, known=True)


def _path(index: int, begin: int, end: int, read: Read) -> list[bytes]:
    if end - begin == 1:
        return []
    middle = _middle(begin, end)
    if index < middle:
        return [*_path(index, begin, middle, read), _covering(middle, end, read)]
    return [*_path(index, middle, end, read), _covering(begin, middle, read)]


def _subproof(first: int, begin: int, end: int, read: Read, *, known: bool) -> list[bytes]:
    """What stands above leaf `first` in the part from begin to end; known: whether the verifier has its root."""
    if first == end:
        return [] if known else [_covering(begin, end, read)]
    middle = _middle(begin, end)
    if first <= middle:
        return [*_subproof(first, begin, middle, read, known=known), _covering(middle, end, read)]
    return [*_subproof(first, middle, end, read, known=False), _covering(begin, middle, read)]


def _middle(begin: int, end: int) -> int:
    """Where a tree divides: its left part is the largest complete one that is not all of it."""
    return begin + (1 << (end - begin - 1).bit_length() - 1)


def _covering(begin: int, end: int, read: Read) -> bytes:
    width = end - begin
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return read(level, begin >> level)
    middle = _middle(begin, end)
    return hash_of_pair(_covering(begin, middle, read), _covering(middle, end, read))


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether this shows that a leaf, given by its hash, is at this index of a tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    place, last, node, sha256 = index, size - 1, leaf, _sha256
    for neighbour in proof:  # as `hash_of_pair`; every receipt is tried so, and a call less for each saves a third
        if last == 0:
            return False
        if place & 1 or place == last:
            node = sha256(b"\x01" + neighbour + node).digest()
            while place and not place & 1:  # the levels at which the last node has no neighbour
                place, last = place >> 1, last >> 1
        else:
            node = sha256(b"\x01" + node + neighbour).digest()
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Whether this shows that a tree begins with all of an older one, which is not empty (RFC 9162, 2.1.4.2)."""
    if not 0 < first <= second or not _are_hashes(first_root, second_root, *proof):
        return False
    if first == second:
        return not proof and first_root == second_root
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for neighbour in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = hash_of_pair(neighbour, old), hash_of_pair(neighbour, new)
            place, last = _up_to_a_right_child(place, last)
        else:
            new = hash_of_pair(new, neighbour)
        place, last = place >> 1, last >> 1
    return last == 0 and (old, new) == (first_root, second_root)


def _up_to_a_right_child(place: int, last: int) -> tuple[int, int]:
    """Skips the levels at which the last node has no neighbour."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _are_hashes(*hashes: bytes) -> bool:
    """Whether each is as long as a hash: of two that are not, the border between them could be moved unseen."""
    return not [one for one in hashes if len(one) != HASH_BYTES]
