"""`svh witness`: a witness on the command line."""

from __future__ import annotations

import io
import json
import stat
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core.cli import main
from svh_core.proof.checkpoint import Checkpoint, WitnessKey, open_checkpoint, sign_checkpoint
from svh_core.proof.lines import base64_of
from svh_core.proof.note_keys import SignerKey
from svh_core.proof.witness import Request

from ..proof import naive
from ..proof.naive import leaves_of

LOG: Final = SignerKey("log.example/home", bytes(range(32)))
KEY: Final = LOG.verifier.export()


@pytest.fixture(autouse=True)
def in_an_empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LANG", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Any:
    def type_in(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


@pytest.fixture
def key(says: Any) -> WitnessKey:
    status, out, _ = says("witness", "init", "--name", "witness.example/w1", "--log", KEY)
    assert status == 0
    return WitnessKey.parse(out.removesuffix("\n"))


def note_of(leaves: list[bytes]) -> bytes:
    return sign_checkpoint(Checkpoint(LOG.name, len(leaves), naive.root(leaves)), LOG)


def asked(old: int, leaves: list[bytes]) -> bytes:
    return Request(old, tuple(naive.proof(old, leaves)) if old else (), note_of(leaves)).export()


def written(name: str, content: bytes) -> str:
    Path(name).write_bytes(content)
    return name


def test_a_witness_is_made_with_a_key_of_its_own(says: Any, key: WitnessKey) -> None:
    assert key.name == "witness.example/w1"
    assert stat.S_IMODE(Path("witness", "witness.key").stat().st_mode) == 0o600
    status, out, err = says("witness", "init", "--log", KEY)
    assert (status, out) == (1, "")
    assert "not empty" in err


def test_a_name_is_made_up_and_the_key_of_a_log_may_be_in_a_file(says: Any) -> None:
    Path("log.pub").write_text(f"{KEY}\n", "utf-8")
    status, out, _ = says("witness", "init", "--log", "log.pub", "--log", KEY, "-o", "deep/w", "--json")
    told = json.loads(out)
    assert status == 0
    assert (told["schema"], told["logs"], told["folder"]) == ("svh.witness/1", [LOG.name], "deep/w")
    assert WitnessKey.parse(told["key"]).name == told["name"]


@pytest.mark.parametrize("log", ["nonsense", "a+b+c", "witness.example/w1+20324abe+BCms"])
def test_what_is_no_key_of_a_log_is_not_followed(says: Any, log: str) -> None:
    status, _, err = says("witness", "init", "--log", log)
    assert status == 2
    assert "--log: this is no verifier key (malformed)" in err
    assert not Path("witness").exists()


def test_without_a_log_there_is_no_witness(says: Any) -> None:
    assert says("witness", "init")[0] == 2


@pytest.mark.parametrize(("language", "says_so"), [("nl", "Zet er nooit"), ("en", "Never put back")])
def test_it_says_what_never_to_do(says: Any, language: str, says_so: str) -> None:
    _, out, err = says("witness", "init", "--log", KEY, "--lang", language)
    assert says_so in err
    assert out.count("\n") == 1


def test_a_request_is_cosigned(says: Any, key: WitnessKey) -> None:
    assert says("witness", "cosign", written("first", asked(0, leaves_of(5))))[0] == 0
    status, out, err = says("witness", "cosign", written("next", asked(5, leaves_of(9))))
    assert (status, err) == (0, "")
    opened = open_checkpoint(out.encode(), LOG.verifier, witnesses=[key])
    assert (opened.checkpoint.size, [*opened.witnesses]) == (9, ["witness.example/w1"])


def test_a_checkpoint_is_cosigned_with_its_old_size_and_proof_beside_it(says: Any, key: WitnessKey) -> None:
    leaves = leaves_of(9)
    assert says("witness", "cosign", written("first", note_of(leaves[:5])), "--old", "0")[0] == 0
    proof = written("proof", "".join(f"{base64_of(one)}\n" for one in naive.proof(5, leaves)).encode())
    note = written("note", note_of(leaves))
    status, out, _ = says("witness", "cosign", note, "--old", "5", "--proof", proof, "--state", "witness", "--json")
    told = json.loads(out)
    assert status == 0
    assert told["schema"] == "svh.cosigned/1"
    assert told["note"].endswith(told["cosignature"])
    assert key.name in open_checkpoint(told["note"].encode(), LOG.verifier, witnesses=[key]).witnesses


def test_a_request_may_come_from_stdin(says: Any, key: WitnessKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(asked(0, leaves_of(5))), "utf-8"))
    status, out, _ = says("witness", "cosign", "-")
    assert status == 0
    assert key.name in out


