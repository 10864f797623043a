"""What an event names exists in the case and, where it is to be changed, has not ended."""

from __future__ import annotations

from typing import Any, Final

import pytest

from svh_core.testing.scenarios import given, says

from .openings import (
    AT_ITS_END,
    HALFWAY,
    Line,
    accepts,
    achieves,
    adds,
    agrees,
    agrees_rules,
    answers,
    appoints,
    at_the_table,
    begins,
    by_law,
    changes_agreement,
    closes,
    comes,
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
    takes_back,
    takes_over,
    withdraws,
)

NOT_THERE: Final = "only_what_is_there_can_be_spoken_of"
GIVEN_TWICE: Final = "a_name_is_given_once"
NOT_ASKED: Final = "only_what_was_asked_is_answered"
NOT_PERMITTED: Final = "nobody_is_approached_without_the_residents_word"
NOT_STANDING: Final = "only_a_standing_nomination_is_answered"


def goal(event: str, **more: Any) -> Line:
    """Something about the goal `rust`."""
    return says(event, "mila", goal="rust", **more)


LETS_GO: Final = goal("goal.let_go")
RELEASES: Final = says("agreement.released", "mila", agreement="a1")
ENDS_GROUP: Final = says("group.ended", "mila", group="klussen", why="done")
ENDS_SUPPORT_GROUP: Final = says("group.ended", "mila", group="support_group", why="done")
CANCELS: Final = says("meeting.cancelled", "mila", meeting="m1")
PLACE: Final = says("place.chosen", "mila", meeting="m1", place="thuis", feels_right="yes")
REPORTS: Final = says("report.written", "noor", meeting="m1", words="we spraken over rust")
LOOKS_BACK: Final = says("agreement.looked_back_on", "mila", agreement="a1", went="kept")
MEETS_NEED: Final = says("need.met", "mila", need="n1", arranged_by="noor", enough="yes")
ADOPTS_PLAN: Final = says("plan.adopted", "mila", plan="p1")
DRAFTS: Final = says("plan.drafted", "mila", plan="p1")
UNINVITES: Final = says("guest.uninvited", "mila", person="zus", meeting="m1")
LEAVES: Final = says("member.left", "zus", person="zus")
STATES_POSITION: Final = says("position.stated", "zus", person="zus", group="klussen")
WITHDRAWS_NOMINATION: Final = says("nomination.withdrawn", "mila", person="zus")
ENDS_REPRESENTATION: Final = says("representation.ended", "mila", person="zus")

ABOUT_A_LIVE_GOAL: Final = [
    pytest.param(rephrases(), id="goal.rephrased"),
    pytest.param(goal("goal.first_step_chosen", words="bellen"), id="goal.first_step_chosen"),
    pytest.param(goal("goal.progress_reviewed", going="nearer"), id="goal.progress_reviewed"),
    pytest.param(achieves(), id="goal.achieved"),
    pytest.param(LETS_GO, id="goal.let_go"),
]

ABOUT_ANY_GOAL: Final = [
    pytest.param(says("hook.found", "noor", words="de tuin", goal="rust"), id="hook.found"),
    pytest.param(nominates("noor", goals=["rust"]), id="nomination.made"),
    pytest.param(says("plan.drafted", "noor", plan="p1", goals=["rust"]), id="plan.drafted"),
    pytest.param(agrees("buur", goal="rust"), id="agreement.made"),
]


# Live, or only there. -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ABOUT_A_LIVE_GOAL)
def test_what_changes_a_goal_is_about_one_that_is_live(line: Line) -> None:
    opened(sets_goal()).when(line).accepted()
    opened().when(line).refused_by(NOT_THERE)


@pytest.mark.parametrize("ended", [achieves(), LETS_GO], ids=["achieved", "let_go"])
@pytest.mark.parametrize("line", ABOUT_A_LIVE_GOAL)
def test_a_goal_that_ended_is_not_changed(line: Line, ended: Line) -> None:
    opened(sets_goal(), ended).when(line).refused_by(NOT_THERE)


