"""Tokens open where they were sealed and nowhere else, and only as they were sealed."""

from __future__ import annotations

import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from svh_core import Casebook, CaseOpened, KeysMissing, LogBroken
from svh_core.domain.deciding import Place
from svh_core.domain.words import Plain
from svh_core.vault.master import MasterKey
from svh_core.vault.sealing import PADDED_TO, key_id
from svh_core.vault.tokens import parts_of
from svh_core.vault.vault import Vault

from .cases import CASE, GOAL_WORDS, MILA, goal, opened_case, trail

PLACE = Place(MILA, 3, "words")


@pytest.fixture(scope="module")
def vault() -> Vault:
    return Vault.in_memory(MasterKey.fresh(), origin="stad")


def sealed(vault: Vault, words: object, place: Place = PLACE, stream: str = CASE) -> str:
    sealer = vault.sealer(stream)
    token = sealer(Plain(words), place)
    sealer.done()
    return str(token)


@for_all(st.one_of(st.text(max_size=200), st.integers(), st.lists(st.text(max_size=9))), st.integers(1, 10**9))
def test_a_token_opens_to_what_was_sealed_where_it_was_sealed(words: object, number: int) -> None:
    vault = Vault.in_memory(MasterKey.fresh(), origin="stad")
    token = sealed(vault, words, Place(MILA, number, "because.0"))
    assert vault.reveal(CASE, token, number=number, path="because.0") == words


@pytest.mark.parametrize("words", ["", "x", "y" * 29, "y" * 30, "y" * 31, "é" * 40, ["fear", "anger"], 3])
def test_the_length_of_words_shows_only_in_steps_of_32_bytes(vault: Vault, words: object) -> None:
    *_, base64 = sealed(vault, words).split("|")
    assert (len(urlsafe_b64decode(base64)) - 12 - 16) % PADDED_TO == 0


def test_values_of_a_closed_list_are_all_as_long(vault: Vault) -> None:
    every = ("partner", "family", "friend", "neighbour", "colleague", "volunteer", "professional", "other")
    assert len({len(sealed(vault, one)) for one in every}) == 1


def test_the_same_words_never_make_the_same_token(vault: Vault) -> None:
    sealer = vault.sealer(CASE)
    made = {sealer(Plain("rust"), PLACE).rsplit("|", 1)[1] for _ in range(100)}
    sealer.done()
    assert len(made) == 100


def with_part(token: str, index: int, part: str) -> str:
    parts = token.split("|")
    parts[index] = part
    return "|".join(parts)


@pytest.mark.parametrize(
    ("index", "part"), [(0, "zus"), (2, "4"), (3, "reason"), (3, "because.0")], ids=["subject", "entry", "field", "b"]
)
def test_a_token_that_says_it_was_sealed_elsewhere_does_not_open(vault: Vault, index: int, part: str) -> None:
    moved = with_part(sealed(vault, GOAL_WORDS), index, part)
    with pytest.raises(LogBroken, match="of entry") as error:
        vault.reveal(CASE, moved)
    assert GOAL_WORDS not in f"{error.value!r}{error.value.next}"


@pytest.mark.parametrize(("number", "path"), [(4, "words"), (3, "reason")])
def test_a_token_does_not_open_where_it_says_itself_it_does_not_stand(vault: Vault, number: int, path: str) -> None:
    with pytest.raises(LogBroken, match=f"of entry {number}"):
        vault.reveal(CASE, sealed(vault, GOAL_WORDS), number=number, path=path)


def test_a_token_does_not_open_in_another_case(vault: Vault) -> None:
    with pytest.raises(LogBroken, match="of entry 3"):
        vault.reveal("zaak-2", sealed(vault, GOAL_WORDS), number=3, path="words")


def test_a_token_does_not_open_with_the_key_of_another_passage(vault: Vault) -> None:
    other = sealed(vault, "iets anders", Place(MILA, 4, "words")).split("|")[1]
    with pytest.raises(LogBroken, match="of entry 3"):
        vault.reveal(CASE, with_part(sealed(vault, GOAL_WORDS), 1, other), number=3, path="words")


