"""The master key: it opens the vault, and stands nowhere in it.

By default it is a file beside the casebook that only its owner can read, or the environment variable `SVH_MASTER_KEY`.
Anything with `wrap` and `unwrap`, such as a key management service, can take its place.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from pathlib import Path
from typing import Final, Protocol, Self

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from svh_core.errors import KeysMissing, SvhError
from svh_core.vault.key_files import write_key_file
from svh_core.vault.sealing import KEY_BYTES

VARIABLE: Final = "SVH_MASTER_KEY"
"""Holds a master key as base64 of 32 bytes."""


class KeyWrap(Protocol):
    """Wraps the key of a vault, so that it can be stored. It is asked once, when a vault is opened."""

    def wrap(self, key: bytes, /) -> bytes:
        """The key, so that only `unwrap` gives it back."""
        ...

    def unwrap(self, wrapped: bytes, /) -> bytes:
        """The key that was wrapped; raises where it was wrapped by another."""
        ...


class MasterKey:
    """A master key at hand, wrapping by AES key wrap (RFC 3394).

    Args:
        key: 32 bytes.
        source: where it comes from, for people.
    """

    def __init__(self, key: bytes, source: str) -> None:
        self._key = key
        self.source = source

    @classmethod
    def fresh(cls, source: str = "memory") -> Self:
        """A random one."""
        return cls(os.urandom(KEY_BYTES), source)

    @classmethod
    def of_text(cls, text: str, source: str) -> Self:
        """The key that a text is.

        Raises:
            KeysMissing: it is no base64 of 32 bytes.
        """
        try:
            key = base64.b64decode(text.strip(), altchars=b"-_" if set(text) & {"-", "_"} else None, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise KeysMissing(f"{source} does not hold a master key", next="A master key is base64 of 32 bytes.")
        return cls(key, source)

    @classmethod
    def of_file(cls, path: Path) -> Self:
        """The key in a file.

        Raises:
            KeysMissing: there is no such file, others can read it, or we cannot.
        """
        try:
            if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise KeysMissing(f"others can read the master key {path}", next=f"Say: chmod 600 {path}")
            text = path.read_text("ascii")
        except FileNotFoundError:
            raise KeysMissing(
                f"there is no master key at {path}", next=f"Put it back, or set {VARIABLE} to it."
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no text"
            raise KeysMissing(f"the master key {path} cannot be read: {why}", next="Look at the file.") from None
        return cls.of_text(text, str(path))

    def write(self, path: Path) -> Self:
        """Writes it to a new file that only its owner can read.

        Raises:
            SvhError: there is a file already, or it cannot be made.
        """
        write_key_file(path, base64.b64encode(self._key))
        return type(self)(self._key, str(path))

    def wrap(self, key: bytes, /) -> bytes:
        """The key, wrapped."""
        return aes_key_wrap(self._key, key)

    def unwrap(self, wrapped: bytes, /) -> bytes:
        """The key that was wrapped.

        Raises:
            KeysMissing: another master key wrapped it.
        """
        try:
            return aes_key_unwrap(self._key, wrapped)
        except (InvalidUnwrap, ValueError):
            raise KeysMissing(
                f"the master key of {self.source} is not the one this vault was made with", next="Name the right one."
            ) from None


class KeyFile:
    """The master key in a file, read each time it is needed: another process may have put a new one there.

    Args:
        path: the file.
        waiting: where a new key waits while the keys are rotated.
    """

    def __init__(self, path: Path, waiting: Path) -> None:
        self._path = path
        self._waiting = waiting

    def wrap(self, key: bytes, /) -> bytes:
        """The key, wrapped."""
        return MasterKey.of_file(self._path).wrap(key)

    def unwrap(self, wrapped: bytes, /) -> bytes:
        """The key that was wrapped, by this master key or by the one that waits where a rotation was cut short.

        Raises:
            KeysMissing: the file is missing, unreadable, or holds another key.
        """
        try:
            return MasterKey.of_file(self._path).unwrap(wrapped)
        except KeysMissing:
            if not self._waiting.exists():
                raise
        return MasterKey.of_file(self._waiting).unwrap(wrapped)

    @property
    def is_settled(self) -> bool:
        """Whether no other master key waits."""
        return not self._waiting.exists()

    def settle(self, wrapped: bytes) -> None:
        """Ends a rotation that was cut short: the key that waits takes its place, or goes. Nobody else may rotate now.

        Args:
            wrapped: the key of the vault as it is stored.
        """
        if self.is_settled:
            return
        try:
            MasterKey.of_file(self._path).unwrap(wrapped)
        except KeysMissing:
            MasterKey.of_file(self._waiting).unwrap(wrapped)
            self._waiting.replace(self._path)
        else:
            self._waiting.unlink(missing_ok=True)


def master_in_environment() -> MasterKey | None:
    """The master key in the environment variable, if it is set."""
    text = os.environ.get(VARIABLE)
    return MasterKey.of_text(text, VARIABLE) if text else None


def wrapped_by(key_wrap: KeyWrap, key: bytes) -> bytes:
    """The key of the vault, wrapped; whatever the hook raises becomes one clear sentence."""
    try:
        wrapped = key_wrap.wrap(key)
    except SvhError:
        raise
    except Exception as error:  # noqa: BLE001 - a hook may raise anything
        raise not_this_key(f"what wraps it failed with {type(error).__name__}") from None
    if type(wrapped) is not bytes:  # a hook without a type checker
        raise not_this_key("what wraps it gives no bytes")
    return wrapped


def unwrapped_by(key_wrap: KeyWrap, wrapped: bytes) -> bytes:
    """The key of the vault; whatever the hook raises becomes one clear sentence."""
    try:
        key = key_wrap.unwrap(wrapped)
    except SvhError:
        raise
    except Exception as error:  # noqa: BLE001 - a hook may raise anything
        raise not_this_key(f"what unwraps it failed with {type(error).__name__}") from None
    if type(key) is not bytes or len(key) != KEY_BYTES:
        raise not_this_key("what unwraps it gives no key")
    return key


def not_this_key(why: str) -> KeysMissing:
    """The error where a master key is not the one."""
    return KeysMissing(f"the master key does not open this vault: {why}", next="Name the right one.")
