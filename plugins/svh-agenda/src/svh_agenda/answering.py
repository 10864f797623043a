"""Answering an invitation: somebody says whether they come to a meeting.

An answer promises nothing and decides nothing: who changes their mind answers again, and who says nothing is welcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from svh_core import Case, Concept, Entry, MeetingId, Noticed, OwnEvent, OwnSignal, OwnWords, PersonId, Tag, Whose

PLUGIN: Final = "svh-agenda"

_DAYS_AHEAD: Final = 7
_AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")

answering = Concept(PLUGIN, category="meetings")


@answering.event("svh-agenda.answered", whose=Whose.ANYONE)
class Answered(OwnEvent):
    """Somebody says whether they come to a meeting.

    nl: Iemand laat weten of die naar een bijeenkomst komt.
    """

    meeting: MeetingId
    person: PersonId
    answer: Literal["accepted", "declined", "tentative"]
    via: Tag | None = None

    def changes(self, own: dict[str, Any], entry: Entry[Any]) -> Mapping[str, Any]:
        """Who said what to which meeting last, and in which entry."""
        answers = {**own.get(self.meeting, {}), self.person: {"answer": self.answer, "number": entry.number}}
        return {**own, self.meeting: answers}


@answering.rule()
def only_a_meeting_ahead_is_answered(entry: Entry[Answered], case: Case) -> bool:
    """An answer is about a meeting that is planned, that was not called off, and that did not begin yet.

    nl: Een antwoord gaat over een bijeenkomst die gepland is, niet is afgezegd en nog niet begon.
    """
    meeting = case.meetings.get(entry.event.meeting)
    return meeting is not None and not meeting.cancelled and meeting.opened_at is None


@answering.rule()
def who_comes_answers_for_themselves(entry: Entry[Answered], case: Case) -> bool:
    """People answer for themselves: the resident, a member, a guest of this meeting, or somebody who is involved.

    nl: Mensen antwoorden voor zichzelf: de inwoner, een lid, een gast van deze bijeenkomst, of wie betrokken is.
    """
    person, meeting = entry.event.person, case.meetings.get(entry.event.meeting)
    if entry.by != person or meeting is None:
        return False
    return (
        person == case.resident
        or case.is_member_anywhere(person)
        or person in meeting.guests
        or case.involved(person, entry.at)
    )


def phrases(language: str) -> Mapping[str, str]:
    """How an answer is told in ``nl`` or ``en``."""
    return _PHRASES[language]


def nobody_said_yes(case: Case, day: date) -> Iterator[Noticed]:
    """The next meeting, where it is within a week and nobody said yes to it yet."""
    ahead = sorted(
        (_day(meeting.at), name)
        for name, meeting in case.meetings.items()
        if not meeting.cancelled and meeting.opened_at is None and day <= _day(meeting.at)
    )
    if not ahead:
        return
    when, name = ahead[0]
    answers: Mapping[str, Any] = case.of_plugin.get(PLUGIN, {}).get(name, {})
    first_day = when - timedelta(days=_DAYS_AHEAD)
    if first_day <= day and all(told["answer"] != "accepted" for told in answers.values()):
        entries = sorted(told["number"] for told in answers.values())
        yield Noticed(subject=name, entries=entries, since=first_day, places={"day": when})


def _day(moment: datetime) -> date:
    return moment.astimezone(_AMSTERDAM).date()


SIGNALS: Final = (
    OwnSignal(
        name="nobody_said_yes",
        says={
            "en": "Nobody said yes yet to the meeting of {day}.",
            "nl": "Nog niemand zei ja tegen de bijeenkomst van {day}.",
        },
        source="svh-agenda, README.md",
        category="meetings",
        notices=nobody_said_yes,
    ),
)

_WAYS: Final[Mapping[str, Mapping[str, str]]] = {
    "calendar": {"en": "in the calendar", "nl": "in de agenda"},
    "message": {"en": "in a message", "nl": "met een bericht"},
    "phone": {"en": "by phone", "nl": "aan de telefoon"},
    "in_person": {"en": "in person", "nl": "in een gesprek"},
}
"""The ways in which an answer comes in, so that it can be seen who is not reached by calendars."""

WORDS: Final = (
    OwnWords(
        name="via",
        fields=("svh-agenda.answered.via",),
        source="svh-agenda, README.md",
        values=_WAYS,
    ),
)

_PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "svh-agenda.answered": "{person} said {answer} to {meeting}[, {via}]",
        **{f"svh-agenda.answered.via.{word}": said["en"] for word, said in _WAYS.items()},
        "svh-agenda.answered.answer.accepted": "yes",
        "svh-agenda.answered.answer.declined": "no",
        "svh-agenda.answered.answer.tentative": "maybe",
    },
    "nl": {
        "svh-agenda.answered": "{person} zei {answer} tegen {meeting}[, {via}]",
        **{f"svh-agenda.answered.via.{word}": said["nl"] for word, said in _WAYS.items()},
        "svh-agenda.answered.answer.accepted": "ja",
        "svh-agenda.answered.answer.declined": "nee",
        "svh-agenda.answered.answer.tentative": "misschien",
    },
}
