"""Writes the golden log of a release: a casebook with something of everything, as that release stored it.

    python -m tests.laws.golden.making 0.1.0

It is made once, for a release, and never again: the next release has to read what this one wrote.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from svh_core import Casebook, NoteWritten, Viewer
from svh_core.checking import check
from svh_core.cli.demo import EXAMPLE, example_proposals, example_script
from svh_core.log.script import ScriptReader
from svh_core.vault.beside import key_file_of, signing_key_of, vault_of

HERE: Final = Path(__file__).parent
TABLES: Final = ("casebook", "stored_events", "recorded_once", "destroyed")
GONE: Final = "to-be-destroyed"


def main(release: str) -> None:
    """Makes the folder of a release; refuses one that is there."""
    folder = HERE / release
    folder.mkdir()
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "casebook.db"
        write(path)
        keep(path, folder)


def write(path: Path) -> None:
    """A casebook with the example, something forgotten, something destroyed, and a private book."""
    with Casebook.create(path, origin="golden", clock=_clock()) as book:
        reader = ScriptReader(book.rulebook)
        book.record_all(example_proposals(book.rulebook))
        book.privacy.forget(EXAMPLE, EXAMPLE, passages=[27])
        book.privacy.forget(EXAMPLE, "partner")
        opened = example_script().splitlines()[0].replace(f'"case": "{EXAMPLE}"'.encode(), f'"case": "{GONE}"'.encode())
        book.record_all([reader.read(opened)])
        book.privacy.destroy(GONE, by="operator")
        private = book.privacy.open_book(EXAMPLE, EXAMPLE, "resident")
        written = NoteWritten(person="owner", note="n1", kind="draft", words="Wat ik nog aan niemand zei.")
        book.record(private, written, by="owner")
        book.record(EXAMPLE, _last(reader), by=EXAMPLE, once="a-request")


def _last(reader: ScriptReader) -> Any:
    return reader.read(example_script().splitlines()[-1]).event


def _clock() -> Any:
    moments = (datetime(2026, 11, 22, 12, tzinfo=UTC) + timedelta(seconds=number) for number in range(100_000))
    return lambda: next(moments)


def keep(path: Path, folder: Path) -> None:
    """Keeps the tables as text, so that a difference can be read, and the vault and its key as they are."""
    with closing(sqlite3.connect(path)) as db, (folder / "log.jsonl").open("w", encoding="utf-8") as log:
        for table in TABLES:
            for row in db.execute(f"SELECT * FROM {table} ORDER BY 1"):  # noqa: S608 - our own names
                log.write(json.dumps([table, *(_text(value) for value in row)], ensure_ascii=False) + "\n")
    with closing(sqlite3.connect(vault_of(path))) as vault, closing(sqlite3.connect(folder / "casebook.vault")) as copy:
        vault.backup(copy)
    shutil.copy(key_file_of(path), folder / "casebook.key")
    with Casebook.open(path) as book:
        (folder / "told.json").write_text(json.dumps(told(book), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value


def restore(folder: Path, path: Path) -> None:
    """Makes the casebook of a golden log again, byte for byte what was stored."""
    with Casebook.create(path):
        pass  # for tables of this release; what is in them comes from the earlier one
    key_file_of(path).unlink()
    vault_of(path).unlink()
    signing_key_of(path).unlink()
    shutil.copy(folder / "casebook.vault", vault_of(path))
    shutil.copy(folder / "casebook.key", key_file_of(path))
    key_file_of(path).chmod(0o600)
    with closing(sqlite3.connect(path)) as db, db:
        for table in ("tiles", "loose_leaves"):
            db.execute(f"DROP TABLE {table}")  # until one of these releases has them
        for table in TABLES:
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        for table, *row in rows(folder):
            if table == "stored_events":
                row[-1] = row[-1].encode()
            db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608


def rows(folder: Path) -> Iterator[list[Any]]:
    """The rows that a release stored."""
    with (folder / "log.jsonl").open(encoding="utf-8") as log:
        yield from (json.loads(line) for line in log)


def told(book: Casebook) -> dict[str, Any]:
    """What a casebook tells, without the sentences, which may be put better."""
    with book.looking(EXAMPLE, viewer=Viewer(EXAMPLE), purpose="reading") as look:
        trail = [{key: value for key, value in line.items() if key != "sentence"} for line in look.trail()]
        script = list(look.script())
    private = book.privacy.books(EXAMPLE, EXAMPLE)
    with book.looking(private[0], viewer=Viewer(EXAMPLE), purpose="reading") as look:
        notes = [line["data"] for line in look.trail()]
    findings = [[finding.id, finding.stream, finding.number] for finding in check(book.log, book.rulebook).findings]
    return {
        "cases": [list(case) for case in book.cases()],
        "trail": trail,
        "script": script,
        "notes": notes,
        "findings": findings,
        "vault_behind": [list(one) for one in book.vault_behind],
    }


if __name__ == "__main__":
    main(sys.argv[1])
