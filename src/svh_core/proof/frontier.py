"""The right edge of a Merkle tree: all that has to be remembered to add leaves to it and to know its root."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass

from svh_core.proof.tree import EMPTY_ROOT, Read, folded, hash_of_pair

Node = tuple[int, int]
"""Level and index of a complete node."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that is needed to go on with a tree and to know its root: the complete nodes that it falls apart in.

    Attributes:
        size: how many leaves there are.
        hashes: one node for each 1 in the size written in binary, from the left, the largest first.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hashes) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves falls apart in {self.size.bit_count()} nodes")

    def after(self, leaves: Iterable[bytes], completed: MutableMapping[Node, bytes] | None = None) -> Frontier:
        """The frontier with more leaves.

        Args:
            leaves: their hashes, in order.
            completed: gets every node that they complete, the leaves themselves included.
        """
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            level, index, node = 0, size, leaf
            while True:
                if completed is not None:
                    completed[level, index] = node
                if not index & 1:
                    break
                level, index, node = level + 1, index >> 1, hash_of_pair(hashes.pop(), node)
            hashes.append(node)
            size += 1
        return Frontier(size, tuple(hashes))

    def with_leaf(self, leaf: bytes) -> Frontier:
        """The frontier with one leaf more, as after each decision; two thirds of the time of `after`."""
        size, hashes, node = self.size, self.hashes, leaf
        kept, rest = len(hashes), size
        while rest & 1:
            kept, rest = kept - 1, rest >> 1
            node = hash_of_pair(hashes[kept], node)
        return Frontier(size + 1, (*hashes[:kept], node))

    def after_tree(self, level: int, root: bytes) -> Frontier:
        """The frontier with a whole tree of 2 ** level leaves more, of which only the root is told."""
        if self.size & ((1 << level) - 1):
            raise ValueError("a tree stands where one of its size can stand")
        grown = Frontier(self.size >> level, self.hashes).after((root,))
        return Frontier(grown.size << level, grown.hashes)

    def nodes(self) -> Iterator[tuple[Node, bytes]]:
        """Its nodes with their names, from the left."""
        levels = (level for level in reversed(range(self.size.bit_length())) if self.size >> level & 1)
        return (((level, (self.size >> level) - 1), node) for level, node in zip(levels, self.hashes, strict=True))

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        if not self.hashes:
            return EMPTY_ROOT
        return folded(self.hashes)


def frontier_of(size: int, read: Read) -> Frontier:
    """The frontier of a tree of this size, from its nodes."""
    levels = (level for level in reversed(range(size.bit_length())) if size >> level & 1)
    return Frontier(size, tuple(read(level, (size >> level) - 1) for level in levels))
