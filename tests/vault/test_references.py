"""A case found by the app's own reference, of which only a keyed digest is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from svh_core import Casebook, CaseOpened, Malformed, NotFound

from .cases import CASE, MILA, bytes_in, opened_case

REFERENCE = "klant-kanarie 7"
BSN = "123456782"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Casebook]:
    monkeypatch.delenv("SVH_MASTER_KEY", raising=False)
    with Casebook.create(tmp_path / "casebook.db") as opened:
        opened_case(opened)
        opened.record("zaak-2", CaseOpened(resident=MILA, method="support_group"), by=MILA)
        yield opened


def test_a_case_is_found_by_its_references_and_by_nothing_else(book: Casebook) -> None:
    book.privacy.refer(CASE, REFERENCE)
    book.privacy.refer(CASE, "dossier 12")
    book.privacy.refer("zaak-2", "klant-kanarie 8")
    assert book.privacy.case_of(REFERENCE) == book.privacy.case_of("dossier 12") == CASE
    assert book.privacy.case_of("klant-kanarie 8") == "zaak-2"
    for other in ("klant-kanarie 9", "klant-kanarie", REFERENCE.upper(), REFERENCE + " ", CASE):
        assert book.privacy.case_of(other) is None


def test_it_is_found_after_closing_and_after_a_rotation(book: Casebook) -> None:
    book.privacy.refer(CASE, REFERENCE)
    book.close()
    assert book.privacy.case_of(REFERENCE) == CASE
    book.privacy.rotate_keys()
    assert book.privacy.case_of(REFERENCE) == CASE
    book.close()
    assert book.privacy.case_of(REFERENCE) == CASE


def test_the_reference_is_in_no_file_and_neither_is_its_plain_digest(book: Casebook, tmp_path: Path) -> None:
    book.privacy.refer(CASE, REFERENCE)
    while_open = b"".join(bytes_in(tmp_path).values())
    book.close()
    for told in (while_open, b"".join(bytes_in(tmp_path).values())):
        assert REFERENCE.encode() not in told
        for text in (REFERENCE, f"case of\0{REFERENCE}"):
            for digest in (hashlib.sha256, hashlib.sha1, hashlib.md5):
                assert digest(text.encode()).digest() not in told
                assert digest(text.encode()).hexdigest().encode() not in told


def test_two_vaults_keep_one_reference_under_different_digests(tmp_path: Path) -> None:
    found = []
    for folder in ("een", "twee"):
        (tmp_path / folder).mkdir()
        with Casebook.create(tmp_path / folder / "casebook.db") as book:
            opened_case(book)
            assert book._desk.vault is not None
            found.append(book._desk.vault.links._name_of("case of", REFERENCE))
    assert found[0] != found[1]


SPELLINGS = [
    BSN,
    "1234.56.782",
    "BSN:1234-56-782",
    "bsn123456782",
    "12345678",
    "b.s.n. 123456782",
    "bsn 123456782",
    "123 456 782",
    " 123456782",
    "123456782\n",
    "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff12",
]


@pytest.mark.parametrize("reference", SPELLINGS)
def test_a_citizen_number_is_no_reference_however_it_is_spelled(book: Casebook, reference: str, tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="citizen service number") as error:
        book.privacy.refer(CASE, reference)
    assert BSN not in str(error.value)
    assert error.value.path == "reference"
    with pytest.raises(Malformed):
        book.privacy.case_of(reference)
    assert reference.encode() not in b"".join(bytes_in(tmp_path).values())


@pytest.mark.parametrize("reference", ["1234567", "1234567820", "klant 123456782-b", "a123456782", "zaak/12"])
def test_what_is_no_citizen_number_is_a_reference(book: Casebook, reference: str) -> None:
    book.privacy.refer(CASE, reference)
    assert book.privacy.case_of(reference) == CASE


def test_an_empty_reference_and_a_case_that_is_not_there_are_refused(book: Casebook) -> None:
    with pytest.raises(Malformed):
        book.privacy.refer(CASE, "")
    with pytest.raises(NotFound):
        book.privacy.refer("zaak-9", REFERENCE)
    assert book.privacy.case_of(REFERENCE) is None


def test_a_destroyed_case_is_found_by_no_reference_and_another_still_is(book: Casebook, tmp_path: Path) -> None:
    book.privacy.refer(CASE, REFERENCE)
    book.privacy.refer(CASE, "dossier 12")
    book.privacy.refer("zaak-2", "klant 8")
    assert book._desk.vault is not None
    digests = [book._desk.vault.links._name_of("case of", one) for one in (REFERENCE, "dossier 12")]
    assert all(digest in b"".join(bytes_in(tmp_path).values()) for digest in digests)
    book.privacy.destroy(CASE, by="beheer")
    assert book.privacy.case_of(REFERENCE) is None
    assert book.privacy.case_of("dossier 12") is None
    assert book.privacy.case_of("klant 8") == "zaak-2"
    assert not any(digest in b"".join(bytes_in(tmp_path).values()) for digest in digests)


def test_a_reference_given_to_another_case_leads_there_after_the_first_is_destroyed(book: Casebook) -> None:
    book.privacy.refer(CASE, REFERENCE)
    book.privacy.refer("zaak-2", REFERENCE)
    assert book.privacy.case_of(REFERENCE) == "zaak-2"
    book.privacy.destroy(CASE, by="beheer")
    assert book.privacy.case_of(REFERENCE) == "zaak-2"
