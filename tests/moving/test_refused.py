"""What is not moved, and what is said then; and a move that is taken back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, Malformed, Moved, NotFound, NotPermitted, SvhError, backup
from svh_core.backup import _copy, back_up
from svh_core.cli import main
from svh_core.keeping import Place, place_of
from svh_core.moving import migrating
from svh_core.moving.migrating import migrate
from svh_core.moving.taking_back import take_back
from svh_core.postgres.address import Address

from ..postgres import needs_postgres, new_name, url_of
from .books import goal, opened, take_keys


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A small casebook."""
    (tmp_path / "old").mkdir()
    with Casebook.create(tmp_path / "old" / "casebook.db") as book:
        book.record_all([opened("c1")])
    return tmp_path / "old" / "casebook.db"


def refused(does: Callable[[], Any]) -> SvhError:
    with pytest.raises(SvhError) as raised:
        does()
    assert raised.value.next
    return raised.value


def in_folder(folder: Path) -> dict[str, bytes]:
    return {
        file.name: file.read_bytes()
        for file in folder.iterdir()
        if file.is_file() and not file.name.endswith(("-wal", "-shm"))
    }


def test_what_is_not_there(tmp_path: Path) -> None:
    assert isinstance(refused(lambda: migrate(tmp_path / "no.db", tmp_path / "new.db")), NotFound)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_casebook(tmp_path: Path, old: Path) -> None:
    (tmp_path / "text.db").write_text("hallo, dit is geen logboek" * 100, "utf-8")
    assert isinstance(refused(lambda: migrate(tmp_path / "text.db", tmp_path / "new.db")), SvhError)
    assert "stays as it is" in refused(lambda: migrate(old, tmp_path / "text.db")).sentence
    assert not (tmp_path / "new.db").exists()


def test_a_place_where_something_is(tmp_path: Path, old: Path) -> None:
    with Casebook.create(tmp_path / "other.db"):
        pass
    before = in_folder(tmp_path)
    for target in (old, tmp_path / "other.db"):
        assert "stays as it is" in refused(lambda at=target: migrate(old, at)).sentence  # type: ignore[misc]
    (tmp_path / "only.vault").write_bytes(b"")
    assert "stays as it is" in refused(lambda: migrate(old, tmp_path / "only.db")).sentence
    assert not (tmp_path / "only.db").exists()
    assert in_folder(tmp_path) == before | {"only.vault": b""}
    with Casebook.open(old) as book:
        book.record("c1", goal("verder"), by="mila")


def test_a_place_that_cannot_be(tmp_path: Path, old: Path) -> None:
    assert "no folder" in refused(lambda: migrate(old, tmp_path / "nowhere" / "new.db")).sentence


def test_a_casebook_on_a_server_in_whose_place_something_is(tmp_path: Path, old: Path) -> None:
    needs_postgres()
    taken = url_of(new_name(), keys=str(tmp_path / "keys"))
    with Casebook.create(taken):
        pass
    assert "stays as it is" in refused(lambda: migrate(old, place_of(taken))).sentence
    at = place_of(taken)
    assert isinstance(at, Address)
    shared = url_of(new_name(), keys=str(tmp_path / "keys"), vault=at.vault.name)
    assert "stays as it is" in refused(lambda: migrate(old, place_of(shared))).sentence
    assert "not whole" not in refused(lambda: Casebook.open(shared)).sentence, "nothing is begun that cannot be ended"
    with Casebook.open(old) as book:
        assert book.cases()


def test_a_vault_that_is_not_there(tmp_path: Path, old: Path) -> None:
    old.with_suffix(".vault").unlink()
    assert refused(lambda: migrate(old, tmp_path / "new.db")).code == "keys_missing"
    assert not (tmp_path / "new.db").exists()


