"""The plugins in `plugins/` are whole: each an installable distribution by itself, that uses only what is public."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import svh_core
from svh_core.plugins.manifest import FILE, Manifest
from svh_core.version import __version__
from tests.plain_dutch import TOGETHER, measured, never_said

ROOT = Path(__file__).parents[2]
PLUGINS = sorted(folder.parent for folder in (ROOT / "plugins").glob("*/pyproject.toml"))
NAMES = [plugin.name for plugin in PLUGINS]

each_plugin = pytest.mark.parametrize("plugin", PLUGINS, ids=NAMES)


def package_of(plugin: Path) -> Path:
    return plugin / "src" / plugin.name.replace("-", "_")


def project_of(plugin: Path) -> dict[str, Any]:
    told: dict[str, Any] = tomllib.loads((plugin / "pyproject.toml").read_text("utf-8"))["project"]
    return told


def test_these_are_ours() -> None:
    assert NAMES == ["svh-agenda", "svh-datasette", "svh-funders", "svh-hours"]


@each_plugin
def test_a_plugin_has_the_files_of_a_distribution(plugin: Path) -> None:
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"):
        assert (plugin / name).is_file(), name
    for name in ("__init__.py", "py.typed", FILE):
        assert (package_of(plugin) / name).is_file(), name
    assert (plugin / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


@each_plugin
def test_a_plugin_has_tests_with_the_contract_in_them(plugin: Path) -> None:
    tests = [file.read_text("utf-8") for file in (plugin / "tests").glob("test_*.py")]
    assert len(tests) > 1
    assert any("TestContract = plugin_contract(" in told for told in tests)


def test_no_two_files_of_tests_have_one_name() -> None:
    names = [file.name for plugin in PLUGINS for file in (plugin / "tests").glob("*.py")]
    assert len(names) == len(set(names)), "pytest and mypy would take the one for the other"


@each_plugin
def test_a_plugin_says_of_itself_the_same_everywhere(plugin: Path) -> None:
    project, manifest = project_of(plugin), Manifest.read((package_of(plugin) / FILE).read_text("utf-8"))
    assert project["name"] == manifest.id == plugin.name
    assert project["version"] == manifest.version
    assert f'__version__: Final = "{manifest.version}"' in (package_of(plugin) / "__init__.py").read_text("utf-8")
    assert f"\n## {manifest.version} " in (plugin / "CHANGELOG.md").read_text("utf-8")
    assert list(project["entry-points"]["svh"].values()) == [package_of(plugin).name]
    assert project["license"] == "MIT"


@each_plugin
def test_a_plugin_fits_this_svh_core(plugin: Path) -> None:
    (needs,) = (one for one in project_of(plugin)["dependencies"] if one.startswith("svh-core"))
    release = ".".join(__version__.split(".")[:2])
    assert needs.startswith(f"svh-core>={release},")


@each_plugin
def test_what_it_needs_is_there_when_all_tests_are_run(plugin: Path) -> None:
    project = project_of(plugin)
    needs = {*project["dependencies"], *project["optional-dependencies"]["test"]}
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    there = {one for one in (*groups["tests"], *groups["of-plugins"]) if isinstance(one, str)}
    assert {one for one in needs if not one.startswith("svh-core")} <= there


@each_plugin
def test_a_plugin_uses_only_what_is_public(plugin: Path) -> None:
    own = {package_of(plugin).name}
    named = {re.split(r"[<>=\[]", one)[0].lower() for one in project_of(plugin)["dependencies"]} - {"svh-core"}
    needs = {name.replace("-", "_") for name in named}
    for file in package_of(plugin).glob("**/*.py"):
        for module, names in imported_by(file):
            if module.partition(".")[0] == "svh_core":
                assert module == "svh_core", f"{file.name} imports {module}, which is not public"
                assert names <= set(svh_core.__all__)
            else:
                assert module.partition(".")[0] in own | needs | sys.stdlib_module_names, module


@each_plugin
def test_the_readme_says_first_to_residents_what_data_it_gets_and_why(plugin: Path) -> None:
    told = (plugin / "README.md").read_text("utf-8")
    dutch, english = told.split("\n## What it does\n")
    assert "\n## Welke gegevens wij krijgen, en waarom\n" in dutch
    assert {"How to use it", "Testing it"} <= set(re.findall(r"^## (.+)$", english, re.MULTILINE))
    plain = measured([re.sub(r"[*`#]", "", dutch.partition("*English below.*")[2])])
    assert plain.too_hard(TOGETHER) == []
    assert never_said(dutch) == []


def imported_by(file: Path) -> list[tuple[str, set[str]]]:
    """The modules that a file imports, each with the names it takes from it."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, set[str]()) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.module or "", {alias.name for alias in node.names}))
    return found
