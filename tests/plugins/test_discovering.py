"""Discovering: what is installed is read from files, and not a line of it runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svh_core.plugins.discovering import Installed, installed, normal
from svh_core.plugins.hookspecs import HOOKS
from svh_core.plugins.manifest import Manifest, ManifestError
from svh_core.sharing.grounds import CATEGORIES

from .distributions import distribution

EXPLODES = "open('ran', 'w')\nraise SystemExit(3)\n"


@pytest.fixture
def found(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, Installed]]:
    """What is installed in the folder, by name."""
    monkeypatch.chdir(tmp_path)
    assert site.exists()
    before = {one.name for one in installed()}

    def by_name() -> dict[str, Installed]:
        return {one.name: one for one in installed() if one.name not in before}

    return by_name


def test_what_is_installed_is_found_and_none_of_it_runs(found: Any, site: Path) -> None:
    distribution(site, "svh-one", EXPLODES, hooks=["svh_describe"], version="2.1")
    one = found()["svh-one"]
    assert (one.version, one.wrong, one.manifest.hooks) == ("2.1", None, ("svh_describe",))
    assert "svh_one" not in sys.modules
    assert not Path("ran").exists()


@pytest.mark.parametrize(
    ("manifest", "wrong"),
    [
        ({"id": "svh-two"}, "its svh-plugin.toml says it is svh-two"),
        ({"version": "9"}, None),
        ({"api": None}, "it does not say its api"),
        ({"api": True}, "its api is not as it should be"),
        ({"api": "1"}, "its api is not as it should be"),
        ({"hooks": ["svh_folow"]}, "there are no hooks svh_folow"),
        ({"hooks": [1]}, "its hooks are not texts"),
        ({"categories": ["everything"]}, "there are no categories everything"),
        ({"purposes": ["a b"]}, "its purposes and version are"),
        ({"purposes": [""]}, "its purposes and version are"),
        ({"more": 1}, "it says more, which is not asked"),
        ({"id": "svh"}, "its id is not the name of a distribution"),
        ({"id": "Svh-One"}, "its id is not the name of a distribution"),
        ({"id": f"svh-{'x' * 60}"}, "its id is not the name of a distribution"),
    ],
)
def test_a_manifest_that_is_not_as_it_should_be_is_told_and_disturbs_nothing(
    manifest: dict[str, Any], wrong: str | None, found: Any, site: Path
) -> None:
    version = manifest.pop("version", "1.0")
    distribution(site, "svh-one", EXPLODES, version=version, **manifest)
    distribution(site, "svh-good", EXPLODES)
    told = found()
    assert told["svh-good"].wrong is None
    assert (told["svh-one"].wrong or "").startswith(wrong or "")
    assert (told["svh-one"].manifest is None) == (wrong is not None)


def test_a_manifest_of_another_version_is_not_taken_for_this_one(found: Any, site: Path) -> None:
    distribution(site, "svh-one", EXPLODES, version="1.0")
    info = site / "svh_one-1.0.dist-info" / "METADATA"
    info.write_text(info.read_text().replace("Version: 1.0", "Version: 1.1"))
    assert (found()["svh-one"].version, found()["svh-one"].wrong) == (
        "1.1",
        "its svh-plugin.toml says it is version 1.0",
    )


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"= 3", b"id = 'a'\nid = 'b'\n", b"\x00"])
def test_a_manifest_that_is_no_text_is_told(text: bytes, found: Any, site: Path) -> None:
    distribution(site, "svh-one", EXPLODES)
    (site / "svh_one" / "svh-plugin.toml").write_bytes(text)
    assert found()["svh-one"].manifest is None
    assert found()["svh-one"].wrong


def test_a_package_or_manifest_that_is_not_there_is_told(found: Any, site: Path) -> None:
    distribution(site, "svh-one", EXPLODES)
    distribution(site, "svh-two", EXPLODES)
    (site / "svh_one" / "svh-plugin.toml").unlink()
    (site / "svh_two-1.0.dist-info" / "entry_points.txt").write_text("[svh]\nx = not_there.at_all\n")
    told = found()
    assert told["svh-one"].wrong == "there is no svh-plugin.toml in its package svh_one"
    assert told["svh-two"].wrong == "there is no package not_there"


def test_a_distribution_that_is_no_plugin_is_not_among_them(found: Any, site: Path) -> None:
    distribution(site, "svh-one", EXPLODES)
    (site / "svh_one-1.0.dist-info" / "entry_points.txt").write_text("[console_scripts]\nx = svh_one:x\n")
    assert found() == {}


def test_what_comes_first_on_the_path_is_the_one_that_is_imported(
    found: Any, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(site, "svh-one", EXPLODES, version="1.0")
    (other := tmp_path / "first").mkdir()
    distribution(other, "svh-one", EXPLODES, version="2.0")
    monkeypatch.syspath_prepend(str(other))
    assert found()["svh-one"].version == "2.0"


def test_a_broken_installation_of_another_disturbs_nothing(found: Any, site: Path) -> None:
    distribution(site, "svh-one", EXPLODES)
    distribution(site, "svh-two", EXPLODES)
    (site / "svh_one-1.0.dist-info" / "METADATA").unlink()
    assert "svh-two" in found()


@pytest.mark.parametrize("name", ["Svh_One", "svh.one", "SVH--one", "svh-_.one"])
def test_a_name_is_compared_in_its_normal_form(name: str) -> None:
    assert normal(name) == "svh-one"


@given(st.text())
def test_a_normal_name_stays_as_it_is(name: str) -> None:
    assert normal(normal(name)) == normal(name)


@given(st.text())
def test_any_text_is_a_manifest_or_says_what_is_wrong(text: str) -> None:
    with suppress(ManifestError):
        assert isinstance(Manifest.read(text), Manifest)


def test_a_manifest_can_name_every_hook_and_category() -> None:
    told = Manifest.read(
        f'id = "svh-one"\nversion = "1"\napi = 1\norganisation = "Oost"\nhooks = {list(HOOKS)}\npurposes = ["any"]\n'
        f"categories = {list(CATEGORIES)}\n"
    )
    assert (told.hooks, told.categories) == (HOOKS, CATEGORIES)


def test_importing_the_library_looks_for_no_plugin(site: Path) -> None:
    distribution(site, "svh-one", EXPLODES)
    code = (
        "import sys, svh_core, svh_core.cli\nfrom svh_core import Casebook\nbook = Casebook.in_memory()\nbook.close()\n"
        "print('svh_one' in sys.modules, 'svh_core.plugins.importing' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(site)}
    )
    assert told.stdout == "False False\n"
    assert not Path("ran").exists()


@pytest.mark.parametrize(
    ("entry_points", "metadata"),
    [
        (b"[svh]\nsvh-host = !!!\n", b"Metadata-Version: 2.1\nName: svh-odd\nVersion: 1\n"),
        (b"[svh]\nsvh_host:\n", b"Metadata-Version: 2.1\nName: svh-odd\nVersion: 1\n"),
        (b"[svh]\nno equals sign\n", b"Metadata-Version: 2.1\nName: svh-odd\nVersion: 1\n"),
        (b"[svh]\n\xff = \xfe\n", b"Metadata-Version: 2.1\nName: svh-odd\nVersion: 1\n"),
        (b"[svh]\nodd = svh_odd\n", b"Metadata-Version: 2.1\nName: \xff\nVersion: \xfe\n"),
        (b"[svh\nodd = svh_odd\n", b""),
    ],
)
def test_what_cannot_be_read_and_nobody_allowed_disturbs_nothing(
    entry_points: bytes, metadata: bytes, found: Any, site: Path
) -> None:
    distribution(site, "svh-one", EXPLODES, hooks=["svh_describe"])
    odd = site / "svh_odd-1.dist-info"
    odd.mkdir()
    (odd / "entry_points.txt").write_bytes(entry_points)
    (odd / "METADATA").write_bytes(metadata)
    there = found()
    assert there["svh-one"].wrong is None
    assert there.get("svh-odd") is None or there["svh-odd"].wrong is not None


def test_a_number_of_very_many_digits_is_no_manifest() -> None:
    with pytest.raises(ManifestError, match="no TOML"):
        Manifest.read(f"api = {'9' * 5_000}\n")
