"""What a move needs to come to its end is asked before anything is made, and what is not there is said."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, KeysMissing, LogBroken, NotPermitted, Proposal, SvhError
from svh_core.cli import main
from svh_core.keeping import Place, place_of
from svh_core.log import tables as of_log
from svh_core.moving.migrating import migrate
from svh_core.moving.sides import side_at
from svh_core.postgres.address import Address, Database
from svh_core.tables import DamagedError, SQLiteTables

from ..postgres import needs_postgres, new_name, url_of
from .books import goal, opened, take_keys
from .test_cut_short import half_made


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A small casebook."""
    (tmp_path / "old").mkdir()
    made(str(tmp_path / "old" / "casebook.db"))
    return tmp_path / "old" / "casebook.db"


def made(url: str) -> str:
    with Casebook.create(url) as book:
        book.record_all([opened("c1"), *(Proposal(case="c1", event=goal(f"g{n}"), by="mila") for n in range(300))])
    return url


@pytest.fixture
def served(tmp_path: Path) -> str:
    """One on a server."""
    needs_postgres()
    return made(url_of(new_name(), keys=str(tmp_path / "keys")))


def refused(does: Callable[[], Any]) -> SvhError:
    with pytest.raises(SvhError) as raised:
        does()
    assert raised.value.next
    return raised.value


# The vault is older than the log


@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_vault_that_is_older_than_its_log_is_not_moved(kind: str, old: Path, tmp_path: Path) -> None:
    """A newer copy of the vault can be put back in the old place, and not in the new one."""
    source, new = str(old), tmp_path / "new.db"
    if kind == "server":
        needs_postgres()
        there = url_of(new_name(), keys=str(old.parent))
        migrate(old, place_of(there))
        take_keys(old, place_of(there))
        source = there
    kept = vault_rows(place_of(source))
    with Casebook.open(source) as book:
        book.record("c1", goal("na-de-kopie"), by="mila")
        book.record("c1", goal("en-nog-een"), by="mila")
    newer = put_back(place_of(source), kept)
    told = refused(lambda: migrate(place_of(source), new))
    assert isinstance(told, KeysMissing)
    assert "is older than its log: the keys of c1#302, c1#303 are not in it" in told.sentence
    assert not new.exists()
    put_back(place_of(source), newer)
    migrate(place_of(source), new)
    take_keys(place_of(source), new)
    with Casebook.open(new) as book:
        assert book.vault_behind == []


def vault_rows(at: Place) -> dict[str, list[Any]]:
    from svh_core.vault import tables as of_vault  # noqa: PLC0415

    with closing(side_at(at).keys()) as keys, closing(keys.tables()) as tables:
        return {table.name: [*tables.rows(table)] for table in of_vault.ALL}


