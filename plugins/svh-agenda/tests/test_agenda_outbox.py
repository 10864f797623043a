"""The outbox: a message for each change, that updates what calendars have and never doubles it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from icalendar import Calendar

import svh_agenda
from a_group import ORGANISATION, RESIDENT, WORDS, WORKER, AGroup, at, messages
from reading_calendars import attendees, calendar_in, event_in
from svh_core import Disclosed
from svh_core.testing import run_plugin


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SVH_AGENDA_OUTBOX", str(tmp_path / "outbox"))
    return tmp_path / "outbox"


@pytest.fixture
def group() -> AGroup:
    group = AGroup()
    group.opens()
    group.plans("een", at("2026-02-10"))
    return group


def test_a_meeting_that_is_planned_is_asked_of_its_group(group: AGroup, outbox: Path) -> None:
    group.follows()
    (told,) = messages(outbox)
    event = event_in(told)
    assert calendar_in(told)["METHOD"] == "REQUEST"
    assert (event["SUMMARY"], event["CLASS"], event["SEQUENCE"]) == ("Afspraak", "PRIVATE", 0)
    assert set(attendees(event)) == {"GROUP"}
    assert str(event["ORGANIZER"]).startswith("urn:uuid:")


def test_it_is_the_appointment_of_the_calendar(group: AGroup, outbox: Path) -> None:
    group.follows()
    (told,) = messages(outbox)
    assert event_in(told)["UID"] == event_in(group.exports())["UID"]


def test_moving_it_updates_it(group: AGroup, outbox: Path) -> None:
    group.follows()
    group.clock.now += timedelta(days=1)
    group.moves("een", at("2026-02-17"))
    group.follows()
    first, second = map(event_in, messages(outbox))
    assert second["UID"] == first["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second.decoded("DTSTART") - first.decoded("DTSTART") == timedelta(days=7)


def test_calling_it_off_cancels_it(group: AGroup, outbox: Path) -> None:
    group.follows()
    group.clock.now += timedelta(days=1)
    group.cancels("een")
    group.follows()
    first, second = messages(outbox)
    assert calendar_in(second)["METHOD"] == "CANCEL"
    assert event_in(second)["UID"] == event_in(first)["UID"]
    assert (event_in(second)["SEQUENCE"], event_in(second)["STATUS"]) == (1, "CANCELLED")


def test_who_leads_it_and_who_comes_is_in_it(group: AGroup, outbox: Path) -> None:
    group.seats(WORKER)
    group.answers("een", WORKER, "accepted")
    group.answers("een", RESIDENT, "tentative")
    group.follows()
    event = event_in(messages(outbox)[-1])
    assert set(attendees(event)) == {"GROUP", "CHAIR ACCEPTED", "REQ-PARTICIPANT TENTATIVE"}
    assert WORKER not in messages(outbox)[-1]


def test_an_answer_is_told_without_another_number(group: AGroup, outbox: Path) -> None:
    group.follows()
    group.clock.now += timedelta(days=1)
    group.answers("een", RESIDENT, "declined")
    group.follows()
    first, second = map(event_in, messages(outbox))
    assert second["SEQUENCE"] == first["SEQUENCE"]
    assert second.decoded("DTSTAMP") > first.decoded("DTSTAMP")
    assert "REQ-PARTICIPANT DECLINED" in attendees(second)


def test_a_chair_for_one_meeting_goes_before_that_of_the_group(group: AGroup, outbox: Path) -> None:
    group.plans("twee", at("2026-03-10"))
    group.seats(RESIDENT, meeting="een")
    group.seats(WORKER)
    group.follows()
    chairs = {attendees(event)["CHAIR NEEDS-ACTION"] for event in map(event_in, messages(outbox))}
    assert len(chairs) == 2


def test_a_meeting_that_was_is_asked_of_nobody(group: AGroup, outbox: Path) -> None:
    group.clock.now = at("2026-03-01")
    group.follows()
    assert messages(outbox) == []


def test_a_meeting_called_off_before_anybody_was_asked_is_no_news(group: AGroup, outbox: Path) -> None:
    group.cancels("een")
    group.follows()
    assert messages(outbox) == []


def test_following_again_makes_nothing_new(group: AGroup, outbox: Path) -> None:
    group.follows()
    before = made(outbox)
    group.follows()
    given = delivery(group)
    svh_agenda.svh_follow(given)
    svh_agenda.svh_follow(given)
    assert made(outbox) == before


def test_what_stands_in_the_outbox_holds_no_word_of_anybody(group: AGroup, outbox: Path) -> None:
    group.invites("tante", "een")
    group.seats(WORKER)
    group.moves("een", at("2026-02-17"))
    group.follows()
    for told in made(outbox).values():
        assert WORDS.encode() not in told


def test_after_a_withdrawal_calendars_let_go_and_nothing_is_kept(group: AGroup, outbox: Path) -> None:
    group.seats(WORKER)
    group.follows()
    asked = event_in(messages(outbox)[0])
    uid, told_to = asked["UID"], set(attendees(asked).values())
    group.closes()
    group.follows()
    (told,) = messages(outbox)
    assert calendar_in(told)["METHOD"] == "CANCEL"
    event = event_in(told)
    assert set(event) == {"UID", "DTSTAMP", "SEQUENCE", "ORGANIZER", "STATUS", "ATTENDEE"}
    assert (event["UID"], event["SEQUENCE"]) == (uid, 1)
    assert set(event["ATTENDEE"]) == told_to
    assert not any(b"2026-02-10" in kept for kept in made(outbox).values())
    assert not any(b"20260210" in kept for kept in made(outbox).values())


def test_of_a_meeting_that_was_a_withdrawal_leaves_nothing(group: AGroup, outbox: Path) -> None:
    group.follows()
    group.clock.now = at("2026-03-01")
    group.closes()
    group.follows()
    assert messages(outbox) == []


def test_a_new_consent_puts_it_back_in_calendars_that_let_go(group: AGroup, outbox: Path) -> None:
    group.follows()
    group.closes()
    group.follows()
    group.clock.now += timedelta(days=1)
    group.opens("weer")
    group.follows()
    cancelled, asked = map(event_in, messages(outbox))
    assert asked["UID"] == cancelled["UID"]
    assert asked["SEQUENCE"] > cancelled["SEQUENCE"]
    assert asked.decoded("DTSTAMP") > cancelled.decoded("DTSTAMP")
    before = made(outbox)
    group.follows()
    assert made(outbox) == before


def test_a_meeting_of_another_case_is_taken_away(group: AGroup, outbox: Path) -> None:
    number = group.plans("verkeerd", at("2026-03-10")).number
    group.follows()
    svh_agenda.svh_follow(only(delivery(group), corrected=(number,)))
    told = [str(calendar_in(one)["METHOD"]) for one in messages(outbox)]
    assert sorted(told) == ["CANCEL", "REQUEST"]


def test_a_move_that_was_wrong_is_put_right_with_a_higher_number(group: AGroup, outbox: Path) -> None:
    group.clock.now += timedelta(days=1)
    number = group.moves("een", at("2026-02-17")).number
    group.follows()
    moved = event_in(messages(outbox)[-1])
    group.clock.now += timedelta(days=1)
    svh_agenda.svh_follow(only(delivery(group), corrected=(number,)))
    right = event_in(messages(outbox)[-1])
    assert right.decoded("DTSTART") == moved.decoded("DTSTART") - timedelta(days=7)
    assert right["SEQUENCE"] > moved["SEQUENCE"]
    assert right.decoded("DTSTAMP") > moved.decoded("DTSTAMP")
    svh_agenda.svh_follow(only(delivery(group)))
    assert event_in(messages(outbox)[-1]) == right


def test_each_purpose_has_an_outbox_of_its_own(group: AGroup, outbox: Path) -> None:
    group.opens("zorg", purpose="care")
    group.follows()
    (ours,), (care,) = (list((outbox / purpose).glob("*.ics")) for purpose in ("support_group", "care"))
    assert event_in(ours.read_bytes().decode())["UID"] != event_in(care.read_bytes().decode())["UID"]


def test_without_a_folder_it_waits_and_says_why(group: AGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SVH_AGENDA_OUTBOX")
    told = group.book.plugins.follow("svh-agenda")
    assert {one.status for one in told} == {"ok", "failed"}  # nothing is open for care, so nothing is asked there
    assert any("OutboxNotSetError" in (one.error or "") for one in told)


def made(outbox: Path) -> dict[str, bytes]:
    """Every file in the outbox."""
    return {str(file.relative_to(outbox)): file.read_bytes() for file in sorted(outbox.rglob("*")) if file.is_file()}


def delivery(group: AGroup) -> Disclosed:
    """All that may be seen now, as a delivery."""
    ran = run_plugin(group.book, svh_agenda, "agenda", purpose="support_group", recipient=ORGANISATION)
    return ran.disclosed


def only(given: Disclosed, **told: Any) -> Disclosed:
    """A delivery without entries."""
    return attrs.evolve(given, cases=tuple(attrs.evolve(case, entries=(), **told) for case in given.cases))


def test_a_message_is_one_calendar_with_one_meeting(group: AGroup, outbox: Path) -> None:
    group.plans("twee", at("2026-03-10"))
    group.follows()
    for told in messages(outbox):
        assert len(Calendar.from_ical(told, multiple=True)) == 1
        event_in(told)
