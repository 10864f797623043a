# ruff: noqa: S608 - the statements are our own
"""What is done to a casebook's file behind its back is found, and points at the entry."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svh_core import Casebook, CaseOpened, GoalSet, Malformed, Proposal
from svh_core.checking import Checked, check
from svh_core.log.memory import MemoryStore
from svh_core.log.sqlite_leaves import SQLiteLeaves
from svh_core.proof.note_keys import SignerKey
from svh_core.proof.older import Older
from svh_core.proof.sealer import LeafSealer
from svh_core.proof.tree_check import TreeCheck
from svh_core.testing.stores import row

Found = tuple[str, str, int]

CHANGED, NO_LEAF, NO_ENTRY = "an_entry_is_what_was_sealed", "an_entry_has_its_leaf", "a_leaf_has_its_entry"
ORDER, TREE = "entries_stand_in_the_order_of_the_log", "the_tree_is_that_of_its_leaves"
BEGINS, SHORTER = "the_log_begins_with_what_it_was", "the_log_is_not_shorter_than_it_was"
RECEIPT = "the_log_holds_what_a_receipt_shows"
OWN = "log/stad"


def goal(name: str) -> GoalSet:
    return GoalSet(goal=name, horizon="short", words=name)


@pytest.fixture(scope="module", params=["few", "many"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casebook: of one case with ten entries, all in loose leaves; or of two with three tiles and some more."""
    folder = tmp_path_factory.mktemp(request.param)
    goals = 9 if request.param == "few" else 899
    with Casebook.create(folder / "casebook.db", origin="stad") as book:
        for case in ("c1", "c2")[: 1 if request.param == "few" else 2]:
            opened = CaseOpened(resident="mila", method="support_group")
            book.record_all([Proposal(case=case, event=opened, by="mila")])
            book.record_all([Proposal(case=case, event=goal(f"g{n}"), by="mila") for n in range(goals)])
        (folder / "receipt").write_bytes(book.receipt("c1", 5))
    return folder / "casebook.db"


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made.parent, tmp_path / "copy")
    return tmp_path / "copy" / "casebook.db"


def done(path: Path, *statements: str) -> Checked:
    with closing(sqlite3.connect(path)) as file, file:
        for statement in statements:
            file.execute(statement)
    return checked(path)


def checked(path: Path, *, older: bool = False) -> Checked:
    with Casebook.open(path, sealed=True) as book:
        kept = [Older.read((path.parent / "receipt").read_bytes(), origin="stad")] if older else []
        return check(book.log, book.rulebook, older=kept)


def of_tree(told: Checked) -> list[Found]:
    ids = {CHANGED, NO_LEAF, NO_ENTRY, ORDER, TREE, BEGINS, SHORTER, RECEIPT}
    return [(f.id, f.stream, f.number) for f in told.findings if f.id in ids]


def test_nothing_is_found_where_nothing_was_done(path: Path) -> None:
    assert checked(path, older=True).findings == ()


AT = "originator_id = 'c1' AND originator_version = 5"
BLOB = "CAST(replace(CAST(state AS TEXT), '\"g3\"', '\"gx\"') AS BLOB)"


