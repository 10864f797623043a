"""Writing iCalendar: whatever a text holds, others read it back as it was, and nothing of it becomes something else."""

from __future__ import annotations

from typing import Any

import vobject
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from svh_agenda.lines import text, written


def a_calendar(summary: str) -> str:
    return written(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//test//EN",
            "BEGIN:VEVENT",
            "UID:een",
            "DTSTAMP:20260101T000000Z",
            "DTSTART:20260101T000000Z",
            f"SUMMARY:{text(summary)}",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )


@given(st.text())
@example("BEGIN:VCALENDAR\r\nEND:VCALENDAR")
@example("a;b,c\\n\nd\\")
@example("x" * 75 + "é👩‍👩‍👧‍👦" * 40)
@example("nul\x00bel\x07 del\x7f \u2028 \ud800")
def test_a_text_stays_one_text_in_one_line(summary: str) -> None:
    told = a_calendar(summary)
    lines = told.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in told.replace("\r\n", "")
    assert [line for line in lines if line.startswith("BEGIN:")] == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]
    read: Any = Calendar.from_ical(told)
    (event,) = read.walk("VEVENT")
    assert event.errors == []
    assert vobject.readOne(told).validate(raiseException=True)


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_a_text_is_read_back_as_it_was(summary: str) -> None:
    read: Any = Calendar.from_ical(a_calendar(summary))
    (event,) = read.walk("VEVENT")
    assert str(event["SUMMARY"]) == summary
    assert vobject.readOne(a_calendar(summary)).vevent.summary.value == summary
