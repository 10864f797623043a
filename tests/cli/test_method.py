"""`svh plan`, `phases`, `triad`, `network` and `documents`: in words and as JSON, as of moments, and as somebody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from svh_core.cli import main
from svh_core.cli.demo import EXAMPLE

from ..views.courses import COURSE, lets_know, on

COMMANDS = ("plan", "phases", "triad", "network", "documents")
EXTRA = on(
    "06-02",
    {"case": "mila", "event": "document.written", "by": "mila",
     "data": {"document": "kaart", "kind": "crisis_card", "version": 1, "words": "k-kaart"}},
    lets_know("arts", "goals"),
)  # fmt: skip


@pytest.fixture(scope="module")
def casebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("method")
    script = folder / "script.jsonl"
    script.write_text("\n".join(json.dumps(line) for line in (*COURSE, *EXTRA)))
    book = folder / "casebook.db"
    assert main(["init", "--db", str(book)]) == 0
    assert main(["record", str(script), "--db", str(book)]) == 0
    return book


@pytest.fixture
def types(casebook: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Types a command; gives its exit status, what it said on stdout and on stderr."""
    for name in ("SVH_ACTOR", "SVH_PURPOSE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    capsys.readouterr()

    def type_in(*words: str) -> tuple[int, str, str]:
        status = main([*words, "--db", str(casebook)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


@pytest.mark.parametrize("command", COMMANDS)
def test_each_says_its_schema_its_case_and_its_moment(types: Any, command: str) -> None:
    status, out, err = types(command, "mila", "--as", "mila", "--as-of", "2017-03-31", "--json")
    told = json.loads(out)
    assert (status, err) == (0, "")
    assert (told["schema"], told["case"], told["as_of"]) == (f"svh.{command}/1", "mila", "2017-03-31T21:59:59.999999Z")


@pytest.mark.parametrize(
    ("command", "dutch", "english"),
    [
        ("plan", "Jouw herstelplan", "Your recovery plan"),
        ("phases", "Wat er is gebeurd, tot en met 31 maart 2017", "What has happened, up to 31 March 2017"),
        (
            "triad",
            "Wie er bij de bijeenkomsten was, tot en met 31 maart 2017",
            "Who was at the meetings, up to 31 March",
        ),
        ("network", "Jouw netwerk op 31 maart 2017", "Your network on 31 March 2017"),
        ("documents", "Jouw eigen stukken op 31 maart 2017", "Your own documents on 31 March 2017"),
    ],
)
def test_each_is_told_in_dutch_and_in_english(types: Any, command: str, dutch: str, english: str) -> None:
    words = (command, "mila", "--as", "mila", "--as-of", "2017-03-31")
    assert types(*words)[1].startswith(dutch)
    assert types(*words, "--lang", "en")[1].startswith(english)


def test_the_three_clocks_are_honoured(types: Any) -> None:
    def goals(*clock: str) -> list[str]:
        told = json.loads(types("plan", "mila", "--as", "mila", "--json", *clock)[1])
        return [goal["goal"] for goals in told["goals"].values() for goal in goals]

    assert goals("--until", "8") == ["rust"]
    assert goals("--as-of", "2017-02-07") == []
    assert goals("--known-on", "2017-02-09") == [], "the script was recorded today"
    assert goals() == ["rust", "sport", "werk"]


@pytest.mark.parametrize("command", ["plan", "phases", "triad", "network"])
def test_who_may_not_is_refused_in_one_sentence(types: Any, command: str) -> None:
    status, out, err = types(command, "mila", "--as", "noor", "--purpose", "care")
    assert (status, out) == (3, "")
    assert "not for this viewer" in err
    assert "svh consent explain" in err.splitlines()[1]
    assert "k-" not in err


def test_what_a_consent_opens_is_told_and_no_more(types: Any) -> None:
    status, out, _ = types("plan", "mila", "--as", "arts", "--purpose", "care")
    assert status == 0
    assert "k-rust" in out
    assert "k-koken" not in out
    status, out, _ = types("documents", "mila", "--as", "arts", "--purpose", "care")
    assert (status, "k-kaart" in out) == (0, False)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_case_that_is_not_there_is_said_so(types: Any, command: str) -> None:
    assert types(command, "nergens")[0] == 4


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_tells_the_bundled_example(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], command: str, language: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "example"
    if not folder.exists():
        assert main(["demo", str(folder)]) == 0
    book = folder / "casebook.db"
    capsys.readouterr()
    assert main([command, EXAMPLE, "--as", EXAMPLE, "--lang", language, "--db", str(book)]) == 0
    assert "{" not in capsys.readouterr().out
