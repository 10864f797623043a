"""Taking a move back: opening a casebook again where it was, because it is gone where it went to."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from svh_core.errors import Malformed, NotFound, SvhError
from svh_core.keeping import Place, place_of
from svh_core.log import tables as of_log
from svh_core.log.moved import FORMAT, MOVE, MOVED, MOVING, Move
from svh_core.log.sqlite import FORMAT as WHOLE
from svh_core.moving.breaking_off import saying_what_broke_off
from svh_core.moving.sides import side_at


def take_back(place: Place, *, gone: bool = False) -> str:
    """Opens a casebook that was moved again, as it was when it was moved.

    What was recorded since where it went to is not in it, as with any backup. Where that can be reached and is there,
    this is refused: both would go on under one name. It is refused too where nobody can be asked, but on the word of
    who asks for this. That nobody has it under another name, nobody can know but they.

    Args:
        place: where it was moved from.
        gone: whether somebody says that it is gone for good there, though nobody can be asked.

    Returns:
        Where it had gone to.

    Raises:
        NotFound: there is no casebook.
        Malformed: it was not moved.
        SvhError: it is there where it went to, or nobody can be asked.
    """
    side = side_at(place)
    with saying_what_broke_off("the casebook was not opened again", again="Say it again."):
        facts = side.log.facts()
        if not facts:
            raise NotFound(f"there is no casebook in {side.shown}", next="Name the one that was moved.")
        move = Move.of(facts)
        if move is None or facts.get(FORMAT) != MOVED:
            raise Malformed(f"the casebook in {side.shown} was not moved", path="FROM", next="It is open.")
        there = {} if gone else _facts_there(move)
        if there.get("origin") == facts.get("origin"):
            raise _is_there(move, there)
        with closing(side.log.tables()) as tables, tables.alone():
            side.log.open_again(tables)
            tables.drop(of_log.FACTS, (MOVE,))
            tables.change(of_log.FACTS, (FORMAT, WHOLE))
    return move.target


def _facts_there(move: Move) -> Mapping[str, str]:
    """What the casebook says of itself where it went to; nothing where there surely is none.

    Raises:
        SvhError: nobody can be asked: the server is away or lets nobody in, or the folder is not there.
    """
    place = place_of(move.target)
    try:
        if isinstance(place, Path) and not place.parent.is_dir():
            raise NotFound(f"there is no folder {place.parent}")
        return side_at(place).log.facts()
    except SvhError as error:
        raise SvhError(
            f"nobody can be asked whether the casebook is still in {move.target}: {error.sentence}",
            next="Two that are both written to would be a fork. Go and look; if it is gone for good, say --gone.",
        ) from None


def _is_there(move: Move, there: Mapping[str, str]) -> SvhError:
    """Why a casebook is not opened again that is where it went to, went on from there, or is not whole there yet."""
    if there.get(FORMAT) == MOVING:
        advice = f"The move was cut short. Say it again, and it goes on: svh migrate '{move.source}' '{move.target}'"
    elif there.get(FORMAT) == MOVED and (further := Move.of(there)) is not None:
        advice = f"From there it went on to {further.target}. Look there."
    else:
        advice = f"Move it back from there, to a new place: svh migrate '{move.target}' ..."
    sentence = f"the casebook is in {move.target}, and two that are both written to would be a fork"
    return SvhError(sentence, next=advice)
