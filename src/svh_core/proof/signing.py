"""The key that a log signs with: a file beside the vault that only its owner can read, never inside the casebook.

Who has it can sign what was not decided, and open nothing. So it is not worth what the master key is: where it is lost
or stolen, `svh keys succeed` makes another, and no word was read and no decision is gone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from svh_core.errors import KeysMissing
from svh_core.proof.lines import ProofRefused
from svh_core.proof.note_keys import SignerKey
from svh_core.vault.key_files import write_key_file

Signs = Callable[[], SignerKey]
"""Gives the key, when something is signed; raises `KeysMissing` where there is none."""


def write_key(key: SignerKey, path: Path) -> None:
    """Writes a signing key to a new file that only its owner can read.

    Raises:
        SvhError: there is a file already, or it cannot be made.
    """
    write_key_file(path, key.export().encode())


class SigningKeyFile:
    """The signing key in a file, read again where another process may have put a new one there.

    Args:
        path: the file.
        origin: of the log.
    """

    def __init__(self, path: Path, origin: str) -> None:
        self._path = path
        self._place = str(path)
        self._origin = origin
        self._read: tuple[tuple[int, int], SignerKey] | None = None

    def __call__(self) -> SignerKey:
        """The key.

        Raises:
            KeysMissing: as `read_key`.
        """
        is_now = _state_of(self._place)
        if self._read is None or self._read[0] != is_now:
            self._read = is_now, read_key(self._path, self._origin)
        return self._read[1]


def _state_of(path: str) -> tuple[int, int]:
    """What differs when another file is put in its place; a microsecond, and a key read anew costs thirty."""
    try:
        found = os.stat(path)  # noqa: PTH116 - by way of a Path it takes twice as long
    except OSError:
        return 0, 0
    return found.st_ino, found.st_mtime_ns


def read_key(path: Path, origin: str) -> SignerKey:
    """Reads the signing key of a log.

    Args:
        path: the file.
        origin: of the log, whose name the key has.

    Raises:
        KeysMissing: there is none, others can read it, or it is of another log.
    """
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeysMissing(f"others can read the signing key {path}", next=f"Say: chmod 600 {path}")
        key = SignerKey.parse(path.read_text("utf-8").removesuffix("\n"))
    except FileNotFoundError:
        raise KeysMissing(
            f"there is no signing key at {path}", next="Put it back, or make another with `svh keys succeed`."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise KeysMissing(f"the signing key {path} cannot be read: {why}", next="Look at the file.") from None
    except ProofRefused:
        raise KeysMissing(f"{path} does not hold a signing key", next="Put it back from its backup.") from None
    if key.name != origin:
        raise KeysMissing(f"{path} holds the signing key of another log", next="Put the right one back.")
    return key
