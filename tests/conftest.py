"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Headless Chromium. Per module: while it runs there is an event loop, which tests of other modules cannot have."""
    from .browser import started_chromium  # noqa: PLC0415 - only where a test asks for it

    with started_chromium() as browser:
        yield browser
