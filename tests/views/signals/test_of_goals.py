"""Goals, agreements, plans, risks, and how long something lasts."""

from __future__ import annotations

from typing import Any

import pytest

from svh_core.testing.scenarios import says

from ...domain.openings import (
    Line,
    achieves,
    adds,
    agrees,
    agrees_rules,
    ends_agreement,
    forms,
    nominates,
    sets_goal,
    stops_helping,
    takes_over,
)
from .days import explains, fires, joins, leaves, meets, never, on, since, subjects, told

# What each weighed. ---------------------------------------------------------------------------------------------------

WEIGHED = "no_considerations"


def weighs(*people: str) -> Line:
    """Mila sets a goal at the table (entry 6), with what these people weighed."""
    return sets_goal(because=dict.fromkeys(people, "rust is nodig"))


def speaks(person: str, entry: int = 6) -> Line:
    """Somebody puts their own words beside an entry."""
    return says("statement.added", person, kind="view", entry=entry, words="het moet rustig worden")


def together(line: Line) -> list[Line]:
    """Something was decided at the table."""
    return meets("2017-03-01", "mila", "noor", said=[line])


MISSING = {
    "both": (weighs(), [speaks("mila"), speaks("noor")]),
    "hers": (weighs("noor"), [speaks("mila")]),
    "another's": (weighs("mila"), [speaks("zus")]),
    "explained": (weighs(), [explains(WEIGHED, subject="6")]),
}


@pytest.mark.parametrize(("line", "words"), MISSING.values(), ids=MISSING)
def test_a_decision_together_is_told_until_what_each_weighed_is_there(line: Line, words: list[Line]) -> None:
    story = told(together(line), on("2017-03-20", *words))
    fires(story, WEIGHED, "2017-03-01", ended="2017-03-20")


@pytest.mark.parametrize("word", [speaks("noor"), speaks("mila", entry=2), explains(WEIGHED, subject="7")])
def test_the_side_that_spoke_already_or_words_beside_something_else_leave_it(word: Line) -> None:
    story = told(together(weighs("noor")), on("2017-03-20", word))
    assert since(story, WEIGHED, "2017-04-01") == ["2017-03-01"]


COMPLETE = {
    "both there": together(weighs("mila", "noor")),
    "alone": on("2017-03-01", sets_goal()),
    "a meeting planned together": together(
        says(
            "meeting.planned", "mila", meeting="m2", kind="other", at="2017-04-01T12:00:00Z", minutes=60, mode="online"
        )
    ),
    "taken over": on("2017-03-01", sets_goal("noor", reason="Mila is opgenomen")),
}


@pytest.mark.parametrize("lines", COMPLETE.values(), ids=COMPLETE)
def test_a_decision_with_both_sides_or_not_together_is_not_told(lines: list[Line]) -> None:
    never(told(lines), WEIGHED)


# Goals. ---------------------------------------------------------------------------------------------------------------

GOAL = "goal_not_looked_at"
SET = on("2017-02-10", sets_goal())


def reviews(goal: str = "rust") -> Line:
    """The resident and those around her look at how a goal is going."""
    return says("goal.progress_reviewed", "noor", goal=goal, going="nearer")


GOAL_ENDS = {
    "looked at": reviews(),
    "achieved": achieves(),
    "let go": says("goal.let_go", "mila", goal="rust"),
}


@pytest.mark.parametrize("line", GOAL_ENDS.values(), ids=GOAL_ENDS)
def test_a_goal_the_last_meeting_did_not_look_at_is_told_until_it_is(line: Line) -> None:
    story = told(SET, meets("2017-03-01", "mila", "noor"), on("2017-03-20", line))
    fires(story, GOAL, "2017-03-01", ended="2017-03-20")
    assert subjects(story, GOAL, "2017-03-10") == ["rust"]


