"""Who may look at what an organisation does, what is written down of it, and who answers for an entry of a case."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest

from svh_core import (
    AmbassadorAppointed,
    Casebook,
    CaseOpened,
    GatheringHeld,
    InvolvementEnded,
    InvolvementRecorded,
    Malformed,
    NotAllowed,
    NotFound,
    NotPermitted,
    OrganisationJoined,
    SuccessShared,
    TrainingCompleted,
    Viewer,
)
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.log.script import ScriptReader
from svh_core.sharing.organisations import OF_AN_ORGANISATION, OrganisationShare
from svh_core.sharing.roles import THE_OPERATOR

ORG: Final = "organisation/org-1"
SANNE: Final = Viewer("sanne", capacity="organisation", organisation="org-1")
WORKER: Final = Viewer("bo", capacity="professional", organisation="org-1")
AUDITOR: Final = Viewer("toezicht", capacity="auditor")
OTHERS: Final = (
    Viewer("eve", capacity="organisation", organisation="org-2"),
    Viewer("eve", capacity="organisation"),
    Viewer("eve", capacity="professional", organisation="org-2"),
    Viewer("eve", capacity="researcher", organisation="org-1"),
    Viewer("eve", capacity="member", organisation="org-1"),
    Viewer("eve"),
)
ACCESS: Final = "access/stad"


@pytest.fixture
def book() -> Casebook:
    book = Casebook.in_memory(origin="stad", clock=lambda: datetime(2025, 2, 1, 12, tzinfo=UTC))
    joins = OrganisationJoined(organisation="org-1", name="Lentis", controller="yes", from_=date(2025, 1, 1))
    book.record(ORG, joins, by="sanne")
    book.record(ORG, GatheringHeld(kind="introduction", number=1, present=("sanne", "bo")), by="sanne")
    book.record(ORG, SuccessShared(basis="anonymous", words="k-success"), by="sanne")
    return book


def elsewhere(book: Casebook) -> list[tuple[str, str, str]]:
    """What stands in the access stream: the event, who, and in which capacity."""
    return [(entry.event.spec.name, entry.event.recipient, entry.event.capacity) for entry in book.log.entries(ACCESS)]


def words_read_by(book: Casebook, viewer: Viewer) -> Any:
    with book.looking(ORG, viewer=viewer, purpose="reading") as look:
        return look.trail()[-1]["data"]["words"]


@pytest.mark.parametrize("viewer", [SANNE, WORKER])
def test_its_own_people_read_it_and_that_is_not_written_down(book: Casebook, viewer: Viewer) -> None:
    assert words_read_by(book, viewer) == "k-success"
    assert book.rollout("org-1", viewer=viewer, purpose="quality")["introduction"]["is"] == 1
    assert elsewhere(book) == []
    assert book.log.load(ORG).number == 3


def test_the_operator_reads_it_and_each_look_is_written_down(book: Casebook) -> None:
    assert words_read_by(book, THE_OPERATOR) == "k-success"
    book.rollout("org-1", viewer=THE_OPERATOR, purpose="quality")
    assert elsewhere(book) == [("disclosure.made", "operator", "operator")] * 2
    [first, _] = book.log.entries(ACCESS)
    assert first.event.categories == OF_AN_ORGANISATION
    assert ORG not in repr(first)


def test_the_categories_are_those_of_what_can_stand_there() -> None:
    kinds = [kind for kind in CORE_RULEBOOK.kinds.values() if kind.stream == "organisation"]
    assert {field.category for kind in kinds for field in kind.fields} == set(OF_AN_ORGANISATION)


def test_an_auditor_reads_it_without_its_words(book: Casebook) -> None:
    assert words_read_by(book, AUDITOR) == {"sealed": True}
    with book.looking(ORG, viewer=AUDITOR, purpose="audit") as look, pytest.raises(NotPermitted):
        look.script()


@pytest.mark.parametrize("viewer", OTHERS, ids=lambda one: f"{one.capacity} {one.organisation}")
def test_nobody_else_sees_anything_and_that_is_written_down(book: Casebook, viewer: Viewer) -> None:
    with pytest.raises(NotPermitted, match="may not see what this organisation does"):
        book.rollout("org-1", viewer=viewer, purpose="reading")
    assert elsewhere(book) == [("disclosure.refused", "eve", viewer.capacity)]


@pytest.mark.parametrize(("person", "organisation"), [("sanne", "org-1"), ("bo", "org-1"), ("eve", None)])
def test_without_a_login_who_does_what_stands_there_is_one_of_its_people(
    book: Casebook, person: str, organisation: str | None
) -> None:
    assert book.viewer(ORG, person) == Viewer(person, capacity="organisation", organisation=organisation)


def test_an_organisation_of_which_nothing_was_recorded_is_not_there(book: Casebook) -> None:
    with pytest.raises(NotFound):
        book.rollout("org-2", viewer=THE_OPERATOR, purpose="reading")


def test_a_case_has_no_rollout(book: Casebook) -> None:
    book.record("mila", CaseOpened(resident="mila", method="ract"), by="mila")
    with (
        book.looking("mila", viewer=Viewer("mila"), purpose="reading") as look,
        pytest.raises(NotFound, match="a roll-out is of an organisation"),
    ):
        look.rollout()


def test_nothing_there_is_a_residents(book: Casebook) -> None:
    with book.looking(ORG, viewer=SANNE, purpose="reading") as look:
        assert look.state()["network"] == {}
        assert (look.hours()["years"], look.care_over_time()["care"]) == ([], [])
    assert not OrganisationShare(SANNE, "org-1").is_the_residents


# The same grammar as in a case.


def test_rules_hold_there_too(book: Casebook) -> None:
    refused = book.may(ORG, SuccessShared(basis="consent", words="k-story"), by="sanne")
    assert refused is not None
    assert refused.rule.id == "a_success_is_anonymous_or_consented"
    with pytest.raises(NotAllowed):
        book.record(ORG, SuccessShared(basis="consent", words="k-story"), by="sanne")


def test_what_is_of_a_case_does_not_stand_there(book: Casebook) -> None:
    with pytest.raises(Malformed, match="does not belong in this kind of stream"):
        book.record(ORG, CaseOpened(resident="mila", method="ract"), by="mila")


def test_a_second_call_with_the_same_request_records_nothing(book: Casebook) -> None:
    appoints = AmbassadorAppointed(person="bo", from_=date(2025, 1, 2))
    first = book.record(ORG, appoints, by="bo", once="r-1")
    assert book.record(ORG, appoints, by="bo", once="r-1") == first
    assert book.log.load(ORG).number == 4


def test_a_dry_run_judges_only(book: Casebook) -> None:
    line = {"stream": ORG, "event": "training.completed", "by": "bo", "at": "2025-01-09T10:00:00+01:00"}
    line["data"] = {"person": "bo", "number": 1, "on": "2025-01-09"}  # type: ignore[assignment]
    book.record_all([ScriptReader(CORE_RULEBOOK).read(json.dumps(line).encode())], dry_run=True)
    assert book.log.load(ORG).number == 3


def test_words_of_a_success_are_sealed_as_its_authors(book: Casebook) -> None:
    [success] = (entry for entry in book.log.entries(ORG) if isinstance(entry.event, SuccessShared))
    assert str(success.event.words).startswith("sanne|")
    assert "k-success" not in repr(success)


def test_a_script_of_it_makes_the_same_stream_elsewhere(book: Casebook) -> None:
    with book.looking(ORG, viewer=SANNE, purpose="moving") as look:
        lines = list(look.script())
        trail = look.trail()
    other = Casebook.in_memory(clock=lambda: datetime(2025, 3, 1, tzinfo=UTC))
    reader = ScriptReader(CORE_RULEBOOK, importing=True)
    other.record_all([reader.read(line.encode()) for line in lines])
    with other.looking(ORG, viewer=SANNE, purpose="reading") as look:
        moved = look.trail()
    kept = ("number", "event", "by", "at", "data", "standing", "sentence")
    assert [[one[key] for key in kept] for one in moved] == [[one[key] for key in kept] for one in trail]


def test_no_resident_says_there_whether_it_is_right(book: Casebook) -> None:
    book.record(ORG, TrainingCompleted(person="bo", number=1, on=date(2025, 1, 9)), by="bo")
    with book.looking(ORG, viewer=SANNE, purpose="reading") as look:
        assert {one["position"] for one in look.trail()} == {None}
        assert next(look.trail_in_words("nl")) == "Wat hier is opgeschreven"


# Who answers for an entry of a case.


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2025, 1, day, hour, tzinfo=UTC)


def works(person: str, organisation: str | None, from_: int, role: str = "care_worker") -> InvolvementRecorded:
    told_from = date(2025, 1, from_)
    return InvolvementRecorded(person=person, role=role, organisation=organisation, from_=told_from)


def test_item_054_the_organisation_of_whose_pen_it_was_answers_for_an_entry() -> None:
    book = Casebook.in_memory(clock=lambda: datetime(2025, 2, 1, tzinfo=UTC))
    opened = CaseOpened(resident="mila", method="ract")
    told: list[tuple[Any, str, str, datetime, tuple[str, ...]]] = [
        (opened, "mila", "noor", at(1), ("operator",)),  # Noor began on the second
        (works("noor", "org-1", 2), "mila", "mila", at(2), ("operator",)),  # a resident works for nobody
        (works("bo", "org-2", 2), "mila", "noor", at(3), ("org-1",)),  # the pen counts, not who decided
        (works("gijs", None, 2, "peer_supporter"), "mila", "bo", at(3), ("org-2",)),
        (works("arts", "org-2", 2, "gp"), "mila", "gijs", at(3), ("operator",)),  # for no organisation
        (works("noor", "org-2", 5, "nurse"), "mila", "noor", at(5), ("org-1", "org-2")),  # for both, at that moment
        (
            InvolvementEnded(person="noor", role="care_worker", on=date(2025, 1, 10)),
            "mila",
            "noor",
            at(9),
            ("org-1", "org-2"),
        ),
        (works("vera", "org-3", 2), "mila", "noor", at(10), ("org-2",)),  # the first has ended on that day
    ]
    for event, by, pen, moment, _ in told:
        book.record("mila", event, by=by, entered_by=pen, at=moment)
    assert [book.controllers("mila", number) for number in range(1, len(told) + 1)] == [one[-1] for one in told]


def test_what_follows_from_an_entry_is_answered_for_as_that_is() -> None:
    book = Casebook.in_memory(clock=lambda: datetime(2025, 2, 1, tzinfo=UTC))
    lines = (
        ("case.opened", "mila", "mila", {"resident": "mila", "method": "ract"}),
        (
            "involvement.recorded",
            "mila",
            "mila",
            {"person": "noor", "role": "care_worker", "organisation": "org-1", "from": "2025-01-01"},
        ),
        ("network.person_added", "mila", "mila", {"person": "zus", "network": "informal", "relation_kind": "family"}),
        ("nomination.made", "mila", "mila", {"person": "zus"}),
        ("nomination.accepted", "zus", "noor", {"person": "zus"}),
    )
    reader = ScriptReader(CORE_RULEBOOK)
    for event, by, pen, data in lines:
        line = {"case": "mila", "event": event, "by": by, "entered_by": pen, "at": "2025-01-06T10:00:00Z", "data": data}
        book.record_all([reader.read(json.dumps(line).encode())])
    assert [entry.event.spec.name for entry in book.log.entries("mila")][-1] == "member.joined"
    assert book.controllers("mila", 6) == ("org-1",)


@pytest.mark.parametrize("number", [0, 4])
def test_there_is_nobody_who_answers_for_an_entry_that_is_not_there(book: Casebook, number: int) -> None:
    with pytest.raises(NotFound):
        book.controllers(ORG, number)
