"""From nothing to a tested plugin in three commands."""

from __future__ import annotations

import json
import os
import subprocess
import venv
from pathlib import Path

import pytest

from svh_core.cli import main

ROOT = Path(__file__).parents[2]
MADE = [
    ".gitignore",
    "CHANGELOG.md",
    "README.md",
    "conftest.py",
    "pyproject.toml",
    "src/svh_voorbeeld/__init__.py",
    "src/svh_voorbeeld/svh-plugin.toml",
    "tests/test_contract.py",
    "tests/test_meetings.py",
]


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("name", ["voorbeeld", "svh-voorbeeld"])
def test_a_new_plugin_is_a_folder_with_all_that_a_plugin_has(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plugins", "new", name, "-o", str(tmp_path), "--organisation", "Buurtteam Oost", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["plugin"]) == ("svh.new_plugin/1", "svh-voorbeeld")
    assert files(tmp_path / "svh-voorbeeld") == MADE
    assert sorted(told["files"]) == sorted(str(tmp_path / "svh-voorbeeld" / file) for file in MADE)
    assert (
        'organisation = "Buurtteam Oost"' in (tmp_path / "svh-voorbeeld/src/svh_voorbeeld/svh-plugin.toml").read_text()
    )


def test_nothing_is_left_to_be_filled_in(tmp_path: Path) -> None:
    main(["plugins", "new", "voorbeeld", "-o", str(tmp_path)])
    for file in files(tmp_path):
        assert "${" not in (tmp_path / file).read_text("utf-8")
        assert "$package" not in (tmp_path / file).read_text("utf-8")


def test_the_smallest_plugin_is_about_twenty_lines(tmp_path: Path) -> None:
    main(["plugins", "new", "voorbeeld", "-o", str(tmp_path)])
    code = (tmp_path / "svh-voorbeeld/src/svh_voorbeeld/__init__.py").read_text("utf-8")
    assert len([line for line in code.splitlines() if line.strip()]) <= 22


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "svh-voorbeeld").mkdir()
    assert main(["plugins", "new", "voorbeeld", "-o", str(tmp_path)]) == 1
    assert "is there already and stays as it is" in capsys.readouterr().err
    assert files(tmp_path) == []
    assert [one.name for one in tmp_path.iterdir()] == ["svh-voorbeeld"]


@pytest.mark.parametrize(
    "name", ["", "svh-", "Voorbeeld", "a b", "../x", "a_b", "a--b", "-a", "é", "1a", "a" * 37, "core"]
)
def test_a_bad_name_is_refused_in_one_sentence(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "new", "-o", str(tmp_path), "--", name]) == 2
    assert "NAME" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("organisation", ["", " ", 'a"b', "a\nb", "a\\b"])
def test_a_bad_organisation_is_refused(organisation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "new", "voorbeeld", "-o", str(tmp_path), "--organisation", organisation]) == 2
    assert "--organisation" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_three_commands_in_a_fresh_environment_end_in_a_contract_that_holds(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    venv.create(fresh, with_pip=True)
    home = {"HOME": str(tmp_path), "PATH": f"{fresh / 'bin'}{os.pathsep}{os.environ['PATH']}", "LANG": "C.UTF-8"}
    pip = {
        name: told for name, told in os.environ.items() if name.startswith(("PIP_", "XDG_", "SSL_", "HTTP", "NO_PROXY"))
    }

    def ran(*command: str, folder: Path = tmp_path) -> str:
        done = subprocess.run(
            command, cwd=folder, env={**home, **pip}, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    ran("pip", "install", "--quiet", str(ROOT))  # where somebody else writes: pip install svh-core

    ran("svh", "plugins", "new", "voorbeeld")
    ran("pip", "install", "--quiet", "-e", "svh-voorbeeld[test]")
    told = ran("svh", "plugins", "verify", "svh-voorbeeld", "--lang", "en")

    assert "promises hold" in told.splitlines()[-1]
    assert "!!" not in told
    verified = json.loads(ran("svh", "plugins", "verify", "svh-voorbeeld", "--json"))
    assert (verified["schema"], verified["ok"]) == ("svh.verified/1", True)
    assert " passed" in ran("pytest", "-q", folder=tmp_path / "svh-voorbeeld")
    listed = json.loads(ran("svh", "plugins", "list", "--json"))["plugins"]
    assert {one["name"]: one["status"] for one in listed} == {"svh-core": "ok", "svh-voorbeeld": "not_allowed"}
