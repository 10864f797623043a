"""Where a log is kept: on eventsourcing's recorders, so that any engine with a recorder can be a store.

A store offers two recorders (entries, and snapshots, which are only a faster way to the same), the app's request ids,
and a few facts about the casebook itself. `svh_core.testing.store_contract` says in tests what each has to promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import attrs
from eventsourcing.persistence import AggregateRecorder, ApplicationRecorder

from svh_core.log.kept import KeptViews
from svh_core.log.leaves import Parts, Row


class Leaves(Protocol):
    """The leaves of a log as a store keeps them, and its entries, all as of one moment.

    What was hashed stays: a full tile of 256 leaf hashes, and the loose leaves that came after the last full one. The
    order is that of the entries' positions.
    """

    def version(self) -> object:
        """Equal to what it was for as long as nobody else wrote to the store."""
        ...

    def full_tiles(self) -> tuple[int, int]:
        """How many tiles of leaves are full, and the position of the last entry in them; zeroes without one."""
        ...

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of a tile, joined; nothing where it is not there."""
        ...

    def walked(self) -> Iterator[tuple[int, bytes, int]]:
        """The full tiles of leaves in order: index, hashes, and the position of the last entry."""
        ...

    def end_of_tile(self, index: int) -> int:
        """The position of the last entry in a full tile of leaves; 0 where it is not there."""
        ...

    def loose(self) -> list[tuple[int, int, bytes]]:
        """Index, position and hash of the leaves behind the last full tile."""
        ...

    def rows(self, after: int = 0, *, until: int | None = None) -> Iterator[Row]:
        """The entries behind a position, in order."""
        ...

    def between(self, after: int, until: int) -> Sequence[Parts]:
        """The entries behind a position up to another, in order and all at once."""
        ...

    def row(self, stream: str, number: int) -> Row | None:
        """An entry."""
        ...

    def heads(self, until: int) -> Iterator[Row]:
        """The last entry of every stream as it was at a position, by the name of the stream."""
        ...

    def counted(self, after: int, *, until: int | None = None) -> int:
        """How many entries there are behind a position."""
        ...

    def tile_of(self, position: int) -> tuple[int, int] | None:
        """The full tile that holds the leaf of an entry, and the last position before that; None: it is in none."""
        ...

    def add_loose(self, leaves: Sequence[tuple[int, int, bytes]]) -> None:
        """Keeps leaves, with index, position and hash."""
        ...

    def add_tile(self, level: int, index: int, hashes: bytes, position: int) -> None:
        """Keeps a tile that ends with the entry at a position; one that was there grew. Level 0 has the loose ones."""
        ...


Sealing = Callable[[Leaves], None]
"""Makes the leaves of what is being written, in the transaction that writes it. What it raises undoes all of it."""


@attrs.frozen(kw_only=True)
class Trouble:
    """That a follower failed.

    Attributes:
        tries: how often in a row.
        again_at: when it is tried again, in UTC; None where it is parked until somebody looks at it.
        error: what went wrong, without a person's words.
    """

    tries: int
    again_at: datetime | None
    error: str


class Followers(Protocol):
    """How far those came that follow the log, each by its own name; it is kept, and put back, with the log."""

    def position(self, name: str) -> int:
        """The position of the last entry that a follower is done with; 0 before the first."""
        ...

    def moved(self, name: str, position: int) -> None:
        """Keeps that a follower is done with everything up to a position, and in no trouble.

        Raises:
            IntegrityError: it was further already.
        """
        ...

    def trouble(self, name: str) -> Trouble | None:
        """What is wrong with a follower; None where nothing is."""
        ...

    def failed(self, name: str, trouble: Trouble | None) -> None:
        """Keeps what is wrong with a follower, or that nothing is any more."""
        ...

    def held(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """The categories that a follower may have copies of, by stream."""
        ...

    def holds(self, name: str, stream: str, categories: tuple[str, ...]) -> None:
        """Keeps of which categories of a stream a follower may have copies."""
        ...

    def holding(self, beginning: str) -> Sequence[str]:
        """The followers whose names begin so and that may have copies of something."""
        ...

    def alone(self, name: str) -> AbstractContextManager[bool]:
        """Keeps others from following under this name as long as it lasts, also when this process dies meanwhile.

        It gives False where somebody else is at it.
        """
        ...


class Store(Protocol):
    """What the log needs of an engine.

    Attributes:
        recorder: keeps the entries. Its ``insert_events`` takes ``once=[(stream, request id, number), ...]`` and keeps
            both or neither; a number or request id that is taken raises eventsourcing's ``IntegrityError``. With
            ``destroys=(stream, [(number, state), ...])`` it also puts these states, under the name ``destroyed``, in
            the place of all rows of a stream, and from then on takes nothing more in it: ``IntegrityError``. With
            ``sealing=`` it calls this in the same transaction, when all else is written. Its notification ids never
            repeat and never go down.
        snapshots: keeps snapshots of cases, by number.
        followers: how far those came that follow the log.
        kept: what is kept beside the log to read it faster.
    """

    @property
    def recorder(self) -> ApplicationRecorder:
        """Keeps the entries."""
        ...

    @property
    def snapshots(self) -> AggregateRecorder:
        """Keeps the snapshots."""
        ...

    @property
    def followers(self) -> Followers:
        """How far those came that follow the log."""
        ...

    @property
    def kept(self) -> KeptViews:
        """What is kept beside the log to read it faster."""
        ...

    def recorded_once(self, stream: str, once: str) -> int | None:
        """The number of the entry that this request id recorded in this stream, if it did."""
        ...

    def streams(self) -> Sequence[tuple[str, int]]:
        """Every stream with its last number, by name."""
        ...

    def destroyed(self) -> Sequence[str]:
        """The streams that were destroyed, by name."""
        ...

    def leaves(self) -> AbstractContextManager[Leaves]:
        """The leaves and the entries as they are now, to read them; what others write meanwhile is not in it."""
        ...

    def scrub(self) -> None:
        """Sees to it, as far as others let it, that what was destroyed is in no file any more."""
        ...

    def fact(self, name: str) -> str | None:
        """A fact about the casebook, such as its origin."""
        ...

    def close(self) -> None:
        """Gives back what the store holds open."""
        ...
