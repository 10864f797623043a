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
from svh_core.proof.checkpoint import Checkpoint
from svh_core.proof.followed import Followed
from svh_core.proof.forks import Fork, Signed, assert_proof, hashes_of, plain
from svh_core.proof.lines import ProofRefused, base64_of, number_of
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.succession import Succession
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

        Args:
            text: the body that was sent.

        Raises:
            Malformed: this is not written as a request is.
        """
        head, _, note = text.partition(b"\n\n")
        try:
            first, *lines = plain(head).split("\n")
            return cls(_old_in(first), hashes_of(lines), note)
        except ProofRefused as refused:
            raise Malformed(
                f"this is no request to cosign: {refused}",
                next="It is what `svh checkpoint --old` makes, and C2SP tlog-witness describes.",
            ) from None


def _old_in(line: str) -> int:
    if not line.startswith("old "):
        raise ProofRefused("it does not begin with the size that the witness knows")
    return number_of(line.removeprefix("old "))


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


class NotSigned(Malformed):
    """A witness was given what no key signed that it takes of this log now."""


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
        NotSigned: the log did not sign this with the key that it has now, or it is no checkpoint.
        Malformed: the proof is none, or is left out.
        AnotherSize: it cosigned last another size than `old`, or a larger one than this.
        Forked: this is not the log that it saw; what shows it has been written.
        LogBroken: its state is damaged.
        KeysMissing: its key is not there.
    """
    with state.alone():
        log = state.log_of(note)
        try:
            asked = log.signed(note)
        except ProofRefused as refused:
            raise NotSigned(
                f"this witness does not cosign that: {refused}",
                next="Ask the log for another. Where it has a new key, `svh witness follow` its note first.",
            ) from None
        try:
            if not _goes_on(log.last.checkpoint, asked.checkpoint, old, proof):
                raise _forked(log, asked, proof, state)
            answer, log = log.cosigned(note, state.witness)
        except ProofRefused as refused:
            raise Malformed(f"this witness does not cosign that: {refused}", next="Ask the log for another.") from None
        state.keep(log)
    return Cosigned(answer)


def follow_key(note: bytes, state: WitnessState, *, key: VerifierKey | None = None) -> VerifierKey:
    """Follows a log to the key that it goes on under, once it is on disk that we do; or refuses.

    From then on nothing is cosigned that only the key before it signed. What was cosigned last stays what it was: the
    log has to go on from it under the new key too.

    Args:
        note: the checkpoint in which the key of the log names the next one, as `svh keys succeed` makes it.
        state: the witness.
        key: the new key, where the old one was lost, and whoever runs the log told the new one in some other way.

    Returns:
        The key that it follows from here on.

    Raises:
        NotFound: it follows no such log.
        Malformed: this does not name another key, or no key that the witness trusts signed it.
        Forked: the log signed another checkpoint of the same size; what shows it has been written.
        LogBroken: its state is damaged.
    """
    with state.alone():
        log = state.log_of(note)
        try:
            succession = Succession.parse(note)
        except ProofRefused as refused:
            raise Malformed(str(refused), next="Give what `svh keys succeed` made.") from None
        if log.keys == (succession.new,):
            return succession.new
        if succession.old not in log.keys and succession.new != key:
            raise Malformed(
                "the key of the log that this witness trusts did not name the new one",
                next="Give the notes in between first. Where the old key was lost, ask whoever runs the log, in some "
                "other way, for the new one, and name it with --log.",
            )
        asked, last = Signed(succession.checkpoint, succession.note), log.last.checkpoint
        log = log.after(succession)
        if asked.checkpoint.size == last.size and asked.checkpoint.root != last.root:
            raise _forked(log, asked, (), state)
        state.keep(log)
    return succession.new


def _forked(log: Followed, asked: Signed, proof: Sequence[bytes], state: WitnessState) -> Forked:
    fork = Fork.of(log.last, asked, proof)
    return Forked(fork, state.keep_fork(fork), is_proven=fork.is_proven(log.known))


def _goes_on(last: Checkpoint, asked: Checkpoint, old: int, proof: Sequence[bytes]) -> bool:
    """Whether a log is shown to begin with what it was, where that is what was asked."""
    if asked.size == 0 and asked.root != EMPTY_ROOT:
        raise ProofRefused("this is not the root of a log without entries")
    if asked.size == last.size and asked.root != last.root:
        return False  # also where `old` is wrong: a fork is worth more than a question to ask again
    if old != last.size:
        if old > asked.size:
            raise ProofRefused("no log begins with more entries than it has")
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
