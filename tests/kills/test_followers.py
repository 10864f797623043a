"""Followers that are killed while they follow: their position is never beyond what they hold, and they lose nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from eventsourcing.persistence import Notification

from svh_core import Casebook

from ..follower import Rows, follows_for, keeping, rows_of
from ..killing import Count, Hand, casebooks, hold_log, killed, kills
from ..overview.lives import looked_at_one_by_one
from .hands import consents, follows, opened, plans, takes_part

CASES = tuple(f"case-{number}" for number in range(6))
FOLLOWERS = 2
"""They follow for one position, so that one of them waits for the other to be killed."""

FOLLOWED = ("meeting.planned", "goal.set")


@pytest.mark.promise("followers-get-each-entry", "a-position-is-never-ahead", "lists-are-right")
@kills(few=6, many=120)
def test_a_follower_that_was_killed_goes_on_as_if_nothing_had_happened(
    tmp_path: Path, kills: int, request: pytest.FixtureRequest
) -> None:
    chance, count = random.Random(5), Count()  # noqa: S311 - not for secrets: the same moments in every run
    for folder, rounds in casebooks(tmp_path, kills, FOLLOWERS + 1):
        path, view = folder / "casebook.db", folder / "view.db"
        with Casebook.create(path) as book:
            book.record_all([asked(case) for case in CASES for asked in (opened, takes_part, consents)])
        for life in rounds:
            writer = Hand(plans, path, str(life))
            followers = [Hand(follows, path, view) for _ in range(FOLLOWERS)]
            for hand in followers:
                hand.hear(1)
            told = killed(followers, chance, hear=1, longest=0.15)
            planned = killed([writer], chance, hear=3, longest=0.01)
            count.kills += FOLLOWERS + 1
            count.acknowledged += len(planned)
            assert {status for said in told for status in said} <= {"ok", "busy"}
            with Casebook.open(path) as book:
                hold_log(count, book)
                there = {(row.originator_id, row.originator_version): row.id for row in _followed(book)}
                position = book.log.store.followers.position("svh-view/org-1/care")
            count.lost += sum(one not in there for one in planned)
            count.lost += len({place for place, its in there.items() if its <= position} - rows_of(view).keys())
        went_on, from_nothing = _gone_on(path, view), _made_from_nothing(path, folder / "fresh.db")
        assert went_on == from_nothing
        with Casebook.open(path) as book:
            signals = book.overview.signals("nl", purpose="reading", also=("all",)).told
            assert list(signals) == looked_at_one_by_one(book)
    count.keep(request)


def _followed(book: Casebook) -> list[Notification]:
    recorder = book.log.store.recorder
    return [row for row in recorder.select_notifications(0, 1_000_000) if row.topic in FOLLOWED]


def _made_from_nothing(path: Path, view: Path) -> Rows:
    """The view of another organisation, which is let to see all of it only now."""
    with Casebook.open(path) as book:
        book.record_all([consents(case, "org-2") for case in CASES])
    return _gone_on(path, view, "svh-fresh", "org-2")


def _gone_on(path: Path, view: Path, plugin: str = "svh-view", recipient: str = "org-1") -> Rows:
    """A view that was followed to the end."""
    with Casebook.open(path, plugins=[keeping(plugin, view)]) as book:
        follows_for(book, plugin, recipient)
        assert [one.status for one in book.plugins.follow()] == ["ok"]
    return rows_of(view)
