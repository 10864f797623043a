"""Every rule with what it accepts and what it refuses: the examples of the catalogue first, then others."""

from __future__ import annotations

from typing import Any

import pytest

from svh_core.domain.identifiers import GroupId, PersonId
from svh_core.testing.scenarios import given, says

from .openings import (
    ALL_DOMAINS,
    AT_ITS_END,
    AT_THE_TABLE,
    HALFWAY,
    Line,
    accepts,
    achieves,
    adds,
    adopts,
    agrees,
    agrees_rules,
    answers,
    appoints,
    at_the_table,
    begins,
    by_law,
    changes_agreement,
    closes,
    confirms,
    consents,
    contacts,
    declines,
    deepens,
    ends_agreement,
    followed,
    forms,
    goes,
    hands_back,
    introduces,
    invites,
    is_involved,
    joined,
    needs,
    nominated,
    nominates,
    objects,
    opened,
    opens,
    permits,
    plans,
    recorded,
    removes,
    removes_from_network,
    rephrases,
    represented,
    sets_goal,
    shares,
    stops_helping,
    takes_back,
    takes_over,
)

WHY = "Mila is opgenomen"
TABLE: dict[str, Any] = {"during": "m1", "on": HALFWAY}


# Rules for every event. -----------------------------------------------------------------------------------------------


@pytest.mark.rule("a_case_begins_with_its_opening", "accepted")
def test_a_case_is_opened_and_then_a_goal_is_set() -> None:
    given(opens()).when(sets_goal()).accepted()


@pytest.mark.rule("a_case_begins_with_its_opening", "accepted")
def test_a_case_begins_with_an_opening_that_another_wrote_down() -> None:
    given().when(opens(entered_by="noor")).accepted()


@pytest.mark.rule("a_case_begins_with_its_opening", "refused")
def test_a_case_does_not_begin_with_a_goal() -> None:
    given().when(sets_goal()).refused_by("a_case_begins_with_its_opening")


@pytest.mark.rule("a_case_begins_with_its_opening", "refused")
def test_a_case_does_not_begin_with_a_fact() -> None:
    given().when(is_involved("noor")).refused_by("a_case_begins_with_its_opening")


@pytest.mark.rule("a_case_begins_with_its_opening", "refused")
def test_a_case_is_not_opened_twice() -> None:
    given(opens()).when(opens()).refused_by("a_case_begins_with_its_opening")


@pytest.mark.rule("a_name_is_given_once", "accepted")
def test_a_goal_gets_a_new_name() -> None:
    opened().when(sets_goal(goal="rust")).accepted()


@pytest.mark.rule("a_name_is_given_once", "accepted")
def test_a_goal_and_a_meeting_may_be_called_the_same() -> None:
    opened(sets_goal(goal="rust")).when(plans("rust")).accepted()


@pytest.mark.rule("a_name_is_given_once", "refused")
def test_two_goals_are_not_called_the_same() -> None:
    opened(sets_goal(goal="rust")).when(sets_goal(goal="rust")).refused_by("a_name_is_given_once")


@pytest.mark.rule("a_name_is_given_once", "refused")
def test_the_name_of_what_ended_is_not_given_again() -> None:
    scenario = opened(sets_goal(goal="rust"), achieves(goal="rust"))
    scenario.when(sets_goal(goal="rust")).refused_by("a_name_is_given_once")


@pytest.mark.rule("only_what_is_there_can_be_spoken_of", "accepted")
def test_a_goal_that_was_set_is_rephrased() -> None:
    opened(sets_goal()).when(rephrases()).accepted()


@pytest.mark.rule("only_what_is_there_can_be_spoken_of", "accepted")
def test_an_agreement_is_for_a_goal_that_was_let_go() -> None:
    scenario = opened(sets_goal(), says("goal.let_go", "mila", goal="rust"))
    scenario.when(agrees("buur", goal="rust")).accepted()


@pytest.mark.rule("only_what_is_there_can_be_spoken_of", "refused")
def test_a_goal_never_set_is_not_rephrased() -> None:
    opened(sets_goal()).when(rephrases(goal="wonen")).refused_by("only_what_is_there_can_be_spoken_of")


@pytest.mark.rule("only_what_is_there_can_be_spoken_of", "refused")
def test_an_agreement_that_ended_is_not_changed() -> None:
    scenario = opened(agrees("buur"), ends_agreement("buur"))
    scenario.when(changes_agreement("buur")).refused_by("only_what_is_there_can_be_spoken_of")


@pytest.mark.rule("only_what_is_there_can_be_spoken_of", "refused")
def test_an_entry_to_come_is_not_objected_to() -> None:
    opened().when(objects(4)).refused_by("only_what_is_there_can_be_spoken_of")


@pytest.mark.rule("who_decides_in_a_meeting_was_there", "accepted")
def test_who_is_present_decides_in_a_meeting() -> None:
    at_the_table("mila", "noor").when(sets_goal(**TABLE)).accepted(standing="together")


@pytest.mark.rule("who_decides_in_a_meeting_was_there", "accepted")
def test_a_fact_needs_only_that_the_meeting_exists() -> None:
    opened(plans()).when(introduces("noor", during="m1")).accepted()


@pytest.mark.rule("who_decides_in_a_meeting_was_there", "refused")
def test_who_is_not_present_does_not_decide_in_a_meeting() -> None:
    at_the_table("noor").when(sets_goal(**TABLE)).refused_by("who_decides_in_a_meeting_was_there")


@pytest.mark.rule("who_decides_in_a_meeting_was_there", "refused")
def test_nothing_is_decided_in_a_meeting_that_was_not_opened() -> None:
    opened(plans()).when(sets_goal(**TABLE)).refused_by("who_decides_in_a_meeting_was_there")


@pytest.mark.rule("who_decides_in_a_meeting_was_there", "refused")
def test_a_fact_is_not_of_a_meeting_nobody_planned() -> None:
    opened().when(introduces("noor", during="m9")).refused_by("who_decides_in_a_meeting_was_there")


@pytest.mark.rule("some_things_are_only_the_residents_own", "accepted")
def test_the_resident_says_a_goal_is_reached() -> None:
    opened(sets_goal()).when(achieves()).accepted(standing="own")


@pytest.mark.rule("some_things_are_only_the_residents_own", "accepted")
def test_a_representative_gives_consent_within_their_scope() -> None:
    represented("consent").when(consents("zus")).accepted(standing="represented")


@pytest.mark.rule("some_things_are_only_the_residents_own", "refused")
def test_a_professional_says_of_no_goal_that_it_is_reached() -> None:
    opened(sets_goal()).when(achieves("noor", reason=WHY)).refused_by("some_things_are_only_the_residents_own")


@pytest.mark.rule("some_things_are_only_the_residents_own", "refused")
def test_a_professional_gives_no_consent_whatever_the_reason() -> None:
    opened().when(consents("noor", reason=WHY)).refused_by("some_things_are_only_the_residents_own")


