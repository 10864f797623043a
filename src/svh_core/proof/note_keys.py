"""Ed25519 keys of signed notes, as text (C2SP signed-note, "Signatures"; the text form is that of Go's sumdb/note).

    example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k

A name, four bytes of a digest that with the name say which key it is, and a byte for its kind with the key itself.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from svh_core.proof.lines import ProofRefused, base64_of, bytes_of

ID_BYTES: Final = 4
_KEY_BYTES: Final = 32
_PRIVATE: Final = "PRIVATE+KEY+"
_NAME: Final = re.compile(r"[^\s+\x00-\x1f\ud800-\udfff]+")


def is_name(text: str) -> bool:
    """Whether a key can have this name: not empty, and without spaces, plus signs and control characters."""
    return _NAME.fullmatch(text) is not None


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a key that signs texts as they are ("Ed25519 signatures").

    Attributes:
        name: such as ``example.com/log``; nobody else should use it.
        public: the key itself, 32 bytes.
    """

    name: str
    public: bytes
    kind: ClassVar[int] = 0x01

    def __post_init__(self) -> None:
        if not is_name(self.name) or len(self.public) != _KEY_BYTES:
            raise ProofRefused("a key has 32 bytes, and a name without spaces or plus signs")

    @cached_property
    def id(self) -> bytes:
        """Four bytes that, with the name, say which key it is."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:ID_BYTES]

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature over the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True

    def export(self) -> str:
        """``name+id+key``."""
        return _text_of(self, self.public)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what `export` wrote."""
        name, key_id, public = _parts_of(text, cls.kind)
        key = cls(name, public)
        _assert_id(key, key_id)
        return key


@dataclass(frozen=True)
class SignerKey:
    """The private half of a key; `repr` does not show it.

    Attributes:
        name: as in `VerifierKey`.
        seed: what the key is made from, 32 bytes.
    """

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def new(cls, name: str) -> Self:
        """Makes a key."""
        return cls(name, os.urandom(_KEY_BYTES))

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self._private.public_key().public_bytes_raw())

    @property
    def id(self) -> bytes:
        """The id of the public half."""
        return self.verifier.id

    def sign(self, text: str) -> bytes:
        """The signature over a text, 64 bytes."""
        return self._private.sign(text.encode())

    def export(self) -> str:
        """``PRIVATE+KEY+name+id+key``: whoever has this can sign."""
        return _PRIVATE + _text_of(self.verifier, self.seed)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what `export` wrote."""
        if not text.startswith(_PRIVATE):
            raise ProofRefused("this is no private key")
        name, key_id, seed = _parts_of(text.removeprefix(_PRIVATE), VerifierKey.kind)
        key = cls(name, seed)
        _assert_id(key.verifier, key_id)
        return key


def _text_of(key: VerifierKey, half: bytes) -> str:
    return f"{key.name}+{key.id.hex()}+{base64_of(bytes([key.kind]) + half)}"


def _parts_of(text: str, kind: int) -> tuple[str, str, bytes]:
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = bytes_of(encoded)
    if raw[0] != kind or len(raw) != 1 + _KEY_BYTES:
        raise ProofRefused("this is no key of the kind that is asked for")
    return name, key_id, raw[1:]


def _assert_id(key: VerifierKey, key_id: str) -> None:
    if key.id.hex() != key_id:
        raise ProofRefused("the id of a key is not that of the key it stands with")
