"""The contract both ways: what a plugin promises it keeps in a process of its own too, and nothing of it runs here."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook
from svh_core.cli import main
from svh_core.errors import PluginFailed
from svh_core.plugins.apart.walls import NoWallsError, check_walls
from svh_core.testing import plugin_contract, run_plugin
from svh_core.testing.contract.every_check import EVERY_CHECK
from svh_core.testing.fixtures import casebook, consent, make_case
from svh_core.testing.promises_of_plugins import IN_ITS_OWN, looked_at
from tests.needs import needs

from .distributions import distribution
from .faults import GOOD as WITH_EVERY_HOOK

__all__ = ["casebook", "consent", "make_case"]

pytestmark = pytest.mark.uncounted

NAME = "svh-alone"
SENDS = """
# top
from svh_core import Description, Exporter, Report, Table, hookimpl

@hookimpl
def svh_describe():
    asked = {"purposes": ["care"], "categories": ["meetings", "time"]}
    return Description(id="svh-alone", organisation="Buurtteam Oost", **asked)

@hookimpl
def svh_exporters():
    says = {"en": "When it meets.", "nl": "Wanneer het is."}
    return [Exporter(name="meetings", says=says, suffix=".txt", write=write)]

@hookimpl
def svh_reports():
    says = {"en": "Minutes by law.", "nl": "Minuten per wet."}
    columns = {"law": ["Zvw", "Wmo", "Wlz", "Jeugdwet", "none"]}
    return [Report(name="laws", says=says, tables=[
        Table(name="law", says=says, columns=columns, of="sum", unit="minutes", rows=rows)])]

def write(disclosed):
    # write
    for case in sorted(disclosed.cases, key=lambda one: one.case):
        for entry in case.of("meeting.planned"):
            yield f"{disclosed.pseudonym('meeting', case.case, str(entry.number))} {entry.at.isoformat()}\\n"

def rows(case):
    for entry in case.of("time.logged"):
        law = entry.data.get("law")
        if isinstance(law, str) and isinstance(entry.data.get("minutes"), int):
            yield {"law": law if law in ("Zvw", "Wmo", "Wlz", "Jeugdwet") else "none"}, entry.data["minutes"]
"""
MANIFEST: dict[str, Any] = {"categories": ["meetings", "time"]}
Make = Callable[..., Any]


def has_walls() -> bool:
    try:
        check_walls()
    except NoWallsError:
        return False
    return True


needs("Landlock", found=has_walls(), hint="Linux 5.13 or later, with Landlock on")


def planted(site: Path, code: str = "", *, at: str = "# top") -> None:
    distribution(site, NAME, SENDS.replace(at, code), **MANIFEST)


def broken(**others: Any) -> set[str]:
    return {one.check.name for one in looked_at(NAME, way="apart", **others) if one.status == "broken"}


def test_a_good_plugin_keeps_every_promise_in_a_process_of_its_own(site: Path) -> None:
    planted(site)
    told = list(looked_at(NAME, way="apart"))
    assert {one.check.name: str(one) for one in told if one.status == "broken"} == {}
    held = {one.check.name for one in told if one.status == "holds"}
    asked = {one.name for one in EVERY_CHECK if one.group in {"privacy", "files", "reports"} and not one.here_only}
    of_others = {"a_follower_logs_nobodys_words", "the_same_report_is_the_same_file"}  # it follows not, nor draws
    assert asked - held == of_others
    assert "svh_alone" not in sys.modules


@pytest.mark.parametrize(
    ("code", "breaks"),
    [
        ("raise KeyError(disclosed.recipient)", "its_files_can_be_made"),
        ("import os; yield os.urandom(8).hex()", "the_same_is_made_of_the_same"),
        ("disclosed.cases[0]", "no_cases_make_a_file_too"),
        (
            "yield str([entry.data['meeting'] for case in disclosed.cases for entry in case.of('meeting.planned')])",
            "events_it_does_not_know_are_passed_over",
        ),
    ],
)
def test_what_is_wrong_with_it_is_found_there_too(site: Path, code: str, breaks: str) -> None:
    planted(site, code, at="# write")
    assert breaks in broken()


def test_what_runs_when_it_is_imported_runs_nowhere_here(site: Path, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    planted(site, f"try:\n    open({str(marker)!r}, 'w')\nexcept OSError:\n    pass\n")
    assert broken() == set()
    assert not marker.exists()


def test_the_class_has_the_tests_of_both_ways(site: Path) -> None:
    planted(site)
    names = {name for name in vars(plugin_contract(NAME)) if name.startswith("test_")}
    here = {f"test_{one.name}" for one in EVERY_CHECK}
    assert names - here == {f"test_{one.name}{IN_ITS_OWN}" for one in EVERY_CHECK if not one.here_only}


def test_a_plugin_with_events_of_its_own_is_looked_at_in_this_process_only(site: Path) -> None:
    distribution(site, "svh-good", WITH_EVERY_HOOK, **MANIFEST)
    assert not [name for name in vars(plugin_contract("svh-good")) if name.endswith(IN_ITS_OWN)]


def test_both_ways_make_the_same(site: Path, casebook: Casebook, make_case: Make, consent: Make) -> None:
    planted(site)
    consent(make_case(), ["meetings", "time"], purpose="care")
    asked: dict[str, Any] = {"purpose": "care"}
    apart = run_plugin(casebook, NAME, "meetings", way="apart", **asked)
    assert apart.text.count("\n") == run_plugin(casebook, NAME, "meetings", **asked).text.count("\n") > 0
    assert apart.file == run_plugin(casebook, NAME, "meetings", **asked).file
    rows = run_plugin(casebook, NAME, "laws", way="apart", **asked).rows
    assert [tuple(row) for row in rows["law"]] == list(run_plugin(casebook, NAME, "laws", **asked).rows["law"])


def test_what_it_raises_there_is_told_without_a_word_of_it(
    site: Path, casebook: Casebook, make_case: Make, consent: Make
) -> None:
    planted(site, "raise ValueError('geheim van Mila')", at="# write")
    consent(make_case(), ["meetings"], purpose="care")
    with pytest.raises(Exception, match="ValueError") as raised:
        run_plugin(casebook, NAME, "meetings", purpose="care", way="apart")
    assert "geheim" not in str(raised.value)


def test_one_that_cannot_be_loaded_there_is_named(site: Path, casebook: Casebook) -> None:
    planted(site, "import svh_nowhere")
    with pytest.raises(PluginFailed, match="svh-alone cannot be used"):
        run_plugin(casebook, NAME, "meetings", purpose="care", way="apart")


def test_the_command_looks_at_it_there(site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    planted(site)
    monkeypatch.setenv("PYTHONPATH", str(site))
    assert main(["plugins", "verify", NAME, "--apart", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"]
    assert {one["check"] for one in told["checks"]} == {one.name for one in EVERY_CHECK if not one.here_only}
