"""The recovery plan tells what the resident wants and who does what, as of a moment, and never what should be."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from svh_core import NotPermitted, Viewer
from svh_core.testing import says
from svh_core.views.plan_in_words import plan_in_words

from .courses import ARTS, AUDITOR, COURSE, MILA, NOOR, NOW, OPERATOR, ZUS, Course, lets_know, on, words_in

OPENED = COURSE[0]


@pytest.fixture(scope="module")
def course() -> Course:
    return Course(*COURSE)


def told(course: Course, viewer: Viewer = MILA, **clocks: Any) -> dict[str, Any]:
    with course.seen_by(viewer) as look:
        plan = look.plan(**clocks)
    json.dumps(plan)
    return plan


def read(course: Course, viewer: Viewer = MILA, language: str = "nl", **clocks: Any) -> str:
    with course.seen_by(viewer) as look:
        return words_in(plan_in_words(look.seen(**clocks), language))


def moment(day: str) -> datetime:
    return datetime.fromisoformat(f"2017-{day}T23:00:00+00:00")


def names(plan: dict[str, Any]) -> dict[str, list[str]]:
    return {status: [goal["goal"] for goal in goals] for status, goals in plan["goals"].items()}


def test_the_plan_as_of_now_word_for_word(course: Course) -> None:
    assert read(course).split("\n") == [
        "Jouw herstelplan",
        "Zo stond het op 1 juli 2017.",
        "",
        "Je koos dit plan op 16 februari 2017.",
        "  Wat kracht geeft: “k-kracht”",
        "  Wat nodig is: “k-nodig”",
        "",
        "Doelen voor de lange termijn",
        "  “k-rust”",
        "    Eerste stap: “k-stap”",
        "    Met hulp van: Zus",
        "    Gaat over: wonen",
        "    Soort herstel: het eigen leven en meedoen in de samenleving",
        "    Wat erbij hoort: hoop",
        "    Gezondheid: gevoel en gedachten",
        "    Trede van meedoen: 3",
        "    Zus: “k-koken”, “k-dinsdag”, tot en met 31 december 2017",
        "",
        "Andere afspraken",
        "  noor: “k-bellen”",
        "    Je was het hier niet mee eens: “k-liever-niet”",
        "",
        "Bereikt",
        "  “k-sport” (10 maart 2017)",
        "",
        "Losgelaten, en dat mag",
        "  “k-werk” (1 juni 2017)",
        "",
        "Voorstel van 1 juni 2017, dat je nog niet koos",
        "  Wat hoop geeft: “k-hoop”",
        "",
    ]


def test_to_the_operator_she_is_called_by_her_name(course: Course) -> None:
    english = read(course, OPERATOR, "en")
    assert english.splitlines()[:4] == [
        "Mila's recovery plan",
        "This is how it stood on 1 July 2017.",
        "",
        "Mila chose this plan on 16 February 2017.",
    ]
    assert "Draft of 1 June 2017, which Mila did not choose yet" in english


def test_the_plan_as_data(course: Course) -> None:
    plan = told(course)
    assert plan["as_of"] == "2017-07-01T12:00:00Z"
    assert plan["plan"]["plan"] == "p1"
    assert (plan["plan"]["number"], plan["plan"]["adopted_in"]) == (15, 16)
    assert (plan["plan"]["strengths"], plan["plan"]["needs"], plan["plan"]["stressors"]) == (
        "k-kracht",
        "k-nodig",
        None,
    )
    assert plan["plan"]["goals"] == ["rust"]
    assert [(draft["plan"], draft["gives_hope"]) for draft in plan["drafts"]] == [("p2", "k-hoop")]
    assert names(plan) == {"long": ["rust"], "short": [], "achieved": ["sport"], "let_go": ["werk"]}
    assert plan["next_meeting"] is None


def test_a_goal_as_data(course: Course) -> None:
    (goal,) = told(course)["goals"]["long"]
    (agreement,) = goal.pop("agreements")
    (entry,) = goal.pop("entries")
    assert goal == {
        "goal": "rust",
        "horizon": "long",
        "words": "k-rust",
        "status": "live",
        "life_area": "home",
        "recovery": ["personal", "societal"],
        "chime": ["hope"],
        "health_domain": "mind",
        "participation_level": 3,
        "first_step": "k-stap",
        "supporters": ["zus"],
        "going": None,
    }
    assert (entry["number"], entry["standing"], entry["position"]) == (8, "own", "settled")
    assert (agreement["agreement"], agreement["giver"], agreement["does"]) == ("a1", "zus", "k-koken")
    assert (agreement["how_often"], agreement["until"], agreement["look_back_on"]) == ("k-dinsdag", "2017-12-31", None)


def test_an_objection_goes_where_its_entry_goes(course: Course) -> None:
    (agreement,) = told(course)["agreements"]
    (entry,) = agreement["entries"]
    assert (entry["number"], entry["position"]) == (26, "objected")
    assert [(said["number"], said["by"], said["words"]) for said in entry["objections"]] == [
        (27, "mila", "k-liever-niet")
    ]


def test_before_it_was_adopted_the_plan_is_a_draft(course: Course) -> None:
    before = told(course, until=15)
    assert before["plan"] is None
    assert [draft["plan"] for draft in before["drafts"]] == ["p1"]
    assert "Er is geen plan gekozen, en dat hoeft ook niet." in read(course, until=15)
    assert told(course, until=16)["plan"]["plan"] == "p1"
    assert told(course, until=16)["drafts"] == []


def test_as_of_a_day_nothing_of_later_stands_in_it(course: Course) -> None:
    then = told(course, as_of=moment("03-09"))
    assert names(then) == {"long": ["rust"], "short": ["werk", "sport"], "achieved": [], "let_go": []}
    assert (then["agreements"], then["drafts"]) == ([], [])
    meeting = then["next_meeting"]
    assert (meeting["meeting"], meeting["at"], meeting["mode"]) == ("m2", "2017-05-15T14:00:00Z", "online")
    text = read(course, as_of=moment("03-09"))
    assert "De volgende bijeenkomst\n  15 mei 2017, 16:00, steungroep, online" in text
    assert "k-bellen" not in text


def test_what_was_not_known_yet_is_not_told(course: Course) -> None:
    assert names(told(course, known_on=moment("02-08")))["achieved"] == []
    assert told(course, known_on=moment("02-08"))["plan"] is None
    assert told(course, known_on=moment("02-17"))["next_meeting"]["meeting"] == "m1"
    assert told(course, known_on=moment("02-17"))["next_meeting"]["place"] == "k-plek"


def test_up_to_an_entry_the_next_meeting_is_the_one_after_it(course: Course) -> None:
    assert told(course, until=18)["next_meeting"]["meeting"] == "m1"
    assert told(course, until=24)["next_meeting"]["meeting"] == "m2"


def test_the_last_plan_that_was_adopted_is_the_one_in_use() -> None:
    again = on("06-02", says("plan.adopted", "mila", plan="p2"))
    plan = told(Course(*COURSE, *again))
    assert (plan["plan"]["plan"], plan["drafts"]) == ("p2", [])
    back = on("06-03", says("plan.adopted", "mila", plan="p1"))
    again = on("06-02", says("plan.adopted", "mila", plan="p2"))
    assert told(Course(*COURSE, *again, *back))["plan"]["plan"] == "p1"


def test_who_adopted_it_in_her_name_is_told() -> None:
    by_law = on(
        "02-08",
        says(
            "legal_representation.recorded",
            "mila",
            person="broer",
            basis="mentor",
            scope=["WHAT"],
            from_="2017-01-01",
            document="d1",
        ),
    )
    lines = [OPENED, *by_law, *on("02-09", says("plan.drafted", "mila", plan="p1", needs="k-nodig"))]
    text = read(Course(*lines, *on("02-10", says("plan.adopted", "broer", plan="p1", reason="k-ziek"))))
    assert "broer koos dit plan op 10 februari 2017, namens jou." in text
    assert text.count("namens jou") == 1


def test_who_set_a_goal_in_her_place_is_told() -> None:
    taken = says("goal.set", "noor", goal="rust", horizon="long", words="k-rust", reason="k-ziek")
    course = Course(*COURSE[:2], *on("02-07", taken))
    assert "  “k-rust”\n    noor besloot dit in jouw plaats." in read(course)
    assert told(course)["goals"]["long"][0]["entries"][0]["standing"] == "taken_over"


def test_what_was_entered_twice_stands_in_it_once() -> None:
    twice = on(
        "02-07",
        says("goal.set", "mila", goal="rust", horizon="long", words="k-rust"),
        says("goal.set", "mila", goal="nog-eens", horizon="long", words="k-rust"),
        says("entry.corrected", "mila", entry=3, wrong="entered_twice"),
    )
    assert names(told(Course(OPENED, *twice)))["long"] == ["rust"]


def test_an_agreement_that_ended_is_gone_and_one_for_a_goal_that_ended_is_told_apart() -> None:
    ended = on(
        "06-02",
        says("goal.achieved", "mila", goal="rust"),
        says("agreement.released", "mila", agreement="a2"),
    )
    plan = told(Course(*COURSE, *ended))
    assert [made["agreement"] for made in plan["agreements"]] == ["a1"]


def test_a_case_with_nothing_in_it_says_so_and_nothing_more() -> None:
    course = Course(OPENED)
    plan = told(course)
    assert (plan["plan"], plan["drafts"], plan["agreements"], plan["next_meeting"]) == (None, [], [], None)
    assert names(plan) == {"long": [], "short": [], "achieved": [], "let_go": []}
    assert read(course).splitlines() == [
        "Jouw herstelplan",
        "Zo stond het op 1 juli 2017.",
        "",
        "Er is geen plan gekozen, en dat hoeft ook niet.",
    ]


def test_a_member_reads_it_without_who_helps_whom(course: Course) -> None:
    plan = told(course, ZUS)
    assert names(plan)["long"] == ["rust"]
    assert plan["goals"]["long"][0]["words"] == "k-rust"
    assert plan["goals"]["long"][0]["supporters"] == {"withheld": True}
    assert "Met hulp van" not in read(course, ZUS)


def test_who_may_read_only_the_agreements_reads_only_those() -> None:
    course = Course(*COURSE, *on("06-02", lets_know("arts", "agreements")))
    plan = told(course, ARTS)
    assert names(plan) == {"long": [], "short": [], "achieved": [], "let_go": []}
    assert [made["agreement"] for made in plan["agreements"]] == ["a1", "a2"]
    assert (plan["plan"], plan["drafts"], plan["next_meeting"]) == (None, [], None)
    text = read(course, ARTS)
    assert "geen plan" not in text, "there is one, and it is not for them"
    assert "mila was het hier niet mee eens." in text, "that she objected goes along, her words do not"
    assert "k-liever-niet" not in text
    assert "k-rust" not in text + json.dumps(plan)


def test_who_may_read_neither_goals_nor_agreements_is_refused_in_a_sentence(course: Course) -> None:
    with course.seen_by(NOOR) as look, pytest.raises(NotPermitted, match="the recovery plan is not for this viewer"):
        look.plan()
    with course.seen_by(NOOR) as look, pytest.raises(NotPermitted):
        list(plan_in_words(look.seen(), "nl"))


def test_an_auditor_sees_its_shape_and_no_word(course: Course) -> None:
    plan, text = told(course, AUDITOR), read(course, AUDITOR)
    assert "k-" not in json.dumps(plan) + text
    assert plan["goals"]["long"][0]["words"] == {"withheld": True}
    assert "Gaat over: (niet met jou gedeeld)" in text


def test_the_moment_of_a_look_is_that_of_the_clock(course: Course) -> None:
    with course.seen_by() as look:
        assert look.seen().moment == NOW
        assert look.seen(until=8).moment == datetime(2017, 2, 8, 9, tzinfo=UTC)
