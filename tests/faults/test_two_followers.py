"""Two processes that follow for one position: one hands over, the other is busy, and nothing is handed over twice."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import IntegrityError
from eventsourcing.sqlite import SQLiteTrackingRecorder

from svh_core import Casebook
from svh_core.cli import running

from ..follower import follows_for, given_again, keeping, rows_of
from ..killing import Hand, killed
from ..kills.hands import consents, follows, opened, plans_meeting, takes_part
from ..postgres import needs_postgres, new_name, url_of

CASES = tuple(f"case-{number}" for number in range(4))
NAME = "svh-view/org-1/care"


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A casebook of cases whose residents let an organisation see their meetings."""
    if request.param == "postgres":
        needs_postgres()
    url = str(tmp_path / "casebook.db") if request.param == "sqlite" else url_of(new_name(), keys=str(tmp_path))
    with Casebook.create(url) as book:
        book.record_all([asked(case) for case in CASES for asked in (opened, takes_part, consents)])
    return url


@pytest.mark.uncounted
@pytest.mark.promise("followers-get-each-entry", "of-two-followers-one-waits")
def test_what_two_follow_at_once_is_handed_over_once_and_all_of_it(place: str, tmp_path: Path) -> None:
    view = tmp_path / "view.db"
    hands = [Hand(follows, place, view) for _ in range(2)]
    for hand in hands:
        hand.hear(1)
    with Casebook.open(place) as book:
        planned = set()
        for number in range(40):
            case = CASES[number % len(CASES)]
            planned.add((case, book.record_all([plans_meeting(case, f"m-{number}")])[0].number))
        until = time.monotonic() + 60
        while time.monotonic() < until and not planned <= rows_of(view).keys():
            time.sleep(0.05)
    told = killed(hands, random.Random(6), hear=1, longest=0)  # noqa: S311 - not for secrets
    assert {status for said in told for status in said} <= {"ok", "busy"}
    assert planned <= rows_of(view).keys()
    assert given_again(view) == []


@pytest.mark.promise("of-two-followers-one-waits")
def test_the_second_for_one_position_says_that_another_is_at_it(place: str, tmp_path: Path) -> None:
    with Casebook.open(place, plugins=[keeping("svh-view", tmp_path / "view.db")]) as book:
        follows_for(book, "svh-view", "org-1")
        with book.log.store.followers.alone(NAME) as taken:
            assert taken
            (told,) = book.plugins.follow()
        assert (told.status, told.next) == ("busy", "Another process follows for it.")
        assert rows_of(tmp_path / "view.db") == {}
        assert [one.status for one in book.plugins.follow()] == ["ok"]


@pytest.mark.promise("of-two-followers-one-waits")
@pytest.mark.parametrize("who", ["followers", "kept"])
def test_two_that_begin_at_one_moment_both_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    """The first looks for the table, and the other makes it before the first does."""
    place = str(tmp_path / "casebook.db")
    with Casebook.create(place) as one, Casebook.open(place) as other:
        looking = SQLiteTrackingRecorder.max_tracking_id

        def looks(recorder: Any, name: str) -> Any:
            monkeypatch.setattr(SQLiteTrackingRecorder, "max_tracking_id", looking)
            try:
                return looking(recorder, name)
            finally:
                other.log.store.followers.moved("other", 1)

        monkeypatch.setattr(SQLiteTrackingRecorder, "max_tracking_id", looks)
        if who == "followers":
            one.log.store.followers.moved("one", 1)
        else:
            assert list(one.overview.cases()) == []
        assert one.log.store.followers.position("other") == 1


@pytest.mark.promise("of-two-followers-one-waits")
def test_a_position_never_goes_back(place: str) -> None:
    """Where a server ended the session of a follower that is still at it, the first to be done goes on alone."""
    with Casebook.open(place) as book:
        followers = book.log.store.followers
        followers.moved(NAME, 7)
        for further in (7, 3):
            with pytest.raises(IntegrityError):
                followers.moved(NAME, further)
        assert followers.position(NAME) == 7


@pytest.mark.promise("a-server-that-is-away-is-said")
def test_a_command_whose_server_breaks_off_does_not_call_the_casebook_broken(
    capsys: pytest.CaptureFixture[str],
) -> None:
    needs_postgres()
    import psycopg  # noqa: PLC0415 - it may not be there
    from eventsourcing.persistence import OperationalError  # noqa: PLC0415

    error = OperationalError("the connection is closed")
    error.__cause__ = psycopg.OperationalError("the connection is closed")
    assert running._unexpected([], error) == 1
    assert capsys.readouterr().err == "svh: the server of the casebook broke off (server_away)\nTry again.\n"
