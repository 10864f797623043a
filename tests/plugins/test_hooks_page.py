"""Every hook is explained, used by a real plugin and tried; the page of the hooks is made from what is so."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from svh_core.plugins.hookspecs import HOOKS, Hooks

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "hooks.md").read_text("utf-8")


def section(hook: str) -> str:
    """What the page says of a hook."""
    return PAGE.partition(f"\n### {hook}\n")[2].partition("\n### ")[0]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_says_what_whoever_answers_it_has_to_know(hook: str) -> None:
    doc = inspect.getdoc(getattr(Hooks, hook)) or ""
    for told in ("When:", "Receives:", "Never receives:", "Returns:", "When it raises:", "Example:\n    @hookimpl\n"):
        assert f"\n{told}" in doc
    assert f"def {hook}(" in doc


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_its_heading_with_its_signature(hook: str) -> None:
    parameters = [name for name in inspect.signature(getattr(Hooks, hook)).parameters if name != "self"]
    assert f"`{hook}({', '.join(parameters)}" in section(hook)


@pytest.mark.parametrize("hook", HOOKS)
def test_no_hook_is_there_without_a_real_plugin_that_uses_it(hook: str) -> None:
    manifests = [tomllib.loads(file.read_text("utf-8")) for file in ROOT.glob("plugins/*/src/*/svh-plugin.toml")]
    users = [one["id"] for one in manifests if hook in one["hooks"]]
    assert users
    assert all(f"[{user}](" in section(hook) for user in users)


@pytest.mark.parametrize("hook", HOOKS)
def test_no_hook_is_there_without_a_test(hook: str) -> None:
    tried = [path for path in ROOT.glob("tests/plugins/*.py") if f"def {hook}(" in path.read_text("utf-8")]
    assert tried


def test_importing_the_library_loads_no_plugin() -> None:
    """Not even its public names: finding plugins waits until somebody uses one."""
    code = (
        "import sys, svh_core; svh_core.Casebook; svh_core.hookimpl; "
        "print([name for name in sys.modules if name.startswith(('svh_agenda', 'svh_hours'))])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


def test_opening_a_casebook_without_plugins_looks_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    from svh_core import Casebook  # noqa: PLC0415

    def looked(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(importlib.import_module("svh_core.plugins.discovering"), "installed", looked)
    monkeypatch.setattr(importlib.import_module("importlib.metadata"), "distributions", looked)
    with Casebook.in_memory() as book:
        assert book.cases() == []