@pytest.mark.rule("some_things_are_only_the_residents_own", "refused")
def test_a_representative_gives_no_consent_outside_their_scope() -> None:
    represented(*ALL_DOMAINS).when(consents("zus")).refused_by("some_things_are_only_the_residents_own")


@pytest.mark.rule("a_decision_taken_over_says_why", "accepted")
def test_a_professional_invites_a_guest_and_says_why() -> None:
    opened(plans()).when(invites(by="noor", reason=WHY)).accepted(standing="taken_over")


@pytest.mark.rule("a_decision_taken_over_says_why", "accepted")
def test_a_professional_who_took_over_need_not_say_why_each_time() -> None:
    opened(plans(), takes_over("WHO")).when(invites(by="noor")).accepted(standing="taken_over")


@pytest.mark.rule("a_decision_taken_over_says_why", "refused")
def test_a_professional_invites_no_guest_without_saying_why() -> None:
    opened(plans()).when(invites(by="noor")).refused_by("a_decision_taken_over_says_why")


@pytest.mark.rule("a_decision_taken_over_says_why", "refused")
def test_a_taking_over_of_another_domain_says_not_why() -> None:
    scenario = opened(plans(), takes_over("WHAT", "HOW", "HOW_LONG"))
    scenario.when(invites(by="noor")).refused_by("a_decision_taken_over_says_why")


@pytest.mark.rule("the_resident_decides", "accepted")
def test_the_resident_removes_a_member() -> None:
    joined().when(removes("zus")).accepted(standing="own")


@pytest.mark.rule("the_resident_decides", "accepted")
def test_a_representative_removes_a_member() -> None:
    scenario = represented("WHO").given(adds("buur"), nominates("buur"), accepts("buur"))
    scenario.when(removes("buur", by="zus")).accepted(standing="represented")


@pytest.mark.rule("the_resident_decides", "refused")
def test_a_member_removes_no_member() -> None:
    scenario = joined(adds("buur"), nominates("buur"), accepts("buur"))
    scenario.when(removes("buur", by="zus")).refused_by("the_resident_decides")


@pytest.mark.rule("the_resident_decides", "refused")
def test_a_peer_supporter_decides_nothing_in_the_residents_place() -> None:
    opened().when(sets_goal("gijs", reason=WHY)).refused_by("the_resident_decides")


@pytest.mark.rule("you_answer_for_yourself", "accepted")
def test_a_nominee_answers_for_themselves_whoever_holds_the_pen() -> None:
    nominated().when(accepts("zus", entered_by="noor")).accepted(standing="own")


@pytest.mark.rule("you_answer_for_yourself", "accepted")
def test_the_resident_says_what_they_need_themselves() -> None:
    opened().when(needs("mila")).accepted(standing="own")


@pytest.mark.rule("you_answer_for_yourself", "refused")
def test_the_resident_does_not_answer_for_a_nominee() -> None:
    nominated().when(accepts("zus", by="mila")).refused_by("you_answer_for_yourself")


@pytest.mark.rule("you_answer_for_yourself", "refused")
def test_a_representative_does_not_answer_for_the_resident() -> None:
    represented().when(needs("mila", by="zus")).refused_by("you_answer_for_yourself")


@pytest.mark.rule("you_answer_for_yourself", "refused")
def test_another_does_not_hand_back_for_who_took_over() -> None:
    opened(takes_over("WHAT")).when(hands_back("mila", person="noor")).refused_by("you_answer_for_yourself")


@pytest.mark.rule("nobody_is_bound_by_anothers_word", "accepted")
def test_who_will_do_it_makes_the_agreement() -> None:
    opened().when(agrees("buur")).accepted(standing="own")


@pytest.mark.rule("nobody_is_bound_by_anothers_word", "accepted")
def test_a_representative_agrees_for_the_resident() -> None:
    represented("HOW").when(agrees("mila", by="zus")).accepted(standing="represented")


@pytest.mark.rule("nobody_is_bound_by_anothers_word", "refused")
def test_a_professional_agrees_for_nobody() -> None:
    opened().when(agrees("buur", by="noor")).refused_by("nobody_is_bound_by_anothers_word")


@pytest.mark.rule("nobody_is_bound_by_anothers_word", "refused")
def test_not_even_the_resident_binds_another() -> None:
    at_the_table("mila", "buur").when(agrees("buur", by="mila", **TABLE)).refused_by("nobody_is_bound_by_anothers_word")


@pytest.mark.rule("nobody_is_bound_by_anothers_word", "refused")
def test_an_agreement_of_the_resident_is_not_taken_over() -> None:
    scenario = opened(takes_over(*ALL_DOMAINS))
    scenario.when(agrees("mila", by="noor", reason=WHY)).refused_by("nobody_is_bound_by_anothers_word")


@pytest.mark.rule("the_group_decides_with_its_owner", "accepted")
def test_the_group_agrees_rules_while_the_resident_is_there() -> None:
    at_the_table("mila", "buur").when(agrees_rules("buur", **TABLE)).accepted(standing="together")


@pytest.mark.rule("the_group_decides_with_its_owner", "accepted")
def test_the_resident_plans_a_meeting_alone() -> None:
    opened().when(plans()).accepted(standing="own")


@pytest.mark.rule("the_group_decides_with_its_owner", "refused")
def test_the_group_agrees_no_rules_while_the_resident_is_away() -> None:
    at_the_table("noor", "buur").when(agrees_rules("buur", **TABLE)).refused_by("the_group_decides_with_its_owner")


@pytest.mark.rule("the_group_decides_with_its_owner", "refused")
def test_the_group_decides_nothing_after_the_resident_left() -> None:
    scenario = at_the_table("mila", "buur").given(goes("mila", on=AT_THE_TABLE))
    scenario.when(agrees_rules("buur", **TABLE)).refused_by("the_group_decides_with_its_owner")


# Opening. -------------------------------------------------------------------------------------------------------------


@pytest.mark.rule("only_the_resident_is_owner", "accepted")
def test_a_case_is_opened_by_its_resident_with_anothers_pen() -> None:
    given().when(opens(entered_by="noor")).accepted(standing="own")


@pytest.mark.rule("only_the_resident_is_owner", "accepted")
def test_a_case_is_opened_by_its_resident_with_their_own_pen() -> None:
    given().when(opens()).accepted(standing="own")


@pytest.mark.rule("only_the_resident_is_owner", "refused")
def test_a_case_is_not_opened_by_a_professional() -> None:
    given().when(opens("noor")).refused_by("only_the_resident_is_owner")


@pytest.mark.rule("only_the_resident_is_owner", "refused")
def test_a_case_is_not_opened_by_another_in_the_residents_pen() -> None:
    given().when(opens("zus", entered_by="mila", reason=WHY)).refused_by("only_the_resident_is_owner")


CLOSES: Line = says("case.closed", "mila", why="done")
REOPENS: Line = says("case.reopened", "mila")


