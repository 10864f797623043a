"""Walls around a process, made of what Linux has for it, by the process itself before it runs any code of a plugin.

Two walls, because neither is whole. *Landlock* (`linux/landlock.h`) decides by the place of a file: what is not named
cannot be opened, made, renamed or removed. *seccomp* (`linux/seccomp.h`) decides by what is asked of the kernel: no
other programs, no sockets, no looking into other processes, and no changes to who may use a file, which Landlock leaves
alone. Once they stand nobody takes them down, the process itself neither.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable, Iterator
from typing import Final, NoReturn

from svh_core.plugins.apart.syscalls import JUDGED, MACHINES, NEWEST, NOT_THERE, REFUSED

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_SIGKILL: Final = 9

_LANDLOCK_CREATE_RULESET: Final = 444
_LANDLOCK_ADD_RULE: Final = 445
_LANDLOCK_RESTRICT_SELF: Final = 446
_CAPSET: Final = {"x86_64": 126, "aarch64": 91}

_WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_FILE, _MAKE_REG, _TRUNCATE = (1 << bit for bit in (1, 2, 3, 5, 8, 14))
_FILES_BY_VERSION: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights over files each version of Landlock knows, in the order of `LANDLOCK_ACCESS_FS_...`."""
_TCP: Final = 0b11
_SCOPES: Final = 0b11
_WITH_TCP: Final = 4
_WITH_SCOPES: Final = 6

_READ: Final = _READ_FILE | _READ_DIR
_OWN_FOLDER: Final = _READ | _WRITE_FILE | _REMOVE_FILE | _MAKE_REG | _TRUNCATE
_DEVICES: Final = {"/dev/null": _READ_FILE | _WRITE_FILE, "/dev/urandom": _READ_FILE, "/dev/zero": _READ_FILE}


class NoWallsError(Exception):
    """This system cannot keep a plugin to its place; the message says why, in one sentence."""


def check_walls() -> None:
    """Looks whether walls can be put up here.

    Raises:
        NoWallsError: they cannot.
    """
    if sys.platform != "linux":
        _no("walls around a process need Linux")
    if os.uname().machine not in MACHINES or sys.maxsize < 1 << 32:
        _no(f"walls around a process are not there for machines of the kind {os.uname().machine}")
    if _landlock_version(ctypes.CDLL(None, use_errno=True)) < 1:
        _no("this Linux has no Landlock, or does not have it on")


def put_up(*, readable: Iterable[str], folder: str) -> None:
    """Puts up the walls around this process, which has one thread.

    Args:
        readable: the folders and files that may be read, with all that is below them.
        folder: the one folder in which files may be made.

    Raises:
        NoWallsError: they cannot be put up; nothing may be run.
    """
    check_walls()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        _no("this Linux does not let a process give up rights")
    _drop_capabilities(libc)
    _landlock(libc, readable, folder)
    _seccomp(libc)


def die_with_parent() -> None:
    """Has Linux end this process when the one that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    """Gives up what a superuser may do beyond others, such as raising a limit again."""
    header = struct.pack("=Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    if libc.syscall(_CAPSET[os.uname().machine], header, bytes(24)) != 0:
        _no("this Linux does not let a process give up rights")


def _landlock_version(libc: ctypes.CDLL) -> int:
    return int(libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), 1))


def _landlock(libc: ctypes.CDLL, readable: Iterable[str], folder: str) -> None:
    version = _landlock_version(libc)
    files = (1 << _FILES_BY_VERSION.get(version, 16)) - 1
    told = [files, _TCP if version >= _WITH_TCP else 0, _SCOPES if version >= _WITH_SCOPES else 0]
    size = 8 if version < _WITH_TCP else 16 if version < _WITH_SCOPES else 24
    rules = libc.syscall(
        _LANDLOCK_CREATE_RULESET, struct.pack("=QQQ", *told)[:size], ctypes.c_size_t(size), ctypes.c_uint32(0)
    )
    if rules < 0:
        _no("this Linux does not take the walls around files")
    for path in readable:
        _let(libc, rules, path, _READ & files)
    for path, rights in _DEVICES.items():
        _let(libc, rules, path, rights & files)
    if not _let(libc, rules, folder, _OWN_FOLDER & files):
        _no("the plugin has no folder of its own")
    if libc.syscall(_LANDLOCK_RESTRICT_SELF, rules, 0) != 0:
        _no("this Linux does not take the walls around files")
    os.close(rules)


def _let(libc: ctypes.CDLL, rules: int, path: str, rights: int) -> bool:
    """Lets a folder or file be used; one that is not there is passed over."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return False
    if not os.path.isdir(path):  # noqa: PTH112 - this process loads as little as it can
        rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE
    rule = struct.pack("=Qi", rights, place)
    done: bool = libc.syscall(_LANDLOCK_ADD_RULE, rules, 1, rule, 0) == 0
    os.close(place)
    return done


# A filter of seccomp is a program of small steps (`linux/bpf_common.h`). Each loads four bytes of what is asked
# (`struct seccomp_data`: the number at 0, the kind of machine at 4, what it is asked with from 16 on), or jumps over so
# many steps where what was loaded is something, or not, or answers.

