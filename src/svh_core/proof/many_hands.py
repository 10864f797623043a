"""Several processes check the streams of one log, each over a connection of its own.

Whoever asks for them works too: it walks along the tree, then takes streams itself, and in between hands out shares. A
process gets its next share when it has done the one before, so that neither ever waits for the other to read.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final, TypeAlias

from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.rulebook import Rulebook
from svh_core.errors import SvhError
from svh_core.log.codec import Codec
from svh_core.log.log import Log
from svh_core.log.served import Served
from svh_core.log.sqlite import SQLiteStore
from svh_core.log.store import Store
from svh_core.proof.entries_check import EntriesCheck, Read

Reopen: TypeAlias = Callable[[], Store]
Share: TypeAlias = list[str]

_SHARES: Final = 16
"""In how many shares each process does its part: the last one is waited for."""

_AT_LEAST, _AT_MOST = 1_000, 10_000
"""Entries in a share."""

_PATIENCE: Final = 5.0
"""Seconds after which a process that has nothing to do any more is ended."""


def a_share(entries: int, processes: int) -> int:
    """How many entries are enough for a share, of a log of so many that so many processes check."""
    return min(max(entries // (processes * _SHARES), _AT_LEAST), _AT_MOST)


def shares_of(streams: Iterable[tuple[str, int]], *, enough: int) -> Iterator[Share]:
    """Streams in shares of about as many entries each.

    Args:
        streams: each with its last number.
        enough: how many entries a share has.
    """
    share, filled = [], 0
    for stream, last in streams:
        share.append(stream)
        filled += last
        if filled >= enough:
            yield share
            share, filled = [], 0
    if share:
        yield share


def reopening(log: Log, rulebook: Rulebook) -> Reopen | None:
    """How another process opens this log; None where it cannot: a log in memory, or rules that only this one has."""
    if isinstance(log.store, SQLiteStore) and rulebook is CORE_RULEBOOK:
        return partial(SQLiteStore.open, log.store.path)
    if isinstance(log.store, Served) and rulebook is CORE_RULEBOOK:
        return log.store.reopening()
    return None


class ManyHands:
    """Processes that check shares, beside whoever made them; made by `many_hands`.

    Args:
        shares: what is to be done; whoever asks for these processes takes from it too.
        read: gets what was found.
    """

    def __init__(self, shares: Iterator[Share], read: Read) -> None:
        self._shares = shares
        self._read = read
        self._processes: dict[Connection, BaseProcess] = {}
        self._busy: set[Connection] = set()

    def begin(self, how_many: int, reopen: Reopen, adopted: int) -> None:
        """Starts processes: new ones, which take nothing over from this one but what they are told."""
        context = multiprocessing.get_context("spawn")
        for _ in range(how_many):
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(theirs, reopen, adopted), daemon=True)
            process.start()
            theirs.close()
            self._processes[ours] = process
            self._hand_out(ours)

    def turn(self) -> int:
        """Takes in what is done and hands out more, without waiting.

        Returns:
            How many entries were read.
        """
        return self._take_in(timeout=0.0) if self._busy else 0

    def rest(self) -> Iterator[int]:
        """Waits for what is handed out; how many entries were read, each time."""
        while self._busy:
            yield self._take_in(timeout=None)

    def end(self, *, patience: float) -> None:
        """Lets them go; who does not is ended."""
        for pipe, process in self._processes.items():
            with suppress(OSError):
                pipe.send(None)
            process.join(patience)
            if process.is_alive():
                process.terminate()
                process.join()
            pipe.close()

    def _take_in(self, timeout: float | None) -> int:
        entries = 0
        ready = wait(list(self._busy), timeout)
        for pipe in [one for one in self._processes if one in ready]:
            try:
                told: Read | Exception = pipe.recv()
            except (EOFError, OSError):
                raise SvhError(
                    "a process that checked a part of the log has ended", next="Check again, in one process."
                ) from None
            if isinstance(told, Exception):
                raise told
            self._read.add(told)
            entries += told.entries
            self._hand_out(pipe)
        return entries

    def _hand_out(self, pipe: Connection) -> None:
        share = next(self._shares, None)
        if share is None:
            self._busy.discard(pipe)
        else:
            pipe.send(share)
            self._busy.add(pipe)


@contextmanager
def many_hands(shares: Iterator[Share], read: Read) -> Iterator[ManyHands]:
    """Processes that are there for as long as this lasts, however it ends."""
    hands = ManyHands(shares, read)
    patience = 0.0
    try:
        yield hands
        patience = _PATIENCE
    finally:
        hands.end(patience=patience)


def work(pipe: Connection, reopen: Reopen, adopted: int) -> None:
    """What such a process does: one share after the other, until it is told that there are no more.

    Args:
        pipe: gives shares, and takes what was read or the error that stopped it.
        reopen: opens the log.
        adopted: the newest edition that the casebook has adopted.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who pressed Ctrl-C is told by the process that started this one
    try:
        with closing(reopen()) as store:
            log = Log(store, Codec(CORE_RULEBOOK))
            while (share := pipe.recv()) is not None:
                check = EntriesCheck(log, CORE_RULEBOOK, adopted=adopted, step=_nobody_asks)
                check.check(share)
                pipe.send(check.read)
    except (EOFError, OSError):
        return  # who asked is gone
    except Exception as error:  # noqa: BLE001 - whatever it is, who asked raises it
        pipe.send(error)


def _nobody_asks(_entries: int) -> None:
    """A share is told when it is done."""
