"""`svh trail`, `show`, `signals` and `regie` as somebody: in what the trail says they are, or refused in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from svh_core.cli import main
from svh_core.testing import says as line


def _at(told: dict[str, Any], minute: int) -> str:
    return json.dumps({"at": f"2017-02-06T10:{minute:02}:00+01:00"} | told)


STORY = (
    line("case.opened", "mila", resident="mila", name="Mila", method="support_group"),
    line("network.person_added", "mila", person="zus", name="Zus", network="informal", relation_kind="family"),
    line("network.person_added", "mila", person="buur", network="informal", relation_kind="neighbour"),
    line("involvement.recorded", "mila", person="noor", role="care_worker", from_="2017-01-01"),
    line("involvement.recorded", "arts", person="arts", role="lead_clinician", from_="2017-01-01"),
    line("nomination.made", "mila", person="zus"),
    line("nomination.accepted", "zus", person="zus"),
    line("goal.set", "mila", goal="rust", horizon="short", words="k-goals-rust"),
    line("participation.decided", "mila", answer="yes", words="k-regie-yes"),
)


@pytest.fixture(autouse=True)
def casebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SVH_DB", "SVH_ACTOR", "SVH_PURPOSE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    Path("script.jsonl").write_text("\n".join(_at(told, minute) for minute, told in enumerate(STORY)))
    assert main(["init"]) == 0
    assert main(["record", "script.jsonl"]) == 0
    capsys.readouterr()


@pytest.fixture
def types(capsys: pytest.CaptureFixture[str]) -> Any:
    """Types a command; gives its exit status, what it said on stdout and on stderr."""

    def type_in(*words: str) -> tuple[int, str, str]:
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


def looks(types: Any) -> list[tuple[str, str, str, str]]:
    """Who looked, in what capacity and what for, and whether they saw anything."""
    entries = json.loads(types("trail", "mila", "--as", "mila", "--json")[1])["entries"]
    told = [entry for entry in entries if entry["event"].startswith("disclosure.")]
    return [(e["event"], e["data"]["recipient"], e["data"]["capacity"], e["data"]["purpose"]) for e in told]


@pytest.mark.parametrize(
    ("person", "capacity", "shown", "hidden"),
    [("zus", "member", "k-goals-rust", "k-regie-yes"), ("noor", "professional", "k-regie-yes", "k-goals-rust")],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_the_trail_as_somebody(  # noqa: PLR0917
    types: Any,
    person: str,
    capacity: str,
    shown: str,
    hidden: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    words = ["trail", "mila", "--as", person, "--purpose", "care", *(["--json"] if as_json else [])]
    status, out, err = types(*words)
    assert (status, err) == (0, "")
    assert shown in out
    assert hidden not in out
    assert looks(types) == [("disclosure.made", person, capacity, "care")]


def test_the_state_as_somebody(types: Any) -> None:
    status, out, _ = types("show", "mila", "--as", "zus", "--purpose", "care", "--json")
    state = json.loads(out)["state"]
    assert (status, state["goals"]["rust"]["words"], state["network"]) == (0, "k-goals-rust", {})
    status, out, _ = types("show", "mila", "--as", "noor", "--purpose", "care")
    assert status == 0
    assert "k-goals-rust" not in out


def test_signals_and_figures_as_somebody(types: Any) -> None:
    assert types("signals", "mila", "--as", "noor", "--purpose", "care")[0] == 0
    assert types("signals", "mila", "--as", "zus", "--purpose", "care")[:2] == (0, "")
    status, out, _ = types("regie", "mila", "--as", "noor", "--purpose", "care", "--json")
    assert (status, json.loads(out)["domains"]["WHAT"]["own"]) == (0, 1)
    status, out, err = types("regie", "mila", "--as", "zus", "--purpose", "care")
    assert (status, out) == (3, "")
    assert "figures are not for this viewer" in err


@pytest.mark.parametrize("command", ["trail", "show", "signals", "regie"])
def test_where_nothing_is_open_it_ends_with_three_and_one_sentence(types: Any, command: str) -> None:
    status, out, err = types(command, "mila", "--as", "vreemde", "--purpose", "care")
    assert (status, out) == (3, "")
    assert "unknown person vreemde may not see this case" in err
    assert "organisation" not in err
    assert err.count("\n") == 2, "one sentence, and what next"
    assert "svh consent explain" in err.splitlines()[1]
    assert "k-" not in err
    assert looks(types) == [("disclosure.refused", "vreemde", "organisation", "care")]


def test_where_nothing_is_open_json_has_the_error(types: Any) -> None:
    status, out, _ = types("trail", "mila", "--as", "vreemde", "--purpose", "care", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (3, "not_permitted")


def test_a_role_of_ones_own_making_is_no_capacity(types: Any) -> None:
    status, out, _ = types("trail", "mila", "--as", "arts", "--purpose", "care")
    assert status == 0
    assert "k-" not in out
    assert looks(types) == [("disclosure.made", "arts", "organisation", "care")]


def test_the_environment_says_who_and_what_for(types: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVH_ACTOR", "zus")
    monkeypatch.setenv("SVH_PURPOSE", "support_group")
    assert "k-goals-rust" in types("trail", "mila")[1]
    assert looks(types) == [("disclosure.made", "zus", "member", "support_group")]


def test_a_purpose_is_no_prose(types: Any) -> None:
    status, out, err = types("trail", "mila", "--as", "zus", "--purpose", "om te kijken")
    assert (status, out) == (2, "")
    assert "purpose" in err
