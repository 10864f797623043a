"""Attacks on reports, from the side of whoever attacks: what they know, what they want, and that they get nothing.

An attacker has every number that was ever given out, also to others; knows how the host counts; and knows of somebody
whether their case was open to a recipient on a day. They want to know what is in that case.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svh_core import Casebook, ConsentWithdrawn, EntryCorrected, NotPermitted
from svh_core.errors import Conflict, KeysMissing, PluginFailed
from svh_core.plugins.disclosed import DisclosedCase
from svh_core.plugins.offers import Reported, Row
from svh_core.plugins.suppressing import added_by_case, given_out
from svh_core.plugins.suppressing import shown as shown_alone
from svh_core.plugins.totals import Totals

from .handmade import Counting, disclosures, policy
from .test_following import Clock
from .test_reporting import SPRING, by_law, casebook, consents, counting, helped, logged, report, shown
from .test_suppressing import by_law as table_by_law
from .test_suppressing import table, told

SUMMER = SPRING + timedelta(days=150)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(clock: Clock) -> Iterator[Casebook]:
    """25 cases that are open to org-1; all but Zvw-12 are open to org-2."""
    with casebook(clock, counting(), counting(name="svh-again"), laws={"Zvw": 13, "Wmo": 12}) as made:
        for case in cases(made):
            if case != "Zvw-12":
                consents(made, case, to="org-2", consent="c-2")
        yield made


def cases(book: Casebook) -> list[str]:
    return [case for case, _ in book._desk.cases()]


def asked(book: Casebook, report: str = "svh-count:hours", **others: Any) -> Reported:
    return book.plugins.report(report, **{"recipient": "org-1", "purpose": "funding", "period": "2026"} | others)


def is_refused(book: Casebook, report: str = "svh-count:hours", **others: Any) -> bool:
    """Whether the attacker gets nothing, and no case is shown to anybody for it."""
    before = [len(disclosures(book, case)) for case in cases(book)]
    with pytest.raises(NotPermitted, match="could be taken from each other"):
        asked(book, report, **others)
    return [len(disclosures(book, case)) for case in cases(book)] == before


# Differencing: one report is taken from another


def test_recipients_who_lay_their_numbers_together(book: Casebook) -> None:
    """They know that Zvw-12 is open to the one and not to the other, and want to know which law pays for them."""
    asked(book)
    assert is_refused(book, recipient="org-2")


def test_the_wider_report_after_the_narrower(book: Casebook) -> None:
    """The same the other way round: who may see more is asked for last. They get what was given out already."""
    narrow = asked(book, recipient="org-2")
    assert asked(book).tables == narrow.tables


def test_three_reports_that_differ_by_enough_two_and_two(clock: Clock) -> None:
    """They know that A less B is ten, and B less C is ten, and want the one case that all of that leaves over."""
    with casebook(clock, counting(), laws={"Zvw": 21, "Wmo": 21}) as book:
        for number in range(11):
            consents(book, f"Zvw-{number}", to="org-2", consent="c-2")
            consents(book, f"Wmo-{number}", to="org-2", consent="c-2")
        for number in range(10, 21):
            consents(book, f"Zvw-{number}", to="org-3", consent="c-3")
            consents(book, f"Wmo-{number}", to="org-3", consent="c-3")
        asked(book)
        assert is_refused(book, recipient="org-2")
        assert is_refused(book, recipient="org-3")


def test_cases_that_have_nothing_in_common_are_no_harm(clock: Clock) -> None:
    """Two towns: nobody is in both reports, and nothing can be taken from anything. Both get theirs, of any time."""
    with casebook(clock, counting(), laws={"Zvw": 12, "Wmo": 12}) as book:
        for law, number in itertools.product(("Zvw", "Wmo"), range(12, 24)):
            helped(book, f"{law}-{number}", law)
            book.record(f"{law}-{number}", ConsentWithdrawn(consent="c-1"), by=f"{law}-{number}")
            consents(book, f"{law}-{number}", to="org-2", consent="c-2")
        assert shown(asked(book)) == shown(asked(book, recipient="org-2", period="2026-Q1"))
        for case in cases(book):
            consents(book, case, to="org-3", consent="c-3")
        assert asked(book, recipient="org-3").tables == asked(book).tables, "those of one town, and never of both"


def test_another_report_that_counts_the_same(book: Casebook) -> None:
    """They have two plugins allowed that count the same, and ask the second when somebody left in between."""
    first = asked(book)
    assert asked(book, "svh-again:hours").tables == first.tables
    book.record("Zvw-0", ConsentWithdrawn(consent="c-1"), by="Zvw-0")
    assert is_refused(book, "svh-again:hours")
    assert is_refused(book, "svh-again:hours", recipient="org-2")


def test_a_year_less_its_quarters(book: Casebook) -> None:
    """One has the year and another asks for its quarters, to find who was helped in the one that is left."""
    asked(book)
    for period in ("2026-Q1", "2026-Q4", "2026-02"):
        assert is_refused(book, recipient="org-2", period=period)
        assert is_refused(book, "svh-again:hours", period=period)
    assert asked(book, period="2025").period == "2025"


def test_one_case_more_each_month(book: Casebook) -> None:
    """They know who joined since, and ask for the same year again each time: it says what it said."""
    first = asked(book)
    for number in range(8):
        helped(book, f"new-{number}", "Zvw", minutes=100 * number)
        assert asked(book).tables == first.tables
        assert disclosures(book, f"new-{number}") == []


def test_cases_of_their_own_that_push_a_number_over_its_rounding(book: Casebook) -> None:
    """They have cases of their own, and open them one by one, to see after how many a 10 becomes a 15."""
    first = asked(book)
    for number in range(3):
        helped(book, f"own-{number}", "Wmo")
        assert asked(book).tables == asked(book, "svh-again:hours").tables == first.tables


@pytest.mark.parametrize("minutes", [0, 1, 60, 9000])
def test_that_a_report_is_refused_tells_nothing_of_what_is_in_a_case(clock: Clock, minutes: int) -> None:
    """They know who took a consent back, and read from a refusal, or from none, whether that case counted."""
    with casebook(clock, counting(), laws={"Zvw": 13, "Wmo": 12}) as book:
        helped(book, "gone", "Jeugdwet", minutes or 60, SPRING if minutes else SPRING - timedelta(days=400))
        asked(book)
        book.record("gone", ConsentWithdrawn(consent="c-1"), by="gone")
        assert is_refused(book)
        consents(book, "gone", consent="c-3")
        assert len(disclosures(book, "gone")) == 1
        assert asked(book).period == "2026"


def test_a_refusal_says_neither_who_nor_how_many(book: Casebook) -> None:
    """They read the refusal, and what stands of it in the stream of the organisation."""
    asked(book)
    with pytest.raises(NotPermitted) as refused:
        asked(book, recipient="org-2")
    assert not any(told in f"{refused.value}{refused.value.next}" for told in ("Zvw", "org-1", "25", "24", "13"))
    [written] = disclosures(book, "organisation/org-2")
    assert (written.why, written.categories) == ("given_otherwise", ("meetings", "time"))


def test_a_case_that_was_destroyed_in_between(book: Casebook) -> None:
    """They know whose case was destroyed, and that its disclosures are gone with it."""
    asked(book, recipient="org-2")
    book.privacy.destroy("Wmo-3", by="Wmo-3")
    assert is_refused(book)
    assert is_refused(book, recipient="org-2")
    assert is_refused(book, "svh-again:hours")


def test_what_is_recorded_late_is_not_taken_from_what_was_there(book: Casebook) -> None:
    """They know whose hours were written down late, or put right, and ask who else has a report for the same time."""
    clock: Any = book._clock
    asked(book)
    clock.now += timedelta(days=1)
    logged(book, "Zvw-0", "Zvw", 45, datetime(2027, 1, 3, tzinfo=UTC))
    assert asked(book, "svh-again:hours").period == "2026", "that is of another year"
    clock.now += timedelta(days=1)
    logged(book, "Zvw-0", "Zvw", 45, SUMMER)
    for name in ("svh-count:hours", "svh-again:hours"):
        with pytest.raises(NotPermitted, match="other numbers"):
            asked(book, name)


def test_what_is_recorded_late_is_not_taken_from_what_another_report_says(book: Casebook) -> None:
    """The same, by a report that counts the same and was not asked before."""
    clock: Any = book._clock
    first = asked(book)
    clock.now += timedelta(days=1)
    logged(book, "Zvw-0", "Zvw", 1, SUMMER)
    assert is_refused(book, "svh-again:hours")
    assert asked(book).tables == first.tables, "it is rounded to the same: that gives nothing"


def test_what_is_put_right_is_not_taken_from_what_was_wrong(book: Casebook) -> None:
    """They know whose hours were wrong."""
    clock: Any = book._clock
    asked(book)
    clock.now += timedelta(days=1)
    [wrong] = [one.number for one in book.log.entries("Zvw-0") if one.event.spec.name == "time.logged"]
    book.record("Zvw-0", EntryCorrected(entry=wrong, wrong="amount"), by="Zvw-0")
    assert is_refused(book, "svh-again:hours")


def test_a_report_that_failed_binds_nobody(clock: Clock) -> None:
    """Not an attack: what was never given out is not held against what is."""
    fails = [True]

    def rows(case: DisclosedCase) -> Iterator[Row]:
        if fails[0]:
            raise ValueError(case.case)
        return by_law(case)

    with casebook(clock, counting(rows)) as book:
        with pytest.raises(PluginFailed):
            report(book)
        book.record("Zvw-0", ConsentWithdrawn(consent="c-1"), by="Zvw-0")
        fails[0] = False
        clock.now += timedelta(days=1)
        assert shown(report(book))["Wmo"] == (10, 720)


def test_another_threshold_for_another_recipient(book: Casebook) -> None:
    """They want the rows that the first left out beside a small one, and ask for the same with smaller rows."""
    for number in range(13, 25):
        helped(book, f"Zvw-{number}", "Zvw")
    asked(book)
    for case in cases(book):
        if case == "Zvw-12" or int(case.partition("-")[2]) > 12:
            consents(book, case, to="org-2", consent="c-2")
    for at_least in (3, 11):
        with pytest.raises(NotPermitted, match="other numbers"):
            asked(book, recipient="org-2", at_least=at_least)


def test_another_version_of_the_plugin(clock: Clock) -> None:
    """They have a new version installed that counts a little otherwise, and take the one from the other."""
    minutes = [0]

    def rows(case: DisclosedCase) -> Iterator[Row]:
        for values, amount in by_law(case):
            yield values, amount + minutes[0]

    with casebook(clock, counting(rows)) as book:
        first = report(book)
        assert report(book).tables == first.tables
        minutes[0] = 1
        for recipient in ("org-1", "org-2"):
            if recipient == "org-2":
                for case in cases(book):
                    consents(book, case, to="org-2", consent="c-2")
            with pytest.raises(NotPermitted, match="other numbers"):
                report(book, recipient=recipient)


def test_what_shares_no_category_is_counted_for_itself(clock: Clock) -> None:
    """Not an attack: two reports of which nothing is the same do not hold each other up."""
    with casebook(clock, counting(), counting(name="svh-again"), laws={"Zvw": 13, "Wmo": 12}) as book:
        policy(book, "svh-count", categories=("time",))
        policy(book, "svh-again", categories=("meetings",))
        asked(book)
        book.record("Zvw-0", ConsentWithdrawn(consent="c-1"), by="Zvw-0")
        assert asked(book, "svh-again:hours").period == "2026"


def test_a_category_that_one_of_the_cases_does_not_open(clock: Clock) -> None:
    """They know that one of the cases is open to the one for more than to the other: those are other cases."""
    with casebook(clock, counting(), laws={"Zvw": 13, "Wmo": 12}) as book:
        logged(book, "Zvw-0", "Zvw", 5, SUMMER)
        for case in cases(book):
            more = ("time", "meetings") if case == "Zvw-0" else ("time",)
            consents(book, case, to="org-2", consent="c-2", categories=more)
        asked(book)
        assert is_refused(book, recipient="org-2")
        assert shown(asked(book, recipient="org-2", period="2025"))["Zvw"] == (None, None)


def test_a_consent_that_is_taken_back_while_it_is_counted(clock: Clock) -> None:
    """They have somebody leave at the very moment, so that others are counted than was decided on."""
    left: list[str] = []

    def rows(case: DisclosedCase) -> Iterator[Row]:
        if not left:
            left.append("Zvw-9")
            made.record("Zvw-9", ConsentWithdrawn(consent="c-1"), by="Zvw-9")
        return by_law(case)

    with casebook(clock, counting(rows)) as made:
        with pytest.raises(Conflict, match="changed meanwhile"):
            report(made)
        assert [type(one).__name__ for one in disclosures(made, "organisation/org-1")] == []
        assert shown(report(made))["Wmo"] == (10, 720)


def test_who_has_the_file_finds_no_case_in_the_stream_of_an_organisation(book: Casebook) -> None:
    """Its own people may read that stream. What stands there of the cases only the vault can work out."""
    asked(book)
    [one] = [one for one in book.log.entries("organisation/org-1") if one.source is not None]
    assert not any(case in str(one.source) for case in cases(book))
    with casebook(Clock(), counting(), counting(name="svh-again"), laws={"Zvw": 13, "Wmo": 12}) as other:
        asked(other)
        [same] = [one for one in other.log.entries("organisation/org-1") if one.source is not None]
    assert str(same.source).split(":")[:-1] == str(one.source).split(":")[:-1]
    assert str(same.source).split(":")[-1] != str(one.source).split(":")[-1]


def test_a_language_is_no_other_report(book: Casebook) -> None:
    """They ask in English what they had in Dutch, after somebody came."""
    first = asked(book)
    helped(book, "new", "Zvw")
    assert asked(book, language="en").tables == first.tables


# Whatever is open to whom, and in whatever order it is asked

PARTS = [f"{law}-{number}" for law in ("Zvw", "Wmo") for number in range(4)]
ASKED = st.tuples(
    st.sampled_from(["org-1", "org-2", "org-3"]),
    st.sampled_from(["2026", "2026-Q1", "2025"]),
    st.sampled_from(["svh-count:hours", "svh-again:hours"]),
)
OPEN = st.lists(st.sets(st.sampled_from(PARTS), min_size=5), min_size=3, max_size=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(OPEN, st.lists(ASKED, min_size=2, max_size=6), st.lists(st.sampled_from(PARTS), max_size=2))
def test_what_is_counted_of_one_time_is_the_same_cases_or_others_altogether(
    are_open: list[set[str]], asks: list[tuple[str, str, str]], leave: list[str]
) -> None:
    """No report that is given out can be told apart from another by some of its cases, so none can be taken from it."""
    seen: set[str] = set()

    def rows(case: DisclosedCase) -> Iterator[Row]:
        seen.update(str(entry.data["minutes"]) for entry in case.entries)
        return by_law(case)

    counted: list[tuple[str, frozenset[str]]] = []
    with casebook(Clock(), counting(rows), counting(rows, name="svh-again"), laws={"Zvw": 0}) as book:
        for number, case in enumerate(PARTS):
            helped(book, case, case[:3], minutes=100 + number)
            book.record(case, ConsentWithdrawn(consent="c-1"), by=case)
        for number, open_ in enumerate(are_open, start=1):
            for case in sorted(open_):
                consents(book, case, to=f"org-{number}", consent=f"to-{number}")
        for turn, (recipient, period, name) in enumerate(asks):
            seen.clear()
            try:
                asked(book, name, recipient=recipient, period=period, at_least=3)
            except NotPermitted:
                continue
            if period != "2025":
                counted.append((period, frozenset(seen)))
            if turn < len(leave) and leave[turn] in are_open[0]:
                book.record(leave[turn], ConsentWithdrawn(consent="to-1"), by=leave[turn])
                are_open[0] = are_open[0] - {leave[turn]}
    for (period, one), (another, other) in itertools.combinations(counted, 2):
        assert not one & other or (one == other and period == another)


# Small cells: what is in one table is worked out by itself


def test_few_none_and_all_look_the_same() -> None:
    """They know that a row is empty, and want to know why: because it is none, or a few, or everybody."""
    cells = [told(table_by_law({"Zvw": few, "Wmo": 20, "Wlz": 20}))["Zvw",] for few in (0, 1, 9)]
    everybody = told(table_by_law({"Zvw": 30, "Wmo": 0, "Wlz": 0}))["Zvw",]
    assert {*cells, everybody} == {(None, None)}


@pytest.mark.parametrize(
    ("largest", "second", "shown"), [(500, 400, None), (500, 401, 1000), (300, 300, 690), (100, 90, 280)]
)
def test_the_second_largest_does_not_find_the_largest(largest: int, second: int, shown: int | None) -> None:
    """They are the second largest of a row, and take their own from its sum."""
    others = {400: [10] * 9, 401: [11] * 9 + [1], 300: [10] * 9, 90: [10] * 9}[second]
    amounts = [largest, second, *others]
    rows = [[({"law": "Zvw"}, amount)] for amount in amounts] + [[({"law": "Wmo"}, 1)]]
    assert told(given_out(table("sum", law=("Zvw", "Wmo")), rows))["Zvw",][1] == shown


def test_what_one_case_adds_twice_counts_once() -> None:
    """They have ten entries in one case, and want a row of one case shown as one of ten."""
    rows = [[({"law": "Zvw"}, 10)] * 10, *[[({"law": "Wmo"}, 10)]] * 20]
    assert told(given_out(table("sum", law=("Zvw", "Wmo")), rows))["Zvw",] == (None, None)


def test_a_negative_amount_takes_nobody_out_of_a_sum(clock: Clock) -> None:
    """They have a plugin that takes away what all but one case added."""
    plugin = Counting(lambda _: [({"law": "Zvw"}, -60)], {"law": ("Zvw",)}, of="sum", unit="minutes")
    with casebook(clock, plugin) as book, pytest.raises(PluginFailed, match="a row that it does not announce"):
        report(book)


# Small cells: tables of one report are laid together

NAMES = ("law", "kind", "with")
LIKELY = st.one_of(st.integers(0, 4), st.integers(0, 12))


def laid_together(
    sizes: Sequence[int], tables: Sequence[Sequence[int]], counts: Sequence[int], at_least: int
) -> list[tuple[list[int], int | None]]:
    """Of each row of each table: which cells it adds up, and how many cases are shown of it."""
    every = {name: tuple(f"{name}-{n}" for n in range(size)) for name, size in zip(NAMES, sizes, strict=False)}
    cells = [dict(zip(every, cell, strict=True)) for cell in itertools.product(*every.values())]
    asked = [table(**{NAMES[place]: every[NAMES[place]] for place in places}) for places in tables]
    added = [
        added_by_case(
            one,
            [
                [({name: cell[name] for name in one.columns}, 1)]
                for cell, count in zip(cells, counts, strict=True)
                for _ in range(count)
            ],
        )
        for one in asked
    ]
    given = [shown_alone(one, rows, at_least=at_least) for one, rows in zip(asked, added, strict=True)]
    return [
        ([n for n, cell in enumerate(cells) if cell.items() >= row.values.items()], row.cases)
        for one in Totals(asked, added, given, at_least).given_out()
        for row in one.rows
    ]


def can_be(known: Sequence[tuple[list[int], int | None]], size: int, at_least: int, fixed: dict[int, range]) -> bool:
    """Whether there are counts that go with all that is shown: tried one after another, whatever the host reckons."""
    bounds = [(cells, max(at_least, cases - 2), cases + 2) for cells, cases in known if cases is not None]

    def tried(counts: list[int]) -> bool:
        for cells, least, most in bounds:
            there = sum(counts[cell] for cell in cells if cell < len(counts))
            if there > most or (there < least and cells[-1] < len(counts)):
                return False
        return len(counts) == size or any(tried([*counts, one]) for one in fixed.get(len(counts), range(18)))

    return tried([])


SHAPES = [
    ((2, 2), [(0, 1), (0,), (1,)]),
    ((2, 3), [(0, 1), (0,), (1,)]),
    ((2, 3), [(0,), (1,)]),
    ((2, 2, 2), [(0, 1), (1, 2)]),
    ((2, 2, 2), [(0, 1, 2), (0, 1), (2,)]),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SHAPES), st.data(), st.sampled_from([3, 5]))
def test_rows_and_their_totals_laid_together(shape: Any, data: Any, at_least: int) -> None:
    """They try every count that goes with what is shown: a small row can be one of nobody, and one of somebody."""
    sizes, tables = shape
    size = math.prod(sizes)
    counts = data.draw(st.lists(LIKELY, min_size=size, max_size=size))
    known = laid_together(sizes, tables, counts, at_least)
    assert can_be(known, size, at_least, {n: range(count, count + 1) for n, count in enumerate(counts)})
    for row, cases in known:
        if cases is None and len(row) == 1 and counts[row[0]] < at_least:
            assert can_be(known, size, at_least, {row[0]: range(1)})
            assert can_be(known, size, at_least, {row[0]: range(1, 18)})


def test_what_a_total_and_its_other_row_would_tell() -> None:
    """They take the cases of Zvw for long from all of Zvw, by hand: 13 to 17 less 10 to 12 would be one at least."""
    counts = [12, 5, 13, 12]
    known = laid_together((2, 2), [(0, 1), (0,), (1,)], counts, 10)
    assert [cases for row, cases in known if len(row) == 1] == [None, None, 15, None]
    assert can_be(known, 4, 10, {1: range(1)})
    alone = [([n], cases) for n, cases in enumerate([10, None, 15, None])] + [([0, 1], 15)]
    assert not can_be(alone, 4, 10, {1: range(1)}), "as it would be without"


def test_what_two_sums_of_the_same_cases_would_tell() -> None:
    """They take 400 minutes of two laws from the 850 of both kinds: so somebody has the third law, for 430 at least."""
    asked = [table("sum", law=("Zvw", "Wmo", "Wlz")), table("sum", kind=("short", "long"))]
    told_by = [
        *[("Zvw", "short", 10)] * 20,
        *[("Wmo", "long", 10)] * 20,
        *[("Wlz", "short", 150)] * 2,
        ("Wlz", "long", 150),
    ]
    added = [
        added_by_case(asked[0], [[({"law": law}, minutes)] for law, _, minutes in told_by]),
        added_by_case(asked[1], [[({"kind": kind}, minutes)] for _, kind, minutes in told_by]),
    ]
    alone = [shown_alone(one, rows, at_least=10) for one, rows in zip(asked, added, strict=True)]
    assert [row.amount for one in alone for row in one.rows] == [200, 200, None, 500, 350]
    given = Totals(asked, added, alone, 10).given_out()
    assert [row.amount for one in given for row in one.rows] == [200, None, None, 500, 350], "650 may be all the Wmo's"
    assert [row.cases for one in given for row in one.rows] == [row.cases for one in alone for row in one.rows]


def test_who_opened_the_casebook_without_its_keys_gets_no_report(book: Casebook) -> None:
    """They have the file alone."""
    book._desk.vault = None
    with pytest.raises(KeysMissing):
        asked(book)
