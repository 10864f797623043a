"""Feeds hostile lines to the reader of scripts and to `svh record`; ends with 1 where anything is not as promised.

python -m tests.fuzz [--lines N] [--seed N]
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections import Counter

from .feeding import complaints
from .hostile import hostile_lines

A_FILE = 500
"""How many lines are recorded as one file."""


def main() -> int:
    """Feeds the lines, says how many were fed, and what was wrong."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz")
    asked.add_argument("--lines", type=int, default=2_000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    lines = hostile_lines(options.seed, options.lines)
    found: Counter[str] = Counter()
    while some := list(itertools.islice(lines, A_FILE)):
        found.update(complaints(some))
    for complaint, times in found.most_common():
        sys.stdout.write(f"{times} x {complaint}\n")
    sys.stdout.write(f"{options.lines} lines of seed {options.seed}: {found.total()} complaints\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
