"""The good practices of recovery support: items 67 to 81."""

from __future__ import annotations

import json
from datetime import date

import pytest

from svh_core import NotPermitted, Viewer
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.testing import says
from svh_core.views.vocabulary import VOCABULARIES

from ..domain.openings import (
    agrees,
    begins,
    closes,
    goes,
    is_involved,
    nominates,
    objects,
    plans,
    sets_goal,
    stops_helping,
)
from .conftest import Command
from .story import NOOR, ZUS, Line, Story, around, lets_know, with_a_member, writes

CRISIS = Viewer("dienst", capacity="organisation", organisation="crisis")


COURT = Viewer("rechtbank", capacity="organisation")


def asks_help(kind: str, **more: object) -> Line:
    return says("help.asked", "mila", help="h1", kind=kind, asked_of="noor", **more)


def at_a_dialogue(*present: str, **more: object) -> tuple[Line, ...]:
    """A conversation of open dialogue, with these people."""
    return plans("od", kind="open_dialogue", **more), begins(*present, meeting="od"), closes("od")


def is_admitted(voluntary: str = "yes", **more: object) -> Line:
    told: dict[str, object] = {"stay": "s1", "voluntary": voluntary, "on": "2017-03-01T10:00:00Z"}
    return says("admission.begun", "noor", **(told | more))


def test_item_067_four_checkpoints_are_looked_at_and_a_gap_is_a_signal() -> None:
    story = around()
    for checkpoint in ("own_lead", "experience", "access", "society"):
        story.then(
            says("checkpoint.reviewed", "mila", checkpoint=checkpoint, gap="yes" if checkpoint == "society" else "no")
        )
    assert story.state()["checkpoints"] == {"own_lead": "no", "experience": "no", "access": "no", "society": "yes"}
    assert story.signals("2017-02-07")["checkpoint_gap"] == ["society"]
    story.then(says("checkpoint.reviewed", "mila", checkpoint="society", gap="no"))
    assert "checkpoint_gap" not in story.wait_until("2017-02-08").signals()


def test_item_068_support_of_peers_and_of_professionals_stand_beside_each_other() -> None:
    story = around()
    for care, kind, provider in (("samen", "peer_support", "gijs"), ("thuis", "treatment", "noor")):
        story.then(says("care.arranged", "mila", care=care, kind=kind, provider=provider, level=1))
    told = {one["care"]: one["kind"] for one in story.asks("care_over_time")["care"]}
    assert told == {"samen": "peer_support", "thuis": "treatment"}
    story.then(says("checkpoint.reviewed", "mila", checkpoint="experience", gap="no", words="Gijs weet hoe het is."))
    assert story.state()["checkpoints"] == {"experience": "no"}


def test_item_069_who_asks_for_help_meets_their_network_within_a_day() -> None:
    story = with_a_member()
    asked = story.number(asks_help("network_conversation", words="Het gaat niet.", on="2017-02-20T10:00:00Z"))
    assert "help_late" not in story.signals("2017-02-20")
    assert story.signals("2017-02-22")["help_late"] == ["h1"]
    in_time = with_a_member(asks_help("network_conversation", on="2017-02-20T10:00:00Z"))
    in_time.then(*at_a_dialogue("mila", "noor", asked_after=asked))
    assert "help_late" not in in_time.signals("2017-02-22")
    seen = says(
        "contact.made",
        "noor",
        on="2017-02-20T20:00:00Z",
        person="noor",
        channel="visit",
        out_of_hours="yes",
        answers="h1",
    )
    visited = with_a_member(asks_help("contact", on="2017-02-20T10:00:00Z"), seen)
    assert "help_late" not in visited.signals("2017-02-22")


