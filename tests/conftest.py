"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

# A machine that others use draws slowly, or holds a test up for a second; that says nothing of what is drawn.
settings.register_profile("patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Counts no lines under a test that is long, slow or `uncounted`: others run once what it runs a thousand times."""
    asks_again = {"kills", "long", "slow", "uncounted"} & {mark.name for mark in item.iter_markers()}
    counting = Coverage.current() if asks_again else None
    if counting is None:
        return (yield)
    counting.stop()
    try:
        return (yield)
    finally:
        counting.start()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Headless Chromium. Per module: while it runs there is an event loop, which tests of other modules cannot have."""
    from .browser import started_chromium  # noqa: PLC0415 - only where a test asks for it

    with started_chromium() as browser:
        yield browser
