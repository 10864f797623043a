"""Leaving out what is small: which rows are given out, how they are rounded, and what nobody can find in them."""

from __future__ import annotations

import enum
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from svh_core.plugins.manifest import Manifest
from svh_core.plugins.offers import Report, ReportedTable, Row, Table
from svh_core.plugins.offers_checked import RubbishError, checked_reports
from svh_core.plugins.suppressing import AT_LEAST, ROUNDED_TO, StrangeRowError, given_out, plain_rows

COLUMNS = {"law": ("Zvw", "Wmo", "Wlz"), "kind": ("short", "long")}
ROWS = [dict(zip(COLUMNS, values, strict=True)) for values in itertools.product(*COLUMNS.values())]


def table(of: Literal["cases", "sum"] = "cases", **columns: Sequence[str]) -> Table:
    return Table(
        name="laws",
        says={"en": "By law.", "nl": "Per wet."},
        columns=columns or COLUMNS,
        rows=lambda _: (),
        of=of,
        unit="minutes" if of == "sum" else None,
    )


def by_law(counts: dict[str, int], *, of: Literal["cases", "sum"] = "cases", at_least: int = AT_LEAST) -> ReportedTable:
    """A table of one column, in which each law holds for so many cases of their own, with an amount of 10 each."""
    cases = [[({"law": law}, 10)] for law, count in counts.items() for _ in range(count)]
    return given_out(table(of, law=tuple(counts)), cases, at_least=at_least)


def told(given: ReportedTable) -> dict[tuple[str, ...], tuple[int | None, int | None]]:
    return {tuple(row.values.values()): (row.cases, row.amount) for row in given.rows}


# By hand


def test_a_row_of_fewer_cases_than_ten_is_left_out_and_zero_is_few() -> None:
    given = told(by_law({"Zvw": 10, "Wmo": 9, "Wlz": 0, "Jeugdwet": 23}))
    assert given == {("Zvw",): (10, None), ("Wmo",): (None, None), ("Wlz",): (None, None), ("Jeugdwet",): (25, None)}


@pytest.mark.parametrize(
    ("cases", "shown"), [(10, 10), (11, 10), (12, 10), (13, 15), (17, 15), (18, 20), (22, 20), (23, 25)]
)
def test_cases_are_rounded_to_five(cases: int, shown: int) -> None:
    assert told(by_law({"Zvw": cases, "Wmo": 30}))["Zvw",] == (shown, None)


@pytest.mark.parametrize(
    ("amounts", "shown"),
    [
        ([1] * 12, 10),  # one a case would else tell how many cases there are
        ([1] * 13, 15),
        ([7] * 12, 85),
        ([10] * 12, 120),
        ([45] * 11, 500),
        ([123] * 10, 1200),
        ([126] * 10, 1300),
        ([98765] * 10, 990_000),
        ([9_960] * 10, 100_000),
    ],
)
def test_an_amount_has_two_digits_and_is_never_finer_than_five(amounts: list[int], shown: int) -> None:
    cases = [[({"law": "Zvw"}, amount)] for amount in amounts] + [[({"law": "Wmo"}, 1)]]
    assert told(given_out(table("sum", law=("Zvw", "Wmo")), cases))["Zvw",][1] == shown


def test_an_amount_of_which_one_case_makes_up_more_than_half_is_left_out() -> None:
    for largest, shown in ((90, 180), (91, None)):
        cases = [[({"law": "Zvw"}, amount)] for amount in [largest, *[10] * 9]] + [[({"law": "Wmo"}, 1)]]
        assert told(given_out(table("sum", law=("Zvw", "Wmo")), cases))["Zvw",] == (10, shown)


def test_a_row_in_which_everybody_of_its_group_is_tells_of_each_of_them_and_is_left_out() -> None:
    everybody = [[({"law": "Zvw", "kind": "short"}, 1)] for _ in range(30)]
    others = [[({"law": "Wmo", "kind": kind}, 1)] for kind in ("short", "long") for _ in range(20)]
    given = told(given_out(table(), [*everybody, *others]))
    assert given["Zvw", "short"] == (None, None)  # whoever knows that somebody has the Zvw would know: for short
    assert given["Wmo", "short"] == (20, None)
    assert given["Wmo", "long"] == (None, None)  # and who has it for long has the Wmo
    assert told(by_law({"Zvw": 30, "Wmo": 0}))["Zvw",] == (None, None)


