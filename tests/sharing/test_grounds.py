"""What opens and closes a category: consents and their noes, other grounds, emergencies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest

from svh_core import Viewer
from svh_core.sharing.grounds import CATEGORIES
from svh_core.testing import says

from .stories import CASE, GOAL, NOW, OPENED, Line, Story, accepts, adds, consents, involves, nominates, withdraws

GOALS: Final = {"k-goals-asks", "k-goals-rust"}
NOOR: Final = Viewer("noor", capacity="professional", organisation="org-1")
ARTS: Final = Viewer("arts", capacity="professional", organisation="org-2")
ZUS: Final = Viewer("zus", capacity="member")
LAB: Final = Viewer("onderzoek", capacity="researcher", organisation="org-3")
TODAY: Final = NOW.date()


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def story(*lines: Line) -> Story:
    around = (
        adds("zus"),
        involves("noor", organisation="org-1"),
        involves("arts", "lead_clinician", organisation="org-2"),
    )
    return Story(OPENED, GOAL, *around, *lines)


def opens(viewer: Viewer, *lines: Line, purpose: str = "care") -> bool:
    seen = story(*lines).sees(viewer, purpose) & GOALS
    assert seen in (set(), GOALS)
    return bool(seen)


def test_nothing_is_open_before_somebody_consents() -> None:
    assert not opens(NOOR)
    assert not opens(LAB)


@pytest.mark.parametrize(
    ("kind", "to", "viewer"),
    [
        ("person", "noor", NOOR),
        ("role", "care_worker", NOOR),
        ("role", "professional", NOOR),
        ("organisation", "org-1", NOOR),
        ("role", "researcher", LAB),
        ("organisation", "org-3", LAB),
        ("person", "onderzoek", LAB),
    ],
)
def test_a_consent_opens_to_whom_it_names_and_to_nobody_else(kind: str, to: str, viewer: Viewer) -> None:
    told = consents("goals", to=to, kind=kind)
    assert opens(viewer, told)
    others = {NOOR, ARTS, LAB} - {viewer} - ({ARTS} if to == "professional" else set())
    assert not any(opens(other, told) for other in others)


@pytest.mark.parametrize(
    ("kind", "to"),
    [("role", "noor"), ("organisation", "noor"), ("person", "care_worker"), ("person", "org-1"), ("role", "org-1")],
)
def test_a_name_of_another_kind_means_somebody_else(kind: str, to: str) -> None:
    assert not opens(NOOR, consents("goals", to=to, kind=kind))


def test_a_role_is_what_the_trail_says_and_only_in_that_capacity() -> None:
    told = consents("goals", to="care_worker", kind="role")
    assert not opens(Viewer("noor", capacity="organisation"), told)
    assert not opens(Viewer("vreemde", capacity="professional"), told)
    by_herself = involves("buur", "nurse", by="buur")
    assert not opens(Viewer("buur", capacity="professional"), by_herself, consents("goals", to="nurse", kind="role"))


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_consent_opens_the_category_it_names_and_no_other(category: str) -> None:
    told = story(consents(category, to="onderzoek"))
    before = {word for word in told.sees(Viewer("beheer", capacity="operator")) if word.startswith(f"k-{category}-")}
    assert told.sees(LAB) == before
    grounds = told.book.explain(CASE, viewer=LAB, purpose="care")
    assert [ground.category for ground in grounds if ground.opens] == [category]


@pytest.mark.parametrize(
    ("more", "is_open"),
    [
        ({}, True),
        ({"from_": day(0)}, True),
        ({"from_": day(1)}, False),
        ({"until": day(0)}, True),
        ({"until": day(-1)}, False),
        ({"purpose": "support_group"}, False),
        ({"but_not": ["noor"]}, False),
        ({"but_not": ["care_worker"]}, False),
        ({"but_not": ["professional"]}, False),
        ({"but_not": ["org-1"]}, False),
        ({"but_not": ["arts", "org-2", "nurse"]}, True),
        ({"by": "mila", "entered_by": "noor"}, True),
    ],
)
def test_a_consent_holds_within_its_days_for_its_purpose_and_not_for_who_is_left_out(
    more: dict[str, Any],
    is_open: bool,  # noqa: FBT001
) -> None:
    entered_by = {key: more.pop(key) for key in ("entered_by",) if key in more}
    assert opens(NOOR, consents("goals", to="noor", **more, **entered_by)) is is_open


def test_a_purpose_that_was_not_asked_for_opens_nothing() -> None:
    told = consents("goals", to="onderzoek", purpose="research")
    assert opens(LAB, told, purpose="research")
    assert not opens(LAB, told, purpose="quality")


def test_what_is_withdrawn_is_closed_at_once_and_what_is_not_yet_valid_opens_on_its_day() -> None:
    told = story(consents("goals", to="noor"))
    assert told.sees(NOOR) >= GOALS
    told.then(withdraws())
    assert not told.sees(NOOR) & GOALS
    told.then(consents("goals", to="noor", consent="c2", from_=day(1), until=day(1)))
    assert not told.sees(NOOR) & GOALS
    told.now += timedelta(days=1)
    assert told.sees(NOOR) >= GOALS
    told.now += timedelta(days=1)
    assert not told.sees(NOOR) & GOALS


WIDE: Final = {
    "role": consents("goals", to="professional", kind="role", consent="wide"),
    "organisation": consents("goals", to="org-1", kind="organisation", consent="wide"),
}


@pytest.mark.parametrize("wide", WIDE)
@pytest.mark.parametrize("left_out", ["noor", "care_worker", "org-1"])
def test_a_no_wins_over_a_wider_yes_whichever_comes_first(wide: str, left_out: str) -> None:
    told = consents("goals", to="org-9", kind="organisation", consent="no", but_not=[left_out])
    named_again = wide == "organisation" and left_out == "org-1"
    assert opens(NOOR, WIDE[wide], told) is named_again
    assert opens(NOOR, told, WIDE[wide]) is named_again


@pytest.mark.parametrize(
    ("left_out", "kind", "to", "is_open"),
    [
        (["noor"], "person", "noor", True),
        (["noor"], "role", "care_worker", False),
        (["noor"], "organisation", "org-1", False),
        (["care_worker"], "role", "care_worker", True),
        (["care_worker"], "person", "noor", True),
        (["care_worker"], "organisation", "org-1", False),
        (["org-1"], "organisation", "org-1", True),
        (["org-1"], "role", "care_worker", False),
        (["org-1", "noor"], "person", "noor", True),
    ],
)
def test_a_no_gives_way_to_a_consent_that_names_whom_it_left_out(
    left_out: list[str],
    kind: str,
    to: str,
    is_open: bool,  # noqa: FBT001
) -> None:
    no = consents("goals", to="org-9", kind="organisation", consent="no", but_not=left_out)
    yes = consents("goals", to=to, kind=kind, consent="yes")
    assert opens(NOOR, no, yes) is opens(NOOR, yes, no) is is_open


def test_two_noes_both_have_to_give_way() -> None:
    noes = [
        consents("goals", to="org-9", kind="organisation", consent=f"no-{one}", but_not=[one])
        for one in ("org-1", "care_worker")
    ]
    yes = consents("goals", to="org-1", kind="organisation", consent="yes")
    assert opens(NOOR, noes[0], yes)
    assert not opens(NOOR, *noes, yes)
    assert not opens(NOOR, *reversed(noes), yes)
    assert opens(NOOR, *noes, consents("goals", to="noor", consent="name"))


def test_a_no_closes_what_a_capacity_opens_by_itself() -> None:
    joined = (nominates("zus"), accepts("zus"))
    assert opens(ZUS, *joined)
    assert not opens(ZUS, *joined, consents("goals", to="member", kind="role", but_not=["zus"]))
    scope = says("representative.appointed", "mila", person="tante", scope=["WHAT"], from_="2017-01-01")
    told = story()
    asked = told.number(scope)
    told.then(says("request.answered", "tante", request=asked, person="tante", answer="yes"))
    tante = Viewer("tante", capacity="representative")
    assert told.sees(tante) >= GOALS
    told.then(consents("goals", to="org-9", kind="organisation", but_not=["tante"]))
    assert not told.sees(tante) & GOALS


def test_a_consent_widens_what_a_representative_sees_beyond_their_scope() -> None:
    told = story()
    asked = told.number(says("representative.appointed", "mila", person="tante", scope=["HOW"], from_="2017-01-01"))
    told.then(says("request.answered", "tante", request=asked, person="tante", answer="yes"))
    tante = Viewer("tante", capacity="representative")
    assert "k-goals-rust" not in told.sees(tante)
    told.then(consents("goals", to="tante"))
    assert told.sees(tante) >= GOALS


def test_no_in_one_capacity_is_no_in_every_other() -> None:
    no = consents("goals", to="org-1", kind="organisation", but_not=["care_worker"])
    assert not opens(Viewer("noor", capacity="organisation", organisation="org-1"), no)


def test_consents_for_care_end_with_the_case_and_those_for_research_with_their_own_period() -> None:
    told = story(consents("goals", to="noor"), consents("goals", to="onderzoek", consent="c2", purpose="research"))
    told.then(says("case.closed", "mila", why="done"))
    assert not told.sees(NOOR) & GOALS
    assert told.sees(LAB, "research") >= GOALS


def test_a_consent_that_belongs_in_another_case_opens_nothing() -> None:
    told = story()
    given = told.number(consents("goals", to="noor"))
    told.then(says("entry.corrected", "mila", entry=given, wrong="case"))
    assert not told.sees(NOOR) & GOALS


# Without consent.


def ground(recipient: str, *, review_on: str, ground: str = "court_order") -> Line:
    return says(
        "other_ground.invoked",
        "noor",
        ground=ground,
        categories=["goals"],
        recipient=recipient,
        review_on=review_on,
        assessment="k-consent-assessment",
    )


@pytest.mark.parametrize("recipient", ["arts", "lead_clinician", "org-2"])
def test_another_ground_opens_to_its_recipient_until_the_day_of_its_review(recipient: str) -> None:
    told = story(ground(recipient, review_on=day(1)))
    assert told.sees(ARTS) >= GOALS
    assert not told.sees(NOOR) & GOALS
    told.now += timedelta(days=1)
    assert told.sees(ARTS) >= GOALS
    told.now += timedelta(days=1)
    assert not told.sees(ARTS) & GOALS


def test_another_ground_holds_against_a_no() -> None:
    no = consents("goals", to="org-9", kind="organisation", but_not=["arts"])
    assert opens(ARTS, no, ground("arts", review_on=day(1)))


def emergency(recipient: str, *categories: str) -> Line:
    return says(
        "emergency.opened",
        recipient,
        on=NOW.isoformat(),
        recipient=recipient,
        categories=list(categories),
        review_on=day(7),
        reason="nood",
    )


def test_an_emergency_opens_to_its_recipient_alone_until_it_is_reviewed() -> None:
    told = story()
    number = told.number(emergency("dienst", "goals"))
    dienst = Viewer("dienst", capacity="organisation")
    assert told.sees(dienst) == GOALS
    assert not told.sees(NOOR) & GOALS
    look = list(told.book.log.entries(CASE))[-2]
    assert look.event.basis == f"entry:{number}"
    told.then(says("emergency.reviewed", "noor", emergency=number, outcome="right"))
    assert told.sees(dienst) == set()


def test_an_emergency_that_nobody_reviewed_ends_after_its_day() -> None:
    told = story(emergency("dienst", "goals"))
    told.now += timedelta(days=8)
    assert told.sees(Viewer("dienst", capacity="organisation")) == set()


def test_an_emergency_in_the_name_of_a_role_opens_to_no_role() -> None:
    assert not opens(NOOR, emergency("care_worker", "goals"))


def test_emergencies_and_grounds_go_on_after_the_case_is_closed() -> None:
    told = story(ground("arts", review_on=day(1)), says("case.closed", "mila", why="done"))
    assert told.sees(ARTS) >= GOALS
