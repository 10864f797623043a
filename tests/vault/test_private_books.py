"""Private books: a stream of one's own that no case leads to, without the vault."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, Malformed, NotAllowed, NotFound, SvhError, Viewer
from svh_core.checking import check
from svh_core.domain.private_book import NotePutAway, NoteWritten, PrivateBookOpened
from svh_core.domain.words import FORGOTTEN
from svh_core.sharing.roles import THE_OPERATOR
from svh_core.vault.books import books_of, owner_of

from .cases import CASE, MILA, ZUS, bytes_in, goal, opened_case, revealed, tokens

NOTE = "kanarie van de aantekening"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SVH_MASTER_KEY", raising=False)
    with Casebook.create(tmp_path / "casebook.db") as book:
        opened_case(book)
    return tmp_path / "casebook.db"


@pytest.fixture
def book(path: Path) -> Iterator[Casebook]:
    with Casebook.open(path) as opened:
        yield opened


def note(person: str, name: str = "n1", words: str = NOTE) -> NoteWritten:
    return NoteWritten(person=person, note=name, kind="draft", words=words)


@pytest.fixture
def private(book: Casebook) -> str:
    """Mila's book, with a note in it that has a consideration and a reason."""
    stream = book.privacy.open_book(CASE, MILA, "resident")
    book.record(stream, note(MILA), by=MILA)
    return stream


def rows(book: Casebook, stream: str) -> list[dict[str, Any]]:
    return [json.loads(row.state) for row in book.log.rows(stream)]


def test_the_owner_is_called_owner_in_every_stored_byte(book: Casebook, private: str) -> None:
    for told in rows(book, private):
        assert (told["by"], told["entered_by"], told["event"]["person"]) == ("owner", "owner", "owner")
    for row in book.log.rows(private):
        for name in (MILA, CASE):
            assert name.encode() not in row.state
    assert {parts.subject for parts in tokens(book, private).values()} == {"owner"}


@pytest.mark.parametrize(
    ("what", "others"),
    [
        ("because", {"because": [(MILA, "kanarie omdat")]}),
        ("on_behalf_of", {"on_behalf_of": MILA}),
        ("entered_by", {"entered_by": MILA}),
        ("reason", {"reason": "kanarie reden"}),
    ],
)
def test_nothing_beside_the_event_names_the_owner_either(
    book: Casebook, private: str, what: str, others: dict[str, Any]
) -> None:
    try:
        book.record(private, note(MILA, "n2"), by=MILA, **others)
    except (NotAllowed, Malformed):
        return
    for row in book.log.rows(private):
        assert MILA.encode() not in row.state, f"{what} names the owner in clear"


def test_nothing_of_the_case_names_the_book_and_nothing_of_the_book_the_case(book: Casebook, private: str) -> None:
    case_rows = b"".join(row.state for row in book.log.rows(CASE))
    assert private.encode() not in case_rows
    assert private.removeprefix("private/").encode() not in case_rows
    book_rows = b"".join(row.state for row in book.log.rows(private))
    assert CASE.encode() not in book_rows
    for name, told in bytes_in(book.log.store.path.parent).items():  # type: ignore[attr-defined]
        if name.startswith("casebook.vault"):
            assert f"{CASE}|{MILA}".encode() not in told


def test_the_vault_holds_no_row_that_names_both(book: Casebook, private: str, path: Path) -> None:
    book.close()
    with closing(sqlite3.connect(path.with_suffix(".vault"))) as file:
        for table in ("facts", "keys", "pools", "links"):
            for row in file.execute(f"SELECT * FROM {table}"):  # noqa: S608 - our own names
                told = b"|".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
                assert not (private.encode() in told and CASE.encode() in told)
                assert not (private.encode() in told and MILA.encode() in told)
        links = b"".join(name + sealed for name, sealed in file.execute("SELECT * FROM links"))
        assert links
        for name in (private, CASE, MILA, "owner of", "books of"):
            assert name.encode() not in links


def test_two_books_of_one_person_share_nothing(book: Casebook, private: str) -> None:
    other = book.privacy.open_book(CASE, MILA, "resident")
    book.record(other, note(MILA), by=MILA)
    assert other != private
    assert {parts.key for parts in tokens(book, private).values()}.isdisjoint(
        parts.key for parts in tokens(book, other).values()
    )
    assert book.privacy.books(CASE, MILA) == [private, other]
    assert book.privacy.books(CASE, ZUS) == []
    assert book.privacy.books("zaak-2", MILA) == []


def test_only_the_owner_and_the_operator_read_a_book(book: Casebook, private: str) -> None:
    for viewer in (Viewer(MILA), THE_OPERATOR):
        with book.looking(private, viewer=viewer, purpose="reading") as look:
            assert NOTE in "\n".join(look.trail_in_words("nl"))
            assert NOTE in json.dumps(look.trail())
    for viewer in (Viewer(ZUS), Viewer("owner"), Viewer(MILA + "a"), Viewer(ZUS, capacity="professional")):
        with pytest.raises(NotFound), book.looking(private, viewer=viewer, purpose="reading"):
            pass


