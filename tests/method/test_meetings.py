"""The handbook on meeting each other: items 19 to 31."""

from __future__ import annotations

import pytest

from svh_core.testing import says

from ..domain.openings import (
    AT_ITS_END,
    HALFWAY,
    achieves,
    agrees,
    agrees_rules,
    answers,
    begins,
    changes_agreement,
    closes,
    confirms,
    ends_agreement,
    plans,
    rephrases,
    sets_goal,
)
from .story import Story, with_a_member, writes

NEXT = "2017-05-15T14:00:00+02:00"


def after_a_meeting(*during: dict[str, object]) -> Story:
    """The first meeting was held, in which this was said."""
    return with_a_member(plans(), begins("mila", "zus", "noor"), *during, closes())


def test_item_019_a_group_may_be_for_something_practical_and_there_may_be_several() -> None:
    story = with_a_member()
    moving = says("group.formed", "mila", group="verhuizen", kind="practical", purpose="Mij helpen verhuizen")
    formed = story.number(moving)
    assert "helpen verhuizen" in story.told(formed)
    groups = story.state()["groups"]
    assert {name: group["kind"] for name, group in groups.items()} == {
        "support_group": "support_group",
        "verhuizen": "practical",
    }
    story.then(says("group.ended", "mila", group="verhuizen", why="done"))
    assert story.state()["groups"]["verhuizen"]["ended"] == "done"
    assert story.state()["groups"]["support_group"]["ended"] is None


def test_item_020_a_network_conversation_stands_beside_the_group_without_its_shape() -> None:
    story = with_a_member(says("group.formed", "mila", group="familie", kind="other", method="netwerkcirkel"))
    story.then(plans("praten", kind="network_conversation", group="familie"))
    story.then(begins("mila", "zus", meeting="praten"), closes("praten"))
    held = story.state()["meetings"]["praten"]
    assert (held["kind"], held["group"]) == ("network_conversation", "familie")
    assert not {"next_not_planned", "first_meeting_result", "no_chair", "no_ground_rules"} & set(
        story.signals("2017-03-01")
    )
    assert story.asks("triad")["meetings"] == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [("how_we_came_here", "Na een zware winter."), ("what_makes_this_worthwhile", "Dat wij elkaar weer horen.")],
)
def test_item_021_two_questions_begin_a_network_conversation(kind: str, words: str) -> None:
    story = with_a_member(plans("praten", kind="network_conversation"), begins("mila", "zus", meeting="praten"))
    number = story.number(says("statement.added", "zus", kind=kind, about_meeting="praten", words=words))
    assert story.line(number)["data"]["kind"] == kind
    assert words.rstrip(".") in story.told(number, language="nl")


def test_item_022_a_meeting_is_planned_moved_and_cancelled() -> None:
    story = with_a_member(plans(), says("meeting.moved", "mila", meeting="m1", at=NEXT, minutes=90))
    planned = story.asks("plan", on="2017-03-01")["next_meeting"]
    assert (planned["meeting"], planned["at"], planned["minutes"]) == ("m1", "2017-05-15T12:00:00Z", 90)
    cancelled = story.number(says("meeting.cancelled", "mila", meeting="m1", words="Ik ben moe."))
    assert "Ik ben moe" in story.told(cancelled)
    assert story.asks("plan", on="2017-03-01")["next_meeting"] is None
    assert story.refusal(begins("mila", on=NEXT)) == "a_meeting_is_opened_and_closed_once"


def test_item_023_the_place_feels_right_for_the_owner() -> None:
    story = with_a_member(plans())
    assert story.signals("2017-02-18")["place_not_yours"] == ["m1"]
    chosen = says("place.chosen", "mila", meeting="m1", place="De keuken van Zus", feels_right="yes")
    assert story.refusal(chosen | {"by": "zus"}) == "the_resident_decides"
    story.then(chosen)
    held = story.state()["meetings"]["m1"]
    assert (held["place"], held["feels_right"]) == ("De keuken van Zus", "yes")
    assert "place_not_yours" not in story.signals("2017-02-18")


def test_item_024_the_owner_chooses_the_chair_or_takes_it() -> None:
    story = with_a_member(plans())
    assert story.refusal(says("chair.chosen", "zus", person="zus")) == "the_resident_decides"
    assert story.signals("2017-02-18")["no_chair"] == ["m1"]
    asked = story.number(says("chair.chosen", "mila", person="zus", expected="Let op de tijd."))
    assert story.state()["groups"]["support_group"]["chair"] == "zus"
    assert "no_chair" not in story.signals("2017-02-18")
    story.then(answers("zus", asked, "no"))
    assert story.signals("2017-02-18")["no_chair"] == ["m1"]
    story.then(says("chair.chosen", "mila", person="mila"))
    assert story.state()["groups"]["support_group"]["chair"] == "mila"
    taken = story.number(says("chair.chosen", "noor", person="gijs", reason="Mila is opgenomen"))
    assert story.line(taken)["standing"] == "taken_over"


def test_item_025_the_group_agrees_how_to_speak_with_each_other_and_may_say_it_anew() -> None:
    story = after_a_meeting()
    assert story.signals("2017-02-21")["no_ground_rules"] == ["support_group"]
    number = story.number(agrees_rules("mila"))
    story.then(agrees_rules("mila") | {"data": {"version": 2, "confidential": "yes", "words": "Telefoons uit."}})
    group = story.state()["groups"]["support_group"]
    assert (group["ground_rules_version"], group["ground_rules"]) == (2, "Telefoons uit.")
    assert story.line(number)["data"]["confidential"] == "yes"
    assert "no_ground_rules" not in story.wait_until("2017-02-22").signals()


