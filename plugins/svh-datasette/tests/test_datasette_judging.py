"""Whether a look rests on what it says: each answer, of a case made by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from an_audit import EVERYTHING, answer, case, disclosed, entry, rows
from svh_core import DisclosedCase, DisclosedEntry
from svh_datasette.database import database

WITHIN = {"categories": ["goals"], "recipient_kind": "organisation", "recipient": "org-1", "purpose": "quality"}


def given(number: int = 2, name: str = "c", *, begins: str = "2026-01-01", **told: Any) -> DisclosedEntry:
    data = {"consent": name, "from": begins, **WITHIN, **told}
    return entry(number, "consent.given", category="consent", data=data)


def look(number: int = 9, **told: Any) -> dict[str, Any]:
    seen = {"recipient": "org-1", "capacity": "organisation", "purpose": "quality", "action": "export"}
    around = {"stream": "dossier-een", "kind": "disclosed", "recorded_at": "2026-01-20T12:00:00Z", "by": "operator"}
    return {
        "number": number,
        "categories": ["goals"],
        "basis": "entry:2",
        "sentence": "Seen.",
        **seen,
        **around,
        **told,
    }


def found(*looks: dict[str, Any], entries: tuple[DisclosedEntry, ...] = (), **told: Any) -> list[str]:
    """What is found of the looks at a case, in order."""
    return [row["finding"] for row in _judged(case(*entries, looks=looks, **told))]


def _judged(told: DisclosedCase) -> list[dict[str, Any]]:
    return rows(database(disclosed(told)), "SELECT * FROM looks_judged ORDER BY disclosure_id")


ELSEWHERE: dict[str, Any] = {"stream": "access/origin", "number": 1, "recorded_at": "2026-01-31T12:00:00Z"}
NURSE: dict[str, Any] = {"recipient": "noor", "capacity": "professional"}
SISTER: dict[str, Any] = {"recipient": "zus", "capacity": "member"}


def law(recipient: str = "org-1", review_on: str = "2026-01-20") -> DisclosedEntry:
    data = {"ground": "legal_duty", "recipient": recipient, "review_on": review_on}
    return entry(2, "other_ground.invoked", category="consent", data=data)


def role(name: str) -> DisclosedEntry:
    return given(recipient_kind="role", recipient=name)


OPENED = entry(1, "case.opened", category="care", data={"resident": "mila", "method": "support_group"})
WITHDRAWN = entry(5, "consent.withdrawn", category="consent", data={"consent": "c"})
CLOSED = entry(5, "case.closed", category="time", data={"why": "done"})
STOPPED = entry(5, "participation.decided", data={"answer": "stop"})


def works(role: str = "nurse", organisation: str = "org-1") -> DisclosedEntry:
    data = {"person": "noor", "role": role, "organisation": organisation, "from": "2026-01-01"}
    return entry(3, "involvement.recorded", category="care", data=data)


@pytest.mark.parametrize(
    ("entries", "asked", "expected"),
    [
        # A consent
        ([given()], {}, "consent"),
        ([given(recipient_kind="person", recipient="noor")], {"recipient": "noor", "capacity": "member"}, "consent"),
        ([role("member")], SISTER, "consent"),
        ([role("nurse"), works()], NURSE, "consent"),
        ([given(), works()], NURSE, "consent"),
        ([given(until="2026-01-20")], {}, "consent"),
        ([given(until="2026-01-19")], {}, "consent_over"),
        ([given(until="2026-01-19")], {"recorded_at": "2026-01-19T22:30:00Z"}, "consent"),
        ([given(until="2026-01-19")], {"recorded_at": "2026-01-19T23:30:00Z"}, "consent_over"),
        ([given(begins="2026-01-21")], {}, "consent_not_yet"),
        ([given(), WITHDRAWN], {}, "consent_withdrawn"),
        ([given(), WITHDRAWN], {"number": 4}, "consent"),
        ([given(), CLOSED], {}, "consent"),  # for quality: it goes on
        ([given(purpose="care"), CLOSED], {"purpose": "care"}, "consent_case_ended"),
        ([given(purpose="care"), STOPPED], {"purpose": "care"}, "consent_case_ended"),
        ([given(purpose="care")], {}, "consent_other_purpose"),
        ([given()], {"purpose": None}, "consent_other_purpose"),
        ([given()], {"recorded_at": "yesterday"}, "consent_not_yet"),
        ([given(begins="")], {"recorded_at": None}, "consent_not_yet"),
        ([given(), WITHDRAWN], ELSEWHERE, "consent_withdrawn"),
        ([given(recipient="org-2")], {}, "consent_other_recipient"),
        ([given(recipient_kind="person", recipient="noor")], SISTER, "consent_other_recipient"),
        ([role("gp"), works()], NURSE, "consent_other_recipient"),
        ([given()], NURSE, "works_there_unseen"),
        ([given(but_not=["org-1"])], {}, "consent_leaves_out"),
        ([given(9)], {"basis": "entry:9"}, "not_there"),
        ([given(12)], {"basis": "entry:12"}, "not_there"),
        # Other grounds
        ([law()], {}, "other_ground"),
        ([law(review_on="2026-01-19")], {}, "ground_over"),
        ([law("org-2")], {}, "ground_of_another"),
        # Taking part
        ([entry(2, "member.joined", data={"person": "zus"})], SISTER, "part_of_it"),
        ([entry(2, "member.joined", data={"person": "noor"})], SISTER, "about_another"),
        ([entry(2, "involvement.recorded", data={"role": "gp"})], {"recipient": "noor"}, "cannot_be_seen"),
        ([entry(2, "goal.set", data={"goal": "rust"})], {}, "not_a_ground"),
        # What rests on no entry
        ([], {"basis": "resident", "recipient": "mila", "capacity": "resident"}, "resident"),
        ([], {"basis": "resident"}, "not_the_resident"),
        ([], {"basis": "own_words", "recipient": "zus", "capacity": "member"}, "own_words"),
        ([], {"basis": "own_words"}, "own_words_of_an_organisation"),
        ([], {"basis": "operator", "recipient": "operator", "capacity": "operator"}, "operator"),
        ([], {"basis": "operator", "stream": "access/origin", "number": 1, "capacity": "auditor"}, "operator"),
        ([], {"basis": "operator"}, "operator_in_another_capacity"),
        ([], {"basis": "because I can"}, "basis_unknown"),
        ([], {"basis": "entry:zes"}, "basis_unknown"),
        ([], {"basis": None}, "basis_unknown"),
        ([], {}, "not_there"),
        ([entry(3, "entry.corrected", data={"entry": 2, "wrong": "case"})], {}, "of_another_case"),
    ],
)  # fmt: skip
def test_a_look_is_held_against_what_it_rests_on(
    entries: list[DisclosedEntry], asked: dict[str, Any], expected: str
) -> None:
    assert found(look(**asked), entries=(OPENED, *entries)) == [expected]


@pytest.mark.parametrize(("recipient", "expected"), [("org-1", "emergency"), ("org-2", "ground_of_another")])
def test_an_emergency_is_among_the_looks(recipient: str, expected: str) -> None:
    emergency = look(2, kind="emergency", basis=None, recipient=recipient, capacity=None, purpose=None)
    assert found(emergency, look()) == [expected]


def test_what_is_refused_needs_no_ground() -> None:
    assert found(look(kind="refused", basis=None, why="no_consent")) == []


def test_what_is_closed_cannot_be_judged() -> None:
    for closed in ("consent", "nomination", "care", "regie"):
        opened = [one for one in EVERYTHING if one != closed]
        assert found(look(), categories=opened) == ["cannot_be_seen"]
    nobody = [one for one in EVERYTHING if one != "identity"]
    assert found(look(basis="resident"), categories=nobody) == ["cannot_be_seen"]
    assert found(look(**NURSE), entries=(role("nurse"),), categories=nobody) == ["works_there_unseen"]


def test_a_finding_leads_to_one_of_three_questions() -> None:
    told = case(
        OPENED,
        given(),
        WITHDRAWN,
        looks=[
            look(4),
            look(9),
            look(10, basis="operator"),
            look(11, kind="refused", basis=None, why="failed"),
            look(12, kind="refused", basis=None, why="no_consent"),
        ],
    )
    made = database(disclosed(told))
    assert [row["disclosure_id"] for row in answer(made, "looks_without_valid_consent")] == ["dossier-een/case/9"]
    assert [row["disclosure_id"] for row in answer(made, "looks_to_ask_about")] == ["dossier-een/case/10"]
    assert [(row["verdict"], row["looks"]) for row in answer(made, "grounds_counted")] == [
        ("ask", 1),
        ("no_ground", 1),
        ("valid", 1),
    ]
    assert [row["disclosure_id"] for row in answer(made, "failed_exports")] == ["dossier-een/case/11"]
    assert [row["why"] for row in answer(made, "refused_looks")] == ["no_consent"]
    assert len(answer(made, "looks_of_the_operator")) == 1
    assert len(answer(made, "who_saw_what")) == 3
    assert answer(made, "who_saw_what", recipient="org-2") == []


def test_every_finding_of_the_view_has_its_sentence() -> None:
    from svh_datasette import judging  # noqa: PLC0415 - read as text
    from svh_datasette.tables.findings import _FOUND  # noqa: PLC0415

    for name in _FOUND:
        assert f"'{name}'" in judging.SQL or name in {"consent_withdrawn", "consent_case_ended"}


def test_consents_are_those_of_the_day() -> None:
    at = datetime.fromisoformat("2026-01-10T09:00:00+00:00")
    told = case(
        given(1, "vast"),
        given(2, "kort", until="2026-02-05"),
        given(3, "later", begins="2026-03-01"),
        given(4, "gestopt"),
        entry(5, "consent.withdrawn", category="consent", at=at, data={"consent": "gestopt"}),
    )
    made = database(disclosed(told))

    def on(day: str) -> list[str]:
        return [row["consent"] for row in answer(made, "consents_on_a_day", day=day)]

    assert on("") == ["vast", "kort"]  # the day it was made, 31 January
    assert on("2026-02-05") == ["vast", "kort"]
    assert on("2026-02-06") == ["vast"]
    assert on("2026-03-01") == ["vast", "later"]
    assert on("2025-12-31") == []
    assert [row["consent"] for row in answer(made, "consents_ending_soon")] == ["kort"]
    assert answer(made, "consents_ending_soon", days="4") == []
    assert answer(made, "consents_ending_soon", day="2026-02-06") == []


def test_other_grounds_are_looked_at_again() -> None:
    ground = entry(
        2, "other_ground.invoked", data={"ground": "legal_duty", "recipient": "org-1", "review_on": "2026-02-01"}
    )
    made = database(disclosed(case(ground)))
    assert answer(made, "other_grounds_to_review") == []
    assert len(answer(made, "other_grounds_to_review", day="2026-02-01")) == 1


def test_what_the_questions_cannot_see_is_said() -> None:
    made = database(disclosed(case(name="dicht", categories=["access", "care", "identity"]), case(name="open")))
    assert answer(made, "cases_not_shown_whole") == [{"case": "dicht", "closed": "consent, nomination, regie"}]


def test_decisions_are_counted_by_standing() -> None:
    told = case(
        entry(1, "goal.set", standing="own", data={"goal": "a"}),
        entry(2, "goal.set", standing="taken_over", by="noor", data={"goal": "b"}),
        entry(3, "goal.set", standing="own", corrected=True, data={"goal": "c"}),
    )
    made = database(disclosed(told))
    counted = [(row["domain"], row["standing"], row["decisions"]) for row in answer(made, "decisions_by_standing")]
    assert counted == [("WHAT", "own", 1), ("WHAT", "taken_over", 1)]
    assert [(row["by"], row["number"]) for row in answer(made, "decisions_of_others")] == [("noor", 2)]
