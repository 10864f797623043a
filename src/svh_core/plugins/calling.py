"""Calling plugins, one by one, so that none takes another's answer along, nor the decision.

Each call gives an `Outcome`. Nothing is swallowed: what failed is in the outcome, in the log of the process with the
names of plugin and hook, and in the status of the plugin.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Collection, Sequence
from contextlib import redirect_stdout
from contextvars import ContextVar
from pathlib import Path
from time import perf_counter
from typing import IO, Any, Final, Literal, NamedTuple, TypeAlias

LOG: Final = logging.getLogger("svh_core.plugins")

SAYS_TO: Final[ContextVar[IO[str] | None]] = ContextVar("SAYS_TO", default=None)
"""Where what plugins print goes to; a command sets it, because its own stdout is for data."""

LATE_SECONDS: Final = 30.0
"""How long a plugin may take. One that takes longer is not called again; one that never returns holds up its caller."""

OutcomeStatus: TypeAlias = Literal["ok", "raised", "late", "rubbish", "quarantined", "stopped"]


class Outcome(NamedTuple):
    """What came of calling one plugin.

    Attributes:
        plugin: its id.
        status: ``ok``; ``raised``; ``late``, with a value that can be used; ``rubbish``, where it returned something
            else than it should; ``quarantined``, where it was not called; ``stopped``, where it ran in a process of its
            own and wanted more than it may have there.
        value: what it returned.
        error: what went wrong: the kind of error and never its text, which may hold a person's words.
        seconds: how long it took.
    """

    plugin: str
    status: OutcomeStatus
    value: Any = None
    error: str | None = None
    seconds: float = 0.0


class NotDoneError(Exception):
    """A plugin in a process of its own did not do what it was asked; the message says why, in our own words.

    Args:
        status: ``raised`` or ``stopped``.
        told: what of it.
    """

    def __init__(self, status: OutcomeStatus, told: str) -> None:
        super().__init__(told)
        self.status: OutcomeStatus = status
        self.told = told


_filled: Final[Callable[[type[Outcome], tuple[Any, ...]], Outcome]] = tuple.__new__
"""Makes an outcome in a third of the time that its own constructor takes; it is made for every call."""


class Implementation(NamedTuple):
    """The function of one plugin for one hook.

    Attributes:
        plugin: its id.
        function: what is called.
        takes: the names of what it takes.
    """

    plugin: str
    function: Callable[..., Any]
    takes: tuple[str, ...]


def call_each(
    implementations: Sequence[Implementation],
    quarantined: set[str],
    arguments: dict[str, Any],
    *,
    hook: str,
    apart: Collection[str] = (),
) -> list[Outcome]:
    """Calls a hook of several plugins.

    Args:
        implementations: in the order in which they are called.
        quarantined: the plugins that are not called; who is late is added to them.
        arguments: what each receives, if it takes it.
        hook: the name of the hook, for the log.
        apart: the plugins that run in processes of their own, which are ended when they are late.

    Returns:
        An outcome of each, in the same order.
    """
    aside = SAYS_TO.get()
    if aside is None:
        return _called(implementations, quarantined, arguments, hook, apart)
    with redirect_stdout(aside):
        return _called(implementations, quarantined, arguments, hook, apart)


def _called(
    implementations: Sequence[Implementation],
    quarantined: set[str],
    arguments: dict[str, Any],
    hook: str,
    apart: Collection[str],
) -> list[Outcome]:
    outcomes = []
    began = perf_counter()
    for plugin, function, takes in implementations:
        if plugin in quarantined:
            outcomes.append(Outcome(plugin, "quarantined"))
            continue
        try:
            value = function(arguments[takes[0]]) if len(takes) == 1 else function(*[arguments[name] for name in takes])
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the plugin's alone
            outcomes.append(_raised(plugin, error, perf_counter() - began, hook))
            began = perf_counter()
            continue
        ended = perf_counter()
        seconds = ended - began
        if seconds > LATE_SECONDS and plugin not in apart:
            outcomes.append(_late(plugin, value, seconds, quarantined, hook))
        else:
            outcomes.append(_filled(Outcome, (plugin, "ok", value, None, seconds)))
        began = ended  # where one ends the next begins: to ask the time costs as much as to call an empty function
    return outcomes


def _raised(plugin: str, error: BaseException, seconds: float, hook: str) -> Outcome:
    if isinstance(error, NotDoneError):
        LOG.error("%s was not done with %s: %s", plugin, hook, error.told)
        return Outcome(plugin, error.status, None, error.told, seconds)
    told = what_went_wrong(error)
    LOG.error("%s failed in %s: %s", plugin, hook, told)
    return Outcome(plugin, "raised", None, told, seconds)


def what_went_wrong(error: BaseException) -> str:
    """The kind of an error and where it was raised. Its text is left out: it may hold a person's words."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if len(frames) > 1 else ""
    return f"{type(error).__name__}{where}"


def _late(plugin: str, value: Any, seconds: float, quarantined: set[str], hook: str) -> Outcome:
    quarantined.add(plugin)
    LOG.error("%s took %.0f seconds in %s and is not called again", plugin, seconds, hook)
    return Outcome(plugin, "late", value, f"took {seconds:.0f} seconds", seconds)
