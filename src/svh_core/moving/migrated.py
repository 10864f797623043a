"""What came of a move, also of one that was done before."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

import attrs

from svh_core.domain.auditing import Finding, found
from svh_core.log.moved import FORMAT, MOVED, Move
from svh_core.log.sqlite import FORMAT as WHOLE
from svh_core.moving.sides import Side
from svh_core.moving.taking_over import edge_of
from svh_core.moving.verifying import goes_on_from


@attrs.frozen(kw_only=True)
class Migrated:
    """A casebook that was moved.

    Attributes:
        origin: the name of its log.
        entries: how many it had.
        root: the root of the tree over them: 32 bytes, the same before and after.
        checked: how many of them were judged again by the rules of their day; the others were recorded meanwhile, and
            are the same bytes.
        findings: how many findings there are, of which each was there before; none in a sound casebook.
        behind: what is wrong with the file or the tables of the old place as such, and stayed there.
        live: how many keys can be used.
        shredded: how many were destroyed, and are so still.
        already: whether it had been moved before, so that nothing was done or checked now.
    """

    origin: str
    entries: int
    root: bytes
    checked: int
    findings: int
    behind: tuple[Finding, ...]
    live: int
    shredded: int
    already: bool = False


def moved_before(new: Side, facts: Mapping[str, str]) -> Migrated | None:
    """What came of a move that was done before, and of which perhaps nobody was told.

    Args:
        new: where it goes to.
        facts: what the old log says of itself.

    Returns:
        None where it was not moved, was moved to another place, or is not there any more.
    """
    move = Move.of(facts) if facts.get(FORMAT) == MOVED else None
    if move is None or move.target != new.shown:
        return None
    there = new.log.facts()
    is_it = there.get(FORMAT) == WHOLE and there.get("origin") == facts.get("origin")
    if not is_it or not goes_on_from(new, move):
        return None
    with closing(new.keys()) as keys:
        counted = keys.counted()
    return Migrated(
        origin=str(there.get("origin")),
        entries=move.size,
        root=edge_of(move).root,
        checked=0,
        findings=0,
        behind=stayed_behind(move),
        live=counted["live"],
        shredded=counted["shredded"],
        already=True,
    )


def stayed_behind(move: Move) -> tuple[Finding, ...]:
    """What stayed behind, as findings are said; in a row of somebody else a number may be none."""
    return tuple(found(one, stream, int(told) if told.isdecimal() else 0) for one, stream, told in move.behind)
