"""The pages hold what they say: what they show is typed as it stands, and every link leads somewhere.

The Python in the pages is run by Sybil; see conftest.py.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Self

import attrs
import click
import pytest

from svh_core.cli.running import svh
from svh_core.domain.core_rules import CORE_RULEBOOK

from .forked_svh import forked_svh

ROOT: Final = Path(__file__).parents[1]
README: Final = ROOT / "README.md"
PAGES: Final = [README, *sorted((ROOT / "docs").rglob("*.md"))]
BIN: Final = Path(sys.executable).parent
INSTALLS: Final = "python -m pip install . && svh demo"
TESTS: Final = "python -m pip install tox && tox"
SECONDS: Final = 300
ON_AN_EMPTY_MACHINE: Final = tuple(ROOT / "docs" / "tutorial" / name for name in ("first-audit.md", "first-plugin.md"))

_BLOCK: Final = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEREDOC: Final = re.compile(r"<<'?(\w+)'?")
_LINK: Final = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)

requires_svh = pytest.mark.skipif(
    not (BIN / "svh").exists(), reason=f"there is no svh beside {sys.executable}: install this project first"
)


@attrs.frozen
class Typed:
    """A command on a page, and what the page shows under it."""

    command: str
    shown: str


def typed_on(page: Path) -> Iterator[Typed]:
    """Every command in the console blocks of a page, in order."""
    for block in _BLOCK.findall(page.read_text(encoding="utf-8")):
        lines = iter(block.splitlines(keepends=True))
        command, shown = "", ""
        for line in lines:
            if line.startswith("$ "):
                if command:
                    yield Typed(command, shown)
                command, shown = line.removeprefix("$ ") + _rest_of(line, lines), ""
            else:
                shown += line
        yield Typed(command, shown)


def _rest_of(line: str, lines: Iterator[str]) -> str:
    """What is typed after the line, up to the word that ends it, where it says ``<<'EOF'``."""
    begun = _HEREDOC.search(line)
    rest = ""
    while begun is not None and (more := next(lines)):
        rest += more
        if more.rstrip("\n") == begun[1]:
            break
    return rest


class Shell:
    """One shell, for the commands of one page."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self._mark = uuid.uuid4().hex
        self._bash = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self._status = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bash.communicate(timeout=SECONDS)

    def type(self, command: str) -> tuple[str, int]:
        """What a command says, on stdout and stderr together, and its exit status."""
        assert self._bash.stdin is not None
        assert self._bash.stdout is not None
        ask = f'(exit {self._status})\n{{ {command.rstrip()}\n}} </dev/null\necho "{self._mark} $?"\n'
        self._bash.stdin.write(ask)
        self._bash.stdin.flush()
        said = ""
        for line in self._bash.stdout:
            before, mark, status = line.partition(f"{self._mark} ")
            said += before
            if mark:
                self._status = int(status)
                break
        return said, self._status


def environment(binaries: Path) -> dict[str, str]:
    """A plain environment in which the commands of these binaries are found first, and no lines are counted."""
    other = ("SVH_", "PYTHON", "LC_", "COVERAGE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(other)}
    return kept | {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}


def type_page(page: Path, folder: Path, env: Mapping[str, str]) -> None:
    """Types a page's commands, and compares what they say with what the page shows.

    A command fails only where the page asks for its status right after it. What pip says is pip's.
    """
    typed = [one for one in typed_on(page) if one.command.strip() != TESTS]
    asked_after = [one.command for one in typed[1:]] + [""]
    with Shell(folder, env) as shell:
        for one, following in zip(typed, asked_after, strict=True):
            said, status = shell.type(one.command)
            assert status == 0 or following.strip() == "echo $?", f"{one.command}ended with {status}:\n{said}"
            if not one.command.startswith("python -m pip "):
                assert_shown(one, said)


def assert_shown(typed: Typed, said: str) -> None:
    """Asserts that a page shows what a command says; ``...`` stands for anything."""
    checker, flags = doctest.OutputChecker(), doctest.ELLIPSIS | doctest.REPORT_NDIFF
    example = doctest.Example(typed.command, typed.shown)
    assert checker.check_output(typed.shown, said, flags), (
        f"$ {typed.command}{checker.output_difference(example, said, flags)}"
    )


@pytest.fixture(scope="module")
def loaded() -> Iterator[dict[str, str]]:
    """The environment of the commands of this Python, where `svh` need not be loaded each time it is typed."""
    env = environment(BIN)
    with forked_svh(env) as folder:
        yield env | {"PATH": f"{folder}{os.pathsep}{env['PATH']}"}


@pytest.mark.uncounted
@requires_svh
@pytest.mark.parametrize(
    "page",
    [page for page in PAGES[1:] if page not in ON_AN_EMPTY_MACHINE and [*typed_on(page)]],
    ids=lambda page: page.stem,
)
def test_a_page_shows_what_its_commands_say(page: Path, loaded: dict[str, str], tmp_path: Path) -> None:
    shutil.copy(ROOT / "docs" / "how-to" / "verify.py", tmp_path)
    type_page(page, tmp_path, loaded)


def checked_out(folder: Path) -> Path:
    """A copy of this project, as somebody else gets it."""
    made = (".*", "__pycache__", "build", "dist", "node_modules", "svh-demo")
    return Path(shutil.copytree(ROOT, folder / "svh_core", ignore=shutil.ignore_patterns(*made)))


@pytest.mark.uncounted
@pytest.mark.parametrize("page", ON_AN_EMPTY_MACHINE, ids=lambda page: page.stem)
def test_a_tutorial_can_be_typed_on_an_empty_machine(page: Path, tmp_path: Path) -> None:
    """From the first virtual environment on: nothing is installed for it but Python."""
    assert next(typed_on(page)).command == "python -m venv ../venv\n"
    type_page(page, checked_out(tmp_path), environment(BIN))


@pytest.mark.uncounted
def test_the_readme_works_on_a_fresh_machine(tmp_path: Path) -> None:
    """The README is typed in a new virtual environment, in a copy of the checkout, from its first command on."""
    checkout = checked_out(tmp_path)
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True, timeout=SECONDS)
    commands = [one.command.strip() for one in typed_on(README)]
    assert commands[:2] == [INSTALLS, TESTS]
    type_page(README, checkout, environment(tmp_path / "venv" / "bin"))
    assert (checkout / "svh-demo" / "casebook.db").exists()


