"""What holds for every test of the vault."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def nothing_said_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """No master key, casebook or viewer of who runs the tests."""
    for name in ("SVH_MASTER_KEY", "SVH_DB", "SVH_ACTOR", "SVH_PURPOSE"):
        monkeypatch.delenv(name, raising=False)
