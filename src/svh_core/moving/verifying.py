"""Holding what was taken over against where it came from, before anybody may open it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress

import attrs

from svh_core.checking import Checked, check, check_file
from svh_core.domain.auditing import Finding
from svh_core.domain.rulebook import Rulebook
from svh_core.errors import LogBroken
from svh_core.log import tables as of_log
from svh_core.log.codec import Codec
from svh_core.log.leaves import Row, leaf_of
from svh_core.log.log import Log
from svh_core.log.moved import MOVE, Move
from svh_core.moving.sides import Side
from svh_core.moving.taking_over import Step, edge_of, not_followed
from svh_core.proof.frontier import Frontier, frontier_of
from svh_core.proof.stored_tree import StoredTree
from svh_core.tables import Table, Tables
from svh_core.vault import tables as of_vault


@attrs.frozen
class ReadBack:
    """Entries that were read back where they were taken over.

    Attributes:
        edge: of the tree over them.
        position: of the last.
    """

    edge: Frontier = attrs.field(factory=Frontier)
    position: int = 0

    def further(self, tables: Tables, step: Step) -> ReadBack:
        """With those behind them."""
        read = self
        while page := tables.page(of_log.ENTRIES, (read.position,)):
            edge = read.edge.after(leaf_of(Row._make(row)) for row in page)
            read = ReadBack(edge, page[-1][0])
            step(len(page))
        return read


def must_have_the_root(read: ReadBack, move: Move) -> None:
    """Asserts that what was read back has the root of what was read where it came from.

    Raises:
        LogBroken: it has another.
    """
    if read.edge != edge_of(move):
        raise _differs("the root over all entries is another than where they came from")


def goes_on_from(side: Side, move: Move) -> bool:
    """Whether a log begins with what was taken over; of what has no leaves it turns out when it is verified."""
    with closing(side.store()) as store, store.leaves() as leaves:
        if leaves.counted(0) < move.size:
            return False
        with suppress(LogBroken):
            tree = StoredTree(leaves)
            return tree.size < move.size or frontier_of(move.size, tree.node) == edge_of(move)
        return True


def must_be_equal_beside(source: Tables, target: Tables) -> None:
    """Asserts that all else of the log is as where it came from: the tree, request ids, followers, what was destroyed.

    Raises:
        LogBroken: something differs.
    """
    for table in (of_log.TILES, of_log.LOOSE, of_log.DESTROYED, *of_log.BESIDE):
        _must_be_equal(table, source.digest(table), target.digest(table))
    followed = (tables.digest(of_log.FOLLOWED, without=not_followed(tables)) for tables in (source, target))
    _must_be_equal(of_log.FOLLOWED, *followed)


def must_be_the_same_vault(source: Tables, target: Tables) -> None:
    """Asserts that a vault has the same keys, wrapped and shredded, as where it came from.

    Raises:
        LogBroken: something differs.
    """
    for table in of_vault.ALL:
        without = (MOVE,) if table is of_vault.FACTS else ()
        _must_be_equal(table, source.digest(table), target.digest(table, without=without))


def _must_be_equal(table: Table, theirs: tuple[int, str], ours: tuple[int, str]) -> None:
    if theirs != ours:
        raise _differs(f"{table.name} is not as it was")


def _differs(how: str) -> LogBroken:
    return LogBroken(
        f"what was taken over is not what was there: {how}",
        next="It is not opened. Run `svh check` on what it came from, take away what was made, and begin again.",
    )


def check_side(side: Side, rulebook: Rulebook, *, progress: Callable[[int, int | None], None] | None = None) -> Checked:
    """What an auditor finds there."""
    with closing(side.store()) as store:
        return check(Log(store, Codec(rulebook)), rulebook, progress=progress)


def must_find_the_same(checked: Checked, source: Side, rulebook: Rulebook) -> None:
    """Asserts that nothing was found that is not found where it came from: who moves cannot put right what was wrong.

    Raises:
        LogBroken: something is wrong that was not.
    """
    if checked.is_clean:
        return
    new = _wrong(checked) - _wrong(check_side(source, rulebook))
    if new:
        raise _differs(f"a check finds what it did not find there: {', '.join(sorted({one[0] for one in new}))}")


def what_stays_behind(checked: Checked, source: Side, rulebook: Rulebook) -> tuple[Finding, ...]:
    """What is wrong with the file or the tables where it came from, and is not found where it is now.

    Only rows go along: what somebody put on a table is in the old place alone, and is said before that is put away.
    """
    with closing(source.store()) as store:
        theirs = check_file(Log(store, Codec(rulebook)))
    ours = _wrong(checked)
    return tuple(one for one in theirs if _named(one) not in ours)


def _wrong(checked: Checked) -> set[tuple[str, str, int | None]]:
    return {_named(one) for one in checked.findings if not one.is_notice}


def _named(finding: Finding) -> tuple[str, str, int | None]:
    return finding.id, str(finding.stream), finding.number
