"""Other people's software accepts what we write, and refuses what was changed.

@sigstore/verify (JavaScript) checks the signature of a checkpoint and a leaf's place under it; Go's golang.org/x/mod
checks these and consistency too. One of them has to be there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core.proof.checkpoint import Checkpoint, Witness, cosign_checkpoint, sign_checkpoint
from svh_core.proof.frontier import Frontier
from svh_core.proof.lines import base64_of, bytes_of
from svh_core.proof.note_keys import SignerKey
from svh_core.proof.tlog_proof import TlogProof
from svh_core.proof.tree import consistency_proof, hash_of_leaf, inclusion_proof

from ..needs import needs
from .naive import reading, with_one_bit_changed

FOREIGN: Final = Path(__file__).parent / "foreign"
GOPATH: Final = Path(os.environ.get("GOPATH") or "/usr/share/gocode")
SECONDS: Final = 300

JAVASCRIPT: Final = shutil.which("node") is not None and (FOREIGN / "node_modules" / "@sigstore" / "verify").is_dir()
GO: Final = shutil.which("go") is not None and (GOPATH / "src" / "golang.org" / "x" / "mod" / "sumdb").is_dir()

Question = dict[str, Any]
Answers = Callable[[list[Question]], list[bool]]

LEAVES: Final = [f"leaf {number}".encode() for number in range(600)]
HASHES: Final = [hash_of_leaf(leaf) for leaf in LEAVES]
SIZES: Final = (1, 2, 3, 7, 8, 9, 255, 256, 257, 600)
LOG: Final = SignerKey("log.example/home", bytes(range(32)))
STRANGER: Final = SignerKey("log.example/home", bytes(32))
WITNESS: Final = Witness(SignerKey("witness.example/w1", bytes(range(32, 64))), clock=lambda: 1_700_000_000)


def _answers(command: list[str], env: dict[str, str]) -> Answers:
    def ask(questions: list[Question]) -> list[bool]:
        lines = "".join(f"{json.dumps(one)}\n" for one in questions)
        done = subprocess.run(
            command, input=lines, capture_output=True, text=True, check=False, timeout=SECONDS, env=os.environ | env
        )
        assert done.returncode == 0, done.stderr
        answers = [bool(json.loads(line)) for line in done.stdout.splitlines()]
        assert len(answers) == len(questions)
        return answers

    return ask


@pytest.fixture(scope="module")
def javascript() -> Answers:
    if not JAVASCRIPT:
        pytest.skip("@sigstore/verify is not there: npm ci in tests/proof/foreign")
    return _answers(["node", str(FOREIGN / "sigstore.js")], {})


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    if not GO:
        pytest.skip("golang.org/x/mod is not there: apt-get install golang-go golang-golang-x-mod-dev")
    folder = tmp_path_factory.mktemp("go")
    env = {"GOPATH": str(GOPATH), "GO111MODULE": "off", "GOCACHE": str(folder / "cache"), "GOFLAGS": ""}
    build = ["go", "build", "-o", str(folder / "verify"), str(FOREIGN / "verify.go")]
    subprocess.run(build, check=True, timeout=SECONDS, env=os.environ | env)
    return _answers([str(folder / "verify")], {})


def test_a_foreign_verifier_is_there() -> None:
    needs("a verifier that is not ours", found=JAVASCRIPT or GO, hint="npm ci in tests/proof/foreign")


@pytest.fixture(params=["javascript", "go"])
def foreign(request: pytest.FixtureRequest) -> Answers:
    answers: Answers = request.getfixturevalue(request.param)
    return answers


def proof_of(index: int, size: int) -> TlogProof:
    checkpoint = Checkpoint(LOG.name, size, Frontier().after(HASHES[:size]).root)
    path = inclusion_proof(index, size, reading(HASHES))
    return TlogProof(index, tuple(path), sign_checkpoint(checkpoint, LOG), extra=LEAVES[index])


PROOFS: Final = [proof_of(index, size) for size in SIZES for index in sorted({0, size // 3, size // 2, size - 1})]


def question(proof: TlogProof, key: SignerKey = LOG) -> Question:
    return {"proof": proof.export().decode(), "leaf": base64_of(proof.extra), "key": key.verifier.export()}


def test_it_accepts_what_we_write(foreign: Answers) -> None:
    assert all(foreign([question(proof) for proof in PROOFS]))


def test_it_accepts_a_checkpoint_that_a_witness_signed_too(foreign: Answers) -> None:
    cosigned = [replace(proof, checkpoint=cosign_checkpoint(proof.checkpoint, WITNESS)) for proof in PROOFS]
    assert all(foreign([question(proof) for proof in cosigned]))


def test_it_refuses_what_was_changed(foreign: Answers) -> None:
    mutants = [mutant for proof in PROOFS for mutant in mutants_of(proof)]
    assert len(mutants) > 15 * len(PROOFS)
    assert [mutants[place] for place, shown in enumerate(foreign(mutants)) if shown] == []


def mutants_of(proof: TlogProof) -> Iterator[Question]:
    """What is as well written, and shows nothing: each for one reason."""
    yield question(proof, key=STRANGER)
    yield question(proof, key=SignerKey("log.example/elsewhere", LOG.seed))
    for leaf in (proof.extra + b"x", with_one_bit_changed(proof.extra, 3)):
        yield question(replace(proof, extra=leaf))
    for index in {proof.index + 1, proof.index ^ 1, proof.index + 1024} - {proof.index}:
        yield question(replace(proof, index=index))
    for hashes in _changed_paths(proof.hashes):
        yield question(replace(proof, hashes=hashes))
    for checkpoint in _changed_checkpoints(proof.checkpoint):
        yield question(replace(proof, checkpoint=checkpoint))


def _changed_paths(hashes: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    yield (*hashes, HASHES[0])
    for place, one in enumerate(hashes):
        yield (*hashes[:place], with_one_bit_changed(one, 7 * place), *hashes[place + 1 :])
        yield hashes[:place] + hashes[place + 1 :]


def _changed_checkpoints(note: bytes) -> Iterator[bytes]:
    text, blank, line = note.decode().partition("\n\n")
    checkpoint = Checkpoint.parse(f"{text}\n")
    yield sign_checkpoint(checkpoint, STRANGER)
    yield sign_checkpoint(replace(checkpoint, root=HASHES[-1]), LOG)
    yield sign_checkpoint(replace(checkpoint, size=4 * checkpoint.size), LOG)
    for other in (
        replace(checkpoint, origin="log.example/away"),
        replace(checkpoint, size=checkpoint.size + 1),
        replace(checkpoint, root=with_one_bit_changed(checkpoint.root, 100)),
    ):
        yield f"{other.text}{blank[1:]}{line}".encode()
    name, _, made = line.removesuffix("\n").rpartition(" ")
    for bit in (0, 31, 32, 300, 543):
        yield f"{text}{blank}{name} {base64_of(with_one_bit_changed(bytes_of(made), bit))}\n".encode()


def test_go_finds_our_trees_consistent_and_no_others(go: Answers) -> None:
    asked = [(first, second) for second in SIZES for first in range(1, second + 1, max(1, second // 5))]
    real = [consistency(first, second) for first, second in asked]
    assert all(go(real))
    mutants = [mutant for one in real if one["path"] for mutant in _inconsistent(one)]
    assert [mutants[place] for place, shown in enumerate(go(mutants)) if shown] == []


def consistency(first: int, second: int) -> Question:
    return {
        "first": first,
        "second": second,
        "path": [base64_of(one) for one in consistency_proof(first, second, reading(HASHES))],
        "firstRoot": base64_of(Frontier().after(HASHES[:first]).root),
        "secondRoot": base64_of(Frontier().after(HASHES[:second]).root),
    }


def _inconsistent(real: Question) -> Iterator[Question]:
    other, path = base64_of(HASHES[-1]), real["path"]
    yield real | {"firstRoot": other}
    yield real | {"secondRoot": other}
    yield real | {"path": [*path, other]}
    for place in range(len(path)):
        yield real | {"path": [*path[:place], other, *path[place + 1 :]]}
        yield real | {"path": path[:place] + path[place + 1 :]}
