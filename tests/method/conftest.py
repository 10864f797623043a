"""The bundled examples in one casebook on disk, for the commands."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from svh_core.checking import check
from svh_core.cli import main
from svh_core.domain.core_rules import CORE_RULEBOOK

from .story import TOLD
from .tables import rows

Command = Callable[..., Any]


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casebook with every bundled example."""
    folder = tmp_path_factory.mktemp("examples") / "svh-demo"
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        assert main(["demo", os.fspath(folder), "--example", "all"]) == 0
    return folder / "casebook.db"


@pytest.fixture
def svh(examples: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Types a command on the examples; what it says as data."""
    monkeypatch.setenv("SVH_DB", os.fspath(examples))
    monkeypatch.delenv("SVH_SETTINGS", raising=False)
    monkeypatch.delenv("SVH_ACTOR", raising=False)

    def typed(*arguments: str) -> Any:
        capsys.readouterr()
        status = main([*arguments, "--json"])
        said = capsys.readouterr()
        assert status == 0, said.err
        return json.loads(said.out)

    return typed


@pytest.fixture(autouse=True)
def log_holds_what_the_row_names(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test of an item records an event that the item's row names, and an auditor finds nothing in any story."""
    TOLD.clear()
    yield
    for story in TOLD:
        assert check(story.book.log, CORE_RULEBOOK).is_clean
    item = re.match(r"test_item_(\d{3})_", request.node.name)
    if item is not None and "svh" not in request.fixturenames:
        recorded = set[str]().union(*(story.recorded for story in TOLD))
        assert recorded & rows("coverage.md")[int(item[1]) - 1].names
