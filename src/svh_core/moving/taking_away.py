"""Taking half a casebook away that can never be whole: what it was made of was moved to another place meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from svh_core.errors import KeysMissing, Moved
from svh_core.log import tables as of_log
from svh_core.log.moved import FORMAT, MOVE, MOVED, MOVING, Move
from svh_core.moving.sides import Side


@contextmanager
def taking_its_half_away(old: Side, new: Side) -> Iterator[None]:
    """Whoever finds that another was first leaves nothing.

    Raises:
        Moved: another was first; it says what became of the half.
    """
    try:
        yield
    except Moved as moved:
        if not _is_given_up(old, new):
            raise
        new.take_away()
        is_left = new.has_log() or new.has_vault()
        became = "is still there, and opened by nobody: take it away" if is_left else "was taken away"
        raise Moved(moved.sentence, next=f"{moved.next}. What was half made in {new.shown} {became}.") from None


def _is_given_up(old: Side, new: Side) -> bool:
    """Whether there is half of this casebook, from here, that nobody goes on with: another move was first.

    That is written down in it before it is taken away: whoever would go on at this moment finds it.
    """
    facts = old.log.facts()
    closed_by = Move.of(facts) if facts.get(FORMAT) == MOVED else None
    if closed_by is None or new.log.facts().get(FORMAT) != MOVING:
        return False
    with closing(new.log.tables()) as tables, tables.alone():
        there: dict[str, str] = dict(tables.rows(of_log.FACTS))
        half = Move.of(there) if there.get(FORMAT) == MOVING else None
        if half is None or half.id == closed_by.id or half.source != old.shown:
            return False
        if there.get("origin") != facts.get("origin") or not _is_its_vault(new, half):
            return False
        tables.drop(of_log.FACTS, (MOVE,))
    return True


def _is_its_vault(new: Side, half: Move) -> bool:
    """Whether no vault but that of this half stands beside it."""
    if not new.has_vault():
        return True
    with suppress(KeysMissing), closing(new.keys()) as keys:
        return keys.fact(MOVE) == half.id.encode()
    return False
