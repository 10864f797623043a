"""Who is asked, who is around, and what they need."""

from __future__ import annotations

import pytest

from svh_core.testing.scenarios import says
from svh_core.views.settings import Settings

from ...domain.openings import (
    Line,
    accepts,
    adds,
    contacts,
    declines,
    forms,
    is_involved,
    needs,
    nominates,
    permits,
    removes,
    stops_helping,
)
from .days import explains, fires, joins, leaves, meets, never, on, seen, sentences, since, subjects, told


def withdraws_nomination(person: str = "zus", **more: str) -> Line:
    """The resident takes the question back."""
    return says("nomination.withdrawn", "mila", person=person, **more)


# Who was asked. -------------------------------------------------------------------------------------------------------

UNANSWERED = "unanswered_nomination"
ANSWERS = {"accepted": accepts("zus"), "declined": declines("zus"), "withdrawn": withdraws_nomination()}


@pytest.mark.parametrize("line", ANSWERS.values(), ids=ANSWERS)
def test_who_was_asked_has_six_weeks_to_answer(line: Line) -> None:
    story = told(on("2017-03-01", adds("zus"), nominates("zus")), on("2017-05-01", line))
    fires(story, UNANSWERED, "2017-04-13", ended="2017-05-01")


@pytest.mark.parametrize("line", ANSWERS.values(), ids=ANSWERS)
def test_who_answered_on_the_last_day_of_six_weeks_answered_in_time(line: Line) -> None:
    never(told(on("2017-03-01", adds("zus"), nominates("zus")), on("2017-04-12", line)), UNANSWERED)


def test_saying_what_one_can_do_is_no_answer() -> None:
    story = told(on("2017-03-01", adds("zus"), nominates("zus")), on("2017-03-05", offers(2)))
    assert since(story, UNANSWERED, "2017-04-13") == ["2017-04-13"]


def test_an_answer_for_another_group_leaves_the_question_for_this_one() -> None:
    asked = on("2017-03-01", forms("verhuizen"), adds("zus"), nominates("zus"), nominates("zus", group="verhuizen"))
    story = told(asked, on("2017-03-05", accepts("zus", group="verhuizen")))
    assert since(story, UNANSWERED, "2017-04-13") == ["2017-04-13"]


@pytest.mark.parametrize(("asked", "answered"), [({}, {"group": "support_group"}), ({"group": "support_group"}, {})])
def test_the_first_group_is_the_same_group_named_or_left_out(asked: dict[str, str], answered: dict[str, str]) -> None:
    story = on("2017-03-01", adds("zus"), nominates("zus", **asked))
    never(told(story, on("2017-03-05", accepts("zus", **answered))), UNANSWERED)


def test_who_is_asked_again_has_six_weeks_again() -> None:
    asked = on("2017-03-01", adds("zus"), nominates("zus"))
    story = told(asked, on("2017-03-05", declines("zus")), on("2017-06-01", nominates("zus")))
    fires(story, UNANSWERED, "2017-07-14")


NO_INFORMATION = "no_information"
INFORMS = says("information.given", "noor", person="zus", material="folder", version="1", language="nl")
APPROACHED = on("2017-02-15", adds("zus"), nominates("zus"), permits("noor"))


def test_who_was_contacted_has_no_information_until_it_is_given() -> None:
    story = told(APPROACHED, on("2017-03-01", contacts()), on("2017-03-10", INFORMS))
    fires(story, NO_INFORMATION, "2017-03-01", ended="2017-03-10")


def test_who_got_information_before_or_was_never_contacted_does_not_lack_it() -> None:
    never(told(APPROACHED, on("2017-02-20", INFORMS), on("2017-03-01", contacts())), NO_INFORMATION)
    never(told(APPROACHED), NO_INFORMATION)


def test_information_given_to_another_is_not_given_to_this_one() -> None:
    other = INFORMS | {"data": INFORMS["data"] | {"person": "buur"}}
    story = told(APPROACHED, on("2017-03-01", contacts(), other))
    assert since(story, NO_INFORMATION, "2017-03-02") == ["2017-03-01"]


TOO_MUCH = "asked_more_than_offered"


def offers(times: int | None, **more: str) -> Line:
    """Zus says how often a month she can be there."""
    often = {} if times is None else {"offered_per_month": times}
    return says("position.stated", "zus", person="zus", **often, **more)


