"""The generic module on recovery support, and what else the good practices name: items 82 to 99."""

from __future__ import annotations

import json

import pytest

from svh_core import Malformed, NotFound, NotPermitted, Viewer
from svh_core.testing import says
from svh_core.views.vocabulary import VOCABULARIES

from ..domain.openings import (
    accepts,
    agrees,
    begins,
    by_law,
    is_involved,
    nominates,
    plans,
    sets_goal,
    stops_helping,
    takes_over,
)
from .conftest import Command
from .story import (
    AT_ORG_1,
    MILA,
    ORGANISATION,
    ZUS,
    Line,
    Story,
    around,
    cannot_find,
    fills_in,
    in_organisation,
    lets_know,
    with_a_member,
    writes,
)


def wants_to_be_followed(wanted: str, *instruments: str) -> Line:
    return says(
        "monitoring.chosen", "mila", wanted=wanted, **({"instruments": list(instruments)} if instruments else {})
    )


def sets_a_rich_goal(**more: object) -> Line:
    return says("goal.set", "mila", goal="zingen", horizon="long", words="Weer zingen", **more)


def vocabulary(name: str) -> set[str]:
    return set(next(one for one in VOCABULARIES if one.name == name).values)


def test_item_082_a_measure_bounds_regie_and_figures_of_its_time_stand_apart() -> None:
    measure = {"measure": "z1", "kind": "care_authorisation", "limits": ["WHO"], "decided_by": "De rechter"}
    told = says("legal_measure.recorded", "noor", from_="2017-02-01", until="2017-03-01", **measure)
    story = around(told, nominates("zus", by="noor", reason="De machtiging"))
    assert story.signals("2017-02-07")["measure_in_force"] == ["z1"]
    assert "measure_in_force" not in story.signals("2017-03-02")
    figures = story.asks("figures")
    assert (figures["domains"]["WHO"]["N"], figures["under_measure"]["domains"]["WHO"]["taken_over"]) == (0, 1)
    story.then(says("legal_measure.ended", "noor", measure="z1", on_="2017-02-10"))
    assert "measure_in_force" not in story.signals("2017-02-12")


def test_item_082_an_admission_that_was_not_wanted_says_so_and_is_taken_over_in_the_open() -> None:
    story = around(says("admission.begun", "noor", stay="s1", voluntary="no"), takes_over("WHO"))
    assert story.state()["stays"]["s1"]["voluntary"] is False
    assert story.asks("figures")["case"]["taking_over"]["periods"] == 1
    assert str(story.last) in story.signals("2017-02-14")["not_told"]


def test_item_082_a_representative_by_law_is_a_fact_the_resident_may_answer() -> None:
    story = around(is_involved("lot", "lead_clinician"), by_law("mentor", "HOW", by="noor"))
    number = story.last
    assert story.signals("2017-02-07")["legal_representation_recorded"] == [str(number)]
    decided = story.number(says("rhythm.chosen", "mentor", every_weeks=8, reason="Zij kan nu niet."))
    assert story.line(decided)["standing"] == "represented"
    assert story.refusal(by_law("zus", "HOW", by="zus")) == "nobody_makes_themselves_representative"


def test_item_083_relatives_take_part_if_they_can_and_want_to_and_may() -> None:
    story = around()
    assert story.refusal(accepts("zus")) == "only_a_standing_nomination_is_answered"
    story.then(nominates("zus"), says("position.stated", "zus", person="zus", can="Op dinsdag", offered_per_month=4))
    assert story.state()["groups"]["support_group"]["members"] == {}
    story.then(says("participation.decided", "mila", answer="yes"), accepts("zus"))
    assert set(story.state()["groups"]["support_group"]["members"]) == {"zus"}
    story.then(says("member.removed", "mila", person="zus"))
    assert story.state()["groups"]["support_group"]["members"] == {}


