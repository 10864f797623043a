"""Plugins made by hand, as an app hands them over: one that writes down what it is given, and one that counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

import attrs

from svh_core import Casebook
from svh_core.plugins.disclosed import Disclosed, DisclosedCase
from svh_core.plugins.hookspecs import hookimpl
from svh_core.plugins.offers import Description, Exporter, Report, Row, Table, View, Written, WrittenFiles
from svh_core.sharing.grounds import CATEGORIES

IN_BOTH = {"en": "Something.", "nl": "Iets."}


class Exporting(ModuleType):
    """A plugin with one exporter, which keeps what it is given."""

    def __init__(
        self,
        name: str = "svh-one",
        *,
        purposes: Sequence[str] = ("care", "support_group"),
        categories: Sequence[str] = CATEGORIES,
        of_the_exporter: Sequence[str] | None = None,
        views: Sequence[View] = (),
        suffix: str = ".txt",
        write: Callable[[Disclosed], Written | WrittenFiles] | None = None,
        **others: Any,
    ) -> None:
        super().__init__(name)
        self.given: list[Disclosed] = []
        asked = tuple(of_the_exporter) if of_the_exporter is not None else None

        def writes(disclosed: Disclosed) -> Written | WrittenFiles:
            self.given.append(disclosed)
            return write(disclosed) if write is not None else "a file"

        @hookimpl
        def svh_describe() -> Description:
            return Description(id=name, organisation="Oost", purposes=purposes, categories=categories)

        @hookimpl
        def svh_exporters() -> Sequence[Exporter]:
            return [
                Exporter(name="one", says=IN_BOTH, suffix=suffix, write=writes, categories=asked, views=tuple(views))
            ]

        self.svh_describe = svh_describe
        self.svh_exporters = svh_exporters
        vars(self).update(others)

    @property
    def cases(self) -> tuple[DisclosedCase, ...]:
        """The cases it was given last."""
        return self.given[-1].cases if self.given else ()


class Counting(ModuleType):
    """A plugin with one report, of one table unless others are given."""

    def __init__(
        self,
        rows: Callable[[DisclosedCase], Iterable[Row]],
        columns: Mapping[str, Sequence[str]],
        name: str = "svh-count",
        *,
        says: Mapping[str, str] = IN_BOTH,
        categories: Sequence[str] = ("time", "meetings"),
        views: Sequence[View] = (),
        write: Mapping[str, Any] | None = None,
        **table: Any,
    ) -> None:
        super().__init__(name)
        tables = [Table(name="laws", says=says, columns=columns, rows=rows, **table)]

        @hookimpl
        def svh_describe() -> Description:
            return Description(
                id=name, organisation="Oost", purposes=["care", "funding", "quality"], categories=categories
            )

        @hookimpl
        def svh_reports() -> Sequence[Report]:
            return [Report(name="hours", says=says, tables=tables, views=tuple(views), write=write or {})]

        self.svh_describe = svh_describe
        self.svh_reports = svh_reports


def policy(book: Casebook, plugin: str, **others: Any) -> None:
    """Narrows what a plugin that was handed over may be used for, or may see, as `svh plugins allow` lets it."""
    loaded = book._loaded_plugins._loaded
    loaded[plugin] = attrs.evolve(loaded[plugin], policy=attrs.evolve(loaded[plugin].policy, **others))


def disclosures(book: Casebook, stream: str) -> list[Any]:
    """What stands in a stream of who was shown something, or nothing."""
    kinds = {"disclosure.made", "disclosure.refused"}
    return [one.event for one in book.log.entries(stream) if one.event.spec.name in kinds]
