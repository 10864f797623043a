"""Watching what a plugin does while it makes a file: it is given all it needs, and gives back all it makes.

This catches mistakes, and no malice: Python code can walk past any watch that is kept in Python.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import attrs

from svh_core.testing.contract.checking import broken

_NETWORK: Final = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind"}
)
_PROGRAMS: Final = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "pty.spawn"}
)
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class StoppedError(OSError):
    """What a plugin meets that reaches for the network or for another program."""


@attrs.define
class Reached:
    """What was reached for.

    Attributes:
        what: the network, or another program; None where neither was.
        files: those that were written.
    """

    what: str | None = None
    files: set[str] = attrs.field(factory=set)

    def left(self) -> list[str]:
        """The files that were written and are still there, by their names."""
        return sorted(Path(file).name for file in self.files if Path(file).is_file())


_now: Reached | None = None
_is_hooked = False


@contextmanager
def watching() -> Iterator[Reached]:
    """Watches this process, all its threads. The network and other programs are not there meanwhile."""
    global _now, _is_hooked  # noqa: PLW0603 - a hook of Python's own can be added and never taken away
    if not _is_hooked:
        sys.addaudithook(_heard)
        _is_hooked = True
    _now = reached = Reached()
    try:
        yield reached
    finally:
        _now = None


@contextmanager
def nothing_to_watch() -> Iterator[Reached]:
    """Watches nothing: what runs in a process of its own reaches nothing that is not let in."""
    yield Reached()


@contextmanager
def nothing_is_reached_for(what: str) -> Iterator[None]:
    """Breaks the check where something is reached for.

    Raises:
        BrokenError: it was.
    """
    with watching() as reached:
        try:
            yield
        finally:
            if reached.what is not None:
                broken(f"{what} uses {reached.what}")
    if left := reached.left():
        broken(f"{what} leaves a file behind: {left[0][:40]}")


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    reached = _now
    if reached is None:
        return
    if event == "open":
        _opened(reached, *arguments)
    elif event in _NETWORK and not _is_local(event, arguments):
        reached.what = "the network"
        raise StoppedError("a plugin that is looked at has no network")
    elif event in _PROGRAMS:
        reached.what = "another program"
        raise StoppedError("a plugin that is looked at starts no program")


def _opened(reached: Reached, path: Any, mode: Any, flags: Any) -> None:
    writes = isinstance(mode, str) and any(letter in mode for letter in "wax+")
    writes = writes or (isinstance(flags, int) and bool(flags & _WRITES))
    if writes and isinstance(path, str | bytes) and os.fsdecode(path) != os.devnull:
        file = Path(os.fsdecode(path)).absolute()
        if "__pycache__" not in file.parts:
            reached.files.add(str(file))


def _is_local(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether it is a socket of this machine's own, by which processes of one program speak to each other."""
    return event in {"socket.connect", "socket.bind"} and isinstance(arguments[-1], str | bytes)
