"""Who somebody is in a case, as its trail says: the app attests who looks, and the trail has to agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import attrs

from svh_core.domain.case import Case
from svh_core.domain.civil_days import civil_date
from svh_core.domain.groups import GuestInvited
from svh_core.domain.identifiers import PersonId
from svh_core.domain.network import InvolvementRecorded
from svh_core.domain.positions import EntryCorrected
from svh_core.domain.records import REGIE_DOMAINS, Group, Involvement
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

_KNOWN_TO_THE_APP: Final = frozenset({ORGANISATION, AUDITOR, RESEARCHER, OPERATOR})
"""What the trail says nothing of; all else only the trail can say that somebody is."""


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

    @property
    def called(self) -> str:
        """What they are, and who; the trail does not know who comes for no organisation and is nothing else."""
        unknown = self.capacity == ORGANISATION and self.organisation is None
        return f"{'unknown person' if unknown else self.capacity} {self.person}"


THE_OPERATOR: Final = Viewer("operator", capacity=OPERATOR)
"""Who holds the files and the master key, and could read them anyway."""


@attrs.frozen(kw_only=True)
class Standing:
    """What the trail says of a person at one moment.

    Attributes:
        capacities: what they are in this case.
        works_as: the professional roles they are involved in.
        works_for: the organisations they are involved for.
        groups: the groups they are a member of.
        meetings: the meetings they were present at.
        invited_to: the meetings they were asked to as a guest.
        scope: what they represent the resident in.
    """

    capacities: frozenset[str]
    works_as: frozenset[str] = frozenset()
    works_for: frozenset[str] = frozenset()
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
    entries = tuple(entries)
    confirmed = _Confirmed(person, case, in_the_wrong_case(entries))
    scope = frozenset(
        domain
        for domain in (*REGIE_DOMAINS, "consent")
        if (held := case.represented_by(person, moment, (domain,))) is not None and confirmed(held.request)
    )
    groups = frozenset(
        name
        for name, group in case.groups.items()
        if person in group.members and group.ended is None and confirmed(_asked_in(group, person))
    )
    asked = frozenset(
        name
        for name, group in case.groups.items()
        if person in group.nominations and group.nominations[person].stands and confirmed(_asked_in(group, person))
    )
    invitations = {
        entry.event.meeting: entry.number
        for entry in entries
        if isinstance(entry.event, GuestInvited) and entry.event.person == person
    }
    invited = frozenset(
        name
        for name, held in case.meetings.items()
        if person in held.guests and not held.cancelled and confirmed(invitations.get(name))
    )
    present = frozenset(
        name
        for name, held in case.meetings.items()
        if person in held.present or any(change.person == person and change.here for change in held.changes)
    )
    works = [
        one
        for one in case.involvements.get(person, ())
        if one.in_force(day) and any(confirmed(number) for number in _recorded_in(person, one, entries))
    ]
    capacities = {
        RESIDENT: person == case.resident,
        REPRESENTATIVE: bool(scope),
        MEMBER: bool(groups),
        GUEST: bool(invited),
        NOMINEE: bool(asked),
        PROFESSIONAL: bool(works),
    }
    return Standing(
        capacities=frozenset(capacity for capacity, so in capacities.items() if so),
        works_as=frozenset(one.role for one in works),
        works_for=frozenset(one.organisation for one in works if one.organisation is not None),
        groups=groups,
        meetings=present,
        invited_to=invited,
        scope=scope,
    )


def in_the_wrong_case(entries: Iterable[Entry[Any]]) -> frozenset[int]:
    """The entries that belong in another case: they make nobody anything here, and open nothing."""
    corrections = (entry.event for entry in entries if isinstance(entry.event, EntryCorrected))
    return frozenset(correction.entry for correction in corrections if correction.wrong == "case")


@attrs.frozen
class _Confirmed:
    """Whether an entry makes somebody what it says: another's pen wrote it, or the resident confirmed it."""

    person: str
    case: Case
    wrong: frozenset[int]

    def __call__(self, number: int | None) -> bool:
        line = self.case.written.get(number) if number is not None else None
        if line is None or number in self.wrong:
            return False
        return self.person not in {line.by, line.entered_by} or line.position == "confirmed"


def _asked_in(group: Group, person: str) -> int | None:
    """The entry in which the resident asked somebody for a group."""
    asked = group.nominations.get(PersonId(person))
    return asked.number if asked is not None else None


def _recorded_in(person: str, held: Involvement, entries: Iterable[Entry[Any]]) -> Iterator[int]:
    """The entries that record just this involvement: an earlier one in the same role says nothing of it."""
    told = (held.role, held.organisation, held.from_)
    for entry in entries:
        event = entry.event
        if not isinstance(event, InvolvementRecorded) or event.person != person:
            continue
        if (event.role, event.organisation, event.from_) == told:
            yield entry.number


def holds(viewer: Viewer, standing: Standing) -> bool:
    """Whether the trail agrees with what the app attests; of some capacities it knows nothing and cannot disagree."""
    return viewer.capacity in standing.capacities or viewer.capacity in _KNOWN_TO_THE_APP


def capacity_in(person: str, entries: Iterable[Entry[Any]], case: Case, moment: datetime) -> str:
    """The widest capacity that the trail says somebody has; that of an organisation, which opens nothing, if none."""
    capacities = standing_of(person, entries, case, moment).capacities
    ranked = (RESIDENT, REPRESENTATIVE, MEMBER, PROFESSIONAL, GUEST, NOMINEE)
    return next((capacity for capacity in ranked if capacity in capacities), ORGANISATION)
