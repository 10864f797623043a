"""A plugin in a process of its own that wants more than it may have is stopped, and it is said what it wanted."""

from __future__ import annotations

import functools
import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from svh_core.plugins.apart import process, stand_in
from svh_core.plugins.apart.limits import Limits
from svh_core.plugins.apart.runs import run_of_work

from .apart import CANARY, apart, exported, needs_walls, processes_in, writes

needs_walls()

pytestmark = pytest.mark.uncounted


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where processes have their folders. Nothing is left there, and nobody."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    gc.collect()
    assert list(folder.iterdir()) == []
    assert processes_in(folder) == []


STOPPED: dict[str, tuple[str, dict[str, int], str]] = {
    "hangs": ("time.sleep(60)", {"seconds": 1}, "took longer than 1 seconds"),
    "is busy": ("while True: pass", {"seconds": 1}, "took longer than 1 seconds"),
    "ignores signals and hangs": (
        """
import signal
for one in range(1, 65):
    try: signal.signal(one, signal.SIG_IGN)
    except (OSError, ValueError): pass
time.sleep(60)
""",
        {"seconds": 1},
        "took longer than 1 seconds",
    ),
    "hangs in a thread and outside": (
        "import threading\nthreading.Thread(target=lambda: time.sleep(60)).start()\ntime.sleep(60)",
        {"seconds": 1},
        "took longer than 1 seconds",
    ),
    "eats memory": ("return str(len(b'x' * 10**9))", {"memory_mb": 128}, "used more memory than 128 MB"),
    "eats memory bit by bit": (
        "kept = []\nwhile True: kept.append(bytes(10**6))",
        {"memory_mb": 128},
        "used more memory than 128 MB",
    ),
    "eats memory and says it is something else": (
        "try:\n    b'x' * 10**10\nexcept MemoryError:\n    raise ValueError",
        {},
        "used more memory than 512 MB",
    ),
    "gives 1 GB in parts": ("return (b'x' * 10**6 for _ in range(1000))", {}, "gave more than 100 MB"),
    "gives 1 GB around us": (
        r"""
import struct
body = b'{"to":1,"lengths":[1000000000]}'
for one in range(3, 64):
    try: os.write(one, struct.pack('>Q', len(body)) + body)
    except OSError: pass
time.sleep(60)
""",
        {},
        "gave more than 100 MB",
    ),
    "says 1 GB": (
        """
import struct
for one in range(3, 64):
    try: os.write(one, struct.pack('>Q', 10**9))
    except OSError: pass
time.sleep(60)
""",
        {},
        "gave more than 4 MB",
    ),
    "writes a large file": (
        "with open('big', 'wb') as file:\n    while True: file.write(bytes(10**7))",
        {"seconds": 20},
        "wrote more than 100 MB",
    ),
    "writes many files": (
        "for one in range(10**6): open(str(one), 'w').close()\nreturn 'done'",
        {},
        "made more than 100 files",
    ),
    "opens many files": (
        "kept = []\nwhile True: kept.append(open('/dev/null'))",
        {},
        "had more than 64 files open",
    ),
    "ends itself": ("os._exit(0)", {}, "ended by itself"),
    "kills itself": ("import signal\nos.kill(os.getpid(), signal.SIGKILL)", {}, "ended by itself"),
    "aborts": ("os.abort()", {}, "ended by itself"),
    "reaches where nothing is": ("import ctypes\nctypes.string_at(0)", {}, "ended by itself"),
    "closes all it has": ("os.closerange(0, 100)\ntime.sleep(60)", {"seconds": 20}, "ended by itself"),
}


@pytest.mark.parametrize("what", STOPPED)
def test_it_is_stopped_and_it_is_said_why(
    what: str, site: Path, caplog: pytest.LogCaptureFixture, temporary: Path
) -> None:
    body, policy, why = STOPPED[what]
    plugins = apart(site, writes(body), policy=policy)
    outcome = exported(plugins)
    assert (outcome.status, outcome.value, outcome.error) == ("stopped", None, why)
    assert caplog.messages[-1] == f"svh-bad was not done with svh_exporters:bad: {why}"
    assert list(temporary.iterdir()) == []
    assert {one.status for one in plugins.statuses if one.name == "svh-bad"} == {"ok"}
    assert exported(plugins).error == why  # it is a new process each time


def test_the_processor_is_counted_by_itself(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand_in, "Limits", functools.partial(Limits, processor_seconds=1))
    outcome = exported(apart(site, writes("while True: pass")))
    assert (outcome.status, outcome.error) == ("stopped", "took more than 1 seconds of the processor")


