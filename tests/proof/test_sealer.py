"""The tree of a log is the tree of its rows, whoever wrote them, and whatever happened in between."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import IntegrityError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from svh_core.errors import LogBroken
from svh_core.log.leaves import leaf_of
from svh_core.log.memory import MemoryStore
from svh_core.log.sqlite import SQLiteStore
from svh_core.log.store import Store
from svh_core.proof.note_keys import SignerKey
from svh_core.proof.receipts import Notary
from svh_core.proof.sealer import LeafSealer
from svh_core.proof.stored_tree import StoredTree
from svh_core.proof.tlog_proof import TlogProof
from svh_core.testing.stores import row

from .naive import root as root_of

ORIGIN = "stad"
KEY = SignerKey(ORIGIN, bytes(range(32)))
NOTARY = Notary(ORIGIN, lambda: KEY)


def root(store: Store) -> tuple[int, bytes]:
    """Of the tree as it is kept."""
    with store.leaves() as leaves:
        tree = StoredTree(leaves)
        return tree.size, tree.frontier.root


def root_of_rows(store: Store) -> tuple[int, bytes]:
    """Of the rows, hashed again one by one."""
    with store.leaves() as leaves:
        hashes = [leaf_of(one) for one in leaves.rows()]
    return len(hashes), root_of(hashes)


class Writers(RuleBasedStateMachine):
    """Two processes write to one file, and one to memory; some of what they write has no leaf made, or fails."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "book.db"
        self.stores: list[Store] = [SQLiteStore.create(path, {}), SQLiteStore(path), MemoryStore({})]
        self.sealers = [LeafSealer() for _ in self.stores]
        self.written = [0, 0]
        self.receipts: list[tuple[int, bytes]] = []

    @rule(count=st.sampled_from([1, 1, 1, 2, 3, 70, 255, 256, 300]), first=st.booleans())
    def writes(self, count: int, *, first: bool) -> None:
        for which in (0 if first else 1, 2):
            file = which // 2
            last = self.written[file]
            rows = [row("a", last + number, b"%d" % (last + number)) for number in range(1, count + 1)]
            self.stores[which].recorder.insert_events(rows, sealing=self.sealers[which].sealing(count))
            sealed = self.sealers[which].committed()
            self.written[file] += count
            receipt = NOTARY.receipt_of_new(sealed, "a", last + 1 + count // 2)
            opened = opened_of(receipt)
            assert opened == (sealed.after.size, sealed.after.root)
            self.receipts.append(opened)

    @rule(count=st.sampled_from([1, 2, 300]))
    def writes_without_leaves(self, count: int) -> None:
        """As a release did that did not seal."""
        for file, store in enumerate(self.stores[1:]):
            last = self.written[file]
            store.recorder.insert_events([row("a", last + number) for number in range(1, count + 1)])
            self.written[file] += count

    @rule(which=st.sampled_from([0, 1]))
    def fails(self, which: int) -> None:
        rows = [row("b", 1), row("b", 1)]
        before = root(self.stores[which])
        with pytest.raises(IntegrityError):
            self.stores[which].recorder.insert_events(rows, sealing=self.sealers[which].sealing(2))
        with pytest.raises(LogBroken):
            self.sealers[which].committed()
        assert root(self.stores[which]) == before

    @rule(which=st.sampled_from([0, 1]))
    def forgets_all_it_knows(self, which: int) -> None:
        """Another process takes its place."""
        self.sealers[which] = LeafSealer()

    @rule()
    def seals_what_others_wrote(self) -> None:
        for which in (0, 2):
            self.stores[which].recorder.insert_events([], sealing=self.sealers[which].sealing(0))
            self.sealers[which].committed()
            assert root(self.stores[which]) == root_of_rows(self.stores[which])

    @invariant()
    def the_tree_is_that_of_the_first_rows(self) -> None:
        for store in self.stores[1:]:
            size, kept = root(store)
            with store.leaves() as leaves:
                hashes = [leaf_of(one) for one in leaves.rows()][:size]
            assert (len(hashes), root_of(hashes)) == (size, kept)

    def teardown(self) -> None:
        with self.stores[0].leaves() as leaves:
            hashes = [leaf_of(one) for one in leaves.rows()]
        for size, told in self.receipts[::2]:
            assert root_of(hashes[:size]) == told, "an old receipt is of another log"
        for store in self.stores:
            store.close()
        self.folder.cleanup()


test_the_tree_is_that_of_the_rows_whoever_writes = Writers.TestCase
test_the_tree_is_that_of_the_rows_whoever_writes.settings = settings(
    max_examples=25, stateful_step_count=12, deadline=None
)


def opened_of(receipt: bytes) -> tuple[int, bytes]:
    """Size and root that a receipt shows its entry in."""
    proof = TlogProof.parse(receipt)
    checkpoint = proof.opened(proof.extra, KEY.verifier).checkpoint
    return checkpoint.size, checkpoint.root


def write(store: Store, sealer: LeafSealer, *numbers: int, stream: str = "a", **others: Any) -> None:
    rows = [row(stream, number) for number in numbers]
    store.recorder.insert_events(rows, sealing=sealer.sealing(len(rows)), **others)
    sealer.committed()


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    with closing(SQLiteStore.create(tmp_path / "book.db", {}) if request.param == "file" else MemoryStore({})) as made:
        yield made


@pytest.mark.parametrize("before", [3, 300])
def test_law_14_destroying_changes_no_root_and_no_receipt_of_another_stream(store: Store, before: int) -> None:
    sealer = LeafSealer()
    write(store, sealer, *range(1, before + 1))
    write(store, sealer, 1, 2, stream="b")
    was, hashes = root(store), leaf_hashes(store)
    left = [
        (number, b'{"leaf":"%s","destroyed_by":1}' % hashes[number - 1].hex().encode())
        for number in range(1, before + 1)
    ]
    write(store, sealer, 1, stream="access/stad", destroys=("a", left))
    assert leaf_hashes(store)[: was[0]] == hashes
    assert root(store) == root_of_rows(store)
    with store.leaves() as leaves:
        size, _ = opened_of(NOTARY.receipt_of_kept(leaves, "b", 2))
    assert size == before + 3


def leaf_hashes(store: Store) -> list[bytes]:
    with store.leaves() as leaves:
        return [leaf_of(one) for one in leaves.rows()]


@pytest.mark.parametrize("numbers", [[1], [200], [256], [257], [700]])
def test_every_kept_entry_has_a_receipt_against_the_log_as_it_is(store: Store, numbers: list[int]) -> None:
    write(store, LeafSealer(), *range(1, 701))
    for number in numbers:
        with store.leaves() as leaves:
            assert opened_of(NOTARY.receipt_of_kept(leaves, "a", number)) == root(store)


def test_gaps_in_the_positions_are_no_gaps_in_the_log(tmp_path: Path) -> None:
    """SQLite leaves one where a transaction was undone behind somebody's back, or a tail was cut and written again."""
    with closing(SQLiteStore.create(tmp_path / "book.db", {})) as store:
        for first in range(1, 600, 10):
            with closing(sqlite3.connect(tmp_path / "book.db")) as file, file:
                file.execute("UPDATE sqlite_sequence SET seq = seq + 7")
            write(store, LeafSealer(), *range(first, first + 10))
        assert root(store) == root_of_rows(store)
        for number in (1, 256, 257, 512, 600):
            with store.leaves() as leaves:
                assert opened_of(NOTARY.receipt_of_kept(leaves, "a", number)) == root(store)


DAMAGED = {
    "a loose leaf gone": "DELETE FROM loose_leaves WHERE leaf = 513",
    "all loose leaves gone but the last": "DELETE FROM loose_leaves WHERE leaf < 599",
    "a tile gone": "DELETE FROM tiles WHERE level = 0 AND tile = 1",
    "the tile above gone": "DELETE FROM tiles WHERE level = 1",
}


@pytest.mark.parametrize("what", DAMAGED)
def test_nothing_is_sealed_where_leaves_are_missing(tmp_path: Path, what: str) -> None:
    with closing(SQLiteStore.create(tmp_path / "book.db", {})) as store:
        write(store, LeafSealer(), *range(1, 601))
        with closing(sqlite3.connect(tmp_path / "book.db")) as file, file:
            file.execute(DAMAGED[what])
        with pytest.raises(LogBroken, match="not all there"):
            write(store, LeafSealer(), 601)
        with store.leaves() as leaves:
            assert leaves.row("a", 601) is None


def test_a_process_that_knew_more_of_the_log_than_there_is_writes_nothing_in_it(tmp_path: Path) -> None:
    with closing(SQLiteStore.create(tmp_path / "book.db", {})) as store:
        sealer = LeafSealer()
        write(store, sealer, *range(1, 300))
        with closing(sqlite3.connect(tmp_path / "book.db")) as file, file:
            file.execute("DELETE FROM stored_events WHERE originator_version > 290")
            file.execute("DELETE FROM loose_leaves WHERE leaf >= 290")
        with pytest.raises(LogBroken, match="not all there"):
            write(store, sealer, 291)
