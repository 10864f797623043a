"""What a plugin in a process of its own answers: read while it comes in, with a measure, and believed in nothing."""

from __future__ import annotations

import builtins
import itertools
import re
from pathlib import Path
from typing import Any, Final

from svh_core.plugins.apart.limits import MB, Limits
from svh_core.plugins.apart.program import Program
from svh_core.plugins.apart.talking import LENGTH, UnreadableError, read
from svh_core.plugins.calling import OutcomeStatus

UNREADABLE: Final = "gave no answer that can be read"

_MOST_LINES: Final = 10_000
_PLAIN: Final = re.compile(r"[A-Za-z0-9_]{1,40}\.py", re.ASCII)


class TooMuchError(Exception):
    """More came than was agreed: so many megabytes."""


class Reading:
    """An answer, while it comes in.

    Args:
        number: of the request that it has to answer.
        limits: how much it may be.
    """

    def __init__(self, number: int, limits: Limits) -> None:
        self._number = number
        self._limits = limits
        self._came = bytearray()
        self._length: int | None = None
        self._files: list[int] | None = None
        self.answer: dict[str, Any] = {}

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return self._files is not None and len(self._came) == sum(self._files)

    def take(self, part: bytes) -> None:
        """Adds what came in.

        Raises:
            UnreadableError: it is no answer.
            TooMuchError: it is more than was agreed.
        """
        self._came += part
        if self._length is None and len(self._came) >= LENGTH.size:
            self._length = self._cut(LENGTH.size, LENGTH.unpack)[0]
            if self._length > self._limits.told_mb * MB:
                raise TooMuchError(self._limits.told_mb)
        if self._length is not None and self._files is None and len(self._came) >= self._length:
            self.answer = self._cut(self._length, read)
            self._files = self._announced()
        if self._files is not None and len(self._came) > sum(self._files):
            raise UnreadableError

    def files(self) -> list[bytes]:
        """The files that came with it."""
        cut = memoryview(self._came)
        files = []
        for length in self._files or ():
            files.append(bytes(cut[:length]))
            cut = cut[length:]
        return files

    def _cut(self, length: int, made: Any) -> Any:
        told = made(bytes(self._came[:length]))
        del self._came[:length]
        return told

    def _announced(self) -> list[int]:
        """How long the files are that follow."""
        lengths = self.answer.get("lengths", [])
        to = self.answer.get("to")
        if type(to) is not int or to != self._number or not isinstance(lengths, list):
            raise UnreadableError
        if not all(type(length) is int and length >= 0 for length in lengths):
            raise UnreadableError
        if "too_much" in self.answer or sum(lengths) > self._limits.answer_mb * MB:
            raise TooMuchError(self._limits.answer_mb)
        return lengths


def raised(told: Any, program: Program) -> tuple[OutcomeStatus, str]:
    """What is said of what a plugin raised: only what the host can know to be no text of the plugin's."""
    if not isinstance(told, dict):
        return "stopped", UNREADABLE
    limits = program.limits
    met = {
        "memory": f"used more memory than {limits.memory_mb} MB",
        "file": f"wrote more than {limits.file_mb} MB",
        "open_files": f"had more than {limits.open_files} files open",
    }
    if isinstance(told.get("limit"), str) and told["limit"] in met:
        return "stopped", met[told["limit"]]
    kind = told.get("kind")
    if not isinstance(kind, str) or not _is_kind(kind):
        return "stopped", UNREADABLE
    return "raised", f"{kind}{_where(told.get('file'), told.get('line'), program)}"


def _is_kind(kind: str) -> bool:
    found = getattr(builtins, kind, None)
    return isinstance(found, type) and issubclass(found, BaseException)


def _where(file: Any, line: Any, program: Program) -> str:
    """The place of an error, where the plugin has such a file with such a line."""
    folder = program.packages.get(program.module.partition(".")[0])
    if folder is None or not isinstance(file, str) or not _PLAIN.fullmatch(file):
        return ""
    if type(line) is not int or not 0 < line < _MOST_LINES:
        return ""
    return f" in {file}, line {line}" if any(_has_line(one, line) for one in Path(folder).rglob(file)) else ""


def _has_line(file: Path, line: int) -> bool:
    try:
        with file.open("rb") as opened:
            return next(itertools.islice(opened, line - 1, None), None) is not None
    except OSError:
        return False
