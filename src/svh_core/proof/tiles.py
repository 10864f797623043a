"""Where the nodes of a tree are kept: in tiles of 256 hashes beside each other (C2SP tlog-tiles, "Merkle Tree").

Tile (0, 5) holds the hashes of leaves 1280 to 1535. Tile (1, 0) holds the roots of tiles (0, 0) to (0, 255), which are
the nodes of level 8, and so on up. The nodes of the levels between are hashed again from their tile when a proof needs
them. So a leaf costs 32 bytes, one row is written for 256 leaves, and a proof in a log of a million reads three tiles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from svh_core.proof.tree import HASH_BYTES, hash_of_pair

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT

Fetch = Callable[[int, int], bytes]
"""Gives the hashes of a tile, joined, by the tile's level and index; of the last one of a level what there is."""


class Tiles:
    """The complete nodes of a tree, read from its tiles.

    Args:
        fetch: gives a tile.
    """

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def node(self, level: int, index: int) -> bytes:
        """A complete node of the tree.

        Raises:
            LookupError: it is not there.
        """
        tile_level, height = divmod(level, HEIGHT)
        tile, place = divmod(index << height, WIDTH)
        return _levels_of(self._fetch(tile_level, tile))[height][place >> height]


def tiles_after(index: int, leaves: Sequence[bytes], fetch: Fetch) -> Iterator[tuple[int, int, bytes]]:
    """The tiles to write when one at the bottom is full: it, and what changes above it, each with level and index.

    Args:
        index: of the full tile.
        leaves: the hashes of its 256 leaves.
        fetch: gives the tiles that were written before.
    """
    if len(leaves) != WIDTH:
        raise ValueError(f"a tile of {len(leaves)} leaves is not full")
    level, hashes = 0, b"".join(leaves)
    yield level, index, hashes
    while len(hashes) == WIDTH * HASH_BYTES:
        root = _levels_of(hashes)[HEIGHT][0]
        level, (index, place) = level + 1, divmod(index, WIDTH)
        hashes = (fetch(level, index) if place else b"") + root
        if len(hashes) != (place + 1) * HASH_BYTES:
            raise LookupError(f"tile {index} of level {level} is not what it was")
        yield level, index, hashes


@lru_cache(maxsize=32)  # the proofs of leaves near each other need the same tiles: 150 microseconds each
def _levels_of(tile: bytes) -> list[list[bytes]]:
    """The hashes of a tile, those of their pairs, and so on up."""
    levels = [[tile[begin : begin + HASH_BYTES] for begin in range(0, len(tile), HASH_BYTES)]]
    while len(levels) <= HEIGHT:
        below = levels[-1]
        levels.append([hash_of_pair(left, right) for left, right in zip(below[::2], below[1::2], strict=False)])
    return levels
