"""What the kills came to, in one table at the end of a run."""

from __future__ import annotations

from typing import Any

from ..killing import COUNTED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says of each test how many processes it killed, and what was lost."""
    reports = [one for found in ("passed", "failed") for one in terminalreporter.stats.get(found, ())]
    counted = [(one, told) for one in reports for name, told in one.user_properties if name == COUNTED]
    if not counted:
        return
    terminalreporter.section("kills")
    columns = list(counted[0][1])
    terminalreporter.write_line(" ".join(f"{name:>12}" for name in (*columns, "seconds")) + "  test")
    for report, told in counted:
        _say(terminalreporter, [*told.values(), round(report.duration)], report.nodeid.rpartition("::")[2])
    total = [sum(told[name] for _, told in counted) for name in columns]
    _say(terminalreporter, [*total, round(sum(report.duration for report, _ in counted))], "all of them")


def _say(terminalreporter: Any, numbers: list[int], about: str) -> None:
    terminalreporter.write_line(" ".join(f"{number:>12}" for number in numbers) + f"  {about}")
