"""Periods of reports: what is one, when it begins and ends in Amsterdam, and which share time."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svh_core.domain.civil_days import civil_date
from svh_core.errors import Malformed
from svh_core.plugins.periods import ReportPeriod

NAMES = st.builds(
    "{}{}".format,
    st.integers(1900, 2199),
    st.sampled_from(["", *(f"-Q{n}" for n in range(1, 5)), *(f"-{n:02}" for n in range(1, 13))]),
)


@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [
        ("2026", datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("2026-Q1", datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC)),
        ("2026-Q4", datetime(2026, 9, 30, 22, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("2026-03", datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC)),
        ("2026-10", datetime(2026, 9, 30, 22, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC)),
        ("2028-02", datetime(2028, 1, 31, 23, tzinfo=UTC), datetime(2028, 2, 29, 23, tzinfo=UTC)),
    ],
)
def test_a_period_begins_and_ends_at_midnight_in_amsterdam(name: str, begins: datetime, ends: datetime) -> None:
    period = ReportPeriod.read(name)
    assert (period.name, period.begins, period.ends) == (name, begins, ends)


NONE = "26 2026-Q0 2026-Q5 2026-q1 2026-13 2026-00 2026-1 2026-Q1-01 1899 2200 =2026 \u0662\u0660\u0662\u0666"


@pytest.mark.parametrize("name", ["", " 2026", "2026\n", *NONE.split()])
def test_anything_else_is_no_period(name: str) -> None:
    with pytest.raises(Malformed, match="expected a year, a quarter or a month"):
        ReportPeriod.read(name)


@given(NAMES)
def test_the_last_moment_is_in_it_and_the_next_is_not(name: str) -> None:
    period = ReportPeriod.read(name)
    assert civil_date(period.begins).day == civil_date(period.ends).day == 1
    assert period.last == period.ends - timedelta(microseconds=1)
    assert civil_date(period.last) + timedelta(days=1) == civil_date(period.ends)
    assert 28 <= (civil_date(period.ends) - civil_date(period.begins)).days <= 366


@given(NAMES, NAMES)
def test_two_periods_share_time_exactly_where_a_moment_is_in_both(one: str, other: str) -> None:
    first, second = ReportPeriod.read(one), ReportPeriod.read(other)
    begins = max(first.begins, second.begins)
    is_shared = first.begins <= begins < first.ends and second.begins <= begins < second.ends
    assert first.overlaps(second) == second.overlaps(first) == is_shared


@given(st.integers(1900, 2199))
def test_quarters_and_months_make_up_their_year_without_gap_or_overlap(year: int) -> None:
    whole = ReportPeriod.read(f"{year}")
    for parts in ([f"{year}-Q{n}" for n in range(1, 5)], [f"{year}-{n:02}" for n in range(1, 13)]):
        told = [ReportPeriod.read(part) for part in parts]
        assert (told[0].begins, told[-1].ends) == (whole.begins, whole.ends)
        assert all(one.ends == following.begins for one, following in itertools.pairwise(told))
        assert all(whole.overlaps(one) for one in told)
        assert not any(one.overlaps(following) for one, following in itertools.pairwise(told))
