# ruff: noqa: S608 - the statements are our own
"""Several processes find what one does, in the same order, and none of them is left behind."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, CaseOpened, GoalSet, NotFound, Proposal, SvhError
from svh_core.checking import Checked, check
from svh_core.log.sqlite import SQLiteStore
from svh_core.log.store import Store
from svh_core.proof.entries_check import Read
from svh_core.proof.many_hands import a_share, many_hands, reopening, shares_of, work

CASES = 30
LENGTH = 100


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty cases of a hundred entries, one of them destroyed, one of them forgotten in, one changed by somebody."""
    path = tmp_path_factory.mktemp("many") / "casebook.db"
    with Casebook.create(path, origin="stad") as book:
        for case in range(CASES):
            opened = CaseOpened(resident="mila", method="support_group")
            goals = [GoalSet(goal=f"g{number}", horizon="short", words="w") for number in range(2, LENGTH + 1)]
            book.record_all([Proposal(case=f"c{case}", event=event, by="mila") for event in (opened, *goals)])
        book.privacy.destroy("c7", by="beheer", ground="asked")
        book.privacy.forget("c8", "mila", passages=[5])
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made.parent, tmp_path / "copy")
    return tmp_path / "copy" / "casebook.db"


def checked(path: Path, processes: int) -> Checked:
    with Casebook.open(path, sealed=True) as book:
        return check(book.log, book.rulebook, processes=processes)


def spoil(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        for case in range(0, CASES, 3):
            state = "CAST(replace(CAST(state AS TEXT), '\"short\"', '\"long\"') AS BLOB)"
            file.execute(f"UPDATE stored_events SET state = {state} WHERE originator_id = 'c{case}'")
            file.execute(f"DELETE FROM stored_events WHERE originator_id = 'c{case + 1}' AND originator_version = 50")
        file.execute("UPDATE stored_events SET topic = 'a.plugin' WHERE originator_id = 'c2'")


@pytest.mark.parametrize("is_spoilt", [False, True])
def test_what_is_found_is_the_same_whoever_does_it(path: Path, *, is_spoilt: bool) -> None:
    if is_spoilt:
        spoil(path)
    alone = checked(path, 1)
    assert len(alone.findings) > 100 if is_spoilt else [one.id for one in alone.findings] == ["destroyed"]
    order = [(one.stream, one.number, one.id) for one in alone.findings]
    assert order == sorted(order)
    assert checked(path, 2) == checked(path, 3) == alone
    assert not multiprocessing.active_children()


def test_how_far_it_is_goes_up_to_the_end(path: Path) -> None:
    for processes in (1, 2):
        seen: list[tuple[int, int | None]] = []
        with Casebook.open(path, sealed=True) as book:
            result = check(
                book.log, book.rulebook, processes=processes, progress=lambda *told, seen=seen: seen.append(told)
            )
        assert seen == sorted(seen)
        assert seen[-1] == (result.entries, result.entries)
        assert any(0 < done < result.entries / 2 for done, _ in seen), "along the tree, too"


def test_a_log_that_nobody_else_can_open_is_checked_by_one() -> None:
    with Casebook.in_memory() as book:
        assert reopening(book.log, book.rulebook) is None
        book.record("c1", CaseOpened(resident="mila", method="support_group"), by="mila")
        assert check(book.log, book.rulebook, processes=4).findings == ()


def test_rules_of_ones_own_stay_in_this_process(path: Path) -> None:
    with Casebook.open(path, sealed=True) as book:
        assert reopening(book.log, book.rulebook) is not None
        assert reopening(book.log, book.rulebook.extended(())) is None


@pytest.mark.parametrize("streams", [[], [("a", 1)], [("a", 50_000), ("b", 1)], [(f"c{n}", 50) for n in range(999)]])
def test_every_stream_is_in_one_share(streams: list[tuple[str, int]]) -> None:
    shares = list(shares_of(streams, enough=a_share(50_000, 2)))
    assert [stream for share in shares for stream in share] == [stream for stream, _ in streams]
    assert all(shares)


def done_by_another(reopen: Callable[[], Any]) -> None:
    with many_hands(iter([["c1"]]), Read()) as hands:
        hands.begin(1, reopen, 1)
        list(hands.rest())


def test_an_error_in_another_process_is_raised_here(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        done_by_another(partial(SQLiteStore.open, tmp_path / "nothing.db"))
    assert not multiprocessing.active_children()


def test_a_process_that_ended_by_itself_stops_the_check() -> None:
    with pytest.raises(SvhError, match="has ended"):
        done_by_another(partial(os._exit, 0))
    assert not multiprocessing.active_children()


def test_a_share_that_cannot_be_read_says_so_to_who_asked(path: Path) -> None:
    """As the other process does it, but in this one."""
    ours, theirs = multiprocessing.Pipe()
    before = signal.getsignal(signal.SIGINT)
    for share in (["c1", "c7"], 3, None):
        ours.send(share)
    try:
        work(theirs, partial(opened, path), 1)
    finally:
        signal.signal(signal.SIGINT, before)
    read, error = ours.recv(), ours.recv()
    assert (read.entries, read.findings, list(read.remains)) == (2 * LENGTH, [], ["c7"])
    theirs.send(error)
    with pytest.raises(type(error)):
        take_in(ours)
    ours.close()
    theirs.close()


def opened(path: Path) -> Store:
    return SQLiteStore.open(path)


def take_in(pipe: Any) -> None:
    with many_hands(iter(()), Read()) as hands:
        hands._busy, hands._processes = {pipe}, {pipe: multiprocessing.get_context("spawn").Process()}
        try:
            hands.turn()
        finally:
            hands._processes = {}


def test_who_is_stopped_halfway_leaves_nobody_behind(path: Path) -> None:
    class Stopped(Exception):  # noqa: N818 - as a KeyboardInterrupt is none either
        pass

    def stop(done: int, _total: int | None) -> None:
        if done > LENGTH * CASES // 4:
            raise Stopped

    with Casebook.open(path, sealed=True) as book, pytest.raises(Stopped):
        check(book.log, book.rulebook, processes=3, progress=stop)
    assert not multiprocessing.active_children()


_INTERRUPTED = """
import multiprocessing, os, signal, sys
from svh_core import Casebook
from svh_core.checking import check

def tell(done, total):
    if not told and multiprocessing.active_children():
        told.append(True)
        print(*[child.pid for child in multiprocessing.active_children()], flush=True)
        os.killpg(0, signal.SIGINT)

told = []
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it runs in the background ignore it
    with Casebook.open(sys.argv[1], sealed=True) as book:
        check(book.log, book.rulebook, processes=3, progress=tell)
"""


def test_ctrl_c_ends_all_of_them(path: Path) -> None:
    script = path.with_name("interrupted.py")
    script.write_text(_INTERRUPTED)
    ended = subprocess.run(
        [sys.executable, str(script), str(path)], check=False, capture_output=True, text=True, start_new_session=True
    )
    assert ended.returncode in {-signal.SIGINT, 130}
    assert ended.stderr.count("Traceback") == 1, "only this one says that it was stopped"
    children = [int(child) for child in ended.stdout.split()]
    assert len(children) == 2
    assert not any(is_alive(child) for child in children)


def is_alive(child: int) -> bool:
    try:
        return Path(f"/proc/{child}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
