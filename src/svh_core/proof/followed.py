"""A log as a witness follows it: which keys it takes, and what it cosigned last. All that it keeps of the log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Self

from svh_core.proof.checkpoint import Checkpoint, Witness, WitnessKey, cosign_checkpoint
from svh_core.proof.forks import Signed
from svh_core.proof.lines import ProofRefused
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.succession import Succession, key_that_signed
from svh_core.proof.tree import EMPTY_ROOT

NOTHING_YET: Final = b"nothing was cosigned yet\n"
"""Stands in the place of the last checkpoint where there was none yet."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A log that a witness follows.

    Attributes:
        known: every key that it has had since the witness follows it.
        keys: those of them that it signs with now.
        last: the checkpoint that was cosigned last, as the log signed it; of no entries where there was none yet.
        kept: the same with the cosignature; empty where there was none yet.
        successions: the notes by which it went on under another key.
    """

    known: tuple[VerifierKey, ...]
    keys: tuple[VerifierKey, ...]
    last: Signed
    kept: bytes = b""
    successions: tuple[Succession, ...] = ()

    @classmethod
    def parse(cls, told: bytes, named: tuple[VerifierKey, ...], witness: WitnessKey) -> Self:
        """Reads what `export` wrote.

        Args:
            told: it.
            named: the keys by which the witness began to follow the log.
            witness: the key of the witness.

        Raises:
            ProofRefused: it is not all as it was written.
        """
        *notes, last = _notes_in(told)
        log = cls(named, named, Signed(Checkpoint(named[0].name, 0, EMPTY_ROOT), b""))
        for note in notes:
            log = log.after(Succession.parse(note))
        if last != NOTHING_YET:
            by_log, _ = (Signed.by(known, last) for known in (log.known, [witness]))
            log = replace(log, last=by_log, kept=Signed.by([*log.known, witness], last).note)
        if log.export() != told:
            raise ProofRefused("what a witness knows of a log is not as it was written")
        return log

    def export(self) -> bytes:
        """It as text: the notes of its successions, and behind them what was cosigned last."""
        return b"\n".join((*(one.note for one in self.successions), self.kept or NOTHING_YET))

    def after(self, succession: Succession) -> Self:
        """The log once it went on under another key."""
        known = (*self.known, succession.new)
        return replace(self, known=known, keys=(succession.new,), successions=(*self.successions, succession))

    def signed(self, note: bytes) -> Signed:
        """A checkpoint that the log signed with the key that it has now.

        Raises:
            ProofRefused: it did not.
        """
        try:
            return Signed.by(self.keys, note)
        except ProofRefused:
            if self.successions and key_that_signed(note, [*self.keys, *self.known]) != self.keys[0]:
                size = self.successions[-1].checkpoint.size
                raise ProofRefused(f"the log signs with another key since it had {size} entries") from None
            raise

    def cosigned(self, note: bytes, witness: Witness) -> tuple[bytes, Self]:
        """A checkpoint with the cosignature, and the log once that is what was cosigned last."""
        answer = cosign_checkpoint(note, witness)
        kept = Signed.by([*self.keys, witness.verifier], answer).note
        return answer, replace(self, last=Signed.by(self.keys, note), kept=kept)


def _notes_in(told: bytes) -> list[bytes]:
    """The notes that stand behind one another; none has an empty line inside its text or its signatures."""
    parts = told.removesuffix(b"\n").split(b"\n\n")
    return [b"\n\n".join(parts[begin : begin + 2]) + b"\n" for begin in range(0, len(parts), 2)]
