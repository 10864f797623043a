"""Cases whose every word is a canary of its own, and what of it a viewer gets to see."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from svh_core import Casebook, NotPermitted, Viewer
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.log.script import ScriptReader
from svh_core.testing import says

Line = dict[str, Any]

CASE: Final = "zaak-1"
BEGIN: Final = datetime(2017, 2, 6, 10, tzinfo=UTC)
NOW: Final = datetime(2017, 3, 1, 12, tzinfo=UTC)

MILA: Final = Viewer("mila")
NOOR: Final = Viewer("noor", capacity="professional")
ZUS: Final = Viewer("zus", capacity="member")
OPERATOR: Final = Viewer("beheer", capacity="operator")

_CANARY: Final = re.compile(r"k-[a-z0-9-]+")


class Story:
    """A casebook in memory with one case, and a clock that can be set."""

    def __init__(self, *lines: Line) -> None:
        self.now = NOW
        self.book = Casebook.in_memory(origin="stad", clock=lambda: self.now)
        self._at = BEGIN
        self._reader = ScriptReader(CORE_RULEBOOK, of_the_casebook=True)
        self.then(*lines)

    def then(self, *lines: Line) -> Self:
        """Records what was decided next."""
        for line in lines:
            self.number(line)
        return self

    def number(self, line: Line) -> int:
        """Records one decision; its number."""
        self._at += timedelta(minutes=1)
        told = {"at": self._at.isoformat()} | line | {"case": CASE}
        proposal = self._reader.read(json.dumps(told).encode())
        return self.book.record_all([proposal])[0].number

    def sees(self, viewer: Viewer, purpose: str = "care") -> frozenset[str]:
        """The canaries in everything a viewer is shown; none where they may not look."""
        try:
            with self.book.looking(CASE, viewer=viewer, purpose=purpose) as look:
                shown = [
                    look.trail(language="en"),
                    look.state(),
                    *look.trail_in_words("nl"),
                    *look.state_in_words("nl"),
                ]
        except NotPermitted:
            return frozenset()
        return frozenset(_CANARY.findall(json.dumps(shown)))

    def trail(self, viewer: Viewer, purpose: str = "care") -> dict[int, dict[str, Any]]:
        """The trail a viewer is shown, by number."""
        with self.book.looking(CASE, viewer=viewer, purpose=purpose) as look:
            return {line["number"]: line for line in look.trail()}

    def state(self, viewer: Viewer, purpose: str = "care") -> dict[str, Any]:
        with self.book.looking(CASE, viewer=viewer, purpose=purpose) as look:
            return look.state()

    def events(self, stream: str = CASE) -> list[str]:
        """The names of what was recorded in a stream."""
        return [entry.event.spec.name for entry in self.book.log.entries(stream)]


OPENED: Final = says(
    "case.opened", "mila", resident="mila", name="k-identity-mila", asks_for="k-goals-asks", method="support_group"
)
GOAL: Final = says("goal.set", "mila", goal="rust", horizon="short", words="k-goals-rust")


def adds(person: str) -> Line:
    return says(
        "network.person_added",
        "mila",
        person=person,
        name=f"k-identity-{person}",
        network="informal",
        relation=f"k-network-relation-{person}",
        relation_kind="family",
    )


def involves(person: str, role: str = "care_worker", by: str = "mila", **more: Any) -> Line:
    told = {"from_": "2017-01-01", "name": f"k-identity-{person}"} | more
    return says("involvement.recorded", by, person=person, role=role, **told)


def consents(*categories: str, to: str, kind: str = "person", consent: str = "c1", **more: Any) -> Line:
    told = {"from_": "2017-01-01", "purpose": "care", "by": "mila"} | more
    return says(
        "consent.given",
        told.pop("by"),
        consent=consent,
        categories=list(categories),
        recipient_kind=kind,
        recipient=to,
        channel="app",
        text_version="v1",
        language="nl",
        **told,
    )


def withdraws(consent: str = "c1") -> Line:
    return says("consent.withdrawn", "mila", consent=consent)


def plans(meeting: str, **more: Any) -> Line:
    return says(
        "meeting.planned",
        "mila",
        meeting=meeting,
        kind="support_group",
        at="2017-02-20T14:00:00+01:00",
        minutes=60,
        mode="onsite",
        topics=f"k-meetings-topics-{meeting}",
        **more,
    )


def begins(meeting: str, *present: str, at: str = "2017-02-20T14:00:00+01:00") -> Line:
    return says("meeting.opened", "mila", on=at, meeting=meeting, present=list(present))


def agrees(giver: str, **more: Any) -> Line:
    told = {"agreement": f"van-{giver}", "does": f"k-agreements-{giver}"}
    return says("agreement.made", giver, giver=giver, **more, **told)


def nominates(person: str, **more: Any) -> Line:
    return says("nomination.made", "mila", person=person, hoped_for=f"k-nomination-hoped-{person}", **more)


def accepts(person: str, **more: Any) -> Line:
    return says("nomination.accepted", person, person=person, words=f"k-nomination-yes-{person}", **more)


def deepens(*present: str) -> Line:
    """Noor spoke with the sister."""
    return says("deepening.held", "noor", person="zus", present=list(present), topics=["fear"], said="k-deepening-said")


AROUND: Final = (OPENED, adds("zus"), adds("broer"), adds("buur"), involves("noor", organisation="org-1"))
"""Mila's case, with a sister, a brother, a neighbour and a care worker."""

