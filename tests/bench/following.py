"""Following the log: a view beside it that is kept up to date in batches, each with the position that it came to."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Final

import attrs
from eventsourcing.persistence import Notification

from svh_core import Casebook, ConsentGiven, Proposal
from svh_core.log.log import BATCH
from svh_core.plugins.disclosed import Disclosed
from svh_core.plugins.hookspecs import hookimpl
from svh_core.plugins.offers import Description
from svh_core.sharing.grounds import CATEGORIES
from svh_core.testing.scenarios import FIRST_MOMENT
from tests.bench.ground import ENTRIES_A_CASE, Ground, cases_of, complete
from tests.bench.story import RESIDENT
from tests.bench.timing import Contest, Side

A_PART: Final = 10
"""Of the cases, one in so many is followed by a plugin: each delivery is a decision in its case, and takes its time."""

_VIEW: Final = """
CREATE TABLE view (
    stream TEXT NOT NULL,
    number INTEGER NOT NULL,
    event TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (stream, number)
) WITHOUT ROWID
"""
_PUT: Final = "INSERT OR REPLACE INTO view VALUES (?, ?, ?, ?, ?)"
_KEEP: Final = "INSERT OR REPLACE INTO position VALUES (0, ?)"
_MOMENT: Final = FIRST_MOMENT.isoformat()

Row = tuple[str, int, str, str, str]


class StoredView:
    """Which event each entry is, by whom and when: a table in a file of its own, as durable as the log.

    Args:
        path: where the file is made.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(_VIEW)
        self._connection.execute("CREATE TABLE position (one INTEGER PRIMARY KEY, is_at INTEGER NOT NULL)")

    def put(self, rows: Iterable[Row], position: int) -> None:
        """Adds rows, and up to where they go, in one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(_PUT, rows)
        self._connection.execute(_KEEP, (position,))
        self._connection.execute("COMMIT")

    def emptied(self) -> int:
        """Takes out all rows; gives how many there were."""
        (found,) = self._connection.execute("SELECT count(*) FROM view").fetchone()
        self._connection.execute("DELETE FROM view")
        return int(found)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


def follow(ground: Ground) -> Contest:
    """A view of the whole log from nothing: read in batches, decoded, its rows put, the position kept by tracking."""
    cases = cases_of(ground, ENTRIES_A_CASE)
    entries = len(cases) * ENTRIES_A_CASE
    book = ground.casebook(cases, ENTRIES_A_CASE)
    view = _view(ground, "view.db")
    last = book.log.store.recorder.max_notification_id()
    turns = itertools.count()

    def followed() -> None:
        name = f"view/{next(turns)}"
        log, followers = book.log, book.log.store.followers
        position = followers.position(name)
        while rows := log.store.recorder.select_notifications(position, BATCH, inclusive_of_start=False):
            position = int(rows[-1].id)
            view.put((_row(book, row) for row in rows), position)
            followers.moved(name, position)
        complete(position, last or 0)
        complete(view.emptied(), entries + 1)  # and the casebook's own first entry

    return Contest(Side(followed, entries), _bare(ground, cases))


def follow_plugin(ground: Ground) -> Contest:
    """A plugin that keeps such a view: of each case what consent opens, words opened, once the disclosure stands."""
    cases = cases_of(ground, ENTRIES_A_CASE * A_PART)
    entries = len(cases) * ENTRIES_A_CASE
    view = _view(ground, "view.db")

    def keeps(disclosed: Disclosed) -> None:
        for case in disclosed.cases:
            rows = [(case.case, one.number, one.event, one.by or "", one.at.isoformat()) for one in case.entries]
            view.put(rows, rows[-1][1])

    ground.casebook(cases, ENTRIES_A_CASE)
    plugins = [following_along(keeps)]
    book = ground.opened(plugins)
    loaded = book._loaded_plugins._loaded["svh-view"]
    policy = attrs.evolve(loaded.policy, recipient="org-1")
    book._loaded_plugins._loaded["svh-view"] = attrs.evolve(loaded, policy=policy)
    book.record_all([_consent(case) for case in cases])

    def followed() -> None:
        _from_the_start(ground.folder / "ours.db")
        complete(sum(one.status == "ok" for one in book.plugins.follow()), 1)
        complete(view.emptied(), entries + len(cases))  # and the consent of each case

    return Contest(Side(followed, entries), _bare(ground, cases))


def overview(ground: Ground) -> Contest:
    """What is kept of all cases, from nothing: every case loaded, all its signals worked out, and the rows kept."""
    cases = cases_of(ground, ENTRIES_A_CASE)
    entries = len(cases) * ENTRIES_A_CASE
    book = ground.casebook(cases, ENTRIES_A_CASE)

    def made() -> None:
        complete(book.overview.rebuild(), len(cases))

    return Contest(Side(made, entries), _bare(ground, cases))


def following_along(keeps: Callable[[Disclosed], None]) -> ModuleType:
    """A plugin that follows, and asks for all there is."""

    @hookimpl
    def svh_describe() -> Description:
        return Description(id="svh-view", organisation="Oost", purposes=["care"], categories=CATEGORIES)

    @hookimpl
    def svh_follow(disclosed: Disclosed) -> None:
        keeps(disclosed)

    plugin = ModuleType("svh-view")
    vars(plugin).update(svh_describe=svh_describe, svh_follow=svh_follow)
    return plugin


def _consent(case: str) -> Proposal:
    event = ConsentGiven(
        consent="c-1",
        purpose="care",
        categories=CATEGORIES,
        recipient_kind="organisation",
        recipient="org-1",
        from_=FIRST_MOMENT.date(),
        channel="app",
        text_version="1",
        language="nl",
    )
    return Proposal(case=case, event=event, by=RESIDENT)


def _from_the_start(path: Path) -> None:
    """Forgets how far followers came: else an entry is delivered once, and a second round would do nothing."""
    with closing(sqlite3.connect(path)) as connection, connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "tracking" in tables:
            connection.execute("DELETE FROM tracking WHERE application_name LIKE 'svh-view/%'")


def _view(ground: Ground, name: str) -> StoredView:
    return ground.closing(StoredView(ground.folder / name))


def _row(book: Casebook, row: Notification) -> Row:
    entry = book.log.codec.decode(row.topic, row.originator_version, row.state)
    return str(row.originator_id), entry.number, row.topic, entry.by, entry.at.isoformat()


def _bare(ground: Ground, cases: Sequence[str]) -> Side:
    """Selects the same rows in the same batches and puts as many, as long, without knowing what stands in them."""
    entries = len(cases) * ENTRIES_A_CASE
    store, view = ground.bare(cases, ENTRIES_A_CASE), _view(ground, "bare-view.db")

    def copied() -> None:
        position = 0
        while rows := store.select(position, BATCH):
            position = rows[-1][0]
            view.put(((stream, number, topic, RESIDENT, _MOMENT) for _, stream, number, topic, _ in rows), position)
        complete(view.emptied(), entries)

    return Side(copied, entries)
