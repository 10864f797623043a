"""Processes that move a casebook, and are killed at some line of what moves it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any, Final

from svh_core import tables
from svh_core.keeping import place_of
from svh_core.moving.migrating import migrate

PROCESSES: Final = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["svh_core.moving.migrating", "svh_core.in_postgres"])

_MOVES: Final = ("svh_core/moving/", "svh_core/tables.py", "_moving.py", "svh_core/keeping.py")


def moves(source: str, target: str, killed_at: int | None, told: Connection) -> None:
    """Moves a casebook in batches of fifty, until it is done or at this line.

    It tells how many lines there were, and what came of it.
    """
    tables.AT_ONCE = 50  # type: ignore[misc]
    lines = _Lines(killed_at)
    sys.settrace(lines)
    try:
        entries = migrate(place_of(source), place_of(target)).entries
        sys.settrace(None)
        told.send((lines.count, entries))
    except Exception as error:  # noqa: BLE001 - told to who waits for it
        sys.settrace(None)
        told.send((lines.count, repr(error)))


class _Lines:
    """Counts the lines of what moves, and kills this process at one of them."""

    def __init__(self, killed_at: int | None) -> None:
        self.count = 0
        self._killed_at = killed_at

    def __call__(self, frame: FrameType, what: str, _: Any) -> Callable[..., Any] | None:
        if not any(part in frame.f_code.co_filename for part in _MOVES):
            return None
        if what == "line":
            self.count += 1
            if self.count == self._killed_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def moved_by_another(source: str, target: str, killed_at: int | None = None) -> tuple[int, Any] | None:
    """What a process of its own told; None where it was killed before."""
    told, tells = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=moves, args=(source, target, killed_at, tells))
    process.start()
    tells.close()
    try:
        said: tuple[int, Any] = told.recv()
    except EOFError:
        return None
    finally:
        process.join()
        told.close()
    return said
