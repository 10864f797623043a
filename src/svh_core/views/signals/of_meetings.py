"""Guide signals about the meetings of the group: their rhythm, their place, who spoke and what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from svh_core.domain.agreements import AgreementEnded, AgreementMade, AgreementReleased
from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.goals import GoalAchieved, GoalLetGo, GoalSet, PlanAdopted
from svh_core.domain.groups import (
    ChairChosen,
    CompositionEvaluated,
    GroundRulesAgreed,
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
    MeetingEvaluated,
    MeetingMoved,
    MeetingOpened,
    MeetingPlanned,
    PlaceChosen,
)
from svh_core.domain.positions import ResidentInformed
from svh_core.domain.records import Meeting
from svh_core.domain.regie import RequestAnswered
from svh_core.domain.rulebook import Entry
from svh_core.views.around import ONE_DAY, first, in_time, roles_on, side_on
from svh_core.views.history import History
from svh_core.views.signals.of_people import days_of
from svh_core.views.signals.spells import Kind, Spell, after, between, signal, while_it_holds

A_WEEK: Final = timedelta(days=7)


def held(history: History, *kinds: type[Any], of: str | None = "support_group") -> list[tuple[Entry[Any], Meeting]]:
    """The entries about meetings of a kind, each with its meeting, in time."""
    told = [(entry, history.case.meetings.get(entry.event.meeting)) for entry in history.of(*kinds)]
    good = [(entry, meeting) for entry, meeting in told if meeting is not None and of in {None, meeting.kind}]
    return sorted(good, key=lambda one: (one[0].at, one[0].number))


@signal(Kind.GUIDE)
def rhythm_overdue(history: History) -> Iterator[Spell]:
    """The group has not met for three months.

    nl: De groep is al drie maanden niet samengekomen.

    with rarer: The group has not met for longer than the rhythm you chose.

    nl: De groep is al langer niet samengekomen dan het ritme dat jij koos.

    with rarer planned: The group has not met for longer than the rhythm you chose; the next meeting is planned.

    nl: De groep is al langer niet samengekomen dan het ritme dat jij koos; de volgende bijeenkomst is gepland.

    with planned: The group has not met for three months; the next meeting is planned.

    nl: De groep is al drie maanden niet samengekomen; de volgende bijeenkomst is gepland.
    """
    for group in history.case.groups:
        met = [(e, history.waits_from(e)) for e, meeting in held(history, MeetingOpened) if meeting.group == group]
        for begins, ends in _with_members(history, group):
            starts: list[tuple[Entry[Any] | None, date]] = [(None, begins)]
            starts[:] = [one for one in met if one[1] <= begins][-1:] or starts
            starts += [(entry, day) for entry, day in met if begins < day and (ends is None or day < ends)]
            for index, (entry, day) in enumerate(starts):
                over = first([*(other for _, other in starts[index + 1 :]), ends])
                numbers = (entry.number,) if entry is not None else ()
                for since, due, note, until in _due(history, group, day):
                    yield from between(
                        max(due + ONE_DAY, begins, since), first([over, until]), group, *numbers, note=note
                    )


def _due(history: History, group: GroupId, day: date) -> Iterator[tuple[date, date, str, date | None]]:
    """The last day for the next meeting under each rhythm in turn: since when, that day, which note, until when.

    Three calendar months, or the resident's own rhythm where that is rarer.
    """
    norm = months_after(day, 3)
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
        and civil_date(meeting.at) >= history.day
        for _, meeting in held(history, MeetingPlanned)
    )


def _with_members(history: History, group: GroupId) -> Iterator[tuple[date, date | None]]:
    """The times in which a group had a member and had not ended."""
    members: set[str] = set()
    begun: date | None = None
    ended = first(days_of(e for e in history.of(GroupEnded) if e.event.group == group))
    changes = sorted(history.of(MemberJoined, MemberLeft, MemberRemoved), key=lambda e: (e.at, e.number))
    for entry in changes:
        if (entry.event.group or SUPPORT_GROUP) != group:
            continue
        (members.add if isinstance(entry.event, MemberJoined) else members.discard)(entry.event.person)
        if members and begun is None:
            begun = history.waits_from(entry)
        elif not members and begun is not None:
            yield begun, first([civil_date(entry.at), ended])
            begun = None
    if begun is not None:
        yield begun, ended


@signal(Kind.GUIDE)
def next_not_planned(history: History) -> Iterator[Spell]:
    """The meeting ended without a next one.

    nl: De bijeenkomst eindigde zonder een volgende.
    """
    told = held(history, MeetingPlanned, MeetingMoved, MeetingOpened, MeetingCancelled, MeetingClosed)
    ended = first(days_of(e for e in history.of(GroupEnded) if e.event.group == SUPPORT_GROUP))

    def closed_by(day: date) -> Entry[Any] | None:
        """The last meeting's closing, unless another began since."""
        sat = [e for e, _ in told if isinstance(e.event, MeetingOpened | MeetingClosed) and civil_date(e.at) <= day]
        return sat[-1] if sat and isinstance(sat[-1].event, MeetingClosed) else None

    def is_missing(day: date) -> bool:
        closed = closed_by(day)
        if closed is None or closed.event.next is not None or (ended is not None and day >= ended):
            return False
        planned = (e.event.meeting for e, _ in told if isinstance(e.event, MeetingPlanned))
        return not any(_is_ahead(history, name, closed, day) for name in planned)

    days = [*(civil_date(e.at) for e, _ in told), *([ended] if ended is not None else [])]

    def entries(day: date) -> tuple[int, ...]:
        closed = closed_by(day)
        return (closed.number,) if closed is not None else ()

    yield from while_it_holds((day for day in days if day <= history.day), is_missing, entries, SUPPORT_GROUP)


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


