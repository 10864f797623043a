"""The handbook on an organisation that learns to work this way: items 46 to 57."""

from __future__ import annotations

import json
from typing import Any

import pytest

from svh_core import NotPermitted, Viewer
from svh_core.testing import says

from ..domain.openings import is_involved, nominates, opens, plans, sets_goal
from .conftest import Command
from .story import AT_ORG_1, MILA, ORGANISATION, Line, Story, around, cannot_find, fills_in, in_organisation, lets_know


def gathers(kind: str, **more: object) -> Line:
    return in_organisation("gathering.held", "sanne", kind=kind, present=["sanne", "lot"], **more)


def rollout(story: Story, on: str | None = None) -> dict[str, Any]:
    told: dict[str, Any] = story.asks("rollout", AT_ORG_1, of=ORGANISATION, on=on)
    return told


def told_in_the_organisation(story: Story, on: str) -> dict[str, list[str]]:
    return story.signals(on, of=ORGANISATION, viewer=AT_ORG_1)


def test_item_046_five_introduction_meetings_each_have_homework() -> None:
    story = Story(
        gathers("introduction", number=1, homework=["watching", "training"]), gathers("introduction", number=2)
    )
    story.then(
        in_organisation("assignment.handed_in", "lot", person="lot", of="introduction", number=1, kind="watching")
    )
    told = rollout(story)["introduction"]
    assert (told["of"], told["is"]) == (5, 2)
    first = told["meetings"][0]
    assert (first["homework"], first["handed_in"]) == (["watching", "training"], 1)
    assert [one["in_handbook"] for one in told["meetings"]] == [
        ["watching", "training"],
        ["case"],
        ["case"],
        ["support_group"],
        ["tips"],
    ]


def test_item_046_a_whole_roll_out_is_told_by_a_command(svh: Command) -> None:
    assert svh("rollout", "noorderzorg")["introduction"]["is"] == 5


def test_item_047_a_success_is_shared_without_a_person_or_on_their_consent() -> None:
    shares = in_organisation("success.shared", "sanne", basis="anonymous", words="Iemand zingt weer.")
    story = Story(shares)
    by_consent = shares | {"data": {"basis": "consent", "words": "Mila zingt weer."}}
    assert story.refusal(by_consent) == "a_success_is_anonymous_or_consented"
    story.then(by_consent | {"data": by_consent["data"] | {"quotes": "0f" * 32}})
    assert rollout(story)["successes"] == {"shared": 2, "anonymous": 1, "consent": 1}


def test_item_047_a_consent_to_tell_a_success_is_one_of_its_own() -> None:
    teller = Viewer("blad", capacity="organisation")
    story = around(sets_goal(), lets_know("blad", "goals", purpose="success_story"))
    with pytest.raises(NotPermitted), story.look(teller, purpose="care"):
        pass
    with story.look(teller, purpose="success_story") as look:
        assert look.state()["goals"]["rust"]["words"] == "rust in huis"


def test_item_048_two_ambassadors_are_needed() -> None:
    appointed = in_organisation("ambassador.appointed", "sanne", person="sanne", from_="2017-02-01")
    story = Story(appointed)
    assert "few_ambassadors" in told_in_the_organisation(story, "2017-02-08")
    story.then(in_organisation("ambassador.appointed", "lot", person="lot", from_="2017-02-01"))
    assert "few_ambassadors" not in told_in_the_organisation(story, "2017-02-08")
    assert [one["person"] for one in rollout(story)["ambassadors"]["active"]] == ["sanne", "lot"]
    story.then(in_organisation("ambassador.stepped_down", "lot", person="lot", on_="2017-03-01"))
    assert rollout(story, "2017-03-02")["ambassadors"]["is"] == 1
    assert "few_ambassadors" in told_in_the_organisation(story, "2017-03-02")


def test_item_049_ambassadors_meet_each_month_on_a_tuesday_at_half_past_nine() -> None:
    story = Story(gathers("ambassadors"))
    ambassadors = rollout(story)["recurring"][0]
    told = {"kind": "ambassadors", "every": "month_weekday", "weekday": 2, "at": "09:30", "minutes": 60}
    assert {name: ambassadors[name] for name in told} == told
    assert "ambassadors_overdue" not in told_in_the_organisation(story, "2017-03-31")
    assert "ambassadors_overdue" in told_in_the_organisation(story, "2017-04-01")
    story.then(in_organisation("recurrence.set", "sanne", kind="ambassadors", every="month_weekday", weekday=4, week=1))
    assert rollout(story)["recurring"][0]["next"] == "2017-03-02"


def test_item_050_a_case_meeting_comes_every_six_weeks_or_as_the_organisation_sets_it() -> None:
    story = Story(gathers("case_meeting"))
    assert "case_meeting_overdue" not in told_in_the_organisation(story, "2017-03-20")
    assert "case_meeting_overdue" in told_in_the_organisation(story, "2017-03-21")
    story.then(in_organisation("recurrence.set", "sanne", kind="case_meeting", every="days", days=60))
    assert "case_meeting_overdue" not in told_in_the_organisation(story, "2017-03-21")
    assert rollout(story)["recurring"][1]["days"] == 60