def test_item_069_the_first_contact_stays_and_the_team_too() -> None:
    first = is_involved("noor")
    story = Story(says("case.opened", "mila", resident="mila", method="open_dialogue"))
    story.then(first | {"data": first["data"] | {"first_contact": True}})
    others = ("ada", "bo", "cas")
    story.then(*(is_involved(person) for person in others))
    story.then(*(stops_helping(person, on="2017-03-01") for person in others), stops_helping("noor", on="2017-03-01"))
    told = story.wait_until("2017-03-02").signals()
    assert {"first_contact_gone", "team_changes"} <= set(told)


def test_item_069_views_stand_side_by_side_and_nobody_has_to_agree() -> None:
    story = with_a_member(sets_goal())
    goal = story.last
    views = [
        says("statement.added", by, kind=kind, entry=goal, words=f"Zo zie ik het: {by}")
        for by, kind in (("zus", "view"), ("noor", "dissent"))
    ]
    story.then(*views)
    beside = story.line(goal)["statements"]
    assert [one["by"] for one in beside] == ["zus", "noor"]
    assert [story.line(one["number"])["data"]["kind"] for one in beside] == ["view", "dissent"]
    assert not [name for name in CORE_RULEBOOK.kinds if "consensus" in name]


def test_item_070_two_workers_are_at_an_open_dialogue() -> None:
    workers = is_involved("ada", "pod_worker"), is_involved("bo", "pod_worker")
    alone = with_a_member(*workers, *at_a_dialogue("mila", "zus", "ada"))
    assert alone.signals("2017-02-21")["two_workers"] == ["od"]
    both = with_a_member(*workers, *at_a_dialogue("mila", "zus", "ada", "bo"))
    assert "two_workers" not in both.signals("2017-02-21")


def test_item_071_nothing_about_me_without_me() -> None:
    story = with_a_member(plans(), begins("zus", "noor"))
    decided = says(
        "goal.set", "mila", on="2017-02-20T14:30:00+01:00", during="m1", goal="rust", horizon="short", words="rust"
    )
    assert story.refusal(decided) == "who_decides_in_a_meeting_was_there"
    rules = says(
        "ground_rules.agreed",
        "zus",
        on="2017-02-20T14:30:00+01:00",
        during="m1",
        version=1,
        confidential="yes",
        words="stil",
    )
    assert story.refusal(rules) == "the_group_decides_with_its_owner"
    spoken = story.number(says("consultation.held", "noor", with_=["arts"], kind="board", identified="yes"))
    assert str(spoken) in story.signals("2017-02-21")["about_me_without_me"]
    story.then(objects(spoken, words="Vraag het mij."))
    assert str(spoken) not in story.wait_until("2017-02-22").signals().get("about_me_without_me", [])
    assert story.line(spoken)["position"] == "objected"


def test_item_071_who_leaves_the_table_is_not_decided_about_after_it() -> None:
    story = with_a_member(plans(), begins("mila", "zus"), goes("mila", on="2017-02-20T14:20:00+01:00"))
    after = says(
        "ground_rules.agreed",
        "zus",
        on="2017-02-20T14:30:00+01:00",
        during="m1",
        version=1,
        confidential="yes",
        words="stil",
    )
    assert story.refusal(after) == "the_group_decides_with_its_owner"
    story.then(after | {"at": "2017-02-20T14:10:00+01:00"})


def test_item_071_what_was_shown_without_her_word_rests_on_the_law_and_she_is_told() -> None:
    told = {
        "categories": ["time"],
        "recipient": "rechtbank",
        "review_on": "2017-02-20",
        "assessment": "De rechter vroeg het.",
    }
    story = around(says("other_ground.invoked", "noor", ground="court_order", **told))
    number = story.last
    assert "De rechter vroeg het" in json.dumps(story.line(number))
    story.then(says("resident.informed", "noor", entries=[number], how="letter"))
    grounds = story.book.explain("mila", viewer=COURT, purpose="care")
    assert [(ground.category, ground.why) for ground in grounds if ground.opens] == [("time", "other_ground")]


