"""What a resident wants and who is around them: the network drawn, goals set, a plan drafted and made one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_core.testing.histories.asking import asking
from svh_core.testing.histories.chance import Odds
from svh_core.testing.histories.life import Life, Said
from svh_core.testing.histories.people import Person
from svh_core.testing.histories.sentences import several
from svh_core.testing.histories.telling import Told
from svh_core.testing.histories.things import Goal

CLOSENESS: Final = Odds({"near": 40, "middle": 38, "far": 22})
HELPFUL: Final = Odds({"helpful": 55, "mixed": 27, "unhelpful": 8, "unknown": 10})
BOND: Final = Odds({"warm": 50, "neutral": 25, "tense": 17, "broken": 4, "unknown": 4})
LIFE_AREA: Final = Odds(
    {"home": 18, "work": 14, "learning": 8, "social": 18, "intimacy": 3, "money": 10, "meaning": 10, "health": 9}
    | {"daily_life": 10}
)
SOCIOGRAM: Final = ("op-papier", "met-poppetjes", "op-een-scherm", "knopen-op-tafel")
"""How people are drawn, near or far; chosen for this library."""


def drawing(life: Life, goals_first: bool) -> Iterator[Told]:  # noqa: FBT001 - as the agenda hands it on
    """The resident puts people in their network, in two sessions of an hour, and asks some of them afterwards."""
    chance, me = life.chance, life.me
    half = len(life.informal) // 2
    for session, people in enumerate((life.informal[:half], life.informal[half:])):
        for person in people:
            yield from _known(life, person)
        yield life.says(
            "sociogram.session_held",
            life.worker.id,
            present=(me.id, life.worker.id),
            minutes=60,
            format=chance.one(SOCIOGRAM),
            finished="yes" if session else "go_on_later",
        )
        yield life.worked("sociogram_and_nomination", 60, with_resident=True)
    life.later(asking, *((2, 14) if goals_first else (12, 24)))


def _known(life: Life, person: Person) -> Iterator[Told]:
    """Somebody in the network, often described, sometimes with how they stand to another."""
    chance, me = life.chance, life.me
    told = {"relation": life.words("relation")} if chance.happens(0.7) else {}
    yield life.says(
        "network.person_added",
        me.id,
        person=person.id,
        name=person.name,
        network="informal",
        relation_kind=person.kin,
        **told,
        **life.pen(0.4),
    )
    if chance.happens(0.65):
        said = {"words": life.words("described")} if chance.happens(0.6) else {}
        yield life.says(
            "network.person_described",
            me.id,
            person=person.id,
            closeness=chance.of(CLOSENESS),
            helpful=chance.of(HELPFUL),
            contact_per_month=chance.number(0, 20),
            **said,
        )
    if person is not life.informal[0] and chance.happens(0.25):
        yield life.says("network.bond_drawn", me.id, one=life.informal[0].id, other=person.id, kind=chance.of(BOND))


def setting_goals(life: Life) -> Iterator[Told]:
    """Mostly two goals for soon and two for later, as the resource-group method has it; then a plan."""
    for number in range(life.chance.number(2, 5)):
        yield set_goal(life, "short" if number % 2 == 0 else "long")
    life.later(drafting, 7, 45)


def set_goal(life: Life, horizon: str) -> Told:
    """The resident sets a goal."""
    chance, me = life.chance, life.me
    goal = Goal(chance.identifier(), horizon)
    life.goals.append(goal)
    said: Said = {}
    if chance.happens(0.7):
        said["life_area"] = chance.of(LIFE_AREA)
    if chance.happens(0.3):
        said["recovery"] = (chance.one(("symptomatic", "personal", "societal", "functional")),)
    if chance.happens(0.5):
        said["first_step"] = life.words("step")
    if chance.happens(0.4):
        said["supporters"] = (chance.one(life.informal).id,)
    if chance.happens(0.5):
        said["because"] = ((me.id, life.words("weighed")),)
    return life.says(
        "goal.set", me.id, goal=goal.id, horizon=horizon, words=life.words("goal"), **said, **life.pen(0.4)
    )


def drafting(life: Life) -> Iterator[Told]:
    """A recovery plan is drafted; nine of ten residents make it theirs."""
    chance = life.chance
    plan = chance.identifier()
    yield life.says(
        "plan.drafted",
        life.worker.id,
        plan=plan,
        goals=tuple(goal.id for goal in life.goals) or None,
        strengths=several(chance, "says", 1, 4),
        stressors=several(chance, "seen", 1, 3),
        gives_hope=several(chance, "goal", 1, 2),
        helped_before=several(chance, "less", 1, 2),
        needs=several(chance, "need", 1, 2),
    )
    if chance.happens(0.9):
        life.later(adopting, 1, 25, plan)


def adopting(life: Life, plan: str) -> Iterator[Told]:
    """The resident makes a drafted plan theirs."""
    yield life.says("plan.adopted", life.me.id, plan=plan, **life.pen(0.3))
