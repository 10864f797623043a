"""What one viewer may read of a case, and on what ground. Default deny; a no wins; what is not understood stays closed.

What may be read = what the app attests of the viewer ∩ what the trail says of that person ∩ consents ∩ what was asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from svh_core.domain.access import DisclosureMade, DisclosureRefused
from svh_core.domain.case import Case, FrozenCase
from svh_core.domain.civil_days import civil_date
from svh_core.domain.crisis import DocumentPutAway, DocumentWritten
from svh_core.domain.deciding import words_of
from svh_core.domain.fields import Field
from svh_core.domain.identifiers import SUPPORT_GROUP, PersonId
from svh_core.domain.network import DistanceChosen, NetworkBondDrawn, NetworkPersonDescribed
from svh_core.domain.nomination import DeepeningHeld
from svh_core.domain.positions import StatementAdded
from svh_core.domain.records import REGIE_DOMAINS
from svh_core.domain.rulebook import Entry, UnknownEvent
from svh_core.domain.values import changed
from svh_core.domain.words import WITHHELD
from svh_core.sharing.grounds import CATEGORIES, Grounds, not_asked
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
    in_the_wrong_case,
    standing_of,
)
from svh_core.vault.tokens import parts_of

NEVER_THE_REPRESENTATIVES: Final = ("document.", "note.")
"""Events that a representative does not read: the resident's documents and notes."""

OWN_DOCUMENTS: Final = (DocumentWritten, DocumentPutAway)
"""The resident's own documents, each of which is opened by name and never with a category."""

PICTURES: Final = (NetworkPersonDescribed, NetworkBondDrawn, DistanceChosen)
"""What the resident says of somebody and does not say to them."""

OF_A_DEEPENING: Final = ("|topics|", "|said|")
"""What stands in every token of what was said in a deepening talk: its field."""

OWN_WORDS: Final = "own_words"

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
    "permissions": "nomination",
    "durations": "time",
    "forgotten": "access",
    "monitoring": "measures",
    "cohorts": "measures",
    "checkpoints": "care",
}
"""The category of each fact of a case that is shown as a whole or not at all."""

CATEGORY_OF_THINGS: Final[Mapping[str, tuple[str, str]]] = {
    "takings_over": ("TakingOver", "regie"),
    "needs": ("Need", "nomination"),
    "meetings": ("Meeting", "meetings"),
    "goals": ("Goal", "goals"),
    "plans": ("Plan", "goals"),
    "agreements": ("Agreement", "agreements"),
    "consents": ("Consent", "consent"),
    "helps": ("Help", "care"),
    "care": ("Care", "care"),
    "stays": ("Stay", "crisis"),
    "measures": ("Measure", "crisis"),
}
"""The kind and category of what a case has many of: each is shown to whom the entry is open that began it."""


