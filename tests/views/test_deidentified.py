"""A case without names, words and days: nobody is in it, and two of them cannot be laid beside each other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, NotPermitted, Viewer
from svh_core.cli import main

from ..sharing.stories import CASE, whole

MILA = Viewer("mila")


def told(viewer: Viewer = MILA, **clocks: Any) -> list[dict[str, Any]]:
    with whole().book.looking(CASE, viewer=viewer, purpose="care") as look:
        entries: list[dict[str, Any]] = look.deidentified(**clocks)["entries"]
    return entries


def test_no_word_name_id_or_day_is_in_it() -> None:
    said = json.dumps(told())
    assert not re.search(r"k-[a-z]", said)
    ids = [
        "mila",
        "zus",
        "broer",
        "buur",
        "noor",
        "tante",
        "arts",
        "rechtbank",
        "org-1",
        "rust",
        "werk",
        "m1",
        "m2",
        "verhuizen",
        "kaart",
        "thuis",
        "van-zus",
    ]
    assert [one for one in ids if f'"{one}"' in said] == []
    assert not re.search(r"\d{4}-\d\d-\d\d", said)
    assert "2017-Q1" in said


def test_it_tells_what_was_decided_and_how() -> None:
    goal = next(one for one in told() if one["event"] == "goal.set")
    assert (goal["domain"], goal["standing"], goal["position"], goal["quarter"]) == (
        "WHAT",
        "own",
        "settled",
        "2017-Q1",
    )
    assert goal["data"]["horizon"] == "short"
    assert set(goal["data"]) == {"goal", "horizon"}


def test_one_person_has_one_name_in_it_and_another_in_the_next() -> None:
    first, second = told(), told()
    mine = {one["by"] for one in first if one["event"] in {"case.opened", "goal.set"}}
    assert len(mine) == 1
    asked = next(one for one in first if one["event"] == "nomination.made")
    yes = next(one for one in first if one["event"] == "nomination.accepted")
    assert asked["data"]["person"] == yes["by"] == yes["data"]["person"]
    assert [one["by"] for one in first] != [one["by"] for one in second]


def test_looks_are_not_in_it() -> None:
    story = whole()
    story.sees(Viewer("noor", capacity="professional"))
    with story.book.looking(CASE, viewer=MILA, purpose="care") as look:
        assert {one["event"] for one in look.deidentified()["entries"]}.isdisjoint({"disclosure.made"})


def test_a_viewer_gets_of_it_what_they_may_read() -> None:
    zus = told(Viewer("zus", capacity="member"))
    events = {one["event"] for one in zus}
    assert "goal.set" in events
    assert not events & {"network.person_described", "distance.chosen", "participation.decided"}
    with pytest.raises(NotPermitted):
        told(Viewer("vreemde", capacity="member"))


def test_the_command_says_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", str(tmp_path / "d" / "casebook.db")]
    assert main(["demo", str(tmp_path / "d"), "--lang", "en"]) == 0
    capsys.readouterr()
    assert main(["deidentified", "liesbeth", "--json", *db]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"schema", "entries"}
    assert said["schema"] == "svh.deidentified/1"
    assert "liesbeth" not in json.dumps(said)
    assert main(["deidentified", "liesbeth", "--lang", "nl", *db]) == 0
    assert capsys.readouterr().out.startswith("Zonder namen, woorden en dagen\n  2017-Q1  case.opened, p")


def test_a_casebook_without_that_case_says_so() -> None:
    with Casebook.in_memory() as book, pytest.raises(Exception, match="there is no case"):  # noqa: SIM117
        with book.looking("mila", viewer=MILA, purpose="care") as look:
            look.deidentified()
