"""What was decided on her behalf against her word, and who represents her by law."""

from __future__ import annotations

import pytest

from svh_core.testing.scenarios import says

from ...domain.openings import (
    ALL_DOMAINS,
    Line,
    adds,
    answers,
    appoints,
    by_law,
    confirms,
    consents,
    invites,
    nominates,
    objects,
    permits,
    plans,
    removes_from_network,
    rephrases,
    sets_goal,
    withdraws,
)
from .days import fires, never, on, told

REP = on("2017-02-10", appoints("zus", *ALL_DOMAINS, "consent"), answers("zus", 4))  # entries 4 and 5


# Decided against her word. --------------------------------------------------------------------------------------------

AGAINST = "represented_against_my_word"
BUUR = [adds("buur"), nominates("buur")]
ARRANGES = says("care.arranged", "mila", care="zorg", kind="guidance", provider="noor", level=2)

AGAINST_HER_WORD: dict[str, tuple[list[Line], Line]] = {
    "a nomination she took back": (
        [*BUUR, says("nomination.withdrawn", "mila", person="buur")],
        nominates("buur", "zus"),
    ),
    "taking part": (
        [says("participation.decided", "mila", answer="no")],
        says("participation.decided", "zus", answer="yes"),
    ),
    "another chair": (
        [says("chair.chosen", "mila", person="buur")],
        says("chair.chosen", "zus", person="zus"),
    ),
    "another rhythm": ([says("rhythm.chosen", "mila", every_weeks=8)], says("rhythm.chosen", "zus", every_weeks=1)),
    "another duration": (
        [says("duration.agreed", "mila", of="case", until="2017-05-01")],
        says("duration.agreed", "zus", of="case", until="2019-05-01"),
    ),
    "a goal of hers": ([sets_goal()], says("goal.let_go", "zus", goal="rust")),
    "a goal said otherwise": (
        [sets_goal(), rephrases()],
        rephrases("zus") | {"data": {"goal": "rust", "horizon": "short"}},
    ),
    "a consent she took back": ([consents(), withdraws()], consents("zus", "c2")),
    "a consent she gave": ([consents()], withdraws("zus")),
    "somebody she took off": ([adds("buur"), removes_from_network("buur")], adds("buur", "zus")),
    "a permission she took back": (
        [*BUUR, permits("noor", "buur"), says("approach.withdrawn", "mila", person="buur")],
        permits("noor", "buur") | {"by": "zus"},
    ),
    "a guest she did not want": (
        [plans(), invites("buur"), says("guest.uninvited", "mila", person="buur", meeting="m1")],
        invites("buur", "zus"),
    ),
    "another way to be followed": (
        [says("monitoring.chosen", "mila", wanted="no")],
        says("monitoring.chosen", "zus", wanted="yes"),
    ),
    "less care where she wanted more": (
        [ARRANGES, says("care.scaled_up", "mila", care="zorg", level=3)],
        says("care.scaled_down", "zus", care="zorg", level=1),
    ),
    "the end of care she arranged": ([ARRANGES], says("care.ended", "zus", care="zorg", why="other")),
    "home from the respite house": (
        [says("respite.begun", "mila", stay="s1", house_rules_signed="yes")],
        says("respite.ended", "zus", stay="s1"),
    ),
    "opening what she closed": ([says("case.closed", "mila", why="stops")], says("case.reopened", "zus")),
}


@pytest.mark.parametrize(("hers", "decided"), AGAINST_HER_WORD.values(), ids=AGAINST_HER_WORD)
def test_a_decision_against_her_own_is_told_until_she_speaks(hers: list[Line], decided: Line) -> None:
    number = 6 + len(hers)
    story = told(REP, on("2017-02-15", *hers), on("2017-03-01", decided), on("2017-03-20", confirms(number)))
    assert story.case.written[number].standing == "represented"
    fires(story, AGAINST, "2017-03-01", ended="2017-03-20")


