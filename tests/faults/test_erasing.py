"""An erasure that stops between the log and the vault: opening the casebook ends it, in a file and on a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from svh_core import Casebook
from svh_core.domain.words import FORGOTTEN
from svh_core.vault.vault import Vault

from ..kills.hands import opened, sets_goal
from ..postgres import needs_postgres, new_name, url_of


@pytest.mark.promise("what-was-erased-stays-gone", "no-other-words-go-with-it")
@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_what_the_log_says_is_forgotten_goes_when_the_casebook_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    if engine == "postgres":
        needs_postgres()
    url = str(tmp_path / "casebook.db") if engine == "sqlite" else url_of(new_name(), keys=str(tmp_path))
    with Casebook.create(url) as book:
        book.record_all([opened("c1"), sets_goal("c1", "gone"), sets_goal("c1", "kept")])
        with monkeypatch.context() as patched:
            patched.setattr(Vault, "shred", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                book.privacy.forget("c1", "c1", passages=[2])
    with Casebook.open(url) as book:
        gone, kept = [entry.event.words for entry in book.log.entries("c1", after=1, until=3)]
        assert book._desk.vault is not None
        assert book._desk.vault.reveal("c1", str(gone)) is FORGOTTEN
        assert book._desk.vault.reveal("c1", str(kept)) == "kanarie kept"
