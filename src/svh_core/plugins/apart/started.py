"""The process that starts processes for plugins, as the host holds it; see `starter` for its inside."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attr
import attrs
import pluggy

from svh_core.plugins.calling import NotDoneError

KIT: Final = {module.__name__: str(Path(module.__file__ or "").parent) for module in (attr, attrs, pluggy)} | {
    "svh_core": str(Path(__file__).parents[2])
}
"""The packages that every plugin needs, where the host has them: a plugin brings no others in their place."""

_INSIDE: Final = str(Path(__file__).with_name("starter.py"))
_GONE: Final = "the process that starts it ended"


class Starter:
    """Starts processes for plugins with one Python; it is started itself when it is first needed.

    It ends when it is let go of, or when the host ends. A host that forks gets another in the fork.

    Args:
        python: the Python.
    """

    def __init__(self, python: str) -> None:
        self._python = python
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._owner = 0
        self._close: Any = None

    def start(self, asked: Mapping[str, Any], pipes: Sequence[int]) -> int:
        """Starts a process.

        Returns:
            Its number.

        Raises:
            NotDoneError: it cannot be started.
        """
        with self._lock:
            for _ in range(2):  # the starter may have ended since it was last needed
                told = self._told({**asked, "kit": KIT}, pipes)
                if told is not None:
                    return int(told["process"])
        raise NotDoneError("stopped", _GONE)

    def end(self, process: int) -> tuple[int, float]:
        """Ends a process, and says how it ended: as `Popen.returncode`, with the seconds of the processor it used."""
        with self._lock:
            told = self._told({"end": process}, ())
        return (told["status"], told["seconds"]) if told is not None else (0, 0.0)

    def close(self) -> None:
        """Ends it, and what it started."""
        with self._lock:
            self._let_go()

    def _told(self, said: Mapping[str, Any], pipes: Sequence[int]) -> dict[str, Any] | None:
        """What it answers; None where it is gone."""
        if self._control is None or self._owner != os.getpid():
            if "end" in said:
                return None
            self._begin()
        control = self._control
        assert control is not None  # noqa: S101 - for mypy: it was begun just now
        try:
            answer: dict[str, Any] = json.loads(_exchanged(control, json.dumps(said).encode() + b"\n", pipes))
        except OSError:
            self._let_go()
            return None
        except BaseException:  # somebody pressed Ctrl-C: what it was about to say would be taken for the next answer
            self._let_go()
            raise
        return answer

    def _begin(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = subprocess.Popen(  # noqa: S603 - ourselves, with nothing of anybody
                    [self._python, "-I", "-S", "-X", "utf8", _INSIDE],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={},
                    cwd="/",
                    start_new_session=True,
                )
            except OSError as error:
                ours.close()
                raise NotDoneError("stopped", f"its Python cannot be started: {type(error).__name__}") from None
        self._control, self._owner = ours, os.getpid()
        self._close = weakref.finalize(self, _closed, ours, process)

    def _let_go(self) -> None:
        if self._close is not None:
            self._close()
        self._control = self._close = None


def _closed(control: socket.socket, process: subprocess.Popen[bytes]) -> None:
    control.close()
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:  # nothing of it waits for long, so it hangs
        process.kill()
        process.wait()


def _exchanged(control: socket.socket, said: bytes, pipes: Sequence[int]) -> bytes:
    """What it answers, in one line.

    Raises:
        OSError: it is gone.
    """
    sent = socket.send_fds(control, [said], list(pipes)) if pipes else 0
    control.sendall(said[sent:])
    heard = b""
    while not heard.endswith(b"\n"):
        part = control.recv(4096)
        if not part:
            raise BrokenPipeError
        heard += part
    return heard
