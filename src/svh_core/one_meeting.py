"""One meeting as it is written down afterwards: planned, opened, what was decided in it, the next one, closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import attrs

from svh_core.domain.meetings import MeetingClosed, MeetingOpened, MeetingPlanned
from svh_core.domain.proposal import Proposal, considerations
from svh_core.domain.rulebook import Consideration, Event


@attrs.frozen(kw_only=True)
class Decision:
    """Something that was decided at the table.

    Attributes:
        event: what was decided, such as ``GoalSet(...)`` or ``AgreementMade(...)``.
        by: who decided: the resident for what is the resident's, the giver for an agreement.
        because: what was weighed: considerations, or pairs of (holder, words).
        at: the moment; the beginning of the meeting where nothing is said.
    """

    event: Event
    by: str
    because: tuple[Consideration, ...] = attrs.field(default=(), converter=considerations)
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class OneMeeting:
    """A meeting that was held.

    Attributes:
        planned: the meeting as it was planned; its ``at`` is when it began.
        is_planned: whether that was recorded before, so that it is not planned again.
        present: who was there when it began.
        by: who speaks for the planning: the resident, or who was there with them.
        entered_by: whose pen.
        ended: when it ended.
        decisions: what was decided in it, in order.
        next: the next meeting, if it was planned there and then.
        reason: why, where a professional planned it without the resident.
    """

    planned: MeetingPlanned
    is_planned: bool
    present: Sequence[str]
    by: str
    entered_by: str
    ended: datetime
    decisions: Sequence[Decision]
    next: MeetingPlanned | None
    reason: str | None

    def proposals(self, case: str, *, expected: int | None, once: str | None) -> list[Proposal]:
        """The decisions in the order in which they are recorded, each with a request id of its own."""
        return [
            Proposal(
                case=case,
                entered_by=self.entered_by,
                expected=expected,
                once=request_id(once, part),
                **told,
            )
            for part, told in self._told()
        ]

    def _told(self) -> Iterator[tuple[str, dict[str, Any]]]:
        name, began = self.planned.meeting, self.planned.at
        if not self.is_planned:
            yield "planned", {"event": self.planned, "by": self.by, "at": began, "reason": self.reason}
        opened = MeetingOpened(meeting=name, present=tuple(self.present))
        yield "opened", {"event": opened, "by": self.entered_by, "at": began}
        for index, decided in enumerate(self.decisions):
            yield (
                f"decision-{index}",
                {
                    "event": decided.event,
                    "by": decided.by,
                    "at": decided.at or began,
                    "because": tuple(decided.because),
                    "meeting": name,
                },
            )
        if self.next is not None:
            yield (
                "next",
                {
                    "event": self.next,
                    "by": self.by,
                    "at": self.ended,
                    "meeting": name,
                    "reason": self.reason,
                },
            )
        minutes = int((self.ended - began).total_seconds() // 60)
        following = self.next.meeting if self.next is not None else None
        closed = MeetingClosed(meeting=name, next=following, minutes=minutes)
        yield "closed", {"event": closed, "by": self.entered_by, "at": self.ended}


def request_id(once: str | None, part: str) -> str | None:
    """The request id of one part of a meeting, so that a second call finds each part that was recorded."""
    return f"{once}/{part}" if once is not None else None
