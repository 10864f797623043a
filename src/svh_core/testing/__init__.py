"""For the tests of apps, plugins and stores that build on this library.

Given, when, then for rules (`given`, `says`), the contract of a plugin (`plugin_contract`) and that of a store
(`store_contract`, which needs pytest); and made-up histories of any size (`many_cases`). Fixtures for pytest are in
`svh_core.testing.fixtures`; the strategies for hypothesis are in `svh_core.testing.strategies` and need
``pip install svh-core[testing]``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from svh_core.testing.histories import many_cases
    from svh_core.testing.promises_of_plugins import plugin_contract
    from svh_core.testing.running_plugins import run_plugin
    from svh_core.testing.scenarios import Outcome, Scenario, given, says
    from svh_core.testing.stores import store_contract

__all__ = ["Outcome", "Scenario", "given", "many_cases", "plugin_contract", "run_plugin", "says", "store_contract"]

_STANDS_IN: Final = {
    "Outcome": "scenarios",
    "Scenario": "scenarios",
    "given": "scenarios",
    "many_cases": "histories",
    "plugin_contract": "promises_of_plugins",
    "run_plugin": "running_plugins",
    "says": "scenarios",
    "store_contract": "stores",
}


def __getattr__(name: str) -> Any:
    """A name, loaded when it is asked for: hypothesis and pytest come by here in projects that use none of it."""
    if name not in _STANDS_IN:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    found = globals()[name] = getattr(importlib.import_module(f"{__name__}.{_STANDS_IN[name]}"), name)
    return found
