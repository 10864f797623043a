"""When it gets hard: signs, help asked, an admission or a respite house, and a card for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from svh_core.testing.histories.chance import Odds
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.taking_over import taking_over
from svh_core.testing.histories.telling import Told

COMES_OF_IT: Final = Odds({"it passes": 50, "taken over": 18, "admission": 20, "respite": 12})
"""What comes of a crisis; chosen for this library."""


def crisis(life: Life) -> Iterator[Told]:
    """Somebody sees that it is getting worse; the resident mostly asks for help, and somebody comes."""
    chance, worker = life.chance, life.worker
    sees = chance.one(life.members) if life.members and chance.happens(0.5) else worker
    card = {"document": life.crisis_card} if life.crisis_card is not None else {}
    yield life.says("crisis.noticed", sees.id, phase=chance.number(1, 3), seen=life.words("seen"), **card)
    comes = chance.of(COMES_OF_IT)
    if chance.happens(0.6):
        help_ = chance.identifier()
        kind = "admission" if comes == "admission" else "contact"
        yield life.says(
            "help.asked",
            life.me.id,
            help=help_,
            kind=kind,
            asked_of=worker.id,
            words=life.words("need"),
            **life.pen(0.2),
        )
        life.passes(hours=chance.one((2, 5, 9, 16, 28)))
        out = "yes" if chance.happens(0.4) else "no"
        yield life.says(
            "contact.made", worker.id, person=worker.id, channel="visit", out_of_hours=out, minutes=45, answers=help_
        )
    if comes == "taken over":
        yield from taking_over(life)
    elif comes == "admission":
        yield from _admitted(life)
    elif comes == "respite":
        yield from _resting(life)


def _admitted(life: Life) -> Iterator[Told]:
    """An admission, of a few days to a month; sometimes a court has a say in it."""
    chance, worker = life.chance, life.worker
    stay = chance.identifier()
    voluntary = chance.happens(0.75)
    with_me = {"accompanied_by": (chance.one(life.members).id,)} if life.members and chance.happens(0.5) else {}
    yield life.says(
        "admission.begun",
        worker.id,
        stay=stay,
        voluntary="yes" if voluntary else "no",
        place=life.words("place"),
        **with_me,
    )
    days = chance.number(3, 30)
    if not voluntary:
        yield from _by_law(life, days)
    for day in range(3, days, 7):
        life.later(visiting, day, day + 1)
    life.later(coming_home, days, days + 1, stay)


def _by_law(life: Life, days: int) -> Iterator[Told]:
    """A court limits what the resident can decide; what the clinic has to know is shared without consent."""
    chance, worker = life.chance, life.worker
    measure = chance.identifier()
    yield life.says(
        "legal_measure.recorded",
        worker.id,
        measure=measure,
        kind="crisis_measure",
        limits=("HOW",),
        from_=life.today,
        until=life.today + timedelta(days=max(21, days)),
        decided_by=life.words("why"),
    )
    yield life.says(
        "other_ground.invoked",
        worker.id,
        ground="vital_interest",
        categories=("crisis", "care"),
        recipient=chance.one(life.organisations).id,
        review_on=life.today + timedelta(days=14),
        assessment=life.words("seen"),
    )
    life.later(ending_a_measure, days, days + 1, measure)
    yield from taking_over(life)


def ending_a_measure(life: Life, measure: str) -> Iterator[Told]:
    """The measure ends with the stay."""
    yield life.says("legal_measure.ended", life.worker.id, measure=measure, on=life.today)


def visiting(life: Life) -> Iterator[Told]:
    """The worker comes to see the resident during an admission."""
    worker = life.worker
    yield life.says("contact.made", worker.id, person=worker.id, channel="visit", out_of_hours="no", minutes=50)


def coming_home(life: Life, stay: str) -> Iterator[Told]:
    """The resident goes home."""
    yield life.says("admission.ended", life.worker.id, stay=stay, to="home", words=life.words("changed"))


def _resting(life: Life) -> Iterator[Told]:
    """Some days in a respite house, of the resident's own will: two weeks at the most, and now and then longer."""
    chance, stay = life.chance, life.chance.identifier()
    yield life.says("respite.begun", life.me.id, stay=stay, house_rules_signed="yes", words=life.words("need"))
    days = chance.number(3, 16)
    life.later(going_home, days, days + 1, stay)


def going_home(life: Life, stay: str) -> Iterator[Told]:
    """The resident goes home from the respite house."""
    yield life.says("respite.ended", life.me.id, stay=stay, words=life.words("says"))


def writing_a_card(life: Life) -> Iterator[Told]:
    """The resident writes a crisis card, or writes it anew."""
    chance = life.chance
    life.versions += 1
    card = life.crisis_card or chance.identifier()
    life.crisis_card = card
    helped = {"helped_by": life.peer.id} if life.peer is not None else {}
    words = " ".join(life.words("document") for _ in range(chance.number(2, 7)))
    yield life.says(
        "document.written", life.me.id, document=card, kind="crisis_card", version=life.versions, words=words, **helped
    )
