"""``svh-datasette DIR``: looks whether a folder is as it was made, and opens it in Datasette on this machine alone."""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

MANIFEST: Final = "MANIFEST.json"

_HOST: Final = "127.0.0.1"
_PORT: Final = 8001
_DIFFERENT, _CANNOT = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Checks a folder and opens it.

    Returns:
        0; 1 where the folder is not as it was made; 2 where it cannot be read or Datasette is not there; else what
        Datasette ended with.
    """
    asked = _parser().parse_args(arguments)
    try:
        manifest = read_manifest(asked.folder)
        found = list(differences(asked.folder, manifest))
    except (OSError, ValueError) as error:
        return _said(_CANNOT, f"svh-datasette: {asked.folder} cannot be read: {error}")
    if found:
        return _said(_DIFFERENT, "svh-datasette: this folder is not as it was made. It is not opened.", *found)
    _tell(asked.folder, manifest)
    if asked.check:
        return 0
    if importlib.util.find_spec("datasette") is None:
        return _said(_CANNOT, 'svh-datasette: Datasette is not there. Run: pip install "svh-datasette[serve]"')
    return _serve(asked)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the host wrote of a folder.

    Raises:
        OSError: it is not there.
        ValueError: it is something else.
    """
    told = json.loads((folder / MANIFEST).read_text("utf-8"))
    if not isinstance(told, dict) or not isinstance(told.get("files"), dict):
        msg = f"{MANIFEST} lists no files"
        raise ValueError(msg)  # noqa: TRY004 - the file is wrong, not a type in the program
    return told


def differences(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """What in a folder is not as its manifest says, a line each. Datasette runs what it finds, so added files count."""
    there = {file.name: file for file in sorted(folder.iterdir()) if file.name != MANIFEST}
    for name, told in manifest["files"].items():
        file = there.pop(name, None)
        if file is None:
            yield f"  {name}: is not there"
        elif file.is_symlink() or not file.is_file() or not _is_as_told(file.read_bytes(), told):
            yield f"  {name}: was changed"
    yield from (f"  {name}: was added" for name in there)


def _is_as_told(file: bytes, told: Any) -> bool:
    return isinstance(told, dict) and told.get("sha256") == hashlib.sha256(file).hexdigest()


def _tell(folder: Path, manifest: dict[str, Any]) -> None:
    """Says what the folder is. Nobody signs the manifest: who wants to be sure asks the sender for its SHA-256."""
    digest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    _said(
        0,
        f"{len(manifest['files'])} files, all as they were made.",
        f"  for {manifest.get('recipient')}, for the purpose {manifest.get('purpose')}, of {manifest.get('made_at')}",
        f"  of the casebook {manifest.get('origin')}, cases: {manifest.get('cases')}",
        f"  {MANIFEST}: SHA-256 {digest}",
    )


def _serve(asked: argparse.Namespace) -> int:
    """The settings and that nothing changes stand in the folder, so that plain ``datasette DIR`` does the same."""
    command = [sys.executable, "-m", "datasette", str(asked.folder), "--host", _HOST, "--port", str(asked.port)]
    try:
        return subprocess.run([*command, *(["--open"] if asked.open else [])], check=False).returncode  # noqa: S603 - what was asked
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="svh-datasette",
        description="Checks a folder of `svh export svh-datasette:auditor` and opens it in Datasette.",
    )
    parser.add_argument("folder", type=Path, help="the folder")
    parser.add_argument("--check", action="store_true", help="check only, and open nothing")
    parser.add_argument("--open", action="store_true", help="open the browser too")
    parser.add_argument("--port", type=int, default=_PORT, help=f"on this machine; {_PORT} where nothing is said")
    return parser


def _said(status: int, *lines: str) -> int:
    stream = sys.stderr if status else sys.stdout
    for line in lines:
        stream.write(f"{line}\n")
    stream.flush()
    return status
