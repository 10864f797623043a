"""The handbook on who it is about and who is around: items 1 to 18."""

from __future__ import annotations

import json

from svh_core import Viewer
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.testing import says

from ..domain.openings import (
    accepts,
    adds,
    answers,
    appoints,
    begins,
    closes,
    confirms,
    contacts,
    declines,
    deepens,
    invites,
    is_involved,
    needs,
    nominates,
    opens,
    permits,
    plans,
    removes,
    removes_from_network,
    sets_goal,
    shares,
)
from .story import BUUR, MILA, NOOR, ZUS, Story, around, lets_know, with_a_member


def fields_of(event: str) -> set[str]:
    return {field.name for field in CORE_RULEBOOK.kinds[event].fields}


def test_item_001_everybody_may_open_a_case_without_a_diagnosis() -> None:
    story = Story()
    assert story.refusal(sets_goal()) == "a_case_begins_with_its_opening"
    opened = story.number(opens(name="Mila", asks_for="Ik wil weer slapen."))
    assert fields_of("case.opened") == {"resident", "name", "asks_for", "method", "organisation"}
    assert story.state()["asks_for"] == "Ik wil weer slapen."
    assert story.line(opened)["data"]["asks_for"] == "Ik wil weer slapen."
    assert story.book.cases() == [("mila", 1)]


def test_item_002_the_resident_is_owner_and_stays_so() -> None:
    assert Story().refusal(opens("noor")) == "only_the_resident_is_owner"
    story = around()
    assert story.state()["resident"] == "mila"
    assert story.refusal(says("case.opened", "zus", resident="zus", method="ract")) == "a_case_begins_with_its_opening"
    assert story.refusal(adds("mila")) == "the_owner_is_no_part_of_the_network"
    assert not [name for name in CORE_RULEBOOK.kinds if "owner" in name]


def test_item_003_every_decision_says_its_domain_who_decided_whose_pen_it_was_and_what_was_weighed() -> None:
    story = around()
    what = story.number(sets_goal(entered_by="noor", because={"mila": "Ik slaap slecht.", "noor": "Ik zie het ook."}))
    who = story.number(nominates("zus", by="noor", reason="Mila is opgenomen", on_behalf_of="arts"))
    how = story.number(says("rhythm.chosen", "mila", every_weeks=6))
    how_long = story.number(says("duration.agreed", "mila", of="group", until="2018-02-06"))
    lines = {line["number"]: line for line in story.asks("trail")}
    assert [lines[n]["domain"] for n in (what, who, how, how_long)] == ["WHAT", "WHO", "HOW", "HOW_LONG"]
    assert [lines[n]["standing"] for n in (what, who)] == ["own", "taken_over"]
    assert (lines[what]["by"], lines[what]["entered_by"], lines[what]["position"]) == ("mila", "noor", "open")
    assert [one["by"] for one in lines[what]["because"]] == ["mila", "noor"]
    assert (lines[who]["reason"], lines[who]["on_behalf_of"]) == ("Mila is opgenomen", "arts")
    domains = story.asks("figures")["domains"]
    assert {name: told["N"] for name, told in domains.items()} == {"WHAT": 1, "WHO": 1, "HOW": 1, "HOW_LONG": 1}
    assert (domains["WHO"]["taken_over"], domains["WHAT"]["own_pen"]) == (1, 0)


def test_item_003_somebody_represents_her_for_as_long_as_she_wants() -> None:
    story = around(appoints("zus", "HOW", conditions="Alleen als ik ziek ben."))
    asked = story.last
    rhythm = says("rhythm.chosen", "zus", every_weeks=6)
    assert story.refusal(rhythm) == "the_resident_decides"
    decided = story.then(answers("zus", asked)).number(rhythm)
    assert (story.line(decided)["standing"], story.line(decided)["position"]) == ("represented", "open")
    story.then(confirms(decided), says("representation.ended", "mila", person="zus"))
    assert story.line(decided)["position"] == "confirmed"
    assert story.refusal(rhythm) == "the_resident_decides"


def test_item_003_what_was_wrong_stays_readable_beside_what_is_right() -> None:
    story = around(sets_goal(entered_by="noor"))
    wrong = story.last
    correction = says("entry.corrected", "noor", entry=wrong, wrong="entered_twice", words="Dit stond er al.")
    assert story.refusal(correction | {"by": "zus"}) == "who_wrote_it_or_owns_it_corrects_it"
    story.then(correction)
    assert wrong in story.numbers()
    assert story.asks("figures")["domains"]["WHAT"]["N"] == 0


