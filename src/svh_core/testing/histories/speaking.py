"""What people say about what was written: statements, concerns, corrections; and what changes around the resident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from svh_core.testing.histories.asking import ask
from svh_core.testing.histories.chance import Odds
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.sentences import several
from svh_core.testing.histories.taking_over import answering_an_objection
from svh_core.testing.histories.telling import Told

NEARNESS: Final = Odds({"distance": 35, "boundary": 30, "closer": 30, "no_contact": 5})
READING: Final = Odds({"all": 40, "important": 40, "when_i_ask": 20})
CONSULTED: Final = Odds({"team": 45, "phone": 25, "case_meeting": 15, "handover": 10, "other": 5})


def own_statement(life: Life) -> Iterator[Told]:
    """The resident puts their own words beside what another wrote; now and then it is a long story."""
    chance = life.chance
    beside = {"entry": chance.one(life.of_others)} if life.of_others else {}
    words = several(chance, "says", 6, 24) if chance.happens(0.1) else several(chance, "says", 1, 3)
    yield life.says("statement.added", life.me.id, kind="own_statement", words=words, **beside, **life.pen(0.2))


def objecting(life: Life) -> Iterator[Told]:
    """The resident does not agree with what another wrote, and mostly gets an answer."""
    if not life.of_others:
        return
    number = life.chance.one(life.of_others)
    life.of_others.remove(number)
    yield life.says("objection.raised", life.me.id, entry=number, words=life.words("disagrees"))
    if life.chance.happens(0.85):
        life.later(answering_an_objection, 1, 24, life.number)


def concern(life: Life) -> Iterator[Told]:
    """Who guards the resident's perspective says that it is getting lost."""
    by = life.guardian or life.peer
    if by is None:
        return
    yield life.says("concern.raised", by.id, words=life.words("concern"))
    if life.chance.happens(0.85):
        life.later(answering_an_objection, 1, 24, life.number)


def consulting(life: Life) -> Iterator[Told]:
    """Professionals speak about the resident, who is not there."""
    chance = life.chance
    people = tuple(one.id for one in life.helpers)
    identified = "yes" if chance.happens(0.7) else "anonymous"
    yield life.says(
        "consultation.held", life.worker.id, with_=people, kind=chance.of(CONSULTED), identified=identified, minutes=15
    )
    life.in_my_place.append(life.number)


def correcting(life: Life) -> Iterator[Told]:
    """The worker wrote down the wrong hours, writes the right ones, and says so."""
    yield life.worked("other", 45, with_resident=True)
    wrong = life.number
    yield life.worked("other", 30, with_resident=True)
    right = life.number
    yield life.says("entry.corrected", life.worker.id, entry=wrong, wrong="amount", replaced_by=right)


def wrong_case(life: Life) -> Iterator[Told]:
    """Something was written here that belongs to somebody else; its words are gone on the correction alone."""
    yield life.says("statement.added", life.worker.id, kind="reflection", words=life.words("says"))
    life.of_others.pop()
    wrong = life.number
    yield life.says("entry.corrected", life.worker.id, entry=wrong, wrong="case", follows=1)


def nearer_or_further(life: Life) -> Iterator[Told]:
    """The resident takes distance, sets a boundary or comes closer."""
    chance = life.chance
    person = chance.one(life.informal)
    kind = chance.of(NEARNESS)
    if kind == "no_contact":
        life.asked = [asking for asking in life.asked if asking.person is not person]
    yield life.says("distance.chosen", life.me.id, person=person.id, kind=kind, words=life.words("says"))
    if kind == "no_contact" and person in life.members:
        life.members.remove(person)
        yield life.says("member.removed", life.me.id, person=person.id)
    if kind == "no_contact" and len(life.informal) > 1:
        life.informal.remove(person)
        yield life.says("network.person_removed", life.me.id, person=person.id)


def leaving(life: Life) -> Iterator[Told]:
    """A member leaves."""
    if len(life.members) < 2:  # noqa: PLR2004 - of a group of one nobody leaves
        return
    person = life.chance.one([one for one in life.members if one is not life.worker] or life.members)
    if person is life.worker or person is life.representative:
        return
    life.members.remove(person)
    words = {"words": life.words("no")} if life.chance.happens(0.5) else {}
    yield life.says("member.left", person.id, person=person.id, **words, **life.pen(0.5))


def asking_somebody_new(life: Life) -> Iterator[Told]:
    """The resident asks somebody more."""
    taken = {*(one.id for one in life.members), *(asking.person.id for asking in life.asked)}
    free = [one for one in life.informal if one.id not in taken]
    if free:
        yield from ask(life, life.chance.one(free), minutes=20)


def another_worker(life: Life) -> Iterator[Told]:
    """Somebody else comes in the place of the worker; the old one hands over first."""
    chance, old = life.chance, life.worker
    if chance.happens(0.2):
        yield life.says("professional.change_requested", life.me.id, person=old.id, words=life.words("says"))
    new = life.home.works_here("care_worker", life.team + 1000 + life.year)
    if new.id == old.id:
        return
    yield life.says(
        "involvement.recorded",
        old.id,
        person=new.id,
        name=new.name,
        role="care_worker",
        organisation=new.organisation,
        first_contact=True,
        from_=life.today,
    )
    life.worker = new
    if old in life.members:
        life.members.remove(old)
        yield life.says("member.left", old.id, person=old.id)
    yield life.says("involvement.ended", new.id, person=old.id, role="care_worker", on=life.today + timedelta(days=1))


def choosing_what_to_read(life: Life) -> Iterator[Told]:
    """The resident says how much they want to be shown."""
    yield life.says("reading.chosen", life.me.id, how=life.chance.of(READING))


def a_risk(life: Life) -> Iterator[Told]:
    """The resident chooses what others find risky."""
    again = life.today + timedelta(days=life.chance.number(60, 200))
    yield life.says("risk.chosen", life.me.id, choice=life.words("goal"), look_again_on=again)


def made_to_measure(life: Life) -> Iterator[Told]:
    """Somebody explains once why this case departs from the guideline."""
    until = life.today + timedelta(days=life.chance.number(60, 200))
    yield life.says(
        "signal.explained",
        life.worker.id,
        signal="rhythm_overdue",
        subject="support_group",
        until=until,
        words=life.words("less"),
    )


def how_long(life: Life) -> Iterator[Told]:
    """The resident says how long the group may go on."""
    until = life.today + timedelta(days=life.chance.number(200, 700))
    yield life.says(
        "duration.agreed", life.me.id, of="group", id="support_group", until=until, words=life.words("less")
    )
