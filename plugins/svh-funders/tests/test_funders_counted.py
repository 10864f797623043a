"""What is counted of a case, and what is not: only what its resident opened, and wants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

import svh_funders
from svh_core import Casebook, DisclosedCase, DisclosedEntry
from svh_core.testing import run_plugin
from svh_core.testing.playing import StandingClock, play
from svh_funders.read import day_of, part, parts
from svh_funders.tables import TABLES
from svh_funders.told import in_hours
from svh_funders.words import COLUMNS, TITLES, UNITS, number_said, value_said
from two_dozen import CATEGORIES, TOWN, add, anna, bo, line

MOMENT = datetime(2025, 6, 1, tzinfo=UTC)
NEEDS = {
    "hours": {"time"},
    "estimate": {"time"},
    "meeting": {"meetings"},
    "next": {"meetings"},
    "group": {"meetings", "network", "care"},
    "members": {"meetings", "network", "care"},
    "three": {"meetings", "network", "care"},
    "decisions": {"regie"},
    "answers": {"regie"},
    "measured": {"measures"},
    "outcomes": {"measures"},
    "help": {"care"},
    "admission": {"crisis"},
    "respite": {"crisis"},
}


@pytest.fixture
def book() -> Iterator[Casebook]:
    with Casebook.in_memory(clock=StandingClock(datetime(2026, 1, 5, tzinfo=UTC))) as made:
        yield made


def rows(book: Casebook) -> dict[str, list[Any]]:
    """What the cases add to each table, but for rows of nothing."""
    told = run_plugin(book, svh_funders, purpose="funding", recipient=TOWN).rows
    return {name: found for name, every in told.items() if (found := [row for row in every if row[1]])}


# What is open


@pytest.mark.parametrize("opened", CATEGORIES)
def test_a_table_counts_only_who_opened_all_that_it_needs(book: Casebook, opened: str) -> None:
    add(book, "anna-0", anna(0), categories=[opened])
    assert {name for name in rows(book) if NEEDS[name.partition("_")[0]] != {opened}} == set()


@pytest.mark.parametrize("closed", CATEGORIES)
def test_what_is_closed_is_in_no_table(book: Casebook, closed: str) -> None:
    add(book, "anna-0", anna(0), categories=[one for one in CATEGORIES if one != closed])
    assert {name for name in rows(book) if closed in NEEDS[name.partition("_")[0]]} == set()


def test_without_consent_nothing_is_counted(book: Casebook) -> None:
    add(book, "anna-0", anna(0), categories=["goals"])
    assert rows(book) == {}


def test_distance_and_stopping_change_no_number(book: Casebook) -> None:
    """They are decisions of the resident's own, and count as such, one among the others."""
    add(book, "anna-0", anna(0))
    before = rows(book)
    play(
        book,
        [
            line("anna-0", "2025-12-01", "distance.chosen", "anna-0", person="buur", kind="no_contact"),
            line("anna-0", "2025-12-02", "participation.decided", "anna-0", answer="stop"),
        ],
    )
    after = rows(book)
    assert {name for name in before if before[name] != after[name]} == {"decisions"}
    assert {row["standing"] for row, _ in after["decisions"]} == {row["standing"] for row, _ in before["decisions"]}


# On the resident's wish


@pytest.mark.parametrize(
    ("chosen", "counted"),
    [
        ({"wanted": "yes"}, {"measured_nel", "outcomes"}),
        ({"wanted": "some", "instruments": ["nel"]}, {"measured_nel"}),
        ({"wanted": "some", "instruments": ["MANSA"]}, set[str]()),
        ({"wanted": "no"}, set[str]()),
    ],
)
def test_what_changed_is_counted_as_the_resident_chose_last(
    book: Casebook, chosen: dict[str, Any], counted: set[str]
) -> None:
    add(book, "anna-0", anna(0))
    play(book, [line("anna-0", "2025-12-01", "monitoring.chosen", "anna-0", **chosen)])
    assert {"measured_nel", "outcomes"} & set(rows(book)) == counted