def test_threads_that_live_on_end_with_the_process(site: Path) -> None:
    body = "import threading\nthreading.Thread(target=lambda: time.sleep(60)).start()\nreturn 'done'"
    assert exported(apart(site, writes(body))).value == b"done"


def test_what_it_prints_goes_nowhere(
    site: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    loud = (
        "words = disclosed.cases[0].entries[0].data['topics'][0]\n"
        "print(words); print(words, file=sys.stderr); os.write(1, words.encode()); os.write(2, bytes(200_000))\n"
        "import logging, warnings\nlogging.error(words); warnings.warn(words)\nreturn 'done'"
    )
    assert exported(apart(site, writes(loud))).value == b"done"
    assert capfd.readouterr() == ("", "")
    assert CANARY not in caplog.text
    [said] = [one for one in caplog.messages if "printed" in one]
    assert said == "svh-bad printed more than 100 kB, which nobody reads"


@pytest.mark.parametrize(
    ("much", "told"), [(7, "something"), (1_001, "more than 1 kB"), (9_999_999, "more than 1,000 kB")]
)
def test_how_much_it_prints_is_told_roughly(much: int, told: str) -> None:
    assert process._about(much) == told


SMALL = functools.partial(Limits, file_mb=1, removed_files=2, threads=4, seconds=20)

TAKES = {
    "removes files that stay open": (
        """
kept = []
for one in range(10):
    kept.append(open('f', 'wb', buffering=0)); kept[-1].write(bytes(900_000)); os.remove('f')
time.sleep(15)
""",
        "wrote more than 1 MB",
    ),
    "removes files that stay in memory": (
        """
import mmap
kept = []
for one in range(10):
    with open('f', 'w+b', buffering=0) as file:
        file.write(bytes(4096)); kept.append(mmap.mmap(file.fileno(), 4096))
    os.remove('f')
    os.closerange(5, 60)
time.sleep(15)
""",
        "kept more than 2 files in memory that it removed",
    ),
    "puts other files in their place": (
        """
import mmap
kept = []
for one in range(10):
    with open('f', 'w+b', buffering=0) as file:
        file.write(bytes(4096)); kept.append(mmap.mmap(file.fileno(), 4096))
    os.replace('f', 'g')
time.sleep(15)
""",
        "kept more than 2 files in memory that it removed",
    ),
    "hides behind a thread that ended": (
        """
import ctypes, threading
def fills():
    kept = []
    for one in range(10):
        kept.append(open('f', 'wb', buffering=0)); kept[-1].write(bytes(900_000)); os.remove('f')
    time.sleep(15)
threading.Thread(target=fills).start()
ctypes.CDLL(None).syscall(60 if os.uname().machine == 'x86_64' else 93, 0)
""",
        "wrote more than 1 MB",
    ),
    "has many threads": (
        """
import threading
threading.stack_size(65536)
for _ in range(6): threading.Thread(target=time.sleep, args=[15]).start()
time.sleep(15)
""",
        "had more than 4 threads",
    ),
}


@pytest.mark.parametrize("what", TAKES)
def test_what_no_limit_of_the_system_counts_is_looked_at(
    what: str, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand_in, "Limits", SMALL)
    body, why = TAKES[what]
    outcome = exported(apart(site, writes(body), policy={"seconds": None}))
    assert (outcome.status, outcome.error) == ("stopped", why)


def test_what_it_takes_is_looked_at_over_many_calls_that_are_each_short(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stand_in, "Limits", SMALL)
    body = """
kept = sys.modules.setdefault('kept', [])
kept.append(open('f', 'wb', buffering=0)); kept[-1].write(bytes(600_000)); os.remove('f')
time.sleep(0.03)
return 'done'
"""
    plugins = apart(site, writes(body), policy={"seconds": None})
    with run_of_work():
        assert "wrote more than 1 MB" in [exported(plugins).error for _ in range(10)]


def test_a_removed_file_or_two_are_nothing_to_stop_for(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand_in, "Limits", SMALL)
    body = """
import mmap, tempfile
kept = tempfile.TemporaryFile()
kept.write(bytes(500_000)); kept.flush()
held = mmap.mmap(kept.fileno(), 500_000)
time.sleep(0.3)
return 'done'
"""
    assert exported(apart(site, writes(body), policy={"seconds": None})).value == b"done"


def test_all_calls_of_a_run_together_take_no_longer_than_agreed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand_in, "Limits", functools.partial(Limits, seconds_of_a_run=1.2))
    plugins = apart(site, writes("time.sleep(0.5)\nreturn 'done'"))
    with run_of_work():
        assert [exported(plugins).error for _ in range(3)] == [None, None, "took longer than 1.2 seconds in all"]
        assert exported(plugins).value == b"done"  # another process


