"""What was said in a deepening talk, passages that somebody opens, and the resident's picture of people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest

from svh_core import Viewer
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.rulebook import StreamKind
from svh_core.sharing.shares import OF_A_DEEPENING
from svh_core.testing import says

from .stories import (
    A_TALK,
    AROUND,
    GOAL,
    MILA,
    NOOR,
    NOW,
    OPERATOR,
    ZUS,
    Line,
    Story,
    accepts,
    adds,
    consents,
    deepens,
    involves,
    nominates,
)

SAID: Final = "k-deepening-said"
BROER: Final = Viewer("broer", capacity="member")
TALK: Final = 8
"""The number of the talk in these stories."""


def shares(entry: int, by: str, to: str, kind: str = "person", **more: str) -> Line:
    return says("passage.shared", by, person=by, entry=entry, recipient_kind=kind, recipient=to, **more)


def closes(entry: int, by: str, to: str) -> Line:
    return says("passage.closed", by, person=by, entry=entry, recipient=to)


def a_talk(*lines: Line) -> Story:
    return Story(*AROUND, *A_TALK, nominates("broer"), accepts("broer"), accepts("zus"), *lines)


def hears(story: Story, viewer: Viewer) -> bool:
    heard = SAID in story.sees(viewer)
    topics = any(line["data"].get("topics") == ["fear"] for line in _trail(story, viewer))
    assert heard is topics
    return heard


def _trail(story: Story, viewer: Viewer) -> list[dict[str, Any]]:
    return list(story.trail(viewer).values()) if story.sees(viewer) else []


def test_what_was_said_is_for_who_were_there() -> None:
    story = a_talk()
    assert hears(story, NOOR)
    assert hears(story, ZUS)
    assert hears(story, OPERATOR)
    for viewer in (MILA, BROER, Viewer("toezicht", capacity="auditor"), Viewer("zus", capacity="auditor")):
        assert not hears(story, viewer), viewer


def test_the_resident_sees_that_there_was_a_talk_and_hears_it_where_she_was_there() -> None:
    line = a_talk().trail(MILA)[TALK]
    assert line["data"]["present"] == ["noor", "zus"]
    assert line["data"]["said"] == {"withheld": True}
    assert "niet met jou gedeeld" in line["sentence"]
    with_mila = Story(*AROUND, *A_TALK[:2], deepens("noor", "zus", "mila"))
    assert hears(with_mila, MILA)


def test_who_wrote_it_down_and_was_not_there_does_not_hear_it() -> None:
    story = Story(*AROUND, *A_TALK[:2], deepens("zus"))
    assert not hears(story, NOOR)


@pytest.mark.parametrize("category", ["deepening", "meetings", "nomination"])
def test_no_consent_and_no_emergency_of_the_resident_opens_a_talk(category: str) -> None:
    story = a_talk(consents(category, to="broer"))
    story.then(
        says(
            "emergency.opened",
            "buur",
            on=NOW.isoformat(),
            recipient="buur",
            categories=[category],
            review_on="2017-03-03",
            reason="nood",
        )
    )
    assert not hears(story, BROER)
    assert not hears(story, Viewer("buur", capacity="organisation"))


@pytest.mark.parametrize(
    ("kind", "to", "viewer"),
    [
        ("person", "mila", MILA),
        ("person", "broer", BROER),
        ("role", "member", BROER),
        ("group", "support_group", BROER),
        ("person", "vreemde", Viewer("vreemde", capacity="organisation")),
    ],
)
def test_who_said_it_opens_it_to_others_and_closes_it_again(kind: str, to: str, viewer: Viewer) -> None:
    story = a_talk(shares(TALK, "zus", to, kind))
    assert hears(story, viewer)
    assert not hears(story, Viewer("buur", capacity="organisation"))
    story.then(closes(TALK, "zus", to))
    assert not hears(story, viewer)


def test_a_passage_is_open_until_a_day_and_that_day_too() -> None:
    story = a_talk(shares(TALK, "zus", "broer", until="2017-03-02"))
    story.now += timedelta(days=1)
    assert hears(story, BROER)
    story.now += timedelta(days=1)
    assert not hears(story, BROER)


def test_closing_to_one_leaves_it_open_to_another_and_nobody_closes_what_anothers_opened() -> None:
    story = a_talk(shares(TALK, "zus", "broer"), shares(TALK, "zus", "member", "role"))
    story.then(closes(TALK, "zus", "member"), closes(TALK, "buur", "broer"))
    assert hears(story, BROER)


def test_a_group_hears_what_was_shared_with_it_while_it_goes_on() -> None:
    story = a_talk(shares(TALK, "zus", "support_group", "group"))
    assert not hears(story, Viewer("broer", capacity="organisation"))
    story.then(says("case.closed", "mila", why="done"))
    assert not hears(story, BROER)
    assert hears(story, Viewer("zus", capacity="member"))
    assert not hears(story, NOOR)


def test_somebody_opens_their_own_words_and_not_those_beside_them() -> None:
    weighed = GOAL | {"because": [{"by": "zus", "words": "k-goals-weighed-zus"}]}
    story = Story(*AROUND)
    number = story.number(weighed)
    story.then(shares(number, "zus", "buur"))
    buur = Viewer("buur", capacity="organisation")
    assert story.sees(buur) == {"k-identity-buur", "k-goals-weighed-zus"}
    assert story.trail(buur)[number]["data"]["horizon"] == {"withheld": True}


def test_who_weighed_something_beside_a_talk_does_not_open_what_another_said_in_it() -> None:
    talk = deepens("noor", "zus") | {"because": [{"by": "noor", "words": "k-meetings-weighed-noor"}]}
    story = Story(*AROUND, *A_TALK[:2])
    number = story.number(talk)
    story.then(shares(number, "noor", "buur"))
    assert story.sees(Viewer("buur", capacity="organisation")) == {"k-identity-buur", "k-meetings-weighed-noor"}


# The resident's picture of a person: not to that person, but where the resident opens that very passage to them.

PICTURE: Final = (
    says("network.person_described", "mila", person="zus", closeness="far", helpful="mixed", words="k-network-zus"),
    says("network.person_described", "mila", person="broer", closeness="near", words="k-network-broer"),
    says("network.bond_drawn", "mila", one="zus", other="broer", kind="tense", words="k-network-bond"),
    says("distance.chosen", "mila", person="zus", kind="boundary", words="k-network-distance"),
)
OPENED_WIDE: Final = {
    "nothing": (),
    "consent": (consents("network", to="zus"),),
    "consent to a role": (consents("network", to="member", kind="role"),),
    "passages to a role": tuple(shares(TALK + n, "mila", "member", kind="role") for n in (0, 2, 3)),
}


@pytest.mark.parametrize("wide", OPENED_WIDE)
@pytest.mark.parametrize("capacity", ["member", "nominee", "organisation"])
def test_a_picture_is_never_shown_to_who_it_is_of(wide: str, capacity: str) -> None:
    join = (
        (nominates("zus"), accepts("zus"))
        if capacity == "member"
        else (nominates("zus"), says("hook.found", "mila", words="k-goals-hook"))
    )
    story = Story(*AROUND, *join[:1], join[1])
    first = story.number(PICTURE[0])
    story.then(*PICTURE[1:])
    story.then(
        *(
            line | {"data": line["data"] | {"entry": first + i}} if "entry" in line["data"] else line
            for i, line in enumerate(OPENED_WIDE[wide])
        )
    )
    zus = Viewer("zus", capacity=capacity)
    words = story.sees(zus)
    assert not words & {"k-network-zus", "k-network-bond", "k-network-distance", "k-network-relation-zus"}
    shown = story.trail(zus).values()
    about_her = [line for line in shown if line["event"] in {"network.person_described", "distance.chosen"}]
    assert all(line["data"]["person"] != "zus" for line in about_her)
    known = story.state(zus)["network"]
    if "zus" in known:
        assert known["zus"]["closeness"] == known["zus"]["words"] == {"withheld": True}
        assert known["zus"]["distance"] is None
        assert known["broer"]["words"] == "k-network-broer"
    assert story.state(zus)["bonds"] == {}


def test_a_picture_is_shown_to_who_it_is_of_where_the_resident_opens_that_passage_to_them() -> None:
    story = Story(*AROUND, nominates("zus"), accepts("zus"))
    described, *_ = [story.number(line) for line in PICTURE]
    zus = Viewer("zus", capacity="member")
    story.then(shares(described, "mila", "zus"))
    assert story.sees(zus) & {"k-network-zus", "k-network-bond", "k-network-distance"} == {"k-network-zus"}
    line = story.trail(zus)[described]
    assert (line["data"]["person"], line["data"]["closeness"]) == ("zus", "far")
    story.then(says("passage.closed", "mila", person="mila", entry=described, recipient="zus"))
    assert "k-network-zus" not in story.sees(zus)


def test_a_consent_shows_the_picture_of_others() -> None:
    story = Story(*AROUND, *PICTURE, consents("network", to="buur"))
    assert story.sees(Viewer("buur", capacity="organisation")) >= {"k-network-zus", "k-network-broer", "k-network-bond"}


def test_a_representative_is_not_shown_the_picture_of_people() -> None:
    every = ["WHAT", "WHO", "HOW", "HOW_LONG", "consent"]
    story = Story(*AROUND, *PICTURE, GOAL)
    asked = story.number(says("representative.appointed", "mila", person="tante", scope=every, from_="2017-01-01"))
    story.then(says("request.answered", "tante", request=asked, person="tante", answer="yes"))
    seen = story.sees(Viewer("tante", capacity="representative"))
    assert "k-goals-rust" in seen
    assert not {word for word in seen if word.startswith("k-network-")}


# Everybody's own words.


def test_everybody_reads_what_they_decided_entered_or_said_themselves() -> None:
    story = Story(*AROUND, adds("nicht"), involves("arts", "lead_clinician"))
    story.then(says("need.stated", "buur", entered_by="nicht", person="buur", need="n1", words="k-nomination-need"))
    for person in ("buur", "nicht"):
        assert "k-nomination-need" in story.sees(Viewer(person, capacity="organisation"))
    assert "k-nomination-need" not in story.sees(Viewer("zus", capacity="organisation"))
    assert story.sees(Viewer("arts", capacity="organisation")) == {"k-identity-arts"}


def test_every_field_of_a_deepening_talk_is_known_by_its_mark() -> None:
    sealed = [
        field.name
        for kind in CORE_RULEBOOK.kinds.values()
        if kind.stream is StreamKind.CASE
        for field in kind.fields
        if field.category == "deepening" and field.of is not None
    ]
    assert {f"|{name}|" for name in sealed} == set(OF_A_DEEPENING)
