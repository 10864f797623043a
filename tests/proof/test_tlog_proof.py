from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svh_core.proof.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from svh_core.proof.frontier import Frontier
from svh_core.proof.lines import LARGEST, ProofRefused, base64_of
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.tlog_proof import TlogProof
from svh_core.proof.tree import hash_of_leaf, inclusion_proof

from .naive import reading, with_one_bit_changed
from .test_checkpoint import CHECKPOINT, LOG, NOTE
from .test_tree import EIGHT, PATH_OF_LEAF_5, ROOTS

HASHES = [hash_of_leaf(leaf) for leaf in EIGHT]
LEAF = EIGHT[5]
HOME = sign_checkpoint(Checkpoint("log.example/home", 8, bytes.fromhex(ROOTS[8])), LOG)
PROOF = TlogProof(5, tuple(inclusion_proof(5, 8, reading(HASHES))), HOME, extra=LEAF)
TEXT = PROOF.export()


def test_a_proof_is_written_as_the_specification_says() -> None:
    lines = ["c2sp.org/tlog-proof@v1", f"extra {base64_of(LEAF)}", "index 5"]
    lines += [base64_of(bytes.fromhex(one)) for one in PATH_OF_LEAF_5]
    assert "\n".join([*lines, "", ""]).encode() + HOME == TEXT


def test_a_proof_without_extra_has_no_such_line() -> None:
    proof = TlogProof(0, (), NOTE)
    assert proof.export() == b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + NOTE
    assert TlogProof.parse(proof.export()) == proof


def test_a_proof_shows_its_leaf_and_no_other() -> None:
    proof = TlogProof.parse(TEXT)
    assert proof == PROOF
    assert proof.opened(proof.extra, LOG.verifier).checkpoint.size == 8
    for leaf in {*EIGHT, b"", b"otherwise"} - {LEAF}:
        with pytest.raises(ProofRefused, match="does not show that the log holds the leaf"):
            proof.opened(leaf, LOG.verifier)


def test_every_single_bit_of_a_proof_counts() -> None:
    def shows(text: bytes) -> bool:
        try:
            proof = TlogProof.parse(text)
            proof.opened(proof.extra, LOG.verifier)
        except ProofRefused:
            return False
        return True

    assert shows(TEXT)
    assert [bit for bit in range(8 * len(TEXT)) if shows(with_one_bit_changed(TEXT, bit))] == []


def test_a_proof_against_a_checkpoint_of_another_tree_shows_nothing() -> None:
    other = Frontier().after(HASHES[:7])
    note = sign_checkpoint(Checkpoint("log.example/home", 7, other.root), LOG)
    with pytest.raises(ProofRefused):
        TlogProof(5, PROOF.hashes, note).opened(LEAF, LOG.verifier)


@given(
    st.integers(0, LARGEST),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.binary(max_size=99),
)
def test_a_proof_comes_back(index: int, hashes: list[bytes], extra: bytes) -> None:
    proof = TlogProof(index, tuple(hashes), NOTE, extra)
    assert TlogProof.parse(proof.export()) == proof


HEAD, _, REST = TEXT.decode().partition("\n\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\n\n" + NOTE.decode(),
        "c2sp.org/tlog-proof@v1\nextra QUI=\n\n" + NOTE.decode(),
        "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n" + NOTE.decode(),
        "c2sp.org/tlog-proof@v1\nextra QUJ=\nindex 0\n\n" + NOTE.decode(),
        "c2sp.org/tlog-proof@v1\nextra QUI=\nextra QUI=\nindex 0\n\n" + NOTE.decode(),
        "c2sp.org/tlog-proof@v1\nindex 0\nextra QUI=\n\n" + NOTE.decode(),
        HEAD,
        f"{HEAD}\n\n",
        f"{HEAD}\n{REST}",
        f"\n{TEXT.decode()}",
        TEXT.decode().replace("@v1", "@v2"),
        TEXT.decode().replace("index 5", "index 05"),
        TEXT.decode().replace("index 5", "index -5"),
        TEXT.decode().replace("index 5", "index 5 "),
        TEXT.decode().replace("index 5", "Index 5"),
        TEXT.decode().replace("index 5", "index 5\nQUI="),
        TEXT.decode().replace("index 5", "index 5" + f"\n{base64_of(bytes(32))}" * 61),
        TEXT.decode().replace("index 5", "index 5\n\u00e9"),
        TEXT.decode().replace("\n", "\r\n"),
    ],
)
def test_what_is_not_quite_a_proof_is_refused(text: str) -> None:
    with pytest.raises(ProofRefused):
        TlogProof.parse(text.encode())


def test_a_proof_is_not_of_any_length() -> None:
    with pytest.raises(ProofRefused, match="too long"):
        TlogProof.parse(TEXT + b"x" * 20_000_000)


def test_the_checkpoint_of_a_proof_is_read_as_strictly_as_one_alone() -> None:
    with pytest.raises(ProofRefused):
        TlogProof.parse(TEXT + b"\n").opened(LEAF, LOG.verifier)
    assert CHECKPOINT.origin == LOG.name


pieces = st.sampled_from([TEXT, HOME, NOTE, b"c2sp.org/tlog-proof@v1\n", b"extra ", b"index ", b"\n", b"\xe2\x80\x94 "])


@given(st.lists(st.binary(max_size=9) | pieces, max_size=6).map(b"".join))
def test_whatever_comes_in_is_read_or_refused(text: bytes) -> None:
    """Nothing else is raised: no file, however strange, looks like a fault of ours."""
    for read in (
        lambda: TlogProof.parse(text).opened(LEAF, LOG.verifier),
        lambda: open_checkpoint(text, LOG.verifier),
        lambda: Checkpoint.parse(text.decode(errors="surrogateescape")),
        lambda: VerifierKey.parse(text.decode(errors="surrogateescape")),
        lambda: SignerKey.parse("PRIVATE+KEY+" + text.decode(errors="surrogateescape")),
    ):
        with contextlib.suppress(ProofRefused):
            read()
