"""What stands in a life for a while: goals, agreements, consents. Only what later decisions need to know of them."""

from __future__ import annotations

from datetime import date

import attrs

from svh_core.testing.histories.people import Person


@attrs.define(slots=True, eq=False)
class Goal:
    """A goal that stands."""

    id: str
    horizon: str


@attrs.define(slots=True, eq=False)
class Agreement:
    """An agreement that stands."""

    id: str
    giver: str


@attrs.define(slots=True, eq=False)
class Consent:
    """A consent that stands, and the entry in which it was given."""

    id: str
    number: int
    purpose: str
    categories: tuple[str, ...]
    recipient_kind: str
    recipient: str
    until: date | None = None
    but_not: tuple[str, ...] = ()


@attrs.define(slots=True, eq=False)
class Asking:
    """Somebody who was asked to join and has not answered, who may approach them, and in which form to talk deeply."""

    person: Person
    by: Person
    how: str
