"""Guide signals about the meetings of the group: their rhythm, the next one, their place and their chair."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.groups import (
    ChairChosen,
    GroupEnded,
    MemberJoined,
    MemberLeft,
    MemberRemoved,
    RhythmChosen,
)
from svh_core.domain.identifiers import SUPPORT_GROUP, GroupId, MeetingId
from svh_core.domain.meetings import (
    MeetingCancelled,
    MeetingClosed,
    MeetingMoved,
    MeetingOpened,
    MeetingPlanned,
    PlaceChosen,
)
from svh_core.domain.records import Meeting
from svh_core.domain.regie import RequestAnswered
from svh_core.domain.rulebook import Entry
from svh_core.views.around import ONE_DAY, days_of, first, in_time
from svh_core.views.history import History
from svh_core.views.settings import OURS, Number
from svh_core.views.signals.days_ahead import those_that_have_come
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.spells import Spell, between, while_it_holds
from svh_core.views.sources import HANDBOOK

_THREE_MONTHS: Final = Number(3, "months", HANDBOOK)
_A_WEEK: Final = Number(7, "days", OURS)


def held(history: History, *kinds: type[Any], of: str | None = "support_group") -> list[tuple[Entry[Any], Meeting]]:
    """The entries about meetings of a kind, each with its meeting, in time."""
    told = [(entry, history.case.meetings.get(entry.event.meeting)) for entry in history.of(*kinds)]
    good = [(entry, meeting) for entry, meeting in told if meeting is not None and of in {None, meeting.kind}]
    return sorted(good, key=lambda one: (one[0].at, one[0].number))


@signal(Kind.GUIDE, 30, number=_THREE_MONTHS)
def rhythm_overdue(history: History) -> Iterator[Spell]:
    """The group has not met for three months.

    nl: De groep is al drie maanden niet samengekomen.

    with rarer: The group has not met for longer than the rhythm you chose.

    nl: De groep kwam al een tijd niet samen, langer dan het ritme dat jij koos.

    with rarer planned: The group has not met for longer than the rhythm you chose; the next meeting is planned.

    nl: De groep kwam al een tijd niet samen, langer dan het ritme dat jij koos. De volgende bijeenkomst is gepland.

    with planned: The group has not met for three months; the next meeting is planned.

    nl: De groep is al drie maanden niet samengekomen. De volgende bijeenkomst is gepland.
    """
    for group in history.case.groups:
        met = [
            (entry, history.waits_from(entry))
            for entry, meeting in held(history, MeetingOpened)
            if meeting.group == group and history.left_out_on(entry.number) is None
        ]
        for joined, begins, ends in _with_members(history, group):
            starts: list[tuple[Entry[Any], date]] = [(joined, begins)]
            starts[:] = [one for one in met if one[1] <= begins][-1:] or starts
            starts += [(entry, day) for entry, day in met if begins < day and (ends is None or day < ends)]
            for index, (entry, day) in enumerate(starts):
                over = first([*(other for _, other in starts[index + 1 :]), ends])
                for since, due, note, until in _due(history, group, day):
                    yield from between(
                        max(due + ONE_DAY, begins, since), first([over, until]), group, entry.number, note=note
                    )


def _due(history: History, group: GroupId, day: date) -> Iterator[tuple[date, date, str, date | None]]:
    """The last day for the next meeting under each rhythm in turn: since when, that day, which note, until when.

    Three calendar months, or the resident's own rhythm where that is rarer.
    """
    norm = months_after(day, _THREE_MONTHS.value)
    chosen = [
        (civil_date(e.at), e.event.every_weeks)
        for e in in_time(history.of(RhythmChosen))
        if (e.event.group or SUPPORT_GROUP) == group and e.event.every_weeks is not None
    ]
    rhythms = [(date.min, 0), *chosen]
    ahead = ["planned"] if _is_planned_ahead(history, group) else []
    for index, (since, weeks) in enumerate(rhythms):
        until = first(other for other, _ in rhythms[index + 1 :])
        own = day + timedelta(weeks=weeks)
        note = " ".join([*(["rarer"] if own > norm else []), *ahead])
        yield since, max(own, norm), note, until


def _is_planned_ahead(history: History, group: GroupId) -> bool:
    return any(
        meeting.group == group
        and not meeting.cancelled
        and meeting.opened_at is None
        and not history.has_come(civil_date(meeting.at) + ONE_DAY)
        for _, meeting in held(history, MeetingPlanned)
    )


def _with_members(history: History, group: GroupId) -> Iterator[tuple[Entry[Any], date, date | None]]:
    """The times in which a group had a member and had not ended, each with the joining that began it."""
    members: set[str] = set()
    begun: Entry[Any] | None = None
    ended = first(days_of(e for e in history.of(GroupEnded) if e.event.group == group))
    changes = sorted(history.of(MemberJoined, MemberLeft, MemberRemoved), key=lambda e: (e.at, e.number))
    for entry in changes:
        if (entry.event.group or SUPPORT_GROUP) != group:
            continue
        (members.add if isinstance(entry.event, MemberJoined) else members.discard)(entry.event.person)
        if members and begun is None:
            begun = entry
        elif not members and begun is not None:
            yield begun, history.waits_from(begun), first([civil_date(entry.at), ended])
            begun = None
    if begun is not None:
        yield begun, history.waits_from(begun), ended


@signal(Kind.GUIDE, 28)
def next_not_planned(history: History) -> Iterator[Spell]:
    """The meeting ended without a next one.

    nl: De bijeenkomst eindigde zonder een volgende.
    """
    for group in history.case.groups:
        yield from _without_next(history, group)


def _without_next(history: History, group: GroupId) -> Iterator[Spell]:
    """The times after a meeting of a group in which none was planned."""
    told = held(history, MeetingPlanned, MeetingMoved, MeetingOpened, MeetingCancelled, MeetingClosed)
    of_group = [entry for entry, meeting in told if meeting.group == group]
    ended = first(days_of(e for e in history.of(GroupEnded) if e.event.group == group))

    def closed_by(day: date) -> Entry[Any] | None:
        """The last meeting's closing, unless another began since."""
        sat = [e for e in of_group if isinstance(e.event, MeetingOpened | MeetingClosed) and civil_date(e.at) <= day]
        return sat[-1] if sat and isinstance(sat[-1].event, MeetingClosed) else None

    def is_missing(day: date) -> bool:
        closed = closed_by(day)
        if closed is None or closed.event.next is not None or (ended is not None and day >= ended):
            return False
        planned = (e.event.meeting for e, _ in told if isinstance(e.event, MeetingPlanned))
        return not any(_is_ahead(history, name, closed, day) for name in planned)

    def shown_by(_: date) -> tuple[int, ...]:
        """The closing as it is on the day that is looked at: another meeting may have been held since it began."""
        closed = closed_by(history.day)
        return (closed.number,) if closed is not None else ()

    days = [*(civil_date(e.at) for e, _ in told), *([ended] if ended is not None else [])]
    yield from while_it_holds(those_that_have_come(history, days), is_missing, shown_by, group)