def test_what_is_not_there_and_what_is_not_yours_sound_the_same(book: Casebook, private: str) -> None:
    sentences = []
    for stream in (private, "private/bestaat-niet"):
        with pytest.raises(NotFound) as error, book.looking(stream, viewer=Viewer(ZUS), purpose="reading"):
            pass
        sentences.append(f"{error.value.sentence}{error.value.next}".replace(stream, "?"))
    assert sentences[0] == sentences[1]


def test_the_resident_of_the_case_does_not_read_the_book_of_another(book: Casebook) -> None:
    stream = book.privacy.open_book(CASE, ZUS, "relative")
    book.record(stream, note(ZUS, words="kanarie van zus"), by=ZUS)
    with pytest.raises(NotFound), book.looking(stream, viewer=Viewer(MILA), purpose="reading"):
        pass
    assert "kanarie van zus" in str(revealed(book, stream))


def test_nobody_else_writes_in_a_book(book: Casebook, private: str) -> None:
    before = len(rows(book, private))
    for by, person in ((ZUS, ZUS), (ZUS, MILA), (MILA, ZUS)):
        with pytest.raises(SvhError):
            book.record(private, note(person, f"n-{by}-{person}"), by=by)
    with pytest.raises(NotAllowed):
        book.record(private, note(MILA, "n3"), by=MILA, entered_by=ZUS)
    assert len(rows(book, private)) == before


def test_the_owner_goes_on_writing_in_another_process(path: Path, book: Casebook, private: str) -> None:
    with Casebook.open(path) as other:
        other.record(private, note(MILA, "n2"), by=MILA)
        other.record(private, NotePutAway(person=MILA, note="n1"), by=MILA)
        with other.looking(private, viewer=Viewer(MILA), purpose="reading") as look:
            assert look.number == 4
    assert check(book.log, book.rulebook).findings == ()


def test_a_book_that_the_app_opens_itself_hides_its_owner_too(book: Casebook) -> None:
    book.record("private/eigen", PrivateBookOpened(person=MILA, capacity="resident"), by=MILA)
    book.record("private/eigen", note(MILA), by=MILA)
    assert MILA.encode() not in b"".join(row.state for row in book.log.rows("private/eigen"))
    with book.looking("private/eigen", viewer=Viewer(MILA), purpose="reading") as look:
        assert NOTE in "\n".join(look.trail_in_words("nl"))
    with pytest.raises(NotFound), book.looking("private/eigen", viewer=Viewer(ZUS), purpose="reading"):
        pass


@pytest.mark.parametrize("called", [MILA, "owner"])
def test_a_passage_in_a_book_is_forgotten_by_its_owner(book: Casebook, private: str, called: str) -> None:
    book.record(private, note(MILA, "n2", "een tweede"), by=MILA)
    book.privacy.forget(private, called, passages=[2])
    told = revealed(book, private)
    assert told[2, "words"] is FORGOTTEN
    assert told[3, "words"] == "een tweede"
    assert MILA.encode() not in b"".join(row.state for row in book.log.rows(private))
    assert check(book.log, book.rulebook).findings == ()


def test_forgetting_in_the_case_leaves_the_book_and_the_other_way_round(book: Casebook, private: str) -> None:
    book.privacy.forget(CASE, MILA)
    assert revealed(book, private)[2, "words"] == NOTE


def test_destroying_the_case_leaves_the_book_to_its_owner(book: Casebook, private: str) -> None:
    book.privacy.destroy(CASE, by="beheer")
    with book.looking(private, viewer=Viewer(MILA), purpose="reading") as look:
        assert NOTE in "\n".join(look.trail_in_words("nl"))
    assert check(book.log, book.rulebook).is_clean


def test_of_a_destroyed_book_the_vault_does_not_say_whose_it_was(book: Casebook, private: str) -> None:
    other = book.privacy.open_book(CASE, MILA, "resident")
    assert book._desk.vault is not None
    assert owner_of(book._desk.vault, private) == MILA
    book.privacy.destroy(private, by=MILA)
    assert owner_of(book._desk.vault, private) is None
    assert owner_of(book._desk.vault, other) == MILA
    assert books_of(book._desk.vault, CASE, MILA) == [other]
    assert MILA.encode() not in b"".join(row.state for row in book.log.rows(f"access/{book.origin}"))


def test_cases_lists_no_book(book: Casebook, private: str) -> None:
    assert [name for name, _ in book.cases()] == [CASE]
    book.record(CASE, goal("x"), by=MILA)
    assert private not in {name for name, _ in book.cases()}
