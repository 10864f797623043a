"""A log that moves to another place, and what a log says of itself meanwhile and afterwards.

Where it goes to, it is *moving* until all of it is there and was verified. Where it came from, it is *moved*: nothing
is written there any more, for two logs that both go on under one name would be a fork. Either stands in the place of
the format, so that releases that know nothing of moving open neither.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Protocol, Self

import attrs

from svh_core.errors import NotFound, SvhError, moved_to
from svh_core.tables import Tables

FORMAT: Final = "format"
MOVING: Final = "moving"
MOVED: Final = "moved"
MOVE: Final = "move"
"""The fact of a log that says where it moves from or to."""


@attrs.frozen(kw_only=True)
class Move:
    """One move, as both logs remember it.

    Attributes:
        id: of this move, so that a log that was closed is known to be closed by it.
        source: where it comes from, as it may be shown.
        target: where it goes to.
        position: of the last entry that was taken over.
        size: how many those are.
        hashes: the edge of the tree over them, of their bytes as they were read where they came from.
        behind: what was found in the place it comes from, and cannot go along: the id of each finding, the stream and
            the number, each as text.
    """

    id: str
    source: str
    target: str
    position: int = 0
    size: int = 0
    hashes: tuple[str, ...] = ()
    behind: tuple[tuple[str, str, str], ...] = ()

    def told(self) -> str:
        """As it is kept."""
        return json.dumps(attrs.asdict(self), separators=(",", ":"))

    @classmethod
    def of(cls, facts: Mapping[str, str]) -> Self | None:
        """What the facts of a log say; None where they say nothing."""
        told = facts.get(MOVE)
        if told is None:
            return None
        read: dict[str, Any] = json.loads(told)
        behind = tuple((found, stream, number) for found, stream, number in read.get("behind", ()))
        return cls(**{**read, "hashes": tuple(read["hashes"]), "behind": behind})


def why_closed(shown: str, facts: Mapping[str, str]) -> SvhError | None:
    """Why a log cannot be opened that is on the move, or was; None of one that is not.

    Args:
        shown: where it is.
        facts: what it says of itself.
    """
    move = Move.of(facts)
    if move is None:
        return None
    if facts.get(FORMAT) == MOVED:
        return moved_to(shown, move.target)
    if facts.get(FORMAT) == MOVING:
        return NotFound(
            f"the casebook in {shown} is not whole yet: it is being moved from {move.source}",
            next=f"Say: svh migrate '{move.source}' '{move.target}'; it goes on where it was.",
        )
    return None


class Movable(Protocol):
    """A log, as it is moved from or to."""

    def facts(self) -> Mapping[str, str]:
        """What it says of itself; nothing where there is no log.

        Raises:
            SvhError: nobody can be asked.
        """
        ...

    def tables(self) -> Tables:
        """Its tables, over a connection of its own. Who has them `alone` has every writer of the log wait."""
        ...

    def can_be_closed(self) -> bool:
        """Whether this user may see to it that nothing is written any more."""
        ...

    def close_for_good(self, tables: Tables) -> None:
        """Sees to it that nobody writes an entry any more, whichever release, from this transaction on."""
        ...

    def open_again(self, tables: Tables) -> None:
        """Undoes `close_for_good`; the vault is opened before it, so that no open log has a closed one."""
        ...

    def make_room(self) -> None:
        """Makes the tables that are made by who first needs them."""
        ...

    def go_on_behind(self, tables: Tables, position: int) -> None:
        """Sees to it that no position is given again that was given where the log came from."""
        ...