@pytest.mark.parametrize("line", ABOUT_ANY_GOAL)
def test_what_only_names_a_goal_may_name_one_that_ended(line: Line) -> None:
    opened(sets_goal(), achieves()).when(line).accepted()
    opened().when(line).refused_by(NOT_THERE)


ABOUT_A_LIVE_AGREEMENT: Final = [
    pytest.param(changes_agreement("buur"), id="agreement.changed"),
    pytest.param(ends_agreement("buur"), id="agreement.ended"),
    pytest.param(RELEASES, id="agreement.released"),
]


@pytest.mark.parametrize("line", ABOUT_A_LIVE_AGREEMENT)
def test_what_changes_an_agreement_is_about_one_that_is_live(line: Line) -> None:
    opened(agrees("buur")).when(line).accepted()
    opened().when(line).refused_by(NOT_THERE)


@pytest.mark.parametrize("ended", [ends_agreement("buur"), RELEASES], ids=["ended", "released"])
@pytest.mark.parametrize("line", ABOUT_A_LIVE_AGREEMENT)
def test_an_agreement_that_ended_is_not_changed(line: Line, ended: Line) -> None:
    opened(agrees("buur"), ended).when(line).refused_by(NOT_THERE)


def test_an_agreement_that_ended_is_looked_back_on() -> None:
    opened(agrees("buur"), RELEASES).when(LOOKS_BACK).accepted()
    opened().when(LOOKS_BACK).refused_by(NOT_THERE)


def test_a_consent_is_withdrawn_once() -> None:
    opened().when(withdraws()).refused_by(NOT_THERE)
    opened(consents()).when(withdraws()).accepted()
    opened(consents(), withdraws()).when(withdraws()).refused_by(NOT_THERE)


def test_a_consent_whose_period_is_over_is_still_withdrawn() -> None:
    """Live is judged by what was recorded, not by the moment."""
    opened(consents(until="2017-01-31")).when(withdraws()).accepted()


@pytest.mark.parametrize("line", [hands_back(), takes_back()], ids=["handed_back", "taken_back"])
def test_a_taking_over_is_ended_once(line: Line) -> None:
    opened().when(line).refused_by(NOT_THERE)
    opened(takes_over("WHAT")).when(line).accepted()
    opened(takes_over("WHAT"), hands_back()).when(line).refused_by(NOT_THERE)
    opened(takes_over("WHAT"), takes_back()).when(line).refused_by(NOT_THERE)


@pytest.mark.parametrize("line", [hands_back, takes_back], ids=["handed_back", "taken_back"])
def test_a_taking_over_whose_time_is_up_is_still_ended(line: Any) -> None:
    """Live is judged by what was recorded, not by the moment."""
    scenario = opened(takes_over("WHAT", until="2017-02-10T12:00:00Z"))
    scenario.when(line(on="2017-02-11T12:00:00Z")).accepted()


def test_what_ended_is_ended_also_for_what_is_dated_before_it() -> None:
    """Live is judged by lower entry numbers, not by the claimed moment."""
    scenario = opened(sets_goal(), achieves(on="2017-02-20T12:00:00Z"))
    scenario.when(rephrases(on="2017-02-19T12:00:00Z")).refused_by(NOT_THERE)


def test_only_who_took_over_hands_back() -> None:
    scenario = opened(takes_over("WHAT"), is_involved("arts", "lead_clinician"))
    scenario.when(hands_back("arts")).refused_by(NOT_THERE)
    scenario.when(hands_back("noor")).accepted(standing="own")


def test_a_group_is_ended_once() -> None:
    opened().when(ENDS_GROUP).refused_by(NOT_THERE)
    opened(forms("klussen")).when(ENDS_GROUP).accepted()
    opened(forms("klussen"), ENDS_GROUP).when(ENDS_GROUP).refused_by(NOT_THERE)


def test_nobody_is_nominated_for_a_group_that_ended() -> None:
    scenario = opened(adds("zus"), forms("klussen"), ENDS_GROUP)
    scenario.when(nominates("zus", group="klussen")).refused_by(NOT_THERE)
    scenario.when(nominates("zus")).accepted()


