"""Looking at a plugin in a process of its own: a line of JSON for each check, and one at the end.

python -m svh_core.testing.verifying svh-voorbeeld
python -m svh_core.testing.verifying svh-voorbeeld apart
"""

from __future__ import annotations

import json
import os
import sys
from typing import IO, Any

from svh_core.testing.contract.checking import Result, Way
from svh_core.testing.promises_of_plugins import looked_at


def main(name: str, way: Way = "in_process") -> None:
    """Looks at a plugin. What it prints itself goes to stderr."""
    with _stdout_alone() as out:
        for result in looked_at(name, way=way):
            _say(out, as_data(result))
        _say(out, {"done": True})


def as_data(result: Result) -> dict[str, Any]:
    """What came of a check, as data."""
    is_broken = result.status == "broken"
    return {
        "check": result.check.name,
        "group": result.check.group,
        "status": result.status,
        "says": result.check.sentences,
        "found": result.told,
        "why": result.check.why if is_broken else None,
        "next": result.check.next if is_broken else None,
    }


def _stdout_alone() -> IO[str]:
    """Stdout for ourselves: whatever else is written there, also by what is not Python, goes to stderr."""
    ours = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(ours, "w", encoding="utf-8")


def _say(out: IO[str], told: dict[str, Any]) -> None:
    out.write(json.dumps(told, ensure_ascii=False) + "\n")
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1], "apart" if sys.argv[2:] == ["apart"] else "in_process")
