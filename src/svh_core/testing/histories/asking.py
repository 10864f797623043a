"""Who is asked to join, how they are approached, and what they answer.

Contacting takes four hours and a half in all (handbook 2021, l.147), whether three people are asked or six.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_core.testing.histories.chance import Odds
from svh_core.testing.histories.life import Life, Said
from svh_core.testing.histories.meeting import planning
from svh_core.testing.histories.people import Person
from svh_core.testing.histories.sentences import several
from svh_core.testing.histories.telling import Told
from svh_core.testing.histories.things import Asking

CONTACTING: Final = 270
"""Minutes of contacting in the first year."""

DEEPENING: Final = Odds({"with_me": 45, "either": 30, "without_me": 20, "none": 5})
ANSWER: Final = Odds({"yes": 80, "no": 11, "taken back": 5, "nothing": 4})
"""What comes of asking: a yes, a no, the resident takes it back, or nothing is heard; chosen for this library."""

CHANNEL: Final = Odds({"phone": 45, "visit": 30, "message": 15, "video": 7, "letter": 3})
TOPICS: Final = (
    "relation",
    "old_pain",
    "fear",
    "anger",
    "expectations",
    "commitment",
    "other_nominees",
    "contribution",
)
COMES_BACK: Final = 0.4
"""How much of contacting is a second call; the rest is the first talk and the deepening talk."""


def asking(life: Life) -> Iterator[Told]:
    """The resident asks from two to five of their own people, and mostly somebody who helps professionally."""
    chance = life.chance
    asked = chance.some(life.informal, chance.number(2, 5))
    if life.clinician is not None and chance.happens(0.7):
        asked.append(life.clinician)
    if chance.happens(0.75):
        asked.append(life.worker)
    taken = {*(one.id for one in life.members), *(one.person.id for one in life.asked)}  # in between, as may happen
    asked = [one for one in asked if one.id not in taken]
    for person in asked:
        yield from ask(life, person, minutes=CONTACTING // len(asked))
    life.later(planning, 25, 50)


def ask(life: Life, person: Person, *, minutes: int) -> Iterator[Told]:
    """The resident asks somebody, and lets somebody approach them."""
    chance, me = life.chance, life.me
    said: Said = {"asked_per_month": chance.number(1, 4)} if chance.happens(0.6) else {}
    if life.goals and chance.happens(0.3):
        said["goals"] = (chance.one(life.goals).id,)
    yield life.says("nomination.made", me.id, person=person.id, hoped_for=life.words("hoped"), **said, **life.pen(0.4))
    if person is life.worker:
        asking = Asking(person, person, "none")
        life.later(answering, 0, 5, asking)
    else:
        by = life.peer if life.peer is not None and chance.happens(0.3) else life.worker
        asking = Asking(person, by, chance.of(DEEPENING))
        yield _permitted(life, asking)
        life.later(approaching, 1, 12, asking, minutes)
    life.asked.append(asking)


def _permitted(life: Life, asking: Asking) -> Told:
    """The resident lets somebody approach who was asked."""
    may_be_told = {"may_be_told": life.words("topics")} if life.chance.happens(0.3) else {}
    return life.says(
        "approach.permitted",
        life.me.id,
        person=asking.person.id,
        approached_by=asking.by.id,
        deepening=asking.how,
        **may_be_told,
        **life.pen(0.3),
    )


def approaching(life: Life, asking: Asking, minutes: int) -> Iterator[Told]:
    """Somebody calls or visits who was asked, tells what it is, and mostly talks more deeply with them later."""
    chance, person, by = life.chance, asking.person, asking.by
    if asking not in life.asked:  # taken back in the meantime
        return
    if chance.happens(0.9):
        yield life.says(
            "information.given", by.id, person=person.id, material="folder", version="2021-1", language="nl"
        )
    yield life.says(
        "nominee.contacted", by.id, person=person.id, channel=chance.of(CHANNEL), minutes=chance.number(5, 40)
    )
    yield life.worked("contacting", round(minutes * COMES_BACK), with_resident=False)
    if asking.how != "none" and chance.happens(0.75):
        life.later(talking_deeply, 2, 12, asking)
    yield life.worked("contacting", round(minutes * (1 - COMES_BACK)), with_resident=False)
    life.later(answering, 13, 30, asking)


def talking_deeply(life: Life, asking: Asking) -> Iterator[Told]:
    """A deepening talk, before there is an answer; in few cases in another form than the resident chose."""
    chance, person, by = life.chance, asking.person, asking.by
    if asking not in life.asked:
        return
    as_chosen = chance.happens(0.97)
    with_me = (asking.how == "with_me") is as_chosen
    if asking.how == "either":
        with_me = chance.happens(0.5)
    life.passes(minutes=45)
    yield life.says(
        "deepening.held",
        by.id,
        person=person.id,
        present=(person.id, by.id, life.me.id) if with_me else (person.id, by.id),
        minutes=45,
        topics=tuple(chance.some(TOPICS, chance.number(1, 4))),
        said=several(chance, "deepening", 1, 6),
    )
    life.deepened.append((person, life.number))


def answering(life: Life, asking: Asking) -> Iterator[Told]:
    """Who was asked says what they can and cannot do, and mostly yes."""
    chance, person = life.chance, asking.person
    if asking not in life.asked:
        return
    answer = chance.of(ANSWER) if person is not life.worker else "yes"
    if answer == "nothing":
        return
    life.asked.remove(asking)
    if answer == "taken back":
        yield life.says("nomination.withdrawn", life.me.id, person=person.id)
        if chance.happens(0.3):
            yield life.says("approach.withdrawn", life.me.id, person=person.id)
        return
    if chance.happens(0.8):
        yield life.says(
            "position.stated",
            person.id,
            person=person.id,
            offered_per_month=person.offers,
            can=life.words("able"),
            cannot=life.words("unable"),
            **life.pen(0.7),
        )
    if answer == "no":
        yield life.says("nomination.declined", person.id, person=person.id, words=life.words("no"), **life.pen(0.6))
        if life.forgetting and person in life.informal and chance.happens(0.15):
            life.later(asking_to_be_forgotten, 20, 200, person)
        return
    yield life.says(
        "nomination.accepted", person.id, person=person.id, words=life.words("yes"), follows=1, **life.pen(0.6)
    )
    life.members.append(person)
    if chance.happens(0.25):
        yield from _needing(life, person)


def _needing(life: Life, person: Person) -> Iterator[Told]:
    """What somebody needs to be able to take part."""
    need = life.chance.identifier()
    yield life.says("need.stated", person.id, person=person.id, need=need, words=life.words("need"), **life.pen(0.5))
    if life.chance.happens(0.85):
        life.later(arranging, 3, 40, need)


def arranging(life: Life, need: str) -> Iterator[Told]:
    """What somebody needs is arranged, more or less."""
    enough = life.chance.one(("yes", "yes", "partly", "unknown"))
    yield life.says(
        "need.met", life.worker.id, need=need, arranged_by=life.worker.id, how=life.words("does"), enough=enough
    )


def asking_to_be_forgotten(life: Life, person: Person) -> Iterator[Told]:
    """Somebody who said no asks that their words be forgotten; after it they say nothing here any more."""
    part_of_it = (*life.members, *(asking.person for asking in life.asked), life.representative)
    if any(one is person for one in part_of_it) or person not in life.informal or len(life.informal) == 1:
        return
    life.informal.remove(person)
    yield life.says("forgetting.asked", person.id, person=person.id, ground="own_wish", **life.pen(0.6))
    asked = life.number
    if life.chance.happens(0.15):
        yield life.says("forgetting.refused", life.worker.id, request=asked, ground="interest_of_another")
    else:
        yield life.says("forgetting.done", life.worker.id, request=asked)
