"""The casebook that is attacked, and what left the house before it was: three cases among each other, of years of work.

elsewhere/          what others have: the key of the log, checkpoints, receipts, a bundle, a witness
yesterday/          a backup, from halfway
casebook.*          the four files of the casebook, as they are now
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from svh_core import (
    Casebook,
    CaseOpened,
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    GoalSet,
    NetworkPersonAdded,
    Proposal,
    Viewer,
)
from svh_core.cli import main
from svh_core.proof.stored_tree import StoredTree
from svh_core.proof.tree import consistency_proof
from svh_core.proof.witness import Request

ORIGIN: Final = "stad"
CASES: Final = ("aya", "bo", "cas")
GONE: Final = "dirk"
"""A case that was destroyed, as it should be."""

FORGOTTEN: Final = 7
"""The entry of Cas of which the words were forgotten."""

WITHDRAWN: Final = 142
"""The entry with which Aya takes back her consent."""

LAST: Final = 203
"""The last entry of Cas, with a checkpoint behind it. Of Aya and Bo two more were recorded after that checkpoint."""

_HALFWAY: Final = 140
_BEGAN: Final = datetime(2021, 3, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """What a command answers.

    Attributes:
        status: of the process.
        data: what it says with ``--json``.
    """

    status: int
    data: dict[str, Any]

    @property
    def findings(self) -> list[str]:
        """What a check found, as ``stream#number id``; the code of an error; and of which entry a receipt is."""
        if "error" in self.data:
            return [str(self.data["error"]["code"])]
        if "place" in self.data:
            return [f"of {self.data['stream']}#{self.data['number']}"]
        return [f"{one['stream']}#{one['number']} {one['id']}" for one in self.data.get("findings", [])]


def svh(*words: str | Path) -> Answer:
    """Types a command, in this process."""
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(io.StringIO()):
        status = main([*map(str, words), "--json"])
    return Answer(status, json.loads(said.getvalue()))


@dataclass(frozen=True)
class Ground:
    """A folder with all of it."""

    folder: Path

    @property
    def casebook(self) -> Path:
        return self.folder / "casebook.db"

    @property
    def yesterday(self) -> Path:
        return self.folder / "yesterday"

    @property
    def elsewhere(self) -> Path:
        return self.folder / "elsewhere"

    @property
    def key(self) -> Path:
        return self.elsewhere / "key"

    @property
    def witness(self) -> Path:
        return self.elsewhere / "witness"

    def copied(self, folder: Path) -> Ground:
        """A copy, to attack."""
        shutil.copytree(self.folder, folder)
        return Ground(folder)

    def request(self, clock: Any = None) -> Path:
        """What the log asks the witness, now that it has signed a checkpoint: a file."""
        with Casebook.open(self.casebook, clock=clock) as book:
            note = book.checkpoint()
            old = int(next(self.witness.glob("log-*.checkpoint")).read_text().split("\n")[1])
            with book.log.store.leaves() as leaves:
                tree = StoredTree(leaves)
                proof = consistency_proof(old, tree.size, tree.node) if old < tree.size else []
        asked = self.folder / "request"
        asked.write_bytes(Request(old, tuple(proof), note).export())
        return asked


def make(folder: Path) -> Ground:
    """Makes the ground, in an empty folder."""
    ground = Ground(folder)
    ground.elsewhere.mkdir()
    with Casebook.create(ground.casebook, origin=ORIGIN, clock=_clock()) as book:
        ground.key.write_text(f"{book.verifier_key}\n")
        _first_half(book)
        _keep(ground, book, "early", ("aya", 5), ("bo", 100), ("cas", 120))
        (ground.elsewhere / "first").write_bytes(book.checkpoint())
    assert svh("witness", "init", "--name", "w1", "--log", ground.key, "-o", ground.witness).status == 0
    _cosigned(ground, old="0", note=ground.elsewhere / "first")
    assert svh("backup", ground.yesterday, "--db", ground.casebook).status == 0
    with Casebook.open(ground.casebook, clock=_clock(years=1)) as book:
        _second_half(book)
        _keep(ground, book, "late", ("aya", WITHDRAWN), ("bo", LAST))
        (ground.elsewhere / "bundle").write_text("".join(f"{line}\n" for line in book.bundle(["aya"])))
    answer = svh("witness", "cosign", ground.request(_clock(years=2)), "--state", ground.witness)
    (ground.elsewhere / "second").write_text(answer.data["note"])
    with Casebook.open(ground.casebook, clock=_clock(years=3)) as book:
        _after_the_last_checkpoint(ground, book)
    return ground


def _clock(*, years: int = 0) -> Any:
    moments = (_BEGAN + timedelta(days=365 * years, seconds=number) for number in range(100_000))
    return lambda: next(moments)


def _first_half(book: Casebook) -> None:
    for case in (*CASES, GONE):
        book.record_all([Proposal(case=case, event=event, by=case) for event in _opening(case)])
    _goals(book, 4, _HALFWAY + 1)


def _second_half(book: Casebook) -> None:
    book.privacy.destroy(GONE, by="beheer", ground="asked")
    book.privacy.forget("cas", "cas", passages=[FORGOTTEN])
    book.record("aya", GoalSet(goal="g141", horizon="long", words="Van aya, 141"), by="aya", once="a-request")
    book.record("aya", ConsentWithdrawn(consent="noor"), by="aya")
    for case in CASES:
        with book.looking(case, viewer=Viewer("operator", capacity="operator"), purpose="administration") as look:
            look.state()
    first = max(number for case, number in book.cases()) + 1
    for case, last in book.cases():
        book.record_all([_goal(case, number) for number in range(last + 1, first)])
    _goals(book, first, LAST + 1)
    for case in CASES:
        book.log.load(case)  # makes the snapshot


def _after_the_last_checkpoint(ground: Ground, book: Casebook) -> None:
    _goals(book, LAST + 1, LAST + 2, cases=("aya", "bo"))
    _keep(ground, book, "newest", ("aya", LAST + 1), ("bo", LAST + 1))
    _goals(book, LAST + 2, LAST + 3, cases=("aya", "bo"))  # and of these two nobody kept a receipt


def _opening(case: str) -> Iterator[Event]:
    yield CaseOpened(resident=case, name=f"Naam van {case}", method="support_group")
    yield NetworkPersonAdded(person=f"zus-{case}", name="Zus", network="informal", relation_kind="family")
    yield ConsentGiven(
        consent="noor",
        purpose="care",
        categories=("goals",),
        recipient_kind="person",
        recipient="noor",
        from_=date(2021, 3, 1),
        channel="app",
        text_version="1",
        language="nl",
    )


def _goals(book: Casebook, begin: int, end: int, *, cases: tuple[str, ...] = CASES) -> None:
    """Decisions of all cases among each other, five of each case in one transaction."""
    for first in range(begin, end, 5):
        numbers = range(first, min(first + 5, end))
        book.record_all([_goal(case, number) for number in numbers for case in cases])


def _goal(case: str, number: int) -> Proposal:
    return Proposal(
        case=case, event=GoalSet(goal=f"g{number}", horizon="short", words=f"Van {case}, {number}"), by=case
    )


def _keep(ground: Ground, book: Casebook, when: str, *entries: tuple[str, int]) -> None:
    for case, number in entries:
        (ground.elsewhere / f"{when}-{case}").write_bytes(book.receipt(case, number))


def _cosigned(ground: Ground, *, old: str, note: Path) -> None:
    answer = svh("witness", "cosign", note, "--old", old, "--state", ground.witness)
    note.write_text(answer.data["note"])
