"""What entries say of meetings: when each is, how often that changed, who leads it, and who answered what.

Of a meeting nothing else is read: no subject, no place, no kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

PLANNED: Final = "meeting.planned"
MOVED: Final = "meeting.moved"
CANCELLED: Final = "meeting.cancelled"
CHAIR: Final = "chair.chosen"
ANSWERED: Final = "svh-agenda.answered"

READ: Final[Mapping[str, tuple[str, ...]]] = {
    PLANNED: ("meeting", "group", "at", "minutes"),
    MOVED: ("meeting", "at", "minutes"),
    CANCELLED: ("meeting",),
    CHAIR: ("person", "group", "for_meeting"),
    ANSWERED: ("meeting", "person", "answer"),
}
"""The events that are read, and of each the fields."""

_FIRST_GROUP: Final = "support_group"
"""The group that is meant where none is named."""


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What is read of one entry.

    Attributes:
        number: which entry of its case.
        event: its name; one of `READ`.
        at: the moment it was decided.
        recorded_at: the moment it was written down.
        data: those of its fields that are read, as texts and numbers.
    """

    number: int
    event: str
    at: datetime
    recorded_at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A meeting as a calendar knows it.

    Attributes:
        meeting: its id.
        group: of whom.
        begins: when.
        minutes: how long.
        changed_at: the moment something of it was written down last.
        sequence: how often it was moved or called off.
        cancelled: whether it was called off.
        chairs: who leads it: whoever was chosen for this meeting, before whoever was chosen for the group.
        answers: what people said last, by person.
    """

    meeting: str
    group: str
    begins: datetime
    minutes: int
    changed_at: datetime
    sequence: int = 0
    cancelled: bool = False
    chairs: tuple[str | None, str | None] = (None, None)
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ends(self) -> datetime:
        """When it is over, as it is planned."""
        return self.begins + timedelta(minutes=self.minutes)

    @property
    def chair(self) -> str | None:
        """Who leads it, if somebody was chosen."""
        return self.chairs[0] or self.chairs[1]


def read(number: int, event: str, at: datetime, recorded_at: datetime, data: Mapping[str, Any]) -> Happened | None:
    """What is read of an entry; None where nothing is."""
    if event not in READ:
        return None
    told = {name: value for name in READ[event] if isinstance(value := data.get(name), str | int)}
    return Happened(number=number, event=event, at=at, recorded_at=recorded_at, data=told)


def appointments(happened: Iterable[Happened]) -> Iterator[Appointment]:
    """The meetings that entries tell of, in the order in which they were planned."""
    found: dict[str, Appointment] = {}
    chairs: dict[str, str] = {}
    for one in sorted(happened, key=lambda one: one.number):
        if one.event == PLANNED:
            planned = _planned(one, chairs)
            if planned is not None:
                found[planned.meeting] = planned
        elif one.event == CHAIR:
            _choose_chair(found, chairs, one)
        elif (known := found.get(str(one.data.get("meeting")))) is not None:
            found[known.meeting] = _changed(known, one)
    yield from found.values()


def _planned(one: Happened, chairs: Mapping[str, str]) -> Appointment | None:
    meeting, begins, minutes = one.data.get("meeting"), _moment(one.data.get("at")), one.data.get("minutes")
    if not isinstance(meeting, str) or begins is None or not isinstance(minutes, int):
        return None
    group = str(one.data.get("group", _FIRST_GROUP))
    return Appointment(
        meeting=meeting,
        group=group,
        begins=begins,
        minutes=minutes,
        changed_at=one.recorded_at,
        chairs=(None, chairs.get(group)),
    )


def _changed(known: Appointment, one: Happened) -> Appointment:
    """A meeting after it was moved, called off or answered."""
    if one.event == ANSWERED:
        answers = {**known.answers, str(one.data.get("person")): str(one.data.get("answer"))}
        return replace(known, answers=answers, changed_at=one.recorded_at)
    changed = replace(known, sequence=known.sequence + 1, changed_at=one.recorded_at)
    if one.event == CANCELLED:
        return replace(changed, cancelled=True)
    minutes = one.data.get("minutes")
    return replace(
        changed,
        begins=_moment(one.data.get("at")) or known.begins,
        minutes=minutes if isinstance(minutes, int) else known.minutes,
    )


def _choose_chair(found: dict[str, Appointment], chairs: dict[str, str], one: Happened) -> None:
    """Seats who was chosen, for one meeting, or for a group in all its meetings that are ahead."""
    person, meeting = one.data.get("person"), one.data.get("for_meeting")
    if not isinstance(person, str):
        return
    if meeting is None:
        group = str(one.data.get("group", _FIRST_GROUP))
        chairs[group] = person
        led = [known for known in found.values() if known.group == group and known.begins > one.at]
        found |= {
            known.meeting: replace(known, chairs=(known.chairs[0], person), changed_at=one.recorded_at) for known in led
        }
    elif (known := found.get(str(meeting))) is not None:
        found[known.meeting] = replace(known, chairs=(person, known.chairs[1]), changed_at=one.recorded_at)


def _moment(told: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
