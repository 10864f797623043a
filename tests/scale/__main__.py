"""Measures a casebook of this size, and writes the tables of docs/explanation/scale.md.

python -m tests.scale [--entries N] [--on-a-server N] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.scale.measuring import measured
from tests.scale.page import PAGE, TABLES, kept_in, written

ENTRIES: Final = 200_000
ON_A_SERVER: Final = 100_000


def main() -> int:
    """Does what the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.scale", description="Measures, and writes the page on scale."
    )
    parser.add_argument("--entries", type=int, default=ENTRIES, help="in the casebook that is measured")
    parser.add_argument("--on-a-server", type=int, default=ON_A_SERVER, help="in that in PostgreSQL; 0 for none")
    parser.add_argument("--folder", type=Path, help="where the casebook is made, and taken away again")
    parser.add_argument("--again", action="store_true", help="only write the tables anew, of what was measured last")
    asked = parser.parse_args()
    page = PAGE.read_text("utf-8")
    if asked.again:
        found = kept_in(page)
    else:
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            found = measured(Path(folder), asked.entries, on_a_server=asked.on_a_server, say=_say)
    PAGE.write_text(written(page, found), "utf-8")
    for lines in TABLES.values():
        sys.stdout.writelines(f"{line}\n" for line in lines(found))
    return 0


def _say(told: str) -> None:
    sys.stderr.write(f"{told}\n")


if __name__ == "__main__":
    sys.exit(main())
