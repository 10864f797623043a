"""A casebook in PostgreSQL is the same casebook: the same script makes the same, and every command works."""

from __future__ import annotations

import json
import os
import random
import threading
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from svh_core import (
    Casebook,
    CaseOpened,
    Conflict,
    GoalSet,
    KeysMissing,
    LogBroken,
    NotFound,
    NotPermitted,
    Proposal,
    SvhError,
    Viewer,
)
from svh_core.checking import check
from svh_core.cli import main
from svh_core.cli.demo import example_proposals, example_script
from svh_core.errors import ServerAway
from svh_core.log.leaves import leaf_of
from svh_core.log.unusable import told_as_ours
from svh_core.testing.playing import StandingClock

from .postgres import needs_postgres, new_name, url_of

needs_postgres()

import psycopg  # noqa: E402 - it may not be there

from svh_core.log import postgres_following  # noqa: E402
from svh_core.log.postgres import PostgresStore  # noqa: E402
from svh_core.postgres import connecting  # noqa: E402
from svh_core.postgres.address import Address, Database  # noqa: E402
from svh_core.postgres.roles import statements  # noqa: E402

OPENED = CaseOpened(resident="mila", name="Mila", method="support_group")
EXAMPLES = ("liesbeth", "ruben", "fenna", "noorderzorg")


def goal(name: str) -> GoalSet:
    return GoalSet(goal=name, horizon="short", words=f"ik wil {name}")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where a casebook may be made."""
    return url_of(new_name(), keys=str(tmp_path / "keys"))


@pytest.fixture
def book(url: str) -> Iterator[Casebook]:
    with Casebook.create(url, origin="stad") as book:
        yield book


def drawn(seed: int) -> Callable[[int], bytes]:
    """Bytes that look drawn and are the same each time, so that keys, and with them what is sealed, are the same."""
    return random.Random(seed).randbytes  # noqa: S311 - it is to be known beforehand


def played(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the examples make in a casebook."""
    with monkeypatch.context() as same:
        same.setattr(os, "urandom", drawn(1))
        for name in EXAMPLES:
            book.record_all(example_proposals(book.rulebook, name))
    told: dict[str, Any] = {}
    for case, _ in book.cases():
        with book.looking(case, viewer=Viewer(case), purpose="reading") as look:
            told[case] = [look.trail("nl"), look.state(), look.figures(), look.signals()]
    with book.log.store.leaves() as leaves:
        told["leaves"] = [leaf_of(row) for row in leaves.rows()]
        told["streams"] = list(book.log.store.streams())
    told["root"] = book._desk.seal().after
    told["found"] = check(book.log, book.rulebook)
    return told


