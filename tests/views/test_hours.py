"""The hours beside what was reckoned: counted by hand here, per year, activity and law; an estimate, never a mark."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

import pytest

from svh_core import Casebook, NotPermitted, Settings, TimeBudgetSet, Viewer
from svh_core.testing import says
from svh_core.views.hours import budget_year, duration, hours_in_words
from svh_core.views.settings import Budget

from .courses import ARTS, MILA, OPERATOR, Course, Line, lets_know, on


def logs(activity: str, minutes: int, day: str, with_resident: str = "yes", law: str = "Wmo", **more: Any) -> Line:
    """Noor writes down how long she worked on this."""
    told = {"person": "noor", "activity": activity, "minutes": minutes, "on_": day, "law": law}
    return says("time.logged", "noor", with_resident=with_resident, **(told | more))


def in_2018(line: Line) -> Line:
    return {"at": "2018-03-01T10:00:00Z"} | line


COURSE: Final = (
    *on(
        "02-06",
        says("case.opened", "mila", resident="mila", name="Mila", method="support_group", organisation="org-1"),
        says("involvement.recorded", "mila", person="noor", role="care_worker", from_="2017-01-01"),
        logs("explaining", 45, "2017-02-05"),  # 3: before the yes
    ),
    *on("02-07", says("participation.decided", "mila", answer="later")),  # 4
    *on("02-08", says("participation.decided", "mila", answer="yes")),  # 5: here the first year begins
    *on(
        "03-01",
        logs("explaining", 30, "2017-02-08"),  # 6: the first day of the first year
        logs("contacting", 200, "2017-03-01", "no", "Zvw"),  # 7
        logs("contacting", 500, "2017-03-01", "no", "Zvw"),  # 8: a slip of the pen
        says("entry.corrected", "noor", entry=8, wrong="amount", words="dat waren er 50"),  # 9
        logs("contacting", 50, "2017-03-01", "no", "none"),  # 10
        logs("meeting", 120, "2017-03-01"),  # 11
        logs("reporting", 20, "2017-03-02", "no"),  # 12
    ),
    in_2018(logs("meeting", 60, "2018-02-07")),  # 13: the last day of the first year
    in_2018(logs("meeting", 90, "2018-02-08")),  # 14: the first day of the second
)


@pytest.fixture(scope="module")
def course() -> Course:
    course = Course(*COURSE)
    course.now = datetime.fromisoformat("2018-03-02T12:00:00+00:00")
    return course


def told(course: Course, viewer: Viewer = MILA, **clocks: Any) -> dict[str, Any]:
    with course.seen_by(viewer) as look:
        return look.hours(**clocks)


def read(course: Course, language: str = "nl", **clocks: Any) -> list[str]:
    with course.seen_by() as look:
        return list(hours_in_words(look.seen(**clocks), language))


def of(minutes: int, with_resident: int) -> dict[str, int]:
    return {"minutes": minutes, "with_resident": with_resident, "without_resident": minutes - with_resident}


def test_item_044_item_062_the_hours_of_each_year_by_activity_and_law(course: Course) -> None:
    hours = told(course)
    assert (hours["estimate"], hours["begin"]) == (True, "2017-02-08")
    assert hours["before"] == of(45, 45) | {
        "budget": None,
        "activities": {"explaining": of(45, 45) | {"budget": None}},
        "laws": {"Wmo": of(45, 45)},
    }
    first, second = hours["years"]
    # 30 + 200 + 50 + 120 + 20 + 60: the 500 that was put right is left out
    assert first == {
        "year": 1,
        "from": "2017-02-08",
        "until": "2018-02-07",
        **of(480, 210),
        "budget": 1080,
        "activities": {
            "explaining": of(30, 30) | {"budget": 60},
            "sociogram_and_nomination": of(0, 0) | {"budget": 120},
            "contacting": of(250, 0) | {"budget": 270},
            "planning": of(0, 0) | {"budget": 30},
            "meeting": of(180, 180) | {"budget": 600},
            "reporting": of(20, 0) | {"budget": None},
        },
        "laws": {"Wmo": of(230, 210), "Zvw": of(200, 0), "none": of(50, 0)},
        "source": {
            "by": "handbook",
            "from": None,
            "en": "handbook Samen voor Herstel, 2021",
            "nl": "handleiding Samen voor Herstel, 2021",
        },
    }
    assert (second["year"], second["from"], second["minutes"], second["budget"]) == (2, "2018-02-08", 90, 480)
    assert second["activities"] == {"meeting": of(90, 90) | {"budget": 480}}


def test_item_044_18_hours_in_the_first_year_and_8_in_the_second(course: Course) -> None:
    assert [year["budget"] for year in told(course)["years"]] == [18 * 60, 8 * 60]


def test_as_of_a_day_only_what_was_written_down_by_then(course: Course) -> None:
    [first] = told(course, as_of=datetime.fromisoformat("2017-12-31T12:00:00+01:00"))["years"]
    assert first["minutes"] == 420


def test_before_the_correction_the_slip_still_counts(course: Course) -> None:
    [first] = told(course, until=8)["years"]
    assert first["activities"]["contacting"]["minutes"] == 700


def test_without_a_yes_there_is_no_year(course: Course) -> None:
    hours = told(course, until=4)
    assert (hours["begin"], hours["years"], hours["before"]["minutes"]) == (None, [], 45)
    assert "Er is nog geen ja om mee te doen. Daarom is er nog geen jaar." in read(course, until=4)


def test_no_year_is_counted_after_the_closing_until_it_is_opened_again() -> None:
    opened = COURSE[0] | {"at": "2017-02-06T09:00:00Z"}
    yes = says("participation.decided", "mila", answer="yes") | {"at": "2017-02-10T10:00:00+01:00"}
    closes = says("case.closed", "mila", why="done") | {"at": "2017-06-01T10:00:00+02:00"}
    opens = says("case.reopened", "mila") | {"at": "2018-03-01T10:00:00+01:00"}
    years = [
        [year["year"] for year in told(Course(opened, *lines), as_of=datetime(2018, 6, 1, tzinfo=UTC))["years"]]
        for lines in ((yes,), (yes, closes), (yes, closes, opens))
    ]
    assert years == [[1, 2], [1], [1, 2]]


def test_in_words_it_is_called_an_estimate_and_says_where_from(course: Course) -> None:
    assert read(course, as_of=datetime.fromisoformat("2017-12-31T12:00:00+01:00")) == [
        "Uren",
        "Dit is een schatting. Meer of minder uren is niet goed of fout.",
        "",
        "Voor het eerste jaar begon: 45 minuten",
        "  uitleg geven: 45 minuten",
        "  met jou erbij: 45 minuten",
        "  zonder jou: 0 minuten",
        "  Wmo (gemeente): 45 minuten",
        "",
        "Jaar 1, van 8 februari 2017 tot en met 7 februari 2018: 7 uur, geschat: 18 uur",
        "  uitleg geven: 30 minuten, geschat: 1 uur",
        "  het netwerk en vragen wie meedoet: 0 minuten, geschat: 2 uur",
        "  contact opnemen: 4 uur 10 minuten, geschat: 4 uur 30 minuten",
        "  plannen: 0 minuten, geschat: 30 minuten",
        "  een bijeenkomst: 2 uur, geschat: 10 uur",
        "  opschrijven: 20 minuten",
        "  met jou erbij: 2 uur 30 minuten",
        "  zonder jou: 4 uur 30 minuten",
        "  Wmo (gemeente): 2 uur 50 minuten",
        "  Zvw (zorgverzekering): 3 uur 20 minuten",
        "  geen wet: 50 minuten",
        "  Waar de schatting vandaan komt: handleiding Samen voor Herstel, 2021",
    ]
    assert "This is an estimate. More or fewer hours is neither right nor wrong." in read(course, "en")


def test_nothing_written_down_is_said(course: Course) -> None:
    assert read(course, until=2)[-1] == "Er zijn nog geen uren opgeschreven."
    assert duration(61, "en") == "1 hour 1 minutes"


def test_an_organisation_reckons_its_own_hours_from_a_day_on() -> None:
    course = Course(*COURSE[:5])
    reckons = {"explaining": 90, "sociogram_and_nomination": 60, "contacting": 120, "planning": 10, "meeting": 300}
    for from_, other in (("2017-01-01", None), ("2018-01-01", 20)):
        told_from = TimeBudgetSet(year=1, from_=date.fromisoformat(from_), other=other, **reckons)
        course.book.record("organisation/org-1", told_from, by="sanne")
    [year] = told(course)["years"]
    assert (year["budget"], year["source"]["by"], year["source"]["from"]) == (580, "organisation", "2017-01-01")
    source = "  Waar de schatting vandaan komt: gekozen door de organisatie, vanaf 1 januari 2017"
    assert source in read(course)
    course.now = datetime.fromisoformat("2018-01-15T12:00:00+00:00")
    assert told(course)["years"][0]["budget"] == 600


def test_settings_without_a_year_reckon_nothing_for_it() -> None:
    book = Casebook.in_memory(settings=Settings(budgets=(Budget(year=1, minutes={"meeting": 60}),)))
    course = Course(*COURSE[:5])
    course.book._settings = book.settings
    course.now = datetime.fromisoformat("2019-02-09T12:00:00+00:00")
    years = told(course)["years"]
    assert [(year["budget"], year["source"] and year["source"]["by"]) for year in years] == [
        (60, "organisation"),
        (None, None),
        (None, None),
    ]
    assert [line for line in read(course) if line.startswith("  Waar")] == [
        "  Waar de schatting vandaan komt: gekozen door de organisatie"
    ]


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2016-02-28", None),
        ("2016-02-29", 1),
        ("2017-02-27", 1),
        ("2017-02-28", 2),
        ("2020-02-28", 4),
        ("2020-02-29", 5),
    ],
)
def test_a_year_is_twelve_calendar_months(day: str, year: int | None) -> None:
    assert budget_year(date(2016, 2, 29), date.fromisoformat(day)) == year


def test_only_to_whom_the_hours_are_wholly_open() -> None:
    with pytest.raises(NotPermitted, match=r"^the hours are not for this viewer$"):
        told(Course(*COURSE, *on("03-05", lets_know("arts", "care"))), ARTS)
    opened = Course(*COURSE, *on("03-05", lets_know("arts", "time")))
    assert told(opened, ARTS)["before"]["minutes"] == 45
    assert told(opened, OPERATOR)["before"]["minutes"] == 45
