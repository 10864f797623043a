"""How far an organisation is: read off its own stream by hand, on a day. Nobody is ranked; no resident is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from svh_core import Casebook, Settings, Viewer
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.log.script import ScriptReader
from svh_core.testing import says
from svh_core.views.rollout_in_words import rollout_in_words

ORG: Final = "organisation/org-1"
SANNE: Final = Viewer("sanne", capacity="organisation", organisation="org-1")
NOW: Final = datetime(2025, 7, 1, 12, tzinfo=UTC)
Line = dict[str, Any]


def line(event: str, by: str, day: str, **data: Any) -> Line:
    return says(event, by, on=f"2025-{day}T09:00:00Z", stream=ORG, **data)


def introduction(number: int | None, day: str, *homework: str) -> Line:
    told = {"number": number} if number is not None else {}
    given = {"homework": list(homework)} if homework else {}
    return line("gathering.held", "sanne", day, kind="introduction", present=["sanne", "bo"], **told, **given)


def gathers(kind: str, day: str) -> Line:
    return line("gathering.held", "sanne", day, kind=kind, present=["sanne"])


def hands_in(person: str, of: str, number: int, kind: str, day: str = "02-01") -> Line:
    return line("assignment.handed_in", person, day, person=person, of=of, number=number, kind=kind)


def finishes(person: str, number: int, on: str) -> Line:
    return line("training.completed", person, on, person=person, number=number, on_=f"2025-{on}")


STORY: Final = (
    line(
        "organisation.joined",
        "sanne",
        "01-06",
        organisation="org-1",
        name="Lentis",
        controller="yes",
        from_="2025-01-01",
    ),
    line(
        "organisation.joined", "sanne", "01-06", organisation="vnn", name="VNN", controller="joint", from_="2025-01-01"
    ),
    introduction(1, "01-14", "animation", "trainings"),
    introduction(1, "01-21", "trainings"),  # once more, for who was ill
    introduction(2, "02-11"),
    introduction(None, "02-18"),
    hands_in("bo", "introduction", 1, "watching"),
    hands_in("bo", "introduction", 1, "reflection"),  # the same person: counted once
    hands_in("sanne", "introduction", 1, "watching"),
    line("ambassador.appointed", "sanne", "01-08", person="sanne", from_="2025-01-08"),
    line("ambassador.appointed", "bo", "02-01", person="bo", from_="2025-02-01"),
    line("ambassador.appointed", "vera", "03-01", person="vera", from_="2025-08-01"),  # not yet
    line("ambassador.stepped_down", "bo", "05-01", person="bo", on_="2025-05-01"),
    gathers("ambassadors", "01-14"),
    gathers("ambassadors", "03-11"),
    gathers("case_meeting", "02-20"),
    line("screening.held", "bo", "02-03", looked_at=12, fits=3, maybe=2),
    line("screening.held", "bo", "03-03", looked_at=10, fits=1, maybe=0),
    *(finishes(person, number, "03-10") for person in ("sanne", "bo") for number in (1, 2)),
    finishes("bo", 1, "03-20"),  # once more: the same person
    finishes("bo", 6, "06-20"),
    hands_in("bo", "training", 1, "reflection"),
    hands_in("bo", "training", 1, "practice"),
    hands_in("sanne", "training", 1, "reflection"),
    hands_in("bo", "training", 6, "reflection", "06-20"),
    line("success.shared", "bo", "04-01", basis="anonymous", words="k-success"),
    line("success.shared", "bo", "04-02", basis="consent", quotes="hmac-1", words="k-story"),
    line("success.shared", "bo", "04-03", basis="anonymous", words="k-other"),
    line("ropi.scored", "bo", "05-02", department="fact-1", on_="2025-05-01", scores=["lead:4"], version="r"),
    line("ropi.scored", "bo", "05-03", department="fact-1", on_="2025-01-10", scores=["lead:3"]),
    line("ropi.scored", "bo", "05-03", department="home", on_="2025-05-03", scores=["lead:2", "peer:5"]),
    line("organisation.left", "sanne", "06-01", organisation="vnn", on_="2025-06-01"),
    line(
        "time_budget.set",
        "sanne",
        "01-06",
        year=1,
        explaining=60,
        sociogram_and_nomination=100,
        contacting=200,
        planning=30,
        meeting=500,
        from_="2025-01-01",
    ),
)


def a_book(*lines: Line, settings: Settings | None = None) -> Casebook:
    book = Casebook.in_memory(origin="stad", clock=lambda: NOW, settings=settings)
    reader = ScriptReader(CORE_RULEBOOK)
    book.record_all([reader.read(json.dumps(one).encode()) for one in lines])
    return book


@pytest.fixture(scope="module")
def book() -> Casebook:
    return a_book(*sorted(STORY, key=lambda one: one["at"]))


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"2025-{day}T21:00:00+00:00")


def told(book: Casebook, day: str = "07-01") -> dict[str, Any]:
    rollout = book.rollout("org-1", viewer=SANNE, purpose="quality", as_of=on(day))
    json.dumps(rollout)
    return rollout


def test_item_046_five_introduction_meetings_with_homework(book: Casebook) -> None:
    introduction = told(book)["introduction"]
    assert (introduction["is"], introduction["of"]) == (2, 5)
    first, second, third, fourth, fifth, other = introduction["meetings"]
    assert [held["on"] for held in first["held"]] == ["2025-01-14", "2025-01-21"]
    assert (first["homework"], first["handed_in"], first["in_handbook"]) == (
        ["animation", "trainings"],
        2,
        ["watching", "training"],
    )
    assert (second["homework"], second["handed_in"]) == ([], 0)
    assert [one["held"] for one in (third, fourth, fifth)] == [[], [], []]
    assert (other["number"], len(other["held"])) == (None, 1)


@pytest.mark.parametrize(
    ("day", "active"),
    [("01-07", []), ("01-08", ["sanne"]), ("02-01", ["sanne", "bo"]), ("04-30", ["sanne", "bo"]), ("05-01", ["sanne"])],
)
def test_item_048_ambassadors_are_active_from_a_day_until_another(book: Casebook, day: str, active: list[str]) -> None:
    ambassadors = told(book, day)["ambassadors"]
    assert [one["person"] for one in ambassadors["active"]] == active
    assert (ambassadors["is"], ambassadors["of"]) == (len(active), 2)


def test_item_048_who_stepped_down_is_told_with_both_days(book: Casebook) -> None:
    assert [(one["person"], one["since"], one["until"]) for one in told(book)["ambassadors"]["former"]] == [
        ("bo", "2025-02-01", "2025-05-01")
    ]


def recurring(book: Casebook, kind: str, day: str = "07-01") -> tuple[int, str | None, str | None]:
    [one] = [one for one in told(book, day)["recurring"] if one["kind"] == kind]
    return one["held"], one["last"], one["next"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("01-06", (0, None, "2025-01-07")),  # the first Tuesday of January
        ("01-08", (0, None, "2025-02-04")),  # which is over: that of February
        ("01-31", (1, "2025-01-14", "2025-02-04")),
        ("07-01", (2, "2025-03-11", "2025-04-01")),
    ],
)
def test_item_049_the_ambassadors_meet_on_a_tuesday_each_month(
    book: Casebook, day: str, expected: tuple[int, str | None, str | None]
) -> None:
    assert recurring(book, "ambassadors", day) == expected


def test_item_049_the_default_is_tuesday_half_past_nine_for_an_hour(book: Casebook) -> None:
    [rule, _] = told(book)["recurring"]
    assert (rule["every"], rule["weekday"], rule["at"], rule["minutes"], rule["set_in"]) == (
        "month_weekday",
        2,
        "09:30",
        60,
        None,
    )
    assert "2021" in rule["source"]["en"]


def test_item_050_the_case_meeting_is_expected_after_six_weeks(book: Casebook) -> None:
    assert recurring(book, "case_meeting") == (1, "2025-02-20", "2025-04-03")
    assert recurring(book, "case_meeting", "02-01") == (0, None, None)


def sets(kind: str, every: str, **more: Any) -> Line:
    return line("recurrence.set", "sanne", "01-10", kind=kind, every=every, **more)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (sets("ambassadors", "days", days=28), "2025-02-07"),
        (sets("ambassadors", "month_weekday", weekday=4, week=3), "2025-07-17"),
        (sets("ambassadors", "month_weekday", weekday=7, week=5), "2025-07-27"),  # July has four Sundays: the last
        (sets("ambassadors", "month_weekday", weekday=2, week=5), "2025-07-29"),
        (sets("ambassadors", "month_weekday", weekday=8), None),
        (sets("ambassadors", "month_weekday", weekday=2, week=9), None),
        (sets("ambassadors", "month_weekday"), None),
        (sets("ambassadors", "days"), None),
        (sets("ambassadors", "days", days=1_000_000_000), None),
    ],
)
def test_an_organisation_says_how_often_itself(rule: Line, expected: str | None) -> None:
    book = a_book(rule)
    assert recurring(book, "ambassadors") == (0, None, expected)
    [told_so, _] = told(book)["recurring"]
    assert (told_so["set_in"], told_so["source"]["en"]) == (1, "set by the organisation")
    assert list(lines(book))


def test_the_settings_of_the_organisation_hold_where_its_stream_says_nothing() -> None:
    book = a_book(
        gathers("case_meeting", "02-20"), settings=Settings(numbers={"case_meeting_days": 14, "ambassadors": 3})
    )
    assert recurring(book, "case_meeting") == (1, "2025-02-20", "2025-03-06")
    rollout = told(book)
    assert (
        rollout["recurring"][1]["source"]["nl"]
        == rollout["ambassadors"]["source"]["nl"]
        == "gekozen door de organisatie"
    )
    assert rollout["ambassadors"]["of"] == 3


def test_item_051_screening_as_totals_alone(book: Casebook) -> None:
    assert told(book)["screening"] == {"times": 2, "looked_at": 22, "fits": 4, "maybe": 2}


def test_item_052_six_trainings_by_how_many_people(book: Casebook) -> None:
    trainings = told(book)["trainings"]
    assert [(one["number"], one["finished"]) for one in trainings] == [(1, 2), (2, 2), (3, 0), (4, 0), (5, 0), (6, 1)]
    assert trainings[0]["assignments"] == {"reflection": 2, "practice": 1}
    assert [one["film"] for one in trainings] == [True] * 5 + [False]


def test_item_052_the_sixth_training_has_no_film_and_no_practice_to_wait_for(book: Casebook) -> None:
    sixth = told(book)["trainings"][5]
    assert (sixth["film"], sixth["assignments"]) == (False, {"reflection": 1})


def test_item_047_successes_by_how_many_and_on_what_they_rest(book: Casebook) -> None:
    assert told(book)["successes"] == {"shared": 3, "anonymous": 2, "consent": 1}
    assert "k-story" not in json.dumps(told(book))


def test_item_091_ropi_by_department_over_time(book: Casebook) -> None:
    assert [(one["department"], [(s["on"], s["scores"]) for s in one["scores"]]) for one in told(book)["ropi"]] == [
        ("fact-1", [("2025-01-10", ["lead:3"]), ("2025-05-01", ["lead:4"])]),
        ("home", [("2025-05-03", ["lead:2", "peer:5"])]),
    ]


def test_item_054_who_takes_part_and_is_responsible_for_what(book: Casebook) -> None:
    assert [(one["name"], one["controller"], one["left"]) for one in told(book)["organisations"]] == [
        ("Lentis", "yes", None),
        ("VNN", "joint", "2025-06-01"),
    ]
    assert told(book, "05-31")["organisations"][1]["left"] is None


def test_who_was_not_there_cannot_leave() -> None:
    book = a_book(
        line("organisation.left", "sanne", "01-02", organisation="vnn", on_="2025-01-01"),
        line("ambassador.stepped_down", "bo", "01-02", person="bo", on_="2025-01-01"),
    )
    rollout = told(book)
    assert (rollout["organisations"], rollout["ambassadors"]["former"]) == ([], [])


def test_item_044_the_hours_that_are_reckoned(book: Casebook) -> None:
    assert [(one["year"], one["minutes"], one["source"]["by"]) for one in told(book)["budgets"]] == [
        (1, 890, "organisation"),
        (2, 480, "handbook"),
    ]


def lines(book: Casebook, language: str = "nl", day: str = "07-01") -> Iterator[str]:
    with book.looking(ORG, viewer=SANNE, purpose="quality") as look:
        yield from rollout_in_words(look.seen(as_of=on(day)), language)


def test_in_words_as_of_a_day(book: Casebook) -> None:
    assert list(lines(book, day="02-20")) == [
        "Werken met steungroepen bij org-1, op 20 februari 2025",
        "",
        "Wie er meedoet",
        "  Lentis, vanaf 1 januari 2025. Verantwoordelijk voor wat er staat: ja",
        "  VNN, vanaf 1 januari 2025. Verantwoordelijk voor wat er staat: samen met anderen",
        "",
        "Bijeenkomsten voor de start: 2 van 5",
        "  Bijeenkomst 1: geweest op 14 januari 2025 en 21 januari 2025",
        "    Huiswerk: animation, trainings. Door hoeveel mensen gemaakt: 2",
        "  Bijeenkomst 2: geweest op 11 februari 2025",
        "  Bijeenkomst 3: nog niet geweest",
        "  Bijeenkomst 4: nog niet geweest",
        "  Bijeenkomst 5: nog niet geweest",
        "  Bijeenkomst zonder nummer: geweest op 18 februari 2025",
        "",
        "Ambassadeurs: 2. Er zijn er 2 nodig",
        "  sanne, vanaf 8 januari 2025",
        "  bo, vanaf 1 februari 2025",
        "",
        "Overleg van ambassadeurs",
        "  Elke maand op dinsdag, om 09:30, 60 minuten",
        "  Laatste keer: 14 januari 2025",
        "  Volgende keer: 4 februari 2025",
        "",
        "Overleg over meer steungroepen",
        "  Elke 42 dagen",
        "  Laatste keer: 20 februari 2025",
        "  Volgende keer: 3 april 2025",
        "",
        "Gekeken bij wie een steungroep past",
        "  Gekeken: 12. Het past: 3. Misschien: 2",
        "",
        "Trainingen",
        "  Training 1. Hoeveel mensen klaar zijn: 0",
        "    Huiswerk (een gedachte hierover). Hoeveel mensen het maakten: 2",
        "    Huiswerk (oefenen in het werk). Hoeveel mensen het maakten: 1",
        *(
            told
            for number in (2, 3, 4, 5)
            for told in (
                f"  Training {number}. Hoeveel mensen klaar zijn: 0",
                "    Huiswerk (een gedachte hierover). Hoeveel mensen het maakten: 0",
                "    Huiswerk (oefenen in het werk). Hoeveel mensen het maakten: 0",
            )
        ),
        "  Training 6. Hoeveel mensen klaar zijn: 0",
        "    Huiswerk (een gedachte hierover). Hoeveel mensen het maakten: 0",
        "    Hier hoort geen film bij",
        "",
        "Verteld wat goed ging: 0. Zonder naam: 0. Met toestemming: 0",
        "",
        "Geschatte uren",
        "  Jaar 1: 14 uur 50 minuten. Waar dit vandaan komt: gekozen door de organisatie, vanaf 1 januari 2025",
        "  Jaar 2: 8 uur. Waar dit vandaan komt: handleiding Samen voor Herstel, 2021",
    ]


def test_in_english_with_what_came_later(book: Casebook) -> None:
    told = list(lines(book, "en"))
    assert "  No longer takes part from 1 June 2025" in told
    assert "  fact-1, 1 May 2025: lead:4" in told
    assert "Told what went well: 3. Without a name: 2. With consent: 1" in told
