"""The most memory that a check takes, in a process of its own: its own and what it starts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import attrs

from tests.bench.ground import ENTRIES_A_CASE, Ground, cases_of, complete
from tests.bench.timing import Contest, Side

MEGABYTE = 1024.0
"""In kilobytes, as Linux counts."""

# The most that Linux saw of this program: `ru_maxrss` begins with what the process held that started it.
_CHECK = """
import re, sys
from pathlib import Path
from svh_core import Casebook
from svh_core.checking import check
with Casebook.open(sys.argv[1], sealed=True) as book:
    checked = check(book.log, book.rulebook)
(held,) = re.findall(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())
print(checked.entries, len(checked.findings), held)
"""


@attrs.frozen
class Peak(Side):
    """A side of which not the time is measured: its turn gives the most memory that it held."""

    def seconds(self) -> float:
        """Takes a turn.

        Returns:
            Megabytes.
        """
        held = self.turn()
        if not isinstance(held, float):
            raise TypeError(held)
        return held


def check_memory(ground: Ground) -> Contest:
    """A log, against one of a tenth of its entries."""
    large = ground.sizes.of_memory
    return Contest(_checking(ground, "large", large), _checking(ground, "small", large // 10))


def _checking(ground: Ground, name: str, entries: int) -> Peak:
    cases = cases_of(ground, ENTRIES_A_CASE, entries=entries)
    path = ground.folder / f"{name}.db"
    ground.casebook_at(path, cases, ENTRIES_A_CASE).close()
    return Peak(lambda: _peak(path, len(cases) * ENTRIES_A_CASE))


def _peak(path: Path, entries: int) -> float:
    command: Sequence[str] = [sys.executable, "-c", _CHECK, str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found, findings, kilobytes = map(int, told.split())
    complete(found, entries + 1)
    complete(findings, 0)
    return kilobytes / MEGABYTE
