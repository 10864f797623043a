"""`svh backup` that is killed while others record: a copy that it said was made is whole, and no half one looks so."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from svh_core import Casebook
from svh_core.errors import SvhError
from svh_core.vault.beside import master_of

from ..killing import Count, Hand, Recorded, casebooks, decided_in, hold_decisions, hold_log, killed, kills
from .hands import BULK, CASES, backs_up, opened, writes


@pytest.mark.promise("a-copy-is-whole-or-does-not-open")
@kills(few=4, many=60)
def test_a_copy_that_was_made_before_a_kill_is_whole_and_the_casebook_too(
    tmp_path: Path, kills: int, request: pytest.FixtureRequest
) -> None:
    chance, count = random.Random(4), Count()  # noqa: S311 - not for secrets: the same moments in every run
    for folder, rounds in casebooks(tmp_path, kills, 2, at_one=20):
        path = folder / "casebook.db"
        told: list[Recorded] = []
        with Casebook.create(path) as book:
            book.record_all([opened(case) for case in CASES])
        for life in rounds:
            copies = folder / f"copies-{life}"
            by_writer, by_backup = Hand(writes, path, str(life)), Hand(backs_up, path, copies)
            new = killed([by_backup], chance, hear=5, longest=0.05)
            written = [one for said in killed([by_writer], chance, hear=3, longest=0.005) for one in said]
            told += written + [one for what, recorded, _ in new if what == "recorded" for one in recorded]
            count.kills += 2
            count.acknowledged += len(new) + len(written)
            with Casebook.open(path) as book:
                hold_decisions(count, told, decided_in(book), in_flight=(BULK + 1) * (life - rounds.start + 1))
                hold_log(count, book)
            made = {copy: recorded for what, recorded, copy in new if what == "copied"}
            for copy in sorted(copies.iterdir()) if copies.exists() else ():
                _hold_copy(count, copy, path, made.get(copy))
            shutil.rmtree(copies, ignore_errors=True)
    count.keep(request)


def _hold_copy(count: Count, copy: Path, path: Path, recorded: list[Recorded] | None) -> None:
    """Holds a copy against what was recorded before it was begun; one that was cut short does not open, or is whole."""
    try:
        with Casebook.open(copy / path.name, key_wrap=master_of(path)) as book:
            hold_log(count, book)
            there = decided_in(book)
            count.lost += sum(there.get((one.case, one.number)) != (one.name, one.words) for one in recorded or ())
    except SvhError:
        assert recorded is None, "a copy that was said to be made does not open"
