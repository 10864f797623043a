"""The contract of a plugin: a good one keeps every promise, and of a bad one the promise is broken that it breaks."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from svh_core.cli import main
from svh_core.errors import NotFound
from svh_core.plugins import calling
from svh_core.testing import plugin_contract
from svh_core.testing.contract.checking import CHECKS, Result, result_of
from svh_core.testing.contract.every_check import EVERY_CHECK
from svh_core.testing.contract.under_test import UnderTest, plugin_installed
from svh_core.testing.promises_of_plugins import looked_at

from .distributions import distribution
from .faults import FAULTS, GOOD, NAME, Fault

MANIFEST: dict[str, Any] = {"categories": ["meetings", "time"]}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def planted(fault: Fault, site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The package of a plugin with a fault, installed; what it changes of this process is put back."""
    monkeypatch.setenv("SVH_GOOD", "")
    if fault.breaks == "it_takes_no_longer_than_it_may":
        monkeypatch.setattr(calling, "LATE_SECONDS", 10.0)
    handlers = list(logging.getLogger().handlers)
    yield distribution(site, NAME, fault.planted() if fault.code else GOOD, **MANIFEST | dict(fault.manifest))
    logging.getLogger().handlers[:] = handlers


def made_by(package: str) -> Callable[[], object]:
    def made() -> object:  # looks for the package when it is asked: it is imported later
        return sys.modules[package].made()

    return made


def results(package: str) -> dict[str, Result]:
    return {one.check.name: one for one in looked_at(NAME, made=made_by(package))}


def test_a_good_plugin_keeps_every_promise(site: Path) -> None:
    package = distribution(site, NAME, GOOD, **MANIFEST)
    told = results(package)
    assert {name: str(one) for name, one in told.items() if one.status != "holds"} == {}
    assert len(told) == len(EVERY_CHECK) > 20


def test_what_python_keeps_of_a_first_import_is_no_file_of_the_plugin(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = distribution(site, NAME, GOOD, **MANIFEST)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    assert UnderTest(plugin_installed(NAME)).alone.reached is None
    assert list((site / package / "__pycache__").glob("*.pyc"))


every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what.replace(" ", "-"))


@every_fault
@pytest.mark.uncounted
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_planted_fault_breaks_the_promise_that_is_about_it(fault: Fault, planted: str) -> None:
    plugin = UnderTest(plugin_installed(NAME), made=made_by(planted))
    result = result_of(CHECKS[fault.breaks], plugin)
    assert result.status == "broken"
    assert "\nWhy: " in str(result)
    assert "\nNext: " in str(result)


@every_fault
@pytest.mark.long
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_planted_fault_breaks_no_promise_that_is_not_about_it(fault: Fault, planted: str) -> None:
    broken = {name for name, one in results(planted).items() if one.status == "broken"}
    assert broken - fault.also == {fault.breaks}


def test_every_check_that_a_plugin_can_break_is_broken_by_a_planted_fault() -> None:
    of_the_host = {
        "its_own_failure_is_its_own",
        "bad_neighbours_take_nothing_along",
        "its_own_disclosures_never_come_back",
    }
    assert {one.name for one in EVERY_CHECK} - {fault.breaks for fault in FAULTS} == of_the_host


def test_every_check_says_what_it_asks_in_both_languages_why_and_what_next() -> None:
    for one in EVERY_CHECK:
        assert set(one.sentences) == {"en", "nl"}
        assert all((*one.sentences.values(), one.why, one.next))


def test_the_class_has_a_test_for_each_check(site: Path) -> None:
    distribution(site, NAME, GOOD, **MANIFEST)
    contract = plugin_contract(NAME)
    assert {name for name in vars(contract) if name.startswith("test_")} == {f"test_{one.name}" for one in EVERY_CHECK}


def test_a_check_is_left_out_only_with_a_reason_and_never_one_of_privacy(site: Path) -> None:
    distribution(site, NAME, GOOD, **MANIFEST)
    plugin_contract(NAME, leave_out={"the_order_of_cases_is_no_matter": "it writes a balance that is carried on"})
    for wrong, said in (
        ({"the_order_of_cases_is_no_matter": " "}, "say why"),
        ({"no_such_check": "because"}, "there is no check"),
        ({"a_casebook_takes_it_in": "because"}, "other checks start from it"),
        *(({one.name: "because"}, "privacy") for one in EVERY_CHECK if one.group == "privacy"),
    ):
        with pytest.raises(ValueError, match=said):
            plugin_contract(NAME, leave_out=wrong)


