"""Where a stream stands among the heads follows from its name, so no log can end it in two places."""

from __future__ import annotations

import hashlib
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svh_core import Casebook, CaseOpened
from svh_core.log.leaves import Row
from svh_core.proof.heads import NOBODY, Head, Heads
from svh_core.proof.tree import EMPTY_ROOT, HASH_BYTES, hash_of_leaf, hash_of_pair

from .naive import with_one_bit_changed

NAMES: Final = st.sets(st.text(st.characters(codec="utf-8"), min_size=1, max_size=5), max_size=30)


def heads_of(names: set[str]) -> Heads:
    """The heads of streams that all end with their first entry."""

    class OneEach:
        def heads(self, _until: int) -> list[Row]:
            return [Row(at, name, 1, "case.opened", b"{}") for at, name in enumerate(sorted(names))]

    return Heads(OneEach(), len(names), len(names))


def naive_root(streams: dict[str, bytes], depth: int = 0) -> bytes:
    """The root by the definition on the page: divided by one bit after another, until one stream is left, or none."""
    if len(streams) < 2:
        return next((hash_of_leaf(leaf) for leaf in streams.values()), bytes(32))
    sides: tuple[dict[str, bytes], dict[str, bytes]] = {}, {}
    for name, leaf in streams.items():
        bits = "".join(f"{byte:08b}" for byte in hashlib.sha256(name.encode()).digest())
        sides[int(bits[depth])][name] = leaf
    return hash_of_pair(*(naive_root(side, depth + 1) for side in sides))


@given(NAMES)
def test_every_stream_is_shown_and_no_other_is(names: set[str]) -> None:
    heads = heads_of(names)
    shown = {name: heads.shown(name) for name in names}
    assert heads.root == naive_root({name: one[0].leaf for name, one in shown.items() if one is not None})
    for name, one in shown.items():
        assert one is not None
        head, proof = one
        assert (head.stream, head.is_under(heads.root, proof)) == (name, True)
        assert not Head(name, 2, head.hashed).is_under(heads.root, proof)
        for other in names - {name}:
            assert not Head(other, head.number, head.hashed).is_under(heads.root, proof)
    assert heads.shown("nobody at all") is None


def test_no_bit_of_a_proof_can_be_changed() -> None:
    heads = heads_of({f"c{number}" for number in range(40)})
    head, proof = heads.shown("c7") or pytest.fail("it is there")
    for place, one in enumerate(proof):
        for bit in range(8 * HASH_BYTES):
            assert not head.is_under(heads.root, [*proof[:place], with_one_bit_changed(one, bit), *proof[place + 1 :]])
    assert not head.is_under(heads.root, proof[1:])
    assert not head.is_under(heads.root, proof[:-1])
    assert not head.is_under(heads.root, [*proof, NOBODY])
    assert not head.is_under(heads.root, [NOBODY, *proof])
    assert not head.is_under(heads.root, [*proof[:-1], proof[-1][:31]])
    assert not head.is_under(heads.root, [bytes(32)] * 257)


@given(st.integers(0, 7), st.integers(0, 7), st.integers(1, 3))
def test_of_a_stream_that_a_log_named_twice_one_at_most_is_shown(first: int, second: int, depth: int) -> None:
    """A tree that somebody made as they liked, with one stream in two places."""
    short, long = Head("c7", 5, bytes(32)), Head("c7", 7, bytes([1] * 32))
    places = 1 << depth
    leaves = [hash_of_leaf(f"other {place}".encode()) for place in range(places)]
    leaves[first % places], leaves[second % places] = hash_of_leaf(short.leaf), hash_of_leaf(long.leaf)
    levels = [leaves]
    while len(levels[-1]) > 1:
        levels.append([hash_of_pair(*levels[-1][at : at + 2]) for at in range(0, len(levels[-1]), 2)])
    shown = set[int]()
    for head in (short, long):
        for place in range(places):
            proof = [levels[level][(place >> level) ^ 1] for level in range(depth)]
            if head.is_under(levels[-1][0], proof):
                shown.add(head.number)
    assert len(shown) < 2


def test_a_log_without_streams_has_a_root_of_its_own() -> None:
    assert heads_of(set()).root == NOBODY != EMPTY_ROOT


def test_the_heads_of_a_casebook_are_those_of_every_stream() -> None:
    with Casebook.in_memory(origin="stad") as book:
        for case in ("a", "b", "c"):
            book.record(case, CaseOpened(resident="mila", method="support_group"), by="mila")
        with book.log.store.leaves() as leaves:
            heads = Heads(leaves, 4, 4)
    assert heads.data["streams"] == len(heads) == 4
    for stream in ("a", "b", "c", "log/stad"):
        head, proof = heads.shown(stream) or pytest.fail("it is there")
        assert (head.number, head.is_under(heads.root, proof)) == (1, True)
