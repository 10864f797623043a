"""A meeting that was held is recorded in one call: all of it, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from svh_core import (
    AgreementMade,
    Casebook,
    CaseOpened,
    Decision,
    GoalSet,
    InvolvementRecorded,
    MeetingPlanned,
    NotAllowed,
    Viewer,
)
from svh_core.checking import check

BEGAN = datetime(2017, 3, 2, 18, 30, tzinfo=UTC)
ENDED = BEGAN + timedelta(minutes=90)
HERE = ("mila", "noor", "zus")


@pytest.fixture
def book() -> Casebook:
    made = Casebook.in_memory()
    made.record("mila", CaseOpened(resident="mila", method="support_group"), by="mila")
    noor = InvolvementRecorded(person="noor", role="care_worker", from_=BEGAN.date())
    made.record("mila", noor, by="mila")
    return made


def planned(name: str = "m1", at: datetime = BEGAN) -> MeetingPlanned:
    return MeetingPlanned(meeting=name, kind="support_group", at=at, minutes=90, mode="onsite")


def decisions(**changes: Any) -> list[Decision]:
    goal = GoalSet(goal="rust", horizon="short", words="Ik wil rust")
    agreement = AgreementMade(agreement="bellen", giver="zus", goal="rust", does="Ik bel elke zondag")
    return [
        Decision(event=goal, by="mila", because=[("mila", "Ik slaap slecht"), ("zus", "Dat merk ik")]),
        Decision(**{"event": agreement, "by": "zus"} | changes),
    ]


def names(book: Casebook) -> list[str]:
    return [entry.event.spec.name for entry in book.log.entries("mila")][2:]


def test_a_meeting_is_recorded_from_its_planning_to_its_closing(book: Casebook) -> None:
    receipts = book.meeting(
        "mila",
        planned(),
        ended=ENDED,
        present=HERE,
        by="mila",
        entered_by="noor",
        decisions=decisions(),
        next=planned("m2", BEGAN + timedelta(days=60)),
    )
    assert names(book) == [
        "meeting.planned",
        "meeting.opened",
        "goal.set",
        "agreement.made",
        "meeting.planned",
        "meeting.closed",
    ]
    assert [receipt.standing for receipt in receipts] == ["own", None, "together", "together", "together", None]
    with book.looking("mila", viewer=Viewer("mila"), purpose="reading") as look:
        held = look.state()["meetings"]["m1"]
    assert (held["next"], held["closed_at"]) == ("m2", "2017-03-02T20:00:00Z")
    assert check(book.log, book.rulebook).is_clean


def test_a_meeting_that_was_planned_before_is_not_planned_again(book: Casebook) -> None:
    book.record("mila", planned(), by="mila")
    book.meeting("mila", planned(), ended=ENDED, present=HERE, by="mila", decisions=decisions())
    assert names(book).count("meeting.planned") == 1


def test_one_refused_decision_and_nothing_of_the_meeting_is_recorded(book: Casebook) -> None:
    with pytest.raises(NotAllowed) as refusal:
        book.meeting("mila", planned(), ended=ENDED, present=HERE, by="mila", decisions=decisions(by="noor"))
    assert refusal.value.rule.id == "nobody_is_bound_by_anothers_word"
    assert names(book) == []


def test_a_second_call_with_the_same_request_id_records_nothing_and_says_the_same(book: Casebook) -> None:
    for before in (False, True):
        name = f"m-{before}"
        if before:
            book.record("mila", planned(name), by="mila")
        told = {"ended": ENDED, "present": HERE, "by": "mila", "once": f"klik-{before}"}
        first = book.meeting("mila", planned(name), **told)
        assert book.meeting("mila", planned(name), **told) == first
    assert names(book).count("meeting.closed") == 2


def test_a_professional_who_planned_it_without_the_resident_says_why(book: Casebook) -> None:
    told = {"ended": ENDED, "present": ("noor", "zus"), "by": "noor"}
    with pytest.raises(NotAllowed) as refusal:
        book.meeting("mila", planned(), **told)
    assert refusal.value.rule.id == "a_decision_taken_over_says_why"
    receipts = book.meeting("mila", planned(), reason="Mila is opgenomen", **told)
    assert receipts[0].standing == "taken_over"
