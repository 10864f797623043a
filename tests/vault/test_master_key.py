"""The master key: missing, wrong, readable by others, elsewhere. Each is said in one sentence at opening."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, KeysMissing, SvhError, Viewer
from svh_core.cli import main
from svh_core.vault.master import MasterKey

from .cases import CASE, FILES, GOAL_WORDS, MILA, goal, opened_case, revealed, trail

Says = Callable[..., tuple[int, str, str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Casebook.create(tmp_path / "casebook.db") as book:
        opened_case(book)
    return tmp_path / "casebook.db"


@pytest.fixture
def key(path: Path) -> Path:
    return path.with_name("casebook.key")


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Says:
    def type_in(*words: str) -> tuple[int, str, str]:
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


def a_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def write(file: Path, told: bytes) -> None:
    file.write_bytes(told)
    file.chmod(0o600)


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda key: key.unlink(), "there is no master key at"),
    "of others": (lambda key: write(key, a_key().encode()), "is not the one this vault was made with"),
    "empty": (lambda key: write(key, b""), "does not hold a master key"),
    "garbage": (lambda key: write(key, b"geen sleutel"), "does not hold a master key"),
    "no text": (lambda key: write(key, b"\xff\xfe\x00"), "cannot be read"),
    "too short": (lambda key: write(key, base64.b64encode(b"x" * 31)), "does not hold a master key"),
    "too long": (lambda key: write(key, base64.b64encode(b"x" * 33)), "does not hold a master key"),
    "half": (lambda key: write(key, key.read_bytes()[:20]), "does not hold a master key"),
    "readable by all": (lambda key: key.chmod(0o644), "others can read the master key"),
    "readable by the group": (lambda key: key.chmod(0o640), "others can read the master key"),
    "writable by all": (lambda key: key.chmod(0o602), "others can read the master key"),
    "a folder": (lambda key: key.rename(key.with_name("away")).with_name(key.name).mkdir(mode=0o700), "cannot be read"),
    "vault missing": (lambda key: key.with_suffix(".vault").unlink(), "there is no vault at"),
    "vault empty": (lambda key: write(key.with_suffix(".vault"), b""), "is no vault that this version can read"),
    "vault garbage": (lambda key: write(key.with_suffix(".vault"), b"x" * 999), "is no vault that this version"),
}


@pytest.mark.parametrize("what", list(SPOILT))
def test_what_is_wrong_with_the_keys_is_said_when_the_casebook_opens(key: Path, what: str) -> None:
    spoil, sentence = SPOILT[what]
    told = key.read_bytes()
    spoil(key)
    with pytest.raises(KeysMissing, match=sentence) as error:
        Casebook.open(key.with_suffix(".db"))
    assert error.value.next
    assert "\n" not in error.value.sentence
    assert told.decode().strip() not in f"{error.value!r}{error.value.next}"
    assert error.value.__cause__ is None


@pytest.mark.parametrize("what", list(SPOILT))
def test_the_command_says_it_in_one_sentence_and_ends_with_2(key: Path, what: str, says: Says) -> None:
    SPOILT[what][0](key)
    status, out, err = says("trail", CASE, "--db", str(key.with_suffix(".db")), "--json")
    assert status == 2
    told = json.loads(out)
    assert told["error"]["code"] == "keys_missing"
    assert "Traceback" not in err
    assert err.count("\n") == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads every file")
def test_a_key_that_we_cannot_read_is_said(key: Path) -> None:
    key.chmod(0o000)
    with pytest.raises(KeysMissing, match="cannot be read"):
        Casebook.open(key.with_suffix(".db"))


def test_a_wrong_key_changes_no_file(key: Path) -> None:
    write(key, a_key().encode())
    before = {name: (key.parent / name).read_bytes() for name in FILES}
    with pytest.raises(KeysMissing):
        Casebook.open(key.with_suffix(".db"))
    assert {name: (key.parent / name).read_bytes() for name in FILES} == before


def test_the_key_file_can_be_read_by_its_owner_only(key: Path) -> None:
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.with_suffix(".vault").stat().st_mode & 0o777 == 0o600
    assert len(base64.b64decode(key.read_bytes())) == 32


def test_the_files_of_a_vault_in_use_can_be_read_by_their_owner_only(path: Path) -> None:
    with Casebook.open(path) as book:
        book.record(CASE, goal("x"), by=MILA)
        modes = {file.name: file.stat().st_mode & 0o077 for file in path.parent.glob("casebook.vault*")}
    assert set(modes) == {"casebook.vault", "casebook.vault-wal", "casebook.vault-shm"}
    assert set(modes.values()) == {0}


# In the environment


def test_a_key_in_the_environment_opens_and_no_file_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVH_MASTER_KEY", a_key())
    with Casebook.create(tmp_path / "casebook.db") as book:
        opened_case(book)
    assert not (tmp_path / "casebook.key").exists()
    with Casebook.open(tmp_path / "casebook.db") as book:
        assert GOAL_WORDS in trail(book)
        with pytest.raises(KeysMissing, match="in the environment"):
            book.privacy.rotate_keys()
    monkeypatch.delenv("SVH_MASTER_KEY")
    with pytest.raises(KeysMissing, match="there is no master key at"):
        Casebook.open(tmp_path / "casebook.db")


@pytest.mark.parametrize("text", ["geen sleutel", "AAAA", "é" * 44, " ", base64.b64encode(b"x" * 31).decode()])
def test_garbage_in_the_environment_is_said_without_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: Says
) -> None:
    monkeypatch.setenv("SVH_MASTER_KEY", text)
    with pytest.raises(KeysMissing, match="SVH_MASTER_KEY does not hold a master key") as error:
        Casebook.open(path)
    assert not text.strip() or text not in str(error.value) + error.value.next
    status, _, err = says("trail", CASE, "--db", str(path))
    assert status == 2
    assert "(keys_missing)" in err


def test_a_wrong_key_in_the_environment_is_not_passed_over_for_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SVH_MASTER_KEY", a_key())
    with pytest.raises(KeysMissing, match="SVH_MASTER_KEY is not the one"):
        Casebook.open(path)


def test_the_key_of_the_file_works_in_the_environment_in_both_alphabets(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = base64.b64decode(key.read_bytes())
    key.unlink()
    for text in (base64.b64encode(raw).decode() + "\n", base64.urlsafe_b64encode(raw).decode()):
        monkeypatch.setenv("SVH_MASTER_KEY", text)
        with Casebook.open(key.with_suffix(".db")) as book:
            assert GOAL_WORDS in trail(book)


# A service that keeps it


class Service:
    """Keeps a master key, as a key management service does; and fails when it is told to."""

    def __init__(self) -> None:
        self.key = MasterKey.fresh()
        self.fails: BaseException | None = None
        self.gives: Any = None
        self.asked = 0

    def wrap(self, key: bytes, /) -> bytes:
        if self.fails is not None:
            raise self.fails
        return b"service:" + self.key.wrap(key)

    def unwrap(self, wrapped: bytes, /) -> bytes:
        self.asked += 1
        if self.fails is not None:
            raise self.fails
        return self.gives if self.gives is not None else self.key.unwrap(wrapped.removeprefix(b"service:"))


def test_a_service_keeps_the_key_and_is_asked_once(tmp_path: Path) -> None:
    service = Service()
    with Casebook.create(tmp_path / "casebook.db", key_wrap=service) as book:
        opened_case(book)
    assert not (tmp_path / "casebook.key").exists()
    service.asked = 0
    with Casebook.open(tmp_path / "casebook.db", key_wrap=service) as book:
        for _ in range(3):
            assert GOAL_WORDS in trail(book)
        book.record(CASE, goal("x"), by=MILA)
    assert service.asked == 1


FAILURES: dict[str, BaseException] = {
    "its own": RuntimeError("token abc-geheim expired"),
    "network": ConnectionError("no route to host abc-geheim"),
    "time": TimeoutError("abc-geheim"),
    "key": KeyError("abc-geheim"),
    "value": ValueError("abc-geheim"),
}


@pytest.mark.parametrize("what", list(FAILURES))
def test_whatever_a_service_raises_becomes_one_sentence(tmp_path: Path, what: str) -> None:
    service = Service()
    Casebook.create(tmp_path / "casebook.db", key_wrap=service).close()
    service.fails = FAILURES[what]
    with pytest.raises(KeysMissing, match="does not open this vault") as error:
        Casebook.open(tmp_path / "casebook.db", key_wrap=service)
    assert "geheim" not in f"{error.value!r}"


NO_KEY: list[Any] = [b"", b"x" * 31, b"x" * 64, "x" * 32, 7, [1] * 32]


@pytest.mark.parametrize("gives", NO_KEY, ids=repr)
def test_whatever_a_service_gives_that_is_no_key_becomes_one_sentence(tmp_path: Path, gives: Any) -> None:
    service = Service()
    Casebook.create(tmp_path / "casebook.db", key_wrap=service).close()
    service.gives = gives
    with pytest.raises(KeysMissing):
        Casebook.open(tmp_path / "casebook.db", key_wrap=service)


def test_a_service_that_gives_another_key_of_the_right_length_becomes_one_sentence(tmp_path: Path) -> None:
    service = Service()
    Casebook.create(tmp_path / "casebook.db", key_wrap=service).close()
    service.gives = b"x" * 32
    with pytest.raises(KeysMissing):
        Casebook.open(tmp_path / "casebook.db", key_wrap=service)


def test_a_service_that_fails_while_a_casebook_is_made_leaves_nothing(tmp_path: Path) -> None:
    service = Service()
    service.fails = RuntimeError("abc-geheim")
    with pytest.raises(SvhError) as error:
        Casebook.create(tmp_path / "casebook.db", key_wrap=service)
    assert "geheim" not in f"{error.value!r}"
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_fails_while_keys_are_rotated_leaves_them_as_they_were(path: Path) -> None:
    service = Service()
    service.fails = RuntimeError("abc-geheim")
    with Casebook.open(path) as book:
        with pytest.raises(SvhError) as error:
            book.privacy.rotate_keys(service)
        assert "geheim" not in f"{error.value!r}"
        assert GOAL_WORDS in trail(book)
    with Casebook.open(path) as book:
        assert GOAL_WORDS in trail(book)


def test_keys_move_from_a_file_to_a_service_and_back(path: Path) -> None:
    service = Service()
    with Casebook.open(path) as book:
        book.privacy.rotate_keys(service)
        assert GOAL_WORDS in trail(book)
    with pytest.raises(KeysMissing):
        Casebook.open(path)
    with Casebook.open(path, key_wrap=service) as book:
        assert revealed(book)[3, "words"] == GOAL_WORDS


# Sealed


def test_opened_sealed_it_needs_no_keys_reveals_nothing_and_records_nothing(key: Path) -> None:
    path = key.with_suffix(".db")
    key.unlink()
    key.with_suffix(".vault").unlink()
    with Casebook.open(path, sealed=True) as book:
        with book.looking(CASE, viewer=Viewer(MILA), purpose="reading") as look:
            told = look.trail()
            assert told[2]["data"]["words"] == {"sealed": True}
            assert told[2]["because"][0]["words"] == {"sealed": True}
            text = "\n".join([*look.trail_in_words("nl"), *look.trail_in_words("en"), *look.state_in_words()])
            assert "anarie" not in text + json.dumps(told) + json.dumps(look.state()) + "".join(look.script())
            look.signals()
            look.figures()
        assert book.vault_behind == []
        assert book.may(CASE, goal("x"), by=MILA) is None
        for doing in _doings(book):
            with pytest.raises(KeysMissing):
                doing()
        assert book.log.load(CASE).number == 4
    assert not key.exists()
    assert not key.with_suffix(".vault").exists()


def _doings(book: Casebook) -> list[Callable[[], object]]:
    return [
        lambda: book.record(CASE, goal("x"), by=MILA),
        lambda: book.record(CASE, goal("x"), by="buur"),
        lambda: book.privacy.forget(CASE, MILA, passages=[3]),
        lambda: book.privacy.destroy(CASE, by="beheer"),
        book.privacy.rotate_keys,
        lambda: book.privacy.open_book(CASE, MILA, "resident"),
        lambda: book.privacy.refer(CASE, "klant 7"),
        lambda: book.privacy.case_of("klant 7"),
        lambda: book.privacy.books(CASE, MILA),
        book.privacy.read_every_word,
        book.privacy.counted_keys,
    ]


@pytest.mark.parametrize("there", [name for name in FILES if name != "casebook.db"])
def test_making_a_casebook_never_touches_a_vault_or_key_that_is_there(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(SvhError, match="stays as it is"):
        Casebook.create(tmp_path / "casebook.db")
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {there: "mine"}
