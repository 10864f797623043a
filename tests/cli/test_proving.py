"""What others can check, typed: receipts, checkpoints, bundles, and a key that follows another."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from svh_core.cli import main
from svh_core.log.leaves import leaf
from svh_core.proof.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.signing import read_key
from svh_core.proof.succession import Succession
from svh_core.proof.tlog_proof import TlogProof
from svh_core.proof.tree import hash_of_leaf

from .test_commands import GOAL, OPENED


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
    capsys.readouterr()


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Any:
    def type_in(*words: str) -> tuple[int, str, str]:
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


def elsewhere(path: str) -> None:
    """Only this file and the key are there: no casebook, no vault."""
    Path("elsewhere").mkdir()
    shutil.move(path, "elsewhere")
    shutil.copy("key", "elsewhere")


def test_a_receipt_says_offline_who_decided_what_and_when(says: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert says("receipt", "mila", "2", "-o", "bewijs")[0] == 0
    assert says("receipt", "mila", "2", "-o", "bewijs")[0] == 1, "never overwrites"
    assert says("receipt", "mila", "2")[1] == Path("bewijs").read_text()
    assert says("receipt", "check", "bewijs")[0] == 0, "the casebook at hand has the key"
    elsewhere("bewijs")
    monkeypatch.chdir("elsewhere")
    status, out, _ = says("receipt", "check", "bewijs", "--key", "key", "--lang", "en")
    assert status == 0
    assert "mila, entry 2: goal.set.\nDecided by mila, written down by mila, at 2017-02-06T10:00:00Z." in out
    assert "The log stad holds this, as number 3 of 3." in out
    assert "rust" not in out
    told = json.loads(says("receipt", "check", "bewijs", "--key", Path("key").read_text().strip(), "--json")[1])
    assert (told["schema"], told["stream"], told["number"], told["event"]) == ("svh.receipt/1", "mila", 2, "goal.set")
    assert says("receipt", "check", "bewijs")[0] == 2, "nobody said whose key"
    Path("bewijs").write_text(Path("bewijs").read_text().replace("index 2", "index 1"))
    status, _, err = says("receipt", "check", "bewijs", "--key", "key")
    assert (status, "log_broken" in err) == (6, True)


def receipt_of(state: bytes) -> None:
    """What a log hands over that was made to harm whoever reads it: signed, and of one entry."""
    told = leaf("mi\x1b[2Jla\n", 1, "goal.set\x9b", state)
    note = sign_checkpoint(Checkpoint("stad", 1, hash_of_leaf(told)), read_key(Path("casebook.sign"), "stad"))
    Path("bewijs").write_bytes(TlogProof(0, (), note, extra=told).export())


def test_what_a_receipt_shows_cannot_drive_a_terminal(says: Any) -> None:
    receipt_of(json.dumps({"by": "mila\x1b]0;x\x07", "at": {"a": "\x9b2J"}, "recorded_at": None}).encode())
    status, out, _ = says("receipt", "check", "bewijs", "--key", "key", "--lang", "en")
    assert status == 0
    assert all(line.isprintable() for line in out.splitlines())
    assert "Decided by mila ]0;x" in out


@pytest.mark.parametrize(
    "state", [b"", b"[]", b"1", b"\xff", b"[" * 100_000], ids=["none", "list", "1", "bytes", "deep"]
)
def test_what_a_receipt_shows_is_an_entry(says: Any, state: bytes) -> None:
    receipt_of(state)
    status, _, err = says("receipt", "check", "bewijs", "--key", "key")
    assert (status, "log_broken" in err) == (6, True)


def test_what_is_typed_wrong_is_said(says: Any) -> None:
    assert says("receipt", "mila", "9")[0] == 4
    assert says("receipt", "mila", "two")[0] == 2
    assert says("receipt", "check", "nowhere")[0] == 2
    assert says("receipt", "check", "script.jsonl", "--key", "key")[0] == 6
    assert says("receipt", "check", "script.jsonl", "--key", "stad+1+a")[0] == 2
    assert says("check", "--against", "script.jsonl")[0] == 2
    assert says("check", "script.jsonl")[0] == 6
    assert says("bundle", "nobody", "-o", "b")[0] == 4
    assert not Path("b").exists()


def test_a_checkpoint_is_held_against_the_log_later(says: Any) -> None:
    assert says("checkpoint", "-o", "was")[0] == 0
    told = json.loads(says("receipt", "mila", "1", "--json")[1])
    Path("bewijs").write_text(told["receipt"])
    Path("more.jsonl").write_text(GOAL.replace("rust", "werk"))
    says("record", "more.jsonl")
    assert says("check", "--against", "was", "--against", "bewijs", "--key", "key")[0] == 0
    shutil.copytree(".", "../yesterday")
    Path("more.jsonl").write_text(GOAL.replace("rust", "geld"))
    says("record", "more.jsonl")
    says("checkpoint", "-o", "now")
    status, out, _ = says("check", "--db", "../yesterday/casebook.db", "--against", "now", "--json")
    assert status == 6
    assert [one["id"] for one in json.loads(out)["findings"]] == ["the_log_is_not_shorter_than_it_was"]
    other = json.loads(says("init", "--db", "other.db", "--json")[1])["verifier_key"]
    assert says("check", "--against", "was", "--key", other)[0] == 2


def test_a_bundle_is_checked_with_nothing_else(says: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert says("bundle", "mila", "-o", "bundel")[0] == 0
    assert says("bundle", "-o", "bundel")[0] == 1, "never overwrites"
    elsewhere("bundel")
    monkeypatch.chdir("elsewhere")
    status, out, _ = says("check", "bundel", "--key", "key", "--json")
    assert (status, json.loads(out)["findings"]) == (0, [])
    assert says("check", "bundel")[0] == 0
    lines = Path("bundel").read_text().splitlines()
    Path("bundel").write_text("\n".join([*lines[:-2], lines[-1]]))
    status, out, _ = says("check", "bundel", "--key", "key", "--json")
    found = [(one["id"], one["stream"], one["number"]) for one in json.loads(out)["findings"]]
    assert (status, found) == (6, [("a_bundle_is_whole", "mila", 1)])


def test_a_new_key_follows_the_old_one_by_its_word(says: Any) -> None:
    old = VerifierKey.parse(Path("key").read_text().strip())
    was = says("receipt", "mila", "1")[1]
    Path("was").write_text(was)
    told = json.loads(says("keys", "succeed", "--json")[1])
    new = VerifierKey.parse(told["key"])
    for key in (old, new):
        opened = open_checkpoint(told["checkpoint"].encode(), key).checkpoint
        assert opened.extensions == (f"svh-key/v1 {new.export()}", f"svh-key-before/v1 {old.export()}")
    assert says("receipt", "check", "was", "--key", "key")[0] == 0
    Path("now").write_text(says("receipt", "mila", "1")[1])
    assert says("receipt", "check", "now", "--key", "key")[0] == 6
    assert says("receipt", "check", "now", "--key", told["key"])[0] == 0
    assert says("check", "--against", "was", "--key", "key")[0] == 0
    assert says("check")[0] == 0
    assert Path("casebook.sign").stat().st_mode & 0o777 == 0o600


def test_who_knows_one_key_checks_what_another_signed(says: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, notes = [Path("key").read_text().strip()], list[str]()
    for turn in range(3):
        Path(f"receipt-{turn}").write_text(says("receipt", "mila", "1")[1])
        if turn < 2:
            told = json.loads(says("keys", "succeed", "--json")[1])
            keys.append(told["key"])
            notes.append(f"note-{turn}")
            Path(notes[-1]).write_text(told["checkpoint"])
    for turn in range(3):
        assert says("receipt", "check", f"receipt-{turn}")[0] == 0, "the casebook has the word of each key for the next"
    assert says("bundle", "mila", "-o", "bundel")[0] == 0
    for name in ("receipt-0", "receipt-1", "receipt-2", "bundel", *notes):
        Path("elsewhere").mkdir(exist_ok=True)
        shutil.copy(name, "elsewhere")
    monkeypatch.chdir("elsewhere")
    by_notes = [word for note in notes for word in ("--succession", note)]
    for known, key in enumerate(keys):
        assert says("check", "bundel", "--key", key)[0] == 0
        for turn in range(3):
            checks = ("receipt", "check", f"receipt-{turn}", "--key", key)
            assert says(*checks, *by_notes)[0] == 0
            assert says(*checks)[0] == (0 if turn == known else 6)
            assert says(*checks, *by_notes[:2])[0] == (0 if turn == known or {turn, known} == {0, 1} else 6)
    status, _, err = says("receipt", "check", "receipt-0", "--key", keys[0], "--succession", "receipt-0")
    assert (status, "--succession" in err) == (2, True)


def test_a_succession_that_was_cut_short_is_finished(says: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as dying:
        dying.setattr(Path, "replace", dies)
        assert says("keys", "succeed")[0] == 1
    old = Path("key").read_text().strip()
    assert Path("casebook.sign.new").exists()
    told = json.loads(says("keys", "succeed", "--json")[1])
    assert told["key"] != old
    assert not Path("casebook.sign.new").exists()
    Path("now").write_text(says("receipt", "mila", "1")[1])
    assert says("receipt", "check", "now", "--key", told["key"])[0] == 0
    assert says("check")[0] == 0


def test_a_signing_key_that_was_lost_is_replaced_and_no_backup_has_it(says: Any) -> None:
    assert says("backup", "monday")[0] == 0
    assert sorted(file.name for file in Path("monday").iterdir()) == ["casebook.db", "casebook.vault"]
    Path("casebook.sign").unlink()
    assert says("record", "script.jsonl")[0] == 1, "refused by a rule, and by nothing else"
    status, _, err = says("checkpoint")
    assert (status, "svh keys succeed" in err) == (2, True)
    status, _, err = says("keys", "succeed")
    assert (status, "svh keys succeed --lost" in err) == (2, True)
    entries = says("cases")[1]
    assert says("keys", "succeed", "--lost")[0] == 0
    assert says("checkpoint")[0] == 0
    assert says("cases")[1] == entries
    status, out, _ = says("check", "--lang", "en")
    assert (status, "log/stad#2  From here the log signs with a key" in out, "[a_key_was_lost]" in out) == (
        0,
        True,
        True,
    )
    assert says("keys", "succeed")[0] == 0
    assert says("check")[1].count("[a_key_was_lost]") == 1, "of the second the one before it signed"


def test_a_lost_key_is_told_in_the_log_and_what_it_signed_still_holds(says: Any) -> None:
    says("checkpoint", "-o", "was")
    Path("receipt").write_text(says("receipt", "mila", "2")[1])
    Path("casebook.sign").unlink()
    told = json.loads(says("keys", "succeed", "--lost", "--json")[1])
    assert Succession.parse(told["checkpoint"].encode()).old is None
    bundle = says("bundle", "mila", "-o", "bundle") and Path("bundle").read_text()
    assert '"name":"key.succeeded"' in bundle
    assert says("check", "bundle", "--key", told["key"])[0] == 0
    assert says("check", "bundle", "--key", "key")[0] == 6, "whoever knows the old key alone has to ask"
    assert says("receipt", "check", "receipt", "--key", "key")[0] == 0
    assert says("check", "--against", "was", "--against", "receipt", "--key", "key")[0] == 0


def test_the_verifier_key_is_shown(says: Any) -> None:
    assert says("keys", "show")[1] == Path("key").read_text()
    told = json.loads(says("keys", "succeed", "--json")[1])
    assert says("keys", "show")[1] == f"{told['key']}\n"


def test_what_an_older_key_signed_is_held_against_the_log_by_who_knows_the_newer_one(says: Any) -> None:
    says("checkpoint", "-o", "was")
    Path("receipt").write_text(says("receipt", "mila", "2")[1])
    key = json.loads(says("keys", "succeed", "--json")[1])["key"]
    says("checkpoint", "-o", "now")
    kept = ("--against", "was", "--against", "receipt", "--against", "now")
    assert says("check", *kept, "--key", "key")[0] == 0
    assert says("check", *kept, "--key", key)[0] == 0
    other = json.loads(says("init", "--db", "other.db", "--origin", "stad", "--json")[1])["verifier_key"]
    assert says("check", *kept, "--key", other)[0] == 2


def test_a_key_that_is_there_is_not_lost(says: Any) -> None:
    before = Path("casebook.sign").read_text()
    status, _, err = says("keys", "succeed", "--lost")
    assert (status, "is not lost" in err) == (2, True)
    assert Path("casebook.sign").read_text() == before
    assert not Path("casebook.sign.new").exists()


def row_of(command: str) -> tuple[str, set[str]]:
    """What the reference says that a command gives as JSON: the name of the schema, and the keys beside that."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "command.md").read_text("utf-8")
    (row,) = (line for line in page.splitlines() if line.startswith(f"| `{command}` | `svh."))
    _, _, schema, holds, _ = row.split("|")
    return schema.strip(" `"), set(re.findall(r"`(\w+)`", holds))


