"""Who may look at the stream of an organisation.

No resident stands in the stream of an organisation. Its own people read it, and so does who holds the files; an auditor
reads it without its words, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs

from svh_core.domain.case import FrozenCase
from svh_core.domain.rulebook import Entry
from svh_core.sharing.roles import AUDITOR, OPERATOR, ORGANISATION, PROFESSIONAL, Viewer

OF_AN_ORGANISATION: Final = ("identity", "meetings", "measures", "time", "consent", "access")
"""The categories of what can stand in the stream of an organisation."""

_OF_THE_ORGANISATION: Final = frozenset({ORGANISATION, PROFESSIONAL})


@attrs.frozen
class OrganisationShare:
    """What one viewer may read of the stream of an organisation: all of it, or nothing.

    Attributes:
        viewer: who looks, as the app attests.
        organisation: the id of the organisation.
    """

    viewer: Viewer
    organisation: str

    @property
    def opens_anything(self) -> bool:
        """Whether the viewer may look at all."""
        return self.is_whole or self.viewer.capacity == AUDITOR

    @property
    def is_whole(self) -> bool:
        """Whether nothing is closed: to the operator, and to who looks for this very organisation."""
        if self.viewer.capacity == OPERATOR:
            return True
        return self.viewer.capacity in _OF_THE_ORGANISATION and self.viewer.organisation == self.organisation

    @property
    def is_the_residents(self) -> bool:
        """Whether a resident looks at their own case: there is none here."""
        return False

    def opens(self, category: str) -> bool:  # noqa: ARG002 - there are no residents here, whose categories they are
        """Whether a category is open."""
        return self.opens_anything

    def opens_wholly(self, category: str) -> bool:
        """Whether a category is open without bounds."""
        return self.opens(category)

    def shown(self, entry: Entry[Any]) -> Entry[Any] | None:
        """The entry as it may be shown; None where it may not be."""
        return entry if self.opens_anything else None

    def case(self, case: FrozenCase) -> FrozenCase:
        """What is kept of the stream."""
        return case


def works_for(person: str, entries: Iterable[Entry[Any]]) -> bool:
    """Whether somebody is one of those who do what stands in the stream of an organisation."""
    for entry in entries:
        present: Sequence[str] = getattr(entry.event, "present", None) or ()
        if person in {entry.by, entry.entered_by, getattr(entry.event, "person", None), *present}:
            return True
    return False
