"""What tests of plugins share: a folder on the path in which distributions are installed, and a casebook beside it."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from svh_core.cli import main

SCRIPT = [
    {
        "event": "case.opened",
        "by": "mira",
        "data": {"resident": "mira", "name": "Mira de Wit", "asks_for": "rust", "method": "support_group"},
    },
    {"event": "participation.decided", "by": "mira", "data": {"answer": "yes"}},
    {
        "event": "meeting.planned",
        "by": "mira",
        "data": {
            "meeting": "m-1",
            "at": "2026-03-02T13:00:00Z",
            "minutes": 60,
            "kind": "support_group",
            "mode": "onsite",
        },
    },
    {
        "event": "time.logged",
        "by": "mira",
        "data": {
            "activity": "meeting",
            "person": "mira",
            "minutes": 45,
            "on": "2026-03-02",
            "with_resident": "yes",
            "law": "Wmo",
        },
    },
    {
        "event": "consent.given",
        "by": "mira",
        "data": {
            "consent": "c-1",
            "purpose": "care",
            "categories": ["meetings"],
            "recipient_kind": "organisation",
            "recipient": "org-1",
            "from": "2026-01-01",
            "channel": "spoken",
            "text_version": "1",
            "language": "nl",
        },
    },
]


def lines(case: str = "mira", script: Any = SCRIPT) -> str:
    """A script of one case."""
    told = ({"case": case, "at": "2026-02-01T10:00:00Z"} | line for line in script)
    return "".join(f"{json.dumps(line)}\n" for line in told)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path; what was imported from it is forgotten afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and str(folder) in str(sys.modules[name].__file__):
            del sys.modules[name]
    importlib.invalidate_caches()


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A casebook with one case, of which meetings are open to org-1 for care."""
    monkeypatch.chdir(tmp_path)
    for name in ("SVH_DB", "SVH_ACTOR", "SVH_PURPOSE", "SVH_PLUGINS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en")
    assert main(["init"]) == 0
    Path("script.jsonl").write_text(lines())
    assert main(["record", "script.jsonl"]) == 0
    capsys.readouterr()
    return tmp_path / "casebook.db"
