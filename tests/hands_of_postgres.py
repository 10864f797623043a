"""Processes that write to a casebook on a server, each with connections of its own, as on another host."""

from __future__ import annotations

import time
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Final

from eventsourcing.persistence import PersistenceError

from svh_core import Casebook, Conflict, GoalSet, Proposal
from svh_core.errors import SvhError

from .follower import follows_for, keeping

CASES: Final = ("c1", "c2")
"""The cases that are written to at once."""


def goal(name: str) -> GoalSet:
    return GoalSet(goal=name, horizon="short", words=name)


def records(url: str, together: Barrier, told: Connection, goals: list[str]) -> None:
    """Records these goals in one case, each until it is, and tells its name, its number and its receipt."""
    try:
        with Casebook.open(url) as book:
            together.wait()
            for name in goals:
                told.send((name, *_recorded(book, name)))
        told.send("done")
    except Exception as error:  # noqa: BLE001 - told to who waits for it
        told.send(repr(error))


def _recorded(book: Casebook, name: str) -> tuple[int, bytes]:
    while True:
        try:
            receipt = book.record(CASES[0], goal(name), by="mila")
        except Conflict:
            continue
        return receipt.number, receipt.proof


def records_until(url: str, together: Barrier, told: Connection, hand: int, seconds: float) -> None:
    """Records goals in two cases at once, without request ids, while a server comes and goes.

    It tells ``(goal, numbers)`` of what was recorded, and ``(goal, None)`` where it was told that nobody knows.
    """
    try:
        with Casebook.open(url) as book:
            together.wait()
            until, number = time.monotonic() + seconds, 0
            while time.monotonic() < until:
                number += 1
                told.send(_told(book, f"{hand}-{number}"))
        told.send("done")
    except Exception as error:  # noqa: BLE001 - told to who waits for it
        told.send(repr(error))


def follows_until(url: str, together: Barrier, told: Connection, view: Path, seconds: float) -> None:
    """Follows while a server comes and goes, as a supervisor has it: what broke off is begun again.

    It tells ``(statuses, None)`` of each time it went on to the end.
    """
    try:
        together.wait()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(SvhError, PersistenceError):
                _follow(url, told, view, until)
        told.send("done")
    except Exception as error:  # noqa: BLE001 - told to who waits for it
        told.send(repr(error))


def _follow(url: str, told: Connection, view: Path, until: float) -> None:
    with Casebook.open(url, plugins=[keeping("svh-view", view)]) as book:
        follows_for(book, "svh-view", "org-1")
        while time.monotonic() < until:
            told.send(([one.status for one in book.plugins.follow()], None))
            time.sleep(0.05)


def _told(book: Casebook, name: str) -> tuple[str, tuple[int, ...] | None]:
    proposals = [Proposal(case=case, event=goal(name), by="mila") for case in CASES]
    while True:
        try:
            return name, tuple(receipt.number for receipt in book.record_all(proposals))
        except SvhError as error:
            if error.code == "outcome_unknown":
                return name, None
            if error.code not in {"server_away", "conflict"}:
                raise
            time.sleep(0.05)
