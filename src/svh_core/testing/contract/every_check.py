"""Every check, in the order in which a plugin is looked at."""

from __future__ import annotations

from typing import Final

from svh_core.testing.contract import (
    of_files,
    of_following,
    of_loading,
    of_neighbours,
    of_own_events,
    of_privacy,
    of_reports,
)
from svh_core.testing.contract.checking import Check, Group

_GROUPS: Final[tuple[Group, ...]] = (
    "loading",
    "privacy",
    "files",
    "neighbours",
    "following",
    "reports",
    "own_events",
)

_ROOMS: Final = (of_loading, of_privacy, of_files, of_neighbours, of_following, of_reports, of_own_events)

EVERY_CHECK: Final[tuple[Check, ...]] = tuple(
    one
    for group in _GROUPS
    for room in _ROOMS
    for one in vars(room).values()
    if isinstance(one, Check) and one.group == group
)
"""What every plugin promises."""
