"""What one viewer may read of a case, and on what ground. Default deny; a no wins; what is not understood stays closed.

What may be read = what the app attests of the viewer ∩ what the trail says of that person ∩ consents ∩ what was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import attrs

from svh_core.domain.access import EmergencyOpened, EmergencyReviewed
from svh_core.domain.case import Case, FrozenCase
from svh_core.domain.civil_days import civil_date
from svh_core.domain.consent import OtherGroundInvoked, PassageClosed, PassageShared
from svh_core.domain.deciding import words_of
from svh_core.domain.fields import Field
from svh_core.domain.identifiers import SUPPORT_GROUP
from svh_core.domain.nomination import DeepeningHeld
from svh_core.domain.records import Consent
from svh_core.domain.rulebook import Entry, UnknownEvent
from svh_core.domain.values import changed
from svh_core.domain.words import WITHHELD
from svh_core.sharing.roles import (
    AUDITOR,
    GUEST,
    MEMBER,
    NOMINEE,
    OPERATOR,
    PROFESSIONAL,
    REPRESENTATIVE,
    RESIDENT,
    Viewer,
    holds,
    standing_of,
)
from svh_core.vault.tokens import parts_of

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
}
"""What a capacity opens by itself; a guest's is that of one meeting alone, a member's that of their own groups."""

NEVER_THE_REPRESENTATIVES: Final = ("document.", "note.")
"""Events that a representative does not read: the resident's documents and notes."""

OWN_WORDS: Final = "own_words"

GIVES_CAPACITY: Final[Mapping[str, tuple[str, ...]]] = {
    REPRESENTATIVE: ("representative.appointed", "legal_representation.recorded"),
    MEMBER: ("member.joined",),
    GUEST: ("guest.invited",),
    NOMINEE: ("nomination.made",),
    PROFESSIONAL: ("involvement.recorded",),
}
"""The entries that make somebody what they are in a case."""

CATEGORY_OF_FACT: Final[Mapping[str, str]] = {
    "asks_for": "goals",
    "name": "identity",
    "method": "care",
    "organisation": "care",
    "participation": "regie",
    "closed": "time",
    "reading": "regie",
    "network": "network",
    "bonds": "network",
    "involvements": "care",
    "representations": "regie",
    "takings_over": "regie",
    "permissions": "nomination",
    "needs": "meetings",
    "meetings": "meetings",
    "goals": "goals",
    "plans": "goals",
    "agreements": "agreements",
    "consents": "consent",
    "durations": "time",
    "forgotten": "access",
}
"""The category of each fact of a case that anybody is shown; groups are shown to who is in them."""


@attrs.frozen(kw_only=True)
class Ground:
    """Why a category is open, or closed.

    Attributes:
        category: the category.
        opens: whether it opens it.
        entry: the number of the entry that decides; None where the capacity itself does.
        why: a short name of the reason: ``capacity``, ``consent``, ``but_not``, ``other_ground``, ``emergency``,
            ``closed``, ``nothing``.
    """

    category: str
    opens: bool
    entry: int | None
    why: str


