"""Law 14: a case can be destroyed. Keys and rows go, leaf hashes stay, and no root, receipt or other case changes."""

from __future__ import annotations

import functools
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from svh_core import Casebook, CaseOpened, Conflict, GoalSet, NetworkPersonAdded, NotAllowed, NotFound, Proposal, Viewer
from svh_core.checking import Checked, check
from svh_core.domain.access import CaseDestroyed
from svh_core.domain.rulebook import Entry
from svh_core.log.leaves import DESTROYED, leaf_hash, what_was_destroyed
from svh_core.testing.strategies import around_the_table, entries
from svh_core.vault.beside import vault_of

GONE, STAYS = "zaak-weg", "zaak-blijft"
ORIGIN = "stad"
ACCESS = f"access/{ORIGIN}"
Row = tuple[str, int, str, bytes]


def fill(book: Casebook) -> None:
    """Two cases with words and a private book; the one that will go has four entries."""
    for case in (GONE, STAYS):
        book.record(case, CaseOpened(resident="mila", name=f"Mila {case}", method="support_group"), by="mila")
        added = NetworkPersonAdded(person="zus", name=f"Zus {case}", network="informal", relation_kind="family")
        book.record(case, added, by="mila")
        book.record(case, GoalSet(goal="rust", horizon="short", words=f"rust {case}"), by="mila", once="een")
        book.record(case, GoalSet(goal="werk", horizon="short", words=f"werk {case}"), by="mila")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Casebook.create(tmp_path / "casebook.db", origin=ORIGIN) as book:
        fill(book)
    return tmp_path / "casebook.db"