def test_a_case_that_does_something_else_beside_does_not_hide_that_all_do_the_one_thing() -> None:
    both = [[({"law": "Zvw"}, 1), ({"law": "Wmo"}, 1)] for _ in range(15)]
    given = told(given_out(table(law=("Zvw", "Wmo")), [*both, *[[({"law": "Zvw"}, 1)]] * 5]))
    assert given == {("Zvw",): (None, None), ("Wmo",): (15, None)}


DECIDED = {"domain": ("WHAT", "WHO"), "standing": ("own", "taken_over")}
OWN = {"standing": ("own",), "domain": ("WHAT", "WHO")}


def decided(of_all: Mapping[str, Sequence[str]], *cases: tuple[int, Sequence[tuple[str, str]]]) -> ReportedTable:
    """A table of decisions, over so many cases with each of these rows."""
    each = [(count, [(dict(zip(DECIDED, row, strict=True)), 1) for row in rows]) for count, rows in cases]
    may = attrs.evolve(table(**DECIDED), of_all=of_all)
    return given_out(may, [rows for count, rows in each for _ in range(count)])


def test_what_everybody_may_have_is_not_left_out_because_everybody_has_it() -> None:
    """Of 40 who all decided themselves, 15 were taken over: without `of_all` only the takeovers are shown."""
    cases = ((25, [("WHAT", "own")]), (15, [("WHAT", "own"), ("WHAT", "taken_over"), ("WHO", "taken_over")]))
    assert told(decided({}, *cases))["WHAT", "own"] == (None, None)
    # All who decided about this decided themselves, which is no secret; but all who decided themselves decided this.
    assert told(decided({"standing": ("own",)}, *cases))["WHAT", "own"] == (None, None)
    shown = told(decided(OWN, *cases))
    assert shown["WHAT", "own"] == (40, None)
    assert shown["WHAT", "taken_over"] == (None, None), "all who were taken over were so in this: that is a secret"
    assert shown["WHO", "taken_over"] == (None, None), "and all about whom others decided this"


def test_what_everybody_may_have_is_left_out_where_it_is_of_few() -> None:
    few = decided(OWN, (9, [("WHAT", "own")]), (20, [("WHO", "own"), ("WHO", "taken_over")]))
    assert told(few)["WHAT", "own"] == (None, None)


def test_what_everybody_may_have_is_left_out_where_one_makes_up_most_of_it() -> None:
    may = attrs.evolve(table("sum", law=("Zvw", "Wmo")), of_all={"law": ("Zvw",)})
    by_case = [[({"law": "Zvw"}, 900)], *[[({"law": "Zvw"}, 10)]] * 19]
    assert told(given_out(may, by_case)) == {("Zvw",): (20, None), ("Wmo",): (None, None)}


def test_a_case_counts_in_a_row_once_however_often_it_adds_to_it() -> None:
    cases = [[({"law": "Zvw"}, 5)] * 4] * 9 + [[({"law": "Wmo"}, 5)]] * 20
    assert told(given_out(table("sum", law=("Zvw", "Wmo")), cases)) == {("Zvw",): (None, None), ("Wmo",): (20, 100)}


def test_a_case_that_adds_nothing_to_a_row_is_not_in_it() -> None:
    cases = [[({"law": "Zvw"}, 0)]] * 20 + [[({"law": "Wmo"}, 1)]] * 20
    assert told(given_out(table(law=("Zvw", "Wmo")), cases))["Zvw",] == (None, None)


def test_the_number_of_cases_that_a_row_has_to_be_of_can_be_raised() -> None:
    assert told(by_law({"Zvw": 29, "Wmo": 30}, at_least=30)) == {("Zvw",): (None, None), ("Wmo",): (30, None)}


def test_rows_are_always_the_same_ones_in_the_same_order_and_there_are_no_totals() -> None:
    for cases in ([], [[({"law": "Wlz", "kind": "long"}, 1)]] * 40):
        assert [dict(row.values) for row in given_out(table(), cases).rows] == ROWS