class Share:
    """What one viewer may read.

    Args:
        viewer: who looks, as the app attests.
        entries: all entries of the case, in order.
        case: the case after them.
        moment: now, or another moment for the question what somebody could see then.
        purpose: what for.
    """

    def __init__(
        self, viewer: Viewer, entries: Sequence[Entry[Any]], case: Case, *, moment: datetime, purpose: str
    ) -> None:
        self.viewer = viewer
        self.purpose = purpose
        self._case = case
        self._moment = moment
        self._day = civil_date(moment)
        self._entries = {entry.number: entry for entry in entries}
        self.standing = standing_of(viewer.person, entries, case, moment)
        self.attested = holds(viewer, self.standing)
        self.is_over = case.closed is not None or case.participation == "stop"
        self.grounds = {category: self._ground(category, entries) for category in CATEGORIES}
        self._shared = frozenset(self._passages_shared(entries))

    @property
    def is_the_residents(self) -> bool:
        """Whether the resident looks at their own case."""
        return self.attested and self.viewer.capacity == RESIDENT

    @property
    def is_the_operators(self) -> bool:
        """Whether who holds the files looks."""
        return self.viewer.capacity == OPERATOR

    @property
    def is_whole(self) -> bool:
        """Whether nothing but what is said in deepening talks is closed."""
        return self.is_the_residents or self.is_the_operators

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that are open, wholly or within what the capacity bounds."""
        if self.is_whole or self._is_auditing:
            return CATEGORIES
        return tuple(category for category, ground in self.grounds.items() if ground.opens)

    @property
    def _is_auditing(self) -> bool:
        return self.viewer.capacity == AUDITOR

    @property
    def _represents(self) -> bool:
        return self.attested and self.viewer.capacity == REPRESENTATIVE and not self.is_over

    def opens(self, category: str) -> bool:
        """Whether a category is open, wholly or within what the capacity bounds."""
        return category in self.categories

    @property
    def opens_anything(self) -> bool:
        """Whether there is anything at all that this viewer may read."""
        return any(self.sees(entry) for entry in self._entries.values())

    def basis(self) -> str:
        """What a look rests on, as a disclosure says it: an entry, or the viewer's own words."""
        if self.is_the_operators or self._is_auditing:
            return OPERATOR
        opened = [ground for ground in self.grounds.values() if ground.opens]
        named = next((ground.entry for ground in opened if ground.entry is not None), None)
        if named is None and opened:
            named = self._entry_of_capacity()
        return f"entry:{named}" if named is not None else OWN_WORDS

    def _entry_of_capacity(self) -> int | None:
        """The entry that gave the viewer the capacity in which they look: the last of its kind."""
        kinds = GIVES_CAPACITY.get(self.viewer.capacity, ())
        numbers = [
            number
            for number, entry in self._entries.items()
            if entry.event.spec.name in kinds and getattr(entry.event, "person", None) == self.viewer.person
        ]
        return numbers[-1] if numbers else None

    def case(self, case: FrozenCase) -> FrozenCase:
        """The case with only those facts that this viewer may see; words are closed where they are opened."""
        if self.is_whole or self._is_auditing:
            return case
        open_now = {category for category, ground in self.grounds.items() if ground.opens}
        if self._represents:
            open_now = {category for category in CATEGORIES if category != "network"}
        closed: dict[str, Any] = {
            name: {} if isinstance(getattr(case, name), Mapping) else None
            for name, category in CATEGORY_OF_FACT.items()
            if category not in open_now
        }
        if "meetings" in open_now and self.grounds["meetings"].why == "capacity":
            seen = {name for name, held in case.meetings.items() if self._is_theirs_to_see(name, held.group)}
            closed["meetings"] = {name: held for name, held in case.meetings.items() if name in seen}
        if "network" not in open_now and "goals" in open_now:
            closed["goals"] = {name: changed(goal, {"supporters": ()}) for name, goal in case.goals.items()}
        closed["groups"] = {
            name: changed(group, {} if "nomination" in open_now else {"nominations": {}})
            for name, group in case.groups.items()
            if name in self._groups or ("meetings" in open_now and self.grounds["meetings"].why != "capacity")
        }
        return changed(case, closed)

    def _is_theirs_to_see(self, meeting: str, group: str) -> bool:
        if self.viewer.capacity == MEMBER:
            return group in self._groups
        return meeting in (self.standing.invited_to if self.viewer.capacity == GUEST else self.standing.meetings)

    # Entries and fields

    def sees(self, entry: Entry[Any]) -> bool:
        """Whether anything of an entry may be read."""
        if self.is_whole or self._is_auditing:
            return True
        if isinstance(entry.event, UnknownEvent):
            return False
        if self._is_theirs(entry) or self._about(entry):
            return True
        fields = entry.event.spec.fields
        told = [field for field in fields if getattr(entry.event, field.attribute) is not None] or fields
        return any(self.sees_field(entry, field) for field in told) or self._opens(entry, entry.event.spec.category)

    def sees_field(self, entry: Entry[Any], field: Field) -> bool:
        """Whether a field of an entry may be read."""
        if field.category == "deepening" and field.of is not None:
            return self._hears(entry)
        if self.is_whole or (self._is_auditing and field.of is None) or self._is_theirs(entry):
            return True
        if self._is_auditing:
            return False
        if field.of is not None:
            return self._is_subject(entry, field.name) or self._opens(entry, field.category)
        return self._about(entry) or self._opens(entry, field.category)

    def sees_words(self, number: int, path: str) -> bool:
        """Whether the words that were sealed in this entry and field may be read, wherever they are copied to."""
        entry = self._entries.get(number)
        if entry is None or isinstance(entry.event, UnknownEvent):
            return self.is_whole
        field = next((field for field in entry.event.spec.fields if field.name == path), None)
        if field is not None:
            return self._names(entry, field) or self.sees_field(entry, field)
        if self.is_whole:
            return True
        if self._is_auditing:
            return False
        if self._is_theirs(entry) or self._is_subject(entry, path):
            return True
        fields = entry.event.spec.fields
        first = fields[0].category if fields else entry.event.spec.category
        return self._opens(entry, "regie" if path == "reason" else first)

    def sees_token(self, token: str) -> bool:
        """Whether sealed words may be read; they say themselves where they were written."""
        if self.is_the_operators:
            return True
        parts = parts_of(token)
        return parts is None or self.sees_words(parts.number, parts.path)

    @property
    def why_not(self) -> str:
        """In a few words, why nothing is open."""
        reasons = {ground.why for ground in self.grounds.values()}
        if "closed" in reasons:
            return "it has ended"
        return "the trail does not know them so" if "not_in_the_trail" in reasons else "no consent opens anything"

    def shown(self, entry: Entry[Any]) -> Entry[Any] | None:
        """The entry as this viewer may see it: what stands in clear and is closed is withheld. None where all is."""
        if not self.sees(entry):
            return None
        if self.is_whole or isinstance(entry.event, UnknownEvent):
            return entry
        closed = {
            field.attribute: WITHHELD
            for field in entry.event.spec.fields
            if field.of is None
            and getattr(entry.event, field.attribute) is not None
            and not self.sees_field(entry, field)
        }
        return changed(entry, {"event": changed(entry.event, closed)}) if closed else entry

    def _is_theirs(self, entry: Entry[Any]) -> bool:
        """Whether the viewer decided, entered or said it."""
        return self.viewer.person in {entry.by, entry.entered_by}

    def _about(self, entry: Entry[Any]) -> bool:
        """Whether it is about the viewer; what others wrote of them in words is another matter."""
        event = entry.event
        return not self.is_over and self.viewer.person in {
            getattr(event, "person", None),
            getattr(event, "giver", None),
        }

    def _is_subject(self, entry: Entry[Any], path: str) -> bool:
        """Whether the words in this place are the viewer's own."""
        resident = self._case.resident or entry.by
        return any(place.path == path and place.subject == self.viewer.person for place, _ in words_of(entry, resident))

    def _names(self, entry: Entry[Any], field: Field) -> bool:
        """Whether it is the name of the resident or of a fellow member, which whoever sits in a group knows."""
        if field.name != "name" or not self.attested or self.is_over:
            return False
        person = getattr(entry.event, "person", None) or getattr(entry.event, "resident", None)
        fellows = {one for group in self._groups for one in self._case.groups[group].members}
        at_the_table = {one for meeting in self._tables() for one in self._case.meetings[meeting].present}
        return person in fellows | at_the_table | ({self._case.resident} if fellows or at_the_table else set())

    @property
    def _groups(self) -> frozenset[str]:
        """The groups the viewer looks at as one of them."""
        return self.standing.groups if self.viewer.capacity == MEMBER and not self.is_over else frozenset()

    def _tables(self) -> frozenset[str]:
        """The meetings whose company the viewer knows."""
        return self.standing.meetings if self.viewer.capacity in {GUEST, PROFESSIONAL, MEMBER} else frozenset()

    def _hears(self, entry: Entry[Any]) -> bool:
        """Whether the viewer may read what was said in a deepening talk: who was in it, or whom it was shared with."""
        if self.is_the_operators:
            return True
        event = entry.event
        if not isinstance(event, DeepeningHeld):
            return False
        return self.viewer.person in {event.person, *event.present} or entry.number in self._shared

    def _opens(self, entry: Entry[Any], category: str) -> bool:
        """Whether consent or capacity opens a category of this entry."""
        if entry.number in self._shared:
            return True
        if self._represents:
            return self._is_in_scope(entry, category)
        ground = self.grounds.get(category)
        if ground is None or not ground.opens:
            return self._is_of_a_nominee(entry, category)
        return ground.why != "capacity" or self._is_within_bounds(entry)

    def _is_in_scope(self, entry: Entry[Any], category: str) -> bool:
        name = entry.event.spec.name
        if name.startswith(NEVER_THE_REPRESENTATIVES) or category == "network":
            return False
        return not self.standing.scope.isdisjoint(self._case.written[entry.number].scopes)

    def _is_of_a_nominee(self, entry: Entry[Any], category: str) -> bool:
        return category == "nomination" and self.viewer.capacity == NOMINEE and self.attested and self._about(entry)

    def _is_within_bounds(self, entry: Entry[Any]) -> bool:
        """A member reads of their groups, a guest of the meeting they were asked to, a professional of theirs."""
        meeting = getattr(entry.event, "meeting", None) or entry.meeting
        capacity = self.viewer.capacity
        if capacity == GUEST:
            return meeting in self.standing.invited_to
        if capacity == PROFESSIONAL:
            return meeting is None or meeting in self.standing.meetings
        held = self._case.meetings.get(meeting) if meeting is not None else None
        group = held.group if held is not None else getattr(entry.event, "group", None) or SUPPORT_GROUP
        return group in self._groups or group not in self._case.groups

    # Grounds

    def _ground(self, category: str, entries: Iterable[Entry[Any]]) -> Ground:
        """What decides about a category."""
        if self.is_whole or self._is_auditing:
            return Ground(category=category, opens=True, entry=None, why="capacity")
        denied = self._denial(category)
        consent = self._consent(category, over=denied)
        other = self._other_ground(category, entries) if consent is None else None
        if consent is not None:
            found = Ground(category=category, opens=True, entry=consent, why="consent")
        elif other is not None:
            found = other
        elif denied is not None:
            found = Ground(category=category, opens=False, entry=denied[0], why="but_not")
        else:
            found = self._by_capacity(category)
        return found

    def _by_capacity(self, category: str) -> Ground:
        """What the capacity opens by itself."""
        if self.is_over:
            return Ground(category=category, opens=False, entry=None, why="closed")
        if not self.attested:
            return Ground(category=category, opens=False, entry=None, why="not_in_the_trail")
        opens = category in BEFORE_CONSENT.get(self.viewer.capacity, ())
        opens = opens or (self._represents and category != "network")
        return Ground(category=category, opens=opens, entry=None, why="capacity" if opens else "nothing")

    @property
    def _called(self) -> frozenset[str]:
        """The names by which a consent can mean this viewer, in the capacity in which they look."""
        names = {self.viewer.person}
        if self.viewer.organisation is not None:
            names.add(self.viewer.organisation)
        if self.attested:
            names.add(self.viewer.capacity)
            names |= self.standing.works_as if self.viewer.capacity == PROFESSIONAL else set()
        return frozenset(names)

    @property
    def _may_be_called(self) -> frozenset[str]:
        """The names by which a no can mean this viewer: whatever they are here, in which capacity they look or not."""
        return self._called | self.standing.capacities | self.standing.works_as

    def _consents(self, category: str) -> Iterable[Consent]:
        """The consents in force that speak of a category, for this purpose."""
        for given in self._case.consents.values():
            stands = self._case.consent_stands(given, self._day)
            if stands and given.purpose == self.purpose and category in given.categories:
                yield given

    def _denial(self, category: str) -> tuple[int, frozenset[str]] | None:
        """The consent that leaves this viewer out, and by which names."""
        for given in self._consents(category):
            left_out = self._may_be_called & set(given.but_not)
            if left_out:
                return given.number, frozenset(left_out)
        return None

    def _consent(self, category: str, *, over: tuple[int, frozenset[str]] | None) -> int | None:
        """The consent that opens a category. A no gives way only to one that names whom it left out."""
        for given in self._consents(category):
            names = self._called if over is None else over[1] | {self.viewer.person}
            if given.recipient in names and not self._may_be_called & set(given.but_not):
                return given.number
        return None

    def _other_ground(self, category: str, entries: Iterable[Entry[Any]]) -> Ground | None:
        """Another ground than consent, or an emergency, that opens a category for now."""
        reviewed = {entry.event.emergency for entry in entries if isinstance(entry.event, EmergencyReviewed)}
        for entry in entries:
            event = entry.event
            if not isinstance(event, OtherGroundInvoked | EmergencyOpened) or event.recipient not in self._called:
                continue
            if category in event.categories and entry.number not in reviewed and self._day <= event.review_on:
                why = "emergency" if isinstance(event, EmergencyOpened) else "other_ground"
                return Ground(category=category, opens=True, entry=entry.number, why=why)
        return None

    def _passages_shared(self, entries: Iterable[Entry[Any]]) -> Iterable[int]:
        """The entries in which somebody opened their own words to this viewer."""
        shared: dict[int, date | None] = {}
        called = self._called | self.standing.groups
        for entry in entries:
            event = entry.event
            if isinstance(event, PassageShared) and event.recipient in called:
                shared[event.entry] = event.until
            elif isinstance(event, PassageClosed) and event.recipient in called:
                shared.pop(event.entry, None)
        return (number for number, until in shared.items() if until is None or self._day <= until)