WORDS = st.sampled_from([GOAL_WORDS, "w" * 40, "w" * 70, "w" * 100, "é" * 300])
LETTERS = st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("+/-_=|Az09\n 03\uff13\u0663"))


def opens(vault: Vault, token: str) -> bool:
    """Whether words come out; that the key is not there is as good as an error."""
    try:
        return isinstance(vault.reveal(CASE, token, number=3, path="words"), str)
    except LogBroken:
        return False


@settings(max_examples=400)
@for_all(WORDS, st.data(), LETTERS)
def test_a_token_with_one_character_changed_does_not_open(words: str, data: st.DataObject, letter: str) -> None:
    vault = _ONE
    token = sealed(vault, words)
    at = data.draw(st.integers(0, len(token) - 1))
    changed = token[:at] + letter + token[at + 1 :]
    assert opens(vault, changed) == (changed == token)


@settings(max_examples=300)
@for_all(WORDS, st.data(), LETTERS)
def test_a_token_with_one_character_more_or_less_does_not_open(words: str, data: st.DataObject, letter: str) -> None:
    vault = _ONE
    token = sealed(vault, words)
    at = data.draw(st.integers(0, len(token)))
    assert not opens(vault, token[:at] + letter + token[at:])
    assert at == len(token) or not opens(vault, token[:at] + token[at + 1 :])


@settings(max_examples=300)
@for_all(WORDS, st.data(), st.integers(1, 255))
def test_a_token_with_one_byte_of_its_ciphertext_changed_does_not_open(
    words: str, data: st.DataObject, by: int
) -> None:
    vault = _ONE
    token = sealed(vault, words)
    told = bytearray(urlsafe_b64decode(token.rsplit("|", 1)[1]))
    told[data.draw(st.integers(0, len(told) - 1))] ^= by
    assert not opens(vault, with_part(token, 4, urlsafe_b64encode(bytes(told)).decode()))


@pytest.mark.parametrize("words", ["w" * 40, "w" * 100])
def test_every_other_last_letter_of_a_token_does_not_open(vault: Vault, words: str) -> None:
    token = sealed(vault, words)
    end = token.rstrip("=")
    others = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    changed = {end[:-1] + letter + token[len(end) :] for letter in others} - {token}
    assert [one for one in changed if opens(vault, one)] == []


_ONE = Vault.in_memory(MasterKey.fresh(), origin="stad")


@pytest.mark.parametrize(
    "token", ["", "x", "a|b|c|d|e", "mila||3|words|", "||||", "open:mila|3|words|IngiCg==", "|" * 9]
)
def test_what_is_no_token_of_ours_never_opens(vault: Vault, token: str) -> None:
    assert not opens(vault, token)


# A forged pair: one token that two keys open to two texts. AES-GCM does not commit to its key, so that such tokens can
# be made; a key is only used under the id that is its digest.


def put_under(vault: Path, name: str, key: bytes, wrapping: bytes) -> None:
    with closing(sqlite3.connect(vault)) as file, file:
        changed = file.execute("UPDATE keys SET wrapped = ? WHERE id = ?", (aes_key_wrap(wrapping, key), name))
        assert changed.rowcount == 1


def forged_pair(tmp_path: Path) -> tuple[Casebook, tuple[str, str]]:
    """A casebook in which another key stands under an id, and two tokens under that id, one for each key."""
    with Casebook.create(tmp_path / "casebook.db") as book:
        opened_case(book)
        (token,) = [str(e.event.words) for e in book.log.entries(CASE) if e.number == 3]
    parts = parts_of(token)
    assert parts is not None
    with Casebook.open(tmp_path / "casebook.db") as book:
        assert book._desk.vault is not None
        wrapping = book._desk.vault._wrapping[1]
    other = b"o" * 32
    assert key_id(other) != parts.key
    nonce = b"n" * 12
    bound = f"svh-words/v1|{CASE}|{parts.subject}|{parts.key}|{parts.number}|{parts.path}".encode()
    second = nonce + AESGCM(other).encrypt(nonce, b'"een andere tekst"'.ljust(32), bound)
    put_under(tmp_path / "casebook.vault", parts.key, other, wrapping)
    forged = with_part(token, 4, urlsafe_b64encode(second).decode())
    return Casebook.open(tmp_path / "casebook.db"), (token, forged)


