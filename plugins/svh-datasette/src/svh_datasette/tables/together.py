"""Meetings, who was there, and who is a member of which group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_core import DisclosedEntry
from svh_datasette.columns import CASE, ENTRY, ID, Row, Table, link, moment, number, person, says, text, words
from svh_datasette.told import Told, day, day_of, number_in, text_in, texts_in, words_in
from svh_datasette.told import moment as written_moment

_STATUS: Final = {
    "meeting.planned": "planned",
    "meeting.moved": "planned",
    "meeting.cancelled": "cancelled",
    "meeting.opened": "open",
    "meeting.closed": "closed",
}


def _of_meetings(told: Told) -> dict[str, list[DisclosedEntry]]:
    """What happened with each meeting that was planned, in order."""
    found: dict[str, list[DisclosedEntry]] = {}
    for entry in told.of(*_STATUS):
        name = text_in(entry.data.get("meeting"))
        if name and (entry.event == "meeting.planned" or name in found):
            found.setdefault(name, []).append(entry)
    return found


def _meetings(told: Told) -> Iterator[Row]:
    for name, happened in _of_meetings(told).items():
        planned = happened[0]
        latest = {key: value for one in happened for key, value in one.data.items()}
        moments = {one.event: written_moment(one.at) for one in happened}
        on = day_of(latest.get("at"))
        yield {
            "id": told.key(name),
            "case_id": told.id,
            "entry_id": told.key(planned.number),
            "meeting": name,
            "label": f"{on or day(planned.at)} {name}",
            "kind": text_in(planned.data.get("kind")),
            "group_name": text_in(planned.data.get("group")),
            "planned_for": text_in(latest.get("at")),
            "minutes": number_in(latest.get("minutes")),
            "mode": text_in(latest.get("mode")),
            "status": _STATUS[happened[-1].event],
            "opened_at": moments.get("meeting.opened"),
            "closed_at": moments.get("meeting.closed"),
            "moved": sum(one.event == "meeting.moved" for one in happened),
            **words_in(planned.data, "topics"),
        }


MEETINGS: Final = Table(
    name="meetings",
    says=says("Meetings, as they were planned last.", "Bijeenkomsten, zoals ze het laatst gepland zijn."),
    columns=(
        ID,
        CASE,
        ENTRY,
        text("meeting", "Its id in the case.", "De sleutel van de bijeenkomst in de steungroep.", empty=False),
        text("label", "Its day and its id.", "De dag en de sleutel.", empty=False),
        text("kind", "What kind of meeting.", "Wat voor bijeenkomst.", facet=True),
        text("group_name", "Of which group, where one was named.", "Van welke groep, als die genoemd is."),
        text("planned_for", "For which moment.", "Voor welk moment.", indexed=True),
        number("minutes", "How long, in minutes.", "Hoe lang, in minuten.", unit="min"),
        text("mode", "onsite, online or hybrid.", "onsite (samen), online of hybrid (allebei).", facet=True),
        text(
            "status",
            "planned, open, closed or cancelled.",
            "planned (gepland), open (bezig), closed (geweest) of cancelled (gaat niet door).",
            empty=False,
            facet=True,
        ),
        moment("opened_at", "When it began", "Wanneer die begon"),
        moment("closed_at", "When it ended", "Wanneer die klaar was"),
        number("moved", "How often it was moved.", "Hoe vaak die verschoven is.", empty=False),
        *words("topics", "What it would be about", "Waar die over zou gaan"),
    ),
    rows=_meetings,
    label="label",
    sort="planned_for",
    newest_first=True,
)


def _attendance(told: Told) -> Iterator[Row]:
    for name, happened in _of_meetings(told).items():
        present = (
            one for entry in happened if entry.event == "meeting.opened" for one in texts_in(entry.data.get("present"))
        )
        came = (
            text_in(entry.data.get("person"))
            for entry in told.of("attendance.changed")
            if text_in(entry.data.get("meeting")) == name and entry.data.get("now") == "here"
        )
        for one in dict.fromkeys(one for one in (*present, *came) if one):
            yield {
                "id": told.key(name, one),
                "case_id": told.id,
                "meeting_id": told.key(name),
                "person_id": told.person(one),
            }


ATTENDANCE: Final = Table(
    name="attendance",
    says=says(
        "Who was at which meeting, for all of it or a part.",
        "Wie bij welke bijeenkomst was, helemaal of voor een deel.",
    ),
    columns=(
        ID,
        CASE,
        link("meeting_id", "meetings", "Which meeting.", "Welke bijeenkomst.", empty=False),
        person("person_id", "Who.", "Wie."),
    ),
    rows=_attendance,
)


def _members(told: Told) -> Iterator[Row]:
    for entry in told.of("member.joined"):
        one, group = text_in(entry.data.get("person")), text_in(entry.data.get("group"))
        left = next(
            (
                later
                for later in told.of("member.left", "member.removed")
                if later.number > entry.number
                and text_in(later.data.get("person")) == one
                and text_in(later.data.get("group")) == group
            ),
            None,
        )
        yield {
            "id": told.key(entry.number),
            "case_id": told.id,
            "entry_id": told.key(entry.number),
            "person_id": told.person(one),
            "group_name": group,
            "joined_at": written_moment(entry.at),
            "left_at": written_moment(left.at) if left else None,
            "left_how": left.event.partition(".")[2] if left else None,
        }


MEMBERS: Final = Table(
    name="members",
    says=says("Who is, or was, a member of a group.", "Wie meedoet met een groep, of meedeed."),
    columns=(
        ID,
        CASE,
        ENTRY,
        person("person_id", "Who.", "Wie."),
        text(
            "group_name",
            "Of which group; empty for the first support group.",
            "Van welke groep; leeg is de eerste steungroep.",
        ),
        moment("joined_at", "Since when", "Sinds wanneer", empty=False),
        moment("left_at", "Until when", "Tot wanneer"),
        text(
            "left_how",
            "left, or removed by the resident.",
            "left (zelf gestopt) of removed (de inwoner wilde het niet meer).",
            facet=True,
        ),
    ),
    rows=_members,
    sort="joined_at",
    newest_first=True,
)
