"""Reading what an exporter made, to look for what should not be in it."""

from __future__ import annotations

import base64
import binascii
import functools
import gzip
import io
import re
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

_NO_ARCHIVE: Final = (OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error)
_DEEPEST: Final = 3
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_ID: Final = re.compile(rb"[0-9a-fA-F]{16,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX: Final = re.compile(rb"(?:[0-9A-Fa-f]{2}){8,}")


def parts(file: bytes) -> dict[str, bytes]:
    """What is in a file, by its name: that of each part of an archive, or the file itself under no name.

    Bytes that were drawn can begin as an archive does, and be none.
    """
    with suppress(*_NO_ARCHIVE):
        if zipfile.is_zipfile(io.BytesIO(file)):
            with zipfile.ZipFile(io.BytesIO(file)) as archive:
                return {name: archive.read(name) for name in sorted(archive.namelist())}
        if file.startswith(b"\x1f\x8b"):
            return {"": gzip.decompress(file)}
    return {"": file}


def in_one(files: Mapping[str, bytes]) -> bytes:
    """What was made as one file: a folder as an archive of its files, the same each time."""
    if list(files) == [""]:
        return files[""]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name])
    return made.getvalue()


def text_of(file: bytes) -> str | None:
    """A file as text; None where it is something else."""
    if zipfile.is_zipfile(io.BytesIO(file)):
        return None
    try:
        return file.decode()
    except UnicodeDecodeError:
        return None


def stands_in(words: str, file: bytes) -> bool:
    """Whether words stand in a file: plain, in other letters, turned around, compressed or written otherwise."""
    wanted = _folded(words)
    return any(wanted in told or wanted[::-1] in told for told in _every_way_to_read(file))


def ids_in(file: bytes) -> set[str]:
    """What looks like a made-up id in a file: 16 hexadecimal digits or more, or a UUID."""
    return {found.decode() for part in parts(file).values() for found in _ID.findall(part)}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@functools.lru_cache(maxsize=4)
def _every_way_to_read(file: bytes) -> frozenset[str]:
    """The same file is looked through for dozens of words: it is read once."""
    return frozenset(_ways_to_read(file))


def _ways_to_read(file: bytes, depth: int = 0) -> Iterator[str]:
    for part in parts(file).values():
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            text = part.decode(encoding, errors="ignore")
            yield _folded(text)
            yield _folded(urllib.parse.unquote(text))
        joined = re.sub(rb"\r?\n[ \t]", b"", part)  # long lines of iCalendar and vCard go on behind a space
        yield _folded(joined.decode(errors="ignore"))
        if depth < _DEEPEST:
            for inside in _written_as_something_else(part):
                yield from _ways_to_read(inside, depth + 1)


def _written_as_something_else(part: bytes) -> Iterator[bytes]:
    yield from (inside for inside in parts(part).values() if inside != part)
    for found in _BASE64.findall(part):
        try:
            yield base64.b64decode(found.translate(bytes.maketrans(b"-_", b"+/")) + b"==")
        except (binascii.Error, ValueError):
            continue
    for found in _HEX.findall(part):
        yield bytes.fromhex(found.decode())
