"""Whatever stands in ids and fields, a calendar is a calendar, and nothing of it comes through."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reading_calendars import calendar_in, events_in
from svh_agenda.addresses import addresses
from svh_agenda.appointments import appointments
from svh_agenda.calendars import calendar, happened, message
from svh_core import Disclosed, DisclosedCase, DisclosedEntry

MOMENT = datetime(2026, 1, 5, 9, tzinfo=UTC)

hostile = st.text(min_size=1) | st.sampled_from(["BEGIN:VCALENDAR\r\nEND:VCALENDAR", "=1+1", "a;b,c:d\\", "\ud800"])


def given_to_us(text: str, minutes: Any = 90, at: Any = "2026-02-10T18:30:00Z") -> Disclosed:
    """A case in which every id is this text."""
    told: list[tuple[str, dict[str, Any]]] = [
        ("chair.chosen", {"person": text, "group": text}),
        ("chair.chosen", {"person": text, "for_meeting": f"not {text}"}),
        ("chair.chosen", {}),
        ("meeting.planned", {"meeting": text, "group": text, "at": at, "minutes": minutes, "kind": text}),
        ("svh-agenda.answered", {"meeting": text, "person": text, "answer": text}),
        ("meeting.moved", {"meeting": text, "at": at}),
        ("place.chosen", {"meeting": text, "place": text}),
    ]
    entries = tuple(
        DisclosedEntry(number=n, event=event, category="meetings", at=MOMENT, recorded_at=MOMENT, data=data)
        for n, (event, data) in enumerate(told, start=1)
    )
    case = DisclosedCase(case=text, categories=("meetings",), entries=entries)
    return Disclosed(
        recipient="org", purpose="care", made_at=MOMENT, language="nl", cases=(case,), key=b"a key of nobody"
    )


@given(hostile.filter(str.isprintable))
@settings(max_examples=60, deadline=None)
@example("BEGIN:VCALENDAR\r\nEND:VCALENDAR")
@example("👩‍👩‍👧‍👦" * 30)
def test_a_calendar_stays_a_calendar(text: str) -> None:
    told = given_to_us(f"{text}kanarie{text}")
    (event,) = events_in(calendar(told))
    assert event["SEQUENCE"] == 1
    (one,) = appointments(happened(told.cases[0]))
    sent = message(told, text, one, sequence=1)
    assert calendar_in(sent)["METHOD"] == "REQUEST"
    assert "kanarie" not in calendar(told) + sent


@given(hostile.filter(str.isprintable))
def test_addresses_stay_a_table_without_formulas(text: str) -> None:
    heading, row = csv.reader(io.StringIO(addresses(given_to_us(text)), newline=""))
    assert len(row) == len(heading)
    assert row[1].lstrip("'") == text.lstrip("'")
    assert not row[1].startswith(("=", "+", "-", "@"))


@given(st.one_of(st.none(), st.text(), st.integers(), st.lists(st.text())))
def test_a_meeting_without_a_moment_or_a_length_is_in_no_calendar(value: object) -> None:
    assert events_in(calendar(given_to_us("een", at=value))) == []
    if not isinstance(value, int):
        assert events_in(calendar(given_to_us("een", minutes=value))) == []


@given(st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)), st.integers(0, 100_000))  # noqa: DTZ001 - made UTC
@settings(max_examples=200, deadline=None)
@example(datetime(2026, 3, 29, 0, 59), 2)  # noqa: DTZ001
@example(datetime(2026, 10, 25, 0, 30), 60)  # noqa: DTZ001
@example(datetime(2026, 10, 25, 1, 30), 60)  # noqa: DTZ001
def test_a_moment_is_the_same_moment_in_a_calendar(moment: datetime, minutes: int) -> None:
    begins = moment.replace(tzinfo=UTC, microsecond=0)
    (event,) = events_in(calendar(given_to_us("een", minutes, begins.isoformat())))
    assert event.decoded("DTSTART").astimezone(UTC) == begins
    if minutes:
        assert event.decoded("DTEND").astimezone(UTC) == begins + timedelta(minutes=minutes)