def test_item_004_an_explanation_says_who_how_long_and_what_was_heard() -> None:
    story = Story(opens(), is_involved("noor"))
    held = story.number(
        says(
            "introduction.held",
            "noor",
            present=["mila", "noor"],
            minutes=60,
            explained=["group", "regie", "stopping"],
            heard="Ik wil het proberen.",
            resistance_heard="Ik ken bijna niemand.",
        )
    )
    told = story.line(held)["data"]
    assert (told["minutes"], told["explained"]) == (60, ["group", "regie", "stopping"])
    assert (told["heard"], told["resistance_heard"]) == ("Ik wil het proberen.", "Ik ken bijna niemand.")
    preparation = story.asks("phases")["phases"][0]
    assert (preparation["phase"], preparation["entries"]) == ("preparation", [held])


def test_item_005_the_resident_says_yes_no_or_later_and_resistance_is_never_a_score() -> None:
    story = around()
    decided = says("participation.decided", "mila", answer="later", ask_again_on="2017-03-01", words="Ik twijfel.")
    assert (
        story.refusal(decided | {"by": "noor", "reason": "Zij wil vast wel."})
        == "some_things_are_only_the_residents_own"
    )
    later = story.number(decided)
    assert story.state()["participation"] == "later"
    assert story.line(later)["data"]["words"] == "Ik twijfel."
    story.then(says("participation.decided", "mila", answer="no"))
    assert story.state()["participation"] == "no"
    said = {"present": ["mila", "gijs"], "minutes": 20, "explained": ["group"], "resistance_heard": "Ik schaam mij."}
    assert "Ik schaam mij" in story.told(story.number(says("introduction.held", "gijs", **said)))
    heard = next(field for field in CORE_RULEBOOK.kinds["introduction.held"].fields if field.name == "resistance_heard")
    assert heard.notation == "words(of=resident)"
    assert not set(story.signals("2018-02-06")) - {"entered_for_you"}


def test_item_006_a_hook_leads_to_a_goal_and_a_person() -> None:
    story = around(sets_goal(goal="zingen"))
    found = story.number(
        says("hook.found", "gijs", words="Zij gaat zitten als het over zingen gaat.", goal="zingen", person="zus")
    )
    data = story.line(found)["data"]
    assert (data["goal"], data["person"]) == ("zingen", "zus")
    assert "zingen gaat" in story.told(found, language="nl")
    assert found in story.asks("phases")["phases"][0]["entries"]


def test_item_007_the_sociogram_grows_over_sessions_and_is_kept_as_of_each_day() -> None:
    session = says(
        "sociogram.session_held",
        "noor",
        present=["mila", "noor"],
        minutes=50,
        format="steentjes",
        finished="go_on_later",
    )
    story = around(session).wait_until("2017-03-01")
    story.then(adds("buur"), says("network.bond_drawn", "mila", one="zus", other="buur", kind="tense"))
    story.then(says("network.person_described", "mila", person="buur", closeness="near", contact_per_month=8))
    story.then(removes_from_network("zus"), session | {"data": {**session["data"], "finished": "yes"}})
    before, after = (
        {name for name, known in story.state(on=day)["network"].items() if known["here"]}
        for day in ("2017-02-10", "2017-03-02")
    )
    assert (before, after) == ({"zus"}, {"buur"})
    assert story.line(5)["data"]["format"] == "steentjes"
    assert "<svg" in story.asks("sociogram")
    assert "buur" not in story.asks("sociogram", on="2017-02-10")
    assert "buur" in story.asks("sociogram")


def test_item_008_whether_contact_helps_is_for_the_resident_to_say_and_not_shown_to_that_person() -> None:
    described = says("network.person_described", "mila", person="zus", helpful="unhelpful", words="Zij neemt het over.")
    story = with_a_member(lets_know("zus", "network"))
    assert (
        story.refusal(described | {"by": "noor", "reason": "Ik zie het."}) == "some_things_are_only_the_residents_own"
    )
    story.then(described)
    assert story.state()["network"]["zus"]["helpful"] == "unhelpful"
    assert "unhelpful" not in json.dumps([story.state(ZUS), story.asks("trail", ZUS)])
    assert "neemt het over" not in json.dumps([story.state(ZUS), story.asks("trail", ZUS)])


