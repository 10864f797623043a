"""The plugins of one casebook at work: what they are, what they write, what they count, and what they follow.

book.plugins.statuses
book.plugins.export("svh-agenda:agenda", recipient="org-1", purpose="planning")
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from svh_core.plugins.exporting import (
    Exported,
    WouldDisclose,
    cases_asked,
    export,
    exporter_named,
    would_disclose,
)
from svh_core.plugins.handing_over import Handing
from svh_core.plugins.loading import Loaded, Plugins, Status
from svh_core.plugins.offers import Exporter, Report
from svh_core.recording import Desk, Progress
from svh_core.views.settings import Settings


class PluginsAtWork:
    """What a casebook does with its plugins.

    Args:
        plugins: those that were loaded, and those that were not.
        desk: where the casebook writes; opened when it is first needed.
        clock: what tells the time, in UTC.
        settings: what the organisation that looks set for itself.
    """

    def __init__(
        self, plugins: Plugins, desk: Callable[[], Desk], clock: Callable[[], datetime], settings: Settings
    ) -> None:
        self._plugins = plugins
        self._desk = desk
        self._clock = clock
        self._settings = settings

    @property
    def statuses(self) -> list[Status]:
        """How it is with each plugin, by name: also with those that are installed and not allowed."""
        return self._plugins.statuses

    @property
    def exporters(self) -> list[tuple[str, Exporter]]:
        """What can be written to a file, each with the id of its plugin."""
        return [(plugin.id, one) for plugin in self._plugins.loaded for one in plugin.exporters.values()]

    @property
    def reports(self) -> list[tuple[str, Report]]:
        """What can be counted, each with the id of its plugin."""
        return [(plugin.id, one) for plugin in self._plugins.loaded for one in plugin.reports.values()]

    def export(
        self,
        exporter: str,
        *,
        recipient: str,
        purpose: str,
        cases: Sequence[str] | None = None,
        language: str = "nl",
        responsible: str | None = None,
        progress: Progress | None = None,
    ) -> Exported:
        """Has a plugin make a file of what one recipient may see. Each disclosure stands in its case beforehand.

        Args:
            exporter: its name, or that of its plugin and its own, as ``svh-agenda:agenda``.
            recipient: an organisation, a role or a person, as consents name it.
            purpose: what for, as consents say it.
            cases: which; every case that something is open of where none is named.
            language: ``nl`` or ``en``: in which the file speaks to people.
            responsible: who answers for it (NEN 7513), if somebody does.
            progress: called with how many cases were looked at and how many there are.

        Raises:
            NotFound: there is no such exporter, or no such case.
            NotPermitted: the plugin is not there for this purpose, or a case that was named is not open.
            PluginFailed: it failed; no file is made.
        """
        plugin, found = exporter_named(self._plugins, exporter)
        handing = self._handing(plugin, found, recipient, purpose, language, responsible)
        return export(
            self._desk(),
            self._clock,
            self._plugins,
            found,
            handing,
            settings=self._settings,
            cases=cases,
            progress=progress,
        )

    def would_export(
        self, exporter: str, *, recipient: str, purpose: str, cases: Sequence[str] | None = None
    ) -> list[WouldDisclose]:
        """What an export would hand over, of each case; writes nothing down, and calls no plugin.

        Args:
            exporter: as for `export`.
            recipient: as for `export`.
            purpose: as for `export`.
            cases: as for `export`.
        """
        plugin, found = exporter_named(self._plugins, exporter)
        handing = self._handing(plugin, found, recipient, purpose, "nl", None)
        handing.check()
        desk = self._desk()
        return list(would_disclose(desk, self._clock, handing, cases_asked(desk, cases)))

    @staticmethod
    def _handing(plugin: Loaded, one: Exporter | Report, *told: Any) -> Handing:
        recipient, purpose, language, responsible = told
        return Handing(
            plugin=plugin,
            recipient=recipient,
            purpose=purpose,
            categories=one.categories,
            views=one.views,
            action="export" if isinstance(one, Exporter) else "report",
            language=language,
            responsible=responsible,
        )