_LOAD, _AND, _IF, _IF_ABOVE, _ANSWER = 0x20, 0x54, 0x15, 0x25, 0x06
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_NOT_PERMITTED: Final = 0x00050000 | 1  # EPERM
_NOT_IMPLEMENTED: Final = 0x00050000 | 38  # ENOSYS
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16

_Step = tuple[int, int, int, int]

_A_THREAD: Final = 0x10000 | 0x400 | 0x200  # CLONE_THREAD, with the same open files and the same folder as the others
_UNSHARE: Final = 2  # CLOSE_RANGE_UNSHARE: open files of its own, beside those that are counted
_O_TRUNC: Final = 0o1000
_NO_NAME: Final = 0o20000000  # __O_TMPFILE
_NEITHER: Final = 3  # neither to read nor to write, but for `ioctl`: Landlock asks no right for it
_EMPTIES: Final = (_O_TRUNC, _NEITHER, _O_TRUNC | _NEITHER)  # beside `O_TRUNC` there is 0: to be read
_FCNTL: Final = (0, 1, 2, 3, 4, 6, 7, 1030)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_SETLK, F_SETLKW and F_DUPFD_CLOEXEC (`asm-generic/fcntl.h`). Not
F_GETLK: it tells one process of the locks of another on a file that both can only read."""
_IOCTL: Final = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX and FIOCLEX (`asm-generic/ioctls.h`)."""
_PRCTL: Final = (3, 16, 21, 23, 39)
"""PR_GET_DUMPABLE, PR_GET_NAME, PR_GET_SECCOMP, PR_CAPBSET_READ and PR_GET_NO_NEW_PRIVS: what a process is told. Its
name is seen by everybody on the machine, and stands in the log of the kernel."""


def _seccomp(libc: ctypes.CDLL) -> None:
    steps = b"".join(struct.pack("=HBBI", *step) for step in filter_steps(os.uname().machine, os.getpid()))
    program = ctypes.create_string_buffer(steps)
    told = struct.pack("@HP", len(steps) // 8, ctypes.addressof(program))
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, told, 0, 0) != 0:
        _no("this Linux does not take the walls around what a process asks of it")


def filter_steps(machine: str, own: int) -> Iterator[_Step]:
    """The program that judges what a process asks of the kernel.

    Args:
        machine: what kind of machine it is.
        own: the number of the process, which may send signals to itself.
    """
    name, column = MACHINES[machine]
    yield from ((_LOAD, 0, 0, _MACHINE), (_IF, 1, 0, name), (_ANSWER, 0, 0, _KILL))
    yield (_LOAD, 0, 0, _NUMBER)
    yield from ((_IF_ABOVE, 0, 1, NEWEST), (_ANSWER, 0, 0, _NOT_IMPLEMENTED))  # those of another size (x32) too
    for asked, judged in _judgements(own):
        number = JUDGED[asked][column]
        if number is not None:
            yield (_IF, 0, len(judged), number)
            yield from judged
    for numbers, answer in ((NOT_THERE, _NOT_IMPLEMENTED), (REFUSED, _NOT_PERMITTED)):
        for both in numbers.values():
            if (number := both[column]) is not None:
                yield from ((_IF, 0, 1, number), (_ANSWER, 0, 0, answer))
    yield (_ANSWER, 0, 0, _ALLOW)


def _judgements(own: int) -> Iterator[tuple[str, list[_Step]]]:
    """What is allowed for some of what it is asked with."""
    yes, no = (_ANSWER, 0, 0, _ALLOW), (_ANSWER, 0, 0, _NOT_PERMITTED)
    yield "clone", [_argument(0), (_AND, 0, 0, _A_THREAD), (_IF, 0, 1, _A_THREAD), yes, no]  # and no process
    yield "close_range", [_argument(2), (_AND, 0, 0, _UNSHARE), (_IF, 0, 1, 0), yes, no]
    for asked, place in (("open", 1), ("openat", 2)):
        named = [_argument(place), (_AND, 0, 0, _NO_NAME), (_IF, 1, 0, 0), no]
        yield asked, [*named, _argument(place), (_AND, 0, 0, _O_TRUNC | _NEITHER), *_one_of(_EMPTIES), no, yes]
    yield "kill", [_argument(0), (_IF, 0, 1, own), yes, no]
    yield "tgkill", [_argument(0), (_IF, 0, 1, own), yes, no]
    yield "prlimit64", [_argument(0), (_IF, 1, 0, 0), (_IF, 0, 1, own), yes, no]  # 0 is itself too
    for asked, place, known in (("prctl", 0, _PRCTL), ("fcntl", 1, _FCNTL), ("ioctl", 1, _IOCTL)):
        yield asked, [_argument(place), *_one_of(known), yes, no]


def _one_of(values: tuple[int, ...]) -> list[_Step]:
    """Goes on with the next answer where it is one of these, and with the one behind that where it is none."""
    last = len(values) - 1
    return [(_IF, last - place, int(place == last), value) for place, value in enumerate(values)]


def _argument(place: int) -> _Step:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * place)  # its lower half: all that is judged here fits in it


def _no(sentence: str) -> NoReturn:
    raise NoWallsError(sentence)
