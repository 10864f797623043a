"""What the resident thinks of an entry: settled or open when it is written, confirmed or objected once they speak."""

from __future__ import annotations

from typing import Any

import pytest

from svh_core.domain.identifiers import GoalId
from svh_core.testing.scenarios import Scenario, given, says

from .openings import (
    HALFWAY,
    Line,
    accepts,
    agrees,
    agrees_rules,
    at_the_table,
    by_law,
    confirms,
    consents,
    followed,
    introduces,
    is_involved,
    needs,
    nominated,
    objects,
    opened,
    opens,
    position,
    recorded,
    represented,
    sets_goal,
    standing,
    takes_back,
    takes_over,
    withdraws,
)

WHY = "Mila is opgenomen"
TABLE: dict[str, Any] = {"during": "m1", "on": HALFWAY}


# At birth. ------------------------------------------------------------------------------------------------------------


def born(scenario: Scenario, line: Line) -> str | None:
    """The position an entry is written with."""
    return position(scenario, recorded(scenario, line))


@pytest.mark.parametrize(
    "line",
    [sets_goal(), consents(), agrees("mila"), agrees_rules("mila"), says("reading.chosen", "mila", how="all")],
    ids=["decision", "consent", "agreement", "group", "only_hers"],
)
def test_what_the_resident_decides_and_writes_is_settled(line: Line) -> None:
    assert born(opened(), line) == "settled"


@pytest.mark.parametrize(
    "line",
    [sets_goal(entered_by="noor"), consents(entered_by="noor"), agrees("mila", entered_by="noor")],
    ids=["decision", "consent", "agreement"],
)
def test_what_another_writes_down_in_the_residents_name_is_open(line: Line) -> None:
    assert born(opened(), line) == "open"


def test_what_is_taken_over_is_open() -> None:
    assert born(opened(), sets_goal("noor", reason=WHY)) == "open"


def test_what_is_taken_over_is_open_even_in_the_residents_pen() -> None:
    assert born(opened(), sets_goal("noor", entered_by="mila", reason=WHY)) == "open"


def test_what_a_representative_decides_is_open() -> None:
    assert born(represented("WHAT"), sets_goal("zus")) == "open"


def test_what_another_offers_is_open() -> None:
    assert born(opened(), agrees("buur")) == "open"


def test_what_another_offers_is_open_while_the_resident_is_there() -> None:
    assert born(at_the_table("mila", "buur"), agrees("buur", **TABLE)) == "open"


def test_what_the_group_decides_in_anothers_name_is_open() -> None:
    assert born(at_the_table("mila", "buur"), agrees_rules("buur", **TABLE)) == "open"


def test_what_is_decided_together_in_the_residents_own_pen_is_settled() -> None:
    assert born(at_the_table("mila", "buur"), sets_goal(**TABLE)) == "settled"


def test_an_opening_is_settled_in_the_residents_pen_and_open_in_anothers() -> None:
    assert born(given(), opens()) == "settled"
    assert born(given(), opens(entered_by="noor")) == "open"


def test_a_fact_has_no_position_even_when_the_resident_wrote_it() -> None:
    assert born(opened(), introduces("noor")) is None
    assert born(opened(), introduces("mila")) is None


def test_what_concerns_a_person_has_no_position_not_even_of_the_resident() -> None:
    assert born(opened(), needs("zus")) is None
    assert born(opened(), needs("mila")) is None


def test_what_follows_has_no_position() -> None:
    scenario = nominated()
    joined = recorded(scenario, accepts("zus")) + 1
    assert scenario.case.written[joined].event == "member.joined"
    assert position(scenario, joined) is None


def test_what_follows_has_no_position_though_it_is_the_residents_to_decide() -> None:
    scenario = opened(consents())
    withdrawal = recorded(scenario, objects(4)) + 1
    assert scenario.case.written[withdrawal].event == "consent.withdrawn"
    assert position(scenario, withdrawal) is None


def test_what_the_resident_says_about_what_follows_gives_it_no_position() -> None:
    scenario = nominated()
    joined = recorded(scenario, accepts("zus")) + 1
    scenario.given(objects(joined), confirms(joined))
    assert position(scenario, joined) is None


# Confirming and objecting. --------------------------------------------------------------------------------------------


def test_the_resident_confirms_what_another_wrote_down() -> None:
    scenario = opened(sets_goal(entered_by="noor"), confirms(4))
    assert position(scenario, 4) == "confirmed"


def test_the_resident_confirms_with_the_pen_of_somebody_else() -> None:
    scenario = opened(sets_goal(entered_by="noor"), confirms(4, entered_by="gijs"))
    assert position(scenario, 4) == "confirmed"


def test_the_resident_confirms_several_entries_at_once() -> None:
    scenario = opened(sets_goal(entered_by="noor"), agrees("buur"), sets_goal("noor", goal="werk", reason=WHY))
    scenario.given(confirms(4, 6))
    assert [position(scenario, number) for number in (4, 5, 6)] == ["confirmed", "open", "confirmed"]


