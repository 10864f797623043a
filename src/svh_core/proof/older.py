"""What somebody kept of a log when it was shorter: a checkpoint, or a receipt, which has a checkpoint in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from svh_core.errors import LogBroken, Malformed
from svh_core.log.leaves import parts_of_leaf
from svh_core.proof.checkpoint import Checkpoint, Opened, WitnessKey, open_checkpoint
from svh_core.proof.lines import ProofRefused
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.succession import key_that_signed, keys_known_by
from svh_core.proof.tlog_proof import TlogProof
from svh_core.proof.tree import hash_of_leaf, is_included

_PROOF: Final = b"c2sp.org/tlog-proof@"
_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = int((datetime.max.replace(tzinfo=UTC) - _BEGIN) / timedelta(seconds=1)) - 1


@dataclass(frozen=True, slots=True)
class OfReceipt:
    """The entry of a receipt.

    Attributes:
        index: its place in the log.
        hashed: its leaf hash.
        stream: its stream.
        number: in that stream.
    """

    index: int
    hashed: bytes
    stream: str
    number: int


@dataclass(frozen=True, slots=True)
class Older:
    """What a log was.

    Attributes:
        size: how many entries it had.
        root: of its tree.
        entry: what a receipt shows to be in it; None for a checkpoint alone.
        seen: when a known witness first cosigned it; None where none did.
    """

    size: int
    root: bytes
    entry: OfReceipt | None = None
    seen: datetime | None = None

    @classmethod
    def read(
        cls,
        told: bytes,
        *,
        origin: str,
        key: VerifierKey | None = None,
        witnesses: Collection[WitnessKey] = (),
        successions: Collection[bytes] = (),
    ) -> Self:
        """Reads a checkpoint or a receipt.

        Args:
            told: its text.
            origin: of the log that it has to be of.
            key: a key of the log; where it is left out, the signature is not looked at: the file is believed.
            witnesses: those whose cosignatures say when it was seen; they are looked at where the key is there too.
            successions: the notes by which the log went on under another key.

        Raises:
            Malformed: it is neither, of another log, not signed by this key, or badly cosigned by one of these.
        """
        try:
            proof = TlogProof.parse(told) if told.startswith(_PROOF) else None
            note = told if proof is None else proof.checkpoint
            if key is not None:
                key = key_that_signed(note, keys_known_by(key, successions))
            opened = _opened(note, key, witnesses)
            checkpoint = opened.checkpoint
            entry = None if proof is None else _entry(proof, checkpoint)
        except (ProofRefused, LogBroken) as refused:
            raise Malformed(f"this is no checkpoint or receipt to hold a log against: {refused}") from None
        if checkpoint.origin != origin:
            raise Malformed("this is a checkpoint of another log", next="Name the casebook it is of with --db.")
        times = [_BEGIN + timedelta(seconds=min(time, _LAST)) for time in opened.witnesses.values()]
        return cls(checkpoint.size, checkpoint.root, entry, min(times, default=None))


def _opened(note: bytes, key: VerifierKey | None, witnesses: Collection[WitnessKey]) -> Opened:
    if key is not None:
        return open_checkpoint(note, key, witnesses=witnesses)
    try:
        text = note.decode()
    except UnicodeDecodeError:
        raise ProofRefused("it is no text") from None
    return Opened(Checkpoint.parse(text.rpartition("\n\n")[0] + "\n"), {})


def _entry(proof: TlogProof, checkpoint: Checkpoint) -> OfReceipt:
    hashed = hash_of_leaf(proof.extra)
    if not is_included(hashed, proof.index, checkpoint.size, proof.hashes, checkpoint.root):
        raise ProofRefused("it does not show that the log holds its entry")
    stream, number, _, _ = parts_of_leaf(proof.extra)
    return OfReceipt(proof.index, hashed, stream, number)