def test_nobody_is_nominated_for_the_support_group_after_its_end() -> None:
    """A group left out is the support group."""
    opened(adds("zus"), ENDS_SUPPORT_GROUP).when(nominates("zus")).refused_by(NOT_THERE)


@pytest.mark.parametrize(
    "line",
    [
        STATES_POSITION,
        says("nomination.withdrawn", "mila", person="zus", group="klussen"),
        says("chair.chosen", "mila", person="zus", group="klussen"),
        says("rhythm.chosen", "mila", group="klussen", every_weeks=6),
        says("composition.evaluated", "mila", group="klussen", outcome="fits"),
        agrees_rules("mila", group="klussen"),
        plans(group="klussen"),
    ],
    ids=lambda line: line["event"],
)
def test_what_only_names_a_group_may_name_one_that_ended(line: Line) -> None:
    opened(forms("klussen"), ENDS_GROUP).when(line).accepted()
    opened().when(line).refused_by(NOT_THERE)


def test_a_nomination_for_a_group_that_ended_may_still_be_answered() -> None:
    scenario = opened(adds("zus"), forms("klussen"), nominates("zus", group="klussen"), ENDS_GROUP)
    scenario.when(declines("zus", group="klussen")).accepted()


def test_a_member_leaves_a_group_that_ended() -> None:
    joined(ENDS_SUPPORT_GROUP).when(LEAVES).accepted()


@pytest.mark.parametrize(
    "line",
    [
        says("meeting.moved", "mila", meeting="m1", at="2017-02-21T14:00:00+01:00"),
        CANCELS,
        PLACE,
        REPORTS,
        invites(),
        UNINVITES,
        says("chair.chosen", "mila", person="zus", for_meeting="m1"),
        says("statement.added", "buur", kind="view", about_meeting="m1", words="het ging goed"),
    ],
    ids=lambda line: line["event"],
)
def test_what_only_names_a_meeting_may_name_one_that_is_over(line: Line) -> None:
    at_the_table("mila").given(closes()).when(line).accepted()
    opened().when(line).refused_by(NOT_THERE)


@pytest.mark.parametrize(
    "line",
    [
        begins("mila"),
        comes("mila", on=HALFWAY),
        goes("mila", on=HALFWAY),
        closes(),
        says("meeting.evaluated", "noor", meeting="m1", spoke=["mila"]),
    ],
    ids=["opened", "came_in", "left", "closed", "evaluated"],
)
def test_a_meeting_nobody_planned_is_not_held(line: Line) -> None:
    opened().when(line).refused_by(NOT_THERE)


def test_the_next_meeting_has_to_be_planned() -> None:
    line = says("meeting.closed", "noor", on=AT_ITS_END, meeting="m1", next="m2")
    at_the_table("mila").when(line).refused_by(NOT_THERE)
    at_the_table("mila").given(plans("m2")).when(line).accepted()


def test_a_need_has_to_be_stated_before_it_is_met_and_may_be_met_again() -> None:
    opened().when(MEETS_NEED).refused_by(NOT_THERE)
    opened(needs("zus"), MEETS_NEED).when(MEETS_NEED).accepted()


def test_a_plan_has_to_be_drafted_before_it_is_adopted_and_may_be_adopted_again() -> None:
    opened().when(ADOPTS_PLAN).refused_by(NOT_THERE)
    opened(DRAFTS, ADOPTS_PLAN).when(ADOPTS_PLAN).accepted()


@pytest.mark.parametrize(
    "line",
    [
        objects(4),
        confirms(4),
        answers("zus", 4),
        shares(4, by="mila"),
        says("objection.answered", "noor", entry=4, outcome="kept"),
        says("statement.added", "noor", kind="view", entry=4, words="zo zag ik het"),
        says("entry.corrected", "mila", entry=4, wrong="moment"),
        says("entry.corrected", "mila", entry=1, wrong="moment", replaced_by=4),
        says("concern.raised", "gijs", entry=4, words="waar is Mila"),
        says("resident.informed", "noor", entries=[4], how="told"),
        says("passage.closed", "mila", person="mila", entry=4, recipient="zus"),
        plans(asked_after=4),
        says("consultation.held", "noor", with_=["gijs"], kind="team", identified="yes", led_to=[4]),
    ],
    ids=lambda line: line["event"],
)
def test_an_entry_that_is_named_has_a_lower_number(line: Line) -> None:
    """The next entry would be number 4: it cannot speak of itself."""
    opened().when(line).refused_by(NOT_THERE)