def test_item_026_the_first_meeting_comes_to_a_goal_and_an_agreement_of_somebody() -> None:
    story = after_a_meeting(sets_goal(on=HALFWAY, during="m1"))
    assert story.refusal(agrees("zus", by="noor")) == "nobody_is_bound_by_anothers_word"
    assert story.signals("2017-02-21")["first_meeting_result"] == ["m1"]
    story.then(agrees("zus", goal="rust"))
    assert "first_meeting_result" not in story.wait_until("2017-02-22").signals()
    goal = story.asks("plan")["goals"]["short"][0]
    assert [made["giver"] for made in goal["agreements"]] == ["zus"]
    story.then(writes("crisis_card", "kaart", during="m1", on="2017-02-20T14:50:00+01:00"))
    assert story.asks("documents")["documents"][0]["kind"] == "crisis_card"


def test_item_027_everybody_at_the_table_is_heard() -> None:
    story = after_a_meeting(says("meeting.evaluated", "noor", on=HALFWAY, meeting="m1", spoke=["zus", "noor"]))
    assert story.signals("2017-02-21")["not_everybody_heard"] == ["m1"]
    assert story.asks("triad")["meetings"][0]["spoke"] == ["zus", "noor"]
    heard = after_a_meeting(says("meeting.evaluated", "noor", on=HALFWAY, meeting="m1", spoke=["mila", "zus", "noor"]))
    assert "not_everybody_heard" not in heard.signals("2017-02-21")


def test_item_028_the_next_meeting_is_planned_in_the_meeting() -> None:
    story = after_a_meeting()
    assert story.signals("2017-02-21")["next_not_planned"] == ["support_group"]
    story.then(plans("m2", at=NEXT))
    assert "next_not_planned" not in story.wait_until("2017-02-22").signals()
    with_the_next = with_a_member(plans(), begins("mila", "zus"), plans("m2", at=NEXT, on=HALFWAY, during="m1"))
    with_the_next.then(says("meeting.closed", "noor", on=AT_ITS_END, meeting="m1", next="m2"))
    assert "next_not_planned" not in with_the_next.signals("2017-02-21")
    assert with_the_next.state()["meetings"]["m1"]["next"] == "m2"


def test_item_029_what_was_reached_is_ticked_off_and_the_rest_is_adjusted() -> None:
    goals = [sets_goal(goal=name) for name in ("rust", "werk", "sport")]
    story = after_a_meeting(*(goal | {"at": HALFWAY} for goal in goals))
    story.then(says("goal.progress_reviewed", "mila", goal="rust", going="nearer"))
    assert story.asks("plan")["goals"]["short"][0]["going"] == "nearer"
    story.then(achieves(), rephrases(goal="werk"), says("goal.let_go", "mila", goal="sport"))
    planned = story.asks("plan")["goals"]
    told = {name: [goal["goal"] for goal in some] for name, some in planned.items()}
    assert told == {"long": ["werk"], "short": [], "achieved": ["rust"], "let_go": ["sport"]}
    story.then(agrees("zus"), changes_agreement("zus"))
    assert story.refusal(ends_agreement("zus", by="noor")) == "you_answer_for_yourself"
    looked = story.number(says("agreement.looked_back_on", "noor", agreement="a1", went="partly"))
    assert story.state()["agreements"]["a1"]["went"] == "partly"
    assert "a1" not in story.told(looked)
    story.then(ends_agreement("zus"))
    assert story.asks("plan")["agreements"] == []
    story.then(agrees("noor", agreement="a2"), says("agreement.released", "mila", agreement="a2"))
    assert story.state()["agreements"]["a2"]["ended"] == "released"


def test_item_030_a_group_meets_at_least_once_in_three_calendar_months() -> None:
    story = after_a_meeting()
    assert "rhythm_overdue" not in story.signals("2017-05-20")
    assert story.signals("2017-05-21")["rhythm_overdue"] == ["support_group"]
    story.then(says("rhythm.chosen", "mila", every_weeks=26))
    assert "rhythm_overdue" not in story.signals("2017-05-21")
    assert "rhythm_overdue" in story.signals("2017-08-25")


def test_item_031_receiving_guiding_and_reporting_a_meeting_take_time_and_the_resident_reads_the_report() -> None:
    logged = says(
        "time.logged",
        "noor",
        activity="meeting",
        person="noor",
        minutes=120,
        on_="2017-02-20",
        with_resident="yes",
        law="Wmo",
    )
    story = after_a_meeting()
    story.then(says("participation.decided", "mila", answer="yes", on="2017-02-21T10:00:00Z"))
    report = story.number(says("report.written", "noor", meeting="m1", words="Wij begonnen met koffie."))
    assert story.line(report)["position"] is None
    story.then(confirms(report), logged | {"data": logged["data"] | {"on": "2017-02-21"}})
    assert story.line(report)["position"] == "confirmed"
    year = story.asks("hours")["years"][0]
    assert year["activities"]["meeting"] == {"minutes": 120, "with_resident": 120, "without_resident": 0, "budget": 600}
