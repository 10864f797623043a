"""Heads: where every stream of a log ends, so that a case that is handed over can be shown to be whole.

With each checkpoint that is published, a small tree is made over the last entry of every stream, and its root is an
entry of the log itself. Who gets one case then sees, by a path in that small tree, that its last entry is the last.

Where a stream stands in that tree follows from its name alone: from the bits of the hash of its name, left for 0 and
right for 1. So no tree has two places for one stream, and a log cannot end a case here for one and there for another.

That entry is no event of the method: no rule asks for it, and nothing follows from it. So it has a name of its own in
the log's stream, and the rulebook does not know it.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from svh_core.log.leaves import Row, leaf_of
from svh_core.log.store import Leaves
from svh_core.proof.stored_tree import StoredTree
from svh_core.proof.tree import HASH_BYTES, hash_of_leaf, hash_of_pair

NAME: Final = "heads.sealed"
"""The name of the entry with the root of the heads. A promise, as the names of events are."""

SUCCEEDED: Final = "key.succeeded"
"""The name of the entry that says by which key the log is signed from then on. A promise too."""

OF_THE_LOG: Final = frozenset({NAME, SUCCEEDED})
"""The entries that a log writes about itself, which no rule judges."""

NOBODY: Final = bytes(HASH_BYTES)
"""Stands where no stream is: nothing is known that hashes to it."""

_PREFIX: Final = b"svh-head/v1\n"
_BITS: Final = 8 * HASH_BYTES


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream ends.

    Attributes:
        stream: its name.
        number: of its last entry.
        hashed: the leaf hash of that entry.
    """

    stream: str
    number: int
    hashed: bytes

    @classmethod
    def of(cls, row: Row) -> Self:
        """The head that a stream's last row is."""
        return cls(row.stream, row.number, leaf_of(row))

    @property
    def leaf(self) -> bytes:
        """The bytes that stand for it in the tree of heads."""
        name = self.stream.encode()
        return _PREFIX + struct.pack(">I", len(name)) + name + struct.pack(">Q", self.number) + self.hashed

    @property
    def way(self) -> int:
        """The hash of its name, whose bits say where it stands."""
        return int.from_bytes(hashlib.sha256(self.stream.encode()).digest())

    def is_under(self, root: bytes, proof: Sequence[bytes]) -> bool:
        """Whether this shows that a tree of heads has this head, and so no other one of the same stream."""
        if len(proof) > _BITS or any(len(one) != HASH_BYTES for one in proof):
            return False
        way, node = self.way, hash_of_leaf(self.leaf)
        for depth, neighbour in zip(reversed(range(len(proof))), proof, strict=True):
            node = hash_of_pair(neighbour, node) if _turns_right(way, depth) else hash_of_pair(node, neighbour)
        return node == root


class Heads:
    """The heads of a log as it was at one size.

    Args:
        leaves: of the store.
        size: how many entries the log had.
        until: the position of the last of them.
    """

    def __init__(self, leaves: Leaves, size: int, until: int) -> None:
        self.size = size
        self._heads = {row.stream: Head.of(row) for row in leaves.heads(until)}
        ordered = sorted((head.way, hash_of_leaf(head.leaf)) for head in self._heads.values())
        self._ways = [way for way, _ in ordered]
        self._hashes = [hashed for _, hashed in ordered]
        self._nodes: dict[tuple[int, int, int], bytes] = {}
        self.root = self._node(0, 0, len(ordered))

    @classmethod
    def now(cls, leaves: Leaves) -> Self:
        """Those of a log as it is sealed now."""
        tree = StoredTree(leaves)
        return cls(leaves, tree.size, tree.position)

    def __len__(self) -> int:
        return len(self._heads)

    @property
    def data(self) -> dict[str, Any]:
        """What the entry says: of how many entries, over how many streams, and the root."""
        return {"size": self.size, "streams": len(self), "root": base64.b64encode(self.root).decode()}

    def shown(self, stream: str) -> tuple[Head, list[bytes]] | None:
        """The head of a stream, and what shows that it is the one, from its neighbour up; None where it has none."""
        head = self._heads.get(stream)
        if head is None:
            return None
        proof, depth, begin, end = list[bytes](), 0, 0, len(self)
        while end - begin > 1:
            middle = self._middle(depth, begin, end)
            left, right = (begin, middle), (middle, end)
            (begin, end), beside = (right, left) if _turns_right(head.way, depth) else (left, right)
            depth += 1
            proof.insert(0, self._node(depth, *beside))
        return head, proof

    def _node(self, depth: int, begin: int, end: int) -> bytes:
        """The hash of the streams from begin to end, whose ways are the same up to this depth."""
        if end - begin < 2:  # noqa: PLR2004 - one alone stands there itself, with nothing below it
            return self._hashes[begin] if begin < end else NOBODY
        known = self._nodes.get((depth, begin, end))
        if known is None:
            middle = self._middle(depth, begin, end)
            known = hash_of_pair(self._node(depth + 1, begin, middle), self._node(depth + 1, middle, end))
            self._nodes[depth, begin, end] = known
        return known

    def _middle(self, depth: int, begin: int, end: int) -> int:
        """Where those begin that turn right at this depth."""
        before = self._ways[begin] >> (_BITS - depth)
        return bisect_left(self._ways, (before << 1 | 1) << (_BITS - depth - 1), begin, end)


def _turns_right(way: int, depth: int) -> bool:
    return way >> (_BITS - depth - 1) & 1 == 1
