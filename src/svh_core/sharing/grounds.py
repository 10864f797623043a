"""Why a category, or a document of the resident's own, is open to a viewer or closed: consent, ground, emergency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs

from svh_core.domain.access import FOR_AN_EMERGENCY, EmergencyOpened, EmergencyReviewed
from svh_core.domain.case import Case
from svh_core.domain.consent import OtherGroundInvoked, PassageClosed, PassageShared
from svh_core.domain.records import Consent, Document
from svh_core.domain.rulebook import Entry
from svh_core.sharing.roles import (
    AUDITOR,
    GUEST,
    MEMBER,
    NOMINEE,
    OPERATOR,
    PROFESSIONAL,
    REPRESENTATIVE,
    RESIDENT,
    Standing,
    Viewer,
)

CATEGORIES: Final = (
    "identity",
    "network",
    "nomination",
    "goals",
    "agreements",
    "meetings",
    "deepening",
    "crisis",
    "measures",
    "time",
    "care",
    "regie",
    "consent",
    "access",
)
"""What consent speaks of: every field of every event belongs to one of these."""

BEFORE_CONSENT: Final[Mapping[str, frozenset[str]]] = {
    MEMBER: frozenset({"goals", "agreements", "meetings"}),
    PROFESSIONAL: frozenset({"regie", "care", "meetings"}),
    GUEST: frozenset({"goals", "agreements", "meetings", "regie"}),
    NOMINEE: frozenset({"nomination"}),
    REPRESENTATIVE: frozenset(CATEGORIES) - {"network"},
}
"""What a capacity opens by itself, within its bounds: a guest's is that of one meeting alone, a member's that of their
own groups, a nominee's their own nomination, a representative's what they decide about."""


GIVES_CAPACITY: Final[Mapping[str, tuple[str, ...]]] = {
    REPRESENTATIVE: ("representative.appointed", "legal_representation.recorded"),
    MEMBER: ("member.joined",),
    GUEST: ("guest.invited",),
    NOMINEE: ("nomination.made",),
    PROFESSIONAL: ("involvement.recorded",),
}
"""The entries that make somebody what they are in a case."""


@attrs.frozen(kw_only=True)
class Ground:
    """Why a category is open, or closed.

    Attributes:
        category: the category.
        opens: whether it opens it.
        entry: the number of the entry that decides; None where the capacity itself does.
        why: a short name of the reason: ``capacity``, ``consent``, ``but_not``, ``other_ground``, ``emergency``,
            ``not_in_the_trail``, ``closed``, ``not_asked``, ``nothing``.
        document: the document it is about, where it is one of the resident's own.
    """

    category: str
    opens: bool
    entry: int | None
    why: str
    document: str | None = None


def not_asked(category: str) -> Ground:
    """Why a category is closed that nobody asks for."""
    return Ground(category=category, opens=False, entry=None, why="not_asked")


class Grounds:
    """What decides for one viewer, one purpose and one day.

    Args:
        viewer: who looks, as the app attests.
        standing: what the trail says of that person.
        entries: all entries of the case, in order.
        case: the case after them.
        day: the civil day.
        purpose: what for.
        attested: whether the trail agrees with the app.
        wrong: the entries that belong in another case.
    """

    def __init__(
        self,
        viewer: Viewer,
        standing: Standing,
        entries: Sequence[Entry[Any]],
        case: Case,
        *,
        day: date,
        purpose: str,
        attested: bool,
        wrong: frozenset[int],
    ) -> None:
        self._viewer = viewer
        self._standing = standing
        self._entries = entries
        self._case = case
        self._day = day
        self._purpose = purpose
        self._attested = attested
        self._wrong = wrong
        self._is_over = case.closed is not None or case.participation == "stop"
        self._is_whole = viewer.capacity in {AUDITOR, OPERATOR} or (attested and viewer.capacity == RESIDENT)

    def of_category(self, category: str) -> Ground:
        """What decides about a category."""
        if self._is_whole:
            return Ground(category=category, opens=True, entry=None, why="capacity")
        denials = self._denials(self._consents(category))
        consent = self._consent(self._consents(category), over=denials)
        other = self._other_ground(category) if consent is None else None
        if consent is not None:
            found = Ground(category=category, opens=True, entry=consent, why="consent")
        elif other is not None:
            found = other
        elif denials:
            found = Ground(category=category, opens=False, entry=denials[0][0], why="but_not")
        else:
            found = self._by_capacity(category)
        return found

    def _by_capacity(self, category: str) -> Ground:
        """What the capacity opens by itself."""
        if not self._attested:
            return Ground(category=category, opens=False, entry=None, why="not_in_the_trail")
        if self._is_over:
            return Ground(category=category, opens=False, entry=self._ended_by(), why="closed")
        if category in BEFORE_CONSENT.get(self._viewer.capacity, ()):
            return Ground(category=category, opens=True, entry=self.of_capacity(), why="capacity")
        return Ground(category=category, opens=False, entry=None, why="nothing")

    def of_capacity(self) -> int | None:
        """The entry that gave the viewer the capacity in which they look: the last of its kind."""
        kinds = GIVES_CAPACITY.get(self._viewer.capacity, ())
        numbers = [
            entry.number
            for entry in self._entries
            if entry.event.spec.name in kinds and getattr(entry.event, "person", None) == self._viewer.person
        ]
        return numbers[-1] if numbers else None

    def _ended_by(self) -> int | None:
        """The entry with which the case ended."""
        ends = [
            entry.number
            for entry in self._entries
            if entry.event.spec.name == "case.closed" or getattr(entry.event, "answer", None) == "stop"
        ]
        return ends[-1] if ends else None

    @property
    def _called(self) -> dict[str, frozenset[str]]:
        """The names by which a consent can mean this viewer, in the capacity in which they look, by their kind."""
        organisations, roles = {self._viewer.organisation} - {None}, set()
        if self._attested:
            roles.add(self._viewer.capacity)
        if self._attested and self._viewer.capacity == PROFESSIONAL:
            roles |= self._standing.works_as
            organisations |= self._standing.works_for
        return {
            "person": frozenset({self._viewer.person}),
            "role": frozenset(roles),
            "organisation": frozenset(name for name in organisations if name is not None),
        }

    @property
    def _names_called(self) -> frozenset[str]:
        return frozenset[str]().union(*self._called.values())

    @property
    def _may_be_called(self) -> frozenset[str]:
        """The names by which a no can mean this viewer: whatever they are here, in which capacity they look or not."""
        standing = self._standing
        named = self._names_called | {self._viewer.capacity}
        return named | standing.capacities | standing.works_as | standing.works_for

    def _consents(self, category: str) -> Iterable[Consent]:
        """The consents in force that speak of a category, for this purpose."""
        return (given for given in self._in_force() if category in given.categories)

    def _in_force(self) -> Iterable[Consent]:
        """The consents in force for this purpose."""
        for given in self._case.consents.values():
            stands = self._case.consent_stands(given, self._day) and given.number not in self._wrong
            if stands and given.purpose == self._purpose:
                yield given

    def _denials(self, consents: Iterable[Consent]) -> list[tuple[int, frozenset[str]]]:
        """Those of some consents that leave this viewer out, and by which names."""
        found = ((given.number, self._may_be_called & set(given.but_not)) for given in consents)
        return [(number, left_out) for number, left_out in found if left_out]

    def _consent(self, consents: Iterable[Consent], *, over: Sequence[tuple[int, frozenset[str]]]) -> int | None:
        """The one of some consents that opens something. A no gives way only to one that names whom it left out."""
        called = self._called
        for given in consents:
            names_them = given.recipient in called[given.recipient_kind]
            if not names_them or self._may_be_called & set(given.but_not):
                continue
            if all(given.recipient_kind == "person" or given.recipient in left_out for _, left_out in over):
                return given.number
        return None

    def _other_ground(self, category: str) -> Ground | None:
        """Another ground than consent, or an emergency, that opens a category for now."""
        for entry in self._invoked():
            if category in entry.event.categories:
                is_emergency = isinstance(entry.event, EmergencyOpened)
                why = "emergency" if is_emergency else "other_ground"
                return Ground(category=category, opens=True, entry=entry.number, why=why)
        return None

    def _invoked(self) -> Iterator[Entry[OtherGroundInvoked | EmergencyOpened]]:
        """The other grounds and emergencies that open something to this viewer for now."""
        reviewed = {entry.event.emergency for entry in self._entries if isinstance(entry.event, EmergencyReviewed)}
        past = reviewed | self._wrong
        for entry in self._entries:
            event = entry.event
            if not isinstance(event, OtherGroundInvoked | EmergencyOpened):
                continue
            called = self._called["person"] if isinstance(event, EmergencyOpened) else self._names_called
            if event.recipient in called and entry.number not in past and self._day <= event.review_on:
                yield entry

    # Documents

    def of_documents(self) -> dict[str, Ground]:
        """What opens each document of the resident's own; those that are closed are not among them."""
        found = ((name, self._of_document(name, kept)) for name, kept in self._case.documents.items())
        return {name: ground for name, ground in found if ground is not None}

    def _of_document(self, name: str, kept: Document) -> Ground | None:
        """What opens a document: a consent that names it, or an emergency. No category does, and no capacity."""
        if kept.put_away or kept.number in self._wrong:
            return None
        naming = [given for given in self._in_force() if name in given.documents]
        consent = self._consent(naming, over=self._denials([*naming, *self._consents("crisis")]))
        if consent is not None:
            return Ground(category="crisis", opens=True, entry=consent, why="consent", document=name)
        for entry in self._invoked():
            event = entry.event
            if isinstance(event, EmergencyOpened) and (
                name in event.documents
                if event.documents
                else "crisis" in event.categories and kept.kind in FOR_AN_EMERGENCY
            ):
                return Ground(category="crisis", opens=True, entry=entry.number, why="emergency", document=name)
        return None

    # Passages

    def passages_shared(self, groups: frozenset[str], *, by_name: bool = False) -> dict[int, frozenset[str]]:
        """By the entry, who opened their own words in it to this viewer, and did not close them again.

        Args:
            groups: those the viewer looks at as one of them.
            by_name: only what was opened to this very person, not to a role or a group they are in.
        """
        called = self._called | {"group": groups}
        if self._viewer.capacity == RESIDENT and self._attested:
            called["role"] |= {MEMBER}  # the owner is one of every group of theirs
        if by_name:
            called = dict.fromkeys(called, frozenset[str]()) | {"person": called["person"]}
        until: dict[tuple[int, str, str], date | None] = {}
        for entry in self._entries:
            event = entry.event
            if isinstance(event, PassageShared) and event.recipient in called[event.recipient_kind]:
                if entry.number not in self._wrong:
                    until[event.entry, event.person, event.recipient] = event.until
            elif isinstance(event, PassageClosed):
                until.pop((event.entry, event.person, event.recipient), None)
        shared: dict[int, frozenset[str]] = {}
        for (number, sharer, _), last_day in until.items():
            if last_day is None or self._day <= last_day:
                shared[number] = shared.get(number, frozenset()) | {sharer}
        return shared
