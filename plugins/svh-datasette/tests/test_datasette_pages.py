"""The folder in Datasette, asked for its pages without a browser: 0.65, and the newest alpha of 1.0."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from an_audit import AUDITOR, EXAMPLES, answer, exported, played, rows
from svh_core import Casebook
from svh_datasette import judging
from svh_datasette.describing import SETTINGS
from svh_datasette.queries import QUERIES
from svh_datasette.tables import TABLES
from tests.needs import needs

NEWEST: Final = "datasette>=1.0a20,<2"
ASKING: Final = Path(__file__).with_name("asking_datasette.py")
TABLE: Final = "/disclosed/{}.json?_extra=facet_results&_shape=objects"
SEARCHED: Final = "/disclosed/words.json?_search=huis&_shape=objects"
WRITES: Final = (
    "POST /disclosed/cases/-/insert",
    "POST /disclosed/cases/-/drop",
    "POST /disclosed/-/create",
)
ATTEMPT: Final = "/disclosed.json?sql=delete+from+cases"
LABELLED: Final = "/disclosed/agreements"
PATHS: Final = (
    "/",
    "/disclosed",
    "/-/versions.json",
    "/-/databases.json",
    "/-/settings.json",
    *(f"/disclosed/{table.name}" for table in TABLES),
    *(TABLE.format(table.name) for table in TABLES),
    f"/disclosed/{judging.NAME}",
    *(f"/disclosed/{query.name}" for query in QUERIES),
    *(f"/disclosed/{query.name}.json?_shape=objects" for query in QUERIES),
    "/disclosed/who_saw_what.json?_shape=objects&recipient=nobody",
    SEARCHED,
    "/disclosed/words?_search=huis",
    ATTEMPT,
    *WRITES,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    with Casebook.open(played(folder / "examples"), plugins=["svh-datasette"]) as book:
        return exported(book, folder / "made")


@pytest.fixture(scope="session")
def the_alpha(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with Datasette 1.0: both releases cannot be in one."""
    folder = tmp_path_factory.mktemp("alpha")
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NEWEST]
    for command in ([sys.executable, "-m", "venv", str(folder)], install):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        needs("Datasette 1.0", found=done.returncode == 0, hint=f"pip installs {NEWEST}: {done.stderr[-200:]}")
    return python


@pytest.fixture(scope="module", params=["0.65", pytest.param("1.0", marks=pytest.mark.slow)])
def release(request: pytest.FixtureRequest) -> str:
    asked: str = request.param
    return asked


@pytest.fixture(scope="module")
def answers(release: str, made: Path, request: pytest.FixtureRequest) -> Mapping[str, Mapping[str, Any]]:
    """What Datasette answers to each path."""
    python = sys.executable if release == "0.65" else request.getfixturevalue("the_alpha")
    before = (made / "disclosed.db").read_bytes()
    done = subprocess.run([python, ASKING, made], input=json.dumps(PATHS), check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (made / "disclosed.db").read_bytes() == before
    told: dict[str, dict[str, Any]] = json.loads(done.stdout)
    assert data(told, "/-/versions.json")["datasette"]["version"].startswith(release)
    return told


Answers = Mapping[str, Mapping[str, Any]]


def page(answers: Answers, path: str) -> str:
    assert answers[path]["status"] == 200, (path, answers[path]["text"][:200])
    return html.unescape(answers[path]["text"])


def data(answers: Answers, path: str) -> Any:
    return json.loads(answers[path]["text"])


def test_every_page_is_there(answers: Answers) -> None:
    wrong = {path: told["status"] for path, told in answers.items() if told["status"] != 200}
    assert set(wrong) == {*WRITES, ATTEMPT}


def test_the_first_page_says_for_whom_it_is(answers: Answers) -> None:
    for path in ("/", "/disclosed"):
        assert f"Wat inwoners {AUDITOR} laten zien, voor het doel quality." in page(answers, path)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_has_its_sentences_and_facets(answers: Answers, table: Any) -> None:
    told = page(answers, f"/disclosed/{table.name}")
    for says in (table.says, *(column.says for column in table.columns)):
        assert says["nl"] in told
    facets = data(answers, TABLE.format(table.name))["facet_results"]
    assert sorted(facets.get("results", facets)) == sorted(column.name for column in table.columns if column.facet)


def test_the_view_has_its_sentences(answers: Answers) -> None:
    told = page(answers, f"/disclosed/{judging.NAME}")
    for says in (judging.SAYS, *judging.COLUMNS.values()):
        assert says["nl"] in told


def test_a_key_is_shown_by_what_it_stands_for(answers: Answers) -> None:
    links = re.findall(r'<a href="/disclosed/(\w+)/[^"]*">([^<]+)</a>', page(answers, LABELLED))
    assert {("cases", "ruben"), ("people", "Ruben")} <= set(links)
    assert any(name == "goals" and " " in label for name, label in links)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_question_stands_ready_and_is_answered(answers: Answers, made: Path, query: Any) -> None:
    told = page(answers, f"/disclosed/{query.name}")
    assert query.title["nl"] in told
    assert query.says["nl"] in told
    for name in query.params:
        assert f'name="{name}"' in told
    assert data(answers, f"/disclosed/{query.name}.json?_shape=objects")["rows"] == answer(made, query.name)


def test_nothing_is_found_where_nothing_is_wrong(answers: Answers) -> None:
    assert data(answers, "/disclosed/looks_without_valid_consent.json?_shape=objects")["rows"] == []


def test_a_question_takes_what_it_is_told(answers: Answers) -> None:
    assert data(answers, "/disclosed/who_saw_what.json?_shape=objects&recipient=nobody")["rows"] == []


def test_words_can_be_searched(answers: Answers, made: Path) -> None:
    found = data(answers, SEARCHED)["rows"]
    assert found
    assert all("huis" in row["words"].lower() for row in found)
    assert len(found) < len(rows(made, "SELECT 1 FROM words"))


def test_nothing_can_be_written(answers: Answers) -> None:
    (database,) = (one for one in _databases(answers) if one["name"] == "disclosed")
    assert database["is_mutable"] is False
    for path in WRITES:
        assert answers[path]["status"] in {403, 404, 405}
    assert answers[ATTEMPT]["status"] in {400, 403}


def _databases(answers: Answers) -> list[dict[str, Any]]:
    told = data(answers, "/-/databases.json")
    listed: list[dict[str, Any]] = told if isinstance(told, list) else told["databases"]
    return listed


def test_the_settings_hold_in_both(answers: Answers) -> None:
    assert SETTINGS.items() <= data(answers, "/-/settings.json").items()


def test_the_examples_are_there(answers: Answers) -> None:
    assert {row["id"] for row in data(answers, TABLE.format("cases"))["rows"]} == set(EXAMPLES)
