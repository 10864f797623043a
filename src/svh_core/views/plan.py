"""The recovery plan as of a date: what the resident wants, in their own words, and who will do what.

It is a document to take along. It tells what was said and agreed, and never what should be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from svh_core.domain.agreements import AgreementMade
from svh_core.domain.case import FrozenCase
from svh_core.domain.goals import GoalSet, PlanDrafted
from svh_core.domain.identifiers import GoalId, MeetingId
from svh_core.domain.records import Agreement, Goal, Meeting, Plan
from svh_core.log.script import in_json
from svh_core.views.seen import CLOSED, Seen, not_for_this_viewer
from svh_core.views.state import state_in_json
from svh_core.views.trail import TrailLine, line_in_json

_OF_A_MEETING: Final = ("kind", "group", "at", "minutes", "mode", "place", "topics", "chair")
_OF_AN_ENTRY: Final = ("number", "event", "by", "at", "standing", "position", "objections", "statements")


@attrs.frozen
class PlanDocument:
    """What stands in the plan, as far as it may be read.

    Attributes:
        seen: what it is read off.
        plans: those that were drafted.
        goals: all that were set.
        agreements: those that were not ended.
    """

    seen: Seen
    plans: Mapping[str, Plan]
    goals: Mapping[GoalId, Goal]
    agreements: Mapping[str, Agreement]

    @property
    def in_use(self) -> str | None:
        """The plan the resident adopted last."""
        adopted = {name: kept.adopted_in for name, kept in self.plans.items() if kept.adopted_in is not None}
        return max(adopted, key=lambda name: adopted[name]) if adopted else None

    @property
    def drafts(self) -> list[str]:
        """What was drafted after the plan in use, and not adopted."""
        since = self.plans[self.in_use].number if self.in_use is not None else 0
        return [name for name, kept in self.plans.items() if not kept.adopted and kept.number > since]

    def goals_that(self, status: str, horizon: str | None = None) -> dict[GoalId, Goal]:
        """The goals of a status, and of a horizon where one is named."""
        return {
            name: goal for name, goal in self.goals.items() if goal.status == status and horizon in {None, goal.horizon}
        }

    def agreements_for(self, goal: GoalId | None) -> dict[str, Agreement]:
        """The agreements for a goal that goes on; those for none such, where none is named."""
        live = self.goals_that("live")
        return {
            name: made for name, made in self.agreements.items() if (made.goal if made.goal in live else None) == goal
        }

    @property
    def next_meeting(self) -> tuple[MeetingId, Meeting] | None:
        """The first meeting that was planned for later."""
        planned = [
            (name, held)
            for name, held in self.seen.case.meetings.items()
            if held.at > self.seen.moment and held.opened_at is None and not held.cancelled
        ]
        return min(planned, key=lambda one: one[1].at, default=None)

    def lines_about(self, kind: str, name: str) -> list[TrailLine]:
        """The entries about a goal, plan or agreement: what was objected or said beside them goes where they go."""
        return [
            line
            for line in self.seen.lines
            if not line.hidden
            and line.entry.event.spec.name.startswith(f"{kind}.")
            and getattr(line.entry.event, kind, None) == name
        ]


def plan_document(seen: Seen) -> PlanDocument:
    """What stands in the plan.

    Raises:
        NotPermitted: neither the goals nor the agreements are open to the viewer.
    """
    if not (seen.share.opens("goals") or seen.share.opens("agreements")):
        raise not_for_this_viewer("the recovery plan is")
    case = seen.case

    def stays(kind: type[Any], attribute: str, things: Mapping[Any, Any]) -> dict[Any, Any]:
        """The things without those that were put right because they should not be there."""
        away = {getattr(e.event, attribute) for e in seen.history.of(kind) if e.number in seen.history.corrected_away}
        return {name: thing for name, thing in things.items() if name not in away}

    agreements = stays(AgreementMade, "agreement", case.agreements)
    return PlanDocument(
        seen,
        stays(PlanDrafted, "plan", case.plans),
        stays(GoalSet, "goal", case.goals),
        {name: made for name, made in agreements.items() if made.ended is None},
    )


def plan(seen: Seen) -> dict[str, Any]:
    """The recovery plan as data.

    Args:
        seen: what a look hands over.

    Returns:
        ``plan`` (the one in use, or None), ``drafts`` that wait, ``goals`` by ``long``, ``short``, ``achieved`` and
        ``let_go``, each with its ``agreements``; other ``agreements``, and the ``next_meeting``. Each thing has the
        ``entries`` about it, with what was objected and said beside them.

    Raises:
        NotPermitted: neither the goals nor the agreements are open to the viewer.
    """
    told = _InJson(plan_document(seen))
    document = told.document
    next_meeting = document.next_meeting
    goals = {
        "long": document.goals_that("live", "long"),
        "short": document.goals_that("live", "short"),
        "achieved": document.goals_that("achieved"),
        "let_go": document.goals_that("let_go"),
    }
    return {
        "as_of": in_json(seen.moment),
        "plan": told.plan(document.in_use) if document.in_use is not None else None,
        "drafts": [told.plan(name) for name in document.drafts],
        "goals": {name: [told.goal(goal) for goal in some] for name, some in goals.items()},
        "agreements": told.agreements(None),
        "next_meeting": told.meeting(next_meeting[0]) if next_meeting is not None else None,
    }


class _InJson:
    """The document as data."""

    def __init__(self, document: PlanDocument) -> None:
        self.document = document
        seen, upcoming = document.seen, document.next_meeting
        things = FrozenCase(
            plans=document.plans,
            goals=document.goals,
            agreements=document.agreements,
            meetings=dict([upcoming] if upcoming is not None else []),
        )
        self._records = state_in_json(things, seen.reveal)
        self._teller = seen.told("en")
        self._names_are_open = seen.share.opens_wholly("network")

    def plan(self, name: str) -> dict[str, Any]:
        return {"plan": name, **self._records["plans"][name], "entries": self._entries("plan", name)}

    def goal(self, name: GoalId) -> dict[str, Any]:
        told = {"goal": name, **self._records["goals"][name], "agreements": self.agreements(name)}
        closed = {} if self._names_are_open else {"supporters": CLOSED}
        return told | closed | {"entries": self._entries("goal", name)}

    def agreements(self, goal: GoalId | None) -> list[dict[str, Any]]:
        return [
            {"agreement": name, **self._records["agreements"][name], "entries": self._entries("agreement", name)}
            for name in self.document.agreements_for(goal)
        ]

    def meeting(self, name: MeetingId) -> dict[str, Any]:
        told = self._records["meetings"][name]
        return {"meeting": name} | {part: told[part] for part in _OF_A_MEETING}

    def _entries(self, kind: str, name: str) -> list[dict[str, Any]]:
        lines = (line_in_json(line, self._teller) for line in self.document.lines_about(kind, name))
        return [{part: line[part] for part in _OF_AN_ENTRY} for line in lines]
