"""The tables of docs/explanation/attacks.md, made from the attacks.

python -m tests.proof.attacks.page
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from . import on_leaves, on_other_files, on_rows, on_the_file  # noqa: F401 - they put their attacks in the table
from .table import ATTACKS, Attack, Who

PAGE: Final = Path(__file__).parents[3] / "docs" / "explanation" / "attacks.md"
HEAD: Final = "| What is tried | What shows it | Test |\n|---|---|---|\n"


def table(who: Who) -> str:
    """The table of what somebody tries."""
    return HEAD + "".join(row(attack) for attack in ATTACKS.values() if attack.who is who)


def row(attack: Attack) -> str:
    return f"| {attack.told} | {what_shows(attack)} | `{attack.name}` |\n"


def what_shows(attack: Attack) -> str:
    shown = [f"`{command}`: {' '.join(f'`{one}`' for one in says)}" for command, says in attack.shown.items()]
    unseen = ", ".join(f"`{command}`" for command in attack.unseen)
    if not shown:
        return f"**Nothing:** not {unseen}"
    return "; ".join([*shown, *([f"not by {unseen}"] if unseen else [])])


def written(page: str) -> str:
    """The page with each table as it is now, under its own heading."""
    for who in Who:
        under = re.compile(rf"(^## {re.escape(who)}$.*?\n\n)\| What is tried.*?\n(?!\|)", re.MULTILINE | re.DOTALL)
        page, times = under.subn(lambda found, who=who: f"{found[1]}{table(who)}", page, count=1)  # type: ignore[misc]
        assert times == 1, who
    return page


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