def test_a_table_does_not_tell_what_a_finer_one_beside_it_leaves_out() -> None:
    cases = [[({"law": "Zvw", "kind": "short"}, 60)]] * 20 + [[({"law": "Wmo", "kind": "long"}, 60)]] * 20
    others = [[({"law": law, "kind": "short"}, 60)] for law in ("Wmo", "Wlz") for _ in range(20)]
    alone = [[({"law": "Zvw", "kind": "long"}, 900)]]
    finer = told(given_out(table("sum"), [*cases, *others, *alone]))
    by_law_alone = [[({"law": values["law"]}, amount) for values, amount in rows] for rows in [*cases, *others, *alone]]
    total = told(given_out(table("sum", law=COLUMNS["law"]), by_law_alone))["Zvw",][1]
    assert finer["Zvw", "long"] == (None, None)
    assert total is None or finer["Zvw", "short"][1] is None  # else 2,100 - 1,200 is what the one case took


@pytest.mark.parametrize(
    "of_all",
    [
        {"law": ("Zvw", "Jeugdwet")},
        {"kind": ("short",)},
        {"law": "Zvw"},
        {"law": 7},
        {"law": (7,)},
        {7: ("Zvw",)},
        ("law", "Zvw"),
        None,
    ],
)
def test_everybody_may_only_have_what_the_table_has(of_all: Any) -> None:
    manifest = Manifest(id="svh-x", version="1", api=1, organisation="O", hooks=(), purposes=("care",), categories=())
    says = {"en": "E", "nl": "N"}
    may = attrs.evolve(table(law=("Zvw", "Wmo")), of_all=of_all)
    with pytest.raises(RubbishError, match="laws lets everybody have values that its columns do not have"):
        checked_reports([Report(name="laws", says=says, tables=[may])], manifest)
    right = attrs.evolve(may, of_all={"law": ["Zvw"]})
    assert checked_reports([Report(name="laws", says=says, tables=[right])], manifest)


# Rows that are none


class Wet(enum.StrEnum):
    ZVW = "Zvw"


class Lies(dict[str, str]):
    """Says something else each time it is asked, or raises."""

    def __getitem__(self, _: str) -> str:
        raise RuntimeError("Mira")

    def __iter__(self) -> Any:
        raise SystemExit(0)

    def items(self) -> Any:
        return {"law": "Zvw"}.items()


@pytest.mark.parametrize(
    "row",
    [
        7,
        None,
        "ab",
        ({"law": "Zvw"},),
        ({"law": "Zvw"}, 1, 2),
        (["law"], 1),
        ({"law": "Zvw"}, "1"),
        ({"law": "Zvw"}, 1.0),
        ({"law": "Zvw"}, True),
        ({"law": "Zvw"}, None),
        ({"law": None}, 1),
        ({7: "Zvw"}, 1),
    ],
)
def test_what_is_no_row_is_refused(row: Any) -> None:
    with pytest.raises(StrangeRowError):
        plain_rows([row])


def test_rows_are_copied_to_what_nobody_else_holds_and_cannot_lie() -> None:
    values = {"law": "Zvw"}
    [(copied, amount)] = plain_rows([(values, 3)])
    values["law"] = "Wmo"
    assert (copied, amount) == ({"law": "Zvw"}, 3)
    assert plain_rows([{"law": Wet.ZVW}, 1] for _ in range(1)) == (({"law": "Zvw"}, 1),)
    assert type(plain_rows([({"law": Wet.ZVW}, 1)])[0][0]["law"]) is str
    [(copied, _)] = plain_rows([(Lies(), 1)])
    assert (type(copied), copied) == (dict, {"law": "Zvw"})


@pytest.mark.parametrize(
    "row",
    [({"law": "Jeugdwet"}, 1), ({"law": "zvw"}, 1), ({}, 1), ({"law": "Zvw", "kind": "long"}, 1), ({"law": "Zvw"}, -1)],
)
def test_a_row_that_the_table_does_not_announce_is_refused(row: Row) -> None:
    with pytest.raises(StrangeRowError):
        given_out(table(law=("Zvw", "Wmo")), [[row]])


# Whatever the cases are

a_case = st.lists(st.tuples(st.sampled_from(ROWS), st.integers(0, 500)), max_size=3)
CASES = st.lists(a_case, max_size=60)
OF = st.sampled_from(["cases", "sum"])
AT_LEASTS = st.integers(3, 20)


def held(cases: list[list[Row]]) -> Counter[tuple[str, ...]]:
    """For how many cases each row holds, worked out plainly."""
    return Counter(key for rows in cases for key in {tuple(values.values()) for values, amount in rows if amount})


