"""The meetings of the group: their rhythm, place and chair, who spoke, and what came of them."""

from __future__ import annotations

from typing import Any

import pytest

from svh_core.testing.scenarios import Scenario, given, says

from ...domain.openings import (
    Line,
    agrees,
    agrees_rules,
    answers,
    confirms,
    introduces,
    is_involved,
    opens,
    plans,
    sets_goal,
    stops_helping,
)
from .days import explains, fires, informs, joins, meets, never, on, seen, since, subjects, told

# The next one. --------------------------------------------------------------------------------------------------------

NEXT = "next_not_planned"
MEETS = meets("2017-03-01", "mila", "noor")


def plans_next(meeting: str = "m2", *, at: str = "2017-04-01", **more: Any) -> Line:
    """A meeting is planned for a day."""
    return plans(meeting, at=f"{at}T12:00:00Z", **more)


ENDS_IT = {"planned": plans_next(), "the group ended": says("group.ended", "mila", group="support_group", why="done")}


@pytest.mark.parametrize("line", ENDS_IT.values(), ids=ENDS_IT)
def test_a_meeting_that_ended_without_a_next_one_is_told_until_there_is_one(line: Line) -> None:
    fires(told(MEETS, on("2017-03-10", line)), NEXT, "2017-03-01", ended="2017-03-10")


PLANNED = {
    "planned in it": meets("2017-03-01", "mila", "noor", said=[plans_next()]),
    "planned before": [*on("2017-02-20", plans_next()), *MEETS],
    "named as it closed": [*on("2017-02-20", plans_next()), *meets("2017-03-01", "mila", "noor", next="m2")],
    "another kind": meets("2017-03-01", "mila", "noor", kind="consultation"),
}


@pytest.mark.parametrize("lines", PLANNED.values(), ids=PLANNED)
def test_a_meeting_with_a_next_one_or_of_another_kind_is_not_told(lines: list[Line]) -> None:
    never(told(lines), NEXT)


def test_a_next_meeting_of_another_kind_is_none() -> None:
    assert since(told(MEETS, on("2017-03-10", plans_next(kind="consultation"))), NEXT, "2017-03-20") == ["2017-03-01"]


def test_a_next_meeting_that_is_cancelled_is_none_any_more() -> None:
    cancels = says("meeting.cancelled", "mila", meeting="m2")
    fires(told(on("2017-02-20", plans_next()), MEETS, on("2017-03-10", cancels)), NEXT, "2017-03-10")


def test_a_meeting_planned_for_a_day_before_that_never_was_is_no_next_one() -> None:
    fires(told(on("2017-02-10", plans_next("m0", at="2017-02-20")), MEETS), NEXT, "2017-03-01")


# Who spoke. -----------------------------------------------------------------------------------------------------------

HEARD = "not_everybody_heard"


@pytest.mark.parametrize("spoke", [["noor", "zus"], ["mila", "noor"], []])
@pytest.mark.parametrize("kind", ["support_group", "network_conversation"])
def test_a_meeting_at_which_somebody_did_not_speak_is_told_the_resident_included(spoke: list[str], kind: str) -> None:
    story = told(meets("2017-03-01", "mila", "noor", "zus", spoke=spoke, kind=kind))
    fires(story, HEARD, "2017-03-01")
    assert subjects(story, HEARD, "2018-03-01") == ["m1"]


def test_a_meeting_at_which_somebody_did_not_speak_is_silent_once_that_is_explained() -> None:
    story = told(meets("2017-03-01", "mila", "noor", spoke=["noor"]), on("2017-03-20", explains(HEARD)))
    fires(story, HEARD, "2017-03-01", ended="2017-03-20")


def test_who_came_in_later_or_left_was_there() -> None:
    comes = says("attendance.changed", "noor", meeting="m1", person="zus", now="here")
    goes = comes | {"data": comes["data"] | {"now": "gone"}}
    came = told(meets("2017-03-01", "mila", "noor", said=[comes, goes], spoke=["mila", "noor"]))
    assert since(came, HEARD, "2017-03-01") == ["2017-03-01"]
    left = told(meets("2017-03-01", "mila", "noor", "zus", said=[goes], spoke=["mila", "noor"]))
    assert since(left, HEARD, "2017-03-01") == ["2017-03-01"]


def test_a_meeting_at_which_everybody_spoke_is_not_told() -> None:
    never(told(meets("2017-03-01", "mila", "noor", spoke=["noor", "mila"])), HEARD)


