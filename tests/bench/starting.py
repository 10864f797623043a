"""Starting: what everybody pays before anything is done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence

from tests.bench.ground import Ground
from tests.bench.timing import Contest, Side


def start_import(ground: Ground) -> Contest:
    """What every app pays that imports the library."""
    return _starting(ground, [sys.executable, "-c", "import svh_core"])


def start_use(ground: Ground) -> Contest:
    """What it pays as soon as it uses a name: all names are loaded with the first."""
    return _starting(ground, [sys.executable, "-c", "from svh_core import Casebook"])


def start_svh(ground: Ground) -> Contest:
    """What every call of the command pays."""
    svh = shutil.which("svh", path=sysconfig.get_path("scripts"))
    if svh is None:
        raise FileNotFoundError("svh is not installed beside this Python: python -m pip install -e .")
    return _starting(ground, [svh, "--version"])


def _starting(ground: Ground, command: Sequence[str]) -> Contest:
    # What is installed is compiled once, not at each start; the round that is not counted sees to that here.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def started(command: Sequence[str]) -> Side:
        def start() -> None:
            for _ in range(ground.sizes.starts):
                subprocess.run(command, cwd=ground.folder, env=environment, check=True, stdout=subprocess.DEVNULL)

        return Side(start, ground.sizes.starts)

    return Contest(started(command), started([sys.executable, "-c", "pass"]))