ASKED_FOUR = on("2017-03-01", adds("zus"), nominates("zus", asked_per_month=4))
LESS = {
    "she offers more": offers(4),
    "less is asked": nominates("zus", asked_per_month=2),
    "the question is taken back": withdraws_nomination(),
    "she says no": declines("zus"),
}


@pytest.mark.parametrize("line", LESS.values(), ids=LESS)
def test_more_is_asked_than_offered_until_either_changes(line: Line) -> None:
    story = told(ASKED_FOUR, on("2017-03-05", offers(2)), on("2017-04-01", line))
    fires(story, TOO_MUCH, "2017-03-05", ended="2017-04-01")


def test_what_somebody_wishes_does_not_take_the_place_of_what_they_last_offered() -> None:
    story = told(ASKED_FOUR, on("2017-03-05", offers(2)), on("2017-03-10", offers(None)))
    assert since(story, TOO_MUCH, "2017-04-01") == ["2017-03-05"]


@pytest.mark.parametrize("lines", [[], [offers(4)], [offers(None)]], ids=["silent", "as much", "no number"])
def test_as_much_as_offered_or_nothing_said_is_not_too_much(lines: list[Line]) -> None:
    never(told(ASKED_FOUR, on("2017-03-05", *lines)), TOO_MUCH)


# What somebody needs. -------------------------------------------------------------------------------------------------

NEED = "open_need"


def met(enough: str) -> Line:
    """Something was arranged for it."""
    return says("need.met", "noor", need="n1", arranged_by="noor", enough=enough)


NEED_ENDS = {
    "met": [met("yes")],
    "partly met": [met("partly")],
    "left": [leaves()],
    "removed": [removes("zus")],
}


@pytest.mark.parametrize("lines", NEED_ENDS.values(), ids=NEED_ENDS)
def test_a_need_is_open_after_four_weeks_until_it_is_met_or_the_person_left(lines: list[Line]) -> None:
    story = told(joins("2017-02-10", "zus"), on("2017-03-01", needs("zus")), on("2017-04-10", *lines))
    fires(story, NEED, "2017-03-30", ended="2017-04-10")
    assert subjects(story, NEED, "2017-03-30") == ["n1"]


def test_a_need_met_in_four_weeks_is_not_open_and_one_met_nobody_knows_how_is() -> None:
    stated = [*joins("2017-02-10", "zus"), *on("2017-03-01", needs("zus"))]
    never(told(stated, on("2017-03-29", met("yes"))), NEED)
    assert since(told(stated, on("2017-03-29", met("unknown"))), NEED, "2017-05-01") == ["2017-03-30"]


# Professionals and people of her own. ---------------------------------------------------------------------------------

ONE_SIDED = "one_sided_network"


def test_two_people_of_her_own_are_one_side_until_a_professional_comes() -> None:
    story = told(joins("2017-02-10", "zus"), joins("2017-02-20", "buur"), meets("2017-03-10", "mila", "zus", "noor"))
    fires(story, ONE_SIDED, "2017-02-20", ended="2017-03-10")


def test_two_professionals_are_one_side_until_somebody_of_her_own_joins() -> None:
    table = [*on("2017-02-10", is_involved("arts")), *meets("2017-03-01", "mila", "noor", "arts")]
    fires(told(table, joins("2017-03-10", "zus")), ONE_SIDED, "2017-03-01", ended="2017-03-10")


def test_a_professional_who_missed_the_last_two_meetings_is_no_side_any_more() -> None:
    story = told(
        joins("2017-02-10", "zus", "buur"),
        meets("2017-03-01", "mila", "noor"),
        meets("2017-04-01", "mila", "zus", meeting="m2"),
        meets("2017-05-01", "mila", "zus", meeting="m3"),
    )
    assert since(story, ONE_SIDED, "2017-04-01") == []
    fires(story, ONE_SIDED, "2017-05-01")


def test_a_professional_who_stopped_is_no_side_any_more() -> None:
    together = [*joins("2017-02-10", "zus", "buur"), *meets("2017-03-01", "mila", "noor")]
    fires(told(together, on("2017-03-20", stops_helping("noor", on="2017-03-20"))), ONE_SIDED, "2017-03-20")


def test_a_group_that_ended_has_no_sides_any_more() -> None:
    ends = says("group.ended", "mila", group="support_group", why="goes_on_informally")
    story = told(joins("2017-02-10", "zus", "buur"), on("2017-03-20", ends))
    fires(story, ONE_SIDED, "2017-02-10", ended="2017-03-20")


