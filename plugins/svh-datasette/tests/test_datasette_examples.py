"""The examples, opened to an auditor: no look is without a ground, and one that is planted is found."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest

import svh_datasette.folder
from an_audit import AUDITOR, EXAMPLES, EXPORTER, PURPOSE, answer, consent, exported, played, rows
from svh_core import Casebook, ConsentWithdrawn, DisclosureMade, Entry, NotAllowed, NotPermitted, PluginFailed, Viewer
from svh_datasette.tables.findings import NO_GROUND

pytestmark = pytest.mark.uncounted


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


def test_what_svh_core_itself_writes_is_never_found_without_a_ground(book: Casebook, tmp_path: Path) -> None:
    looked = 0
    for case in EXAMPLES:
        people = {text for e in book.log.entries(case) for text in (e.by, getattr(e.event, "person", None)) if text}
        for person, (capacity, organisation), purpose in product(sorted(people), LOOKING_AS, ("care", "support_group")):
            with (
                suppress(NotPermitted),
                book.looking(
                    case, viewer=Viewer(person, capacity=capacity, organisation=organisation), purpose=purpose
                ),
            ):
                looked += 1
    made = exported(book, tmp_path / "made")
    assert looked > len(EXAMPLES) * len(LOOKING_AS)
    assert answer(made, "looks_without_valid_consent") == []
    counted = "SELECT finding, count(*) AS n FROM looks_judged WHERE capacity <> 'auditor' GROUP BY 1"
    assert {row["finding"] for row in rows(made, counted)} <= {"consent", "part_of_it", "own_words", *UNSEEN}


LOOKING_AS: Final = (
    *((capacity, None) for capacity in ("member", "professional", "guest", "nominee", "representative", "auditor")),
    ("organisation", None),
    ("organisation", "org-huisarts"),
    ("professional", "org-wijkteam"),
)
UNSEEN: Final = {"emergency", "works_there_unseen", "more_unseen", "own_words_unseen", "own_words_of_an_organisation"}
"""What a look of svh-core's own can be besides: this file does not know for whom somebody came."""


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


def _look(recipient: str, capacity: str, basis: str, *categories: str, purpose: str = "quality") -> DisclosureMade:
    return DisclosureMade(
        recipient=recipient, capacity=capacity, purpose=purpose, action="view", categories=categories, basis=basis
    )


PLANTED: Final = (
    ("ruben", _look("org-kliniek", "organisation", "entry:174", "crisis", "goals", purpose="emergency_card"),
     "more_than_opened"),
    ("ruben", _look("org-kliniek", "organisation", "entry:116", "identity", "crisis"), "ground_over"),
    ("ruben", _look("sven", "professional", "entry:124", "goals", "identity", "deepening", purpose="care"),
     "more_than_opened"),
    ("liesbeth", _look("vreemde", "member", "entry:74", "goals", purpose="support_group"), "consent_other_recipient"),
    ("ruben", _look("nora", "professional", "entry:126", "regie", "care", purpose="care"), "not_part_of_it_then"),
    ("fenna", _look("vreemde", "nobody", "own_words", "goals", "crisis"), "more_than_opened"),
    ("fenna", _look("operator", "operator", "operator", "goals"), "operator_in_the_case"),
)  # fmt: skip
"""Looks that svh-core never writes, each with what is to be found of it."""


@pytest.mark.parametrize(("case", "look", "expected"), PLANTED, ids=[f"{one}-{found}" for one, _, found in PLANTED])
def test_a_look_below_the_rules_is_judged_as_it_is(
    book: Casebook, tmp_path: Path, case: str, look: DisclosureMade, expected: str
) -> None:
    _write_below_the_rules(book, case, look)
    made = exported(book, tmp_path / "made")
    (found,) = rows(
        made,
        "SELECT finding FROM looks_judged JOIN findings ON findings.id = finding WHERE verdict <> 'valid'",
    )
    assert found["finding"] == expected


def test_decisions_are_counted_as_the_figures_of_svh_core_count_them(book: Casebook, tmp_path: Path) -> None:
    shown = (
        "SELECT e.number, d.domain, d.counts_as, d.position FROM decisions AS d JOIN entries AS e ON e.id = d.entry_id "
    )
    made = exported(book, tmp_path / "made")
    for case in EXAMPLES:
        told = rows(made, f"{shown} WHERE d.case_id = '{case}'")
        with book.looking(case, viewer=Viewer(case), purpose="reading") as look:
            figures, trail = look.figures(), {line["number"]: line for line in look.trail()}
        assert {row["number"]: row["position"] for row in told} == {
            row["number"]: trail[row["number"]]["position"] for row in told
        }
        counted = Counter((row["domain"], row["counts_as"]) for row in told if row["counts_as"])
        there = {row["number"] for row in told}
        closed = [one for one in trail.values() if one["number"] not in there and one["domain"] != "none"]
        assert {one["event"] for one in closed} <= OF_A_CRISIS
        counted.update((one["domain"], one["standing"]) for one in closed)
        assert counted == sum(map(_standings, (figures, figures["imported"], figures["under_measure"])), Counter())


def _standings(figures: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """How many decisions have which standing in each domain."""
    standings = ("own", "together", "represented", "taken_over", "contested")
    return Counter({(name, one): told[one] for name, told in figures["domains"].items() for one in standings})


OF_A_CRISIS: Final = {"document.written", "document.put_away", "respite.begun", "respite.ended"}
"""Decisions that this plugin asks nothing of."""


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
