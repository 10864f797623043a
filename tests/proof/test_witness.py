from __future__ import annotations

import hashlib
import itertools
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from svh_core.errors import KeysMissing, LogBroken, Malformed, NotFound, SvhError
from svh_core.proof.checkpoint import Checkpoint, Witness, open_checkpoint, sign_checkpoint
from svh_core.proof.forks import Fork
from svh_core.proof.lines import ProofRefused, base64_of, bytes_of
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.notes import sign_note
from svh_core.proof.succession import sign_succession
from svh_core.proof.witness import AnotherSize, Forked, NotSigned, Request, cosign, follow_key
from svh_core.proof.witness_state import WitnessState

from . import naive
from .naive import leaves_of, with_one_bit_changed

LOG: Final = SignerKey("log.example/home", bytes(range(32)))
OTHER_LOG: Final = SignerKey("log.example/away", bytes(range(64, 96)))
NEWER: Final = SignerKey(LOG.name, bytes(range(128, 160)))
NOW: Final = 1_700_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "witness"


@pytest.fixture
def state(folder: Path) -> WitnessState:
    return new(folder)


def new(folder: Path, *logs: SignerKey) -> WitnessState:
    WitnessState.create(folder, name="witness.example/w1", logs=[log.verifier for log in logs or (LOG,)])
    return WitnessState(folder, clock=lambda: NOW)


def note_of(leaves: Sequence[bytes], log: SignerKey = LOG, *extensions: str) -> bytes:
    return sign_checkpoint(Checkpoint(log.name, len(leaves), naive.root(leaves), extensions), log)


def request(old: int, leaves: Sequence[bytes]) -> Request:
    """What an honest log asks."""
    proof = naive.proof(old, leaves) if 0 < old < len(leaves) else []
    return Request(old, tuple(proof), note_of(leaves))


def asked(state: WitnessState, one: Request) -> bytes:
    return cosign(one.old, one.proof, one.note, state).note


def witnessed(state: WitnessState, note: bytes) -> dict[str, int]:
    return open_checkpoint(note, LOG.verifier, witnesses=[state.verifier]).witnesses


