"""A move: all of a casebook is taken over and verified; then it is closed where it was, and opened where it is.

There is never a moment at which both can be written to. What is closed first is where it came from, under the lock of
its writers, when everything is there and was verified; only then is the other one opened. Whatever stops the work, the
same command goes on.

    taken over live     entries, batch by batch, while others record
    verified live       read back, and checked as an auditor does
    under the lock      what was recorded meanwhile, request ids, followers, the vault; all of it is compared, and
                        what was read back has to have the root of what was read where it came from
    closed              nobody can write to the source any more, of whichever release
    opened              the target has the format of a casebook, and is one
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import Final

import attrs

from svh_core.checking import Checked
from svh_core.domain.auditing import Finding
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.rulebook import Rulebook
from svh_core.errors import Conflict
from svh_core.keeping import Place, write_down_uses
from svh_core.log import tables as of_log
from svh_core.log.moved import FORMAT, MOVE, MOVED, Move, why_closed
from svh_core.log.sqlite import FORMAT as WHOLE
from svh_core.moving.beginning import begun
from svh_core.moving.breaking_off import saying_what_broke_off
from svh_core.moving.migrated import Migrated, moved_before, stayed_behind
from svh_core.moving.sides import Side, Tables, side_at, target_at
from svh_core.moving.steps import Progress, Steps
from svh_core.moving.taking_away import taking_its_half_away
from svh_core.moving.taking_over import edge_of, take_entries, take_tree, take_vault, take_what_is_beside
from svh_core.moving.verifying import (
    ReadBack,
    check_side,
    must_be_equal_beside,
    must_be_the_same_vault,
    must_find_the_same,
    must_have_the_root,
    what_stays_behind,
)
from svh_core.vault import tables as of_vault
from svh_core.vault.keys import MOVED_TO

_AGAIN: Final = "Say the same again: it goes on where it was."


def migrate(
    source: Place,
    target: Place,
    *,
    rulebook: Rulebook = CORE_RULEBOOK,
    progress: Progress | None = None,
    keys_lost: bool = False,
) -> Migrated:
    """Moves a casebook, which may be in use; where it was cut short, it goes on; where it was done, it says so.

    The files of the keys are the controller's, and stay where they are.

    Args:
        source: where it is.
        target: where it goes to; there is nothing yet, or what is there of this casebook already.
        rulebook: the rules by which it is checked.
        progress: called with how many entries are done and how many there are.
        keys_lost: whether it is moved though its vault is older than its log, because there is no newer copy of it.

    Raises:
        NotFound: there is no casebook.
        Moved: it was moved already, to another place.
        NotPermitted: this user may not close it where it is, or write where it goes to.
        KeysMissing: its vault is not there, or older than its log.
        Conflict: others keep writing to it, or move a casebook to the same place.
        LogBroken: what was taken over is not what was there, or that is damaged.
        SvhError: there is something else already, or it broke off.
    """
    old, new = side_at(source), target_at(target)
    with saying_what_broke_off("the casebook was not moved", again=_AGAIN), taking_its_half_away(old, new):
        facts = old.log.facts()
        before = moved_before(new, facts)
        if before is not None:
            return before
        move, steps = begun(old, new, facts, keys_lost=keys_lost), Steps(progress)
        if facts.get(FORMAT) != MOVED:
            new.log.make_room()
            checked = _Moving(old, new, rulebook, steps).done(move)
        else:  # it was cut short between closing the one and opening the other; all of it had been verified
            steps.begin(move.size, 2 * move.size)
            checked = check_side(new, rulebook, progress=steps.checked)
        migrated = _opened(old, new, move, checked)
        steps.end()
        return migrated


class _Moving:
    """One attempt.

    Args:
        old: where it comes from.
        new: where it goes to.
        rulebook: the rules by which it is checked.
        steps: are told how far it is.
    """

    def __init__(self, old: Side, new: Side, rulebook: Rulebook, steps: Steps) -> None:
        self._old = old
        self._new = new
        self._rulebook = rulebook
        self._steps = steps

    def done(self, move: Move) -> Checked:
        """Takes everything over, verifies it, and closes where it came from."""
        with Tables(self._old) as old, Tables(self._new) as new:
            self._steps.begin(old.log.counted(of_log.ENTRIES), move.size)
            move = take_entries(old.log, new.log, move, self._steps.one)
            with old.log.at_one_moment():
                move = take_entries(old.log, new.log, move, self._steps.one)
                take_tree(old.log, new.log, move)
            read = ReadBack().further(new.log, self._steps.one)
            checked = check_side(self._new, self._rulebook, progress=self._steps.checked)
            must_find_the_same(checked, self._old, self._rulebook)
            behind = what_stays_behind(checked, self._old, self._rulebook)
            with old.vault.alone(), old.log.alone():  # the log is closed first, while nobody can change the vault yet
                self._must_be_open_still(old)
                move = self._rest(old, new, move, read)
                _close_vault(self._old, old, self._new)
                self._old.log.close_for_good(old.log)
                self._say_where_to(old, move, behind)
            return checked

    def _must_be_open_still(self, old: Tables) -> None:
        """Refuses what somebody else moved meanwhile: to another place, where it lives now.

        Raises:
            Moved: it was.
        """
        closed = why_closed(self._old.shown, dict(old.log.rows(of_log.FACTS)))
        if closed is not None:
            raise closed

    def _rest(self, old: Tables, new: Tables, move: Move, read: ReadBack) -> Move:
        """What was recorded since, and what cannot be taken over bit by bit; nobody writes meanwhile."""
        move = take_entries(old.log, new.log, move, self._steps.one)
        take_tree(old.log, new.log, move)
        take_what_is_beside(old.log, new.log, move)
        take_vault(old.vault, new.vault, move)
        must_have_the_root(read.further(new.log, self._steps.one), move)
        must_be_equal_beside(old.log, new.log)
        must_be_the_same_vault(old.vault, new.vault)
        return move

    def _say_where_to(self, old: Tables, move: Move, findings: Iterable[Finding]) -> None:
        old.log.change(of_log.FACTS, (FORMAT, MOVED))
        behind = tuple((one.id, str(one.stream), str(one.number)) for one in findings)
        told = attrs.evolve(move, source=self._old.shown, target=self._new.shown, behind=behind)
        old.log.change(of_log.FACTS, (MOVE, told.told()))


def _close_vault(old: Side, theirs: Tables, new: Side) -> None:
    with closing(old.keys()) as keys:
        keys.close_for_good(theirs.vault, new.shown)


def _end_closing(old: Side, new: Side, move: Move) -> None:
    """Closes the vault too, where the move was killed after it closed the log.

    Whoever had it open could go on changing keys until now, so that it is taken over once more.
    """
    with Tables(old) as theirs, Tables(new) as ours, theirs.vault.alone(), theirs.log.alone():
        facts: dict[str, str] = dict(theirs.log.rows(of_log.FACTS))
        closed_by = Move.of(facts) if facts.get(FORMAT) == MOVED else None
        was_closed = theirs.vault.look_up(of_vault.FACTS, MOVED_TO) is not None
        if closed_by is None or closed_by.id != move.id or was_closed:
            return
        take_vault(theirs.vault, ours.vault, move)
        must_be_the_same_vault(theirs.vault, ours.vault)
        _close_vault(old, theirs, new)


def _opened(old: Side, new: Side, move: Move, checked: Checked) -> Migrated:
    """Makes a casebook of what was verified; each step of it may be taken again.

    Keys that were minted and used for nothing stay behind: who minted them records no more, and nobody would find them
    when the log says that they are to go.
    """
    _end_closing(old, new, move)
    with closing(new.store()) as store, closing(new.keys()) as keys:
        write_down_uses(store, keys)
        with Tables(new) as tables, tables.vault.alone():
            if tables.vault.look_up(of_vault.FACTS, MOVE) is not None:
                tables.vault.clear(of_vault.POOLS)
                tables.vault.drop(of_vault.FACTS, (MOVE,))
        keys.scrub()
        store.scrub()
        counted = keys.counted()
    with Tables(new) as tables:
        with tables.log.alone():
            move = _closed_by(old, new, move, tables)
            new.log.go_on_behind(tables.log, move.position)
            tables.log.drop(of_log.FACTS, (MOVE,))
            tables.log.change(of_log.FACTS, (FORMAT, WHOLE))
        origin = str(tables.log.look_up(of_log.FACTS, "origin"))
    return Migrated(
        origin=origin,
        entries=move.size,
        root=edge_of(move).root,
        checked=checked.entries,
        findings=sum(not one.is_notice for one in checked.findings),
        behind=stayed_behind(move),
        live=counted["live"],
        shredded=counted["shredded"],
    )


def _closed_by(old: Side, new: Side, begun: Move, tables: Tables) -> Move:
    """How far the move is, of which the source says that it was closed by it, and what it says stayed behind.

    Raises:
        Conflict: somebody else opened the target, or the source again.
    """
    facts = old.log.facts()
    closed_by = Move.of(facts) if facts.get(FORMAT) == MOVED else None
    move = Move.of(dict(tables.log.rows(of_log.FACTS)))
    if move is None or closed_by is None or not move.id == closed_by.id == begun.id:
        raise Conflict(f"somebody else ended the move to {new.shown}", next="Look where the casebook is open.")
    return attrs.evolve(move, behind=closed_by.behind)
