"""The handbook on goals, help, taking over and the hours it takes: items 32 to 45."""

from __future__ import annotations

import json

import pytest

from svh_core import Viewer
from svh_core.domain.private_book import NotePutAway
from svh_core.testing import says
from svh_core.views.signals import SIGNALS

from ..domain.openings import (
    answers,
    begins,
    closes,
    comes,
    confirms,
    hands_back,
    is_involved,
    nominates,
    objects,
    opens,
    plans,
    removes_from_network,
    sets_goal,
    takes_back,
    takes_over,
)
from .conftest import Command
from .story import MILA, Story, around, cannot_find, in_organisation, logs, with_a_member

NEVER = ("bezwaar", "klacht", "casus", "dossier", "te laat", "overschreden", "overgenomen")
"""Words that a resident never reads in a signal."""


def arranges(**more: object) -> dict[str, object]:
    told = {"care": "thuis", "kind": "home_support", "provider": "noor", "level": 4} | more
    return says("care.arranged", "mila", **told)


def test_item_032_a_goal_is_short_or_long_and_reaches_beyond_illness() -> None:
    story = around(says("goal.set", "mila", goal="zingen", horizon="long", words="Weer zingen", life_area="meaning"))
    story.then(sets_goal())
    goals = story.asks("plan")["goals"]
    assert [(goal["goal"], goal["words"], goal["life_area"]) for goal in goals["long"]] == [
        ("zingen", "Weer zingen", "meaning")
    ]
    assert [goal["goal"] for goal in goals["short"]] == ["rust"]
    assert story.refusal(sets_goal("noor", goal="werk")) == "a_decision_taken_over_says_why"
    assert "Weer zingen" in story.asks("timeline", goals=True)


def test_item_033_the_recovery_plan_is_drafted_adopted_and_read_as_of_a_day() -> None:
    drafted = says("plan.drafted", "noor", plan="p1", goals=["rust"], strengths="Ik kan goed luisteren.")
    story = around(sets_goal(), drafted)
    assert story.asks("plan")["drafts"][0]["strengths"] == "Ik kan goed luisteren."
    assert story.signals("2017-03-07")["plan_on_paper_only"] == ["p1"]
    assert (
        story.refusal(says("plan.adopted", "noor", plan="p1", reason="Het moet."))
        == "some_things_are_only_the_residents_own"
    )
    story.wait_until("2017-03-08").then(says("plan.adopted", "mila", plan="p1"))
    assert story.asks("plan")["plan"]["plan"] == "p1"
    assert story.asks("plan", on="2017-03-01")["plan"] is None
    assert "plan_on_paper_only" not in story.signals()


def test_item_034_a_wish_has_a_first_step_and_somebody_who_could_help() -> None:
    story = around(sets_goal())
    step = story.number(
        says("goal.first_step_chosen", "mila", goal="rust", words="Om tien uur naar bed", supporters=["zus"])
    )
    goal = story.asks("plan")["goals"]["short"][0]
    assert (goal["first_step"], goal["supporters"]) == ("Om tien uur naar bed", ["zus"])
    assert "Om tien uur naar bed" in story.told(step)


def test_item_035_the_group_looks_at_whether_it_is_still_the_right_group() -> None:
    story = with_a_member(plans(), begins("mila", "zus"), closes())
    assert "composition_not_looked_at" not in story.signals("2018-02-20")
    assert story.signals("2018-02-21")["composition_not_looked_at"] == ["support_group"]
    looked = story.wait_until("2018-02-21").number(says("composition.evaluated", "mila", outcome="fits"))
    assert story.line(looked)["standing"] == "own"
    assert story.state()["groups"]["support_group"]["composition"] == "fits"
    assert "composition_not_looked_at" not in story.wait_until("2018-02-22").signals()


def test_item_036_there_is_less_help_and_a_piece_passes_to_who_said_yes() -> None:
    story = with_a_member(arranges())
    proposed = says("handover.proposed", "mila", care="thuis", from_="noor", to="zus", task="de boodschappen")
    assert story.refusal(proposed | {"data": proposed["data"] | {"to": "vreemde"}}) == "a_handover_is_to_a_member"
    asked = story.number(proposed)
    told = story.asks("care_over_time")["care"][0]
    assert (len(told["asked"]), told["handed_over"]) == (1, [])
    story.then(says("handover.withdrawn", "mila", proposal=asked))
    assert story.asks("care_over_time")["care"][0]["asked"] == []
    asked = story.number(proposed)
    story.then(answers("zus", asked), says("care.scaled_down", "mila", care="thuis", level=2))
    told = story.asks("care_over_time")["care"][0]
    assert [(one["from"], one["to"], one["task"]) for one in told["handed_over"]] == [
        ("noor", "zus", "de boodschappen")
    ]
    assert [(one["change"], one["level"]) for one in told["levels"]] == [("arranged", 4), ("down", 2)]


def test_item_036_help_also_grows_and_ends() -> None:
    story = with_a_member(arranges(), says("care.scaled_up", "mila", care="thuis", level=6))
    story.then(says("care.ended", "mila", care="thuis", why="done"))
    told = story.asks("care_over_time")["care"][0]
    assert [one["change"] for one in told["levels"]] == ["arranged", "up"]
    assert told["ended"]["why"] == "done"


