"""Starts a process for a plugin, time and again, faster than Python itself starts.

It is run by a Python that is given nothing: no environment, no folder on its path, no package but those that every
plugin needs, and these are the host's own. It never imports a plugin and is never told anything of a case. What it has
loaded once, each process that it starts has for nothing: that saves 75 milliseconds for each.

It is told over a socket what to start, with the pipes for it; and, when the host is done with a process, to end it and
say how that went. When the socket closes, as it does when the host ends, it ends what it started, and itself.
"""

from __future__ import annotations

import array
import contextlib
import gc
import importlib.machinery
import importlib.util
import json
import os
import shutil
import signal
import socket
import sys
from typing import Any, Final

_PIPES: Final = 3
_MOST: Final = 1 << 20


class _Packages:
    """Finds packages at the top by their names alone, each in its one folder, whatever stands beside it."""

    def __init__(self, folders: dict[str, str]) -> None:
        self._folders = folders

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:  # noqa: ARG002
        if name not in self._folders:
            return None
        folder = self._folders[name]
        return importlib.util.spec_from_file_location(
            name, f"{folder}/__init__.py", submodule_search_locations=[folder]
        )


def main() -> None:
    """Starts processes until the host is gone."""
    control = socket.socket(fileno=0)
    asked = _heard(control)
    if asked is None:
        return
    packages: dict[str, str] = dict(asked[0]["kit"])  # not on the command line, which everybody can read
    sys.meta_path.insert(0, _Packages(packages))
    from svh_core.plugins.apart.child import live  # noqa: PLC0415 - it is found only now

    for common in ("svh_core.plugins.hookspecs", "csv", "io", "datetime", "zoneinfo", "hashlib", "dataclasses"):
        importlib.import_module(common)
    gc.collect()
    gc.freeze()
    started: dict[int, str] = {}
    try:
        while asked is not None:
            told, pipes = asked
            if "end" in told:
                answer = _end(told["end"], started)
            else:
                process = os.fork()
                if process == 0:
                    control.detach()  # stdin takes its place
                    live(told, packages, pipes)
                started[process] = "" if told["stays"] else told["folder"]
                answer = {"process": process}
            for pipe in pipes:
                os.close(pipe)
            control.sendall(json.dumps(answer).encode() + b"\n")
            asked = _heard(control)
    finally:
        for process, folder in tuple(started.items()):  # the host is gone: nobody else takes them away
            _end(process, started)
            if folder:
                shutil.rmtree(folder, ignore_errors=True)


def _end(process: int, started: dict[int, str]) -> dict[str, Any]:
    """Ends a process, with all of its group, unless it ended by itself; and says how it did.

    This is the one that can: until it asked how its child ended, no other process has the same number.
    """
    for kill in (os.killpg, os.kill):  # before it made a group of its own there is none
        with contextlib.suppress(ProcessLookupError):
            kill(process, signal.SIGKILL)
    _, status, used = os.wait4(process, 0)
    started.pop(process, None)
    return {"status": os.waitstatus_to_exitcode(status), "seconds": used.ru_utime + used.ru_stime}


def _heard(control: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """What the host says, with the pipes that go with it; None when the host is gone."""
    body, pipes = b"", array.array("i")
    while not body.endswith(b"\n"):
        part, besides, _, _ = control.recvmsg(_MOST, socket.CMSG_SPACE(_PIPES * pipes.itemsize))
        if not part:
            return None
        body += part
        for level, kind, data in besides:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                pipes.frombytes(data)
    return json.loads(body), list(pipes)


if __name__ == "__main__":
    main()
