"""What a group does while it sits together: it looks at goals and agreements, and agrees on what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from svh_core.testing.histories.chance import Odds
from svh_core.testing.histories.life import Life, Said
from svh_core.testing.histories.people import Person
from svh_core.testing.histories.telling import Told
from svh_core.testing.histories.things import Agreement

GOING: Final = Odds({"nearer": 45, "same": 33, "further": 10, "cannot_say": 12})
WENT: Final = Odds({"kept": 62, "partly": 22, "not_kept": 9, "overtaken": 7})
COMPOSITION: Final = Odds({"fits": 60, "wants_others": 12, "wants_more": 14, "wants_fewer": 8, "smaller_by_itself": 6})
"""What comes of looking back; chosen for this library."""

OF_A_GOAL: Final[Odds[str | None]] = Odds(
    {"goal.achieved": 18, "goal.let_go": 8, "goal.rephrased": 20, "goal.first_step_chosen": 20, None: 34}
)
"""What comes of one goal in a meeting; chosen for this library."""

LIVE_AT_MOST: Final = 8
"""How many agreements stand beside each other at the most; chosen for this library."""


def looking_back(life: Life, meeting: str, around: Sequence[Person]) -> Iterator[Told]:
    """How the goals are going, and how the agreements went."""
    chance, me = life.chance, life.me
    for goal in chance.some(life.goals, 3):
        words = {"words": life.words("went")} if chance.happens(0.5) else {}
        yield life.says(
            "goal.progress_reviewed",
            me.id,
            goal=goal.id,
            going=chance.of(GOING),
            during=meeting,
            **words,
            **life.pen(0.5),
        )
    here = {one.id for one in around}
    for made in chance.some(life.agreements, 4):
        by = made.giver if made.giver in here else life.worker.id
        went = chance.of(WENT)
        words = {"words": life.words("went")} if chance.happens(0.5) else {}
        yield life.says("agreement.looked_back_on", by, agreement=made.id, went=went, during=meeting, **words)
        if made.giver in here:
            yield from _kept_or_adjusted(life, meeting, made, went)


def _kept_or_adjusted(life: Life, meeting: str, made: Agreement, went: str) -> Iterator[Told]:
    """What is done is ended, what did not work is changed, and what nobody needs any more is let go by the resident."""
    chance = life.chance
    crowded = len(life.agreements) > LIVE_AT_MOST
    if went == "kept" and (crowded or chance.happens(0.3)):
        life.agreements.remove(made)
        yield life.says("agreement.ended", made.giver, agreement=made.id, person=made.giver, why="done", during=meeting)
    elif went == "overtaken" or crowded:
        life.agreements.remove(made)
        yield life.says("agreement.released", life.me.id, agreement=made.id, words=life.words("less"), during=meeting)
    elif went != "kept" and chance.happens(0.5):
        yield life.says(
            "agreement.changed",
            made.giver,
            agreement=made.id,
            giver=made.giver,
            does=life.words("does"),
            during=meeting,
        )


def deciding_together(life: Life, meeting: str, around: Sequence[Person]) -> Iterator[Told]:
    """Ground rules the first time, what happens with the goals, and who will do what."""
    chance, me = life.chance, life.me
    if life.ground_rules == 0 or chance.happens(0.05):
        life.ground_rules += 1
        yield life.says(
            "ground_rules.agreed",
            chance.one(around).id,
            version=life.ground_rules,
            confidential="yes",
            words=life.words("rules"),
            during=meeting,
            **because(life, around),
        )
    yield from _about_goals(life, meeting)
    for giver in chance.some(around, chance.number(1, 3) if life.meetings_held > 1 else chance.number(2, 4)):
        yield agreed(life, giver, during=meeting, **because(life, around))
    if life.meetings_held % 5 == 0:
        yield life.says(
            "composition.evaluated", me.id, outcome=chance.of(COMPOSITION), words=life.words("says"), during=meeting
        )
    if chance.happens(0.3):
        speaker = chance.one(around)
        yield life.says(
            "statement.added",
            speaker.id,
            kind=chance.one(("view", "view", "dissent", "what_makes_this_worthwhile")),
            about_meeting=meeting,
            words=life.words("says"),
            during=meeting,
            **life.pen(0.7),
        )


def _about_goals(life: Life, meeting: str) -> Iterator[Told]:
    """A goal is reached, let go, said in another way, gets a first step, or stays as it is."""
    me = life.me
    for goal in life.chance.some(life.goals, 1):
        comes = life.chance.of(OF_A_GOAL)
        if comes in {"goal.achieved", "goal.let_go"}:
            life.goals.remove(goal)
            yield life.says(comes, me.id, goal=goal.id, words=life.words("went"), during=meeting)
        elif comes is not None:
            words = life.words("step" if comes == "goal.first_step_chosen" else "goal")
            yield life.says(comes, me.id, goal=goal.id, words=words, during=meeting, **life.pen(0.5))


def agreed(life: Life, giver: Person, **said: Any) -> Told:
    """Somebody says what they will do."""
    chance = life.chance
    made = Agreement(chance.identifier(), giver.id)
    life.agreements.append(made)
    if life.goals and chance.happens(0.7):
        said["goal"] = chance.one(life.goals).id
    if chance.happens(0.5):
        said["how_often"] = life.words("how_often")
    if chance.happens(0.4):
        said["look_back_on"] = life.today + timedelta(days=chance.number(30, 120))
    return life.says(
        "agreement.made",
        giver.id,
        agreement=made.id,
        giver=giver.id,
        does=life.words("does"),
        **said,
        **(life.pen(0.6) if giver is not life.worker else {}),
    )


def because(life: Life, around: Sequence[Person]) -> Said:
    """For `says`: what the resident weighed, and mostly what another did."""
    chance = life.chance
    if chance.happens(0.4):
        return {}
    weighed = [(life.me.id, life.words("weighed"))]
    others = [one for one in around if one is not life.me]
    if others and chance.happens(0.8):
        weighed.append((chance.one(others).id, life.words("weighed")))
    return {"because": tuple(weighed)}
