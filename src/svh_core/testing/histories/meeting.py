"""The group meets: planned, sometimes moved or cancelled, held, and the next one planned while they sit together.

A group meets at least once in three months (handbook 2021, l.179), and the reckoning has five meetings of two hours in
the first year, and eight hours in all in the second (l.141-169). How often a meeting is cancelled, or comes after more
than three months, was chosen for this library.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Final

from svh_core.testing.histories.afterwards import reporting
from svh_core.testing.histories.at_the_table import deciding_together, looking_back
from svh_core.testing.histories.chance import Odds
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.people import Person
from svh_core.testing.histories.telling import Told

WEEKS: Final = Odds({5: 8, 6: 12, 7: 12, 8: 14, 9: 14, 10: 12, 11: 8, 12: 7, 13: 5} | {15: 3, 17: 2, 20: 2, 26: 1})
"""Weeks to the next meeting: mostly six to thirteen; in one of twelve cases more than three months."""

MODE: Final = Odds({"onsite": 84, "hybrid": 9, "online": 7})
NOBODY_PLANS: Final = 0.12
CANCELLED: Final = 0.07
MOVED: Final = 0.06
WITHOUT_THE_RESIDENT: Final = 0.03


def planning(life: Life) -> Iterator[Told]:
    """A meeting is planned between meetings: the first, after a pause, or because nobody planned it at the table."""
    if life.waiting:
        life.later(planning, 14, 40)
        return
    begins = life.chance.number(8, 20)
    yield from _planned(life, begins, {})
    if life.meetings_held == 0:
        yield life.worked("planning", 30, with_resident=False)


def _planned(life: Life, days: int, during: dict[str, str], by: str | None = None, **why: str) -> Iterator[Told]:
    """A meeting is planned so many days from now, with what is chosen for it."""
    chance, me = life.chance, life.me
    meeting = chance.identifier()
    begins = life.later(gathering, days, days + 4, meeting)
    first = life.meetings_held == 0
    mode = chance.of(MODE)
    topics = {"topics": life.words("topics")} if first or chance.happens(0.4) else {}
    by = by or me.id
    yield life.says(
        "meeting.planned",
        by,
        meeting=meeting,
        kind="support_group",
        at=begins,
        minutes=90 if first else 60,
        mode=mode,
        **topics,
        **during,
        **why,
        **(life.pen(0.6) if by == me.id else {}),
    )
    if mode != "online" and chance.happens(0.9):
        life.later(preparing, 1, max(1, days - 3), meeting)


def preparing(life: Life, meeting: str) -> Iterator[Told]:
    """The resident chooses the place, and the chair the first time."""
    chance, me = life.chance, life.me
    yield life.says(
        "place.chosen",
        me.id,
        meeting=meeting,
        place=life.words("place"),
        feels_right="yes" if chance.happens(0.75) else "good_enough",
        **life.pen(0.3),
    )
    if life.members and (life.chair is None or chance.happens(0.08)):
        yield from _choosing_a_chair(life)


def _choosing_a_chair(life: Life) -> Iterator[Told]:
    """The resident takes the chair, or asks a member, who mostly says yes."""
    chance, me = life.chance, life.me
    chair = me if chance.happens(0.4) else chance.one(life.members)
    life.chair = chair.id
    yield life.says("chair.chosen", me.id, person=chair.id, expected=life.words("expected"))
    if chair is not me:
        asked, answer = life.number, chance.one(("yes", "yes", "yes", "yes", "no"))
        yield life.says("request.answered", chair.id, request=asked, person=chair.id, answer=answer, **life.pen(0.5))
        if answer == "no":
            life.chair = None


def gathering(life: Life, meeting: str) -> Iterator[Told]:
    """The meeting, if it goes on."""
    chance = life.chance
    if life.waiting or chance.happens(CANCELLED):
        yield life.says("meeting.cancelled", life.me.id, meeting=meeting, words=life.words("no"), **life.pen(0.5))
        life.later(planning, 1, 10)
    elif chance.happens(MOVED):
        moved = life.later(held, 3, 14, meeting)
        yield life.says("meeting.moved", life.me.id, meeting=meeting, at=moved, **life.pen(0.5))
    else:
        yield from held(life, meeting)


def held(life: Life, meeting: str) -> Iterator[Told]:
    """People sit together, look back, decide, plan the next time and look back on the meeting itself."""
    chance, me, worker = life.chance, life.me, life.worker
    around = _who_comes(life)
    here = [one.id for one in around]
    if me.id in here and chance.happens(0.08):
        guest = life.home.works_here("gp", life.team // 8)
        yield from _invited(life, meeting, guest)
        here.append(guest.id)
    began = life.at
    yield life.says("meeting.opened", worker.id, meeting=meeting, present=tuple(here))
    life.meetings_held += 1
    if me.id in here:
        yield from looking_back(life, meeting, around)
        yield from deciding_together(life, meeting, around)
        yield from _going_early(life, meeting, around)
    following = yield from _next_time(life, meeting, resident_is_here=me.id in here)
    if chance.happens(0.8):
        spoke = tuple(one for one in here if chance.happens(0.95)) or (worker.id,)
        yield life.says("meeting.evaluated", worker.id, meeting=meeting, spoke=spoke, words=life.words("went"))
    minutes = int((life.at - began).total_seconds()) // 60
    after = {"next": following} if following is not None else {}
    yield life.says("meeting.closed", worker.id, meeting=meeting, minutes=minutes, **after)
    life.later(reporting, 1, 6, meeting, tuple(life.of_others))


def _going_early(life: Life, meeting: str, around: Sequence[Person]) -> Iterator[Told]:
    """Now and then somebody has to go before the end."""
    others = [one for one in around if one is not life.me and one is not life.worker]
    if others and life.chance.happens(0.06):
        gone = life.chance.one(others)
        yield life.says("attendance.changed", life.worker.id, meeting=meeting, person=gone.id, now="gone")


def _who_comes(life: Life) -> list[Person]:
    """Who is there: nearly always the resident, mostly each member, and the worker."""
    chance = life.chance
    around = [] if chance.happens(WITHOUT_THE_RESIDENT) else [life.me]
    around += [one for one in life.members if one is not life.worker and chance.happens(0.85)]
    around.append(life.worker)
    if life.peer is not None and chance.happens(0.7):
        around.append(life.peer)
    return around


def _invited(life: Life, meeting: str, guest: Person) -> Iterator[Told]:
    """Somebody is asked for this one meeting, and says yes."""
    yield life.says(
        "guest.invited", life.me.id, person=guest.id, meeting=meeting, topic=life.words("topics"), **life.pen(0.6)
    )
    asked = life.number
    yield life.says("request.answered", guest.id, request=asked, person=guest.id, answer="yes", **life.pen(0.5))


def _next_time(life: Life, meeting: str, *, resident_is_here: bool) -> Generator[Told, None, str | None]:
    """The next meeting is planned at the table, or not: then somebody thinks of it weeks later. Gives its name."""
    chance = life.chance
    days = 7 * chance.of(WEEKS)
    if chance.happens(NOBODY_PLANS):
        life.later(planning, max(14, days - 21), max(15, days - 14))
        return None
    if resident_is_here:
        planned = _planned(life, days, {"during": meeting})
    else:
        planned = _planned(life, days, {"during": meeting}, life.worker.id, reason=life.words("why"))
    following: str | None = None
    for told in planned:
        following = following or told.data["meeting"]
        yield told
    return following
