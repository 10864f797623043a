"""Writers that are killed while they write: what was acknowledged is there, once, and what is there is whole."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from svh_core import Casebook

from ..killing import (
    Count,
    Hand,
    Recorded,
    Tree,
    casebooks,
    decided_in,
    first_key,
    hold_decisions,
    hold_log,
    killed,
    kills,
)
from .hands import BULK, CASES, opened, writes

WRITERS = 3


@pytest.mark.promise("nothing-acknowledged-is-lost", "nothing-is-there-twice")
@pytest.mark.promise("nothing-is-half-done", "every-receipt-proves")
@kills(few=9, many=150)
def test_whatever_writers_recorded_before_a_kill_is_there_once_and_whole(
    tmp_path: Path, kills: int, request: pytest.FixtureRequest
) -> None:
    chance, count = random.Random(1), Count()  # noqa: S311 - not for secrets: the same moments in every run
    for folder, rounds in casebooks(tmp_path, kills, WRITERS):
        path = folder / "casebook.db"
        told: list[Recorded] = []
        with Casebook.create(path) as book:
            book.record_all([opened(case) for case in CASES])
            first = first_key(book)
        for life in rounds:
            hands = [Hand(writes, path, f"{life}.{number}") for number in range(WRITERS)]
            new = [one for said in killed(hands, chance, hear=9, longest=0.02) for one in said]
            told += new
            count.kills += WRITERS
            count.acknowledged += len(new)
            with Casebook.open(path) as book:
                there = decided_in(book)
                hold_decisions(count, told, there, in_flight=BULK * WRITERS * (life - rounds.start + 1))
                hold_log(count, book)
                tree = Tree(book, first)
            here, elsewhere = ({name for (case, _), (name, _) in there.items() if case == one} for one in CASES)
            assert not any(name.startswith("both-") for name in here ^ elsewhere), "half of a transaction is there"
            for one in told:
                if one.receipt is not None:
                    tree.hold_receipt(one.receipt)
            count.receipts += sum(one.receipt is not None for one in new)
    count.keep(request)
    assert count.acknowledged > kills
