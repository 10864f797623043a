"""Every bundled example, played once through the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svh_core.cli import main

Asks = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The casebook in which every example was played."""
    folder = tmp_path_factory.mktemp("examples") / "played"
    assert main(["demo", str(folder), "--example", "all"]) == 0
    return folder / "casebook.db"


@pytest.fixture
def asks(played: Path, capsys: pytest.CaptureFixture[str]) -> Asks:
    """Types a command over the examples; gives what it answers as JSON."""

    def type_in(*words: str, db: Path = played) -> dict[str, Any]:
        capsys.readouterr()
        assert main([*words, "--json", "--db", str(db)]) == 0
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    return type_in
