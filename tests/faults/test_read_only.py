"""Files and folders that may only be read: each thing says so, nothing is written, and an auditor can still check."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from svh_core import Casebook
from svh_core.checking import check
from svh_core.cli import main

from ..kills.hands import opened, sets_goal
from .children import in_a_child, said, without_power

pytestmark = pytest.mark.uncounted

Said = tuple[str, str, str] | None


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "there"
    folder.mkdir()
    with Casebook.create(folder / "casebook.db") as book:
        book.record_all([opened("c1"), sets_goal("c1", "rust")])
    return folder / "casebook.db"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def uses(path: Path) -> dict[str, Said]:
    """Opens, checks, reads and records, without what root may do; tells what each said."""
    without_power()
    told = {"open": said(lambda: Casebook.open(path).close())}
    told["open sealed"] = said(lambda: Casebook.open(path, sealed=True).close())
    if told["open"] is None:
        with Casebook.open(path) as book:
            told["record"] = said(lambda: book.record_all([sets_goal("c1", "werk")]))
            told["checkpoint"] = said(book.checkpoint)
            told["forget"] = said(lambda: book.privacy.forget("c1", "c1", passages=[2]))
    if told["open sealed"] is None:
        with Casebook.open(path, sealed=True) as book:
            assert check(book.log, book.rulebook).is_clean
    told["status"] = ("", str(main(["trail", "c1", "--db", str(path)])), "")
    return told


@pytest.mark.promise("what-can-only-be-read-stays-as-it-is")
def test_a_casebook_that_can_only_be_read_is_checked_and_not_written(path: Path) -> None:
    path.chmod(0o444)
    before = digest(path)
    told = in_a_child(uses, path)
    assert (told["open"], told["open sealed"]) == (None, None)
    for what in ("record", "checkpoint", "forget"):
        code, sentence, further = told[what]
        assert (code, further) == ("not_writable", "See to it that this user may write to it and to its folder.")
        assert sentence == "the casebook cannot be written to now: attempt to write a readonly database"
    assert told["status"][1] == "1", "a look that cannot be written down shows nothing"
    assert digest(path) == before


@pytest.mark.promise("what-can-only-be-read-stays-as-it-is")
def test_a_vault_that_can_only_be_read_opens_to_an_auditor_alone(path: Path) -> None:
    vault = path.with_suffix(".vault")
    vault.chmod(0o400)
    before = digest(vault)
    told = in_a_child(uses, path)
    assert told["open sealed"] is None
    assert told["open"][:2] == (
        "not_writable",
        "the vault cannot be written to now: attempt to write a readonly database",
    )
    assert digest(vault) == before


@pytest.mark.promise("what-can-only-be-read-stays-as-it-is")
def test_a_folder_that_can_only_be_read_says_what_to_do(path: Path) -> None:
    before = digest(path)
    path.parent.chmod(0o555)
    try:
        told = in_a_child(uses, path)
    finally:
        path.parent.chmod(0o755)
    for what in ("open", "open sealed"):
        code, sentence, further = told[what]
        assert code == "malformed"
        assert "cannot be opened where it is" in sentence
        assert "Copy it" in further
    assert told["status"][1] == "2"
    assert digest(path) == before
