"""Catching up: a follower that comes late to a long log is given each entry once."""

from __future__ import annotations

from pathlib import Path

import pytest

from svh_core import Casebook
from svh_core.log import log

from .test_following import Clock, Follower, consents, follows_for, opened, planned


def test_a_consent_at_the_end_of_a_long_log_delivers_each_entry_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("svh_core.plugins.following.BATCH", 10)
    assert log.BATCH > 10
    follower = Follower("svh-one")
    Casebook.create(tmp_path / "casebook.db").close()
    with Casebook.open(tmp_path / "casebook.db", clock=Clock(), plugins=[follower]) as book:
        follows_for(book, "svh-one", "org-1")
        opened(book, "mira")
        for number in range(40):
            planned(book, "mira", f"m-{number + 10}")
        consents(book, "mira")
        book.plugins.follow()
    given = [number for numbers in follower.numbers for number in numbers]
    assert sorted(set(given)) == given
