"""Guide signals about who is asked, who is around, and what they need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from svh_core.domain.civil_days import AMSTERDAM, civil_date, months_after
from svh_core.domain.groups import GroupEnded, MemberJoined, MemberLeft, MemberRemoved
from svh_core.domain.identifiers import SUPPORT_GROUP, PersonId
from svh_core.domain.meetings import MeetingOpened
from svh_core.domain.network import InvolvementEnded, InvolvementRecorded, NetworkPersonAdded, NetworkPersonRemoved
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
from svh_core.views.around import ONE_DAY, days_of, first, in_time, members_at, roles_on, side_on
from svh_core.views.history import History
from svh_core.views.settings import OURS, Number
from svh_core.views.signals.days_ahead import those_that_have_come
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.spells import Spell, after, between, while_it_holds

_SIX_WEEKS: Final = Number(42, "days", OURS)
_FOUR_WEEKS: Final = Number(28, "days", OURS)
_A_YEAR: Final = Number(12, "months", OURS)


@signal(Kind.GUIDE, 16, number=_SIX_WEEKS)
def unanswered_nomination(history: History) -> Iterator[Spell]:
    """Somebody was asked and has not answered.

    nl: Iemand die je vroeg, heeft nog geen antwoord gegeven.
    """
    answers = list(history.of(NominationAccepted, NominationDeclined, NominationWithdrawn))
    for entry in history.of(NominationMade):
        event = entry.event
        settled = (told for told in answers if told.number > entry.number and _about(told) == _about(entry))
        yield from between(
            after(history.waits_from(entry), _SIX_WEEKS.value), first(days_of(settled)), event.person, entry.number
        )


def _about(entry: Entry[Any]) -> tuple[PersonId, str]:
    """Who was asked, and for which group; the first support group where none is named."""
    return entry.event.person, entry.event.group or SUPPORT_GROUP


@signal(Kind.GUIDE, 11)
def no_information(history: History) -> Iterator[Spell]:
    """A nominee was contacted without general information.

    nl: Iemand sprak met een persoon die jij vroeg, maar gaf geen algemene uitleg.
    """
    for entry in history.of(NomineeContacted):
        given = first(days_of(e for e in history.of(InformationGiven) if e.event.person == entry.event.person))
        yield from between(civil_date(entry.at), given, entry.event.person, entry.number)


@signal(Kind.GUIDE, 14)
def asked_more_than_offered(history: History) -> Iterator[Spell]:
    """More was asked of somebody than they can give.

    nl: Er is meer van iemand gevraagd dan die persoon kan geven.
    """
    asked: dict[tuple[PersonId, str], Entry[Any]] = {}
    offered: dict[tuple[PersonId, str], Entry[Any]] = {}
    begun: dict[tuple[PersonId, str], tuple[date, int, int]] = {}
    settles = (MemberLeft, MemberRemoved, NominationWithdrawn, NominationDeclined)
    for entry in in_time(history.of(NominationMade, PositionStated, *settles)):
        about = _about(entry)
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


@signal(Kind.GUIDE, 15, number=_FOUR_WEEKS)
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
        yield from between(after(history.waits_from(entry), _FOUR_WEEKS.value), ended, need, entry.number)


@signal(Kind.GUIDE, 9, 41)
def one_sided_network(history: History) -> Iterator[Spell]:
    """The group has only professionals, or only people of your own.

    nl: In de groep zitten alleen hulpverleners, of alleen mensen van jezelf.
    """
    opened = in_time(history.of(MeetingOpened))
    group_ended = first(days_of(e for e in history.of(GroupEnded) if e.event.group == SUPPORT_GROUP))

    def is_one_sided(day: date) -> bool:
        if group_ended is not None and day >= group_ended:
            return False
        sides = [side_on(history, person, day) for person in _at_the_table(history, opened, day)]
        of_triad = [one for one in sides if one in {"formal", "informal"}]
        return len(of_triad) > 1 and len(set(of_triad)) == 1

    def shown_by(day: date) -> tuple[int, ...]:
        """The last two meetings, and how those who are members then joined."""
        members = members_at(history, SUPPORT_GROUP, _end_of(day))
        joined = {
            entry.event.person: entry
            for entry in in_time(history.of(MemberJoined))
            if (entry.event.group or SUPPORT_GROUP) == SUPPORT_GROUP and entry.event.person in members
        }.values()
        return tuple(entry.number for entry in [*_last_two(opened, day), *joined])

    changes = list(history.of(*_CHANGES_THE_TABLE))
    days = [*days_of(changes), *(e.event.on for e in changes if isinstance(e.event, InvolvementEnded))]
    days += [e.event.from_ for e in changes if isinstance(e.event, InvolvementRecorded)]
    come = those_that_have_come(history, days)
    yield from while_it_holds(come, is_one_sided, shown_by, SUPPORT_GROUP)


_CHANGES_THE_TABLE: Final = (
    GroupEnded,
    MemberJoined,
    MemberLeft,
    MemberRemoved,
    MeetingOpened,
    InvolvementRecorded,
    InvolvementEnded,
    NetworkPersonAdded,
    NetworkPersonRemoved,
)


def _at_the_table(history: History, opened: list[Entry[Any]], day: date) -> set[PersonId]:
    """Members on a day, and the professionals involved then who came to one of the last two meetings."""
    came = {person for entry in _last_two(opened, day) for person in _ever_here(history, entry)}
    members = members_at(history, SUPPORT_GROUP, _end_of(day))
    return members | {person for person in came if roles_on(history, person, day)}


def _end_of(day: date) -> datetime:
    """Its last moment, in Amsterdam."""
    return datetime.combine(day + ONE_DAY, time(), AMSTERDAM) - timedelta(microseconds=1)


def _last_two(opened: list[Entry[Any]], day: date) -> list[Entry[Any]]:
    return [entry for entry in opened if civil_date(entry.at) <= day][-2:]


def _ever_here(history: History, opened: Entry[Any]) -> frozenset[PersonId]:
    meeting: Meeting | None = history.case.meetings.get(opened.event.meeting)
    return history.ever_here(meeting) if meeting is not None else frozenset()


@signal(Kind.GUIDE, 69)
def first_contact_gone(history: History) -> Iterator[Spell]:
    """The first contact is no longer involved.

    nl: De persoon bij wie jij het eerst terechtkon, helpt niet meer mee.
    """
    contacts = [e for e in history.of(InvolvementRecorded) if e.event.first_contact]
    for entry in contacts:
        role = (entry.event.person, entry.event.role)
        ended = [e for e in history.of(InvolvementEnded) if (e.event.person, e.event.role) == role]
        if ended:
            last = min(ended, key=_stopped_on)
            gone = _stopped_on(last)
            others = [
                max(e.event.from_, civil_date(e.at), gone)
                for e in contacts
                if e is not entry and _goes_on(history, e, gone)
            ]
            yield from between(gone, first(others), entry.event.person, entry.number, last.number)


def _stopped_on(ended: Entry[Any]) -> date:
    """The day since which somebody is no longer involved, and that was told."""
    on: date = ended.event.on
    return max(on, civil_date(ended.at))


def _goes_on(history: History, entry: Entry[Any], day: date) -> bool:
    """Whether an involvement is or comes into force on or after a day."""
    held = [one for one in history.case.involvements.get(entry.event.person, ()) if one.role == entry.event.role]
    return any(one.on is None or one.on > day for one in held)


@signal(Kind.GUIDE, 69, number=_A_YEAR)
def team_changes(history: History) -> Iterator[Spell]:
    """Team continuity: more than two professionals changed in a year.

    nl: In één jaar kwamen of gingen er meer dan twee hulpverleners.
    """
    counted = (entry for entry in history.of(InvolvementEnded) if history.counts(entry))
    ended = sorted(counted, key=_stopped_on)
    for index in range(2, len(ended)):
        three = ended[index - 2 : index + 1]
        begins, forgotten = _stopped_on(three[-1]), months_after(_stopped_on(three[0]), _A_YEAR.value)
        if begins <= forgotten:
            yield from between(begins, forgotten, SUPPORT_GROUP, *(entry.number for entry in three))
