"""The calendar: one appointment a meeting, that changes with it, and says nothing else."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest
from icalendar import Timezone

import svh_agenda
from a_group import ORGANISATION, RESIDENT, WORDS, WORKER, AGroup, at
from reading_calendars import calendar_in, event_in, events_in
from svh_agenda.calendars import calendar
from svh_core import NotPermitted
from svh_core.testing import run_plugin

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def group() -> AGroup:
    group = AGroup()
    group.opens()
    return group


def test_a_meeting_is_an_appointment_with_its_moments_and_nothing_of_what_it_is(group: AGroup) -> None:
    group.plans("een", at("2026-02-10"))
    group.seats(WORKER)
    told = group.exports()
    calendar, event = calendar_in(told), event_in(told)
    assert calendar["METHOD"] == "PUBLISH"
    assert event.decoded("DTSTART") == datetime(2026, 2, 10, 19, 30, tzinfo=AMSTERDAM)
    assert event.decoded("DTEND") == datetime(2026, 2, 10, 21, 0, tzinfo=AMSTERDAM)
    assert event.decoded("DTSTAMP") == at("2026-01-05", "09:00")
    assert (event["SUMMARY"], event["CLASS"], event["STATUS"], event["SEQUENCE"]) == (
        "Afspraak",
        "PRIVATE",
        "CONFIRMED",
        0,
    )
    assert set(event) == {
        "UID",
        "DTSTAMP",
        "SEQUENCE",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "CLASS",
        "STATUS",
        "ORGANIZER",
    }
    for word in (WORDS, "een", WORKER, RESIDENT, "steungroep", "support_group", "dossier"):
        assert word not in told


def test_it_speaks_english_too(group: AGroup) -> None:
    group.plans("een", at("2026-02-10"))
    assert event_in(group.exports(language="en"))["SUMMARY"] == "Appointment"


def test_a_moved_meeting_is_the_same_appointment_at_another_moment(group: AGroup) -> None:
    group.plans("een", at("2026-02-10"), minutes=90)
    before = event_in(group.exports())
    group.clock.now += timedelta(days=1)
    group.moves("een", at("2026-02-17"))
    after = event_in(group.exports())
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("DTSTAMP") > before.decoded("DTSTAMP")
    assert after.decoded("DTSTART") == before.decoded("DTSTART") + timedelta(days=7)
    assert after.decoded("DTEND") - after.decoded("DTSTART") == timedelta(minutes=90)


def test_a_meeting_that_is_called_off_is_the_same_appointment_called_off(group: AGroup) -> None:
    group.plans("een", at("2026-02-10"))
    before = event_in(group.exports())
    group.moves("een", at("2026-02-17"))
    group.cancels("een")
    after = event_in(group.exports())
    assert after["UID"] == before["UID"]
    assert (after["SEQUENCE"], after["STATUS"]) == (2, "CANCELLED")


def test_each_meeting_is_an_appointment_of_its_own(group: AGroup) -> None:
    group.plans("een", at("2026-02-10"))
    group.plans("twee", at("2026-03-10"))
    group.plans("drie", at("2026-04-10"))
    group.moves("twee", at("2026-03-11"))
    told = events_in(group.exports())
    assert [event["SEQUENCE"] for event in told] == [0, 1, 0]
    uids = {str(event["UID"]) for event in told}
    assert len(uids) == 3
    assert all(uuid.UUID(uid) for uid in uids)


def test_over_daylight_saving_it_stays_half_past_seven(group: AGroup) -> None:
    group.plans("winter", at("2026-03-28", "18:30"))
    group.plans("summer", at("2026-03-29", "17:30"))
    group.plans("summer-still", at("2026-10-24", "17:30"))
    group.plans("winter-again", at("2026-10-25", "18:30"))
    told = [event.decoded("DTSTART") for event in events_in(group.exports())]
    assert [(one.hour, one.minute) for one in told] == [(19, 30)] * 4
    assert [one.utcoffset() for one in told] == [timedelta(hours=hours) for hours in (1, 2, 2, 1)]


def test_a_meeting_while_the_clocks_change_takes_as_long_as_it_was_planned(group: AGroup) -> None:
    group.plans("forward", at("2026-03-29", "00:30"), minutes=90)
    group.plans("back", at("2026-10-25", "00:30"), minutes=60)
    for event, minutes in zip(events_in(group.exports()), (90, 60), strict=True):
        begins, ends = event.decoded("DTSTART"), event.decoded("DTEND")
        assert ends.timestamp() - begins.timestamp() == minutes * 60


def test_the_hour_that_comes_twice_is_told_without_doubt(group: AGroup) -> None:
    group.plans("first", at("2026-10-25", "00:30"), minutes=10)
    group.plans("second", at("2026-10-25", "01:30"), minutes=10)
    first, second = events_in(group.exports())
    assert first.decoded("DTSTART").timestamp() == at("2026-10-25", "00:30").timestamp()
    assert second.decoded("DTSTART") == at("2026-10-25", "01:30")


def test_its_time_zone_goes_as_the_clocks_do(group: AGroup) -> None:
    group.plans("een", at("2026-02-10"))
    (told,) = calendar_in(group.exports()).walk("VTIMEZONE")
    assert isinstance(told, Timezone)
    zone = told.to_tz(lookup_tzid=False)
    moment = datetime(1997, 1, 1, 12, tzinfo=AMSTERDAM)
    while moment.year < 2037:
        assert moment.replace(tzinfo=zone).utcoffset() == moment.utcoffset(), moment
        moment += timedelta(days=1)


def test_a_meeting_of_before_those_clocks_is_told_in_utc(group: AGroup) -> None:
    group.plans("toen", at("1977-06-01", "17:30"))
    assert "DTSTART:19770601T173000Z" in group.exports()


def test_a_meeting_without_length_has_no_end(group: AGroup) -> None:
    group.plans("kort", at("2026-02-10"), minutes=0)
    assert "DTEND" not in event_in(group.exports())


def test_the_same_is_made_of_the_same(group: AGroup) -> None:
    group.plans("een", at("2026-02-10"))
    told = group.exports()
    group.clock.now += timedelta(days=30)
    assert group.exports() == told


def test_no_consent_is_an_empty_calendar() -> None:
    group = AGroup()
    group.plans("een", at("2026-02-10"))
    assert events_in(group.exports()) == []
    with pytest.raises(NotPermitted):
        group.book.plugins.export("agenda", recipient="org-agenda", purpose="support_group", cases=["dossier-een"])


def test_another_recipient_cannot_put_the_calendars_together(group: AGroup) -> None:
    group.opens("zorg", purpose="care")
    group.plans("een", at("2026-02-10"))
    group.seats(WORKER)
    care = group.book.plugins.export("agenda", recipient="org-agenda", purpose="care").file.decode()
    ours = event_in(group.exports())
    assert event_in(care)["UID"] != ours["UID"]
    assert event_in(care)["ORGANIZER"] != ours["ORGANIZER"]


def test_who_sends_invitations_knows_whom_the_addresses_stand_for(group: AGroup) -> None:
    group.plans("een", at("2026-02-10"))
    group.seats(WORKER)
    group.answers("een", RESIDENT, "accepted")
    heading, *rows = csv.reader(io.StringIO(group.exports("addresses")))
    assert heading == ["address", "person"]
    assert {person for _, person in rows} == {WORKER, RESIDENT}
    assert all(address.startswith("urn:uuid:") for address, _ in rows)


def test_a_person_never_becomes_a_formula(group: AGroup) -> None:
    group.plans("een", at("2026-02-10"))
    group.seats("-2.3")
    assert group.exports("addresses").splitlines()[1].endswith(",'-2.3")


def test_a_planning_that_was_wrong_is_in_no_calendar(group: AGroup) -> None:
    number = group.plans("een", at("2026-02-10")).number
    given = run_plugin(group.book, svh_agenda, "agenda", purpose="support_group", recipient=ORGANISATION).disclosed
    (case,) = given.cases
    entries = tuple(attrs.evolve(one, corrected=one.number == number) for one in case.entries)
    assert len(events_in(calendar(given))) == 1
    assert events_in(calendar(attrs.evolve(given, cases=(attrs.evolve(case, entries=entries),)))) == []
