"""Who may know what: consents given for a purpose, narrowed and taken back; words opened and closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from svh_core.testing.histories.chance import Odds
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.telling import Told
from svh_core.testing.histories.things import Consent

GIVEN: Final = (
    ("support_group", 0.85, ("goals", "agreements", "meetings", "network")),
    ("care", 0.65, ("goals", "agreements", "care", "meetings", "crisis", "regie")),
    ("quality", 0.45, ("regie", "meetings", "measures", "time")),
    ("funding", 0.45, ("time", "care")),
    ("research", 0.30, ("measures", "regie", "network", "goals")),
    ("deliberation_without_me", 0.20, ("care", "meetings")),
)
"""A purpose, in what share of cases it is consented to, and what may be opened for it; chosen for this library."""

CHANNEL: Final = Odds({"app": 60, "paper": 22, "spoken": 14, "video": 4})
LATER: Final = Odds({"stays": 72, "narrowed": 12, "taken back": 12, "objected to": 4})
"""What comes of a consent in a year; chosen for this library."""

FUNDERS: Final = ("org-gemeente-bedacht", "org-verzekeraar-zomaar")
IN_THEIR_PEN: Final = 0.18
"""How many consents a professional wrote down for the resident."""


CONFIRMED: Final = 0.6
"""How many of those the resident confirms later; the two were chosen for this library."""


def first_consents(life: Life) -> Iterator[Told]:
    """The resident says who may know what, for which purposes; some take part in a study."""
    chance = life.chance
    for purpose, share, categories in GIVEN:
        if chance.happens(share):
            opened = tuple(chance.some(categories, chance.number(1, len(categories))))
            told = give(life, purpose, opened)
            yield told
            if "entered_by" in told.envelope and chance.happens(CONFIRMED):
                life.later(confirming_it, 1, 35, life.consents[-1])
            if purpose == "research" and chance.happens(0.6):
                yield life.says("cohort.joined", life.me.id, cohort="cohort-verzonnen", consent=life.consents[-1].id)
            life.later(reconsidering, 40, 365, life.consents[-1])


def confirming_it(life: Life, given: Consent) -> Iterator[Told]:
    """The resident says that a consent is right that a professional wrote down."""
    yield life.says("decision.confirmed", life.me.id, entries=(given.number,), person=life.me.id, how="own_device")


def give(life: Life, purpose: str, categories: tuple[str, ...], to: tuple[str, str] | None = None) -> Told:
    """A consent is given, to whom that purpose goes to."""
    chance = life.chance
    kind, recipient = to or _recipient(life, purpose)
    given = Consent(chance.identifier(), 0, purpose, categories, kind, recipient)
    if kind == "role" and chance.happens(0.1):
        given.but_not = (chance.one(life.informal).id,)
    left_out = {"but_not": given.but_not} if given.but_not else {}
    told = life.says(
        "consent.given",
        life.me.id,
        consent=given.id,
        purpose=purpose,
        categories=categories,
        recipient_kind=kind,
        recipient=recipient,
        from_=life.today,
        until=_until(life),
        channel=chance.of(CHANNEL),
        text_version="2021-1",
        language="nl",
        **left_out,
        **life.pen(IN_THEIR_PEN),
    )
    given.number, given.until = life.number, told.data["until"]
    life.consents.append(given)
    return told


def _recipient(life: Life, purpose: str) -> tuple[str, str]:
    """The kind of recipient, and which one: the group's members, an organisation around, or one that pays."""
    if purpose == "support_group":
        return "role", "member"
    if purpose == "funding":
        return "organisation", life.chance.one(FUNDERS)
    return "organisation", life.chance.one(life.organisations).id


def _until(life: Life) -> date | None:
    """Half of them end by themselves, after one to three years."""
    return life.today + timedelta(days=365 * life.chance.number(1, 3)) if life.chance.happens(0.5) else None


def reconsidering(life: Life, given: Consent) -> Iterator[Told]:
    """A consent stays, is given anew for less, is taken back, or the resident is not all right with it."""
    if given not in life.consents:
        return
    what = life.chance.of(LATER)
    if what == "stays":
        life.later(reconsidering, 300, 420, given)
        return
    life.consents.remove(given)
    if what == "objected to":
        yield life.says("objection.raised", life.me.id, entry=given.number, words=life.words("disagrees"), follows=1)
        return
    yield life.says("consent.withdrawn", life.me.id, consent=given.id)
    if what == "narrowed" and len(given.categories) > 1:
        yield give(life, given.purpose, given.categories[1:], (given.recipient_kind, given.recipient))


def opening_words(life: Life) -> Iterator[Told]:
    """Somebody opens what they said in a deepening talk to the group; some close it again."""
    if not life.deepened:
        return
    person, number = life.chance.one(life.deepened)
    if person not in life.members:
        return
    yield life.says(
        "passage.shared", person.id, person=person.id, entry=number, recipient_kind="group", recipient="support_group"
    )
    if life.chance.happens(0.25):
        life.later(closing_words, 10, 200, person.id, number)


def closing_words(life: Life, person: str, number: int) -> Iterator[Told]:
    """Somebody closes what they had opened."""
    yield life.says("passage.closed", person, person=person, entry=number, recipient="support_group")


def own_book(life: Life) -> Iterator[Told]:
    """The resident or somebody near them keeps a book that is only theirs, in a stream of its own."""
    chance = life.chance
    owner, capacity = (life.me, "resident") if chance.happens(0.5) else (chance.one(life.informal), "relative")
    book = f"private/{chance.identifier()}"
    yield life.elsewhere(book, "private_book.opened", owner.id, person=owner.id, capacity=capacity)
    for _ in range(chance.number(1, 6)):
        note = chance.identifier()
        kind = chance.one(("draft", "need", "goal", "boundary", "reflection", "story"))
        yield life.elsewhere(
            book,
            "note.written",
            owner.id,
            person=owner.id,
            note=note,
            kind=kind,
            words=life.words("note"),
        )
        if chance.happens(0.15):
            yield life.elsewhere(book, "note.put_away", owner.id, person=owner.id, note=note, why="done")