@signal(Kind.GUIDE)
def not_everybody_heard(history: History) -> Iterator[Spell]:
    """Not everybody who was there spoke.

    nl: Niet iedereen die er was, heeft iets gezegd.

    with unknown: The meeting was not looked back on, so it is not known whether everybody spoke.

    nl: Er is niet teruggekeken op de bijeenkomst. Daarom is niet bekend of iedereen iets heeft gezegd.
    """
    for entry, meeting in held(history, MeetingClosed, of=None):
        looked_back = [e.number for e in history.of(MeetingEvaluated) if e.event.meeting == entry.event.meeting]
        silent = history.ever_here(meeting) - set(meeting.spoke or ())
        if not looked_back or silent:
            note = "" if looked_back else "unknown"
            yield from between(civil_date(entry.at), None, entry.event.meeting, entry.number, *looked_back, note=note)


@signal(Kind.GUIDE)
def first_meeting_result(history: History) -> Iterator[Spell]:
    """The first meeting ended without a goal with a horizon, or without an agreement somebody stands for.

    nl: De eerste bijeenkomst eindigde zonder een doel, of zonder een afspraak waar iemand voor staat.
    """
    for entry, _ in held(history, MeetingClosed)[:1]:
        goal = _first_that_lives(history, entry, GoalSet, "goal", (GoalAchieved, GoalLetGo))
        ends = (AgreementEnded, AgreementReleased)
        agreement = _first_that_lives(history, entry, AgreementMade, "agreement", ends)
        both = max(goal, agreement) if goal is not None and agreement is not None else None
        yield from between(civil_date(entry.at), both, entry.event.meeting, entry.number)


def _first_that_lives(
    history: History, closed: Entry[Any], made: type[Any], field: str, ends: tuple[type[Any], ...]
) -> date | None:
    """The day since which there was a goal or agreement at or after the closing of a meeting."""
    gone = {getattr(e.event, field) for e in history.of(*ends) if e.at <= closed.at}
    return first(days_of(e for e in history.of(made) if getattr(e.event, field) not in gone))


@signal(Kind.GUIDE)
def place_not_yours(history: History) -> Iterator[Spell]:
    """The place was not chosen by the owner.

    nl: De eigenaar heeft de plek niet zelf gekozen.
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
            yield max(known, min(day - A_WEEK, civil_date(meeting.opened_at))), None
        else:
            yield max(known, day - A_WEEK), over


@signal(Kind.GUIDE)
def no_chair(history: History) -> Iterator[Spell]:
    """Nobody was chosen as chair, or who was chosen said no.

    nl: Er is geen voorzitter gekozen, of wie gekozen was zei nee.
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


