"""Plugins that nobody reviewed: what a process of its own costs, with its walls, for one exporter called once."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from svh_core.plugins.allowing import Allowed
from svh_core.plugins.disclosed import Disclosed, DisclosedCase, DisclosedEntry
from svh_core.plugins.loading import Plugins
from tests.bench.ground import ENTRIES_A_CASE, Ground, complete
from tests.bench.timing import Contest, Side

_NAME: Final = "svh-bench"
_CASES: Final = 10

_CODE: Final = """
from svh_core import Description, Exporter, hookimpl


@hookimpl
def svh_describe():
    return Description(id="svh-bench", organisation="Oost", purposes=["care"], categories=["meetings"])


@hookimpl
def svh_exporters():
    return [Exporter(name="bench", says={"en": "Lines.", "nl": "Regels."}, suffix=".txt", write=write)]


def write(disclosed):
    return "".join(f"{case.case} {entry.number} {entry.event}\\n" for case in disclosed.cases for entry in case.entries)
"""

_MANIFEST: Final = """
id = "svh-bench"
version = "1.0"
api = 1
organisation = "Oost"
hooks = ["svh_describe", "svh_exporters"]
purposes = ["care"]
categories = ["meetings"]
"""


def apart(ground: Ground) -> Contest:
    """An exporter in a fresh process for each call: started, walled in, the plugin imported, asked, and ended."""
    _install(ground)
    here = _called(_loaded(apart=False))
    return Contest(Side(_called(_loaded(apart=True))), Side(here))


def apart_first(ground: Ground) -> Contest:
    """The same, the first time in a host: with loading the plugin, and with starting what starts processes."""
    _install(ground)

    def loaded_and_called(*, apart: bool) -> Side:
        def turn() -> None:
            call = _called(_loaded(apart=apart))
            call()

        return Side(turn)

    return Contest(loaded_and_called(apart=True), loaded_and_called(apart=False))


def _install(ground: Ground) -> None:
    site = ground.folder / "site"
    package = site / "svh_bench"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(_CODE, "utf-8")
    (package / "svh-plugin.toml").write_text(_MANIFEST, "utf-8")
    info = site / "svh_bench-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {_NAME}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text("[svh]\nbench = svh_bench\n", "utf-8")
    ground.closing(_OnThePath(str(site)))


class _OnThePath:
    """A folder from which can be imported, until it is closed."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        sys.path.insert(0, folder)
        importlib.invalidate_caches()

    def close(self) -> None:
        sys.path.remove(self._folder)
        sys.modules.pop("svh_bench", None)


def _loaded(*, apart: bool) -> Plugins:
    policy = Allowed(name=_NAME, version="1.0", purposes=("care",), categories=("meetings",), apart=apart)
    return Plugins([policy])


def _called(plugins: Plugins) -> Callable[[], None]:
    [plugin] = plugins.loaded
    told = _disclosed()

    def call() -> None:
        outcome = plugins.call_one(_NAME, plugin.exporters["bench"].write, told, what="svh_exporters:bench")
        written = outcome.value if isinstance(outcome.value, bytes) else str(outcome.value).encode()
        complete(len(written.splitlines()), _CASES * ENTRIES_A_CASE)

    return call


def _disclosed() -> Disclosed:
    at = datetime(2026, 3, 2, 13, tzinfo=UTC)
    data = {"meeting": "m-1", "minutes": 60, "topics": ["the garden"], "kind": "support_group"}
    entries = tuple(
        DisclosedEntry(number=number, event="meeting.planned", category="meetings", at=at, recorded_at=at, data=data)
        for number in range(1, ENTRIES_A_CASE + 1)
    )
    cases = tuple(DisclosedCase(case=f"c-{one}", categories=("meetings",), entries=entries) for one in range(_CASES))
    return Disclosed(recipient="org-1", purpose="care", made_at=at, language="nl", cases=cases, key=b"k" * 32)