BOTH_SIDES = {
    "one person": joins("2017-02-10", "zus"),
    "nobody": [],
    "one and a peer supporter": [*joins("2017-02-10", "zus"), *meets("2017-03-01", "mila", "gijs")],
    "a professional she put in her network": on(
        "2017-02-10",
        says("network.person_added", "mila", person="noor", network="formal", relation_kind="professional"),
        nominates("noor"),
        accepts("noor"),
        adds("zus"),
        nominates("zus"),
        accepts("zus"),
    ),
    "a group of her own kind": on(
        "2017-02-10",
        says("group.formed", "mila", group="vrienden", kind="informal_only"),
        *(
            line
            for one in ("zus", "buur")
            for line in (adds(one), nominates(one, group="vrienden"), accepts(one, group="vrienden"))
        ),
    ),
}


@pytest.mark.parametrize("lines", BOTH_SIDES.values(), ids=BOTH_SIDES)
def test_a_network_of_both_sides_or_of_one_person_is_not_one_sided(lines: list[Line]) -> None:
    never(told(lines), ONE_SIDED)


# Who helps. -----------------------------------------------------------------------------------------------------------

FIRST_CONTACT = "first_contact_gone"


def first_contact(person: str, **more: str) -> Line:
    """Somebody is the first contact."""
    return says(
        "involvement.recorded", "mila", person=person, role="nurse", first_contact=True, from_="2017-01-01", **more
    )


def stops(person: str, on_: str, role: str = "nurse") -> Line:
    """Somebody stops helping on this day."""
    return stops_helping(person, role, on=on_)


CONTACT = on("2017-02-10", first_contact("lot"))


def test_a_first_contact_is_gone_until_there_is_another() -> None:
    story = told(CONTACT, on("2017-03-01", stops("lot", "2017-03-01")), on("2017-04-01", first_contact("sam")))
    fires(story, FIRST_CONTACT, "2017-03-01", ended="2017-04-01")


def test_a_first_contact_who_said_they_will_stop_is_gone_from_that_day() -> None:
    fires(told(CONTACT, on("2017-03-01", stops("lot", "2017-03-15"))), FIRST_CONTACT, "2017-03-15")


def test_a_first_contact_whose_stopping_was_told_later_is_gone_from_the_day_it_was_told() -> None:
    fires(told(CONTACT, on("2017-03-15", stops("lot", "2017-03-01"))), FIRST_CONTACT, "2017-03-15")


def test_another_first_contact_or_the_end_of_another_leaves_no_gap() -> None:
    never(
        told(CONTACT, on("2017-02-20", first_contact("sam")), on("2017-03-01", stops("lot", "2017-03-01"))),
        FIRST_CONTACT,
    )
    never(told(CONTACT, on("2017-03-01", stops("noor", "2017-03-01", "care_worker"))), FIRST_CONTACT)


CHANGES = "team_changes"
TEAM = on("2017-02-10", *(is_involved(one, "nurse") for one in ("lot", "sam", "kim")))


def test_three_professionals_who_stopped_in_a_year_are_told_for_as_long_as_it_is_one_year() -> None:
    days = {"lot": "2017-03-01", "sam": "2017-06-01", "kim": "2017-09-01"}
    story = told(TEAM, *(on(day, stops(one, day)) for one, day in days.items()))
    fires(story, CHANGES, "2017-09-01", ended="2018-03-01")


def test_a_change_counts_from_the_day_it_was_told() -> None:
    days = {"lot": "2017-03-01", "sam": "2017-06-01"}
    early = [line for one, day in days.items() for line in on(day, stops(one, day))]
    fires(told(TEAM, early, on("2017-09-10", stops("kim", "2017-09-01"))), CHANGES, "2017-09-10")


@pytest.mark.parametrize("third", [None, "2018-03-02"])
def test_two_who_stopped_or_a_third_more_than_a_year_after_the_first_are_no_changes(third: str | None) -> None:
    days = {"lot": "2017-03-01", "sam": "2017-06-01"} | ({"kim": third} if third else {})
    never(told(TEAM, *(on(day, stops(one, day)) for one, day in days.items())), CHANGES)


# The triad and the clinician. -----------------------------------------------------------------------------------------

