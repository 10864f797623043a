"""A viewer as the app attests them, and whether they may look.

In this release two may look: the resident, at their own case, and the operator, who holds the files. Everybody else is
refused, whatever they are said to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs

from svh_core.domain.case import Case
from svh_core.domain.consent import PassageClosed, PassageShared
from svh_core.domain.nomination import DeepeningHeld
from svh_core.domain.rulebook import Entry
from svh_core.errors import NotPermitted

RESIDENT: Final = "resident"
OPERATOR: Final = "operator"


@attrs.frozen
class Viewer:
    """Somebody who looks, as the app knows them from its own login.

    Attributes:
        person: their identifier in this case.
        capacity: in what capacity they look: ``resident``, ``operator``, ``member``, ``professional``, ...
        organisation: for which organisation, if any.
    """

    person: str
    capacity: str = RESIDENT
    organisation: str | None = None


THE_OPERATOR: Final = Viewer("operator", capacity=OPERATOR)
"""Who holds the files, and could read them anyway."""


def permit(viewer: Viewer, case: Case) -> None:
    """Lets the resident and the operator look.

    Raises:
        NotPermitted: for everybody else; fails closed.
    """
    if viewer.capacity == OPERATOR:
        return
    if viewer.capacity == RESIDENT and viewer.person == case.resident:
        return
    raise NotPermitted(
        f"{viewer.capacity} {viewer.person} may not see this case",
        next="Looks by others than the resident are not part of this release.",
    )


def withheld(viewer: Viewer, entries: Iterable[Entry[Any]]) -> frozenset[int]:
    """The deepening talks whose words are not for this viewer: the resident reads them if present or if shared.

    Args:
        viewer: who looks.
        entries: all entries of the case, in order.

    Returns:
        The numbers of their entries.
    """
    if viewer.capacity != RESIDENT:
        return frozenset()
    kept: set[int] = set()
    for entry in entries:
        if isinstance(entry.event, DeepeningHeld) and viewer.person not in entry.event.present:
            kept.add(entry.number)
        elif isinstance(entry.event, PassageShared) and entry.event.recipient in {viewer.person, RESIDENT}:
            kept.discard(entry.event.entry)
        elif isinstance(entry.event, PassageClosed) and entry.event.recipient in {viewer.person, RESIDENT}:
            kept.add(entry.event.entry)
    return frozenset(kept)
