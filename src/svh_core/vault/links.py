"""What only the vault can look up: texts that lead to something, under digests that nobody else can compute."""

from __future__ import annotations

import hmac
import json
import os
import threading
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from svh_core.errors import KeysMissing
from svh_core.vault.keys import KeyStore
from svh_core.vault.sealing import KEY_BYTES, NONCE_BYTES


class Links:
    """References of the app, and owners of private books.

    Args:
        store: where they are kept, sealed.
        lock: held while several of them are changed.
        key: gives two keys of 32 bytes, one for the digests and one for what they lead to.
    """

    def __init__(self, store: KeyStore, lock: threading.RLock, key: Callable[[], bytes]) -> None:
        self._store = store
        self._lock = lock
        self._key = key

    def look_up(self, kind: str, text: str) -> Any:
        """What was linked to a text of one kind; None where nothing was."""
        name = self._name_of(kind, text)
        sealed = self._store.linked(name)
        return None if sealed is None else self._opened(name, sealed)

    def link(self, kind: str, text: str, to: Any) -> None:
        """Links a text of one kind to what JSON can hold; None takes the link away."""
        name = self._name_of(kind, text)
        with self._lock, self._store.changing() as changes:
            if to is None:
                changes.unlink(name)
            else:
                changes.link(name, self._sealed(name, to))

    def add(self, kind: str, text: str, to: str) -> None:
        """Links a text of one kind to one thing more."""
        name = self._name_of(kind, text)
        with self._lock, self._store.changing() as changes:
            sealed = changes.linked(name)
            others: list[str] = [] if sealed is None else self._opened(name, sealed)
            changes.link(name, self._sealed(name, [*others, to]))

    def take(self, kind: str, text: str, to: str) -> None:
        """Takes one thing away from those that a text of one kind is linked to."""
        name = self._name_of(kind, text)
        with self._lock, self._store.changing() as changes:
            sealed = changes.linked(name)
            left: list[str] = [one for one in ([] if sealed is None else self._opened(name, sealed)) if one != to]
            if left:
                changes.link(name, self._sealed(name, left))
            else:
                changes.unlink(name)

    def claim(self, kind: str, text: str) -> str:
        """What stands for a text where it may not be named; 64 hexadecimal digits."""
        return self._name_of(f"claim of {kind}", text).hex()

    def refer(self, case: str, reference: str) -> None:
        """Lets a case be found by the app's own reference."""
        self.link("case of", reference, case)
        self.add("references of", case, reference)

    def case_of(self, reference: str) -> str | None:
        """The case that a reference leads to."""
        found: str | None = self.look_up("case of", reference)
        return found

    def forget_references(self, case: str) -> None:
        """Forgets by which references a case was found."""
        references = self.look_up("references of", case) or ()
        for reference in references:
            if self.case_of(reference) == case:
                self.link("case of", reference, None)
        if references:
            self.link("references of", case, None)

    def _name_of(self, kind: str, text: str) -> bytes:
        return hmac.digest(self._key()[:KEY_BYTES], f"{kind}\0{text}".encode(), "sha256")

    def _sealed(self, name: bytes, to: Any) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._link_opener.encrypt(nonce, json.dumps(to).encode(), name)

    def _opened(self, name: bytes, sealed: bytes) -> Any:
        try:
            return json.loads(self._link_opener.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name))
        except InvalidTag:
            raise KeysMissing("a link in the vault cannot be opened", next="Put the vault back.") from None

    @property
    def _link_opener(self) -> AESGCM:
        return AESGCM(self._key()[KEY_BYTES:])
