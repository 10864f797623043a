"""A process in which a plugin runs: it gives up what the plugin may not have, puts up its own walls, and answers.

Nothing of the plugin is imported before the walls stand. What it prints goes to a pipe, of which the host only counts
how much comes.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from svh_core.plugins.apart.command_line import leave_none
from svh_core.plugins.apart.inside import Plugin, answered
from svh_core.plugins.apart.talking import LENGTH
from svh_core.plugins.apart.walls import die_with_parent, put_up

_MB: Final = 1024 * 1024


def live(asked: Mapping[str, Any], packages: dict[str, str], pipes: Sequence[int]) -> NoReturn:
    """Runs a plugin until the host is done with it.

    Args:
        asked: what the host says of it: the plugin, its folders and its limits.
        packages: the folders of packages that are found by name; those of the plugin come with them.
        pipes: where requests come from, where answers go to, and where what the plugin prints goes to.
    """
    requests, answers, printed = pipes
    try:
        os.setsid()
        die_with_parent()
        leave_none()
        _stand_apart(asked, printed)
        for name, folder in asked["packages"].items():
            packages.setdefault(name, folder)  # it brings none in the place of the host's own
        _answer_requests(asked, requests, answers)
    except BaseException:  # noqa: BLE001 - nobody is here to see it; the host sees that it ended
        os._exit(70)
    os._exit(0)


def _stand_apart(asked: Mapping[str, Any], printed: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    os.close(nothing)
    os.close(printed)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.umask(0o077)
    _limit(asked["limits"])
    if asked["walls"]:
        of_python = [*sys.path, f"{sys.base_prefix}/lib"]
        put_up(readable=[*asked["readable"], *of_python], folder=asked["folder"])
    sys.path.extend(asked["path"])
    sys.argv[:] = [""]
    sys.dont_write_bytecode = True


def _limit(limits: Mapping[str, Any]) -> None:
    seconds = limits["processor_seconds"]
    for what, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_AS, limits["memory_mb"] * _MB, limits["memory_mb"] * _MB),
        (resource.RLIMIT_FSIZE, limits["file_mb"] * _MB, limits["file_mb"] * _MB),
        (resource.RLIMIT_NOFILE, limits["open_files"], limits["open_files"]),
        (resource.RLIMIT_MEMLOCK, 0, 0),
    ):
        most = resource.getrlimit(what)[1]
        hard = hard if most == resource.RLIM_INFINITY else min(hard, most)  # noqa: PLW2901 - nobody is given more
        resource.setrlimit(what, (min(soft, hard), hard))


# Answering


def _answer_requests(asked: Mapping[str, Any], requests: int, answers: int) -> None:
    plugin = Plugin(asked["module"], asked["attribute"], int(asked["limits"]["answer_mb"]) * _MB)
    while (length := _received(requests, LENGTH.size)) is not None:
        body = _received(requests, LENGTH.unpack(length)[0])
        if body is None:
            return
        for part in answered(plugin, json.loads(body)):
            _send(answers, part)


# Pipes


def _received(pipe: int, length: int) -> bytes | None:
    """So many bytes; None where the host is done."""
    parts = bytearray()
    while len(parts) < length:
        part = os.read(pipe, min(length - len(parts), _MB))
        if not part:
            return None
        parts += part
    return bytes(parts)


def _send(pipe: int, told: bytes) -> None:
    left = memoryview(told)
    while left:
        left = left[os.write(pipe, left) :]
