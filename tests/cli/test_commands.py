"""The command `svh`, as somebody types it."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from svh_core.cli import main
from svh_core.cli.demo import example_script
from svh_core.domain.core_rules import CORE_RULEBOOK

OPENED = (
    '{"case": "mila", "event": "case.opened", "by": "mila", "entered_by": "noor", "at": "2017-02-06T10:00:00+01:00", '
    '"data": {"resident": "mila", "name": "Mila", "method": "support_group"}}'
)
GOAL = (
    '{"case": "mila", "event": "goal.set", "by": "mila", "at": "2017-02-06T11:00:00+01:00", '
    '"data": {"goal": "rust", "horizon": "short", "words": "Ik wil rust"}}'
)
REFUSED = GOAL.replace('"by": "mila"', '"by": "buur"').replace('"rust"', '"werk"')
MALFORMED = GOAL.replace('"short"', '"soon"')


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SVH_DB", "SVH_ACTOR", "SVH_PURPOSE", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Any:
    """Types a command; gives its exit status, what it said on stdout and on stderr."""

    def type_in(*words: str) -> tuple[int, str, str]:
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


def script(*lines: str) -> str:
    Path("script.jsonl").write_text("\n".join(lines))
    return "script.jsonl"


@pytest.fixture
def casebook(says: Any) -> str:
    """A casebook with two entries."""
    assert says("init")[0] == 0
    assert says("record", script(OPENED, GOAL))[0] == 0
    return "casebook.db"


def test_init_makes_a_casebook_says_where_it_is_and_what_not_to_lose(says: Any, tmp_path: Path) -> None:
    status, out, err = says("init", "--origin", "stad")
    assert status == 0
    assert str(tmp_path / "casebook.db") in out
    assert "stad" in out
    assert str(tmp_path / "casebook.vault") in out
    assert str(tmp_path / "casebook.key") in out
    assert "Without the master key nobody reads a word again" in err


def test_init_never_overwrites(says: Any) -> None:
    Path("casebook.db").write_text("mine")
    status, _, err = says("init")
    assert status == 1
    assert "stays as it is" in err
    assert Path("casebook.db").read_text() == "mine"


def test_no_other_command_makes_a_casebook(says: Any) -> None:
    for words in (["cases"], ["trail", "mila"], ["show", "mila"], ["check"], ["record", script(OPENED)]):
        status, _, err = says(*words)
        assert status == 4, words
        assert "svh init" in err
    assert [path.name for path in Path().iterdir()] == ["script.jsonl"]


def test_record_says_how_many_entries_it_recorded(says: Any) -> None:
    says("init")
    status, out, _ = says("record", script(OPENED, "", GOAL))
    assert (status, out) == (0, "2\n")


def test_record_reads_stdin(says: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    says("init")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(OPENED.encode())))
    assert says("record", "-")[:2] == (0, "1\n")


def test_record_of_an_empty_script_records_nothing_and_is_fine(says: Any) -> None:
    says("init")
    assert says("record", script(""))[:2] == (0, "0\n")


def test_a_refused_line_is_named_with_its_rule_and_nothing_is_recorded(says: Any) -> None:
    says("init")
    status, out, err = says("record", script(OPENED, REFUSED, GOAL), "--lang", "en")
    assert (status, out) == (1, "0\n")
    assert "line 2: goal.set refused: What is the resident's is decided by the resident" in err
    assert "[the_resident_decides]" in err
    assert says("cases")[1] == ""


def test_a_refusal_is_said_in_dutch_where_nothing_else_is_asked(says: Any) -> None:
    says("init")
    err = says("record", script(OPENED, REFUSED))[2]
    assert "line 2: goal.set geweigerd: Wat van de inwoner is, besluit de inwoner" in err


def test_a_malformed_line_is_named_with_its_path_and_nothing_is_recorded(says: Any) -> None:
    says("init")
    status, out, err = says("record", script(OPENED, MALFORMED, GOAL))
    assert (status, out) == (2, "0\n")
    assert "line 2: data.horizon: expected one of short, long" in err
    assert says("cases")[1] == ""


def test_the_first_wrong_line_is_told_whatever_is_wrong_with_it(says: Any) -> None:
    says("init")
    assert "line 2" in says("record", script(OPENED, REFUSED, MALFORMED))[2]
    assert "line 1" in says("record", script(MALFORMED, OPENED, REFUSED))[2]


def test_keep_going_records_what_is_allowed(says: Any) -> None:
    says("init")
    status, out, err = says("record", script(OPENED, REFUSED, MALFORMED, GOAL), "--keep-going")
    assert (status, out) == (2, "2\n")
    assert [line.split(":")[0] for line in err.splitlines()] == ["line 2", "line 3"]


def test_a_dry_run_records_nothing(says: Any) -> None:
    says("init")
    assert says("record", script(OPENED, GOAL), "--dry-run")[:2] == (0, "0\n")
    assert says("record", script(OPENED, REFUSED), "--dry-run", "--keep-going")[0] == 1
    assert says("cases")[1] == ""


def test_record_as_json(says: Any) -> None:
    says("init")
    status, out, _ = says("record", script(OPENED, REFUSED, MALFORMED), "--json", "--keep-going", "--lang", "en")
    told = json.loads(out)
    assert status == 2
    assert told["schema"] == "svh.record/1"
    assert told["recorded"] == 1
    assert [(one["line"], one["rule"]) for one in told["refused"]] == [(2, "the_resident_decides"), (3, None)]
    assert set(told["error"]) == {"code", "sentence", "next"}


def test_only_an_import_takes_an_edition_and_marks_its_source(says: Any) -> None:
    says("init")
    with_edition = OPENED.replace('"case":', '"edition": 1, "case":')
    assert says("record", script(with_edition))[0] == 2
    assert says("record", script(with_edition), "--import")[0] == 0
    (entry,) = json.loads(says("trail", "mila", "--json")[1])["entries"]
    assert entry["source"] == "import"


def test_an_import_is_judged_by_an_edition_that_was_adopted(says: Any) -> None:
    says("init")
    status, _, err = says("record", script(OPENED.replace('"case":', '"edition": 7, "case":')), "--import")
    assert status == 2
    assert "edition" in err


def test_cases_are_listed(says: Any, casebook: str) -> None:
    assert says("cases", "--db", casebook)[1] == "mila  2\n"
    assert json.loads(says("cases", "--json")[1]) == {
        "schema": "svh.cases/1",
        "cases": [{"case": "mila", "entries": 2}],
    }


def test_the_trail_in_dutch_and_english(says: Any, casebook: str) -> None:
    dutch = says("trail", "mila", "--db", casebook)[1]
    english = says("trail", "mila", "--lang", "en")[1]
    assert "Mila koos een doel voor de korte termijn: “Ik wil rust”" in dutch
    assert "Opgeschreven door noor" in dutch
    assert "Mila chose a goal for the short term: “Ik wil rust”" in english


def test_the_language_comes_from_the_environment(says: Any, casebook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "Mila chose" in says("trail", "mila", "--db", casebook)[1]
    monkeypatch.setenv("LANG", "C")
    assert "Mila koos" in says("trail", "mila")[1]


def test_the_resident_is_addressed(says: Any, casebook: str) -> None:
    assert "Je koos een doel" in says("trail", "mila", "--as", "mila", "--db", casebook)[1]


def test_who_has_no_part_in_a_case_is_not_permitted_to_see_it(says: Any, casebook: str) -> None:
    status, out, err = says("trail", "mila", "--as", "buur", "--purpose", "care", "--db", casebook)
    assert (status, out) == (3, "")
    assert "buur may not see this case" in err


def test_the_trail_as_json_holds_what_the_interface_promises(says: Any, casebook: str) -> None:
    told = json.loads(says("trail", "mila", "--json", "--db", casebook)[1])
    assert told["schema"] == "svh.trail/1"
    opened, goal = told["entries"]
    assert set(goal) == {
        "number",
        "event",
        "domain",
        "whose",
        "by",
        "entered_by",
        "caused_by",
        "on_behalf_of",
        "meeting",
        "reason",
        "standing",
        "position",
        "at",
        "recorded_at",
        "edition",
        "source",
        "sentence",
        "because",
        "data",
        "objections",
        "statements",
    }
    assert (opened["standing"], opened["position"], opened["domain"]) == ("own", "open", "none")
    assert (goal["standing"], goal["position"], goal["at"]) == ("own", "settled", "2017-02-06T10:00:00Z")


def test_the_trail_up_to_an_entry(says: Any, casebook: str) -> None:
    told = json.loads(says("trail", "mila", "--until", "1", "--json", "--db", casebook)[1])
    assert [entry["number"] for entry in told["entries"]] == [1]
    state = json.loads(says("show", "mila", "--until", "1", "--json")[1])["state"]
    assert (state["number"], state["goals"]) == (1, {})


def test_show_in_words_and_as_json(says: Any, casebook: str) -> None:
    assert "Doelen\n  “Ik wil rust”, korte termijn" in says("show", "mila", "--db", casebook)[1]
    state = json.loads(says("show", "mila", "--json")[1])["state"]
    assert state["resident"] == "mila"
    assert state["goals"]["rust"]["words"] == "Ik wil rust"
    assert not {"things", "written", "requests"} & set(state)


def test_what_is_not_there_is_said(says: Any, casebook: str) -> None:
    status, _, err = says("trail", "niemand", "--db", casebook)
    assert status == 4
    assert "svh cases" in err


def test_an_error_as_json(says: Any, casebook: str) -> None:
    status, out, _ = says("trail", "niemand", "--json", "--db", casebook)
    assert status == 4
    assert json.loads(out) == {
        "schema": "svh.error/1",
        "error": {"code": "not_found", "sentence": "there is no case niemand here", "next": "`svh cases` lists them."},
    }


def test_every_rule_is_listed_with_its_sentence(says: Any) -> None:
    dutch, english = says("rules", "--lang", "nl")[1], says("rules", "--lang", "en")[1]
    for rule in CORE_RULEBOOK.rules:
        assert f"{rule.id}\n    {rule.sentence_in('nl')}\n" in dutch
        assert f"{rule.id}\n    {rule.sentence_in('en')}\n" in english
    told = json.loads(says("rules", "--json")[1])["rules"]
    assert [set(rule) for rule in told] == [{"id", "sentence", "about", "since", "until"}] * len(CORE_RULEBOOK.rules)


def test_every_event_is_listed_with_its_fields(says: Any) -> None:
    assert "nomination.made  (WHO, resident, taking_over)" in says("events")[1]
    told = {event["name"]: event for event in json.loads(says("events", "--json")[1])["events"]}
    assert told["deepening.held"]["fields"]["said"] == {
        "type": "words(of=person)",
        "optional": True,
        "category": "deepening",
    }
    assert told["regie.taken_over"]["yields"] is None
    assert set(told) == set(CORE_RULEBOOK.kinds)


def test_check_says_that_all_is_well(says: Any, casebook: str) -> None:
    status, out, _ = says("check", "--db", casebook, "--lang", "en")
    assert (status, out) == (0, "Checked: 3 entries in 2 streams. All is well.\n")
    assert json.loads(says("check", "--json")[1]) == {"schema": "svh.check/1", "findings": [], "clean": True}


def test_check_finds_a_broken_rule_and_a_broken_log(says: Any, casebook: str) -> None:
    with closing(sqlite3.connect(casebook)) as other:
        mine, anothers = '"by":"mila","entered_by":"mila"', '"by":"buur","entered_by":"mila"'
        other.execute("UPDATE stored_events SET state = replace(state, ?, ?)", (mine, anothers))
        other.execute("DELETE FROM loose_leaves")  # as if an app of before there were leaves had written it so
        other.execute("DELETE FROM casebook WHERE name = 'leaves'")
        other.commit()
        status, out, _ = says("check", "--db", casebook, "--json")
        assert status == 1
        assert [(f["id"], f["stream"], f["number"]) for f in json.loads(out)["findings"]] == [
            ("the_resident_decides", "mila", 2)
        ]
        other.execute("UPDATE stored_events SET state = 'rubbish' WHERE originator_id = 'mila'")
        other.commit()
    status, out, _ = says("check", "--db", casebook)
    assert status == 6
    assert "mila#1" in out
    assert "[an_entry_can_be_read]" in out
    assert says("trail", "mila", "--db", casebook)[0] == 6


def test_demo_plays_the_example_shows_its_trail_and_checks_the_log(says: Any) -> None:
    status, out, _ = says("demo", "--lang", "en")
    assert status == 0
    assert "Joost" in out
    assert "All is well." in out
    assert Path("svh-demo/casebook.db").is_file()
    assert says("demo")[0] == 1
    told = json.loads(says("demo", "elders", "--json")[1])
    assert told["clean"] is True


def test_a_trail_as_script_makes_the_same_case_elsewhere(says: Any) -> None:
    says("demo")
    says("init", "--db", "other.db")
    Path("liesbeth.jsonl").write_text(says("trail", "liesbeth", "--as-script", "--db", "svh-demo/casebook.db")[1])
    assert says("record", "--import", "liesbeth.jsonl", "--db", "other.db")[0] == 0
    here = json.loads(says("trail", "liesbeth", "--json", "--db", "svh-demo/casebook.db")[1])["entries"]
    there = json.loads(says("trail", "liesbeth", "--json", "--db", "other.db")[1])["entries"]
    differing = {"recorded_at", "source"}
    assert [{k: v for k, v in entry.items() if k not in differing} for entry in here] == [
        {k: v for k, v in entry.items() if k not in differing} for entry in there
    ]
    shown = [says("show", "liesbeth", "--json", "--db", db)[1] for db in ("svh-demo/casebook.db", "other.db")]
    assert shown[0] == shown[1]
    assert says("check", "--db", "other.db")[0] == 0


def test_the_example_case_is_as_long_and_as_full_as_it_should_be() -> None:
    lines = [json.loads(line) for line in example_script().splitlines()]
    assert len(lines) >= 100
    assert {line["case"] for line in lines} == {"liesbeth"}
    assert lines[0]["at"][:7] == "2017-02"
    assert lines[-1]["at"][:7] >= "2018-02"
    assert "member.joined" not in {line["event"] for line in lines}
    happens = {line["event"] for line in lines}
    assert happens >= {
        "nomination.declined",
        "regie.taken_over",
        "regie.taken_back",
        "objection.raised",
        "consent.given",
        "consent.withdrawn",
        "goal.rephrased",
        "decision.confirmed",
    }


@pytest.mark.parametrize("words", [["fly"], ["trail"], ["record", "nowhere.jsonl"], ["rules", "--lang", "fy"], []])
def test_wrong_usage_ends_with_two(says: Any, words: list[str]) -> None:
    assert says(*words)[0] == 2


def test_an_unexpected_error_is_one_sentence_and_a_traceback_only_where_asked_for(
    says: Any, casebook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("svh_core.casebook.Casebook.cases", lambda _: 1 / 0)
    status, _, err = says("cases", "--db", casebook)
    assert status == 1
    assert "Traceback" not in err
    assert "Traceback" in says("--debug", "cases", "--db", casebook)[2]


def test_an_interrupted_command_ends_with_130(says: Any, casebook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("svh_core.casebook.Casebook.cases", interrupted)
    assert says("cases", "--db", casebook)[0] == 130


def test_a_corrupted_file_is_said_to_be_broken(says: Any, casebook: str) -> None:
    says("check", "--db", casebook)
    with Path(casebook).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 20_000)
    for suffix in ("-wal", "-shm"):
        Path(casebook + suffix).unlink(missing_ok=True)
    assert says("trail", "mila", "--db", casebook)[0] == 6


def test_svh_is_installed_as_a_command_and_stops_quietly_when_nobody_reads_on() -> None:
    svh = Path(sys.executable).parent / "svh"
    if not svh.exists():
        pytest.skip("the package is not installed in this environment, so there is no command svh")
    told = subprocess.run([svh, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("svh, version ")
    piped = subprocess.run(f"{svh} events | head -1", shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert piped.stderr == ""
    assert len(piped.stdout.splitlines()) == 1


def test_the_schema_describes_scripts_and_entries(says: Any) -> None:
    told = json.loads(says("schema")[1])
    assert told["schema"] == "svh.schema/1"
    lines = {line["properties"]["event"]["const"]: line for line in told["scripts"]["oneOf"]}
    assert set(lines) == set(CORE_RULEBOOK.kinds)
    goal = lines["goal.set"]["properties"]["data"]
    assert goal["required"] == ["goal", "horizon", "words"]
    assert goal["properties"]["horizon"]["enum"] == ["short", "long"]
    assert "stream" in lines["rulebook.adopted"]["required"]
