"""What the pages say about servers is typed as it stands, but for the address: there is a real server behind it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Final

import pytest

from svh_core import Casebook
from svh_core.cli import main

from ..forked_svh import forked_svh
from ..postgres import needs_postgres, new_name, url_of
from ..test_pages import BIN, ROOT, environment, requires_svh

HOW_TO: Final = ROOT / "docs" / "how-to"
_BLOCK: Final = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)

CASE: Final = (
    '{"case": "c-71f0", "event": "case.opened", "by": "p-4a1c", "at": "2025-01-06T10:00:00+01:00",'
    ' "data": {"resident": "p-4a1c", "name": "Mila", "method": "support_group"}}'
)


def blocks_under(page: str, heading: str) -> list[str]:
    """What stands to be typed under a heading of a page."""
    text = (HOW_TO / page).read_text("utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return _BLOCK.findall(text)


def typed(blocks: list[str], folder: Path, env: dict[str, str], servers: dict[str, str]) -> str:
    """Types blocks in one shell, which ends at the first command that fails; what it says."""
    told = "".join(blocks)
    for server, url in servers.items():
        assert server in told
        told = told.replace(f'"{server}"', shlex.quote(url))
    done = subprocess.run(
        ["bash", "-euc", told], cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False, timeout=120
    )
    assert done.returncode == 0, f"{told}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def name() -> str:
    needs_postgres()
    return new_name()


def here(blocks: list[str], name: str) -> list[str]:
    """With the files named as the database is."""
    return [re.sub(r"\bstad\.(db|vault|key|sign)", rf"{name}.\1", block) for block in blocks]


def environment_in(folder: Path) -> dict[str, str]:
    return environment(BIN) | {"SVH_KEYS": str(folder / "keys"), "HOME": str(folder)}


@requires_svh
def test_a_casebook_goes_to_a_server_and_back_as_the_page_says(tmp_path: Path, name: str) -> None:
    (tmp_path / "case.jsonl").write_text(CASE, "utf-8")
    assert main(["init", "--db", str(tmp_path / "casebook.db")]) == 0
    assert main(["record", str(tmp_path / "case.jsonl"), "--db", str(tmp_path / "casebook.db")]) == 0
    there, back = here(blocks_under("move-a-casebook.md", "To a server, and back"), name)
    env = environment_in(tmp_path)
    with forked_svh(env) as binaries:
        env |= {"PATH": f"{binaries}{os.pathsep}{env['PATH']}"}
        said = typed([there], tmp_path, env, {"postgresql://owner@db.example/stad": url_of(name)})
        assert "Mila" in said
        said = typed([back], tmp_path, env, {"postgresql://owner@db.example/stad": url_of(name)})
        assert "Mila" in said


@requires_svh
def test_a_server_is_backed_up_and_put_back_as_the_page_says(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "case.jsonl").write_text(CASE, "utf-8")
    monkeypatch.setenv("SVH_KEYS", str(tmp_path / "keys"))
    assert main(["init", "--db", url_of(name)]) == 0
    assert main(["record", str(tmp_path / "case.jsonl"), "--db", url_of(name)]) == 0
    made, put_back = here(blocks_under("back-up-and-restore.md", "On a server"), name)
    env = environment_in(tmp_path)
    new = new_name()
    with forked_svh(env) as binaries:
        env |= {"PATH": f"{binaries}{os.pathsep}{env['PATH']}"}
        said = typed([made], tmp_path, env, {"postgresql://owner@db.example/stad": url_of(name)})
        assert f"monday/{name}.db" in said
        for end in ("key", "sign"):  # as somebody brings them from where they were put away
            (tmp_path / "keys" / f"{new}.{end}").write_bytes((tmp_path / "keys" / f"{name}.{end}").read_bytes())
            (tmp_path / "keys" / f"{new}.{end}").chmod(0o600)
        said = typed([put_back], tmp_path, env, {"postgresql://owner@new.example/stad": url_of(new)})
        assert "Mila" in said
    assert (tmp_path / "monday" / f"{name}.db").exists()
    with Casebook.open(url_of(new)) as book:
        assert book.cases() == [("c-71f0", 1)]
