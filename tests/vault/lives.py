"""Processes that end at a chosen moment, as by a power cut, or that are killed at any."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from svh_core import Casebook, keeping
from svh_core.domain.positions import EntryCorrected
from svh_core.log.log import Log
from svh_core.recording.batch import Batch
from svh_core.vault.keys import Changes, KeyStore
from svh_core.vault.links import Links
from svh_core.vault.master import MasterKey
from svh_core.vault.minting import Mint
from svh_core.vault.sealer import Sealer
from svh_core.vault.vault import Vault

from ..log.hands import PROCESSES
from .cases import CASE, MILA, ZUS, goal, tokens

ENDED: Final = 86
"""The exit status of a process that ended where it was told to."""


def _ends(*_: Any, **__: Any) -> Any:
    os._exit(ENDED)


def before(cls: Any, name: str, at: int = 1) -> None:
    """Ends this process when this is called for this time, before it does anything."""
    kept, times = getattr(cls, name), itertools.count(1)

    def ending(*args: Any, **others: Any) -> Any:
        if next(times) == at:
            _ends()
        return kept(*args, **others)

    setattr(cls, name, ending)


def after(cls: Any, name: str, at: int = 1) -> None:
    """Ends this process when this was called for this time, and is done."""
    kept, times = getattr(cls, name), itertools.count(1)

    def ending(*args: Any, **others: Any) -> Any:
        told = kept(*args, **others)
        if next(times) == at:
            _ends()
        return told

    setattr(cls, name, ending)


def after_made(cls: Any, name: str) -> None:
    """The same for what makes something of its class."""
    kept = getattr(cls, name)

    def ending(*args: Any, **others: Any) -> Any:
        kept(*args, **others)
        _ends()

    setattr(cls, name, ending)


def _link(at: int) -> None:
    before(os, "link", at)


POINTS: Final[dict[str, Callable[[], None]]] = {
    # recording
    "before a pool": lambda: before(Mint, "_mint"),
    "after a pool": lambda: after(Mint, "_mint"),
    "before a second pool": lambda: before(Mint, "_mint", 2),
    "in a second pool": lambda: after(Changes, "keep_pool", 2),
    "after a second pool": lambda: after(Mint, "_mint", 2),
    "before append": lambda: before(Log, "append"),
    "after append": lambda: after(Log, "append"),
    "before a late append": lambda: before(Log, "append", 40),
    "after a late append": lambda: after(Log, "append", 40),
    "after remembering": lambda: after(Sealer, "done"),
    "before the uses are written down": lambda: before(Vault, "write_down_uses"),
    # forgetting, and destroying
    "before shredding": lambda: before(Vault, "shred"),
    "in shredding, before the commit": lambda: before(Changes, "assign_shredded"),
    "between shredding and scrubbing": lambda: before(Vault, "scrub"),
    "in scrubbing": lambda: before(KeyStore, "scrub"),
    "between the two scrubs": lambda: before(KeyStore, "scrub", 2),
    "after shredding": lambda: after(Vault, "shred"),
    "before forgetting references": lambda: before(Links, "forget_references"),
    # opening
    "after taking over": lambda: after(Vault, "take_over"),
    "before it is compared": lambda: before(Vault, "compared"),
    "before old pools are dropped": lambda: before(Vault, "drop_unused"),
    # rotating
    "after the new master key is written": lambda: after(MasterKey, "write"),
    "in rotating": lambda: after(Changes, "rewrap"),
    "before the new master key takes its place": lambda: before(Path, "replace"),
    "after the new master key took its place": lambda: after(Path, "replace"),
    # making
    "before the vault": lambda: before(Vault, "create"),
    "after the vault": lambda: after_made(Vault, "create"),
    "before the casebook is put in place": lambda: _link(1),
    "before the vault is put in place": lambda: _link(2),
    "before the master key is put in place": lambda: _link(3),
    "after the casebook": lambda: before(keeping, "_put_in_place"),
    "before the rules are adopted": lambda: before(Casebook, "adopt"),
    "while the rules are adopted": lambda: before(Batch, "commit"),
}


def records(book: Casebook, told: Connection) -> None:
    """A goal with words of two people, again and again for more than a pool."""
    for number in range(100):
        name = f"{os.getpid()}-{number}"
        receipt = book.record(CASE, goal(name), by=MILA, because=[(ZUS, f"kanarie omdat {name}")])
        told.send((receipt.number, f"kanarie {name}", f"kanarie omdat {name}"))


def forgets(book: Casebook, told: Connection) -> None:
    book.record(CASE, goal("nieuw"), by=MILA)
    told.send((5, "kanarie nieuw", None))
    book.privacy.forget(CASE, ZUS)


def corrects(book: Casebook, told: Connection) -> None:
    book.record(CASE, goal("nieuw"), by=MILA)
    told.send((5, "kanarie nieuw", None))
    book.record(CASE, EntryCorrected(entry=3, wrong="case"), by=MILA)


def destroys(book: Casebook, told: Connection) -> None:
    book.record(CASE, goal("nieuw"), by=MILA)
    told.send((5, "kanarie nieuw", None))
    book.privacy.destroy("zaak-2", by="beheer")


def destroys_what_it_wrote(book: Casebook, told: Connection) -> None:
    receipt = book.record("zaak-2", goal("weg"), by=MILA)
    told.send((receipt.number, tokens(book, "zaak-2")[receipt.number, "words"].key, None))
    book.privacy.destroy("zaak-2", by="beheer")


def rotates(book: Casebook, told: Connection) -> None:
    book.record(CASE, goal("nieuw"), by=MILA)
    told.send((5, "kanarie nieuw", None))
    book.privacy.rotate_keys()


DOINGS: Final[dict[str, Callable[[Casebook, Connection], None]]] = {
    "records": records,
    "forgets": forgets,
    "corrects": corrects,
    "destroys": destroys,
    "destroys what it wrote": destroys_what_it_wrote,
    "rotates": rotates,
}


def _lives(path: Path, doing: str | None, point: str, told: Connection) -> None:
    if doing is None:  # makes the casebook, or only opens it
        POINTS[point]()
        (Casebook.open if path.exists() else Casebook.create)(path).close()
        return
    book = Casebook.open(path)
    POINTS[point]()
    DOINGS[doing](book, told)
    book.close()


def life(path: Path, doing: str | None, point: str) -> tuple[int | None, list[tuple[int, str, str | None]]]:
    """A process that does this and ends there: its exit status, and what it said was recorded."""
    hears, tells = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_lives, args=(path, doing, point, tells))
    process.start()
    tells.close()
    said = []
    try:
        while True:
            said.append(hears.recv())
    except EOFError:
        process.join(60)
    return process.exitcode, said
