"""A casebook in memory with cases full of canaries, and a plugin that exports from it for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import attrs

from svh_core.casebook import Casebook
from svh_core.domain.consent import ConsentWithdrawn
from svh_core.plugins.at_the_door import Loaded
from svh_core.plugins.disclosed import Disclosed
from svh_core.plugins.handing_over import Handing, disclosed, handed_over
from svh_core.plugins.written import MANIFEST
from svh_core.sharing.grounds import CATEGORIES
from svh_core.testing.canaries import MILA, Say, canary, lines
from svh_core.testing.contract.files import in_one
from svh_core.testing.contract.under_test import UnderTest
from svh_core.testing.playing import RECIPIENT, StandingClock, give_consent, play

ANOTHER: Final = "org-iemand-anders"
"""Somebody else than for whom files are made."""


class Stage:
    """A casebook in memory, with a plugin.

    Args:
        plugin: the plugin that is looked at.
        cases: the cases that are played in it.
        beside: other plugins that are used with it, as modules or objects with hooks.
        say: what stands where people's words stand; canaries where nothing is said.
    """

    def __init__(
        self,
        plugin: UnderTest,
        *cases: str,
        beside: Sequence[object] = (),
        say: Say = canary,
    ) -> None:
        self.plugin = plugin
        self.clock = StandingClock()
        self.book = Casebook.in_memory(clock=self.clock, plugins=[plugin.allowed, *beside], origin="contract")
        for case in cases:
            play(self.book, lines(case, say=say))

    @property
    def asked(self) -> tuple[str, ...]:
        """The categories that the plugin asks for."""
        return tuple(one for one in CATEGORIES if one in self.plugin.manifest.categories)

    # Consent

    def consent(self, case: str, categories: Sequence[str] | None = None, *, recipient: str = RECIPIENT) -> str:
        """Has the resident of a case open categories, all that the plugin asks for where none is named.

        Returns:
            The id of the consent.
        """
        opened = self.asked if categories is None else categories
        return give_consent(self.book, case, opened, purpose=self.plugin.purpose, recipient=recipient)

    def withdraw(self, case: str, consent: str) -> None:
        """Has the resident of a case take a consent back."""
        self.book.record(case, ConsentWithdrawn(consent=consent), by=MILA)

    # What comes out

    def export(self, exporter: str, *, recipient: str = RECIPIENT, cases: Sequence[str] | None = None) -> bytes:
        """The file that an exporter makes; the files of a folder as an archive, without the one that the host adds.

        Raises:
            PluginFailed: it fails.
        """
        told = self.book.plugins.export(exporter, recipient=recipient, purpose=self.plugin.purpose, cases=cases)
        return in_one({name: file for name, file in told.files.items() if name != MANIFEST})

    def exports(self, *, recipient: str = RECIPIENT) -> dict[str, bytes]:
        """The file of each exporter of the plugin, by its name."""
        return {name: self.export(name, recipient=recipient) for name in self.plugin.exporters}

    def handing(self, *, recipient: str = RECIPIENT, views: tuple[Any, ...] = ()) -> Handing:
        """All that the plugin asks for, for one recipient."""
        return Handing(plugin=self.loaded, recipient=recipient, purpose=self.plugin.purpose, views=views)

    @property
    def loaded(self) -> Loaded:
        """The plugin as this casebook loaded it."""
        return next(one for one in self.book._loaded_plugins.loaded if one.id == self.plugin.name)  # noqa: SLF001

    def given(self, *cases: str, recipient: str = RECIPIENT, views: tuple[Any, ...] = ()) -> Disclosed:
        """What the plugin is given of some cases, to be changed and handed to it by hand."""
        desk, clock, handing = self.book._desk, self.clock, self.handing(recipient=recipient, views=views)  # noqa: SLF001
        copies = [handed_over(desk, clock, case, handing, self.book.settings) for case in cases]
        return disclosed(desk, clock, handing, copies)


def empty(told: Disclosed) -> Disclosed:
    """The same, of no case."""
    return attrs.evolve(told, cases=())
