"""The hours it takes: what somebody spent, and what an organisation reckons a year of a support group to take.

No rules: the hours are an estimate, so more than was reckoned is at most a signal, and never a block.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from svh_core.domain.identifiers import PersonId
from svh_core.domain.rulebook import Concept, Event, StreamKind, Whose

time_spent = Concept("time_spent", category="time")

Law = Literal["Zvw", "Wmo", "Wlz", "Jeugdwet", "none"]


@time_spent.event("time.logged", whose=Whose.ANYONE)
class TimeLogged(Event):
    """Somebody says how long they worked on this.

    nl: Iemand schrijft op hoeveel tijd dit werk kostte.
    """

    activity: Literal[
        "explaining", "sociogram_and_nomination", "contacting", "planning", "meeting", "reporting", "other"
    ]
    person: PersonId
    minutes: int
    on: date
    with_resident: Literal["yes", "no"]
    law: Law


@time_spent.event("time_budget.set", whose=Whose.ANYONE, stream=StreamKind.ORGANISATION)
class TimeBudgetSet(Event):
    """An organisation sets how many hours a year of a support group is reckoned to take.

    nl: Een organisatie zegt hoeveel uur een jaar steungroep ongeveer kost.
    """

    year: int
    explaining: int
    sociogram_and_nomination: int
    contacting: int
    planning: int
    meeting: int
    other: int | None = None
    from_: date
