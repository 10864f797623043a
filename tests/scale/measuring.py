"""Has a casebook made and measured: each operation in a process of its own, and how much room everything takes."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from svh_core import Casebook
from tests.scale.alone import OPERATIONS
from tests.scale.made import made
from tests.scale.measured import PARTS, Engine, Measured, Took

Say = Callable[[str], None]

USUAL: Final = 200
"""How many entries the case has, about, that is loaded and read."""

_ON_A_SERVER: Final = (
    "open",
    "load",
    "trail",
    "check",
    "check-two",
    "rebuild",
    "snapshots",
    "record",
    "record-together",
)
"""What is measured on PostgreSQL too; backing up is done there by the server's own tools."""

_PART: Final = {
    "stored_events": "log",
    "keys": "vault",
    "tiles": "proof",
    "loose_leaves": "proof",
    "kept_views": "kept",
    "kept_rows": "kept",
    "stored_snapshots": "snapshots",
}
"""Of which part a table is; its indexes are too."""


def measured(folder: Path, entries: int, *, on_a_server: int, say: Say) -> Measured:
    """Makes casebooks in a folder, and measures them.

    Args:
        folder: an empty one, with room for three kilobytes an entry.
        entries: of the casebook in files.
        on_a_server: of that in PostgreSQL; 0 for none.
        say: told what is done now.
    """
    busy = os.getloadavg()[0]
    file = folder / "casebook.db"
    say(f"making {entries:,} entries in files")
    made(file, entries)
    in_files = _measured(str(file), OPERATIONS, say, lambda: _sizes_of_files(file), served=False)
    served: Engine | None = None
    versions = {"svh-core": version("svh-core"), "Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    if on_a_server:
        from tests.scale.served import a_server  # noqa: PLC0415 - what it needs may not be there

        with a_server(folder) as server:
            say(f"making {on_a_server:,} entries in PostgreSQL")
            made(server.url, on_a_server)
            served = _measured(server.url, _ON_A_SERVER, say, server.sizes, served=True)
            versions["PostgreSQL"] = server.version
    with closing(sqlite3.connect(file)) as book:
        asked = "SELECT COUNT(*) FROM stored_events WHERE topic LIKE 'disclosure.%'"
        (looks,) = book.execute(asked).fetchone()
    return Measured(
        on=datetime.now(UTC).date().isoformat(),
        versions=versions,
        cores=os.cpu_count() or 1,
        busy=round(busy, 1),
        looks=looks,
        sqlite=in_files,
        postgres=served,
    )


def _measured(
    url: str, operations: Iterable[str], say: Say, sizes: Callable[[], Mapping[str, int]], *, served: bool
) -> Engine:
    case, cases, entries = usual_case(url)
    took: dict[str, Took] = {}
    before: Mapping[str, int] = {}
    for name in operations:
        if name == "record":  # what it records is not counted
            before = sizes()
        say(f"  {name}")
        took[name] = alone(name, url, case)
    return Engine(
        entries=entries,
        cases=cases,
        keys=before["keys"],
        remembered=before["remembered"],
        bytes={part: before.get(part, 0) for part in PARTS},
        took=took,
        served=served,
    )


def usual_case(url: str) -> tuple[str, int, int]:
    """A case of about 200 entries, how many cases there are, and how many entries in all."""
    with Casebook.open(url, sealed=True) as book:
        cases = book._desk.cases()
        entries = sum(number for _, number in book.log.store.streams())
    case, _ = min(cases, key=lambda one: (abs(one[1] - USUAL), one[0]))
    return case, len(cases), entries


def alone(what: str, url: str, case: str) -> Took:
    """Does one thing in a process of its own."""
    command = [sys.executable, "-m", "tests.scale.alone", what, url, case]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    if told.returncode:
        raise RuntimeError(f"{what} failed: {told.stderr}")
    return Took(**json.loads(told.stdout))


def by_part(tables: Iterator[tuple[str, int]]) -> dict[str, int]:
    """Bytes by part, of the bytes of tables."""
    found = dict.fromkeys(PARTS, 0)
    for table, count in tables:
        found[_PART.get(table, "other")] += count
    return found


REMEMBERED: Final = "COALESCE(SUM(CASE WHEN originator_id LIKE 'access/%' THEN 1 ELSE originator_version END), 0)"
"""Of how many entries snapshots remember something: a stream of looks remembers none, and its snapshot is one line."""


def _sizes_of_files(file: Path) -> Mapping[str, int]:
    """The pages of each table, with those of its indexes."""
    with _read(file) as book, _read(file.with_suffix(".vault")) as vault:
        sizes = by_part(one for database in (book, vault) for one in _pages(database))
        (remembered,) = book.execute(f"SELECT {REMEMBERED} FROM stored_snapshots").fetchone()  # noqa: S608 - our own
        (keys,) = vault.execute("SELECT COUNT(*) FROM keys").fetchone()
    return {**sizes, "remembered": int(remembered), "keys": keys}


@contextmanager
def _read(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        yield connection


def _pages(database: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    asked = """
    SELECT COALESCE(tbl_name, dbstat.name), SUM(pgsize) FROM dbstat LEFT JOIN sqlite_schema USING (name) GROUP BY 1
    """
    return iter(database.execute(asked))
