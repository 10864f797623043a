"""What everybody on a machine can read of a process is its command line; here a process is left with none.

It is read from the memory of the process itself, wherever the process last wrote. So it is not enough to make it empty:
the kernel has to be told that nothing of the memory is the command line (`PR_SET_MM_MAP` in `man 2 prctl`).
"""

from __future__ import annotations

import contextlib
import ctypes
import struct
import sys
from pathlib import Path
from typing import Final

_PR_SET_MM: Final = 35
_PR_SET_MM_MAP: Final = 14
_PLACES: Final = (26, 27, 45, 46, 47, 28, 48)
"""Where `/proc/self/stat` tells where code begins and ends, and data; where the heap begins, the stack, and the command
line (`man 5 proc`)."""


def leave_none() -> None:
    """Takes the command line and the first environment of this process out of sight, where Linux lets it."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, IndexError, ValueError):
            libc = ctypes.CDLL(None)
            told = _without(Path("/proc/self/stat").read_text("utf-8"), libc)
            libc.prctl(_PR_SET_MM, _PR_SET_MM_MAP, told, ctypes.c_ulong(len(told)), 0)


def _without(stat: str, libc: ctypes.CDLL) -> bytes:
    """`struct prctl_mm_map` as it is, but for what was said on the command line: that ends where it begins."""
    after_name = stat.rpartition(")")[2].split()  # from the third place on
    libc.sbrk.restype = ctypes.c_void_p
    here = [int(after_name[place - 3]) for place in _PLACES]
    return struct.pack("=11QQIi", *here[:5], libc.sbrk(0), here[5], *[here[6]] * 4, 0, 0, -1)