def test_item_071_who_may_speak_without_her_she_says_herself() -> None:
    may = lets_know("arts", "regie", purpose="deliberation_without_me")
    story = with_a_member(may, says("consultation.held", "noor", with_=["arts"], kind="team", identified="yes"))
    with story.look() as look:
        told = [one.sentence for one in look.signals("en") if one.id == "about_me_without_me"]
    assert len(told) == 1
    assert "with your permission" in told[0].lower()
    assert story.asks("figures")["domains"]["WHAT"]["without_me"] == {"of": 1, "is": 1, "with_permission": 1}


def test_item_072_an_admission_is_soon_and_short_with_who_helps_at_home_and_relatives_in_it() -> None:
    story = with_a_member(
        asks_help("admission", on="2017-02-27T10:00:00Z"), is_admitted(answers="h1", accompanied_by=["zus"])
    )
    story.then(says("crisis.noticed", "zus", seen="Zij eet niet meer.", needs_other_care="yes"))
    told = story.signals("2017-03-09")
    assert told["no_contact_in_admission"] == told["no_care_alignment"] == ["s1"]
    assert told["help_late"] == ["h1"]
    story.wait_until("2017-03-09").then(
        says("contact.made", "noor", person="noor", channel="visit", out_of_hours="no"),
        plans("zorg", kind="care_alignment", at="2017-03-09T14:00:00Z"),
        begins("mila", "zus", "noor", meeting="zorg", on="2017-03-09T14:00:00Z"),
    )
    told = story.signals("2017-03-10")
    assert not {"no_contact_in_admission", "no_care_alignment"} & set(told)
    assert "admission_long" not in story.signals("2017-03-19")
    assert story.signals("2017-03-20")["admission_long"] == ["s1"]
    story.wait_until("2017-03-21").then(says("admission.ended", "noor", stay="s1", to="home"))
    assert story.state()["stays"]["s1"]["to"] == "home"


def test_item_073_nobody_is_beyond_help() -> None:
    story = around(says("case.closed", "mila", why="stops"))
    assert (
        story.refusal(says("case.opened", "mila", resident="mila", method="other")) == "a_case_begins_with_its_opening"
    )
    story.then(says("case.reopened", "mila", words="Ik wil het weer proberen."), sets_goal())
    assert (story.state()["closed"], list(story.state()["goals"])) == (None, ["rust"])
    endings = next(field.notation for field in CORE_RULEBOOK.kinds["case.closed"].fields if field.name == "why")
    assert endings == "done|stops|moves|died|other"


def test_item_074_a_stay_in_a_respite_house_is_the_residents_own_and_lasts_two_weeks() -> None:
    stays = says("respite.begun", "mila", on="2017-03-01T10:00:00Z", stay="s1", house_rules_signed="yes")
    story = around()
    assert (
        story.refusal(stays | {"by": "noor", "reason": "Zij moet rusten."}) == "some_things_are_only_the_residents_own"
    )
    story.then(stays)
    assert "respite_long" not in story.signals("2017-03-15")
    assert story.signals("2017-03-16")["respite_long"] == ["s1"]
    story.wait_until("2017-03-16").then(says("respite.ended", "mila", stay="s1"))
    assert "respite_long" not in story.wait_until("2017-03-17").signals()
    assert (story.state()["stays"]["s1"]["kind"], story.state()["goals"]) == ("respite", {})


def test_item_075_a_wrap_is_the_residents_and_is_shared_person_by_person() -> None:
    story = with_a_member(writes("wrap", "mijn-wrap", words="Wandelen helpt."))
    assert story.asks("documents", ZUS)["documents"] == []
    story.then(lets_know("zus", documents=["mijn-wrap"]))
    assert [one["document"] for one in story.asks("documents", ZUS)["documents"]] == ["mijn-wrap"]
    with pytest.raises(NotPermitted), story.look(CRISIS):
        pass
    kept = story.asks("documents")["documents"][0]
    assert (kept["kind"], kept["consents"][0]["recipient"]) == ("wrap", "zus")
    story.then(says("document.put_away", "mila", document="mijn-wrap"))
    assert story.asks("documents", ZUS)["documents"] == []


