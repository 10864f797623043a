"""Scripts spoilt by accident or on purpose: it is said where and why, in one sentence, and nothing is recorded."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, CaseOpened, PlanDrafted
from svh_core.cli import main
from svh_core.log.script import LONGEST_LINE

Line = dict[str, Any]
Says = Callable[..., tuple[int, str, str]]

AT = "2017-02-06T10:00:00+01:00"
OPENED: Line = {
    "case": "mila",
    "event": "case.opened",
    "by": "mila",
    "at": AT,
    "data": {"resident": "mila", "method": "support_group"},
}
GOAL: Line = {
    "case": "mila",
    "event": "goal.set",
    "by": "mila",
    "at": AT,
    "data": {"goal": "rust", "horizon": "short", "words": "kanarie"},
}
DIRECTIONS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
"""Characters that turn the order of the letters after them around."""

THE_LAST_HOUR = "9999-12-31T23:30:00Z"
"""A moment that Amsterdam's calendar does not have: there it is the year 10000 already."""


@pytest.fixture(autouse=True)
def in_an_empty_casebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("SVH_DB", "SVH_ACTOR", "SVH_PURPOSE"):
        monkeypatch.delenv(name, raising=False)
    Casebook.create("casebook.db", origin="stad").close()


@pytest.fixture
def says(capfd: pytest.CaptureFixture[str]) -> Says:
    def type_in(*words: str) -> tuple[int, str, str]:
        status = main(words)
        said = capfd.readouterr()
        return status, said.out, said.err

    return type_in


def written(line: Line | bytes) -> bytes:
    return line if isinstance(line, bytes) else json.dumps(line).encode()


def script(*lines: Line | bytes) -> str:
    Path("script.jsonl").write_bytes(b"\n".join(map(written, lines)))
    return "script.jsonl"


def with_data(**changes: Any) -> Line:
    return GOAL | {"data": GOAL["data"] | changes}


def without_data(name: str) -> Line:
    return GOAL | {"data": {key: value for key, value in GOAL["data"].items() if key != name}}


REFUSED: dict[str, tuple[Line, str]] = {
    "anothers goal": (GOAL | {"by": "buur"}, "the_resident_decides"),
    "opened twice": (OPENED, "a_case_begins_with_its_opening"),
    "another case": (GOAL | {"case": "an"}, "a_case_begins_with_its_opening"),
    "not there": (GOAL | {"event": "goal.achieved", "data": {"goal": "geld"}}, "only_what_is_there_can_be_spoken_of"),
}
BSN = "may not be a citizen service number"
MALFORMED: dict[str, tuple[Line | bytes, str]] = {
    "malformed": (written(GOAL)[:-1], "expected one JSON object on the line"),
    "two on one line": (written(GOAL) * 2, "expected one JSON object on the line"),
    "a list": (b"[1, 2]", "expected an object"),
    "unknown event": (GOAL | {"event": "goal.dreamt"}, "event: there is no such event"),
    "wrong type": (with_data(words=5), "data.words: expected a text"),
    "wrong type within a list": (with_data(supporters=["zus", 5]), "data.supporters.1: expected a text"),
    "wrong type of the whole": (GOAL | {"data": "x"}, "data: expected an object"),
    "missing field": (without_data("horizon"), "data.horizon: this field is required"),
    "missing part of the line": ({k: v for k, v in GOAL.items() if k != "at"}, "at: this field is required"),
    "extra field": (with_data(mood="x"), "data.mood: this field is not known here"),
    "extra part of the line": (GOAL | {"number": 7}, "number: this field is not known here"),
    "naive time": (GOAL | {"at": "2017-02-06T10:00:00"}, "at: expected a moment with an offset"),
    "bare bsn": (GOAL | {"by": "123456782"}, f"by: an identifier {BSN}"),
    "bsn with dots": (GOAL | {"entered_by": "1234.56.782"}, f"entered_by: an identifier {BSN}"),
    "bsn with its name": (with_data(goal="BSN:1234-56-782"), f"data.goal: an identifier {BSN}"),
    "bsn of eight digits": (GOAL | {"case": "bsn_12345678"}, f"case: an identifier {BSN}"),
    "bsn in a list": (with_data(supporters=["123456782"]), f"data.supporters.0: an identifier {BSN}"),
    "the librarys own pen": (GOAL | {"by": "core"}, "by: 'core' is the pen"),
    "invalid utf-8": (written(GOAL).replace(b"kanarie", b"kanari\xe9"), "expected UTF-8"),
    "utf-16": (written(GOAL).decode().encode("utf-16").replace(b"\n", b""), "expected UTF-8"),
    "a bare nul": (b"\0", "expected one JSON object on the line"),
    "a nul in a string": (written(GOAL).replace(b"kanarie", b"kan\0arie"), "expected one JSON object on the line"),
    "an escaped nul": (with_data(words="kan\0arie"), "data.words: expected text without NUL or half characters"),
    "half a character": (with_data(words="kanarie\ud83d"), "data.words: expected text without NUL or half characters"),
    "a key twice": (written(GOAL)[:-1] + b', "by": "buur"}', "a key stands twice"),
    "no number": (written(with_data(participation_level=float("nan"))), "expected one JSON object on the line"),
    "a number of 5,000 digits": (written(with_data(participation_level=0)).replace(b"0}", b"9" * 5_000 + b"}"), "line"),
    "nested 5,000 deep": (written(GOAL).replace(b'"kanarie"', b"[" * 5_000 + b"]" * 5_000), "line 2: "),
    "nested and never closed": (b'{"a":' * 100_000, "nested too deeply"),
    "a line of 50 MB": (written(with_data(words="x" * 50_000_000)), f"at most {LONGEST_LINE} bytes"),
    "a line of 50 MB of nothing much": (b"[" + b" " * 50_000_000 + b"]", f"at most {LONGEST_LINE} bytes"),
    "words too long": (with_data(words="x" * 100_001), "data.words: expected at most 100000 characters"),
}