def test_the_same_script_makes_the_same_in_memory_in_a_file_and_on_a_server(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {"origin": "stad", "clock": StandingClock(datetime(2026, 10, 1, tzinfo=UTC))}
    with (
        Casebook.in_memory(**asked) as memory,
        Casebook.create(tmp_path / "book.db", **asked) as file,
        Casebook.create(url, **asked) as served,
    ):
        first, second, third = (played(book, monkeypatch) for book in (memory, file, served))
    assert set(first) == set(second) == set(third)
    for thing, told in first.items():
        assert second[thing] == told, thing
        assert third[thing] == told, thing
    assert third["found"].is_clean
    assert third["root"].size > 400


# What is said where it cannot be opened


def refused(does: Callable[[], Any]) -> SvhError:
    with pytest.raises(SvhError) as raised:
        does()
    return raised.value


@pytest.mark.promise("no-command-but-init-makes-a-casebook")
def test_open_never_makes_one_and_create_never_overwrites(url: str, tmp_path: Path) -> None:
    assert refused(lambda: Casebook.open(url)).code == "not_found"
    with Casebook.create(url, origin="stad") as book:
        book.record("c1", OPENED, by="mila")
    again = refused(lambda: Casebook.create(url))
    assert "stays as it is" in again.sentence
    with Casebook.open(url) as book:
        assert book.cases() == [("c1", 1)]
    assert {file.name.rpartition(".")[2] for file in (tmp_path / "keys").iterdir()} == {"key", "sign"}


@pytest.mark.promise("a-casebook-is-made-whole")
def test_what_could_not_be_made_whole_leaves_nothing(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise SvhError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(PostgresStore, "create", fails)
        assert refused(lambda: Casebook.create(url)).sentence == "no room"
    assert list((tmp_path / "keys").iterdir()) == []
    Casebook.create(url).close()


@pytest.mark.promise("of-several-first-starts-one-makes-it")
def test_of_four_that_make_it_at_the_same_time_one_does(url: str, tmp_path: Path) -> None:
    together, answers = threading.Barrier(4), []

    def makes() -> None:
        together.wait()
        try:
            Casebook.create(url).close()
        except SvhError as error:
            answers.append(error.sentence)

    hands = [threading.Thread(target=makes) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert ["stays as it is" in answer for answer in answers] == [True] * 3, answers
    with Casebook.open(url) as book:
        book.record("c1", OPENED, by="mila")
        assert check(book.log, book.rulebook).is_clean
    assert len(list((tmp_path / "keys").iterdir())) == 2


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("postgresql://u:g3heim@127.0.0.1:1/book", "server_away"),
        ("postgresql://u:g3heim@/book?host=/nowhere", "server_away"),
        ("postgresql://u:g3heim@127.0.0.1:x/book", "server_away"),
        ("postgresql://u:g3heim@127.0.0.1/book?sslmode=perhaps", "server_away"),
        ("postgresql://u:g3heim@127.0.0.1/book?nonsense=x", "error"),
        ("postgresql://u:g3heim@127.0.0.1", "malformed"),
        ("postgresql://u:g3/heim@127.0.0.1/book", "malformed"),
        ("postgresql://u:g3#heim@127.0.0.1/book", "malformed"),
        ("postgresql://[u:g3heim/book", "malformed"),
        ("postgresql://h/book?password=g3heim&vault=book", "malformed"),
        ("mysql://u:g3heim@h/book", "malformed"),
    ],
)
def test_no_error_shows_a_password(told: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["cases"], ["init"], ["check"], ["plugins", "list"], ["roles"], ["backup", "somewhere"]):
        main([*words, "--db", told, "--json"])
        said = "".join(capsys.readouterr())
        assert "g3" not in said, words
        if words == ["cases"]:
            assert json.loads(said.splitlines()[0])["error"]["code"] == code


def test_a_wrong_password_is_said(url: str) -> None:
    error = psycopg.OperationalError('FATAL:  password authentication failed for user "u"')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg, "connect", lambda **_: (_ for _ in ()).throw(error))
        assert isinstance(refused(lambda: Casebook.open(url)), NotPermitted)


@pytest.mark.promise("a-host-without-keys-says-which")
def test_what_the_vault_lacks_is_said_when_it_is_opened(url: str, tmp_path: Path) -> None:
    Casebook.create(url).close()
    (key,) = (tmp_path / "keys").glob("*.key")
    key.rename(tmp_path / "other.key")
    assert isinstance(refused(lambda: Casebook.open(url)), KeysMissing)
    (tmp_path / "other.key").rename(key)
    elsewhere = f"{url}&vault={new_name()}"
    assert isinstance(refused(lambda: Casebook.open(elsewhere)), (KeysMissing, NotFound))
    with Casebook.open(elsewhere, sealed=True) as book:
        assert check(book.log, book.rulebook).is_clean