def _is_ahead(history: History, name: MeetingId, closed: Entry[Any], day: date) -> bool:
    """Whether, on a day, a meeting was planned for after another closed, and neither begun nor cancelled."""
    over = [
        e for e in history.of(MeetingOpened, MeetingCancelled) if e.event.meeting == name and civil_date(e.at) <= day
    ]
    scheduled = [at for known, at, _ in schedules(history, name) if known <= day]
    return not over and bool(scheduled) and scheduled[-1] >= civil_date(closed.at)


def schedules(history: History, name: MeetingId) -> list[tuple[date, date, date | None]]:
    """Each day for which a meeting was planned or to which it was moved: known since, that day, known until."""
    told = [e for e in history.of(MeetingPlanned, MeetingMoved) if e.event.meeting == name]
    known = [civil_date(e.at) for e in told]
    days = [civil_date(e.event.at) for e in told]
    return list(zip(known, days, [*known[1:], None], strict=True))


@signal(Kind.GUIDE, 23, number=_A_WEEK)
def place_not_yours(history: History) -> Iterator[Spell]:
    """The place was not chosen by the owner.

    nl: Jij hebt de plek niet zelf gekozen.
    """
    for entry, meeting in held(history, MeetingPlanned, of=None):
        if meeting.mode == "online" or meeting.kind == "care_alignment" or meeting.cancelled:
            continue
        name = entry.event.meeting
        chosen = first(
            days_of(e for e in history.of(PlaceChosen) if e.event.meeting == name and e.by == history.resident)
        )
        for begins, over in _near(history, name, meeting):
            opened = meeting.opened_at
            late = months_after(civil_date(opened), 3) + ONE_DAY if opened is not None and over is None else over
            yield from between(begins, first([chosen, late]), name, entry.number)


def _near(history: History, name: MeetingId, meeting: Meeting) -> Iterator[tuple[date, date | None]]:
    """The times in which a meeting was at most a week ahead, or had been opened; the last is open-ended then."""
    for known, day, until in schedules(history, name):
        over = day + ONE_DAY if until is None else min(day + ONE_DAY, until)
        if meeting.opened_at is not None and until is None:
            yield max(known, min(day - timedelta(days=_A_WEEK.value), civil_date(meeting.opened_at))), None
        else:
            yield max(known, day - timedelta(days=_A_WEEK.value)), over


@signal(Kind.GUIDE, 24, number=_A_WEEK)
def no_chair(history: History) -> Iterator[Spell]:
    """Nobody was chosen as chair, or who was chosen said no.

    nl: Er is geen voorzitter gekozen. Of er was iemand gekozen, en die zei nee.
    """
    for entry, meeting in held(history, MeetingPlanned):
        if meeting.cancelled:
            continue
        for begins, over in _near(history, entry.event.meeting, meeting):
            for empty, filled in _without_chair(history, entry.event.meeting, meeting.group):
                ends = first([filled, over])
                yield from between(max(begins, empty or begins), ends, entry.event.meeting, entry.number)


def _without_chair(history: History, name: MeetingId, group: GroupId) -> Iterator[tuple[date | None, date | None]]:
    """The times in which neither the group nor the meeting had a chair who had not said no."""
    choices = {
        e.number: e
        for e in history.of(ChairChosen)
        if (e.event.group or SUPPORT_GROUP) == group and e.event.for_meeting in {None, name}
    }
    told = [*choices.values(), *(e for e in history.of(RequestAnswered) if e.event.request in choices)]
    empty: date | None = None
    has_chair = False
    for entry in sorted(told, key=lambda e: (e.at, e.number)):
        chosen = isinstance(entry.event, ChairChosen) or entry.event.answer != "no"
        if chosen and not has_chair:
            yield empty, civil_date(entry.at)
        elif not chosen and has_chair:
            empty = civil_date(entry.at)
        has_chair = chosen
    if not has_chair:
        yield empty, None
