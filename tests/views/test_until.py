"""What was so up to an entry is what the entries up to it make, and nothing that came after."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from svh_core import Casebook, Viewer
from svh_core.backup import back_up
from svh_core.cli import main
from svh_core.cli.demo import example_proposals
from svh_core.domain.deciding import replay
from svh_core.vault.beside import key_file_of
from svh_core.views.state import state_in_json

Says = Callable[..., str]

EXAMPLE: Final = "fenna"
"""The shortest case of the examples: what is asked here is asked after each of its entries."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    """The bundled example, recorded."""
    with Casebook.create(tmp_path_factory.mktemp("until") / "book.db") as book:
        book.record_all(example_proposals(book.rulebook, EXAMPLE))
        yield book


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Says:
    def type_in(book: Casebook, *words: str) -> str:
        assert main([*words, "--db", str(book.log.store.path), "--lang", "nl"]) == 0  # type: ignore[attr-defined]
        return capsys.readouterr().out

    return type_in


@pytest.mark.uncounted
@pytest.mark.parametrize(("command", "every"), [("show", 5), ("trail", 10)])
def test_up_to_any_entry_is_as_in_a_casebook_in_which_no_more_was_recorded(
    example: Casebook, says: Says, tmp_path: Path, command: str, every: int
) -> None:
    Casebook.create(tmp_path / "grows.db", origin=example.origin).close()
    kept = back_up(example.log.store.path, tmp_path / "copy")  # type: ignore[attr-defined]
    kept.vault.replace(tmp_path / "grows.vault")
    shutil.copy(key_file_of(example.log.store.path), tmp_path / "grows.key")  # type: ignore[attr-defined]
    with Casebook.open(tmp_path / "grows.db") as grows:
        for entry in example.log.entries(EXAMPLE):
            grows.log.append([(EXAMPLE, entry)])
            if entry.number % every == 0:
                until = ("--until", str(entry.number))
                assert says(example, command, EXAMPLE, *until) == says(grows, command, EXAMPLE), entry.number


def test_the_state_up_to_any_entry_is_the_replay_of_the_entries_up_to_it(example: Casebook, says: Says) -> None:
    entries = list(example.log.entries(EXAMPLE))
    assert len(entries) > 100
    vault = example._desk.vault
    assert vault is not None

    def revealed(token: str, number: int | None, path: str | None) -> object:
        return vault.reveal(EXAMPLE, token, number=number, path=path)

    told: object = None
    with example.looking(EXAMPLE, viewer=Viewer("operator", capacity="operator"), purpose="reading") as look:
        for number in range(1, len(entries) + 1):
            told = look.state(until=number)
            assert told == state_in_json(replay(entries[:number]), revealed)
            assert told["number"] == number
            if number % 10 == 0:  # the command opens the casebook each time
                assert told == json.loads(says(example, "show", EXAMPLE, "--json", "--until", str(number)))["state"]
    assert told == json.loads(says(example, "show", EXAMPLE, "--json"))["state"]
    assert told == json.loads(says(example, "show", EXAMPLE, "--json", "--until", "1000000"))["state"]


@pytest.mark.parametrize("number", ["0", "-1", "een"])
def test_there_is_no_entry_before_the_first(example: Casebook, number: str) -> None:
    path = str(example.log.store.path)  # type: ignore[attr-defined]
    assert main(["show", EXAMPLE, "--until", number, "--db", path]) == 2