def test_a_goal_two_meetings_did_not_look_at_is_told_since_the_first() -> None:
    story = told(
        SET,
        meets("2017-03-01", "mila", "noor"),
        meets("2017-04-01", "mila", "noor", meeting="m2"),
        meets("2017-05-01", "mila", "noor", meeting="m3", said=[reviews()]),
    )
    fires(story, GOAL, "2017-03-01", ended="2017-05-01")


LOOKED_AT = {
    "in it": [*SET, *meets("2017-03-01", "mila", "noor", said=[reviews()])],
    "set in it": meets("2017-03-01", "mila", "noor", said=[sets_goal()]),
    "set afterwards": [*meets("2017-03-01", "mila", "noor"), *on("2017-03-05", sets_goal())],
    "let go before": [
        *SET,
        *on("2017-02-20", says("goal.let_go", "mila", goal="rust")),
        *meets("2017-03-01", "mila", "noor"),
    ],
    "let go in it": [*SET, *meets("2017-03-01", "mila", "noor", said=[says("goal.let_go", "mila", goal="rust")])],
    "no meeting": SET,
}


@pytest.mark.parametrize("lines", LOOKED_AT.values(), ids=LOOKED_AT)
def test_a_goal_that_was_looked_at_or_not_there_yet_is_not_told(lines: list[Line]) -> None:
    never(told(lines), GOAL)


# Agreements. ----------------------------------------------------------------------------------------------------------

LOOKED = "agreement_not_looked_back_on"


def looks_back() -> Line:
    """Those concerned look at how an agreement went."""
    return says("agreement.looked_back_on", "noor", agreement="a1", went="kept")


AGREEMENT_ENDS = {
    "looked back on": looks_back(),
    "ended": ends_agreement("zus"),
    "released": says("agreement.released", "mila", agreement="a1"),
}


@pytest.mark.parametrize("line", AGREEMENT_ENDS.values(), ids=AGREEMENT_ENDS)
@pytest.mark.parametrize(("more", "first"), [({}, "2017-09-02"), ({"look_back_on": "2017-04-01"}, "2017-04-02")])
def test_an_agreement_is_looked_back_on_by_its_day_or_in_half_a_year(
    line: Line, more: dict[str, str], first: str
) -> None:
    story = told(on("2017-03-01", agrees("zus", **more)), on("2017-10-01", line))
    fires(story, LOOKED, first, ended="2017-10-01")
    assert subjects(story, LOOKED, "2017-09-10") == ["a1"]


def test_after_it_was_looked_back_on_it_is_half_a_year_again() -> None:
    made = on("2017-03-01", agrees("zus", look_back_on="2017-04-01"))
    fires(told(made, on("2017-04-10", looks_back())), LOOKED, "2017-04-02", ended="2017-04-10")
    fires(told(made, on("2017-04-10", looks_back())), LOOKED, "2017-10-11")


def test_an_agreement_looked_back_on_in_time_and_then_ended_is_not_told() -> None:
    story = told(
        on("2017-03-01", agrees("zus")), on("2017-09-01", looks_back()), on("2017-09-05", ends_agreement("zus"))
    )
    never(story, LOOKED)


LEFT = "agreement_of_who_left"
MADE = [*joins("2017-02-10", "zus"), *on("2017-03-01", agrees("zus"))]


@pytest.mark.parametrize("line", [ends_agreement("zus"), AGREEMENT_ENDS["released"]], ids=["ended", "released"])
def test_an_agreement_of_a_member_who_left_is_told_until_it_is_ended(line: Line) -> None:
    story = told(MADE, on("2017-04-01", leaves()), on("2017-05-01", line))
    fires(story, LEFT, "2017-04-01", ended="2017-05-01")
    assert subjects(story, LEFT, "2017-04-01") == ["a1"]


def test_an_agreement_of_somebody_who_comes_back_is_told_no_longer() -> None:
    back = on("2017-05-01", nominates("zus"), says("nomination.accepted", "zus", person="zus"))
    fires(told(MADE, on("2017-04-01", leaves()), back), LEFT, "2017-04-01", ended="2017-05-01")