def test_item_009_a_group_without_one_side_of_the_network_is_a_signal_and_no_error() -> None:
    story = with_a_member(adds("buur"), nominates("buur"), accepts("buur"))
    assert "one_sided_network" in story.signals("2017-02-08")
    story.then(is_involved("lot", "nurse"), nominates("lot"), accepts("lot"))
    assert "one_sided_network" not in story.signals("2017-02-09")
    counted = story.asks("network")
    assert counted["informal"]["people"] == 2
    assert counted["formal"]["people"] == 2


def test_item_010_the_resident_nominates_for_the_goals_they_choose() -> None:
    story = around(sets_goal())
    assert story.refusal(nominates("onbekend")) == "only_someone_in_the_network_is_nominated"
    assert story.refusal(nominates("zus", by="gijs")) == "the_resident_decides"
    made = story.number(nominates("zus", goals=["rust"], hoped_for="Dat zij mij belt."))
    assert story.line(made)["standing"] == "own"
    asked = story.state()["groups"]["support_group"]["nominations"]["zus"]
    assert (asked["goals"], asked["hoped_for"], asked["status"]) == (["rust"], "Dat zij mij belt.", "made")
    story.then(says("nomination.withdrawn", "mila", person="zus"))
    assert story.refusal(accepts("zus")) == "only_a_standing_nomination_is_answered"


def test_item_011_who_is_asked_gets_general_information_first() -> None:
    story = around(nominates("zus"), permits("noor"), contacts())
    assert story.signals("2017-02-10")["no_information"] == ["zus"]
    given = story.number(
        says("information.given", "noor", person="zus", material="folder", version="2021-1", language="nl")
    )
    assert story.line(given)["data"]["version"] == "2021-1"
    assert "no_information" not in story.signals("2017-02-10")


def test_item_012_nobody_is_contacted_before_the_resident_lets_them_be() -> None:
    story = around(nominates("zus"))
    assert story.refusal(contacts()) == "nobody_is_approached_without_the_residents_word"
    permitted = story.number(permits("noor"))
    contacted = story.number(contacts())
    assert (story.line(permitted)["domain"], story.line(contacted)["domain"]) == ("WHO", "none")
    assert story.state()["permissions"]["zus"][0]["approached_by"] == "noor"
    assert contacted in story.asks("phases")["phases"][1]["entries"]
    story.then(says("approach.withdrawn", "mila", person="zus"))
    assert story.refusal(contacts()) == "nobody_is_approached_without_the_residents_word"


def test_item_013_what_was_said_in_a_deepening_talk_is_for_those_who_were_in_it() -> None:
    story = with_a_member(adds("buur"), nominates("buur"), accepts("buur"), permits("noor"))
    story.then(lets_know("buur", "nomination", "meetings", "deepening"))
    held = story.number(deepens(topics=["old_pain", "anger"], said="Ik was bang in 2014."))
    assert "2014" in json.dumps(story.line(held, ZUS))
    assert "2014" in json.dumps(story.line(held, NOOR))
    for viewer in (MILA, BUUR):
        told = json.dumps(story.line(held, viewer))
        assert "2014" not in told
        assert "old_pain" not in told
    story.then(shares(held, "zus", recipient_kind="person", recipient="mila"))
    assert "2014" in json.dumps(story.line(held))
    story.then(says("passage.closed", "zus", person="zus", entry=held, recipient="mila"))
    assert "2014" not in json.dumps(story.line(held))


def test_item_014_what_is_asked_stands_beside_what_somebody_can_give() -> None:
    story = around(nominates("zus", asked_per_month=12))
    stated = says(
        "position.stated", "zus", person="zus", offered_per_month=4, can="Ik kan bellen.", cannot="Niet in het weekend."
    )
    assert story.refusal(stated | {"by": "mila"}) == "you_answer_for_yourself"
    number = story.number(stated)
    assert story.line(number, ZUS)["data"]["cannot"] == "Niet in het weekend."
    asked = story.state()["groups"]["support_group"]["nominations"]["zus"]
    assert (asked["asked_per_month"], asked["offered_per_month"]) == (12, 4)
    assert story.signals("2017-02-10")["asked_more_than_offered"] == ["zus"]
    story.then(nominates("zus", asked_per_month=4))
    assert "asked_more_than_offered" not in story.signals("2017-02-10")


