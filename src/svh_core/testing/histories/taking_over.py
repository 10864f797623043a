"""Somebody decides in the resident's place and says why; the resident hears of it and says what they think."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from svh_core.testing.histories.chance import Odds
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.people import Person
from svh_core.testing.histories.telling import Told

BACK: Final = Odds({"handed back": 55, "taken back": 25, "by itself": 20})
SAID_AFTERWARDS: Final = Odds({"confirmed": 60, "objected": 22, "nothing": 18})
"""What residents say afterwards of what was decided in their place; chosen for this library."""

DOMAINS: Final = (("HOW",), ("HOW", "WHO"), ("HOW", "HOW_LONG"), ("WHAT", "HOW"))


def taking_over(life: Life) -> Iterator[Told]:
    """A professional decides in the resident's place for some days, says why, and says afterwards what was decided."""
    chance, worker = life.chance, life.worker
    days = chance.number(4, 40)
    taken = chance.identifier()
    domains = chance.one(DOMAINS)
    yield life.says(
        "regie.taken_over",
        worker.id,
        taking_over=taken,
        domains=domains,
        until=life.at + timedelta(days=days),
        told_resident="yes" if chance.happens(0.7) else "not_yet",
        reason=life.words("why"),
    )
    life.in_my_place.append(life.number)
    for care in tuple(life.care)[:1]:
        life.care[care] += 1
        yield life.says("care.scaled_up", worker.id, care=care, level=life.care[care], words=life.words("why"))
        life.in_my_place.append(life.number)
    if chance.happens(0.5):
        yield life.says("rhythm.chosen", worker.id, every_weeks=2, channel=life.words("how_often"))
        life.in_my_place.append(life.number)
    back = chance.of(BACK)
    if back != "by itself":
        life.on(life.at + timedelta(days=chance.number(1, days - 1)), giving_back, taken, worker, back)
    life.later(speaking_of_it, days + 1, days + 30)


def giving_back(life: Life, taken: str, by: Person, back: str) -> Iterator[Told]:
    """It ends before its time."""
    if back == "handed back":
        yield life.says("regie.handed_back", by.id, taking_over=taken, person=by.id, words=life.words("less"))
    else:
        yield life.says("regie.taken_back", life.me.id, taking_over=taken, words=life.words("says"))


def decided_for_me(life: Life) -> Iterator[Told]:
    """One decision in the resident's place, with a reason, without a period."""
    yield life.says("rhythm.chosen", life.worker.id, every_weeks=life.chance.number(2, 8), reason=life.words("why"))
    life.in_my_place.append(life.number)
    if life.chance.happens(0.8):
        life.later(speaking_of_it, 1, 40)


def speaking_of_it(life: Life) -> Iterator[Told]:
    """The resident hears what was decided in their place, and says what they think of it."""
    chance, me = life.chance, life.me
    numbers = tuple(life.in_my_place)
    life.in_my_place.clear()
    if not numbers:
        return
    yield life.says("resident.informed", life.worker.id, entries=numbers, how="told")
    said = chance.of(SAID_AFTERWARDS)
    if said == "confirmed":
        yield life.says("decision.confirmed", me.id, entries=numbers, person=me.id, how="own_device")
    elif said == "objected":
        yield life.says("objection.raised", me.id, entry=numbers[-1], words=life.words("disagrees"))
        life.later(answering_an_objection, 1, 20, life.number)


def answering_an_objection(life: Life, number: int) -> Iterator[Told]:
    """Somebody says what was done with it."""
    outcome = life.chance.one(("changed", "kept", "talked_through"))
    yield life.says("objection.answered", life.worker.id, entry=number, outcome=outcome, words=life.words("answers"))
