"""Whether a look rests on what it says: each answer, of a case made by hand."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from an_audit import EVERYTHING, answer, case, disclosed, entry, rows, table
from svh_core import DisclosedCase, DisclosedEntry
from svh_core.sharing.grounds import BEFORE_CONSENT
from svh_datasette.database import database
from svh_datasette.judging import VIEWS
from svh_datasette.queries import QUERIES, Query
from svh_datasette.tables.findings import _FOUND

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


def law(recipient: str = "org-1", review_on: str = "2026-01-20", *categories: str, number: int = 2) -> DisclosedEntry:
    opens = categories or ("goals",)
    data = {"ground": "legal_duty", "recipient": recipient, "review_on": review_on, "categories": opens}
    return entry(number, "other_ground.invoked", category="consent", data=data)


def role(number: int, name: str) -> DisclosedEntry:
    return given(number, recipient_kind="role", recipient=name)


OPENED = entry(1, "case.opened", category="care", data={"resident": "mila", "method": "support_group"})
WITHDRAWN = entry(5, "consent.withdrawn", category="consent", data={"consent": "c"})
CLOSED = entry(5, "case.closed", category="time", data={"why": "done"})
STOPPED = entry(5, "participation.decided", data={"answer": "stop"})
LEFT = entry(5, "member.left", category="nomination", data={"person": "zus"})
CLOSED_AGAIN = entry(8, "passage.closed", category="consent", data={"person": "mila", "entry": 2, "recipient": "zus"})


def works(role: str = "nurse", organisation: str = "org-1", **told: Any) -> DisclosedEntry:
    data = {"person": "noor", "role": role, "organisation": organisation, "from": "2026-01-01"}
    return entry(3, "involvement.recorded", category="care", data=data, **told)


def stopped_working(on: str) -> DisclosedEntry:
    return entry(5, "involvement.ended", category="care", data={"person": "noor", "role": "nurse", "on": on})


STOPPED_WORKING = stopped_working("2026-01-20")


def asked(person: str, number: int = 2) -> DisclosedEntry:
    return entry(number, "nomination.made", category="nomination", data={"person": person})


def joined(person: str, number: int = 3) -> list[DisclosedEntry]:
    """Somebody was asked, and takes part."""
    return [
        asked(person, number - 1),
        entry(number, "member.joined", category="nomination", by=person, data={"person": person}),
    ]


def group_ended(group: str) -> DisclosedEntry:
    return entry(5, "group.ended", category="meetings", data={"group": group, "why": "done"})


def guest(person: str) -> DisclosedEntry:
    return entry(2, "guest.invited", category="nomination", data={"person": person, "meeting": "m"})


def appointed(person: str) -> DisclosedEntry:
    data = {"person": person, "scope": ["WHAT"], "from": "2026-01-01"}
    return entry(2, "representative.appointed", data=data)


def answered(answer: str, number: int = 4) -> DisclosedEntry:
    data = {"request": 2, "person": "zus", "answer": answer}
    return entry(number, "request.answered", category="nomination", by="zus", data=data)


def by_law(basis: str, *, by: str = "mila", **told: str) -> DisclosedEntry:
    data = {"person": "zus", "basis": basis, "scope": ["WHAT"], "from": "2026-01-01", **told}
    return entry(2, "legal_representation.recorded", by=by, data=data)


def confirmed(number: int, *entries: int) -> DisclosedEntry:
    return entry(number, "decision.confirmed", data={"entries": list(entries), "person": "mila"})


def shared(recipient: str, of: int = 7) -> DisclosedEntry:
    data = {"person": "mila", "entry": of, "recipient_kind": "person", "recipient": recipient}
    return entry(6, "passage.shared", category="consent", data=data)


@pytest.mark.parametrize(
    ("entries", "asked", "expected"),
    [
        # A consent
        ([given()], {}, "consent"),
        ([given(recipient_kind="person", recipient="noor")], {"recipient": "noor", "capacity": "member"}, "consent"),
        ([*joined("zus"), role(4, "member")], {**SISTER, "basis": "entry:4"}, "consent"),
        ([role(2, "nurse"), works()], NURSE, "consent"),
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
        ([given(recipient="org-2")], {"plugin": "svh-hours/0.1.0"}, "consent_other_recipient"),
        ([given(recipient="org-2"), given(3, "d")], {}, "consent_other_recipient"),
        ([given(recipient="org-2")], {}, "works_there_unseen"),  # who looks may come for it
        ([given(recipient_kind="person", recipient="noor")], SISTER, "consent_other_recipient"),
        ([role(2, "gp"), works()], NURSE, "consent_other_recipient"),
        ([given()], NURSE, "works_there_unseen"),
        ([given(but_not=["org-1"])], {}, "consent_leaves_out"),
        ([role(2, "member"), *joined("zus", 4)], {**SISTER, "number": 9}, "consent"),
        ([given(recipient_kind="person", recipient="noor", but_not=["nurse"]), works()], NURSE, "consent_leaves_out"),
        ([given(9)], {"basis": "entry:9"}, "not_there"),
        ([given(12)], {"basis": "entry:12"}, "not_there"),
        # Nobody is what they say on their word alone
        ([role(2, "member")], SISTER, "consent_other_recipient"),
        ([*joined("zus", 4), LEFT, role(2, "member")], SISTER, "consent_other_recipient"),
        ([role(2, "nurse"), works(), STOPPED_WORKING], NURSE, "consent_other_recipient"),
        ([role(2, "nurse"), works(by="noor")], NURSE, "consent_other_recipient"),
        ([role(2, "nurse"), works(by="noor"), confirmed(5, 3)], NURSE, "consent"),
        ([role(2, "researcher")], {"recipient": "onderzoeker", "capacity": "researcher"}, "works_there_unseen"),
        ([given(recipient_kind="person", recipient="noor")], {**NURSE, "capacity": "nobody"}, "capacity_unknown"),
        ([given(recipient_kind="person", recipient="noor")], {**NURSE, "capacity": None}, "capacity_unknown"),
        ([given()], {"capacity": "auditor"}, "operator_in_another_capacity"),
        ([given()], {"capacity": "operator"}, "operator_in_another_capacity"),
        # More than was open
        ([given()], {"categories": ["crisis"]}, "more_than_opened"),
        ([given()], {"categories": ["goals", "crisis"]}, "more_than_opened"),
        ([given(), given(3, "d", categories=["crisis"])], {"categories": ["goals", "crisis"]}, "consent"),
        ([given(), given(3, "d", categories=["crisis"], purpose="care")], {"categories": ["crisis"]},
         "more_than_opened"),
        ([given(), given(3, "d", categories=["crisis"]), entry(5, "consent.withdrawn", data={"consent": "d"})],
         {"categories": ["goals", "crisis"]}, "more_than_opened"),
        ([given(), law("org-1", "2026-01-20", "crisis", number=3)], {"categories": ["goals", "crisis"]}, "consent"),
        ([given(documents=["kaart"])], {"categories": ["goals", "crisis"]}, "consent"),
        ([law()], {"categories": ["identity", "crisis"]}, "more_than_opened"),
        ([law("org-1", "2026-01-20", "crisis"), given(3, "d")], {"categories": ["goals", "crisis"]}, "other_ground"),
        ([given(), works()], {**NURSE, "categories": ["goals", "care", "regie"]}, "consent"),
        ([given(), works()], {**NURSE, "categories": ["goals", "identity"]}, "more_than_opened"),
        ([given(), works(), shared("noor")], {**NURSE, "categories": ["goals", "identity"]}, "more_unseen"),
        ([given(), works(), given(4, "no", categories=["care"], but_not=["nurse"])],
         {**NURSE, "categories": ["goals", "care"]}, "more_than_opened"),
        # Other grounds
        ([law()], {}, "other_ground"),
        ([law("noor")], NURSE, "other_ground"),
        ([law("nurse"), works()], NURSE, "other_ground"),
        ([law(), works()], NURSE, "other_ground"),
        ([law()], NURSE, "works_there_unseen"),
        ([law(review_on="2026-01-19")], {}, "ground_over"),
        ([law("org-2")], {"plugin": "svh-hours/0.1.0"}, "ground_of_another"),
        ([law("org-2")], {}, "works_there_unseen"),
        # Taking part
        (joined("zus"), {**SISTER, "basis": "entry:3"}, "part_of_it"),
        ([*joined("zus"), LEFT], {**SISTER, "basis": "entry:3"}, "not_part_of_it_then"),
        ([*joined("zus"), LEFT], {**SISTER, "basis": "entry:3", "number": 4}, "part_of_it"),
        ([*joined("zus"), group_ended("support_group")], {**SISTER, "basis": "entry:3"}, "not_part_of_it_then"),
        ([*joined("zus"), group_ended("koffie")], {**SISTER, "basis": "entry:3"}, "part_of_it"),
        ([*joined("zus"), CLOSED], {**SISTER, "basis": "entry:3"}, "more_than_opened"),
        ([*joined("zus"), STOPPED], {**SISTER, "basis": "entry:3"}, "more_than_opened"),
        ([*joined("zus"), CLOSED, entry(6, "case.reopened")], {**SISTER, "basis": "entry:3"}, "part_of_it"),
        (joined("zus"), {**SISTER, "basis": "entry:3", "capacity": "professional"}, "more_than_opened"),
        (joined("zus"), {**SISTER, "basis": "entry:3", "capacity": "guest", "categories": []}, "part_of_it_otherwise"),
        ([works()], {**NURSE, "basis": "entry:3", "categories": ["regie", "care", "meetings"]}, "part_of_it"),
        ([works(), STOPPED_WORKING], {**NURSE, "basis": "entry:3", "categories": ["care"]}, "not_part_of_it_then"),
        ([works(), stopped_working("2026-01-21")], {**NURSE, "basis": "entry:3", "categories": ["care"]}, "part_of_it"),
        ([works(by="noor")], {**NURSE, "basis": "entry:3", "categories": ["care"]}, "not_part_of_it_then"),
        ([asked("zus")], {**SISTER, "capacity": "nominee", "categories": ["nomination"]}, "part_of_it"),
        (joined("zus"), {**SISTER, "capacity": "nominee", "categories": ["nomination"]}, "part_of_it"),
        ([asked("zus"), entry(4, "nomination.declined", data={"person": "zus"})],
         {**SISTER, "capacity": "nominee", "categories": ["nomination"]}, "not_part_of_it_then"),
        ([guest("zus")], {**SISTER, "capacity": "guest", "categories": ["regie"]}, "part_of_it"),
        ([guest("zus"), entry(4, "guest.uninvited", data={"person": "zus", "meeting": "m"})],
         {**SISTER, "capacity": "guest", "categories": ["regie"]}, "not_part_of_it_then"),
        ([guest("zus"), entry(4, "meeting.cancelled", data={"meeting": "m"})],
         {**SISTER, "capacity": "guest", "categories": ["regie"]}, "not_part_of_it_then"),
        ([appointed("zus")], {**SISTER, "capacity": "representative"}, "not_part_of_it_then"),
        ([appointed("zus"), answered("yes")], {**SISTER, "capacity": "representative"}, "part_of_it"),
        ([appointed("zus"), answered("yes"), answered("no", 5)], {**SISTER, "capacity": "representative"},
         "not_part_of_it_then"),
        ([appointed("zus"), answered("yes"), entry(5, "representation.ended", data={"person": "zus"})],
         {**SISTER, "capacity": "representative"}, "not_part_of_it_then"),
        ([by_law("mentor")], {**SISTER, "capacity": "representative"}, "part_of_it"),
        ([by_law("mentor", by="zus")], {**SISTER, "capacity": "representative"}, "not_part_of_it_then"),
        ([by_law("administrator")], {**SISTER, "capacity": "representative"}, "not_part_of_it_then"),
        ([by_law("mentor", until="2026-01-19")], {**SISTER, "capacity": "representative"}, "not_part_of_it_then"),
        ([entry(2, "member.joined", data={"person": "noor"})], SISTER, "about_another"),
        ([entry(2, "goal.set", data={"goal": "rust"})], {}, "not_a_ground"),
        # What rests on no entry
        ([], {"basis": "resident", "recipient": "mila", "capacity": "resident"}, "resident"),
        ([], {"basis": "resident"}, "not_the_resident"),
        (joined("zus"), {**SISTER, "basis": "own_words", "categories": []}, "own_words"),
        ([entry(2, "agreement.made", data={"agreement": "a", "giver": "zus"})],
         {**SISTER, "basis": "own_words", "categories": []}, "own_words"),
        ([], {**SISTER, "basis": "own_words", "categories": []}, "own_words_unseen"),
        ([entry(2, "goal.set", by="zus"), shared("zus", 2)], {**SISTER, "basis": "own_words", "categories": ["regie"]},
         "own_words"),
        ([entry(2, "goal.set", by="zus"), shared("zus", 2), CLOSED_AGAIN],
         {**SISTER, "basis": "own_words", "categories": ["regie"]}, "more_than_opened"),
        ([entry(2, "goal.set", by="zus")], {**SISTER, "basis": "own_words", "categories": ["crisis"]},
         "more_than_opened"),
        ([], {"recipient": "x", "capacity": "nobody", "basis": "own_words", "categories": ["goals", "crisis"]},
         "more_than_opened"),
        ([], {"basis": "own_words", "categories": []}, "own_words_of_an_organisation"),
        ([], {"basis": "operator", "recipient": "operator", "capacity": "operator"}, "operator_in_the_case"),
        ([], {"basis": "operator", "capacity": "auditor"}, "auditor"),
        ([], {"basis": "operator", "stream": "access/origin", "number": 1, "capacity": "operator"}, "operator"),
        ([], {"basis": "operator", "stream": "access/origin", "number": 1, "capacity": "auditor"}, "elsewhere"),
        ([given(), WITHDRAWN], ELSEWHERE, "elsewhere"),
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


BROKEN = look(2, kind="emergency", basis=None, recipient="noor", capacity=None, purpose=None, categories=["crisis"])
REVIEWED = look(5, kind="reviewed", basis=None, recipient=None, capacity=None, purpose=None, categories=None)
ON_THE_CARD = {**NURSE, "categories": ["crisis"]}


@pytest.mark.parametrize(
    ("around", "asked", "expected"),
    [
        ([], ON_THE_CARD, "emergency"),
        ([], {**ON_THE_CARD, "recipient": "zus"}, "ground_of_another"),
        ([], {**ON_THE_CARD, "categories": ["goals", "identity", "deepening"]}, "more_than_opened"),
        ([], {**ON_THE_CARD, "recorded_at": "2026-02-20T12:00:00Z"}, "ground_over"),
        ([REVIEWED], ON_THE_CARD, "emergency_reviewed"),
        ([{**REVIEWED, "number": 12}], ON_THE_CARD, "emergency"),
    ],
)
def test_an_emergency_is_among_the_looks_and_opens_what_it_says(
    around: list[dict[str, Any]], asked: dict[str, Any], expected: str
) -> None:
    assert found(BROKEN, *around, look(**asked)) == [expected]


def test_an_emergency_may_open_a_document_that_this_file_does_not_name() -> None:
    assert found({**BROKEN, "categories": []}, look(**ON_THE_CARD)) == ["more_unseen"]


def test_what_opens_more_may_be_closed_in_this_file() -> None:
    for closed in ("nomination", "identity", "regie"):
        opened = [one for one in EVERYTHING if one != closed]
        seen = look(**NURSE) | {"categories": ["goals", "identity"]}
        consent = given(recipient_kind="person", recipient="noor")
        assert found(seen, entries=(consent,), categories=opened) == ["more_unseen"]


def test_what_is_refused_needs_no_ground() -> None:
    assert found(look(kind="refused", basis=None, why="no_consent")) == []


def test_what_is_closed_cannot_be_judged() -> None:
    for closed in ("consent", "nomination", "care", "regie"):
        opened = [one for one in EVERYTHING if one != closed]
        assert found(look(**NURSE), categories=opened) == ["cannot_be_seen"]
    for closed in ("nomination", "care"):  # nothing there opens anything to an organisation
        assert found(look(), categories=[one for one in EVERYTHING if one != closed]) == ["more_than_opened"]
    nobody = [one for one in EVERYTHING if one != "identity"]
    assert found(look(basis="resident"), categories=nobody) == ["cannot_be_seen"]
    assert found(look(**NURSE), entries=(role(2, "nurse"),), categories=nobody) == ["works_there_unseen"]
    unnamed = entry(2, "involvement.recorded", category="care", data={"role": "nurse"})
    assert found(look(**NURSE), entries=(unnamed,), categories=nobody) == ["cannot_be_seen"]


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
    (judged,) = (view.sql for view in VIEWS if view.name == "looks_judged")
    named = set(re.findall(r"(?:THEN|ELSE) '([a-z_]+)'", judged)) - {"consent_"}
    assert named | {"consent_withdrawn", "consent_case_ended"} == set(_FOUND)


def test_what_taking_part_opens_is_what_svh_core_says() -> None:
    told = re.findall(r"SELECT '(\w+)'(?: AS capacity)?, '(\w+)'", VIEWS[1].sql)
    opens = {capacity: {category for one, category in told if one == capacity} for capacity, _ in told}
    opens["representative"] = set(re.findall(r"\('(\w+)'\)", VIEWS[1].sql))
    assert opens == {capacity: set(categories) for capacity, categories in BEFORE_CONSENT.items()}


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
    assert answer(made, "cases_not_shown_whole") == [
        {"case": "dicht", "closed": "consent, meetings, nomination, regie, time"}
    ]


def test_decisions_are_counted_as_the_figures_count_them() -> None:
    told = case(
        OPENED,
        entry(2, "goal.set", standing="own", entered_by="mila", data={"goal": "a"}),
        entry(3, "goal.set", standing="taken_over", by="noor", entered_by="noor", data={"goal": "b"}),
        entry(4, "goal.set", standing="own", entered_by="noor", data={"goal": "c"}),  # "that I did not say"
        entry(5, "objection.raised", data={"entry": 4}),
        entry(6, "goal.set", standing="own", entered_by="noor", data={"goal": "d"}),
        entry(7, "decision.confirmed", data={"entries": [6], "person": "mila"}),
        entry(8, "goal.set", standing="own", entered_by="noor", data={"goal": "e"}),
        entry(9, "objection.raised", by="zus", data={"entry": 8}),  # somebody else's
        entry(10, "goal.set", standing="own", corrected=True, data={"goal": "f"}),
        entry(11, "entry.corrected", data={"entry": 10, "wrong": "entered_twice"}),
        entry(12, "consent.given", standing="own", data={}),
        entry(13, "agreement.made", standing="own", by="zus", data={"giver": "zus"}),
        entry(14, "member.joined", standing="own", entered_by="core", data={"person": "zus"}),
    )
    made = database(disclosed(told))
    counted = [
        {name: row[name] for name in ("domain", "counts_as", "decisions", "confirmed", "objected", "open")}
        for row in answer(made, "decisions_by_standing")
    ]
    assert counted == [
        {"domain": "WHAT", "counts_as": "contested", "decisions": 1, "confirmed": 0, "objected": 1, "open": 0},
        {"domain": "WHAT", "counts_as": "own", "decisions": 3, "confirmed": 1, "objected": 0, "open": 1},
        {"domain": "WHAT", "counts_as": "taken_over", "decisions": 1, "confirmed": 0, "objected": 0, "open": 1},
    ]
    positions = {row["id"]: row["position"] for row in table("decisions", told)}
    assert positions["dossier-een/2"] == "settled"
    assert positions["dossier-een/14"] is None
    assert [(row["by"], row["number"]) for row in answer(made, "decisions_of_others")] == [("noor", 3)]


@pytest.mark.parametrize(("scope", "expected"), [("WHAT", "contested"), ("WHO", "own")])
def test_who_represents_the_resident_objects_for_them(scope: str, expected: str) -> None:
    data = {"person": "zus", "basis": "mentor", "scope": [scope], "from": "2026-01-01"}
    told = case(
        OPENED,
        entry(2, "legal_representation.recorded", data=data),
        entry(3, "goal.set", standing="own", entered_by="noor", data={"goal": "a"}),
        entry(4, "objection.raised", by="zus", data={"entry": 3}),
    )
    (row,) = answer(database(disclosed(told)), "decisions_by_standing")
    assert row["counts_as"] == expected


# What is asked of the questions


DAYS = [query for query in QUERIES if "day" in query.params]


@pytest.mark.parametrize("query", DAYS, ids=lambda query: query.name)
@pytest.mark.parametrize("day", ["1-7-2025", "2025-07-01x", "2025-02-30", "now", "vandaag", "2025-7-1", "20250701"])
def test_what_is_no_day_is_said(query: Query, day: str) -> None:
    (row,) = answer(database(disclosed(case(OPENED, given(), law()))), query.name, day=day)
    assert next(iter(row.values())) == "No valid day: write 2025-07-01."
    assert set(list(row.values())[1:]) == {None}


@pytest.mark.parametrize("days", ["abc", "-1", "3.5", "30 dagen", "999999"])
def test_what_is_no_number_of_days_is_said(days: str) -> None:
    ends_soon = case(OPENED, given(until="2026-02-05"))
    (row,) = answer(database(disclosed(ends_soon)), "consents_ending_soon", days=days)
    assert row["until"] == "No valid number of days: write 30."
    (row,) = answer(database(disclosed(ends_soon, language="nl")), "consents_ending_soon", days=days)
    assert row["until"] == "Dat is geen aantal dagen: schrijf 30."


def test_what_ends_soon_is_asked_of_a_day_in_the_past() -> None:
    def on(day: str) -> datetime:
        return datetime.fromisoformat(f"{day}T09:00:00+00:00")

    told = case(
        entry(2, "consent.given", at=on("2026-01-05"),
              data={**WITHIN, "consent": "c", "from": "2026-01-01", "until": "2026-01-31"}),
        entry(5, "consent.withdrawn", at=on("2026-01-20"), data={"consent": "c"}),
    )  # fmt: skip
    made = database(disclosed(told))
    found = {
        day: len(answer(made, "consents_ending_soon", day=day))
        for day in ("2026-01-04", "2026-01-05", "2026-01-19", "2026-01-20", "2026-02-01")
    }
    assert found == {"2026-01-04": 0, "2026-01-05": 1, "2026-01-19": 1, "2026-01-20": 0, "2026-02-01": 0}


@pytest.mark.parametrize("name", ["looks_without_valid_consent", "looks_to_ask_about"])
def test_where_nothing_can_be_judged_that_is_said(name: str) -> None:
    assert [row["found"] for row in answer(database(disclosed()), name)] == ["No case in this file."]
    closed = case(OPENED, categories=["goals"])
    assert [row["found"] for row in answer(database(disclosed(closed, language="nl")), name)] == [
        "Dit bestand laat van geen enkele steungroep zien wie keek."
    ]
    assert answer(database(disclosed(case(OPENED))), name) == []


def test_looks_of_the_operator_are_said_not_to_be_there() -> None:
    (query,) = (one for one in QUERIES if one.name == "looks_of_the_operator")
    assert "is not in this file" in query.says["en"]
    assert "staat niet in dit bestand" in query.says["nl"]