JSON_OF_PROOF = {
    "receipt": ("receipt", "mila", "2"),
    "receipt check": ("receipt", "check", "receipt", "--key", "key"),
    "checkpoint": ("checkpoint",),
    "checkpoint --old": ("checkpoint", "--old", "3"),
    "bundle": ("bundle", "mila", "-o", "bundle"),
    "keys show": ("keys", "show"),
    "keys succeed": ("keys", "succeed"),
    "witness init": ("witness", "init", "--log", "key", "-o", "another"),
    "witness cosign": ("witness", "cosign", "request"),
    "witness follow": ("witness", "follow", "succession"),
    "witness fork": ("witness", "fork", "fork", "--log", "key"),
}


@pytest.mark.parametrize("command", JSON_OF_PROOF)
def test_the_reference_says_what_the_json_of_proof_holds(says: Any, command: str) -> None:
    says("receipt", "mila", "2", "-o", "receipt")
    says("checkpoint", "--old", "0", "-o", "request")
    says("witness", "init", "--log", "key")
    signed = [says("checkpoint")[1]]
    shutil.copy("casebook.sign", "sign")
    Path("succession").write_text(says("keys", "succeed")[1])
    shutil.copy("sign", "casebook.sign")
    signed.append(says("checkpoint")[1])
    Path("fork").write_text("\n".join(("svh-fork/v1\n", *signed)))
    _, out, _ = says(*JSON_OF_PROOF[command], "--json")
    told = json.loads(out)
    assert (told.pop("schema"), told.keys()) == row_of(command)