def test_item_037_how_long_something_lasts_is_agreed_and_its_end_is_seen() -> None:
    story = with_a_member(says("duration.agreed", "mila", of="group", until="2017-06-01", words="Tot de zomer"))
    assert story.state()["durations"] == {"group:": "2017-06-01"}
    assert "past_its_end" not in story.signals("2017-06-01")
    assert "past_its_end" in story.signals("2017-06-02")
    story.wait_until("2017-06-02").then(says("duration.agreed", "mila", of="group", until="2018-06-01"))
    assert "past_its_end" not in story.signals("2017-06-03")
    story.then(arranges(until="2017-12-31"), says("care.ended", "mila", care="thuis", why="done"))
    story.then(says("group.ended", "mila", group="support_group", why="goes_on_informally"))
    assert story.state()["groups"]["support_group"]["ended"] == "goes_on_informally"
    closed = story.number(says("case.closed", "mila", why="done"))
    assert (story.line(closed)["domain"], story.state()["closed"]) == ("HOW_LONG", "done")


def test_item_038_nothing_is_pushed_and_what_others_decided_is_counted_per_domain() -> None:
    taken = says("group.formed", "noor", group="klussen", kind="practical", reason="Mila is opgenomen")
    story = with_a_member(taken, sets_goal(), sets_goal(goal="werk", entered_by="noor"))
    domains = story.asks("figures")["domains"]
    assert (domains["HOW"]["N"], domains["HOW"]["taken_over"]) == (1, 1)
    assert (domains["WHAT"]["N"], domains["WHAT"]["own"], domains["WHAT"]["own_pen"]) == (2, 2, 1)
    story.then(says("reading.chosen", "mila", how="when_i_ask"), says("participation.decided", "mila", answer="pause"))
    assert (story.state()["reading"], story.state()["participation"]) == ("when_i_ask", "pause")
    said = [sentences["nl"].lower() for one in SIGNALS.values() for sentences in one.sentences.values()]
    assert not [text for text in said if any(word in text for word in NEVER)]


def test_item_038_a_deviation_is_explained_once_and_is_then_silent() -> None:
    story = with_a_member(plans(), begins("mila", "zus"), closes())
    assert "rhythm_overdue" in story.signals("2017-06-01")
    explained = says("signal.explained", "mila", signal="rhythm_overdue", words="Wij zien elkaar bij het koor.")
    story.wait_until("2017-06-01").then(explained)
    assert "rhythm_overdue" not in story.signals("2017-06-02")


def test_item_039_taking_over_says_why_and_stays_open_until_the_resident_answers() -> None:
    story = with_a_member(is_involved("noor"))
    assert story.refusal(nominates("zus", by="noor", group="support_group")) == "a_decision_taken_over_says_why"
    begun = story.number(takes_over("WHO"))
    decided = story.number(says("member.removed", "noor", person="zus"))
    line = story.line(decided)
    assert (line["standing"], line["position"]) == ("taken_over", "open")
    assert str(decided) in story.signals("2017-02-07")["taken_over_open"]
    story.then(objects(decided, words="Dat wilde ik niet."), takes_back())
    line = story.line(decided)
    assert (line["standing"], line["position"]) == ("taken_over", "objected")
    assert story.state()["takings_over"]["t1"]["ended_by"] == "resident"
    assert "taken_over_open" not in story.signals("2017-02-08")
    assert story.line(begun)["reason"] == "Mila is opgenomen"
    assert story.asks("figures")["domains"]["WHO"]["taken_over"] == 1


def test_item_039_who_took_over_hands_back() -> None:
    story = around(takes_over("WHO", "HOW"), nominates("zus", by="noor"))
    decided = story.last
    story.then(hands_back(words="Het gaat weer."), confirms(decided, how="own_device"))
    assert story.state()["takings_over"]["t1"]["ended_by"] == "taker"
    assert story.asks("figures")["case"]["taking_over"]["ended_by_taker"] == 1
    assert story.asks("figures")["domains"]["WHO"]["answered"]["confirmed"] == 1
    assert story.refusal(says("member.removed", "noor", person="zus")) == "a_decision_taken_over_says_why"


def test_item_040_a_peer_supporter_stands_beside_the_resident() -> None:
    story = with_a_member(plans())
    assert story.refusal(takes_over("WHO", by="gijs")) == "only_a_professional_takes_over"
    story.then(begins("mila", "zus", "gijs"))
    sides = story.asks("triad")["meetings"][0]["sides"]
    assert (sides["peer"], sides["formal"], sides["informal"]) == (["gijs"], [], ["zus"])
    assert story.state()["involvements"]["gijs"][0]["role"] == "peer_supporter"
    own = story.number(says("involvement.recorded", "lot", person="lot", role="peer_supporter", from_="2017-02-01"))
    assert story.signals("2017-02-21")["role_given_oneself"] == [str(own)]


