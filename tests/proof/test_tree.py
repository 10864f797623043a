from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svh_core.proof.frontier import Frontier, frontier_of
from svh_core.proof.tree import (
    EMPTY_ROOT,
    consistency_proof,
    hash_of_leaf,
    hash_of_pair,
    inclusion_proof,
    is_consistent,
    is_included,
)

from . import naive
from .naive import leaves_of, reading, with_one_bit_changed

# The tree of 8 leaves of Certificate Transparency (transparency-dev/merkle, testonly/constants.go).
EIGHT = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATH_OF_LEAF_5 = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
FROM_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]

sizes = st.integers(min_value=1, max_value=70)


def test_the_roots_of_the_tree_of_eight_are_those_of_certificate_transparency() -> None:
    hashes = [hash_of_leaf(leaf) for leaf in EIGHT]
    assert [Frontier().after(hashes[:size]).root.hex() for size in range(9)] == ROOTS


def test_the_proofs_of_the_tree_of_eight_are_those_of_certificate_transparency() -> None:
    read = reading([hash_of_leaf(leaf) for leaf in EIGHT])
    assert [one.hex() for one in inclusion_proof(5, 8, read)] == PATH_OF_LEAF_5
    assert [one.hex() for one in consistency_proof(6, 8, read)] == FROM_6_TO_8


def test_a_leaf_and_a_node_of_the_same_bytes_have_different_hashes() -> None:
    left, right = hash_of_leaf(b"left"), hash_of_leaf(b"right")
    assert hash_of_leaf(left + right) != hash_of_pair(left, right)


@given(sizes, st.data())
def test_an_inclusion_proof_is_that_of_the_naive_tree_and_shows_its_leaf(size: int, data: st.DataObject) -> None:
    leaves, index = leaves_of(size), data.draw(st.integers(0, size - 1))
    made = inclusion_proof(index, size, reading(leaves))
    assert made == naive.path(index, leaves)
    assert is_included(leaves[index], index, size, made, naive.root(leaves))


@given(sizes, st.data())
def test_a_consistency_proof_is_that_of_the_naive_tree_and_shows_both_roots(second: int, data: st.DataObject) -> None:
    leaves, first = leaves_of(second), data.draw(st.integers(1, second))
    made = consistency_proof(first, second, reading(leaves))
    assert made == naive.proof(first, leaves)
    assert is_consistent(first, second, made, naive.root(leaves[:first]), naive.root(leaves))


@given(sizes, st.data())
def test_every_single_bit_of_an_inclusion_proof_counts(size: int, data: st.DataObject) -> None:
    leaves, index = leaves_of(size), data.draw(st.integers(0, size - 1))
    parts = [leaves[index], naive.root(leaves), *naive.path(index, leaves)]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = with_one_bit_changed(parts[which], bit)
    leaf, root, *path = parts
    assert not is_included(leaf, index, size, path, root)


@given(sizes, st.data())
def test_every_single_bit_of_a_consistency_proof_counts(second: int, data: st.DataObject) -> None:
    leaves, first = leaves_of(second), data.draw(st.integers(1, second))
    parts = [naive.root(leaves[:first]), naive.root(leaves), *naive.proof(first, leaves)]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = with_one_bit_changed(parts[which], bit)
    old, new, *path = parts
    assert not is_consistent(first, second, path, old, new)


def test_every_bit_of_every_proof_of_a_small_tree_counts() -> None:
    for size in range(1, 6):
        leaves = leaves_of(size)
        for index in range(size):
            path, root = naive.path(index, leaves), naive.root(leaves)
            for which in range(len(path)):
                for bit in range(256):
                    changed = [*path[:which], with_one_bit_changed(path[which], bit), *path[which + 1 :]]
                    assert not is_included(leaves[index], index, size, changed, root)


@given(sizes, st.data())
def test_a_leaf_is_at_one_index_only(size: int, data: st.DataObject) -> None:
    leaves, index = leaves_of(size), data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-2, 2 * size).filter(lambda one: one != index) | st.just(2**64 - 1))
    assert not is_included(leaves[index], other, size, naive.path(index, leaves), naive.root(leaves))


@given(sizes, sizes, st.data())
def test_a_proof_for_another_size_shows_nothing_where_its_path_turns_otherwise(
    size: int, other: int, data: st.DataObject
) -> None:
    """Where it turns the same way nothing can tell them apart: so a size is never taken from anywhere but next to its
    root, in a checkpoint."""
    leaves, index = leaves_of(size), data.draw(st.integers(0, size - 1))
    shown = is_included(leaves[index], index, other, naive.path(index, leaves), naive.root(leaves))
    assert shown == (index < other and naive.turns(index, size) == naive.turns(index, other))


@given(sizes, st.data())
def test_a_proof_with_a_hash_too_many_or_too_few_shows_nothing(size: int, data: st.DataObject) -> None:
    leaves, index = leaves_of(size), data.draw(st.integers(0, size - 1))
    path, root = naive.path(index, leaves), naive.root(leaves)
    place = data.draw(st.integers(0, len(path)))
    more = data.draw(st.sampled_from([*leaves, root, b"", bytes(32)]))
    assert not is_included(leaves[index], index, size, [*path[:place], more, *path[place:]], root)
    if place < len(path):
        assert not is_included(leaves[index], index, size, path[:place] + path[place + 1 :], root)