@pytest.mark.rule("only_a_closed_case_is_reopened", "accepted")
def test_a_closed_case_is_reopened() -> None:
    opened(CLOSES).when(REOPENS).accepted()


@pytest.mark.rule("only_a_closed_case_is_reopened", "accepted")
def test_a_case_that_was_closed_again_is_reopened_again() -> None:
    opened(CLOSES, REOPENS, CLOSES).when(REOPENS).accepted()


@pytest.mark.rule("only_a_closed_case_is_reopened", "refused")
def test_an_open_case_is_not_reopened() -> None:
    opened().when(REOPENS).refused_by("only_a_closed_case_is_reopened")


@pytest.mark.rule("only_a_closed_case_is_reopened", "refused")
def test_a_reopened_case_is_not_reopened() -> None:
    opened(CLOSES, REOPENS).when(REOPENS).refused_by("only_a_closed_case_is_reopened")


# Regie. ---------------------------------------------------------------------------------------------------------------


@pytest.mark.rule("only_a_professional_takes_over", "accepted")
def test_a_care_worker_takes_over() -> None:
    opened().when(takes_over("WHO")).accepted()


@pytest.mark.rule("only_a_professional_takes_over", "accepted")
def test_a_community_team_takes_over() -> None:
    opened(is_involved("wijkteam", "community_team")).when(takes_over("WHO", by="wijkteam")).accepted()


@pytest.mark.rule("only_a_professional_takes_over", "refused")
def test_a_sister_does_not_take_over() -> None:
    opened().when(takes_over("WHO", by="zus")).refused_by("only_a_professional_takes_over")


@pytest.mark.rule("only_a_professional_takes_over", "refused")
def test_a_peer_supporter_does_not_take_over() -> None:
    opened().when(takes_over("WHO", by="gijs")).refused_by("only_a_professional_takes_over")


@pytest.mark.rule("only_a_professional_takes_over", "refused")
@pytest.mark.parametrize(
    "role", ["recovery_guardian", "client_advocate", "family_peer_supporter", "volunteer_coordinator"]
)
def test_who_stands_beside_the_resident_does_not_take_over(role: str) -> None:
    opened(is_involved("ans", role)).when(takes_over("WHO", by="ans")).refused_by("only_a_professional_takes_over")


@pytest.mark.rule("only_a_professional_takes_over", "refused")
def test_who_was_a_professional_does_not_take_over() -> None:
    scenario = opened(stops_helping("noor", on="2017-02-01"))
    scenario.when(takes_over("WHO")).refused_by("only_a_professional_takes_over")


@pytest.mark.rule("only_a_professional_takes_over", "refused")
def test_the_resident_does_not_take_over() -> None:
    opened().when(takes_over("WHO", by="mila")).refused_by("only_a_professional_takes_over")


@pytest.mark.rule("a_taking_over_ends", "accepted")
def test_a_taking_over_says_why_and_ends_in_two_weeks() -> None:
    scenario = opened()
    scenario.when(takes_over("WHO", on="2017-02-10T12:00:00Z", until="2017-02-24T12:00:00Z")).accepted()


@pytest.mark.rule("a_taking_over_ends", "accepted")
def test_a_taking_over_of_the_past_ended_after_it_began() -> None:
    scenario = opened()
    scenario.when(takes_over("WHO", on="2017-01-10T12:00:00Z", until="2017-01-10T12:00:01Z")).accepted()


@pytest.mark.rule("a_taking_over_ends", "refused")
def test_a_taking_over_did_not_end_yesterday() -> None:
    scenario = opened()
    scenario.when(takes_over("WHO", on="2017-02-10T12:00:00Z", until="2017-02-09T12:00:00Z")).refused_by(
        "a_taking_over_ends"
    )


@pytest.mark.rule("a_taking_over_ends", "refused")
def test_a_taking_over_does_not_end_as_it_begins() -> None:
    scenario = opened()
    scenario.when(takes_over("WHO", on="2017-02-10T12:00:00Z", until="2017-02-10T12:00:00Z")).refused_by(
        "a_taking_over_ends"
    )


@pytest.mark.rule("a_taking_over_ends", "refused")
def test_a_taking_over_says_why() -> None:
    opened().when(takes_over("WHO", reason=None)).refused_by("a_taking_over_ends")


@pytest.mark.rule("who_helps_professionally_does_not_represent", "accepted")
def test_a_sister_is_appointed() -> None:
    opened().when(appoints("zus", "WHAT")).accepted(standing="own")


@pytest.mark.rule("who_helps_professionally_does_not_represent", "accepted")
def test_who_no_longer_helps_is_appointed() -> None:
    opened(stops_helping("noor", on="2017-02-01")).when(appoints("noor", "WHAT")).accepted()


@pytest.mark.rule("who_helps_professionally_does_not_represent", "refused")
def test_a_care_worker_is_not_appointed() -> None:
    opened().when(appoints("noor", "WHAT")).refused_by("who_helps_professionally_does_not_represent")


@pytest.mark.rule("who_helps_professionally_does_not_represent", "refused")
def test_a_peer_supporter_is_not_appointed() -> None:
    opened().when(appoints("gijs", "WHAT")).refused_by("who_helps_professionally_does_not_represent")


@pytest.mark.rule("only_what_was_asked_is_answered", "accepted")
def test_a_guest_answers_the_invitation() -> None:
    scenario = opened(plans())
    request = recorded(scenario, invites("zus"))
    scenario.when(answers("zus", request)).accepted(standing="own")


@pytest.mark.rule("only_what_was_asked_is_answered", "accepted")
def test_a_guest_comes_back_on_an_answer() -> None:
    scenario = opened(plans())
    request = recorded(scenario, invites("zus"))
    scenario.given(answers("zus", request, "later"), answers("zus", request, "yes"))
    scenario.when(answers("zus", request, "no")).accepted()


@pytest.mark.rule("only_what_was_asked_is_answered", "refused")
def test_another_does_not_answer_an_invitation() -> None:
    scenario = opened(plans())
    request = recorded(scenario, invites("zus"))
    scenario.when(answers("buur", request)).refused_by("only_what_was_asked_is_answered")


@pytest.mark.rule("only_what_was_asked_is_answered", "refused")
def test_an_entry_that_asks_nothing_is_not_answered() -> None:
    opened().when(answers("noor", 2)).refused_by("only_what_was_asked_is_answered")


@pytest.mark.rule("only_what_was_asked_is_answered", "refused")
def test_a_nomination_is_answered_by_its_own_word() -> None:
    scenario = opened(adds("zus"))
    nomination = recorded(scenario, nominates("zus"))
    scenario.when(answers("zus", nomination)).refused_by("only_what_was_asked_is_answered")


@pytest.mark.rule("nobody_makes_themselves_representative", "accepted")
def test_a_professional_records_the_mentor() -> None:
    opened().when(by_law("mentor", "WHAT", by="noor")).accepted()


