"""The plugins of one casebook at work: what they are, what they write, what they count, and what they follow.

book.plugins.statuses
book.plugins.export("svh-agenda:agenda", recipient="org-1", purpose="support_group")
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from svh_core.disclosing import not_made
from svh_core.log.unusable import told_as_ours
from svh_core.plugins.apart.runs import run_of_work
from svh_core.plugins.at_the_door import Loaded, Status
from svh_core.plugins.exporting import (
    Exported,
    WouldDisclose,
    cases_asked,
    export,
    exporter_named,
    exporters_of,
    report_named,
    reports_of,
    would_disclose,
)
from svh_core.plugins.following import Followed, HandedOver, follow
from svh_core.plugins.handing_over import Handing
from svh_core.plugins.loading import Plugins
from svh_core.plugins.offers import Exporter, Report, Reported
from svh_core.plugins.reporting import file_of
from svh_core.plugins.reporting import report as count
from svh_core.plugins.suppressing import AT_LEAST
from svh_core.recording.desk import Desk
from svh_core.recording.writing import Progress
from svh_core.sharing.roles import ORGANISATION, Viewer
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
        self._handed_over: HandedOver = {}

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

    def exporters_named(self, name: str) -> list[Exporter]:
        """What can be written to a file under a name; where that says of which plugin, no other is asked.

        Args:
            name: of an exporter, or that of its plugin and its own, as ``svh-agenda:agenda``.
        """
        return [one for _, one in exporters_of(self._plugins, name)]

    def reports_named(self, name: str) -> list[Report]:
        """What can be counted under a name, in the same way.

        Args:
            name: of a report, or that of its plugin and its own, as ``svh-hours:hours``.
        """
        return [one for _, one in reports_of(self._plugins, name)]

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

    def came_to_nothing(self, made: Exported) -> None:
        """Writes down in each case that an export did not reach its recipient: it could not be kept or sent.

        Args:
            made: what was made, and came to nothing.
        """
        viewer = Viewer(made.recipient, capacity=ORGANISATION, organisation=made.recipient)
        not_made(self._desk(), self._clock, viewer, made.purpose, made.handed_over)

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
        return self._would_disclose(handing, cases)

    def _would_disclose(self, handing: Handing, cases: Sequence[str] | None) -> list[WouldDisclose]:
        handing.check()
        desk = self._desk()
        return list(would_disclose(desk, self._clock, handing, cases_asked(desk, cases)))

    def would_report(self, report: str, *, recipient: str, purpose: str) -> list[WouldDisclose]:
        """What a report would count over, of each case; writes nothing down, and calls no plugin.

        Args:
            report: as for `report`.
            recipient: as for `report`.
            purpose: as for `report`.
        """
        plugin, found = report_named(self._plugins, report)
        return self._would_disclose(self._handing(plugin, found, recipient, purpose, "nl", None), None)

    @run_of_work()
    def report(
        self,
        report: str,
        *,
        recipient: str,
        purpose: str,
        period: str,
        language: str = "nl",
        responsible: str | None = None,
        together_with: Sequence[str] = (),
        at_least: int = AT_LEAST,
        progress: Progress | None = None,
    ) -> Reported:
        """Counts over every case that is open to a recipient, and leaves out what is small.

        Args:
            report: its name, or that of its plugin and its own, as ``svh-hours:hours``.
            recipient: an organisation, as consents name it.
            purpose: what for, as consents say it.
            period: a year, a quarter or a month that is over, such as ``2026``, ``2026-Q3`` or ``2026-09``.
            language: ``nl`` or ``en``.
            responsible: who answers for it (NEN 7513), if somebody does.
            together_with: others who are to have the same numbers: only cases that are open to all of them count.
            at_least: of how many cases a row has to be.
            progress: called with how many cases were counted and how many there are.

        Raises:
            NotFound: there is no such report.
            Malformed: this is no period, or it is not over yet.
            NotPermitted: the plugin is not there for this purpose, or numbers were given out of this time from which
                these could be taken.
            PluginFailed: it failed; nothing is given out.
        """
        plugin, found = report_named(self._plugins, report)
        return count(
            self._desk(),
            self._clock,
            self._plugins,
            found,
            self._handing(plugin, found, recipient, purpose, language, responsible),
            period=period,
            at_least=at_least,
            together_with=together_with,
            settings=self._settings,
            progress=progress,
        )

    def file_of(self, reported: Reported, suffix: str) -> bytes:
        """A report as a file.

        Args:
            reported: as `report` gave it.
            suffix: ``.csv``, ``.json``, or another that its plugin makes.

        Raises:
            Malformed: nobody makes such a file of it.
            PluginFailed: the plugin fails to.
        """
        plugin, found = report_named(self._plugins, reported.report)
        handing = self._handing(plugin, found, reported.recipient, reported.purpose, reported.language, None)
        return file_of(self._plugins, handing, found, reported, suffix)

    @run_of_work()
    def follow(self, plugin: str | None = None, *, again: bool = False) -> list[Followed]:
        """Hands over what was recorded since, to each plugin that follows; several processes may do so at once.

        Args:
            plugin: the one that is called; all where none is named.
            again: whether those that wait or are parked are tried now.

        Returns:
            How it went with each, by plugin and purpose.

        Raises:
            NotFound: the plugin that is named does not follow.
            ServerAway: the server broke off. Called again on the same object, it hands over nothing twice.
            NotWritable: the disk is full, fails, or may only be read.
            Conflict: somebody else is at the casebook.
        """
        with told_as_ours():
            return follow(
                self._desk(),
                self._clock,
                self._plugins,
                self._settings,
                only=plugin,
                again=again,
                handed_over=self._handed_over,
            )

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
