"""Who somebody is in a case, as its trail says: the app attests who looks, and the trail has to agree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import attrs

from svh_core.domain.case import Case
from svh_core.domain.civil_days import civil_date
from svh_core.domain.network import InvolvementRecorded
from svh_core.domain.records import REGIE_DOMAINS, Involvement
from svh_core.domain.rulebook import Entry

RESIDENT: Final = "resident"
REPRESENTATIVE: Final = "representative"
MEMBER: Final = "member"
GUEST: Final = "guest"
NOMINEE: Final = "nominee"
PROFESSIONAL: Final = "professional"
ORGANISATION: Final = "organisation"
AUDITOR: Final = "auditor"
RESEARCHER: Final = "researcher"
OPERATOR: Final = "operator"

CAPACITIES: Final = (
    RESIDENT,
    REPRESENTATIVE,
    MEMBER,
    GUEST,
    NOMINEE,
    PROFESSIONAL,
    ORGANISATION,
    AUDITOR,
    RESEARCHER,
    OPERATOR,
)
"""In what capacity somebody can look."""

_IN_THE_TRAIL: Final = frozenset({RESIDENT, REPRESENTATIVE, MEMBER, GUEST, NOMINEE, PROFESSIONAL})
"""What only the trail can say that somebody is; the others are known to the app alone."""


@attrs.frozen(kw_only=True)
class Viewer:
    """Somebody who looks, as the app knows them from its own login.

    Attributes:
        person: their identifier in this case.
        capacity: in what capacity they look: one of `CAPACITIES`.
        organisation: for which organisation, if any.
    """

    person: str = attrs.field(kw_only=False)
    capacity: str = RESIDENT
    organisation: str | None = None


THE_OPERATOR: Final = Viewer("operator", capacity=OPERATOR)
"""Who holds the files and the master key, and could read them anyway."""


@attrs.frozen(kw_only=True)
class Standing:
    """What the trail says of a person at one moment.

    Attributes:
        capacities: what they are in this case.
        works_as: the professional roles they are involved in, and their organisations.
        groups: the groups they are a member of.
        meetings: the meetings they are or were a guest of, or were present at.
        invited_to: the meetings they were asked to as a guest.
        scope: what they represent the resident in.
    """

    capacities: frozenset[str]
    works_as: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    meetings: frozenset[str] = frozenset()
    invited_to: frozenset[str] = frozenset()
    scope: frozenset[str] = frozenset()


def standing_of(person: str, entries: Iterable[Entry[Any]], case: Case, moment: datetime) -> Standing:
    """What the trail says of somebody at a moment; a role they recorded themselves says nothing.

    Args:
        person: who.
        entries: all entries of the case.
        case: the case after them.
        moment: the moment.
    """
    day = civil_date(moment)
    scope = frozenset(
        domain for domain in (*REGIE_DOMAINS, "consent") if case.represented_by(person, moment, (domain,)) is not None
    )
    groups = frozenset(name for name, group in case.groups.items() if person in group.members and group.ended is None)
    invited = frozenset(name for name, held in case.meetings.items() if person in held.guests and not held.cancelled)
    present = frozenset(
        name
        for name, held in case.meetings.items()
        if person in held.present or any(change.person == person and change.here for change in held.changes)
    )
    works_as = [
        one
        for one in case.involvements.get(person, ())
        if one.in_force(day) and _is_said_by_another(person, one, entries, case)
    ]
    asked = any(person in group.nominations and group.nominations[person].stands for group in case.groups.values())
    held = {
        RESIDENT: person == case.resident,
        REPRESENTATIVE: bool(scope),
        MEMBER: bool(groups),
        GUEST: bool(invited),
        NOMINEE: asked,
        PROFESSIONAL: bool(works_as),
    }
    capacities = frozenset(capacity for capacity, so in held.items() if so)
    codes = {one.role for one in works_as} | {one.organisation for one in works_as if one.organisation is not None}
    return Standing(
        capacities=capacities,
        works_as=frozenset(codes),
        groups=groups,
        meetings=present | invited,
        invited_to=invited,
        scope=scope,
    )


def _is_said_by_another(person: str, involvement: Involvement, entries: Iterable[Entry[Any]], case: Case) -> bool:
    """Whether somebody else recorded this involvement, or the resident confirmed it."""
    for entry in entries:
        event = entry.event
        if not isinstance(event, InvolvementRecorded) or (event.person, event.role) != (person, involvement.role):
            continue
        if person not in {entry.by, entry.entered_by} or case.written[entry.number].position == "confirmed":
            return True
    return False


def holds(viewer: Viewer, standing: Standing) -> bool:
    """Whether the trail agrees with what the app attests; of some capacities it knows nothing and cannot disagree."""
    return viewer.capacity in standing.capacities or viewer.capacity not in _IN_THE_TRAIL


def capacity_in(person: str, entries: Iterable[Entry[Any]], case: Case, moment: datetime) -> str:
    """The widest capacity that the trail says somebody has; that of an organisation, which opens nothing, if none."""
    capacities = standing_of(person, entries, case, moment).capacities
    ranked = (RESIDENT, REPRESENTATIVE, MEMBER, PROFESSIONAL, GUEST, NOMINEE)
    return next((capacity for capacity in ranked if capacity in capacities), ORGANISATION)
