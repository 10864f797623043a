"""Words in an organisation's own events are as much somebody's as any other, also where the plugin is not there.

Without it nobody knows which fields are words: the tokens say it themselves.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core import Casebook, EntryCorrected, StatementAdded, Viewer
from svh_core.backup import back_up
from svh_core.checking import check
from svh_core.domain.access import DisclosureMade
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import Place, sealed_in, words_of
from svh_core.domain.identifiers import PersonId
from svh_core.domain.words import FORGOTTEN, SEALED
from svh_core.log.script import plain_data, script_line
from svh_core.vault.tokens import parts_of

from . import examples
from .examples import Answered
from .test_following import opened

MIRA: Final = "mira"
SUE: Final = "sue"
WHY: Final = "het woord van sue"
PLAIN: Final = "gewone woorden"
ANSWERED: Final = Answered(meeting="m-1", person=SUE, answer="no", why=WHY)

Reopened = Callable[..., Casebook]


@pytest.fixture(params=["memory", "sqlite"])
def reopened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reopened]:
    """Opens one casebook anew each time, with these plugins; in memory what is kept stays the same."""
    books: list[Casebook] = []
    path = tmp_path / "casebook.db"

    def again(*plugins: Any) -> Casebook:
        for book in books:
            book.close()
        if request.param == "sqlite":
            if not books:
                Casebook.create(path).close()
            books.append(Casebook.open(path, plugins=plugins))
        elif books:
            books.append(Casebook(books[0]._opens, clock=None, rulebook=CORE_RULEBOOK, plugins=plugins))
        else:
            books.append(Casebook.in_memory(plugins=plugins))
        return books[-1]

    yield again
    for book in books:
        book.close()


@pytest.fixture
def number(reopened: Reopened) -> int:
    """The entry with words of sue in an own event; her statement, of the core, is the next one."""
    book = reopened(examples)
    opened(book, MIRA)
    number = book.record(MIRA, ANSWERED, by=SUE, entered_by=MIRA).number
    book.record(MIRA, StatementAdded(kind="view", words=PLAIN), by=SUE, entered_by=MIRA)
    return number


def told(book: Casebook, number: int, field: str = "why") -> Any:
    """What the resident reads of the words in an entry."""
    with book.looking(MIRA, viewer=Viewer(MIRA), purpose="reading") as look:
        return next(line["data"][field] for line in look.trail("en") if line["number"] == number)


def key_of_the_words(book: Casebook, number: int) -> str:
    """The id of the key of the words in an entry."""
    [(_, token)] = words_of(entry_of(book, number), PersonId(MIRA))
    parts = parts_of(str(token))
    assert parts is not None
    return parts.key


def entry_of(book: Casebook, number: int) -> Any:
    [entry] = [entry for entry in book.log.entries(MIRA) if entry.number == number]
    return entry


def is_live(book: Casebook, key: str) -> bool:
    vault = book._desk.vault
    assert vault is not None
    return vault.is_live(key)


# Forgetting and destroying


def test_one_passage_is_forgotten_while_the_plugin_is_away(reopened: Reopened, number: int) -> None:
    forgotten = reopened().privacy.forget(MIRA, SUE, passages=(number,), by=SUE, entered_by=MIRA)
    assert (forgotten.passages, forgotten.keys) == ((number,), 1)
    book = reopened(examples)
    assert told(book, number) == FORGOTTEN
    assert told(book, number + 1, "words") == PLAIN
    assert check(book.log, book.rulebook).is_clean


def test_a_whole_person_is_forgotten_while_the_plugin_is_away(reopened: Reopened, number: int) -> None:
    forgotten = reopened().privacy.forget(MIRA, SUE, by=SUE, entered_by=MIRA)
    assert forgotten.passages == (number, number + 1)
    book = reopened(examples)
    assert told(book, number) == FORGOTTEN
    assert told(book, number + 1, "words") == FORGOTTEN
    assert check(book.log, book.rulebook).is_clean


def test_nobody_elses_words_go_along(reopened: Reopened, number: int) -> None:
    reopened().privacy.forget(MIRA, MIRA, by=MIRA)
    assert told(reopened(examples), number) == WHY


def test_what_stands_in_the_wrong_case_is_forgotten_while_the_plugin_is_away(reopened: Reopened, number: int) -> None:
    book = reopened()
    key = key_of_the_words(book, number)
    book.record(MIRA, EntryCorrected(entry=number, wrong="case"), by=MIRA)
    assert not is_live(book, key)
    book = reopened(examples)
    assert check(book.log, book.rulebook).is_clean


def test_destroying_takes_the_keys_while_the_plugin_is_away(reopened: Reopened, number: int) -> None:
    book = reopened()
    key = key_of_the_words(book, number)
    assert is_live(book, key)
    book.privacy.destroy(MIRA, by="beheer")
    assert not is_live(book, key)


def test_what_was_forgotten_without_the_plugin_stays_so_where_an_older_vault_is_put_back(tmp_path: Path) -> None:
    path = tmp_path / "casebook.db"
    Casebook.create(path).close()
    with Casebook.open(path, plugins=[examples]) as book:
        opened(book, MIRA)
        number = book.record(MIRA, ANSWERED, by=SUE, entered_by=MIRA).number
    older = path.with_suffix(".vault").read_bytes()
    with Casebook.open(path) as book:
        book.privacy.forget(MIRA, SUE, by=SUE, entered_by=MIRA)
    path.with_suffix(".vault").write_bytes(older)
    Casebook.open(path).close()
    with Casebook.open(path, plugins=[examples]) as book:
        assert told(book, number) == FORGOTTEN


def test_a_copy_keeps_the_keys_of_words_that_were_just_recorded(tmp_path: Path) -> None:
    path, folder = tmp_path / "casebook.db", tmp_path / "copy"
    Casebook.create(path).close()
    with Casebook.open(path, plugins=[examples]) as book:
        opened(book, MIRA)
        number = book.record(MIRA, ANSWERED, by=SUE, entered_by=MIRA).number
        back_up(path, folder)
    [copy] = folder.rglob("casebook.db")
    for beside in (".key", ".sign"):
        shutil.copy(path.with_suffix(beside), copy.with_suffix(beside))
    with Casebook.open(copy, plugins=[examples]) as book:
        assert told(book, number) == WHY


def test_whoever_was_shown_anything_later_may_have_been_shown_these_words(reopened: Reopened, number: int) -> None:
    book = reopened()
    shown = DisclosureMade(
        recipient=MIRA, capacity="resident", purpose="reading", action="view", categories=("goals",), basis="resident"
    )
    at = book.record(MIRA, shown, by=MIRA).number
    forgotten = book.privacy.forget(MIRA, SUE, passages=(number,), by=SUE, entered_by=MIRA, dry_run=True)
    assert [one.number for one in forgotten.shown_to] == [at]


def test_every_word_is_read_in_a_rehearsal_with_and_without_the_plugin(reopened: Reopened, number: int) -> None:
    without = reopened().privacy.read_every_word()
    assert without == reopened(examples).privacy.read_every_word() >= number


def test_whose_words_an_entry_holds_is_the_same_with_and_without_the_plugin(reopened: Reopened, number: int) -> None:
    without = reopened().log.load(MIRA).written[number].subjects
    assert without == reopened(examples).log.load(MIRA).written[number].subjects == (SUE,)


# Telling


def test_what_nobody_knows_is_told_sealed(reopened: Reopened, number: int) -> None:
    book = reopened()
    entry = entry_of(book, number)
    fields = {"meeting": "m-1", "person": SUE, "answer": "no", "why": SEALED}
    assert plain_data(entry, nothing_revealed) == fields
    assert json.loads(script_line(MIRA, entry, nothing_revealed))["data"] == fields
    assert told(book, number) == {"sealed": True}


def nothing_revealed(*_: Any) -> Any:
    pytest.fail("nothing of it is opened")


# What a file may hold that somebody wrote to


KEY: Final = "k" * 32
TOKEN: Final = f"{SUE}|{KEY}|7|why|AAAA_-=="


def found(data: dict[str, Any]) -> Sequence[tuple[Place, str]]:
    return [(place, str(token)) for place, token in sealed_in(data, 7).words]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "|",
        "||||",
        "one|two|three|four|five",
        f"{SUE}|{KEY}|8|why|AAAA",
        f"{SUE}|{KEY}|07|why|AAAA",
        f"{SUE}|{KEY}|{'7' * 5000}|why|AAAA",
        f"{SUE}|{KEY}|\u0667|why|AAAA",
        f"{SUE}|{KEY}|7|why|AAAA|",
        f"{SUE}|{KEY}|7|why|words in clear",
        f"{SUE}|{KEY[1:]}|7|why|AAAA",
        f"|{KEY}|7|why|AAAA",
        f"{SUE}|{KEY}|7||AAAA",
        f"{TOKEN}\n",
    ],
)
def test_a_text_with_bars_is_no_token(text: str) -> None:
    assert sealed_in({"why": text, "in": [{"it": text}]}, 7) == ((), {"why": text, "in": [{"it": text}]})


def test_tokens_are_found_wherever_they_stand_and_what_was_stored_stays_as_it_is() -> None:
    data = {"why": TOKEN, "n": 7, "none": None, "in": [[TOKEN], {"it": TOKEN, "yes": True}, 1.5]}
    as_stored = json.dumps(data)
    words, around = sealed_in(data, 7, SEALED)
    assert set(words) == {(Place(PersonId(SUE), 7, "why"), TOKEN)}
    assert len(words) == 3
    assert around == {"why": SEALED, "n": 7, "none": None, "in": [[SEALED], {"it": SEALED, "yes": True}, 1.5]}
    assert json.dumps(data) == as_stored


def test_words_that_came_here_forgotten_are_words() -> None:
    assert found({"why": f"{SUE}|{KEY}|7|why|"}) == [(Place(PersonId(SUE), 7, "why"), f"{SUE}|{KEY}|7|why|")]


def test_no_depth_is_too_deep() -> None:
    data: dict[str, Any] = {"why": TOKEN}
    for _ in range(50_000):
        data = {"in": [data]}
    words, around = sealed_in(data, 7)
    assert len(words) == 1
    for held in (data, around):  # let go of level by level: C has a stack too
        while "in" in held:
            inner = held.pop("in")[0]
            held.update(inner)