@pytest.mark.parametrize(
    ("what", "statements", "expected"),
    [
        ("the state", [f"UPDATE stored_events SET state = {BLOB} WHERE {AT}"], [(CHANGED, "c1", 5)]),
        ("the name", [f"UPDATE stored_events SET topic = 'case.closed' WHERE {AT}"], [(CHANGED, "c1", 5)]),
        ("the number", [f"UPDATE stored_events SET originator_version = 5000 WHERE {AT}"], [(CHANGED, "c1", 5000)]),
        (
            "a number below zero",
            [f"UPDATE stored_events SET originator_version = -5 WHERE {AT}"],
            [(CHANGED, "c1", -5)],
        ),
        ("the case", [f"UPDATE stored_events SET originator_id = 'c9' WHERE {AT}"], [(CHANGED, "c9", 5)]),
        ("made to look destroyed", [f"UPDATE stored_events SET topic = 'destroyed' WHERE {AT}"], [(CHANGED, "c1", 5)]),
        ("taken out", [f"DELETE FROM stored_events WHERE {AT}"], [(NO_ENTRY, "c1", 4)]),
        (
            "put between",
            [
                f"UPDATE stored_events SET rowid = rowid + 100000 WHERE {AT}",
                f"INSERT INTO stored_events SELECT rowid - 100000, 'c8', 1, topic, state FROM stored_events WHERE {AT}",
                f"UPDATE stored_events SET rowid = 100001 WHERE {AT}",
            ],
            None,
        ),
        (
            "a copy in another case",
            [f"INSERT INTO stored_events SELECT NULL, 'c8', 1, topic, state FROM stored_events WHERE {AT}"],
            [(NO_LEAF, "c8", 1)],
        ),
        ("first leaf taken", ["DELETE FROM loose_leaves WHERE leaf = (SELECT MIN(leaf) FROM loose_leaves)"], None),
        ("last leaf taken", ["DELETE FROM loose_leaves WHERE leaf = (SELECT MAX(leaf) FROM loose_leaves)"], None),
        ("every leaf taken", ["DELETE FROM loose_leaves", "DELETE FROM tiles"], [(NO_LEAF, OWN, 1)]),
        ("the tables taken", ["DROP TABLE loose_leaves", "DROP TABLE tiles"], [(NO_LEAF, OWN, 1)]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_done_to_rows_and_leaves_is_found(
    path: Path, what: str, statements: list[str], expected: list[Found] | None
) -> None:
    told = done(path, *statements)
    assert of_tree(told) == expected if expected is not None else of_tree(told), what
    assert told.exit_status == 6


def test_two_entries_that_changed_places_are_found(path: Path) -> None:
    five, six = "originator_version = 5", "originator_version = 6"
    swap = [
        f"UPDATE stored_events SET rowid = rowid + 100000 WHERE originator_id = 'c1' AND {five}",
        f"UPDATE stored_events SET rowid = rowid - 1 WHERE originator_id = 'c1' AND {six}",
        f"UPDATE stored_events SET rowid = rowid - 99999 WHERE originator_id = 'c1' AND {five}",
    ]
    assert of_tree(done(path, *swap)) == [(ORDER, "c1", 6)]


def test_a_tile_that_was_changed_is_found_whichever_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        tiles = file.execute("SELECT level, tile FROM tiles").fetchall()
    for level, tile in tiles:
        changed = path.with_name("changed.db")
        with closing(sqlite3.connect(path)) as file, closing(sqlite3.connect(changed)) as copy:
            file.backup(copy)
        told = done(changed, f"UPDATE tiles SET hashes = zeroblob(32) WHERE level = {level} AND tile = {tile}")
        assert not told.is_clean, (level, tile)


def cut(path: Path) -> None:
    """As somebody does who knows how it works: the tail goes, and its leaves with it."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("DELETE FROM stored_events WHERE originator_id = 'c1' AND originator_version > 3")
        file.execute("DELETE FROM stored_events WHERE originator_id = 'c2'")
        sealed_anew(file)


def edited(path: Path) -> None:
    """As somebody does who knows how it works: an entry is changed, and every leaf made anew."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(f"UPDATE stored_events SET state = {BLOB} WHERE {AT}")
        sealed_anew(file)


def sealed_anew(file: sqlite3.Connection) -> None:
    file.execute("DELETE FROM tiles")
    file.execute("DELETE FROM loose_leaves")
    LeafSealer().sealing(0)(SQLiteLeaves(file))


@pytest.mark.parametrize(
    ("how", "expected"),
    [(cut, {(SHORTER, "c1", 3), (RECEIPT, "c1", 5)}), (edited, {(BEGINS, OWN, 1), (RECEIPT, "c1", 5)})],
)
def test_a_log_that_was_made_anew_is_clean_in_itself_and_found_by_what_somebody_kept(
    path: Path, how: Callable[[Path], None], expected: set[Found]
) -> None:
    how(path)
    assert of_tree(checked(path)) == []
    assert set(of_tree(checked(path, older=True))) == expected


def test_what_is_no_checkpoint_of_this_log_is_refused(path: Path) -> None:
    receipt = (path.parent / "receipt").read_bytes()
    key = SignerKey.new("stad").verifier
    changed = receipt.replace(b"index ", b"index 1", 1)
    for told, others in (
        (b"", {}),
        (b"\xff\n\n", {}),
        (b"stad\n", {}),
        (changed, {}),
        (receipt, {"key": key}),
        (receipt, {"origin": "elders"}),
    ):
        with pytest.raises(Malformed):
            Older.read(told, **{"origin": "stad", **others})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([1, 2, 100, 255, 256, 257]), min_size=1, max_size=6), st.data())
def test_nothing_is_found_in_a_log_that_was_only_written_to(counts: list[int], data: st.DataObject) -> None:
    store: Any = MemoryStore({})
    sealer, written, older = LeafSealer(), 0, []
    for count in counts:
        rows = [row("a", written + number) for number in range(1, count + 1)]
        store.recorder.insert_events(rows, sealing=sealer.sealing(count))
        sealed = sealer.committed()
        written += count
        older.append(Older(sealed.after.size, sealed.after.root))
    with store.leaves() as leaves:
        walk = TreeCheck(leaves, OWN, older)
        assert list(walk.findings()) == []
        assert walk.frontier.root == older[-1].root
    place = data.draw(st.integers(0, written - 1))
    taken = store.recorder._stored_events[place]
    store.recorder._stored_events[place] = row("a", taken.originator_version, b"[]")
    with store.leaves() as leaves:
        found = [(f.id, f.number) for f in TreeCheck(leaves, OWN, older).findings()]
    assert found[0] == (CHANGED, place + 1) or (CHANGED, place + 1) in found
    assert (BEGINS, 1) in found