@pytest.mark.rule("nobody_makes_themselves_representative", "accepted")
def test_the_resident_records_the_mentor() -> None:
    opened().when(by_law("mentor", "WHAT", by="mila")).accepted()


@pytest.mark.rule("nobody_makes_themselves_representative", "accepted")
def test_a_peer_supporter_records_the_mentor() -> None:
    opened().when(by_law("mentor", "WHAT", by="gijs")).accepted()


@pytest.mark.rule("nobody_makes_themselves_representative", "refused")
def test_a_sister_does_not_record_herself() -> None:
    opened().when(by_law("zus", "WHAT", by="zus")).refused_by("nobody_makes_themselves_representative")


@pytest.mark.rule("nobody_makes_themselves_representative", "refused")
def test_a_sister_does_not_record_herself_with_anothers_pen() -> None:
    scenario = opened()
    scenario.when(by_law("zus", "WHAT", by="zus", entered_by="noor")).refused_by(
        "nobody_makes_themselves_representative"
    )


@pytest.mark.rule("nobody_makes_themselves_representative", "refused")
def test_a_sister_does_not_write_down_that_another_recorded_her() -> None:
    scenario = opened()
    scenario.when(by_law("zus", "WHAT", by="noor", entered_by="zus")).refused_by(
        "nobody_makes_themselves_representative"
    )


@pytest.mark.rule("nobody_makes_themselves_representative", "refused")
def test_an_outsider_records_no_representative() -> None:
    opened().when(by_law("mentor", "WHAT", by="buur")).refused_by("nobody_makes_themselves_representative")


@pytest.mark.rule("nobody_makes_themselves_representative", "refused")
def test_who_is_no_longer_involved_records_no_representative() -> None:
    scenario = opened(stops_helping("noor", on="2017-02-01"))
    scenario.when(by_law("mentor", "WHAT", by="noor")).refused_by("nobody_makes_themselves_representative")


@pytest.mark.rule("who_represents_by_law_says_why", "accepted")
def test_a_mentor_says_why_the_resident_does_not_decide_now() -> None:
    opened(by_law("mentor", "WHAT")).when(sets_goal("mentor", reason=WHY)).accepted(standing="represented")


@pytest.mark.rule("who_represents_by_law_says_why", "accepted")
def test_who_was_appointed_need_not_say_why() -> None:
    represented("WHAT").when(sets_goal("zus")).accepted(standing="represented")


@pytest.mark.rule("who_represents_by_law_says_why", "accepted")
def test_who_was_appointed_need_not_say_why_though_a_court_chose_them_too() -> None:
    represented("WHAT").given(by_law("zus", "WHAT")).when(sets_goal("zus")).accepted(standing="represented")


@pytest.mark.rule("who_represents_by_law_says_why", "accepted")
def test_a_mentor_records_a_fact_without_saying_why() -> None:
    opened(by_law("mentor", "WHAT")).when(introduces("mentor")).accepted(standing=None)


@pytest.mark.rule("who_represents_by_law_says_why", "refused")
def test_a_mentor_does_not_decide_without_saying_why() -> None:
    opened(by_law("mentor", "WHAT")).when(sets_goal("mentor")).refused_by("who_represents_by_law_says_why")


@pytest.mark.rule("who_represents_by_law_says_why", "refused")
def test_a_mentor_gives_no_consent_without_saying_why() -> None:
    opened(by_law("mentor", "consent")).when(consents("mentor")).refused_by("who_represents_by_law_says_why")


@pytest.mark.rule("who_represents_by_law_says_why", "refused")
def test_a_mentor_takes_nothing_back_without_saying_why() -> None:
    scenario = opened(by_law("mentor", "WHAT"), takes_over("WHAT"))
    scenario.when(takes_back("mentor")).refused_by("who_represents_by_law_says_why")


@pytest.mark.rule("who_represents_by_law_says_why", "refused")
def test_who_was_appointed_for_another_domain_says_why_as_a_mentor() -> None:
    scenario = represented("WHO").given(by_law("zus", "WHAT"))
    scenario.when(sets_goal("zus")).refused_by("who_represents_by_law_says_why")


ENDS_ZUS: Line = says("representation.ended", "mila", person="zus")


@pytest.mark.rule("the_court_ends_what_the_court_began", "accepted")
def test_the_resident_ends_what_they_gave() -> None:
    represented().when(ENDS_ZUS).accepted(standing="own")


@pytest.mark.rule("the_court_ends_what_the_court_began", "accepted")
def test_the_resident_ends_what_was_not_answered_yet() -> None:
    opened(appoints("zus", "WHAT")).when(ENDS_ZUS).accepted()


@pytest.mark.rule("the_court_ends_what_the_court_began", "accepted")
def test_the_resident_ends_what_they_gave_beside_what_a_court_gave() -> None:
    represented("WHO").given(by_law("zus", "WHAT")).when(ENDS_ZUS).accepted()


@pytest.mark.rule("the_court_ends_what_the_court_began", "refused")
def test_the_resident_does_not_end_what_a_court_began() -> None:
    scenario = opened(by_law("mentor", "WHAT"))
    scenario.when(says("representation.ended", "mila", person="mentor")).refused_by(
        "the_court_ends_what_the_court_began"
    )


@pytest.mark.rule("the_court_ends_what_the_court_began", "refused")
def test_the_resident_does_not_end_what_remains_of_the_court() -> None:
    scenario = represented("WHO").given(by_law("zus", "WHAT"), ENDS_ZUS)
    scenario.when(ENDS_ZUS).refused_by("the_court_ends_what_the_court_began")


# Positions. -----------------------------------------------------------------------------------------------------------


@pytest.mark.rule("you_confirm_what_was_recorded_for_you", "accepted")
def test_the_resident_confirms_what_was_entered_for_them() -> None:
    opened(sets_goal(entered_by="noor")).when(confirms(4)).accepted(standing="own")


@pytest.mark.rule("you_confirm_what_was_recorded_for_you", "accepted")
def test_the_resident_confirms_a_report_about_them() -> None:
    scenario = at_the_table("mila", "noor")
    report = recorded(scenario, says("report.written", "noor", meeting="m1", words="Mila wil rust"))
    scenario.when(confirms(report)).accepted()


@pytest.mark.rule("you_confirm_what_was_recorded_for_you", "accepted")
def test_the_resident_confirms_what_was_taken_over() -> None:
    opened(sets_goal("noor", reason=WHY)).when(confirms(4)).accepted()


@pytest.mark.rule("you_confirm_what_was_recorded_for_you", "accepted")
def test_a_nominee_confirms_what_was_entered_for_them() -> None:
    scenario = nominated()
    answer = recorded(scenario, accepts("zus", entered_by="noor"))
    scenario.when(confirms(answer, by="zus")).accepted()


@pytest.mark.rule("you_confirm_what_was_recorded_for_you", "accepted")
def test_a_giver_confirms_an_agreement_that_was_entered_for_them() -> None:
    opened(agrees("buur", entered_by="noor")).when(confirms(4, by="buur")).accepted()