def test_the_readme_calls_the_tests_as_the_machine_that_guards_them_does() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line in TESTS.split(" && ")] == TESTS.split(" && ")


@requires_svh
@pytest.mark.parametrize("language", ["nl", "en"])
def test_svh_rules_lists_every_rule_from_an_empty_folder(language: str, tmp_path: Path) -> None:
    with Shell(tmp_path, environment(BIN)) as shell:
        said, status = shell.type(f"svh rules --lang {language}")
    assert status == 0
    told = [f"{rule.id}\n    {rule.sentence_in(language)}" for rule in CORE_RULEBOOK.rules]
    assert said.splitlines() == "\n".join(told).splitlines()


def test_the_generated_pages_are_what_the_rulebook_says() -> None:
    check = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, f"{done.stderr}Run `python docs/generate.py`."


def test_a_generated_page_that_was_edited_is_noticed(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", docs)
    (docs / "reference" / "rules.md").write_text("# Rules\n", encoding="utf-8")
    generate = [sys.executable, str(docs / "generate.py")]
    assert subprocess.run([*generate, "--check"], capture_output=True, check=False, timeout=SECONDS).returncode == 1
    assert subprocess.run(generate, capture_output=True, check=False, timeout=SECONDS).returncode == 0
    assert subprocess.run([*generate, "--check"], capture_output=True, check=False, timeout=SECONDS).returncode == 0


def links_of(page: Path) -> Iterator[str]:
    """The links of a page that lead into this project."""
    text = _CODE.sub("", page.read_text(encoding="utf-8"))
    yield from (link for link in _LINK.findall(text) if "://" not in link)


def anchors_of(page: Path) -> set[str]:
    """The places in a page that a link can lead to."""
    headings = _HEADING.findall(_CODE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links_of(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.stem)
def test_every_page_is_reached_from_the_readme(page: Path) -> None:
    reached, new = set[Path](), {README}
    while new:
        reached |= new
        linked = {(one.parent / link.partition("#")[0]).resolve() for one in new for link in links_of(one)}
        new = {target for target in linked if target.suffix == ".md"} - reached
    assert page in reached


def _options_of(command: click.Command) -> set[str]:
    return {name for option in command.params for name in option.opts if name.startswith("--")}


@pytest.mark.parametrize("name", svh.list_commands(click.Context(svh)))
def test_every_command_and_its_options_stand_in_the_reference(name: str) -> None:
    page = (ROOT / "docs" / "reference" / "command.md").read_text(encoding="utf-8")
    command = svh.get_command(click.Context(svh), name)
    assert command is not None
    _, heading, chapter = page.partition(f"\n### svh {name}\n")
    assert heading, f"there is no heading for svh {name}"
    shared = page.partition("\n## Options\n")[2].partition("\n## ")[0]
    missing = {option for option in _options_of(command) if f"`{option}" not in chapter.partition("\n### ")[0] + shared}
    assert not missing


def test_the_page_for_residents_is_no_page_for_programmers() -> None:
    text = (ROOT / "docs" / "voor-bewoners.md").read_text(encoding="utf-8").lower()
    assert "```" not in text
    assert "svh " not in text


def test_the_house_is_drawn_as_it_is_held() -> None:
    """The floors on both pages are those of the contract in pyproject.toml, in its order."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    floors = [set(layer.split(" | ")) for layer in next(c for c in contracts if c["id"] == "floors")["layers"]]
    house = (ROOT / "docs" / "explanation" / "the-house.md").read_text(encoding="utf-8")
    rows = house.partition("| Floor | Holds |")[2].partition("\n\n")[0].splitlines()[2:]
    assert [set(re.findall(r"`(\w+)`", row.split("|")[1])) for row in rows] == floors
    drawn = (
        (ROOT / "CONTRIBUTING.md")
        .read_text(encoding="utf-8")
        .partition("## The house")[2]
        .partition("`tox -e floors`")[0]
    )
    named = re.findall(r"^    (\w+(?: \| \w+)*)(?:  |$)", drawn, flags=re.MULTILINE)
    assert [set(name.split(" | ")) for name in named] == floors
