"""A disk that is full: each thing says so in one sentence, does nothing by halves, and goes on once there is room."""

from __future__ import annotations

from pathlib import Path

import pytest
from eventsourcing.persistence import OperationalError

from svh_core import Casebook, NetworkPersonAdded, SvhError, Viewer
from svh_core.backup import back_up
from svh_core.checking import check
from svh_core.cli.new_file import NewFile
from svh_core.copying import copy_of
from svh_core.errors import NotPermitted, not_written

from ..kills.hands import opened, sets_goal
from ..postgres import needs_postgres
from .children import SmallDisk, in_a_child, said

KANARIE = "kanarie"
SIZE = 2 * 2**20

Said = tuple[str, str, str] | None

pytestmark = pytest.mark.uncounted


def everything_on_a_full_disk(folder: Path) -> dict[str, Said]:
    """Does everything that writes while there is no room; tells what each said."""
    disk, path = SmallDisk(folder, SIZE), folder / "casebook.db"
    with Casebook.create(path) as book:
        book.record_all([opened("c1"), opened("c2"), *(sets_goal("c1", f"g{number}") for number in range(5))])
        before = dict(book.cases())
        named = NetworkPersonAdded(person="zus", name="kanarie zus", network="informal", relation_kind="family")
        with disk.full():
            there = set(folder.iterdir())
            told = {
                "record": said(lambda: [book.record_all([sets_goal("c1", f"w{n}")]) for n in range(70)]),
                "record many": said(lambda: book.record_all([sets_goal("c1", f"m{n}") for n in range(3000)])),
                "record a name": said(lambda: book.record("c1", named, by="c1")),
                "look": said(lambda: _looks(book)),
                "checkpoint": said(book.checkpoint),
                "bundle": said(lambda: list(book.bundle())),
                "forget": said(lambda: book.privacy.forget("c1", "c1", passages=[2])),
                "destroy": said(lambda: book.privacy.destroy("c2", by="beheer")),
                "rotate": said(book.privacy.rotate_keys),
                "succeed": said(book.succeed_key),
                "overview": said(book.overview.rebuild),
                "copy": said(lambda: copy_of(book, "c1", person="c1", purpose="reading", folder=folder / "copy")),
                "export": said(lambda: NewFile(folder / "made.csv").write(bytes(100_000))),
                "backup": said(lambda: back_up(path, folder / "backup")),
                "another casebook": said(lambda: Casebook.create(folder / "another.db").close()),
            }
            assert check(book.log, book.rulebook).is_clean, "a check needs no room"
            left = {one.name for one in set(folder.iterdir()) - there} - {"copy", "backup"}
            assert not left, f"it leaves {left}"
        _goes_on(book, path, before, told)
    return told


def _looks(book: Casebook) -> None:
    for _ in range(70):
        with book.looking("c1", viewer=Viewer("beheer", capacity="operator"), purpose="reading") as look:
            look.trail("nl")


def _goes_on(book: Casebook, path: Path, before: dict[str, int], told: dict[str, Said]) -> None:
    """With room again, everything is whole, and goes on."""
    assert check(book.log, book.rulebook).is_clean
    assert told["record many"] is not None
    goals = [entry.event.goal for entry in book.log.entries("c1") if entry.event.spec.name == "goal.set"]
    assert not any(goal.startswith("m") for goal in goals), "half of it is there"
    assert len(goals) == len(set(goals))
    number = book.record_all([sets_goal("c1", "verder")])[0].number
    assert number > before["c1"]
    assert said(book.privacy.rotate_keys) is None
    assert said(book.succeed_key) is None
    book.close()
    with Casebook.open(path) as again:
        assert again.vault_behind == []
        assert again.privacy.read_every_word() > 0
        assert check(again.log, again.rulebook).is_clean


@pytest.mark.promise("a-full-disk-says-so", "a-full-disk-is-no-conflict", "nothing-is-half-done")
def test_on_a_full_disk_each_thing_says_so_and_nothing_is_done_by_halves(tmp_path: Path) -> None:
    told = in_a_child(everything_on_a_full_disk, tmp_path)
    refused = {what: one for what, one in told.items() if one is not None}
    for code, sentence, further in refused.values():
        assert code in {"not_writable", "error"}, "an app would try again, as where somebody else was first"
        assert KANARIE not in sentence + further
        assert "others" not in sentence, "nobody else is at it"
        assert "\n" not in sentence
        assert further
    assert {"record", "record many", "rotate", "succeed", "export", "backup", "another casebook"} <= set(refused)
    for what in ("record", "record many"):
        assert refused[what][0] == "not_writable"
    assert "oom" in refused["record"][2] or "disk" in refused["record"][2]


def a_record_that_fails(folder: Path) -> tuple[int, int, Said]:
    """Records until the disk is full, each with its receipt; tells how many were acknowledged, and are there."""
    disk, path = SmallDisk(folder, SIZE), folder / "casebook.db"
    acknowledged = 0

    def records() -> None:
        nonlocal acknowledged
        for number in range(200):
            receipt = book.record_all([sets_goal("c1", f"g{number}")])[0]
            acknowledged = receipt.number - 1
            assert receipt.proof

    with Casebook.create(path) as book:
        book.record_all([opened("c1")])
        with disk.full():
            told = said(records)
            with pytest.raises(SvhError):
                records()
    with Casebook.open(path) as book:
        return acknowledged, len(list(book.log.entries("c1"))) - 1, told


@pytest.mark.promise("nothing-acknowledged-is-lost")
def test_what_was_acknowledged_before_the_disk_was_full_is_there(tmp_path: Path) -> None:
    acknowledged, there, told = in_a_child(a_record_that_fails, tmp_path)
    assert told is not None
    assert acknowledged == there


@pytest.mark.promise("a-full-disk-is-no-conflict")
@pytest.mark.parametrize(
    ("kind", "said", "code", "further"),
    [
        ("DiskFull", "could not extend file: No space left on device", "not_writable", "Make room on its disk"),
        ("IoError", "could not write block 7: I/O error", "not_writable", "Look at its disk"),
        ("LockNotAvailable", "canceling statement due to lock timeout", "conflict", "Try again."),
        ("AdminShutdown", "terminating connection due to administrator command", "server_away", "Try again."),
        ("OperationalError", "the connection is closed", "server_away", "Try again."),
    ],
)
def test_what_a_server_cannot_write_is_told_apart(kind: str, said: str, code: str, further: str) -> None:
    needs_postgres()
    import psycopg  # noqa: PLC0415 - it may not be there

    error = OperationalError(said)
    error.__cause__ = getattr(psycopg.errors, kind)(said)
    told = not_written("casebook", error)
    assert (told.code, told.next.startswith(further)) == (code, True)


@pytest.mark.promise("a-full-disk-is-no-conflict")
def test_who_may_not_write_at_all_is_not_told_to_try_again() -> None:
    error = OperationalError("this user may not do that")
    error.__cause__ = NotPermitted("this user may not do that", next="Name another user.")
    told = not_written("casebook", error)
    assert (told.code, told.next) == ("not_writable", "Name another user.")
