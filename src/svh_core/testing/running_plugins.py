"""Running a plugin as the host does: what it may see is disclosed first, and then it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import attrs

from svh_core.casebook import Casebook
from svh_core.errors import Malformed, NotFound, PluginFailed
from svh_core.plugins.at_the_door import Loaded
from svh_core.plugins.disclosed import Disclosed
from svh_core.plugins.exporting import cases_asked
from svh_core.plugins.handing_over import Handing, disclosed, handed_over, share_of
from svh_core.plugins.offers import Exporter, Report, Row
from svh_core.plugins.written import written_as
from svh_core.testing.contract.checking import Way
from svh_core.testing.contract.under_test import UnderTest, plugin_installed
from svh_core.testing.playing import RECIPIENT

FOLLOW = "svh_follow"


@attrs.frozen(kw_only=True)
class Ran:
    """What came of running a plugin.

    Attributes:
        disclosed: what it was given.
        files: what it made, by name: the files of a folder, or the one without a name.
        rows: what each case adds to each table of a report, by the name of the table: before the host counts, rounds
            and leaves out.
    """

    disclosed: Disclosed
    files: Mapping[str, bytes] = attrs.field(factory=dict)
    rows: Mapping[str, Sequence[Row]] = attrs.field(factory=dict)

    @property
    def file(self) -> bytes | None:
        """The file that an exporter made, where it is one."""
        return self.files.get("")

    @property
    def text(self) -> str:
        """The file as text."""
        return (self.file or b"").decode()


def run_plugin(
    book: Casebook,
    plugin: ModuleType | str,
    what: str | None = None,
    *,
    purpose: str,
    recipient: str = RECIPIENT,
    cases: Sequence[str] | None = None,
    language: str = "nl",
    way: Way = "in_process",
) -> Ran:
    """Runs an exporter, a report or svh_follow of a plugin on what a recipient may see of a casebook.

    The casebook need not have been opened with the plugin. Each disclosure is written down in its case, as ever.

    Args:
        book: the casebook.
        plugin: its package, or the name of its distribution.
        what: the name of an exporter or a report, or ``svh_follow``; the only one there is where nothing is said.
        purpose: what for, as consents say it.
        recipient: for whom.
        cases: which; every case that something is open of where none is named.
        language: ``nl`` or ``en``.
        way: where it runs: ``in_process`` or ``apart``, in a process of its own. In this process what the plugin raises
            is raised here, so that a test shows where.

    Raises:
        NotFound: it is not installed, or offers no such thing.
        PluginFailed: it cannot be loaded.
        NotPermitted: it is not there for this purpose, or a case that was named is not open.
    """
    if way not in {"in_process", "apart"}:
        raise Malformed("expected in_process or apart", path="way")
    loaded = _loaded(plugin, way)
    offered = _offered(loaded, what)
    handing = Handing(
        plugin=loaded,
        recipient=recipient,
        purpose=purpose,
        categories=None if isinstance(offered, str) else offered.categories,
        views=() if isinstance(offered, str) else offered.views,
        action="report" if isinstance(offered, Report) else "export",
        language=language,
    )
    return _called(loaded, offered, _handed_over(book, handing, cases))


def _loaded(plugin: ModuleType | str, way: Way) -> Loaded:
    under_test = UnderTest(plugin_installed(plugin), way=way)
    if (status := under_test.status).status != "ok":
        raise PluginFailed(f"{under_test.name} cannot be used: {status.reason}", next=status.next or "")
    return under_test.loaded


def _offered(loaded: Loaded, what: str | None) -> Exporter | Report | str:
    offered: dict[str, Exporter | Report | str] = {**loaded.exporters, **loaded.reports}
    if FOLLOW in loaded.hooks:
        offered[FOLLOW] = FOLLOW
    names = [what] if what is not None else list(offered)
    if len(names) != 1 or names[0] not in offered:
        raise NotFound(f"{loaded.id} does not offer just that", next=f"Name one of: {', '.join(offered) or 'nothing'}.")
    return offered[names[0]]


def _handed_over(book: Casebook, handing: Handing, cases: Sequence[str] | None) -> Disclosed:
    handing.check()
    desk, clock = book._desk, book._utc  # noqa: SLF001 - a casebook hands its desk to nobody; this is what tests it
    given = [
        handed_over(desk, clock, case, handing, book.settings)
        for case in cases_asked(desk, cases)
        if cases is not None or share_of(desk, clock, case, handing).opens_anything
    ]
    return disclosed(desk, clock, handing, given)


def _called(loaded: Loaded, offered: Exporter | Report | str, given: Disclosed) -> Ran:
    if isinstance(offered, Exporter):
        return Ran(disclosed=given, files=written_as(offered.suffix, offered.write(given)))
    if isinstance(offered, Report):
        rows = {table.name: [row for case in given.cases for row in table.rows(case)] for table in offered.tables}
        return Ran(disclosed=given, rows=rows)
    hook = loaded.hooks[offered]
    for case in given.cases:
        told: dict[str, Any] = {"disclosed": attrs.evolve(given, cases=(case,))}
        hook.function(*[told[name] for name in hook.takes])
    return Ran(disclosed=given)
