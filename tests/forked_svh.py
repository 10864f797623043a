"""`svh`, loaded once: each time it is typed it runs in a fork, with the folder, settings and files of who typed it.

The pages type `svh` 160 times, and loading it takes as long as what it then does: they took 73 seconds, and take 38.
That it starts from nothing is typed elsewhere: the README, and `svh rules`.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

# Hands over the three files, folder, arguments and settings, and ends as the command ended. `-IS` starts in a tenth.
_TYPED: Final = """#!{python} -IS
import os, socket, sys
asked = [os.getcwd(), str(len(sys.argv)), *sys.argv, *(f"{{name}}={{value}}" for name, value in os.environ.items())]
with socket.socket(socket.AF_UNIX) as line:
    line.connect("{address}")
    socket.send_fds(line, [b"."], [0, 1, 2])
    line.sendall("\\0".join(asked).encode(errors="surrogateescape"))
    line.shutdown(socket.SHUT_WR)
    sys.exit(int(line.recv(4)))
"""


@contextmanager
def forked_svh(env: Mapping[str, str]) -> Iterator[Path]:
    """The folder of an `svh` that is loaded in this environment; it can be typed as long as this is open."""
    with tempfile.TemporaryDirectory() as folder:  # pytest's are too long: the address of a socket has 100 letters
        address, typed = Path(folder, "line"), Path(folder, "svh")
        typed.write_text(_TYPED.format(python=sys.executable, address=address), encoding="utf-8")
        typed.chmod(0o755)
        answer = [sys.executable, "-P", __file__, address]
        with subprocess.Popen(answer, env=env, stdout=subprocess.PIPE) as answering:
            assert answering.stdout is not None
            assert answering.stdout.readline() == b"ready\n"
            yield Path(folder)
            answering.terminate()


def _answer(address: str) -> NoReturn:
    """Waits for who types, and forks for each."""
    from svh_core.cli.running import _COMMANDS  # noqa: PLC0415 - only the process that answers loads the command

    for known in _COMMANDS.values():
        importlib.import_module(f"svh_core.cli.{known.module}")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        print("ready", flush=True)  # noqa: T201 - who started this waits for it
        while True:
            line, _ = listening.accept()
            with line:
                if os.fork() == 0:
                    listening.close()
                    _run_for(line)


def _run_for(line: socket.socket) -> None:
    """Runs what was typed in a fork of its own, which ends as a Python ends, and tells who typed how."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, files, _, _ = socket.recv_fds(line, 1, 3)
    with line.makefile("rb") as asked:
        folder, count, *rest = os.fsdecode(asked.read()).split("\0")
    if (running := os.fork()) == 0:
        line.close()
        _become(files, folder, rest[int(count) :])
        from svh_core.cli import main  # noqa: PLC0415 - as the script does

        sys.exit(main(rest[1 : int(count)]))
    _, status = os.waitpid(running, 0)
    line.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(files: Sequence[int], folder: str, settings: Sequence[str]) -> None:
    """Stands where was typed: these files, this folder, these settings and no others."""
    for ours, theirs in enumerate(files):
        os.dup2(theirs, ours)
        os.close(theirs)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", buffering=1)  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update({name: value for name, _, value in (one.partition("=") for one in settings)})
    time.tzset()


if __name__ == "__main__":
    _answer(sys.argv[1])
