"""How a case ends, and sometimes begins again: nobody is ever beyond help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_core.testing.histories.chance import Odds
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.telling import Told

WHY: Final = Odds({"done": 55, "stops": 22, "moves": 13, "other": 8, "died": 2})
"""Why a case is closed; chosen for this library."""

REOPENED: Final = 0.12


def ending(life: Life) -> Iterator[Told]:
    """Agreements and help end, and the case is closed."""
    chance, me, worker = life.chance, life.me, life.worker
    life.agenda.clear()
    life.waiting = False
    why = chance.of(WHY) if life.meetings_held else "stops"
    if why == "died":
        yield life.says("case.closed", worker.id, why="died", reason=life.words("why"))
        return
    if why == "stops" and life.said_yes is not None:
        yield life.says("participation.decided", me.id, answer="stop", words=life.words("ends"), **life.pen(0.4))
    for made in life.agreements[:4]:
        yield life.says("agreement.released", me.id, agreement=made.id)
    for care in tuple(life.care):
        yield life.says("care.ended", me.id, care=care, why="done" if why == "done" else "other", **life.pen(0.5))
    del life.agreements[:4]
    life.care.clear()
    life.proposed.clear()
    life.asked.clear()
    life.consents = [given for given in life.consents if given.purpose in {"research", "quality", "funding"}]
    yield life.says("case.closed", me.id, why=why, words=life.words("ends"), **life.pen(0.4))
    if life.meetings_held and chance.happens(REOPENED):
        life.later(beginning_again, 50, 300)


def beginning_again(life: Life) -> Iterator[Told]:
    """The case is opened again, the group comes together again, and after a while it ends once more."""
    from svh_core.testing.histories.meeting import planning  # noqa: PLC0415 - the story goes round here
    from svh_core.testing.histories.years import a_year  # noqa: PLC0415 - the same

    yield life.says("case.reopened", life.me.id, words=life.words("asks_for"), **life.pen(0.3))
    yield life.says("participation.decided", life.me.id, answer="yes", words=life.words("yes"))
    life.later(planning, 10, 40)
    life.later(a_year, 20, 40)
    life.later(ending, 200, 700)