def test_nothing_is_counted_before_the_resident_chose(book: Casebook) -> None:
    add(book, "anna-0", (told for told in anna(0) if told["event"] != "monitoring.chosen"))
    assert not {"measured_nel", "outcomes"} & set(rows(book))


@pytest.mark.parametrize(
    ("last", "change"),
    [
        ('{"total": 3.0}', "better"),
        ('{"total": 2.0}', "worse"),
        ('{"total": 2.5}', "same"),
        ('{"total": 120}', "counted_otherwise"),
    ],
)
def test_the_last_answers_stand_beside_the_first(book: Casebook, last: str, change: str) -> None:
    add(book, "anna-0", _with_scores(last))
    assert rows(book)["measured_nel"] == [({"change": change}, 1)]


def _with_scores(last: str) -> Iterator[dict[str, Any]]:
    for told in anna(0):
        if told["data"].get("instrument") == "NEL" and told["data"]["moment"] == "months_9":
            told["data"]["scores"] = last
        yield told


def test_a_questionnaire_that_was_corrected_is_not_counted(book: Casebook) -> None:
    add(book, "bo-0", bo(0))
    (first, _) = [one.number for one in book.log.entries("bo-0") if one.event.spec.name == "measurement.recorded"]
    play(book, [line("bo-0", "2025-12-01", "entry.corrected", "bo-0", entry=first, wrong="amount")])
    assert rows(book)["measured_nel"] == [({"change": "first_time"}, 1)]


# Whatever it is given


def a_case(views: dict[str, Any], *entries: tuple[str, dict[str, Any]]) -> DisclosedCase:
    told = tuple(
        DisclosedEntry(number=number, event=event, category="any", at=MOMENT, recorded_at=MOMENT, data=data)
        for number, (event, data) in enumerate(entries, start=1)
    )
    return DisclosedCase(case="zaak", categories=CATEGORIES, entries=told, views=views)  # type: ignore[arg-type]


def added(case: DisclosedCase, name: str) -> list[Any]:
    (table,) = (one for one in TABLES if one.name == name)
    return [row for row in table.rows(case) if row[1]]


def test_hours_without_a_year_a_law_or_a_kind_that_is_known_are_counted_apart() -> None:
    hours = {"years": [{"year": 3, "from": "2025-01-01", "until": "2025-12-31"}]}
    logged: list[tuple[str, dict[str, Any]]] = [
        ("time.logged", {"minutes": 10, "on": "2024-12-31", "law": "Participatiewet", "activity": "zingen"}),
        ("time.logged", {"minutes": 20, "on": "2025-01-01", "law": "Wlz", "activity": "planning"}),
        ("time.logged", {"minutes": "veel", "on": "2025-01-01", "law": "Wlz", "activity": "planning"}),
    ]
    case = a_case({"hours": hours}, *logged)
    assert added(case, "hours_by_law") == [
        ({"year": "before", "law": "none"}, 10),
        ({"year": "later", "law": "Wlz"}, 20),
    ]
    assert added(case, "hours_other") == [({"spent": "hour_1"}, 1)]
    assert added(a_case({}, *logged), "hours_by_law") == []


@pytest.mark.parametrize(
    ("minutes", "band"), [(60, "hour_1"), (61, "hours_5"), (300, "hours_5"), (600, "hours_10"), (601, "more")]
)
def test_a_band_holds_its_last_minute(minutes: int, band: str) -> None:
    case = a_case({"hours": {}}, ("time.logged", {"minutes": minutes, "activity": "meeting"}))
    assert added(case, "hours_meeting") == [({"spent": band}, 1)]


@pytest.mark.parametrize(
    ("before", "after", "weeks", "row"),
    [
        ("2024-11-30", "2024-12-30", None, "month_1"),
        ("2024-11-30", "2024-12-31", None, "months_2"),
        ("2024-11-30", "2025-02-28", None, "months_3"),
        ("2024-11-30", "2025-03-01", None, "longer"),
        ("2024-11-30", "2025-03-01", 13, "longer_as_chosen"),
        ("2024-11-30", "2025-03-02", 13, "longer"),
    ],
)
def test_months_between_meetings_are_those_of_the_calendar(before: str, after: str, weeks: Any, row: str) -> None:
    views = {
        "triad": {"meetings": [_meeting(before, entry=9), _meeting(after, entry=1)]},
        "state": {"groups": {"support_group": {"every_weeks": weeks}}},
    }
    assert added(a_case(views, ("meeting.opened", {})), "meeting_rhythm") == [({"longest": row}, 1)]


