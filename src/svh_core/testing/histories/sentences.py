"""Words as people write them: from a few of them to a report or a story of about two thousand characters."""

from __future__ import annotations

from svh_core.testing.histories.chance import Chance
from svh_core.testing.histories.parts import PARTS


def sentence(chance: Chance, kind: str) -> str:
    """One sentence of a kind."""
    said = " ".join([chance.one(parts) for parts in PARTS[kind]])
    return said.replace(" .", ".").replace(" ,", ",").replace(" ;", ";")


def several(chance: Chance, kind: str, low: int, high: int) -> str:
    """From `low` to `high` sentences of a kind, after one another."""
    return " ".join([sentence(chance, kind) for _ in range(chance.number(low, high))])