def test_item_075_a_wrap_is_made_in_eight_times_with_peers() -> None:
    story = around(
        says("care.arranged", "mila", care="cursus", kind="wrap_course", provider="gijs", level=1, sessions=8)
    )
    told = story.asks("care_over_time")["care"][0]
    assert (told["course"], told["sessions"]["planned"]) == (True, 8)


def test_item_076_a_crisis_card_is_written_by_the_resident_and_read_by_those_they_name() -> None:
    card = writes("crisis_card", "kaart", helped_by="gijs")
    story = with_a_member()
    assert story.refusal(card | {"by": "noor", "reason": "Opname"}) == "some_things_are_only_the_residents_own"
    story.then(card, card | {"data": card["data"] | {"version": 2, "words": "Bel eerst buur."}})
    kept = story.asks("documents")["documents"][0]
    assert ([one["version"] for one in kept["versions"]], kept["words"]) == ([1, 2], "Bel eerst buur.")
    assert "Bel eerst" not in json.dumps(story.state(NOOR))
    story.then(says("document.put_away", "mila", document="kaart"))
    assert story.asks("documents")["documents"][0]["put_away"] is True


def test_item_076_an_emergency_opens_it_says_why_and_is_looked_back_on() -> None:
    story = with_a_member(writes("crisis_card", "kaart"))
    opened = story.book.break_the_glass(
        "mila", recipient="dienst", categories=["crisis"], reason="Zij reageert niet.", review_on=date(2017, 2, 10)
    ).number
    with story.look(CRISIS) as look:
        assert look.documents()["documents"][0]["words"] == "Bel eerst mijn zus."
    told = story.signals("2017-02-15")
    assert str(opened) in told["not_told"]
    assert told["emergency_review_due"] == [str(opened)]
    assert story.line(opened)["reason"] == "Zij reageert niet."
    story.wait_until("2017-02-15").then(
        says("resident.informed", "noor", entries=[opened], how="told"),
        says("emergency.reviewed", "noor", emergency=opened, outcome="right"),
    )
    assert not {"not_told", "emergency_review_due"} & set(story.wait_until("2017-02-16").signals())


def test_item_077_a_signal_plan_has_phases_signs_and_actions_and_what_is_seen_points_at_it() -> None:
    plan = writes("signal_plan", "plan", phases="groen, geel, rood", signs="Ik slaap slecht.", actions="Bel Noor.")
    story = with_a_member(plan)
    kept = story.asks("documents")["documents"][0]
    assert (kept["phases"], kept["signs"], kept["actions"]) == ("groen, geel, rood", "Ik slaap slecht.", "Bel Noor.")
    seen = story.number(says("crisis.noticed", "zus", seen="Zij is de hele nacht op.", phase=2, document="plan"))
    data = story.line(seen)["data"]
    assert (data["document"], data["phase"]) == ("plan", 2)


def test_item_078_a_course_led_by_peers_has_its_times_and_how_often_somebody_came() -> None:
    course = says("care.arranged", "mila", care="hdjz", kind="peer_course", provider="gijs", level=1, sessions=12)
    story = around(course, says("care.ended", "mila", care="hdjz", why="done", sessions_attended=10))
    told = story.asks("care_over_time")["care"][0]
    assert (told["course"], told["sessions"]) == (True, {"planned": 12, "attended": 10})


