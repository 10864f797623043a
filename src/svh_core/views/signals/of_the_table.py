"""Signals about who was at the table: the resident or not, who was not asked, and the three sides of the triad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.identifiers import SUPPORT_GROUP, PersonId
from svh_core.domain.meetings import MeetingOpened
from svh_core.domain.network import InvolvementEnded, InvolvementRecorded
from svh_core.domain.nomination import DeepeningHeld
from svh_core.domain.rulebook import Entry
from svh_core.views.around import ONE_DAY, first, is_asked_at, members_at, roles_on, side_on
from svh_core.views.history import History
from svh_core.views.settings import Number
from svh_core.views.signals.days_ahead import roles_today
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.of_absence import deepening_permitted
from svh_core.views.signals.of_meetings import held
from svh_core.views.signals.spells import Spell, between, until_the_resident_speaks
from svh_core.views.sources import RESOURCE_GROUPS

_CLINICIAN: Final = "lead_clinician"
_A_YEAR: Final = Number(12, "months", RESOURCE_GROUPS)


@signal(Kind.REGIE, 41, 71)
def resident_not_at_own_meeting(history: History) -> Iterator[Spell]:
    """Your group met without you.

    nl: Jouw groep kwam samen zonder jou.
    """
    for entry in history.of(MeetingOpened):
        meeting = history.case.meetings.get(entry.event.meeting)
        if (
            meeting is not None
            and meeting.kind == "support_group"
            and history.resident not in history.ever_here(meeting)
        ):
            yield from between(civil_date(entry.at), history.first_opinion(entry), entry.event.meeting, entry.number)


@signal(Kind.REGIE, 18)
def unexpected_guest(history: History) -> Iterator[Spell]:
    """Somebody was at the table whom you had not asked.

    nl: Er zat iemand aan tafel die jij niet had gevraagd.
    """
    for entry in history.of(MeetingOpened):
        meeting = history.case.meetings.get(entry.event.meeting)
        for person in sorted(history.ever_here(meeting)) if meeting is not None else ():
            if person != history.resident and not _was_asked(history, person, entry):
                begins = _turned_out_on(history, person, civil_date(entry.at))
                yield from between(begins, history.first_opinion(entry), person, entry.number)


def _turned_out_on(history: History, person: PersonId, day: date) -> date:
    """The day, or that on which it was told that somebody was no longer involved on it."""
    stopped = (e for e in history.of(InvolvementEnded) if e.event.person == person and e.event.on <= day)
    return max([day, *(civil_date(e.at) for e in stopped)])


def _was_asked(history: History, person: PersonId, opened: Entry[Any]) -> bool:
    """Whether somebody was member, nominee, involved, or a guest who had said yes, when the meeting was opened."""
    case = history.case
    group = case.meetings[opened.event.meeting].group
    guest = any(
        request.what == "guest.invited"
        and (request.asked, request.about) == (person, opened.event.meeting)
        and any(answer.answer == "yes" for answer in request.answers)
        for request in case.requests.values()
    )
    asked = person in members_at(history, group, opened.at) or is_asked_at(history, person, group, opened.at)
    return guest or asked or case.involved(person, opened.at)


@signal(Kind.REGIE, 13)
def deepening_not_as_chosen(history: History) -> Iterator[Spell]:
    """A talk with somebody you asked was held in another form than you chose.

    nl: Een gesprek met iemand die je vroeg, ging anders dan jij had gekozen.
    """
    for entry in history.of(DeepeningHeld):
        chosen = deepening_permitted(history, entry)
        with_me = history.resident in entry.event.present
        if (not with_me and chosen in {"with_me", "none"}) or (with_me and chosen == "without_me"):
            yield from until_the_resident_speaks(history, entry, civil_date(entry.at))


@signal(Kind.GUIDE, 41)
def triad_incomplete(history: History) -> Iterator[Spell]:
    """One side of the triad was not at the table.

    nl: Niet alle kanten zaten aan tafel: jijzelf, de hulpverleners en de mensen van jezelf.
    """
    for entry, meeting in held(history, MeetingOpened):
        here = history.ever_here(meeting)
        sides = {side_on(history, person, civil_date(entry.at)) for person in here - {history.resident}}
        if history.resident not in here or not {"formal", "informal"} <= sides:
            yield from between(civil_date(entry.at), None, entry.event.meeting, entry.number)


@signal(Kind.GUIDE, 70, number="workers_in_open_dialogue")
def two_workers(history: History) -> Iterator[Spell]:
    """An open dialogue meeting had fewer than two workers.

    nl: Bij een gesprek volgens open dialoog waren er minder dan twee hulpverleners.

    with set: An open dialogue meeting had fewer than {number} workers.

    nl: Bij een gesprek volgens open dialoog waren er minder dan {number} hulpverleners.
    """
    for entry, meeting in held(history, MeetingOpened, of="open_dialogue"):
        day = civil_date(entry.at)
        here = [p for p in history.ever_here(meeting) if "pod_worker" in roles_on(history, p, day)]
        if len(here) < history.settings.number("workers_in_open_dialogue"):
            yield from between(civil_date(entry.at), None, entry.event.meeting, entry.number)


@signal(Kind.GUIDE, 18, number=_A_YEAR)
def clinician_not_seen(history: History) -> Iterator[Spell]:
    """No lead clinician came to the group this year.

    nl: Er kwam dit jaar geen regiebehandelaar naar de groep.
    """
    recorded = [entry for entry in history.of(InvolvementRecorded) if entry.event.role == _CLINICIAN]
    if history.case.method != "ract" or not recorded:
        return
    clinicians = {entry.event.person for entry in recorded}
    begun = min((max(entry.event.from_, history.waits_from(entry)), entry.number) for entry in recorded)
    came = [
        (history.waits_from(entry), entry.number)
        for entry, meeting in held(history, MeetingOpened)
        if clinicians & history.ever_here(meeting)
    ]
    seen = sorted([begun, *came])
    for index, (day, number) in enumerate(seen):
        over = first([*(later for later, _ in seen[index + 1 :]), _none_left_on(history, clinicians)])
        yield from between(months_after(day, _A_YEAR.value) + ONE_DAY, over, SUPPORT_GROUP, number)


def _none_left_on(history: History, clinicians: Iterable[PersonId]) -> date | None:
    """The day since which none of them is lead clinician any more; None while one is."""
    if any(_CLINICIAN in roles_today(history, person) for person in clinicians):
        return None
    ended = (e for e in history.of(InvolvementEnded) if e.event.role == _CLINICIAN)
    return max((max(e.event.on, civil_date(e.at)) for e in ended), default=None)
