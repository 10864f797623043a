"""Who saw what: as data, in words, in the terms of NEN 7513; and why somebody may see something."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from svh_core import (
    ApproachPermitted,
    ApproachWithdrawn,
    Casebook,
    CaseOpened,
    ConsentGiven,
    ConsentWithdrawn,
    DecisionConfirmed,
    DocumentPutAway,
    DocumentWritten,
    EmergencyReviewed,
    GoalSet,
    HandoverProposed,
    HandoverWithdrawn,
    MemberLeft,
    NominationAccepted,
    NominationMade,
    NominationWithdrawn,
    NotAllowed,
    NotPermitted,
    ObjectionAnswered,
    ObjectionRaised,
    PassageClosed,
    PassageShared,
    RegieTakenBack,
    RegieTakenOver,
    RepresentationEnded,
    RepresentativeAppointed,
    StatementAdded,
    Viewer,
)
from svh_core.cli import main
from svh_core.domain.network import InvolvementRecorded
from svh_core.domain.rulebook import Event
from svh_core.sharing.grounds import CATEGORIES

MILA, NOOR = "mila", "noor"
GOAL = "Ik wil naar zee."


@pytest.fixture
def moments() -> list[datetime]:
    return [datetime(2025, 1, 6, 10, tzinfo=UTC)]


@pytest.fixture
def book(moments: list[datetime]) -> Iterator[Casebook]:
    def clock() -> datetime:
        moments[0] += timedelta(minutes=1)
        return moments[0]

    with Casebook.in_memory(origin="stad", clock=clock) as book:
        book.record(MILA, CaseOpened(resident=MILA, name="Mila", method="support_group"), by=MILA)
        working = InvolvementRecorded(person=NOOR, name="Noor", role="care_worker", from_=date(2025, 1, 1))
        book.record(MILA, working, by=MILA)
        book.record(MILA, GoalSet(goal="zee", horizon="short", words=GOAL), by=MILA)
        yield book


def consents(**others: Any) -> ConsentGiven:
    given: dict[str, Any] = {
        "consent": "c1",
        "purpose": "care",
        "categories": ("goals",),
        "recipient_kind": "person",
        "recipient": NOOR,
        "from_": date(2025, 1, 1),
        "channel": "app",
        "text_version": "1",
        "language": "nl",
    }
    return ConsentGiven(**(given | others))


def looks(book: Casebook, person: str = NOOR, capacity: str = "professional", purpose: str = "care") -> str:
    with book.looking(MILA, viewer=Viewer(person, capacity=capacity), purpose=purpose) as look:
        return json.dumps(look.trail(), ensure_ascii=False)


def disclosed(book: Casebook) -> list[dict[str, Any]]:
    with book.looking(MILA, viewer=Viewer(MILA), purpose="reading") as look:
        return look.disclosures()


def test_the_resident_reads_who_saw_what_when_what_for_and_on_what_ground(book: Casebook) -> None:
    book.record(MILA, consents(), by=MILA)
    assert GOAL in looks(book)
    (one,) = disclosed(book)
    assert (one["kind"], one["recipient"], one["capacity"], one["purpose"]) == (
        "disclosed",
        NOOR,
        "professional",
        "care",
    )
    assert one["basis"] == "entry:4"
    assert "goals" in one["categories"]
    assert one["stream"] == MILA
    assert one["sentence"].startswith("Noor kreeg iets te zien")
    assert "regel 4" in one["sentence"]


def test_what_was_refused_and_the_operators_looks_are_told_too(book: Casebook) -> None:
    with pytest.raises(NotPermitted):
        looks(book, "vreemde", "member")
    looks(book, "operator", "operator", "maintenance")
    told = disclosed(book)
    assert [(one["kind"], one["stream"]) for one in told] == [("refused", MILA), ("disclosed", "access/stad")]
    assert told[0]["why"] == "not_in_the_trail"
    assert told[1]["basis"] == "operator"


def test_an_emergency_opens_what_was_named_until_it_is_reviewed_and_is_told(book: Casebook) -> None:
    assert GOAL not in looks(book)
    glass = book.break_the_glass(
        MILA, recipient=NOOR, categories=["goals"], reason="Er was gevaar.", review_on=date(2025, 1, 20)
    )
    assert GOAL in looks(book)
    book.record(MILA, EmergencyReviewed(emergency=glass.number, outcome="right"), by=MILA)
    assert GOAL not in looks(book)
    assert [one["kind"] for one in disclosed(book)] == [
        "disclosed",
        "emergency",
        "disclosed",
        "reviewed",
        "disclosed",
    ]
    with pytest.raises(NotAllowed, match="an_emergency_has_a_reason_and_a_review"):
        book.break_the_glass(MILA, recipient=NOOR, categories=["goals"], reason="x", review_on=date(2026, 1, 1))


def test_a_record_in_the_terms_of_nen7513_has_every_field_of_the_norm(book: Casebook) -> None:
    book.record(MILA, consents(), by=MILA)
    looks(book)
    with book.looking(MILA, viewer=Viewer(MILA), purpose="reading") as look:
        (record,) = look.disclosures_in_nen7513(book.origin)
    assert record["utcisodatetime"].endswith("Z")
    assert {name: record[name] for name in ("gebeurteniscode", "actiecode", "aard", "gebruikersnaam", "doel")} == {
        "gebeurteniscode": "disclosure.made",
        "actiecode": "R",
        "aard": "inzage",
        "gebruikersnaam": NOOR,
        "doel": "care",
    }
    assert (record["client"], record["toestemmingsprofiel"], record["bron"]) == (MILA, "entry:4", "stad")
    assert record["noodknop"] is False
    assert GOAL not in json.dumps(record)


@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")  # theirs
def test_a_library_for_nen7513_takes_what_we_export(book: Casebook) -> None:
    dgtl = pytest.importorskip("dgtl_logging.dgtl_logging", reason="the package dgtl-logging is not installed")
    book.record(MILA, consents(), by=MILA)
    looks(book)
    with pytest.raises(NotPermitted):
        looks(book, "vreemde", "member")
    book.break_the_glass(MILA, recipient=NOOR, categories=["goals"], reason="gevaar", review_on=date(2025, 1, 20))
    with book.looking(MILA, viewer=Viewer(MILA), purpose="reading") as look:
        records = look.disclosures_in_nen7513(book.origin)
    assert len(records) == 3
    log = dgtl.DGTLLogging(log_ledger_table=None, env="test")
    for record in records:
        event = dgtl.EventObject(**{name: record[name] for name in dgtl.EventObject.requiredParameters})
        user = dgtl.UserObject(**{name: record[name] for name in dgtl.UserObject.requiredParameters})
        event.validate()
        user.validate()
        assert log.add_log(event, user, dry_run=True)["identificator"] == MILA


def test_why_is_told_for_each_category_without_a_word_of_what_is_in_it(book: Casebook, moments: list[datetime]) -> None:
    def why(**others: Any) -> dict[str, tuple[bool, str, int | None]]:
        grounds = book.explain(MILA, viewer=Viewer(NOOR, capacity="professional"), purpose="care", **others)
        assert [ground.category for ground in grounds] == list(CATEGORIES)
        return {ground.category: (ground.opens, ground.why, ground.entry) for ground in grounds}

    before = moments[0]
    assert why()["goals"] == (False, "nothing", None)
    assert why()["regie"] == (True, "capacity", 2), "the entry that made her a professional here"
    book.record(MILA, consents(), by=MILA)
    assert why()["goals"] == (True, "consent", 4)
    book.record(MILA, ConsentWithdrawn(consent="c1"), by=MILA)
    assert why()["goals"] == (False, "nothing", None)
    book.record(MILA, consents(consent="c2", recipient_kind="role", recipient="member", but_not=(NOOR,)), by=MILA)
    assert why()["goals"] == (False, "but_not", 6)
    assert why(as_of=before)["goals"] == (False, "nothing", None)
    assert disclosed(book) == []


UNDONE_BY: Final[dict[type[Event], type[Event]]] = {
    ConsentGiven: ConsentWithdrawn,
    PassageShared: PassageClosed,
    NominationMade: NominationWithdrawn,
    ApproachPermitted: ApproachWithdrawn,
    NominationAccepted: MemberLeft,
    RepresentativeAppointed: RepresentationEnded,
    RegieTakenOver: RegieTakenBack,
    HandoverProposed: HandoverWithdrawn,
    DocumentWritten: DocumentPutAway,
    DecisionConfirmed: ObjectionRaised,
    ObjectionAnswered: StatementAdded,
}
"""What somebody decided, or said, and what undoes it or stands against it."""


@pytest.mark.parametrize("decided", UNDONE_BY, ids=lambda event: event.spec.name)
def test_what_undoes_a_decision_asks_for_no_more_than_it_and_for_no_explanation(decided: type[Event]) -> None:
    def required(event: type) -> set[str]:
        parameters = inspect.signature(event).parameters.values()
        return {one.name for one in parameters if one.default is inspect.Parameter.empty}

    undone_by = UNDONE_BY[decided]
    assert len(required(undone_by)) <= len(required(decided))
    explanations = {field.attribute for field in undone_by.spec.fields if field.of is not None and not field.optional}
    assert explanations <= ({"words"} if undone_by is StatementAdded else set())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_commands_tell_it(
    tmp_path: Any, capsys: pytest.CaptureFixture[str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SVH_DB", str(tmp_path / "casebook.db"))
    with Casebook.create(tmp_path / "casebook.db") as book:
        book.record(MILA, CaseOpened(resident=MILA, name="Mila", method="support_group"), by=MILA)
    assert main(["disclosures", MILA, "--as", MILA, "--lang", language]) == 0
    assert capsys.readouterr().out.strip().endswith("0")
    assert main(["trail", MILA, "--lang", language]) == 0
    capsys.readouterr()
    assert main(["disclosures", MILA, "--as", MILA, "--json", "--lang", language]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "svh.disclosures/1"
    assert [one["capacity"] for one in told["entries"]] == ["operator"]
    assert main(["disclosures", MILA, "--as", MILA, "--nen7513"]) == 0
    assert len(json.loads(capsys.readouterr().out)["records"]) == 1
    assert main(["consent", "explain", MILA, "--as", NOOR, "--purpose", "care", "--lang", language]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(CATEGORIES)
    assert main(["consent", "explain", MILA, "--as", NOOR, "--json", "--capacity", "auditor"]) == 0
    assert all(one["open"] for one in json.loads(capsys.readouterr().out)["categories"])
