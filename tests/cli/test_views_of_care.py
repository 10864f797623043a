"""`svh hours`, `care`, `measurements` and `rollout`: their schemas, their words, their exit statuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from svh_core.cli import main
from svh_core.testing import says

LINES = (
    says("case.opened", "mila", resident="mila", name="Mila", method="support_group"),
    says("participation.decided", "mila", answer="yes"),
    says(
        "time.logged",
        "noor",
        person="noor",
        activity="meeting",
        minutes=60,
        on_="2017-02-07",
        with_resident="yes",
        law="Wmo",
    ),
    says("care.arranged", "mila", care="thuis", kind="home_support", provider="noor", level=3),
    says(
        "measurement.recorded",
        "noor",
        instrument="NEL",
        moment="baseline",
        filled_in_by="resident",
        scores='{"total": 3}',
    ),
    says(
        "organisation.joined",
        "bo",
        stream="organisation/org-1",
        organisation="org-1",
        name="Lentis",
        controller="yes",
        from_="2017-01-01",
    ),
)


@pytest.fixture(autouse=True)
def casebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SVH_DB", "SVH_ACTOR", "SVH_PURPOSE", "SVH_SETTINGS", "LANG"):
        monkeypatch.delenv(name, raising=False)
    script = [json.dumps({"at": f"2017-02-06T10:{minute:02}:00+01:00"} | line) for minute, line in enumerate(LINES)]
    Path("script.jsonl").write_text("\n".join(script))
    assert main(["init"]) == 0
    assert main(["record", "script.jsonl"]) == 0
    capsys.readouterr()


@pytest.mark.parametrize(
    ("command", "of", "keys"),
    [
        ("hours", "mila", {"case", "as_of", "estimate", "begin", "before", "years"}),
        ("care", "mila", {"case", "as_of", "care"}),
        ("measurements", "mila", {"case", "as_of", "monitoring", "instruments", "outcomes"}),
        (
            "rollout",
            "org-1",
            {
                "organisation",
                "as_of",
                "organisations",
                "introduction",
                "ambassadors",
                "recurring",
                "screening",
                "trainings",
                "successes",
                "ropi",
                "budgets",
            },
        ),
    ],
)
def test_each_is_data_with_a_schema_and_words_in_two_languages(
    command: str, of: str, keys: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, of, "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert told.pop("schema") == f"svh.{command}/1"
    assert set(told) == keys
    said = []
    for language in ("nl", "en"):
        assert main([command, of, "--lang", language, "--as-of", "2017-03-01"]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] != said[1]


@pytest.mark.parametrize("command", ["hours", "care", "measurements"])
def test_to_whom_nothing_is_open_it_says_so(command: str) -> None:
    assert main([command, "mila", "--as", "eve", "--purpose", "care"]) == 3
    assert main([command, "other"]) == 4


def test_a_rollout_is_for_its_own_people_and_the_operator(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rollout", "organisation/org-1", "--as", "bo"]) == 0
    assert main(["rollout", "org-1", "--as", "eve"]) == 3
    assert main(["rollout", "org-2"]) == 4
    assert "Lentis" in capsys.readouterr().out
