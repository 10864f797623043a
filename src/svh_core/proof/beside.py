"""Working beside the flush to disk: whoever records waits for the disk meanwhile, and needs no processor.

What is begun for a transaction that fails is thrown away by whoever began it.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Final

Work = Callable[[], bytes]

PATIENCE: Final = 1.0
"""Seconds that are waited for work that takes a ten-thousandth of it, before it is taken to be done by nobody."""


class Begun:
    """Work that was begun.

    Args:
        work: makes something; what it raises is not told, for whoever needs what it makes can do it again.
    """

    __slots__ = ("_made", "_running", "_work")

    def __init__(self, work: Work) -> None:
        self._work = work
        self._made: bytes | None = None
        self._running = threading.Lock()
        self._running.acquire()

    def do(self) -> None:
        """Does the work, in the thread."""
        try:
            with suppress(Exception):
                self._made = self._work()
        finally:
            self._running.release()

    def made(self) -> bytes | None:
        """What the work made, when it is done; None where it failed, or the thread was ended before."""
        if self._running.acquire(timeout=PATIENCE):
            self._running.release()
        return self._made


class Beside:
    """One thread, started when it is first needed. A pool of the standard library takes 7 us more for each work."""

    def __init__(self) -> None:
        self._begun: Final[SimpleQueue[Begun | None]] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._ends = weakref.finalize(self, self._begun.put, None)

    def begin(self, work: Work) -> Begun:
        """Begins work in the thread."""
        if self._thread is None:
            self._thread = threading.Thread(target=_do_all, args=(self._begun,), name="svh-beside", daemon=True)
            self._thread.start()
        begun = Begun(work)
        self._begun.put(begun)
        return begun

    def close(self) -> None:
        """Ends the thread when it is done with what was begun."""
        self._ends()
        if self._thread is not None:
            self._thread.join()


def _do_all(begun: SimpleQueue[Begun | None]) -> None:
    while (work := begun.get()) is not None:
        work.do()
        del work  # or it would live on until there is something else to do
