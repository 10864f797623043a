"""Taking a casebook over row by row, as it is stored: nothing is opened, decided or signed again.

Entries are taken over in batches, each in one transaction with how far it is. So whoever is killed goes on from the
last batch. Each transaction asks first whether it is still this move that fills the place: of two that do the same one
is not let in, and nobody writes over what was opened meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from typing import Final

import attrs
from eventsourcing.persistence import IntegrityError

from svh_core.errors import Conflict, LogBroken
from svh_core.log import tables as of_log
from svh_core.log.leaves import Row, leaf_of
from svh_core.log.moved import MOVE, Move
from svh_core.moving.breaking_off import LOOK
from svh_core.proof.frontier import Frontier
from svh_core.tables import Row as AnyRow
from svh_core.tables import Table, Tables
from svh_core.vault import tables as of_vault

Step = Callable[[int], None]
"""Is told of how many entries more something was done with."""

_OF_EVENTSOURCING: Final = "__"
"""How those names begin under which eventsourcing keeps what it needs for itself."""


def edge_of(move: Move) -> Frontier:
    """The edge of the tree over what was taken over."""
    return Frontier(move.size, tuple(map(bytes.fromhex, move.hashes)))


def take_entries(source: Tables, target: Tables, move: Move, step: Step) -> Move:
    """Takes over the entries behind those that were taken over before.

    Their hashes are made of the bytes as they were read, before anything is done with them.

    Returns:
        How far it is.

    Raises:
        Conflict: somebody else takes over into the same place.
    """
    while page := source.page(of_log.ENTRIES, (move.position,)):
        edge = edge_of(move).after(leaf_of(Row._make(row)) for row in page)
        further = attrs.evolve(
            move, position=page[-1][0], size=edge.size, hashes=tuple(one.hex() for one in edge.hashes)
        )
        with _ours(target, of_log.FACTS, move.told()):
            target.put(of_log.ENTRIES, page)
            target.change(of_log.FACTS, (MOVE, further.told()))
        move = further
        step(len(page))
    return move


@contextmanager
def _ours(target: Tables, facts: Table, told: str | bytes) -> Iterator[None]:
    """A transaction in a place that this move fills.

    Raises:
        Conflict: somebody else does, or did.
        LogBroken: two rows that are taken over have one key.
    """
    with target.alone():
        if target.look_up(facts, MOVE) != told:
            raise Conflict("somebody else moves a casebook to there too", next="Wait until that is done.")
        try:
            yield
        except IntegrityError as error:  # nobody else writes to it now, so that what is read contradicts itself
            raise LogBroken(f"the casebook has two of what there is one of: {error}", next=LOOK) from None


def take_tree(source: Tables, target: Tables, move: Move) -> None:
    """Takes over what was destroyed, and the leaves as they were kept.

    They are not made again of what stands there now: that would hide what somebody changed. A full tile of leaves never
    changes; those above them grow.
    """
    with _ours(target, of_log.FACTS, move.told()):
        _destroy_what_was_destroyed(source, target)
        full = target.counted(of_log.TILES) - target.counted(of_log.TILES, (1, -1))
        _replace(source, target, of_log.TILES, after=(0, full - 1))
        _replace(source, target, of_log.LOOSE)


def _destroy_what_was_destroyed(source: Tables, target: Tables) -> None:
    """Of streams that were destroyed after their entries were taken over, what is left takes their place."""
    known = {stream for (stream,) in target.rows(of_log.DESTROYED)}
    for (stream,) in source.rows(of_log.DESTROYED):
        if stream not in known:
            for theirs, ours in zip(_entries_of(source, stream), _entries_of(target, stream), strict=True):
                if ours != theirs:
                    target.change(of_log.BY_STREAM, theirs)
            target.put(of_log.DESTROYED, [(stream,)])


def _entries_of(tables: Tables, stream: str) -> Iterator[AnyRow]:
    return takewhile(lambda row: row[0] == stream, tables.rows(of_log.BY_STREAM, (stream, 0)))


def take_what_is_beside(source: Tables, target: Tables, move: Move) -> None:
    """Takes over the request ids, and how far followers are and what they hold; but not what is made again."""
    with _ours(target, of_log.FACTS, move.told()):
        for table in of_log.BESIDE:
            _replace(source, target, table)
        for name, _ in followed(target):
            target.drop(of_log.FOLLOWED, (name,))
        target.put(of_log.FOLLOWED, followed(source))


def followed(tables: Tables) -> list[AnyRow]:
    """How far each follower is."""
    left_out = not_followed(tables)
    return [row for row in tables.rows(of_log.FOLLOWED) if row[0] not in left_out]


def not_followed(tables: Tables) -> set[str]:
    """The names among those of followers that are none: kept views, which are made again, and eventsourcing's own.

    Of the latter each table has its own: without it the library takes the table for one of an older release.
    """
    own = {name for name, _ in tables.rows(of_log.FOLLOWED) if name.startswith(_OF_EVENTSOURCING)}
    return own | {view for view, _ in tables.rows(of_log.VIEWS)}


def take_vault(source: Tables, target: Tables, move: Move) -> None:
    """Takes over the keys as they are wrapped, and those that were shredded: all in one transaction, each time anew.

    Keys change under way: one that was taken over live may be shredded a moment later. So nothing of an earlier time
    stays.
    """
    mark = move.id.encode()
    with _ours(target, of_vault.FACTS, mark):
        for table in of_vault.ALL:
            _replace(source, target, table)
        target.change(of_vault.FACTS, (MOVE, mark))


def _replace(source: Tables, target: Tables, table: Table, after: AnyRow = ()) -> None:
    target.clear(table, after)
    target.put(table, source.rows(table, after))
