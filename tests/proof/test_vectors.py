"""Vectors that others wrote, each with its source, in ../shared/vectors beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core.proof.frontier import Frontier
from svh_core.proof.lines import ProofRefused
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.notes import open_note
from svh_core.proof.tree import hash_of_leaf, is_consistent, is_included

FILE: Final = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "merkle.json"


@pytest.fixture(scope="module")
def vectors() -> Any:
    if not FILE.exists():
        pytest.skip("there are no vectors in ../shared/vectors; the literal values in the other tests remain")
    return json.loads(FILE.read_text(encoding="utf-8"))


def _bytes(hexadecimal: list[str] | None) -> list[bytes]:
    return [bytes.fromhex(one) for one in hexadecimal or ()]


def test_leaf_hashes_and_roots(vectors: Any) -> None:
    tree = vectors["rfc6962_tree"]
    hashes = [hash_of_leaf(leaf) for leaf in _bytes(tree["leaf_inputs"])]
    assert hashes == _bytes(tree["leaf_hashes"])
    assert [Frontier().after(hashes[:size]).root for size in range(9)] == _bytes(tree["roots_by_size"])


def test_inclusion(vectors: Any) -> None:
    def shown(case: Any) -> bool:
        leaf, root = _bytes([case["leaf_hash"], case["root"]])
        return is_included(leaf, case["index"], case["size"], _bytes(case["proof"]), root)

    cases = vectors["inclusion"]["cases"]
    assert {case["name"]: not case["want_error"] for case in cases} == {case["name"]: shown(case) for case in cases}


def test_consistency(vectors: Any) -> None:
    def shown(case: Any) -> bool:
        old, new = _bytes([case["root1"], case["root2"]])
        return is_consistent(case["size1"], case["size2"], _bytes(case["proof"]), old, new)

    cases = vectors["consistency"]["cases"]
    assert {case["name"]: not case["want_error"] for case in cases} == {case["name"]: shown(case) for case in cases}
    assert not any(shown(case) for case in cases if case["size1"] == 0)


def test_the_note_of_the_specification(vectors: Any) -> None:
    vector = vectors["signed_note"]
    opened = open_note(vector["note"].encode(), [VerifierKey.parse(vector["vkey"])])
    assert opened.text == "This is an example message.\n"
    with pytest.raises(ProofRefused):
        open_note(vector["note"].replace("example message", "example massage").encode(), [])


def test_the_keys_of_gos_note_package(vectors: Any) -> None:
    vector = vectors["go_sumdb_note"]
    signer = SignerKey.parse(vector["skey"])
    assert (signer.export(), signer.verifier.export()) == (vector["skey"], vector["vkey"])
