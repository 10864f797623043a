"""A person's own copy of a case: all they may read of it, as pages and as data, in a folder that has none yet."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from svh_core.casebook import Casebook
from svh_core.domain.rulebook import StreamKind, stream_kind
from svh_core.errors import Malformed, SvhError
from svh_core.views.page import Made, copy_in_json, page, schema_of_copies

PAGES: Final = {"nl": "kopie.nl.html", "en": "copy.en.html"}
DATA: Final = "copy.json"
SCHEMA: Final = "copy.schema.json"


@attrs.frozen(kw_only=True)
class Copied:
    """What was written.

    Attributes:
        made: whose copy it is, and why.
        files: the pages, the data, and the schema of the data.
    """

    made: Made
    files: tuple[Path, ...]


def copy_of(book: Casebook, case: str, *, person: str, purpose: str, folder: Path) -> Copied:
    """Writes all that somebody may read of a case to a folder; never overwrites.

    That they take it along is an entry, as every look is.

    Args:
        book: the casebook.
        case: the case.
        person: who it is for; they read it in the widest capacity that the trail says they have.
        purpose: what for.
        folder: where the files go; made if it is not there.

    Raises:
        NotFound: there is no such case.
        NotPermitted: there is nothing this person may read.
        SvhError: a file is there already, or cannot be written.
    """
    if stream_kind(case) is not StreamKind.CASE:
        raise Malformed("a copy is made of a case", path="case")
    files = tuple(folder / name for name in (*PAGES.values(), DATA, SCHEMA))
    for file in files:
        if file.exists():
            raise SvhError(f"{file} is there already and stays as it is", next="Name another folder.")
    viewer = book.viewer(case, person)
    with book.looking(case, viewer=viewer, purpose=purpose, action="export") as look:
        made = Made(person=person, capacity=viewer.capacity, purpose=purpose, at=look.moment)
        texts = [*(page(look, made, language) for language in PAGES), _json(copy_in_json(look, made))]
    _write(folder, dict(zip(files, [*texts, _json(schema_of_copies())], strict=True)))
    return Copied(made=made, files=files)


def _json(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _write(folder: Path, texts: Mapping[Path, str]) -> None:
    """Writes files for their owner alone. If one fails, those before it go: half a copy is not taken for a whole one.

    Raises:
        SvhError: one cannot be written.
    """
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
                written.append(file)
                opened.write(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        for file in written:
            file.unlink()
        sentence = f"the copy in {folder} cannot be made: {error.strerror}"
        raise SvhError(sentence, next="Name another folder.") from None