@pytest.mark.rule("you_confirm_what_was_recorded_for_you", "refused")
def test_a_neighbour_does_not_confirm_what_was_entered_for_the_resident() -> None:
    scenario = opened(sets_goal(entered_by="noor"))
    scenario.when(confirms(4, by="buur")).refused_by("you_confirm_what_was_recorded_for_you")


@pytest.mark.rule("you_confirm_what_was_recorded_for_you", "refused")
def test_the_resident_does_not_confirm_what_they_decided_and_wrote_themselves() -> None:
    opened(sets_goal()).when(confirms(4)).refused_by("you_confirm_what_was_recorded_for_you")


@pytest.mark.rule("you_confirm_what_was_recorded_for_you", "refused")
def test_a_nominee_does_not_confirm_that_they_were_asked() -> None:
    scenario = opened(adds("zus"), nominates("zus", entered_by="noor"))
    scenario.when(confirms(5, by="zus")).refused_by("you_confirm_what_was_recorded_for_you")


@pytest.mark.rule("you_confirm_what_was_recorded_for_you", "refused")
def test_a_professional_does_not_confirm_what_they_took_over_themselves() -> None:
    scenario = opened(sets_goal("noor", reason=WHY))
    scenario.when(confirms(4, by="noor")).refused_by("you_confirm_what_was_recorded_for_you")


@pytest.mark.rule("nobody_confirms_their_own_pen", "accepted")
def test_a_peer_supporter_writes_down_a_confirmation() -> None:
    opened(sets_goal(entered_by="noor")).when(confirms(4, entered_by="gijs")).accepted()


@pytest.mark.rule("nobody_confirms_their_own_pen", "accepted")
def test_the_resident_writes_down_a_confirmation() -> None:
    opened(sets_goal("noor", reason=WHY)).when(confirms(4)).accepted()


@pytest.mark.rule("nobody_confirms_their_own_pen", "accepted")
def test_a_confirmation_on_paper_is_written_down_by_whom_it_confirms() -> None:
    opened(sets_goal(entered_by="noor")).when(confirms(4, entered_by="noor", how="paper")).accepted()


@pytest.mark.rule("nobody_confirms_their_own_pen", "refused")
def test_who_entered_a_decision_does_not_write_down_its_confirmation() -> None:
    scenario = opened(sets_goal(entered_by="noor"))
    scenario.when(confirms(4, entered_by="noor")).refused_by("nobody_confirms_their_own_pen")


@pytest.mark.rule("nobody_confirms_their_own_pen", "refused")
def test_who_took_a_decision_over_does_not_write_down_its_confirmation() -> None:
    scenario = opened(sets_goal("noor", entered_by="arts", reason=WHY))
    scenario.when(confirms(4, entered_by="noor", how="spoken")).refused_by("nobody_confirms_their_own_pen")


@pytest.mark.rule("nobody_confirms_their_own_pen", "refused")
def test_one_entry_of_their_own_pen_is_enough_to_refuse_a_confirmation() -> None:
    scenario = opened(sets_goal(goal="rust", entered_by="gijs"), sets_goal(goal="werk", entered_by="noor"))
    scenario.when(confirms(4, 5, entered_by="noor")).refused_by("nobody_confirms_their_own_pen")


def corrects(by: str, entry: int) -> Line:
    return says("entry.corrected", by, entry=entry, wrong="amount")


@pytest.mark.rule("who_wrote_it_or_owns_it_corrects_it", "accepted")
def test_a_professional_corrects_what_they_recorded() -> None:
    opened(introduces("noor")).when(corrects("noor", 4)).accepted()


@pytest.mark.rule("who_wrote_it_or_owns_it_corrects_it", "accepted")
def test_who_entered_it_corrects_it() -> None:
    opened(introduces("noor", entered_by="gijs")).when(corrects("gijs", 4)).accepted()


@pytest.mark.rule("who_wrote_it_or_owns_it_corrects_it", "accepted")
def test_whom_it_is_about_corrects_it() -> None:
    opened(adds("zus")).when(corrects("zus", 4)).accepted()


@pytest.mark.rule("who_wrote_it_or_owns_it_corrects_it", "accepted")
def test_a_giver_corrects_their_agreement() -> None:
    opened(agrees("buur", entered_by="noor")).when(corrects("buur", 4)).accepted()


@pytest.mark.rule("who_wrote_it_or_owns_it_corrects_it", "accepted")
def test_the_resident_corrects_anything() -> None:
    opened(introduces("noor")).when(corrects("mila", 4)).accepted()


@pytest.mark.rule("who_wrote_it_or_owns_it_corrects_it", "refused")
def test_a_neighbour_does_not_correct_what_a_professional_recorded() -> None:
    opened(introduces("noor")).when(corrects("buur", 4)).refused_by("who_wrote_it_or_owns_it_corrects_it")


@pytest.mark.rule("who_wrote_it_or_owns_it_corrects_it", "refused")
def test_a_professional_does_not_correct_the_resident() -> None:
    opened(sets_goal()).when(corrects("noor", 4)).refused_by("who_wrote_it_or_owns_it_corrects_it")


REGIE_SIGNALS = [
    "about_me_without_me",
    "taken_over_open",
    "taking_over_lasts",
    "dated_into_a_taking_over",
    "taken_over_beside_a_representative",
    "entered_for_you",
    "consent_unconfirmed",
    "objection_unanswered",
    "not_told",
    "role_given_oneself",
    "represented_against_my_word",
    "legal_representation_recorded",
    "deepening_not_as_chosen",
    "resident_not_at_own_meeting",
    "unexpected_guest",
    "change_requested_open",
    "measured_without_asking",
]
"""The signals that the catalogue calls regie."""

GUIDE_SIGNALS = [
    "rhythm_overdue",
    "no_considerations",
    "no_copy",
    "one_sided_network",
    "triad_incomplete",
    "hours_over",
]


def explains(signal: str, by: str = "noor") -> Line:
    return says("signal.explained", by, signal=signal, words="dit gaat hier anders")


@pytest.mark.rule("regie_is_answered_not_explained", "accepted")
def test_a_rhythm_is_explained() -> None:
    opened().when(explains("rhythm_overdue")).accepted()


@pytest.mark.rule("regie_is_answered_not_explained", "accepted")
@pytest.mark.parametrize("signal", GUIDE_SIGNALS)
def test_a_signal_of_the_guide_is_explained(signal: str) -> None:
    opened().when(explains(signal, by="buur")).accepted()


@pytest.mark.rule("regie_is_answered_not_explained", "refused")
@pytest.mark.parametrize("signal", REGIE_SIGNALS)
def test_a_signal_about_the_residents_regie_is_not_explained(signal: str) -> None:
    opened().when(explains(signal)).refused_by("regie_is_answered_not_explained")


