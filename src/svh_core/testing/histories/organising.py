"""An organisation learns to work this way: five introductions, two ambassadors, six trainings, and then a rhythm.

Introductions with homework, two ambassadors, their monthly meeting on a Tuesday from 9.30 on, a case meeting every six
weeks and a look at every case in the team: handbook 2021, l.103-136; six trainings, l.270-371.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from heapq import merge
from typing import Any, Final

from svh_core.testing.histories.chance import Chance
from svh_core.testing.histories.people import Organisation
from svh_core.testing.histories.sentences import several
from svh_core.testing.histories.telling import Told

HOMEWORK: Final = ("animatie", "begin-zoeken", "haakje-zoeken", "steungroep-opzetten", "tips-opschrijven")
CASE_MEETING_DAYS: Final = 42
MONTH: Final = 28
"""Days between meetings of the ambassadors: every fourth Tuesday."""

_Moment = tuple[datetime, str, str, dict[str, Any]]


class Organising:
    """The roll-out in one organisation.

    Args:
        organisation: the organisation.
        begins: when it joins.
    """

    def __init__(self, organisation: Organisation, begins: datetime) -> None:
        self._organisation = organisation
        self._chance = Chance(organisation.seed, organisation.id, "rollout")
        self._begins = begins.replace(hour=8, minute=30) + timedelta(days=(1 - begins.weekday()) % 7)
        self._team = [organisation.works_here("care_worker", number).id for number in range(5)]

    def told(self) -> Iterator[Told]:
        """Everything it writes down, for as long as somebody reads on."""
        stream = f"organisation/{self._organisation.id}"
        now = self._begins
        for at, event, by, data in merge(self._starting(), self._meeting(), self._sitting(), key=_at):
            now = max(now, at)
            yield Told(stream, event, by, at, now, data, {}, 1)

    def _starting(self) -> Iterator[_Moment]:
        """It joins, has two ambassadors, five introductions with homework, and trainings."""
        organisation, team, day = self._organisation.id, self._team, self._begins
        name = f"Stichting Verzonnen {self._organisation.index + 1}"
        yield (
            day,
            "organisation.joined",
            team[0],
            {
                "organisation": organisation,
                "name": name,
                "controller": "yes",
                "from_": day.date(),
            },
        )
        for ambassador in team[:2]:
            day += timedelta(minutes=10)
            yield day, "ambassador.appointed", ambassador, {"person": ambassador, "from_": day.date()}
        yield day, "recurrence.set", team[0], {"kind": "case_meeting", "every": "days", "days": CASE_MEETING_DAYS}
        yield day, "time_budget.set", team[0], _reckoned(day)
        for number, homework in enumerate(HOMEWORK, start=1):
            day += timedelta(days=14)
            yield (
                day,
                "gathering.held",
                team[0],
                {
                    "kind": "introduction",
                    "number": number,
                    "present": tuple(team),
                    "homework": (homework,),
                },
            )
            yield from self._learning(day, number)
        yield from self._learning(day + timedelta(days=14), len(HOMEWORK) + 1)

    def _learning(self, day: datetime, number: int) -> Iterator[_Moment]:
        """Most finish a training and hand in homework in the week after."""
        for learner in self._chance.some(self._team, 4):
            day += timedelta(days=1, minutes=7)
            done = {"person": learner, "number": number, "on": day.date(), "version": "2021"}
            yield day, "training.completed", learner, done
            if number <= len(HOMEWORK) and self._chance.happens(0.7):
                handed_in = {"person": learner, "of": "introduction", "number": number, "kind": "reflection"}
                yield day + timedelta(minutes=5), "assignment.handed_in", learner, handed_in

    def _meeting(self) -> Iterator[_Moment]:
        """The ambassadors meet, nearly every month; once a year they look at how recovery-oriented it is."""
        day, chance, team = self._begins + timedelta(days=MONTH), self._chance, self._team
        for number in range(1, 1_000):
            if chance.happens(0.92):
                yield day, "gathering.held", team[0], {"kind": "ambassadors", "present": tuple(team[:2])}
            if number % 13 == 0:
                scores = tuple(f"{scale}:{chance.number(1, 5)}" for scale in ("visie", "naasten", "ervaring"))
                yield day, "ropi.scored", team[1], {"department": "team-1", "on": day.date(), "scores": scores}
            if chance.happens(0.15):
                words = several(chance, "changed", 1, 3)
                yield day, "success.shared", team[1], {"basis": "anonymous", "words": words}
            day += timedelta(days=MONTH)

    def _sitting(self) -> Iterator[_Moment]:
        """Every six weeks cases are talked about, and it is asked for whom a support group would fit."""
        day, chance, team = self._begins + timedelta(days=CASE_MEETING_DAYS, minutes=90), self._chance, self._team
        for _ in range(1_000):
            if chance.happens(0.9):
                present = tuple(chance.some(team, 4))
                yield day, "gathering.held", team[0], {"kind": "case_meeting", "present": present}
                seen = {"looked_at": chance.number(10, 30), "fits": chance.number(0, 5), "maybe": chance.number(0, 5)}
                yield day + timedelta(minutes=30), "screening.held", team[0], seen
            day += timedelta(days=CASE_MEETING_DAYS)


def _at(moment: Sequence[Any]) -> datetime:
    at: datetime = moment[0]
    return at


def _reckoned(day: datetime) -> dict[str, Any]:
    """What a first year is reckoned to take, in minutes: eighteen hours."""
    reckoned = {"explaining": 60, "sociogram_and_nomination": 120, "contacting": 270, "planning": 30, "meeting": 600}
    return {"year": 1, **reckoned, "from_": day.date()}