def test_the_first_meeting_of_a_group_is_a_first_one() -> None:
    views = {"triad": {"meetings": [_meeting("2025-06-01", entry=1)]}}
    assert added(a_case(views, ("meeting.opened", {})), "meeting_rhythm") == [({"longest": "first"}, 1)]


def test_now_and_then_is_some() -> None:
    views = {"triad": {"meetings": [_meeting("2025-06-01", entry=1), _meeting("2025-06-02", entry=2, sides=False)]}}
    met: list[tuple[str, dict[str, Any]]] = [("meeting.opened", {}), ("meeting.opened", {})]
    met += [("meeting.closed", {"meeting": "m"}), ("meeting.closed", {"meeting": "m", "next": "m2"})]
    case = a_case(views, *met)
    assert added(case, "three_sides") == [({"three_sides": "some"}, 1)]
    assert added(case, "next_meeting") == [({"planned": "some"}, 1)]


def _meeting(day: str, *, entry: int, sides: bool = True) -> dict[str, Any]:
    at = f"{day}T10:00:00Z"
    return {"meeting": "m", "group": "support_group", "at": at, "entry": entry, "three_sides": sides}


@pytest.mark.parametrize(
    ("ended", "row"),
    [("2025-01-19", ("within_guide", 19)), ("2025-01-20", ("longer", 20)), ("2024-12-31", None), (None, None)],
)
def test_a_stay_of_eighteen_days_is_within_the_guide(ended: str | None, row: tuple[str, int] | None) -> None:
    at = None if ended is None else f"{ended}T10:00:00Z"
    stays = {"s": {"kind": "admission", "begun_at": "2025-01-01T10:00:00Z", "ended_at": at}}
    case = a_case({"state": {"stays": stays}}, ("admission.ended", {"stay": "s"}))
    assert added(case, "admission_days") == ([({"length": row[0]}, row[1])] if row else [])


def test_care_that_was_handed_over_is_counted_by_its_kind() -> None:
    care = {"kind": "wrap_course", "levels": [{"entry": 5, "change": "arranged"}], "handed_over": [{"entry": 1}]}
    case = a_case({"care": {"care": [care]}}, ("care.handed_over", {}))
    assert added(case, "help") == [({"kind": "peer", "course": "handed_over"}, 1)]


def test_what_cannot_be_read_is_nothing() -> None:
    assert (part(None, "it"), part({"it": []}, "it"), parts({"it": "no"}, "it")) == ({}, {}, [])
    assert (day_of(None), day_of("gisteren"), str(day_of("2025-12-31T23:30:00Z"))) == (None, None, "2026-01-01")


# In words


def test_everything_has_a_name_in_both_languages() -> None:
    for language in ("nl", "en"):
        assert list(TITLES[language]) == [table.name for table in TABLES]
        for table in TABLES:
            assert {"cases", table.unit or "cases"} <= set(UNITS[language])
            for column, values in table.columns.items():
                assert column in COLUMNS[language]
                assert not any("_" in value_said(column, value, language) for value in values)


@pytest.mark.parametrize(
    ("number", "dutch", "english"),
    [(1200, "1.200", "1,200"), (950, "950", "950"), (7.5, "7,5", "7.5"), (20.0, "20", "20")],
)
def test_numbers_are_told_as_people_write_them(number: float, dutch: str, english: str) -> None:
    assert (number_said(number, "nl"), number_said(number, "en")) == (dutch, english)


@pytest.mark.parametrize(("minutes", "hours"), [(480, 8.0), (450, 7.5), (990, 16.0), (12_000, 200.0), (83_000, 1400.0)])
def test_hours_are_no_finer_than_their_minutes(minutes: int, hours: float) -> None:
    assert in_hours(minutes) == hours