@pytest.mark.rule("regie_is_answered_not_explained", "refused")
def test_not_even_the_resident_explains_a_signal_about_their_regie() -> None:
    opened().when(explains("about_me_without_me", by="mila")).refused_by("regie_is_answered_not_explained")


# Network and nomination. ----------------------------------------------------------------------------------------------


@pytest.mark.rule("the_owner_is_no_part_of_the_network", "accepted")
def test_a_sister_is_added_to_the_network() -> None:
    opened().when(adds("zus")).accepted()


@pytest.mark.rule("the_owner_is_no_part_of_the_network", "accepted")
def test_a_bond_is_drawn_between_two_others() -> None:
    opened().when(says("network.bond_drawn", "mila", one="zus", other="buur", kind="warm")).accepted()


@pytest.mark.rule("the_owner_is_no_part_of_the_network", "refused")
def test_the_resident_is_not_added_to_the_network() -> None:
    opened().when(adds("mila")).refused_by("the_owner_is_no_part_of_the_network")


@pytest.mark.rule("the_owner_is_no_part_of_the_network", "refused")
@pytest.mark.parametrize(
    "line",
    [
        says("network.person_described", "mila", person="mila", closeness="near"),
        says("network.person_removed", "mila", person="mila"),
        says("network.bond_drawn", "mila", one="mila", other="zus", kind="warm"),
        says("network.bond_drawn", "mila", one="zus", other="mila", kind="warm"),
        says("nomination.made", "mila", person="mila"),
    ],
    ids=["described", "removed", "one_end_of_a_bond", "the_other_end_of_a_bond", "nominated"],
)
def test_the_resident_is_not_spoken_of_as_one_of_the_network(line: Line) -> None:
    opened(adds("zus")).when(line).refused_by("the_owner_is_no_part_of_the_network")


@pytest.mark.rule("only_someone_in_the_network_is_nominated", "accepted")
def test_a_sister_in_the_network_is_nominated() -> None:
    opened(adds("zus")).when(nominates("zus")).accepted()


@pytest.mark.rule("only_someone_in_the_network_is_nominated", "accepted")
def test_a_professional_who_is_involved_is_nominated() -> None:
    opened().when(nominates("noor")).accepted()


@pytest.mark.rule("only_someone_in_the_network_is_nominated", "refused")
def test_somebody_unknown_is_not_nominated() -> None:
    opened().when(nominates("onbekend")).refused_by("only_someone_in_the_network_is_nominated")


@pytest.mark.rule("only_someone_in_the_network_is_nominated", "refused")
def test_who_was_taken_off_the_network_is_not_nominated() -> None:
    scenario = opened(adds("zus"), removes_from_network("zus"))
    scenario.when(nominates("zus")).refused_by("only_someone_in_the_network_is_nominated")


@pytest.mark.rule("only_someone_in_the_network_is_nominated", "refused")
def test_who_is_no_longer_involved_is_not_nominated() -> None:
    scenario = opened(stops_helping("noor", on="2017-02-01"))
    scenario.when(nominates("noor")).refused_by("only_someone_in_the_network_is_nominated")


@pytest.mark.rule("nobody_is_approached_without_the_residents_word", "accepted")
def test_who_has_the_residents_permission_approaches_a_nominee() -> None:
    nominated(permits("noor")).when(contacts("noor")).accepted()


@pytest.mark.rule("nobody_is_approached_without_the_residents_word", "accepted")
def test_the_resident_approaches_a_nominee_without_permission() -> None:
    nominated().when(contacts("mila")).accepted()


@pytest.mark.rule("nobody_is_approached_without_the_residents_word", "accepted")
def test_a_deepening_talk_is_held_with_permission_in_another_form_than_chosen() -> None:
    permitted = says("approach.permitted", "mila", person="zus", approached_by="noor", deepening="none")
    nominated(permitted).when(deepens("noor")).accepted()


@pytest.mark.rule("nobody_is_approached_without_the_residents_word", "refused")
def test_a_neighbour_is_not_contacted_without_permission() -> None:
    scenario = nominated(permits("noor"))
    scenario.when(contacts("noor", person="buur")).refused_by("nobody_is_approached_without_the_residents_word")


@pytest.mark.rule("nobody_is_approached_without_the_residents_word", "refused")
def test_a_permission_is_for_who_it_was_given_to() -> None:
    nominated(permits("noor")).when(contacts("gijs")).refused_by("nobody_is_approached_without_the_residents_word")


@pytest.mark.rule("nobody_is_approached_without_the_residents_word", "refused")
def test_the_pen_of_who_has_permission_gives_no_permission() -> None:
    contact = contacts("gijs") | {"entered_by": "noor"}
    nominated(permits("noor")).when(contact).refused_by("nobody_is_approached_without_the_residents_word")


@pytest.mark.rule("nobody_is_approached_without_the_residents_word", "refused")
def test_no_deepening_talk_is_held_without_permission() -> None:
    nominated().when(deepens("noor")).refused_by("nobody_is_approached_without_the_residents_word")


@pytest.mark.rule("only_a_standing_nomination_is_answered", "accepted")
def test_a_nominee_says_yes() -> None:
    nominated().when(accepts("zus")).accepted()


@pytest.mark.rule("only_a_standing_nomination_is_answered", "accepted")
def test_a_nominee_who_is_asked_again_says_no() -> None:
    nominated(declines("zus"), nominates("zus")).when(declines("zus")).accepted()


@pytest.mark.rule("only_a_standing_nomination_is_answered", "refused")
def test_a_nomination_that_was_withdrawn_is_not_accepted() -> None:
    scenario = nominated(says("nomination.withdrawn", "mila", person="zus"))
    scenario.when(accepts("zus")).refused_by("only_a_standing_nomination_is_answered")


@pytest.mark.rule("only_a_standing_nomination_is_answered", "refused")
def test_who_was_never_asked_does_not_decline() -> None:
    opened(adds("zus")).when(declines("zus")).refused_by("only_a_standing_nomination_is_answered")


@pytest.mark.rule("only_a_standing_nomination_is_answered", "refused")
def test_a_nomination_is_accepted_once() -> None:
    joined().when(accepts("zus")).refused_by("only_a_standing_nomination_is_answered")


# Groups and meetings. -------------------------------------------------------------------------------------------------


JOINS_BY_HAND: Line = says("member.joined", "noor", person="zus")


@pytest.mark.rule("nobody_joins_without_both_yeses", "accepted")
def test_a_nominee_who_says_yes_is_a_member() -> None:
    assert followed(nominated().when(accepts("zus")).accepted()) == ["member.joined"]


@pytest.mark.rule("nobody_joins_without_both_yeses", "accepted")
def test_a_nominee_who_says_yes_to_another_group_is_a_member_of_that_group() -> None:
    scenario = opened(forms("klussen"), adds("zus"), nominates("zus", group="klussen"))
    assert followed(scenario.when(accepts("zus", group="klussen")).accepted()) == ["member.joined"]
    assert scenario.case.is_member(PersonId("zus"), GroupId("klussen"))


