"""Sealed words as they are stored: one text, ``subject|key|number|field|base64``.

A token carries whose words it holds, which key opens it and where it was written, so that a copy of it in a state or a
snapshot can still be held against its place.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class TokenParts(NamedTuple):
    """What a token says of itself, in clear.

    Attributes:
        subject: whose words they are.
        key: the id of the key that opens them.
        number: the entry they were written in.
        path: the field, such as ``words``, ``because.0`` or ``reason``.
        sealed: nonce and ciphertext, base64url.
        place: all before that, letter by letter; the ciphertext is bound to it.
    """

    subject: str
    key: str
    number: int
    path: str
    sealed: str
    place: str


BARS: Final = 4
"""How many bars a token has."""


def parts_of(token: str) -> TokenParts | None:
    """What a token says of itself; None for what is no token."""
    place, _, sealed = token.rpartition("|")
    parts = place.split("|")
    if len(parts) != BARS or not parts[2].isdecimal():
        return None
    subject, key, number, path = parts
    return TokenParts(subject, key, int(number), path, sealed, place)
