"""Sealing the words of one batch of entries, each with the key it needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from svh_core.domain.deciding import Place
from svh_core.domain.words import Forgotten, Plain, Token
from svh_core.vault.keys import Use
from svh_core.vault.minting import Minted
from svh_core.vault.sealing import KEY_BYTES, key_id, seal
from svh_core.vault.tokens import TokenParts, parts_of

if TYPE_CHECKING:
    from svh_core.vault.vault import Vault

NAME_PATH: Final = "name"
"""The field that holds a person's name, in every event that has one."""


class Sealer:
    """Seals the words of one batch of entries in one stream.

    Args:
        vault: where keys come from.
        stream: the case or other stream.
        last_forgetting: the entry of the last forgetting before what is sealed now, or 0.
    """

    def __init__(self, vault: Vault, stream: str, last_forgetting: Callable[[], int]) -> None:
        self._vault = vault
        self._stream = stream
        self._last_forgetting = last_forgetting
        self._keys: dict[tuple[str, int], tuple[str, AESGCM]] = {}
        self._fresh: list[tuple[Use, Minted]] = []

    def __call__(self, words: Plain[Any], place: Place) -> Token:
        """Words as a token bound to their place."""
        subject, number, path = place
        scope = -self._last_forgetting() if path == NAME_PATH else number
        if isinstance(words.value, Forgotten):
            return self._forgotten(place, scope)
        key, opener = self._keys.get((subject, scope)) or self._key_for(subject, scope)
        return seal(words.value, opener, key, place, self._stream)

    def _key_for(self, subject: str, scope: int) -> tuple[str, AESGCM]:
        key = self._vault.opener_of_name(self._stream, subject, scope) if scope <= 0 else None
        if key is None:
            minted = self._vault.mint()
            self._fresh.append((Use(minted.id, self._stream, subject, scope), minted))
            key = minted.id, minted.opener
        self._keys[subject, scope] = key
        return key

    def _forgotten(self, place: Place, scope: int) -> Token:
        """The token of words that came here forgotten: its key is shredded from the start, and it holds nothing."""
        key = key_id(os.urandom(KEY_BYTES))
        self._vault.keep_forgotten(Use(key, self._stream, place.subject, scope))
        return Token(f"{place.subject}|{key}|{place.number}|{place.path}|")

    def done(self) -> None:
        """The entries were written: the keys they use are remembered."""
        if self._keys:
            self._vault.remember(self._fresh, dict(self._keys.values()))
        self._fresh = []

    def undone(self) -> None:
        """The entries were not written; does nothing once they were."""
        if self._fresh:
            self._vault.give_back([minted for _, minted in self._fresh])
        self._fresh = []


def uses_in(stream: str, tokens: Iterable[str]) -> Iterator[Use]:
    """What the tokens of a stream say of the keys they use."""
    for token in tokens:
        parts: TokenParts | None = parts_of(token)
        if parts is not None:
            yield Use(parts.key, stream, parts.subject, 0 if parts.path == NAME_PATH else parts.number)