@signal(Kind.GUIDE)
def no_ground_rules(history: History) -> Iterator[Spell]:
    """The group has not agreed how to speak with each other and what stays in the room.

    nl: De groep heeft niet afgesproken hoe mensen met elkaar praten en wat onder elkaar blijft.
    """
    for entry, _ in held(history, MeetingClosed)[:1]:
        agreed = first(days_of(history.of(GroundRulesAgreed)))
        yield from between(civil_date(entry.at), agreed, SUPPORT_GROUP, entry.number)


@signal(Kind.GUIDE)
def triad_incomplete(history: History) -> Iterator[Spell]:
    """One side of the triad was not at the table.

    nl: Eén kant van de triade zat niet aan tafel: jijzelf, de hulpverleners of de mensen van jezelf.
    """
    for entry, meeting in held(history, MeetingOpened):
        here = history.ever_here(meeting)
        sides = {side_on(history, person, civil_date(entry.at)) for person in here - {history.resident}}
        if history.resident not in here or not {"formal", "informal"} <= sides:
            yield from between(civil_date(entry.at), None, entry.event.meeting, entry.number)


@signal(Kind.GUIDE)
def two_workers(history: History) -> Iterator[Spell]:
    """An open dialogue meeting had fewer than two workers.

    nl: Bij een gesprek volgens open dialoog waren er minder dan twee hulpverleners.
    """
    for entry, meeting in held(history, MeetingOpened, of="open_dialogue"):
        day = civil_date(entry.at)
        here = [p for p in history.ever_here(meeting) if "pod_worker" in roles_on(history, p, day)]
        if len(here) < 2:  # noqa: PLR2004 - the sentence says it
            yield from between(civil_date(entry.at), None, entry.event.meeting, entry.number)


@signal(Kind.GUIDE)
def no_copy(history: History) -> Iterator[Spell]:
    """You did not get a copy of what was agreed.

    nl: Je hebt nog geen kopie gekregen van wat er is afgesproken.
    """
    for entry, _ in held(history, MeetingClosed, of=None):
        made = [e for e in history.of(AgreementMade) if e.meeting == entry.event.meeting]
        if made:
            yield from _without_copy(history, entry, made, entry.event.meeting)
    for entry in history.of(PlanAdopted):
        yield from _without_copy(history, entry, [entry], entry.event.plan)


def _without_copy(history: History, entry: Entry[Any], of: list[Entry[Any]], subject: str) -> Iterator[Spell]:
    copied = [_copied_on(history, one) for one in of]
    ends = max(day for day in copied if day is not None) if None not in copied else None
    yield from between(after(history.waits_from(entry), 7), ends, subject, *(one.number for one in of))


def _copied_on(history: History, entry: Entry[Any]) -> date | None:
    return first(
        days_of(
            e
            for e in history.of(ResidentInformed)
            if entry.number in e.event.entries and e.event.how in {"copy", "in_app"}
        )
    )


@signal(Kind.GUIDE)
def composition_not_looked_at(history: History) -> Iterator[Spell]:
    """The composition has not been looked at for a year.

    nl: Er is al een jaar niet bekeken of dit nog de goede groep is.
    """
    started = [history.waits_from(entry) for entry, _ in held(history, MeetingOpened)[:1]]
    looked = sorted([*started, *days_of(history.of(CompositionEvaluated))])
    for index, day in enumerate(looked):
        yield from between(months_after(day, 12) + ONE_DAY, first(looked[index + 1 :]), SUPPORT_GROUP)


@signal(Kind.GUIDE)
def clinician_not_seen(history: History) -> Iterator[Spell]:
    """No lead clinician came to the group this year.

    nl: Er kwam dit jaar geen regiebehandelaar naar de groep.
    """
    if history.case.method != "ract":
        return
    clinicians = {
        person: [one for one in roles if one.role == "lead_clinician"]
        for person, roles in history.case.involvements.items()
    }
    involved = [one for roles in clinicians.values() for one in roles]
    if not involved:
        return
    came = [
        civil_date(entry.at)
        for entry, meeting in held(history, MeetingOpened)
        if any(clinicians.get(person) for person in history.ever_here(meeting))
    ]
    gone = None if any(one.on is None for one in involved) else max(one.on for one in involved if one.on)
    starts = sorted([min(one.from_ for one in involved), *came])
    for index, day in enumerate(starts):
        yield from between(months_after(day, 12) + ONE_DAY, first([*starts[index + 1 :], gone]), SUPPORT_GROUP)
