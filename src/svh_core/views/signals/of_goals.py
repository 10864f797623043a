"""Guide signals about goals, agreements, plans, risks and how long something lasts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from svh_core.domain.agreements import (
    AgreementChanged,
    AgreementEnded,
    AgreementLookedBackOn,
    AgreementMade,
    AgreementReleased,
)
from svh_core.domain.care import CareArranged, CareEnded, CareScaledUp
from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.goals import (
    GoalAchieved,
    GoalLetGo,
    GoalProgressReviewed,
    GoalSet,
    PlanAdopted,
    PlanDrafted,
    RiskChosen,
)
from svh_core.domain.groups import DurationAgreed, GroupEnded, GroupFormed, MemberJoined, MemberLeft, MemberRemoved
from svh_core.domain.identifiers import SUPPORT_GROUP, PersonId
from svh_core.domain.meetings import MeetingClosed
from svh_core.domain.network import InvolvementEnded
from svh_core.domain.opening import CaseClosed, CaseReopened
from svh_core.domain.positions import StatementAdded
from svh_core.domain.rulebook import Entry
from svh_core.views.around import ONE_DAY, days_of, first, in_time
from svh_core.views.history import History
from svh_core.views.settings import OURS, Number
from svh_core.views.signals.days_ahead import roles_today
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.of_meetings import held
from svh_core.views.signals.spells import Quiet, Spell, after, between, without

_HALF_A_YEAR: Final = Number(6, "months", OURS)
_FOUR_WEEKS: Final = Number(28, "days", OURS)


@signal(Kind.GUIDE, 80)
def no_considerations(history: History) -> Iterator[Spell]:
    """This was decided together, but what each of you weighed is not there.

    nl: Dit is samen besloten, maar er staat niet bij wat ieder van jullie belangrijk vond.
    """
    for entry in history.entries:
        together = history.standing(entry) == "together" and history.counts(entry)
        if not together or entry.event.spec.name.startswith("meeting."):
            continue
        weighed = [(one.by, civil_date(entry.at)) for one in entry.because]
        weighed += [(e.by, civil_date(e.at)) for e in history.of(StatementAdded) if e.event.entry == entry.number]
        by_resident = first(day for by, day in weighed if by == history.resident)
        by_another = first(day for by, day in weighed if by != history.resident)
        both = max(by_resident, by_another) if by_resident and by_another else None
        yield from between(civil_date(entry.at), both, entry.number, entry.number)


@signal(Kind.GUIDE, 65)
def goal_not_looked_at(history: History) -> Iterator[Spell]:
    """A goal was not looked at in the last meeting.

    nl: In de laatste bijeenkomst is niet naar dit doel gekeken.
    """
    closings = held(history, MeetingClosed)
    for index, (entry, meeting) in enumerate(closings):
        next_closed = first(civil_date(e.at) for e, _ in closings[index + 1 :])
        for goal in history.of(GoalSet):
            name = goal.event.goal
            if meeting.opened_at is None or goal.at >= meeting.opened_at:
                continue
            looked = [e for e in history.of(GoalProgressReviewed) if e.event.goal == name]
            if any(e.meeting == entry.event.meeting for e in looked):
                continue
            gone = [e for e in history.of(GoalAchieved, GoalLetGo) if e.event.goal == name]
            later = [e for e in looked if e.at >= entry.at]
            ends = first([next_closed, *days_of(later), *days_of(gone)])
            yield from between(civil_date(entry.at), ends, name, goal.number, entry.number)


@signal(Kind.GUIDE, 86, number=_HALF_A_YEAR)
def agreement_not_looked_back_on(history: History) -> Iterator[Spell]:
    """An agreement has not been looked at for long.

    nl: Al een tijd keek niemand meer naar een afspraak.
    """
    for entry in history.of(AgreementMade):
        name = entry.event.agreement
        looked = in_time(e for e in history.of(AgreementLookedBackOn) if e.event.agreement == name)
        over = _agreement_ended(history, name)
        chosen = entry.event.look_back_on
        for index, last in enumerate([entry, *looked]):
            half_a_year = months_after(history.waits_from(last), _HALF_A_YEAR.value)
            due = chosen if index == 0 and chosen is not None else half_a_year
            yield from between(due + ONE_DAY, first([*days_of(looked[index:][:1]), over]), name, entry.number)


def _agreement_ended(history: History, name: str) -> date | None:
    return first(days_of(e for e in history.of(AgreementEnded, AgreementReleased) if e.event.agreement == name))


@signal(Kind.GUIDE, 17, 29)
def agreement_of_who_left(history: History) -> Iterator[Spell]:
    """Somebody who left still has an agreement open.

    nl: Iemand die niet meer meedoet, heeft nog een afspraak openstaan.
    """
    for entry in history.of(AgreementMade):
        giver = entry.event.giver
        gone = _gone_on(history, giver) if giver != history.resident else None
        if gone is not None:
            begins = max(gone, civil_date(entry.at))
            yield from between(
                begins, _agreement_ended(history, entry.event.agreement), entry.event.agreement, entry.number
            )


def _gone_on(history: History, person: PersonId) -> date | None:
    """The day since which somebody who was member or involved is neither; None for who is still there, or never was."""
    if any(person in group.members for group in history.case.groups.values()):
        return None
    left = list(days_of(e for e in history.of(MemberLeft, MemberRemoved) if e.event.person == person))
    if roles_today(history, person):
        return None
    ended = (max(e.event.on, civil_date(e.at)) for e in history.of(InvolvementEnded) if e.event.person == person)
    return max([*left, *ended], default=None)


@signal(Kind.GUIDE, 37)
def past_its_end(history: History) -> Iterator[Spell]:
    """What was agreed to end, goes on.

    nl: Iets zou nu gestopt zijn, maar het gaat nog door.
    """
    agreed: dict[tuple[str, str], list[tuple[date, Entry[Any]]]] = defaultdict(list)
    for entry in history.entries:
        for about, until in _ends_agreed(entry):
            agreed[about].append((until, entry))
    for (of, name), ends in agreed.items():
        over = _ended_on(history, of, name)
        for index, (until, entry) in enumerate(ends):
            next_agreed = first(days_of(e for _, e in ends[index + 1 :]))
            begins = max(until + ONE_DAY, civil_date(entry.at))
            spells = between(begins, first([next_agreed, over]), name or history.name, entry.number)
            closed = _closed_times(history) if of == "case" else []
            yield from (part for spell in spells for part in without(spell, closed))


def _closed_times(history: History) -> list[Quiet]:
    """The times in which the case was closed."""
    times: list[Quiet] = []
    for entry in in_time(history.of(CaseClosed, CaseReopened)):
        if isinstance(entry.event, CaseClosed):
            times.append(Quiet(civil_date(entry.at), None))
        else:
            times = [Quiet(time.begins, time.ends or civil_date(entry.at)) for time in times]
    return times


def _ends_agreed(entry: Entry[Any]) -> Iterator[tuple[tuple[str, str], date]]:
    event = entry.event
    if isinstance(event, DurationAgreed):
        name = event.id or (SUPPORT_GROUP if event.of == "group" else "")
        yield (event.of, name), event.until
    elif isinstance(event, GroupFormed) and event.until is not None:
        yield ("group", event.group), event.until
    elif isinstance(event, AgreementMade | AgreementChanged) and event.until is not None:
        yield ("agreement", event.agreement), event.until
    elif isinstance(event, CareArranged | CareScaledUp) and event.until is not None:
        yield ("care", event.care), event.until


def _ended_on(history: History, of: str, name: str) -> date | None:
    """The day on which a case, group, agreement, care or membership ended; what is not known here counts as ended."""
    case = history.case
    if of == "case":
        return None  # a case is closed for a time; it can always be opened again
    if of == "group" and name in case.groups:
        return first(days_of(e for e in history.of(GroupEnded) if e.event.group == name))
    if of == "agreement" and name in case.agreements:
        return _agreement_ended(history, name)
    if of == "care" and name in case.care:
        return first(days_of(e for e in history.of(CareEnded) if e.event.care == name))
    if of == "membership" and any(name in group.members for group in case.groups.values()):
        return None
    joined = first(days_of(e for e in history.of(MemberJoined) if e.event.person == name))
    return (
        first(days_of(e for e in history.of(MemberLeft, MemberRemoved) if e.event.person == name))
        if joined
        else date.min
    )


@signal(Kind.GUIDE, 33, number=_FOUR_WEEKS)
def plan_on_paper_only(history: History) -> Iterator[Spell]:
    """A plan was drafted and not adopted.

    nl: Er ligt een voorstel voor een plan, maar het is nog niet jouw plan.
    """
    for entry in history.of(PlanDrafted):
        adopted = first(days_of(e for e in history.of(PlanAdopted) if e.event.plan == entry.event.plan))
        yield from between(after(history.waits_from(entry), _FOUR_WEEKS.value), adopted, entry.event.plan, entry.number)


@signal(Kind.GUIDE, 81)
def risk_to_look_at_again(history: History) -> Iterator[Spell]:
    """The day to look again at a risk you chose has come.

    nl: Je wilde rond deze tijd opnieuw kijken naar een risico dat je koos.
    """
    risks = list(history.of(RiskChosen))
    for index, entry in enumerate(risks):
        again = first(days_of(risks[index + 1 :]))
        if entry.event.look_again_on is not None:
            begins = max(entry.event.look_again_on, civil_date(entry.at))
            yield from between(begins, again, entry.number, entry.number)
