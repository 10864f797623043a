"""Signed notes (C2SP signed-note, "Format"): a text, a blank line, and a line for each signature.

    This is an example message.

    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

This module knows nothing of what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from svh_core.proof.lines import ProofRefused, base64_of, bytes_of
from svh_core.proof.note_keys import ID_BYTES, is_name

MOST_BYTES: Final = 1_000_000
MOST_SIGNATURES: Final = 100
"""At least 16 have to be read; Go's note package reads as many as this."""

DASH: Final = "\u2014 "
_CONTROL: Final = re.compile("[\0-\x09\x0b-\x1f]")


class Verifier(Protocol):
    """Recognises the signatures of one key."""

    @property
    def name(self) -> str:
        """The name of the key."""
        ...

    @property
    def id(self) -> bytes:
        """Its id, 4 bytes."""
        ...

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether the key made the signature over the text."""
        ...


class Signer(Protocol):
    """Signs as one key."""

    @property
    def name(self) -> str:
        """The name of the key."""
        ...

    @property
    def id(self) -> bytes:
        """Its id, 4 bytes."""
        ...

    def sign(self, text: str) -> bytes:
        """The signature over a text."""
        ...


class Signature(NamedTuple):
    """A line of a note: which key signed, and what it made."""

    name: str
    id: bytes
    made: bytes

    def __str__(self) -> str:
        return f"{DASH}{self.name} {base64_of(self.id + self.made)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends in a newline, and the signatures of known keys, one of each, in the order of the note."""

    text: str
    signatures: tuple[Signature, ...]


def is_text(text: str) -> bool:
    """Whether a note can have this text: it ends in a newline, and has no other control characters."""
    return text.endswith("\n") and _CONTROL.search(text) is None


def sign_note(text: str, *signers: Signer) -> bytes:
    """Makes a note of a text."""
    return _joined(text, (), signers)


def add_signatures(note: bytes, *signers: Signer) -> bytes:
    """The note with more signatures behind those it has; a key that signed before has its signature replaced."""
    return _joined(*_parts_of(note), signers)


def open_note(note: bytes, verifiers: Iterable[Verifier]) -> Note:
    """Reads a note that a known key signed ("Signatures").

    Signatures of keys that are not known are passed over. One bad signature of a known key refuses the note.

    Raises:
        ProofRefused: it is no note, or a known key did not sign it, or none did.
    """
    known = {(one.name, one.id): one for one in verifiers}
    text, signatures = _parts_of(note)
    verified: dict[tuple[str, bytes], Signature] = {}
    for one in signatures:
        verifier = known.get((one.name, one.id))
        if verifier is None:
            continue
        if not verifier.accepts(text, one.made):
            raise ProofRefused("a signature is not of the key that it says")
        verified.setdefault((one.name, one.id), one)
    if not verified:
        raise ProofRefused("no key that is known signed this")
    return Note(text, tuple(verified.values()))


def _joined(text: str, before: Sequence[Signature], signers: Iterable[Signer]) -> bytes:
    signatures = made = [Signature(one.name, one.id, one.sign(text)) for one in signers]
    if before:
        again = {(one.name, one.id) for one in made}
        signatures = [*(one for one in before if (one.name, one.id) not in again), *made]
    note = f"{text}\n{''.join([str(one) for one in signatures])}".encode()
    if not _is_surely_read_back(text, signatures, note) and _parts_of(note) != (text, signatures):
        raise ProofRefused("this text cannot be the text of a note")
    return note


def _is_surely_read_back(text: str, signatures: Sequence[Signature], note: bytes) -> bool:
    """Whether `_parts_of` gives these parts again, asked of the parts: that takes 2 us, and reading the note 25."""
    return (
        is_text(text)
        and 0 < len(signatures) <= MOST_SIGNATURES
        and not [one for one in signatures if not one.made or len(one.id) != ID_BYTES or not is_name(one.name)]
        and len(note) <= MOST_BYTES
    )


def _parts_of(note: bytes) -> tuple[str, list[Signature]]:
    if len(note) > MOST_BYTES:
        raise ProofRefused("this is too long for a note")
    try:
        whole = note.decode()
    except UnicodeDecodeError:
        raise ProofRefused("a note is UTF-8, and this is not") from None
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n") or _CONTROL.search(whole):
        raise ProofRefused("a note is a text, a blank line and lines with signatures, and this is not")
    signatures = [_signature(line) for line in lines[:-1].split("\n")]
    if len(signatures) > MOST_SIGNATURES:
        raise ProofRefused("these are too many signatures for a note")
    return f"{text}\n", signatures


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    raw = bytes_of(encoded)
    if not line.startswith(DASH) or not is_name(name) or len(raw) <= ID_BYTES:
        raise ProofRefused("a line of a note is no signature")
    return Signature(name, raw[:ID_BYTES], raw[ID_BYTES:])
