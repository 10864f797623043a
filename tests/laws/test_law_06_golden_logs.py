"""Law 6: what an earlier release wrote loads, replays, opens and checks as it did then."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core import Casebook, CaseOpened
from tests.laws.golden.making import HERE, restore, told

RELEASES: Final = sorted(folder for folder in HERE.iterdir() if (folder / "log.jsonl").exists())

releases = pytest.mark.parametrize("release", RELEASES, ids=lambda folder: folder.name)


def _as_told(release: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((release / "told.json").read_text(encoding="utf-8"))
    return found


def test_law_06_there_is_a_golden_log() -> None:
    assert RELEASES


@releases
def test_law_06_a_golden_log_tells_what_it_told(release: Path, tmp_path: Path) -> None:
    restore(release, tmp_path / "casebook.db")
    with Casebook.open(tmp_path / "casebook.db") as book:
        now, then = json.loads(json.dumps(told(book))), _as_told(release)
    for what in then:
        assert now[what] == then[what], what


@releases
def test_law_06_a_golden_log_is_read_and_not_rewritten(release: Path, tmp_path: Path) -> None:
    path = tmp_path / "casebook.db"
    restore(release, path)
    with closing(sqlite3.connect(path)) as db:
        before = db.execute("SELECT * FROM stored_events").fetchall()
    with Casebook.open(path) as book:
        told(book)
        book.record("another", CaseOpened(resident="mila", method="support_group"), by="mila")
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT * FROM stored_events").fetchall()[: len(before)] == before
