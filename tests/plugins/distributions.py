"""Distributions as pip leaves them, made in a folder: what a plugin is before anybody imports it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from svh_core.plugins.allowing import Allowed, write
from svh_core.plugins.hookspecs import HOOKS
from svh_core.sharing.grounds import CATEGORIES

DESCRIBE = """
from svh_core.plugins.hookspecs import hookimpl
from svh_core.plugins.offers import Description, Exporter, Noticed, OwnSignal, Report, Table

@hookimpl
def svh_describe():
    return Description(id="{name}", organisation="Buurtteam Oost", purposes=["care"], categories={categories})
"""

EXPORTS = """
@hookimpl
def svh_exporters():
    return [Exporter(name="{export}", says={{"en": "Numbers.", "nl": "Getallen."}}, suffix=".txt", write=write)]

def write(disclosed):
    return "".join(f"{{case.case}} {{[entry.number for entry in case.entries]}}\\n" for case in disclosed.cases)
"""


def distribution(
    folder: Path,
    name: str,
    code: str,
    *,
    version: str = "1.0",
    hooks: Sequence[str] | None = None,
    entry_point: str | None = None,
    **manifest: Any,
) -> str:
    """Installs a distribution in a folder, as pip would.

    Args:
        folder: one that is on the path.
        name: of the distribution.
        code: of its package; `{name}` and `{export}` in it are filled.
        version: of the distribution.
        hooks: what its manifest says it answers; those whose names are in the code where nothing is said.
        entry_point: what it calls itself; its name where nothing is said.
        manifest: what its manifest says otherwise; None leaves the line out.

    Returns:
        The name of its package.
    """
    package = name.replace("-", "_")
    told = {
        "id": name,
        "version": version,
        "api": 1,
        "organisation": "Buurtteam Oost",
        "hooks": list(hooks if hooks is not None else (hook for hook in HOOKS if f"def {hook}(" in code)),
        "purposes": ["care"],
        "categories": ["meetings"],
    } | manifest
    (folder / package).mkdir(parents=True)
    (folder / package / "__init__.py").write_text(code, "utf-8")
    lines = (f"{key} = {json.dumps(value)}\n" for key, value in told.items() if value is not None)
    (folder / package / "svh-plugin.toml").write_text("".join(lines), "utf-8")
    info = folder / f"{package}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[svh]\n{entry_point or name} = {package}\n", "utf-8")
    return package


def good(name: str, *, export: str | None = None, categories: Sequence[str] = ("meetings",)) -> str:
    """The code of a plugin that is as it should be: it writes down which entries it was given."""
    described = DESCRIBE.format(name=name, categories=list(categories))
    return described + EXPORTS.format(export=export or name.removeprefix("svh-"))


def allow(db: Path, *names: str, recipient: str | None = None, version: str = "1.0") -> None:
    """Writes the file that lets plugins be used, as `svh plugins allow` does, without looking at them."""
    policies = [
        Allowed(name=name, version=version, purposes=("care",), categories=CATEGORIES, recipient=recipient)
        for name in names
    ]
    write(db.with_suffix(".plugins"), policies)
