"""Where a log is kept: on eventsourcing's recorders, so that any engine with a recorder can be a store.

A store offers two recorders (entries, and snapshots, which are only a faster way to the same), the app's request ids,
and a few facts about the casebook itself. `svh_core.testing.store_contract` says in tests what each has to promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from eventsourcing.persistence import AggregateRecorder, ApplicationRecorder


class Store(Protocol):
    """What the log needs of an engine.

    Attributes:
        recorder: keeps the entries. Its ``insert_events`` takes ``once=[(stream, request id, number), ...]`` and keeps
            both or neither; a number or request id that is taken raises eventsourcing's ``IntegrityError``. With
            ``destroys=(stream, [(number, state), ...])`` it also puts these states, under the name ``destroyed``, in
            the place of all rows of a stream, and from then on takes nothing more in it: ``IntegrityError``. Its
            notification ids never repeat and never go down.
        snapshots: keeps snapshots of cases, by number.
    """

    @property
    def recorder(self) -> ApplicationRecorder:
        """Keeps the entries."""
        ...

    @property
    def snapshots(self) -> AggregateRecorder:
        """Keeps the snapshots."""
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

    def scrub(self) -> None:
        """Sees to it, as far as others let it, that what was destroyed is in no file any more."""
        ...

    def fact(self, name: str) -> str | None:
        """A fact about the casebook, such as its origin."""
        ...

    def close(self) -> None:
        """Gives back what the store holds open."""
        ...
