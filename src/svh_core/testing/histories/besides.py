"""What there is besides the support group: a group for something practical, and conversations with the network.

A group to move house, to paint or to shop is the handbook's own example (2021, l.189); so is a network conversation,
with its two questions: how people came together, and what makes it worthwhile (l.27, l.341).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from svh_core.testing.histories.life import Life
from svh_core.testing.histories.telling import Told


def practical_group(life: Life) -> Iterator[Told]:
    """The resident forms a group for something practical, two or three people say yes, and it is done within months."""
    chance, me = life.chance, life.me
    group = chance.identifier()
    until = life.today + timedelta(days=chance.number(40, 200))
    yield life.says("group.formed", me.id, group=group, kind="practical", purpose=life.words("topics"), until=until)
    for person in chance.some(life.informal, 3):
        yield life.says("nomination.made", me.id, person=person.id, group=group, hoped_for=life.words("hoped"))
        if chance.happens(0.8):
            yield life.says(
                "nomination.accepted",
                person.id,
                person=person.id,
                group=group,
                words=life.words("yes"),
                follows=1,
                **life.pen(0.6),
            )
    life.later(practical_done, 30, 180, group)


def practical_done(life: Life, group: str) -> Iterator[Told]:
    """It is done."""
    yield life.says("group.ended", life.me.id, group=group, why="done", words=life.words("ends"))


def network_conversation(life: Life) -> Iterator[Told]:
    """People from the network and a professional talk, once, with the resident there."""
    chance, me = life.chance, life.me
    meeting = chance.identifier()
    begins = life.later(_talking, 3, 20, meeting)
    yield life.says(
        "meeting.planned", me.id, meeting=meeting, kind="network_conversation", at=begins, minutes=60, mode="onsite"
    )


def _talking(life: Life, meeting: str) -> Iterator[Told]:
    chance, me, worker = life.chance, life.me, life.worker
    people = [me, *chance.some(life.informal, 3), worker]
    here = tuple(one.id for one in people)
    yield life.says("meeting.opened", worker.id, meeting=meeting, present=here)
    for kind in ("how_we_came_here", "what_makes_this_worthwhile"):
        speaker = chance.one(people)
        yield life.says(
            "statement.added", speaker.id, kind=kind, about_meeting=meeting, words=life.words("says"), during=meeting
        )
    life.passes(minutes=45)
    yield life.says("meeting.closed", worker.id, meeting=meeting, minutes=60)
