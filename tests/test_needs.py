"""A test whose browser or compiler is not there says so, and in CI that is a failure."""

from __future__ import annotations

import pytest

from .needs import NOTHING_SKIPPED, needs

HINT = "apt-get install chromium"


def test_what_is_not_there_skips_the_test_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NOTHING_SKIPPED, raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"^Chromium is not there: {HINT}$"):
        needs("Chromium", found=False, hint=HINT)


def test_where_nothing_may_be_skipped_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NOTHING_SKIPPED, "1")
    with pytest.raises(pytest.fail.Exception, match=f"^Chromium is not there: {HINT} "):
        needs("Chromium", found=False, hint=HINT)


@pytest.mark.parametrize("value", ["", "1"])
def test_what_is_there_changes_nothing(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NOTHING_SKIPPED, value)
    needs("Chromium", found=True, hint=HINT)
