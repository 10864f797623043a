"""What a plugin writes, as bytes: one file, or the files of a folder, to which the host adds its own.

The host's own file says what is in the folder, of which log, and with which SHA-256: who gets the folder can see
whether it is whole, and can ask for the proof of what it says. A plugin cannot write it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NoReturn

from svh_core.log.script import moment_in_json

FOLDER: Final = "/"
"""In the place of the suffix of a file: what is written is a folder."""

MANIFEST: Final = "MANIFEST.json"
"""The name of the host's own file in a folder."""

MOST_FILES: Final = 100

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)


def written_bytes(written: Any) -> bytes:
    """What a plugin wrote, as bytes.

    Raises:
        TypeError: it is neither text nor bytes, nor parts of one of them.
    """
    if isinstance(written, str):
        return written.encode()
    if isinstance(written, bytes):
        return written
    if not isinstance(written, Iterable) or isinstance(written, Mapping | set | frozenset):
        _no("a file is text or bytes")
    return b"".join(
        written_bytes(part) if isinstance(part, str | bytes) else _no("a part of a file is text or bytes")
        for part in written
    )


def written_files(written: Any) -> dict[str, bytes]:
    """The files of a folder that a plugin wrote, by their names.

    Raises:
        TypeError: they are none, or have names that no system takes for a file in this folder and nothing else.
    """
    if not isinstance(written, Mapping) or not 0 < len(written) <= MOST_FILES:
        _no("a folder is files by their names")
    named: dict[str, bytes] = {}
    for name, file in written.items():
        if not isinstance(name, str) or _NAME.fullmatch(name) is None or name.endswith("."):
            _no("a file has a plain name")
        named[name] = written_bytes(file)
    if len({name.lower() for name in (*named, MANIFEST)}) != len(named) + 1:
        _no(f"two files of a folder have different names, and none is {MANIFEST}")
    return named


def written_as(suffix: str, written: Any) -> dict[str, bytes]:
    """What a plugin wrote, by name; a single file has none.

    Raises:
        TypeError: it is not what the suffix says.
    """
    return written_files(written) if suffix == FOLDER else {"": written_bytes(written)}


def manifest_of(files: Mapping[str, bytes], **told: Any) -> bytes:
    """The host's own file in a folder.

    Args:
        files: the others, by name.
        told: what else it says: what made the folder, for whom, of which log.
    """
    listed = {
        name: {"sha256": hashlib.sha256(file).hexdigest(), "bytes": len(file)} for name, file in sorted(files.items())
    }
    plain = {name: moment_in_json(one) if isinstance(one, datetime) else one for name, one in told.items()}
    said = {"schema": "svh.manifest/1", **plain, "files": listed}
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def _no(why: str) -> NoReturn:
    raise TypeError(why)