@pytest.mark.parametrize(("line", "rule"), REFUSED.values(), ids=REFUSED)
def test_a_refused_line_ends_with_one_and_is_named_with_rule_and_sentence(says: Says, line: Line, rule: str) -> None:
    err = refused_as(says, script(OPENED, line, GOAL), status=1, code="not_allowed", rule=rule)
    assert err.endswith(f"[{rule}]\n")


@pytest.mark.parametrize(("line", "sentence"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_line_ends_with_two_and_is_named_with_its_path(
    says: Says, line: Line | bytes, sentence: str
) -> None:
    err = refused_as(says, script(OPENED, line, GOAL), status=2, code="malformed", rule=None)
    assert sentence in err


def refused_as(says: Says, script: str, *, status: int, code: str, rule: str | None) -> str:
    """What is said of a script whose second line is wrong, in words and as JSON; nothing of it was recorded."""
    ended, out, err = says("record", script)
    assert (ended, out) == (status, "0\n")
    assert err.startswith("line 2: ")
    assert err.count("\n") == 1
    assert len(err) < 400
    assert "kanari" not in err
    ended, out, also = says("record", script, "--json")
    told = json.loads(out)
    assert (ended, also, told["recorded"], told["error"]["code"]) == (status, err, 0, code)
    assert [(one["line"], one["rule"]) for one in told["refused"]] == [(2, rule)]
    assert says("cases") == (0, "", "")
    looked = "Checked: 2 entries in 2 streams. All is well.\n"  # the rules that hold, and that the operator asked
    assert says("check") == (0, looked, "")
    return err


@pytest.mark.parametrize("nothing", [b"", b"\n", b"\n \r\n\t\n"], ids=["empty", "one newline", "blanks"])
def test_a_file_with_nothing_in_it_records_nothing_and_is_fine(says: Says, nothing: bytes) -> None:
    assert says("record", script(nothing)) == (0, "0\n", "")
    assert says("record", script(nothing), "--keep-going", "--import") == (0, "0\n", "")


def test_blank_lines_count_where_a_line_is_named(says: Says) -> None:
    assert says("record", script(OPENED, b"", b" \r", b"{"))[2].startswith("line 4: ")


def test_lines_may_end_as_windows_ends_them(says: Says) -> None:
    assert says("record", script(written(OPENED) + b"\r", written(GOAL) + b"\r"))[:2] == (0, "2\n")


def test_keep_going_names_every_wrong_line_and_records_the_others(says: Says) -> None:
    wrong = [line for line, _ in (*REFUSED.values(), *MALFORMED.values()) if len(written(line)) < 100_000]
    status, out, err = says("record", script(OPENED, *wrong, GOAL), "--keep-going")
    assert (status, out) == (2, "2\n")
    named = [line.split(":")[0] for line in err.splitlines()]
    assert named == [f"line {number}" for number in range(2, len(wrong) + 2)]
    assert says("cases")[1] == "mila  2\n"


def test_an_edition_that_was_never_adopted_is_named_with_its_line(says: Says) -> None:
    lines = script(OPENED, GOAL | {"edition": 7}, with_data(goal="werk"))
    status, out, err = says("record", lines, "--import")
    assert (status, out) == (2, "0\n")
    assert err.startswith("line 2: edition: ")
    status, out, err = says("record", lines, "--import", "--keep-going")
    assert (status, out) == (2, "2\n")
    assert err.startswith("line 2: edition: ")


ADOPTED: Line = {"event": "rulebook.adopted", "by": "beheer", "at": AT, "data": {"edition": 2, "sha256": "0f"}}


def test_a_script_adopts_no_edition_this_version_does_not_know(says: Says) -> None:
    status, _, err = says("record", script(ADOPTED | {"stream": "log/stad"}))
    assert status in {1, 2}
    assert err.startswith("line 1: ")


def test_a_case_and_a_stream_are_not_taken_for_each_other(says: Says) -> None:
    in_a_stream = {name: told for name, told in OPENED.items() if name != "case"}
    for line, path in ((ADOPTED | {"case": "log/stad"}, "case"), (in_a_stream | {"stream": "an"}, "stream")):
        status, _, err = says("record", script(line))
        assert status == 2
        assert err.startswith(f"line 1: {path}: ")


@pytest.mark.parametrize("command", ["trail", "show"])
@pytest.mark.parametrize(
    "line",
    [
        GOAL | {"at": THE_LAST_HOUR},
        GOAL | {"at": "0001-01-01T00:00:00Z"},
        GOAL
        | {
            "event": "meeting.planned",
            "data": {"meeting": "m1", "kind": "other", "at": THE_LAST_HOUR, "minutes": 1, "mode": "online"},
        },
        GOAL
        | {
            "event": "regie.taken_over",
            "by": "noor",
            "at": THE_LAST_HOUR,
            "reason": "zo",
            "data": {"taking_over": "t1", "domains": ["WHAT"], "until": "9999-12-31T23:59:00Z", "told_resident": "yes"},
        },
        with_data(words="\x1b[2J \u202e {by} [x] %s \u2028 \ufeff 🙂"),
    ],
    ids=["the last hour", "the first hour", "a meeting in the last hour", "taken over in the last hour", "odd words"],
)
def test_what_is_accepted_can_be_read_back_and_what_cannot_is_refused(says: Says, line: Line, command: str) -> None:
    involved = GOAL | {
        "event": "involvement.recorded",
        "data": {"person": "noor", "role": "nurse", "from": "2017-01-01"},
    }
    status, _, err = says("record", script(OPENED, involved, line))
    if status:
        assert err.startswith("line 3: ")
    else:
        for form in ([], ["--json"]):
            assert says(command, "mila", *form)[::2] == (0, "")
        assert says("check")[0] == 0


def test_words_neither_drive_a_terminal_nor_pretend_to_be_other_lines(says: Says) -> None:
    words = "rust\n   3  7 February 2017\r\x1b]0;x\x07\x9b2J\u202e\u2066"
    told = with_data(words=words, first_step=words) | {"because": [{"by": "mila", "words": words}], "reason": words}
    assert says("record", script(OPENED | {"data": OPENED["data"] | {"name": words}}, told))[0] == 0
    for command in ("trail", "show"):
        out = says(command, "mila")[1]
        assert "rust" in out
        assert "\n   3  7 February" not in out
        assert [letter for letter in out if unicodedata.bidirectional(letter) in DIRECTIONS] == []
        assert [letter for letter in out if unicodedata.category(letter) == "Cc" and letter != "\n"] == []


def test_what_one_casebook_holds_another_can_take_however_long_its_words(says: Says) -> None:
    long = "🙂" * 100_000
    with Casebook.open("casebook.db") as book:
        book.record("mila", CaseOpened(resident="mila", method="ract"), by="mila")
        book.record("mila", PlanDrafted(plan="p", strengths=long, stressors=long, needs=long), by="mila")
    Path("trail.jsonl").write_text(says("trail", "mila", "--as-script")[1], encoding="utf-8")
    Casebook.create("other.db").close()
    assert says("record", "trail.jsonl", "--db", "other.db", "--import") == (0, "2\n", "")


@pytest.mark.slow
@pytest.mark.parametrize(("cases", "last", "status"), [(1_000, {"at": "soon"}, 2), (100, {"by": "buur"}, 1)])
def test_however_many_lines_the_one_that_is_wrong_is_named_and_none_is_recorded(
    says: Says, cases: int, last: Line, status: int
) -> None:
    goals = [with_data(goal=f"g{number}") for number in range(99)]
    many = [line | {"case": f"c{case}"} for case in range(cases) for line in (OPENED, *goals)]
    told = says("record", script(*many[:-1], many[-1] | last))
    assert told[:2] == (status, "0\n")
    assert told[2].startswith(f"line {cases * 100}: ")
    assert says("cases") == (0, "", "")


@pytest.mark.slow
def test_100_000_wrong_lines_are_all_named_where_it_is_to_keep_going(says: Says) -> None:
    wrong = script(*[b"{"] * 99_999, OPENED)
    status, out, err = says("record", wrong, "--keep-going")
    assert (status, out, err.count("\n")) == (2, "1\n", 99_999)
    assert err.splitlines()[-1].startswith("line 99999: ")
