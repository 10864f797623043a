"""What a store on a server offers besides: others can open it too, and it is too long to be told at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from svh_core.log.store import Store


@runtime_checkable
class TellsStreams(Protocol):
    """A recorder that tells its streams page by page."""

    def streams(self, after: str, limit: int) -> Sequence[tuple[str, int]]:
        """Streams with their last number, by name: the next ones behind a name."""
        ...


@runtime_checkable
class Served(Protocol):
    """A store on a server."""

    def reopening(self) -> Callable[[], Store]:
        """How another process opens it."""
        ...

    def is_as_it_was_made(self) -> bool:
        """Whether it has the tables and indexes that this library makes, and nothing that changes or hides a row."""
        ...
