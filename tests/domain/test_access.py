"""Looks, emergencies, forgetting and private books: every rule with what it accepts and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from svh_core.domain.access import CaseDestroyed, DisclosureMade, DisclosureRefused
from svh_core.domain.case import DraftCase
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import advance, begun
from svh_core.domain.rulebook import Event, StreamKind
from svh_core.domain.values import changed
from svh_core.testing.scenarios import Scenario, given, says
from svh_core.testing.strategies import entries

from .openings import adds, opened, sets_goal

BOOK = "private/b1"

NAMES = st.sampled_from(("operator", "noor", "mila"))
BASES = st.sampled_from(("operator", "own_words", "resident", "care_act")) | st.integers(0, 9).map("entry:{}".format)
LOOKED = st.builds(
    DisclosureMade,
    recipient=NAMES,
    capacity=st.just("operator"),
    purpose=st.just("care"),
    action=st.just("view"),
    categories=st.just(()),
    basis=BASES,
)
NOT_SHOWN = st.builds(
    DisclosureRefused,
    recipient=NAMES,
    capacity=st.just("operator"),
    purpose=st.just("care"),
    categories=st.just(()),
    why=st.just("no_consent"),
)
DESTROYED = st.builds(CaseDestroyed, leaves=st.just(3), leaf_hashes=st.just("00"), ground=st.just("asked"))


def shown(basis: str, recipient: str = "noor", **others: Any) -> dict[str, Any]:
    return says(
        "disclosure.made",
        "noor",
        recipient=recipient,
        capacity="professional",
        purpose="care",
        action="view",
        categories=["goals"],
        basis=basis,
        **others,
    )


def agreed_to(**others: Any) -> Scenario:
    """A case in which noor may read the goals, from entry 4 on."""
    given_to_noor: dict[str, Any] = {
        "purpose": "care",
        "categories": ["goals"],
        "recipient_kind": "person",
        "recipient": "noor",
        "from_": "2017-01-01",
        "channel": "app",
        "text_version": "1",
        "language": "nl",
    }
    return opened(says("consent.given", "mila", consent="c1", **(given_to_noor | others)))


@pytest.mark.rule("a_disclosure_rests_on_something", "accepted")
def test_what_is_shown_may_rest_on_a_consent_that_stands() -> None:
    agreed_to().when(shown("entry:4")).accepted(standing=None)


@pytest.mark.rule("a_disclosure_rests_on_something", "accepted")
@pytest.mark.parametrize("basis", ["own_words", "operator"])
def test_what_is_shown_may_be_ones_own_words_or_what_the_operator_holds_anyway(basis: str) -> None:
    opened().when(shown(basis)).accepted()


@pytest.mark.rule("a_disclosure_rests_on_something", "accepted")
def test_the_resident_is_shown_what_is_theirs() -> None:
    opened().when(shown("resident", recipient="mila")).accepted()


@pytest.mark.rule("a_disclosure_rests_on_something", "accepted")
def test_what_is_shown_may_rest_on_another_ground_or_an_emergency() -> None:
    ground = says(
        "other_ground.invoked",
        "noor",
        ground="vital_interest",
        categories=["crisis"],
        recipient="noor",
        review_on="2017-03-01",
        assessment="er was gevaar",
    )
    emergency = says(
        "emergency.opened", "noor", recipient="noor", categories=["crisis"], review_on="2017-02-20", reason="gevaar"
    )
    opened(ground, emergency).when(shown("entry:4")).accepted()
    opened(ground, emergency).when(shown("entry:5")).accepted()


@pytest.mark.rule("a_disclosure_rests_on_something", "refused")
def test_a_consent_that_was_taken_back_carries_nothing() -> None:
    agreed_to().given(says("consent.withdrawn", "mila", consent="c1")).when(shown("entry:4")).refused_by(
        "a_disclosure_rests_on_something"
    )


@pytest.mark.rule("a_disclosure_rests_on_something", "refused")
@pytest.mark.parametrize("period", [{"until": "2017-02-05"}, {"from_": "2017-02-07"}], ids=["over", "not yet"])
def test_a_consent_carries_nothing_before_or_after_its_time(period: dict[str, str]) -> None:
    agreed_to(**period).when(shown("entry:4")).refused_by("a_disclosure_rests_on_something")


@pytest.mark.rule("a_disclosure_rests_on_something", "refused")
def test_who_was_left_out_of_a_consent_is_shown_nothing_on_it() -> None:
    wide = {"recipient_kind": "role", "recipient": "professional", "but_not": ["noor"]}
    agreed_to(**wide).when(shown("entry:4")).refused_by("a_disclosure_rests_on_something")
    agreed_to(**wide).when(shown("entry:4", recipient="gijs")).accepted()


@pytest.mark.rule("a_disclosure_rests_on_something", "refused")
@pytest.mark.parametrize("ends", [("case.closed", {"why": "done"}), ("participation.decided", {"answer": "stop"})])
def test_a_consent_for_care_ends_with_the_case_and_one_for_research_does_not(ends: tuple[str, dict[str, str]]) -> None:
    over = says(ends[0], "mila", **ends[1])
    agreed_to().given(over).when(shown("entry:4")).refused_by("a_disclosure_rests_on_something")
    agreed_to(purpose="research").given(over).when(shown("entry:4")).accepted()


@pytest.mark.rule("a_disclosure_rests_on_something", "refused")
@pytest.mark.parametrize("basis", ["entry:1", "entry:99", "entry:x", "entry:", "because", "resident"])
def test_what_is_shown_rests_on_nothing_else(basis: str) -> None:
    agreed_to().when(shown(basis)).refused_by("a_disclosure_rests_on_something")


def breaks_the_glass(review_on: str, **others: Any) -> dict[str, Any]:
    return says("emergency.opened", "noor", recipient="noor", categories=["crisis"], review_on=review_on, **others)


@pytest.mark.rule("an_emergency_has_a_reason_and_a_review", "accepted")
@pytest.mark.parametrize("review_on", ["2017-02-06", "2017-03-08"])
def test_who_breaks_the_glass_says_why_and_when_it_is_looked_at_within_thirty_days(review_on: str) -> None:
    opened().when(breaks_the_glass(review_on, reason="er was gevaar")).accepted(standing=None)


@pytest.mark.rule("an_emergency_has_a_reason_and_a_review", "refused")
@pytest.mark.parametrize("review_on", ["2017-02-05", "2017-03-09"])
def test_a_review_lies_neither_before_the_emergency_nor_more_than_thirty_days_after_it(review_on: str) -> None:
    broken = opened().when(breaks_the_glass(review_on, reason="er was gevaar"))
    broken.refused_by("an_emergency_has_a_reason_and_a_review")


@pytest.mark.rule("an_emergency_has_a_reason_and_a_review", "refused")
def test_nobody_breaks_the_glass_without_saying_why() -> None:
    opened().when(breaks_the_glass("2017-02-20")).refused_by("an_emergency_has_a_reason_and_a_review")


ASKED = says("forgetting.asked", "zus", person="zus", ground="own_wish")


@pytest.mark.rule("only_a_request_to_forget_is_settled", "accepted")
def test_forgetting_is_done_on_a_request() -> None:
    case = opened(adds("zus"), ASKED)
    done = case.when(says("forgetting.done", "noor", request=5)).accepted(standing=None)
    assert done.case.forgotten == {"zus": True}
    assert case.when(says("person.readmitted", "zus", person="zus", name="Zus")).accepted().case.forgotten == {
        "zus": False
    }


@pytest.mark.rule("only_a_request_to_forget_is_settled", "accepted")
def test_a_request_to_forget_can_be_refused() -> None:
    opened(ASKED).when(says("forgetting.refused", "noor", request=4, ground="legal_duty_to_keep")).accepted()


@pytest.mark.rule("only_a_request_to_forget_is_settled", "accepted")
def test_what_stands_in_the_wrong_case_is_forgotten_on_the_correction_alone() -> None:
    corrected = opened(sets_goal()).when(says("entry.corrected", "mila", entry=4, wrong="case")).accepted()
    assert corrected.case.number == 6
    assert corrected.case.written[6].event == "forgetting.done"
    assert corrected.case.forgotten == {}


@pytest.mark.rule("only_a_request_to_forget_is_settled", "refused")
def test_nothing_is_forgotten_without_a_request() -> None:
    case = opened(sets_goal())
    case.when(says("forgetting.done", "noor", request=4)).refused_by("only_a_request_to_forget_is_settled")
    case.when(says("forgetting.refused", "noor", request=1, ground="other")).refused_by(
        "only_a_request_to_forget_is_settled"
    )


@pytest.mark.rule("only_a_request_to_forget_is_settled", "refused")
def test_an_entry_that_is_wrong_in_another_way_is_no_request() -> None:
    case = opened(sets_goal(), says("entry.corrected", "mila", entry=4, wrong="words"))
    case.when(says("forgetting.done", "noor", request=5)).refused_by("only_a_request_to_forget_is_settled")


def test_only_who_it_concerns_asks_to_be_forgotten_or_comes_back() -> None:
    case = opened(adds("zus"))
    asks = says("forgetting.asked", "noor", person="zus", ground="own_wish")
    case.when(asks).refused_by("you_answer_for_yourself")
    case.when(says("person.readmitted", "noor", person="zus")).refused_by("you_answer_for_yourself")


def test_forgetting_single_passages_forgets_nobody() -> None:
    asked = says("forgetting.asked", "mila", person="mila", passages=[4], ground="own_wish")
    case = opened(sets_goal(), asked, says("forgetting.done", "mila", request=5)).case
    assert case.forgotten == {}


def in_book(event: str, by: str, **others: Any) -> dict[str, Any]:
    return says(event, by, stream=BOOK, **others)


OPENS = in_book("private_book.opened", "zus", person="zus", capacity="relative")
WRITES = in_book("note.written", "zus", person="zus", note="n1", kind="draft", words="wat ik wil zeggen")


@pytest.mark.rule("a_private_book_is_written_by_its_owner", "accepted")
def test_in_a_private_book_its_owner_writes() -> None:
    assert given(OPENS).when(WRITES).accepted().case.book_of == "zus"


@pytest.mark.rule("a_private_book_is_written_by_its_owner", "accepted")
def test_the_owner_puts_a_note_away_and_shares_and_forgets_what_they_wrote() -> None:
    book = given(OPENS, WRITES)
    book.when(in_book("passage.shared", "zus", person="zus", entry=2, recipient_kind="group", recipient="g")).accepted()
    book.when(in_book("forgetting.asked", "zus", person="zus", passages=[2], ground="own_wish")).accepted()
    book.when(in_book("forgetting.done", "zus", request=4)).accepted()
    book.when(in_book("note.put_away", "zus", person="zus", note="n1")).accepted()


@pytest.mark.rule("a_private_book_is_written_by_its_owner", "refused")
@pytest.mark.parametrize("pens", [("noor", None), ("zus", "noor")], ids=["another", "anothers pen"])
def test_nobody_else_writes_in_a_private_book_not_even_for_its_owner(pens: tuple[str, str | None]) -> None:
    by, entered_by = pens
    line = in_book(
        "note.written", by, entered_by=entered_by, person=by, note="n1", kind="draft", words="wat zij zeker bedoelt"
    )
    given(OPENS).when(line).refused_by("a_private_book_is_written_by_its_owner")


@pytest.mark.rule("a_private_book_is_written_by_its_owner", "refused")
def test_a_private_book_is_opened_once_and_first() -> None:
    given().when(WRITES).refused_by("a_private_book_is_written_by_its_owner")
    given(OPENS).when(OPENS).refused_by("a_private_book_is_written_by_its_owner")


def test_a_note_is_named_once_and_is_there_to_be_put_away() -> None:
    book = given(OPENS, WRITES)
    book.when(WRITES).refused_by("a_name_is_given_once")
    book.when(in_book("note.put_away", "zus", person="zus", note="n2")).refused_by(
        "only_what_is_there_can_be_spoken_of"
    )


@pytest.mark.rule("an_emergency_has_a_reason_and_a_review", "accepted")
def test_anybody_may_break_the_glass_for_somebody_who_needs_it_at_once() -> None:
    line = breaks_the_glass("2017-02-07", reason="er was gevaar") | {"by": "dienst"}
    line["data"] = line["data"] | {"recipient": "arts", "documents": ["kaart"]}
    opened().when(line).refused_by("only_what_is_there_can_be_spoken_of")
    del line["data"]["documents"]
    opened().when(line).accepted()


@for_all(st.lists(st.tuples(entries(), LOOKED | NOT_SHOWN | DESTROYED), max_size=10))
def test_in_a_stream_of_looks_no_rule_asks_about_an_earlier_entry(told: list[tuple[Any, Event]]) -> None:
    """So that it need not remember any: there can be millions."""
    assert {name for name, kind in CORE_RULEBOOK.kinds.items() if kind.stands_in(StreamKind.ACCESS)} == {
        event.spec.name for event in (DisclosureMade, DisclosureRefused, CaseDestroyed)
    }
    remembering, forgetful = DraftCase(), begun(StreamKind.ACCESS).draft()
    for number, (entry, event) in enumerate(told, start=1):
        one = changed(entry, {"event": event, "number": number})
        verdicts = [CORE_RULEBOOK.first_broken(one, case, StreamKind.ACCESS) for case in (remembering, forgetful)]
        assert verdicts[0] == verdicts[1]
        remembering, forgetful = advance(remembering, one), advance(forgetful, one)
        assert CORE_RULEBOOK.consequences_of(one, remembering) == CORE_RULEBOOK.consequences_of(one, forgetful)
    assert forgetful.written == {}