@pytest.mark.rule("nobody_joins_without_both_yeses", "refused")
def test_a_nominee_who_has_not_answered_is_not_made_a_member() -> None:
    nominated().when(JOINS_BY_HAND).refused_by("nobody_joins_without_both_yeses")


@pytest.mark.rule("nobody_joins_without_both_yeses", "refused")
def test_a_membership_is_never_written_by_hand() -> None:
    joined(removes("zus")).when(JOINS_BY_HAND).refused_by("nobody_joins_without_both_yeses")


def leaves(person: str, **more: Any) -> Line:
    return says("member.left", person, person=person, **more)


@pytest.mark.rule("only_a_member_leaves_or_is_removed", "accepted")
def test_a_member_leaves() -> None:
    joined().when(leaves("zus")).accepted(standing="own")


@pytest.mark.rule("only_a_member_leaves_or_is_removed", "accepted")
def test_a_member_is_removed_with_a_reason_of_a_professional() -> None:
    joined().when(removes("zus", by="noor", reason=WHY)).accepted(standing="taken_over")


@pytest.mark.rule("only_a_member_leaves_or_is_removed", "refused")
def test_who_never_joined_does_not_leave() -> None:
    joined().when(leaves("buur")).refused_by("only_a_member_leaves_or_is_removed")


@pytest.mark.rule("only_a_member_leaves_or_is_removed", "refused")
def test_who_left_is_not_removed() -> None:
    joined(leaves("zus")).when(removes("zus")).refused_by("only_a_member_leaves_or_is_removed")


@pytest.mark.rule("only_a_member_leaves_or_is_removed", "refused")
def test_a_member_of_one_group_does_not_leave_another() -> None:
    scenario = joined(forms("klussen"))
    scenario.when(leaves("zus", group="klussen")).refused_by("only_a_member_leaves_or_is_removed")


ONCE = "a_meeting_is_opened_and_closed_once"
CANCELS: Line = says("meeting.cancelled", "mila", meeting="m1")
EVALUATES: Line = says("meeting.evaluated", "noor", meeting="m1", spoke=["mila"])


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "accepted")
def test_a_meeting_is_planned_opened_and_closed() -> None:
    opened(plans(), begins("mila")).when(closes()).accepted()


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "accepted")
def test_an_open_meeting_is_looked_back_on() -> None:
    at_the_table("mila").when(EVALUATES).accepted()


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "accepted")
def test_attendance_is_put_right_afterwards_with_its_own_moment() -> None:
    at_the_table("mila", "buur").given(closes()).when(goes("buur", on=HALFWAY)).accepted()


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "refused")
def test_a_meeting_is_not_opened_twice() -> None:
    at_the_table("mila").when(begins("mila")).refused_by(ONCE)


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "refused")
def test_a_closed_meeting_is_not_opened_again() -> None:
    at_the_table("mila").given(closes()).when(begins("mila", on=AT_ITS_END)).refused_by(ONCE)


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "refused")
def test_a_meeting_is_not_closed_without_having_been_opened() -> None:
    opened(plans()).when(closes()).refused_by(ONCE)


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "refused")
def test_a_meeting_is_not_closed_twice() -> None:
    at_the_table("mila").given(closes()).when(closes()).refused_by(ONCE)


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "refused")
def test_a_cancelled_meeting_is_not_opened() -> None:
    opened(plans(), CANCELS).when(begins("mila")).refused_by(ONCE)


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "refused")
def test_a_meeting_that_was_not_opened_is_not_looked_back_on() -> None:
    opened(plans()).when(EVALUATES).refused_by(ONCE)


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "refused")
def test_a_closed_meeting_is_not_looked_back_on() -> None:
    at_the_table("mila").given(closes()).when(EVALUATES).refused_by(ONCE)


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "refused")
def test_nobody_leaves_a_meeting_that_was_not_opened() -> None:
    opened(plans()).when(goes("mila", on=HALFWAY)).refused_by(ONCE)


@pytest.mark.rule("a_meeting_is_opened_and_closed_once", "refused")
def test_nobody_leaves_a_meeting_after_its_end() -> None:
    at_the_table("mila").given(closes()).when(goes("mila", on="2017-02-20T15:00:01+01:00")).refused_by(ONCE)


# Agreements, consent and editions. ------------------------------------------------------------------------------------


@pytest.mark.rule("you_change_only_your_own_agreement", "accepted")
def test_a_neighbour_ends_his_own_agreement() -> None:
    opened(agrees("buur")).when(ends_agreement("buur")).accepted(standing="own")


@pytest.mark.rule("you_change_only_your_own_agreement", "accepted")
def test_a_neighbour_changes_his_own_agreement() -> None:
    opened(agrees("buur")).when(changes_agreement("buur")).accepted(standing="own")


@pytest.mark.rule("you_change_only_your_own_agreement", "accepted")
def test_the_resident_releases_somebody_from_an_agreement() -> None:
    opened(agrees("buur")).when(says("agreement.released", "mila", agreement="a1")).accepted(standing="own")


@pytest.mark.rule("you_change_only_your_own_agreement", "refused")
def test_a_professional_does_not_end_anothers_agreement() -> None:
    opened(agrees("buur")).when(ends_agreement("noor")).refused_by("you_change_only_your_own_agreement")


@pytest.mark.rule("you_change_only_your_own_agreement", "refused")
def test_the_resident_does_not_change_anothers_agreement() -> None:
    opened(agrees("buur")).when(changes_agreement("mila")).refused_by("you_change_only_your_own_agreement")


@pytest.mark.rule("a_consent_names_what_and_for_whom", "accepted")
def test_a_consent_names_the_goals_and_the_members() -> None:
    opened().when(consents()).accepted(standing="own")


@pytest.mark.rule("a_consent_names_what_and_for_whom", "accepted")
def test_a_consent_may_hold_for_one_day() -> None:
    opened().when(consents(from_="2017-02-06", until="2017-02-06")).accepted()


@pytest.mark.rule("a_consent_names_what_and_for_whom", "refused")
def test_a_consent_without_categories_is_no_consent() -> None:
    opened().when(consents(categories=[])).refused_by("a_consent_names_what_and_for_whom")


@pytest.mark.rule("a_consent_names_what_and_for_whom", "refused")
def test_a_consent_without_categories_and_with_no_documents_is_no_consent() -> None:
    opened().when(consents(categories=[], documents=[])).refused_by("a_consent_names_what_and_for_whom")


@pytest.mark.rule("a_consent_names_what_and_for_whom", "refused")
def test_a_consent_does_not_begin_after_it_ends() -> None:
    scenario = opened()
    scenario.when(consents(from_="2017-02-07", until="2017-02-06")).refused_by("a_consent_names_what_and_for_whom")


