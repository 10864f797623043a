"""Words are found in what an exporter made, however that is packed; and bytes that are no archive are read as well."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile

import pytest
from hypothesis import example
from hypothesis import given as for_all
from hypothesis import strategies as st

from svh_core.testing.contract.files import parts, stands_in

WORDS = "zij slaapt weer"


def zipped(told: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("brief.txt", told)
    return made.getvalue()


@pytest.mark.parametrize(
    "file",
    [
        gzip.compress(WORDS.encode()),
        zipped(WORDS.encode()),
        zipped(gzip.compress(base64.b64encode(gzip.compress(WORDS.encode())))),
        WORDS.upper().encode("utf-16-le"),
        WORDS[::-1].encode(),
        base64.b64encode(WORDS.encode()),
        WORDS.encode().hex().encode(),
    ],
)
def test_words_are_found_however_they_are_written(file: bytes) -> None:
    assert stands_in(WORDS, file)
    assert not stands_in("hij slaapt weer", file)


@for_all(st.sampled_from((b"\x1f\x8b", b"\x1f\x8b\x08", b"PK\x03\x04", b"PK\x05\x06")), st.binary(max_size=60))
@example(b"\x1f\x8b", b"\x07" + bytes(8))
@example(b"", gzip.compress(WORDS.encode())[:-9])
@example(b"", zipped(WORDS.encode()).replace(WORDS.encode(), b"x" * len(WORDS)))
def test_bytes_that_only_begin_as_an_archive_are_read_as_they_are(begins: bytes, rest: bytes) -> None:
    """Keys and ids are drawn, and once in some thousands of runs one begins so."""
    file = begins + rest
    assert parts(file) == {"": file}
    assert not stands_in(WORDS, base64.b64encode(file))
