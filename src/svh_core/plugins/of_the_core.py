"""What the core itself exports, by the same hooks as everybody: one plain file of all that may be seen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import attrs

from svh_core.plugins.disclosed import Disclosed
from svh_core.plugins.hookspecs import hookimpl
from svh_core.plugins.offers import ANY, Description, Exporter
from svh_core.sharing.grounds import CATEGORIES
from svh_core.version import __version__

__all__ = ["__version__", "svh_describe", "svh_exporters"]


@hookimpl
def svh_describe() -> Description:
    """The core: it asks for all that a consent opens, for whatever it was given."""
    return Description(id="svh-core", organisation="svh_core", purposes=(ANY,), categories=CATEGORIES)


@hookimpl
def svh_exporters() -> Sequence[Exporter]:
    """One plain file."""
    return [
        Exporter(
            name="entries",
            says={
                "en": "Every entry that may be seen, a line of JSON each.",
                "nl": "Elke regel die gezien mag worden, per regel als JSON.",
            },
            suffix=".jsonl",
            write=_lines,
        )
    ]


def _lines(disclosed: Disclosed) -> Iterator[str]:
    for case in disclosed.cases:
        for entry in case.entries:
            told = attrs.asdict(entry, filter=lambda _, value: value is not None)
            yield json.dumps({"case": case.case, **told}, ensure_ascii=False, default=_moment) + "\n"


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(type(value).__name__)
