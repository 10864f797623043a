"""What an app asks about all cases at once.

book.overview.bring_up_to_date()
for case, signal in book.overview.signals(purpose="reading").told: ...
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, TypeVar

import attrs
from eventsourcing.persistence import IntegrityError

from svh_core.disclosing import disclose_a_list, disclose_cases_to_the_operator
from svh_core.errors import Conflict, NotPermitted, NotWritable, PluginFailed
from svh_core.log.unusable import told_as_ours
from svh_core.looking import check_look
from svh_core.overview.keeping_up import KeepingUp, Made
from svh_core.recording.desk import Desk
from svh_core.recording.writing import Progress
from svh_core.sharing.roles import OPERATOR, THE_OPERATOR, Viewer
from svh_core.views.extensions import Extensions
from svh_core.views.look import spoken_as_set
from svh_core.views.settings import Settings
from svh_core.views.signals import Found

T = TypeVar("T")

_TRIES: Final = 3
"""How often what is kept is read again because somebody with other settings made it anew meanwhile."""


@attrs.frozen
class SignalsOfAll:
    """What deserves attention in all cases.

    Attributes:
        told: each signal with its case: by the name of the case, and in it by when they began.
        failed: which signals of plugins could not be told.
    """

    told: tuple[tuple[str, Found], ...]
    failed: tuple[PluginFailed, ...]


class Overview:
    """What is kept of all cases, beside the log and without words, and made again where it is not right any more.

    Args:
        desk: where the casebook writes; opened when it is first needed.
        clock: what tells the time, in UTC.
        settings: what the organisation that looks set for itself.
        extensions: what plugins add to what is told.
        plugins: the plugins that are there, each with its version.
    """

    def __init__(
        self,
        desk: Callable[[], Desk],
        clock: Callable[[], datetime],
        settings: Settings,
        extensions: Extensions,
        plugins: Sequence[str] = (),
    ) -> None:
        self._opened = desk
        self._clock = clock
        self._settings = settings
        self._extensions = extensions
        self._plugins = plugins

    @functools.cached_property
    def _desk(self) -> Desk:
        return self._opened()

    @functools.cached_property
    def _keeping_up(self) -> KeepingUp:
        return KeepingUp(self._desk, self._settings, self._extensions, self._plugins)

    def bring_up_to_date(self, *, progress: Progress | None = None) -> int:
        """Makes again what is not right any more: of cases that went on, and of those that time alone changed.

        Several processes may do this at once, and each may stop anywhere. `signals` does it by itself.

        Args:
            progress: called with how many cases were made and how many there are to make.

        Returns:
            How many cases were made.

        Raises:
            Conflict: others keep making it anew with other settings, or at the store.
            NotWritable: the store cannot be written to.
            ServerAway: its server broke off.
        """
        moment = self._clock()
        told = functools.partial(self._keeping_up.told, moment, only_what_is_wrong=True, progress=progress)
        return self._until_nobody_else(lambda: sum(1 for _ in told()))

    def rebuild(self, *, progress: Progress | None = None) -> int:
        """Throws away what is kept, and makes it of the entries; see `bring_up_to_date`."""
        self._until_nobody_else(lambda: self._keeping_up.follow(anew=True))
        return self.bring_up_to_date(progress=progress)

    def cases(self) -> list[tuple[str, int]]:
        """Every case with the number of its last entry, by name."""
        try:
            return self._until_nobody_else(lambda: list(self._keeping_up.numbers()))
        except (Conflict, NotWritable):
            return self._desk.cases()

    def signals(
        self,
        language: str = "nl",
        *,
        purpose: str,
        viewer: Viewer = THE_OPERATOR,
        also: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> SignalsOfAll:
        """What deserves attention in every case today, as a look at each of them tells it.

        It is for who holds the files; what somebody else may see is worked out in a look at each case. That they asked
        is written down once a day, and a look at each case of which something is told, before any of it is.

        Args:
            language: ``nl`` or ``en``, of the sentences.
            purpose: what for.
            viewer: the operator, by the name they have.
            also: ids of signals that are off by default, or ``all``.
            progress: called with how many cases were looked at and how many there are.

        Raises:
            NotPermitted: somebody else looks.
        """
        check_look(viewer, purpose)
        if viewer.capacity != OPERATOR:
            raise NotPermitted(
                "the signals of all cases at once are for who holds the files", next="Look at each case."
            )
        spoken = spoken_as_set(language, self._settings, self._extensions)
        added = {one.id: one for one in self._extensions.signals}
        asked = (*also, *self._settings.signals)
        disclose_a_list(self._desk, self._clock, viewer)
        made = self._made(progress)
        told = {one.case: found for one in made if (found := one.holding.told(spoken, asked, added))}
        disclose_cases_to_the_operator(self._desk, self._clock, tuple(told), viewer, purpose)
        return SignalsOfAll(
            told=tuple((case, one) for case, found in told.items() for one in found),
            failed=tuple(failure for one in made for failure in one.failed),
        )

    def _made(self, progress: Progress | None) -> list[Made]:
        """What holds in every case now: of the entries alone, where what is kept cannot be brought up to date."""
        moment = self._clock()
        try:
            return self._until_nobody_else(lambda: list(self._keeping_up.told(moment, progress=progress)))
        except (Conflict, NotWritable):
            return list(self._keeping_up.told_without_keeping(moment))

    @staticmethod
    def _until_nobody_else(asks: Callable[[], T]) -> T:
        """What is kept, once nobody with other settings makes it anew meanwhile.

        Raises:
            Conflict: others keep doing so, or at the store.
            NotWritable: the store cannot be written to.
            ServerAway: its server broke off.
        """
        for _ in range(_TRIES):
            with suppress(IntegrityError), told_as_ours():
                return asks()
        raise Conflict("others keep making the overview anew, with other settings", next="Try again in a moment.")
