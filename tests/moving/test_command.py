"""What `svh migrate` says, in two languages and as JSON, and what it shows meanwhile."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from svh_core import Casebook, Proposal
from svh_core.backup import back_up
from svh_core.cli import main, options
from svh_core.keeping import place_of
from svh_core.moving.migrating import migrate
from svh_core.moving.sides import side_at
from svh_core.vault.master import VARIABLE

from ..postgres import needs_postgres, new_name, url_of
from .books import goal, opened
from .test_cut_short import half_made


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
        "already": False,
        "entries": 11,
        "checked": 11,
        "findings": 0,
        "stayed_behind": [],
        "keys": {"live": 10, "shredded": 0},
        "files": [
            {"source": str(old.with_suffix(end)), "target": str(new.with_suffix(end))}
            for end in (".key", ".sign", ".plugins")
        ],
        "missing": [],
    }
    assert main(["migrate", str(old), str(new), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["already"], again["checked"], again["root"]) == (True, 0, root)
    assert again["files"] == told["files"]
    assert main(["migrate", str(old), str(old.with_name("third.db")), "--json"]) == 4
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


@pytest.mark.parametrize("kind", ["file", "server"])
@pytest.mark.parametrize("was_cut_short", [False, True])
def test_it_is_all_done_once_and_when_it_is(
    was_cut_short: bool,  # noqa: FBT001
    kind: str,
    old: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The line goes on and never back, comes to its end once, and then the casebook is open."""
    if kind == "server":
        needs_postgres()
    new = place_of(url_of(new_name(), keys=str(tmp_path / "keys")) if kind == "server" else old.with_name("new.db"))
    with Casebook.open(old) as book:
        book.record_all([Proposal(case="c1", event=goal(f"h{n}"), by="mila") for n in range(1200)])
    if was_cut_short:
        half_made(old, new, monkeypatch, at="write_down_uses")
    told: list[tuple[int, int | None, bool]] = []

    def shown(done: int, total: int | None) -> None:
        told.append((done, total, side_at(new).log.facts()["format"] == "1"))

    migrate(old, new, progress=shown)
    steps = [done for done, _, _ in told]
    assert steps == sorted(set(steps))
    assert {total for _, total, _ in told} == {1211}
    assert steps[-1] == 1211
    assert [is_open for *_, is_open in told] == [False] * (len(told) - 1) + [True]
    assert len(told) > 3
    assert (steps[0] > 800) == was_cut_short, "what was done before is done"


def test_a_copy_of_a_server_is_all_done_once(tmp_path: Path) -> None:
    needs_postgres()
    url = url_of(new_name(), keys=str(tmp_path / "keys"))
    with Casebook.create(url) as book:
        book.record_all([opened("c1"), *(Proposal(case="c1", event=goal(f"g{n}"), by="mila") for n in range(600))])
    told: list[int] = []
    back_up(place_of(url), tmp_path / "copy", progress=lambda done, _: told.append(done))
    assert told == sorted(set(told))
    assert told[-1] == 602


def test_it_takes_no_key(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever moves need not be able to read a word: keys go along as they are wrapped. It says what is needed then."""
    new = old.with_name("new.db")
    for end in (".key", ".sign"):
        old.with_suffix(end).rename(tmp_path / f"elsewhere{end}")
    assert main(["migrate", str(old), str(new), "--lang", "en"]) == 0
    key, sign = capsys.readouterr().out.splitlines()[-2:]
    assert key.startswith(f"The master key {old.with_suffix('.key')} is not there. The new place opens only with it.")
    assert key.endswith(str(new.with_suffix(".key")))
    assert sign.startswith(f"The signing key {old.with_suffix('.sign')} is not there.")
    assert main(["migrate", str(old), str(new), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["missing"] == [
        {"source": str(old.with_suffix(end)), "target": str(new.with_suffix(end))} for end in (".key", ".sign")
    ]
    (tmp_path / "elsewhere.key").rename(new.with_suffix(".key"))
    assert main(["migrate", str(old), str(new), "--lang", "nl"]) == 0
    said = capsys.readouterr().out
    assert "Alleen daarmee gaat de nieuwe plek open" not in said
    assert f"De sleutel {old.with_suffix('.sign')} is er niet. Zonder die sleutel" in said


def test_a_master_key_in_the_environment_is_no_file_that_is_missing(
    old: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, old.with_suffix(".key").read_text("ascii"))
    old.with_suffix(".key").unlink()
    assert main(["migrate", str(old), str(old.with_name("new.db")), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["missing"] == []
