"""Breaks each law by its patch, in a copy, and fails unless that law's test fails.

python -m tests.laws.mutants [LAW ...]      such as law_05
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TESTS_FAILED = 1
"""pytest's exit status where tests ran and one failed; anything else is no proof."""


def main(asked: list[str]) -> int:
    """Tries every patch, or those named, and says of each law whether its test noticed."""
    patches = [patch for patch in sorted(HERE.glob("law_*.patch")) if not asked or patch.stem in asked]
    if not patches:
        print(f"no such patch: {', '.join(asked)}")
        return 2
    with copied() as sound, ThreadPoolExecutor(os.cpu_count()) as workers:
        without = workers.submit(ran, sound, *(patch.stem for patch in patches))
        outcomes = list(workers.map(tried, patches))
    if without.result() != 0:
        print("a test of these laws fails without its patch")
    for patch, complaint in zip(patches, outcomes, strict=True):
        print(f"{patch.stem}: {complaint or 'its test fails, as it should'}")
    return 1 if any(outcomes) or without.result() != 0 else 0


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of what is tested, and of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("src", "tests"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("pyproject.toml", "conftest.py"):
            shutil.copy(ROOT / file, copy / file)
        yield copy


def tried(patch: Path) -> str | None:
    """Why this patch proves nothing, or None where its law's test, which passes without it, fails with it."""
    with copied() as copy:
        command = ["git", "apply", "--unsafe-paths", str(patch)]
        applied = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        if applied.returncode != 0:
            return f"the patch does not apply: {applied.stderr.strip()}"
        status = ran(copy, patch.stem)
        return None if status == TESTS_FAILED else f"its test does not notice (pytest ended with {status})"


def ran(copy: Path, *laws: str) -> int:
    """pytest's exit status for the tests of some laws in a copy."""
    names = [f"test_{law}_" for law in laws]
    # Only the files that can have them: to read all tests takes longer than to run those of a law.
    told = {file: f"{file.name} {file.read_text('utf-8')}" for file in sorted(copy.rglob("test_*.py"))}
    files = [str(file) for file, text in told.items() if any(name in text for name in names)]
    asked = " or ".join(names)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", asked, *files]
    environment = os.environ | {"PYTHONPATH": str(copy / "src"), "GIT_CEILING_DIRECTORIES": str(copy.parent)}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