def test_the_resident_confirms_what_another_offered() -> None:
    scenario = opened(agrees("buur"), confirms(4))
    assert position(scenario, 4) == "confirmed"


def test_a_fact_gets_a_position_when_the_resident_speaks_about_it() -> None:
    scenario = opened(introduces("noor"), introduces("noor"), confirms(4), objects(5))
    assert (position(scenario, 4), position(scenario, 5)) == ("confirmed", "objected")


def test_a_giver_who_confirms_says_nothing_for_the_resident() -> None:
    scenario = opened(agrees("buur", entered_by="noor"), confirms(4, by="buur"))
    assert position(scenario, 4) == "open"


def test_a_nominee_who_confirms_says_nothing_for_the_resident() -> None:
    scenario = nominated()
    answer = recorded(scenario, accepts("zus", entered_by="noor"))
    scenario.given(confirms(answer, by="zus"))
    assert position(scenario, answer) is None


def test_a_representative_does_not_confirm_for_the_resident() -> None:
    scenario = represented().given(sets_goal("noor", reason=WHY))
    scenario.when(confirms(6, by="zus", person="mila")).refused_by("you_answer_for_yourself")
    scenario.when(confirms(6, by="zus")).refused_by("you_confirm_what_was_recorded_for_you")
    assert position(scenario, 6) == "open"


def test_a_representative_who_confirms_their_own_entry_says_nothing_for_the_resident() -> None:
    scenario = represented("WHAT").given(sets_goal("zus", entered_by="noor"), confirms(6, by="zus"))
    assert position(scenario, 6) == "open"


def test_the_resident_objects_to_what_was_taken_over() -> None:
    scenario = opened(sets_goal("noor", reason=WHY), objects(4))
    assert position(scenario, 4) == "objected"


def test_the_resident_objects_to_what_they_decided_themselves() -> None:
    scenario = opened(sets_goal(), objects(4))
    assert position(scenario, 4) == "objected"


def test_the_resident_objects_with_anothers_pen() -> None:
    scenario = opened(sets_goal("noor", reason=WHY), objects(4, entered_by="noor"))
    assert position(scenario, 4) == "objected"


@pytest.mark.parametrize("by", ["zus", "noor", "gijs"])
def test_an_objection_of_another_changes_no_position(by: str) -> None:
    scenario = opened(sets_goal("noor", reason=WHY), objects(4, by=by))
    assert position(scenario, 4) == "open"


def test_a_statement_and_a_correction_change_no_position() -> None:
    scenario = opened(sets_goal("noor", reason=WHY))
    scenario.given(
        says("statement.added", "mila", kind="own_statement", entry=4, words="ik wilde iets anders"),
        says("entry.corrected", "mila", entry=4, wrong="words"),
    )
    assert position(scenario, 4) == "open"


def test_a_representative_objects_within_their_scope() -> None:
    scenario = represented("WHAT").given(sets_goal("noor", reason=WHY), objects(6, by="zus"))
    assert position(scenario, 6) == "objected"


def test_a_representative_outside_their_scope_is_one_more_voice() -> None:
    scenario = represented("WHO", "HOW", "HOW_LONG", "consent").given(
        sets_goal("noor", reason=WHY), objects(6, by="zus")
    )
    assert position(scenario, 6) == "open"


def test_a_representative_of_any_domain_objects_to_what_has_none() -> None:
    scenario = represented("HOW_LONG").given(introduces("noor"), objects(6, by="zus"))
    assert position(scenario, 6) == "objected"


def test_a_representative_in_consent_only_is_one_more_voice_about_what_has_no_domain() -> None:
    scenario = represented("consent").given(introduces("noor"), objects(6, by="zus"))
    assert position(scenario, 6) is None


def test_a_representative_by_law_objects_without_saying_why() -> None:
    scenario = opened(by_law("mentor", "WHAT"), sets_goal("noor", reason=WHY), objects(5, by="mentor"))
    assert position(scenario, 5) == "objected"


def test_an_administrator_is_one_more_voice() -> None:
    scenario = opened(by_law("oom", "WHAT", basis="administrator"), sets_goal("noor", reason=WHY), objects(5, by="oom"))
    assert position(scenario, 5) == "open"


def test_a_representative_who_helps_professionally_is_one_more_voice() -> None:
    scenario = represented("WHAT").given(is_involved("zus", "nurse"), sets_goal("noor", reason=WHY))
    scenario.given(objects(7, by="zus"))
    assert position(scenario, 7) == "open"


def test_a_representation_that_ended_is_judged_at_the_objections_moment() -> None:
    scenario = represented("WHAT", until="2017-02-28").given(sets_goal("noor", goal="a", reason=WHY))
    scenario.given(objects(6, by="zus", on="2017-03-01T00:00:00+01:00"))
    assert position(scenario, 6) == "open"
    scenario.given(objects(6, by="zus", on="2017-02-28T23:59:59+01:00"))
    assert position(scenario, 6) == "objected"


