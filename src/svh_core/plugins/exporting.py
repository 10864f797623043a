"""Exporting: a file or a folder for one recipient, made by a plugin of what residents let that recipient see.

Where the plugin fails, the disclosures stand that were written down before it was called; so that the trail tells the
truth of what became of them, each case also says that nothing was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NoReturn

import attrs

from svh_core.disclosing import not_made
from svh_core.errors import Conflict, KeysMissing, Malformed, NotFound, NotWritable, PluginFailed
from svh_core.plugins.at_the_door import Loaded
from svh_core.plugins.calling import Outcome
from svh_core.plugins.disclosed import Disclosed, DisclosedCase
from svh_core.plugins.handing_over import Clock, Handing, disclosed, handed_over, handed_over_if_open, share_of
from svh_core.plugins.loading import Plugins
from svh_core.plugins.offers import Exporter, Report
from svh_core.plugins.written import FOLDER, MANIFEST, manifest_of, written_as
from svh_core.publishing import publish
from svh_core.recording.desk import Desk
from svh_core.recording.writing import Progress
from svh_core.views.settings import Settings

_NEXT: Final = "What was recorded stands. `svh plugins list` tells of the plugin."


@attrs.frozen(kw_only=True)
class WouldDisclose:
    """What would be handed over of one case.

    Attributes:
        case: the case.
        categories: those that are open.
        basis: what that rests on: the first entry that opens one.
    """

    case: str
    categories: tuple[str, ...]
    basis: str


@attrs.frozen(kw_only=True)
class Exported:
    """What was made.

    Attributes:
        exporter: what made it, as ``svh-agenda:agenda``.
        suffix: of the file; ``/`` where it is a folder.
        files: the files of the folder, by their names; a single file has none.
        recipient: for whom.
        purpose: what for.
        handed_over: the categories of each case of which something is in it.
        outcome: how the plugin did; ``ok``, or ``late``.
    """

    exporter: str
    suffix: str
    files: Mapping[str, bytes] = attrs.field(repr=False)
    recipient: str
    purpose: str
    handed_over: Mapping[str, tuple[str, ...]]
    outcome: Outcome = attrs.field(repr=False)

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases of which something is in it."""
        return tuple(self.handed_over)

    @property
    def file(self) -> bytes:
        """The bytes of a single file."""
        return self.files[""]


def exporter_named(plugins: Plugins, name: str) -> tuple[Loaded, Exporter]:
    """An exporter by its name, or by that of its plugin and its own, as ``svh-agenda:agenda``.

    Raises:
        NotFound: there is none, or more than one.
    """
    found = exporters_of(plugins, name)
    return found[0] if len(found) == 1 else _not_one(plugins, "exporter", name, [plugin.id for plugin, _ in found])


def report_named(plugins: Plugins, name: str) -> tuple[Loaded, Report]:
    """A report, in the same way.

    Raises:
        NotFound: there is none, or more than one.
    """
    found = reports_of(plugins, name)
    return found[0] if len(found) == 1 else _not_one(plugins, "report", name, [plugin.id for plugin, _ in found])


def exporters_of(plugins: Plugins, name: str) -> list[tuple[Loaded, Exporter]]:
    """The exporters with a name, each with its plugin."""
    there = ((plugin, one) for plugin in plugins.those_with(name) for one in plugin.exporters.values())
    return [(plugin, one) for plugin, one in there if _is(plugin, one, name)]


def reports_of(plugins: Plugins, name: str) -> list[tuple[Loaded, Report]]:
    """The reports with a name, each with its plugin."""
    there = ((plugin, one) for plugin in plugins.those_with(name) for one in plugin.reports.values())
    return [(plugin, one) for plugin, one in there if _is(plugin, one, name)]


def _is(plugin: Loaded, one: Exporter | Report, name: str) -> bool:
    return name in {one.name, f"{plugin.id}:{one.name}"}


def _not_one(plugins: Plugins, what: str, name: str, found: Sequence[str]) -> NoReturn:
    if found:
        raise NotFound(f"{' and '.join(found)} each have {what} {name}", next=f"Name one as {found[0]}:{name}.")
    of = name.partition(":")[0]
    status = next((one for one in plugins.statuses if one.name == of), None)
    if status is not None and status.status != "ok":
        raise PluginFailed(f"{of} cannot be used: {status.reason}", next=status.next or "")
    raise NotFound(f"there is no {what} {name} here", next="`svh plugins list` shows what there is.")


