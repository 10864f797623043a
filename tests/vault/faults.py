"""Faults that are known and not repaired yet. Who repairs one takes its mark away: a test that passes with it fails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pytest


def known(reason: str) -> pytest.MarkDecorator:
    """Marks a test that has to fail for now."""
    return pytest.mark.xfail(strict=True, reason=f"known fault: {reason}")


def with_faults(every: Iterable[Any], faulty: Iterable[Any], fault: pytest.MarkDecorator) -> list[Any]:
    """Parameters, with a mark on those that are known to fail."""
    marked = list(faulty)
    return [pytest.param(one, marks=fault) if one in marked else one for one in every]


POOLED_AT_BACKUP: Final = known(
    "a vault copied while in use holds keys in a pool; the rows that named them are destroyed, and opening keeps them"
)
