"""Law 8: the order of the steps is guidance, never a rule. Only what is named has to be there, and a word to be given.

Each step names the steps it cannot do without: those that mint an id it names, begin what it ends, or give the word
that consent asks for. Whatever else stands before or after it, or is left out, changes nothing about its acceptance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
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
    # closing, which closes nothing off
    "closed": step(says("case.closed", "mila", why="done")),
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
    scenario = given(o.opens())
    return {name: scenario.when(STEPS[name].line).rule for name in names}


@for_all(st.permutations(tuple(STEPS)))
@settings(max_examples=30, deadline=None)
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
    }
    for name, told in STEPS.items():
        for need in told.needs:
            others = [other for other in in_order(_all_needs(name)) if other != need and need not in _all_needs(other)]
            assert verdicts([*others, name])[name] in asked_by, (name, need)


def test_law_08_most_events_of_a_case_are_among_the_steps() -> None:
    kinds = {kind.name for kind in CORE_RULEBOOK.kinds.values() if kind.stream is StreamKind.CASE}
    assert len({told.line["event"] for told in STEPS.values()} & kinds) > len(kinds) / 2
