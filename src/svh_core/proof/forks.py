"""A fork: two checkpoints that a log signed, and that do not go together. It shows itself to anybody, without us.

    svh-fork/v1

    example.com/behind-the-sofa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zy...

    example.com/behind-the-sofa
    20852163
    p4dQeEKuvTV9zdbQBV4c4Ud6YtZ03NyLI3O5yM1uv5Q=

    — example.com/behind-the-sofa gGLb1CoCZ2P3cdQEKuvTV9zdbQBV4c4Ud6YtZ03NyLI3O5yM1uv5TyTemetv1910T0Z9+PvSFKuHwL...

Where the second has more entries, the root with which it begins stands above them, and the consistency proof of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from svh_core.proof.checkpoint import Checkpoint
from svh_core.proof.lines import ProofRefused, base64_of, bytes_of
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.notes import Verifier, open_note
from svh_core.proof.tree import HASH_BYTES, hash_of_pair, is_consistent

_FIRST: Final = "svh-fork/v1"
_BEGINS: Final = "begins "
_PARTS_OF_TWO_NOTES: Final = 4
_MOST_HASHES: Final = 63


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that somebody signed.

    Attributes:
        checkpoint: what it says.
        note: with the signatures of those who were asked for, and no others.
    """

    checkpoint: Checkpoint
    note: bytes

    @classmethod
    def by(cls, signers: Iterable[Verifier], note: bytes) -> Self:
        """Reads a note that one of these signed, or more of them.

        Raises:
            ProofRefused: none of them did, a signature is not of the key that it says, or it is no checkpoint.
        """
        opened = open_note(note, signers)
        return cls(Checkpoint.parse(opened.text), f"{opened.text}\n{''.join(map(str, opened.signatures))}".encode())


@dataclass(frozen=True, slots=True)
class Fork:
    """Two checkpoints of one log that do not go together.

    Attributes:
        first: the note of the one that has fewer entries, or that was seen first.
        second: the note of the other.
        begins: the root of the first entries of the second log, as many as the first has; None where they are equally
            many, and where nothing shows it.
        proof: the consistency proof that shows `begins`.
    """

    first: bytes
    second: bytes
    begins: bytes | None = None
    proof: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, first: Signed, second: Signed, proof: Sequence[bytes]) -> Self:
        """The fork that two checkpoints are which this proof does not join; the first has no more entries."""
        sizes = first.checkpoint.size, second.checkpoint.size
        begins = _beginning(*sizes, proof)
        if sizes[0] < sizes[1] and is_consistent(*sizes, proof, begins, second.checkpoint.root):
            return cls(first.note, second.note, begins, tuple(proof))
        return cls(first.note, second.note)

    def export(self) -> bytes:
        """The fork as text."""
        begins = [] if self.begins is None else [_BEGINS + base64_of(self.begins), *map(base64_of, self.proof)]
        return b"\n".join(("\n".join((_FIRST, *begins, "")).encode(), self.first, self.second))

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Reads what `export` wrote; whether it shows anything, `is_proven` says.

        Raises:
            ProofRefused: this is not written as a fork is.
        """
        head, *notes = text.split(b"\n\n")  # neither the text of a checkpoint nor its signatures have an empty line
        name, *lines = plain(head).split("\n")
        if name != _FIRST or len(notes) != _PARTS_OF_TWO_NOTES or (lines and not lines[0].startswith(_BEGINS)):
            raise ProofRefused("this is no fork of a log")
        begins = bytes_of(lines[0].removeprefix(_BEGINS)) if lines else None
        first, second = b"\n\n".join(notes[:2]) + b"\n", b"\n\n".join(notes[2:])
        return cls(first, second, begins, hashes_of(lines[1:]))

    def is_proven(self, keys: Iterable[VerifierKey]) -> bool:
        """Whether these two can be of no honest log.

        False where they were only not shown to go together: then it is for the log to show it, to whoever asks.

        Args:
            keys: of the log.

        Raises:
            ProofRefused: the log did not sign both, or they may well go together.
        """
        known = list(keys)
        first, second = (Signed.by(known, note).checkpoint for note in (self.first, self.second))
        if first.origin != second.origin or not 0 < first.size <= second.size:
            raise ProofRefused("these are no two checkpoints of one log, the one with fewer entries first")
        if first.size == second.size:
            is_fork = first.root != second.root
        elif self.begins is None:
            return False
        else:
            joins_other = is_consistent(first.size, second.size, self.proof, self.begins, second.root)
            is_fork = joins_other and self.begins != first.root
        if not is_fork:
            raise ProofRefused("these two checkpoints may well be of one log")
        return True


def hashes_of(lines: Iterable[str]) -> tuple[bytes, ...]:
    """A consistency proof, from its lines of base64.

    Raises:
        ProofRefused: it is not written as one is.
    """
    hashes = tuple(map(bytes_of, lines))
    assert_proof(hashes)
    return hashes


def assert_proof(hashes: Sequence[bytes]) -> None:
    """Asserts that these can be a consistency proof.

    Raises:
        ProofRefused: they cannot.
    """
    if len(hashes) > _MOST_HASHES or any(len(one) != HASH_BYTES for one in hashes):
        raise ProofRefused("a consistency proof is 63 hashes at most, and this is not")


def plain(head: bytes) -> str:
    """What stands above a note, which is plain text.

    Raises:
        ProofRefused: it is not.
    """
    try:
        return head.decode("ascii")
    except UnicodeDecodeError:
        raise ProofRefused("what stands above a checkpoint is plain text, and this is not") from None


def _beginning(first: int, second: int, proof: Sequence[bytes]) -> bytes:
    """The root of the older tree that a consistency proof was made for, whatever root it came with.

    `consistency_proof` read backwards. Where the older size is a power of two, or the proof is of other sizes, it is
    not in there, and this gives something else: so it has to be tried.
    """
    if first == second or not proof:
        return proof[0] if proof else b""
    middle = 1 << (second - 1).bit_length() - 1
    if first <= middle:
        return _beginning(first, middle, proof[:-1])
    return hash_of_pair(proof[-1], _beginning(first - middle, second - middle, proof[:-1]))