@pytest.fixture(params=["file", "memory"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Casebook]:
    """A casebook of each kind of store."""
    file = request.param == "file"
    path = tmp_path / "casebook.db"
    with Casebook.create(path, origin=ORIGIN) if file else Casebook.in_memory(origin=ORIGIN) as book:
        fill(book)
        yield book


def rows(book: Casebook) -> list[Row]:
    """Every row of the log, in the order of its positions."""
    found = []
    for stream, _ in book.log.store.streams():
        found += [(stream, row.originator_version, row.topic, bytes(row.state)) for row in book.log.rows(stream)]
    return found


def leaf_of(row: Row) -> bytes:
    """The leaf hash of a row as an auditor recomputes it; of a destroyed one what it says of itself."""
    if row[2] != DESTROYED:
        return leaf_hash(*row)
    told = what_was_destroyed(row[3])
    assert told is not None
    return told[0]


def leaves(rows: list[Row]) -> dict[tuple[str, int], bytes]:
    return {row[:2]: leaf_of(row) for row in rows}


def checked(book: Casebook) -> list[tuple[str, str, int]]:
    return [(f.id, f.stream, f.number) for f in check(book.log, book.rulebook).findings]


def read(book: Casebook, case: str) -> list[str]:
    with book.looking(case, viewer=Viewer("mila"), purpose="reading") as look:
        return [*look.trail_in_words("nl"), json.dumps(look.state()), *look.script()]


# What stays as it was


def test_law_14_destroying_changes_no_other_row_and_no_leaf(book: Casebook) -> None:
    before, receipt = rows(book), book.record(STAYS, GoalSet(goal="geld", horizon="long", words="geld"), by="mila")
    before = rows(book)
    told = book.privacy.destroy(GONE, by="beheer", ground="asked")
    after = rows(book)
    others = [row for row in before if row[0] != GONE]
    assert [row for row in after if row[0] not in {GONE, ACCESS}] == others
    assert [row[:3] for row in after if row[0] == GONE] == [(GONE, number, DESTROYED) for number in range(1, 5)]
    assert [row[1:3] for row in after if row[0] == ACCESS] == [(1, "case.destroyed")]
    assert {where: leaf for where, leaf in leaves(after).items() if where[0] != ACCESS} == leaves(before)
    assert (told.stream, told.number, told.entries) == (GONE, 1, 4)
    assert receipt.number == 5


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@for_all(st.lists(entries(), max_size=20), st.lists(entries(), max_size=20))
def test_law_14_whatever_stands_in_two_cases_one_goes_and_the_other_is_as_it_was(
    gone: list[Entry[Any]], stays: list[Entry[Any]]
) -> None:
    with Casebook.in_memory(origin=ORIGIN) as book:
        for case, proposed in ((GONE, gone), (STAYS, stays)):
            for entry in (*around_the_table(), *proposed):
                told = Proposal(case=case, event=entry.event, by=entry.by, at=entry.at, reason=entry.reason)
                try:
                    book.record_all([told])
                except NotAllowed:
                    continue
        before, was = rows(book), read(book, STAYS)
        book.privacy.destroy(GONE, by="beheer")
        after = rows(book)
        assert leaves([row for row in after if row[0] != ACCESS]) == leaves(before)
        assert [row for row in after if row[0] not in {GONE, ACCESS}] == [row for row in before if row[0] != GONE]
        assert read(book, STAYS) == was
        assert checked(book) == [("destroyed", GONE, 1)]


def test_law_14_the_entry_that_destroys_says_how_many_and_a_digest_and_not_which_case(book: Casebook) -> None:
    hashes = [leaf for (stream, _), leaf in leaves(rows(book)).items() if stream == GONE]
    book.privacy.destroy(GONE, by="beheer", ground="wrong_case")
    (entry,) = book.log.entries(ACCESS)
    told = b"svh-destroyed/v1\n" + len(GONE).to_bytes(4, "big") + GONE.encode() + b"".join(hashes)
    assert entry.event == CaseDestroyed(leaves=4, leaf_hashes=hashlib.sha256(told).hexdigest(), ground="wrong_case")
    assert entry.by == "beheer"
    (row,) = book.log.rows(ACCESS)
    assert GONE.encode() not in row.state


def test_law_14_a_check_is_clean_and_says_what_was_destroyed(book: Casebook) -> None:
    assert check(book.log, book.rulebook).is_clean
    book.privacy.destroy(GONE, by="beheer")
    told = check(book.log, book.rulebook)
    assert (told.is_clean, told.exit_status) == (True, 0)
    assert checked(book) == [("destroyed", GONE, 1)]


def test_law_14_other_cases_read_as_before_and_go_on(book: Casebook) -> None:
    before = read(book, STAYS)
    book.privacy.destroy(GONE, by="beheer")
    assert read(book, STAYS) == before
    assert book.cases() == [(STAYS, 4)]
    assert book.record(STAYS, GoalSet(goal="geld", horizon="long", words="geld"), by="mila").number == 5


def test_law_14_two_cases_destroyed_one_after_another_each_add_up(book: Casebook) -> None:
    book.privacy.destroy(STAYS, by="beheer")
    book.privacy.destroy(GONE, by="beheer")
    assert checked(book) == [("destroyed", STAYS, 1), ("destroyed", GONE, 1)]
    assert book.cases() == []


def test_law_14_a_rehearsal_changes_nothing(book: Casebook) -> None:
    before, was = rows(book), read(book, GONE)
    told = book.privacy.destroy(GONE, by="beheer", dry_run=True)
    assert (told.number, told.entries) == (None, 4)
    assert (rows(book), read(book, GONE), checked(book)) == (before, was, [])


# Nothing comes back


def every_way_in(book: Casebook) -> list[Callable[[], object]]:
    new = GoalSet(goal="geld", horizon="long", words="geld")
    return [
        lambda: book.record(GONE, new, by="mila"),
        lambda: book.record(GONE, new, by="mila", once="een"),
        lambda: book.record(GONE, CaseOpened(resident="mila", method="support_group"), by="mila"),
        lambda: book.may(GONE, new, by="mila"),
        lambda: read(book, GONE),
        lambda: book.log.load(GONE),
        lambda: book.privacy.forget(GONE, "mila"),
        lambda: book.privacy.destroy(GONE, by="beheer"),
        lambda: book.privacy.destroy(GONE, by="beheer", dry_run=True),
        lambda: book.privacy.refer(GONE, "klant 7"),
    ]


def test_law_14_nothing_is_read_from_or_recorded_in_what_was_destroyed(book: Casebook) -> None:
    book.privacy.destroy(GONE, by="beheer")
    before = rows(book)
    for way_in in every_way_in(book):
        with pytest.raises(NotFound):
            way_in()
    assert rows(book) == before


def test_law_14_another_process_that_has_the_case_in_memory_records_nothing_in_it(path: Path) -> None:
    with Casebook.open(path) as here, Casebook.open(path) as there:
        there.record(GONE, GoalSet(goal="geld", horizon="long", words="geld"), by="mila")
        here.privacy.destroy(GONE, by="beheer")
        before = rows(here)
        for way_in in every_way_in(there):
            with pytest.raises(NotFound):
                way_in()
        assert rows(here) == before


def test_law_14_a_private_book_can_be_destroyed_and_the_logs_own_stream_cannot(book: Casebook) -> None:
    stream = book.privacy.open_book(GONE, "mila", "resident")
    book.privacy.destroy(stream, by="mila")
    assert ("destroyed", stream, 1) in checked(book)
    assert book.privacy.books(GONE, "mila") in ([], [stream])
    for odd in (f"log/{ORIGIN}", ACCESS, "organisation/wij"):
        with pytest.raises(Exception, match="only a case or a private book"):
            book.privacy.destroy(odd, by="beheer")


# Somebody was in between


def test_law_14_a_writer_in_between_undoes_all_of_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Casebook.open(path) as here, Casebook.open(path) as there:
        append = type(here.log).append

        def after_another(self: Any, batch: Any, **others: Any) -> None:
            if others.get("destroys") is not None:
                monkeypatch.setattr(type(here.log), "append", append)
                there.record(GONE, GoalSet(goal="tussendoor", horizon="long", words="net op tijd"), by="mila")
            append(self, batch, **others)

        monkeypatch.setattr(type(here.log), "append", after_another)
        with pytest.raises(Conflict):
            here.privacy.destroy(GONE, by="beheer")
        assert {row[0] for row in rows(here)} == {GONE, STAYS, f"log/{ORIGIN}"}
        assert "net op tijd" in "".join(read(there, GONE))
        assert "net op tijd" in "".join(read(here, GONE))
        assert checked(here) == []
        here.privacy.destroy(GONE, by="beheer")
        assert checked(here) == [("destroyed", GONE, 1)]


# What is left is tampered with


def tamper(path: Path, *statements: tuple[str, tuple[Any, ...]]) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("DROP TRIGGER IF EXISTS nothing_is_added_to_what_was_destroyed")
        for statement, values in statements:
            file.execute(statement, values)


SET_STATE = "UPDATE stored_events SET state = ? WHERE originator_id = ? AND originator_version = ?"
SET_NAME = "UPDATE stored_events SET topic = 'case.closed' WHERE originator_id = ? AND originator_version = ?"
SET_BOTH = "UPDATE stored_events SET topic = ?, state = ? WHERE originator_id = ? AND originator_version = ?"
DELETE = "DELETE FROM stored_events WHERE originator_id = ? AND originator_version = ?"
SWAP = (
    "UPDATE stored_events SET originator_version = CASE originator_version WHEN 2 THEN -3 ELSE -2 END"
    " WHERE originator_id = ? AND originator_version IN (2, 3)"
)


def left(**changes: Any) -> bytes:
    return json.dumps({"leaf": "00" * 32, "destroyed_by": 1} | changes, separators=(",", ":")).encode()


TAMPERED: dict[str, Callable[[Row], tuple[str, tuple[Any, ...]]]] = {
    "a leaf changed": lambda _: (SET_STATE, (left(), GONE, 2)),
    "another entry": lambda row: (SET_STATE, (row[3].replace(b'"destroyed_by":1', b'"destroyed_by":2'), GONE, 2)),
    "no leaf": lambda _: (SET_STATE, (b"{}", GONE, 2)),
    "no JSON": lambda _: (SET_STATE, (b"\xff", GONE, 2)),
    "a list": lambda _: (SET_STATE, (b"[]", GONE, 2)),
    "not hexadecimal": lambda _: (SET_STATE, (left(leaf="zz"), GONE, 2)),
    "a number for a leaf": lambda _: (SET_STATE, (left(leaf=7), GONE, 2)),
    "a number too large": lambda _: (SET_STATE, (left().replace(b":1}", b":1e999}"), GONE, 2)),
    "very deep": lambda _: (SET_STATE, (b"[" * 100_000, GONE, 2)),
    "first row gone": lambda _: (DELETE, (GONE, 1)),
    "a row gone": lambda _: (DELETE, (GONE, 2)),
    "last row gone": lambda _: (DELETE, (GONE, 4)),
    "every row gone": lambda _: ("DELETE FROM stored_events WHERE originator_id = ?", (GONE,)),
    "a row more": lambda row: ("INSERT INTO stored_events VALUES (NULL, ?, 5, ?, ?)", (GONE, DESTROYED, row[3])),
    "an entry put back": lambda _: (SET_NAME, (GONE, 2)),
    "who destroyed gone": lambda _: ("DELETE FROM stored_events WHERE originator_id = ?", (ACCESS,)),
    "order changed": lambda _: (SWAP, (GONE,)),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_law_14_what_is_left_is_held_against_what_the_entry_says(path: Path, what: str) -> None:
    with Casebook.open(path) as book:
        book.privacy.destroy(GONE, by="beheer")
        (second,) = [row for row in rows(book) if row[:2] == (GONE, 2)]
    tamper(path, TAMPERED[what](second))
    tamper(path, ("UPDATE stored_events SET originator_version = -originator_version WHERE originator_version < 0", ()))
    told = audited(path)
    assert "what_was_destroyed_adds_up" in [f.id for f in told.findings], [f.id for f in told.findings]
    assert (told.is_clean, told.exit_status) == (False, 6)


def audited(path: Path) -> Checked:
    with Casebook.open(path, sealed=True) as book:
        return check(book.log, book.rulebook)


def test_law_14_the_whole_case_put_back_is_found(path: Path) -> None:
    with Casebook.open(path) as book:
        was = [row for row in rows(book) if row[0] == GONE]
        book.privacy.destroy(GONE, by="beheer")
    tamper(path, *((SET_BOTH, (topic, state, stream, number)) for stream, number, topic, state in was))
    assert ("what_was_destroyed_adds_up", ACCESS, 1) in [(f.id, f.stream, f.number) for f in audited(path).findings]


def test_law_14_a_case_made_to_look_destroyed_is_found(path: Path) -> None:
    """Somebody wants a case gone, and has no entry that says so; or takes that of another case."""
    with Casebook.open(path) as book:
        book.privacy.destroy(GONE, by="beheer")
        hashes = [leaf_of(row) for row in rows(book) if row[0] == STAYS]
    for number, leaf in enumerate(hashes, start=1):
        tamper(path, (SET_BOTH, (DESTROYED, left(leaf=leaf.hex()), STAYS, number)))
    told = audited(path)
    assert not told.is_clean
    assert {f.stream for f in told.findings if f.id == "what_was_destroyed_adds_up"} & {STAYS, GONE}


@pytest.mark.parametrize("how", ["listed", "moved behind", "renamed"])
def test_law_14_a_name_that_somebody_put_on_the_list_costs_no_case_its_keys(path: Path, how: str) -> None:
    with Casebook.open(path) as book:
        book.privacy.destroy(GONE, by="beheer")
    if how == "moved behind":
        moved = "UPDATE stored_events SET originator_version = originator_version + 4, originator_id = ?"
        tamper(path, (f"{moved} WHERE originator_id = ?", (STAYS, GONE)))
    if how == "renamed":
        rename = "UPDATE stored_events SET originator_id = ? WHERE originator_id = ?"
        tamper(path, (rename, ("other", STAYS)), (rename, (STAYS, GONE)))
    tamper(path, ("UPDATE destroyed SET originator_id = ?", (STAYS,)))
    with closing(sqlite3.connect(vault_of(path))) as vault, vault:
        vault.execute("DELETE FROM facts WHERE name = 'compared'")  # as an older copy that was put back
    usable = "SELECT COUNT(*) FROM keys WHERE stream = ? AND wrapped IS NOT NULL"
    with closing(sqlite3.connect(vault_of(path))) as vault:
        (before,) = vault.execute(usable, (STAYS,)).fetchone()
    Casebook.open(path).close()
    with closing(sqlite3.connect(vault_of(path))) as vault:
        assert vault.execute(usable, (STAYS,)).fetchone() == (before,)
    assert before > 0
    assert ("what_was_destroyed_adds_up", STAYS) in [(f.id, f.stream) for f in audited(path).findings]


# Nothing of it stays in the files


def test_law_14_the_rows_are_in_no_file_any_more(path: Path) -> None:
    """Beside words, which are sealed, a row holds names of goals and choices in clear: personal data."""
    with Casebook.open(path) as book:
        for number in range(250):
            book.record(GONE, GoalSet(goal=f"herkenbaar-{number}", horizon="short", words="x"), by="mila")
        list(book.log.entries(GONE))
        book.log.load(GONE)
        assert _holding(path.parent, b"herkenbaar")
        book.privacy.destroy(GONE, by="beheer")
    assert _holding(path.parent, b"herkenbaar") == []


def test_law_14_the_rows_are_in_no_file_while_the_casebook_stays_open(path: Path) -> None:
    with Casebook.open(path) as book:
        for number in range(10):
            book.record(GONE, GoalSet(goal=f"herkenbaar-{number}", horizon="short", words="x"), by="mila")
        assert _holding(path.parent, b"herkenbaar")
        book.privacy.destroy(GONE, by="beheer")
        assert _holding(path.parent, b"herkenbaar") == []


def test_law_14_who_was_in_a_destroyed_case_is_in_no_file(path: Path) -> None:
    with Casebook.open(path) as book:
        added = NetworkPersonAdded(person="herkenbaar-zus", name="Zus", network="informal", relation_kind="family")
        book.record(GONE, added, by="mila")
    with Casebook.open(path) as book:
        assert set(_holding(path.parent, b"herkenbaar-zus")) >= {"casebook.db", "casebook.vault"}
        book.privacy.destroy(GONE, by="beheer")
    assert _holding(path.parent, b"herkenbaar-zus") == []


def _holding(folder: Path, what: bytes) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if what in file.read_bytes())


@functools.cache
def _merkle_root(leaves: tuple[bytes, ...]) -> bytes:
    """RFC 6962, 2.1."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + _merkle_root(leaves[:half]) + _merkle_root(leaves[half:])).digest()


def test_law_14_the_root_of_the_log_up_to_there_stays_what_it_was(path: Path) -> None:
    def root(book: Casebook, size: int) -> bytes:
        told = book.log.store.recorder.select_notifications(None, 1000)[:size]
        return _merkle_root(
            tuple(
                leaf_of((str(row.originator_id), row.originator_version, row.topic, bytes(row.state))) for row in told
            )
        )

    with Casebook.open(path) as book:
        size = book.log.store.recorder.max_notification_id() or 0
        before = root(book, size)
        book.privacy.destroy(GONE, by="beheer")
        assert root(book, size) == before