@pytest.mark.parametrize(("told_on", "stopped"), [("2017-04-01", "2017-04-10"), ("2017-04-10", "2017-04-01")])
def test_an_agreement_of_a_professional_who_stopped_is_told_once_they_stopped_and_said_so(
    told_on: str, stopped: str
) -> None:
    story = told(on("2017-03-01", agrees("noor")), on(told_on, stops_helping("noor", on=stopped)))
    fires(story, LEFT, "2017-04-10")


STILL_THERE = {
    "a member": MADE,
    "still involved": [
        *on("2017-02-10", nominates("noor"), says("nomination.accepted", "noor", person="noor")),
        *on("2017-03-01", agrees("noor"), leaves("noor")),
    ],
    "still in another group": [
        *on("2017-02-09", forms("verhuizen"), adds("zus"), nominates("zus", group="verhuizen")),
        *on("2017-02-10", says("nomination.accepted", "zus", person="zus", group="verhuizen"), nominates("zus")),
        *on("2017-02-11", says("nomination.accepted", "zus", person="zus"), agrees("zus")),
        *on("2017-03-01", leaves()),
    ],
    "never one": on("2017-03-01", adds("buur"), agrees("buur")),
    "hers": on("2017-03-01", agrees("mila")),
    "done before": [*MADE, *on("2017-03-20", ends_agreement("zus")), *on("2017-04-01", leaves())],
}


@pytest.mark.parametrize("lines", STILL_THERE.values(), ids=STILL_THERE)
def test_an_agreement_of_who_is_still_there_or_never_was_is_not_told(lines: list[Line]) -> None:
    never(told(lines), LEFT)


# How long it lasts. ---------------------------------------------------------------------------------------------------

PAST = "past_its_end"


def lasts(of: str, until: str, **more: Any) -> Line:
    """The resident says how long something may last."""
    return says("duration.agreed", "mila", of=of, until=until, **more)


def arranges(**more: str) -> Line:
    """A form of help starts."""
    return says("care.arranged", "mila", care="zorg", kind="guidance", provider="noor", level=2, **more)


GROUP = says("group.formed", "mila", group="verhuizen", kind="practical", until="2017-04-01")
GROUP_ENDS = says("group.ended", "mila", group="verhuizen", why="done")
ENDS: dict[str, tuple[list[Line], Line]] = {
    "the case": ([lasts("case", "2017-04-01")], says("case.closed", "mila", why="done")),
    "the case, longer": ([lasts("case", "2017-04-01")], lasts("case", "2018-04-01")),
    "a group formed for a time": ([GROUP], GROUP_ENDS),
    "a group, longer": ([GROUP], lasts("group", "2018-04-01", id="verhuizen")),
    "a group, agreed": ([forms("verhuizen"), lasts("group", "2017-04-01", id="verhuizen")], GROUP_ENDS),
    "an agreement": ([agrees("zus", until="2017-04-01")], ends_agreement("zus")),
    "an agreement, agreed": ([agrees("zus"), lasts("agreement", "2017-04-01", id="a1")], AGREEMENT_ENDS["released"]),
    "an agreement, longer": (
        [agrees("zus", until="2017-04-01")],
        says("agreement.changed", "zus", agreement="a1", giver="zus", until="2018-01-01"),
    ),
    "care": (
        [arranges(until="2017-04-01")],
        says("care.ended", "mila", care="zorg", why="done"),
    ),
    "care, agreed": (
        [arranges(), lasts("care", "2017-04-01", id="zorg")],
        says("care.ended", "mila", care="zorg", why="moved"),
    ),
    "care, longer": (
        [arranges(until="2017-04-01")],
        says("care.scaled_up", "mila", care="zorg", level=3, until="2018-04-01"),
    ),
    "a membership": ([*joins("2017-03-01", "zus"), lasts("membership", "2017-04-01", id="zus")], leaves()),
}