@pytest.mark.rule("only_your_own_words_are_opened", "accepted")
def test_a_nominee_opens_what_they_said() -> None:
    scenario = nominated(permits("noor"))
    talk = recorded(scenario, deepens("noor", said="ik ben bang dat het te veel wordt"))
    scenario.when(shares(talk, by="zus")).accepted(standing="own")


@pytest.mark.rule("only_your_own_words_are_opened", "accepted")
def test_the_resident_opens_their_goal() -> None:
    opened(sets_goal()).when(shares(4, by="mila")).accepted()


@pytest.mark.rule("only_your_own_words_are_opened", "accepted")
def test_who_objects_opens_their_own_objection() -> None:
    opened(objects(2, by="buur", words="zo ging het niet")).when(shares(4, by="buur")).accepted()


@pytest.mark.rule("only_your_own_words_are_opened", "accepted")
def test_who_weighed_something_opens_what_they_weighed() -> None:
    opened(sets_goal(because={"zus": "rust is goed voor je"})).when(shares(4, by="zus")).accepted()


@pytest.mark.rule("only_your_own_words_are_opened", "refused")
def test_the_reason_of_who_took_over_is_the_residents_to_open() -> None:
    scenario = opened(takes_over("WHAT", reason=WHY))
    scenario.when(shares(4, by="noor")).refused_by("only_your_own_words_are_opened")
    scenario.when(shares(4, by="mila")).accepted()


@pytest.mark.rule("only_your_own_words_are_opened", "refused")
def test_a_professional_does_not_open_what_a_nominee_said() -> None:
    scenario = nominated(permits("noor"))
    talk = recorded(scenario, deepens("noor", said="ik ben bang dat het te veel wordt"))
    scenario.when(shares(talk, by="noor")).refused_by("only_your_own_words_are_opened")


@pytest.mark.rule("only_your_own_words_are_opened", "refused")
def test_the_resident_does_not_open_what_a_nominee_said() -> None:
    scenario = nominated(permits("mila"))
    talk = recorded(scenario, deepens("mila", said="ik ben bang dat het te veel wordt"))
    scenario.when(shares(talk, by="mila")).refused_by("only_your_own_words_are_opened")


@pytest.mark.rule("only_your_own_words_are_opened", "refused")
def test_where_nothing_was_said_nothing_is_opened() -> None:
    opened(introduces("noor")).when(shares(4, by="noor")).refused_by("only_your_own_words_are_opened")


@pytest.mark.rule("an_edition_only_goes_up", "accepted")
def test_the_second_edition_follows_the_first() -> None:
    given(adopts(1)).when(adopts(2)).accepted()


@pytest.mark.rule("an_edition_only_goes_up", "accepted")
def test_an_edition_may_be_skipped() -> None:
    given(adopts(1)).when(adopts(3)).accepted()


@pytest.mark.rule("an_edition_only_goes_up", "refused")
def test_the_first_edition_does_not_follow_the_second() -> None:
    given(adopts(2)).when(adopts(1)).refused_by("an_edition_only_goes_up")


@pytest.mark.rule("an_edition_only_goes_up", "refused")
def test_an_edition_is_not_adopted_twice() -> None:
    given(adopts(1), adopts(2)).when(adopts(2)).refused_by("an_edition_only_goes_up")


# Order: the first broken rule wins. -----------------------------------------------------------------------------------


def test_before_the_opening_nothing_else_is_asked() -> None:
    """A goal that does not exist, of a case that does not exist, by who may not: the opening comes first."""
    given().when(rephrases("buur", goal="wonen")).refused_by("a_case_begins_with_its_opening")


def test_a_second_opening_by_another_is_a_second_opening() -> None:
    given(opens()).when(opens("noor")).refused_by("a_case_begins_with_its_opening")


def test_an_opening_by_another_is_refused_for_its_owner_before_the_standing_table() -> None:
    """Also where the standing table would have something to say: a meeting nobody opened."""
    given().when(opens("noor", during="m1")).refused_by("only_the_resident_is_owner")


def test_a_name_given_twice_comes_before_a_goal_that_is_not_there() -> None:
    scenario = opened(agrees("buur"))
    scenario.when(agrees("buur", goal="wonen")).refused_by("a_name_is_given_once")


def test_what_is_not_there_comes_before_who_was_not_there() -> None:
    at_the_table("noor").when(rephrases(goal="wonen", **TABLE)).refused_by("only_what_is_there_can_be_spoken_of")


def test_what_is_not_there_comes_before_who_may_decide() -> None:
    opened().when(rephrases("buur", goal="wonen")).refused_by("only_what_is_there_can_be_spoken_of")


def test_who_was_not_there_comes_before_who_may_decide() -> None:
    at_the_table("mila").when(sets_goal("buur", **TABLE)).refused_by("who_decides_in_a_meeting_was_there")


def test_who_may_decide_comes_before_the_rules_of_the_event() -> None:
    opened().when(removes("buur", by="zus")).refused_by("the_resident_decides")
    opened().when(consents("noor", categories=[])).refused_by("some_things_are_only_the_residents_own")
    opened().when(REOPENS | {"by": "noor"}).refused_by("a_decision_taken_over_says_why")
    opened(agrees("buur")).when(ends_agreement("buur", by="noor")).refused_by("you_answer_for_yourself")


def test_the_rules_of_an_event_are_asked_from_top_to_bottom() -> None:
    """Who takes over is asked before until when; whose decision it is, before whose pen."""
    yesterday = takes_over("WHO", by="zus", until="2017-01-01T00:00:00Z")
    opened().when(yesterday).refused_by("only_a_professional_takes_over")
    own_pen = confirms(4, by="buur", entered_by="noor")
    opened(sets_goal(entered_by="noor")).when(own_pen).refused_by("you_confirm_what_was_recorded_for_you")


def test_the_owner_is_no_nominee_comes_before_who_can_be_nominated() -> None:
    opened().when(nominates("mila")).refused_by("the_owner_is_no_part_of_the_network")


def test_a_rule_over_a_list_is_asked_of_every_element_before_the_next_rule() -> None:
    """The first entry breaks the second rule, the second entry the first: the first rule wins."""
    scenario = opened(sets_goal(goal="rust", entered_by="noor"), sets_goal(goal="werk"))
    scenario.when(confirms(4, 5, entered_by="noor")).refused_by("you_confirm_what_was_recorded_for_you")


@pytest.mark.parametrize(
    "line",
    [
        confirms(2, 99),
        says("resident.informed", "noor", entries=[2, 99], how="told"),
        says("plan.drafted", "noor", plan="p1", goals=["rust", "wonen"]),
        nominates("noor", goals=["rust", "wonen"]),
        says("consultation.held", "noor", with_=["gijs"], kind="team", identified="yes", led_to=[2, 99]),
    ],
    ids=["confirmed", "informed", "drafted", "nominated", "led_to"],
)
def test_every_element_of_a_list_has_to_be_there(line: Line) -> None:
    opened(sets_goal()).when(line).refused_by("only_what_is_there_can_be_spoken_of")
