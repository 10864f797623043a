"""A process that is killed while it erases: what it said is gone stays gone, and nobody else's words go with it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from svh_core import Casebook
from svh_core.domain.words import FORGOTTEN

from ..killing import Count, Hand, Recorded, casebooks, decided_in, hold_decisions, hold_log, killed, kills
from ..vault.cases import no_key_is_used_twice, wrapped_in
from .hands import erases, opened, sets_goal


@pytest.mark.promise("what-was-erased-stays-gone", "no-other-words-go-with-it")
@kills(few=4, many=60)
def test_what_was_erased_before_a_kill_is_gone_and_all_else_can_be_read(
    tmp_path: Path, kills: int, request: pytest.FixtureRequest
) -> None:
    chance, count = random.Random(3), Count()  # noqa: S311 - not for secrets: the same moments in every run
    for folder, rounds in casebooks(tmp_path, kills, 1, at_one=20):
        path = folder / "casebook.db"
        told: list[Recorded] = []
        with Casebook.create(path) as book:
            book.record_all([opened("stays"), sets_goal("stays", "rust")])
        for life in rounds:
            new = killed([Hand(erases, path, life)], chance, hear=9, longest=0.03)
            count.kills += 1
            count.acknowledged += len(new)
            told += [one for what, *said in new if what == "recorded" for one in said[0]]
            with Casebook.open(path) as book:
                there = decided_in(book)
                gone = set(book.log.store.destroyed())
                decided = {place for place in _forgotten(book) if place[0] not in gone}
                assert all(there[place][1] is FORGOTTEN for place in decided), "the log says it is gone, and it is not"
                _hold_erasures(new, gone, decided, path)
                kept = {place: one for place, one in there.items() if place not in decided}
                stays = [one for one in told if one.case not in gone and (one.case, one.number) not in decided]
                hold_decisions(count, stays, kept, in_flight=3 * (life - rounds.start + 1) + 1)
                assert set(_weighed(book)) <= {"kanarie van zus"}, "words of zus went with those of the resident"
                no_key_is_used_twice(book)
                hold_log(count, book)
    count.keep(request)


def _weighed(book: Casebook) -> Iterator[object]:
    """What others weighed in the decisions of every case, as the vault opens it now."""
    vault = book._desk.vault
    assert vault is not None
    for case, _ in book.cases():
        for entry in book.log.entries(case):
            for one in entry.because:
                yield vault.reveal(case, str(one.words))


def _forgotten(book: Casebook) -> set[tuple[str, int]]:
    """The passages of which the log says that they are forgotten."""
    return {
        (case, number)
        for case, _ in book.cases()
        for entry in book.log.entries(case)
        if entry.event.spec.name == "forgetting.done"
        for number in book.log.load(case).erasures[entry.event.request].passages
    }


def _hold_erasures(new: list[tuple[object, ...]], gone: set[str], decided: set[tuple[str, int]], path: Path) -> None:
    """Holds what was said to be gone against the log, and against the vault."""
    wrapped = wrapped_in(path.with_name("casebook.vault"))
    for what, *said in new:
        if what == "forgotten":
            case, number = said
            assert case in gone or (case, number) in decided
        if what == "destroyed":
            case, keys = said
            assert case in gone
            assert wrapped.keys().isdisjoint(keys)
    for case in gone:
        with closing(sqlite3.connect(path.with_name("casebook.vault"))) as vault:
            asked = "SELECT count(*) FROM keys WHERE stream = ? AND wrapped IS NOT NULL"
            assert vault.execute(asked, (case,)).fetchone() == (0,), "a destroyed case has keys"
