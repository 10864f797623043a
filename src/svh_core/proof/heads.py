"""Heads: where every stream of a log ends, so that a case that is handed over can be shown to be whole.

With each checkpoint that is published, a small tree is made over the last entry of every stream, and its root is an
entry of the log itself. Who gets one case then sees, by a path in that small tree, that its last entry is the last.

That entry is no event of the method: no rule asks for it, and nothing follows from it. So it has a name of its own in
the log's stream, and the rulebook does not know it.
"""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from typing import Any, Final, Self

from svh_core.log.leaves import Row, leaf_of
from svh_core.log.store import Leaves
from svh_core.proof.frontier import Frontier, Node
from svh_core.proof.stored_tree import StoredTree
from svh_core.proof.tree import hash_of_leaf, inclusion_proof

NAME: Final = "heads.sealed"
"""The name of the entry with the root of the heads. A promise, as the names of events are."""

SUCCEEDED: Final = "key.succeeded"
"""The name of the entry that says by which key the log is signed from then on. A promise too."""

OF_THE_LOG: Final = frozenset({NAME, SUCCEEDED})
"""The entries that a log writes about itself, which no rule judges."""

_PREFIX: Final = b"svh-head/v1\n"


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


class Heads:
    """The heads of a log as it was at one size.

    Args:
        leaves: of the store.
        size: how many entries the log had.
        until: the position of the last of them.
    """

    def __init__(self, leaves: Leaves, size: int, until: int) -> None:
        self.size = size
        self._heads: dict[str, tuple[int, Head]] = {}
        self._nodes: dict[Node, bytes] = {}
        tree = Frontier()
        for index, row in enumerate(leaves.heads(until)):
            head = Head.of(row)
            self._heads[head.stream] = index, head
            tree = tree.after([hash_of_leaf(head.leaf)], self._nodes)
        self.root = tree.root

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

    def shown(self, stream: str) -> tuple[Head, int, list[bytes]] | None:
        """The head of a stream, its place among the heads, and what shows that it is there; None where it has none."""
        if stream not in self._heads:
            return None
        index, head = self._heads[stream]
        return head, index, inclusion_proof(index, len(self), lambda level, place: self._nodes[level, place])