def test_item_084_who_does_not_fit_is_changed_for_another() -> None:
    wanted = says("professional.change_requested", "mila", person="noor", words="Het klikt niet.")
    story = around()
    assert (
        story.refusal(wanted | {"by": "gijs", "reason": "Het klikt niet."}) == "some_things_are_only_the_residents_own"
    )
    asked = story.number(wanted)
    assert "change_requested_open" not in story.signals("2017-03-06")
    assert "change_requested_open" in story.signals("2017-03-07")
    assert "Het klikt niet" in story.told(asked)
    story.wait_until("2017-03-07").then(stops_helping("noor", on="2017-03-07"))
    assert "change_requested_open" not in story.wait_until("2017-03-08").signals()


def test_item_085_nothing_is_measured_against_the_residents_wish() -> None:
    unasked = around(fills_in("NEL", total=3))
    assert "measured_without_asking" in unasked.signals("2017-02-07")
    story = around(wants_to_be_followed("no"))
    assert story.refusal(fills_in("NEL", total=3)) == "nothing_is_measured_against_the_residents_wish"
    story.then(wants_to_be_followed("some", "NEL"), fills_in("NEL", total=3))
    assert story.refusal(fills_in("MANSA", total=3)) == "nothing_is_measured_against_the_residents_wish"
    assert story.asks("measurements")["monitoring"]["instruments"] == ["NEL"]
    assert "measured_without_asking" not in story.signals("2017-02-07")


def test_item_086_agreements_are_looked_back_on() -> None:
    story = with_a_member(agrees("zus", look_back_on="2017-04-01"), agrees("noor", agreement="a2"))
    assert "agreement_not_looked_back_on" not in story.signals("2017-04-01")
    assert story.signals("2017-04-02")["agreement_not_looked_back_on"] == ["a1"]
    assert story.signals("2017-08-08")["agreement_not_looked_back_on"] == ["a1", "a2"]
    story.wait_until("2017-04-02").then(says("agreement.looked_back_on", "zus", agreement="a1", went="kept"))
    assert "agreement_not_looked_back_on" not in story.signals("2017-04-03")


def test_item_087_a_plan_holds_strengths_stressors_hope_and_what_helped() -> None:
    parts = {
        "strengths": "Ik luister goed.",
        "stressors": "Weinig slaap.",
        "gives_hope": "Mijn neefje.",
        "helped_before": "Wandelen.",
        "needs": "Iemand die belt.",
    }
    story = around(
        sets_goal(),
        says("plan.drafted", "noor", plan="p1", goals=["rust"], **parts),
        says("plan.adopted", "mila", plan="p1"),
    )
    plan = story.asks("plan")["plan"]
    assert {name: plan[name] for name in parts} == parts


@pytest.mark.parametrize("process", ["connectedness", "hope", "identity", "meaning", "empowerment"])
def test_item_088_a_goal_says_which_of_the_five_processes_it_is_about(process: str) -> None:
    story = around(sets_a_rich_goal(chime=[process]))
    assert story.asks("plan")["goals"]["long"][0]["chime"] == [process]
    assert process in vocabulary("chime")


def test_item_089_a_goal_says_which_recovery_domain_and_part_of_life_it_is_about() -> None:
    story = around(sets_a_rich_goal(recovery=["personal", "functional"], health_domain="meaning", life_area="social"))
    goal = story.asks("plan")["goals"]["long"][0]
    assert (goal["recovery"], goal["health_domain"], goal["life_area"]) == (
        ["personal", "functional"],
        "meaning",
        "social",
    )
    assert vocabulary("recovery") == {"symptomatic", "personal", "societal", "functional"}
    assert len(vocabulary("health_domain")) == 6
    assert vocabulary("life_area") >= {"home", "work", "learning", "social", "intimacy", "money", "meaning"}
    assert "personal" not in json.dumps(story.line(5) | {"data": {}})


