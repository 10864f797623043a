"""Writers that are killed while they write: what was acknowledged is there, and what is there is whole.

`SVH_TEST_KILLS=2000 pytest tests/log/test_killed.py` for a long run.
"""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

from svh_core import Casebook, Proposal
from svh_core.checking import check
from svh_core.cli import main
from svh_core.log.leaves import leaf_of
from svh_core.proof.frontier import Frontier
from svh_core.proof.signing import read_key
from svh_core.proof.tlog_proof import TlogProof
from svh_core.proof.tree import hash_of_leaf
from svh_core.vault.beside import signing_key_of

from .hands import CASES, OPENED, PROCESSES, writes_on_and_on

KILLS = int(os.environ.get("SVH_TEST_KILLS", "50"))


def test_whatever_was_recorded_before_a_kill_is_there_and_whole(tmp_path: Path) -> None:
    chance = random.Random(1)  # noqa: S311 - not for secrets: the same moments in every run
    path = tmp_path / "book.db"
    with Casebook.create(path) as book:
        book.record_all([Proposal(case=case, event=OPENED, by="mila") for case in CASES])
    recorded: dict[int, str] = {}
    receipts: list[bytes] = []
    for life in range(1, KILLS + 1):
        said = one_life(path, life, chance)
        recorded |= {number: name for name, number, _ in said}
        receipts += [receipt for _, _, receipt in said]
        with Casebook.open(path) as book:
            here, there = (goals_of(book, case) for case in CASES)
            assert life % 25 or check(book.log, book.rulebook).findings == ()
        assert here == there, "half of a transaction is there"
        assert recorded.items() <= here.items(), "a decision that was acknowledged is gone"
        assert len(here) - len(recorded) <= life, (
            "more is there than one decision for each kill that nobody was told of"
        )
        assert len(set(here.values())) == len(here), "a decision is there twice"
    assert len(recorded) > KILLS
    assert main(["check", "--db", str(path)]) == 0
    assert_each_is_of_this_log(path, receipts)


def assert_each_is_of_this_log(path: Path, receipts: list[bytes]) -> None:
    """Whether each receipt that was handed out before a kill shows its entry in a log that this one begins with."""
    with Casebook.open(path) as book, book.log.store.leaves() as leaves:
        hashes = [leaf_of(row) for row in leaves.rows()]
    roots = [(tree := Frontier()).root]
    roots += [(tree := tree.after([hashed])).root for hashed in hashes]
    key = read_key(signing_key_of(path), book.origin).verifier
    for receipt in receipts:
        proof = TlogProof.parse(receipt)
        checkpoint = proof.opened(proof.extra, key).checkpoint
        assert roots[checkpoint.size] == checkpoint.root
        assert hashes[proof.index] == hash_of_leaf(proof.extra)


def goals_of(book: Casebook, case: str) -> dict[int, str]:
    return {entry.number: entry.event.goal for entry in book.log.entries(case, after=1)}


def one_life(path: Path, life: int, chance: random.Random) -> list[tuple[str, int, bytes]]:
    """What a writer said it had recorded before it was killed: each goal, the number of its entry, and its receipt."""
    told, tells = PROCESSES.Pipe(duplex=False)
    writer = PROCESSES.Process(target=writes_on_and_on, args=(path, tells, life))
    writer.start()
    tells.close()
    said: list[tuple[str, int, bytes]] = [told.recv() for _ in range(chance.randrange(12))]
    time.sleep(chance.uniform(0, 0.006))
    writer.kill()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    try:
        while True:
            said.append(told.recv())
    except EOFError:
        return said
