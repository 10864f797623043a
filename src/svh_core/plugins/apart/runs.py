"""A run of work: one export, one report, or one round of following, with one process for each recipient and purpose.

A report over a thousand cases starts one process and not a thousand. Two recipients, or two purposes, never share one:
what a plugin remembers of the one would come out at the other.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Final

from svh_core.plugins.apart.process import Process

_Key = tuple[str, str, str]

_OF_A_REPORT: Final = ("", "")
"""For whom the rows of a report are, which is the same for all of a run."""

_RUN: Final[ContextVar[dict[_Key, Process] | None]] = ContextVar("_RUN", default=None)


@contextlib.contextmanager
def run_of_work() -> Iterator[None]:
    """Keeps processes of plugins for as long as a run of work lasts, and ends them with it."""
    processes: dict[_Key, Process] = {}
    before = _RUN.set(processes)
    try:
        yield
    finally:
        _RUN.reset(before)
        for process in processes.values():
            process.end()


@contextlib.contextmanager
def process_of(plugin: str, whom: tuple[str, str] | None, start: Callable[[], Process]) -> Iterator[Process]:
    """The process of a plugin in the run that is under way; one for this call alone where there is none.

    One in which anything went wrong is not used again.
    """
    kept = _RUN.get()
    key = (plugin, *(whom or _OF_A_REPORT))
    process = (kept.pop(key, None) if kept is not None else None) or start()
    try:
        yield process
    except BaseException:
        process.end()
        raise
    if kept is not None:
        kept[key] = process
    else:
        process.end()