def test_item_015_what_somebody_needs_to_take_part_is_arranged_or_stays_to_be_seen() -> None:
    story = with_a_member(needs("zus"))
    assert "open_need" not in story.signals("2017-03-06")
    assert story.signals("2017-03-07")["open_need"] == ["n1"]
    met = story.number(says("need.met", "noor", need="n1", arranged_by="noor", how="De buurtbus rijdt.", enough="yes"))
    assert story.state()["needs"]["n1"]["met"] == "yes"
    assert "buurtbus" in story.told(met)
    assert "open_need" not in story.wait_until("2017-03-08").signals()


def test_item_016_who_is_asked_answers_themselves_and_nobody_is_a_member_without_it() -> None:
    story = around(nominates("zus"), adds("buur"), nominates("buur"))
    assert story.refusal(accepts("zus", by="mila")) == "you_answer_for_yourself"
    assert story.signals("2017-03-21")["unanswered_nomination"] == ["buur", "zus"]
    story.then(accepts("zus"), declines("buur", words="Nu niet."))
    group = story.state()["groups"]["support_group"]
    assert set(group["members"]) == {"zus"}
    assert group["nominations"]["buur"]["status"] == "declined"
    assert story.asks("trail")[-2]["event"] == "member.joined"
    assert "unanswered_nomination" not in story.signals("2017-03-21")


def test_item_017_who_is_in_the_group_changes_and_is_known_as_of_each_day() -> None:
    story = with_a_member(adds("buur"), nominates("buur"), accepts("buur")).wait_until("2017-04-01")
    left = story.number(says("member.left", "zus", person="zus", words="Ik ga verhuizen."))
    story.wait_until("2017-05-01").then(removes("buur"))
    days = ("2017-03-01", "2017-04-15", "2017-05-02")
    members = [set(story.state(on=day)["groups"]["support_group"]["members"]) for day in days]
    assert members == [{"zus", "buur"}, {"buur"}, set()]
    assert story.line(left)["standing"] == "own"
    assert story.refusal(removes("buur")) == "only_a_member_leaves_or_is_removed"


def test_item_017_who_was_forgotten_can_come_back() -> None:
    story = with_a_member(
        says("composition.evaluated", "mila", outcome="wants_others"),
        says("member.left", "zus", person="zus", words="Dag."),
    )
    assert story.state()["groups"]["support_group"]["composition"] == "wants_others"
    story.book.privacy.forget("mila", "zus")
    back = says("person.readmitted", "zus", person="zus", name="Sofie")
    story.then(back, nominates("zus"), accepts("zus"))
    assert "Sofie" in story.asks("name_of", person="zus").subject
    assert set(story.state()["groups"]["support_group"]["members"]) == {"zus"}


def test_item_018_somebody_comes_once_for_one_subject_and_sees_that_meeting_alone() -> None:
    story = with_a_member(is_involved("arts", "lead_clinician"), adds("vriend"), sets_goal(), plans())
    asked = story.number(invites("vriend", topic="Mijn werk"))
    story.then(answers("vriend", asked), begins("mila", "vriend", "vreemde"), closes())
    assert story.state()["meetings"]["m1"]["guests"] == ["vriend"]
    assert "Mijn werk" in story.told(asked)
    guest = Viewer("vriend", capacity="guest")
    assert set(story.state(guest)["meetings"]) == {"m1"}
    assert "goal.set" not in {line["event"] for line in story.asks("trail", guest)}
    assert "unexpected_guest" in story.signals("2017-02-21")
    story.then(plans("m2", at="2017-05-15T14:00:00Z"), invites("vriend", meeting="m2"))
    story.then(says("guest.uninvited", "mila", person="vriend", meeting="m2"))
    assert story.state()["meetings"]["m2"]["guests"] == []


def test_item_018_the_lead_clinician_comes_once_a_year_in_a_resource_group() -> None:
    story = Story(
        opens() | {"data": {"resident": "mila", "method": "ract"}}, is_involved("arts", "lead_clinician"), adds("zus")
    )
    story.then(nominates("zus"), accepts("zus"), plans(), begins("mila", "zus"))
    assert story.signals("2018-03-01")["clinician_not_seen"] == ["support_group"]
    story.then(plans("m2", at="2018-03-02T14:00:00Z"), invites("arts", meeting="m2"))
    story.then(begins("mila", "arts", meeting="m2", on="2018-03-02T14:00:00Z"))
    assert "clinician_not_seen" not in story.signals("2018-03-03")
