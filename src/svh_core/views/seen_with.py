"""Which looks a consent made possible, so that who takes it back is told what was seen with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from svh_core.domain.access import DisclosureMade
from svh_core.domain.case import Case
from svh_core.domain.records import Consent
from svh_core.domain.rulebook import Entry


def looks_with(given: Consent, case: Case, entries: Iterable[Entry[Any]]) -> Iterator[Entry[DisclosureMade]]:
    """The looks that rest on a consent, or that it took part in: for its purpose, by whom it names, at what it names.

    A look says one entry that it rests on, and may have rested on more.
    """
    for entry in entries:
        event = entry.event
        if not isinstance(event, DisclosureMade) or entry.number < given.number:
            continue
        if event.basis == f"entry:{given.number}" or (
            event.purpose == given.purpose
            and event.basis.startswith("entry:")
            and not set(_spoken_of(given)).isdisjoint(event.categories)
            and given.recipient in _called(event, case)
            and event.recipient not in given.but_not
        ):
            yield entry


def _spoken_of(given: Consent) -> tuple[str, ...]:
    """The categories a consent speaks of; the resident's own documents are part of one."""
    return (*given.categories, "crisis") if given.documents else given.categories


def _called(event: DisclosureMade, case: Case) -> set[str]:
    """The names by which a consent can have meant who looked."""
    worked = case.involvements.get(event.recipient, ()) if event.capacity == "professional" else ()
    organisations = {one.organisation for one in worked if one.organisation is not None}
    return {event.recipient, event.capacity} | {one.role for one in worked} | organisations
