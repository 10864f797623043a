"""Taking a move back: opening a casebook again where it was, because it is gone where it went to."""

from __future__ import annotations

from contextlib import closing

from svh_core.errors import Malformed, NotFound, SvhError
from svh_core.keeping import Place, place_of
from svh_core.log import tables as of_log
from svh_core.log.moved import FORMAT, MOVE, MOVED, Move
from svh_core.log.sqlite import FORMAT as WHOLE
from svh_core.moving.breaking_off import saying_what_broke_off
from svh_core.moving.sides import side_at


def take_back(place: Place) -> str:
    """Opens a casebook that was moved again, as it was when it was moved.

    What was recorded since where it went to is not in it, as with any backup. Where that can be reached and is there,
    this is refused: both would go on under one name. That nobody has it any more is the word of who asks for this.

    Args:
        place: where it was moved from.

    Returns:
        Where it had gone to.

    Raises:
        NotFound: there is no casebook.
        Malformed: it was not moved.
        SvhError: it is there where it went to.
    """
    side = side_at(place)
    with saying_what_broke_off("the casebook was not opened again", again="Say it again."):
        facts = side.log.facts()
        if not facts:
            raise NotFound(f"there is no casebook in {side.shown}", next="Name the one that was moved.")
        move = Move.of(facts)
        if move is None or facts.get(FORMAT) != MOVED:
            raise Malformed(f"the casebook in {side.shown} was not moved", path="FROM", next="It is open.")
        _must_be_gone(move, str(facts.get("origin")))
        with closing(side.log.tables()) as tables, tables.alone():
            side.log.open_again(tables)
            tables.drop(of_log.FACTS, (MOVE,))
            tables.change(of_log.FACTS, (FORMAT, WHOLE))
    return move.target


def _must_be_gone(move: Move, origin: str) -> None:
    try:
        there = side_at(place_of(move.target)).log.facts()
    except SvhError:  # nobody answers there, or nobody is let in
        return
    if there.get("origin") == origin:
        raise SvhError(
            f"the casebook is in {move.target}, and two that are both written to would be a fork",
            next=f"Move it back from there, to a new place: svh migrate '{move.target}' ...",
        )