def test_a_vault_of_another_casebook(tmp_path: Path, old: Path) -> None:
    Casebook.create(tmp_path / "other.db").close()
    shutil.copy(tmp_path / "other.vault", old.with_suffix(".vault"))
    assert "of another casebook" in refused(lambda: migrate(old, tmp_path / "new.db")).sentence
    assert not (tmp_path / "new.db").exists()


def test_a_file_that_cannot_be_closed(tmp_path: Path, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    may = os.access  # which says of root, who runs these tests too, that all may be written to
    monkeypatch.setattr(os, "access", lambda path, how: how != os.W_OK and may(path, how))
    assert isinstance(refused(lambda: migrate(old, tmp_path / "new.db")), NotPermitted)


def test_a_server_that_this_user_may_not_close(tmp_path: Path) -> None:
    needs_postgres()
    import psycopg  # noqa: PLC0415

    from svh_core.postgres.roles import statements  # noqa: PLC0415

    source = url_of(new_name(), keys=str(tmp_path / "keys"))
    with Casebook.create(source) as book:
        book.record_all([opened("c1")])
    at = place_of(source)
    assert isinstance(at, Address)
    for database, told in statements(at):
        with psycopg.connect(database.url, autocommit=True) as connection:
            for one in told:
                connection.execute(one.encode())
    writer = f"{source}&options=-c%20role%3D{at.log.name}_writer"
    assert isinstance(refused(lambda: migrate(place_of(writer), tmp_path / "new.db")), NotPermitted)
    reader = f"{source}&options=-c%20role%3D{at.log.name}_reader"
    assert back_up(place_of(reader), tmp_path / "copy").checked is not None
    assert not (tmp_path / "new.db").exists()


@pytest.mark.promise("a-move-is-whole-or-does-not-open")
def test_what_is_not_whole_yet_is_opened_by_nobody(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise SvhError("no further", next="-")

    new = tmp_path / "new.db"
    with monkeypatch.context() as broken:
        broken.setattr(migrating, "check_side", fails)
        refused(lambda: migrate(old, new))
    take_keys(old, new)
    for does in (
        lambda: Casebook.open(new),
        lambda: Casebook.open(new, sealed=True),
        lambda: back_up(new, tmp_path / "copy"),
        lambda: migrate(new, tmp_path / "third.db"),
        lambda: take_back(new),
    ):
        assert isinstance(refused(does), NotFound | Malformed)
    assert main(["check", "--db", str(new)]) == 4
    said = capsys.readouterr().err
    assert "not whole yet" in said
    assert f"svh migrate '{old}' '{new}'" in said
    with Casebook.open(old) as book:
        book.record("c1", goal("de-oude-leeft"), by="mila")
    assert migrate(old, new).entries == 3


def test_what_was_moved_is_neither_backed_up_nor_moved_again(old: Path, tmp_path: Path) -> None:
    migrate(old, tmp_path / "new.db")
    for does in (lambda: back_up(old, tmp_path / "copy"), lambda: migrate(old, tmp_path / "third.db")):
        assert isinstance(refused(does), Moved)
    assert not (tmp_path / "copy").exists()


def test_a_backup_of_what_is_moved_meanwhile_is_none(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the vault in it could be one that was closed, or older than the casebook that lives."""
    copies: list[Path] = []

    def moves_then(file: Path, copy: Path) -> None:
        _copy(file, copy)
        copies.append(copy)
        if len(copies) == 1:
            migrate(old, tmp_path / "new.db")

    monkeypatch.setattr(backup, "_copy", moves_then)
    assert isinstance(refused(lambda: back_up(old, tmp_path / "copy")), Moved)
    assert [copy.suffix for copy in copies] == [".db", ".vault"]
    assert list((tmp_path / "copy").iterdir()) == []


# Taken back


def test_what_is_gone_where_it_went_to_is_opened_again(old: Path, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    migrate(old, tmp_path / "far" / "new.db")
    shutil.rmtree(tmp_path / "far")
    assert "nobody can be asked" in refused(lambda: take_back(old)).sentence
    assert take_back(old, gone=True) == str(tmp_path / "far" / "new.db")
    with Casebook.open(old) as book:
        assert book.record("c1", goal("verder"), by="mila").proof
    assert main(["check", "--db", str(old)]) == 0
    (tmp_path / "far").mkdir()
    migrate(old, tmp_path / "far" / "new.db")


def test_what_is_there_where_it_went_to_is_not_opened_again(old: Path, tmp_path: Path) -> None:
    migrate(old, tmp_path / "new.db")
    assert "fork" in refused(lambda: take_back(old)).sentence
    assert isinstance(refused(lambda: Casebook.open(old)), Moved)


@pytest.mark.promise("never-two-that-live")
def test_a_server_that_lets_nobody_in_is_not_taken_for_gone(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needs_postgres()
    migrate(old, place_of(url_of(new_name(), keys=str(old.parent / "keys"))))

    def nobody(_: object) -> None:
        raise NotPermitted("this user may not connect", next="Ask who may.")

    with monkeypatch.context() as locked:
        locked.setattr("svh_core.log.postgres_moving.PostgresMoving.facts", nobody)
        told = refused(lambda: take_back(old))
        assert "nobody can be asked" in told.sentence
        assert "--gone" in told.next
    assert isinstance(refused(lambda: Casebook.open(old)), Moved)


def test_one_that_went_on_from_there_is_not_opened_again(old: Path, tmp_path: Path) -> None:
    migrate(old, tmp_path / "new.db")
    migrate(tmp_path / "new.db", tmp_path / "third.db")
    assert str(tmp_path / "third.db") in refused(lambda: take_back(old)).next


def test_what_was_not_moved_is_not_taken_back(old: Path, tmp_path: Path) -> None:
    assert isinstance(refused(lambda: take_back(old)), Malformed)
    assert isinstance(refused(lambda: take_back(tmp_path / "no.db")), NotFound)


def test_a_server_that_moved_is_opened_again(tmp_path: Path) -> None:
    needs_postgres()
    source = url_of(new_name(), keys=str(tmp_path / "keys"))
    with Casebook.create(source) as book:
        book.record_all([opened("c1")])
    (tmp_path / "far").mkdir()
    at: Place = place_of(source)
    migrate(at, tmp_path / "far" / "new.db")
    assert isinstance(refused(lambda: Casebook.open(source)), Moved)
    assert "fork" in refused(lambda: take_back(at)).sentence
    (tmp_path / "far" / "new.db").unlink()
    take_back(at)
    with Casebook.open(source) as book:
        assert book.record("c1", goal("verder"), by="mila").proof
    assert main(["check", "--db", source]) == 0


def test_a_place_that_others_keep_to_themselves(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is closed, and the same command goes on."""
    from svh_core import tables  # noqa: PLC0415

    with monkeypatch.context() as hasty, closing(sqlite3.connect(old, isolation_level=None)) as holding:
        hasty.setattr(tables, "_LOCK_SECONDS", 0.1)
        holding.execute("BEGIN IMMEDIATE")
        told = refused(lambda: migrate(old, tmp_path / "new.db"))
        holding.execute("ROLLBACK")
    assert "broke off" in told.sentence
    with Casebook.open(old) as book:
        book.record("c1", goal("verder"), by="mila")
    assert migrate(old, tmp_path / "new.db").entries == 3


def test_text_that_is_none_is_not_moved(old: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as file:
        file.execute("UPDATE stored_events SET topic = CAST(x'ff41' AS TEXT) WHERE rowid = 2")
    told = refused(lambda: migrate(old, tmp_path / "new.db"))
    assert told.code == "log_broken"
    assert told.sentence == f"{old} is not moved: the casebook file is damaged: there is text in it that is none"
    with closing(sqlite3.connect(old)) as file:
        assert file.execute("SELECT fact FROM casebook WHERE name = 'format'").fetchone() == ("1",)