def test_an_entry_that_follows_is_an_entry_to_speak_of() -> None:
    scenario = nominated()
    number = recorded(scenario, accepts("zus"))
    scenario.when(objects(number + 1)).accepted()


@pytest.mark.parametrize(
    "line",
    [
        is_involved("onbekend"),
        permits("onbekend", person="nog_iemand"),
        says("distance.chosen", "mila", person="onbekend", kind="distance"),
        says("network.bond_drawn", "mila", one="onbekend", other="nog_iemand", kind="tense"),
        says("chair.chosen", "mila", person="onbekend"),
        appoints("onbekend", "WHAT"),
        says("case.opened", "mila", resident="mila", method="support_group", organisation="onbekend"),
    ],
    ids=lambda line: line["event"],
)
def test_a_person_or_an_organisation_need_not_be_in_the_case(line: Line) -> None:
    scenario = given() if line["event"] == "case.opened" else opened()
    scenario.when(line).accepted()


# The network. ---------------------------------------------------------------------------------------------------------

DESCRIBES: Final = says("network.person_described", "mila", person="zus", closeness="near")


@pytest.mark.parametrize("line", [DESCRIBES, removes_from_network("zus")], ids=["described", "removed"])
def test_who_is_described_or_removed_is_in_the_network_now(line: Line) -> None:
    opened().when(line).refused_by(NOT_THERE)
    opened(adds("zus")).when(line).accepted()
    opened(adds("zus"), removes_from_network("zus")).when(line).refused_by(NOT_THERE)


def test_who_is_only_involved_is_not_in_the_network() -> None:
    opened().when(removes_from_network("noor")).refused_by(NOT_THERE)


def test_somebody_is_added_again_only_after_being_removed() -> None:
    scenario = opened(adds("zus"))
    scenario.when(adds("zus")).refused_by(GIVEN_TWICE)
    scenario.given(removes_from_network("zus"))
    scenario.when(adds("zus")).accepted()
    scenario.when(DESCRIBES).accepted()
    scenario.when(adds("zus")).refused_by(GIVEN_TWICE)


def test_who_is_added_again_is_nominated_again() -> None:
    opened(adds("zus"), removes_from_network("zus"), adds("zus")).when(nominates("zus")).accepted()


# Names. ---------------------------------------------------------------------------------------------------------------

NAMED: Final = [
    pytest.param(sets_goal(goal="x"), id="Goal"),
    pytest.param(says("plan.drafted", "mila", plan="x"), id="Plan"),
    pytest.param(forms("x"), id="Group"),
    pytest.param(plans("x"), id="Meeting"),
    pytest.param(agrees("mila", agreement="x"), id="Agreement"),
    pytest.param(takes_over("WHAT", taking_over="x"), id="TakingOver"),
    pytest.param(needs("mila", need="x"), id="Need"),
    pytest.param(consents(consent="x"), id="Consent"),
]


@pytest.mark.parametrize("line", NAMED)
def test_a_name_is_given_to_one_thing_of_its_kind(line: Line) -> None:
    opened(line).when(line).refused_by(GIVEN_TWICE)


def test_things_of_different_kinds_may_bear_one_name() -> None:
    lines: list[Any] = [param.values[0] for param in NAMED]
    assert len(opened(*lines).entries) == len(opened().entries) + len(NAMED)


def test_a_name_of_another_kind_is_not_there() -> None:
    opened(plans("rust")).when(rephrases(goal="rust")).refused_by(NOT_THERE)


def test_a_refused_decision_takes_no_name() -> None:
    scenario = opened()
    scenario.when(sets_goal("zus")).refused_by("the_resident_decides")
    scenario.when(sets_goal()).accepted()


def test_the_support_group_is_there_from_the_opening() -> None:
    given(opens()).when(forms("support_group")).refused_by(GIVEN_TWICE)
    given(opens()).when(says("rhythm.chosen", "mila", group="support_group", every_weeks=6)).accepted()


