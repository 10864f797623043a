"""What a plugin in a process of its own takes of the machine that Linux holds it to by no limit: looked at as it works.

A file goes one way: it stands in the folder, or is removed and still open, or is removed and still in memory. So what
is looked at in that order is missed nowhere. It is looked at from outside, by what Linux tells of every process.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import attrs

from svh_core.plugins.apart.limits import MB, Limits

_A_BLOCK: Final = 512
_INODE, _BEFORE_PATH = 4, 5  # in a line of `maps`: see `man 5 proc`


@attrs.frozen(kw_only=True)
class Taken:
    """Looks at what a plugin takes.

    Attributes:
        folder: its own, by its real name.
        limits: how much it may take.
        stays: whether its folder stays.
    """

    folder: str
    limits: Limits
    stays: bool

    def too_much_in_folder(self) -> str | None:
        """What there is too much of in its folder, in one sentence; None where nothing is."""
        most = self.limits.kept_files if self.stays else self.limits.files
        if len(list(self._sizes(most + 1))) > most:
            return f"made more than {most} files"
        return self._too_large(0)

    def too_much(self, process: int) -> str | None:
        """The same, of all that it takes."""
        if (told := self.too_much_in_folder()) is not None:
            return told
        with contextlib.suppress(OSError):  # it ended, and others see that
            tasks = list(Path(f"/proc/{process}/task").iterdir())
            if len(tasks) > self.limits.threads:
                return f"had more than {self.limits.threads} threads"
            return self._too_much_removed(tasks)
        return None

    def _too_much_removed(self, tasks: Iterable[Path]) -> str | None:
        """What is too much of files that it removed. All threads have the same; of one that ended nothing is told."""
        for task in tasks:
            is_open = sum(self._open_and_removed(task))
            if (in_memory := _read(task / "maps")) is not None:
                if len(self._removed_in(in_memory)) > self.limits.removed_files:
                    return f"kept more than {self.limits.removed_files} files in memory that it removed"
                return self._too_large(is_open)
        return None

    def _too_large(self, removed: int) -> str | None:
        most = self.limits.kept_mb if self.stays else self.limits.file_mb
        return f"wrote more than {most} MB" if sum(self._sizes()) + removed > most * MB else None

    def _sizes(self, most: int | None = None) -> Iterator[int]:
        """How much room each file in its folder takes on the disk."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self.folder) as there:
            for number, one in enumerate(there):
                if number == most:
                    return
                with contextlib.suppress(FileNotFoundError):
                    yield one.stat(follow_symlinks=False).st_blocks * _A_BLOCK

    def _open_and_removed(self, task: Path) -> Iterator[int]:
        """The same of files that are not there any more, and are open; each once."""
        seen = set()
        with contextlib.suppress(OSError):
            for one in (task / "fd").iterdir():
                with contextlib.suppress(OSError):
                    if self._is_removed(os.fsencode(one.readlink())):
                        told = one.stat()
                        if told.st_ino not in seen:
                            yield told.st_blocks * _A_BLOCK
                        seen.add(told.st_ino)

    def _removed_in(self, maps: bytes) -> set[bytes]:
        """The files that are not there any more, and are in memory: how large they are, only the kernel knows."""
        parts = (line.split(maxsplit=_BEFORE_PATH) for line in maps.splitlines())
        return {part[_INODE] for part in parts if len(part) > _BEFORE_PATH and self._is_removed(part[_BEFORE_PATH])}

    def _is_removed(self, path: bytes) -> bool:
        folder = os.fsencode(self.folder).replace(b"\n", rb"\012")
        return path.startswith(folder + b"/") and path.endswith(b" (deleted)")


def _read(file: Path) -> bytes | None:
    """What stands in a file; None where nothing does."""
    with contextlib.suppress(OSError), file.open("rb") as opened:
        return opened.read() or None
    return None