@given(st.integers(2, 70), st.data())
def test_a_tree_is_not_consistent_with_one_that_it_does_not_begin_with(second: int, data: st.DataObject) -> None:
    leaves, first = leaves_of(second), data.draw(st.integers(1, second))
    changed = data.draw(st.integers(0, first - 1))
    otherwise = [*leaves[:changed], hash_of_leaf(b"otherwise"), *leaves[changed + 1 :]]
    path = data.draw(st.sampled_from([naive.proof(first, leaves), naive.proof(first, otherwise)]))
    assert not is_consistent(first, second, path, naive.root(otherwise[:first]), naive.root(leaves))


def test_two_hashes_cannot_be_cut_elsewhere() -> None:
    left, right = leaves_of(2)
    assert not is_included(left + right[:1], 0, 2, [right[1:]], hash_of_pair(left, right))
    assert not is_consistent(1, 2, [right[1:]], left + right[:1], hash_of_pair(left, right))


@pytest.mark.parametrize("proof", [[], leaves_of(1)])
def test_nothing_is_shown_of_an_empty_tree(proof: list[bytes]) -> None:
    root = leaves_of(1)[0]
    assert not is_consistent(0, 1, proof, EMPTY_ROOT, root)
    assert not is_consistent(0, 0, proof, EMPTY_ROOT, EMPTY_ROOT)
    assert not is_included(root, 0, 0, proof, EMPTY_ROOT)
    assert not is_included(root, 0, 0, proof, root)


def test_a_consistency_proof_from_an_empty_tree_is_not_made() -> None:
    read = reading(leaves_of(3))
    for first, second in ((0, 3), (0, 0), (-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="nothing shows that"):
            consistency_proof(first, second, read)


def test_an_inclusion_proof_of_what_is_not_there_is_not_made() -> None:
    for index in (-1, 3):
        with pytest.raises(ValueError, match="there is no leaf"):
            inclusion_proof(index, 3, reading(leaves_of(3)))


@given(sizes, sizes, st.data())
def test_a_consistency_proof_of_other_trees_shows_nothing(first: int, second: int, data: st.DataObject) -> None:
    """A path of any hashes at all is refused but for the one that was made."""
    leaves = leaves_of(70)
    path = data.draw(st.lists(st.sampled_from(leaves), max_size=7))
    real = first <= second and path == naive.proof(first, leaves[:second])
    assert is_consistent(first, second, path, naive.root(leaves[:first]), naive.root(leaves[:second])) == real


# --- the frontier -----------------------------------------------------------------------------------------------------


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_frontier_grows_to_the_root_of_the_naive_tree(first: int, more: int) -> None:
    leaves = leaves_of(first + more)
    frontier = Frontier().after(leaves[:first])
    assert (frontier.size, frontier.root) == (first, naive.root(leaves[:first]))
    assert frontier.after(leaves[first:]).root == naive.root(leaves)
    assert frontier.root == naive.root(leaves[:first]), "it is not changed itself"


@given(st.integers(0, 70), st.integers(0, 70))
def test_what_a_frontier_completes_is_every_complete_node_beyond_it(first: int, more: int) -> None:
    leaves = leaves_of(first + more)
    completed: dict[tuple[int, int], bytes] = {}
    frontier = Frontier().after(leaves[:first])
    frontier.after(leaves[first:], completed)
    read = reading(leaves)
    ends = {(level, index): (index + 1) << level for level in range(8) for index in range(len(leaves) >> level)}
    assert completed == {node: read(*node) for node, end in ends.items() if end > first}


@given(sizes)
def test_a_frontier_is_the_inclusion_proof_of_the_next_leaf(size: int) -> None:
    leaves = leaves_of(size + 1)
    frontier = Frontier().after(leaves[:size])
    assert list(reversed(frontier.hashes)) == naive.path(size, leaves)


@given(sizes, st.integers(1, 9))
def test_proofs_of_new_leaves_need_only_the_frontier_before_them_and_what_they_completed(size: int, more: int) -> None:
    leaves = leaves_of(size + more)
    before = Frontier().after(leaves[:size])
    nodes = dict(before.nodes())
    after = before.after(leaves[size:], nodes)
    for index in range(size, after.size):
        path = inclusion_proof(index, after.size, lambda level, place: nodes[level, place])
        assert is_included(leaves[index], index, after.size, path, after.root)
    path = consistency_proof(size, after.size, lambda level, place: nodes[level, place])
    assert is_consistent(size, after.size, path, before.root, after.root)


@given(st.integers(0, 70))
def test_a_frontier_is_read_back_from_its_nodes(size: int) -> None:
    leaves = leaves_of(size)
    frontier = Frontier().after(leaves)
    nodes = dict(frontier.nodes())
    assert frontier_of(size, lambda level, index: nodes[level, index]) == frontier
    assert frontier_of(size, reading(leaves)) == frontier


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="falls apart in 2 nodes"):
        Frontier(3, (hashlib.sha256().digest(),))


def test_a_proof_in_a_large_tree_reads_few_nodes() -> None:
    asked: list[tuple[int, int]] = []

    def read(level: int, index: int) -> bytes:
        asked.append((level, index))
        return bytes(32)

    size = 1_000_003
    for index in (0, 1, 524_287, 524_288, 999_999, size - 1):
        inclusion_proof(index, size, read)
        consistency_proof(index + 1, size, read)
    assert len(asked) < 12 * 2 * 20
    assert all((index + 1) << level <= size for level, index in asked), "only complete nodes"
