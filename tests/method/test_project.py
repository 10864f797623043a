"""The leaflet and the news of the project in De Wijert: items 58 to 66."""

from __future__ import annotations

import json

import pytest

from svh_core import NotPermitted, Viewer
from svh_core.testing import says
from svh_core.views.report import report

from ..domain.openings import (
    accepts,
    adds,
    agrees,
    begins,
    closes,
    consents,
    is_involved,
    nominates,
    opens,
    plans,
    removes_from_network,
    sets_goal,
    takes_over,
)
from .story import NOOR, Story, around, fills_in, lets_know, logs, with_a_member

FUNDER = Viewer("menzis", capacity="organisation", organisation="menzis")


def test_item_058_goals_before_the_group_or_the_group_before_goals() -> None:
    goals, group = (sets_goal(),), (adds("zus"), nominates("zus"), accepts("zus"))
    for order in (goals + group, group + goals):
        story = Story(opens(), *order)
        state = story.state()
        assert (set(state["goals"]), set(state["groups"]["support_group"]["members"])) == ({"rust"}, {"zus"})
        assert [line["standing"] for line in story.asks("trail") if line["domain"] == "WHAT"] == ["own"]
        assert not set(story.signals("2017-02-07"))
        assert [one["since"] for one in story.asks("phases")["phases"]][:2] == ["2017-02-06", "2017-02-06"]
        story.then(says("signal.explained", "mila", signal="no_chair", words="Wij doen het samen."), plans())
        assert "no_chair" not in story.signals("2017-02-20")


def test_item_059_the_recovery_guardian_says_when_the_residents_view_gets_lost() -> None:
    story = around(is_involved("els", "recovery_guardian"), sets_goal())
    assert story.refusal(takes_over("WHAT", by="els")) == "only_a_professional_takes_over"
    raised = story.number(says("concern.raised", "els", entry=6, words="Dit zijn onze woorden."))
    assert str(raised) in story.signals("2017-02-21")["objection_unanswered"]
    story.then(says("objection.answered", "noor", entry=raised, outcome="changed", words="Wij vroegen het opnieuw."))
    assert "objection_unanswered" not in story.signals("2017-02-22")
    assert story.state()["involvements"]["els"][0]["role"] == "recovery_guardian"


def test_item_060_autonomy_is_shown_in_numbers_that_say_what_they_are_of() -> None:
    story = around(sets_goal(), sets_goal(goal="werk", entered_by="noor"), nominates("zus", by="noor", reason="Opname"))
    figures = story.asks("figures")
    assert story.asks("figures", NOOR) == figures
    assert [one["recipient"] for one in story.asks("disclosures")] == ["noor"]
    assert (figures["domains"]["WHAT"]["N"], figures["domains"]["WHAT"]["own"]) == (2, 2)
    assert (figures["domains"]["WHO"]["N"], figures["domains"]["WHO"]["taken_over"]) == (1, 1)
    text = "\n".join(report(figures, "nl"))
    assert "2 van 2" in text
    assert "%" not in text


@pytest.mark.parametrize("role", ["community_team", "nurse", "gp", "practice_worker", "social_worker"])
def test_item_061_every_party_has_a_role_of_its_own(role: str) -> None:
    story = around(is_involved("iemand", role))
    assert story.state()["involvements"]["iemand"][0]["role"] == role
    assert "iemand" in story.told(5)


def test_item_061_a_funder_sees_nothing_of_a_person_and_that_it_asked_is_written_down() -> None:
    story = around(sets_goal())
    with pytest.raises(NotPermitted), story.look(FUNDER, purpose="funding"):
        pass
    refused = story.asks("disclosures")[-1]
    assert (refused["kind"], refused["recipient"], refused["why"]) == ("refused", "menzis", "no_consent")


