"""Processes that write into one casebook, and what they do. They are forked from one that has imported the library."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Final

from svh_core import Casebook, CaseOpened, Conflict, GoalSet, SvhError

PROCESSES: Final = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["svh_core.casebook", "svh_core.log.log", "svh_core.log.sqlite"])

OPENED: Final = CaseOpened(resident="mila", method="support_group")


def goal(name: str) -> GoalSet:
    return GoalSet(goal=name, horizon="short", words=name)


def records(path: Path, together: Barrier, told: Connection, case: str, goals: Sequence[str]) -> None:
    """Records these goals, each until it is recorded, and tells their numbers or what went wrong."""
    try:
        with Casebook.open(path) as book:
            together.wait()
            told.send([_recorded(book, case, name) for name in goals])
    except Exception as error:  # noqa: BLE001 - told to who waits for it
        told.send(repr(error))


def _recorded(book: Casebook, case: str, name: str) -> int:
    while True:
        try:
            return book.record(case, goal(name), by="mila", once=name).number
        except Conflict:  # as an app does: the request id keeps it from being recorded twice
            continue


def makes(path: Path, together: Barrier, told: Connection) -> None:
    """Makes the casebook, or opens the one that is there, and opens a case of its own in it."""
    together.wait()
    try:
        try:
            book, made = Casebook.create(path), True
        except SvhError as error:
            if "stays as it is" not in error.sentence:
                raise
            book, made = Casebook.open(path), False
        with book:
            book.record(f"case-{os.getpid()}", OPENED, by="mila")
        told.send(made)
    except Exception as error:  # noqa: BLE001 - told to who waits for it
        told.send(repr(error))
