"""A naive model of who may read a word: written from the design alone, entry by entry, without the library's own case.

It says what may be open at the most. A word that it calls closed must stand in nothing that viewer is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import attrs

from svh_core.domain.rulebook import Entry
from svh_core.sharing.roles import Viewer


@attrs.frozen
class Word:
    """Words that were said: where they stand, whose they are, and under which category they fall."""

    entry: Entry[Any]
    path: str
    subject: str
    category: str


@attrs.frozen
class Model:
    """What one viewer may read at the most, for one purpose, on one day."""

    log: Sequence[Entry[Any]]
    viewer: Viewer
    purpose: str
    day: date
    resident: str = "mila"

    def may_read(self, word: Word) -> bool:
        me, capacity = self.viewer.person, self.viewer.capacity
        if capacity in {"operator", "auditor"}:
            return capacity == "operator"
        if word.category == "deepening":
            event = word.entry.event
            return me in {event.person, *event.present} or self._was_shared(word)
        if capacity == "resident" and me == self.resident:
            return True
        if me in {word.entry.by, word.entry.entered_by, word.subject}:
            return True
        if self._is_a_picture_of_me(word):
            return self._was_shared(word, to={me})
        return self._was_shared(word) or self._is_opened(word)

    def _named(self, *names: str) -> Iterator[Any]:
        for entry in self.log:
            if entry.event.spec.name in names:
                yield entry

    def _is_a_picture_of_me(self, word: Word) -> bool:
        if word.category != "network" or word.subject != self.resident:
            return False
        people = {getattr(word.entry.event, name, None) for name in ("person", "one", "other")}
        return self.viewer.person in people

    def _was_shared(self, word: Word, *, to: set[str] | None = None) -> bool:
        names = to or {self.viewer.person, self.viewer.capacity, "support_group", "verhuizen", *self._roles()}
        opened = False
        for entry in self._named("passage.shared"):
            event = entry.event
            if (event.entry, event.person) == (word.entry.number, word.subject) and event.recipient in names:
                opened = opened or event.until is None or event.until >= self.day
        return opened

    def _roles(self) -> set[str]:
        mine = [e.event for e in self._named("involvement.recorded") if e.event.person == self.viewer.person]
        return {event.role for event in mine} | {event.organisation for event in mine if event.organisation}

    def _is_over(self) -> bool:
        closed, stopped = False, False
        for entry in self._named("case.closed", "case.reopened", "participation.decided"):
            name = entry.event.spec.name
            if name == "participation.decided":
                stopped = entry.event.answer == "stop"
            else:
                closed = name == "case.closed"
        return closed or stopped

    def _ended_after(self, given: Entry[Any]) -> bool:
        """Whether the case was ever closed, or stopped, after a consent was given: opening it again opens none."""
        closed = [entry.number for entry in self._named("case.closed")]
        stopped = [entry.number for entry in self._named("participation.decided") if entry.event.answer == "stop"]
        return any(number > given.number for number in (*closed, *stopped))

    def _in_force(self, category: str) -> Iterator[Any]:
        taken_back = {entry.event.consent for entry in self._named("consent.withdrawn")}
        ends_with_it = {"care", "support_group", "deliberation_without_me"}
        for entry in self._named("consent.given"):
            given = entry.event
            if given.consent in taken_back or given.purpose != self.purpose or category not in given.categories:
                continue
            if given.from_ > self.day or (given.until is not None and given.until < self.day):
                continue
            if not (self._ended_after(entry) and given.purpose in ends_with_it):
                yield given

    def _is_left_out(self, given: Any) -> bool:
        names = {self.viewer.person, self.viewer.capacity, self.viewer.organisation, *self._roles()}
        return not names.isdisjoint(given.but_not or ())

    def _is_granted(self, category: str) -> bool:
        names = {self.viewer.person, self.viewer.capacity, self.viewer.organisation, *self._roles()}
        for given in self._in_force(category):
            if given.recipient in names and not self._is_left_out(given):
                return True
        grounds = self._named("other_ground.invoked", "emergency.opened")
        return any(
            entry.event.recipient in names and category in entry.event.categories and entry.event.review_on >= self.day
            for entry in grounds
        )

    def _is_opened(self, word: Word) -> bool:
        if word.entry.event.spec.name == "document.written":
            return self._is_named(word.entry.event)
        return self._is_granted(word.category) or self._belongs_to_my_capacity(word)

    def _is_named(self, document: Any) -> bool:
        """Whether a consent names a document of the resident's own, or an emergency can have opened it."""
        names = {self.viewer.person, self.viewer.capacity, self.viewer.organisation, *self._roles()}
        for entry in self._named("consent.given"):
            if document.document in (entry.event.documents or ()) and entry.event.recipient in names:
                return True
        return any(
            entry.event.recipient == self.viewer.person
            and (document.document in (entry.event.documents or ()) or "crisis" in entry.event.categories)
            for entry in self._named("emergency.opened")
        )

    def _belongs_to_my_capacity(self, word: Word) -> bool:
        if self._is_over() or any(self._is_left_out(given) for given in self._in_force(word.category)):
            return False
        me, entry = self.viewer.person, word.entry
        while entry.event.spec.name == "statement.added" and entry.event.entry is not None:
            entry = self.log[entry.event.entry - 1]  # it belongs to what it stands beside
        event = entry.event
        meeting = next(
            (found for name in ("meeting", "about_meeting", "for_meeting") if (found := getattr(event, name, None))),
            entry.meeting,
        )
        invited = {entry.event.meeting for entry in self._named("guest.invited") if entry.event.person == me}
        was_at = {
            entry.event.meeting
            for entry in self._named("meeting.opened", "attendance.changed")
            if me in (*getattr(entry.event, "present", ()), getattr(entry.event, "person", None))
        }
        says_so = self._says_so()
        if word.path == "name":
            return says_so and self.viewer.capacity in {"member", "guest", "professional", "representative"}
        bounds = {
            "member": word.category in {"goals", "agreements", "meetings"},
            "guest": word.category in {"goals", "agreements", "meetings", "regie"} and meeting in invited,
            "nominee": word.category == "nomination" and getattr(event, "person", None) == me,
            "professional": word.category in {"regie", "care"}
            or (word.category == "meetings" and (meeting in was_at or me in (getattr(event, "present", None) or ()))),
            "representative": word.category != "network",
        }
        return says_so and bounds.get(self.viewer.capacity, False)

    def _says_so(self) -> bool:
        """Whether anybody but the viewer ever recorded what makes them what they say to be."""
        kinds = {
            "member": ("member.joined",),
            "guest": ("guest.invited",),
            "nominee": ("nomination.made",),
            "professional": ("involvement.recorded",),
            "representative": ("representative.appointed", "legal_representation.recorded"),
        }
        me = self.viewer.person
        confirmed = {number for entry in self._named("decision.confirmed") for number in entry.event.entries}
        for entry in self._named(*kinds.get(self.viewer.capacity, ())):
            by_others = me not in {entry.by, entry.entered_by} or entry.number in confirmed
            if entry.event.person == me and (by_others or self.viewer.capacity == "member"):
                return True
        return False
