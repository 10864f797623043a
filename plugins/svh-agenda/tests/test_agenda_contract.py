"""What every plugin promises."""

from __future__ import annotations

from pathlib import Path

import pytest

import svh_agenda
from svh_core.testing import plugin_contract

_OUTBOX: list[Path] = []


@pytest.fixture(autouse=True)
def outbox(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """One folder for all: what a check needs is looked at once, and can be looked at by another test."""
    if not _OUTBOX:
        _OUTBOX.append(tmp_path_factory.mktemp("outbox"))
    monkeypatch.setenv("SVH_AGENDA_OUTBOX", str(_OUTBOX[0]))


def made() -> dict[str, bytes]:
    """Every file in the outbox."""
    return {file.name: file.read_bytes() for file in sorted(_OUTBOX[0].rglob("*")) if file.is_file()}


TestContract = plugin_contract(svh_agenda, made=made)
