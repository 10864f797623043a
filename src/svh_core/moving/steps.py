"""How far a move is: each entry is taken over, read back and checked. It is all done once, when all of it is."""

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
        self._told = -1

    def begin(self, total: int, done: int) -> None:
        """There are so many entries, with which so much was done before."""
        self._total, self._done = total, done

    def one(self, entries: int) -> None:
        """One thing more was done with some entries."""
        self._done += entries
        self._tell(self._done)

    def checked(self, entries: int, _: int | None) -> None:
        """So many were checked, behind what was done before."""
        self._tell(self._done + entries)

    def end(self) -> None:
        """All was done: nothing comes after it."""
        self._say(self._total)

    def _tell(self, done: int) -> None:
        self._say(min(done // 3, self._total - 1))  # what was recorded meanwhile is done too

    def _say(self, done: int) -> None:
        if self._progress is not None and done > self._told:
            self._told = done
            self._progress(done, self._total)
