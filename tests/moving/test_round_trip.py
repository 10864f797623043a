"""What is moved is the same casebook: the same bytes at the same positions, the same keys, the same to everybody."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from svh_core import Casebook
from svh_core.checking import check
from svh_core.keeping import Place
from svh_core.moving.migrating import migrate
from svh_core.postgres.address import Address
from svh_core.proof.signing import read_key
from svh_core.proof.tlog_proof import TlogProof
from svh_core.vault.beside import signing_key_of

from ..postgres import new_name, url_of
from .books import FOLLOWER, GONE, LONG, goal, opened, place, root_of, stored, take_keys, told_by


def url(at: Place) -> str:
    """How an app names it; the password, if there is one, is in the environment."""
    return (
        str(at) if isinstance(at, Path) else f"{at.log.url}{'&' if '?' in at.log.url else '?'}keys={at.beside.parent}"
    )


def but_pools(rows: dict[str, object]) -> dict[str, object]:
    """Without the keys that were minted and not used, which are left behind."""
    return {name: told for name, told in rows.items() if name != "vault pools"}


@pytest.mark.promise("a-move-is-the-same-casebook")
def test_there_and_back_it_is_the_same(casebook: Path, server: Place, file: Path) -> None:
    before, rows, root = told_by(casebook), stored(casebook), root_of(casebook)
    there = migrate(casebook, server)
    assert there.root == root == root_of(server)
    assert there.entries == there.checked == len(rows["stored_events"])
    assert there.findings == 0
    assert but_pools(stored(server)) == but_pools(rows)
    take_keys(casebook, server)
    assert told_by(url(server)) == before
    back = migrate(server, file)
    assert back.root == root == root_of(file)
    assert but_pools(stored(file)) == but_pools(rows)
    take_keys(server, file)
    assert told_by(file) == before


def test_from_file_to_file(casebook: Path, file: Path) -> None:
    before, rows = told_by(casebook), stored(casebook)
    migrate(casebook, file)
    assert but_pools(stored(file)) == but_pools(rows)
    take_keys(casebook, file)
    assert told_by(file) == before


def test_from_server_to_server(casebook: Path, server: Place, tmp_path: Path) -> None:
    rows = stored(casebook)
    migrate(casebook, server)
    other = place(url_of(new_name(), keys=str(tmp_path / "other-keys")))
    migrate(server, other)
    assert but_pools(stored(other)) == but_pools(rows)


def test_it_goes_on_where_it_was(casebook: Path, server: Place) -> None:
    """Numbers, positions, request ids, receipts and the tree go on; an old receipt is still of this log."""
    with Casebook.open(casebook) as book:
        receipt, newest = book.receipt(LONG, 5), book.log.store.recorder.max_notification_id() or 0
        last = dict(book.cases())[LONG]
        once = book.record(LONG, goal("nog-eens"), by="mila", once="r-1").number
    migrate(casebook, server)
    take_keys(casebook, server)
    with Casebook.open(url(server)) as book:
        assert book.record(LONG, goal("nog-eens"), by="mila", once="r-1").number == once
        made = book.record(LONG, goal("daar"), by="mila")
        assert made.number == last + 2
        assert (book.log.store.recorder.max_notification_id() or 0) > newest + 1
        assert b"c2sp.org/tlog-proof" in made.proof
        assert book.log.store.followers.position(FOLLOWER) == 17
        key = read_key(signing_key_of(casebook), book.origin).verifier
        proof = TlogProof.parse(receipt)
        assert proof.opened(proof.extra, key).checkpoint.origin == book.origin
    with Casebook.open(url(server)) as book:
        assert book.overview.rebuild()
        assert book.vault_behind == []


def test_what_was_forgotten_and_destroyed_stays_so(casebook: Path, server: Place) -> None:
    with Casebook.open(casebook) as book:
        counted = book.privacy.counted_keys()
    migrate(casebook, server)
    take_keys(casebook, server)
    with Casebook.open(url(server)) as book:
        assert book.privacy.counted_keys()["shredded"] == counted["shredded"] > 100
        assert book.log.store.destroyed() == [GONE]
        assert GONE not in dict(book.cases())
        with pytest.raises(Exception, match="destroyed"):
            book.record(GONE, goal("toch"), by="mila")


def test_keys_that_were_used_for_nothing_stay_behind(casebook: Path, server: Place) -> None:
    """What is in a pool would be found by nobody when the log says it is to go."""
    with Casebook.open(casebook) as book:
        book.record(LONG, goal("uit-een-pool"), by="mila")
        assert book.privacy.counted_keys()["pooled"] > 1
        migrate(casebook, server)
    take_keys(casebook, server)
    with Casebook.open(url(server)) as moved:
        counted = moved.privacy.counted_keys()
        assert counted["pooled"] == 0
        assert moved.privacy.read_every_word()
        passages = [entry.number for entry in moved.log.entries(LONG)][-1]
        assert moved.privacy.forget(LONG, "mila", passages=[passages]).keys == 1


def test_an_empty_one_moves_too(tmp_path: Path, server: Place) -> None:
    with Casebook.create(tmp_path / "empty.db"):
        pass
    assert migrate(tmp_path / "empty.db", server).entries == 1
    take_keys(tmp_path / "empty.db", server)
    with Casebook.open(url(server)) as book:
        book.record_all([opened("c1")])


def test_one_of_a_release_that_made_no_leaves(tmp_path: Path, server: Place) -> None:
    old = tmp_path / "old.db"
    with Casebook.create(old) as book:
        book.record_all([opened("c1")])
    with closing(sqlite3.connect(old, isolation_level=None)) as file:
        file.execute("DROP TABLE tiles")
        file.execute("DROP TABLE loose_leaves")
        file.execute("DELETE FROM casebook WHERE name = 'leaves'")
    told = migrate(old, server)
    assert told.entries == told.checked == 2
    take_keys(old, server)
    with Casebook.open(url(server)) as book:
        assert book.record("c1", goal("zwemmen"), by="mila").proof


def test_one_that_was_made_on_a_server_is_followed_in_a_file(server: Place, file: Path) -> None:
    """What the engine keeps for itself among the positions stays its own; the file stays as the library makes it."""
    with Casebook.create(url(server)) as book:
        book.record_all([opened("c1")])
        book.log.store.followers.moved(FOLLOWER, 2)
    migrate(server, file)
    take_keys(server, file)
    with Casebook.open(file) as book:
        assert book.log.store.followers.position(FOLLOWER) == 2
        book.log.store.followers.moved(FOLLOWER, 3)
        book.overview.rebuild()
        assert [one.id for one in check(book.log, book.rulebook).findings] == []


def test_what_is_not_copied_is_made_again(casebook: Path, file: Path) -> None:
    """Snapshots and kept views are only faster ways to the same."""
    migrate(casebook, file)
    take_keys(casebook, file)
    with Casebook.open(file) as book:
        assert book.log.store.snapshots.select_events(LONG) == []
        assert book.log.store.kept.mark("overview") is None
        assert book.log.store.followers.position("overview") == 0
        assert book.log.load(LONG).number == dict(book.cases())[LONG]
        assert len(book.log.store.snapshots.select_events(LONG)) == 1


def test_the_files_of_the_keys_stay_where_they_are(casebook: Path, server: Place) -> None:
    before = {file.name: file.read_bytes() for file in casebook.parent.iterdir() if file.suffix in {".key", ".sign"}}
    migrate(casebook, server)
    assert {name: (casebook.parent / name).read_bytes() for name in before} == before
    assert isinstance(server, Address)
    assert not server.beside.parent.exists()
    shutil.rmtree(casebook.parent)
