"""Each example plays through the command line, holds up to a check, and makes the same case elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core.cli import main
from svh_core.cli.demo import ALL, STREAMS, example_script
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.rulebook import StreamKind

from .conftest import Asks

CASES: Final = ("liesbeth", "ruben", "fenna")
EXAMPLES: Final = tuple(STREAMS)

ON: Final = {
    "liesbeth": ("2017-02-06", "2017-05-18", "2018-06-30", "2018-11-04", "2019-09-30"),
    "ruben": ("2021-01-12", "2021-09-20", "2021-10-04", "2022-06-30"),
    "fenna": ("2019-03-05", "2019-10-10", "2020-06-01", "2021-05-01", "2021-12-31"),
}
"""Days on which a case is shown: its first, its last, and some on which it looks different."""

NEVER_IN_A_SCRIPT: Final = frozenset({"member.joined", "care.handed_over", "rulebook.adopted", "case.destroyed"})
"""What follows by itself, and what a casebook says of itself in streams that have its own name."""


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in example_script(name).splitlines()]


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_plays_shows_its_trail_and_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, language: str
) -> None:
    folder = tmp_path / "new"
    assert main(["demo", str(folder), "--example", name, "--lang", language]) == 0
    out = capsys.readouterr().out
    assert {"nl": "Alles klopt.", "en": "All is well."}[language] in out
    assert len(out.splitlines()) > len(lines(name))
    assert main(["demo", str(folder), "--example", name]) == 1  # never overwrites
    assert main(["check", "--db", str(folder / "casebook.db")]) == 0


def test_all_of_them_go_into_one_casebook(asks: Asks, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["case"] for one in asks("cases")["cases"]] == sorted(CASES)
    assert asks("check")["clean"] is True
    assert main(["demo", str(tmp_path / "new"), "--example", ALL, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: len(entries) for name, entries in told["entries"].items()} == {
        name: len(asks("trail", stream)["entries"]) for name, stream in STREAMS.items()
    }


def test_an_example_that_there_is_not_is_wrong_usage(tmp_path: Path) -> None:
    assert main(["demo", str(tmp_path / "new"), "--example", "anna"]) == 2
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", CASES)
def test_exported_and_imported_it_is_the_same_case(
    played: Path, asks: Asks, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    other = tmp_path / "other.db"
    assert main(["init", "--db", str(other)]) == 0
    capsys.readouterr()
    assert main(["trail", name, "--as-script", "--db", str(played)]) == 0
    script = tmp_path / "script.jsonl"
    script.write_text(capsys.readouterr().out)
    assert main(["record", "--import", str(script), "--db", str(other)]) == 0
    here, there = (list(without_when(asks("trail", name, db=db)["entries"])) for db in (played, other))
    assert here == there
    assert asks("show", name) == asks("show", name, db=other)
    assert asks("check", db=other)["clean"] is True


def without_when(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The entries without what an import makes anew: when it was recorded, and that it was imported."""
    for entry in entries:
        yield {key: told for key, told in entry.items() if key not in {"recorded_at", "source"}}


@pytest.mark.parametrize(("name", "day"), [(name, day) for name, days in ON.items() for day in days])
def test_it_is_shown_as_it_was_on_a_day(asks: Asks, name: str, day: str) -> None:
    told = asks("trail", name, "--as-of", day)["entries"]
    happened = [line for line in lines(name) if line.get("case") == name and line["at"][:10] <= day]
    assert len([entry for entry in told if entry["caused_by"] is None]) == len(happened)
    assert asks("show", name, "--as-of", day)["state"]["resident"] == name


def test_the_state_on_a_day_is_that_of_the_story(asks: Asks) -> None:
    """What a reader of the story expects, for each case on a day that matters."""
    liesbeth = asks("show", "liesbeth", "--as-of", "2019-02-22")["state"]
    assert liesbeth["care"]["begeleiding"]["level"] == 1
    assert liesbeth["care"]["naar-het-lab"]["ended"] == "handed_over"
    assert [piece["to"] for piece in liesbeth["care"]["naar-het-lab"]["handed_over"]] == ["buurvrouw"]
    assert liesbeth["documents"]["crisiskaart"]["version"] == 2
    ruben = asks("show", "ruben", "--as-of", "2021-09-20")["state"]
    assert ruben["stays"]["kliniek"]["voluntary"] is False
    assert ruben["stays"]["kliniek"]["ended_at"] is None
    fenna = asks("show", "fenna", "--as-of", "2021-05-01")["state"]
    assert fenna["groups"]["support_group"]["ended"] == "goes_on_informally"
    assert fenna["groups"]["koffieclub"]["ended"] is None
    assert fenna["closed"] is not None
    assert (fenna["network"]["maaike"]["here"], fenna["network"]["maaike"]["distance"]) == (False, "no_contact")


def test_of_what_was_struck_out_it_is_still_there_that_something_stood(asks: Asks) -> None:
    (struck,) = (line for line in lines("liesbeth") if line["data"].get("words") == {"forgotten": True})
    told = {entry["number"]: entry for entry in asks("trail", "liesbeth", "--as", "liesbeth")["entries"]}
    asked = next(entry for entry in told.values() if entry["event"] == "forgetting.asked")
    (number,) = asked["data"]["passages"]
    assert told[number]["data"] == struck["data"]
    assert "onleesbaar gemaakt" in told[number]["sentence"]


def test_every_case_is_long_and_goes_on_for_long() -> None:
    for name in CASES:
        told = lines(name)
        assert len(told) > 150
        assert int(told[-1]["at"][:4]) > int(told[0]["at"][:4])
    assert len({line["event"] for name in CASES for line in lines(name)}) > 100


def test_together_they_use_every_event_that_a_script_can_hold() -> None:
    used = {line["event"] for name in EXAMPLES for line in lines(name)}
    assert used == set(CORE_RULEBOOK.kinds) - NEVER_IN_A_SCRIPT


def test_by_the_events_that_follow_by_themselves_too(asks: Asks) -> None:
    told = {entry["event"] for name in CASES for entry in asks("trail", name)["entries"]}
    of_cases = {kind.name for kind in CORE_RULEBOOK.kinds.values() if kind.stream is StreamKind.CASE}
    assert told == of_cases
