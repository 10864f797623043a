"""A plugin that follows and keeps a view of its own, in a file of its own: each delivery in one transaction."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import attrs

from svh_core import Casebook
from svh_core.plugins.disclosed import Disclosed, DisclosedCase
from svh_core.plugins.hookspecs import hookimpl
from svh_core.plugins.offers import Description

Rows = dict[tuple[str, int], tuple[str, str]]
"""What a view holds: of each entry its event, and its words."""

FORGOTTEN: Final = "(forgotten)"

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS view (
    stream TEXT NOT NULL, number INTEGER NOT NULL, event TEXT NOT NULL, words TEXT NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (stream, number)
)
"""
_PUT: Final = """
INSERT INTO view VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE
SET event = excluded.event, words = excluded.words, times = times + 1
"""
_FORGET: Final = "UPDATE view SET words = ? WHERE stream = ? AND number = ? AND words <> ''"


def keeping(name: str, view: Path) -> ModuleType:
    """A plugin that keeps what it is given of goals and meetings."""

    @hookimpl
    def svh_describe() -> Description:
        return Description(
            id=name, organisation="Oost", purposes=["care"], categories=["identity", "goals", "meetings"]
        )

    @hookimpl
    def svh_follow(disclosed: Disclosed) -> None:
        with closing(sqlite3.connect(view, timeout=30)) as file, file:
            file.execute(_TABLE)
            for case in disclosed.cases:
                _keep(file, case)

    plugin = ModuleType(name)
    vars(plugin).update(svh_describe=svh_describe, svh_follow=svh_follow)
    return plugin


def _keep(file: sqlite3.Connection, case: DisclosedCase) -> None:
    if case.closed:
        file.execute("DELETE FROM view WHERE stream = ?", (case.case,))
    file.executemany(_PUT, [(case.case, one.number, one.event, _words(one.data)) for one in case.entries])
    file.executemany(_FORGET, [(FORGOTTEN, case.case, number) for number in case.forgotten])


def _words(data: Any) -> str:
    words = data.get("words", "")
    return words if isinstance(words, str) else FORGOTTEN


def rows_of(view: Path) -> Rows:
    """What a view holds now."""
    with closing(sqlite3.connect(view, timeout=30)) as file:
        file.execute(_TABLE)
        told = file.execute("SELECT stream, number, event, words FROM view")
        return {(stream, number): (event, words) for stream, number, event, words in told}


def given_again(view: Path) -> list[tuple[str, int]]:
    """The entries that were handed over more than once."""
    with closing(sqlite3.connect(view, timeout=30)) as file:
        return list(file.execute("SELECT stream, number FROM view WHERE times > 1"))


def follows_for(book: Casebook, plugin: str, recipient: str) -> None:
    """As `svh plugins allow PLUGIN --for RECIPIENT` lets it."""
    loaded = book._loaded_plugins._loaded
    loaded[plugin] = attrs.evolve(loaded[plugin], policy=attrs.evolve(loaded[plugin].policy, recipient=recipient))
