"""The witness: another organisation, which keeps a log from being two logs (C2SP tlog-witness).

It cosigns a checkpoint only where it was shown that the log still begins with what it cosigned last, and it has on disk
that it cosigned before it answers. So whoever rewrites a log, or shows different logs to different people, gets no
cosignature for the second one, and leaves a fork behind: two checkpoints that the log signed, and cannot explain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from svh_core.errors import Conflict, LogBroken, Malformed
from svh_core.proof.checkpoint import Checkpoint, cosign_checkpoint
from svh_core.proof.forks import Fork, Signed, assert_proof, hashes_of, plain
from svh_core.proof.lines import ProofRefused, base64_of, number_of
from svh_core.proof.tree import EMPTY_ROOT, is_consistent
from svh_core.proof.witness_state import WitnessState


@dataclass(frozen=True, slots=True)
class Request:
    """What a witness is asked: to cosign a checkpoint (tlog-witness, the body of "add-checkpoint").

    Attributes:
        old: how many entries the log had when the witness cosigned it last; 0 the first time.
        proof: shows that the log begins with those; empty where `old` is 0, or is the size of the checkpoint.
        note: the checkpoint, signed by the log.
    """

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def export(self) -> bytes:
        """The request as text."""
        return "\n".join((f"old {self.old}", *map(base64_of, self.proof), "", "")).encode() + self.note

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Reads what `export` wrote.

        Raises:
            ProofRefused: this is not written as a request is.
        """
        head, _, note = text.partition(b"\n\n")
        first, *lines = plain(head).split("\n")
        if not first.startswith("old "):
            raise ProofRefused("a request begins with the size that the witness knows, and this does not")
        return cls(number_of(first.removeprefix("old ")), hashes_of(lines), note)


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What a witness answers.

    Attributes:
        note: the checkpoint as it came, with the cosignature as its last line.
    """

    note: bytes

    @property
    def cosignature(self) -> bytes:
        """That line alone, which is the answer by C2SP tlog-witness."""
        return self.note[self.note.rindex(b"\n", 0, -1) + 1 :]


class AnotherSize(Conflict):
    """A witness was asked to go on from another size than that of the checkpoint it cosigned last.

    Attributes:
        size: what it was; 0 where it cosigned nothing yet.
    """

    def __init__(self, sentence: str, size: int, *, next: str) -> None:  # noqa: A002 - as in `SvhError`
        super().__init__(sentence, next=next)
        self.size = size


class Forked(LogBroken):
    """A witness was shown a log that is not the log it saw.

    Attributes:
        fork: what shows it.
        path: where that stands.
        is_proven: whether the two checkpoints can be of no honest log. Where not, they were only not shown to go
            together, and it is for the log to show it.
    """

    def __init__(self, fork: Fork, path: Path, *, is_proven: bool) -> None:
        if is_proven:
            sentence, further = "the log signed two checkpoints that cannot both be true", "Show that file to everybody"
        else:
            sentence = "nothing shows that the log begins with what this witness cosigned"
            further = "Ask the log for another proof. Where it has none, show that file to everybody"
        super().__init__(f"{sentence}; both are in {path}", next=f"{further} who relies on the log.")
        self.fork = fork
        self.path = path
        self.is_proven = is_proven


def cosign(old: int, proof: Sequence[bytes], note: bytes, state: WitnessState) -> Cosigned:
    """Cosigns a checkpoint, once it is on disk that we do; or refuses.

    Args:
        old: as in `Request`, like the next two.
        proof: what shows that the log begins with what it was.
        note: the checkpoint.
        state: the witness: its key, the logs it follows, and what it cosigned last of each.

    Raises:
        NotFound: it follows no such log.
        Malformed: the log did not sign this, or it is no checkpoint or no proof.
        AnotherSize: it cosigned last another size than `old`, or a larger one than this.
        Forked: this is not the log that it saw; what shows it has been written.
        LogBroken: its state is damaged.
        KeysMissing: its key is not there.
    """
    with state.alone():
        try:
            keys = state.keys_of(note)
            asked, last = Signed.by(keys, note), state.last(keys)
            if not _goes_on(last.checkpoint, asked.checkpoint, old, proof):
                fork = Fork.of(last, asked, proof)
                raise Forked(fork, state.keep_fork(fork), is_proven=fork.is_proven(keys))
            cosigned = cosign_checkpoint(note, state.witness)
            state.keep(cosigned, keys)
        except ProofRefused as refused:
            raise Malformed(f"this witness does not cosign that: {refused}", next="Ask the log for another.") from None
    return Cosigned(cosigned)


def _goes_on(last: Checkpoint, asked: Checkpoint, old: int, proof: Sequence[bytes]) -> bool:
    """Whether a log is shown to begin with what it was, where that is what was asked."""
    if asked.size == 0 and asked.root != EMPTY_ROOT:
        raise ProofRefused("this is not the root of a log without entries")
    if asked.size == last.size and asked.root != last.root:
        return False  # also where `old` is wrong: a fork is worth more than a question to ask again
    if old != last.size:
        raise AnotherSize(
            f"this witness cosigned last a log of {last.size} entries, not of {old}",
            last.size,
            next=f"Ask again with {last.size} as the old size, and the proof from there.",
        )
    if asked.size < last.size:
        raise AnotherSize(
            f"this log has {asked.size} entries, and had {last.size} when this witness cosigned it last",
            last.size,
            next="Ask with a newer checkpoint; a log that has none has lost entries.",
        )
    assert_proof(proof)
    if last.size in {0, asked.size}:
        if proof:
            raise ProofRefused("there is nothing that this proof could prove")
        return True
    if not proof:
        raise ProofRefused("the proof that the log begins with what it was is left out")  # forgotten, and no fork yet
    return is_consistent(last.size, asked.size, proof, last.root, asked.root)
