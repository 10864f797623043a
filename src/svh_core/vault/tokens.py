"""Sealed words as they are stored: one text, ``subject|key|number|field|base64``.

A token carries whose words it holds, which key opens it and where it was written, so that a copy of it in a state or a
snapshot can still be held against its place.
"""

from __future__ import annotations

from typing import NamedTuple


class TokenParts(NamedTuple):
    """What a token says of itself, in clear.

    Attributes:
        subject: whose words they are.
        key: the id of the key that opens them.
        number: the entry they were written in.
        path: the field, such as ``words``, ``because.0`` or ``reason``.
        sealed: nonce and ciphertext, base64url.
    """

    subject: str
    key: str
    number: int
    path: str
    sealed: str


_PARTS = len(TokenParts._fields)


def parts_of(token: str) -> TokenParts | None:
    """What a token says of itself; None for what is no token."""
    parts = token.split("|")
    if len(parts) != _PARTS or not parts[2].isdecimal():
        return None
    subject, key, number, path, sealed = parts
    return TokenParts(subject, key, int(number), path, sealed)