def forked(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The same log, with one entry that was changed."""
    return [*leaves[:index], hashlib.sha256(b"changed").digest(), *leaves[index + 1 :]]


def what_is_in(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


# --- an honest log ----------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8).map(sorted))
@settings(deadline=None, max_examples=40)
def test_a_log_that_only_grows_gets_every_cosignature(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        state = new(Path(folder))
        for old, size in itertools.pairwise([0, *sizes]):
            note = asked(state, request(old, leaves_of(size)))
            assert witnessed(state, note) == {"witness.example/w1": NOW}
        assert len(what_is_in(Path(folder))) == 4


def test_the_cosignature_is_the_line_that_the_checkpoint_gets(state: WitnessState) -> None:
    one = request(0, leaves_of(3))
    answer = cosign(one.old, one.proof, one.note, state)
    assert answer.note == one.note + answer.cosignature
    assert answer.cosignature.decode().startswith("\u2014 witness.example/w1 ")
    assert answer.cosignature.count(b"\n") == 1


def test_who_lost_the_answer_gets_it_again(state: WitnessState) -> None:
    first = asked(state, request(0, leaves_of(5)))
    assert asked(state, request(5, leaves_of(5))) == first
    assert asked(state, Request(5, (), first)) == first, "its own older cosignature makes place"


def test_signatures_of_others_stay(state: WitnessState) -> None:
    other = Witness(SignerKey("other.example/w2", bytes(range(96, 128))), clock=lambda: 5)
    note = sign_note(Checkpoint(LOG.name, 2, naive.root(leaves_of(2))).text, LOG, other)
    both = open_checkpoint(
        asked(state, Request(0, (), note)), LOG.verifier, witnesses=[state.verifier, other.verifier]
    ).witnesses
    assert both == {"witness.example/w1": NOW, "other.example/w2": 5}


def test_a_witness_may_follow_several_logs(folder: Path) -> None:
    state = new(folder, LOG, OTHER_LOG)
    for log in (LOG, OTHER_LOG):
        cosign(0, [], note_of(leaves_of(3), log), state)
    with pytest.raises(AnotherSize):
        cosign(0, [], note_of(leaves_of(4), OTHER_LOG), state)


def test_a_log_may_go_on_under_a_newer_key_that_the_witness_knows(folder: Path) -> None:
    state = new(folder, LOG, NEWER)
    text = Checkpoint(LOG.name, 4, naive.root(leaves_of(4)))
    cosign(0, [], note_of(leaves_of(2)), state)
    cosign(2, naive.proof(2, leaves_of(4)), sign_checkpoint(text, LOG, NEWER), state)
    cosign(4, naive.proof(4, leaves_of(7)), note_of(leaves_of(7), NEWER), state)
    with pytest.raises(Forked) as refused:
        cosign(7, [], note_of(forked(leaves_of(7), 3), LOG), state)
    assert refused.value.fork.is_proven([LOG.verifier, NEWER.verifier])


def test_the_time_is_that_of_the_clock(folder: Path) -> None:
    new(folder)
    state = WitnessState(folder)
    (time,) = witnessed(state, asked(state, request(0, leaves_of(1)))).values()
    assert time > NOW


def test_further_lines_of_a_checkpoint_mean_nothing(state: WitnessState) -> None:
    asked(state, request(0, leaves_of(3)))
    cosign(3, [], note_of(leaves_of(3), LOG, "a line"), state)


# --- another size -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("old", [0, 3, 5, 8])
def test_who_goes_on_from_another_size_is_told_the_size(state: WitnessState, old: int) -> None:
    asked(state, request(0, leaves_of(4)))
    with pytest.raises(AnotherSize, match="a log of 4 entries") as refused:
        asked(state, request(old, leaves_of(8)))
    assert (refused.value.size, refused.value.code, refused.value.exit_status) == (4, "conflict", 1)


@pytest.mark.parametrize("old", [0, 4, 7])
def test_a_log_that_is_shorter_than_it_was_gets_nothing(state: WitnessState, old: int) -> None:
    asked(state, request(0, leaves_of(7)))
    with pytest.raises(AnotherSize, match="7") as refused:
        cosign(old, [], note_of(leaves_of(4)), state)
    assert refused.value.size == 7


def test_no_log_begins_with_more_than_it_has(state: WitnessState) -> None:
    asked(state, request(0, leaves_of(4)))
    with pytest.raises(Malformed, match="more entries than it has"):
        cosign(9, [], note_of(leaves_of(8)), state)


# --- what is no request -----------------------------------------------------------------------------------------------


def test_a_log_that_nobody_asked_it_to_follow_gets_nothing(state: WitnessState, folder: Path) -> None:
    before = what_is_in(folder)
    for note in (note_of(leaves_of(3), OTHER_LOG), b"", b"no note"):
        with pytest.raises(NotFound):
            cosign(0, [], note, state)
    assert what_is_in(folder) == before


def test_another_key_by_the_name_of_the_log_signs_nothing(state: WitnessState) -> None:
    with pytest.raises(NotSigned, match="no key that is known signed this"):
        cosign(0, [], note_of(leaves_of(3), SignerKey(LOG.name, OTHER_LOG.seed)), state)


def test_what_the_log_signed_and_is_no_checkpoint_is_refused(state: WitnessState) -> None:
    with pytest.raises(Malformed):
        cosign(0, [], sign_note(f"{LOG.name}\nno number\n", LOG), state)


def test_a_log_without_entries_has_one_root(state: WitnessState) -> None:
    with pytest.raises(Malformed, match="without entries"):
        cosign(0, [], sign_checkpoint(Checkpoint(LOG.name, 0, bytes(32)), LOG), state)
    asked(state, request(0, []))
    with pytest.raises(Malformed, match="without entries"):
        cosign(0, [], sign_checkpoint(Checkpoint(LOG.name, 0, bytes(32)), LOG), state)


@pytest.mark.parametrize("size", [3, 6])
def test_a_proof_that_proves_nothing_is_refused(state: WitnessState, size: int) -> None:
    with pytest.raises(Malformed, match="nothing that this proof"):
        cosign(0, [bytes(32)], note_of(leaves_of(3)), state)
    asked(state, request(0, leaves_of(3)))
    with pytest.raises(Malformed):
        cosign(3, [bytes(31)] if size > 3 else [bytes(32)], note_of(leaves_of(size)), state)


def test_who_forgets_the_proof_is_told_so_and_has_not_forked(state: WitnessState, folder: Path) -> None:
    asked(state, request(0, leaves_of(3)))
    before = what_is_in(folder)
    with pytest.raises(Malformed, match="is left out"):
        cosign(3, [], note_of(leaves_of(7)), state)
    assert what_is_in(folder) == before


def test_a_note_with_as_many_signatures_as_fit_gets_no_other(state: WitnessState, folder: Path) -> None:
    others = [SignerKey(f"other.example/{number}", bytes([number] * 32)) for number in range(99)]
    before = what_is_in(folder)
    with pytest.raises(Malformed, match="too many"):
        cosign(0, [], sign_note(Checkpoint(LOG.name, 1, leaves_of(1)[0]).text, LOG, *others), state)
    assert what_is_in(folder) == before


@given(st.integers(1, 30), st.integers(1, 30))
def test_a_request_reads_back_as_it_was_written(old: int, more: int) -> None:
    one = request(old, leaves_of(old + more))
    assert Request.parse(one.export()) == one


def test_a_request_is_written_as_others_write_it() -> None:
    example = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
""".encode()  # noqa: E501 - of C2SP tlog-witness, as it stands there
    read = Request.parse(example)
    assert (read.old, len(read.proof), read.note[:11]) == (20852014, 4, b"example.com")
    assert read.export() == example


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"old",
        b"old 01\n\nnote",
        b"old -1\n\nnote",
        b"new 3\n\nnote",
        "old \u0663\n\nnote".encode(),
        b"old 3\nAAAA\n\nnote",
        b"old 3\n" + (base64_of(bytes(32)).encode() + b"\n") * 64 + b"\nnote",
    ],
)
def test_what_is_written_in_another_way_is_no_request(text: bytes) -> None:
    with pytest.raises(Malformed):
        Request.parse(text)


