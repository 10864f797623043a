"""What was taken over, and how long that lasts: until she speaks, or it is given back."""

from __future__ import annotations

import pytest

from svh_core.testing.scenarios import says

from ...domain.openings import (
    ALL_DOMAINS,
    Line,
    agrees,
    answers,
    appoints,
    by_law,
    confirms,
    hands_back,
    objects,
    sets_goal,
    takes_back,
    takes_over,
)
from .days import fires, never, on, seen, since, subjects, told

IN_HER_PLACE = sets_goal("noor", reason="Mila is opgenomen")
REP = on("2017-02-10", appoints("zus", *ALL_DOMAINS, "consent"), answers("zus", 4))  # entries 4 and 5


# Taken over. ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [confirms(4), objects(4)], ids=["confirmed", "objected"])
def test_a_decision_taken_over_is_open_until_she_speaks(word: Line) -> None:
    fires(
        told(on("2017-03-01", IN_HER_PLACE), on("2017-03-20", word)),
        "taken_over_open",
        "2017-03-01",
        ended="2017-03-20",
    )


def test_a_decision_on_her_behalf_is_open_until_she_speaks_and_told_in_milder_words() -> None:
    story = told(REP, on("2017-03-01", sets_goal("zus")), on("2017-03-20", confirms(6)))
    fires(story, "taken_over_open", "2017-03-01", ended="2017-03-20")
    taken_over = seen(told(on("2017-03-01", IN_HER_PLACE)), "taken_over_open", "2017-03-01")
    assert seen(story, "taken_over_open", "2017-03-01")[0].sentence != taken_over[0].sentence


@pytest.mark.parametrize("word", [objects(4, "zus"), says("objection.answered", "noor", entry=4, outcome="kept")])
def test_what_another_says_of_it_leaves_it_open(word: Line) -> None:
    story = told(on("2017-03-01", IN_HER_PLACE), on("2017-03-20", word))
    assert since(story, "taken_over_open", "2017-06-01") == ["2017-03-01"]


@pytest.mark.parametrize("line", [sets_goal(), sets_goal(entered_by="noor"), agrees("zus")])
def test_her_own_word_and_anothers_offer_are_not_taken_over(line: Line) -> None:
    never(told(on("2017-03-01", line)), "taken_over_open")


def taking(name: str, *domains: str, until: str, by: str = "noor") -> Line:
    """A taking over by this name."""
    return takes_over(*(domains or ("HOW",)), by=by, taking_over=name, until=f"{until}T12:00:00Z")


LASTS = "taking_over_lasts"


@pytest.mark.parametrize("word", [takes_back(), hands_back()], ids=["taken back", "handed back"])
def test_a_taking_over_of_more_than_six_weeks_lasts_until_it_is_given_or_taken_back(word: Line) -> None:
    story = told(on("2017-03-01", taking("t1", until="2017-09-01")), on("2017-05-01", word))
    fires(story, LASTS, "2017-04-13", ended="2017-05-01")


def test_a_taking_over_that_ran_out_lasts_no_longer() -> None:
    story = told(on("2017-03-01", taking("t1", until="2017-05-01")))
    assert subjects(story, LASTS, "2017-04-30") == ["t1"]
    assert subjects(story, LASTS, "2017-05-02") == []


def test_six_weeks_are_counted_together_over_takings_over_of_one_domain() -> None:
    first = [*on("2017-03-01", taking("t1", until="2017-09-01")), *on("2017-03-31", hands_back())]
    again = told(first, on("2017-11-01", taking("t2", until="2017-12-31")))
    assert since(again, LASTS, "2017-11-09") == []
    assert subjects(again, LASTS, "2017-11-20") == ["t2"]


NOT_LASTING = {
    "in another domain": [taking("t2", "WHO", until="2017-11-30")],
    "of six weeks in all": [taking("t2", until="2017-11-10")],
}


@pytest.mark.parametrize("lines", NOT_LASTING.values(), ids=NOT_LASTING)
def test_six_weeks_or_less_of_a_domain_do_not_last(lines: list[Line]) -> None:
    first = [*on("2017-03-01", taking("t1", until="2017-09-01")), *on("2017-03-31", hands_back())]
    never(told(first, on("2017-11-01", *lines)), LASTS)


def test_what_was_taken_over_more_than_a_year_ago_no_longer_counts() -> None:
    first = [*on("2017-03-01", taking("t1", until="2017-09-01")), *on("2017-03-31", hands_back())]
    never(told(first, on("2018-04-05", taking("t2", until="2018-05-05"))), LASTS)


def test_a_taking_over_within_two_weeks_of_one_she_ended_is_told_at_once() -> None:
    first = [*on("2017-03-01", taking("t1", until="2017-09-01")), *on("2017-03-05", takes_back())]
    story = told(
        first, on("2017-03-19", taking("t2", until="2017-04-02")), on("2017-03-25", takes_back(taking_over="t2"))
    )
    fires(story, LASTS, "2017-03-19", ended="2017-03-25")


