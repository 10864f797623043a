"""A log and its witness, typed: the log grows, asks once more, changes its key; and what came back is held to it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core import Casebook, Malformed, witness_request
from svh_core.cli import main
from svh_core.proof.checkpoint import WitnessKey, open_checkpoint
from svh_core.proof.note_keys import VerifierKey

from .test_commands import GOAL, OPENED

WITNESS: Final = ("--state", "../witness")


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Any:
    def type_in(*words: str, ends: int = 0) -> str:
        capsys.readouterr()
        status = main(words)
        said = capsys.readouterr()
        assert status == ends, said.err
        return said.out if ends == 0 else said.err

    return type_in


@pytest.fixture(autouse=True)
def a_log_and_a_witness(says: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SVH_DB", "SVH_ACTOR", "SVH_PURPOSE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "log").mkdir()
    monkeypatch.chdir(tmp_path / "log")
    Path("key").write_text(json.loads(says("init", "--origin", "stad", "--json"))["verifier_key"])
    Path("opened.jsonl").write_text(f"{OPENED}\n")
    says("record", "opened.jsonl")
    says("witness", "init", "--name", "witness.example/w1", "--log", "key", "-o", "../witness")


def grows(says: Any, words: str) -> None:
    Path("goal.jsonl").write_text(f"{GOAL.replace('rust', words)}\n")
    says("record", "goal.jsonl")


def asks(says: Any, old: int, name: str) -> str:
    says("checkpoint", "--old", str(old), "-o", f"{name}.request")
    return f"{name}.request"


def size_of(name: str) -> int:
    return int(Path(name).read_text().split("\n")[1])


def witnessed(says: Any, old: int, name: str) -> int:
    """Asks, and keeps what the witness answers; the size that it cosigned."""
    Path(name).write_text(says("witness", "cosign", asks(says, old, name), *WITNESS))
    return size_of(name)


def succeeds(says: Any, name: str, *words: str) -> str:
    told = json.loads(says("keys", "succeed", "--json", *words))
    Path(name).write_text(told["checkpoint"])
    return str(told["key"])


def test_a_witness_cosigns_once_and_twice_and_three_times(says: Any) -> None:
    known = WitnessKey.parse(Path("../witness/witness.pub").read_text().strip())
    log, old = VerifierKey.parse(Path("key").read_text()), 0
    for turn in ("first", "second", "third"):
        size = witnessed(says, old, turn)
        assert size > old
        opened = open_checkpoint(Path(turn).read_bytes(), log, witnesses=[known])
        assert (opened.checkpoint.size, [*opened.witnesses]) == (size, ["witness.example/w1"])
        old = size
        grows(says, turn)
    kept = [word for turn in ("first", "second", "third") for word in ("--against", turn)]
    assert says("check", *kept, "--key", "key", "--lang", "en").endswith("All is well.\n")
    says("check", *kept)


def test_a_request_is_the_body_that_c2sp_describes(says: Any) -> None:
    told = json.loads(says("checkpoint", "--old", "2", "--json"))
    old, *proof, blank = told["request"].removesuffix(told["checkpoint"]).split("\n")[:-1]
    assert (old, blank, len(proof)) == ("old 2", "", 1)
    assert "request" not in json.loads(says("checkpoint", "--json"))
    first = says("checkpoint", "--old", "0")
    assert first.startswith("old 0\n\nstad\n")


def test_a_log_cannot_ask_from_a_size_that_it_never_had(says: Any) -> None:
    says("check")
    err = says("checkpoint", "--old", "3", ends=2)
    assert "--old: the log has 2 entries, and never had 3 (malformed)" in err
    assert "old 2\n" in says("checkpoint", "--old", "2"), "nothing was written, and all of the log may be known"
    says("checkpoint", "--old", "-1", ends=2)


def test_from_a_wrong_size_the_witness_says_which(says: Any) -> None:
    old = witnessed(says, 0, "first")
    grows(says, "werk")
    err = says("witness", "cosign", asks(says, old - 1, "wrong"), *WITNESS, ends=1)
    assert f"a log of {old} entries, not of {old - 1} (conflict)" in err
    says("witness", "cosign", asks(says, 0, "anew"), *WITNESS, ends=1)
    assert witnessed(says, old, "second") > old


def test_a_log_that_was_put_back_is_refused_and_once_it_grew_it_is_a_fork(says: Any) -> None:
    shutil.copytree(".", "../yesterday")
    grows(says, "werk")
    grows(says, "rust")
    old = witnessed(says, 0, "first")
    shutil.copy("../yesterday/casebook.db", ".")
    shutil.copy("../yesterday/casebook.vault", ".")
    assert f"never had {old}" in says("checkpoint", "--old", str(old), ends=2)
    shorter = asks(says, 2, "shorter")
    assert f"of {old} entries, not of 2" in says("witness", "cosign", shorter, *WITNESS, ends=1)
    Path("shorter.checkpoint").write_text(Path(shorter).read_text().partition("\n\n")[2])
    err = says("witness", "cosign", "shorter.checkpoint", "--old", str(old), *WITNESS, ends=1)
    assert f"and had {old} when this witness cosigned it last" in err
    for words in ("geld", "huis", "wandelen"):
        grows(says, words)
    err = says("witness", "cosign", asks(says, old, "other"), *WITNESS, ends=6)
    (fork,) = Path("../witness").glob("fork-*")
    assert str(fork.name) in err
    says("witness", "fork", str(fork), "--log", "key", ends=6)
    says("check", "--against", "first", "--key", "key", ends=6)


def test_a_witness_follows_a_log_to_its_new_key_and_takes_the_old_one_no_more(says: Any) -> None:
    old = witnessed(says, 0, "first")
    grows(says, "werk")
    by_the_old_key = asks(says, old, "late")
    new = succeeds(says, "note")
    request = asks(says, old, "second")
    assert "svh witness follow" in says("witness", "cosign", request, *WITNESS, ends=2)
    assert new in says("witness", "follow", "note", *WITNESS)
    told = json.loads(says("witness", "follow", "note", *WITNESS, "--json"))
    assert told == {"schema": "svh.followed/1", "log": "stad", "key": new}, "once more changes nothing"
    err = says("witness", "cosign", by_the_old_key, *WITNESS, ends=2)
    assert f"the log signs with another key since it had {size_of('note')} entries" in err
    Path("second").write_text(says("witness", "cosign", request, *WITNESS))
    third = succeeds(says, "note-2")
    says("witness", "follow", "note-2", *WITNESS)
    assert witnessed(says, size_of("second"), "third") > size_of("second")
    assert json.loads(says("witness", "follow", "note-2", *WITNESS, "--json"))["key"] == third
    says("witness", "follow", "note", *WITNESS, ends=2)
    says("check", *(word for name in ("first", "second", "third") for word in ("--against", name)))


def test_a_fork_under_the_new_key_is_shown_with_both(says: Any) -> None:
    shutil.copytree(".", "../yesterday")
    grows(says, "werk")
    grows(says, "rust")
    old = witnessed(says, 0, "first")
    new = succeeds(says, "note")
    says("witness", "follow", "note", *WITNESS)
    for name in ("db", "vault"):
        shutil.copy(f"../yesterday/casebook.{name}", ".")
    for words in ("geld", "huis", "wandelen"):
        grows(says, words)
    says("witness", "cosign", asks(says, old, "other"), *WITNESS, ends=6)
    (fork,) = Path("../witness").glob("fork-*")
    says("witness", "fork", str(fork), "--log", "key", "--log", new, ends=6)
    says("witness", "fork", str(fork), "--log", "key", ends=2)


def test_what_is_no_word_of_the_old_key_is_not_followed(says: Any) -> None:
    says("checkpoint", "-o", "checkpoint")
    assert "goes on under another key" in says("witness", "follow", "checkpoint", *WITNESS, ends=2)
    says("witness", "follow", "key", *WITNESS, ends=4)
    says("init", "--origin", "dorp", "--db", "dorp.db")
    Path("dorp").write_text(says("keys", "succeed", "--db", "dorp.db"))
    says("witness", "follow", "dorp", *WITNESS, ends=4)
    says("init", "--origin", "stad", "--db", "false.db")
    Path("false").write_text(says("keys", "succeed", "--db", "false.db"))
    assert "did not name the new one" in says("witness", "follow", "false", *WITNESS, ends=2)


def test_a_log_that_lost_its_key_is_followed_where_somebody_told_the_witness_the_new_one(says: Any) -> None:
    old = witnessed(says, 0, "first")
    grows(says, "werk")
    Path("casebook.sign").unlink()
    new = succeeds(says, "note", "--lost")
    assert "did not name the new one" in says("witness", "follow", "note", *WITNESS, ends=2)
    says("witness", "follow", "note", "--log", "key", *WITNESS, ends=2)
    says("witness", "follow", "note", "--log", new, *WITNESS)
    size = witnessed(says, old, "second")
    says("check", "--against", "second", "--key", new)
    grows(says, "huis")
    assert witnessed(says, size, "third") > size


def test_in_python_too_no_log_asks_from_what_it_never_was() -> None:
    with Casebook.in_memory(origin="stad") as book:
        note = book.checkpoint()
        assert witness_request(book.log, note, old=2).proof == ()
        with pytest.raises(Malformed, match="has 2 entries, and never had 3"):
            witness_request(book.log, note, old=3)
        for none in (b"", b"\xff", b"no checkpoint"):
            with pytest.raises(Malformed, match="no checkpoint"):
                witness_request(book.log, none, old=0)
