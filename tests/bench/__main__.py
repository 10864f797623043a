"""Measures, and prints one table; a target that is missed is shown as missed.

python -m tests.bench [--only ID,ID] [--full] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.bench.ground import DAILY, FULL, Ground, Sizes
from tests.bench.rows import ROWS
from tests.bench.served import SERVED
from tests.bench.table import Line, heading, in_json, in_words, legend, line, worst_of
from tests.bench.timing import held


def main(arguments: Sequence[str] | None = None, *, sizes: Sizes | None = None) -> int:
    """Runs the measurements that were asked for.

    Args:
        arguments: of the command line.
        sizes: other sizes than those of the command line.

    Returns:
        0, whatever was measured.
    """
    asked = _parser().parse_args(arguments)
    sizes = sizes or (FULL if asked.full else DAILY)
    _say(*heading(sizes))
    lines: list[Line] = []
    for name in asked.only or [name for name in ROWS if asked.full or name not in SERVED]:
        lines.append(measured(name, sizes))
        _say(in_words(lines[-1]))
    for one in worst_of(lines):
        lines.append(one)
        _say(in_words(one))
    _say(*legend(lines))
    if asked.json is not None:
        asked.json.write_text(json.dumps(in_json(lines), indent=2) + "\n", encoding="utf-8")
    return 0


def measured(name: str, sizes: Sizes) -> Line:
    """One measurement, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        contest = ROWS[name](Ground(Path(folder), sizes, stack))
        return line(name, held(contest, rounds=sizes.rounds))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures against real references.")
    parser.add_argument("--only", type=_names, default=[], metavar="ID,ID", help=f"some of {', '.join(ROWS)}")
    parser.add_argument("--full", action="store_true", help="the full sizes, which take long")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table here too")
    return parser


def _names(asked: str) -> list[str]:
    """The ids that were named, `start` meaning all of its lines.

    Raises:
        argparse.ArgumentTypeError: one is not in the table.
    """
    found: list[str] = []
    for name in asked.split(","):
        meant = [name] if name in ROWS else [known for known in ROWS if known.startswith(f"{name}-")]
        if not meant:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(ROWS)}")
        found += meant
    return found


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{told}\n" for told in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
