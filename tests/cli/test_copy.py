"""`svh copy`: all that somebody may read of a case, in a folder of their own."""

from __future__ import annotations

import json
import os
import re
import stat
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core.cli import main
from svh_core.copying import DATA
from svh_core.views.page import COPIED

FILES: Final = ["copy.en.html", "copy.json", "copy.schema.json", "kopie.nl.html"]


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SVH_DB", "SVH_ACTOR", "SVH_PURPOSE", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A casebook with the example in it."""
    folder = tmp_path_factory.mktemp("copies") / "demo"
    assert main(["demo", str(folder)]) == 0
    return str(folder / "casebook.db")


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Any:
    def type_in(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


def trail(says: Any, example: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(says("trail", "liesbeth", "--db", example, "--json")[1])["entries"]
    return entries


def test_a_copy_is_a_page_in_each_language_its_data_and_their_schema(says: Any, example: str, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "copy"
    status, out, err = says("copy", "liesbeth", "--as", "liesbeth", "-o", str(folder), "--db", example)
    assert status == 0
    assert sorted(out.split()) == sorted(str(folder / name) for name in FILES)
    assert "Bewaar ze goed" in err
    assert sorted(file.name for file in folder.iterdir()) == FILES
    assert '<html lang="nl"' in (folder / "kopie.nl.html").read_text("utf-8")
    assert '<html lang="en"' in (folder / "copy.en.html").read_text("utf-8")


def test_nobody_else_on_the_machine_can_open_the_files(says: Any, example: str, tmp_path: Path) -> None:
    says("copy", "liesbeth", "--as", "liesbeth", "-o", str(tmp_path / "c"), "--db", example)
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "c").iterdir()} == {0o600}


def test_it_says_as_json_what_it_wrote(says: Any, example: str, tmp_path: Path) -> None:
    words = ("copy", "liesbeth", "--as", "partner", "--purpose", "support_group", "-o", str(tmp_path), "--json")
    told = json.loads(says(*words, "--db", example)[1])
    assert told["schema"] == "svh.copy/1"
    assert (told["person"], told["purpose"]) == ("partner", "support_group")
    assert told["capacity"] == data(tmp_path)["made_for"]["capacity"]
    assert sorted(Path(file).name for file in told["files"]) == FILES


@pytest.mark.parametrize("there", FILES)
def test_it_never_overwrites_and_is_then_no_look(says: Any, example: str, tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    before = len(trail(says, example))
    status, out, err = says("copy", "liesbeth", "--as", "partner", "-o", str(tmp_path), "--db", example)
    assert (status, out) == (1, "")
    assert "stays as it is" in err
    assert [file.name for file in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "mine"
    assert len(trail(says, example)) == before


def test_anothers_copy_is_one_look_that_says_it_was_taken_along(says: Any, example: str, tmp_path: Path) -> None:
    before = trail(says, example)
    assert says("copy", "liesbeth", "--as", "sanne", "-o", str(tmp_path), "--db", example)[0] == 0
    new = trail(says, example)[len(before) :]
    assert [(entry["event"], entry["by"], entry["data"]["action"]) for entry in new] == [
        ("disclosure.made", "sanne", "export")
    ]
    assert new[0]["number"] in [look["number"] for look in data(tmp_path)["disclosures"]]


def test_the_residents_own_copy_is_not_written_down_as_the_page_says(says: Any, example: str, tmp_path: Path) -> None:
    before = len(trail(says, example))
    says("copy", "liesbeth", "--as", "liesbeth", "-o", str(tmp_path), "--db", example)
    assert len(trail(says, example)) == before
    assert "Als je zelf kijkt, wordt dat niet opgeschreven." in (tmp_path / "kopie.nl.html").read_text("utf-8")


def test_who_may_read_nothing_gets_nothing(says: Any, example: str, tmp_path: Path) -> None:
    status, out, _ = says("copy", "liesbeth", "--as", "vreemde", "-o", str(tmp_path / "c"), "--db", example)
    assert (status, out) == (3, "")
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("copy", "liesbeth", "-o", "c"), 2),
        (("copy", "liesbeth", "--as", "liesbeth"), 2),
        (("copy", "nowhere", "--as", "liesbeth", "-o", "c"), 4),
        (("copy", "log/here", "--as", "liesbeth", "-o", "c"), 2),
        (("copy", "liesbeth", "--as", "a person", "-o", "c"), 2),
        (("copy", "liesbeth", "--as", "sanne", "--purpose", "two words", "-o", "c"), 2),
        (("copy", "liesbeth", "--as", "liesbeth", "-o", "c", "--db", "nowhere.db"), 4),
    ],
)
def test_what_is_wrong_is_said_as_by_every_command(  # noqa: PLR0917 - as many fixtures
    says: Any, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    found, out, err = says(*words, *(() if "--db" in words else ("--db", example)))
    assert (found, out) == (status, "")
    assert re.match(r"svh: .*\(\w+\)\n", err)
    assert not (tmp_path / "c").exists()


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(says: Any, example: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    folder = tmp_path / "file" / "below"
    status, _, err = says("copy", "liesbeth", "--as", "liesbeth", "-o", str(folder), "--db", example)
    assert status == 1
    assert "cannot be made" in err


def test_half_a_copy_does_not_stay(says: Any, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def full(path: Any, flags: int, mode: int = 0o777) -> int:
        if Path(path).name == DATA:
            raise OSError(28, "No space left on device")
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", full)
    status, _, err = says("copy", "liesbeth", "--as", "liesbeth", "-o", str(tmp_path / "c"), "--db", example)
    assert status == 1
    assert "No space left" in err
    assert list((tmp_path / "c").iterdir()) == []


@pytest.mark.parametrize("person", ["liesbeth", "partner", "sanne", "vriendin"])
def test_the_data_has_the_form_that_its_schema_says(says: Any, example: str, tmp_path: Path, person: str) -> None:
    assert says("copy", "liesbeth", "--as", person, "-o", str(tmp_path), "--db", example)[0] == 0
    schema = json.loads((tmp_path / "copy.schema.json").read_text("utf-8"))
    told = data(tmp_path)
    assert told["schema"] == COPIED
    assert list(wrong(told, schema, schema)) == []
    others: list[dict[str, Any]] = [{"schema": "x"}, {"made_at": "now"}, {"entries": [{}]}, {"more": 1}, {"state": []}]
    for broken in others:
        assert list(wrong(told | broken, schema, schema)) != [], broken


def data(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "copy.json").read_text("utf-8"))
    return told


_TYPES: Final[dict[str, Any]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_KNOWN: Final = {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref"}
_KNOWN_TOO: Final = {"pattern", "format", "minimum", "maximum", "$schema", "$defs", "title"}


def wrong(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "") -> Any:  # noqa: C901, PLR0912
    """Where a value is not what a schema says: as much of JSON Schema as ours uses, and an error where it uses more."""
    assert schema.keys() <= _KNOWN | _KNOWN_TOO, schema.keys() - _KNOWN - _KNOWN_TOO
    if "$ref" in schema:
        yield from wrong(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    if "anyOf" in schema and all(list(wrong(value, one, root, at)) for one in schema["anyOf"]):
        yield f"{at}: none of these"
    if "type" in schema:
        types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if not any(isinstance(value, _TYPES[name]) for name in types):
            yield f"{at}: {types}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {schema['enum']}"
    if isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value):
            yield f"{at}: {schema['pattern']}"
        read = {"date-time": datetime.fromisoformat, "date": date.fromisoformat}.get(schema.get("format", ""), str)
        try:
            read(value)
        except ValueError:
            yield f"{at}: {schema['format']}"
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{at}: out of bounds"
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from wrong(one, schema.get("items", {}), root, f"{at}[{index}]")
    if isinstance(value, dict):
        yield from (f"{at}: no {name}" for name in schema.get("required", ()) if name not in value)
        known = schema.get("properties", {})
        for name, one in value.items():
            if name in known:
                yield from wrong(one, known[name], root, f"{at}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{at}: {name} is not known"
