"""After a meeting: the hours, the report, a copy for the resident, and what the resident says of what others wrote.

The reckoning of the handbook (2021, l.141-169): five meetings of two hours in the first year, eight hours in the
second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from svh_core.testing.histories.life import Life
from svh_core.testing.histories.sentences import several
from svh_core.testing.histories.telling import Told

MINUTES_OF_THE_FIRST_YEAR: Final = (90, 30)
"""Of the meeting and of its report: two hours, as reckoned."""

MINUTES_AFTERWARDS: Final = (66, 24)
"""Five meetings of these, and one now and then, make eight hours."""


def reporting(life: Life, meeting: str, of_others: Sequence[int]) -> Iterator[Told]:
    """The report, the hours, a copy for the resident, and what the resident says of what others wrote."""
    chance, me, worker = life.chance, life.me, life.worker
    at_the_table, afterwards = MINUTES_OF_THE_FIRST_YEAR if life.year == 1 else MINUTES_AFTERWARDS
    yield life.worked("meeting", at_the_table, with_resident=True)
    if chance.happens(0.9):
        by = me if chance.happens(0.15) else worker
        yield life.says("report.written", by.id, meeting=meeting, words=several(chance, "reported", 1, 8))
    yield life.worked("reporting", afterwards, with_resident=False)
    if of_others and chance.happens(0.8):
        how = chance.one(("copy", "in_app", "in_app", "letter"))
        yield life.says("resident.informed", worker.id, entries=tuple(of_others), how=how)
    if chance.happens(0.75):
        life.later(confirming, 0, 9)


def confirming(life: Life) -> Iterator[Told]:
    """The resident says that what others wrote is right: of some, or of all of it."""
    known = list(life.of_others)
    if not known:
        return
    confirmed = life.chance.some(known, life.chance.number(1, len(known)))
    for number in confirmed:
        life.of_others.remove(number)
    how = life.chance.one(("own_device", "own_device", "spoken", "paper"))
    yield life.says("decision.confirmed", life.me.id, entries=tuple(confirmed), person=life.me.id, how=how)