def test_the_last_word_wins() -> None:
    scenario = opened(sets_goal("noor", reason=WHY))
    for line, expected in ((confirms(4), "confirmed"), (objects(4), "objected"), (confirms(4), "confirmed")):
        scenario.given(line)
        assert position(scenario, 4) == expected


def test_the_resident_has_the_last_word_after_a_representative() -> None:
    scenario = represented("WHAT").given(sets_goal("noor", reason=WHY), objects(6, by="zus"), confirms(6))
    assert position(scenario, 6) == "confirmed"


def test_anothers_objection_does_not_take_the_residents_word_away() -> None:
    scenario = opened(sets_goal("noor", reason=WHY), confirms(4), objects(4, by="buur"))
    assert position(scenario, 4) == "confirmed"


def test_standing_never_changes_whatever_the_resident_says() -> None:
    scenario = opened(sets_goal("noor", reason=WHY), agrees("buur"))
    for line in (confirms(4, 5), objects(4), objects(5), confirms(4)):
        scenario.given(line)
        assert (standing(scenario, 4), standing(scenario, 5)) == ("taken_over", "own")


def test_a_decision_that_is_objected_to_stays_in_effect() -> None:
    scenario = opened(sets_goal("noor", reason=WHY), objects(4))
    assert scenario.case.goals[GoalId("rust")].status == "live"


# An objection against a consent. --------------------------------------------------------------------------------------


def test_an_objection_of_the_resident_withdraws_a_consent() -> None:
    scenario = opened(consents(entered_by="noor"))
    outcome = scenario.when(objects(4)).accepted()
    assert followed(outcome) == ["consent.withdrawn"]
    assert position(scenario, 4) == "objected"
    scenario.when(withdraws()).refused_by("only_what_is_there_can_be_spoken_of")


def test_the_withdrawal_follows_its_objection_in_every_part() -> None:
    """By the same person, at the same moment, in the pen of the library and with nothing else on it."""
    scenario = at_the_table("mila").given(consents())
    line = objects(6, entered_by="noor", reason="toch niet", because={"mila": "te veel"}, on_behalf_of="arts", **TABLE)
    number = recorded(scenario, line)
    cause, follows = scenario.entries[-2:]
    assert (follows.number, follows.caused_by) == (number + 1, number)
    assert (follows.by, follows.entered_by) == ("mila", "core")
    assert (follows.at, follows.recorded_at, follows.edition) == (cause.at, cause.recorded_at, cause.edition)
    assert (follows.meeting, follows.because, follows.reason, follows.on_behalf_of) == (None, (), None, None)


def test_an_objection_of_a_representative_in_consent_withdraws_a_consent() -> None:
    scenario = represented("consent").given(consents())
    assert followed(scenario.when(objects(6, by="zus")).accepted()) == ["consent.withdrawn"]
    assert position(scenario, 6) == "objected"


def test_an_objection_of_a_representative_in_other_things_leaves_a_consent() -> None:
    scenario = represented().given(consents())
    assert followed(scenario.when(objects(6, by="zus")).accepted()) == []
    assert position(scenario, 6) == "settled"


def test_an_objection_of_another_leaves_a_consent() -> None:
    scenario = opened(consents())
    assert followed(scenario.when(objects(4, by="noor")).accepted()) == []
    scenario.when(withdraws()).accepted()


def test_a_consent_is_not_withdrawn_twice_by_two_objections() -> None:
    scenario = opened(consents(), objects(4))
    assert followed(scenario.when(objects(4)).accepted()) == []


def test_an_objection_against_a_consent_that_was_withdrawn_is_accepted_and_nothing_follows() -> None:
    scenario = opened(consents(), withdraws())
    assert followed(scenario.when(objects(4)).accepted()) == []
    assert position(scenario, 4) == "objected"


def test_an_objection_withdraws_the_consent_it_is_about_and_no_other() -> None:
    scenario = opened(consents(consent="c1"), consents(consent="c2"), objects(5))
    scenario.when(withdraws(consent="c2")).refused_by("only_what_is_there_can_be_spoken_of")
    scenario.when(withdraws(consent="c1")).accepted()


def test_an_objection_against_something_else_withdraws_nothing() -> None:
    scenario = opened(consents(), sets_goal("noor", reason=WHY))
    assert followed(scenario.when(objects(5)).accepted()) == []


def test_a_confirmation_of_a_withdrawn_consent_does_not_give_it_again() -> None:
    scenario = opened(consents(entered_by="noor"), objects(4), confirms(4))
    scenario.when(withdraws()).refused_by("only_what_is_there_can_be_spoken_of")


def test_an_objection_against_a_taking_over_does_not_take_it_back() -> None:
    """Taking back is a word of its own."""
    scenario = opened(takes_over("WHAT"), objects(4))
    assert position(scenario, 4) == "objected"
    scenario.when(sets_goal("noor")).accepted(standing="taken_over")
    scenario.when(takes_back()).accepted(standing="own")