@pytest.mark.uncounted
def test_no_bit_of_a_request_can_be_changed(state: WitnessState, folder: Path) -> None:
    asked(state, request(0, leaves_of(6)))
    before = what_is_in(folder)
    whole = request(6, leaves_of(13)).export()
    for bit in range(len(whole) * 8):
        with pytest.raises((SvhError, ProofRefused)):
            asked(state, Request.parse(with_one_bit_changed(whole, bit)))
    assert before.items() <= what_is_in(folder).items(), "what it cosigned last stays what it was"
    asked(state, Request.parse(whole))


def test_no_byte_of_a_request_can_be_left_out(state: WitnessState) -> None:
    asked(state, request(0, leaves_of(6)))
    whole = request(6, leaves_of(13)).export()
    for place in range(len(whole)):
        for shorter in (whole[:place], whole[:place] + whole[place + 1 :]):
            with pytest.raises((SvhError, ProofRefused)):
                asked(state, Request.parse(shorter))


# --- a fork -----------------------------------------------------------------------------------------------------------


class Auditor:
    """Checks a fork with nothing of ours: the standard library, an Ed25519 package, and RFC 9162, 2.1.4.2."""

    def __init__(self, key: str) -> None:
        name, key_id, encoded = key.split("+", maxsplit=2)
        raw = bytes_of(encoded)
        assert raw[0] == 1
        assert hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == key_id
        self.name, self.key_id, self.key = name, key_id, Ed25519PublicKey.from_public_bytes(raw[1:])

    def is_convinced(self, fork: bytes) -> bool:
        """Whether the log is proven to be two; raises where this shows nothing at all."""
        head, one_text, one_signed, two_text, two_signed = fork.decode().split("\n\n")
        first, second = self._signed(one_text, one_signed), self._signed(two_text, two_signed)
        name, *lines = head.split("\n")
        assert name == "svh-fork/v1"
        if first[0] == second[0]:
            assert first[1] != second[1]
            return True
        assert first[0] < second[0]
        if not lines:
            return False
        begins, *proof = [bytes_of(line.removeprefix("begins ")) for line in lines]
        assert begins != first[1]
        assert self._joins(first[0], second[0], proof, begins) == (begins, second[1])
        return True

    def _signed(self, text: str, signatures: str) -> tuple[int, bytes]:
        for line in signatures.strip("\n").split("\n"):
            _, name, encoded = line.split(" ")
            raw = bytes_of(encoded)
            if name == self.name and raw[:4].hex() == self.key_id:
                try:
                    self.key.verify(raw[4:], f"{text}\n".encode())
                except InvalidSignature:
                    raise AssertionError from None
                origin, size, root = text.split("\n")[:3]
                assert origin == self.name
                return int(size), bytes_of(root)
        raise AssertionError

    @staticmethod
    def _joins(first: int, second: int, proof: list[bytes], first_root: bytes) -> tuple[bytes, bytes]:
        path = [first_root, *proof] if first & (first - 1) == 0 else proof
        fn, sn = first - 1, second - 1
        while fn & 1:
            fn, sn = fn >> 1, sn >> 1
        fr = sr = path[0]
        for c in path[1:]:
            assert sn
            if fn & 1 or fn == sn:
                fr, sr = (hashlib.sha256(b"\x01" + c + node).digest() for node in (fr, sr))
                while fn and not fn & 1:
                    fn, sn = fn >> 1, sn >> 1
            else:
                sr = hashlib.sha256(b"\x01" + sr + c).digest()
            fn, sn = fn >> 1, sn >> 1
        assert not sn
        return fr, sr


