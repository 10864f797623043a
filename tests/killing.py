"""Killing processes while they work, and holding what they said against what is there afterwards.

A process that works tells of each thing it did over a pipe, when the call that did it has returned. What was told is
acknowledged: it has to be there after any kill, once, and whole.
"""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from svh_core import Casebook
from svh_core.checking import check
from svh_core.log.leaves import leaf_of
from svh_core.proof.checkpoint import Checkpoint
from svh_core.proof.frontier import Frontier
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.notes import open_note
from svh_core.proof.succession import key_that_signed, keys_known_by, notes_in
from svh_core.proof.tlog_proof import TlogProof
from svh_core.proof.tree import hash_of_leaf

from .log.hands import PROCESSES

COUNTED: Final = "killed"
"""The name under which a test keeps its count, for the table at the end of a run."""

PATIENCE: Final = 60.0
"""Seconds in which a process has to say something."""


def kills(few: int, many: int) -> pytest.MarkDecorator:
    """How many processes a test kills: few every day, and many in ``tox -e kills``."""
    return pytest.mark.parametrize(
        "kills",
        [pytest.param(few, marks=pytest.mark.uncounted), pytest.param(many, marks=pytest.mark.kills)],
    )


class Hand:
    """A process at work, and what it told.

    Args:
        does: what it does, until it is killed; called with `where`, a pipe to tell over, and `others`.
        where: what it works at, such as the path of a casebook.
        others: what else it is told.
    """

    def __init__(self, does: Callable[..., None], where: Any, *others: Any) -> None:
        self.told: list[Any] = []
        self._hears, tells = PROCESSES.Pipe(duplex=False)
        self._process = PROCESSES.Process(target=does, args=(where, tells, *others), daemon=True)
        self._process.start()
        tells.close()

    def hear(self, times: int) -> None:
        """Waits until it told so many things."""
        for _ in range(times):
            assert self._hears.poll(PATIENCE), "it says nothing any more"
            self.told.append(self._hears.recv())

    def kill(self) -> list[Any]:
        """Kills it; gives everything it told before."""
        self._process.kill()
        self._process.join()
        assert self._process.exitcode == -signal.SIGKILL, f"it ended by itself: {self._process.exitcode}"
        try:
            while True:
                self.told.append(self._hears.recv())
        except (EOFError, OSError):  # the end of what was told, or the middle of a word
            return self.told


def killed(hands: Sequence[Hand], chance: random.Random, *, hear: int, longest: float) -> list[Any]:
    """Lets hands work for a while, kills them at moments of their own, and gives what they told together.

    Args:
        hands: who works.
        chance: what the moments are drawn from.
        hear: each is killed after it told at most so many things,
        longest: and at most so many seconds.
    """
    told = []
    for hand in chance.sample(list(hands), len(hands)):
        hand.hear(chance.randrange(hear))
        time.sleep(chance.uniform(0, longest))
        told += hand.kill()
    return told


@attrs.define
class Count:
    """What a run came to."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    twice: int = 0
    findings: int = 0
    receipts: int = 0

    def keep(self, request: pytest.FixtureRequest) -> None:
        """Keeps it for the table, and fails where anything is wrong with it."""
        request.node.user_properties.append((COUNTED, attrs.asdict(self)))
        assert (self.lost, self.twice, self.findings) == (0, 0, 0), str(self)


def casebooks(tmp_path: Path, kills: int, each: int, *, at_one: int = 60) -> Iterator[tuple[Path, range]]:
    """Folders for casebooks, each with the lives that are spent on it.

    Args:
        tmp_path: where the folders are made.
        kills: how many processes are killed in all.
        each: how many work at once in a life, and are killed.
        at_one: how many are killed at one casebook: it grows, and after each life all of it is looked at.
    """
    of_one = max(at_one // each, 1)
    needed = -(-kills // each)
    for first in range(0, needed, of_one):
        folder = tmp_path / str(first)
        folder.mkdir()
        yield folder, range(first, min(first + of_one, needed))


@attrs.frozen
class Recorded:
    """A decision that somebody was told is recorded.

    Attributes:
        case: the case.
        number: its entry.
        name: the goal or document that it is about: each is recorded once.
        words: the words in it.
        receipt: its receipt, where one was asked for.
    """

    case: str
    number: int
    name: str
    words: str
    receipt: bytes | None = None


def decided_in(book: Casebook) -> dict[tuple[str, int], tuple[str, Any]]:
    """The goals and documents of every case that is there, by case and number, and their words."""
    vault = book._desk.vault
    assert vault is not None
    return {
        (case, entry.number): (getattr(entry.event, what), vault.reveal(case, str(entry.event.words)))
        for case, _ in book.cases()
        for entry in book.log.entries(case)
        if (what := _ABOUT.get(entry.event.spec.name)) is not None
    }


_ABOUT: Final = {"goal.set": "goal", "document.written": "document"}


def hold_decisions(
    count: Count, told: Sequence[Recorded], there: dict[tuple[str, int], tuple[str, Any]], *, in_flight: int
) -> None:
    """Holds the decisions that were acknowledged against those that are there.

    Args:
        count: takes what is lost, and what is there twice.
        told: those that were acknowledged.
        there: as `decided_in` gives them, after the kills.
        in_flight: how many there may be that nobody was told of: what was being recorded when the kills came.
    """
    count.lost += sum(there.get((one.case, one.number)) != (one.name, one.words) for one in told)
    times = Counter((case, name) for (case, _), (name, _) in there.items())
    count.twice += sum(found - 1 for found in times.values())
    assert len(there) - len(told) <= in_flight, "more is there than was being recorded when the kills came"


def hold_log(count: Count, book: Casebook) -> None:
    """Checks all of the log; what was destroyed and adds up is nothing wrong."""
    count.findings += sum(not one.is_notice for one in check(book.log, book.rulebook).findings)
    assert book.vault_behind == []


class Tree:
    """The tree of a log as it is now, which has to begin with every tree that was ever signed.

    Args:
        book: the casebook.
        first: the key that its log signed with at first.
    """

    def __init__(self, book: Casebook, first: VerifierKey) -> None:
        with book.log.store.leaves() as leaves:
            self.hashes = [leaf_of(row) for row in leaves.rows()]
        tree = Frontier()
        self.roots = [tree.root, *((tree := tree.after([hashed])).root for hashed in self.hashes)]
        states = [row.state for row in book.log.rows(f"log/{book.origin}") if row.topic == "key.succeeded"]
        self.keys = keys_known_by(first, notes_in(states))

    def hold_checkpoint(self, note: bytes) -> None:
        """Asserts that a checkpoint is of a log that this one begins with, by a key that leads to today's."""
        opened = open_note(note, [key_that_signed(note, self.keys)])
        checkpoint = Checkpoint.parse(opened.text)
        assert self.roots[checkpoint.size] == checkpoint.root

    def hold_receipt(self, receipt: bytes) -> None:
        """Asserts that a receipt shows an entry of a log that this one begins with."""
        proof = TlogProof.parse(receipt)
        checkpoint = proof.opened(proof.extra, key_that_signed(proof.checkpoint, self.keys)).checkpoint
        assert self.roots[checkpoint.size] == checkpoint.root
        assert self.hashes[proof.index] == hash_of_leaf(proof.extra)


def first_key(book: Casebook) -> VerifierKey:
    """The key that the log of a new casebook signs with."""
    return VerifierKey.parse(book.verifier_key)
