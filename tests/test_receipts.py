"""What a writer gets for a decision, and what it shows years later."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, CaseOpened, GoalSet, KeysMissing, NotFound, NotWritable, Proposal
from svh_core.checking import check
from svh_core.log.leaves import leaf, leaf_of, parts_of_leaf
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.signing import read_key, write_key
from svh_core.proof.tlog_proof import TlogProof
from svh_core.vault.beside import signing_key_of

from .laws.golden.making import HERE, restore
from .proof.naive import root as root_of

ORIGIN = "stad"
OPENED = CaseOpened(resident="mila", name="Mila", method="support_group")


def goal(name: str) -> GoalSet:
    return GoalSet(goal=name, horizon="short", words=f"ik wil {name}")


@pytest.fixture(params=["file", "memory"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Casebook]:
    """A casebook of each kind of store."""
    file = request.param == "file"
    path = tmp_path / "casebook.db"
    with Casebook.create(path, origin=ORIGIN) if file else Casebook.in_memory(origin=ORIGIN) as book:
        book.record("c1", OPENED, by="mila")
        yield book


def hashes(book: Casebook) -> list[bytes]:
    with book.log.store.leaves() as leaves:
        return [leaf_of(row) for row in leaves.rows()]


def key_of(book: Casebook) -> VerifierKey:
    return book._desk.notary.key


def shown(receipt: bytes, key: VerifierKey) -> tuple[str, int, str, bytes]:
    """The entry that a receipt shows to be in the log."""
    proof = TlogProof.parse(receipt)
    proof.opened(proof.extra, key)
    return parts_of_leaf(proof.extra)


def row_of(book: Casebook, case: str, number: int) -> tuple[str, int, str, bytes]:
    (row,) = book.log.rows(case, after=number - 1, until=number)
    return case, row.originator_version, row.topic, bytes(row.state)


def test_a_receipt_shows_the_entry_as_it_is_stored_in_the_log_as_it_then_was(book: Casebook) -> None:
    receipt = book.record("c1", goal("rust"), by="mila")
    assert shown(receipt.proof, key_of(book)) == row_of(book, "c1", 2)
    assert b"ik wil" not in receipt.proof
    proof = TlogProof.parse(receipt.proof)
    checkpoint = proof.opened(proof.extra, key_of(book)).checkpoint
    assert (proof.index, checkpoint.size, checkpoint.root) == (2, 3, root_of(hashes(book)))
    assert receipt.proof == receipt.proof, "Ed25519 signs the same each time"


def test_what_is_recorded_together_has_a_receipt_each_in_one_log(book: Casebook) -> None:
    proposals = [Proposal(case="c1", event=goal(f"g{number}"), by="mila") for number in range(300)]
    receipts = book.record_all([*proposals[:270], Proposal(case="c2", event=OPENED, by="mila"), *proposals[270:]])
    for receipt in receipts:
        assert shown(receipt.proof, key_of(book)) == row_of(book, receipt.case, receipt.number)
    assert len({TlogProof.parse(receipt.proof).checkpoint for receipt in receipts}) == 1


def test_a_receipt_of_long_ago_is_made_again_from_the_log_and_the_old_one_still_holds(book: Casebook) -> None:
    old = book.record("c1", goal("rust"), by="mila", once="een")
    was = old.proof
    for batch in range(4):
        book.record_all([Proposal(case="c1", event=goal(f"{batch}-{n}"), by="mila") for n in range(200)])
    assert shown(was, key_of(book)) == row_of(book, "c1", 2)
    assert shown(book.receipt("c1", 2), key_of(book)) == row_of(book, "c1", 2)
    again = book.record("c1", goal("rust"), by="mila", once="een")
    assert again == old
    assert again.proof == book.receipt("c1", 2) != was
    for number in (1, 255, 256, 400, 802):
        assert shown(book.receipt("c1", number), key_of(book)) == row_of(book, "c1", number)


def test_what_was_judged_only_has_no_receipt(book: Casebook) -> None:
    (rehearsed,) = book.record_all([Proposal(case="c1", event=goal("rust"), by="mila")], dry_run=True)
    with pytest.raises(NotFound, match="was not recorded"):
        _ = rehearsed.proof
    for case, number in (("c1", 2), ("c1", 0), ("nobody", 1)):
        with pytest.raises(NotFound, match="there is no entry"):
            book.receipt(case, number)


def test_a_receipt_of_what_was_destroyed_later_still_holds_and_is_not_made_again(book: Casebook) -> None:
    was = book.record("c1", goal("rust"), by="mila").proof
    before = hashes(book)
    book.privacy.destroy("c1", by="beheer")
    assert hashes(book)[: len(before)] == before
    assert shown(was, key_of(book))[:3] == ("c1", 2, "goal.set")
    with pytest.raises(NotFound, match="there is no entry"):
        book.receipt("c1", 2)


def test_forgetting_changes_no_receipt(book: Casebook) -> None:
    receipt = book.record("c1", goal("rust"), by="mila")
    book.privacy.forget("c1", "mila")
    assert shown(receipt.proof, key_of(book)) == shown(book.receipt("c1", 2), key_of(book))


class Failing:
    """A connection that fails when it commits, before it did or after."""

    def __init__(self, connection: sqlite3.Connection, *, after: bool) -> None:
        self._connection = connection
        self._after = after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, statement: str, *values: Any) -> Any:
        if statement != "COMMIT":
            return self._connection.execute(statement, *values)
        if self._after:
            self._connection.execute(statement)
        raise sqlite3.OperationalError("disk I/O error")


@pytest.mark.promise("every-receipt-proves")
@pytest.mark.parametrize("after", [False, True])
def test_no_checkpoint_is_signed_for_a_commit_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    signed: list[str] = []
    sign = SignerKey.sign

    def noting(key: SignerKey, text: str) -> bytes:
        signed.append(text)
        return sign(key, text)

    monkeypatch.setattr(SignerKey, "sign", noting)
    with Casebook.create(tmp_path / "casebook.db", origin=ORIGIN) as book:
        first = book.record("c1", OPENED, by="mila")
        recorder: Any = book.log.store.recorder
        working = recorder._writer
        recorder._writer = Failing(working, after=after)
        with pytest.raises(NotWritable):
            book.record("c1", goal("rust"), by="mila")
        assert signed == [], "what failed left nothing that is signed"
        recorder._writer = working
        second = book.record("c1", goal("werk"), by="mila")
        assert second.number == (3 if after else 2)
        for receipt in (first, second):
            assert shown(receipt.proof, key_of(book)) == row_of(book, "c1", receipt.number)
        sizes = [int(text.split("\n")[1]) for text in signed]
        assert sizes == [2, 4 if after else 3]


@pytest.mark.promise("every-receipt-proves")
@pytest.mark.parametrize("after", [False, True])
def test_a_receipt_that_was_begun_for_a_commit_that_failed_reaches_nobody(tmp_path: Path, *, after: bool) -> None:
    """Who asked for the last receipt has the next one made while the disk writes; here it never did, or said so."""
    with Casebook.create(tmp_path / "casebook.db", origin=ORIGIN) as book:
        assert book.record("c1", OPENED, by="mila").proof
        recorder: Any = book.log.store.recorder
        working = recorder._writer
        recorder._writer = Failing(working, after=after)
        with pytest.raises(NotWritable):
            book.record("c1", goal("rust"), by="mila")
        recorder._writer = working
        second = book.record("c1", goal("werk"), by="mila")
        assert second.number == (3 if after else 2)
        assert shown(second.proof, key_of(book)) == row_of(book, "c1", second.number)


def test_what_was_recorded_although_its_disk_failed_keeps_the_keys_of_its_words(tmp_path: Path) -> None:
    path = tmp_path / "casebook.db"
    with Casebook.create(path, origin=ORIGIN) as book:
        book.record("c1", OPENED, by="mila")
        recorder: Any = book.log.store.recorder
        working = recorder._writer
        recorder._writer = Failing(working, after=True)
        with pytest.raises(NotWritable):
            book.record("c1", goal("rust"), by="mila")
        recorder._writer = working
        book.privacy.rotate_keys()
    with Casebook.open(path) as book:
        assert book.vault_behind == []
        assert book.privacy.read_every_word() > 0


def test_a_receipt_that_was_begun_is_the_one_that_is_made_when_it_is_asked_for(tmp_path: Path) -> None:
    with Casebook.create(tmp_path / "casebook.db", origin=ORIGIN) as book:
        book.record("c1", OPENED, by="mila")
        notary = book._desk.notary
        made = []
        for number in range(6):
            receipt = book.record("c1", goal(f"g{number}"), by="mila")
            begun = receipt._proves._begun  # type: ignore[attr-defined]
            assert (begun is None) == (number == 0), "nobody had asked for the first"
            assert receipt.proof == notary.receipt_of_new(receipt._proves.sealed, "c1", receipt.number)  # type: ignore[attr-defined]
            made.append(receipt)
        unasked = [book.record("c1", goal(f"h{number}"), by="mila")._proves._begun for number in range(3)]  # type: ignore[attr-defined]
        assert [begun is None for begun in unasked] == [False, True, True], "only who asked for the last gets the next"
        thread = notary._beside._thread  # type: ignore[union-attr]
    assert not thread.is_alive()  # type: ignore[union-attr]
    assert [one.proof for one in made] == [one.proof for one in made], "and it is there when the casebook is closed"


def test_a_casebook_of_a_release_that_did_not_seal_is_sealed_from_its_first_entry_on(tmp_path: Path) -> None:
    path = tmp_path / "casebook.db"
    restore(next(folder for folder in HERE.iterdir() if folder.name == "0.1.0"), path)
    with closing(sqlite3.connect(path)) as file:
        (count,) = file.execute("SELECT COUNT(*) FROM stored_events").fetchone()
    with Casebook.open(path, sealed=True) as book:
        was = check(book.log, book.rulebook)
        assert (was.is_clean, was.unsealed) == (True, count)
    with Casebook.open(path) as book:
        recorded = book.record("another", OPENED, by="mila")
        now = check(book.log, book.rulebook)
        assert (now.is_clean, now.unsealed) == (True, 0)
        with pytest.raises(KeysMissing, match="there is no signing key"):
            _ = recorded.proof
        write_key(SignerKey.new(book.origin), signing_key_of(path))
        assert TlogProof.parse(recorded.proof).index == count
        case, last = book.cases()[0]
        assert shown(book.receipt(case, last), key_of(book)) == row_of(book, case, last)


@pytest.mark.promise("a-host-without-keys-says-which")
def test_a_signing_key_that_others_can_read_signs_nothing_and_stops_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "casebook.db"
    with Casebook.create(path, origin=ORIGIN) as book:
        key = signing_key_of(path)
        assert key.stat().st_mode & 0o777 == 0o600
        key.chmod(0o644)
        receipt = book.record("c1", OPENED, by="mila")
        with pytest.raises(KeysMissing, match="others can read"):
            _ = receipt.proof
        key.chmod(0o600)
        assert shown(receipt.proof, read_key(key, ORIGIN).verifier)
        key.unlink()
        write_key(SignerKey.new("elders"), key)
        with pytest.raises(KeysMissing, match="another log"):
            _ = receipt.proof
        key.write_text("no key\n")
        with pytest.raises(KeysMissing, match="does not hold a signing key"):
            _ = receipt.proof
    with Casebook.open(path, sealed=True) as sealed, pytest.raises(KeysMissing, match="opened sealed"):
        sealed.receipt("c1", 1)


def test_an_entry_that_is_not_what_was_sealed_gets_no_receipt(tmp_path: Path) -> None:
    path = tmp_path / "casebook.db"
    with Casebook.create(path, origin=ORIGIN) as book:
        book.record_all([Proposal(case="c1", event=event, by="mila") for event in (OPENED, goal("rust"))])
        with closing(sqlite3.connect(path)) as file, file:
            file.execute("UPDATE stored_events SET state = replace(state, 'rust', 'werk') WHERE topic = 'goal.set'")
        with pytest.raises(Exception, match="not what was sealed"):
            book.receipt("c1", 2)
        assert book.receipt("c1", 1)


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"svh-leaf/v1\n",
        leaf("c", 1, "goal.set", b"{}") + b"x",
        leaf("c", 1, "goal.set", b"{}")[:-1],
        leaf("c", 1, "goal.set", b"{}").replace(b"leaf/v1", b"leaf/v2"),
        leaf("c", 1, "goal.set", b"{}")[12:],
        leaf("c", 1, "goal.set", b"{}").replace(b"c", b"\xff", 1),
    ],
)
def test_bytes_that_are_no_leaf_are_refused(told: bytes) -> None:
    with pytest.raises(Exception, match="no leaf"):
        parts_of_leaf(told)
