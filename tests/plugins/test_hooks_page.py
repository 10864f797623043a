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

from svh_core import Casebook, CaseOpened, NotAllowed
from svh_core.plugins.hookspecs import HOOKS, Hooks
from svh_core.plugins.offers import VIEWS
from svh_core.sharing.roles import THE_OPERATOR
from svh_core.testing.promises_of_plugins import looked_at

from .distributions import distribution

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
    def looked(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(importlib.import_module("svh_core.plugins.discovering"), "installed", looked)
    monkeypatch.setattr(importlib.import_module("importlib.metadata"), "distributions", looked)
    with Casebook.in_memory() as book:
        assert book.cases() == []


EXAMPLE = PAGE.partition("## Events of your own")[2].partition("```python\n")[2].partition("```\n")[0]
"""The plugin with an event of its own, as it stands on the page."""


@pytest.fixture
def visits(site: Path) -> str:
    """That plugin, installed."""
    manifest = {"purposes": ["support_group"], "categories": ["care"]}
    distribution(site, "svh-visits", EXAMPLE, **manifest)
    return "svh-visits"


def visit(book: Any, visits: str, by: str = "femke", **fields: Any) -> None:
    """A visit of Femke's is recorded, as the plugin on the page has it."""
    module = importlib.import_module(visits.replace("-", "_"))
    book.record("mira", module.VisitMade(**{"volunteer": "femke", "went": "well"} | fields), by=by)


def test_the_event_on_the_page_is_recorded_judged_and_told(visits: str) -> None:
    with Casebook.in_memory(plugins=[visits]) as book:
        book.record("mira", CaseOpened(resident="mira", name="Mira", method="support_group"), by="mira")
        visit(book, visits, where="home", went="not_well", words="Ze was moe.")
        visit(book, visits)
        with pytest.raises(NotAllowed, match="told by whoever came") as refused:
            visit(book, visits, by="mira")
        assert refused.value.rule.id == "svh-visits.who_came_tells_of_it"
        assert book.log.load("mira").of_plugin[visits] == {"visits": 2, "last": 3}
        with book.looking("mira", viewer=THE_OPERATOR, purpose="reading") as look:
            told = {language: "\n".join(look.trail_in_words(language)) for language in ("en", "nl")}
    assert "femke came to see Mira (home). It went not so well. They said: “Ze was moe.”" in told["en"]
    assert "femke came to see Mira. It went well." in told["en"]
    assert "femke kwam langs bij Mira (home). Het ging niet zo goed. Die zei: “Ze was moe.”" in told["nl"]


def test_the_plugin_on_the_page_keeps_what_every_plugin_promises(visits: str) -> None:
    assert [one.check.name for one in looked_at(visits) if one.status == "broken"] == []


def test_each_view_that_can_be_asked_stands_on_the_page() -> None:
    told = PAGE.partition("\n### Views\n")[2].partition("\n## ")[0]
    assert all(f"| `{view}` | [`svh " in told for view in VIEWS)