def test_a_meeting_that_was_not_looked_back_on_is_told_as_such() -> None:
    story = told(MEETS)
    fires(story, HEARD, "2017-03-01")
    silent = told(meets("2017-03-01", "mila", "noor", spoke=["noor"]))
    assert seen(story, HEARD, "2017-03-01")[0].sentence != seen(silent, HEARD, "2017-03-01")[0].sentence


# What came of it. -----------------------------------------------------------------------------------------------------

RESULT = "first_meeting_result"


def test_a_first_meeting_without_goal_and_agreement_is_told_until_there_are_both() -> None:
    story = told(MEETS, on("2017-03-10", sets_goal()), on("2017-03-20", agrees("zus")))
    fires(story, RESULT, "2017-03-01", ended="2017-03-20")


@pytest.mark.parametrize(("there", "missing"), [(sets_goal(), agrees("zus")), (agrees("zus"), sets_goal())])
def test_a_first_meeting_without_one_of_them_is_told_until_it_is_there(there: Line, missing: Line) -> None:
    story = told(meets("2017-03-01", "mila", "zus", said=[there]), on("2017-03-10", missing))
    fires(story, RESULT, "2017-03-01", ended="2017-03-10")


@pytest.mark.parametrize(
    "gone",
    [says("goal.let_go", "mila", goal="rust"), says("goal.achieved", "mila", goal="rust")],
    ids=["let go", "achieved"],
)
def test_a_goal_that_was_gone_before_the_first_meeting_is_no_result_of_it(gone: Line) -> None:
    story = told(on("2017-02-10", sets_goal(), agrees("zus"), gone), MEETS)
    fires(story, RESULT, "2017-03-01")


BOTH = [sets_goal(), agrees("zus")]
RESULTS = {
    "both in it": meets("2017-03-01", "mila", "zus", said=BOTH),
    "both before": [*on("2017-02-10", *BOTH), *MEETS],
    "the goal let go afterwards": [
        *meets("2017-03-01", "mila", "zus", said=BOTH),
        *on("2017-03-10", says("goal.let_go", "mila", goal="rust")),
    ],
    "nothing in a second meeting": [
        *meets("2017-03-01", "mila", "zus", said=BOTH),
        *on(
            "2017-03-10",
            says("goal.achieved", "mila", goal="rust"),
            says("agreement.released", "mila", agreement="a1"),
        ),
        *meets("2017-04-01", "mila", "zus", meeting="m2"),
    ],
    "another kind of meeting": meets("2017-03-01", "mila", "noor", kind="intake"),
}


@pytest.mark.parametrize("lines", RESULTS.values(), ids=RESULTS)
def test_a_first_meeting_with_a_goal_and_an_agreement_is_not_told(lines: list[Line]) -> None:
    never(told(lines), RESULT)


RULES = "no_ground_rules"


def test_a_first_meeting_that_closed_without_ground_rules_is_told_until_they_are_agreed() -> None:
    story = told(MEETS, on("2017-03-20", agrees_rules("mila")))
    fires(story, RULES, "2017-03-01", ended="2017-03-20")


@pytest.mark.parametrize(
    "lines",
    [
        meets("2017-03-01", "mila", "zus", said=[agrees_rules("zus")]),
        [*on("2017-02-10", agrees_rules("mila")), *MEETS],
        meets("2017-03-01", "mila", "noor", kind="intake"),
        [],
    ],
    ids=["in it", "before", "another kind", "no meeting"],
)
def test_ground_rules_agreed_or_no_meeting_yet_are_not_told(lines: list[Line]) -> None:
    never(told(lines), RULES)


# The place and the chair. ---------------------------------------------------------------------------------------------

PLACE = "place_not_yours"


def chooses_place(by: str = "mila", **more: Any) -> Line:
    """Somebody chooses the place."""
    return says("place.chosen", by, meeting="m1", place="thuis", feels_right="yes", **more)


PLANS = on("2017-02-10", plans_next("m1", at="2017-03-10"))


def sits(day: str) -> list[Line]:
    """The meeting that was planned is opened on a day."""
    return on(day, says("meeting.opened", "noor", meeting="m1", present=["mila", "noor"]))


def test_a_place_she_did_not_choose_is_told_from_a_week_ahead_until_she_chooses() -> None:
    fires(told(PLANS, on("2017-03-07", chooses_place())), PLACE, "2017-03-03", ended="2017-03-07")


def test_a_place_she_did_not_choose_is_told_for_three_months_after_the_meeting_began() -> None:
    fires(told(PLANS, sits("2017-03-10")), PLACE, "2017-03-03", ended="2017-06-11")


