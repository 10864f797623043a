"""Somebody decides for the resident: asked by the resident, or made so by a court."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from svh_core.testing.histories.at_the_table import agreed
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.people import Person
from svh_core.testing.histories.taking_over import speaking_of_it
from svh_core.testing.histories.telling import Told


def appointing(life: Life) -> Iterator[Told]:
    """The resident asks somebody of their own to decide for them, for half a year to two years."""
    own = [one for one in life.members if one in life.informal]
    if life.representative is not None or not own:
        return
    chance = life.chance
    person = chance.one(own)
    days = chance.number(180, 730)
    yield life.says(
        "representative.appointed",
        life.me.id,
        person=person.id,
        scope=("HOW", "HOW_LONG") if chance.happens(0.6) else ("WHAT", "HOW"),
        from_=life.today,
        until=life.today + timedelta(days=days),
        conditions=life.words("expected"),
    )
    asked = life.number
    yes = chance.happens(0.85)
    yield life.says(
        "request.answered", person.id, request=asked, person=person.id, answer="yes" if yes else "no", **life.pen(0.4)
    )
    if yes:
        life.representative = person
        for _ in range(chance.number(0, 3)):
            life.later(deciding_for, 20, days - 20)
        life.later(ending_it, days - 15, days - 1)


def by_law(life: Life) -> Iterator[Told]:
    """A court makes somebody mentor; what they decide, they say why."""
    if life.representative is not None:
        return
    chance = life.chance
    mentor = Person(chance.identifier(), "", "mentor")
    yield life.says(
        "legal_representation.recorded",
        life.worker.id,
        person=mentor.id,
        basis="mentor",
        scope=("HOW", "HOW_LONG", "consent"),
        from_=life.today,
        document=f"beschikking-{chance.number(100, 999)}",
    )
    life.representative, life.represented_by_law = mentor, True
    for _ in range(chance.number(1, 4)):
        life.later(deciding_for, 20, 700)


def deciding_for(life: Life) -> Iterator[Told]:
    """Who represents the resident decides something, and the resident hears of it."""
    who = life.representative
    if who is None:
        return
    why = {"reason": life.words("why")} if life.represented_by_law else {}
    yield life.says(
        "rhythm.chosen", who.id, every_weeks=life.chance.number(4, 13), channel=life.words("how_often"), **why
    )
    life.in_my_place.append(life.number)
    life.later(speaking_of_it, 1, 12)


def ending_it(life: Life) -> Iterator[Told]:
    """The resident ends a representation they gave, before its time or near it."""
    who = life.representative
    if who is not None and not life.represented_by_law:
        life.representative = None
        yield life.says("representation.ended", life.me.id, person=who.id)
        if who in life.members:
            yield agreed(life, who)
