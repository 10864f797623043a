"""`svh signals`: each with its source; the numbers of an organisation, and the signals of an organisation itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from svh_core.cli import main
from svh_core.testing import says as line

STORY = (
    line("case.opened", "mila", resident="mila", method="support_group", on="2017-02-06T10:00:00+01:00"),
    line("help.asked", "mila", help="h1", kind="contact", asked_of="noor", on="2017-03-01T10:00:00+01:00"),
    line("admission.begun", "noor", stay="s1", voluntary="yes", on="2017-03-01T11:00:00+01:00"),
)
ORGANISATION = (
    line(
        "ambassador.appointed",
        "sam",
        person="sam",
        from_="2017-01-10",
        stream="organisation/ggz",
        on="2017-01-10T10:00:00+01:00",
    ),
)
HELP = {
    "case": "mila",
    "id": "help_late",
    "kind": "law",
    "sentence": "Help was asked and nobody came within 24 hours.",
    "subject": "h1",
    "entries": [2],
    "since": "2017-03-02",
    "source": "good practices of recovery support (items 69, 72); "
    "24 hours: good practices of recovery support: help, and an admission, within 24 hours",
    "number": {"value": 24, "unit": "hours"},
}


@pytest.fixture(autouse=True)
def casebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SVH_DB", "SVH_ACTOR", "SVH_PURPOSE", "SVH_SETTINGS", "LANG"):
        monkeypatch.delenv(name, raising=False)
    Path("script.jsonl").write_text("\n".join(map(json.dumps, [*STORY, *ORGANISATION])))
    assert main(["init"]) == 0
    assert main(["record", "script.jsonl"]) == 0
    capsys.readouterr()


@pytest.fixture
def types(capsys: pytest.CaptureFixture[str]) -> Any:
    """Types `svh signals` and more; gives its exit status, what it said on stdout and on stderr."""

    def type_in(*words: str) -> tuple[int, str, str]:
        status = main(["signals", *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


def test_a_signal_as_data_says_where_it_comes_from_and_what_number_it_goes_by(types: Any) -> None:
    status, out, err = types("mila", "--as-of", "2017-03-10", "--lang", "en", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {"schema": "svh.signals/1", "signals": [HELP]}


def test_a_signal_in_words_is_one_line_that_ends_with_its_source(types: Any) -> None:
    for words in (("mila",), ()):
        assert types(*words, "--as-of", "2017-03-10", "--lang", "nl")[1] == (
            "mila  2017-03-02  Er is om hulp gevraagd, en binnen 24 uur kwam er niemand.  h1 (2) [help_late]  "
            "goede voorbeelden van herstelondersteuning (punten 69, 72); "
            "24 uur: goede voorbeelden van herstelondersteuning: hulp, en een opname, binnen 24 uur\n"
        )


def test_an_organisation_sets_its_numbers_and_its_signals(types: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("own.toml").write_text('[numbers]\nhelp_hours = 48\nadmission_days = 4\n[signals]\non = ["admission_long"]\n')
    monkeypatch.setenv("SVH_SETTINGS", "own.toml")
    told = json.loads(types("mila", "--as-of", "2017-03-10", "--lang", "en", "--json")[1])["signals"]
    assert [(one["id"], one["since"], one["sentence"], one["number"]) for one in told] == [
        (
            "help_late",
            "2017-03-03",
            "Help was asked and nobody came within 48 hours.",
            {"value": 48, "unit": "hours"},
        ),
        (
            "admission_long",
            "2017-03-06",
            "An admission lasts longer than 4 days.",
            {"value": 4, "unit": "days"},
        ),
    ]
    assert all(one["source"].endswith("set by the organisation") for one in told)


def test_a_setting_that_there_is_not_is_a_sentence_and_no_signals(types: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("own.toml").write_text('[signals]\non = ["secret"]\n')
    monkeypatch.setenv("SVH_SETTINGS", "own.toml")
    status, out, err = types("mila")
    assert (status, out) == (2, "")
    assert "signals.on" in err
    assert "secret" not in err
    monkeypatch.setenv("SVH_SETTINGS", "nothing.toml")
    assert types("mila")[0] == 4


def test_the_signals_of_an_organisation_are_told_of_its_own_stream(types: Any) -> None:
    words = ("organisation/ggz", "--as-of", "2017-02-10", "--lang", "en")
    assert types(*words)[:2] == (0, "")
    told = json.loads(types(*words, "--on", "all", "--json")[1])["signals"]
    assert [(one["case"], one["id"], one["kind"], one["subject"], one["entries"]) for one in told] == [
        ("organisation/ggz", "few_ambassadors", "org", "ggz", [1])
    ]


def test_an_organisation_or_a_signal_that_there_is_not(types: Any) -> None:
    assert types("organisation/ander")[0] == 4
    status, out, err = types("mila", "--on", "no_such_signal")
    assert (status, out) == (2, "")
    assert "there is no signal no_such_signal" in err