A_TALK: Final = (
    nominates("zus"),
    says(
        "approach.permitted",
        "mila",
        person="zus",
        approached_by="noor",
        deepening="either",
        may_be_told="k-nomination-told-zus",
    ),
    deepens("noor", "zus"),
)
"""The sister was asked, and Noor had a talk with her."""

WHOLE: Final = (
    *AROUND,
    says("network.person_described", "mila", person="zus", closeness="far", words="k-network-picture"),
    says("network.bond_drawn", "mila", one="zus", other="broer", kind="tense", words="k-network-bond"),
    says("distance.chosen", "mila", person="zus", kind="boundary", words="k-network-distance"),
    *A_TALK,
    accepts("zus"),
    nominates("buur"),
    says(
        "approach.permitted",
        "mila",
        person="buur",
        approached_by="noor",
        deepening="none",
        may_be_told="k-nomination-told-buur",
    ),
    GOAL | {"because": [{"by": "zus", "words": "k-goals-weighed-zus"}]},
    says("group.formed", "mila", group="verhuizen", kind="support_group", purpose="k-meetings-purpose"),
    plans("m1"),
    plans("m2"),
    plans("m3", group="verhuizen"),
    says("guest.invited", "mila", person="broer", meeting="m1", topic="k-nomination-topic"),
    begins("m1", "mila", "noor", "zus", "broer"),
    says(
        "goal.set",
        "mila",
        on="2017-02-20T14:10:00+01:00",
        during="m1",
        goal="werk",
        horizon="long",
        words="k-goals-werk",
    ),
    agrees("zus", on="2017-02-20T14:20:00+01:00", during="m1"),
    agrees("buur"),
    says("statement.added", "zus", kind="view", about_meeting="m1", words="k-meetings-said-zus"),
    says("participation.decided", "mila", answer="yes", words="k-regie-participation"),
    says("duration.agreed", "mila", of="group", until="2018-02-06", words="k-time-duration"),
    says(
        "other_ground.invoked",
        "noor",
        ground="court_order",
        categories=["time"],
        recipient="rechtbank",
        review_on="2017-02-10",
        assessment="k-consent-assessment",
    ),
    says(
        "representative.appointed",
        "mila",
        person="tante",
        scope=["HOW"],
        from_="2017-01-01",
        conditions="k-regie-conditions",
    ),
    says("care.arranged", "mila", care="thuis", kind="guidance", provider="noor", level=3, words="k-care-thuis"),
    says("professional.change_requested", "mila", person="arts", words="k-care-change"),
    says("crisis.noticed", "noor", seen="k-crisis-seen", phase=2),
    says("admission.begun", "zus", stay="s1", voluntary="yes", place="k-crisis-place"),
    says(
        "document.written",
        "mila",
        entered_by="buur",
        document="kaart",
        kind="crisis_card",
        version=1,
        words="k-crisis-card",
        helped_by="zus",
    ),
    says("monitoring.chosen", "mila", wanted="yes", how="k-measures-how"),
    says("outcome.recorded", "noor", area="home", change="k-measures-change", kind="independent_living"),
)
"""Words in every category that has any, and somebody in every capacity."""


def whole() -> Story:
    """The whole story, in which the aunt said yes to representing Mila."""
    story = Story(*WHOLE)
    asked = next(e.number for e in story.book.log.entries(CASE) if e.event.spec.name == "representative.appointed")
    return story.then(
        says("request.answered", "tante", request=asked, person="tante", answer="yes", words="k-nomination-tante")
    )