def test_item_079_what_method_it_is_stands_beside_a_group_a_meeting_and_an_agreement() -> None:
    story = with_a_member(says("group.formed", "mila", group="ek", kind="other", method="eigen_kracht_conferentie"))
    group = story.last
    meeting = story.number(plans(method="netwerkcirkel"))
    made = story.number(agrees("zus", method="triadekaart"))
    tags = [story.line(number)["data"]["method"] for number in (group, meeting, made)]
    told = [story.told(number, language="nl") for number in (group, meeting, made)]
    for sentence, name in zip(told, ("Eigen Kracht-conferentie", "netwerkcirkel", "triadekaart"), strict=True):
        assert f"Manier van werken: {name}." in sentence
    known = next(one for one in VOCABULARIES if one.name == "method_tag")
    assert set(tags) <= set(known.values)
    assert {"netwerkcoach", "irb", "ips", "resource_group"} <= set(known.values)
    assert not known.closed
    story.then(says("care.arranged", "mila", care="werk", kind="supported_work", provider="noor", level=1))
    assert story.asks("care_over_time")["care"][0]["kind"] == "supported_work"


def test_item_079_the_vocabulary_is_told_by_a_command(svh: Command) -> None:
    told = {one["name"]: one for one in svh("vocabulary")["vocabularies"]}
    assert "eigen_kracht_conferentie" in {value["value"] for value in told["method_tag"]["values"]}


def test_item_080_what_each_weighed_stands_beside_what_was_decided_together() -> None:
    together = sets_goal(on="2017-02-20T14:30:00+01:00", during="m1")
    story = with_a_member(plans(), begins("mila", "noor"))
    bare = story.number(together)
    weighed = story.number(
        together
        | sets_goal(
            goal="werk",
            on="2017-02-20T14:31:00+01:00",
            during="m1",
            because={"mila": "Ik wil het.", "noor": "Het kan."},
        )
    )
    assert [story.line(number)["standing"] for number in (bare, weighed)] == ["together", "together"]
    assert story.signals("2017-02-21")["no_considerations"] == [str(bare)]
    assert story.asks("figures")["domains"]["WHAT"]["with_reasons"] == {"of": 2, "is": 1}
    for by in ("mila", "noor"):
        story.then(says("statement.added", by, kind="view", entry=bare, words="Zo dacht ik erover."))
    assert "no_considerations" not in story.wait_until("2017-02-22").signals()


def test_item_080_an_objection_travels_with_what_was_decided_and_is_answered() -> None:
    story = around(nominates("zus", by="noor", reason="Opname"))
    number = story.last
    objected = story.number(objects(number, words="Ik wil haar er niet bij."))
    assert [one["words"] for one in story.line(number)["objections"]] == ["Ik wil haar er niet bij."]
    assert story.signals("2017-02-21")["objection_unanswered"] == [str(objected)]
    story.then(says("objection.answered", "noor", entry=objected, outcome="changed"))
    assert "objection_unanswered" not in story.signals("2017-02-21")


def test_item_080_the_resident_gets_a_copy_of_what_was_agreed() -> None:
    made = agrees("noor", on="2017-02-20T14:30:00+01:00", during="m1")
    story = with_a_member(plans(), begins("mila", "noor"), made, closes())
    agreed = story.last - 1
    assert "no_copy" in story.signals("2017-02-28")
    story.then(says("resident.informed", "noor", entries=[agreed], how="copy"))
    assert "no_copy" not in story.signals("2017-02-28")


def test_item_081_the_residents_choice_stands_with_others_views_beside_it() -> None:
    chosen = says("risk.chosen", "mila", choice="Ik stop met de pillen.", look_again_on="2017-04-01")
    story = with_a_member()
    assert story.refusal(chosen | {"by": "noor", "reason": "Het kan niet."}) == "some_things_are_only_the_residents_own"
    number = story.number(chosen)
    story.then(says("statement.added", "noor", kind="dissent", entry=number, words="Ik zie gevaar."))
    line = story.line(number)
    assert (line["standing"], line["position"]) == ("own", "settled")
    assert line["statements"][0]["words"] == "Ik zie gevaar."
    assert "risk_to_look_at_again" not in story.signals("2017-03-31")
    assert "risk_to_look_at_again" in story.signals("2017-04-01")