@given(CASES, OF, AT_LEASTS)
def test_no_row_of_fewer_cases_is_ever_shown(cases: Any, of: Any, at_least: int) -> None:
    really = held(cases)
    for key, (shown, amount) in told(given_out(table(of), cases, at_least=at_least)).items():
        if really[key] < at_least:
            assert (shown, amount) == (None, None)
        if shown is not None:
            assert shown % ROUNDED_TO == 0
            assert 2 * abs(shown - really[key]) <= ROUNDED_TO
        if amount is not None:
            assert amount % ROUNDED_TO == 0
            assert len(str(amount).rstrip("0")) <= 2 or amount < 100
            assert shown is not None


@given(CASES, OF, AT_LEASTS, st.randoms(use_true_random=False))
def test_the_order_of_cases_and_of_their_rows_changes_nothing(cases: Any, of: Any, at_least: int, random: Any) -> None:
    before = given_out(table(of), cases, at_least=at_least)
    mixed = [random.sample(rows, len(rows)) for rows in random.sample(cases, len(cases))]
    assert given_out(table(of), mixed, at_least=at_least) == before


@given(CASES, OF, AT_LEASTS, st.sampled_from(ROWS), st.integers(1, 500))
def test_one_case_more_in_a_row_that_stays_small_does_not_show_in_that_row(
    cases: Any, of: Any, at_least: int, row: Any, amount: int
) -> None:
    key = tuple(row.values())
    assume(held(cases)[key] + 1 < at_least)
    before = told(given_out(table(of), cases, at_least=at_least))
    after = told(given_out(table(of), [*cases, [(row, amount)]], at_least=at_least))
    assert before[key] == after[key] == (None, None)
    changed = {other for other, shown in after.items() if shown != before[other]}
    # It can only show that others of its law, or of its kind, are not all of them.
    assert all(any(one == two for one, two in zip(key, other, strict=True)) for other in changed)
    assert all(before[other] == (None, None) for other in changed)


@given(CASES, OF, st.sets(st.sampled_from(COLUMNS["law"])))
def test_what_is_shown_holds_for_some_and_not_for_all_of_each_group(cases: Any, of: Any, of_all: set[str]) -> None:
    """But all of a kind may have a law of which the table says that it is no secret."""
    sets = {
        tuple(row.values()): {n for n, rows in enumerate(cases) if any(v == row and amount for v, amount in rows)}
        for row in ROWS
    }
    may = attrs.evolve(table(of), of_all={"law": tuple(of_all)} if of_all else {})
    for (law, kind), (shown, _) in told(given_out(may, cases, at_least=3)).items():
        if shown is not None:
            of_the_law = set.union(*(found for (one, _), found in sets.items() if one == law))
            of_the_kind = set.union(*(found for (_, one), found in sets.items() if one == kind))
            assert sets[law, kind] < of_the_law
            assert sets[law, kind] < of_the_kind or law in of_all


@given(st.integers(1, 10**6), st.lists(st.integers(0, 500), min_size=12, max_size=40))
def test_no_single_case_is_more_than_half_of_an_amount_that_is_shown(largest: int, others: list[int]) -> None:
    cases = [[({"law": "Zvw"}, amount)] for amount in [largest, *others]] + [[({"law": "Wmo"}, 1)]]
    shown = told(given_out(table("sum", law=("Zvw", "Wmo")), cases))["Zvw",][1]
    if 2 * max(largest, *others) > largest + sum(others):
        assert shown is None


@pytest.mark.parametrize(("tables", "is_taken"), [(2, True), (3, False)])
def test_the_tables_of_a_report_have_no_more_rows_together_than_one_may_have(*, tables: int, is_taken: bool) -> None:
    says = {"en": "Laws.", "nl": "Wetten."}
    manifest = Manifest(id="svh-x", version="1", api=1, organisation="O", hooks=(), purposes=("care",), categories=())
    columns = {"one": [str(value) for value in range(50)], "other": [str(value) for value in range(100)]}
    many = [Table(name=f"t{number}", says=says, columns=columns, rows=lambda _: ()) for number in range(tables)]
    offered = [Report(name="laws", says=says, tables=many)]
    if is_taken:
        assert checked_reports(offered, manifest)
    else:
        with pytest.raises(RubbishError, match="more than 10000 rows together"):
            checked_reports(offered, manifest)
