"""`svh follow --every`: what is away for a while is waited for and said once; what is wrong for good ends it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from svh_core import Casebook, Conflict, KeysMissing, LogBroken, Moved, NotFound, NotPermitted, NotWritable, SvhError
from svh_core.cli import handing, main, rounds
from svh_core.cli.rounds import LONGEST_PAUSE, go_on, pause_after
from svh_core.errors import OutcomeUnknown, ServerAway
from svh_core.moving.migrating import migrate

from ..follower import follows_for, given_again, keeping, rows_of
from ..kills.hands import consents, opened, plans_meeting, takes_part

CASES = ("case-1", "case-2")
AWAY = ServerAway("there is no server that answers")


class Said:
    """Rounds of which each ends as it is told to, and what is said of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *ends: BaseException | None) -> None:
        self._ends = list(ends)
        self.said: list[object] = []
        self.slept: list[float] = []
        monkeypatch.setattr(rounds, "time", SimpleNamespace(sleep=self.slept.append))

    def round(self) -> None:
        if not self._ends:
            raise KeyboardInterrupt
        end = self._ends.pop(0)
        if end is not None:
            raise end

    def waits(self, error: SvhError, tries: int) -> None:
        if tries == 0:
            self.said.append(error)

    def goes_on(self) -> None:
        self.said.append("goes on")


@pytest.mark.promise("a-follower-outlives-an-outage")
def test_what_is_away_is_said_once_and_waited_for_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Said(monkeypatch, None, *[AWAY] * 9, None, None, AWAY, None)
    with pytest.raises(KeyboardInterrupt):
        go_on(told.round, every=7, told=told)
    assert told.said == [AWAY, "goes on", AWAY, "goes on"]
    assert told.slept == [7, 1, 2, 4, 8, 16, 32, 60, 60, 60, 7, 7, 1, 7]


def test_a_pause_has_an_end_however_long_it_lasts() -> None:
    assert pause_after(1_000_000) == LONGEST_PAUSE


@pytest.mark.parametrize("error", [AWAY, OutcomeUnknown("nobody knows"), Conflict("another program has it")], ids=repr)
def test_what_ends_by_itself_is_waited_for(error: SvhError, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Said(monkeypatch, error, None)
    with pytest.raises(KeyboardInterrupt):
        go_on(told.round, every=7, told=told)
    assert told.said == [error, "goes on"]


@pytest.mark.promise("a-follower-outlives-an-outage")
@pytest.mark.parametrize(
    "kind", [Moved, NotFound, NotPermitted, KeysMissing, NotWritable, LogBroken, SvhError], ids=lambda kind: kind.code
)
def test_what_is_wrong_for_good_ends_it(kind: Callable[[str], SvhError], monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = kind("this stays so")
    told = Said(monkeypatch, None, AWAY, wrong, None)
    with pytest.raises(SvhError) as ended:
        go_on(told.round, every=7, told=told)
    assert ended.value is wrong
    assert told.slept == [7, 1]


# The command ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A casebook of cases with a meeting each, which a plugin may follow."""
    path = tmp_path / "casebook.db"
    with Casebook.create(path) as book:
        book.record_all([asked(case) for case in CASES for asked in (opened, takes_part, consents)])
        book.record_all([plans_meeting(case, "m") for case in CASES])

    def opens(db: str) -> Casebook:
        book = Casebook.open(db, plugins=[keeping("svh-view", tmp_path / "view.db")])
        follows_for(book, "svh-view", "org-1")
        return book

    monkeypatch.setattr(handing, "opened", opens)
    return path


def followed(path: Path, monkeypatch: pytest.MonkeyPatch, *between: Callable[[], object]) -> int:
    """The status of following with this happening between rounds, and Ctrl-C after that."""
    happens = iter(between)

    def sleep(_: float) -> None:
        does = next(happens, None)
        if does is None:
            raise KeyboardInterrupt
        does()

    monkeypatch.setattr(rounds, "time", SimpleNamespace(sleep=sleep))
    return main(["follow", "--every", "7", "--db", str(path), "--lang", "en"])


def failing_once(monkeypatch: pytest.MonkeyPatch, at: str, error: Exception) -> None:
    """Has the store fail the next time that something is asked of it, after which it is there again."""
    from svh_core.log.sqlite_following import SQLiteFollowers  # noqa: PLC0415 - only what fails

    working = getattr(SQLiteFollowers, at)

    def fails(*_: Any) -> None:
        monkeypatch.setattr(SQLiteFollowers, at, working)
        raise error

    monkeypatch.setattr(SQLiteFollowers, at, fails)


@pytest.mark.promise("a-follower-outlives-an-outage")
@pytest.mark.parametrize("at", ["position", "held", "trouble", "moved"])
def test_a_file_that_is_locked_for_a_moment_is_waited_for(
    at: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from eventsourcing.persistence import OperationalError  # noqa: PLC0415 - as the store has it

    failing_once(monkeypatch, at, OperationalError("database is locked"))
    assert followed(path, monkeypatch, lambda: None) == 130
    out, err = capsys.readouterr()
    assert err.strip().splitlines() == [
        "Following waits, and goes on by itself: the casebook cannot be written to now: database is locked (conflict).",
        "Following goes on.",
    ]
    assert out.count("is up to date") == 1
    assert len(rows_of(tmp_path / "view.db")) == 2 * len(CASES)
    assert given_again(tmp_path / "view.db") == []


@pytest.mark.promise("a-follower-outlives-an-outage")
def test_a_casebook_that_moved_ends_it(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "elsewhere" / "casebook.db"
    new.parent.mkdir()
    assert followed(path, monkeypatch, lambda: migrate(path, new)) == 4
    assert f"was moved to {new}" in capsys.readouterr().err


def put_another(path: Path) -> None:
    for old in path.parent.glob("casebook.*"):
        old.unlink()
    Casebook.create(path).close()


@pytest.mark.promise("a-follower-outlives-an-outage")
def test_another_casebook_in_its_place_ends_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def comes() -> None:
        put_another(path)
        failing_once(monkeypatch, "position", Conflict("somebody else is at it"))

    assert followed(path, monkeypatch, comes, lambda: None) == 4
    assert "another casebook is in the place of the one that was followed" in capsys.readouterr().err


def test_a_casebook_that_is_gone_ends_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def goes() -> None:
        failing_once(monkeypatch, "position", Conflict("somebody else is at it"))
        path.unlink()

    assert followed(path, monkeypatch, goes, lambda: None) == 4
    assert "there is no casebook" in capsys.readouterr().err


_WAITING = """
import sys
from svh_core import Conflict
from svh_core.cli import main
from svh_core.plugins.at_work import PluginsAtWork

def follow(*_, **__):
    raise Conflict("another program has it")

PluginsAtWork.follow = follow
sys.exit(main(["follow", "--every", "7", "--lang", "nl"]))
"""


@pytest.mark.uncounted
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 130)])
def test_while_it_waits_it_ends_at_once_where_it_is_told_to(sent: int, status: int, path: Path) -> None:
    asked = [sys.executable, "-c", _WAITING]
    with subprocess.Popen(asked, cwd=path.parent, stderr=subprocess.PIPE, text=True) as waiting:
        assert waiting.stderr is not None
        said = waiting.stderr.readline()
        assert said == "Het volgen wacht en gaat vanzelf weer verder: another program has it (conflict).\n"
        waiting.send_signal(sent)
        assert waiting.wait(60) == status
