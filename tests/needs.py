"""What a test needs that pip does not bring, such as Chromium. Where it is not there, the test is skipped and says so.

Where nothing may be skipped (``SVH_NOTHING_SKIPPED``, which CI sets) it fails: a test that is always skipped holds
nothing.
"""

from __future__ import annotations

import os
from typing import Final

import pytest

NOTHING_SKIPPED: Final = "SVH_NOTHING_SKIPPED"


def needs(what: str, *, found: bool, hint: str) -> None:
    """Goes on only where something is there; for the top of a test, a fixture or a module.

    Args:
        what: what the test needs.
        found: whether it is there.
        hint: how to get it.
    """
    if found:
        return
    missing = f"{what} is not there: {hint}"
    if os.environ.get(NOTHING_SKIPPED):
        pytest.fail(f"{missing} ({NOTHING_SKIPPED} is set, so this is not skipped)", pytrace=False)
    pytest.skip(missing, allow_module_level=True)
