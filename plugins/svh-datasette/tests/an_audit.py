"""What the tests are about: the examples opened to an auditor, cases made by hand, and reading what was made."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import svh_datasette
from svh_core import Casebook, ConsentGiven, Disclosed, DisclosedCase, DisclosedEntry
from svh_datasette.database import database
from svh_datasette.queries import QUERIES

AUDITOR: Final = "org-auditor"
PURPOSE: Final = "quality"
EXPORTER: Final = "svh-datasette:auditor"
EXAMPLES: Final = ("fenna", "liesbeth", "ruben")
EVERYTHING: Final = tuple(svh_datasette.svh_describe().categories)
MOMENT: Final = datetime(2026, 1, 31, 9, tzinfo=UTC)


# The examples


def played(folder: Path) -> Path:
    """The casebook with the examples, whose residents open everything to an auditor."""
    demo = [str(Path(sys.executable).with_name("svh")), "demo", "--example", "all", str(folder)]
    subprocess.run(demo, check=True, capture_output=True)
    with Casebook.open(folder / "casebook.db") as book:
        for case in EXAMPLES:
            book.record(case, consent(), by=case)
    return folder / "casebook.db"


def consent(name: str = "voor-de-auditor", *, recipient: str = AUDITOR) -> ConsentGiven:
    """A consent for all that the plugin asks."""
    return ConsentGiven(
        consent=name,
        purpose="quality",
        categories=EVERYTHING,
        recipient_kind="organisation",
        recipient=recipient,
        from_=date(2022, 1, 1),
        channel="app",
        text_version="1",
        language="nl",
    )


def exported(book: Casebook, folder: Path, *, language: str = "nl") -> Path:
    """The folder that an auditor gets."""
    made = book.plugins.export(EXPORTER, recipient=AUDITOR, purpose=PURPOSE, language=language)
    folder.mkdir()
    for name, file in made.files.items():
        (folder / name).write_bytes(file)
    return folder


# Cases made by hand


def entry(number: int, event: str, *, category: str = "regie", at: datetime = MOMENT, **told: Any) -> DisclosedEntry:
    """An entry; `data` is its fields."""
    return DisclosedEntry(
        number=number, event=event, category=category, at=at, recorded_at=at, **{"data": {}, "by": "mila", **told}
    )


def case(
    *entries: DisclosedEntry,
    looks: Sequence[Mapping[str, Any]] = (),
    name: str = "dossier-een",
    categories: Sequence[str] = EVERYTHING,
    **told: Any,
) -> DisclosedCase:
    """A case; `looks` is who saw what."""
    return DisclosedCase(
        case=name,
        categories=tuple(categories),
        entries=entries,
        views={"disclosures": {"disclosures": list(looks)}} if looks else {},
        **told,
    )


def disclosed(*cases: DisclosedCase, language: str = "en") -> Disclosed:
    """What is handed over."""
    return Disclosed(
        recipient=AUDITOR, purpose=PURPOSE, made_at=MOMENT, language=language, cases=cases, key=b"for the tests"
    )


# Reading what was made


def opened(file: bytes) -> sqlite3.Connection:
    """A database, in memory."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(file)
    connection.row_factory = sqlite3.Row
    return connection


def rows(made: bytes | Path, sql: str, **told: Any) -> list[dict[str, Any]]:
    """What a question gives."""
    with closing(opened(made if isinstance(made, bytes) else (made / "disclosed.db").read_bytes())) as connection:
        return [dict(row) for row in connection.execute(sql, told)]


def answer(made: bytes | Path, query: str, **told: Any) -> list[dict[str, Any]]:
    """What a question that stands ready gives; what is not told is empty, as Datasette has it."""
    asked = next(one for one in QUERIES if one.name == query)
    return rows(made, asked.sql, **{**dict.fromkeys(asked.params, ""), **told})


def table(name: str, *cases: DisclosedCase) -> list[dict[str, Any]]:
    """The rows of a table of cases."""
    return rows(database(disclosed(*cases)), f'SELECT * FROM "{name}"')  # noqa: S608 - a name of our own
