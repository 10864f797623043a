"""What the lines of notes, checkpoints and proofs are made of: each thing is written one way, and read no other way."""

from __future__ import annotations

import base64
from binascii import b2a_base64
from typing import Final

LARGEST: Final = (1 << 63) - 1
"""No size, index or time is larger: programs in other languages count so far."""


class ProofRefused(ValueError):  # noqa: N818 - it says what happened to the proof
    """What was read is not what it has to be; the sentence says what, and repeats nothing of it."""


def base64_of(raw: bytes) -> str:
    """Bytes as text (RFC 4648, section 4)."""
    return b2a_base64(raw, newline=False).decode("ascii")


def bytes_of(text: str) -> bytes:
    """The bytes of a text that `base64_of` wrote; another text for the same bytes would be a change nobody sees."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise ProofRefused("this is no base64") from None
    if not raw or base64_of(raw) != text:
        raise ProofRefused("this is no base64 as it has to be written")
    return raw


def number_of(text: str) -> int:
    """A whole number in decimals, without a sign or leading zeroes."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0") or len(text) > len(str(LARGEST)):
        raise ProofRefused("this is no number")
    number = int(text)
    if number > LARGEST:
        raise ProofRefused("this number is too large")
    return number
