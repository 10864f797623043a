"""The verifier of the docs, in a Python that has PyNaCl and nothing else: no svh_core, and nothing that it needs.

It answers many questions in one process, because it takes a tenth of a second to start.
"""

from __future__ import annotations

import importlib.machinery
import json
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final, Self

from tests.needs import needs

VERIFIER: Final = Path(__file__).parents[2] / "docs" / "how-to" / "verify.py"
RIGHT: Final = 0
WRONG: Final = 6
ASKED_WRONGLY: Final = 2

# What PyNaCl is made of. `-I -S` leaves out every other package, the folder, and the settings of who runs the tests.
_PACKAGES: Final = ("nacl", "cffi", "_cffi_backend")
_BARE: Final = (sys.executable, "-I", "-S", "-X", "utf8", "-c")
_WITH: Final = "import sys; sys.path.append({folder!r})\n"
_ONCE: Final = "import runpy; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
_AGAIN_AND_AGAIN: Final = """
import contextlib, io, json, runpy
main = runpy.run_path({verifier!r})["main"]
for line in sys.stdin:
    sys.argv, said = ["verify.py", *json.loads(line)], io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main()
        except SystemExit as ended:
            status = ended.code
    print(json.dumps([status, said.getvalue()]), flush=True)
"""


class Alone:
    """That Python, and the verifier in it.

    Args:
        folder: an empty one.
    """

    def __init__(self, folder: Path) -> None:
        packages = folder / "packages"
        packages.mkdir()
        found = importlib.machinery.PathFinder.find_spec("nacl")
        needs("PyNaCl", found=found is not None, hint="python -m pip install pynacl")
        for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
            for name in _PACKAGES:
                for part in [*Path(place).glob(name), *Path(place).glob(f"{name}.*")]:
                    (packages / part.name).symlink_to(part)
        self._with = _WITH.format(folder=str(packages))
        self._file = folder / "file"
        self._answering = subprocess.Popen(
            [*_BARE, self._with + _AGAIN_AND_AGAIN.format(verifier=str(VERIFIER))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._answering.communicate(timeout=60)

    def says(self, what: str, told: bytes, key: str, *, lang: str = "en") -> tuple[int, str]:
        """How the verifier ends, and what it says of a receipt or a bundle."""
        assert self._answering.stdin is not None
        assert self._answering.stdout is not None
        self._file.write_bytes(told)
        asked = [what, str(self._file), f"--key={key}", "--lang", lang]
        self._answering.stdin.write(json.dumps(asked) + "\n")
        self._answering.stdin.flush()
        status, said = json.loads(self._answering.stdout.readline())
        return status, said

    def refuses(self, what: str, told: bytes, key: str) -> bool:
        """Whether it says that something is wrong."""
        status, _ = self.says(what, told, key)
        assert status in {RIGHT, WRONG}
        return status == WRONG

    def typed(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """The verifier, typed once, in a process of its own."""
        asked = [*_BARE, self._with + _ONCE, str(VERIFIER), *map(str, arguments)]
        return subprocess.run(asked, capture_output=True, encoding="utf-8", check=False, timeout=60)

    def can_import(self, module: str) -> bool:
        """Whether there is such a module in that Python."""
        asked = [*_BARE, f"{self._with}import {module}"]
        return subprocess.run(asked, capture_output=True, check=False, timeout=60).returncode == 0
