"""Her group without her, people she had not asked, and talks in another form than she chose."""

from __future__ import annotations

import pytest

from svh_core.testing.scenarios import says

from ...domain.openings import (
    Line,
    adds,
    answers,
    confirms,
    invites,
    is_involved,
    nominates,
    objects,
    plans,
)
from .days import fires, meets, never, on, since, subjects, told

# At the table. --------------------------------------------------------------------------------------------------------

BUUR = [adds("buur"), nominates("buur")]

ALONE = "resident_not_at_own_meeting"
GUEST = "unexpected_guest"


@pytest.mark.parametrize("word", [confirms(5), objects(5)])
def test_a_meeting_of_her_group_without_her_is_told_until_she_speaks(word: Line) -> None:
    story = told(meets("2017-03-01", "noor", "gijs"), on("2017-03-20", word))
    fires(story, ALONE, "2017-03-01", ended="2017-03-20")


def comes_in(person: str) -> Line:
    """Somebody comes in while the meeting goes on."""
    return says("attendance.changed", "noor", meeting="m1", person=person, now="here", on="2017-03-01T13:30:00Z")


def test_a_meeting_she_came_to_or_of_another_kind_is_not_without_her() -> None:
    never(told(meets("2017-03-01", "noor", said=[comes_in("mila")])), ALONE)
    never(told(meets("2017-03-01", "noor", kind="consultation")), ALONE)


@pytest.mark.parametrize("word", [confirms(5), objects(5)])
@pytest.mark.parametrize("kind", ["support_group", "network_conversation"])
def test_somebody_at_the_table_she_had_not_asked_is_told_until_she_speaks(word: Line, kind: str) -> None:
    story = told(meets("2017-03-01", "mila", "buur", kind=kind), on("2017-03-20", word))
    fires(story, GUEST, "2017-03-01", ended="2017-03-20")


def guest(answer: str | None) -> list[Line]:
    """Buur was asked for meeting m1 (entry 5), and answered."""
    asked = [plans(at="2017-03-01T13:00:00Z"), invites("buur")]
    return on("2017-02-15", *asked, *([answers("buur", 5, answer)] if answer else []))


def sits(*present: str, meeting: str = "m1") -> list[Line]:
    """These are at the table of a meeting that was planned before."""
    return on("2017-03-01", says("meeting.opened", "noor", meeting=meeting, present=list(present)))


JOINED = on("2017-02-15", *BUUR, says("nomination.accepted", "buur", person="buur"))
NOT_ASKED_NOW = {
    "a guest who did not answer": [*guest(None), *sits("mila", "buur")],
    "a guest who said no": [*guest("no"), *sits("mila", "buur")],
    "a guest of another meeting": [
        *guest("yes"),
        *on("2017-02-16", plans("m2", at="2017-03-01T12:00:00Z")),
        *sits("mila", "buur", meeting="m2"),
    ],
    "a nominee who said no": [
        *on("2017-02-15", *BUUR, says("nomination.declined", "buur", person="buur")),
        *meets("2017-03-01", "mila", "buur"),
    ],
    "who is no longer a member": [
        *JOINED,
        *on("2017-02-20", says("member.removed", "mila", person="buur")),
        *meets("2017-03-01", "mila", "buur"),
    ],
    "who is no longer involved": [
        *on("2017-02-15", is_involved("buur")),
        *on("2017-02-20", says("involvement.ended", "mila", person="buur", role="care_worker", on_="2017-02-20")),
        *meets("2017-03-01", "mila", "buur"),
    ],
    "who was asked afterwards": [*meets("2017-03-01", "mila", "buur"), *on("2017-03-05", *BUUR)],
    "who came in later": meets("2017-03-01", "mila", "noor", said=[comes_in("buur")]),
}
ASKED = {
    "a guest who said yes": [*guest("yes"), *sits("mila", "buur")],
    "a nominee": [*on("2017-02-15", *BUUR), *meets("2017-03-01", "mila", "buur")],
    "a nominee who said no later": [
        *on("2017-02-15", *BUUR),
        *meets("2017-03-01", "mila", "buur"),
        *on("2017-03-05", says("nomination.declined", "buur", person="buur")),
    ],
    "a member who left later": [
        *JOINED,
        *meets("2017-03-01", "mila", "buur"),
        *on("2017-03-05", says("member.left", "buur", person="buur")),
    ],
    "who is involved": meets("2017-03-01", "mila", "noor", "gijs"),
}


@pytest.mark.parametrize("lines", NOT_ASKED_NOW.values(), ids=NOT_ASKED_NOW)
def test_who_was_at_the_table_without_being_asked_for_it_is_told(lines: list[Line]) -> None:
    assert since(told(lines), GUEST, "2017-03-10") == ["2017-03-01"]


def test_who_turns_out_to_have_stopped_before_is_unexpected_from_the_day_that_was_told() -> None:
    stopped = says("involvement.ended", "mila", person="noor", role="care_worker", on_="2017-02-20")
    fires(told(meets("2017-03-01", "mila", "noor"), on("2017-03-20", stopped)), GUEST, "2017-03-20")


@pytest.mark.parametrize("lines", ASKED.values(), ids=ASKED)
def test_who_was_asked_is_no_unexpected_guest(lines: list[Line]) -> None:
    never(told(lines), GUEST)


# Deepening talks. -----------------------------------------------------------------------------------------------------

FORM = "deepening_not_as_chosen"
TALKS = {"without_me": ["noor", "zus"], "with_me": ["noor", "zus", "mila"]}


def deepened(*forms: str, held: str) -> list[Line]:
    """Zus was asked, Noor may hold a talk in the last of these forms, and held it (entry 6 + forms) on 1 March."""
    permits_ = [
        says("approach.permitted", "mila", person="zus", approached_by="noor", deepening=form) for form in forms
    ]
    talk = says("deepening.held", "noor", person="zus", present=TALKS[held])
    return [*on("2017-02-15", adds("zus"), nominates("zus"), *permits_), *on("2017-03-01", talk)]


@pytest.mark.parametrize(
    ("form", "held"), [("with_me", "without_me"), ("none", "without_me"), ("without_me", "with_me")]
)
def test_a_talk_in_another_form_than_she_chose_is_told_until_she_speaks(form: str, held: str) -> None:
    story = told(deepened(form, held=held), on("2017-03-20", confirms(7)))
    fires(story, FORM, "2017-03-01", ended="2017-03-20")


@pytest.mark.parametrize(
    ("form", "held"),
    [("with_me", "with_me"), ("without_me", "without_me"), ("either", "with_me"), ("either", "without_me")],
)
def test_a_talk_in_the_form_she_chose_is_not_told(form: str, held: str) -> None:
    never(told(deepened(form, held=held)), FORM)


def test_the_last_form_she_chose_is_the_one_that_counts() -> None:
    never(told(deepened("with_me", "without_me", held="without_me")), FORM)
    assert subjects(told(deepened("without_me", "with_me", held="without_me")), FORM, "2017-03-01") == ["8"]