def test_a_group_left_out_is_the_support_group() -> None:
    nominated().when(accepts("zus", group="support_group")).accepted()
    joined().when(removes("zus", group="support_group")).accepted()


def test_the_name_of_the_support_group_is_not_free_after_its_end() -> None:
    opened(ENDS_SUPPORT_GROUP).when(forms("support_group")).refused_by(GIVEN_TWICE)


# Requests, and when they stop standing. -------------------------------------------------------------------------------


def test_a_representation_is_answered_until_the_resident_ends_it() -> None:
    scenario = opened(appoints("zus", "WHAT"))
    scenario.when(answers("zus", 4, "later")).accepted()
    scenario.given(ENDS_REPRESENTATION)
    scenario.when(answers("zus", 4)).refused_by(NOT_ASKED)


def test_a_representation_asked_anew_is_a_request_of_its_own() -> None:
    scenario = represented("WHAT").given(ENDS_REPRESENTATION)
    request = recorded(scenario, appoints("zus", "WHAT"))
    scenario.when(answers("zus", request)).accepted()
    scenario.when(sets_goal("zus")).accepted(standing="represented")


def test_a_representation_is_not_ended_where_there_is_none() -> None:
    opened().when(ENDS_REPRESENTATION).refused_by(NOT_THERE)
    represented().given(ENDS_REPRESENTATION).when(ENDS_REPRESENTATION).refused_by(NOT_THERE)


def test_a_representation_of_the_law_is_there_and_no_request() -> None:
    scenario = opened(by_law("zus", "WHAT"))
    scenario.when(answers("zus", 4)).refused_by(NOT_ASKED)
    scenario.when(ENDS_REPRESENTATION).refused_by("the_court_ends_what_the_court_began")


@pytest.mark.parametrize(
    "ending",
    [[begins("mila"), closes()], [CANCELS], [UNINVITES]],
    ids=["closed", "cancelled", "uninvited"],
)
def test_an_invitation_is_answered_until_it_ends(ending: list[Line]) -> None:
    scenario = opened(plans(), invites("zus"))
    scenario.when(answers("zus", 5, "later")).accepted()
    scenario.given(*ending)
    scenario.when(answers("zus", 5)).refused_by(NOT_ASKED)


def test_an_invitation_is_answered_while_the_meeting_goes_on() -> None:
    opened(plans(), invites("zus"), begins("mila")).when(answers("zus", 5)).accepted()


def test_uninviting_one_guest_leaves_the_others() -> None:
    scenario = opened(plans(), plans("m2"), invites("zus"), invites("buur"), invites("zus", meeting="m2"), UNINVITES)
    scenario.when(answers("zus", 6)).refused_by(NOT_ASKED)
    scenario.when(answers("buur", 7)).accepted()
    scenario.when(answers("zus", 8)).accepted()


def test_a_guest_invited_again_answers_the_new_invitation() -> None:
    scenario = opened(plans(), invites("zus"), UNINVITES)
    request = recorded(scenario, invites("zus"))
    scenario.when(answers("zus", request)).accepted()
    scenario.when(answers("zus", 5)).refused_by(NOT_ASKED)


def test_the_end_of_a_meeting_ends_no_request_of_who_bears_its_name() -> None:
    cancels = says("meeting.cancelled", "mila", meeting="zus")
    opened(appoints("zus", "WHAT"), plans("zus"), cancels).when(answers("zus", 4)).accepted()


def chooses(person: str, **more: Any) -> Line:
    """The resident chooses a chair."""
    return says("chair.chosen", "mila", person=person, **more)


def test_a_chair_answers_until_another_is_chosen() -> None:
    scenario = opened(chooses("zus"))
    scenario.when(answers("zus", 4)).accepted()
    request = recorded(scenario, chooses("buur"))
    scenario.when(answers("zus", 4, "no")).refused_by(NOT_ASKED)
    scenario.when(answers("buur", request)).accepted()


