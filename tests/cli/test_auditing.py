"""`svh check` as an auditor types it: its statuses, its lists, and what somebody else kept."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from svh_core.cli import main
from svh_core.proof.checkpoint import Witness, cosign_checkpoint
from svh_core.proof.note_keys import SignerKey

from .test_commands import GOAL, OPENED

WITNESS = Witness(SignerKey("witness.example/w1", bytes(32)), clock=lambda: int(datetime.now(UTC).timestamp()))
TOO_EARLY = Witness(SignerKey("witness.example/w2", bytes(32)), clock=lambda: 1_000_000_000)


@pytest.fixture(autouse=True)
def in_a_folder_with_a_casebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SVH_DB", "SVH_ACTOR", "SVH_PURPOSE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert main(["init", "--origin", "stad", "--json"]) == 0
    Path("key").write_text(json.loads(capsys.readouterr().out)["verifier_key"] + "\n")
    Path("script.jsonl").write_text(f"{OPENED}\n{GOAL}\n")
    assert main(["record", "script.jsonl"]) == 0
    assert main(["checkpoint", "-o", "was"]) == 0
    for file, witness in (("seen", WITNESS), ("too-early", TOO_EARLY)):
        Path(file).write_bytes(cosign_checkpoint(Path("was").read_bytes(), witness))
        Path(f"{file}.key").write_text(witness.verifier.export())
    capsys.readouterr()


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Any:
    def type_in(*words: str) -> tuple[int, str, str]:
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


def spoil(statement: str) -> None:
    with closing(sqlite3.connect("casebook.db")) as file, file:
        assert file.execute(statement).rowcount > 0


@pytest.mark.parametrize("processes", ["1", "2"])
def test_it_says_the_same_by_one_process_and_by_two(says: Any, processes: str) -> None:
    status, out, _ = says("check", "--json", "--lang", "en", "--processes", processes)
    assert (status, json.loads(out)) == (0, {"schema": "svh.check/1", "findings": [], "clean": True})
    spoil("UPDATE stored_events SET originator_version = 3 WHERE originator_id = 'mila' AND originator_version = 2")
    status, out, _ = says("check", "--json", "--lang", "en", "--processes", processes)
    told = json.loads(out)["findings"]
    assert status == 6
    assert [(one["stream"], one["number"], one["id"]) for one in told if one["stream"] == "mila"] == [
        ("mila", 3, "an_entry_is_what_was_sealed"),
        ("mila", 3, "numbers_have_no_gaps"),
        ("mila", 3, "words_stand_where_they_were_sealed"),
    ]
    lines = says("check", "--lang", "nl", "--processes", processes)[1].splitlines()
    assert lines[1].startswith("mila#3  ")
    assert lines[1].endswith("[an_entry_is_what_was_sealed]") or lines[0].endswith("[an_entry_is_what_was_sealed]")


def test_no_process_is_none(says: Any) -> None:
    assert says("check", "--processes", "0")[0] == 2


def test_what_a_witness_saw_was_recorded_before(says: Any) -> None:
    cosigned = ("check", "--key", "key", "--against")
    assert says(*cosigned, "seen", "--witness", "seen.key")[0] == 0
    assert says(*cosigned, "too-early")[0] == 0, "nobody named the witness, so nobody looks when it saw it"
    status, out, _ = says(*cosigned, "too-early", "--against", "seen", "--witness", "too-early.key", "--json")
    assert status == 6
    told = json.loads(out)["findings"]
    assert {one["id"] for one in told} == {"an_entry_was_recorded_when_it_says"}
    assert {one["stream"] for one in told} == {"log/stad", "mila"}


def test_a_witness_that_says_nothing_is_refused(says: Any) -> None:
    key = Path("seen.key").read_text()
    assert says("check", "--against", "seen", "--key", "key", "--witness", key)[0] == 0
    for words in (
        ("--against", "seen", "--witness", key),
        ("--against", "was", "--key", "key", "--witness", key),
        ("--key", "key", "--witness", key),
        ("--against", "seen", "--key", "key", "--witness", "nowhere"),
        ("--against", "seen", "--key", "key", "--witness", "key"),
    ):
        status, _, err = says("check", *words)
        assert status == 2, words
        assert "--witness" in err or "--key" in err


def test_a_stream_that_somebody_made_cannot_drive_a_terminal(says: Any) -> None:
    spoil("UPDATE stored_events SET originator_id = 'strange/' || char(27) || '[2J' WHERE originator_id = 'mila'")
    status, out, _ = says("check")
    assert status == 6
    assert "strange/ [2J#1  " in out
    assert all(line.isprintable() for line in out.splitlines())
