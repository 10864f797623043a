"""Rounds that go on for months: what is away for a while is waited for, and what is wrong for good ends them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, NoReturn, Protocol

from svh_core.casebook import Casebook
from svh_core.errors import Conflict, NotFound, OutcomeUnknown, ServerAway, SvhError

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
"""Seconds between two times that it is looked whether what is away is back."""

FOR_A_WHILE: Final = (ServerAway, OutcomeUnknown, Conflict)
"""What ends by itself: a server that is away, and others who are at the same thing. A full disk does not."""


class Waits(Protocol):
    """Whoever is told that rounds wait, and that they go on."""

    def waits(self, error: SvhError, tries: int) -> None:
        """They wait, because of this, and it was tried so many times before; told each time that it is tried."""

    def goes_on(self) -> None:
        """They go on."""


def go_on(round_: Callable[[], object], *, every: float, told: Waits) -> NoReturn:
    """Does something again and again; where that cannot be for a while, it waits, longer each time, and goes on.

    Args:
        round_: what is done. Cut short anywhere, it can be done again.
        every: seconds between two rounds.
        told: who is told of waiting.

    Raises:
        SvhError: something is wrong for good.
    """
    tries = 0
    while True:
        try:
            round_()
        except FOR_A_WHILE as error:
            told.waits(error, tries)
            time.sleep(pause_after(tries))
            tries += 1
            continue
        if tries:
            told.goes_on()
        tries = 0
        time.sleep(every)


def pause_after(tries: int) -> float:
    """How long is waited after so many times that it was tried in vain: twice as long each time, up to a minute."""
    return min(FIRST_PAUSE * 2.0 ** min(tries, 10), LONGEST_PAUSE)


class SameCasebook:
    """A casebook that stays open for months, and has to be the same all the time.

    Opening it says what became of it: that it was moved, that there is none any more, that this user may not use it.

    Args:
        book: as it was opened first.
    """

    def __init__(self, book: Casebook) -> None:
        self._book = book
        self._origin = book.origin
        self._format = self._told_format()

    def check(self) -> None:
        """Goes on only where it is the casebook that it was.

        Raises:
            Moved: it was moved to another place.
            NotFound: it is not there any more, or another stands in its place.
            SvhError: it cannot be opened.
        """
        if self._told_format() != self._format:
            self._book.close()  # opening it says why
        if self._book.origin != self._origin:
            raise NotFound(
                "another casebook is in the place of the one that was followed",
                next="Put the one that was there back, or begin again with this one.",
            )

    def _told_format(self) -> str | None:
        return self._book.log.store.fact("format")