def would_disclose(desk: Desk, clock: Clock, handing: Handing, cases: Sequence[str]) -> Iterator[WouldDisclose]:
    """What would be handed over, of each case that something is open of; writes nothing down."""
    for case in cases:
        share = share_of(desk, clock, case, handing)
        if share.opens_anything:
            open_ = tuple(category for category in handing.asked_in_order if share.opens(category))
            yield WouldDisclose(case=case, categories=open_, basis=share.basis())


def cases_asked(desk: Desk, cases: Sequence[str] | None) -> list[str]:
    """The cases that were named, each of which must be there; every case where none was named.

    Raises:
        NotFound: one is not there.
        Malformed: one is named twice.
    """
    there = [case for case, _ in desk.cases()]
    if cases is None:
        return there
    if missing := [case for case in cases if case not in there]:
        raise NotFound(f"there is no case {missing[0]} here", next="`svh cases` lists them.")
    if len(set(cases)) != len(cases):
        raise Malformed("a case is named twice", path="cases")
    return list(cases)


def export(
    desk: Desk,
    clock: Clock,
    plugins: Plugins,
    exporter: Exporter,
    handing: Handing,
    *,
    settings: Settings,
    cases: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Has a plugin make a file of what one recipient may see.

    A case that is named and not open is refused, and that is written down. Where no case is named, those that nothing
    is open of are passed over.

    Raises:
        NotPermitted: the plugin is not there for this purpose, or a case that was named is not open.
        PluginFailed: it failed. What was handed over to it stands in the cases, and no file is made.
    """
    handing.check()
    given = list(_handed_over(desk, clock, handing, settings, cases, progress))
    told = disclosed(desk, clock, handing, (one for _, one in given))
    outcome = plugins.call_one(
        handing.plugin.id,
        lambda told: written_as(exporter.suffix, exporter.write(told)),
        told,
        what=f"svh_exporters:{exporter.name}",
    )
    files, handed = outcome.value, {case: one.categories for case, one in given}
    if not isinstance(files, dict):
        not_made(desk, clock, handing.viewer, handing.purpose, handed)
        why = outcome.error or outcome.status
        raise PluginFailed(f"{handing.plugin.id} failed in {exporter.name}: {why}", next=_NEXT)
    if exporter.suffix == FOLDER:
        files = {**files, MANIFEST: _manifest(desk, clock, exporter, handing, told, files)}
    return Exported(
        exporter=f"{handing.plugin.id}:{exporter.name}",
        suffix=exporter.suffix,
        files=files,
        recipient=handing.recipient,
        purpose=handing.purpose,
        handed_over=handed,
        outcome=outcome,
    )


def _manifest(  # noqa: PLR0917 - what was made, by what, of what
    desk: Desk, clock: Clock, exporter: Exporter, handing: Handing, told: Disclosed, files: Mapping[str, bytes]
) -> bytes:
    return manifest_of(
        files,
        exporter=f"{handing.plugin.id}:{exporter.name}",
        plugin=handing.plugin.tag,
        recipient=told.recipient,
        purpose=told.purpose,
        made_at=told.made_at,
        origin=desk.origin,
        checkpoint=_checkpoint(desk, clock),
        cases=len(told.cases),
    )


def _checkpoint(desk: Desk, clock: Clock) -> str | None:
    """A signed checkpoint of the log, the disclosures in it; None where there is no key to sign with."""
    try:
        return publish(desk, clock).note.decode()
    except (KeysMissing, Conflict, NotWritable):  # what was handed over is not lost for want of it
        return None


def _handed_over(  # noqa: PLR0917 - what is handed over, of which cases
    desk: Desk,
    clock: Clock,
    handing: Handing,
    settings: Settings,
    cases: Sequence[str] | None,
    progress: Progress | None,
) -> Iterator[tuple[str, DisclosedCase]]:
    asked = cases_asked(desk, cases)
    for done, case in enumerate(asked, start=1):
        if cases is not None:
            yield case, handed_over(desk, clock, case, handing, settings)
        elif (told := handed_over_if_open(desk, clock, case, handing, settings)) is not None:
            yield case, told
        if progress is not None:
            progress(done, len(asked))
