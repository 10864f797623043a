"""`svh sociogram` and `svh timeline`: a picture in a file, and the same in words and as data."""

from __future__ import annotations

import json
import stat
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from svh_core.cli import main


@pytest.fixture(autouse=True)
def casebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SVH_ACTOR", "SVH_PURPOSE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert main(["demo", "here"]) == 0
    monkeypatch.setenv("SVH_DB", "here/casebook.db")
    capsys.readouterr()


@pytest.fixture
def types(capsys: pytest.CaptureFixture[str]) -> Any:
    """Types a command; gives its exit status, what it said on stdout and on stderr."""

    def type_in(*words: str) -> tuple[int, str, str]:
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


def looks(types: Any) -> list[tuple[str, str]]:
    """Who looked, and whether they took it along."""
    told = json.loads(types("disclosures", "liesbeth", "--as", "liesbeth", "--json")[1])["entries"]
    return [(one["recipient"], one["action"]) for one in told if one["kind"] == "disclosed"]


@pytest.mark.parametrize(
    "command", [["sociogram"], ["sociogram", "--to-show"], ["timeline"], ["timeline", "--goals"]], ids=" ".join
)
def test_a_picture_is_written_to_a_file_and_never_over_one(types: Any, command: list[str]) -> None:
    asked = [command[0], "liesbeth", *command[1:], "--as", "liesbeth"]
    assert types(*asked, "-o", "x.svg") == (0, "x.svg\n", "")
    drawn = Path("x.svg").read_text(encoding="utf-8")
    assert ET.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own
    assert stat.S_IMODE(Path("x.svg").stat().st_mode) == 0o600
    status, out, err = types(*asked, "-o", "x.svg")
    assert (status, out) == (1, "")
    assert err == "svh: x.svg is there already and stays as it is (error)\nName another file.\n"
    assert Path("x.svg").read_text(encoding="utf-8") == drawn
    assert types(*asked, "-o", "-")[1] == drawn


def test_without_a_file_it_is_told_in_words(types: Any) -> None:
    assert types("sociogram", "liesbeth", "--as", "liesbeth")[1].startswith("In het midden staat Liesbeth.\n")
    assert "The support group: " in types("timeline", "liesbeth", "--as", "liesbeth", "--lang", "en")[1]
    assert "“Ik wil weer zingen in een koor.”" in types("timeline", "liesbeth", "--goals")[1]


def test_the_same_is_told_as_data(types: Any) -> None:
    told = json.loads(types("sociogram", "liesbeth", "--json", "-o", "x.svg")[1])
    assert told["schema"] == "svh.sociogram/1"
    assert told["case"] == "liesbeth"
    assert "Mark" in {one["name"] for one in told["people"]}
    assert Path("x.svg").exists()
    assert json.loads(types("timeline", "liesbeth", "--json")[1])["schema"] == "svh.timeline/1"
    assert "goals" in json.loads(types("timeline", "liesbeth", "--goals", "--json")[1])


def test_it_is_of_the_day_that_is_asked(types: Any) -> None:
    told = json.loads(types("sociogram", "liesbeth", "--json", "--as-of", "2017-02-27")[1])
    assert told["day"] == "2017-02-27"
    assert "sanne" not in {one["person"] for one in told["people"]}


def test_a_picture_and_json_do_not_both_go_to_stdout(types: Any) -> None:
    status, out, err = types("sociogram", "liesbeth", "-o", "-", "--json")
    assert status == 2
    assert json.loads(out)["error"]["code"] == "malformed"
    assert "cannot both go to stdout" in err


def test_who_may_not_see_the_network_sees_no_picture_and_no_file(types: Any) -> None:
    status, out, err = types("sociogram", "liesbeth", "--as", "sanne", "-o", "x.svg")
    assert (status, out) == (3, "")
    assert err.startswith("svh: the picture of the network is not for this viewer (not_permitted)\n")
    assert not Path("x.svg").exists()


def test_a_picture_in_a_file_is_taken_along_and_the_look_says_so(types: Any) -> None:
    before = len(looks(types))
    types("timeline", "liesbeth", "--as", "sanne", "--purpose", "care")
    types("timeline", "liesbeth", "--as", "sanne", "--purpose", "care", "-o", "x.svg")
    assert looks(types)[before:] == [("sanne", "view"), ("sanne", "export")]


def test_a_file_that_cannot_be_made_is_told_in_a_sentence(types: Any) -> None:
    status, _, err = types("timeline", "liesbeth", "-o", "nowhere/x.svg")
    assert status == 1
    assert err.startswith("svh: nowhere/x.svg cannot be made: ")