def test_item_061_who_pays_sees_what_the_resident_lets_them_see() -> None:
    may = lets_know("menzis", "time", purpose="funding", recipient_kind="organisation")
    story = around(sets_goal(), may, logs(60, "meeting", law="Zvw"))
    with story.look(FUNDER, purpose="funding") as look:
        assert look.hours()["before"]["minutes"] == 60
        assert "rust in huis" not in json.dumps([look.trail(), look.state()])
    assert story.asks("disclosures")[-1]["purpose"] == "funding"


def test_item_062_hours_are_counted_by_the_law_that_pays_for_them() -> None:
    story = around(says("participation.decided", "mila", answer="yes"))
    for law, minutes in (("Zvw", 60), ("Wmo", 90), ("Wlz", 30), ("none", 15)):
        story.then(logs(minutes, "planning", law=law))
    laws = story.asks("hours", on="2017-02-08")["years"][0]["laws"]
    assert {law: told["minutes"] for law, told in laws.items()} == {"Zvw": 60, "Wmo": 90, "Wlz": 30, "none": 15}


def test_item_063_what_it_costs_and_brings_can_be_read_off_one_case() -> None:
    costs = {"contacts": 12, "days": 3}
    story = around(says("participation.decided", "mila", answer="yes"), says("monitoring.chosen", "mila", wanted="yes"))
    changed = says("outcome.recorded", "mila", area="work", change="Twee dagen betaald werk", kind="paid_work")
    story.then(logs(120, "meeting"), fills_in("TiC-P", **costs), changed)
    told = story.asks("measurements")
    assert told["instruments"][0]["measurements"][0]["scores"] == costs
    assert told["outcomes"][0]["kind"] == "paid_work"
    assert story.asks("hours", on="2017-02-08")["years"][0]["minutes"] == 120
    with pytest.raises(NotPermitted), story.look(FUNDER, purpose="funding"):
        pass


@pytest.mark.parametrize("start", ["start_s0", "start_s2"])
def test_item_064_a_study_has_a_consent_of_its_own_and_a_name_that_says_which_start(start: str) -> None:
    joins = says("cohort.joined", "mila", cohort=start, consent="c1")
    story = around(consents(purpose="care"))
    assert story.refusal(joins) == "a_study_has_its_own_consent"
    story.then(consents(consent="c2", purpose="research"))
    story.then(joins | {"data": {"cohort": start, "consent": "c2"}})
    assert story.state()["cohorts"] == {start: "c2"}


def test_item_065_who_helps_says_how_and_for_which_goal_and_each_meeting_looks_at_how_it_goes() -> None:
    story = with_a_member(sets_goal(), plans(), begins("mila", "zus"), closes())
    assert story.refusal(agrees("zus", by="mila")) == "nobody_is_bound_by_anothers_word"
    story.then(agrees("zus", goal="rust", how_often="elke dinsdag"))
    made = story.asks("plan")["goals"]["short"][0]["agreements"][0]
    assert (made["giver"], made["does"], made["how_often"]) == ("zus", "elke week koken", "elke dinsdag")
    assert story.signals("2017-02-21")["goal_not_looked_at"] == ["rust"]
    looked = says(
        "goal.progress_reviewed", "mila", on="2017-02-20T14:40:00+01:00", during="m1", goal="rust", going="nearer"
    )
    story.then(looked)
    assert story.state()["goals"]["rust"]["going"] == "nearer"
    assert "goal_not_looked_at" not in story.wait_until("2017-02-22").signals()


def test_item_066_how_many_people_there_are_is_told_without_a_norm() -> None:
    story = around(adds("buur"), adds("oom"))
    told = story.asks("network")
    assert (told["informal"]["people"], told["formal"]["people"], told["peer"]["people"]) == (3, 1, 1)
    assert set(told) == {"as_of", "informal", "formal", "peer"}
    assert set(told["informal"]) == {"people", "members"}
    story.then(removes_from_network("oom"))
    assert story.asks("network")["informal"]["people"] == 2
    assert "network" not in " ".join(story.asks("figures")["case"])
