"""How a case begins: it is opened, the resident hears what a support group is, and decides.

The order is no rule: some set goals first and some draw their network first, as the sources differ on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from svh_core.testing.histories.chance import Odds
from svh_core.testing.histories.ending import ending
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.people import Person
from svh_core.testing.histories.sentences import several
from svh_core.testing.histories.sharing import first_consents
from svh_core.testing.histories.telling import Told
from svh_core.testing.histories.wishing import drawing, setting_goals
from svh_core.testing.histories.years import a_year

FIRST_ANSWER: Final = Odds({"yes": 80, "later": 11, "no": 9})
"""What residents say when they heard of it; chosen for this library."""

METHOD: Final = Odds({"support_group": 82, "ract": 8, "network_conversations": 6, "open_dialogue": 4})
HOW_LONG: Final[Mapping[str, tuple[int, int]]] = {"brief": (40, 130), "usual": (330, 1500), "full": (900, 1600)}
"""How many days a case goes on, by its course; chosen for this library."""


def opening(life: Life) -> Iterator[Told]:
    """The resident opens the case, and who helps already is written down."""
    me, worker = life.me, life.worker
    yield life.says(
        "case.opened",
        me.id,
        resident=me.id,
        name=me.name,
        asks_for=life.words("asks_for"),
        method=life.chance.of(METHOD),
        organisation=life.home.id,
        **life.pen(0.6),
    )
    for helper in life.helpers:
        first = {"first_contact": True} if helper is worker else {}
        by = me.id if helper is worker else worker.id
        yield involved(life, helper, by, days_ago=life.chance.number(0, 60), **first)
    life.later(introducing, 1, 12)
    low, high = HOW_LONG[life.course]
    life.later(ending, low, high)


def involved(life: Life, person: Person, by: str, *, days_ago: int, **more: bool) -> Told:
    """Somebody is professionally involved, from so many days ago."""
    told = life.says(
        "involvement.recorded",
        by,
        person=person.id,
        name=person.name,
        role=person.kin,
        organisation=person.organisation,
        from_=life.today - timedelta(days=days_ago),
        **more,
    )
    life.involved[person.id] = life.number
    return told


def introducing(life: Life) -> Iterator[Told]:
    """What a support group is, told in an hour: the first row of the handbook's table of hours."""
    chance, me, worker = life.chance, life.me, life.worker
    life.passes(minutes=60)
    reluctance = {"resistance_heard": life.words("heard")} if chance.happens(0.35) else {}
    yield life.says(
        "introduction.held",
        worker.id,
        present=(me.id, worker.id),
        minutes=60,
        explained=tuple(chance.some(("ownership", "group", "regie", "stopping", "sharing"), chance.number(3, 5))),
        heard=several(chance, "heard", 1, 3),
        **reluctance,
    )
    yield life.worked("explaining", 60, with_resident=True)
    if chance.happens(0.5):
        yield life.says("hook.found", (life.peer or worker).id, words=life.words("asks_for"))
    yield from deciding(life)


def deciding(life: Life) -> Iterator[Told]:
    """The resident takes part, or not, or not yet."""
    answer = life.chance.of(FIRST_ANSWER)
    again = {"ask_again_on": life.today + timedelta(days=28)} if answer == "later" else {}
    yield life.says(
        "participation.decided", life.me.id, answer=answer, words=life.words(_SAYS[answer]), **again, **life.pen(0.3)
    )
    if answer == "later":
        life.later(deciding, 14, 42)
    elif answer == "no":
        life.agenda.clear()
        life.later(ending, 5, 60)
    else:
        life.said_yes = life.at
        goals_first = life.chance.happens(0.5)
        life.later(drawing, 4, 20, goals_first)
        life.later(setting_goals, *((1, 6) if goals_first else (16, 28)))
        life.later(first_consents, 7, 40)
        if life.course != "brief":
            life.later(a_year, 30, 60)


_SAYS: Final = {"yes": "yes", "no": "no", "later": "no"}
