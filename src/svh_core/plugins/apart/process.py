"""A process in which a plugin runs, as the host holds it: asked things, read from with a measure, and always ended.

The host believes nothing of what comes out of it. It reads no more than was agreed, waits no longer than was agreed,
and kills the process where either is passed, or where what comes is no answer.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import tempfile
from pathlib import Path
from time import monotonic
from typing import Any, Final, NoReturn

from svh_core.plugins.apart.answers import UNREADABLE, Reading, TooMuchError, raised
from svh_core.plugins.apart.program import Program
from svh_core.plugins.apart.started import Starter
from svh_core.plugins.apart.taken import Taken
from svh_core.plugins.apart.talking import UnreadableError, case_in_json, message
from svh_core.plugins.calling import LOG, NotDoneError
from svh_core.plugins.disclosed import DisclosedCase

_A_PART: Final = 1 << 18
_A_KB: Final = 1_000
_LOOKS: Final = 0.05
"""How often it is looked at what a plugin takes while it works, in seconds."""


class Process:
    """A plugin that runs in a process of its own.

    Args:
        starter: what starts it.
        program: what is run.
        keeps: the folder that is its own and stays, where one does; one that is taken away afterwards else.
    """

    def __init__(self, starter: Starter, program: Program, keeps: Path | None = None) -> None:
        self._program = program
        self._starter = starter
        self._keeps = keeps
        self._folder = os.path.realpath(tempfile.mkdtemp(prefix="svh-") if keeps is None else _made(keeps))
        self._taken = Taken(folder=self._folder, limits=program.limits, stays=keeps is not None)
        self._look_at = monotonic() + _LOOKS
        self._left = program.limits.seconds_of_a_run
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        self._printed, printed = os.pipe()
        self._much = 0
        self._number = 0
        self._case: DisclosedCase | None = None
        self._process: int | None = None
        try:
            self._process = starter.start(
                program.asked(self._folder, stays=keeps is not None), (requests, answers, printed)
            )
        finally:
            for pipe in (requests, answers, printed):
                os.close(pipe)
            if self._process is None:
                self.end()
        for pipe in (self._requests, self._answers, self._printed):
            os.set_blocking(pipe, False)

    def ask(self, asks: str, *, seconds: float | None = None, **told: Any) -> tuple[dict[str, Any], list[bytes]]:
        """Asks something.

        Args:
            asks: what.
            seconds: how long it may take; as long as its limits say where nothing is said.
            told: what goes with it.

        Returns:
            The answer as data, and the files that came with it.

        Raises:
            NotDoneError: it failed, or wanted more than it may have. Its process is ended.
        """
        self._number += 1
        try:
            request = message({"asks": asks, "number": self._number, **told})
            answer, files = self._answered_in_time(request, seconds or self._program.limits.seconds)
        except BaseException:
            self.end()
            raise
        if "raised" in answer:
            self.end()
            raise NotDoneError(*raised(answer["raised"], self._program))
        return answer, files

    def case_to_send(self, case: DisclosedCase) -> dict[str, Any] | None:
        """A case as data; None where it has just this one already, as for each table of a report but the first."""
        if case is self._case:
            return None
        self._case = case
        return case_in_json(case)

    def end(self) -> tuple[int, float]:
        """Ends the process, with all that it left.

        Returns:
            How it ended, and how many seconds of the processor it took.
        """
        process, self._process = self._process, None
        if self._folder:
            for pipe in (self._requests, self._answers, self._printed):
                os.close(pipe)
        ended, used = 0, 0.0
        if process is not None:
            ended, used = self._starter.end(process)
        if self._folder:
            if self._keeps is None:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""
        if self._much:
            LOG.info("%s printed %s, which nobody reads", self._program.plugin, _about(self._much))
            self._much = 0
        return ended, used

    # What goes over the pipes

    def _answered_in_time(self, request: bytes, seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        """What it answers, in the time for one call and in what is left of that for all."""
        began = monotonic()
        if seconds < self._left:
            answered = self._answered(request, began + seconds, f"{seconds:g} seconds")
        else:
            whole = f"{self._program.limits.seconds_of_a_run:g} seconds in all"
            answered = self._answered(request, began + self._left, whole)
        self._left -= monotonic() - began
        return answered

    def _answered(self, request: bytes, until: float, longest: str) -> tuple[dict[str, Any], list[bytes]]:
        reading = Reading(self._number, self._program.limits)
        left = memoryview(request)
        with selectors.DefaultSelector() as pipes:
            pipes.register(self._requests, selectors.EVENT_WRITE)
            pipes.register(self._answers, selectors.EVENT_READ)
            pipes.register(self._printed, selectors.EVENT_READ)
            while not reading.is_whole:
                now = monotonic()
                if now > until:
                    self._stop(f"took longer than {longest}")
                self._look(now)
                for key, _ in pipes.select(min(until - now, _LOOKS)):
                    if key.fd == self._requests:
                        left = self._sent(left)
                        if not left:
                            pipes.unregister(self._requests)
                    elif key.fd == self._printed:
                        if not self._heard_printing():
                            pipes.unregister(self._printed)
                    else:
                        self._hear(reading)
        self._look(monotonic(), at_the_end=True)
        return reading.answer, reading.files()

    def _sent(self, left: memoryview) -> memoryview:
        try:
            return left[os.write(self._requests, left[:_A_PART]) :]
        except BrokenPipeError:  # it ended, and the other pipes say so
            return left[:0]
        except BlockingIOError:
            self._stop(UNREADABLE)

    def _heard_printing(self) -> bool:
        """Whether there may be more; what it is is not looked at."""
        part = len(self._came(self._printed))
        self._much += part
        return part > 0

    def _hear(self, reading: Reading) -> None:
        part = self._came(self._answers)
        if not part:
            self._ended_by_itself()
        try:
            reading.take(part)
        except UnreadableError:
            self._stop(UNREADABLE)
        except TooMuchError as much:
            self._stop(f"gave more than {much} MB")

    def _came(self, pipe: int) -> bytes:
        try:
            return os.read(pipe, _A_PART)
        except BlockingIOError:  # there was something just now: the plugin opened its end once more, and took it away
            self._stop(UNREADABLE)

    # What it is stopped for

    def _stop(self, why: str) -> NoReturn:
        self.end()
        raise NotDoneError("stopped", why)

    def _ended_by_itself(self) -> NoReturn:
        """Says why a process ended that nobody ended here.

        The system ends one that passes the limit of the processor. One that closed its pipe may run on, until now.
        """
        with contextlib.suppress(TimeoutError):
            _wait_for_end(self._printed)
        ended, used = self.end()
        limit = self._program.limits.processor_seconds
        if -ended == signal.SIGXCPU or (-ended == signal.SIGKILL and used >= limit):
            raise NotDoneError("stopped", f"took more than {limit} seconds of the processor")
        raise NotDoneError("stopped", "ended by itself")

    def _look(self, now: float, *, at_the_end: bool = False) -> None:
        """Stops what takes too much, of the disk above all; not each time at all it has, for that takes longer."""
        too_much = None
        if now > self._look_at and self._process is not None:
            too_much = self._taken.too_much(self._process)
            self._look_at = now + _LOOKS
        elif at_the_end:
            too_much = self._taken.too_much_in_folder()
        if too_much is not None:
            self._stop(too_much)


def _made(folder: Path) -> str:
    """A folder that is there now, for nobody else, nor the names beside it."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return str(folder)


def _about(much: int) -> str:
    """How many bytes, roughly: the plugin chooses how many, and could tell something by that."""
    return f"more than {10 ** (len(str(much)) - 4):,} kB" if much > _A_KB else "something"


def _wait_for_end(pipe: int) -> None:
    """Waits a moment for the other side of a pipe to be let go of, as when its process ends."""
    until = monotonic() + _LOOKS
    with selectors.DefaultSelector() as pipes:
        pipes.register(pipe, selectors.EVENT_READ)
        while (left := until - monotonic()) > 0:
            with contextlib.suppress(BlockingIOError):
                if pipes.select(left) and not os.read(pipe, _A_PART):
                    return