def put_back(at: Place, rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Puts an older copy of a vault in place; gives what was there."""
    from svh_core.vault import tables as of_vault  # noqa: PLC0415

    was = vault_rows(at)
    with closing(side_at(at).keys()) as keys, closing(keys.tables()) as tables, tables.alone():
        for table in of_vault.ALL:
            tables.clear(table)
            tables.put(table, rows[table.name])
    return was


def test_words_that_are_lost_for_good_keep_nothing_from_moving(old: Path, tmp_path: Path) -> None:
    """It takes the word of who moves it. The new casebook says of the same entries what the old one said."""
    kept = vault_rows(old)
    with Casebook.open(old) as book:
        book.record("c1", goal("na-de-kopie"), by="mila")
    put_back(old, kept)
    assert "--keys-lost" in refused(lambda: migrate(old, tmp_path / "new.db")).next
    assert main(["migrate", str(old), str(tmp_path / "new.db"), "--keys-lost"]) == 0
    take_keys(old, tmp_path / "new.db")
    with Casebook.open(tmp_path / "new.db") as book:
        assert book.vault_behind == [("c1", 302)]


# Links and rights of files


@pytest.mark.parametrize("leads_to", ["nowhere", "a file"])
def test_a_symbolic_link_is_no_place(leads_to: str, old: Path, tmp_path: Path) -> None:
    """The vault would stand beside what it leads to, and whoever names the link would look for it beside the link."""
    (tmp_path / "far").mkdir()
    far = tmp_path / "far" / "real.db"
    if leads_to == "a file":
        far.write_bytes(b"")
    (tmp_path / "link.db").symlink_to(far)
    told = refused(lambda: migrate(old, tmp_path / "link.db"))
    assert "is a symbolic link" in told.sentence
    assert str(far) in told.next
    assert {file.name for file in (tmp_path / "far").iterdir()} == ({"real.db"} if leads_to == "a file" else set())


def test_nor_is_one_whose_vault_is_a_link(old: Path, tmp_path: Path) -> None:
    (tmp_path / "new.vault").symlink_to(tmp_path / "nowhere.vault")
    assert "stays as it is" in refused(lambda: migrate(old, tmp_path / "new.db")).sentence
    assert not (tmp_path / "new.db").exists()


def rights_of(*files: Path) -> list[int]:
    return [stat.S_IMODE(file.stat().st_mode) for file in files]


@pytest.mark.parametrize("rights", [(0o600, 0o600), (0o640, 0o600), (0o660, 0o660)])
@pytest.mark.parametrize("was_cut_short", [False, True])
def test_new_files_have_the_rights_of_the_old_ones(
    was_cut_short: bool,  # noqa: FBT001
    rights: tuple[int, int],
    old: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = tmp_path / "new.db"
    if was_cut_short:
        half_made(old, new, monkeypatch, at="take_entries")
    for file, right in zip((old, old.with_suffix(".vault")), rights, strict=True):
        file.chmod(right)
    migrate(old, new)
    assert rights_of(new, new.with_suffix(".vault")) == [*rights]


def test_another_group_has_no_rights(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else those of another group could read what they could not."""
    for file in (old, old.with_suffix(".vault")):
        file.chmod(0o664)
    found = Path.stat

    def of_another_group(path: Path, **asked: Any) -> os.stat_result:
        told = found(path, **asked)
        return os.stat_result((*told[:5], told.st_gid + 1, *told[6:])) if path.parent == old.parent else told

    monkeypatch.setattr(Path, "stat", of_another_group)
    migrate(old, tmp_path / "new.db")
    assert rights_of(tmp_path / "new.db", tmp_path / "new.vault") == [0o604, 0o604]


def test_files_of_somebody_else_are_not_filled(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = tmp_path / "new.db"
    half_made(old, new, monkeypatch)
    old.chmod(0o600)
    new.chmod(0o666)

    def may_not(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", may_not)
    told = refused(lambda: migrate(old, new))
    assert isinstance(told, NotPermitted)
    assert f"may not say who may read {new}" in told.sentence


# What this user may


@pytest.mark.parametrize("what", ["the log", "the vault"])
@pytest.mark.parametrize("where", ["old", "new"])
def test_files_that_cannot_be_written_to_are_found_before_anything_is_taken_over(
    what: str, where: str, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new.db"
    if where == "new":
        half_made(old, new, monkeypatch, at="take_entries")
    casebook = old if where == "old" else new
    file = casebook if what == "the log" else casebook.with_suffix(".vault")
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, how: (Path(path), how) != (file, os.W_OK) and may(path, how))
    told = refused(lambda: migrate(old, new))
    assert isinstance(told, NotPermitted)
    assert ("may not close" if where == "old" else "may not write to") in told.sentence
    assert ("the vault of" in told.sentence) == (what == "the vault")
    assert new.exists() == (where == "new")
    if where == "new":
        assert entries_in(new) == 0


def entries_in(casebook: Path) -> int:
    with closing(sqlite3.connect(casebook)) as file:
        return int(file.execute("SELECT count(*) FROM stored_events").fetchone()[0])


def said(database: Database, *statements: str) -> None:
    import psycopg  # noqa: PLC0415

    with psycopg.connect(database.url, autocommit=True) as connection:
        for told in statements:
            connection.execute(told.encode())


def read_by(role: str) -> tuple[str, ...]:
    return (
        f"GRANT USAGE ON SCHEMA svh TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA svh TO {role}",
        f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA svh TO {role}",
    )


@pytest.mark.parametrize("where", ["old", "new"])
def test_who_owns_the_log_on_a_server_and_not_the_vault(
    where: str, served: str, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it is found out in the last phase, when everybody waits."""
    url = served if where == "old" else url_of(new_name(), keys=str(tmp_path / "other-keys"))
    at, new = place_of(url), tmp_path / "new.db"
    assert isinstance(at, Address)
    if where == "new":
        half_made(old, at, monkeypatch, at="take_entries")
    role = new_name()
    owned = (f"ALTER TABLE svh.{table} OWNER TO {role}" for table in ("writing", "casebook"))
    said(at.log, f"CREATE ROLE {role}", *read_by(role), *owned)
    said(at.vault, *read_by(role))
    as_role = place_of(f"{url}&options=-c%20role%3D{role}")
    told = refused(lambda: migrate(as_role, new) if where == "old" else migrate(old, as_role))
    assert isinstance(told, NotPermitted)
    assert "the vault of" in told.sentence
    assert not new.exists()
    migrate(at, new) if where == "old" else migrate(old, at)


@pytest.mark.parametrize("what", ["the log", "the vault"])
def test_a_server_that_is_only_read_from(what: str, served: str, tmp_path: Path) -> None:
    """Such as a replica: its owner may close it, and cannot there."""
    at = place_of(served)
    assert isinstance(at, Address)
    database = at.log if what == "the log" else at.vault
    said(database, f'ALTER DATABASE "{database.name}" SET default_transaction_read_only = on')
    told = refused(lambda: migrate(at, tmp_path / "new.db"))
    assert isinstance(told, NotPermitted)
    assert f"may not close {'the vault of ' if what == 'the vault' else 'postgresql'}" in told.sentence
    assert not (tmp_path / "new.db").exists()


# What is damaged


def overwritten(file: Path, after: str) -> None:
    """Overwrites pages of a file, from behind the first that holds this; all but its head."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    told = bytearray(file.read_bytes())
    at = told.index(after.encode()) if after else 0
    for page in range(at - at % 4096, len(told), 4096):
        if page or not after:
            told[page : page + 64] = b"\xee" * 64
    file.write_bytes(bytes(told))


@pytest.mark.parametrize("after", ["", "goal.set"], ids=["its head", "its entries"])
def test_a_damaged_casebook_is_said_to_be_damaged(after: str, old: Path, tmp_path: Path) -> None:
    overwritten(old, after)
    told = refused(lambda: migrate(old, tmp_path / "new.db"))
    assert isinstance(told, LogBroken)
    assert str(old) in told.sentence
    assert "broke off" not in told.sentence
    assert "svh check" in told.next
    assert not (tmp_path / "new.db").exists()


def test_one_that_gets_damaged_under_way_is_said_to_be_damaged(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_made(old, tmp_path / "new.db", monkeypatch, at="take_entries")
    with Casebook.open(old) as book:
        book.record("c1", goal("zodat-er-iets-naast-staat"), by="mila", once="r-1")
    with closing(sqlite3.connect(old, isolation_level=None)) as file:
        file.execute("UPDATE recorded_once SET originator_id = CAST(x'ff41' AS TEXT)")
        file.execute("INSERT INTO destroyed VALUES (CAST(x'ff41' AS TEXT))")
    told = refused(lambda: migrate(old, tmp_path / "new.db"))
    assert told.sentence == f"the casebook was not moved, for {old} is damaged: there is text in it that is none"
    assert "svh check" in told.next


def test_pages_that_are_no_pages_are_told_of_the_file(old: Path) -> None:
    """Also what is read long after the move began."""
    overwritten(old, "goal.set")
    with closing(SQLiteTables(old)) as tables, pytest.raises(DamagedError, match="malformed") as raised:
        [*tables.rows(of_log.ENTRIES)]
    assert raised.value.where == old


def test_a_damaged_vault_is_said_to_be_damaged(old: Path, tmp_path: Path) -> None:
    overwritten(old.with_suffix(".vault"), "c1")
    told = refused(lambda: migrate(old, tmp_path / "new.db"))
    assert isinstance(told, KeysMissing | LogBroken)
    assert "damaged" in told.sentence
    assert "broke off" not in told.sentence


def test_a_damaged_server_is_said_to_be_damaged(served: str) -> None:
    told = "DO $$ BEGIN RAISE EXCEPTION 'invalid page in block 7' USING ERRCODE = 'data_corrupted'; END $$"
    with closing(side_at(place_of(served)).log.tables()) as tables:
        with pytest.raises(DamagedError, match="is damaged: invalid page in block 7") as raised:
            tables.execute(told)
        assert str(raised.value.where).startswith("postgresql://")
