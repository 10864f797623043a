"""The resident's own documents: read by who is named, by who helped to write them down, and in an emergency."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from svh_core import Viewer
from svh_core.testing import says

from .stories import AROUND, CASE, MILA, NOOR, NOW, OPERATOR, Line, Story, accepts, consents, nominates, withdraws

CARD: Final = "k-crisis-card"
STORY: Final = "k-crisis-story"
SIGNS: Final = "k-crisis-signs"
ZUS: Final = Viewer("zus", capacity="member")
DIENST: Final = Viewer("dienst", capacity="professional")
IN_AN_EMERGENCY: Final = "emergency_card"


def writes(document: str, kind: str, words: str, *, version: int = 1, **more: Any) -> Line:
    told = {"document": document, "kind": kind, "version": version, "words": words}
    return says("document.written", "mila", **told, **more)


def opens_a_document(*documents: str, to: str, kind: str = "person", consent: str = "d1", **more: Any) -> Line:
    told = {"purpose": IN_AN_EMERGENCY} | more
    return consents(to=to, kind=kind, consent=consent, documents=list(documents), **told)


def breaks_the_glass(*categories: str, recipient: str = "dienst", **more: Any) -> Line:
    told = {"categories": list(categories), "review_on": "2017-03-05", "reason": "k-regie-reason"} | more
    return says("emergency.opened", recipient, on=NOW.isoformat(), recipient=recipient, **told)


@pytest.fixture
def story() -> Story:
    return Story(
        *AROUND,
        nominates("zus"),
        accepts("zus"),
        writes("kaart", "crisis_card", CARD),
        writes("plan", "signal_plan", "k-crisis-plan", signs=SIGNS),
        writes("verhaal", "recovery_story", STORY),
    )


def read(story: Story, viewer: Viewer, purpose: str = IN_AN_EMERGENCY) -> set[str]:
    return {word for word in story.sees(viewer, purpose) if word.startswith("k-crisis-")}


EVERY: Final = {CARD, "k-crisis-plan", SIGNS, STORY}


def test_before_any_consent_they_are_the_residents_alone(story: Story) -> None:
    assert read(story, MILA) == EVERY
    assert read(story, OPERATOR) == EVERY
    assert read(story, NOOR) == read(story, ZUS) == set()
    assert read(story, Viewer("toezicht", capacity="auditor")) == set()


def test_a_consent_opens_the_document_it_names_and_no_other(story: Story) -> None:
    story.then(opens_a_document("kaart", to="noor"))
    assert read(story, NOOR) == {CARD}
    assert set(story.state(NOOR, IN_AN_EMERGENCY)["documents"]) == {"kaart"}
    assert read(story, NOOR, "care") == set(), "for that purpose alone"
    assert read(story, ZUS) == set(), "and to nobody else"


def test_a_category_opens_no_document(story: Story) -> None:
    story.then(says("crisis.noticed", "zus", seen="k-crisis-seen"))
    story.then(consents("crisis", to="noor", purpose="care"))
    assert read(story, NOOR, "care") == {"k-crisis-seen"}
    assert story.state(NOOR)["documents"] == {}


def test_the_representative_does_not_read_them_but_where_they_are_named(story: Story) -> None:
    appointed = says("representative.appointed", "mila", person="broer", scope=["WHAT", "HOW"], from_="2017-01-01")
    asked = story.number(appointed)
    story.then(says("request.answered", "broer", request=asked, person="broer", answer="yes"))
    broer = Viewer("broer", capacity="representative")
    assert read(story, broer) == set()
    story.then(opens_a_document("plan", to="representative", kind="role"))
    assert read(story, broer) == {"k-crisis-plan", SIGNS}


def test_withdrawn_expired_not_yet_and_a_no_close_it(story: Story) -> None:
    story.then(opens_a_document("kaart", to="noor"), withdraws("d1"))
    assert read(story, NOOR) == set()
    story.then(opens_a_document("kaart", to="noor", consent="d2", until="2017-02-28"))
    assert read(story, NOOR) == set()
    story.then(opens_a_document("kaart", to="noor", consent="d3", from_="2017-03-02"))
    assert read(story, NOOR) == set()
    story.then(opens_a_document("kaart", to="professional", kind="role", consent="d4"))
    assert read(story, NOOR) == {CARD}
    story.then(opens_a_document("plan", "kaart", to="member", kind="role", consent="d5", but_not=["noor"]))
    assert read(story, NOOR) == set(), "a no wins over a wider yes"
    story.then(opens_a_document("kaart", to="noor", consent="d6"))
    assert read(story, NOOR) == {CARD}, "and gives way to one that names her"


def test_only_the_version_in_use_is_open(story: Story) -> None:
    story.then(opens_a_document("kaart", to="noor"), writes("kaart", "crisis_card", "k-crisis-new", version=2))
    assert read(story, NOOR) == {"k-crisis-new"}
    assert read(story, MILA) == EVERY | {"k-crisis-new"}
    story.then(says("document.put_away", "mila", document="kaart"))
    assert read(story, NOOR) == set(), "what was put away is not read as if it still held"


def test_who_wrote_it_down_reads_what_they_wrote(story: Story) -> None:
    story.then(writes("kaart", "crisis_card", "k-crisis-typed", version=2, entered_by="noor", helped_by="zus"))
    assert read(story, NOOR) == {"k-crisis-typed"}
    assert read(story, ZUS) == set(), "who helped does not by that alone"


def test_a_recovery_story_is_opened_as_a_passage(story: Story) -> None:
    number = next(e.number for e in story.book.log.entries(CASE) if getattr(e.event, "document", None) == "verhaal")
    shares = {"person": "mila", "entry": number, "recipient_kind": "role", "recipient": "member"}
    story.then(says("passage.shared", "mila", **shares))
    assert read(story, ZUS) == {STORY}
    story.then(says("passage.closed", "mila", person="mila", entry=number, recipient="member"))
    assert read(story, ZUS) == set()


def test_an_emergency_opens_what_it_names(story: Story) -> None:
    story.then(breaks_the_glass(documents=["kaart"]))
    assert read(story, DIENST, "care") == {CARD}
    assert read(story, Viewer("ander", capacity="professional"), "care") == set()
    last = list(story.trail(MILA).values())[-1]
    assert (last["event"], last["data"]["recipient"]) == ("disclosure.refused", "ander")


def test_an_emergency_that_names_none_opens_those_that_are_for_it_and_never_a_story(story: Story) -> None:
    story.then(breaks_the_glass("crisis"))
    assert read(story, DIENST, "care") == EVERY - {STORY}
    story.now = story.now.replace(month=3, day=6)
    assert read(story, DIENST, "care") == set(), "until it is reviewed, at the latest"


def test_a_look_at_a_document_rests_on_what_opened_it(story: Story) -> None:
    consent = story.number(opens_a_document("kaart", to="noor"))
    story.sees(NOOR, IN_AN_EMERGENCY)
    seen = next(line for line in story.trail(MILA).values() if line["event"] == "disclosure.made")
    assert seen["data"]["basis"] == f"entry:{consent}"
    assert "crisis" in seen["data"]["categories"]
    assert story.book.may(CASE, _again(story), by="noor") is None


def _again(story: Story) -> Any:
    return next(e.event for e in story.book.log.entries(CASE) if e.event.spec.name == "disclosure.made")


def test_explaining_names_the_documents_that_are_open(story: Story) -> None:
    consent = story.number(opens_a_document("kaart", "plan", to="noor"))
    grounds = story.book.explain(CASE, viewer=NOOR, purpose=IN_AN_EMERGENCY)
    assert [(g.document, g.entry, g.why) for g in grounds if g.document is not None] == [
        ("kaart", consent, "consent"),
        ("plan", consent, "consent"),
    ]
    assert [g.opens for g in grounds if g.category == "crisis" and g.document is None] == [False]


def test_breaking_the_glass_through_the_casebook_shows_the_card(story: Story) -> None:
    story.book.break_the_glass(
        CASE,
        recipient="dienst",
        categories=(),
        documents=["kaart"],
        reason="Zij is niet aanspreekbaar.",
        review_on=date(2017, 3, 8),
    )
    assert read(story, DIENST, "care") == {CARD}