@pytest.mark.promise("what-can-only-be-read-stays-as-it-is")
def test_a_server_that_can_only_be_read_says_so_and_is_checked(url: str) -> None:
    with Casebook.create(url) as book:
        book.record("c1", OPENED, by="mila")
    Casebook.open(url).close()  # which brings the vault up to the log
    replica = f"{url}&options=-c%20default_transaction_read_only%3Don"
    with Casebook.open(replica) as book:
        told = refused(lambda: book.record("c1", goal("rust"), by="mila"))
        assert isinstance(told, NotPermitted)
        assert "can only be read" in told.sentence
        assert book.cases() == [("c1", 1)]
    with Casebook.open(replica, sealed=True) as book:
        assert check(book.log, book.rulebook).is_clean


@pytest.mark.promise("another-format-is-left-alone")
def test_an_older_server_and_another_format_are_said(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Casebook.create(url).close()
    with monkeypatch.context() as newer:
        newer.setattr(connecting, "OLDEST", 99)
        assert isinstance(refused(lambda: Casebook.open(url)), LogBroken)
    for database, table in ((Address.parse(url).vault, "facts"), (Address.parse(url).log, "casebook")):
        with psycopg.connect(database.url) as owner:
            told = f"UPDATE svh.{table} SET fact = '9' WHERE name = 'format'"  # noqa: S608 - our own table
            owner.execute(told.encode())
        assert "this version can read" in refused(lambda: Casebook.open(url)).sentence


def test_one_that_is_open_is_used_on_both_sides_of_a_fork(book: Casebook) -> None:
    book.record("c1", OPENED, by="mila")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of threads, of which there is one
        child = os.fork()
    if child == 0:
        try:
            book.record("c1", goal("kind"), by="mila")
            os._exit(0)
        except BaseException:  # noqa: BLE001 - told by its exit
            os._exit(1)
    book.record("c1", goal("ouder"), by="mila")
    assert os.waitpid(child, 0)[1] == 0
    assert {entry.event.goal for entry in book.log.entries("c1", after=1)} == {"kind", "ouder"}
    assert check(book.log, book.rulebook).is_clean


def break_off(database: Database) -> None:
    """Ends every connection to a database, as a server does that is stopped."""
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(database.url, autocommit=True) as other:
        for (pid,) in other.execute(asked + " AND backend_type = 'client backend'").fetchall():
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


@pytest.mark.promise("nothing-acknowledged-is-lost")
def test_a_vault_that_broke_off_is_asked_again_and_loses_no_key(
    book: Casebook, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("svh_core.vault.minting.WRITTEN_DOWN_TOGETHER", 100)
    vault = Address.parse(url).vault
    book.record("c1", OPENED, by="mila")
    for number in range(3):
        break_off(vault)
        book.record_all([Proposal(case="c1", event=goal(f"{number}-{n}"), by="mila") for n in range(70)])
    break_off(vault)
    assert book.privacy.counted_keys()["live"] > 100
    break_off(vault)
    book.privacy.forget("c1", "mila", passages=[2])
    assert book.privacy.read_every_word() > 200
    book.close()
    with Casebook.open(url) as again:
        assert again.vault_behind == []
        assert again.privacy.read_every_word() > 200


def test_two_that_have_one_vault_see_what_the_other_shredded(book: Casebook, url: str) -> None:
    book.record("c1", OPENED, by="mila")
    book.record("c1", goal("rust"), by="mila")
    with Casebook.open(url) as other:
        for both in (book, other):
            with both.looking("c1", viewer=Viewer("mila"), purpose="reading") as view:
                assert "ik wil rust" in json.dumps(view.trail("nl"))
        other.privacy.forget("c1", "mila", passages=[2])
        with book.looking("c1", viewer=Viewer("mila"), purpose="reading") as view:
            assert "ik wil rust" not in json.dumps(view.trail("nl"))


def test_a_vault_that_somebody_keeps_to_himself_is_a_conflict(url: str) -> None:
    Casebook.create(url).close()
    vault = Address.parse(url).vault
    hurried = f"{url}&options=-c%20lock_timeout%3D200ms"
    with Casebook.open(hurried) as book, psycopg.connect(vault.url) as other:
        other.execute("UPDATE svh.changed SET times = times")
        assert isinstance(refused(lambda: book.record("c1", OPENED, by="mila")), Conflict)
        other.rollback()
        book.record("c1", OPENED, by="mila")


def test_threads_record_with_one_casebook(book: Casebook) -> None:
    book.record("c1", OPENED, by="mila")
    hands = [
        threading.Thread(target=lambda n=n: [book.record("c1", goal(f"{n}-{m}"), by="mila") for m in range(5)])
        for n in range(4)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert book.cases() == [("c1", 21)]
    assert check(book.log, book.rulebook).is_clean


def test_where_the_library_is_not_installed_it_is_said(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import svh_core  # noqa: PLC0415
    from svh_core import keeping  # noqa: PLC0415

    def missing(name: str, *others: Any) -> Any:
        if others and others[2] == ("in_postgres",):
            raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")
        return imported(name, *others)

    import builtins  # noqa: PLC0415

    imported = builtins.__import__
    monkeypatch.delattr(svh_core, "in_postgres", raising=False)
    monkeypatch.setattr(builtins, "__import__", missing)
    assert "svh-core[postgres]" in refused(lambda: keeping.open_sealed(keeping.place_of(url))).next


# Who may do what


@pytest.fixture
def as_role(url: str) -> Callable[[str], str]:
    """The address for a user with one of the roles."""
    with Casebook.create(url, origin="stad") as book:
        book.record("c1", OPENED, by="mila")
        book.record("c1", goal("rust"), by="mila")
    for database, said in statements(Address.parse(url)):
        with psycopg.connect(database.url, autocommit=True) as owner:
            for _ in range(2):
                for one in said:
                    owner.execute(one.encode())
    name = Address.parse(url).log.name

    def address(role: str) -> str:
        with psycopg.connect(Address.parse(url).log.url, autocommit=True) as owner:
            owner.execute(f'CREATE ROLE "{name}_{role}_1" LOGIN PASSWORD \'x\' IN ROLE "{name}_{role}"'.encode())
        parts = urlsplit(url)
        where = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{name}_{role}_1:x@{where}"))

    return address


def owner_of(address: str) -> str:
    """The same casebook, for the user whose server it is."""
    parts = urlsplit(address)
    who, at, _ = urlsplit(url_of("any")).netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{who}{at}{parts.netloc.rpartition('@')[2]}"))


def test_a_writer_records_forgets_destroys_and_follows(as_role: Callable[[str], str]) -> None:
    with Casebook.open(as_role("writer")) as book:
        book.record("c1", goal("werk"), by="mila", once="q")
        book.record_all([Proposal(case="c2", event=OPENED, by="mila")])
        book.record_all([Proposal(case="c1", event=goal(f"g{n}"), by="mila") for n in range(300)])
        book.log.store.followers.moved("one", 1)
        book.privacy.forget("c1", "mila", passages=[2])
        book.privacy.destroy("c2", by="operator", ground="asked")
        assert book.privacy.rotate_keys() > 100
        assert check(book.log, book.rulebook).is_clean


def test_a_writer_can_take_no_entry_away(as_role: Callable[[str], str]) -> None:
    with psycopg.connect(Address.parse(as_role("writer")).log.url, autocommit=True) as writer:
        for told in (
            "DELETE FROM svh.stored_events",
            "UPDATE svh.stored_events SET originator_version = 9",
            "TRUNCATE svh.stored_events",
            "DROP TABLE svh.stored_events",
            "UPDATE svh.casebook SET fact = 'x'",
            "DELETE FROM svh.tiles",
            "DELETE FROM svh.destroyed",
            "CREATE TABLE svh.mine (a text)",
            "ALTER TABLE svh.stored_events DISABLE TRIGGER ALL",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                writer.execute(told.encode())


def test_a_reader_reads_and_cannot_write(as_role: Callable[[str], str]) -> None:
    address = as_role("reader")
    assert isinstance(refused(lambda: Casebook.open(address)), NotPermitted), "opening brings the vault up to the log"
    Casebook.open(owner_of(address)).close()
    with Casebook.open(address) as book:
        with book.looking("c1", viewer=Viewer("mila"), purpose="reading") as view:
            assert "ik wil rust" in json.dumps(view.trail("nl"))
        assert isinstance(refused(lambda: book.record("c1", goal("werk"), by="mila")), NotPermitted)
        assert check(book.log, book.rulebook).is_clean
    for database in (Address.parse(address).log, Address.parse(address).vault):
        with psycopg.connect(database.url, autocommit=True) as reader:
            for told in ("LOCK TABLE svh.writing IN EXCLUSIVE MODE", "DELETE FROM svh.keys", "CREATE TABLE svh.a ()"):
                with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable)):
                    reader.execute(f"BEGIN; {told}".encode())
                reader.execute("ROLLBACK")


def test_an_auditor_checks_and_cannot_reach_the_vault(
    as_role: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    address = as_role("auditor")
    assert main(["check", "--db", address]) == 0
    assert main(["cases", "--db", address]) == NotPermitted.exit_status
    assert "may not use the database" in capsys.readouterr().err
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(Address.parse(address).vault.url)
    with Casebook.open(address, sealed=True) as book:
        assert isinstance(refused(lambda: book.record("c1", goal("werk"), by="mila")), KeysMissing)


# The commands


def test_every_command_works_on_a_server(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "liesbeth.jsonl"
    script.write_bytes(example_script())

    def says(*words: str, status: int = 0) -> str:
        assert main([*words, "--db", url]) == status, capsys.readouterr().err
        return capsys.readouterr().out

    made = says("init", "--origin", "stad")
    assert "_vault" in made
    assert (tmp_path / "keys").name in made
    says("record", str(script), "--import")
    assert json.loads(says("cases", "--json"))["cases"]
    for words in (
        ["trail", "liesbeth"],
        ["trail", "liesbeth", "--as", "liesbeth", "--json"],
        ["show", "liesbeth"],
        ["signals"],
        ["signals", "liesbeth"],
        ["regie", "liesbeth"],
        ["plan", "liesbeth"],
        ["sociogram", "liesbeth", "-o", str(tmp_path / "s.svg")],
        ["disclosures", "liesbeth"],
        ["copy", "liesbeth", "--as", "liesbeth", "-o", str(tmp_path / "copy")],
        ["checkpoint", "-o", str(tmp_path / "checkpoint")],
        ["check", "--against", str(tmp_path / "checkpoint"), "--processes", "2"],
        ["receipt", "liesbeth", "3", "-o", str(tmp_path / "receipt")],
        ["receipt", "check", str(tmp_path / "receipt")],
        ["bundle", "liesbeth", "-o", str(tmp_path / "bundle")],
        ["keys", "show"],
        ["keys", "rotate"],
        ["keys", "succeed"],
        ["plugins", "list"],
        ["follow"],
        ["roles"],
        ["trail", "liesbeth"],
        ["check"],
    ):
        says(*words)
    assert main(["check", str(tmp_path / "bundle")]) == 0
    says("forget", "liesbeth", "liesbeth", "--dry-run")
    says("destroy", "liesbeth")
    says("trail", "liesbeth", status=4)
    says("check")
    says("backup", str(tmp_path / "backup"))
    says("migrate", str(tmp_path / "moved.db"), status=2)


def test_a_follower_whose_session_ends_as_it_begins_is_told_that_the_server_is_away(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Casebook.create(url) as book:
        followers: Any = book.log.store.followers
        gone = psycopg.connect(Address.parse(url).log.url)
        gone.close()
        monkeypatch.setattr(postgres_following, "connect", lambda *_, **__: gone)
        with pytest.raises(ServerAway), told_as_ours(), followers.alone("svh-view/org-1/care"):
            pass