@pytest.mark.parametrize("day", ["2017-03-03", "2017-03-05", "2017-03-10"])
def test_the_place_of_a_meeting_planned_within_a_week_is_told_at_once(day: str) -> None:
    fires(told(on(day, plans_next("m1", at="2017-03-10"))), PLACE, day)


def test_the_place_of_a_meeting_that_did_not_take_place_is_told_no_longer() -> None:
    fires(told(PLANS), PLACE, "2017-03-03", ended="2017-03-11")
    cancels = says("meeting.cancelled", "mila", meeting="m1")
    fires(told(PLANS, on("2017-03-05", cancels)), PLACE, "2017-03-03", ended="2017-03-05")


@pytest.mark.parametrize("signal", [PLACE, "no_chair"])
def test_a_meeting_moved_into_this_week_is_told_from_the_day_it_was_moved(signal: str) -> None:
    moves = says("meeting.moved", "mila", meeting="m1", at="2017-03-10T12:00:00Z")
    fires(told(on("2017-02-10", plans_next("m1", at="2017-05-10")), on("2017-03-06", moves)), signal, "2017-03-06")


@pytest.mark.parametrize("signal", [PLACE, "no_chair"])
def test_a_meeting_moved_out_of_this_week_is_told_no_longer_until_it_is_near_again(signal: str) -> None:
    moves = says("meeting.moved", "mila", meeting="m1", at="2017-05-10T12:00:00Z")
    story = told(PLANS, on("2017-03-06", moves))
    fires(story, signal, "2017-03-03", ended="2017-03-06")
    fires(story, signal, "2017-05-03")


def test_a_place_another_chose_is_not_hers() -> None:
    chosen = on("2017-02-11", chooses_place("noor", reason="Mila is opgenomen"))
    fires(told(PLANS, chosen), PLACE, "2017-03-03")


HER_PLACE = {
    "online": on("2017-02-10", plans_next("m1", mode="online")),
    "care alignment": on("2017-02-10", plans_next("m1", kind="care_alignment")),
    "chosen in time": [*PLANS, *on("2017-03-02", chooses_place())],
    "her word in another's pen": [*PLANS, *on("2017-03-02", chooses_place(entered_by="noor"))],
    "moved online": [
        *PLANS,
        *on("2017-03-02", says("meeting.moved", "mila", meeting="m1", at="2017-03-10T12:00:00Z", mode="online")),
    ],
}


@pytest.mark.parametrize("lines", HER_PLACE.values(), ids=HER_PLACE)
def test_a_place_she_chose_or_no_place_at_all_is_not_told(lines: list[Line]) -> None:
    never(told(lines), PLACE)


def test_the_place_of_a_meeting_of_any_kind_is_hers() -> None:
    story = told(on("2017-02-10", plans_next("m1", at="2017-03-10", kind="intake", mode="hybrid")))
    fires(story, PLACE, "2017-03-03")


CHAIR = "no_chair"


def chooses_chair(person: str = "zus", **more: Any) -> Line:
    """The resident chooses the chair."""
    return says("chair.chosen", "mila", person=person, **more)


def test_a_meeting_without_chair_is_told_from_a_week_ahead_until_there_is_one() -> None:
    fires(told(PLANS, on("2017-03-07", chooses_chair())), CHAIR, "2017-03-03", ended="2017-03-07")
    fires(
        told(PLANS, sits("2017-03-10"), on("2017-03-20", chooses_chair("mila"))),
        CHAIR,
        "2017-03-03",
        ended="2017-03-20",
    )


def test_a_chair_who_says_no_is_no_chair_until_they_say_yes_or_another_is_chosen() -> None:
    asked = [*PLANS, *on("2017-02-11", chooses_chair()), *on("2017-03-05", answers("zus", 5, "no"))]
    fires(told(asked, on("2017-03-07", answers("zus", 5, "yes"))), CHAIR, "2017-03-05", ended="2017-03-07")
    fires(told(asked, on("2017-03-07", chooses_chair("buur"))), CHAIR, "2017-03-05", ended="2017-03-07")


def test_a_chair_for_another_meeting_is_none_for_this_one() -> None:
    other = on("2017-02-11", plans_next("m2", at="2017-06-10"), chooses_chair(for_meeting="m2"))
    fires(told(PLANS, other), CHAIR, "2017-03-03")


