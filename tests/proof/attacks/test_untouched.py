"""Nothing is found in a log that nobody touched, whatever was recorded in it, and kept of it on the way."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from svh_core import Casebook, NotFound, Proposal
from svh_core.checking import check, check_bundle
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.rulebook import Entry
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.older import Older
from svh_core.proof.receipts import read_receipt
from svh_core.testing.strategies import around_the_table, entries

ORIGIN = "stad"
CASES = ("aya", "bo", "cas")
GENERATED = (Phase.explicit, Phase.reuse, Phase.generate)
"""Nothing is made smaller: that takes minutes, with a file each time."""

Step = tuple[str, list[tuple[str, Entry[Any]]]]

_WHAT = ("records", "records", "records", "checkpoint", "receipt", "forgets", "destroys", "key", "opens again")


def steps() -> st.SearchStrategy[list[Step]]:
    """What happens to a log, one after another: decisions of cases among each other, and all that is kept of it."""
    decisions = st.lists(st.tuples(st.sampled_from(CASES), entries()), min_size=1, max_size=6)
    return st.lists(st.tuples(st.sampled_from(_WHAT), decisions), min_size=2, max_size=10)


class Life:
    """A casebook, and what others kept of it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "casebook.db"
        self.book = Casebook.create(self.path, origin=ORIGIN)
        self.older: list[Older] = []
        self.receipts: list[tuple[bytes, VerifierKey]] = []
        for case in CASES:
            self.records([(case, entry) for entry in around_the_table()])

    def goes_through(self, what: str, decisions: list[tuple[str, Entry[Any]]]) -> None:
        case = decisions[0][0]
        there = dict(self.book.cases())
        if what == "records":
            self.records(decisions)
        elif what == "checkpoint":
            self.older.append(Older.read(self.book.checkpoint(), origin=ORIGIN))
        elif what == "receipt" and case in there:
            receipt = self.book.receipt(case, there[case])
            self.older.append(Older.read(receipt, origin=ORIGIN))
            self.receipts.append((receipt, self.key))
        elif what == "forgets" and case in there:
            with suppress(NotFound):  # who said nothing cannot be forgotten
                self.book.privacy.forget(case, "mila")
        elif what == "destroys" and case in there and len(there) > 1:
            self.book.privacy.destroy(case, by="beheer")
        elif what == "key":
            self.book.succeed_key()
        elif what == "opens again":
            self.book.close()
            self.book = Casebook.open(self.path)

    def records(self, decisions: list[tuple[str, Entry[Any]]]) -> None:
        there = set(self.book.log.store.destroyed())
        self.book.record_allowed(
            [
                Proposal(case=case, event=entry.event, by=entry.by, entered_by=entry.entered_by, at=entry.at)
                for case, entry in decisions
                if case not in there
            ]
        )

    @property
    def key(self) -> VerifierKey:
        return VerifierKey.parse(self.book.verifier_key)


def assert_nothing_is_found(told: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        life = Life(Path(folder))
        for step in told:
            life.goes_through(*step)
        with life.book as book:
            found = check(book.log, book.rulebook, older=life.older).findings
            assert {one.id for one in found} <= {"destroyed"}, found
            for receipt, key in life.receipts:
                read_receipt(receipt, key)
            lines = [line.encode() for line in book.bundle()]
            assert check_bundle(lines, CORE_RULEBOOK, key=life.key).findings == ()


@given(steps())
@settings(max_examples=10, deadline=None, phases=GENERATED, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_found_in_a_log_that_nobody_touched(told: list[Step]) -> None:
    assert_nothing_is_found(told)


@pytest.mark.long
@pytest.mark.uncounted
@given(steps())
@settings(
    max_examples=1000,
    deadline=None,
    phases=GENERATED,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_nothing_is_found_in_a_thousand_logs_that_nobody_touched(told: list[Step]) -> None:
    assert_nothing_is_found(told)
