"""A plugin as an organisation would write it: who said to come to a meeting. Its module is the plugin.

`svh-voorbeeld` can be handed to a casebook as it stands here, or installed with `distributions.distribution`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from svh_core.domain.case import Case
from svh_core.domain.civil_days import civil_date
from svh_core.domain.fields import private
from svh_core.domain.identifiers import MeetingId, PersonId
from svh_core.domain.own_events import OwnEvent
from svh_core.domain.rulebook import Concept, Entry, Event, Whose
from svh_core.domain.words import Words
from svh_core.plugins.hookspecs import hookimpl
from svh_core.plugins.offers import Description, Noticed, OwnSignal, OwnWords

__version__ = "1.0"

voorbeeld = Concept("voorbeeld", category="meetings")


@voorbeeld.event("svh-voorbeeld.answered", whose=Whose.ANYONE)
class Answered(OwnEvent):
    """Somebody says whether they come to a meeting.

    nl: Iemand zegt of die naar een bijeenkomst komt.
    """

    meeting: MeetingId
    person: PersonId
    answer: Literal["yes", "perhaps", "no"]
    why: Words | None = private(of="person", default=None)

    def changes(self, own: dict[str, Any], entry: Entry[Any]) -> Mapping[str, Any]:
        answers = own.get("answers", {})
        why = {"why": str(self.why)} if self.why is not None else {}
        told = {"answer": self.answer, "entry": entry.number, **why}
        return {**own, "answers": {**answers, self.meeting: {**answers.get(self.meeting, {}), self.person: told}}}


@voorbeeld.event("svh-voorbeeld.room_booked", whose=Whose.ANYONE)
class RoomBooked(OwnEvent):
    """A room was booked for a meeting.

    nl: Er is een ruimte besproken voor een bijeenkomst.
    """

    meeting: MeetingId
    seats: int


@voorbeeld.rule()
def an_answer_comes_before_the_meeting(entry: Entry[Answered], case: Case) -> bool:
    """Somebody says whether they come before the meeting is closed.

    nl: Iemand zegt of die komt voordat de bijeenkomst is afgelopen.
    """
    meeting = case.meetings.get(entry.event.meeting)
    return meeting is None or meeting.closed_at is None


def nobody_said_yes(case: Case, day: date) -> Iterator[Noticed]:
    """The meetings of the coming week for which people answered, and nobody with yes."""
    for meeting, answers in case.of_plugin.get("svh-voorbeeld", {}).get("answers", {}).items():
        when = civil_date(case.meetings[meeting].at)
        since = when - timedelta(days=7)
        if since <= day <= when and all(one["answer"] != "yes" for one in answers.values()):
            said = sorted({one["answer"] for one in answers.values()})
            entries = tuple(one["entry"] for one in answers.values())
            yield Noticed(subject=meeting, entries=entries, since=since, places={"when": when, "said": said})


@hookimpl
def svh_describe() -> Description:
    """Who it is."""
    return Description(
        id="svh-voorbeeld", organisation="Buurtteam Oost", purposes=("support_group",), categories=("meetings",)
    )


@hookimpl
def svh_events() -> Sequence[type[Event]]:
    """What it records."""
    return [Answered, RoomBooked]


@hookimpl
def svh_rulebook() -> Concept:
    """What must hold."""
    return voorbeeld


@hookimpl
def svh_phrases(language: str) -> Mapping[str, str]:
    """How the trail tells it; a booked room has no phrase."""
    if language == "nl":
        return {
            "svh-voorbeeld.answered": "{person} zegt {answer} tegen {meeting}[: {why}]",
            "svh-voorbeeld.answered.answer.perhaps": "misschien",
            "svh-voorbeeld.nobody_said_yes.said.perhaps": "twijfel",
        }
    return {
        "svh-voorbeeld.answered": "{person} said {answer} to {meeting}[: {why}]",
        "svh-voorbeeld.answered.answer.perhaps": "maybe",
        "svh-voorbeeld.nobody_said_yes.said.perhaps": "doubt",
    }


@hookimpl
def svh_signals() -> Sequence[OwnSignal]:
    """What it notices."""
    says = {
        "en": "Nobody said yes to the meeting of {when}: {said}",
        "nl": "Niemand zei ja tegen de bijeenkomst van {when}: {said}",
    }
    return [
        OwnSignal(
            name="nobody_said_yes",
            says=says,
            source="our way of working, 3",
            category="meetings",
            notices=nobody_said_yes,
        )
    ]


@hookimpl
def svh_vocabulary() -> Sequence[OwnWords]:
    """What it writes the same way everywhere."""
    return [
        OwnWords(
            name="circle",
            fields=("group.formed.method", "meeting.planned.method"),
            source="our way of working, 1",
            values={"oost_kring": {"en": "circle of the east", "nl": "kring van oost"}},
        )
    ]
