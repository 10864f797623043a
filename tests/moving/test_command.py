"""What `svh migrate` says, in two languages and as JSON, and what it shows meanwhile."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from svh_core import Casebook, Proposal
from svh_core.cli import main, options

from .books import goal, opened


@pytest.fixture
def old(tmp_path: Path) -> Path:
    with Casebook.create(tmp_path / "old.db") as book:
        book.record_all([opened("c1"), *(Proposal(case="c1", event=goal(f"g{n}"), by="mila") for n in range(9))])
    (tmp_path / "old.plugins").write_text("", "utf-8")
    return tmp_path / "old.db"


def test_it_says_what_it_verified_and_what_is_left_to_do(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = old.with_name("new.db")
    assert main(["migrate", str(old), str(new), "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert said.err == "", "a progress line is for a terminal"
    lines = said.out.splitlines()
    assert lines[0] == f"Moved to {new}: 11 entries, 10 keys, 0 destroyed keys."
    assert re.fullmatch(r"Verified: the same root [0-9a-f]{64}, the same vault, and 11 entries checked\.", lines[1])
    assert lines[2].startswith(f"Nothing is recorded in {old} any more.")
    assert lines[4:] == [f"  mv {old.with_suffix(end)} {new.with_suffix(end)}" for end in (".key", ".sign", ".plugins")]
    assert main(["cases", "--db", str(old), "--lang", "en"]) == 4
    assert f"was moved to {new}" in capsys.readouterr().err


def test_it_says_it_in_dutch(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", str(old), str(old.with_name("new.db")), "--lang", "nl"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Verhuisd naar")
    assert "Dit klopt: alles is nog gelijk" in said
    assert "wordt niets meer vastgelegd" in said


def test_it_says_it_as_data(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = old.with_name("new.db")
    assert main(["migrate", str(old), str(new), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    root = told.pop("root")
    assert len(bytes.fromhex(root)) == 32
    assert len(told.pop("origin")) == 36
    assert told == {
        "schema": "svh.migrate/1",
        "source": str(old),
        "target": str(new),
        "entries": 11,
        "checked": 11,
        "findings": 0,
        "stayed_behind": [],
        "keys": {"live": 10, "shredded": 0},
        "files": [
            {"source": str(old.with_suffix(end)), "target": str(new.with_suffix(end))}
            for end in (".key", ".sign", ".plugins")
        ],
    }
    assert main(["migrate", str(old), str(new), "--json"]) == 4
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "moved"


def test_it_can_be_taken_back(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = old.with_name("new.db")
    main(["migrate", str(old), str(new)])
    assert main(["migrate", "--take-back", str(old), "--lang", "en"]) == 1
    assert "fork" in capsys.readouterr().err
    new.unlink()
    assert main(["migrate", "--take-back", str(old), "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("Open again")
    assert main(["cases", "--db", str(old)]) == 0
    main(["migrate", str(old), str(old.with_name("again.db"))])
    old.with_name("again.db").unlink()
    capsys.readouterr()
    assert main(["migrate", "--take-back", str(old), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["taken_back"] == str(old)


@pytest.mark.parametrize(
    "words",
    [
        ["old.db"],
        ["", "new.db"],
        ["old.db", "new.vault"],
        ["--take-back", "old.db", "new.db"],
        ["mysql://x/y", "new.db"],
    ],
)
def test_what_is_typed_wrong(words: list[str]) -> None:
    assert main(["migrate", *words]) == 2


def test_a_terminal_is_shown_how_far_it_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """How many, which share, and the time left; after a second, and not for each entry."""
    now = [0.0]
    monkeypatch.setattr(options, "monotonic", lambda: now[0])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with options.progress("moved") as shown:
        shown(200, 1000)
        assert capsys.readouterr().err == "", "what is done within a second needs no line"
        now[0] = 20.0
        shown(400, 1000)
        assert capsys.readouterr().err == "\rmoved 400/1000  40 %  1:00", (
            "what was done before says nothing of the pace"
        )
        now[0] = 20.01
        shown(401, 1000)
        assert capsys.readouterr().err == "", "it is told ten times a second at most"
        now[0] = 40.0
        shown(1000, 1000)
        assert capsys.readouterr().err == "\rmoved 1000/1000  100 %  0:00"
    assert capsys.readouterr().err == "\n"


def test_a_shorter_line_leaves_nothing_of_a_longer_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(options, "monotonic", lambda: now[0])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with options.progress("read") as shown:
        now[0] = 2.0
        shown(1000, 2000)
        now[0] = 3.0
        shown(10, None)
    assert capsys.readouterr().err == "\rread 1000/2000  50 %\rread 10             \n"


def test_nobody_else_is_shown_anything(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    monkeypatch.setattr(options, "monotonic", lambda: now[0])
    with options.progress("moved") as shown:
        now[0] = 20.0
        shown(250, 1000)
    assert capsys.readouterr().err == ""


def test_it_takes_no_key(old: Path, tmp_path: Path) -> None:
    """Whoever moves need not be able to read a word: keys go along as they are wrapped."""
    old.with_suffix(".key").rename(tmp_path / "elsewhere")
    assert main(["migrate", str(old), str(old.with_name("new.db"))]) == 0