def test_item_090_what_somebody_says_of_their_own_life_comes_first(svh: Command) -> None:
    story = around(wants_to_be_followed("yes"), fills_in("BSI-18", total=20), fills_in("NEL", total=3))
    told = [(one["instrument"], one["priority"]) for one in story.asks("measurements")["instruments"]]
    assert told == [("NEL", "crucial"), ("BSI-18", "important")]
    instruments = {one["instrument"]: one for one in svh("instruments")["instruments"]}
    assert {"NEL", "MANSA", "I.ROC", "WHODAS-2.0", "BSI-18", "TiC-P"} <= set(instruments)
    assert instruments["NEL"]["priority"] == "crucial"


def test_item_091_a_department_scores_itself_over_time_and_no_person_stands_in_it() -> None:
    story = Story()
    for day, score in (("2017-02-01", "overall:2"), ("2017-02-05", "overall:4")):
        story.then(in_organisation("ropi.scored", "sanne", department="noord", on_=day, scores=[score], version="2008"))
    told = story.asks("rollout", AT_ORG_1, of=ORGANISATION)["ropi"][0]
    assert (told["department"], [one["scores"] for one in told["scores"]]) == ("noord", [["overall:2"], ["overall:4"]])


@pytest.mark.parametrize("step", [1, 6])
def test_item_092_a_goal_says_on_which_step_of_the_ladder_it_aims(step: int) -> None:
    story = around(sets_a_rich_goal(participation_level=step))
    assert story.asks("plan")["goals"]["long"][0]["participation_level"] == step
    assert vocabulary("participation_level") == {"1", "2", "3", "4", "5", "6"}


def test_item_093_the_resident_says_who_may_look_and_reads_who_did() -> None:
    other = Viewer("huisarts", capacity="organisation")
    story = with_a_member(sets_goal())
    with pytest.raises(NotPermitted), story.look(other):
        pass
    story.then(lets_know("huisarts", "goals"))
    assert [line["event"] for line in story.asks("trail", other) if line["data"].get("words")] == ["goal.set"]
    looks = [(one["kind"], one["recipient"]) for one in story.asks("disclosures")]
    assert looks == [("refused", "huisarts"), ("disclosed", "huisarts")]
    story.then(says("consent.withdrawn", "mila", consent="c1"))
    with pytest.raises(NotPermitted), story.look(other):
        pass
    by_another = with_a_member(lets_know("huisarts", "goals", entered_by="noor"))
    assert by_another.signals("2017-02-07")["consent_unconfirmed"] == ["c1"]


def test_item_093_words_are_forgotten_when_somebody_asks_and_a_refusal_says_why() -> None:
    story = with_a_member(sets_goal())
    asked = story.number(says("forgetting.asked", "mila", person="mila", ground="own_wish"))
    story.then(says("forgetting.refused", "noor", request=asked, ground="legal_duty_to_keep", words="Tot 2032."))
    assert story.state()["goals"]["rust"]["words"] == "rust in huis"
    done = story.book.privacy.forget("mila", "mila").number
    assert story.state()["goals"]["rust"]["words"] == {"forgotten": True}
    assert story.line(done)["event"] == "forgetting.done"


def test_item_093_a_case_is_destroyed_and_only_that_it_was_stays() -> None:
    story = with_a_member(sets_goal())
    story.book.privacy.destroy("mila", by="mila", ground="asked")
    assert story.book.cases() == []
    with pytest.raises(NotFound), story.look():
        pass
    assert "case.destroyed" in [entry.event.spec.name for entry in story.book.log.entries("access/stad")]


def test_item_094_others_think_along_without_knowing_about_whom() -> None:
    held = says("consultation.held", "noor", with_=["els"], kind="case_meeting", identified="anonymous", minutes=20)
    story = with_a_member(sets_goal())
    number = story.number(held | {"data": held["data"] | {"led_to": [story.last]}})
    assert story.line(number)["data"]["identified"] == "anonymous"
    assert "about_me_without_me" not in story.signals("2017-02-08")
    assert "els" not in story.state()["network"]
    shown = json.dumps(story.asks("deidentified"))
    assert '"mila"' not in shown
    assert '"2017-Q1"' in shown


