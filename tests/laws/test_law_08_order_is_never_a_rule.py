"""Law 8: the order of the steps is guidance, never a rule. Only what is named has to be there, and a word to be given.

Each step names the steps it cannot do without: those that mint an id it names, begin what it ends, or give the word
that consent asks for. Whatever else stands before or after it, or is left out, changes nothing about its acceptance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.rulebook import StreamKind
from svh_core.testing import given, says
from tests.domain import openings as o


@attrs.frozen
class Step:
    """A decision, the steps it cannot do without, and the rule that refuses it wherever it stands."""

    line: Mapping[str, Any]
    needs: tuple[str, ...] = ()
    refused_by: str | None = None


def step(line: Mapping[str, Any], *needs: str, refused_by: str | None = None) -> Step:
    return Step(line, needs, refused_by)


STEPS: Final[Mapping[str, Step]] = {
    # getting to know each other, and the hook
    "introduction": step(o.introduces("noor")),
    "yes to taking part": step(says("participation.decided", "mila", answer="yes")),
    "hook": step(says("hook.found", "gijs", words="de tuin", person="buur")),
    "reading": step(says("reading.chosen", "mila", how="important")),
    "noor": step(o.is_involved("noor")),
    "gijs": step(o.is_involved("gijs", "peer_supporter")),
    # who
    "zus": step(o.adds("zus")),
    "buur": step(o.adds("buur")),
    "zus described": step(says("network.person_described", "mila", person="zus", closeness="near"), "zus"),
    "bond": step(says("network.bond_drawn", "mila", one="zus", other="buur", kind="warm")),
    "sociogram": step(says("sociogram.session_held", "gijs", present=["mila"], minutes=50, format="x", finished="yes")),
    "distance": step(says("distance.chosen", "mila", person="buur", kind="distance")),
    "approach": step(o.permits("noor")),
    "contact": step(o.contacts(), "approach"),
    "deepening": step(o.deepens(), "approach"),
    "information": step(says("information.given", "noor", person="zus", material="x", version="1", language="nl")),
    "nomination": step(o.nominates("zus"), "zus"),
    "nominated as helper": step(o.nominates("noor"), "noor"),
    "position": step(says("position.stated", "zus", person="zus", wishes="af en toe")),
    "need": step(o.needs("zus")),
    "need met": step(says("need.met", "noor", need="n1", arranged_by="noor", enough="yes"), "need"),
    "zus joins": step(o.accepts("zus"), "nomination"),
    "noor declines": step(o.declines("noor"), "nominated as helper"),
    "zus leaves": step(says("member.left", "zus", person="zus"), "zus joins"),
    "representative": step(o.appoints("zus", "WHAT")),
    "chair": step(says("chair.chosen", "mila", person="buur")),
    # what
    "goal": step(o.sets_goal()),
    "goal rephrased": step(o.rephrases(), "goal"),
    "goal reviewed": step(says("goal.progress_reviewed", "noor", goal="rust", going="same"), "goal"),
    "another goal": step(o.sets_goal(goal="werk")),
    "goal reached": step(o.achieves(goal="werk"), "another goal"),
    "plan": step(says("plan.drafted", "noor", plan="p1")),
    "plan adopted": step(says("plan.adopted", "mila", plan="p1"), "plan"),
    "risk": step(says("risk.chosen", "mila", choice="alleen op reis")),
    # how, and how long
    "group": step(o.forms("verhuizen")),
    "asked for that group": step(o.nominates("buur", group="verhuizen"), "group", "buur"),
    "rules of the house": step(o.agrees_rules("mila")),
    "rhythm": step(says("rhythm.chosen", "mila", every_weeks=6)),
    "duration": step(says("duration.agreed", "mila", of="group", until="2018-02-06")),
    "agreement": step(o.agrees("buur")),
    "agreement kept": step(says("agreement.looked_back_on", "buur", agreement="a1", went="kept"), "agreement"),
    "meeting": step(o.plans()),
    "place": step(says("place.chosen", "mila", meeting="m1", place="thuis", feels_right="yes"), "meeting"),
    "guest": step(o.invites("buur"), "meeting"),
    "meeting begins": step(o.begins("mila", "noor"), "meeting"),
    "meeting ends": step(o.closes(), "meeting begins"),
    "report": step(says("report.written", "noor", meeting="m1", words="het was goed"), "meeting"),
    "composition": step(says("composition.evaluated", "mila", outcome="fits")),
    # consent
    "consent": step(o.consents()),
    "consent taken back": step(o.withdraws(), "consent"),
    # forgetting and emergencies
    "forgetting asked": step(says("forgetting.asked", "zus", person="zus", ground="own_wish")),
    "back again": step(says("person.readmitted", "buur", person="buur", name="Buur")),
    "glass broken": step(
        says("emergency.opened", "noor", recipient="noor", categories=["crisis"], review_on="2017-02-20", reason="nood")
    ),
    "not shown": step(
        says(
            "disclosure.refused", "noor", recipient="noor", capacity="guest", purpose="care", categories=[], why="none"
        )
    ),
    "opened to others": step(o.shares(1, "mila")),
    "closed to others": step(says("passage.closed", "mila", person="mila", entry=1, recipient="zus")),
    "another ground": step(
        says(
            *("other_ground.invoked", "noor"),
            ground="vital_interest",
            categories=["crisis"],
            recipient="arts",
            review_on="2017-02-20",
            assessment="nood",
        )
    ),
    # what is said beside an entry
    "objection": step(o.objects(1)),
    "objection answered": step(says("objection.answered", "noor", entry=1, outcome="kept")),
    "statement": step(says("statement.added", "buur", kind="view", entry=1, words="ik zie het anders")),
    "correction": step(says("entry.corrected", "mila", entry=1, wrong="words")),
    "concern": step(says("concern.raised", "gijs", words="het gaat te snel")),
    "explanation": step(says("signal.explained", "noor", signal="rhythm_overdue", words="op maat")),
    "told": step(says("resident.informed", "noor", entries=[1], how="told")),
    "talked about": step(says("consultation.held", "noor", with_=["noor", "arts"], kind="phone", identified="yes")),
    # who goes, and what is taken back
    "arts gone": step(o.stops_helping("arts", on="2017-06-01")),
    "another professional": step(says("professional.change_requested", "mila", person="noor")),
    "approach withdrawn": step(says("approach.withdrawn", "mila", person="tante")),
    "nomination withdrawn": step(says("nomination.withdrawn", "mila", person="tante")),
    "not asked after all": step(says("guest.uninvited", "mila", person="tante", meeting="m1"), "meeting"),
    "oom": step(o.adds("oom")),
    "oom asked": step(o.nominates("oom"), "oom"),
    "oom joins": step(o.accepts("oom"), "oom asked"),
    "oom removed": step(o.removes("oom"), "oom joins"),
    "nicht": step(o.adds("nicht")),
    "nicht off the map": step(o.removes_from_network("nicht"), "nicht"),
    "by the court": step(o.by_law("mentor", "HOW_LONG")),
    "tante represents": step(o.appoints("tante", "WHAT")),
    "tante represents no more": step(says("representation.ended", "mila", person="tante"), "tante represents"),
    "taking over": step(o.takes_over("HOW", until="2027-03-01T00:00:00Z"), "noor"),
    "taken back": step(o.takes_back(), "taking over"),
    # more of what, and of how
    "first step": step(says("goal.first_step_chosen", "mila", goal="rust", words="een uur wandelen"), "goal"),
    "a third goal": step(o.sets_goal(goal="reizen")),
    "goal let go": step(says("goal.let_go", "mila", goal="reizen"), "a third goal"),
    "another group": step(o.forms("schilderen")),
    "that group ends": step(says("group.ended", "mila", group="schilderen", why="done"), "another group"),
    "agreement changed": step(o.changes_agreement("buur"), "agreement"),
    "a second agreement": step(o.agrees("buur", agreement="a3")),
    "second agreement ended": step(o.ends_agreement("buur", agreement="a3"), "a second agreement"),
    "a third agreement": step(o.agrees("buur", agreement="a4")),
    "third agreement released": step(says("agreement.released", "mila", agreement="a4"), "a third agreement"),
    "a meeting to move": step(o.plans("m2")),
    "meeting moved": step(says("meeting.moved", "mila", meeting="m2", at=o.AT_ITS_END), "a meeting to move"),
    "a meeting to call off": step(o.plans("m3")),
    "meeting called off": step(says("meeting.cancelled", "mila", meeting="m3"), "a meeting to call off"),
    "a meeting that goes on": step(o.plans("m4")),
    "it begins": step(o.begins("mila", meeting="m4"), "a meeting that goes on"),
    "somebody comes in": step(o.comes("buur", on=o.HALFWAY, meeting="m4"), "it begins"),
    "looked back": step(says("meeting.evaluated", "noor", meeting="m4", spoke=["mila"]), "it begins"),
    # help, and less of it
    "help asked": step(says("help.asked", "mila", help="h1", kind="contact", asked_of="noor")),
    "help came": step(says("contact.made", "noor", person="noor", channel="phone", out_of_hours="yes")),
    "care": step(says("care.arranged", "mila", care="k1", kind="guidance", provider="noor", level=2)),
    "less care": step(says("care.scaled_down", "mila", care="k1", level=1), "care"),
    "more care": step(says("care.scaled_up", "mila", care="k1", level=3), "care"),
    "a piece for noor": step(
        says("handover.proposed", "mila", care="k1", from_="arts", to="noor", task="bellen"), "care", "noor"
    ),
    "a course": step(says("care.arranged", "mila", care="k2", kind="wrap_course", provider="org-herstel", level=1)),
    "course done": step(says("care.ended", "mila", care="k2", why="done"), "a course"),
    "checkpoint": step(says("checkpoint.reviewed", "gijs", checkpoint="access", gap="no")),
    "hours": step(
        says(
            *("time.logged", "noor"),
            activity="meeting",
            person="noor",
            minutes=60,
            on_="2017-02-20",
            with_resident="yes",
            law="Wmo",
        )
    ),
    # when it gets hard
    "signal plan": step(says("document.written", "mila", document="d1", kind="signal_plan", version=1, words="x")),
    "crisis card": step(says("document.written", "mila", document="d2", kind="crisis_card", version=1, words="x")),
    "card put away": step(says("document.put_away", "mila", document="d2"), "crisis card"),
    "crisis": step(says("crisis.noticed", "zus", seen="ze slaapt niet")),
    "admitted": step(says("admission.begun", "noor", stay="s1", voluntary="yes")),
    "home": step(says("admission.ended", "noor", stay="s1", to="home"), "admitted"),
    "respite": step(says("respite.begun", "mila", stay="s2", house_rules_signed="yes")),
    "rested": step(says("respite.ended", "mila", stay="s2"), "respite"),
    "measure": step(
        says(
            *("legal_measure.recorded", "noor"),
            measure="r1",
            kind="conditional",
            limits=["HOW"],
            from_="2017-02-01",
            until="2017-06-01",
            decided_by="x",
        )
    ),
    "measure ended": step(says("legal_measure.ended", "noor", measure="r1", on_="2017-03-01"), "measure"),
    "looked at": step(says("emergency.reviewed", "noor", emergency=1, outcome="right")),
    # measuring
    "wants to be followed": step(says("monitoring.chosen", "mila", wanted="yes")),
    "measured": step(
        says(
            *("measurement.recorded", "noor"),
            instrument="NEL",
            moment="baseline",
            filled_in_by="resident",
            scores='{"total": 118}',
        )
    ),
    "something changed": step(says("outcome.recorded", "mila", area="work", change="drie dagen")),
    "yes to research": step(o.consents(consent="c2", purpose="research")),
    "the study": step(says("cohort.joined", "mila", cohort="start_s2", consent="c2"), "yes to research"),
    # closing, which closes nothing off
    "closed": step(says("case.closed", "mila", why="done")),
    "opened again": step(says("case.reopened", "mila"), "closed"),
    # what is refused is refused for whose it is, not for when it comes
    "anothers goal": step(o.sets_goal("buur", "geld"), refused_by="the_resident_decides"),
    "anothers yes": step(o.declines("buur") | {"by": "mila"}, refused_by="you_answer_for_yourself"),
    "anothers promise": step(o.agrees("zus", "noor", "a2"), refused_by="nobody_is_bound_by_anothers_word"),
    "the owner nominated": step(o.nominates("mila"), refused_by="the_owner_is_no_part_of_the_network"),
    "rules without the owner": step(o.agrees_rules("zus"), refused_by="the_group_decides_with_its_owner"),
}


def in_order(names: Sequence[str]) -> list[str]:
    """These steps in this order, each put off until what it needs is there, and left out where that never comes."""
    done: list[str] = []
    waiting = list(names)
    while ready := [name for name in waiting if set(STEPS[name].needs) <= set(done)]:
        done.append(ready[0])
        waiting.remove(ready[0])
    return done


def verdicts(names: Sequence[str]) -> dict[str, str | None]:
    """By which rule each of these steps is refused, or None, where they are taken in this order after the opening."""
    scenario = given(o.opens(name="Mila"))
    return {name: scenario.when(STEPS[name].line).rule for name in names}


@pytest.mark.uncounted
@for_all(st.permutations(tuple(STEPS)))
@settings(max_examples=20, deadline=None)
def test_law_08_the_order_of_the_steps_changes_no_acceptance(names: list[str]) -> None:
    ordered = in_order(names)
    assert len(ordered) == len(STEPS)
    assert verdicts(ordered) == {name: STEPS[name].refused_by for name in ordered}


@for_all(st.lists(st.sampled_from(tuple(STEPS)), unique=True, max_size=12))
@settings(deadline=None)
def test_law_08_any_step_may_be_left_out(names: list[str]) -> None:
    ordered = in_order(names)
    assert verdicts(ordered) == {name: STEPS[name].refused_by for name in ordered}


def test_law_08_every_step_stands_alone_with_what_it_cannot_do_without() -> None:
    for name, told in STEPS.items():
        ordered = in_order([name, *_all_needs(name)])
        assert verdicts(ordered)[name] == told.refused_by, name


def _all_needs(name: str) -> list[str]:
    return [below for need in STEPS[name].needs for below in (need, *_all_needs(need))]


def test_law_08_a_need_is_a_name_a_beginning_or_a_word_and_never_a_step() -> None:
    asked_by = {
        "only_what_is_there_can_be_spoken_of",
        "only_someone_in_the_network_is_nominated",
        "nobody_is_approached_without_the_residents_word",
        "only_a_standing_nomination_is_answered",
        "only_a_member_leaves_or_is_removed",
        "a_meeting_is_opened_and_closed_once",
        "only_a_professional_takes_over",
        "only_a_closed_case_is_reopened",
        "a_handover_is_to_a_member",
    }
    for name, told in STEPS.items():
        for need in told.needs:
            others = [other for other in in_order(_all_needs(name)) if other != need and need not in _all_needs(other)]
            assert verdicts([*others, name])[name] in asked_by, (name, need)


NAMES_ANOTHER_ENTRY: Final = {
    "decision.confirmed",
    "request.answered",
    "handover.withdrawn",
    "regie.handed_back",
    "forgetting.done",
    "forgetting.refused",
    "recipient.notified",
    "disclosure.made",
}
"""What speaks of a certain entry by its number, or ends what another step ends: it cannot be put anywhere."""


def test_law_08_every_event_of_a_case_is_among_the_steps() -> None:
    kinds = {kind.name for kind in CORE_RULEBOOK.kinds.values() if kind.stream is StreamKind.CASE}
    follow = {"member.joined", "care.handed_over"}
    assert kinds - {told.line["event"] for told in STEPS.values()} == NAMES_ANOTHER_ENTRY | follow | {"case.opened"}
