"""A process that is killed while it seals: between entries and leaves, at a snapshot, a checkpoint, a new key."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from svh_core import Casebook

from ..killing import Count, Hand, Tree, casebooks, first_key, hold_log, killed, kills
from .hands import CASES, MANY, opened, seals


@pytest.mark.promise("every-receipt-proves", "a-new-key-is-there-whole")
@kills(few=3, many=60)
def test_whatever_was_signed_before_a_kill_is_of_the_log_that_is_there(
    tmp_path: Path, kills: int, request: pytest.FixtureRequest
) -> None:
    chance, count = random.Random(2), Count()  # noqa: S311 - not for secrets: the same moments in every run
    for folder, rounds in casebooks(tmp_path, kills, 1, at_one=10):
        path = folder / "casebook.db"
        signed: list[tuple[str, bytes]] = []
        with Casebook.create(path) as book:
            book.record_all([opened(case) for case in CASES])
            first = first_key(book)
        for life in rounds:
            new = killed([Hand(seals, path, life)], chance, hear=6, longest=0.06)
            signed += new
            count.kills += 1
            count.acknowledged += len(new)
            with Casebook.open(path) as book:
                hold_log(count, book)
                for case in CASES:
                    assert (book.log.load(case).number - 1) % MANY == 0, "half of a transaction is there"
                signed.append(("checkpoint", book.checkpoint()))  # and one goes on
                tree = Tree(book, first)
                for what, note in signed:
                    (tree.hold_checkpoint if what == "checkpoint" else tree.hold_receipt)(note)
                count.lost += sum(note not in _known(book) for note in _successions(signed))
            count.receipts += sum(what == "receipt" for what, _ in new)
    count.keep(request)


def _successions(signed: list[tuple[str, bytes]]) -> list[bytes]:
    return [note for what, note in signed if what == "checkpoint" and b"svh-key/v1" in note]


def _known(book: Casebook) -> list[bytes]:
    own = book.log.entries(f"log/{book.origin}")
    return [entry.event.data["note"].encode() for entry in own if entry.event.spec.name == "key.succeeded"]