@pytest.mark.parametrize(
    "other",
    [chooses("buur", group="klussen"), chooses("buur", for_meeting="m1")],
    ids=["of_another_group", "of_one_meeting"],
)
def test_a_chair_of_something_else_leaves_the_request(other: Line) -> None:
    opened(plans(), forms("klussen"), chooses("zus"), other).when(answers("zus", 6)).accepted()


def test_a_chair_of_one_meeting_answers_until_another_is_chosen_for_that_meeting() -> None:
    scenario = opened(plans(), plans("m2"), chooses("zus", for_meeting="m1"), chooses("buur", for_meeting="m2"))
    scenario.when(answers("zus", 6)).accepted()
    scenario.given(chooses("buur", for_meeting="m1"))
    scenario.when(answers("zus", 6)).refused_by(NOT_ASKED)
    scenario.when(answers("buur", 7)).accepted()


def test_a_chair_of_the_support_group_by_name_is_for_the_same() -> None:
    opened(chooses("zus"), chooses("buur", group="support_group")).when(answers("zus", 4)).refused_by(NOT_ASKED)


# Permissions to approach, and what ends them. -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ending",
    [
        says("approach.withdrawn", "mila", person="zus"),
        says("approach.withdrawn", "mila", person="zus", approached_by="noor"),
        WITHDRAWS_NOMINATION,
        declines("zus"),
        says("distance.chosen", "mila", person="zus", kind="no_contact"),
    ],
    ids=["withdrawn", "withdrawn_of_who_approaches", "nomination_withdrawn", "nomination_declined", "no_contact"],
)
@pytest.mark.parametrize("approach", [contacts(), deepens()], ids=["contacted", "deepening"])
def test_a_permission_to_approach_ends(ending: Line, approach: Line) -> None:
    nominated(permits("noor")).when(approach).accepted()
    nominated(permits("noor"), ending).when(approach).refused_by(NOT_PERMITTED)


@pytest.mark.parametrize(
    "other",
    [
        says("approach.withdrawn", "mila", person="zus", approached_by="gijs"),
        says("approach.withdrawn", "mila", person="buur"),
        says("distance.chosen", "mila", person="zus", kind="distance"),
        says("distance.chosen", "mila", person="zus", kind="boundary"),
        says("distance.chosen", "mila", person="buur", kind="no_contact"),
        permits("gijs"),
        accepts("zus"),
        removes_from_network("zus"),
    ],
    ids=[
        "withdrawn_of_another",
        "withdrawn_about_another",
        "distance",
        "boundary",
        "no_contact_with_another",
        "another_permission",
        "accepted",
        "removed_from_network",
    ],
)
def test_a_permission_to_approach_does_not_end_by_something_else(other: Line) -> None:
    nominated(permits("noor"), permits("gijs"), other).when(contacts("noor")).accepted()


def test_no_contact_ends_every_permission_to_approach_that_person() -> None:
    scenario = nominated(permits("noor"), permits("gijs"), permits("noor", person="buur"))
    scenario.given(says("distance.chosen", "mila", person="zus", kind="no_contact"))
    scenario.when(contacts("noor")).refused_by(NOT_PERMITTED)
    scenario.when(contacts("gijs")).refused_by(NOT_PERMITTED)
    scenario.when(contacts("noor", person="buur")).accepted()


def test_a_permission_to_approach_is_given_again() -> None:
    scenario = nominated(permits("noor"), says("approach.withdrawn", "mila", person="zus"), permits("noor"))
    scenario.when(contacts("noor")).accepted()


def test_a_permission_may_be_taken_over_with_a_reason() -> None:
    """The visible legal way past the rule."""
    permitted = says("approach.permitted", "noor", reason="spoed", person="zus", approached_by="noor", deepening="none")
    scenario = nominated()
    scenario.when(permitted).accepted(standing="taken_over")
    scenario.when(contacts("noor")).accepted()


# Nominations, and what ends them. -------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [accepts("zus"), declines("zus")], ids=["accepted", "declined"])
@pytest.mark.parametrize(
    "ending", [WITHDRAWS_NOMINATION, accepts("zus"), declines("zus")], ids=["withdrawn", "accepted", "declined"]
)
def test_a_nomination_is_answered_while_it_stands(ending: Line, answer: Line) -> None:
    scenario = nominated()
    scenario.when(ending).accepted()
    scenario.when(answer).refused_by(NOT_STANDING)
    scenario.given(nominates("zus"))
    scenario.when(answer).accepted()


