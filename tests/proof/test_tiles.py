from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svh_core.proof.frontier import Frontier, frontier_of
from svh_core.proof.tiles import WIDTH, Tiles, tiles_after
from svh_core.proof.tree import consistency_proof, inclusion_proof, is_consistent, is_included

from .naive import leaves_of

LEAVES = leaves_of(WIDTH * WIDTH + 2 * WIDTH + 77)
"""So many that there are tiles of three levels, the last two of which are not full."""


class Kept:
    """The tiles of a log, written as it grows; the newest leaves are no tile yet."""

    def __init__(self) -> None:
        self.rows: dict[tuple[int, int], bytes] = {}
        self.written = 0
        full = len(LEAVES) // WIDTH
        for index in range(full):
            for level, place, hashes in tiles_after(index, LEAVES[index * WIDTH :][:WIDTH], self.fetch):
                self.rows[level, place] = hashes
                self.written += 1
        self.rows[0, full] = b"".join(LEAVES[full * WIDTH :])

    def fetch(self, level: int, index: int) -> bytes:
        return self.rows[level, index]


KEPT = Kept()
ROOTS = {size: Frontier().after(LEAVES[:size]).root for size in (1, 255, 256, 300, 65_535, 65_536, 65_537, len(LEAVES))}


def test_one_row_is_written_for_a_tile_and_one_for_what_grows_above_it() -> None:
    tiles = len(LEAVES) // WIDTH
    assert KEPT.written == 2 * tiles + 1
    assert sorted(KEPT.rows) == [*((0, index) for index in range(tiles + 1)), (1, 0), (1, 1), (2, 0)]
    assert [len(KEPT.rows[place]) // 32 for place in ((0, 0), (0, tiles), (1, 0), (1, 1), (2, 0))] == [
        256,
        77,
        256,
        2,
        1,
    ]


@settings(max_examples=40)
@given(st.sampled_from(sorted(ROOTS)), st.data())
def test_proofs_are_made_from_tiles(size: int, data: st.DataObject) -> None:
    read = Tiles(KEPT.fetch).node
    index = data.draw(st.integers(0, size - 1))
    assert is_included(LEAVES[index], index, size, inclusion_proof(index, size, read), ROOTS[size])
    first = data.draw(st.sampled_from([one for one in ROOTS if one <= size]))
    assert is_consistent(first, size, consistency_proof(first, size, read), ROOTS[first], ROOTS[size])


@pytest.mark.parametrize("size", sorted(ROOTS))
def test_a_frontier_is_read_back_from_tiles(size: int) -> None:
    assert frontier_of(size, Tiles(KEPT.fetch).node).root == ROOTS[size]


def test_a_node_that_is_not_complete_is_not_there() -> None:
    with pytest.raises(LookupError):
        Tiles(KEPT.fetch).node(3, len(LEAVES) >> 3)


def test_a_tile_is_written_only_when_it_is_full() -> None:
    with pytest.raises(ValueError, match="not full"):
        list(tiles_after(0, LEAVES[: WIDTH - 1], KEPT.fetch))


def test_a_tile_above_that_lost_something_is_not_written_on() -> None:
    with pytest.raises(LookupError, match="is not what it was"):
        list(tiles_after(5, LEAVES[5 * WIDTH : 6 * WIDTH], lambda _level, _index: bytes(4 * 32)))
