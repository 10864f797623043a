"""Which rules hold: adopting an edition of the rulebook is itself an entry, in the stream of the log."""

from __future__ import annotations

from typing import Any

from svh_core.domain.case import Case
from svh_core.domain.identifiers import Tag
from svh_core.domain.rulebook import C, Concept, Entry, Event, StreamKind, Whose

editions = Concept("editions", category="access", stream=StreamKind.LOG)


@editions.event("rulebook.adopted", whose=Whose.ANYONE)
class RulebookAdopted(Event):
    """From here on this edition of the rules holds.

    nl: Vanaf hier geldt deze uitgave van de regels.
    """

    edition: int
    sha256: Tag

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.set(adopted=self.edition)


@editions.rule()
def an_edition_only_goes_up(entry: Entry[RulebookAdopted], case: Case) -> bool:
    """A newer edition of the rules follows an older one.

    nl: Een nieuwere uitgave van de regels volgt op een oudere.
    """
    return entry.event.edition > case.adopted
