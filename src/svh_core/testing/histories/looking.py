"""Who looks at what was written down: the resident above all, who helps, the group, who pays or counts, and the house.

A look is an entry of its own, made before anything is shown. How often somebody looks was chosen for this library; with
these rates a case has about half as many looks as decisions. What opens what is as the casebook itself works it out:
the resident sees everything, a helper what the role opens, everybody else what a consent that stands names.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from svh_core.domain.access import REVIEWED_WITHIN
from svh_core.sharing.grounds import BEFORE_CONSENT, CATEGORIES
from svh_core.sharing.roles import MEMBER, OPERATOR, ORGANISATION, PROFESSIONAL, RESIDENT
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.sentences import sentence
from svh_core.testing.histories.telling import ACCESS, Told
from svh_core.testing.histories.things import Consent

THE_RESIDENT: Final = 0.45
A_HELPER: Final = 0.55
SOMEBODY_WITH_CONSENT: Final = 0.35
SOMEBODY_WITHOUT: Final = 0.015
THE_HOUSE: Final = 0.04
IN_AN_EMERGENCY: Final = 0.002
"""How often, each time something was written down together, somebody looks."""

_STILL_STANDS: Final = timedelta(days=30)
"""A consent that ends sooner is left alone: a batch may be written down days after it was told."""

_REPORTED: Final = {"quality": "report", "funding": "report", "research": "export"}
"""What is made by a plugin, for which purpose."""


def looked_at(life: Life) -> Iterator[Told]:
    """Who looks now, if anybody does; nobody where nothing more is to happen."""
    if not life.agenda:
        return
    sees = life.sees
    if sees.happens(THE_RESIDENT):
        yield _shown(life, life.me.id, RESIDENT, "own_trail", CATEGORIES, "resident")
    if sees.happens(A_HELPER):
        helper = sees.one(life.helpers)
        if helper.id in life.involved:
            opened = tuple(sorted(BEFORE_CONSENT[PROFESSIONAL]))
            yield _shown(life, helper.id, PROFESSIONAL, "care", opened, f"entry:{life.involved[helper.id]}")
    if sees.happens(SOMEBODY_WITH_CONSENT):
        yield from _by_consent(life)
    if sees.happens(SOMEBODY_WITHOUT):
        asked = {"recipient": sees.one(life.informal).id, "capacity": MEMBER, "purpose": "support_group"}
        yield life.seen("disclosure.refused", asked["recipient"], **asked, categories=(), why="no_consent")
    if sees.happens(THE_HOUSE):
        yield _by_the_house(life)
    if sees.happens(IN_AN_EMERGENCY):
        yield from _breaking_the_glass(life)


def _shown(  # noqa: PLR0917 - what a look is
    life: Life, person: str, capacity: str, purpose: str, categories: tuple[str, ...], basis: str
) -> Told:
    """Somebody is shown something."""
    shown = {"capacity": capacity, "purpose": purpose, "action": "view", "categories": categories, "basis": basis}
    return life.seen("disclosure.made", person, recipient=person, **shown)


def _by_consent(life: Life) -> Iterator[Told]:
    """A member reads along, somebody elsewhere who helps, or an organisation is handed what it may have."""
    standing = [one for one in life.consents if one.until is None or one.until > life.now.date() + _STILL_STANDS]
    if not standing:
        return
    given = life.sees.one(standing)
    basis = f"entry:{given.number}"
    if given.recipient_kind == "role":
        readers = [one.id for one in life.members if one.id not in given.but_not]
        if readers:
            yield _shown(life, life.sees.one(readers), MEMBER, given.purpose, given.categories, basis)
    elif given.purpose in _REPORTED:
        yield _handed_over(life, given, basis)
    else:
        yield _shown(life, given.recipient, ORGANISATION, given.purpose, given.categories, basis)


def _handed_over(life: Life, given: Consent, basis: str) -> Told:
    """A plugin counts, or makes a file; of what is counted, small numbers stay in the house."""
    action = _REPORTED[given.purpose]
    return life.seen(
        "disclosure.made",
        OPERATOR,
        recipient=given.recipient,
        capacity=ORGANISATION,
        purpose=given.purpose,
        action=action,
        categories=given.categories,
        basis=basis,
        plugin="svh-verzonnen:1.0",
        suppressed=action == "report",
    )


def _by_the_house(life: Life) -> Told:
    """Who holds the files looks: that stands in the stream of access, which does not name the case."""
    shown = {"recipient": OPERATOR, "capacity": OPERATOR, "purpose": "maintenance", "action": "view"}
    data = {**shown, "categories": CATEGORIES, "basis": OPERATOR}
    return Told(ACCESS, "disclosure.made", OPERATOR, life.at, life.now, data, {"source": life.stream}, 1)


def _breaking_the_glass(life: Life) -> Iterator[Told]:
    """Somebody reads what is needed in an emergency, and a week later somebody looks at whether that was right."""
    reader = life.sees.one(life.helpers).id
    opened = ("crisis", "care")
    yield life.seen(
        "emergency.opened",
        reader,
        recipient=reader,
        categories=opened,
        review_on=life.today + REVIEWED_WITHIN // 2,
        reason=sentence(life.sees, "why"),
    )
    number = life.number
    yield _shown(life, reader, PROFESSIONAL, "care", opened, f"entry:{number}")
    life.on(life.at + timedelta(days=7), reviewing, number)


def reviewing(life: Life, number: int) -> Iterator[Told]:
    """Somebody who helps looks at whether breaking the glass was right."""
    outcome = life.sees.one(("right", "right", "right", "undecided", "wrong"))
    said = sentence(life.sees, "seen")
    yield life.seen("emergency.reviewed", life.worker.id, emergency=number, outcome=outcome, words=said)
