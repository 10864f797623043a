"""For the tests of apps, plugins and stores that build on this library.

Given, when, then for rules (`given`, `says`) and the contract of a store (`store_contract`, which needs pytest). The
strategies for hypothesis are in `svh_core.testing.strategies` and need ``pip install svh-core[testing]``.
"""

from __future__ import annotations

from typing import Any

from svh_core.testing.scenarios import Outcome, Scenario, given, says

__all__ = ["Outcome", "Scenario", "given", "says", "store_contract"]


def __getattr__(name: str) -> Any:
    """`store_contract` needs pytest, so it is loaded when it is asked for."""
    if name == "store_contract":
        from svh_core.testing.stores import store_contract  # noqa: PLC0415

        return store_contract
    raise AttributeError(name)
