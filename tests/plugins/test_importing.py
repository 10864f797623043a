"""Importing under watch: a plugin that only defines things comes in, one that does more is stopped and named."""

from __future__ import annotations

import socket
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from svh_core.plugins.importing import ReachedOutError, imported


@pytest.fixture
def entry(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a module, and gives its entry point."""
    monkeypatch.chdir(tmp_path)
    made: list[str] = []

    def entry_point(code: str, *, name: str | None = None) -> EntryPoint:
        module = name or f"watched_{len(made)}"
        made.append(module)
        (site / f"{module}.py").write_text(code)
        return EntryPoint(module, module, "svh")

    return entry_point


REACHES = [
    ("open('stolen', 'w')", "files"),
    ("open('stolen', 'x')", "files"),
    ("open('watched', 'ab')", "files"),
    ("open('watched', 'r+')", "files"),
    ("import os; os.open('stolen', os.O_CREAT | os.O_WRONLY)", "files"),
    ("import pathlib; pathlib.Path('stolen').write_text('x')", "files"),
    ("import os; os.remove('kept')", "files"),
    ("import os; os.rename('kept', 'stolen')", "files"),
    ("import os; os.mkdir('stolen')", "files"),
    ("import os; os.symlink('kept', 'stolen')", "files"),
    ("import os; os.truncate('kept', 0)", "files"),
    ("import shutil; shutil.copyfile('kept', 'stolen')", "files"),
    ("import tempfile; tempfile.mkstemp()", "files"),
    ("import sqlite3; sqlite3.connect('stolen')", "files"),
    ("import socket; socket.socket()", "the network"),
    ("import socket; socket.getaddrinfo('localhost', 80)", "the network"),
    ("import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')", "the network"),
    ("import subprocess; subprocess.Popen(['true'])", "another program"),
    ("import os; os.system('touch stolen')", "another program"),
    ("import os; os.posix_spawn('/bin/true', ['true'], {})", "another program"),
]


@pytest.mark.parametrize(("code", "what"), REACHES, ids=[code for code, _ in REACHES])
@pytest.mark.parametrize(
    "told", ["{}\n", "try:\n    {}\nexcept BaseException:\n    pass\n"], ids=["openly", "hiding it"]
)
def test_one_that_reaches_out_is_stopped_and_named(code: str, what: str, told: str, entry: Any, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    (tmp_path / "watched").write_text("kept")
    one = entry(told.format(code))
    for _ in range(2):  # also where Python would give what it has
        with pytest.raises(ReachedOutError, match=f"it uses {what} while it is imported"):
            imported(one)
    assert not (tmp_path / "stolen").exists()
    assert (tmp_path / "kept").read_text() == (tmp_path / "watched").read_text() == "kept"


@pytest.mark.parametrize(
    "code",
    [
        "import json, decimal, dataclasses, typing, datetime, re\n",
        "import socket, subprocess, sqlite3, tempfile, shutil, urllib.request\n",
        "with open(__file__) as file: text = file.read()\n",
        "import pathlib; there = pathlib.Path(__file__).exists()\n",
        "from svh_core.plugins.hookspecs import hookimpl\n",
    ],
)
def test_one_that_defines_things_and_reads_its_own_file_comes_in(code: str, entry: Any) -> None:
    assert imported(entry(code)).__name__.startswith("watched_")


def test_what_a_plugin_imports_is_watched_with_it(entry: Any) -> None:
    entry("open('stolen', 'w')\n", name="watched_part")
    with pytest.raises(ReachedOutError, match="files"):
        imported(entry("import watched_part\n"))
    assert not Path("stolen").exists()


def test_what_it_raises_is_raised(entry: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        imported(entry("1 / 0\n"))
    with pytest.raises(SystemExit):
        imported(entry("raise SystemExit(3)\n"))


def test_compiled_code_may_be_kept(entry: Any, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    imported(entry("a = 1\n"))
    assert list((site / "__pycache__").iterdir())


def test_the_watch_is_over_when_the_import_is(entry: Any, tmp_path: Path) -> None:
    found = imported(entry("def write(): open('mine', 'w').close()\n"))
    with pytest.raises(ReachedOutError):
        imported(entry("open('stolen', 'w')\n"))
    found.write()
    socket.socket().close()
    assert (tmp_path / "mine").exists()


def test_one_that_was_put_right_and_is_imported_anew_comes_in(entry: Any, site: Path) -> None:
    one = entry("open('stolen', 'w')\n", name="watched_again")
    with pytest.raises(ReachedOutError):
        imported(one)
    sys.modules.pop("watched_again", None)
    (site / "watched_again.py").write_text("put_right = True\n")
    assert imported(one).put_right
