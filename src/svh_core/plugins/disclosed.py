"""What a plugin is given: a frozen copy of what one recipient may see for one purpose. No casebook, no log, no key.

Everything in it is plain: texts, numbers, lists and dictionaries. What the recipient may not see is not there at all;
words that were forgotten are ``{"forgotten": True}``, wherever they stood.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from svh_core.plugins.offers import View


@attrs.frozen(kw_only=True)
class DisclosedEntry:
    """One entry, as far as it may be seen.

    Attributes:
        number: which entry of its case.
        event: its name, such as ``meeting.planned``.
        category: the category of the event.
        at: the moment it was decided, in UTC.
        recorded_at: the moment it was written down, in UTC.
        data: its fields, as in a decision script; those that may not be seen are left out.
        meeting: the meeting it was decided in, where meetings may be seen.
        by: who decided, and `entered_by` whose pen it was, where regie may be seen; else None.
        standing: with what standing, where regie may be seen; else None.
        corrected: whether somebody said since that it was wrong.
    """

    number: int
    event: str
    category: str
    at: datetime
    recorded_at: datetime
    data: Mapping[str, Any]
    meeting: str | None = None
    by: str | None = None
    entered_by: str | None = None
    standing: str | None = None
    corrected: bool = False


@attrs.frozen(kw_only=True)
class DisclosedCase:
    """One case, as far as it may be seen.

    Attributes:
        case: its id where identity may be seen; else a pseudonym, the same one for this recipient and purpose.
        categories: those that are open.
        entries: in order. What the casebook writes about looking and forgetting is never among them.
        people: what people are called, by their ids, where their names may be seen.
        views: what was asked beside the entries, by its name; what may not be seen is not there.
        own: what the plugin keeps of this case by its own events.
        closed: of a delivery: the categories that are not open any more; what was kept of them has to go.
        forgotten: of a delivery: the numbers of the entries whose words were forgotten since; copies of the words have
            to go.
        corrected: of a delivery: the numbers of the entries of which somebody said since that they are wrong.
        misplaced: those among them that belong in another case: copies of all that was in them have to go.
    """

    case: str
    categories: tuple[str, ...]
    entries: tuple[DisclosedEntry, ...]
    people: Mapping[str, str] = attrs.field(factory=dict)
    views: Mapping[View, Mapping[str, Any]] = attrs.field(factory=dict)
    own: Mapping[str, Any] = attrs.field(factory=dict)
    closed: tuple[str, ...] = ()
    forgotten: tuple[int, ...] = ()
    corrected: tuple[int, ...] = ()
    misplaced: tuple[int, ...] = ()

    def of(self, *events: str) -> tuple[DisclosedEntry, ...]:
        """The entries with one of these events, in order, without those that were wrong."""
        return tuple(entry for entry in self.entries if entry.event in events and not entry.corrected)

    def name(self, person: str) -> str:
        """What somebody is called; their id where their name may not be seen."""
        return self.people.get(person, person)


@attrs.frozen(kw_only=True)
class Disclosed:
    """What is handed over at once.

    Attributes:
        recipient: for whom.
        purpose: what for.
        made_at: when, in UTC.
        language: ``nl`` or ``en``: in which the file should speak to people.
        cases: each case, as far as it may be seen; those that nothing is open of are not there.
    """

    recipient: str
    purpose: str
    made_at: datetime
    language: str
    cases: tuple[DisclosedCase, ...]
    _key: bytes = attrs.field(repr=False, eq=False)

    def pseudonym(self, *parts: str) -> str:
        """What stands for an id outside: the same each time for this recipient and purpose, and for no other.

        Args:
            parts: what it stands for, such as ``("meeting", case.case, "kickoff")``.

        Returns:
            32 hexadecimal digits.
        """
        told = "".join(f"{len(part)}:{part}" for part in parts)
        return hmac.new(self._key, told.encode(), hashlib.sha256).hexdigest()[:32]
