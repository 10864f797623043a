"""Importing a plugin while watching that it only defines things.

A plugin that reaches for the network, writes a file or starts a program while it is imported is stopped there. This
catches mistakes, and no malice: Python code can walk past any watch that is kept in Python.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint
from typing import Any, Final

_FORBIDDEN: Final = {
    "socket": "the network",
    "ftplib": "the network",
    "http": "the network",
    "smtplib": "the network",
    "urllib": "the network",
    "subprocess": "another program",
    "os.system": "another program",
    "os.exec": "another program",
    "os.fork": "another program",
    "os.forkpty": "another program",
    "os.posix_spawn": "another program",
    "os.spawn": "another program",
    "pty": "another program",
    "os.remove": "files",
    "os.rename": "files",
    "os.mkdir": "files",
    "os.rmdir": "files",
    "os.link": "files",
    "os.symlink": "files",
    "os.truncate": "files",
    "shutil": "files",
    "tempfile": "files",
    "sqlite3": "files",
}
"""What Python reports of itself (PEP 578), by the name of the event or what stands before its dot."""

_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CAUGHT: Final[dict[str, str]] = {}
"""What entry points were caught at, for as long as Python keeps what it imported and does not run it again."""

_watched = threading.local()
_lock = threading.Lock()
_is_hooked = False


class ReachedOutError(Exception):
    """A plugin did more than define things while it was imported."""


def imported(entry_point: EntryPoint) -> Any:
    """What an entry point names, imported under watch.

    Raises:
        ReachedOutError: it used the network, wrote a file or started a program meanwhile.
        BaseException: whatever the plugin raises.
    """
    if entry_point.module not in sys.modules:
        _CAUGHT.pop(entry_point.value, None)
    with _watching() as seen:
        found = entry_point.load()
    if seen:  # it was stopped, and went on as if nothing had happened
        _CAUGHT[entry_point.value] = seen[0]
    if entry_point.value in _CAUGHT:  # also another time, when Python does not run it again
        raise ReachedOutError(f"it uses {_CAUGHT[entry_point.value]} while it is imported")
    return found


@contextmanager
def _watching() -> Iterator[list[str]]:
    global _is_hooked  # noqa: PLW0603 - a hook of Python's own can be added and never taken away
    with _lock:
        if not _is_hooked:
            sys.addaudithook(_heard)
            _is_hooked = True
    seen: list[str] = []
    _watched.seen = seen
    try:
        yield seen
    finally:
        _watched.seen = None


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    seen = getattr(_watched, "seen", None)
    if seen is None:
        return
    what = _FORBIDDEN.get(event) or _FORBIDDEN.get(event.partition(".")[0])
    if event == "open" and _is_written(*arguments):
        what = "files"
    if what is not None and not _is_cache(arguments):
        seen.append(what)
        raise ReachedOutError(f"it uses {what} while it is imported")


def _is_written(path: Any, mode: Any, flags: Any) -> bool:
    if isinstance(path, int):  # it is open already, and was looked at then; so does Python write what it compiled
        return False
    if isinstance(mode, str) and any(letter in mode for letter in "wax+"):
        return True
    return isinstance(flags, int) and bool(flags & _WRITES)


def _is_cache(arguments: tuple[Any, ...]) -> bool:
    """Whether it is Python itself that keeps what it compiled."""
    return bool(arguments) and "__pycache__" in str(arguments[0])
