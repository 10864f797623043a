"""Processes that meet a fault: a disk that is full, files that may only be read.

Each runs in a process of its own, which loses its disk or its rights for good, and tells what it met.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from svh_core.errors import SvhError

from ..log.hands import PROCESSES

PATIENCE: Final = 60.0
_NEW_MOUNTS: Final = 0x00020000
_NEW_USERS: Final = 0x10000000
_CAPABILITIES: Final = 0x20080522
"""The version of the kernel's structure (`linux/capability.h`)."""


def in_a_child(does: Callable[..., Any], *others: Any) -> Any:
    """What a process tells that does this, and then ends."""
    hears, tells = PROCESSES.Pipe(duplex=False)
    child = PROCESSES.Process(target=_does, args=(does, tells, *others))
    child.start()
    tells.close()
    assert hears.poll(PATIENCE), "it says nothing"
    told = hears.recv()
    child.join(PATIENCE)
    assert child.exitcode == 0, told
    if isinstance(told, AssertionError):
        raise told
    return told


def _does(does: Callable[..., Any], tells: Connection, *others: Any) -> None:
    try:
        tells.send(does(*others))
    except Exception as error:  # noqa: BLE001 - told to who waits for it
        tells.send(AssertionError(f"{type(error).__name__}: {error}"))


class SmallDisk:
    """A disk that can be filled to the last byte: a file system of its own in memory, where this process may make one.

    Where it may not, no file of this process can grow, which SQLite meets in the same places.

    Args:
        folder: where it is; empty.
        size: its bytes.
    """

    def __init__(self, folder: Path, size: int) -> None:
        self._ballast = folder / "ballast"
        self.is_real = _mounted(folder, size)

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """For as long as this lasts there is no room for a byte."""
        if not self.is_real:
            usual = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, usual[1]))
            yield
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
            return
        with self._ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
        yield
        self._ballast.unlink()


def _mounted(folder: Path, size: int) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_MOUNTS) != 0 and libc.unshare(_NEW_USERS | _NEW_MOUNTS) != 0:
        return False
    asked = f"size={size}".encode()
    private = libc.mount(b"none", b"/", None, 0x40000 | 0x4000, None) == 0  # MS_PRIVATE | MS_REC: for nobody else
    return private and bool(libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, asked) == 0)


def without_power() -> None:
    """Gives up what root may do beside others: from here on, permissions hold for this process too."""
    if os.geteuid() != 0:
        return

    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))

    class Data(ctypes.Structure):
        _fields_ = (
            ("effective", ctypes.c_uint32),
            ("permitted", ctypes.c_uint32),
            ("inheritable", ctypes.c_uint32),
        )

    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capset(ctypes.byref(Header(_CAPABILITIES, 0)), (Data * 2)()) == 0


def said(does: Callable[[], Any]) -> tuple[str, str, str] | None:
    """The code, sentence and advice of the error that something ends with; None where it is done.

    Anything but an error of ours goes on up: nobody who embeds the library should have to know what it is made of.
    """
    try:
        does()
    except SvhError as error:
        return error.code, error.sentence, error.next
    return None