def test_a_nomination_stands_for_its_own_group() -> None:
    scenario = nominated(forms("klussen"))
    scenario.when(accepts("zus", group="klussen")).refused_by(NOT_STANDING)
    scenario.given(nominates("zus", group="klussen"), declines("zus", group="klussen"))
    scenario.when(accepts("zus")).accepted()


def test_a_nomination_withdrawn_for_one_group_stands_for_the_other() -> None:
    scenario = nominated(forms("klussen"), nominates("zus", group="klussen"), WITHDRAWS_NOMINATION)
    scenario.when(accepts("zus")).refused_by(NOT_STANDING)
    scenario.when(accepts("zus", group="klussen")).accepted()


@pytest.mark.parametrize(
    "other",
    [
        removes_from_network("zus"),
        says("position.stated", "zus", person="zus", offered_per_month=1),
        says("distance.chosen", "mila", person="zus", kind="no_contact"),
    ],
    ids=["removed_from_network", "position_stated", "no_contact"],
)
def test_a_nomination_goes_on_standing_whatever_else_is_decided(other: Line) -> None:
    nominated(other).when(accepts("zus")).accepted()


# What follows, and what does not. -------------------------------------------------------------------------------------


def test_a_yes_makes_a_member_of_the_same_group_at_the_same_moment() -> None:
    scenario = nominated()
    number = recorded(scenario, accepts("zus", on="2017-02-20T12:00:00Z", entered_by="noor"))
    yes, follows = scenario.entries[-2:]
    assert (follows.number, follows.caused_by) == (number + 1, number)
    assert (follows.by, follows.entered_by, follows.at) == ("zus", "core", yes.at)
    assert (follows.event.spec.name, follows.event.person, follows.event.group) == ("member.joined", "zus", None)


def test_a_yes_to_a_named_group_names_that_group() -> None:
    scenario = nominated()
    recorded(scenario, accepts("zus", group="support_group"))
    assert scenario.entries[-1].event.group == "support_group"


def test_a_yes_of_who_is_a_member_already_is_accepted_and_nothing_follows() -> None:
    scenario = joined(nominates("zus"))
    assert followed(scenario.when(accepts("zus")).accepted()) == []


def test_a_yes_of_who_is_a_member_of_another_group_makes_a_member() -> None:
    scenario = joined(forms("klussen"), nominates("zus", group="klussen"))
    assert followed(scenario.when(accepts("zus", group="klussen")).accepted()) == ["member.joined"]


def test_who_leaves_one_group_stays_in_the_other() -> None:
    leaves = says("member.left", "zus", person="zus", group="klussen")
    scenario = joined(forms("klussen"), nominates("zus", group="klussen"), accepts("zus", group="klussen"), leaves)
    scenario.when(leaves).refused_by("only_a_member_leaves_or_is_removed")
    scenario.when(LEAVES).accepted()


def test_a_yes_of_who_was_removed_makes_a_member_again() -> None:
    scenario = joined(removes("zus"), nominates("zus"))
    assert followed(scenario.when(accepts("zus")).accepted()) == ["member.joined"]


def test_a_no_makes_no_member() -> None:
    assert followed(nominated().when(declines("zus")).accepted()) == []


def test_what_follows_counts_in_the_numbers() -> None:
    scenario = nominated(accepts("zus"))
    assert recorded(scenario, sets_goal()) == len(scenario.entries) == 8


def test_an_objection_that_has_no_effect_is_accepted_and_nothing_follows() -> None:
    scenario = opened(consents(), withdraws())
    assert followed(scenario.when(objects(4)).accepted()) == []


def test_a_closed_case_refuses_nothing() -> None:
    scenario = opened(says("case.closed", "mila", why="stops"))
    for line in (sets_goal(), is_involved("arts", "gp"), consents(), objects(4), adds("zus"), nominates("zus")):
        scenario.when(line).accepted()
