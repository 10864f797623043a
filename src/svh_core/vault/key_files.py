"""A key in a file of one line, that only its owner can read: written whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from svh_core.errors import SvhError


def write_key_file(path: Path, key: bytes) -> None:
    """Writes a key to a new file, on disk when this returns. Where the disk is full, no half of one stays.

    Args:
        path: the file; it must not be there yet.
        key: as text, without the end of the line.

    Raises:
        SvhError: there is a file already, or it cannot be made.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _not_made(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _not_made(path, error) from None


def _not_made(path: Path, error: OSError) -> SvhError:
    return SvhError(f"{path} cannot be made: {error.strerror}", next="Name another casebook, or make room for it.")
