"""What a move begins with: whether it can come to its end, asked before anything is taken over."""

from __future__ import annotations

import stat
import uuid
from collections.abc import Mapping
from contextlib import closing

from svh_core.errors import KeysMissing, LogBroken, NotFound, NotPermitted, SvhError
from svh_core.keeping import in_short, write_down_uses
from svh_core.log.moved import FORMAT, MOVE, MOVED, MOVING, Move, why_closed
from svh_core.log.sqlite import FORMAT as WHOLE
from svh_core.moving.breaking_off import LOOK
from svh_core.moving.sides import Side
from svh_core.moving.verifying import goes_on_from


def begun(old: Side, new: Side, facts: Mapping[str, str], *, keys_lost: bool) -> Move:
    """What was begun before, or is now.

    Args:
        old: where it comes from.
        new: where it goes to.
        facts: what the old log says of itself.
        keys_lost: whether it is moved though its vault is older than its log.

    Raises:
        SvhError: one of them is not what can be moved from or to, or not by this user.
    """
    there = new.log.facts()
    move = Move.of(there) if there.get(FORMAT) == MOVING else None
    closed_by = Move.of(facts) if facts.get(FORMAT) == MOVED else None
    if closed_by is not None and move is not None and closed_by.id == move.id:
        return move
    _must_be_whole(old, facts)
    if what := _kept_from_us(old):
        raise NotPermitted(
            f"this user may not close {what}, and two that are both written to would be a fork",
            next="Move it as the owner of its files or tables; `svh backup` makes a copy.",
        )
    if not keys_lost:
        _must_have_its_keys(old)
    if move is None:
        move = _made(old, new, facts)
    elif there.get("origin") != facts.get("origin") or not goes_on_from(old, move):
        raise _is_taken(new)
    if not new.has_vault():
        new.make_vault({MOVE: move.id.encode()})
    with closing(new.keys()) as keys:
        if keys.fact(MOVE) != move.id.encode():
            raise _is_taken(new)
    if what := _kept_from_us(new):
        raise NotPermitted(f"this user may not write to {what}", next="Go on as the user who began to move it.")
    _give_no_more_rights(old, new)
    return move


def _must_be_whole(old: Side, facts: Mapping[str, str]) -> None:
    if not facts and not old.has_log():
        raise NotFound(f"there is no casebook in {old.shown}", next="Name the one that is to be moved.")
    if facts.get(FORMAT) != WHOLE:
        raise why_closed(old.shown, facts) or LogBroken(
            f"{old.shown} is no casebook that this version can read", next="Name another. Is it damaged? " + LOOK
        )
    with closing(old.keys()) as keys:
        if keys.fact("origin") != str(facts.get("origin")).encode():
            raise KeysMissing(f"the vault of {old.shown} is that of another casebook", next="Put the right one back.")


def _kept_from_us(side: Side) -> str:
    """Which of a log and its vault this user may not change; empty where they may change both."""
    if not side.log.can_be_closed():
        return side.shown
    with closing(side.keys()) as keys:
        return "" if keys.can_be_closed() else f"the vault of {side.shown}"


def _must_have_its_keys(old: Side) -> None:
    """Asserts that the vault is not older than the log: words would go along without their keys.

    Raises:
        KeysMissing: it is.
        LogBroken: the log is damaged.
    """
    with closing(old.store()) as store, closing(old.keys()) as keys:
        try:
            absent = write_down_uses(store, keys)
        except LogBroken as damaged:
            raise LogBroken(f"{old.shown} is not moved: {damaged.sentence}", next=LOOK) from None
    if absent:
        entries = in_short((use.stream, use.number) for use in absent)
        raise KeysMissing(
            f"the vault of {old.shown} is older than its log: the keys of {entries} are not in it",
            next="Put a newer copy of the vault back. Is there none? Those words are lost then; say --keys-lost.",
        )


def _made(old: Side, new: Side, facts: Mapping[str, str]) -> Move:
    if new.has_log() or new.has_vault():
        raise _is_taken(new)
    move = Move(id=uuid.uuid4().hex, source=old.shown, target=new.shown)
    new.make_log({**facts, FORMAT: MOVING, MOVE: move.told()})
    return move


def _is_taken(new: Side) -> SvhError:
    sentence = f"there is something in {new.shown}, or where its vault would be, and it stays as it is"
    return SvhError(sentence, next="Name another place.")


def _give_no_more_rights(old: Side, new: Side) -> None:
    """Gives new files the rights that the old ones have; none to a group that is another.

    Raises:
        NotPermitted: they are of somebody else.
    """
    for theirs, ours in zip(old.files, new.files, strict=False):  # on a server there are none
        was, made = theirs.stat(), ours.stat()
        kept_from = 0 if was.st_gid == made.st_gid else stat.S_IRWXG
        rights = stat.S_IMODE(was.st_mode) & ~kept_from | stat.S_IRUSR | stat.S_IWUSR
        if stat.S_IMODE(made.st_mode) != rights:
            try:
                ours.chmod(rights)
            except OSError as error:
                raise NotPermitted(
                    f"this user may not say who may read {ours}: {error.strerror}",
                    next="Go on as the user who began to move it.",
                ) from None
