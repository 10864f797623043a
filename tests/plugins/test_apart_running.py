"""Plugins in processes of their own at work, from the command line and from an app: like others, and never imported."""

from __future__ import annotations

import json
import os
import shutil
import site as getsite
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import attr
import attrs
import pluggy
import pytest

import svh_core
from svh_core import Casebook
from svh_core.cli import main
from svh_core.errors import PluginFailed
from svh_core.plugins.allowing import read, write
from svh_core.plugins.apart import runs
from svh_core.plugins.apart import started as begun
from svh_core.plugins.apart.process import Process
from svh_core.plugins.apart.started import Starter
from svh_core.plugins.calling import NotDoneError
from svh_core.plugins.loading import Plugins

from .apart import BAD, allowed, apart, exported, needs_walls, processes_in, writes
from .conftest import SCRIPT, lines
from .distributions import DESCRIBE, distribution, good

needs_walls()


@pytest.fixture
def svh(db: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """What comes of a command: how it ends, what it gives, and what it says."""
    assert db.exists()

    def called(*told: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main([*told])
        said = capsys.readouterr()
        return status, said.out, said.err

    return called


def listed(svh: Any) -> dict[str, dict[str, Any]]:
    """How it is with each plugin."""
    return {one["name"]: one for one in json.loads(svh("plugins", "list", "--json")[1])["plugins"]}


ASKED = ("--for", "org-1", "--purpose", "care")


def test_it_writes_the_same_file_and_is_never_imported(site: Path, svh: Any) -> None:
    distribution(site, "svh-good", good("svh-good"))
    assert svh("plugins", "allow", "svh-good")[0] == 0
    here = svh("export", "good", *ASKED)
    assert here[0] == 0
    assert here[1].endswith(" [3]\n")
    for name in [name for name in sys.modules if name.startswith("svh_good")]:
        del sys.modules[name]
    status, out, _ = svh("plugins", "allow", "svh-good", "--apart")
    assert status == 0
    assert "    runs in a process of its own, between walls\n" in out
    assert listed(svh)["svh-good"]["runs"] == "apart"
    assert "    runs in a process of its own, between walls\n" in svh("plugins", "list")[1]
    assert svh("export", "good", *ASKED)[:2] == here[:2]
    assert "svh_good" not in sys.modules


def test_where_it_runs_stays_as_it_was_until_somebody_says_otherwise(site: Path, svh: Any, db: Path) -> None:
    distribution(site, "svh-good", good("svh-good"))
    assert svh("plugins", "allow", "svh-good", "--apart", "--seconds", "7", "--memory", "256")[0] == 0
    assert svh("plugins", "disable", "svh-good")[0] == 0
    assert svh("plugins", "allow", "svh-good", "--for", "org-1")[0] == 0
    [one] = read(db.with_suffix(".plugins"))
    assert (one.apart, one.seconds, one.memory_mb, one.recipient, one.disabled) == (True, 7, 256, "org-1", False)
    assert svh("plugins", "allow", "svh-good", "--apart")[0] == 0
    assert read(db.with_suffix(".plugins"))[0].seconds is None
    assert svh("plugins", "allow", "svh-good", "--in-process")[0] == 0
    assert listed(svh)["svh-good"]["runs"] == "in_process"
    status, _, said = svh("plugins", "allow", "svh-good", "--seconds", "7")
    assert status == 2
    assert "--seconds" in said
    assert "Say `--apart` with it." in said
    assert svh("plugins", "allow", "svh-good", "--in-process", "--without-walls")[0] == 2


@pytest.mark.parametrize(
    "told",
    [
        "apart = 1",
        "apart = true\npython = 'bin/python'",
        "apart = true\nseconds = 0",
        "apart = true\nseconds = true",
        "python = '/usr/bin/python'",
        "without_walls = true",
        "apart = false\nmemory_mb = 100",
    ],
)
def test_a_file_that_says_it_otherwise_is_refused(told: str, svh: Any, db: Path) -> None:
    db.with_suffix(".plugins").write_text(f'["svh-x"]\nversion = "1.0"\npurposes = []\ncategories = []\n{told}\n')
    assert svh("plugins", "list")[0] == 2


def test_one_that_is_stopped_takes_nothing_along(site: Path, svh: Any) -> None:
    distribution(site, "svh-good", good("svh-good"))
    distribution(site, BAD, writes("time.sleep(60)"))
    assert svh("plugins", "allow", BAD, "--apart", "--seconds", "1")[0] == 0
    assert svh("plugins", "allow", "svh-good", "--apart")[0] == 0
    status, out, said = svh("export", "bad", *ASKED)
    assert (status, out) == (5, "")
    assert "svh-bad failed in bad: took longer than 1 seconds" in said
    assert svh("export", "good", *ASKED)[0] == 0
    assert {listed(svh)[name]["status"] for name in (BAD, "svh-good")} == {"ok"}
    Path("more.jsonl").write_text(lines("noor", SCRIPT[:3]))
    assert svh("record", "more.jsonl")[0] == 0
    assert svh("check")[0] == 0
    assert "org-1" in svh("disclosures", "mira")[1]


def test_one_that_hangs_when_it_is_loaded_keeps_nobody_from_recording(site: Path, svh: Any, db: Path) -> None:
    distribution(site, BAD, "import time\ntime.sleep(60)\n", hooks=["svh_describe"])
    distribution(site, "svh-ends", "import os\nos._exit(0)\n", hooks=["svh_describe"])
    write(db.with_suffix(".plugins"), [allowed(BAD, seconds=1), allowed("svh-ends")])
    Path("more.jsonl").write_text(lines("noor", SCRIPT[:3]))
    began = time.monotonic()
    assert svh("record", "more.jsonl")[0] == 0
    assert svh("check")[0] == 0
    assert time.monotonic() - began < 8
    told = listed(svh)
    assert (told[BAD]["status"], told[BAD]["reason"]) == (
        "load_error",
        "when asked what it offers, it took longer than 1 seconds",
    )
    assert told["svh-ends"]["reason"] == "when asked what it offers, it ended by itself"


COUNTS = """
import os
@hookimpl
def svh_reports():
    table = Table(name="law", says=SAYS, columns={{"law": ["Wmo", "other"]}}, of="sum", unit="minutes", rows=rows)
    return [Report(name="laws", says=SAYS, tables=[table], write={{".txt": text}}, categories=["meetings"])]

SAYS = {{"en": "E", "nl": "N"}}

def rows(case):
    {rows}
    yield {{"law": "Wmo"}}, len(case.entries)

def text(reported):
    return f"{{reported.tables[0].rows[0].values}} {{reported.period}}"
"""


def counting(rows: str) -> str:
    """The code of a plugin with one report."""
    return DESCRIBE.format(name="svh-count", categories=["meetings"]) + COUNTS.format(rows=rows)


@pytest.fixture
def many(db: Path, svh: Any) -> Path:
    """A casebook with twelve cases that are open to org-1."""
    for number in range(11):
        Path("more.jsonl").write_text(lines(f"case-{number}"))
        assert svh("record", "more.jsonl")[0] == 0
    return db


def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The plugins for which a process was started, as it goes."""
    seen: list[str] = []
    made = Process.__init__

    def begin(self: Process, starter: Starter, program: Any) -> None:
        seen.append(program.plugin)
        made(self, starter, program)

    monkeypatch.setattr(Process, "__init__", begin)
    return seen


def test_a_report_over_many_cases_starts_one_process(site: Path, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution(site, "svh-count", counting("pass"))
    seen = started(monkeypatch)
    told = {}
    for is_apart in (False, True):
        policy = allowed("svh-count", apart=is_apart, seconds=None)
        with Casebook.open(many, plugins=[policy]) as book:
            made = book.plugins.report("laws", recipient="org-1", purpose="care", period="2026-01")
            told[is_apart] = (made, book.plugins.file_of(made, ".txt"), book.plugins.file_of(made, ".csv"))
    assert told[True] == told[False]
    assert told[True][0].tables[0].rows[0].cases in {10, None}
    assert seen == ["svh-count"] * 3  # what it offers, the cases, the file


def test_only_the_plugin_that_is_named_is_started(
    site: Path, db: Path, svh: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(site, "svh-good", good("svh-good"))
    distribution(site, BAD, writes("return 'a'"))
    distribution(site, "svh-count", counting("pass"))
    write(db.with_suffix(".plugins"), [allowed(BAD), allowed("svh-good"), allowed("svh-count")])
    seen = started(monkeypatch)
    assert svh("export", f"{BAD}:bad", *ASKED)[0] == 0
    assert svh("report", "svh-count:laws", *ASKED, "--period", "2026-01")[0] == 0
    assert seen == [BAD, BAD, "svh-count", "svh-count"]  # what it offers, and what is asked of it
    assert svh("export", "bad", *ASKED)[0] == 0
    assert sorted(seen[4:]) == [BAD, BAD, "svh-count", "svh-good"]
    with Casebook.open(db, plugins=[allowed(BAD), allowed("svh-good")]) as book:
        assert [one.name for one in book.plugins.exporters_named(f"{BAD}:bad")] == ["bad"]
        assert book.plugins.exporters_named("svh-none:bad") == []
        assert {one.status for one in book.plugins.statuses if one.name in {BAD, "svh-good"}} == {"ok"}


@pytest.mark.parametrize(("name", "told"), [("svh_other", "svh_other"), ("svh_Mira", "of one of its names")])
def test_a_hook_that_there_is_not_is_named_where_it_is_a_plain_name(name: str, told: str, site: Path) -> None:
    code = DESCRIBE.format(name=BAD, categories=["meetings"]) + f"@hookimpl\ndef {name}():\n    return ()\n"
    [status] = [one for one in apart(site, code, hooks=["svh_describe"]).statuses if one.name == BAD]
    assert (status.status, status.reason) == ("rejected", f"there is no hook {told}")


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("raise ValueError(case)", "ValueError in __init__.py, line 18"),
        ("yield {'law': 'Zvw'}, 1", "law has a row that it does not announce"),
        ("yield {'law': 'Wmo'}, 1.5", "law has a row that it does not announce"),
        ("yield {'law': object()}, 1", "law has a row that it does not announce"),
        ("yield 7", "law has a row that it does not announce"),
        ("os._exit(1)", "ended by itself"),
    ],
)
def test_a_report_that_fails_gives_nothing(rows: str, why: str, site: Path, db: Path) -> None:
    distribution(site, "svh-count", counting(rows))
    with (
        Casebook.open(db, plugins=[allowed("svh-count")]) as book,
        pytest.raises(PluginFailed, match=f"svh-count failed in laws: {why}"),
    ):
        book.plugins.report("laws", recipient="org-1", purpose="care", period="2026-01")


OF_ALL = """
@hookimpl
def svh_reports():
    one = Table(name="law", says=SAYS, columns={{"law": ["Wmo", "other"]}}, rows=rows, of_all={of_all})
    return [Report(name="laws", says=SAYS, tables=[one], categories=["meetings"])]

SAYS = {{"en": "E", "nl": "N"}}

def rows(case):
    yield {{"law": "Wmo"}}, 1
"""


@pytest.mark.parametrize(("is_apart", "cases"), [(True, None), (False, 10)])
def test_that_everybody_may_have_it_holds_where_somebody_read_the_plugin(
    site: Path, many: Path, *, is_apart: bool, cases: int | None
) -> None:
    """In a process of its own nobody may have: there a row of all cases is left out, whatever the plugin says."""
    describe = DESCRIBE.format(name="svh-count", categories=["meetings"])
    distribution(site, "svh-count", describe + OF_ALL.format(of_all={"law": ["Wmo"]}))
    with Casebook.open(many, plugins=[allowed("svh-count", apart=is_apart, seconds=None)]) as book:
        made = book.plugins.report("laws", recipient="org-1", purpose="care", period="2026-01")
        assert made.tables[0].rows[0].cases == cases


FOLLOWS = """
import sys
@hookimpl
def svh_follow(disclosed):
    seen = sys.modules.setdefault("seen", [])
    seen.append([entry.number for case in disclosed.cases for entry in case.entries])
    {does}
"""


@pytest.mark.parametrize(
    ("does", "status", "error"),
    [
        ("pass", "ok", None),
        ("return 7", "ok", None),
        ("raise ValueError(disclosed)", "failed", "ValueError in __init__.py, line 14"),
        ("import time; time.sleep(60)", "failed", "took longer than 1 seconds"),
    ],
)
def test_it_follows_like_others(does: str, status: str, error: str | None, site: Path, db: Path) -> None:
    code = DESCRIBE.format(name=BAD, categories=["meetings"]) + FOLLOWS.format(does=does)
    distribution(site, BAD, code)
    with Casebook.open(db, plugins=[allowed(recipient="org-1", seconds=1)]) as book:
        [told] = book.plugins.follow()
        assert (told.status, told.error) == (status, error)
        assert told.entries == (0 if error else 1)
        assert [one.status for one in book.plugins.statuses if one.name == BAD] == ["ok"]
        [again] = book.plugins.follow()
        assert again.status == ("waiting" if error else "ok")


KEEPS = """
import pathlib
@hookimpl
def svh_follow(disclosed):
    for case in disclosed.cases:
        for entry in case.entries:
            with open("sent.txt", "a") as sent:
                sent.write(f"{entry.number}\\n")
    pathlib.Path("others.txt").write_text(repr(sorted(str(one) for one in pathlib.Path(".").iterdir())))
"""


def test_what_a_follower_makes_stays_in_a_folder_for_each_recipient(site: Path, db: Path, tmp_path: Path) -> None:
    distribution(site, BAD, DESCRIBE.format(name=BAD, categories=["meetings"]) + KEEPS)
    outbox = tmp_path / "outbox"
    with Casebook.open(db, plugins=[allowed(recipient="org-1", keeps_in=str(outbox))]) as book:
        assert [one.status for one in book.plugins.follow()] == ["ok"]
        [of_plugin] = outbox.iterdir()
        [made] = of_plugin.iterdir()
        assert (of_plugin.name, made.name) == (BAD, "org-1 care")
        assert {one.stat().st_mode & 0o777 for one in (of_plugin, made)} == {0o700}
        sent = (made / "sent.txt").read_text()
        assert sent.count("\n") == 1
        book.plugins.follow()
        assert (made / "sent.txt").read_text() == sent
    with Casebook.open(db, plugins=[allowed(recipient="org:1/a", keeps_in=str(outbox))]) as book:
        book.plugins.follow()
    assert sorted(one.name for one in of_plugin.iterdir()) == ["org-1 care"]  # nothing is open to that one


@pytest.mark.parametrize("inside", ["site-packages/outbox", "python/outbox", "link/outbox"])
def test_what_a_follower_makes_does_not_stay_where_plugins_read(
    inside: str, site: Path, svh: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages, python = tmp_path / "site-packages", tmp_path / "python"
    for folder in (packages, python):
        folder.mkdir()
    (tmp_path / "link").symlink_to(packages)
    monkeypatch.setattr(getsite, "getsitepackages", lambda: [str(packages)])
    monkeypatch.setattr(sys, "base_prefix", str(python))
    distribution(site, BAD, DESCRIBE.format(name=BAD, categories=["meetings"]) + KEEPS)
    status, _, said = svh("plugins", "allow", BAD, "--apart", "--keep-in", str(tmp_path / inside))
    assert status == 5
    assert "stands among packages or libraries, where every plugin reads" in said
    assert not (tmp_path / inside).exists()
    assert listed(svh)[BAD]["status"] == "not_allowed"


def test_what_a_follower_makes_is_gone_where_no_folder_is_named(site: Path, db: Path) -> None:
    distribution(site, BAD, DESCRIBE.format(name=BAD, categories=["meetings"]) + KEEPS)
    with Casebook.open(db, plugins=[allowed(recipient="org-1")]) as book:
        assert [one.status for one in book.plugins.follow()] == ["ok"]
    assert not list(db.parent.rglob("sent.txt"))


def test_a_folder_that_stays_is_filled_no_further_than_agreed(site: Path, db: Path, tmp_path: Path) -> None:
    fills = "[open(str(number), 'w').close() for number in range(10_002)]"
    distribution(site, BAD, DESCRIBE.format(name=BAD, categories=["meetings"]) + FOLLOWS.format(does=fills))
    with Casebook.open(db, plugins=[allowed(recipient="org-1", keeps_in=str(tmp_path / "outbox"))]) as book:
        [told] = book.plugins.follow()
    assert (told.status, told.error) == ("failed", "made more than 10000 files")


def test_nothing_is_kept_when_a_run_is_over(site: Path) -> None:
    plugins = apart(site, writes("return 'a'"))
    with runs.run_of_work():
        exported(plugins)
        [(_, process)] = (runs._RUN.get() or {}).values()
        assert process._process is not None
    assert process._process is None
    assert runs._RUN.get() is None


def test_a_host_that_is_killed_leaves_nobody_behind(site: Path, tmp_path: Path) -> None:
    distribution(site, BAD, writes("time.sleep(60)"))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    program = (
        "import sys, tempfile; tempfile.tempdir = sys.argv[2]; sys.path.insert(0, sys.argv[1])\n"
        "from tests.plugins.apart import allowed, exported\nfrom svh_core.plugins.loading import Plugins\n"
        "exported(Plugins([allowed()]))"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(site), str(temporary)]) as host:
        _until(lambda: processes_in(temporary))
        time.sleep(0.3)
        host.kill()
    _until(lambda: not processes_in(temporary) and not list(temporary.iterdir()))


def test_a_starter_that_ended_is_started_again(site: Path) -> None:
    plugins = apart(site, writes("return 'a'"))
    assert exported(plugins).value == b"a"
    starter = _starter_of(plugins)
    ours = starter._control
    assert ours is not None
    ours.shutdown(2)
    assert exported(plugins).value == b"a"
    starter.close()
    assert exported(plugins).value == b"a"


def test_a_fork_of_the_host_has_a_starter_of_its_own(site: Path) -> None:
    plugins = apart(site, writes("return str(os.getppid())"))
    ours = exported(plugins).value
    child = os.fork()
    if child == 0:
        told = exported(plugins)
        os._exit(0 if told.status == "ok" and told.value != ours else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert exported(plugins).value == ours


def test_a_python_that_does_not_start_is_told(tmp_path: Path) -> None:
    for python in (tmp_path / "none", Path("/bin/true")):
        with pytest.raises(NotDoneError, match=r"its Python cannot be started|the process that starts it ended"):
            Starter(str(python)).start({}, ())


# An environment of its own


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A virtual environment with the library in it, as copies."""
    folder = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    [packages] = folder.glob("lib/python3.*/site-packages")
    for module in (attr, attrs, pluggy, svh_core):
        shutil.copytree(
            Path(module.__file__ or "").parent, packages / module.__name__, ignore=shutil.ignore_patterns("*.pyc")
        )
    return packages


def python_in(environment: Path) -> str:
    """The Python of an environment."""
    return str(environment.parents[2] / "bin" / "python")


def test_a_plugin_in_an_environment_of_its_own_is_found_there_and_runs(
    environment: Path, svh: Any, db: Path, site: Path
) -> None:
    distribution(site, "svh-good", good("svh-good").replace("Numbers", "Others"), version="2.0")
    distribution(environment, "svh-good", "import only_there\n" + good("svh-good"))
    (environment / "only_there.py").write_text("x = 1\n")
    (environment / "sneaky.pth").write_text("import os; open('stolen', 'w')\n")
    (environment / "attr" / "__init__.py").write_text("open('/stolen', 'w')\n")  # replaced by what is installed
    python = python_in(environment)
    status, out, said = svh("plugins", "allow", "svh-good", "--apart", "--python", python)
    assert (status, said) == (0, ""), said
    assert out.startswith("svh-good 1.0: may be used")
    assert svh("export", "good", *ASKED)[0] == 0
    told = listed(svh)["svh-good"]
    assert (told["version"], told["status"], told["runs"]) == ("1.0", "ok", "apart")
    assert svh("plugins", "disable", "svh-good")[0] == 0
    assert svh("plugins", "allow", "svh-good")[0] == 0
    assert read(db.with_suffix(".plugins"))[0].python == python
    assert not Path("stolen").exists()
    assert svh("plugins", "allow", "svh-none", "--apart", "--python", python)[0] == 4
    shutil.rmtree(environment.parents[2])
    told = listed(svh)["svh-good"]
    assert told["status"] == "load_error"
    assert "there is no virtual environment with python where it was said to be" in told["reason"]


def test_a_python_that_can_be_replaced_is_refused(environment: Path, svh: Any) -> None:
    distribution(environment, "svh-good", good("svh-good"))
    python = Path(python_in(environment))
    real = python.resolve()
    python.unlink()
    shutil.copy(real, python)
    status, _, said = svh("plugins", "allow", "svh-good", "--apart", "--python", str(python))
    assert status == 5
    assert "stands in it, where what is installed can replace it" in said
    assert svh("plugins", "allow", "svh-good", "--apart", "--python", str(real))[0] in {4, 5}


def _until(holds: Any, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def _starter_of(plugins: Plugins) -> Starter:
    [plugin] = [one for one in plugins.loaded if one.id == BAD]
    ask: Any = plugin.exporters["bad"].write
    stand_in = next(cell.cell_contents for cell in ask.__closure__ if hasattr(cell.cell_contents, "_start"))
    starter: Starter = stand_in._start.args[0]
    return starter


def test_ctrl_c_in_between_leaves_no_answer_for_the_next_question(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugins = apart(site, writes("return 'a'"))
    assert exported(plugins).value == b"a"

    def interrupted(*_: Any) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(begun, "_exchanged", interrupted)
        with pytest.raises(KeyboardInterrupt):
            exported(plugins)
    assert _starter_of(plugins)._control is None
    assert exported(plugins).value == b"a"