class Share:
    """What one viewer may read.

    Args:
        viewer: who looks, as the app attests.
        entries: all entries of the case, in order.
        case: the case after them.
        moment: now, or another moment for the question what somebody could see then.
        purpose: what for.
        asked: the categories that are asked for, where not all are. Then nothing is open but by consent or another
            ground: no capacity, no passage and no words of one's own go beyond what was asked.
    """

    def __init__(
        self,
        viewer: Viewer,
        entries: Sequence[Entry[Any]],
        case: Case,
        *,
        moment: datetime,
        purpose: str,
        asked: frozenset[str] | None = None,
    ) -> None:
        self.viewer = viewer
        self.purpose = purpose
        self._is_narrow = asked is not None
        self.number = case.number
        self._case = case
        self._moment = moment
        self._entries = {entry.number: entry for entry in entries}
        self.standing = standing_of(viewer.person, entries, case, moment)
        self.attested = holds(viewer, self.standing)
        self._wrong = frozenset(in_the_wrong_case(entries))
        self.is_over = case.closed is not None or case.participation == "stop"
        grounds = self._grounds = Grounds(
            viewer,
            self.standing,
            entries,
            case,
            day=civil_date(moment),
            purpose=purpose,
            attested=self.attested,
            wrong=self._wrong,
        )
        asked = frozenset(CATEGORIES) if asked is None else asked
        self.grounds = {
            category: grounds.of_category(category) if category in asked else not_asked(category)
            for category in CATEGORIES
        }
        self.documents = grounds.of_documents() if "crisis" in asked else {}
        self._shared: Mapping[int, frozenset[str]] = {}
        self._shared_by_name: Mapping[int, frozenset[str]] = {}
        if not self._is_narrow:
            self._shared = grounds.passages_shared(frozenset(case.groups) if self.is_the_residents else self._groups)
            self._shared_by_name = grounds.passages_shared(self._groups, by_name=True)

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
        named = {self._entries[number].event.spec.category for number in self._shared if number in self._entries}
        named |= {"crisis"} if self.documents else set()
        return tuple(category for category, ground in self.grounds.items() if ground.opens or category in named)

    @property
    def _is_auditing(self) -> bool:
        return self.viewer.capacity == AUDITOR

    def opens(self, category: str) -> bool:
        """Whether a category is open, wholly or within what the capacity bounds."""
        return category in self.categories

    def opens_wholly(self, category: str) -> bool:
        """Whether a category is open without bounds, so that what is counted or concluded from all of it is too."""
        if self.is_whole or self._is_auditing:
            return True
        ground = self.grounds[category]
        if ground.why != "capacity":
            return ground.opens
        if self.viewer.capacity == REPRESENTATIVE:
            return ground.opens and self.standing.scope.issuperset(REGIE_DOMAINS)
        return ground.opens and self.viewer.capacity == PROFESSIONAL and category != "meetings"

    @property
    def opens_anything(self) -> bool:
        """Whether there is anything at all that this viewer may read; that they looked before is nothing to read."""
        looks = (DisclosureMade, DisclosureRefused)
        return any(self.sees(entry) for entry in self._entries.values() if not isinstance(entry.event, looks))

    def basis(self) -> str:
        """What a look rests on, as a disclosure says it: an entry, or the viewer's own words."""
        if self.is_the_operators or self._is_auditing:
            return OPERATOR
        opened = [ground for ground in (*self.grounds.values(), *self.documents.values()) if ground.opens]
        given = (ground.entry for ground in opened if ground.entry is not None and ground.why != "capacity")
        named = next(given, None)
        if named is None and opened:
            named = self._grounds.of_capacity()
        return f"entry:{named}" if named is not None else OWN_WORDS

    def case(self, case: FrozenCase) -> FrozenCase:
        """The case with only those facts that this viewer may see; words are closed where they are opened."""
        if self.is_whole or self._is_auditing:
            return case
        shown: dict[str, Any] = {
            name: {} if isinstance(getattr(case, name), Mapping) else None
            for name, category in CATEGORY_OF_FACT.items()
            if not self.opens_wholly(category)
        }
        shown["of_plugin"] = {}
        begun = self._begun()
        for name, (kind, category) in CATEGORY_OF_THINGS.items():
            things: Mapping[str, Any] = getattr(case, name)
            shown[name] = {
                key: thing
                for key, thing in things.items()
                if (entry := begun.get(f"{kind}:{key}")) is not None
                and entry.number not in self._wrong
                and self._opens(entry, category)
            }
        if self.opens_wholly("network"):
            shown |= self._pictures_of_others(case)
        else:
            shown["goals"] = {name: changed(goal, {"supporters": ()}) for name, goal in shown["goals"].items()}
        shown["documents"] = {
            name: kept
            for name, kept in case.documents.items()
            if (written := self._entries.get(kept.number)) is not None and self.sees(written)
        }
        shown["groups"] = {
            name: changed(group, {} if self.opens_wholly("nomination") else {"nominations": {}})
            for name, group in case.groups.items()
            if name in self._groups or self.opens_wholly("meetings")
        }
        return changed(case, shown)

    def _begun(self) -> dict[str, Entry[Any]]:
        """The entry that gave each thing its name, such as ``Goal:rust``."""
        return {
            f"{kind}{getattr(entry.event, attribute)}": entry
            for entry in self._entries.values()
            if not isinstance(entry.event, UnknownEvent)
            for attribute, kind in entry.event.spec.outline.mints
        }

    def _pictures_of_others(self, case: FrozenCase) -> dict[str, Any]:
        """The network, without what the resident thinks of who looks."""
        viewer = PersonId(self.viewer.person)
        network, known = dict(case.network), case.network.get(viewer)
        if known is not None:
            network[viewer] = changed(known, {"distance": None})
        bonds = {name: bond for name, bond in case.bonds.items() if viewer not in {bond.one, bond.other}}
        return {"network": network, "bonds": bonds}

    # Entries and fields

    def sees(self, entry: Entry[Any]) -> bool:
        """Whether anything of an entry may be read."""
        if self.is_whole or self._is_auditing:
            return True
        if isinstance(entry.event, UnknownEvent):
            return False
        if self._is_theirs(entry) or self._weighed(entry) or self._about(entry) or self._sharers(entry):
            return True
        if isinstance(entry.event, OWN_DOCUMENTS):
            return self._opens_document(entry)
        fields = entry.event.spec.fields
        told = [field for field in fields if getattr(entry.event, field.attribute) is not None] or fields
        return any(self.sees_field(entry, field) for field in told) or self._opens(entry, entry.event.spec.category)

    def sees_field(self, entry: Entry[Any], field: Field) -> bool:
        """Whether a field of an entry may be read."""
        if self._is_auditing:
            return field.of is None
        if field.category == "deepening" and field.of is not None:
            return self._hears(entry)
        if self.is_whole or self._is_theirs(entry):
            return True
        if isinstance(entry.event, OWN_DOCUMENTS):
            return self._opens_document(entry) or self._is_shared_of_a_document(entry, field)
        if field.of is None:
            return self._about(entry) or self._is_told_around(entry) or self._opens(entry, field.category)
        is_a_picture = field.of == "resident" and field.category == "network" and self._is_pictured(entry)
        return self._is_shared(entry, field.name) or (
            not is_a_picture and (self._is_subject(entry, field.name) or self._opens(entry, field.category))
        )

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
        if self._is_theirs(entry) or self._is_subject(entry, path) or self._is_shared(entry, path):
            return True
        fields = entry.event.spec.fields
        first = fields[0].category if fields else entry.event.spec.category
        return self._opens(entry, "regie" if path == "reason" else first)

    def sees_token(self, token: str) -> bool:
        """Whether sealed words may be read; they say themselves where they were written."""
        if self.is_the_operators or (self.is_the_residents and not any(mark in token for mark in OF_A_DEEPENING)):
            return True  # as nearly every word of one's own case is; to take the token apart costs four times as much
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
        return not self._is_narrow and self.viewer.person in {entry.by, entry.entered_by}

    def _weighed(self, entry: Entry[Any]) -> bool:
        """Whether it holds what the viewer weighed, in their own words."""
        return not self._is_narrow and any(weighed.by == self.viewer.person for weighed in entry.because)

    def _about(self, entry: Entry[Any]) -> bool:
        """Whether it is about the viewer; what others wrote of them in words is another matter."""
        event = entry.event
        if self.is_over or self._is_narrow or isinstance(event, PICTURES):
            return False
        return self.viewer.person in {getattr(event, "person", None), getattr(event, "giver", None)}

    def _is_pictured(self, entry: Entry[Any]) -> bool:
        """Whether the resident says in it how they see the viewer, which no consent opens to that person."""
        return self.viewer.person in {getattr(entry.event, name, None) for name in ("person", "one", "other")}

    def _sharers(self, entry: Entry[Any]) -> frozenset[str]:
        """Who opened their own words in an entry to the viewer; how the resident sees them, only by name."""
        is_a_picture = isinstance(entry.event, PICTURES) and self._is_pictured(entry)
        return (self._shared_by_name if is_a_picture else self._shared).get(entry.number, frozenset())

    def _is_shared(self, entry: Entry[Any], path: str) -> bool:
        """Whether the words in this place were opened to the viewer by whose words they are."""
        sharers = self._sharers(entry)
        resident = self._case.resident or entry.by
        return any(place.path == path and place.subject in sharers for place, _ in words_of(entry, resident))

    def _is_told_around(self, entry: Entry[Any]) -> bool:
        """Whether what stands in clear belongs to words that were opened: the entry is the sharer's or about them."""
        sharers, line = self._sharers(entry), self._case.written.get(entry.number)
        return line is not None and not sharers.isdisjoint({line.owner, line.about, line.by})

    def _opens_document(self, entry: Entry[Any]) -> bool:
        """Whether it is the version in use of a document that was opened to this viewer."""
        name = entry.event.document
        return name in self.documents and self._case.documents[name].number == entry.number

    def _is_shared_of_a_document(self, entry: Entry[Any], field: Field) -> bool:
        """Whether it is among the words of a document that the resident opened as a passage, or stands around them."""
        return self._is_shared(entry, field.name) if field.of is not None else entry.number in self._shared

    def _is_subject(self, entry: Entry[Any], path: str) -> bool:
        """Whether the words in this place are the viewer's own."""
        if self._is_narrow:
            return False
        resident = self._case.resident or entry.by
        return any(place.path == path and place.subject == self.viewer.person for place, _ in words_of(entry, resident))

    def _names(self, entry: Entry[Any], field: Field) -> bool:
        """Whether it is the name of the resident or of a fellow member, which whoever sits in a group knows."""
        if field.name != "name" or not self.attested or self.is_over:
            return False
        person = getattr(entry.event, "person", None) or getattr(entry.event, "resident", None)
        if self.viewer.capacity == REPRESENTATIVE:
            return bool(person == self._case.resident)
        fellows = {one for group in self._groups for one in self._case.groups[group].members}
        at_the_table = {one for meeting in self._tables() for one in self._case.meetings[meeting].present}
        return person in fellows | at_the_table | ({self._case.resident} if fellows or at_the_table else set())

    @property
    def _groups(self) -> frozenset[str]:
        """The groups the viewer looks at as one of them."""
        return self.standing.groups if self.viewer.capacity == MEMBER and not self.is_over else frozenset()

    def _tables(self) -> frozenset[str]:
        """The meetings whose company the viewer knows."""
        if self.viewer.capacity == GUEST:
            return self.standing.meetings | self.standing.invited_to
        return self.standing.meetings if self.viewer.capacity in {PROFESSIONAL, MEMBER} else frozenset()

    def _hears(self, entry: Entry[Any]) -> bool:
        """Whether the viewer may read what was said in a deepening talk: who was in it, or whom it was shared with."""
        if self.is_the_operators:
            return True
        event = entry.event
        if not isinstance(event, DeepeningHeld):
            return False
        if self.viewer.person == event.person or event.person in self._shared.get(entry.number, ()):
            return True
        return self.viewer.person in event.present and (self.is_the_residents or not self.is_over)

    def _opens(self, entry: Entry[Any], category: str) -> bool:
        """Whether consent or capacity opens a category of this entry."""
        ground = self.grounds.get(category)
        if ground is None or not ground.opens or (isinstance(entry.event, PICTURES) and self._is_pictured(entry)):
            return False
        return ground.why != "capacity" or self._is_within_bounds(entry, category)

    def _is_within_bounds(self, entry: Entry[Any], category: str) -> bool:
        """Whether an entry is among those for which a capacity opens a category."""
        capacity = self.viewer.capacity
        if capacity in {REPRESENTATIVE, NOMINEE}:
            return self._is_in_scope(entry) if capacity == REPRESENTATIVE else self._about(entry)
        if isinstance(entry.event, StatementAdded) and entry.event.entry is not None:
            beside = self._entries.get(entry.event.entry)
            if beside is not None and beside.number < entry.number and self.sees(beside):
                return self._is_within_bounds(beside, category)
            return False
        meeting = _meeting_of(entry)
        if capacity == GUEST:
            return meeting in self.standing.invited_to
        if capacity == PROFESSIONAL:
            present = getattr(entry.event, "present", None) or ()
            return category != "meetings" or meeting in self.standing.meetings or self.viewer.person in present
        held = self._case.meetings.get(meeting) if meeting is not None else None
        group = held.group if held is not None else getattr(entry.event, "group", None) or SUPPORT_GROUP
        return group in self._groups

    def _is_in_scope(self, entry: Entry[Any]) -> bool:
        line = self._case.written.get(entry.number)
        if line is None or line.event.startswith(NEVER_THE_REPRESENTATIVES):
            return False
        return not self.standing.scope.isdisjoint(line.scopes)


def _meeting_of(entry: Entry[Any]) -> str | None:
    """The meeting an entry is about, or in which it was decided."""
    named = (getattr(entry.event, name, None) for name in ("meeting", "about_meeting", "for_meeting"))
    return next((meeting for meeting in named if meeting is not None), entry.meeting)
