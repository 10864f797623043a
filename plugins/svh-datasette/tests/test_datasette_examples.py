"""The examples, opened to an auditor: no look is without a ground, and one that is planted is found."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import svh_datasette.folder
from an_audit import AUDITOR, EXAMPLES, EXPORTER, PURPOSE, answer, consent, exported, played, rows
from svh_core import Casebook, ConsentWithdrawn, DisclosureMade, Entry, NotAllowed, PluginFailed
from svh_datasette.tables.findings import NO_GROUND


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(tmp_path_factory.mktemp("audit") / "examples")


@pytest.fixture
def book(examples: Path, tmp_path: Path) -> Iterator[Casebook]:
    """The examples, to do with as a test likes."""
    folder = shutil.copytree(examples.parent, tmp_path / "examples")
    with Casebook.open(folder / examples.name, plugins=["svh-datasette"]) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit") / "made"
    copy = shutil.copytree(examples.parent, folder.with_name("copy"))
    with Casebook.open(copy / examples.name, plugins=["svh-datasette"]) as opened:
        return exported(opened, folder)


def test_no_look_at_the_examples_is_without_valid_consent(made: Path) -> None:
    assert answer(made, "looks_without_valid_consent") == []
    assert answer(made, "looks_to_ask_about") == []
    assert len(answer(made, "who_saw_what")) == 9
    assert len(answer(made, "who_saw_what", recipient=AUDITOR)) == len(EXAMPLES)
    assert answer(made, "cases_not_shown_whole") == []


def test_the_database_holds_the_examples(made: Path) -> None:
    assert {row["id"] for row in rows(made, "SELECT id FROM cases")} == set(EXAMPLES)
    counted = {
        row["id"]: row["decisions"]
        for row in rows(made, "SELECT case_id AS id, count(*) AS decisions FROM decisions GROUP BY case_id")
    }
    assert set(counted) == set(EXAMPLES)
    assert len(answer(made, "emergencies")) == 4
    assert len(answer(made, "decisions_of_others")) == 12
    assert rows(made, "SELECT count(*) AS wrong FROM entries WHERE event LIKE 'access.%'") == [{"wrong": 0}]


def test_what_no_auditor_is_for_is_not_in_it(made: Path) -> None:
    closed = "SELECT count(*) AS found FROM entries WHERE category IN ('deepening', 'crisis')"
    assert rows(made, closed) == [{"found": 0}]


def test_the_rules_refuse_a_look_on_a_consent_that_was_taken_back(book: Casebook) -> None:
    with pytest.raises(NotAllowed):
        book.record("fenna", _on_a_consent_that_was_taken_back(book), by="operator")


def test_a_look_that_somebody_wrote_below_the_rules_is_found(book: Casebook, tmp_path: Path) -> None:
    _write_below_the_rules(book, "fenna", _on_a_consent_that_was_taken_back(book))
    (found,) = answer(exported(book, tmp_path / "made"), "looks_without_valid_consent")
    assert found["case"] == "fenna"
    assert found["recipient"] == "org-verzekeraar"
    assert found["found"] == "De inwoner had de toestemming gestopt."


def test_a_look_that_was_put_into_the_database_is_found(made: Path, tmp_path: Path) -> None:
    changed = shutil.copytree(made, tmp_path / "made")
    with closing(sqlite3.connect(changed / "disclosed.db")) as connection, connection:
        connection.execute(
            "INSERT INTO disclosures (id, case_id, place, number, label, kind, recorded_at, day, recipient, capacity, "
            "purpose, action, basis, basis_number, basis_entry_id) "
            "SELECT 'planted', case_id, 'case', 9000, 'planted', 'disclosed', recorded_at, day, 'org-verzekeraar', "
            "'organisation', 'funding', 'export', 'entry', number, id FROM entries WHERE event = 'goal.set' LIMIT 1"
        )
    (found,) = answer(changed, "looks_without_valid_consent")
    assert found["disclosure_id"] == "planted"
    (finding,) = rows(changed, "SELECT finding FROM looks_judged WHERE disclosure_id = 'planted'")
    assert rows(changed, "SELECT verdict FROM findings WHERE id = :id", id=finding["finding"]) == [
        {"verdict": NO_GROUND}
    ]


def test_an_export_that_failed_is_found(book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        msg = "the disk is full"
        raise OSError(msg)

    with monkeypatch.context() as patched:
        patched.setattr(svh_datasette.folder, "folder", fails)
        with pytest.raises(PluginFailed):
            book.plugins.export(EXPORTER, recipient=AUDITOR, purpose=PURPOSE)
    found = answer(exported(book, tmp_path / "made"), "failed_exports")
    assert sorted(row["case"] for row in found) == sorted(EXAMPLES)
    assert {row["recipient"] for row in found} == {AUDITOR}


def test_who_took_a_consent_back_is_not_in_the_next_file(book: Casebook, tmp_path: Path) -> None:
    book.record("ruben", ConsentWithdrawn(consent="voor-de-auditor"), by="ruben")
    made = exported(book, tmp_path / "made")
    assert {row["id"] for row in rows(made, "SELECT id FROM cases")} == {"fenna", "liesbeth"}
    assert b"ruben" not in (made / "disclosed.db").read_bytes()


def _on_a_consent_that_was_taken_back(book: Casebook) -> DisclosureMade:
    given = book.record("fenna", consent("kort", recipient="org-verzekeraar"), by="fenna")
    book.record("fenna", ConsentWithdrawn(consent="kort"), by="fenna")
    return DisclosureMade(
        recipient="org-verzekeraar",
        capacity="organisation",
        purpose="quality",
        action="export",
        categories=("goals",),
        basis=f"entry:{given.number}",
    )


def _write_below_the_rules(book: Casebook, case: str, event: DisclosureMade) -> None:
    """Writes as somebody who has the files and this library, and asks no rule: the tree of the log fits too."""
    last = list(book.log.entries(case))[-1]
    entry: Entry[Any] = Entry(
        number=last.number + 1,
        event=event,
        by=last.by,
        entered_by=last.entered_by,
        at=last.recorded_at,
        recorded_at=last.recorded_at,
        edition=last.edition,
    )
    book.log.append([(case, entry)], sealing=book._desk.sealer.sealing(1))
    book._desk.sealer.committed()
