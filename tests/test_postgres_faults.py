"""A server that goes away under those who write: what was acknowledged is there, once, and nothing is found."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from multiprocessing.connection import wait
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from svh_core import Casebook, CaseOpened, Proposal, hookimpl
from svh_core.checking import check
from svh_core.cli import handing, main, rounds
from svh_core.proof.tlog_proof import TlogProof

from .follower import Rows, follows_for, given_again, keeping, rows_of
from .hands_of_postgres import CASES, follows_until, goal, records, records_until
from .killing import Count, hold_log
from .kills.hands import consents, takes_part
from .log.hands import PROCESSES
from .postgres import DSN, kill, needs_postgres, new_name, start, started, stop, url_of

needs_postgres()

import psycopg  # noqa: E402 - it may not be there

from svh_core.log import postgres_following, postgres_writing  # noqa: E402
from svh_core.postgres import connecting  # noqa: E402
from svh_core.vault import postgres_keys  # noqa: E402

OPENED = CaseOpened(resident="mila", method="support_group")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return made(url_of(new_name(), keys=str(tmp_path)))


def made(url: str) -> str:
    """A casebook with two cases."""
    with Casebook.create(url, origin="stad") as book:
        book.record_all([Proposal(case=case, event=OPENED, by="mila") for case in CASES])
    return url


@pytest.fixture
def server() -> Iterator[Any]:
    """A server of this test alone, to be stopped and killed."""
    if os.environ.get(DSN):
        pytest.skip("the server that is named is not ours to be killed")
    folder = Path(tempfile.mkdtemp(prefix="svh-pg-"))
    server = started(folder / "data")
    yield server
    stop(server, "immediate")
    shutil.rmtree(folder)


Hands = tuple[list[Any], Any]
"""What processes tell, and what they wait at for each other, which lives as long as they do."""


def at_once(does: Any, url: str, *each: tuple[Any, ...]) -> Hands:
    """Processes that begin at the same moment; what each of them tells can be read."""
    together = PROCESSES.Barrier(len(each) + 1, timeout=120)
    ends = []
    for own in each:
        told, tells = PROCESSES.Pipe(duplex=False)
        PROCESSES.Process(target=does, args=(url, together, tells, *own), daemon=True).start()
        tells.close()
        ends.append(told)
    together.wait()
    return ends, together


def all_told(hands: Hands) -> list[Any]:
    """What they told until they were done.

    Raises:
        AssertionError: one of them tells that something went wrong.
    """
    said, going = [], list(hands[0])
    while going:
        ready: list[Any] = wait(going, timeout=180)
        assert ready, "they tell nothing any more"
        for end in ready:
            told = end.recv()
            if isinstance(told, str):
                assert told == "done"
                going.remove(end)
            else:
                said.append(told)
    return said


def goals_of(book: Casebook, case: str) -> dict[int, str]:
    of_goals = (entry for entry in book.log.entries(case) if entry.event.spec.name == "goal.set")
    return {entry.number: entry.event.goal for entry in of_goals}


@pytest.mark.promise("of-two-writers-both-are-there", "every-receipt-proves")
def test_two_hosts_record_into_one_case_and_nothing_is_lost(url: str) -> None:
    goals = [[f"{hand}-{number}" for number in range(20)] for hand in range(2)]
    said = all_told(at_once(records, url, *((one,) for one in goals)))
    told = {number: name for name, number, _ in said}
    with Casebook.open(url) as book:
        kept = goals_of(book, CASES[0])
        assert kept == told
        assert sorted(kept) == list(range(2, 42))
        for hand in goals:
            assert [name for name in kept.values() if name in hand] == hand, "not in the order of their writer"
        assert check(book.log, book.rulebook).findings == ()
        key = book._desk.notary.key
        with book.log.store.leaves() as leaves:
            for name, number, receipt in said:
                proof = TlogProof.parse(receipt)
                proof.opened(proof.extra, key)
                row = leaves.row(CASES[0], number)
                assert row is not None
                assert row.state in proof.extra
                assert book.log.codec.decode(row.name, number, row.state).event.goal == name


def every_number(book: Casebook, case: str) -> list[int]:
    return [entry.number for entry in book.log.entries(case)]


def cut(server: Any) -> None:
    """As if the power went."""
    stop(server, "immediate")


def goes_on_and_off(server: Any, hands: Hands, *, times: int) -> list[Any]:
    """Takes the server away from under them, in turns by a kill and by a stop as if the power went."""
    for how in islice(cycle((kill, cut)), times):
        time.sleep(1.5)
        how(server)
        time.sleep(0.3)
        start(server)
    return all_told(hands)


def nothing_is_lost(url: str, said: list[Any]) -> int:
    """Holds what was told against what is there; gives how many goals there are in each case."""
    told = {name: numbers for name, numbers in said if numbers is not None}
    unclear = {name for name, numbers in said if numbers is None}
    with Casebook.open(url) as book:
        assert book.vault_behind == []
        here, elsewhere = (set(goals_of(book, case).values()) for case in CASES)
        assert here == elsewhere, "half of a transaction is there"
        for place, case in enumerate(CASES):
            kept = goals_of(book, case)
            assert len(set(kept.values())) == len(kept), "a decision is there twice"
            assert sorted(every_number(book, case)) == list(range(1, book.log.load(case).number + 1))
            by_name = {name: number for number, name in kept.items()}
            assert {name: by_name.get(name) for name in told} == {n: numbers[place] for n, numbers in told.items()}
            assert set(by_name) - set(told) <= unclear, "more is there than anybody was told of"
        assert check(book.log, book.rulebook).findings == ()
        assert book.privacy.read_every_word() >= 2 * len(told)
    return len(told)


@pytest.mark.promise("nothing-acknowledged-is-lost", "nothing-is-there-twice")
@pytest.mark.uncounted
def test_a_server_that_is_killed_and_comes_back_loses_nothing(server: Any, tmp_path: Path) -> None:
    url = made(url_of(new_name(), server=server.get_uri(), keys=str(tmp_path)))
    hands = at_once(records_until, url, *((hand, 5.0) for hand in range(3)))
    said = goes_on_and_off(server, hands, times=2)
    assert nothing_is_lost(url, said) > 3


@pytest.mark.promise("nothing-acknowledged-is-lost", "nothing-is-there-twice", "nothing-is-half-done")
@pytest.mark.promise("followers-get-each-entry", "a-position-is-never-ahead")
@pytest.mark.kills
def test_a_server_that_is_killed_five_times_under_eight_writers_and_two_followers_loses_nothing(
    server: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = made(url_of(new_name(), server=server.get_uri(), keys=str(tmp_path)))
    with Casebook.open(url) as book:
        book.record_all([asked(case, by="mila") for case in CASES for asked in (takes_part, consents)])
    view = tmp_path / "view.db"
    ends, together = at_once(records_until, url, *((hand, 30.0) for hand in range(8)))
    followers = at_once(follows_until, url, *((view, 32.0) for _ in range(2)))
    said = goes_on_and_off(server, (ends, together), times=5)
    told = all_told(followers)
    assert {status for statuses, _ in told for status in statuses} <= {"ok", "busy", "failed", "waiting"}
    count = Count(kills=5, acknowledged=nothing_is_lost(url, said))
    assert count.acknowledged > 50
    went_on = followed(url, view)
    with Casebook.open(url) as book:
        book.record_all([consents(case, "org-2", by="mila") for case in CASES])
        hold_log(count, book)
    assert followed(url, tmp_path / "fresh.db", "svh-fresh", "org-2") == went_on
    assert sum(event == "goal.set" for event, _ in went_on.values()) >= 2 * count.acknowledged
    count.keep(request)


@pytest.mark.promise("a-follower-outlives-an-outage", "followers-get-each-entry")
@pytest.mark.uncounted
@pytest.mark.parametrize("how", [kill, cut])
def test_a_follower_goes_on_where_a_server_went_away_while_it_handed_over(
    how: Callable[[Any], None],
    server: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url, view = made(url_of(new_name(), server=server.get_uri(), keys=str(tmp_path))), tmp_path / "view.db"
    with Casebook.open(url) as book:
        book.record_all([asked(case, by="mila") for case in CASES for asked in (takes_part, consents)])
        book.record_all([Proposal(case=case, event=goal(f"a-{n}"), by="mila") for case in CASES for n in range(3)])
    plugin = keeping("svh-view", view)
    keeps: Any = plugin.svh_follow

    @hookimpl
    def svh_follow(disclosed: Any) -> None:
        keeps(disclosed)
        if is_there.pop(0):
            how(server)

    is_there = [True, *[False] * 99]
    vars(plugin).update(svh_follow=svh_follow)
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            start(server)
            with Casebook.open(url) as book:
                book.record_all([Proposal(case=case, event=goal("b"), by="mila") for case in CASES])
        if len(pauses) == 5:
            is_there[0] = True
            with Casebook.open(url) as book:
                book.record_all([Proposal(case=case, event=goal("c"), by="mila") for case in CASES])
        if len(pauses) == 7:
            start(server)
        if len(pauses) == 9:
            raise KeyboardInterrupt

    follows_in_a_hurry(monkeypatch, plugin, sleep)
    assert main(["follow", "--every", "7", "--db", url, "--lang", "en"]) == 130
    said = capsys.readouterr().err.splitlines()
    assert pauses == [1, 2, 4, 7, 7, 1, 2, 7, 7]
    assert [line.partition(":")[0] for line in said if "ollowing" in line] == [
        "Following waits, and goes on by itself",
        "Following goes on.",
    ] * 2
    assert given_again(view) == []
    goals = [words for event, words in rows_of(view).values() if event == "goal.set"]
    assert sorted(goals) == sorted(["a-0", "a-1", "a-2", "b", "c"] * len(CASES))


def follows_in_a_hurry(monkeypatch: pytest.MonkeyPatch, plugin: ModuleType, sleep: Callable[[float], None]) -> None:
    """Has `svh follow` follow for this plugin, sleep so between rounds, and not wait long for a server itself."""

    def opens(db: str) -> Casebook:
        book = Casebook.open(db, plugins=[plugin])
        follows_for(book, "svh-view", "org-1")
        return book

    monkeypatch.setattr(handing, "opened", opens)
    monkeypatch.setattr(rounds, "time", SimpleNamespace(sleep=sleep))
    for module in (connecting, postgres_following, postgres_writing, postgres_keys):
        monkeypatch.setattr(module, "PATIENCE", 0.2)


@pytest.mark.promise("a-follower-outlives-an-outage")
@pytest.mark.uncounted
def test_a_follower_whose_user_is_not_let_in_any_more_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = made(url_of(new_name(), keys=str(tmp_path)))

    def refuses(*_: Any, **__: Any) -> Any:
        raise psycopg.OperationalError('password authentication failed for user "svh"')

    def sleep(_: float) -> None:
        monkeypatch.setattr(psycopg, "connect", refuses)

    follows_in_a_hurry(monkeypatch, keeping("svh-view", tmp_path / "view.db"), sleep)
    assert main(["follow", "--every", "7", "--db", url, "--lang", "en"]) == 3
    said = capsys.readouterr().err
    assert "does not let this user in" in said
    assert "Following waits" not in said


def followed(url: str, view: Path, plugin: str = "svh-view", recipient: str = "org-1") -> Rows:
    """A view that was followed to the end, by one that waited long enough."""
    with Casebook.open(url, plugins=[keeping(plugin, view)]) as book:
        follows_for(book, plugin, recipient)
        assert [one.status for one in book.plugins.follow(plugin, again=True)] == ["ok"]
    return rows_of(view)