@pytest.mark.parametrize(("word", "day"), [(takes_back(), "2017-03-20"), (hands_back(), "2017-03-06")])
def test_a_taking_over_later_or_after_one_that_was_handed_back_is_not_told(word: Line, day: str) -> None:
    first = [*on("2017-03-01", taking("t1", until="2017-09-01")), *on("2017-03-05", word)]
    never(told(first, on(day, taking("t2", until="2017-03-30"))), LASTS)


DATED = "dated_into_a_taking_over"
OVER_BEFORE_IT_WAS_WRITTEN = on("2017-01-10", taking("t1", "WHAT", until="2017-01-20"))


def test_what_was_written_after_its_taking_over_had_run_out_is_told_until_she_speaks() -> None:
    story = told(OVER_BEFORE_IT_WAS_WRITTEN, on("2017-01-15", sets_goal("noor")), on("2017-03-20", confirms(5)))
    assert story.entries[4].recorded_at.date().isoformat() == "2017-02-06"
    fires(story, DATED, "2017-02-06", ended="2017-03-20")
    assert subjects(story, DATED, "2017-02-06") == ["5"]


@pytest.mark.parametrize("word", [hands_back(), takes_back()])
def test_what_was_dated_before_an_end_written_earlier_is_told(word: Line) -> None:
    begun = on("2017-03-01", taking("t1", "WHAT", until="2017-09-01"))
    story = told(begun, on("2017-03-10", word), on("2017-03-05", sets_goal("noor")))
    assert story.entries[5].recorded_at < story.entries[4].recorded_at
    assert subjects(story, DATED, "2017-03-10") == ["6"]


NOT_DATED = {
    "in time": [*on("2017-03-01", taking("t1", "WHAT", until="2017-04-01")), *on("2017-03-05", sets_goal("noor"))],
    "handed back afterwards": [
        *on("2017-03-01", taking("t1", "WHAT", until="2017-09-01")),
        *on("2017-03-05", sets_goal("noor")),
        *on("2017-03-06", hands_back()),
    ],
    "imported": [*OVER_BEFORE_IT_WAS_WRITTEN, *on("2017-01-15", sets_goal("noor", source="ehr"))],
    "for a reason of its own": on("2017-01-15", IN_HER_PLACE),
    "on her behalf": [
        *on("2017-01-10", appoints("zus", "WHAT", until="2017-01-20"), answers("zus", 4)),
        *on("2017-01-15", sets_goal("zus")),
    ],
}


@pytest.mark.parametrize("lines", NOT_DATED.values(), ids=NOT_DATED)
def test_what_was_written_in_time_or_rests_on_no_taking_over_is_not_dated_into_one(lines: list[Line]) -> None:
    never(told(lines), DATED)


BESIDE = "taken_over_beside_a_representative"


def test_taking_over_beside_a_representative_is_told_until_she_speaks() -> None:
    story = told(REP, on("2017-03-01", IN_HER_PLACE), on("2017-03-20", confirms(6)))
    fires(story, BESIDE, "2017-03-01", ended="2017-03-20")


def test_a_representative_who_stops_later_could_have_decided_then() -> None:
    ends = says("representation.ended", "mila", person="zus")
    story = told(REP, on("2017-03-01", IN_HER_PLACE), on("2017-04-01", ends))
    assert since(story, BESIDE, "2017-06-01") == ["2017-03-01"]


COULD_NOT_DECIDE = {
    "nobody": [],
    "out of scope": [appoints("zus", "WHO"), answers("zus", 4)],
    "who did not answer": [appoints("zus", "WHAT")],
    "who said no": [appoints("zus", "WHAT"), answers("zus", 4, "no")],
    "whose time was over": [appoints("zus", "WHAT", until="2017-02-28"), answers("zus", 4)],
    "for property only": [by_law("zus", "WHAT", basis="administrator")],
}


@pytest.mark.parametrize("lines", COULD_NOT_DECIDE.values(), ids=COULD_NOT_DECIDE)
def test_taking_over_where_no_representative_could_decide_is_not_told(lines: list[Line]) -> None:
    never(told(on("2017-02-10", *lines), on("2017-03-01", IN_HER_PLACE)), BESIDE)


def test_who_was_appointed_later_could_not_have_decided_then() -> None:
    later = on("2017-04-01", appoints("zus", "WHAT", from_="2017-01-01"), answers("zus", 5))
    never(told(on("2017-03-01", IN_HER_PLACE), later), BESIDE)
    court = on("2017-04-01", by_law("zus", "WHAT", from_="2017-03-15"))
    never(told(on("2017-03-01", IN_HER_PLACE), court), BESIDE)
