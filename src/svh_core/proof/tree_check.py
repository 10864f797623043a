"""Checking the tree of a log: every leaf is hashed again from its row, and rows and leaves are joined both ways.

What the tree is, is taken from the rows alone. The leaves that the store keeps only say which entry is not what it was:
whoever changes a row can change its leaf too, and then an older checkpoint or a receipt shows it, that somebody else
has. Nothing is kept but a tile at a time: a long log needs no more memory than a short one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from svh_core.domain.auditing import Finding, found
from svh_core.log.leaves import HASH_BYTES, Parts, Row, leaf_of
from svh_core.log.store import Leaves
from svh_core.proof.frontier import Frontier
from svh_core.proof.moments_check import MomentsCheck
from svh_core.proof.older import Older
from svh_core.proof.tiles import HEIGHT, WIDTH


@dataclass
class TreeCheck:
    """One walk along a log.

    Args:
        leaves: of the store, as of one moment.
        own_stream: of the log, for what is found about no entry.
        older: checkpoints and receipts that somebody kept.
        step: is told how many entries more were hashed.
    """

    leaves: Leaves
    own_stream: str
    older: Sequence[Older] = ()
    step: Callable[[int], object] = lambda _entries: None
    unsealed: int = 0
    """How many entries have no leaf because none was ever made here: a release that did not seal wrote them."""
    frontier: Frontier = field(default_factory=Frontier)
    """The tree of the rows."""
    _last: tuple[str, int] = ("", 0)

    def findings(self) -> Iterator[Finding]:
        """What is found, in the order of the log."""
        self._last = self.own_stream, 1
        self._moments = MomentsCheck(self.older)
        above = _Above(self.leaves)
        position, expected = 0, 0
        for index, hashes, last in self.leaves.walked():
            if index != expected:
                yield found("the_tree_is_that_of_its_leaves", *self._last)
            rows = self.leaves.between(position, last)
            leaves = [leaf_of(row) for row in rows]
            if b"".join(leaves) == hashes:
                root = _root_of(leaves)
                yield from self._grow(rows, leaves, root if len(rows) == WIDTH else None)
            else:
                root = _root_of(_split(hashes))
                yield from self._differences(rows, leaves, _split(hashes))
                yield from self._grow(rows, leaves)
            above.add(root)
            position, expected = last, index + 1
        if not above.is_as_kept():
            yield found("the_tree_is_that_of_its_leaves", self.own_stream, 1)
        loose = self.leaves.loose()
        yield from self._behind_the_tiles(position, expected * WIDTH, loose)
        yield from self._shorter()

    def _behind_the_tiles(self, position: int, size: int, loose: list[tuple[int, int, bytes]]) -> Iterator[Finding]:
        in_order = [leaf for leaf, _, _ in loose] == list(range(size, size + len(loose)))
        if not in_order or any(len(hashed) != HASH_BYTES for _, _, hashed in loose):
            yield found("the_tree_is_that_of_its_leaves", *self._last)
        last = loose[-1][1] if loose else position
        rows = self.leaves.between(position, last)
        if len(rows) == len(loose):
            moved = (Row(*row) for row, (_, position, _) in zip(rows, loose, strict=True) if row[0] != position)
            yield from (found("the_tree_is_that_of_its_leaves", row.stream, row.number) for row in moved)
        hashes = [leaf_of(row) for row in rows]
        kept = b"".join(hashed for _, _, hashed in loose)
        if b"".join(hashes) != kept:
            yield from self._differences(rows, hashes, _split(kept))
        yield from self._grow(rows, hashes)
        is_sealed = last > 0
        behind = self.leaves.rows(last)
        while written := list(islice(behind, WIDTH)):
            yield from self._grow(written, [leaf_of(row) for row in written])
            if is_sealed:
                yield from (found("an_entry_has_its_leaf", row.stream, row.number) for row in written)
            else:
                self.unsealed += len(written)

    def _differences(self, parts: Sequence[Parts], hashes: list[bytes], leaves: list[bytes]) -> Iterator[Finding]:
        """What is found of rows and leaves that belong together, and are not the same."""
        rows, kept, there = [Row(*told) for told in parts], set(leaves), set(hashes)
        strange = [row for row, hashed in zip(rows, hashes, strict=True) if hashed not in kept]
        gone = [place for place, hashed in enumerate(leaves) if hashed not in there]
        if not strange and not gone:
            differing = (row for row, hashed, leaf in zip(rows, hashes, leaves, strict=False) if hashed != leaf)
            first = next(differing, rows[-1])
            yield found("entries_stand_in_the_order_of_the_log", first.stream, first.number)
        for row in strange[: len(gone)]:
            yield found("an_entry_is_what_was_sealed", row.stream, row.number)
        for row in strange[len(gone) :]:
            yield found("an_entry_has_its_leaf", row.stream, row.number)
        rows_there = dict(zip(hashes, rows, strict=True))
        for place in gone[len(strange) :]:
            before = next((rows_there[leaf] for leaf in reversed(leaves[:place]) if leaf in rows_there), None)
            yield found("a_leaf_has_its_entry", *(self._last if before is None else (before.stream, before.number)))

    def _grow(self, rows: Sequence[Parts], hashes: list[bytes], root: bytes | None = None) -> Iterator[Finding]:
        """Goes on with the tree of the rows, and holds it against what others kept where it is as long as theirs."""
        begin, end = self.frontier.size, self.frontier.size + len(hashes)
        yield from self._moments.found_in(rows, begin)
        for one in self.older:
            if begin < one.size <= end and self.frontier.after(hashes[: one.size - begin]).root != one.root:
                yield found("the_log_begins_with_what_it_was", self.own_stream, 1)
            entry = one.entry
            if entry is not None and begin <= entry.index < end and hashes[entry.index - begin] != entry.hashed:
                yield found("the_log_holds_what_a_receipt_shows", entry.stream, entry.number)
        if root is not None and begin % WIDTH == 0:
            self.frontier = self.frontier.after_tree(HEIGHT, root)
        else:
            self.frontier = self.frontier.after(hashes)
        self.step(len(rows))
        if rows:
            _, stream, number, _, _ = rows[-1]
            self._last = stream, number

    def _shorter(self) -> Iterator[Finding]:
        for one in self.older:
            if one.size > self.frontier.size:
                yield found("the_log_is_not_shorter_than_it_was", *self._last)
                if one.entry is not None and one.entry.index >= self.frontier.size:
                    yield found("the_log_holds_what_a_receipt_shows", one.entry.stream, one.entry.number)


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[begin : begin + HASH_BYTES] for begin in range(0, len(hashes), HASH_BYTES)]


class _Above:
    """The tiles above those of the leaves, made again, and held against those that are kept."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves
        self._levels: list[tuple[int, list[bytes]]] = []
        self._differs = False

    def add(self, root: bytes) -> None:
        """Takes the root of a full tile of leaves."""
        level = 0
        while True:
            if level == len(self._levels):
                self._levels.append((0, []))
            index, hashes = self._levels[level]
            hashes.append(root)
            if len(hashes) < WIDTH:
                return
            self._differs |= self._leaves.tile(level + 1, index) != b"".join(hashes)
            self._levels[level] = index + 1, []
            root, level = _root_of(hashes), level + 1

    def is_as_kept(self) -> bool:
        """Whether they are what is kept."""
        return not self._differs and all(
            self._leaves.tile(level, index) == b"".join(hashes)
            for level, (index, hashes) in enumerate(self._levels, start=1)
        )


def _root_of(hashes: list[bytes]) -> bytes:
    """As `hash_of_pair`, pair by pair; a call less for each saves a fifth."""
    sha256 = hashlib.sha256
    for _ in range(HEIGHT):
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return hashes[0] if hashes else b""
