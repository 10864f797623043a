"""How far a move is: each entry is taken over, read back and checked."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int | None], None]


class Steps:
    """How far it is.

    Args:
        progress: is told how many entries are done, and how many there are.
    """

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._total = 0
        self._done = 0

    def begin(self, total: int, done: int) -> None:
        """There are so many entries, of which some were taken over before."""
        self._total, self._done = total, done

    def one(self, entries: int) -> None:
        """One thing more was done with some entries."""
        self._done += entries
        self._tell(self._done)

    def checked(self, entries: int, _: int | None) -> None:
        """So many were checked, behind what was done before."""
        self._tell(self._done + entries)

    def end(self) -> None:
        """All was done; what is recorded meanwhile is little."""
        self._done = 3 * self._total
        self._tell(self._done)

    def _tell(self, done: int) -> None:
        if self._progress is not None:
            self._progress(min(done // 3, self._total), self._total)
