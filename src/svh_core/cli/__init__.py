"""The command ``svh``."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs ``svh`` with these arguments, or those of the process.

    Returns:
        The exit status: 0 fine, 1 refused or findings, 2 usage or malformed input, 3 not permitted, 4 not found,
        5 a plugin failed, 6 the log is broken, 130 interrupted.
    """
    from svh_core.cli.running import run  # noqa: PLC0415 - click is loaded when the command runs, not on import

    return run(list(sys.argv[1:] if arguments is None else arguments))
