"""A key that follows another: a checkpoint that names both, and that both sign.

    log.example
    7
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
    svh-key/v1 log.example+aa8df9d4+AcvI8lRxc4tuqSlRQzC1WHqcpZzJnNHK7Gfne5UwRmnT
    svh-key-before/v1 log.example+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k

Who knows the old key learns the new one from it; and who knows the new one, what the old one was. Where the old key was
lost there is no last line, and only the new key signed: then nobody who knows the old one has to believe it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Self

from svh_core.proof.checkpoint import Checkpoint, sign_checkpoint
from svh_core.proof.forks import Signed
from svh_core.proof.lines import ProofRefused
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.notes import open_note

_NEW: Final = "svh-key/v1 "
_OLD: Final = "svh-key-before/v1 "


@dataclass(frozen=True, slots=True)
class Succession:
    """That a log goes on under another key.

    Attributes:
        note: what says so, with the signatures of both keys and no others.
        checkpoint: the log as it was then.
        new: the key it goes on under.
        old: the key before it; None where that was lost.
    """

    note: bytes
    checkpoint: Checkpoint
    new: VerifierKey
    old: VerifierKey | None

    @classmethod
    def parse(cls, note: bytes) -> Self:
        """Reads what `sign_succession` made. It shows what it says only to who knows one of the keys.

        Raises:
            ProofRefused: it is none, or one of the keys that it names did not sign it.
        """
        text = note.partition(b"\n\n")[0].decode("utf-8", "replace") + "\n"
        checkpoint = Checkpoint.parse(text)
        lines = checkpoint.extensions
        kinds = [line[: line.find(" ") + 1] for line in lines]
        if kinds not in ([_NEW], [_NEW, _OLD]):
            raise ProofRefused("this does not say that a log goes on under another key")
        new, old = VerifierKey.parse(lines[0].removeprefix(_NEW)), None
        if lines[1:]:
            old = VerifierKey.parse(lines[1].removeprefix(_OLD))
        keys = [new] if old is None else [new, old]
        signed = Signed.by(keys, note)
        if len(open_note(signed.note, keys).signatures) != len(keys):
            raise ProofRefused("one of the two keys did not sign that one follows the other")
        if {key.name for key in keys} != {checkpoint.origin} or new == old:
            raise ProofRefused("these are no two keys of one log")
        return cls(signed.note, checkpoint, new, old)


def sign_succession(checkpoint: Checkpoint, new: SignerKey, old: SignerKey | None) -> bytes:
    """The note by which a log goes on under another key.

    Args:
        checkpoint: of the log as it is now.
        new: the key it goes on under.
        old: the key that it signed with; None where nobody has it any more.
    """
    lines = [f"{_NEW}{new.verifier.export()}"] + ([f"{_OLD}{old.verifier.export()}"] if old is not None else [])
    said = Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root, tuple(lines))
    return sign_checkpoint(said, *([old] if old is not None else []), new)


def keys_known_by(key: VerifierKey, notes: Iterable[bytes]) -> list[VerifierKey]:
    """The keys of a log that somebody who knows one of them can believe, that one first.

    Those that came before it are believed by its own word, and those that came after it by the word of the one before
    each. Who stole a key that came before it therefore cannot name another that follows.

    Args:
        key: the key that is known.
        notes: those by which the log went on under another key, in any order. Notes of other keys say nothing.

    Raises:
        ProofRefused: one of them is no such note.
    """
    steps = [(one.old, one.new) for one in map(Succession.parse, notes) if one.old is not None]
    before = _reached(key, [(new, old) for old, new in steps])
    return list(dict.fromkeys([*before, *_reached(key, steps)]))


def may_be_a_key_of(key: VerifierKey, notes: Iterable[bytes]) -> bool:
    """Whether who knows this key can believe the one that a log signs with, as far as its own notes say.

    Where the log says that a key was lost, the one before that only has to lead to the lost one: nothing leads further.
    Which key came before the first that was lost no note says, and then this may be the one.

    Args:
        key: the key that is known.
        notes: those by which the log went on under another key, in order.

    Raises:
        ProofRefused: one of them is no such note.
    """
    parts: list[list[Succession]] = [[]]
    for one in map(Succession.parse, notes):
        if one.old is None:
            parts.append([])
        parts[-1].append(one)
    led = (part[-1].new in keys_known_by(key, [one.note for one in part]) for part in parts if part)
    return not parts[0] or any(led)


def notes_in(states: Iterable[bytes]) -> list[bytes]:
    """The notes in entries `key.succeeded`, from their states; what is none is passed over, and a check finds it."""
    notes = list[bytes]()
    for state in states:
        with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
            notes.append(Succession.parse(json.loads(state)["event"]["note"].encode()).note)
    return notes


def key_that_signed(note: bytes, keys: Sequence[VerifierKey]) -> VerifierKey:
    """Which of the keys of a log signed a note; the first of them where none did, so that checking with it says so."""
    for key in keys:
        try:
            open_note(note, [key])
        except ProofRefused:
            continue
        return key
    return keys[0]


def _reached(key: VerifierKey, steps: Sequence[tuple[VerifierKey, VerifierKey]]) -> list[VerifierKey]:
    reached = [key]
    for one in reached:
        reached += [to for begin, to in steps if begin == one and to not in reached]
    return reached