@pytest.mark.parametrize(("lines", "end"), ENDS.values(), ids=ENDS)
def test_what_was_to_end_and_goes_on_is_told_from_the_day_after_until_it_ends(lines: list[Line], end: Line) -> None:
    story = told(on("2017-03-01", *lines), on("2017-05-01", end))
    fires(story, PAST, "2017-04-02", ended="2017-05-01")


@pytest.mark.parametrize(("lines", "end"), ENDS.values(), ids=ENDS)
def test_what_ended_or_was_prolonged_in_time_is_not_told(lines: list[Line], end: Line) -> None:
    story = told(on("2017-03-01", *lines), on("2017-04-01", end))
    assert since(story, PAST, "2017-04-02") == []
    assert since(story, PAST, "2017-12-31") == []


def test_a_shorter_time_agreed_later_is_the_one_that_counts() -> None:
    fires(told(on("2017-03-01", lasts("case", "2018-01-01"), lasts("case", "2017-04-01"))), PAST, "2017-04-02")


def test_what_goes_on_after_an_end_agreed_in_the_past_is_told_since_the_first_end_without_a_break() -> None:
    story = told(on("2017-03-01", lasts("case", "2017-04-01")), on("2017-05-01", lasts("case", "2017-04-20")))
    assert since(story, PAST, "2017-05-02") == ["2017-04-02"]


def test_an_end_that_was_past_when_it_was_agreed_is_told_from_the_day_it_was_agreed() -> None:
    fires(told(on("2017-03-01", lasts("case", "2017-02-20"))), PAST, "2017-03-01")


def test_the_end_of_a_representation_or_a_taking_over_is_not_told_as_past() -> None:
    never(told(on("2017-03-01", takes_over("HOW", until="2017-03-05T12:00:00Z"))), PAST)


# Plans and risks. -----------------------------------------------------------------------------------------------------

PAPER = "plan_on_paper_only"
DRAFTED = on("2017-03-01", says("plan.drafted", "noor", plan="p1"))
ADOPTS = says("plan.adopted", "mila", plan="p1")


def test_a_plan_is_on_paper_only_after_four_weeks_until_she_makes_it_hers() -> None:
    fires(told(DRAFTED, on("2017-05-01", ADOPTS)), PAPER, "2017-03-30", ended="2017-05-01")
    assert subjects(told(DRAFTED), PAPER, "2017-03-30") == ["p1"]


def test_a_plan_adopted_in_four_weeks_is_hers_and_another_plan_is_not_this_one() -> None:
    never(told(DRAFTED, on("2017-03-29", ADOPTS)), PAPER)
    other = on("2017-03-29", says("plan.drafted", "noor", plan="p2"), says("plan.adopted", "mila", plan="p2"))
    assert subjects(told(DRAFTED, other), PAPER, "2017-03-30") == ["p1"]


RISK = "risk_to_look_at_again"


def risks(**more: str) -> Line:
    """The resident chooses something others find risky."""
    return says("risk.chosen", "mila", choice="alleen op reis", **more)


def test_a_risk_is_looked_at_again_on_its_day_until_a_new_choice() -> None:
    story = told(on("2017-03-01", risks(look_again_on="2017-04-01")), on("2017-05-01", risks()))
    fires(story, RISK, "2017-04-01", ended="2017-05-01")


def test_a_risk_whose_day_had_come_when_it_was_chosen_is_looked_at_from_then_on() -> None:
    fires(told(on("2017-03-01", risks(look_again_on="2017-02-20"))), RISK, "2017-03-01")


@pytest.mark.parametrize(
    "lines",
    [
        on("2017-03-01", risks()),
        [*on("2017-03-01", risks(look_again_on="2017-04-01")), *on("2017-03-20", risks())],
        on("2017-03-01", agrees_rules("mila")),
    ],
    ids=["no day", "chosen again before", "no risk"],
)
def test_a_risk_without_a_day_or_chosen_again_is_not_told(lines: list[Line]) -> None:
    never(told(lines), RISK)