def test_item_095_an_intake_is_a_meeting_with_a_peer_a_psychologist_and_a_relative() -> None:
    roles = is_involved("piet", "psychologist"), is_involved("arts", "lead_clinician")
    story = around(*roles, plans("in", kind="intake"), begins("mila", "zus", "gijs", "piet", "arts", meeting="in"))
    held = story.state()["meetings"]["in"]
    assert (held["kind"], len(held["present"])) == ("intake", 5)
    assert {kept[0]["role"] for kept in story.state()["involvements"].values()} >= {
        "peer_supporter",
        "psychologist",
        "lead_clinician",
    }
    told = story.told(story.last - 1, language="nl")
    assert "kennismaking" in told


def test_item_096_a_recovery_story_is_the_residents_and_private() -> None:
    story = with_a_member(lets_know("zus", "crisis"), writes("recovery_story", "verhaal", words="Het begon in 2009."))
    assert story.asks("documents")["documents"][0]["words"] == "Het begon in 2009."
    assert "2009" not in json.dumps([story.asks("trail", ZUS), story.state(ZUS)])
    story.then(lets_know("zus", consent="c2", documents=["verhaal"]))
    assert "2009" in json.dumps(story.state(ZUS))
    story.note("mila", "resident", "story", "En daarna 2010.")
    assert "2010" not in json.dumps([story.asks("trail"), story.state(ZUS)])
    story.then(says("document.put_away", "mila", document="verhaal"))
    assert "2009" not in json.dumps(story.state(ZUS))


def test_item_097_a_first_talk_may_follow_four_questions_and_none_is_asked() -> None:
    questions = {
        "what_happened": "Ik lag in de kliniek.",
        "strengths": "Ik zing.",
        "stressors": "Weinig slaap.",
        "needs": "Rust.",
    }
    story = around(
        says(
            "introduction.held",
            "gijs",
            present=["mila", "gijs"],
            minutes=45,
            explained=["ownership"],
            heard="Ik wil rust.",
        )
    )
    story.then(says("plan.drafted", "mila", plan="p1"), says("plan.drafted", "mila", plan="p2", **questions))
    drafts = {one["plan"]: one for one in story.asks("plan")["drafts"]}
    assert {name: drafts["p2"][name] for name in questions} == questions
    assert drafts["p1"]["what_happened"] is None


def test_item_098_help_is_there_day_and_night_and_grows_and_shrinks() -> None:
    arranged = says("care.arranged", "mila", care="lijn", kind="reachable_24_7", provider="org-1", level=1)
    story = around(
        arranged,
        says("help.asked", "mila", on="2017-02-10T02:00:00+01:00", help="h1", kind="contact", asked_of="org-1"),
    )
    story.then(
        says(
            "contact.made",
            "noor",
            on="2017-02-10T02:20:00+01:00",
            person="noor",
            channel="phone",
            out_of_hours="yes",
            answers="h1",
        )
    )
    assert "help_late" not in story.signals("2017-02-12")
    assert story.line(story.last)["data"]["out_of_hours"] == "yes"
    story.then(
        says("care.scaled_up", "mila", care="lijn", level=3), says("care.scaled_down", "mila", care="lijn", level=1)
    )
    told = story.asks("care_over_time")["care"][0]
    assert ([one["level"] for one in told["levels"]], told["kind"]) == ([1, 3, 1], "reachable_24_7")


def test_item_099_reflections_are_kept_by_who_has_them_and_a_plugin_gives_the_form() -> None:
    story = around()
    stream = story.note("noor", "professional", "reflection", "1. Waar was ik bang voor? Dat zij mij afwijst.")
    with story.look(Viewer("noor"), of=stream) as look:
        assert [line["data"]["kind"] for line in look.trail() if line["event"] == "note.written"] == ["reflection"]
    assert cannot_find(story, stream, MILA)
    with pytest.raises(Malformed):
        story.then(
            says("note.written", "mila", person="mila", note="n2", kind="reflection", words="Hier hoort dit niet.")
        )