def test_item_051_a_team_asks_for_whom_it_fits_without_saying_who() -> None:
    story = Story(
        in_organisation("screening.held", "sanne", looked_at=12, fits=3, maybe=2), opens(), is_involved("noor")
    )
    assert rollout(story)["screening"] == {"times": 1, "looked_at": 12, "fits": 3, "maybe": 2}
    spoken = says("consultation.held", "noor", with_=["lot"], kind="case_meeting", identified="anonymous")
    held = story.number(spoken)
    assert str(held) not in story.signals("2017-02-08").get("about_me_without_me", [])
    named = story.number(spoken | {"data": spoken["data"] | {"identified": "yes"}})
    assert str(named) in story.signals("2017-02-08")["about_me_without_me"]


def test_item_052_six_trainings_of_which_the_sixth_has_no_film_and_no_practice() -> None:
    story = Story()
    for number in range(1, 7):
        story.then(in_organisation("training.completed", "lot", person="lot", number=number, on_="2017-02-06"))
    story.then(in_organisation("assignment.handed_in", "lot", person="lot", of="training", number=2, kind="practice"))
    trainings = rollout(story)["trainings"]
    assert [one["finished"] for one in trainings] == [1] * 6
    assert [one["film"] for one in trainings] == [True] * 5 + [False]
    assert trainings[1]["assignments"] == {"reflection": 0, "practice": 1}
    assert trainings[5]["assignments"] == {"reflection": 0}


def test_item_053_a_professional_keeps_what_they_think_of_their_own_work_to_themselves() -> None:
    story = around()
    stream = story.note("noor", "professional", "reflection", "Ik stuurde te veel.")
    with story.look(Viewer("noor"), of=stream) as look:
        assert "stuurde te veel" in json.dumps(look.trail())
    assert cannot_find(story, stream, MILA)


def test_item_054_several_organisations_work_in_one_case_and_each_answers_for_its_own() -> None:
    helps = {"role": "care_worker", "from_": "2017-01-01"}
    of_lentis = says("involvement.recorded", "mila", person="noor", organisation="lentis", **helps)
    of_wij = says("involvement.recorded", "mila", person="lot", organisation="wij", **helps)
    story = Story(opens(), of_lentis, of_wij)
    by_noor = story.number(sets_goal(entered_by="noor"))
    by_lot = story.number(sets_goal(goal="werk", entered_by="lot"))
    assert story.book.controllers("mila", by_noor) == ("lentis",)
    assert story.book.controllers("mila", by_lot) == ("wij",)
    story.then(
        in_organisation(
            "organisation.joined", "sanne", organisation="menzis", name="Menzis", controller="no", from_="2017-02-01"
        )
    )
    joined = rollout(story)["organisations"][0]
    assert (joined["organisation"], joined["controller"]) == ("menzis", "no")
    story.then(in_organisation("organisation.left", "sanne", organisation="menzis", on_="2017-02-10"))
    assert rollout(story, "2017-02-11")["organisations"][0]["left"] == "2017-02-10"


def test_item_055_what_was_measured_and_what_changed_stand_beside_each_other() -> None:
    story = around(says("monitoring.chosen", "mila", wanted="yes"))
    for moment, score in (("baseline", 3.1), ("months_9", 3.6)):
        story.then(fills_in("NEL", moment, total=score))
    story.then(says("outcome.recorded", "mila", area="home", change="Ik woon nu zelf.", kind="independent_living"))
    told = story.asks("measurements")
    scale = told["instruments"][0]["scales"][0]
    assert (scale["scale"], scale["change"], [one["score"] for one in scale["values"]]) == ("total", "up", [3.1, 3.6])
    assert [(one["area"], one["kind"]) for one in told["outcomes"]] == [("home", "independent_living")]


def test_item_056_a_meeting_is_on_site_online_or_both() -> None:
    story = around(plans(mode="online"))
    assert "place_not_yours" not in story.signals("2017-02-18")
    moved = story.number(says("meeting.moved", "mila", meeting="m1", at="2017-02-21T14:00:00Z", mode="hybrid"))
    assert story.state()["meetings"]["m1"]["mode"] == "hybrid"
    assert story.line(moved)["data"]["mode"] == "hybrid"


def test_item_057_what_was_handed_out_is_known_by_its_version_and_place() -> None:
    film = {"material": "film", "version": "2", "language": "nl", "uri": "https://example.org/film"}
    given = says("information.given", "noor", person="zus", **film)
    story = around(nominates("zus"))
    number = story.number(given)
    assert story.line(number)["data"] == {"person": "zus", **film}
    assert number in story.asks("phases")["phases"][0]["entries"]