AUDITOR: Final = Auditor(LOG.verifier.export())


@given(st.integers(1, 40), st.integers(0, 30), st.data())
@settings(deadline=None)
def test_a_fork_gets_no_cosignature_and_shows_itself(known: int, more: int, data: st.DataObject) -> None:
    honest = leaves_of(known + more)
    changed = forked(honest, data.draw(st.integers(0, known - 1)))
    with tempfile.TemporaryDirectory() as name:
        folder, state = Path(name), new(Path(name))
        asked(state, request(0, honest[:known]))
        before = what_is_in(folder)
        with pytest.raises(Forked) as refused:
            asked(state, request(known, changed))
        after = what_is_in(folder)
        (written,) = after.keys() - before.keys()
        assert before.items() <= after.items()
        assert refused.value.path == folder / written
        assert refused.value.exit_status == 6
        assert str(folder / written) in refused.value.sentence
        told = after[written]
        is_proven = more == 0 or known & (known - 1) != 0
        assert AUDITOR.is_convinced(told) == is_proven
        assert Fork.parse(told) == refused.value.fork
        assert refused.value.fork.is_proven([LOG.verifier]) == refused.value.is_proven == is_proven
        asked(state, request(known, honest))


@given(st.integers(1, 40), st.integers(1, 30), st.data())
@settings(deadline=None)
def test_what_no_proof_joins_is_kept_as_two_that_have_to_be_explained(
    known: int, more: int, data: st.DataObject
) -> None:
    leaves = leaves_of(known + more)
    proof = naive.proof(known, leaves)
    place = data.draw(st.integers(0, len(proof) - 1))
    damaged = [*proof[:place], hashlib.sha256(b"damaged").digest(), *proof[place + 1 :]]
    with tempfile.TemporaryDirectory() as name:
        state = new(Path(name))
        asked(state, request(0, leaves[:known]))
        with pytest.raises(Forked, match="nothing shows") as refused:
            cosign(known, damaged, note_of(leaves), state)
        assert not refused.value.is_proven
        assert not AUDITOR.is_convinced(refused.value.path.read_bytes())


def test_a_fork_shows_itself_even_where_the_old_size_is_wrong(state: WitnessState) -> None:
    asked(state, request(0, leaves_of(5)))
    with pytest.raises(Forked):
        cosign(0, [], note_of(forked(leaves_of(5), 2)), state)


def test_the_same_fork_is_written_once_whatever_others_signed_on_it(state: WitnessState, folder: Path) -> None:
    asked(state, request(0, leaves_of(5)))
    text = Checkpoint(LOG.name, 5, naive.root(forked(leaves_of(5), 2))).text
    for signers in ([LOG], [LOG, OTHER_LOG], [OTHER_LOG, LOG]):
        with pytest.raises(Forked):
            cosign(5, [], sign_note(text, *signers), state)
    assert len([*folder.glob("fork-*")]) == 1


def test_a_witness_goes_on_with_the_log_that_it_saw(state: WitnessState) -> None:
    asked(state, request(0, leaves_of(5)))
    with pytest.raises(Forked):
        asked(state, request(5, forked(leaves_of(9), 2)))
    asked(state, request(5, leaves_of(9)))


def fork_of(state: WitnessState, known: int, size: int) -> Fork:
    asked(state, request(0, leaves_of(known)))
    with pytest.raises(Forked) as refused:
        asked(state, request(known, forked(leaves_of(size), 1)))
    return refused.value.fork


@pytest.mark.parametrize("size", [5, 11])
def test_no_bit_of_a_fork_can_be_changed(state: WitnessState, size: int) -> None:
    told = fork_of(state, 5, size).export()
    for bit in range(len(told) * 8):
        changed = with_one_bit_changed(told, bit)
        with pytest.raises(ProofRefused):
            Fork.parse(changed).is_proven([LOG.verifier])


