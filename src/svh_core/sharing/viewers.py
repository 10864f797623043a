"""A viewer as the app attests them, and whether they may look.

In this release two may look: the resident, at their own case, and the operator, who holds the files. Everybody else is
refused, whatever they are said to be.
"""

from __future__ import annotations

from typing import Final

import attrs

from svh_core.domain.case import Case
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
