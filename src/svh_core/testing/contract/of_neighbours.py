"""Checks that a plugin leaves alone what it shares with others: the process, the casebook, and other plugins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import attrs

from svh_core.errors import PluginFailed
from svh_core.plugins import calling
from svh_core.plugins.disclosed import Disclosed
from svh_core.plugins.hookspecs import hookimpl
from svh_core.plugins.offers import Description, Exporter
from svh_core.sharing.grounds import CATEGORIES
from svh_core.testing.contract.checking import broken, check, not_looked_at
from svh_core.testing.contract.hearing import hearing
from svh_core.testing.contract.process import differences, shared
from svh_core.testing.contract.stage import Stage
from svh_core.testing.contract.under_test import UnderTest

_CORE: Final = "svh-core:entries"


@check("neighbours", needs=["its_files_can_be_made"], here_only=True)
def the_process_stays_as_it_was(plugin: UnderTest) -> None:
    """The plugin changes nothing that the whole process shares, and prints nothing.

    nl: De plugin verandert niets wat het hele programma deelt, en toont niets op het scherm.

    Why: it works in the process of an app, beside other plugins; what it changes, it changes for all of them.

    Next: give a folder, a time zone, a seed or a logger to the function that needs it.
    """
    stage = _stage(plugin, "dossier-proces")
    before = shared()
    with hearing() as heard:
        stage.exports()
    if heard.text("stdout").strip():
        broken("it prints on stdout, which is for data")
    if changed := [*plugin.changed, *differences(before, shared())]:
        broken(f"it changes {changed[0]}")


@check("neighbours", needs=["its_files_can_be_made"], here_only=True)
def its_own_failure_is_its_own(plugin: UnderTest) -> None:
    """Where the plugin fails or is late, decisions are recorded, and other plugins make their files as ever.

    nl: Als de plugin het niet doet of te lang duurt, gaat al het andere gewoon door.

    Why: no plugin may stand between a resident and a decision of theirs.

    Next: this is for the host to see to; tell the authors of svh-core.
    """
    stage = _stage(plugin, "dossier-verder")
    core = stage.export(_CORE)
    for name, exporter in plugin.exporters.items():
        with _failing(stage, exporter.name), hearing():
            try:
                stage.export(name)
            except PluginFailed:
                pass
            else:
                broken(f"{name} raised, and a file was made")
        if stage.export(_CORE) != core:
            broken(f"{name} raised, and another exporter makes another file")
    with _late(), hearing():
        stage.export(next(iter(plugin.exporters)))
    if next(one for one in stage.book.plugins.statuses if one.name == plugin.name).status != "quarantined":
        broken("it was late, and nobody says so")
    stage.consent("dossier-verder")


@check("neighbours", needs=["its_files_can_be_made"])
def bad_neighbours_take_nothing_along(plugin: UnderTest) -> None:
    """Beside plugins that raise, end the program or are late, the plugin makes the files it makes by itself.

    nl: Naast plugins die stukgaan, stoppen of te lang duren, maakt de plugin gewoon zijn bestanden.

    Why: what one plugin does wrong is that plugin's alone.

    Next: this is for the host to see to; tell the authors of svh-core.
    """
    stage = _stage(plugin, "dossier-buren", beside=[_Raises(), _Ends()])
    before = stage.exports()
    for bad in ("svh-raises:bad", "svh-ends:bad"):
        try:
            with hearing():
                stage.export(bad)
        except PluginFailed:
            continue
        broken(f"{bad} failed, and nobody says so")
    if stage.exports().keys() != before.keys():
        broken("it makes other files beside a plugin that fails")


# Who is bad


def _stage(plugin: UnderTest, case: str, *, beside: Sequence[object] = ()) -> Stage:
    if not plugin.exporters:
        not_looked_at("it has no exporter")
    stage = Stage(plugin, case, beside=beside)
    stage.consent(case, CATEGORIES)
    return stage


@contextmanager
def _failing(stage: Stage, exporter: str) -> Iterator[None]:
    """An exporter of the plugin as if it failed."""
    exporters: Any = stage.loaded.exporters
    good = exporters[exporter]
    exporters[exporter] = attrs.evolve(good, write=_ends)
    try:
        yield
    finally:
        exporters[exporter] = good


@contextmanager
def _late() -> Iterator[None]:
    """The time of plugins as if it were over at once."""
    usual = calling.LATE_SECONDS
    calling.LATE_SECONDS = -1.0  # type: ignore[misc]
    try:
        yield
    finally:
        calling.LATE_SECONDS = usual  # type: ignore[misc]


def _raises(disclosed: Disclosed) -> str:
    raise ValueError(disclosed.recipient)


def _ends(disclosed: Disclosed) -> str:
    raise SystemExit(disclosed.recipient)


class _Raises:
    @hookimpl
    def svh_describe(self) -> Description:
        """A neighbour that raises."""
        return Description(id="svh-raises", organisation="contract", purposes=["any"], categories=CATEGORIES)

    @hookimpl
    def svh_exporters(self) -> list[Exporter]:
        """What it does wrong."""
        return [Exporter(name="bad", says={"en": "Nothing.", "nl": "Niets."}, suffix=".txt", write=_raises)]


class _Ends:
    @hookimpl
    def svh_describe(self) -> Description:
        """A neighbour that ends the program."""
        return Description(id="svh-ends", organisation="contract", purposes=["any"], categories=CATEGORIES)

    @hookimpl
    def svh_exporters(self) -> list[Exporter]:
        """What it does wrong."""
        return [Exporter(name="bad", says={"en": "Nothing.", "nl": "Niets."}, suffix=".txt", write=_ends)]
