"""What testers from outside found in the numbers, with the residents with whom they found it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from svh_core import Casebook, Reported, ReportedRow, ReportedTable
from svh_core.testing.playing import StandingClock, give_consent, play
from svh_funders.chart import chart
from svh_funders.tables import TABLES
from two_dozen import TOWN, Line, line

CATEGORIES = ("network", "meetings", "care", "regie")


def reported(people: dict[str, Iterator[Line]]) -> Reported:
    """The report of 2025 over these residents."""
    clock = StandingClock(datetime(2026, 1, 5, tzinfo=UTC))
    with Casebook.in_memory(clock=clock, plugins=["svh-funders"]) as book:
        for case, lines in people.items():
            play(book, lines)
            give_consent(book, case, CATEGORIES, purpose="funding", recipient=TOWN)
        return book.plugins.report("funders", recipient=TOWN, purpose="funding", period="2025")


def shown(made: Reported, name: str) -> dict[tuple[str, ...], tuple[int | None, int | None]]:
    (table,) = (one for one in made.tables if one.name == name)
    return {tuple(row.values.values()): (row.cases, row.amount) for row in table.rows}


# Two tables that are called alike


def a_group(case: str, informal: int, formal: int) -> Iterator[Line]:
    """A support group with so many people of its own and so many professionals, that met once."""
    began = "2025-01-10"
    own, helpers = [f"eigen-{n}" for n in range(informal)], [f"hulp-{n}" for n in range(formal)]
    yield line(case, began, "case.opened", case, resident=case, method="support_group")
    yield line(case, began, "participation.decided", case, answer="yes")
    for person in own:
        yield line(case, began, "network.person_added", case, person=person, network="informal", relation_kind="family")
    for person in helpers:
        yield line(case, began, "involvement.recorded", person, person=person, role="care_worker", from_=began)
    for person in (*own, *helpers):
        yield line(case, began, "nomination.made", case, at="11:00", person=person)
        yield line(case, began, "nomination.accepted", person, at="12:00", person=person)
    told = {"meeting": "m1", "kind": "support_group", "at": "2025-02-10T10:00:00Z", "minutes": 60, "mode": "onsite"}
    yield {"case": case, "event": "meeting.planned", "by": case, "at": "2025-01-20T10:00:00Z", "data": told}
    yield line(case, "2025-02-10", "meeting.opened", case, meeting="m1", present=[case, *own, *helpers])
    yield line(case, "2025-02-10", "meeting.closed", case, at="11:00", meeting="m1")


ALIKE = ("group_size", "members_informal", "members_formal", "members_peer")
"""The tables that count the same groups; the last three have a column of one name, with the same values."""


def test_how_many_are_of_one_side_is_not_found_with_how_many_are_of_another() -> None:
    """Knows: that these tables are of the same groups. Adds up the one: 39 at least; the other shows 34 at most.

    So five at least would have two professionals or more; they are 5 of 39.
    """
    informal, formal = [0] * 13 + [1] * 13 + [2] * 13, [1] * 13 + [0] * 17 + [1] * 4 + [2] * 5
    sizes = zip(informal, formal, strict=True)
    made = reported({f"bewoner-{n}": a_group(f"bewoner-{n}", *each) for n, each in enumerate(sizes)})
    given = {name: [cases for cases, _ in shown(made, name).values()] for name in ALIKE}
    at_least = max(sum(max(10, one - 2) for one in cases if one is not None) for cases in given.values())
    assert given["members_informal"] == [15, 15, 15]
    assert at_least == 39
    for name, cases in given.items():
        at_most = sum(17 if one is None else one + 2 for one in cases)  # what is left out may be large too
        if cases.count(None) == 1:
            assert at_most - 17 >= at_least, name
    assert given["members_formal"].count(None) == 2


# What everybody did


def a_resident(case: str, number: int) -> Iterator[Line]:
    """Somebody who set two goals. Of fifteen another set one in their place too; of ten another chose a chair."""
    yield line(case, "2025-01-10", "case.opened", case, resident=case, method="support_group")
    yield line(case, "2025-01-10", "participation.decided", case, answer="yes")
    for goal in ("rust", "wonen"):
        yield line(case, "2025-03-01", "goal.set", case, goal=goal, horizon="short", words=goal)
    day, told = "2025-01-11", {"reason": "het moest snel"}
    yield line(case, day, "involvement.recorded", "noor", person="noor", role="care_worker", from_=day)
    if number < 15:
        yield line(case, "2025-03-02", "goal.set", "noor", told=told, goal="geld", horizon="short", words="geld")
    elif number < 25:
        yield line(case, "2025-03-02", "chair.chosen", "noor", told=told, person=case)
    else:
        yield line(case, "2025-03-02", "chair.chosen", case, person=case)


def test_where_everybody_decides_themselves_that_is_not_what_is_left_out() -> None:
    """Not an attack: forty residents who all decided themselves, of whom fifteen were taken over once.

    That everybody decided themselves was left out, because it is so of everybody. What was left told of takeovers only.
    """
    made = reported({f"bewoner-{n}": a_resident(f"bewoner-{n}", n) for n in range(40)})
    decisions = {row: told for row, told in shown(made, "decisions").items() if told != (None, None)}
    assert decisions == {
        ("WHAT", "own"): (40, 80),
        ("WHAT", "taken_over"): (15, 15),
        ("WHO", "own"): (15, 15),
        ("WHO", "taken_over"): (10, 10),
        ("HOW", "own"): (40, 40),  # that they take part
    }


def a_table(**cases: int | None) -> ReportedTable:
    """How it was decided what the goals are, where so many are given out; the rows that are not named are left out."""
    (decisions,) = (one for one in TABLES if one.name == "decisions")
    rows = tuple(
        ReportedRow(values={"domain": domain, "standing": standing}, cases=told, amount=told)
        for domain in decisions.columns["domain"]
        for standing in decisions.columns["standing"]
        for told in [cases.get(standing) if domain == "WHAT" else None]
    )
    names = tuple(decisions.columns)
    return ReportedTable(name="decisions", says=decisions.says, columns=names, unit="decisions", rows=rows)


@pytest.mark.parametrize(
    ("language", "told", "beside"),
    [
        (
            "nl",
            "Niet getoond: zelf; namens de inwoner; de inwoner is het er niet mee eens.",
            "in plaats van de inwoner",
        ),
        ("en", "Not shown: own; represented; contested.", "taken over"),
    ],
)
def test_takeovers_do_not_stand_alone(language: str, told: str, beside: str) -> None:
    """Where their own decisions are left out, that is said below the bars, and for who does not see these."""
    drawn = chart(a_table(taken_over=15, together=10), language)
    assert drawn is not None
    *_, described = drawn.partition("<desc ")
    texts = " ".join(re.findall(r'class="(?:name|beside)"[^>]*>([^<]*)<', drawn))
    for place in (texts, described):
        assert place.index(f"{beside}: 15") < place.index(told)
    assert "te weinig" not in drawn
    assert "too few" not in drawn


def test_where_a_domain_is_shown_whole_nothing_is_said_to_be_left_out() -> None:
    drawn = chart(a_table(own=40, together=10, represented=10, taken_over=15, contested=10), "nl")
    assert drawn is not None
    assert "Niet getoond:" not in drawn
