"""A plugin between walls means harm, and nothing comes of it: what it tries to reach is as it was."""

from __future__ import annotations

import ast
import functools
import gc
import json
import os
import platform
import re
import socket
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from svh_core.plugins.apart import stand_in, walls
from svh_core.plugins.apart.syscalls import JUDGED, NEWEST, NOT_THERE, REFUSED
from svh_core.plugins.apart.walls import NoWallsError, check_walls, filter_steps
from tests.needs import needs

from .apart import allowed, apart, disclosed, exported, needs_walls, processes_in, writes
from .distributions import distribution, good

needs_walls()

TRIES = """
import ctypes, errno, json, pathlib
libc = ctypes.CDLL(None, use_errno=True)
def syscall(*told):
    if libc.syscall(*told) == -1:
        raise OSError(ctypes.get_errno(), "refused")
done = {{}}
for what, code in json.loads({tries!r}).items():
    try:
        exec(code, {{**globals(), "syscall": syscall, "ctypes": ctypes, "pathlib": pathlib}})
        done[what] = "done"
    except OSError as error:
        done[what] = errno.errorcode.get(error.errno, str(error.errno))
    except BaseException as error:
        done[what] = type(error).__name__
return json.dumps(done)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where processes have their folders. Nothing is left there, and nobody."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    gc.collect()
    assert list(folder.iterdir()) == []
    assert processes_in(tmp_path) == [] or processes_in(tmp_path) == [str(os.getpid())]


def tried(site: Path, tries: dict[str, str], **policy: Any) -> dict[str, str]:
    """What comes of each thing that a plugin tries."""
    outcome = exported(apart(site, writes(TRIES.format(tries=json.dumps(tries))), policy=policy))
    assert outcome.status == "ok", outcome
    told: dict[str, str] = json.loads(outcome.value)
    return told


def as_it_is(folder: Path) -> Any:
    """All that can be seen of the files in a folder."""
    return {
        str(one.relative_to(folder)): (
            one.stat().st_mode,
            one.stat().st_mtime_ns,
            one.stat().st_nlink,
            one.read_bytes(),
        )
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    }


def test_no_file_of_the_casebook_is_read_or_changed(site: Path, tmp_path: Path) -> None:
    house = tmp_path / "house"
    house.mkdir()
    for suffix in ("db", "vault", "key"):
        (house / f"casebook.{suffix}").write_text("the words of Mira")
    (site / "beside.txt").write_text("beside the plugin on the path")
    key, db = str(house / "casebook.key"), str(house / "casebook.db")
    before = as_it_is(house)
    tries = {
        "read": f"open({key!r}).read()",
        "read by a way around": f"open('/proc/self/root{key}').read()",
        "read by a way back": "open('../../house/casebook.key').read()",
        "read by a link": f"os.symlink({key!r}, 'link'); open('link').read()",
        "list": f"os.listdir({str(house)!r})",
        "list the root": "os.listdir('/')",
        "read beside itself": f"open({str(site / 'beside.txt')!r}).read()",
        "write": f"open({db!r}, 'ab').write(b'x')",
        "write over": f"open({db!r}, 'wb')",
        "empty": f"os.truncate({db!r}, 0)",
        "empty by opening": f"os.open({db!r}, os.O_RDONLY | os.O_TRUNC)",
        "empty a library file by opening": "os.open(os.__file__, os.O_RDONLY | os.O_TRUNC)",
        "open for neither": f"os.open({db!r}, 3)",
        "open a library file for neither": "os.open(os.__file__, 3)",
        "empty by opening for neither": f"os.open({db!r}, 3 | os.O_TRUNC)",
        "write a library file": "open(os.__file__, 'ab')",
        "delete": f"os.remove({db!r})",
        "rename": f"os.rename({db!r}, {db + '2'!r})",
        "rename into its own folder": f"os.rename({db!r}, 'mine')",
        "rename out of its own folder": f"open('mine', 'w').close(); os.rename('mine', {db!r})",
        "link": f"os.link({db!r}, 'mine2')",
        "make": f"open({str(house / 'new')!r}, 'w')",
        "make a folder": f"os.mkdir({str(house / 'new')!r})",
        "let everybody read": f"os.chmod({key!r}, 0o666)",
        "give away": f"os.chown({key!r}, 65534, 65534)",
        "make it look old": f"os.utime({key!r}, (0, 0))",
        "label": f"os.setxattr({key!r}, 'user.x', b'x')",
        "watch": "libc = ctypes.CDLL(None, use_errno=True); assert libc.inotify_init() >= 0",
        "sqlite": f"import sqlite3; sqlite3.connect({db!r}).execute('create table x(y)')",
        "environment of the host": "open(f'/proc/{os.getppid()}/environ').read()",
        "memory of the host": f"open('/proc/{os.getpid()}/mem', 'rb').read(1)",
        "own memory": "open('/proc/self/mem', 'rb').read(1)",
        "terminal": "open('/dev/tty')",
        "shared memory": "open('/dev/shm/svh', 'w')",
        "temporary": "open('/tmp/svh', 'w')",
        "passwords": "open('/etc/passwd')",
    }
    told = tried(site, tries)
    expected = dict.fromkeys(tries, "EACCES") | {
        "read by a link": "EACCES",
        "empty": "EPERM",
        "empty by opening": "EPERM",
        "empty a library file by opening": "EPERM",
        "open for neither": "EPERM",
        "open a library file for neither": "EPERM",
        "empty by opening for neither": "EPERM",
        "let everybody read": "EPERM",
        "give away": "EPERM",
        "make it look old": "EPERM",
        "label": "EPERM",
        "watch": "AssertionError",
        "sqlite": "OperationalError",
    }
    across = {"rename", "rename into its own folder", "rename out of its own folder", "link"}
    assert {one for one in across if told[one] not in {"EACCES", "EXDEV"}} == set()
    assert {one: said for one, said in told.items() if one not in across} == {
        one: said for one, said in expected.items() if one not in across
    }
    assert as_it_is(house) == before


def test_no_other_program_or_process_is_started(site: Path, tmp_path: Path) -> None:
    stolen = tmp_path / "stolen"
    tries = {
        "fork": "os.fork() or os._exit(0)",
        "fork twice and leave": "os.fork() or (os.setsid(), os.fork(), __import__('time').sleep(60))",
        "forkpty": "os.forkpty()",
        "system": f"assert os.system('touch {stolen}') == 0",
        "run": "import subprocess; subprocess.run(['/bin/true'])",
        "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
        "become": "os.execv('/bin/true', ['true'])",
        "processes": "import multiprocessing; multiprocessing.Process(target=print).start()",
        "clone": "syscall(56 if os.uname().machine == 'x86_64' else 220, 17, 0, 0, 0, 0)",
        "clone3": "syscall(435, 0, 0)",
    }
    others = {"forkpty": "EACCES", "system": "AssertionError", "clone3": "ENOSYS"}
    assert tried(site, tries) == dict.fromkeys(tries, "EPERM") | others
    assert not stolen.exists()


def test_no_network_and_no_other_process_is_reached(site: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as beside:
        beside.bind(str(tmp_path / "beside"))
        port = server.getsockname()[1]
        tries = {
            "connect": f"import socket; socket.create_connection(('127.0.0.1', {port}), 1)",
            "listen": "import socket; socket.create_server(('127.0.0.1', 0))",
            "datagram": "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
            "unix": f"import socket; socket.socket(socket.AF_UNIX).connect({str(tmp_path / 'beside')!r})",
            "netlink": "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
            "pair": "import socket; socket.socketpair()",
            "fetch": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:1')",
        }
        told = tried(site, tries)
    assert told.pop("fetch") in {"EPERM", "None", "URLError"}
    assert told == dict.fromkeys(tries.keys() - {"fetch"}, "EPERM")


def test_no_other_process_is_touched(site: Path) -> None:
    us = os.getpid()
    tries = {
        "kill its parent": "os.kill(os.getppid(), 9)",
        "kill us": f"os.kill({us}, 9)",
        "kill all": "os.kill(-1, 9)",
        "kill our group": f"os.killpg({os.getpgid(us)}, 9)",
        "kill by a handle": f"os.pidfd_open({us})",
        "kill by a thread": f"syscall(200 if os.uname().machine == 'x86_64' else 130, {us}, 9)",
        "kill when a file changes": f"import fcntl; fcntl.fcntl(0, 8, {us})",
        "type in a terminal": "import fcntl; fcntl.ioctl(0, 0x5412, b'x')",
        "outlive its parent": "assert ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0",
        "trace": f"syscall(101 if os.uname().machine == 'x86_64' else 117, 16, {us}, 0, 0)",
        "read memory": f"syscall(310 if os.uname().machine == 'x86_64' else 270, {us}, 0, 0, 0, 0, 0)",
        "slow us down": f"os.setpriority(os.PRIO_PROCESS, {us}, 19)",
        "pin us": f"os.sched_setaffinity({us}, [0])",
        "limit us": f"import resource; resource.prlimit({us}, resource.RLIMIT_NOFILE)",
    }
    told = tried(site, tries)
    assert told == dict.fromkeys(tries, "EPERM") | {"outlive its parent": "AssertionError"}


def test_walls_and_limits_stay_up(site: Path) -> None:
    tries = {
        "limit": "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
        "limit of files": "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2**40, 2**40))",
        "unshare": "assert ctypes.CDLL(None).unshare(0x10000000) == 0",
        "chroot": "os.chroot('.')",
        "mount": "syscall(165 if os.uname().machine == 'x86_64' else 40, 0, 0, 0, 0, 0)",
        "io_uring": "syscall(425, 1, 0)",
        "bpf": "syscall(321 if os.uname().machine == 'x86_64' else 280, 0, 0, 0)",
        "keys": "syscall(250 if os.uname().machine == 'x86_64' else 219, 0, 0)",
        "hidden memory": "os.memfd_create('x')",
        "lasting memory": "syscall(29 if os.uname().machine == 'x86_64' else 194, 1, 1, 0o1000)",
        "what came later": "syscall(452, 0, 0, 0, 0)",
        "of another size": "syscall(ctypes.c_long(0x40000039))",
        "a device": "os.mknod('x', 0o20666, 0x103)",
        "a pipe": "os.mkfifo('x')",
        "a folder in its folder": "os.mkdir('x')",
        "other rights": "os.setuid(12345)",
    }
    told = tried(site, tries)
    assert told.pop("limit") in {"ValueError", "EPERM"}
    assert told.pop("limit of files") in {"ValueError", "EPERM"}
    refused = {one: said for one, said in told.items() if said not in {"EPERM", "ENOSYS", "EACCES", "AssertionError"}}
    assert refused == {}


def number(x86_64: int, aarch64: int) -> str:
    """What a system call is numbered on this machine."""
    return str(x86_64 if platform.machine() == "x86_64" else aarch64)


def test_two_processes_have_no_way_to_tell_each_other_things_over_a_file_that_both_can_read(site: Path) -> None:
    lock = "import struct; library = os.open(os.__file__, os.O_RDONLY); lock = struct.pack('hhqqi4x', 1, 0, 0, 1, 0)"
    others = {"whose lock": 5, "whose lock, for open files": 36, "lease": 1024, "lease told": 1025, "folder": 1026}
    steers = {"owner": 8, "signal": 10, "owner of another kind": 15, "pipe": 1031, "seal": 1033, "hint": 1037}
    tries = {
        **{name: f"{lock}; import fcntl; fcntl.fcntl(library, {what}, lock)" for name, what in others.items()},
        **{name: f"import fcntl; fcntl.fcntl(0, {what}, 1)" for name, what in steers.items()},
        "lock all": "import fcntl; fcntl.flock(os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_SH)",
        "what is in memory": f"syscall({number(27, 232)}, 0, 4096, b'')",
        "what was read": f"syscall({number(327, 286)}, 0, 0, 0, 0, 0, 8)",
        "out of memory": "os.posix_fadvise(os.open(os.__file__, os.O_RDONLY), 0, 0, 4)",
        "asked beforehand": f"syscall({number(206, 0)}, 1000, b'x' * 8)",
        "marks": "import fcntl; fcntl.ioctl(os.open(os.__file__, os.O_RDONLY), 0x40086602, b'x' * 8)",
        "frozen": "import fcntl; fcntl.ioctl(os.open('/usr/lib', os.O_RDONLY), 0xC0045877, b'x' * 4)",
    }
    told = tried(site, tries)
    assert {one: said for one, said in told.items() if said not in {"EPERM", "ENOSYS"}} == {}


def test_nothing_that_no_limit_counts_is_taken(site: Path) -> None:
    tries = {
        "open files of its own": f"syscall({number(436, 436)}, 1000, 2000, 2)",
        "a thread with open files of its own": f"syscall({number(56, 220)}, 0x10B00, 0, 0, 0, 0)",
        "a thread with a folder of its own": f"syscall({number(56, 220)}, 0x10D00, 0, 0, 0, 0)",
        "a file without a name": "os.open('.', os.O_TMPFILE | os.O_RDWR)",
        "the disk at once": "os.posix_fallocate(os.open('x', os.O_RDWR | os.O_CREAT), 0, 4096)",
    }
    assert tried(site, tries) == dict.fromkeys(tries, "EPERM")


def test_what_everybody_sees_of_a_process_says_nothing_of_the_plugins(site: Path) -> None:
    tries = {
        "its name": f"syscall({number(157, 167)}, 15, b'Mira', 0, 0, 0)",
        "its places": f"syscall({number(157, 167)}, 35, 14, b'x' * 104, 104, 0)",
        "its name in a file": "pathlib.Path('/proc/self/comm').write_text('Mira')",
        "the name of a thread": "pathlib.Path(f'/proc/self/task/{os.getpid()}/comm').write_text('Mira')",
        "who looks into it": f"syscall({number(157, 167)}, 4, 0, 0, 0, 0)",
    }
    assert set(tried(site, tries).values()) == {"EPERM", "EACCES"}


def test_no_command_line_is_seen_and_that_of_its_starter_names_no_packages(site: Path, tmp_path: Path) -> None:
    """It is read from the memory of the process, which the plugin can write."""
    body = """
    first = ctypes.c_void_p.in_dll(ctypes.CDLL(None), 'program_invocation_name').value
    ctypes.memmove(first, b'Mira de Wit bleef weg ' * 3, 66)
    open('here', 'w').close()
    while not os.path.exists('seen'): time.sleep(0.02)
    return 'done'
    """
    seen: list[bytes] = []

    def looks() -> None:
        until = time.monotonic() + 10
        while not list(tmp_path.rglob("here")) and time.monotonic() < until:
            time.sleep(0.02)
        [process] = [one for one in processes_in(tmp_path) if one != str(os.getpid())]
        starter = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1]
        seen.extend(Path(f"/proc/{one}/cmdline").read_bytes() for one in (process, starter))
        next(tmp_path.rglob("here")).with_name("seen").touch()

    plugins = apart(site, writes("import ctypes\n" + textwrap.dedent(body)))
    looking = threading.Thread(target=looks)
    looking.start()
    assert exported(plugins).value == b"done"
    looking.join()
    assert seen[0] == b""
    assert b"pluggy" not in seen[1]


def test_what_an_honest_plugin_does_works_between_walls(site: Path) -> None:
    tries = {
        "its library": "import sqlite3, decimal, zoneinfo, csv, xml.dom, html, difflib, asyncio, zipfile, ssl",
        "others": "import attrs, msgspec, click",
        "time zones": "import zoneinfo; assert str(zoneinfo.ZoneInfo('Europe/Amsterdam'))",
        "own file": "pathlib.Path('x.txt').write_text('x'); assert pathlib.Path('x.txt').read_text() == 'x'",
        "own database": "import sqlite3; a = sqlite3.connect('x.db'); a.execute('create table x(y)'); a.close()",
        "own database that changes": (
            "import sqlite3; a = sqlite3.connect('z.db'); a.execute('create table x(y)'); a.commit()\n"
            "a.execute('insert into x values (1)'); a.rollback(); b = sqlite3.connect('z.db')\n"
            "a.execute('insert into x values (2)'); assert b.execute('select * from x').fetchall() == []; a.commit()\n"
            "assert b.execute('select y from x').fetchall() == [(2,)]; a.execute('vacuum'); a.close(); b.close()"
        ),
        "own database that was left half-way": (
            "import sqlite3, shutil; a = sqlite3.connect('w.db'); a.execute('create table x(y)'); a.commit()\n"
            "a.execute('pragma cache_size = 1'); a.executemany('insert into x values (?)', [('x' * 4000,)] * 50)\n"
            "shutil.copyfile('w.db', 'v.db'); shutil.copyfile('w.db-journal', 'v.db-journal'); a.rollback()\n"
            "b = sqlite3.connect('file:v.db?vfs=unix-none', uri=True)\n"
            "assert b.execute('select count(*) from x').fetchall() == [(0,)]; a.close(); b.close()"
        ),
        "own database with a log": (
            "import sqlite3; a = sqlite3.connect('u.db'); a.execute('pragma locking_mode = exclusive')\n"
            "assert a.execute('pragma journal_mode = wal').fetchall() == [('wal',)]; a.execute('create table x(y)')"
        ),
        "terminal": "assert not os.isatty(0)",
        "temporary file": "import tempfile; tempfile.NamedTemporaryFile().write(b'x')",
        "renaming": "pathlib.Path('a').write_text('x'); os.replace('a', 'b'); os.remove('b')",
        "threads": "import threading; t = threading.Thread(target=print); t.start(); t.join()",
        "signals to itself": "import signal; signal.signal(10, lambda *_: None); signal.raise_signal(10)",
        "chance": "import uuid, secrets; uuid.uuid4(); secrets.token_bytes(8); open('/dev/urandom', 'rb').read(1)",
        "nothing": "open('/dev/null', 'w').write('x')",
        "the kit": "import svh_core; svh_core.Exporter; svh_core.Casebook",
    }
    assert tried(site, tries) == dict.fromkeys(tries, "done")


def test_a_bad_plugin_at_import_has_no_more_than_others(site: Path, tmp_path: Path) -> None:
    kept = tmp_path / "casebook.key"
    kept.write_text("secret")
    plugins = apart(site, f"SECRET = open({str(kept)!r}).read()\n" + good("svh-bad"))
    [status] = [one for one in plugins.statuses if one.name == "svh-bad"]
    assert status.status == "load_error"
    assert status.reason == "when asked what it offers, it raised PermissionError in __init__.py, line 1"


def test_two_recipients_and_two_purposes_never_share_a_process(site: Path) -> None:
    from svh_core.plugins.apart.runs import run_of_work  # noqa: PLC0415

    body = "seen = sys.modules.setdefault('seen', [])\nseen.append(disclosed.recipient)\nreturn f'{os.getpid()} {seen}'"
    plugins = apart(site, writes(body))
    alive = []
    with run_of_work():
        told = []
        for whom in (("org-1", "care"), ("org-1", "care"), ("org-2", "care"), ("org-1", "quality")):
            told.append(exported(plugins, disclosed(*whom)).value.decode())
            alive.append(set(processes_in(site.parent)) - {str(os.getpid())})
        with run_of_work():
            assert set(processes_in(site.parent)) - {str(os.getpid())} == set()
    processes = [one.split()[0] for one in told]
    assert processes[0] == processes[1]
    assert len({*processes}) == 3
    assert alive == [{one} for one in processes]  # nor is one there while another works
    assert [one.partition(" ")[2] for one in told] == ["['org-1']", "['org-1', 'org-1']", "['org-2']", "['org-1']"]


def test_without_walls_is_said_and_runs(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise NoWallsError("this Linux has no Landlock, or does not have it on")

    monkeypatch.setattr(stand_in, "check_walls", none)
    code = writes("return open('/etc/hostname').name")
    plugins = apart(site, code)
    [status] = [one for one in plugins.statuses if one.name == "svh-bad"]
    assert (status.status, status.runs) == ("rejected", "apart")
    assert status.reason == "this Linux has no Landlock, or does not have it on; it is not run"
    assert "--without-walls" in (status.next or "")
    from svh_core.plugins.loading import Plugins  # noqa: PLC0415

    plugins = Plugins([allowed(without_walls=True)])
    assert exported(plugins).value == b"/etc/hostname"
    assert [one.runs for one in plugins.statuses if one.name == "svh-bad"] == ["apart_without_walls"]


@pytest.mark.parametrize(
    ("system", "machine", "version", "why"),
    [
        ("darwin", "arm64", 7, "walls around a process need Linux"),
        ("win32", "AMD64", 7, "walls around a process need Linux"),
        ("linux", "riscv64", 7, "walls around a process are not there for machines of the kind riscv64"),
        ("linux", "x86_64", -1, "this Linux has no Landlock, or does not have it on"),
    ],
)
def test_where_there_are_no_walls_it_is_said_why(
    system: str, machine: str, version: int, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("", "", "", "", machine)))
    monkeypatch.setattr(walls, "_landlock_version", lambda _: version)
    with pytest.raises(NoWallsError, match=why):
        check_walls()


def test_a_plugin_with_events_of_its_own_is_not_run_apart(site: Path) -> None:
    distribution(site, "svh-bad", "raise SystemExit", hooks=["svh_describe", "svh_events"])
    from svh_core.plugins.loading import Plugins  # noqa: PLC0415

    [status] = [one for one in Plugins([allowed()]).statuses if one.name == "svh-bad"]
    assert (status.status, status.reason) == (
        "rejected",
        "it has svh_events, which there is not in a process of its own",
    )
    assert status.next == (
        "Read all of it and allow it without `--apart`, or ask its authors for one with svh_exporters, svh_reports and "
        "svh_follow alone."
    )


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6, 7, 8])
def test_walls_stand_with_every_version_of_landlock(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older Linux takes fewer rights over files; what it leaves open, the other wall closes."""
    for name in ("kept", "own", "library"):
        (tmp_path / name).mkdir()
    (tmp_path / "kept" / "key").write_text("secret")
    (tmp_path / "library" / "code").write_text("code")
    child = os.fork()
    if child == 0:
        try:
            monkeypatch.setattr(walls, "_landlock_version", lambda _: version)
            walls.put_up(readable=[str(tmp_path / "library")], folder=str(tmp_path / "own"))
            tries: list[Callable[[], object]] = [
                (tmp_path / "kept" / "key").read_text,
                lambda: (tmp_path / "kept" / "new").write_text("x"),
                (tmp_path / "kept" / "key").unlink,
                lambda: os.truncate(tmp_path / "library" / "code", 0),
                lambda: os.open(tmp_path / "library" / "code", os.O_RDONLY | os.O_TRUNC),
                lambda: (tmp_path / "library" / "code").write_text("x"),
                *(
                    functools.partial(os.open, tmp_path / file, 3 | flag)
                    for file in ("kept/key", "library/code")
                    for flag in (0, os.O_TRUNC, os.O_RDWR | os.O_TRUNC)
                ),
                socket.socket,
                lambda: os.kill(os.getppid(), 0),
            ]
            (tmp_path / "own" / "x").write_text((tmp_path / "library" / "code").read_text())
            os._exit(sum(_is_refused(one) for one in tries))
        except BaseException:  # noqa: BLE001
            os._exit(99)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 14
    assert (tmp_path / "kept" / "key").read_text() == "secret"
    assert (tmp_path / "own" / "x").read_text() == (tmp_path / "library" / "code").read_text() == "code"


