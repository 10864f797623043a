"""Guide signals about what came of meetings: who spoke, goals, agreements, ground rules, copies, and the group itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from svh_core.domain.agreements import AgreementEnded, AgreementMade, AgreementReleased
from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.goals import GoalAchieved, GoalLetGo, GoalSet, PlanAdopted
from svh_core.domain.groups import CompositionEvaluated, GroundRulesAgreed, GroupEnded
from svh_core.domain.identifiers import SUPPORT_GROUP
from svh_core.domain.meetings import MeetingClosed, MeetingEvaluated, MeetingOpened
from svh_core.domain.positions import ResidentInformed
from svh_core.domain.rulebook import Entry
from svh_core.views.around import ONE_DAY, days_of, first, in_time
from svh_core.views.history import History
from svh_core.views.settings import OURS, Number
from svh_core.views.signals.kinds import Kind, signal
from svh_core.views.signals.of_meetings import held
from svh_core.views.signals.spells import Spell, after, between

_A_WEEK: Final = Number(7, "days", OURS)
_A_YEAR: Final = Number(12, "months", OURS)


@signal(Kind.GUIDE, 27)
def not_everybody_heard(history: History) -> Iterator[Spell]:
    """Not everybody who was there spoke.

    nl: Niet iedereen die er was, heeft iets gezegd.

    with unknown: The meeting was not looked back on, so it is not known whether everybody spoke.

    nl: Er is niet teruggekeken op de bijeenkomst. Daarom is niet bekend of iedereen iets heeft gezegd.
    """
    closed = {entry.event.meeting: entry for entry, _ in held(history, MeetingClosed, of=None)}
    for entry, meeting in held(history, MeetingOpened, of=None):
        name = entry.event.meeting
        looked_back = [e for e in history.of(MeetingEvaluated) if e.event.meeting == name]
        if looked_back and history.ever_here(meeting) - set(meeting.spoke or ()):
            ends = [closed[name]] if name in closed else []
            numbers = (one.number for one in (*ends, *looked_back))
            yield from between(min(civil_date(one.at) for one in looked_back), None, name, *numbers)
        elif not looked_back and name in closed:
            yield from between(civil_date(closed[name].at), None, name, closed[name].number, note="unknown")


@signal(Kind.GUIDE, 26)
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


@signal(Kind.GUIDE, 25)
def no_ground_rules(history: History) -> Iterator[Spell]:
    """The group has not agreed how to speak with each other and what stays in the room.

    nl: De groep heeft niet afgesproken hoe mensen met elkaar praten en wat onder elkaar blijft.
    """
    for entry, _ in held(history, MeetingClosed)[:1]:
        agreed = first(days_of(history.of(GroundRulesAgreed)))
        yield from between(civil_date(entry.at), agreed, SUPPORT_GROUP, entry.number)


@signal(Kind.GUIDE, 80, number=_A_WEEK)
def no_copy(history: History) -> Iterator[Spell]:
    """You did not get a copy of what was agreed.

    nl: Je hebt nog geen kopie gekregen van wat er is afgesproken.
    """
    for entry, _ in held(history, MeetingClosed, of=None):
        made = [e for e in history.of(AgreementMade) if e.meeting == entry.event.meeting and history.counts(e)]
        if made:
            yield from _without_copy(history, entry, made, entry.event.meeting)
    for entry in history.of(PlanAdopted):
        yield from _without_copy(history, entry, [entry], entry.event.plan)


def _without_copy(history: History, entry: Entry[Any], of: list[Entry[Any]], subject: str) -> Iterator[Spell]:
    copied = [_copied_on(history, one) for one in of]
    ends = max(day for day in copied if day is not None) if None not in copied else None
    yield from between(after(history.waits_from(entry), _A_WEEK.value), ends, subject, *(one.number for one in of))


def _copied_on(history: History, entry: Entry[Any]) -> date | None:
    return first(
        days_of(
            e
            for e in history.of(ResidentInformed)
            if entry.number in e.event.entries and e.event.how in {"copy", "in_app"}
        )
    )


@signal(Kind.GUIDE, 35, number=_A_YEAR)
def composition_not_looked_at(history: History) -> Iterator[Spell]:
    """The composition has not been looked at for a year.

    nl: Er is al een jaar niet bekeken of dit nog de goede groep is.
    """
    ended = first(days_of(e for e in history.of(GroupEnded) if e.event.group == SUPPORT_GROUP))
    looked = [*(entry for entry, _ in held(history, MeetingOpened)[:1]), *in_time(history.of(CompositionEvaluated))]
    for index, entry in enumerate(looked):
        due = months_after(history.waits_from(entry), _A_YEAR.value) + ONE_DAY
        over = first([*days_of(looked[index + 1 :]), ended])
        yield from between(due, over, SUPPORT_GROUP, entry.number)