def test_honest_checkpoints_are_no_fork_however_they_are_put_together() -> None:
    notes = [note_of(leaves_of(size)) for size in (0, 3, 3, 7)]
    root, proof = naive.root(leaves_of(3)), tuple(naive.proof(3, leaves_of(7)))
    other = note_of(leaves_of(7), OTHER_LOG)
    both = [LOG.verifier, OTHER_LOG.verifier]
    for fork in (
        Fork(notes[1], notes[2]),
        Fork(notes[0], notes[3]),
        Fork(notes[3], notes[1]),
        Fork(notes[1], notes[3], root, proof),
        Fork(notes[1], notes[3], bytes(32), proof),
        Fork(notes[1], other),
        Fork(notes[0], notes[3], bytes(32), proof),
    ):
        with pytest.raises(ProofRefused):
            fork.is_proven(both)
    assert Fork(notes[1], notes[3]).is_proven(both) is False, "only a proof could say more"


@pytest.mark.parametrize("text", [b"", b"svh-fork/v1\n", b"svh-fork/v2\n\na\n\nb\n\nc\n\nd", "\u2014\n\na".encode()])
def test_what_is_written_in_another_way_is_no_fork(text: bytes) -> None:
    with pytest.raises(ProofRefused):
        Fork.parse(text)


# --- the folder -------------------------------------------------------------------------------------------------------


def test_a_new_witness_has_a_key_that_only_its_owner_can_read(state: WitnessState, folder: Path) -> None:
    assert stat.S_IMODE((folder / "witness.key").stat().st_mode) == 0o600
    assert (folder / "witness.pub").read_text("utf-8") == f"{state.verifier.export()}\n"
    assert "AgME" not in repr(state.witness)


def test_a_witness_is_made_in_a_new_or_empty_folder_and_never_over_another(tmp_path: Path) -> None:
    new(tmp_path)
    before = what_is_in(tmp_path)
    with pytest.raises(SvhError, match="not empty"):
        new(tmp_path)
    assert what_is_in(tmp_path) == before
    with pytest.raises(SvhError, match="nothing can be kept"):
        new(tmp_path / "witness.pub" / "in-a-file")
    with pytest.raises(Malformed, match="--name"):
        WitnessState.create(tmp_path / "other", name="two words", logs=[LOG.verifier])
    with pytest.raises(Malformed, match="--log"):
        WitnessState.create(tmp_path / "other", name="witness.example/w1", logs=[])
    assert not (tmp_path / "other").exists()


def test_where_there_is_no_witness_nothing_is_begun(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        WitnessState(tmp_path / "none")
    with pytest.raises(LogBroken, match="damaged"):
        WitnessState(tmp_path)
    assert not [*tmp_path.iterdir()]


@pytest.mark.uncounted
def test_no_bit_of_the_folder_can_be_changed(state: WitnessState, folder: Path) -> None:
    asked(state, request(0, leaves_of(6)))
    following = request(6, leaves_of(13))
    for name, content in what_is_in(folder).items():
        for bit in range(len(content) * 8):
            (folder / name).write_bytes(with_one_bit_changed(content, bit))
            with pytest.raises((LogBroken, KeysMissing, NotFound)):
                asked(WitnessState(folder), following)
        (folder / name).write_bytes(content)
    asked(WitnessState(folder), following)


def test_before_the_first_cosignature_too_a_damaged_folder_is_an_error(folder: Path) -> None:
    new(folder)
    for name, content in what_is_in(folder).items():
        for damaged in (b"", content[:-2], content + content, with_one_bit_changed(content, 3), None):
            (folder / name).unlink()
            if damaged is not None:
                (folder / name).write_bytes(damaged)
                (folder / name).chmod(0o600)
            with pytest.raises((LogBroken, KeysMissing)):
                asked(WitnessState(folder), request(0, leaves_of(3)))
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o600)
    asked(WitnessState(folder), request(0, leaves_of(3)))


