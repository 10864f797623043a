"""Who was around on a day, and which consents stood: read off the entries as they were known, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from svh_core.domain.civil_days import civil_date
from svh_core.domain.consent import ConsentGiven, ConsentWithdrawn
from svh_core.domain.groups import MemberJoined, MemberLeft, MemberRemoved
from svh_core.domain.identifiers import SUPPORT_GROUP, GroupId, PersonId
from svh_core.domain.network import InvolvementEnded, InvolvementRecorded, NetworkPersonAdded, NetworkPersonRemoved
from svh_core.domain.nomination import NominationAccepted, NominationDeclined, NominationMade, NominationWithdrawn
from svh_core.domain.opening import CaseClosed, ParticipationDecided
from svh_core.domain.rulebook import Entry
from svh_core.views.history import History

ONE_DAY: Final = timedelta(days=1)
PEERS: Final = frozenset({"peer_supporter", "family_peer_supporter"})
END_WITH_THE_CASE: Final = frozenset({"care", "support_group", "deliberation_without_me"})
"""Purposes of consents that end when the case does; the others end when their own period does."""


def first(days: Iterable[date | None]) -> date | None:
    """The earliest of these days that is one."""
    return min((day for day in days if day is not None), default=None)


def days_of(entries: Iterable[Entry[Any]]) -> Iterator[date]:
    """The civil days of these entries."""
    return (civil_date(entry.at) for entry in entries)


def in_time(entries: Iterable[Entry[Any]]) -> list[Entry[Any]]:
    """Entries by the moment they are claimed for."""
    return sorted(entries, key=lambda entry: (entry.at, entry.number))


def roles_on(history: History, person: PersonId, day: date) -> set[str]:
    """The roles in which somebody was professionally involved on a day, as was told by then."""
    ended = {
        e.event.role: max(e.event.on, civil_date(e.at))
        for e in history.of(InvolvementEnded)
        if e.event.person == person
    }
    return {
        e.event.role
        for e in history.of(InvolvementRecorded)
        if e.event.person == person
        and max(e.event.from_, civil_date(e.at)) <= day
        and (e.event.role not in ended or day < ended[e.event.role] or civil_date(e.at) >= ended[e.event.role])
    }


def members_at(history: History, group: GroupId, moment: datetime) -> set[PersonId]:
    """Who was a member of a group at a moment."""
    members: set[PersonId] = set()
    for entry in in_time(history.of(MemberJoined, MemberLeft, MemberRemoved)):
        if (entry.event.group or SUPPORT_GROUP) == group and entry.at <= moment:
            (members.add if isinstance(entry.event, MemberJoined) else members.discard)(entry.event.person)
    return members


def is_asked_at(history: History, person: PersonId, group: GroupId, moment: datetime) -> bool:
    """Whether a nomination of somebody for a group stood at a moment."""
    told = in_time(history.of(NominationMade, NominationWithdrawn, NominationDeclined, NominationAccepted))
    about = [
        entry.event
        for entry in told
        if entry.at <= moment and (entry.event.person, entry.event.group or SUPPORT_GROUP) == (person, group)
    ]
    return bool(about) and isinstance(about[-1], NominationMade)


def side_on(history: History, person: PersonId, day: date) -> str | None:
    """On which side of the triad somebody stood: ``formal``, ``informal``, ``peer``, or None for who is not known."""
    roles = roles_on(history, person, day)
    if roles & PEERS:
        return "peer"
    told = [
        entry.event
        for entry in in_time(history.of(NetworkPersonAdded, NetworkPersonRemoved))
        if entry.event.person == person and civil_date(entry.at) <= day
    ]
    if told and isinstance(told[-1], NetworkPersonAdded):
        return str(told[-1].network)
    return "formal" if roles else None


def consent_ends(history: History, given: Entry[Any]) -> date | None:
    """The first day on which a consent no longer stands: withdrawn, over, or ended with the case."""
    event = given.event
    withdrawn = (civil_date(e.at) for e in history.of(ConsentWithdrawn) if e.event.consent == event.consent)
    over = event.until + ONE_DAY if event.until is not None else None
    stopped = (civil_date(moment) for moment in _stops_after(history, given)) if _ends_with_case(event) else ()
    return first([*withdrawn, over, *stopped])


def consent_stood(history: History, given: Entry[Any], moment: datetime) -> bool:
    """Whether a consent was in force at a moment."""
    event, day = given.event, civil_date(moment)
    withdrawn = (e.at for e in history.of(ConsentWithdrawn) if e.event.consent == event.consent)
    stopped = _stops_after(history, given) if _ends_with_case(event) else ()
    begun = given.at <= moment and event.from_ <= day
    return (
        begun
        and not (event.until is not None and day > event.until)
        and all(m > moment for m in (*withdrawn, *stopped))
    )


def _ends_with_case(event: ConsentGiven) -> bool:
    return event.purpose in END_WITH_THE_CASE


def _stops_after(history: History, given: Entry[Any]) -> Iterator[datetime]:
    """The moments after a consent at which the case was closed or the resident stopped."""
    for entry in history.of(CaseClosed, ParticipationDecided):
        stops = isinstance(entry.event, CaseClosed) or entry.event.answer == "stop"
        if stops and entry.number > given.number and entry.at >= given.at:
            yield entry.at
