"""The tree of a log as its store keeps it: full tiles, and the loose leaves behind them."""

from __future__ import annotations

from itertools import islice

from svh_core.errors import LogBroken
from svh_core.log.leaves import Row
from svh_core.log.store import Leaves
from svh_core.proof.frontier import Frontier, frontier_of
from svh_core.proof.tiles import WIDTH, Tiles


class StoredTree:
    """A tree of which nothing is hashed again: what was sealed once stays what it was, whatever its entry says now.

    Args:
        leaves: of the store, as of one moment.

    Raises:
        LogBroken: leaves are missing, so that nobody can know the tree.
    """

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves
        self.tiles, self._before_loose = leaves.full_tiles()
        loose = leaves.loose()
        first = self.tiles * WIDTH
        if [leaf for leaf, _, _ in loose] != list(range(first, first + len(loose))) or len(loose) >= WIDTH:
            raise leaves_are_missing()
        self.loose = tuple(hashed for _, _, hashed in loose)
        self.position = loose[-1][1] if loose else self._before_loose
        self._index_of_loose = {position: leaf for leaf, position, _ in loose}
        self.size = first + len(loose)
        self._nodes = Tiles(self._fetch)

    def node(self, level: int, index: int) -> bytes:
        """A complete node of the tree.

        Raises:
            LogBroken: it is not there.
        """
        try:
            return self._nodes.node(level, index)
        except LookupError:
            raise leaves_are_missing() from None

    def _fetch(self, level: int, index: int) -> bytes:
        if (level, index) == (0, self.tiles):
            return b"".join(self.loose)
        return self._leaves.tile(level, index)

    @property
    def frontier(self) -> Frontier:
        """Its right edge."""
        return frontier_of(self.size, self.node)

    def index_of(self, row: Row) -> int:
        """The place of an entry in the log, from 0.

        Raises:
            LogBroken: it has no leaf.
        """
        tile = self._leaves.tile_of(row.position)
        if tile is None:
            index = self._index_of_loose.get(row.position)
            if index is None:
                raise leaves_are_missing()
            return index
        index, before = tile
        return index * WIDTH + self._leaves.counted(before, until=row.position) - 1

    def position_of(self, size: int) -> int:
        """The position of the last entry of the log as it was at a size."""
        tiles, behind = divmod(size, WIDTH)
        end = self._leaves.end_of_tile(tiles - 1)
        rows = islice(self._leaves.rows(end), behind)
        return max((row.position for row in rows), default=end)

    def leaf(self, index: int) -> bytes:
        """The hash of a leaf, as it was sealed."""
        return self.node(0, index)


def leaves_are_missing() -> LogBroken:
    """The error where a log and its leaves do not belong together."""
    return LogBroken("the leaves of this log are not all there", next="Run `svh check`, and look for a sound backup.")
