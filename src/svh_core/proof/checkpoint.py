"""Checkpoints: the size and root of a log, signed (C2SP tlog-checkpoint) and cosigned (C2SP tlog-cosignature).

    example.com/behind-the-sofa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zy...
    — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nN...

The last line is that of a witness: somebody else, who saw that the log still begins with what it was.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from svh_core.proof.lines import LARGEST, ProofRefused, base64_of, bytes_of, number_of
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.notes import DASH, Verifier, add_signatures, is_text, open_note, sign_note
from svh_core.proof.tree import HASH_BYTES

_TIME: Final = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself at one moment (tlog-checkpoint, "Note text").

    Attributes:
        origin: which log.
        size: how many leaves its tree has.
        root: of the tree, 32 bytes.
        extensions: further lines, which mean nothing here.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        return "\n".join((self.origin, str(self.size), base64_of(self.root), *self.extensions, ""))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what `text` writes.

        Raises:
            ProofRefused: this is no checkpoint.
        """
        *lines, end = text.split("\n")
        if len(lines) < 3 or end or not all(lines):  # noqa: PLR2004 - origin, size and root
            raise ProofRefused("a checkpoint is three lines or more, none of them empty")
        origin, size, root, *extensions = lines
        checkpoint = cls(origin, number_of(size), bytes_of(root), tuple(extensions))
        if len(checkpoint.root) != HASH_BYTES:
            raise ProofRefused("the root of a checkpoint is not as long as a hash")
        return checkpoint


@dataclass(frozen=True)
class WitnessKey(VerifierKey):
    """The public half of a witness's key, which signs a checkpoint and a time ("Ed25519 signed message")."""

    kind: ClassVar[int] = 0x04

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether this witness cosigned the checkpoint, at the time that stands in the signature."""
        time = time_of(signature)
        return time is not None and super().accepts(_cosigned(text, time), signature[_TIME.size :])


@dataclass(frozen=True, slots=True)
class Witness:
    """Cosigns checkpoints. The key signs nothing else: its signatures do not say by what name it signed.

    Attributes:
        key: the private half.
        clock: gives the time, in seconds since 1970.
    """

    key: SignerKey
    clock: Callable[[], int]

    @property
    def name(self) -> str:
        """The name of the witness."""
        return self.key.name

    @property
    def verifier(self) -> WitnessKey:
        """The public half."""
        return WitnessKey(self.key.name, self.key.verifier.public)

    @property
    def id(self) -> bytes:
        """The id of the public half."""
        return self.verifier.id

    def sign(self, text: str) -> bytes:
        """The time in 8 bytes, and the signature over it and the checkpoint."""
        Checkpoint.parse(text)
        time = self.clock()
        return _TIME.pack(time) + self.key.sign(_cosigned(text, time))


def time_of(cosignature: bytes) -> int | None:
    """When a witness cosigned, in seconds since 1970; None where this is no cosignature."""
    if len(cosignature) <= _TIME.size:
        return None
    (time,) = _TIME.unpack_from(cosignature)
    return int(time) if time <= LARGEST else None


def _cosigned(text: str, time: int) -> str:
    return f"cosignature/v1\ntime {time}\n{text}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint that its log signed.

    Attributes:
        checkpoint: what it says.
        witnesses: the names of the known witnesses that cosigned it, each with its time in seconds since 1970.
    """

    checkpoint: Checkpoint
    witnesses: dict[str, int]


def sign_checkpoint(checkpoint: Checkpoint, *signers: SignerKey) -> bytes:
    """Makes the note of a checkpoint; a log that goes on under a new key signs with the old one and the new one."""
    return sign_note(checkpoint.text, *signers)


class CheckpointSigner:
    """Signs the checkpoints of one log, of which nothing changes but size and root, as `sign_checkpoint` signs them.

    A decision waits for it. What holds for every note is looked at once, for the first one: that leaves 5 of 20 us
    beside the signature.

    Args:
        origin: of the log.
        key: what signs.

    Raises:
        ProofRefused: there is no checkpoint of a log of this name.
    """

    def __init__(self, origin: str, key: SignerKey) -> None:
        if not origin or not is_text(f"{origin}\n"):
            raise ProofRefused("there is no checkpoint of a log of this name")
        self.key: Final = key
        self._origin = origin
        self._line = f"{DASH}{key.name}"
        self._id = key.id

    def __call__(self, size: int, root: bytes) -> bytes:
        """The signed checkpoint of a tree of this size, with this root."""
        text = f"{self._origin}\n{size}\n{base64_of(root)}\n"
        return f"{text}\n{self._line} {base64_of(self._id + self.key.sign(text))}\n".encode()


def cosign_checkpoint(note: bytes, witness: Witness) -> bytes:
    """Adds the signature of a witness; whether the log is still the same log, the witness has asked before."""
    return add_signatures(note, witness)


def open_checkpoint(
    note: bytes, log: VerifierKey, *, witnesses: Iterable[WitnessKey] = (), origin: str | None = None
) -> Opened:
    """Reads a checkpoint that its log signed.

    Args:
        note: the checkpoint with its signatures.
        log: the key of the log. That witnesses signed is not enough.
        witnesses: those that are known. One of these with a bad signature refuses the checkpoint.
        origin: what the checkpoint has to name as its log; the name of the log's key where it is left out.

    Raises:
        ProofRefused: it is no checkpoint, of another log, or not signed by the log.
    """
    known: list[Verifier] = [log, *witnesses]
    opened = open_note(note, known)
    checkpoint = Checkpoint.parse(opened.text)
    cosignatures = [one for one in opened.signatures if (one.name, one.id) != (log.name, log.id)]
    if len(cosignatures) == len(opened.signatures):
        raise ProofRefused("the log did not sign this checkpoint")
    if checkpoint.origin != (log.name if origin is None else origin):
        raise ProofRefused("this is a checkpoint of another log")
    times = {one.name: time_of(one.made) for one in cosignatures}
    return Opened(checkpoint, {name: time for name, time in times.items() if time is not None})
