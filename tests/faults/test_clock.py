"""A clock that steps back and forth: the order is the log's, the moments are the clock's, and nothing is lost by it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from svh_core import Casebook
from svh_core.checking import check
from svh_core.proof.tlog_proof import TlogProof

from ..kills.hands import opened, sets_goal
from ..postgres import needs_postgres, new_name, url_of

NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
STEPS: Final = (0, 5, -40, 3, 60 * 24 * 400, -60 * 24 * 399, 2, -(60 * 24 * 365 * 50), 1)
"""By how many minutes the clock goes on between two decisions: an hour, years, and to long before there was any log."""


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Callable[[], datetime]], Casebook]:
    """Makes a casebook with a clock, in each engine."""
    if request.param == "memory":
        return lambda clock: Casebook.in_memory(clock=clock)
    if request.param == "sqlite":
        return lambda clock: Casebook.create(tmp_path / "casebook.db", clock=clock)
    needs_postgres()
    return lambda clock: Casebook.create(url_of(new_name(), keys=str(tmp_path)), clock=clock)


def stepping() -> Iterator[datetime]:
    now = NOON
    for minutes in STEPS:
        now += timedelta(minutes=minutes)
        yield now


@pytest.mark.promise("order-is-the-logs", "a-clock-that-went-back-is-told")
def test_the_order_is_the_logs_and_the_moments_are_the_clocks(
    made: Callable[[Callable[[], datetime]], Casebook],
) -> None:
    now = NOON
    with made(lambda: now) as book:
        book.record_all([opened("c1")])
        receipts = []
        for number, moment in enumerate(stepping()):
            now = moment
            receipts += book.record_all([sets_goal("c1", f"g{number}")])
        entries = list(book.log.entries("c1", after=1))
        assert [entry.event.goal for entry in entries] == [f"g{number}" for number in range(len(STEPS))]
        assert [entry.recorded_at for entry in entries] == list(stepping())
        assert [receipt.number for receipt in receipts] == [entry.number for entry in entries]
        proofs = [TlogProof.parse(receipt.proof) for receipt in receipts]
        assert [proof.index for proof in proofs] == sorted(proof.index for proof in proofs)
        found = check(book.log, book.rulebook)
        assert found.is_clean
        assert {one.id for one in found.findings} == {"the_clock_went_back"}
        assert found.exit_status == 0


@pytest.mark.promise("a-wrong-clock-costs-no-word")
@pytest.mark.parametrize("days", [2, -2, 25, -4000])
@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_another_host_with_a_wrong_clock_takes_no_key_from_one_that_is_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, engine: str
) -> None:
    """The keys that a process minted and did not write down yet stay in the vault: it may be killed any moment."""
    if engine == "postgres":
        needs_postgres()
    url = str(tmp_path / "casebook.db") if engine == "sqlite" else url_of(new_name(), keys=str(tmp_path))
    with Casebook.create(url) as at_work:
        at_work.record_all([opened("c1"), sets_goal("c1", "before")])
        elsewhere = time.time() + 86_400 * days
        with monkeypatch.context() as patched:
            patched.setattr("svh_core.vault.vault.time.time", lambda: elsewhere)
            Casebook.open(url).close()
        number = at_work.record_all([sets_goal("c1", "after")])[0].number
        with Casebook.open(url) as book:  # as it would be if the other were killed now
            assert book.vault_behind == []
            goal = next(book.log.entries("c1", after=number - 1)).event
            assert book._desk.vault is not None
            assert book._desk.vault.reveal("c1", str(goal.words)) == "kanarie after"