def test_a_pipe_that_somebody_empties_on_the_other_side_holds_nobody_up(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugins = apart(site, writes("print('x')\nreturn 'done'"))
    assert exported(plugins).value == b"done"

    def emptied(*_: object) -> bytes:
        raise BlockingIOError

    for what in ("read", "write"):
        with monkeypatch.context() as patched:
            patched.setattr(os, what, emptied)
            assert exported(plugins).error == "gave no answer that can be read"


RAISED = {
    "raises": ("raise ValueError(disclosed.cases)", "raised", "ValueError in __init__.py, line 15"),
    "raises what it calls after a person": (
        "words = disclosed.cases[0].entries[0].data['topics'][0]\nraise type(words, (KeyError,), {})(words)",
        "raised",
        "KeyError in __init__.py, line 16",
    ),
    "says it stands in a line that there is not": (
        "exec(compile('\\n' * 5000 + 'raise ValueError', '/x/__init__.py', 'exec'), globals())",
        "raised",
        "ValueError",
    ),
    "says it stands in another file": (
        "exec(compile('raise ValueError', 'Mira de Wit.py', 'exec'), globals())",
        "raised",
        "ValueError",
    ),
    "leaves": (
        "raise SystemExit(CANARY)".replace("CANARY", repr(CANARY)),
        "raised",
        "SystemExit in __init__.py, line 15",
    ),
    "interrupts": ("raise KeyboardInterrupt", "raised", "KeyboardInterrupt in __init__.py, line 15"),
    "nests without end": ("return write(disclosed)", "raised", "RecursionError in __init__.py, line 15"),
    "gives nothing": ("return None", "raised", "TypeError"),
    "gives a number": ("return 7", "raised", "TypeError"),
    "gives rubbish in parts": ("return [1, 2]", "raised", "TypeError"),
    "gives half a character": ("return '\\ud800'", "raised", "UnicodeEncodeError"),
    "fails on the way": ("yield 'a'\nraise OSError(disclosed)", "raised", "OSError in __init__.py, line 16"),
}


@pytest.mark.parametrize("what", RAISED)
def test_of_what_it_raises_only_the_kind_is_told(what: str, site: Path, caplog: pytest.LogCaptureFixture) -> None:
    body, status, why = RAISED[what]
    outcome = exported(apart(site, writes(body)))
    assert (outcome.status, outcome.error) == (status, why)
    assert "Mira" not in caplog.text


def test_a_folder_of_files_comes_over_as_it_is(site: Path) -> None:
    code = writes("return {'a.txt': 'één', 'b.bin': bytes(range(256)), 'c.txt': ['x', 'y']}").replace('".txt"', '"/"')
    outcome = exported(apart(site, code))
    assert outcome.value == {"a.txt": "één".encode(), "b.bin": bytes(range(256)), "c.txt": b"xy"}


@pytest.mark.parametrize(
    ("suffix", "gives", "why"),
    [
        ("/", "{'Mira de Wit.txt': 'x'}", "gave a file without a plain name"),
        ("/", "{'a': 'x', 'A': 'x'}", "gave a file without a plain name"),
        ("/", "{'MANIFEST.json': 'x'}", "gave a file without a plain name"),
        ("/", "{}", "gave no files, or more than 100"),
        ("/", "'x'", "gave a file for a folder"),
        (".txt", "{'a': 'x'}", "gave a folder for a file"),
    ],
)
def test_what_was_not_announced_is_told_in_our_own_words(suffix: str, gives: str, why: str, site: Path) -> None:
    outcome = exported(apart(site, writes(f"return {gives}").replace('".txt"', f'"{suffix}"')))
    assert (outcome.status, outcome.error) == ("stopped", why)


def test_it_has_nothing_of_the_environment_of_the_host(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVH_SECRET", CANARY)
    body = (
        "import ctypes\nof_c = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), 'environ')\n"
        "return repr((dict(os.environ), of_c[0], sys.argv, os.listdir(), sys.stdin.read(), sys.flags.isolated))"
    )
    outcome = exported(apart(site, writes(body)))
    assert outcome.value == repr(({}, None, [""], [], "", 1)).encode()


def test_the_defaults_are_those_of_the_page() -> None:
    told = (Path(__file__).parents[2] / "docs" / "explanation" / "isolation.md").read_text("utf-8")
    defaults = Limits()
    for said in (f"{defaults.seconds:g} seconds", f"{defaults.memory_mb} MB", f"{defaults.answer_mb} MB"):
        assert said in told
