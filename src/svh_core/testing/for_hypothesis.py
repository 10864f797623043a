"""What hypothesis calls when it is imported, so that ``from_type`` and ``builds`` know our types.

It loads the grammar of events and nothing else; a strategy is made when it is first asked for.
"""

from __future__ import annotations

import importlib
from typing import Any


def register() -> None:
    """Registers strategies for the types that plugins and apps are tested with."""
    from hypothesis import strategies as st  # noqa: PLC0415 - it is being imported now

    from svh_core.domain.rulebook import Entry, Event  # noqa: PLC0415
    from svh_core.plugins.disclosed import Disclosed, DisclosedCase  # noqa: PLC0415

    for cls, name in ((Entry, "entries"), (Event, "events"), (DisclosedCase, "cases"), (Disclosed, "disclosures")):
        st.register_type_strategy(cls, _made_by(name))


def _made_by(name: str) -> Any:
    def strategy(_: type) -> Any:
        return getattr(importlib.import_module("svh_core.testing.strategies"), name)()

    return strategy
