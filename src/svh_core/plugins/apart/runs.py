"""A run of work: one export, one report, or one round of following, with one process for each recipient and purpose.

A report over a thousand cases starts one process and not a thousand. Two recipients, or two purposes, never share one:
what a plugin remembers of the one would come out at the other. Nor is the one there while the other works: two that are
there at once find ways to tell each other things.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Final

from svh_core.plugins.apart.process import Process

_OF_A_REPORT: Final = ("", "")
"""For whom the rows of a report are, which is the same for all of a run."""

_Kept = dict[str, tuple[tuple[str, ...], Process]]
"""The one process of each plugin, and for whom it works."""

_RUN: Final[ContextVar[_Kept | None]] = ContextVar("_RUN", default=None)


@contextlib.contextmanager
def run_of_work() -> Iterator[None]:
    """Keeps processes of plugins for as long as a run of work lasts, and ends them with it."""
    _end_all(_RUN.get() or {})  # a run within a run is another: the processes of the first do not wait beside it
    processes: _Kept = {}
    before = _RUN.set(processes)
    try:
        yield
    finally:
        _RUN.reset(before)
        _end_all(processes)


def _end_all(processes: _Kept) -> None:
    while processes:
        _, (_, process) = processes.popitem()
        process.end()


@contextlib.contextmanager
def process_of(plugin: str, whom: tuple[str, ...] | None, start: Callable[[], Process]) -> Iterator[Process]:
    """The process of a plugin in the run that is under way; one for this call alone where there is none.

    It is the only one of that plugin: before it is started, one that works for somebody else is ended. One in which
    anything went wrong is not used again.
    """
    kept = _RUN.get()
    whom = whom or _OF_A_REPORT
    process = (_kept_for(plugin, whom, kept) if kept is not None else None) or start()
    try:
        yield process
    except BaseException:
        process.end()
        raise
    if kept is not None:
        kept[plugin] = (whom, process)
    else:
        process.end()


def _kept_for(plugin: str, whom: tuple[str, ...], kept: _Kept) -> Process | None:
    """The process of a plugin that works for somebody; one that works for another is ended."""
    if plugin not in kept:
        return None
    other, process = kept.pop(plugin)
    if other == whom:
        return process
    process.end()
    return None
