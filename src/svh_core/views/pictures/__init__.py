"""Pictures of a case, of what its viewer may see: the network, how it went, and the goals over time.

Each is told three times: as SVG, in sentences for who does not see it, and as data.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from svh_core.views.pictures.goals import goals_over_time
from svh_core.views.pictures.sight import Picture, Sight
from svh_core.views.pictures.sociogram import sociogram
from svh_core.views.pictures.timeline import timeline
from svh_core.views.seen import Seen

What = Literal["sociogram", "sociogram_to_show", "timeline", "goals"]


def picture_of(what: What, seen: Seen, language: str, *, until: date | None = None) -> Picture:
    """A picture.

    Args:
        what: of what; ``sociogram_to_show`` leaves out what only the resident sees.
        seen: what a look hands over.
        language: ``nl`` or ``en``.
        until: the day up to which it is asked, for what goes on in time; that of the last that is drawn else.

    Raises:
        NotPermitted: it is not for this viewer.
    """
    sight = Sight(seen, language)
    if what == "timeline":
        return timeline(sight, until=until)
    if what == "goals":
        return goals_over_time(sight, until=until)
    return sociogram(sight, to_show=what == "sociogram_to_show")


__all__ = ["Picture", "What", "picture_of"]
