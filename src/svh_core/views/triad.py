"""The triad: who was at each meeting of a support group, by the three sides. Peer supporters stand apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import attrs

from svh_core.domain.civil_days import civil_date
from svh_core.domain.identifiers import PersonId
from svh_core.domain.meetings import MeetingOpened
from svh_core.domain.records import Meeting
from svh_core.domain.rulebook import Entry
from svh_core.log.script import moment_in_json
from svh_core.views.around import side_on
from svh_core.views.history import History
from svh_core.views.seen import CLOSED, Seen
from svh_core.views.signals.of_meetings import held

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "Wie er bij de bijeenkomsten was, tot en met {day}",
        "none": "Er was nog geen bijeenkomst van de steungroep",
        "present": "Met {people} erbij",
        "informal": "Eigen mensen: {people}",
        "formal": "Hulpverleners: {people}",
        "peer": "Ervaringsdeskundigen: {people}",
        "unknown": "Anderen: {people}",
        "spoke": "Iets gezegd door {people}",
        "three_sides": "De eigenaar, eigen mensen en hulpverleners waren er alle drie",
    },
    "en": {
        "title": "Who was at the meetings, up to {day}",
        "none": "There was no meeting of the support group yet",
        "present": "With {people} there",
        "informal": "People of their own: {people}",
        "formal": "Professionals: {people}",
        "peer": "Peer supporters: {people}",
        "unknown": "Others: {people}",
        "spoke": "Something said by {people}",
        "three_sides": "The owner, people of their own and professionals were all three there",
    },
}
SIDES: Final = ("informal", "formal", "peer", "unknown")


@attrs.frozen
class Company:
    """Who was at a meeting at any time.

    Attributes:
        resident: whether the resident was there.
        sides: the others by their side on that day: ``formal``, ``informal``, ``peer``, or ``unknown``.
    """

    resident: bool
    sides: Mapping[str, tuple[PersonId, ...]]

    @property
    def three_sides(self) -> bool:
        """Whether the resident was there, somebody formal and somebody informal."""
        return self.resident and bool(self.sides["formal"]) and bool(self.sides["informal"])


def company(history: History, meeting: Meeting, day: date) -> Company:
    """Who was at a meeting, by the sides on which they stood on its day."""
    here = history.ever_here(meeting)
    side_of = {person: side_on(history, person, day) or "unknown" for person in here - {history.resident}}
    sides = {side: tuple(sorted(person for person, its in side_of.items() if its == side)) for side in SIDES}
    return Company(history.resident in here, sides)


def opened_meetings(history: History) -> Iterator[tuple[Entry[Any], Meeting]]:
    """The beginnings of the meetings of a support group, each with its meeting, in time; not those put right."""
    for entry, meeting in held(history, MeetingOpened):
        if history.counts(entry) and entry.number not in history.corrections:
            yield entry, meeting


def triad(seen: Seen) -> dict[str, Any]:
    """Who was at each opened meeting of a support group, as data.

    Args:
        seen: what a look hands over.

    Returns:
        ``meetings``, in time: who was ``present``, and by their ``sides`` where the network and who helps are open;
        whether all ``three_sides`` were there; who ``spoke``, or None where nobody looked back on it.

    Raises:
        NotPermitted: not all meetings are open to the viewer.
    """
    return {
        "as_of": moment_in_json(seen.moment),
        "meetings": [_meeting(seen, entry, meeting) for entry, meeting in _meetings(seen)],
    }


def triad_in_words(seen: Seen, language: str) -> Iterator[str]:
    """The same for people, line by line; see `triad`."""
    texts, teller, meetings = _TEXTS[language], seen.told(language), _meetings(seen)

    def says(text: str, people: Iterable[PersonId]) -> str:
        return f"  {texts[text].format(people=teller.people(people).object)}"

    yield texts["title"].format(day=teller.language.date(seen.day))
    if not meetings:
        yield f"{texts['none']}."
    for entry, meeting in meetings:
        yield ""
        yield teller.language.moment(entry.at)
        yield says("present", _in_order(seen, meeting))
        if _sides_are_open(seen):
            there = company(seen.history, meeting, civil_date(entry.at))
            yield from (says(side, there.sides[side]) for side in SIDES if there.sides[side])
            if there.three_sides:
                yield f"  {texts['three_sides']}."
        if meeting.spoke is not None:
            yield says("spoke", meeting.spoke)


def _meetings(seen: Seen) -> list[tuple[Entry[Any], Meeting]]:
    seen.need("meetings", "who was at the meetings is")
    return list(opened_meetings(seen.history))


def _sides_are_open(seen: Seen) -> bool:
    """Whether the viewer may know on which side people stand: the network says so, and who helps."""
    return seen.share.opens_wholly("network") and seen.share.opens_wholly("care")


def _in_order(seen: Seen, meeting: Meeting) -> list[PersonId]:
    """Who was there, the resident first."""
    return sorted(seen.history.ever_here(meeting), key=lambda person: (person != seen.history.resident, person))


def _meeting(seen: Seen, entry: Entry[Any], meeting: Meeting) -> dict[str, Any]:
    there = company(seen.history, meeting, civil_date(entry.at))
    is_open = _sides_are_open(seen)
    return {
        "meeting": entry.event.meeting,
        "group": meeting.group,
        "at": moment_in_json(entry.at),
        "entry": entry.number,
        "present": _in_order(seen, meeting),
        "resident": there.resident,
        "sides": {side: list(people) for side, people in there.sides.items()} if is_open else CLOSED,
        "three_sides": there.three_sides if is_open else CLOSED,
        "spoke": list(meeting.spoke) if meeting.spoke is not None else None,
    }
