"""Processes that are killed at their work: each goes on until then, and tells of each thing when it is done."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import attrs

from svh_core import (
    Casebook,
    CaseOpened,
    Conflict,
    ConsentGiven,
    Consideration,
    DocumentWritten,
    GoalSet,
    MeetingPlanned,
    ParticipationDecided,
    Proposal,
)
from svh_core.cli import main
from svh_core.overview import keeping_up
from svh_core.recording.receipt import Receipt

from ..follower import follows_for, keeping
from ..killing import Recorded

CASES: Final = ("mila", "an")
"""The two cases that all writers write to."""

BULK: Final = 20
"""How many decisions are recorded together at most."""

MANY: Final = 150
"""How many of them fill a tile of the tree, and make a snapshot, within a few times."""

_PLANNED: Final = datetime(2026, 4, 1, 9, tzinfo=UTC)


def opened(case: str) -> Proposal:
    """That a case is opened, by its resident, who goes by its name."""
    event = CaseOpened(resident=case, name=f"Kanarie {case}", asks_for="rust", method="support_group")
    return Proposal(case=case, event=event, by=case)


def takes_part(case: str, *, by: str | None = None) -> Proposal:
    """That the resident takes part, who goes by the name of the case where no other is said."""
    return Proposal(case=case, event=ParticipationDecided(answer="yes"), by=by or case)


def consents(case: str, organisation: str = "org-1", *, by: str | None = None) -> Proposal:
    """That the resident lets an organisation see goals and meetings."""
    event = ConsentGiven(
        consent=f"for-{organisation}",
        purpose="care",
        categories=("identity", "goals", "meetings"),
        recipient_kind="organisation",
        recipient=organisation,
        from_=date(2020, 1, 1),
        channel="spoken",
        text_version="1",
        language="nl",
    )
    return Proposal(case=case, event=event, by=by or case)


def sets_goal(case: str, name: str) -> Proposal:
    """That the resident sets a goal, in words of their own."""
    event = GoalSet(goal=name, horizon="short", words=f"kanarie {name}")
    return Proposal(case=case, event=event, by=case)


def writes_document(case: str, name: str) -> Proposal:
    """That the resident writes a document of their own."""
    words = f"kanarie {name}"
    event = DocumentWritten(document=name, kind="wrap", version=1, words=words, signs=words, actions=words)
    return Proposal(case=case, event=event, by=case)


def plans_meeting(case: str, name: str) -> Proposal:
    """That the resident plans a meeting."""
    event = MeetingPlanned(meeting=name, at=_PLANNED, minutes=60, kind="support_group", mode="onsite")
    return Proposal(case=case, event=event, by=case)


def as_an_app(book: Casebook, proposals: Sequence[Proposal]) -> list[Receipt]:
    """Records, and once more where others were first: nothing was recorded then."""
    while True:
        try:
            return book.record_all(proposals)
        except Conflict:
            continue


def writes(path: Path, tells: Connection, name: str) -> None:
    """Records in turn: one decision with a receipt, two cases at once, a document, many at once, one sent twice."""
    ways = itertools.cycle((_one, _in_two_cases, _a_document, _many, _sent_twice))
    with Casebook.open(path) as book:
        for number, way in zip(itertools.count(sum(map(ord, name))), ways, strict=False):
            tells.send(way(book, CASES[number % 2], f"g-{name}-{number}"))


def _told(proposals: Sequence[Proposal], receipts: Sequence[Receipt], *, proves: bool = False) -> list[Recorded]:
    return [
        Recorded(
            asked.case,
            receipt.number,
            str(getattr(asked.event, "goal", None) or getattr(asked.event, "document", None)),
            str(asked.event.words.value),  # type: ignore[attr-defined]
            receipt.proof if proves else None,
        )
        for asked, receipt in zip(proposals, receipts, strict=True)
    ]


def _one(book: Casebook, case: str, name: str) -> list[Recorded]:
    asked = [sets_goal(case, name)]
    return _told(asked, as_an_app(book, asked), proves=True)


def _in_two_cases(book: Casebook, _: str, name: str) -> list[Recorded]:
    asked = [sets_goal(case, f"both-{name}") for case in CASES]
    return _told(asked, as_an_app(book, asked), proves=True)


def _a_document(book: Casebook, case: str, name: str) -> list[Recorded]:
    asked = [writes_document(case, name)]
    return _told(asked, as_an_app(book, asked))


def _many(book: Casebook, case: str, name: str) -> list[Recorded]:
    asked = [sets_goal(case, f"{name}-{number}") for number in range(BULK)]
    return _told(asked, as_an_app(book, asked))


def _sent_twice(book: Casebook, case: str, name: str) -> list[Recorded]:
    asked = [attrs.evolve(sets_goal(case, name), once=name)]
    first = as_an_app(book, asked)
    assert [one.number for one in as_an_app(book, asked)] == [one.number for one in first]
    return _told(asked, first)


def seals(path: Path, tells: Connection, life: int) -> None:
    """Fills tiles of the tree, keeps snapshots, signs checkpoints, hands over bundles, and takes a new key."""
    with Casebook.open(path) as book:
        for number in itertools.count():
            case = CASES[number % 2]
            book.record_all([sets_goal(case, f"g-{life}-{number}-{one}") for one in range(MANY)])
            book.log.load(case)  # keeps a snapshot
            tells.send(("checkpoint", book.checkpoint()))
            list(book.bundle([case]))
            if (life + number) % 3 == 0:
                tells.send(("checkpoint", book.succeed_key()[0]))
            tells.send(("receipt", book.receipt(case, 2)))


def erases(path: Path, tells: Connection, life: int) -> None:
    """Opens a case, forgets a passage in it, destroys it or leaves it there, and now and then makes new keys."""
    with Casebook.open(path) as book:
        for number in itertools.count():
            case = f"c-{life}-{number}"
            because = (Consideration(by="zus", words="kanarie van zus"),)
            goals = [attrs.evolve(sets_goal(case, f"{case}-{one}"), because=because) for one in range(3)]
            asked = [opened(case), *goals]
            receipts = book.record_all(asked)
            tells.send(("recorded", _told(asked[1:], receipts[1:])))
            book.privacy.forget(case, case, passages=[receipts[1].number])
            tells.send(("forgotten", case, receipts[1].number))
            if number % 2:
                keys = [parts.split("|")[1] for parts in _tokens(book, case)]
                tells.send(("destroying", case, keys))
                book.privacy.destroy(case, by="beheer")
                tells.send(("destroyed", case, keys))
            if (life + number) % 5 == 0:
                book.privacy.rotate_keys()
                tells.send(("rotated",))


def _tokens(book: Casebook, case: str) -> list[str]:
    goals = (entry.event for entry in book.log.entries(case) if entry.event.spec.name == "goal.set")
    return [str(event.words) for event in goals]


def backs_up(path: Path, tells: Connection, folder: Path) -> None:
    """Records a decision, and copies the casebook to a new folder, again and again."""
    for number in itertools.count():
        copy = folder / str(number)
        with Casebook.open(path) as book:
            asked = [sets_goal("mila", f"{folder.name}-{number}")]
            recorded = _told(asked, as_an_app(book, asked))
        tells.send(("recorded", recorded, copy))
        assert main(["backup", str(copy), "--db", str(path), "--json"]) == 0
        tells.send(("copied", recorded, copy))


def follows(path: Path, tells: Connection, view: Path) -> None:
    """Does what `svh follow` does, again and again: hands over what is new, and brings up the overview."""
    vars(keeping_up)["MADE_AT_ONCE"] = 3
    with Casebook.open(path, plugins=[keeping("svh-view", view)]) as book:
        follows_for(book, "svh-view", "org-1")
        tells.send(["ok"])
        while True:
            tells.send([one.status for one in book.plugins.follow()])
            book.overview.bring_up_to_date()
            tells.send(["ok"])


def plans(path: Path, tells: Connection, life: str) -> None:
    """Plans meetings and sets goals in every case, for followers to be told of; now and then words are forgotten."""
    chance = random.Random(life)  # noqa: S311 - not for secrets: the same in every run
    with Casebook.open(path) as book:
        cases = [case for case, _ in book.cases()]
        for number in itertools.count():
            case, name = chance.choice(cases), f"g-{life}-{number}"
            receipts = as_an_app(book, [plans_meeting(case, name), sets_goal(case, name)])
            if number % 7 == 3:
                book.privacy.forget(case, case, passages=[receipts[1].number])
            tells.send((case, receipts[0].number))
            time.sleep(0.01)