@pytest.mark.usefixtures("key")
def test_who_asks_from_another_size_is_told_the_size(says: Any) -> None:
    request = written("request", asked(0, leaves_of(5)))
    says("witness", "cosign", request)
    status, out, err = says("witness", "cosign", request)
    assert (status, out) == (1, "")
    assert "a log of 5 entries, not of 0 (conflict)" in err
    status, out, _ = says("witness", "cosign", request, "--json")
    assert json.loads(out)["error"]["code"] == "conflict"


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    "words",
    [
        ("nothing", "--old", "0"),
        ("garbage",),
        ("request", "--proof", "request"),
        ("note",),
        ("note", "--old", "-1"),
        ("note", "--old", "3", "--proof", "garbage"),
        ("unsigned", "--old", "0"),
    ],
)
def test_what_is_no_request_is_malformed(says: Any, words: tuple[str, ...]) -> None:
    written("request", asked(0, leaves_of(5)))
    written("note", note_of(leaves_of(5)))
    written("unsigned", sign_checkpoint(Checkpoint(LOG.name, 1, leaves_of(1)[0]), SignerKey(LOG.name, bytes(32))))
    written("garbage", b"\xff\xfe garbage")
    status, out, _ = says("witness", "cosign", *words)
    assert (status, out) == (2, "")


@pytest.mark.usefixtures("key")
def test_a_log_that_was_not_named_is_not_followed(says: Any) -> None:
    other = SignerKey("log.example/away", bytes(32))
    note = written("note", sign_checkpoint(Checkpoint(other.name, 1, leaves_of(1)[0]), other))
    assert says("witness", "cosign", note, "--old", "0")[0] == 4
    assert says("witness", "cosign", note, "--old", "0", "--state", "nowhere")[0] == 4


@pytest.mark.usefixtures("key")
def test_a_key_that_others_can_read_signs_nothing(says: Any) -> None:
    Path("witness", "witness.key").chmod(0o644)
    status, _, err = says("witness", "cosign", written("request", asked(0, leaves_of(5))))
    assert status == 2
    assert "others can read" in err


@pytest.mark.usefixtures("key")
def test_a_damaged_witness_does_not_begin_anew(says: Any) -> None:
    request = written("request", asked(0, leaves_of(5)))
    says("witness", "cosign", request)
    (kept,) = Path("witness").glob("log-*")
    kept.write_bytes(b"")
    status, out, err = says("witness", "cosign", request)
    assert (status, out) == (6, "")
    assert "does not begin anew (log_broken)" in err


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    ("known", "status", "sentence"), [(5, 6, "cannot both be true"), (4, 1, "ask it for the proof")]
)
def test_a_fork_is_refused_and_anybody_can_check_it(says: Any, known: int, status: int, sentence: str) -> None:
    leaves = leaves_of(9)
    says("witness", "cosign", written("first", asked(0, leaves[:known])))
    refused, out, err = says("witness", "cosign", written("other", asked(known, [leaves[1], *leaves[1:]])))
    assert (refused, out) == (6, "")
    (fork,) = Path("witness").glob("fork-*")
    assert str(fork) in err
    checked, out, _ = says("witness", "fork", str(fork), "--log", KEY, "--lang", "en")
    assert checked == status
    assert sentence in out
    assert says("witness", "fork", str(fork), "--log", KEY, "--lang", "nl")[1].startswith("Dit logboek heeft twee")
    told = json.loads(says("witness", "fork", str(fork), "--log", KEY, "--json")[1])
    assert told == {"schema": "svh.fork/1", "proven": status == 6}
    strange = SignerKey("log.example/away", bytes(32)).verifier.export()
    assert says("witness", "fork", str(fork), "--log", strange)[0] == 2
    assert says("witness", "fork", "first", "--log", KEY)[0] == 2


def test_the_command_says_how_a_fork_is_checked(says: Any) -> None:
    assert "svh witness fork FILE --log KEY" in " ".join(says("witness", "--help")[1].split())