def test_item_041_the_triad_is_read_off_each_meeting() -> None:
    story = with_a_member(plans(), begins("mila", "zus", "noor"), closes(), plans("m2", at="2017-05-15T14:00:00Z"))
    story.then(begins("zus", meeting="m2", on="2017-05-15T14:00:00Z"))
    story.then(comes("noor", meeting="m2", on="2017-05-15T14:10:00Z"))
    first, second = story.asks("triad")["meetings"]
    assert (first["three_sides"], second["three_sides"]) == (True, False)
    assert (first["sides"]["formal"], first["sides"]["informal"]) == (["noor"], ["zus"])
    told = story.signals("2017-05-16")
    assert told["triad_incomplete"] == ["m2"]
    assert told["resident_not_at_own_meeting"] == ["m2"]
    assert story.asks("figures")["case"]["triad"] == {"of": 2, "is": 1}


@pytest.mark.parametrize("kind", ["distance", "boundary", "no_contact", "closer"])
def test_item_042_distance_is_as_good_as_contact(kind: str) -> None:
    story = around()
    before = story.asks("figures")["domains"]["WHO"]["N"], set(story.signals("2017-03-01"))
    chosen = says("distance.chosen", "mila", person="zus", kind=kind, words="Even niet bellen.")
    assert story.refusal(chosen | {"by": "noor", "reason": "Het is beter."}) == "some_things_are_only_the_residents_own"
    number = story.number(chosen)
    assert story.state()["network"]["zus"]["distance"] == kind
    assert story.line(number)["standing"] == "own"
    after = story.asks("figures")["domains"]["WHO"]["N"], set(story.signals("2017-03-01"))
    story.then(removes_from_network("zus"))
    assert story.asks("network")["informal"]["people"] == 0
    assert set(story.signals("2017-03-01")) == after[1]
    assert after == (before[0] + 1, before[1])


def test_item_043_a_relative_keeps_goals_of_their_own_where_nobody_looks() -> None:
    story = with_a_member()
    stream = story.note("zus", "relative", "goal", "Ik wil weer eens alleen weg.")
    with story.look(Viewer("zus"), of=stream) as look:
        assert "alleen weg" in json.dumps(look.trail())
    assert cannot_find(story, stream, MILA)
    assert "alleen weg" not in json.dumps(story.asks("trail"))
    story.book.record(stream, NotePutAway(person="zus", note="n1", why="done"), by="zus")
    story.then(says("need.stated", "zus", person="zus", need="n1", words="Een avond voor mijzelf"))
    assert story.state()["needs"]["n1"]["person"] == "zus"


def test_item_044_the_hours_stand_beside_an_estimate_of_18_and_then_8() -> None:
    story = with_a_member(says("participation.decided", "mila", answer="yes"), logs(60, "explaining"))
    story.then(logs(300, "contacting", with_resident="no"), logs(480, "meeting", on="2018-02-10"))
    first = story.asks("hours")["years"][0]
    second = story.asks("hours", on="2018-03-01")["years"][1]
    assert (first["budget"], first["minutes"], first["without_resident"]) == (18 * 60, 360, 300)
    assert {name: told["budget"] for name, told in first["activities"].items()} == {
        "explaining": 60,
        "sociogram_and_nomination": 120,
        "contacting": 270,
        "planning": 30,
        "meeting": 600,
    }
    assert (second["budget"], second["minutes"]) == (8 * 60, 480)
    assert "hours_over" not in story.signals("2018-03-01")
    story.then(logs(60, "meeting", on="2018-02-11"))
    assert "hours_over" in story.signals("2018-03-01")


def test_item_044_an_organisation_reckons_with_hours_of_its_own() -> None:
    told = {
        "year": 1,
        "explaining": 60,
        "sociogram_and_nomination": 60,
        "contacting": 60,
        "planning": 30,
        "meeting": 300,
    }
    story = Story(in_organisation("time_budget.set", "sanne", **told, from_="2017-01-01"))
    story.then(opens(organisation="org-1"), says("participation.decided", "mila", answer="yes"))
    year = story.asks("hours")["years"][0]
    assert (year["budget"], year["source"]["by"]) == (510, "organisation")


def test_item_045_the_liesbeth_case_is_the_fixture(svh: Command) -> None:
    state = svh("show", "liesbeth", "--until", "100")["state"]
    assert {"partner", "broer", "vriendin", "psychiater", "sanne"} <= set(state["network"])
    assert {kept[0]["role"] for kept in state["involvements"].values()} >= {
        "lead_clinician",
        "care_worker",
        "peer_supporter",
    }
    assert "bipolaire" in state["asks_for"]
    assert len(svh("trail", "liesbeth")["entries"]) > 200
    assert svh("check")["clean"]


def test_item_045_its_goals_come_first_and_it_is_guided_by_a_peer_supporter(svh: Command) -> None:
    entries = svh("trail", "liesbeth")["entries"]
    first = {
        name: next(one["number"] for one in entries if one["event"] == name) for name in ("goal.set", "nomination.made")
    }
    assert first["goal.set"] < first["nomination.made"]
    introduced = next(one for one in entries if one["event"] == "introduction.held")
    assert introduced["by"] == "gijs"