def test_what_another_witness_cosigned_is_not_believed(state: WitnessState, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    asked(new(other), request(0, leaves_of(3)))
    asked(state, request(0, leaves_of(6)))
    (name,) = (one.name for one in folder.glob("log-*"))
    (folder / name).write_bytes((other / name).read_bytes())
    with pytest.raises(LogBroken):
        asked(state, request(3, leaves_of(7)))
    (folder / "witness.key").write_bytes((other / "witness.key").read_bytes())
    with pytest.raises(KeysMissing, match="another witness"):
        _ = WitnessState(folder).witness


@pytest.mark.parametrize("signers", [[], [OTHER_LOG], [OTHER_LOG, True], [True, OTHER_LOG]])
def test_what_the_log_signed_and_the_witness_did_not_cosign_as_it_stands_is_not_believed(
    state: WitnessState, folder: Path, signers: list[SignerKey | bool]
) -> None:
    asked(state, request(0, leaves_of(6)))
    text = Checkpoint(LOG.name, 3, naive.root(leaves_of(3))).text
    others = [one if isinstance(one, SignerKey) else state.witness for one in signers]
    (kept,) = folder.glob("log-*")
    kept.write_bytes(sign_note(text, LOG, *others))
    with pytest.raises(LogBroken):
        asked(state, request(3, leaves_of(7)))
    kept.write_bytes(sign_note(text, LOG, state.witness))
    asked(state, request(3, leaves_of(7)))


def test_what_cannot_be_written_is_not_cosigned(
    state: WitnessState, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = what_is_in(folder)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SvhError, match="No space left"):
        asked(state, request(0, leaves_of(3)))
    monkeypatch.undo()
    assert before.items() <= what_is_in(folder).items()
    asked(state, request(0, forked(leaves_of(3), 1)))


# --- several processes, and some that die -----------------------------------------------------------------------------

ASKS: Final = """
import sys
from pathlib import Path
from svh_core.proof.witness import Request, cosign
from svh_core.proof.witness_state import WitnessState
folder, *files = map(Path, sys.argv[1:])
state = WitnessState(folder)
print("ready", flush=True)
sys.stdin.read()
for file in files:
    one = Request.parse(file.read_bytes())
    try:
        sys.stdout.buffer.write(cosign(one.old, one.proof, one.note, state).note)
    except Exception as refused:
        print(type(refused).__name__)
"""


def test_of_several_processes_that_are_shown_forks_one_cosigns(tmp_path: Path) -> None:
    folder, known = tmp_path / "witness", leaves_of(5)
    state = new(folder)
    asked(state, request(0, known))
    branches = [[*known, *(hashlib.sha256(bytes([branch])).digest() for _ in range(3))] for branch in range(4)]
    for number, leaves in enumerate(branches):
        (tmp_path / f"request-{number}").write_bytes(request(5, leaves).export())
    started = [
        subprocess.Popen(
            [sys.executable, "-c", ASKS, str(folder), *_turned(tmp_path, number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for number in range(4)
    ]
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in started:
        assert one.stdin is not None
        one.stdin.close()
        one.stdin = None
    said = "".join(one.communicate(timeout=60)[0] for one in started)
    assert said.count(f"{LOG.name}\n8\n") == 1, "one branch was cosigned, once"
    assert said.count("Forked") == 4 * 4 - 1 - said.count("AnotherSize")
    assert "Error" not in said
    (root,) = re.findall(r"\n8\n(\S+)\n", said)
    (winner,) = (leaves for leaves in branches if base64_of(naive.root(leaves)) == root)
    asked(state, request(8, [*winner, known[0]]))


def test_who_waited_for_another_process_knows_what_that_cosigned(tmp_path: Path) -> None:
    folder, known = tmp_path / "witness", leaves_of(5)
    state = new(folder)
    asked(state, request(0, known))
    (tmp_path / "request").write_bytes(request(5, forked(leaves_of(8), 6)).export())
    before = what_is_in(folder)
    asked(state, request(5, leaves_of(8)))
    after = what_is_in(folder)
    started = subprocess.Popen(
        [sys.executable, "-c", ASKS, str(folder), str(tmp_path / "request")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    with state.alone():
        for name, content in before.items():
            (folder / name).write_bytes(content)
        with pytest.raises(subprocess.TimeoutExpired):
            started.communicate("", timeout=0.7)
        for name, content in after.items():
            (folder / name).write_bytes(content)
    assert started.communicate(timeout=60)[0] == "Forked\n"


def _turned(folder: Path, number: int) -> list[str]:
    """The requests, so that each process begins with another one."""
    return [str(folder / f"request-{(number + turn) % 4}") for turn in range(4)]


DIES: Final = """
import os, signal, sys
from pathlib import Path
from svh_core.proof.witness import Request, cosign
from svh_core.proof.witness_state import WitnessState
folder, file, at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
state, steps = WitnessState(folder), 0
def dying(audited, *_):
    global steps
    if audited in {"open", "os.rename"}:
        step()
def step():
    global steps
    steps += 1
    if steps == at:
        os.kill(os.getpid(), signal.SIGKILL)
fsync = os.fsync
def counted(handle):
    step()
    fsync(handle)
    step()
os.fsync = counted
one = Request.parse(file.read_bytes())
state.witness
sys.addaudithook(dying)
answer = cosign(one.old, one.proof, one.note, state)
step()
sys.stdout.buffer.write(answer.note)
"""


FOLLOWS_AND_DIES: Final = (
    DIES.replace("import Request, cosign", "import follow_key")
    .replace("one = Request.parse(file.read_bytes())", "note = file.read_bytes()")
    .replace("answer = cosign(one.old, one.proof, one.note, state)", "key = follow_key(note, state)")
    .replace("answer.note", "key.export().encode()")
)


def deaths(
    folder: Path, file: Path, copies: Callable[[int], Path], program: str = DIES
) -> Iterator[tuple[Path, bytes]]:
    """The witness and what it answered, killed at each step, until it lives long enough to answer."""
    for at in itertools.count(1):
        copy = copies(at)
        copy.mkdir()
        for name, content in what_is_in(folder).items():
            (copy / name).write_bytes(content)
            (copy / name).chmod(0o600)
        ran = subprocess.run(
            [sys.executable, "-c", program, str(copy), str(file), str(at)], capture_output=True, check=False
        )
        assert ran.returncode in {0, -signal.SIGKILL}, ran.stderr.decode()
        yield copy, ran.stdout
        if ran.returncode == 0:
            return


def test_a_witness_that_is_killed_at_any_step_cosigns_no_fork_afterwards(tmp_path: Path) -> None:
    folder, leaves = tmp_path / "witness", leaves_of(11)
    asked(new(folder), request(0, leaves[:5]))
    (tmp_path / "request").write_bytes(request(5, leaves).export())
    was_kept = []
    for copy, answer in deaths(folder, tmp_path / "request", lambda at: tmp_path / f"copy-{at}"):
        again = WitnessState(copy, clock=lambda: NOW)
        known = again.log_of(b"log.example/home\n").last.checkpoint.size
        assert known in {5, 11}, "all of it, or nothing"
        assert known == 11 or not answer
        was_kept.append(known == 11)
        with pytest.raises(Forked):
            asked(again, request(known, forked(leaves, 3)))
        with pytest.raises(Forked if known == 11 else AnotherSize):
            asked(again, request(0 if known == 5 else 11, forked(leaves, 8)))
        asked(again, request(known, leaves))
        with pytest.raises(Forked):
            asked(again, request(11, forked(leaves, 8)))
    assert was_kept == sorted(was_kept)
    assert was_kept.count(False) >= 4, "it was killed before it had it on disk"
    assert was_kept.count(True) >= 4, "and between that and the answer"


def test_a_witness_that_is_killed_while_it_follows_knows_the_old_key_or_the_new_one(tmp_path: Path) -> None:
    folder, leaves = tmp_path / "witness", leaves_of(9)
    asked(new(folder), request(0, leaves[:5]))
    (tmp_path / "note").write_bytes(succession(leaves[:7]))
    followed = []
    for copy, answer in deaths(folder, tmp_path / "note", lambda at: tmp_path / f"copy-{at}", FOLLOWS_AND_DIES):
        keys = WitnessState(copy).log_of(b"log.example/home\n").keys
        assert keys in {(LOG.verifier,), (NEWER.verifier,)}
        assert keys == (NEWER.verifier,) or not answer
        followed.append(keys == (NEWER.verifier,))
        assert follow_key(succession(leaves[:7]), WitnessState(copy)) == NEWER.verifier
        cosign(5, naive.proof(5, leaves), note_of(leaves, NEWER), WitnessState(copy))
    assert followed == sorted(followed)
    assert min(followed.count(False), followed.count(True)) >= 4


# --- a key that follows another ---------------------------------------------------------------------------------------


def succession(leaves: Sequence[bytes], newer: SignerKey = NEWER, older: SignerKey | None = LOG) -> bytes:
    return sign_succession(Checkpoint(LOG.name, len(leaves), naive.root(leaves)), newer, older)


@pytest.mark.parametrize("size", [3, 5, 8])
def test_a_log_goes_on_from_what_was_cosigned_under_its_new_key(state: WitnessState, size: int) -> None:
    leaves = leaves_of(9)
    asked(state, request(0, leaves[:5]))
    assert follow_key(succession(leaves[:size]), state) == NEWER.verifier
    with pytest.raises(Malformed, match=f"with another key since it had {size} entries"):
        asked(state, request(5, leaves))
    with pytest.raises(Forked) as refused:
        cosign(5, naive.proof(5, forked(leaves, 2)), note_of(forked(leaves, 2), NEWER), state)
    assert refused.value.is_proven
    assert refused.value.fork.is_proven([LOG.verifier, NEWER.verifier])
    cosign(5, naive.proof(5, leaves), note_of(leaves, NEWER), state)
    cosign(9, [], sign_checkpoint(Checkpoint(LOG.name, 9, naive.root(leaves)), LOG, NEWER), state)


def test_before_the_first_cosignature_too_a_key_is_followed(state: WitnessState) -> None:
    follow_key(succession(leaves_of(3)), state)
    with pytest.raises(Malformed, match="with another key"):
        asked(state, request(0, leaves_of(4)))
    cosign(0, [], note_of(leaves_of(4), NEWER), state)


def test_two_states_of_one_size_are_a_fork_in_a_succession_too(state: WitnessState) -> None:
    asked(state, request(0, leaves_of(5)))
    with pytest.raises(Forked) as refused:
        follow_key(succession(forked(leaves_of(5), 2)), state)
    assert refused.value.fork.is_proven([LOG.verifier])
    assert state.log_of(b"log.example/home\n").keys == (LOG.verifier,)


def test_no_other_key_is_followed(state: WitnessState, folder: Path) -> None:
    asked(state, request(0, leaves_of(5)))
    before, third = what_is_in(folder), SignerKey(LOG.name, bytes([7] * 32))
    for note in (
        note_of(leaves_of(6)),
        succession(leaves_of(6), third, NEWER),
        succession(leaves_of(6), third, None),
        sign_checkpoint(
            Checkpoint(LOG.name, 6, naive.root(leaves_of(6)), (f"svh-key/v1 {NEWER.verifier.export()}",)), LOG
        ),
    ):
        with pytest.raises(Malformed):
            follow_key(note, state)
    with pytest.raises(NotFound):
        follow_key(sign_succession(Checkpoint(OTHER_LOG.name, 1, leaves_of(1)[0]), third, OTHER_LOG), state)
    assert what_is_in(folder) == before
    follow_key(succession(leaves_of(6)), state)
    with pytest.raises(Malformed, match="did not name"):
        follow_key(succession(leaves_of(6), third), state)
    follow_key(succession(leaves_of(6), third, NEWER), state)


def test_a_key_that_follows_a_lost_one_is_followed_where_its_owner_was_asked(state: WitnessState) -> None:
    asked(state, request(0, leaves_of(5)))
    with pytest.raises(Malformed, match="did not name"):
        follow_key(succession(leaves_of(6), older=None), state, key=OTHER_LOG.verifier)
    follow_key(succession(leaves_of(6), older=None), state, key=NEWER.verifier)
    cosign(5, naive.proof(5, leaves_of(7)), note_of(leaves_of(7), NEWER), state)


def test_no_bit_of_what_says_that_a_key_was_followed_can_be_changed(state: WitnessState, folder: Path) -> None:
    asked(state, request(0, leaves_of(6)))
    follow_key(succession(leaves_of(6)), state)
    cosign(6, naive.proof(6, leaves_of(9)), note_of(leaves_of(9), NEWER), state)
    (kept,) = folder.glob("log-*")
    content = kept.read_bytes()
    note, _, last = content.partition(b"\n\nlog.example/home\n9\n")
    cut = [note, note + b"\n", b"log.example/home\n9\n" + last, content + content, content + note, last]
    for damaged in (*cut, *(with_one_bit_changed(content, bit) for bit in range(0, len(content) * 8, 5))):
        kept.write_bytes(damaged)
        with pytest.raises(LogBroken):
            WitnessState(folder).log_of(b"log.example/home\n")
    kept.write_bytes(content)
    assert WitnessState(folder).log_of(b"log.example/home\n").last.checkpoint.size == 9


def test_a_verifier_key_is_a_key_of_a_log_and_not_of_a_witness(state: WitnessState) -> None:
    with pytest.raises(ProofRefused):
        VerifierKey.parse(state.verifier.export())