def test_what_is_not_installed_as_a_plugin_is_said_in_one_sentence() -> None:
    with pytest.raises(NotFound, match="attrs is not installed as a plugin"):
        plugin_contract("attrs")
    with pytest.raises(NotFound, match="json is not installed as a plugin"):
        plugin_contract(json)


def test_a_test_file_of_one_line_is_enough(site: Path, tmp_path: Path) -> None:
    distribution(site, NAME, GOOD.replace("# top", "import os"), **MANIFEST)
    test = tmp_path / "test_contract.py"
    test.write_text(
        f"import sys; sys.path.insert(0, {str(site)!r})\n"
        "import svh_good\nfrom svh_core.testing import plugin_contract\n"
        "TestContract = plugin_contract(svh_good, made=svh_good.made, "
        "leave_out={'the_order_of_cases_is_no_matter': 'of our own'})\n"
    )
    asked = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "-c", "/dev/null", str(test)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert f"{len(EVERY_CHECK) - 1} passed, 1 skipped" in done.stdout
    assert "left out: of our own" in done.stdout


def test_importing_the_library_and_hypothesis_loads_nothing_heavy() -> None:
    asked = (
        "import sys, hypothesis; "
        "print([name for name in ('cryptography', 'eventsourcing', 'msgspec', 'cattrs', 'pluggy', 'click', 'sqlite3', "
        "'svh_core.domain.core_rules', 'svh_core.testing.strategies', 'svh_core.casebook') if name in sys.modules])"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.strip() == "[]"


def test_the_fixtures_load_nothing_heavy_before_they_are_asked_for() -> None:
    asked = (
        "import sys, svh_core.testing.fixtures; "
        "print([name for name in sys.modules if name.startswith('svh_core.') and 'testing' not in name])"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.strip() == "[]"


class TestVerify:
    """`svh plugins verify`: the same checks, for who has no pytest."""

    @pytest.fixture(autouse=True)
    def _path(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PYTHONPATH", str(site))

    def test_a_good_plugin_is_told_in_sentences(self, site: Path, capfd: pytest.CaptureFixture[str]) -> None:
        distribution(site, NAME, GOOD.replace("# top", "print('to stderr', file=__import__('sys').stderr)"), **MANIFEST)
        assert main(["plugins", "verify", NAME, "--lang", "nl"]) == 0
        told = capfd.readouterr().out.splitlines()
        assert "ok  De plugin kan geladen worden. [it_can_be_imported]" in told
        assert told[-1] == f"{NAME} 1.0: alles klopt. {len(EVERY_CHECK) - 2} keer goed, 2 keer niet nodig."

    def test_a_bad_plugin_ends_in_5_and_says_what_to_do(self, site: Path, capfd: pytest.CaptureFixture[str]) -> None:
        fault = next(one for one in FAULTS if one.what == "writes formulas")
        distribution(site, NAME, fault.planted(), **MANIFEST)
        assert main(["plugins", "verify", NAME, "--json"]) == 5
        told = json.loads(capfd.readouterr().out)
        assert (told["schema"], told["ok"]) == ("svh.verified/1", False)
        broken = [one for one in told["checks"] if one["status"] == "broken"]
        assert [one["check"] for one in broken] == ["hostile_text_stays_text"]
        assert broken[0]["next"].startswith("use the csv and json modules")

    def test_a_plugin_that_ends_the_process_takes_nothing_along(
        self, site: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        fault = Fault(what="", breaks="", at="# written", code="import os\nos._exit(0)")
        distribution(site, NAME, fault.planted(), **MANIFEST)
        assert main(["plugins", "verify", NAME]) == 5
        assert "ended the process" in capfd.readouterr().err

    def test_what_is_not_installed_is_not_found(self, capfd: pytest.CaptureFixture[str]) -> None:
        assert main(["plugins", "verify", "svh-nowhere"]) == 4
        assert "svh-nowhere is not installed" in capfd.readouterr().err

    def test_the_library_itself_is_no_plugin_to_install(self, capfd: pytest.CaptureFixture[str]) -> None:
        for asked in (("verify", "svh-core"), ("allow", "svh_core")):
            assert main(["plugins", *asked]) == 4
            told = capfd.readouterr().err
            assert "svh-core is the library itself" in told
            assert "pip" not in told