def refusals(tmp_path: Path) -> list[str]:
    """What is said of each token of a forged pair."""
    book, pair = forged_pair(tmp_path)
    told = []
    with book:
        assert book._desk.vault is not None
        for token in pair:
            with pytest.raises((KeysMissing, LogBroken)) as error:
                book._desk.vault.reveal(CASE, token, number=3, path="words")
            told.append(f"{error.value!r}{error.value.next}")
    return told


def test_a_key_that_is_not_the_one_its_id_says_opens_neither_of_two_texts(tmp_path: Path) -> None:
    for told in refusals(tmp_path):
        assert "andere tekst" not in told
        assert GOAL_WORDS not in told


def test_the_refusal_of_a_forged_pair_says_which_entry(tmp_path: Path) -> None:
    assert all("entry 3" in told for told in refusals(tmp_path))


# In a casebook: whoever can write in the file cannot make a reader read words where they do not belong.


def change_row(path: Path, number: int, old: str, new: str, stream: str = CASE) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        asked = "SELECT state FROM stored_events WHERE originator_id = ? AND originator_version = ?"
        state = file.execute(asked, (stream, number)).fetchone()[0]
        assert old.encode() in state
        change = "UPDATE stored_events SET state = ? WHERE originator_id = ? AND originator_version = ?"
        file.execute(change, (state.replace(old.encode(), new.encode()), stream, number))


def words_in(book: Casebook, number: int, case: str = CASE) -> str:
    return str(next(book.log.entries(case, after=number - 1)).event.words)


def test_a_token_moved_to_another_entry_stops_the_look_and_the_entry_is_named(tmp_path: Path) -> None:
    path = tmp_path / "casebook.db"
    with Casebook.create(path) as book:
        opened_case(book)
        third, fourth = words_in(book, 3), words_in(book, 4)
    change_row(path, 4, fourth, third)
    with Casebook.open(path) as book, pytest.raises(LogBroken, match="entry 4") as error:
        trail(book)
    assert "kanarie" not in str(error.value)


def test_a_token_moved_to_another_field_stops_the_look_and_the_entry_is_named(tmp_path: Path) -> None:
    path = tmp_path / "casebook.db"
    with Casebook.create(path) as book:
        opened_case(book)
        entry = next(book.log.entries(CASE, after=2))
        words, weighed = str(entry.event.words), str(entry.because[0].words)
    change_row(path, 3, words, weighed)
    with Casebook.open(path) as book, pytest.raises(LogBroken, match="entry 3") as error:
        trail(book)
    assert "kanarie" not in str(error.value)


def test_a_row_moved_to_another_case_stops_the_look(tmp_path: Path) -> None:
    path = tmp_path / "casebook.db"
    with Casebook.create(path) as book:
        for case in (CASE, "zaak-2"):
            book.record(case, _OPENED, by=MILA)
            book.record(case, goal("rust"), by=MILA)
    with closing(sqlite3.connect(path)) as file, file:
        asked = "SELECT state FROM stored_events WHERE originator_id = ? AND originator_version = 2"
        (state,) = file.execute(asked, (CASE,)).fetchone()
        change = "UPDATE stored_events SET state = ? WHERE originator_id = ? AND originator_version = 2"
        file.execute(change, (state, "zaak-2"))
    with Casebook.open(path) as book, pytest.raises(LogBroken, match="entry 2"):
        trail(book, "zaak-2")


def test_a_token_given_to_another_subject_stops_the_look(tmp_path: Path) -> None:
    path = tmp_path / "casebook.db"
    with Casebook.create(path) as book:
        opened_case(book)
        words = words_in(book, 3)
    change_row(path, 3, words, with_part(words, 0, "zus"))
    with Casebook.open(path) as book, pytest.raises(LogBroken, match="entry 3"):
        trail(book)


_OPENED = CaseOpened(resident=MILA, method="support_group")
