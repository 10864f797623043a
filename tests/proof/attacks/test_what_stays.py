"""What is no attack shows nothing: forgetting, destroying, and a log that has grown since. And a fork, shown to two."""

from __future__ import annotations

import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from svh_core import Casebook
from svh_core.log.leaves import leaf_of
from svh_core.proof.forks import Fork, Signed
from svh_core.proof.note_keys import VerifierKey

from .asking import IS_WELL, asked
from .ground import CASES, Ground, svh
from .hands import Hands
from .table import Command

KEPT = ("early-aya", "early-bo", "early-cas", "late-aya", "late-bo", "newest-aya", "newest-bo")
WELL = (Command.CHECK, Command.AGAINST_CHECKPOINT, Command.AGAINST_RECEIPT, Command.COSIGN)


@pytest.fixture
def copied(ground: Ground, tmp_path: Path) -> Ground:
    return ground.copied(tmp_path / "copied")


def leaves(ground: Ground) -> list[bytes]:
    with Casebook.open(ground.casebook, sealed=True) as book, book.log.store.leaves() as kept:
        return [leaf_of(row) for row in kept.rows()]


def says(ground: Ground, command: Command) -> set[str]:
    return set(asked(ground, command).findings) - IS_WELL


def shown(ground: Ground, receipt: str) -> list[str]:
    answer = svh("receipt", "check", ground.elsewhere / receipt, "--key", ground.key)
    return [str(answer.status), *answer.findings]


def test_forgetting_somebody_changes_no_root_no_receipt_and_no_finding(copied: Ground) -> None:
    before, receipts = leaves(copied), [shown(copied, receipt) for receipt in KEPT]
    for case in CASES:
        assert svh("forget", case, case, "--db", copied.casebook).status == 0
    assert leaves(copied)[: len(before)] == before
    assert [shown(copied, receipt) for receipt in KEPT] == receipts
    assert [says(copied, command) for command in WELL] == [set()] * len(WELL)


def test_destroying_a_case_changes_no_root_and_nothing_of_another_case(copied: Ground) -> None:
    before, receipts = leaves(copied), [shown(copied, receipt) for receipt in KEPT]
    others = {case: svh("receipt", case, "100", "--db", copied.casebook).status for case in ("aya", "bo")}
    assert svh("destroy", "cas", "--db", copied.casebook).status == 0
    assert leaves(copied)[: len(before)] == before
    assert [shown(copied, receipt) for receipt in KEPT] == receipts, "that of the destroyed case too"
    assert [says(copied, command) for command in WELL] == [{"cas#1 destroyed"}] * 3 + [set()]
    for case, status in others.items():
        assert svh("receipt", case, "100", "--db", copied.casebook).status == status == 0
        bundle = copied.folder / f"bundle-{case}"
        assert svh("bundle", case, "-o", bundle, "--db", copied.casebook).status == 0
        answer = svh("check", bundle, "--key", copied.key)
        assert (answer.status, answer.findings) == (0, [])


def test_a_receipt_of_many_entries_ago_still_checks_and_still_finds(copied: Ground) -> None:
    Hands(copied).records(*chain.from_iterable([CASES] * 100))
    assert [shown(copied, receipt)[0] for receipt in KEPT] == ["0"] * len(KEPT)
    assert says(copied, Command.AGAINST_RECEIPT) == set()
    Hands(copied).edit(("aya", 5), '"short"', '"long"')
    Hands(copied).new_tree()
    assert says(copied, Command.CHECK) == set()
    assert "aya#5 the_log_holds_what_a_receipt_shows" in says(copied, Command.AGAINST_RECEIPT)


def test_two_auditors_who_were_shown_two_logs_prove_it_with_what_each_has(ground: Ground, tmp_path: Path) -> None:
    notes = []
    for auditor in ("one", "other"):
        shown_to = ground.copied(tmp_path / auditor)
        if auditor == "other":
            Hands(shown_to).edit(("aya", 5), '"short"', '"long"')
            Hands(shown_to).new_tree()
        notes.append(str(svh("checkpoint", "--db", shown_to.casebook).data["checkpoint"]).encode())
        assert says(shown_to, Command.CHECK) == set(), "each of them is clean"
    key = VerifierKey.parse(ground.key.read_text().strip())
    one, other = (Signed.by([key], note) for note in notes)
    assert one.checkpoint.size == other.checkpoint.size
    fork = tmp_path / "fork.txt"
    fork.write_bytes(Fork.of(one, other, []).export())
    answer = svh("witness", "fork", fork, "--log", ground.key)
    assert (answer.status, answer.data["proven"]) == (6, True)
    told = tmp_path / "told"
    told.write_bytes(notes[0])
    answer = svh("check", "--db", tmp_path / "other" / "casebook.db", "--against", told, "--key", ground.key)
    assert "log/stad#1 the_log_begins_with_what_it_was" in answer.findings


def test_the_witness_cosigns_one_of_two_logs_and_no_more(ground: Ground, tmp_path: Path) -> None:
    mine, other = ground.copied(tmp_path / "mine"), ground.copied(tmp_path / "other")
    Hands(other).edit(("aya", 5), '"short"', '"long"')
    Hands(other).new_tree()
    asking = other.request()
    assert asked(mine, Command.COSIGN).status == 0
    answer = svh("witness", "cosign", asking, "--state", mine.witness)
    assert (answer.status, answer.findings) == (6, ["log_broken"])
    assert len(list(mine.witness.glob("fork-*.txt"))) == 1


@pytest.mark.parametrize("words", [["--against", "elsewhere/second"], []])
def test_a_process_of_its_own_says_the_same(copied: Ground, words: list[str]) -> None:
    Hands(copied).edit(("aya", 5), '"short"', '"long"')
    Hands(copied).new_tree()
    svh_itself = "from svh_core.cli import main; raise SystemExit(main())"
    command = [sys.executable, "-c", svh_itself, "check", "--lang", "en", *words]
    done = subprocess.run(command, cwd=copied.folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == (6 if words else 0)
    assert ("[the_log_begins_with_what_it_was]" in done.stdout) is bool(words)