TRIAD = "triad_incomplete"
ZUS = on("2017-02-10", adds("zus"), nominates("zus"), adds("buur"), nominates("buur"))

INCOMPLETE = {
    "without her": ("noor", "zus"),
    "without a professional": ("mila", "zus"),
    "without somebody of her own": ("mila", "noor"),
    "with a peer supporter for a professional": ("mila", "zus", "gijs"),
    "with a peer supporter for one of her own": ("mila", "noor", "gijs"),
    "with somebody nobody knows": ("mila", "noor", "vreemde"),
}


@pytest.mark.parametrize("present", INCOMPLETE.values(), ids=INCOMPLETE)
def test_a_meeting_without_one_side_of_the_triad_is_told_and_stays(present: tuple[str, ...]) -> None:
    story = told(ZUS, meets("2017-03-01", *present), meets("2017-04-01", "mila", "noor", "zus", meeting="m2"))
    fires(story, TRIAD, "2017-03-01")
    assert subjects(story, TRIAD, "2018-06-01") == ["m1"]


@pytest.mark.parametrize(("present", "kind"), [(("mila", "noor", "zus"), "support_group"), (("mila",), "intake")])
def test_a_full_table_or_another_kind_of_meeting_is_not_told(present: tuple[str, ...], kind: str) -> None:
    never(told(ZUS, meets("2017-03-01", *present, kind=kind)), TRIAD)


def test_a_meeting_without_one_side_is_silent_once_that_is_explained() -> None:
    explained = on("2017-03-20", explains(TRIAD, subject="m1"))
    fires(told(ZUS, meets("2017-03-01", "mila", "zus"), explained), TRIAD, "2017-03-01", ended="2017-03-20")


def test_who_came_in_later_was_at_the_table() -> None:
    comes_in = says("attendance.changed", "noor", meeting="m1", person="zus", now="here")
    never(told(ZUS, meets("2017-03-01", "mila", "noor", said=[comes_in])), TRIAD)


WORKERS = "two_workers"
THREE_WORKERS = {"workers_in_open_dialogue": 3}
PODS = on("2017-02-10", is_involved("lot", "pod_worker"), is_involved("sam", "pod_worker"))


@pytest.mark.parametrize("present", [("mila", "lot"), ("mila", "lot", "noor"), ("mila", "noor")])
def test_an_open_dialogue_of_fewer_than_two_of_its_workers_is_told_and_stays(present: tuple[str, ...]) -> None:
    story = told(PODS, meets("2017-03-01", *present, kind="open_dialogue"))
    fires(story, WORKERS, "2017-03-01")
    assert subjects(story, WORKERS, "2018-06-01") == ["m1"]


def test_an_open_dialogue_of_one_worker_is_silent_once_that_is_explained() -> None:
    story = told(PODS, meets("2017-03-01", "lot", kind="open_dialogue"), on("2017-03-20", explains(WORKERS)))
    fires(story, WORKERS, "2017-03-01", ended="2017-03-20")


def test_how_many_workers_is_the_organisations_own_number() -> None:
    story, three = told(PODS, meets("2017-03-01", "lot", "sam", kind="open_dialogue")), Settings(numbers=THREE_WORKERS)
    never(story, WORKERS)
    fires(story, WORKERS, "2017-03-01", settings=three)
    assert sentences(story, WORKERS, "2017-03-01", settings=three) == [
        "An open dialogue meeting had fewer than 3 workers."
    ]


def test_a_worker_who_had_stopped_or_had_not_begun_is_not_counted() -> None:
    stopped = on("2017-02-20", stops("sam", "2017-02-20", "pod_worker"))
    assert seen(told(PODS, stopped, meets("2017-03-01", "lot", "sam", kind="open_dialogue")), WORKERS, "2017-03-01")
    to_come = on("2017-02-20", is_involved("kim", "pod_worker", from_="2017-04-01"))
    assert seen(told(PODS, to_come, meets("2017-03-01", "lot", "kim", kind="open_dialogue")), WORKERS, "2017-05-01")


@pytest.mark.parametrize(("present", "kind"), [(("lot", "sam"), "open_dialogue"), (("mila", "lot"), "support_group")])
def test_two_workers_or_another_kind_of_meeting_are_not_told(present: tuple[str, ...], kind: str) -> None:
    never(told(PODS, meets("2017-03-01", *present, kind=kind)), WORKERS)
