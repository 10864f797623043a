"""What happens in a year besides meetings, and how often.

The rates are a year's average for a usual case; of each, that number happens, rounded up or down by chance, on days
spread over the year. In a full case everything is written down that in others is not: contacts above all.
All were chosen for this library; the sources tell no such numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_core.testing.histories.agenda import Scene
from svh_core.testing.histories.besides import network_conversation, practical_group
from svh_core.testing.histories.hard_times import crisis, writing_a_card
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.representing import appointing, by_law
from svh_core.testing.histories.sharing import opening_words, own_book
from svh_core.testing.histories.speaking import (
    a_risk,
    another_worker,
    asking_somebody_new,
    choosing_what_to_read,
    concern,
    consulting,
    correcting,
    how_long,
    leaving,
    made_to_measure,
    nearer_or_further,
    objecting,
    own_statement,
    wrong_case,
)
from svh_core.testing.histories.taking_over import decided_for_me
from svh_core.testing.histories.telling import Told
from svh_core.testing.histories.working import (
    agreeing_in_between,
    arranging_care,
    checkpoint,
    choosing_to_be_measured,
    contact,
    handing_over,
    less_care,
    something_changed,
)

IN_A_YEAR: Final[tuple[tuple[Scene, float], ...]] = (
    (contact, 9.0),
    (own_statement, 2.5),
    (consulting, 1.2),
    (arranging_care, 1.3),
    (agreeing_in_between, 2.0),
    (less_care, 0.9),
    (handing_over, 0.35),
    (something_changed, 0.7),
    (checkpoint, 0.9),
    (crisis, 0.30),
    (decided_for_me, 0.25),
    (writing_a_card, 0.4),
    (objecting, 0.35),
    (concern, 0.2),
    (correcting, 0.3),
    (nearer_or_further, 0.4),
    (asking_somebody_new, 0.5),
    (leaving, 0.3),
    (another_worker, 0.2),
    (opening_words, 0.2),
    (choosing_what_to_read, 0.3),
    (network_conversation, 0.3),
    (practical_group, 0.12),
    (a_risk, 0.15),
    (made_to_measure, 0.12),
    (how_long, 0.25),
    (appointing, 0.08),
    (own_book, 0.06),
    (by_law, 0.02),
    (wrong_case, 0.01),
)
"""What happens, and how often in a year."""

ONCE: Final = (choosing_to_be_measured,)
"""What happens in the first year."""

PAUSES: Final = 0.07
"""In what share of years the resident pauses."""

MORE_IN_A_FULL_CASE: Final[dict[Scene, float]] = {
    contact: 22.0,
    own_statement: 6.0,
    agreeing_in_between: 6.0,
    crisis: 3.0,
}
"""How many times as often something is written down in a full case."""


def a_year(life: Life) -> Iterator[Told]:
    """What happens in the year to come is spread over it."""
    chance = life.chance
    for scene, rate in IN_A_YEAR:
        often = rate * MORE_IN_A_FULL_CASE.get(scene, 1.0) if life.course == "full" else rate
        for _ in range(chance.times(often)):
            life.later(scene, 1, 364)
    if life.year == 1:
        for scene in ONCE:
            life.later(scene, 1, 40)
    if chance.happens(PAUSES):
        life.later(pausing, 60, 300)
    life.later(a_year, 365, 366)
    yield from ()


def pausing(life: Life) -> Iterator[Told]:
    """The resident takes part no more for now, and comes back after some weeks."""
    life.waiting = True
    yield life.says("participation.decided", life.me.id, answer="pause", words=life.words("less"), **life.pen(0.4))
    life.later(going_on, 30, 120)


def going_on(life: Life) -> Iterator[Told]:
    """The resident takes part again."""
    life.waiting = False
    yield life.says("participation.decided", life.me.id, answer="yes", words=life.words("yes"), **life.pen(0.3))
