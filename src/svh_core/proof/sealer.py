"""Adding to the tree what is written to the log, in the transaction that writes it.

A leaf is made of the bytes that are in the store, read back. What others wrote, sealed or not, is in the tree before
what we write. The edge of the tree stays in memory between decisions: a decision costs the hash of its leaf and one
small row, and no flush to disk of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from itertools import count, islice
from typing import NamedTuple

from svh_core.log.leaves import Row, leaf, leaf_of
from svh_core.log.store import Leaves, Sealing
from svh_core.proof.frontier import Frontier, Node
from svh_core.proof.stored_tree import StoredTree, leaves_are_missing
from svh_core.proof.tiles import WIDTH, tiles_after
from svh_core.proof.tree import inclusion_proof


class Edge(NamedTuple):
    """How far a tree goes, and all that is needed to go on with it.

    Attributes:
        version: of the store; where it is another, others wrote, and the edge is read anew.
        position: of the last entry that has a leaf.
        tiles: how many tiles of leaves are full.
        loose: the leaves behind those.
        frontier: of the whole tree.
    """

    version: object
    position: int
    tiles: int
    loose: tuple[bytes, ...]
    frontier: Frontier


class Sealed:
    """What one transaction added to the tree, so that each of its entries can be shown to be in it.

    Args:
        before: the edge of the tree before our entries.
        after: the edge behind them.
        rows: our entries, as they were read back.
    """

    def __init__(self, before: Frontier, after: Frontier, rows: Sequence[Row]) -> None:
        self.before = before
        self.after = after
        self.rows = rows

    @cached_property
    def _known(self) -> dict[Node, bytes]:
        """The nodes of the edge as it was, and those that our entries completed."""
        known = dict(self.before.nodes())
        self.before.after(map(leaf_of, self.rows), known)
        return known

    @cached_property
    def _ranks(self) -> dict[tuple[str, int], int]:
        return {(row.stream, row.number): rank for rank, row in enumerate(self.rows)}

    def shown(self, stream: str, number: int) -> tuple[bytes, int, list[bytes]]:
        """The leaf of one of our entries, its place in the log, and what shows that it is there."""
        if len(self.rows) == 1 and self.rows[0][1:3] == (stream, number):
            # what stands beside the newest leaf is the edge as it was, from the right
            return leaf(*self.rows[0][1:]), self.before.size, list(reversed(self.before.hashes))
        rank = self._ranks[stream, number]
        index = self.before.size + rank
        told = leaf(*self.rows[rank][1:])
        return told, index, inclusion_proof(index, self.after.size, lambda level, place: self._known[level, place])


class LeafSealer:
    """The one that seals, in one process. Not thread-safe: who writes holds a lock."""

    def __init__(self) -> None:
        self._edge: Edge | None = None
        self._next: tuple[Edge, Sealed] | None = None

    def sealing(self, ours: int, then: Callable[[Sealed], None] | None = None) -> Sealing:
        """What makes the leaves of a transaction.

        Args:
            ours: how many entries it writes.
            then: called with what it adds, before it is on disk.
        """
        if self._next is not None:  # the last one failed, and a commit that is said to have failed may have been done
            self._edge = self._next = None
        return partial(self._seal, ours=ours, then=then)

    def committed(self) -> Sealed:
        """What the transaction added, now that it is on disk. One that failed added nothing."""
        if self._next is None:
            raise leaves_are_missing()
        self._edge, sealed = self._next
        self._next = None
        return sealed

    def _seal(self, leaves: Leaves, *, ours: int, then: Callable[[Sealed], None] | None = None) -> None:
        edge = self._edge_now(leaves)
        written = list(islice(leaves.rows(edge.position), ours + 1))
        if len(written) != ours:  # others wrote without making leaves
            theirs = leaves.counted(edge.position) - ours
            if theirs < 0:
                raise leaves_are_missing()
            rows = leaves.rows(edge.position)
            edge = _sealed(leaves, edge, islice(rows, theirs))
            written = list(rows)
        is_one = ours == 1 and len(edge.loose) < WIDTH - 1
        after = _one_sealed(leaves, edge, written[0]) if is_one else _sealed(leaves, edge, written)
        sealed = Sealed(edge.frontier, after.frontier, written)
        self._next = after, sealed
        if then is not None:
            then(sealed)

    def _edge_now(self, leaves: Leaves) -> Edge:
        """The edge with what others sealed since.

        Raises:
            LogBroken: there is less than this process knows of.
        """
        edge, version = self._edge, leaves.version()
        if edge is not None and edge.version == version:
            return edge
        tree = StoredTree(leaves)
        if edge is not None and tree.size < edge.frontier.size:
            raise leaves_are_missing()
        return Edge(version, tree.position, tree.tiles, tree.loose, tree.frontier)


def _one_sealed(leaves: Leaves, edge: Edge, row: Row) -> Edge:
    """As `_sealed`, of one entry that fills no tile, which is nearly every decision: a third of the time."""
    version, _, tiles, loose, frontier = edge
    hashed = leaf_of(row)
    leaves.add_loose([(frontier.size, row.position, hashed)])
    return Edge(version, row.position, tiles, (*loose, hashed), frontier.with_leaf(hashed))


def _sealed(leaves: Leaves, edge: Edge, rows: Iterable[Row]) -> Edge:
    """Makes the leaves of entries and keeps them.

    Args:
        leaves: where they are kept.
        edge: of the tree before them.
        rows: the entries.
    """
    remaining = iter(rows)
    while written := list(islice(remaining, WIDTH - len(edge.loose))):
        hashes = tuple(map(leaf_of, written))
        frontier, loose, position = edge.frontier.after(hashes), edge.loose + hashes, written[-1].position
        if len(loose) < WIDTH:
            places = zip(count(edge.frontier.size), written, hashes, strict=False)
            leaves.add_loose([(index, row.position, hashed) for index, row, hashed in places])
            edge = Edge(edge.version, position, edge.tiles, loose, frontier)
        else:
            try:
                for level, index, tile in tiles_after(edge.tiles, loose, leaves.tile):
                    leaves.add_tile(level, index, tile, position)
            except LookupError:
                raise leaves_are_missing() from None
            edge = Edge(edge.version, position, edge.tiles + 1, (), frontier)
    return edge
