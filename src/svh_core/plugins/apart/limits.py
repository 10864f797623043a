"""How much a plugin in a process of its own may take, and how that is told when it wants more."""

from __future__ import annotations

from typing import Final

import attrs

MB: Final = 1024 * 1024


@attrs.frozen(kw_only=True)
class Limits:
    """How much a plugin may take of the machine. Whoever takes more is stopped.

    Attributes:
        seconds: how long one call may take.
        seconds_to_begin: how long it may take to say what it offers, when it is loaded.
        seconds_of_a_run: how long all calls together may take, for one recipient and purpose.
        processor_seconds: of the processor, over all calls for one recipient and purpose.
        memory_mb: of memory, what Python itself needs included.
        file_mb: the largest file in its own folder, and all files there together.
        files: how many of them there may be.
        kept_mb: what it may have in a folder that stays while it follows.
        kept_files: how many files may be there.
        open_files: how many it may have open at once.
        removed_files: how many files it may have in memory that it removed; each takes its place on the disk.
        threads: how many it may have.
        answer_mb: what it gives back at once, when it writes a file.
        told_mb: what it gives back at once of anything else: what it offers, and the rows of a case.
    """

    seconds: float = 30.0
    seconds_to_begin: float = 10.0
    seconds_of_a_run: float = 1_800.0
    processor_seconds: int = 300
    memory_mb: int = 512
    file_mb: int = 100
    files: int = 100
    kept_mb: int = 1_000
    kept_files: int = 10_000
    open_files: int = 64
    removed_files: int = 4
    threads: int = 200
    answer_mb: int = 100
    told_mb: int = 4

    @property
    def to_begin(self) -> float:
        """The same, and no longer than any call may take."""
        return min(self.seconds, self.seconds_to_begin)
