"""`svh-datasette DIR`: it looks at each file first, says what differs, and opens on this machine alone."""

from __future__ import annotations

import importlib.util
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from an_audit import AUDITOR, MOMENT, consent, exported
from svh_core import Casebook, CaseOpened, Plain
from svh_datasette.opening import main

MILA = "mila"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    with Casebook.in_memory(clock=lambda: MOMENT, plugins=["svh-datasette"]) as book:
        book.record("een", CaseOpened(resident=MILA, name=Plain("Mila"), method="support_group"), by=MILA)
        book.record("een", consent(), by=MILA)
        return exported(book, tmp_path / "made")


def test_a_folder_is_as_it_was_made(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(made), "--check"]) == 0
    told = capsys.readouterr().out
    assert "6 files, all as they were made." in told
    assert f"for {AUDITOR}, for the purpose quality" in told
    assert "MANIFEST.json: SHA-256 " in told


def _grown(folder: Path) -> None:
    with (folder / "disclosed.db").open("ab") as file:
        file.write(b"\0")


def _linked(folder: Path) -> None:
    elsewhere = folder.with_name("elsewhere")
    (folder / "README.md").rename(elsewhere)
    (folder / "README.md").symlink_to(elsewhere)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_grown, "disclosed.db: was changed"),
        (_linked, "README.md: was changed"),
        (lambda folder: (folder / "metadata.yaml").unlink(), "metadata.yaml: is not there"),
        (lambda folder: (folder / "plugins").mkdir(), "plugins: was added"),
        (lambda folder: (folder / "other.db").write_bytes(b""), "other.db: was added"),
    ],
)
def test_what_differs_is_said_and_nothing_is_opened(
    made: Path, change: Callable[[Path], Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(made)
    assert main([str(made)]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("manifest", [None, "", "[]", '{"files": []}'])
def test_a_folder_without_a_manifest_is_not_opened(
    made: Path, manifest: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    (made / "MANIFEST.json").unlink()
    if manifest is not None:
        (made / "MANIFEST.json").write_text(manifest)
    assert main([str(made)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_without_datasette_it_says_how_to_get_it(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert main([str(made)]) == 2
    assert 'pip install "svh-datasette[serve]"' in capsys.readouterr().err


def test_it_is_opened_on_this_machine_alone(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    assert main([str(made), "--port", "8123", "--open"]) == 0
    (command,) = started
    assert command == [
        sys.executable, "-m", "datasette", str(made), "--host", "127.0.0.1", "--port", "8123", "--open",
    ]  # fmt: skip


def test_ctrl_c_ends_it_quietly(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", interrupted)
    assert main([str(made)]) == 0


def test_the_one_command_opens_it(made: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("datasette")), str(made), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as serving:
        try:
            assert _cases(port) == [{"id": "een"}]
        finally:
            serving.terminate()


def _cases(port: int) -> list[dict[str, str]]:
    address = f"http://127.0.0.1:{port}/disclosed.json?sql=select+id+from+cases&_shape=array"
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                told: list[dict[str, str]] = json.load(answer)
                return told
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
