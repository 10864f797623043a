"""A small case in a file, and ways to look at what is in its files."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from svh_core import Casebook, CaseOpened, GoalSet, NetworkPersonAdded, Viewer
from svh_core.domain.deciding import words_of
from svh_core.vault.keys import in_pools
from svh_core.vault.tokens import TokenParts, parts_of

CASE: Final = "zaak-1"
"""The case."""

MILA: Final = "mila"
ZUS: Final = "zus"

GOAL_WORDS: Final = "kanarie van het doel"
ZUS_NAME: Final = "Kanarie Zus"
ZUS_WHY: Final = "kanarie van zus"
RELATION: Final = "kanarie van de band"

FILES: Final = ("casebook.db", "casebook.vault", "casebook.key")


def opened_case(book: Casebook) -> None:
    """Records four entries: opened, zus in the network, a goal with what zus weighed, a second goal."""
    book.record(CASE, CaseOpened(resident=MILA, name="Kanarie Mila", method="support_group"), by=MILA)
    added = NetworkPersonAdded(person=ZUS, name=ZUS_NAME, network="informal", relation=RELATION, relation_kind="family")
    book.record(CASE, added, by=MILA)
    book.record(CASE, GoalSet(goal="rust", horizon="short", words=GOAL_WORDS), by=MILA, because=[(ZUS, ZUS_WHY)])
    book.record(CASE, goal("werk", "kanarie van het werk"), by=MILA)


def goal(name: str, words: str | None = None) -> GoalSet:
    return GoalSet(goal=name, horizon="short", words=words or f"kanarie {name}")


def trail(book: Casebook, case: str = CASE, viewer: str = MILA) -> str:
    """What the resident reads."""
    with book.looking(case, viewer=Viewer(viewer), purpose="reading") as look:
        return "\n".join(look.trail_in_words("nl"))


def revealed(book: Casebook, case: str = CASE) -> dict[tuple[int, str], Any]:
    """Every word of a case, by its entry and field, as the vault opens it now."""
    vault = book._desk.vault
    assert vault is not None
    vault.notice_changes()
    return {
        (place.number, place.path): vault.reveal(case, str(token), number=place.number, path=place.path)
        for entry in book.log.entries(case)
        for place, token in words_of(entry, entry.by)
    }


def tokens(book: Casebook, case: str = CASE) -> dict[tuple[int, str], TokenParts]:
    """Every token of a case, taken apart, by its entry and field."""
    found = {}
    for entry in book.log.entries(case):
        for place, token in words_of(entry, entry.by):
            parts = parts_of(str(token))
            assert parts is not None
            found[place.number, place.path] = parts
    return found


def no_key_is_used_twice(book: Casebook) -> None:
    """Asserts that each key of a casebook is used for one thing."""
    uses: dict[str, set[tuple[str, str, int]]] = defaultdict(set)
    for case, _ in book.cases():
        for (number, path), parts in tokens(book, case).items():
            uses[parts.key].add((case, parts.subject, 0 if path == "name" else number))
    assert uses
    assert {key: used for key, used in uses.items() if len(used) > 1} == {}


def bytes_in(folder: Path, *, but: tuple[str, ...] = ()) -> dict[str, bytes]:
    """What every file of a folder holds, journals too."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name not in but}


def found_in(folder: Path, what: bytes) -> list[str]:
    """The files that hold these bytes."""
    return [name for name, told in bytes_in(folder).items() if what in told]


def wrapped_in(vault: Path) -> dict[str, bytes]:
    """The wrapped bytes of every key in a vault, pools too, by its id."""
    with closing(sqlite3.connect(vault)) as file:
        live = dict(file.execute("SELECT id, wrapped FROM keys WHERE wrapped IS NOT NULL").fetchall())
        pooled = dict(in_pools(file.execute("SELECT keys FROM pools").fetchall()))
    return pooled | live


def copied(folder: Path, name: str = "casebook.vault") -> bytes:
    """A database as it is now, as a backup program copies it."""
    copy = folder / f"{name}.copied"
    with closing(sqlite3.connect(folder / name)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    told = copy.read_bytes()
    copy.unlink()
    return told


def put_back(folder: Path, told: bytes, name: str = "casebook.vault") -> None:
    """Puts an older copy in the place of a database that nobody has open."""
    for left in (f"{name}-wal", f"{name}-shm"):
        (folder / left).unlink(missing_ok=True)
    (folder / name).write_bytes(told)
