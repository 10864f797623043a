"""A support group in a casebook in memory, whose meetings are open to an organisation, and a clock to set."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import svh_agenda
from svh_core import (
    Allowed,
    Casebook,
    CaseOpened,
    ChairChosen,
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    GuestInvited,
    InvolvementRecorded,
    MeetingCancelled,
    MeetingMoved,
    MeetingOpened,
    MeetingPlanned,
    Plain,
    Receipt,
)

CASE: Final = "dossier-een"
RESIDENT, WORKER, AUNT = "mila", "noor", "tante"
ORGANISATION: Final = "org-agenda"
WORDS: Final = "de-woorden-van-Mila"


def at(day: str, time: str = "18:30") -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(f"{day}T{time}:00+00:00")


class Clock:
    """A clock that tells the same moment until somebody sets it."""

    def __init__(self) -> None:
        self.now = at("2026-01-05", "09:00")

    def __call__(self) -> datetime:
        return self.now


class AGroup:
    """A case with a resident and a professional; nothing of it is open to anybody yet."""

    def __init__(self) -> None:
        self.clock = Clock()
        allowed = Allowed(
            name="svh-agenda",
            version=svh_agenda.__version__,
            purposes=("support_group", "care"),
            categories=("meetings",),
            recipient=ORGANISATION,
        )
        self.book = Casebook.in_memory(clock=self.clock, plugins=[allowed])
        self.record(CaseOpened(resident=RESIDENT, name=Plain("Mila"), asks_for=Plain(WORDS), method="support_group"))
        involved = InvolvementRecorded(person=WORKER, role="care_worker", from_=date(2026, 1, 1), name=Plain("Noor"))
        self.record(involved, by=WORKER)

    def record(self, event: Event, *, by: str = RESIDENT, **told: Any) -> Receipt:
        return self.book.record(CASE, event, by=by, **told)

    def opens(self, consent: str = "agenda", *, purpose: Any = "support_group") -> None:
        self.record(
            ConsentGiven(
                consent=consent,
                purpose=purpose,
                categories=("meetings",),
                recipient_kind="organisation",
                recipient=ORGANISATION,
                from_=date(2026, 1, 1),
                channel="app",
                text_version="1",
                language="nl",
            )
        )

    def closes(self, consent: str = "agenda") -> None:
        self.record(ConsentWithdrawn(consent=consent))

    def plans(self, meeting: str, when: datetime, minutes: int = 90) -> Receipt:
        told: dict[str, Any] = {"kind": "support_group", "mode": "onsite", "topics": Plain(WORDS)}
        return self.record(MeetingPlanned(meeting=meeting, at=when, minutes=minutes, **told))

    def moves(self, meeting: str, when: datetime) -> Receipt:
        return self.record(MeetingMoved(meeting=meeting, at=when))

    def cancels(self, meeting: str) -> Receipt:
        return self.record(MeetingCancelled(meeting=meeting, words=Plain(WORDS)))

    def begins(self, meeting: str) -> Receipt:
        return self.record(MeetingOpened(meeting=meeting, present=(RESIDENT, WORKER)))

    def seats(self, person: str, *, meeting: str | None = None) -> Receipt:
        return self.record(ChairChosen(person=person, for_meeting=meeting, expected=Plain(WORDS)))

    def invites(self, person: str, meeting: str) -> Receipt:
        return self.record(GuestInvited(person=person, meeting=meeting, topic=Plain(WORDS)))

    def answers(self, meeting: str, person: str, answer: Any, *, by: str | None = None) -> Receipt:
        answered = svh_agenda.Answered(meeting=meeting, person=person, answer=answer)
        return self.record(answered, by=by or person)

    def exports(self, name: str = "agenda", *, language: str = "nl") -> str:
        made = self.book.plugins.export(name, recipient=ORGANISATION, purpose="support_group", language=language)
        return made.file.decode()

    def follows(self) -> None:
        assert all(one.status == "ok" for one in self.book.plugins.follow("svh-agenda"))


def messages(outbox: Path) -> list[str]:
    """The messages in an outbox, in the order of their names."""
    return [file.read_bytes().decode() for file in sorted((outbox / "support_group").glob("*.ics"))]