CHAIRED = {
    "chosen": [*PLANS, *on("2017-02-11", chooses_chair())],
    "chosen for it": [*PLANS, *on("2017-02-11", chooses_chair(for_meeting="m1"))],
    "answers later": [*PLANS, *on("2017-02-11", chooses_chair(), answers("zus", 5, "later"))],
    "another kind": on("2017-02-10", plans_next("m1", kind="network_conversation")),
    "cancelled": [*PLANS, *on("2017-03-01", says("meeting.cancelled", "mila", meeting="m1"))],
}


@pytest.mark.parametrize("lines", CHAIRED.values(), ids=CHAIRED)
def test_a_meeting_with_a_chair_or_of_another_kind_is_not_told(lines: list[Line]) -> None:
    never(told(lines), CHAIR)


# A copy of what was agreed. -------------------------------------------------------------------------------------------

COPY = "no_copy"
AGREED = meets("2017-03-01", "mila", "zus", said=[agrees("zus")])  # the agreement is entry 6
PLAN = on("2017-03-01", says("plan.drafted", "noor", plan="p1"), says("plan.adopted", "mila", plan="p1"))


@pytest.mark.parametrize("how", ["copy", "in_app"])
def test_what_was_agreed_in_a_meeting_is_copied_within_a_week(how: str) -> None:
    fires(told(AGREED, on("2017-03-20", informs(6, how=how))), COPY, "2017-03-09", ended="2017-03-20")


def test_a_plan_that_was_adopted_is_copied_within_a_week() -> None:
    fires(told(PLAN, on("2017-03-20", informs(5, how="copy"))), COPY, "2017-03-09", ended="2017-03-20")


@pytest.mark.parametrize("word", [informs(6), informs(6, how="letter"), informs(5, how="copy"), confirms(6)])
def test_telling_or_a_copy_of_something_else_is_no_copy_of_it(word: Line) -> None:
    assert since(told(AGREED, on("2017-03-20", word)), COPY, "2017-04-01") == ["2017-03-09"]


COPIED = {
    "in time": [*AGREED, *on("2017-03-08", informs(6, how="copy"))],
    "nothing agreed": MEETS,
    "not in a meeting": on("2017-03-01", agrees("zus")),
    "only drafted": PLAN[:1],
}


@pytest.mark.parametrize("lines", COPIED.values(), ids=COPIED)
def test_a_copy_in_time_or_nothing_to_copy_is_not_told(lines: list[Line]) -> None:
    never(told(lines), COPY)


# The composition and the clinician. -----------------------------------------------------------------------------------

COMPOSITION = "composition_not_looked_at"


def looks_at_it(group: dict[str, str] | None = None) -> Line:
    """The group looks at whether it is still the right group."""
    return says("composition.evaluated", "mila", outcome="fits", **(group or {}))


def test_a_composition_is_looked_at_a_year_after_the_first_meeting_and_every_year() -> None:
    story = told(MEETS, meets("2017-06-01", "mila", meeting="m2"), on("2018-04-01", looks_at_it()))
    fires(story, COMPOSITION, "2018-03-02", ended="2018-04-01")
    fires(story, COMPOSITION, "2019-04-02")


def test_a_group_that_never_met_has_no_composition_to_look_at() -> None:
    never(told(joins("2017-02-10", "zus"), meets("2017-03-01", "mila", kind="intake")), COMPOSITION)


CLINICIAN = "clinician_not_seen"


def ract(*days: list[Line], method: str = "ract") -> Scenario:
    """A case of this method, with a lead clinician from the first day on."""
    opening = opens() | {"data": {"resident": "mila", "method": method}}
    clinician = is_involved("arts", "lead_clinician", from_="2017-02-06")
    return given(opening, clinician, introduces("noor"), *(line for day in days for line in day))


def test_a_lead_clinician_not_seen_for_a_year_is_told_until_they_come() -> None:
    story = ract(meets("2017-03-01", "mila", "noor"), meets("2018-03-01", "mila", "arts", meeting="m2"))
    fires(story, CLINICIAN, "2018-02-07", ended="2018-03-01")
    fires(story, CLINICIAN, "2019-03-02")


def test_a_lead_clinician_who_stopped_is_missed_no_longer() -> None:
    stops = stops_helping("arts", "lead_clinician", on="2018-03-01")
    fires(ract(on("2018-03-01", stops)), CLINICIAN, "2018-02-07", ended="2018-03-01")


@pytest.mark.parametrize("method", ["support_group", "open_dialogue"])
def test_by_another_method_no_lead_clinician_is_missed(method: str) -> None:
    never(ract(meets("2017-03-01", "mila", "noor"), method=method), CLINICIAN)
