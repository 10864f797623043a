"""Sealing and opening one passage: AES-256-GCM under a key of its own, bound to where it stands.

A key's id is a digest of the key, recomputed each time a key is used: AES-GCM does not commit to its key, and without
this one token could be shown to open to two texts.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import os
from binascii import a2b_base64, b2a_base64
from json.encoder import encode_basestring
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from svh_core.domain.deciding import Place
from svh_core.domain.words import Token
from svh_core.vault.tokens import TokenParts

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
PADDED_TO: Final = 32
"""Plaintext is filled up with spaces to a multiple of this many bytes, so that its length tells less."""

_ID_BYTES: Final = 24
_BOUND_TO: Final = "svh-words/v1"
_in_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_text_in_json: Final = encode_basestring  # what that encoder does with a text, without asking what it is
_from_json: Final = json.JSONDecoder().decode
_URLSAFE: Final = bytes.maketrans(b"+/", b"-_")
_FROM_URLSAFE: Final = bytes.maketrans(b"-_", b"+/")


class CannotBeOpened(Exception):  # noqa: N818 - the vault says it in a sentence, with the entry
    """The token was changed, or moved from another entry, field or case, or its key is another one."""


def key_id(key: bytes) -> str:
    """The id of a key: the first 24 bytes of SHA-256 over it, base64url, 32 characters."""
    return _in_base64(hashlib.sha256(b"svh-key/v1" + key).digest()[:_ID_BYTES])


def seal(value: Any, opener: AESGCM, key: str, place: Place, stream: str) -> Token:
    """Words, or a value stored like words, as a token.

    Args:
        value: what JSON can hold.
        opener: the key, ready for use.
        key: its id.
        place: whose words they are, the entry and the field.
        stream: the case or other stream.
    """
    told = (_text_in_json(value) if type(value) is str else _in_json(value)).encode()
    padded = told.ljust(-(-len(told) // PADDED_TO) * PADDED_TO)
    subject, number, path = place
    where = f"{subject}|{key}|{number}|{path}"
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + opener.encrypt(nonce, padded, f"{_BOUND_TO}|{stream}|{where}".encode())
    # as `_in_base64`: of each decision two words are sealed, and a call less for each saves a twentieth
    return Token(f"{where}|{b2a_base64(sealed, newline=False).translate(_URLSAFE).decode()}")


def open_sealed(parts: TokenParts, opener: AESGCM, stream: str) -> Any:
    """The words of a token.

    Raises:
        CannotBeOpened: they are not what was sealed with this key in this place.
    """
    try:
        sealed = a2b_base64(parts.sealed.encode().translate(_FROM_URLSAFE))
        told = opener.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(parts.place, stream))
        value = _from_json(told.decode())
    except (InvalidTag, binascii.Error, ValueError):
        raise CannotBeOpened from None
    if _in_base64(sealed) != parts.sealed:  # base64 can be written in more than one way
        raise CannotBeOpened
    return value


def _in_base64(data: bytes) -> str:
    """base64url with padding; by hand it takes half the time."""
    return b2a_base64(data, newline=False).translate(_URLSAFE).decode()


def _bound_to(place: str, stream: str) -> bytes:
    """What the ciphertext is bound to. None of its parts can hold a ``|``, so that no two places are alike."""
    return f"{_BOUND_TO}|{stream}|{place}".encode()
