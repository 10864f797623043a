"""A resident's own documents: what is in them, which versions there were, who helped, and who may read them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

import pytest

from svh_core import Viewer
from svh_core.testing import says
from svh_core.views.documents_in_words import documents_in_words

from .courses import ARTS, AUDITOR, COURSE, MILA, NOOR, OPERATOR, Course, lets_know, on, words_in

Line = dict[str, Any]
CLOSED: Final = {"withheld": True}
OVER: Final = " Dat geldt nu niet. Dat is besloten door jou "


def writes(document: str, version: int, words: str, **more: Any) -> Line:
    return says("document.written", "mila", document=document, version=version, words=words, **more)


DOCUMENTS: Final = (
    *on("02-06", *(dict(line) for line in COURSE[:3])),  # 1 opened, 2 Noor, 3 Gijs
    *on(
        "02-10",
        writes("kaart", 1, "k-kaart-een", kind="crisis_card"),  # 4
        writes("verhaal", 1, "k-verhaal", kind="recovery_story"),  # 5
        lets_know("noor", "goals", consent="c1", documents=["kaart"], until="2017-05-31"),  # 6
        lets_know("noor", "crisis", consent="c2"),  # 7
    ),
    *on(
        "03-01",
        writes("kaart", 2, "k-kaart-twee", kind="crisis_card", helped_by="gijs", signs="k-merkbaar", actions="k-bel"),
        lets_know("arts", "goals", consent="c3", documents=["kaart"], but_not=["buur"]),  # 9
        says("consent.withdrawn", "mila", consent="c3"),  # 10
        says("passage.shared", "mila", person="mila", entry=5, recipient_kind="person", recipient="zus"),  # 11
        says(  # 12
            "emergency.opened",
            "arts",
            recipient="arts",
            categories=["crisis"],
            review_on="2017-03-05",
            reason="k-nood",
        ),
    ),
    *on("04-01", says("document.put_away", "mila", document="verhaal")),  # 13
)


@pytest.fixture(scope="module")
def course() -> Course:
    return Course(*DOCUMENTS)


def told(course: Course, viewer: Viewer = MILA, **clocks: Any) -> dict[str, dict[str, Any]]:
    with course.seen_by(viewer) as look:
        documents = look.documents(**clocks)["documents"]
    json.dumps(documents)
    return {one["document"]: one for one in documents}


def read(course: Course, viewer: Viewer = MILA, language: str = "nl", **clocks: Any) -> str:
    with course.seen_by(viewer) as look:
        return words_in(documents_in_words(look.seen(**clocks), language))


def moment(day: str) -> datetime:
    return datetime.fromisoformat(f"2017-{day}T23:00:00+00:00")


def test_a_document_has_its_latest_words_and_all_its_versions(course: Course) -> None:
    card = told(course)["kaart"]
    assert (card["kind"], card["version"], card["put_away"], card["put_away_at"]) == ("crisis_card", 2, False, None)
    assert (card["words"], card["signs"], card["actions"], card["phases"]) == (
        "k-kaart-twee",
        "k-merkbaar",
        "k-bel",
        None,
    )
    assert card["versions"] == [
        {"version": 1, "at": "2017-02-10T09:00:00Z", "entry": 4, "entered_by": "mila", "helped_by": None},
        {"version": 2, "at": "2017-03-01T09:00:00Z", "entry": 8, "entered_by": "mila", "helped_by": "gijs"},
    ]


def test_the_consents_that_name_it_and_whether_they_hold(course: Course) -> None:
    consents = told(course)["kaart"]["consents"]
    assert [(one["consent"], one["entry"], one["stands"]) for one in consents] == [("c1", 6, False), ("c3", 9, False)]
    assert consents[0] | {"stands": None} == {
        "consent": "c1",
        "entry": 6,
        "by": "mila",
        "entered_by": "mila",
        "position": "settled",
        "purpose": "care",
        "recipient_kind": "person",
        "recipient": "noor",
        "but_not": [],
        "from": "2017-01-01",
        "until": "2017-05-31",
        "stands": None,
    }
    then = told(course, as_of=moment("02-28"))["kaart"]["consents"]
    assert [(one["consent"], one["stands"]) for one in then] == [("c1", True)]
    assert told(course)["verhaal"]["consents"] == [], "one for a whole category names no document"


def test_passages_and_emergencies_that_opened_it(course: Course) -> None:
    documents = told(course)
    assert documents["verhaal"]["passages"] == [
        {"entry": 11, "by": "mila", "of_entry": 5, "recipient_kind": "person", "recipient": "zus", "until": None}
    ]
    assert documents["kaart"]["emergencies"] == [
        {"entry": 12, "by": "arts", "recipient": "arts", "at": "2017-03-01T13:00:00Z", "review_on": "2017-03-05"}
    ]
    assert documents["verhaal"]["emergencies"] == [], "an emergency never opens a recovery story"
    closed = on("06-01", says("passage.closed", "mila", person="mila", entry=5, recipient="zus"))
    assert told(Course(*DOCUMENTS, *closed))["verhaal"]["passages"] == []


def test_an_emergency_that_names_a_document_opens_that_one_alone_and_only_while_it_is_in_use() -> None:
    def emergency(*names: str) -> Line:
        told = {"recipient": "arts", "categories": ["crisis"], "documents": list(names), "review_on": "2017-06-03"}
        return says("emergency.opened", "arts", reason="k-nood", **told)

    put_away = says("document.put_away", "mila", document="kaart")
    again = writes("kaart", 3, "k-kaart-drie", kind="crisis_card")
    lines = on(
        "06-01", emergency("verhaal"), emergency("kaart"), put_away, emergency("kaart"), again, emergency("kaart")
    )
    documents = told(Course(*DOCUMENTS, *lines))
    assert [one["entry"] for one in documents["kaart"]["emergencies"]] == [12, 15, 19]
    assert documents["verhaal"]["emergencies"] == [], "it was put away by then"


def test_what_was_put_away_says_so(course: Course) -> None:
    story = told(course)["verhaal"]
    assert (story["put_away"], story["put_away_at"]) == (True, "2017-04-01T09:00:00Z")
    assert told(course, as_of=moment("03-31"))["verhaal"]["put_away"] is False


def test_as_of_a_day_the_version_of_then(course: Course) -> None:
    card = told(course, as_of=moment("02-28"))["kaart"]
    assert (card["version"], card["words"], len(card["versions"])) == (1, "k-kaart-een", 1)
    assert told(course, until=4).keys() == {"kaart"}
    assert told(course, known_on=moment("02-09")) == {}


def test_in_words(course: Course) -> None:
    assert read(course).split("\n") == [
        "Jouw eigen stukken op 1 juli 2017",
        "",
        "Crisiskaart",
        "  “k-kaart-twee”",
        "  Waaraan je het merkt: “k-merkbaar”",
        "  Wat te doen: “k-bel”",
        "  Versie 1, 10 februari 2017.",
        "  Versie 2, 1 maart 2017, met hulp van gijs.",
        "  noor mocht dit lezen vanaf 1 januari 2017 tot en met 31 mei 2017, voor de hulp." + OVER + "(regel 6).",
        "  arts mocht dit lezen vanaf 1 januari 2017, voor de hulp." + OVER + "(regel 9).",
        "    Dat geldt niet voor buur.",
        "  arts kon dit lezen in een noodgeval, op 1 maart 2017 (regel 12).",
        "",
        "Herstelverhaal",
        "  “k-verhaal”",
        "  Versie 1, 10 februari 2017.",
        "  Weggelegd op 1 april 2017.",
        "  Geen toestemming noemt dit stuk.",
        "  zus mag hieruit lezen. Dat is besloten door jou (regel 11).",
    ]
    assert "noor mag dit lezen vanaf 1 januari 2017" in read(course, as_of=moment("02-28"))
    assert "Mila's own documents on 1 July 2017" in read(course, OPERATOR, "en")


def test_a_consent_that_somebody_else_wrote_down_says_that_it_is_open() -> None:
    lines = on("02-10", writes("kaart", 1, "k-kaart", kind="crisis_card"))
    given = lets_know("arts", "goals", documents=["kaart"]) | {"entered_by": "noor"}
    course = Course(*DOCUMENTS[:3], *lines, *on("02-11", given))
    assert told(course)["kaart"]["consents"][0]["position"] == "open"
    assert "    Je zei nog niet of dit klopt." in read(course).splitlines()


def test_where_there_are_none() -> None:
    course = Course(COURSE[0])
    assert told(course) == {}
    assert read(course).splitlines() == ["Jouw eigen stukken op 1 juli 2017", "Hier staan geen eigen stukken."]


def test_who_may_read_one_reads_that_one_in_its_version_of_now_and_not_who_else_may() -> None:
    course = Course(*DOCUMENTS, *on("06-01", lets_know("noor", "goals", consent="c4", documents=["kaart"])))
    documents = told(course, NOOR)
    assert documents.keys() == {"kaart"}
    card = documents["kaart"]
    assert (card["words"], [one["version"] for one in card["versions"]]) == ("k-kaart-twee", [2])
    assert (card["consents"], card["passages"], card["emergencies"]) == (CLOSED, CLOSED, CLOSED)
    text = read(course, NOOR)
    assert "k-kaart-twee" in text
    assert "mag dit lezen" not in text
    assert "Geen toestemming" not in text


def test_whom_words_of_it_were_opened_to_reads_those() -> None:
    course = Course(*DOCUMENTS, *on("06-01", lets_know("zus", "meetings", consent="c5")))
    zus = Viewer("zus", capacity="organisation")
    assert {name: one["words"] for name, one in told(course, zus).items()} == {"verhaal": "k-verhaal"}


@pytest.mark.parametrize("viewer", [NOOR, ARTS])
def test_who_may_read_none_is_told_of_none(viewer: Viewer) -> None:
    course = Course(*DOCUMENTS, *on("06-01", lets_know(viewer.person, "meetings", consent="c5")))
    assert told(course, viewer) == {}
    assert "k-" not in read(course, viewer)


def test_an_auditor_sees_that_they_are_there_and_no_word(course: Course) -> None:
    documents = told(course, AUDITOR)
    assert documents.keys() == {"kaart", "verhaal"}
    assert documents["kaart"]["words"] == CLOSED
    assert "k-" not in json.dumps(documents) + read(course, AUDITOR)
