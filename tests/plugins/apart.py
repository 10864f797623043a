"""Plugins in processes of their own, for tests: one that does what a test says, and what is left of it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from svh_core.plugins.allowing import Allowed
from svh_core.plugins.apart.walls import NoWallsError, check_walls
from svh_core.plugins.calling import Outcome
from svh_core.plugins.disclosed import Disclosed, DisclosedCase, DisclosedEntry
from svh_core.plugins.loading import Plugins
from tests.needs import needs

from .distributions import DESCRIBE, distribution

BAD = "svh-bad"
CANARY = "Mira de Wit bleef weg"

WRITES = """
import os, sys, time
@hookimpl
def svh_exporters():
    return [Exporter(name="bad", says={{"en": "Numbers.", "nl": "Getallen."}}, suffix=".txt", write=write)]

def write(disclosed):
{body}
"""


def needs_walls() -> None:
    """Goes on only where walls can be put up around a process."""
    try:
        check_walls()
    except NoWallsError as error:
        needs("walls around a process", found=False, hint=str(error))


def writes(body: str) -> str:
    """The code of a plugin of which the one exporter does what is said."""
    lines = "".join(f"    {line}\n" for line in body.strip("\n").splitlines())
    return DESCRIBE.format(name=BAD, categories=["meetings"]) + WRITES.format(body=lines)


def allowed(name: str = BAD, **policy: Any) -> Allowed:
    """A policy for a plugin that nobody reviewed."""
    told = {"version": "1.0", "purposes": ("care",), "categories": ("meetings",), "apart": True, "seconds": 25}
    return Allowed(**{"name": name, **told, **policy})


def apart(site: Path, code: str, *, name: str = BAD, policy: dict[str, Any] | None = None, **manifest: Any) -> Plugins:
    """A plugin, installed and allowed."""
    distribution(site, name, code, **manifest)
    return Plugins([allowed(name, **(policy or {}))])


def disclosed(recipient: str = "org-1", purpose: str = "care", words: str = CANARY) -> Disclosed:
    """What it is given."""
    at = datetime(2026, 3, 2, 13, tzinfo=UTC)
    entry = DisclosedEntry(
        number=3,
        event="meeting.planned",
        category="meetings",
        at=at,
        recorded_at=at,
        data={"meeting": "m-1", "topics": [words], "minutes": 60, "cost": 1.5, "place": None},
        corrected=False,
    )
    case = DisclosedCase(
        case="c-1",
        categories=("meetings",),
        entries=(entry,),
        people={"mira": "Mira"},
        views={"hours": {"rows": [1, 2]}},
        closed=("time",),
        forgotten=(2,),
    )
    return Disclosed(recipient=recipient, purpose=purpose, made_at=at, language="nl", cases=(case,), key=b"k" * 32)


def exported(plugins: Plugins, told: Disclosed | None = None, name: str = BAD) -> Outcome:
    """What comes of its exporter."""
    [status] = [one for one in plugins.statuses if one.name == name]
    assert status.status == "ok", status
    [plugin] = [one for one in plugins.loaded if one.id == name]
    [exporter] = plugin.exporters.values()
    return plugins.call_one(name, exporter.write, told or disclosed(), what=f"svh_exporters:{exporter.name}")


def processes_in(folder: Path) -> Sequence[str]:
    """The processes that work in a folder, or in one that was removed from it."""
    found = []
    for one in Path("/proc").iterdir():
        if one.name.isdigit():
            try:
                works_in = str((one / "cwd").readlink())
            except OSError:
                continue
            if works_in.startswith(str(folder)):
                found.append(one.name)
    return found