WITH_HER_WORD: dict[str, tuple[list[Line], Line]] = {
    "she said nothing": ([], says("participation.decided", "zus", answer="yes")),
    "she said the same": (
        [says("chair.chosen", "mila", person="buur")],
        says("chair.chosen", "zus", person="buur"),
    ),
    "somebody else": (
        [*BUUR, says("nomination.withdrawn", "mila", person="buur"), adds("broer")],
        nominates("broer", "zus"),
    ),
    "she came back on it": (
        [says("participation.decided", "mila", answer=answer) for answer in ("no", "yes")],
        says("participation.decided", "zus", answer="yes"),
    ),
    "for another group": (
        [
            says("group.formed", "mila", group="verhuizen", kind="practical"),
            adds("buur"),
            nominates("buur", group="verhuizen"),
            says("nomination.withdrawn", "mila", person="buur", group="verhuizen"),
        ],
        nominates("buur", "zus"),
    ),
    "for another meeting": (
        [plans(), plans("m2"), invites("buur"), says("guest.uninvited", "mila", person="buur", meeting="m1")],
        invites("buur", "zus", "m2"),
    ),
}


@pytest.mark.parametrize(("hers", "decided"), WITH_HER_WORD.values(), ids=WITH_HER_WORD)
def test_a_decision_that_is_not_against_hers_is_not_told(hers: list[Line], decided: Line) -> None:
    story = told(REP, on("2017-02-15", *hers), on("2017-03-01", decided))
    assert story.case.written[6 + len(hers)].standing == "represented"
    never(story, AGAINST)


def test_a_decision_of_hers_that_came_later_was_not_there_to_decide_against() -> None:
    later = on("2017-03-05", says("participation.decided", "mila", answer="no"))
    never(told(REP, on("2017-03-01", says("participation.decided", "zus", answer="yes")), later), AGAINST)


MENTOR = on("2017-02-10", by_law("mentor", "WHO", by="noor"), adds("buur"))
MENTOR_ASKS = nominates("buur", "mentor", reason="Mila is opgenomen")


def test_deciding_for_who_objects_to_being_represented_is_told_until_she_speaks() -> None:
    story = told(MENTOR, on("2017-02-15", objects(4)), on("2017-03-01", MENTOR_ASKS), on("2017-03-20", objects(7)))
    fires(story, AGAINST, "2017-03-01", ended="2017-03-20")


@pytest.mark.parametrize("words", [[], [confirms(4)], [objects(4, "buur")]], ids=["silent", "confirmed", "another"])
def test_deciding_for_who_does_not_object_is_not_told(words: list[Line]) -> None:
    never(told(MENTOR, on("2017-02-15", *words), on("2017-03-01", MENTOR_ASKS)), AGAINST)


def test_an_objection_she_came_back_on_or_made_later_does_not_stand_against_a_decision() -> None:
    came_back = [*on("2017-02-15", objects(4)), *on("2017-02-16", confirms(4))]
    never(told(MENTOR, came_back, on("2017-03-01", MENTOR_ASKS)), AGAINST)
    never(told(MENTOR, on("2017-03-01", MENTOR_ASKS), on("2017-03-05", objects(4))), AGAINST)


LAW = "legal_representation_recorded"


def test_a_representative_the_law_gave_is_told_while_in_force_and_until_she_speaks() -> None:
    story = told(on("2017-03-01", by_law("mentor", "WHO", by="noor")), on("2017-03-20", confirms(4)))
    fires(story, LAW, "2017-03-01", ended="2017-03-20")


def test_a_representative_of_the_law_is_told_from_the_day_they_begin_through_their_last() -> None:
    line = by_law("mentor", "WHO", basis="administrator", from_="2017-03-10", until="2017-04-10")
    fires(told(on("2017-03-01", line)), LAW, "2017-03-10", ended="2017-04-11")


def test_a_representative_she_appointed_is_not_told_as_one_of_the_law() -> None:
    never(told(REP), LAW)
