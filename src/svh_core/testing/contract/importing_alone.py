"""Importing a plugin in a process of its own, and looking at what it does and how long it takes.

What an import does can be seen once in a process: afterwards the module is there, and nothing happens any more.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import EntryPoint
from typing import Final

import attrs

_SECONDS: Final = 60
"""How long an import may hang before it is stopped."""

_ALONE: Final = """
import json, sys, time
sys.path[:] = json.loads(sys.argv[1])
import attrs, svh_core.casebook, svh_core.plugins.at_work, svh_core.sharing.grounds
from importlib.metadata import EntryPoint
from svh_core.plugins.calling import what_went_wrong
from svh_core.plugins.importing import ReachedOutError, imported
reached = raised = None
began = time.process_time()
try:
    imported(EntryPoint("plugin", sys.argv[2], "svh"))
except ReachedOutError as error:
    reached = str(error)
except BaseException as error:
    raised = what_went_wrong(error)
seconds = time.process_time() - began
sys.stderr.write("\\n" + json.dumps({"seconds": seconds, "reached": reached, "raised": raised}))
"""


@attrs.frozen(kw_only=True)
class ImportedAlone:
    """What happened when a plugin was imported in a process of its own.

    Attributes:
        seconds: of the processor, beyond the library itself.
        reached: what it reached for meanwhile, in words; None where it only defined things.
        raised: the kind of error with which it failed, and where; None where it did not.
        printed: whether it wrote to stdout.
    """

    seconds: float
    reached: str | None = None
    raised: str | None = None
    printed: bool = False


def imported_alone(entry_point: EntryPoint) -> ImportedAlone:
    """Imports what an entry point names in a new process that finds modules where this one does."""
    command = [sys.executable, "-c", _ALONE, json.dumps(sys.path), entry_point.value]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 - ourselves
    except subprocess.TimeoutExpired:
        return ImportedAlone(seconds=_SECONDS)
    try:
        told = json.loads(done.stderr.rsplit(b"\n", 1)[-1])
    except ValueError:
        return ImportedAlone(seconds=0, raised=f"the end of its process, with status {done.returncode}")
    return ImportedAlone(**told, printed=bool(done.stdout.strip()))
