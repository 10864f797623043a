"""A course of some months, written out by hand, for the views of the method; and what a viewer is told of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from svh_core import Casebook, Viewer
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.log.script import ScriptReader
from svh_core.testing import says
from svh_core.views.look import Look

Line = dict[str, Any]

NOW: Final = datetime(2017, 7, 1, 12, tzinfo=UTC)

MILA: Final = Viewer("mila")
ZUS: Final = Viewer("zus", capacity="member")
NOOR: Final = Viewer("noor", capacity="professional")
ARTS: Final = Viewer("arts", capacity="organisation")
OPERATOR: Final = Viewer("beheer", capacity="operator")
AUDITOR: Final = Viewer("toezicht", capacity="auditor")


def on(day: str, *lines: Line) -> Iterator[Line]:
    """Lines of one day, an hour after each other from nine o'clock, where they say no moment."""
    for hour, line in enumerate(lines, start=9):
        yield {"at": f"2017-{day}T{hour:02}:00:00Z"} | line


def table(meeting: str, at: str, *present: str) -> Line:
    """A meeting begins."""
    return says("meeting.opened", "noor", on=at, meeting=meeting, present=list(present))


def adds(person: str, network: str = "informal", **more: Any) -> Line:
    """Mila puts somebody in her network."""
    return says("network.person_added", "mila", person=person, network=network, relation_kind="family", **more)


def lets_know(to: str, *categories: str, consent: str = "c1", **more: Any) -> Line:
    """Mila lets one person know certain things."""
    told = {"recipient_kind": "person", "recipient": to, "purpose": "care", "from_": "2017-01-01"}
    shown = {"channel": "app", "text_version": "1", "language": "nl"}
    return says("consent.given", "mila", consent=consent, categories=list(categories), **(told | shown | more))


COURSE: Final = (
    *on(
        "02-06",
        says("case.opened", "mila", resident="mila", name="Mila", method="support_group"),  # 1
        says("involvement.recorded", "mila", person="noor", role="care_worker", from_="2017-01-01"),
        says("involvement.recorded", "mila", person="gijs", role="peer_supporter", from_="2017-01-01"),
        says("introduction.held", "noor", present=["mila", "noor"], minutes=30, explained=["group"]),  # 4
    ),
    *on("02-07", adds("zus", name="Zus"), adds("buur"), adds("oom")),  # 5, 6, 7
    *on(
        "02-08",
        says(  # 8
            "goal.set",
            "mila",
            goal="rust",
            horizon="long",
            words="k-rust",
            life_area="home",
            recovery=["personal", "societal"],
            chime=["hope"],
            health_domain="mind",
            participation_level=3,
            first_step="k-stap",
            supporters=["zus"],
        ),
        says("goal.set", "mila", goal="werk", horizon="short", words="k-werk"),  # 9
        says("goal.set", "mila", goal="sport", horizon="short", words="k-sport"),  # 10
        says("nomination.made", "mila", person="zus"),  # 11
        says("approach.permitted", "mila", person="zus", approached_by="noor", deepening="either"),  # 12
    ),
    *on("02-15", says("nomination.accepted", "zus", person="zus")),  # 13; 14 member.joined
    *on(
        "02-16",
        says("plan.drafted", "noor", plan="p1", goals=["rust"], strengths="k-kracht", needs="k-nodig"),  # 15
        says("plan.adopted", "mila", entered_by="noor", plan="p1"),  # 16
        says(  # 17
            "meeting.planned",
            "mila",
            meeting="m1",
            kind="support_group",
            at="2017-02-20T14:00:00Z",
            minutes=60,
            mode="onsite",
        ),
        says("place.chosen", "mila", meeting="m1", place="k-plek", feels_right="yes"),  # 18
    ),
    table("m1", "2017-02-20T14:00:00Z", "mila", "zus", "noor"),  # 19
    says("attendance.changed", "noor", on="2017-02-20T14:10:00Z", meeting="m1", person="gijs", now="here"),
    says(  # 21
        "agreement.made",
        "zus",
        on="2017-02-20T14:20:00Z",
        during="m1",
        agreement="a1",
        giver="zus",
        goal="rust",
        does="k-koken",
        how_often="k-dinsdag",
        until="2017-12-31",
    ),
    says("meeting.evaluated", "noor", on="2017-02-20T14:40:00Z", meeting="m1", spoke=["mila", "zus"]),
    says(  # 23
        "meeting.planned",
        "mila",
        on="2017-02-20T14:45:00Z",
        during="m1",
        meeting="m2",
        kind="support_group",
        at="2017-05-15T14:00:00Z",
        minutes=60,
        mode="online",
    ),
    says("meeting.closed", "noor", on="2017-02-20T15:00:00Z", meeting="m1", next="m2"),  # 24
    *on(
        "03-10",
        says("goal.achieved", "mila", goal="sport"),  # 25
        says("agreement.made", "noor", agreement="a2", giver="noor", does="k-bellen"),  # 26
        says("objection.raised", "mila", entry=26, words="k-liever-niet"),  # 27
    ),
    table("m2", "2017-05-15T14:00:00Z", "noor", "zus"),  # 28
    says("meeting.closed", "noor", on="2017-05-15T15:00:00Z", meeting="m2"),
    *on(
        "06-01",
        says("goal.let_go", "mila", goal="werk"),  # 30
        says("plan.drafted", "noor", plan="p2", gives_hope="k-hoop"),  # 31
        says("network.person_removed", "mila", person="oom"),  # 32
        says("composition.evaluated", "mila", outcome="fits"),  # 33
    ),
)


class Course:
    """A casebook in memory with one case; each line is recorded at the moment it is claimed for."""

    def __init__(self, *lines: Line) -> None:
        self.now = NOW
        self.book = Casebook.in_memory(origin="stad", clock=lambda: self.now)
        reader = ScriptReader(CORE_RULEBOOK, of_the_casebook=True)
        for line in lines:
            proposal = reader.read(json.dumps(line).encode())
            assert proposal.at is not None
            self.now = proposal.at
            self.book.record_all([proposal])
        self.now = NOW

    @contextmanager
    def seen_by(self, viewer: Viewer = MILA, purpose: str = "care") -> Iterator[Look]:
        """A look at it."""
        with self.book.looking("mila", viewer=viewer, purpose=purpose) as look:
            yield look


def words_in(lines: Iterable[str]) -> str:
    """Lines as one text."""
    return "\n".join(lines)