def _is_refused(tried: Any) -> bool:
    try:
        tried()
    except PermissionError:
        return True
    return False


def test_it_holds_nothing_that_is_open_but_its_own(site: Path) -> None:
    body = """
    found = []
    for one in range(200):
        try: found.append((one, oct(os.fstat(one).st_mode)))
        except OSError: pass
    return repr(found)
    """
    told = exported(apart(site, writes(textwrap.dedent(body)))).value.decode()
    modes = [mode for _, mode in ast.literal_eval(told)]
    assert modes[0].startswith("0o20")  # nothing to read from
    assert len(modes) == 5
    assert {mode[:4] for mode in modes[1:]} == {"0o10"}  # pipes: printed twice, asked, answered


def numbers_in(header: str) -> dict[str, int]:
    found = Path(header)
    needs(f"the header {header}", found=found.exists(), hint="apt-get install linux-libc-dev")
    told = re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", found.read_text())
    return {name: int(number) for name, number in told}


@pytest.mark.parametrize(
    ("column", "header"),
    [(0, f"/usr/include/{platform.machine()}-linux-gnu/asm/unistd_64.h"), (1, "/usr/include/asm-generic/unistd.h")],
)
def test_the_numbers_are_those_of_the_kernel(column: int, header: str) -> None:
    told = numbers_in(header)
    for name, both in {**REFUSED, **NOT_THERE, **JUDGED}.items():
        assert told.get(name) == both[column] or (name.endswith("_handle_at") and column), name
    assert NEWEST in told.values()


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_is_one_that_the_kernel_takes(machine: str) -> None:
    steps = list(filter_steps(machine, 1234))
    assert len(steps) < 4096
    for place, (code, yes, no, _) in enumerate(steps):
        assert code in {0x20, 0x54, 0x15, 0x25, 0x06}
        assert place + 1 + max(yes, no) < len(steps) or code == 0x06
