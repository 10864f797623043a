"""Guide signals about who is asked, who is around, and what they need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.groups import MemberJoined, MemberLeft, MemberRemoved
from svh_core.domain.identifiers import SUPPORT_GROUP, PersonId
from svh_core.domain.meetings import MeetingOpened
from svh_core.domain.network import InvolvementEnded, InvolvementRecorded
from svh_core.domain.nomination import (
    InformationGiven,
    NeedMet,
    NeedStated,
    NominationAccepted,
    NominationDeclined,
    NominationMade,
    NominationWithdrawn,
    NomineeContacted,
    PositionStated,
)
from svh_core.domain.records import Meeting
from svh_core.domain.rulebook import Entry
from svh_core.views.history import History
from svh_core.views.signals.spells import Kind, Spell, after, between, first, signal

PEERS: Final = frozenset({"peer_supporter", "family_peer_supporter"})


def days_of(entries: Iterable[Entry[Any]]) -> Iterator[date]:
    """The civil days of these entries."""
    return (civil_date(entry.at) for entry in entries)


def side(history: History, person: PersonId) -> str:
    """On which side of the triad somebody stands: ``formal``, ``informal``, or ``peer`` for who helps from experience."""
    if any(one.role in PEERS for one in history.case.involvements.get(person, ())):
        return "peer"
    known = history.case.network.get(person)
    if known is not None:
        return known.network
    return "formal" if person in history.case.involvements else "informal"


@signal(Kind.GUIDE)
def unanswered_nomination(history: History) -> Iterator[Spell]:
    """Somebody was asked and has not answered.

    nl: Iemand die je vroeg, heeft nog geen antwoord gegeven.
    """
    answers = list(history.of(NominationAccepted, NominationDeclined, NominationWithdrawn))
    for entry in history.of(NominationMade):
        event = entry.event
        settled = (
            told
            for told in answers
            if told.number > entry.number and (told.event.person, told.event.group) == (event.person, event.group)
        )
        yield from between(after(history.waits_from(entry), 42), first(days_of(settled)), event.person, entry.number)


@signal(Kind.GUIDE)
def no_information(history: History) -> Iterator[Spell]:
    """A nominee was contacted without general information.

    nl: Met iemand die je vroeg is gesproken, maar zonder algemene informatie te geven.
    """
    for entry in history.of(NomineeContacted):
        given = first(days_of(e for e in history.of(InformationGiven) if e.event.person == entry.event.person))
        yield from between(civil_date(entry.at), given, entry.event.person, entry.number)


@signal(Kind.GUIDE)
def asked_more_than_offered(history: History) -> Iterator[Spell]:
    """More was asked of somebody than they can give.

    nl: Er is meer van iemand gevraagd dan diegene kan geven.
    """
    asked: dict[tuple[PersonId, str], Entry[Any]] = {}
    offered: dict[tuple[PersonId, str], Entry[Any]] = {}
    begun: dict[tuple[PersonId, str], tuple[date, int, int]] = {}
    for entry in _in_time(history.of(NominationMade, PositionStated, MemberLeft, MemberRemoved)):
        about = (entry.event.person, entry.event.group or SUPPORT_GROUP)
        if isinstance(entry.event, NominationMade):
            asked[about] = entry
        elif isinstance(entry.event, PositionStated):
            if entry.event.offered_per_month is not None:
                offered[about] = entry
        else:
            asked.pop(about, None)
        too_much = _is_too_much(asked.get(about), offered.get(about))
        if too_much and about not in begun:
            begun[about] = (civil_date(entry.at), asked[about].number, offered[about].number)
        elif not too_much and about in begun:
            since, *entries = begun.pop(about)
            yield from between(since, civil_date(entry.at), about[0], *entries)
    for (person, _), (since, *entries) in begun.items():
        yield from between(since, None, person, *entries)


def _is_too_much(asked: Entry[Any] | None, offered: Entry[Any] | None) -> bool:
    if asked is None or offered is None or asked.event.asked_per_month is None:
        return False
    more: bool = asked.event.asked_per_month > offered.event.offered_per_month
    return more


def _in_time(entries: Iterable[Entry[Any]]) -> list[Entry[Any]]:
    return sorted(entries, key=lambda entry: (entry.at, entry.number))


@signal(Kind.GUIDE)
def open_need(history: History) -> Iterator[Spell]:
    """Somebody said what they need to take part, and it is not arranged.

    nl: Iemand vertelde wat er nodig is om mee te doen, en dat is nog niet geregeld.
    """
    for entry in history.of(NeedStated):
        need, person = entry.event.need, entry.event.person
        met = (e for e in history.of(NeedMet) if e.event.need == need and e.event.enough in {"yes", "partly"})
        left = (
            e
            for e in history.of(MemberLeft, MemberRemoved, NominationDeclined, NominationWithdrawn)
            if e.event.person == person and e.number > entry.number
        )
        ended = first([*days_of(met), *days_of(left)])
        yield from between(after(history.waits_from(entry), 28), ended, need, entry.number)


@signal(Kind.GUIDE)
def one_sided_network(history: History) -> Iterator[Spell]:
    """The group has only professionals, or only people of your own.

    nl: In de groep zitten alleen hulpverleners, of alleen mensen van jezelf.
    """
    group = history.case.groups.get(SUPPORT_GROUP)
    if group is None or group.kind == "informal_only":
        return
    opened = _in_time(history.of(MeetingOpened))
    changes = _in_time(history.of(MemberJoined, MemberLeft, MemberRemoved, MeetingOpened))
    begun: tuple[date, int] | None = None
    for entry in changes:
        sides = {side(history, person) for person in _at_the_table(history, opened, entry)} - {"peer"}
        people = [p for p in _at_the_table(history, opened, entry) if side(history, p) != "peer"]
        one_sided = len(people) > 1 and len(sides) == 1
        if one_sided and begun is None:
            begun = (civil_date(entry.at), entry.number)
        elif not one_sided and begun is not None:
            yield from between(begun[0], civil_date(entry.at), SUPPORT_GROUP, begun[1])
            begun = None
    if begun is not None:
        yield from between(begun[0], None, SUPPORT_GROUP, begun[1])


def _at_the_table(history: History, opened: list[Entry[Any]], until: Entry[Any]) -> set[PersonId]:
    """Members then, and the professionals who came to one of the last two meetings before."""
    members: set[PersonId] = set()
    for entry in _in_time(history.of(MemberJoined, MemberLeft, MemberRemoved)):
        if (entry.at, entry.number) <= (until.at, until.number):
            (members.add if isinstance(entry.event, MemberJoined) else members.discard)(entry.event.person)
    last_two = [e for e in opened if (e.at, e.number) <= (until.at, until.number)][-2:]
    came = {person for e in last_two for person in _ever_here(history, e)}
    return members | {person for person in came if person in history.case.involvements}


def _ever_here(history: History, opened: Entry[Any]) -> frozenset[PersonId]:
    meeting: Meeting | None = history.case.meetings.get(opened.event.meeting)
    return history.ever_here(meeting) if meeting is not None else frozenset()


@signal(Kind.GUIDE)
def first_contact_gone(history: History) -> Iterator[Spell]:
    """The first contact is no longer involved.

    nl: Het eerste aanspreekpunt is niet meer betrokken.
    """
    contacts = [e for e in history.of(InvolvementRecorded) if e.event.first_contact]
    for entry in contacts:
        role = (entry.event.person, entry.event.role)
        gone = first(e.event.on for e in history.of(InvolvementEnded) if (e.event.person, e.event.role) == role)
        if gone is not None:
            others = [max(e.event.from_, gone) for e in contacts if e is not entry and _goes_on(history, e, gone)]
            yield from between(gone, first(others), entry.event.person, entry.number)


def _goes_on(history: History, entry: Entry[Any], day: date) -> bool:
    """Whether an involvement is or comes into force on or after a day."""
    held = [one for one in history.case.involvements.get(entry.event.person, ()) if one.role == entry.event.role]
    return any(one.on is None or one.on > day for one in held)


@signal(Kind.GUIDE)
def team_changes(history: History) -> Iterator[Spell]:
    """Team continuity: more than two professionals changed in a year.

    nl: In één jaar zijn er meer dan twee hulpverleners gewisseld.
    """
    ended = sorted(history.of(InvolvementEnded), key=lambda entry: entry.event.on)
    for index in range(2, len(ended)):
        three = ended[index - 2 : index + 1]
        begins, forgotten = three[-1].event.on, months_after(three[0].event.on, 12)
        if begins <= forgotten:
            yield from between(begins, forgotten, SUPPORT_GROUP, *(entry.number for entry in three))
