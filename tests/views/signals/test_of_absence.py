"""Nothing about me without me: what fires it, what softens it, what ends it, and being told of it."""

from __future__ import annotations

import pytest

from svh_core.testing.scenarios import says

from ...domain.openings import (
    ALL_DOMAINS,
    Line,
    accepts,
    adds,
    agrees,
    agrees_rules,
    answers,
    appoints,
    by_law,
    comes,
    confirms,
    consents,
    deepens,
    is_involved,
    nominates,
    objects,
    permits,
    plans,
    sets_goal,
    takes_over,
    withdraws,
)
from .days import fires, informs, meets, never, on, seen, since, subjects, told

ABSENT = "about_me_without_me"
ZUS_ASKED = on("2017-02-10", adds("zus"), nominates("zus"), permits("noor"))  # entries 4 to 6


def talks(*people: str, by: str = "noor", identified: str = "yes", **more: object) -> Line:
    """People speak about the resident while she is not there."""
    return says("consultation.held", by, with_=list(people), kind="team", identified=identified, **more)


def deepens_with_her() -> Line:
    """A deepening talk she is in."""
    return says("deepening.held", "noor", person="zus", present=["noor", "zus", "mila"])


def reports(meeting: str = "m1", **more: object) -> Line:
    """Noor writes down what a meeting came to."""
    return says("report.written", "noor", meeting=meeting, words="verslag", **more)


def may_deliberate(recipient: str, kind: str = "role", **more: object) -> Line:
    """Mila lets somebody deliberate without her."""
    told = {"purpose": "deliberation_without_me", "recipient_kind": kind, "recipient": recipient}
    return consents(**(told | more))


WITHOUT_HER = {
    "a talk about her": [talks("arts")],
    "a taking over": [takes_over("HOW")],
    "a decision taken over": [sets_goal("noor", reason="Mila is opgenomen")],
    "a group matter taken over": [plans(by="noor", reason="Mila is opgenomen")],
    "an offer of somebody": [agrees("zus")],
}


@pytest.mark.parametrize("lines", WITHOUT_HER.values(), ids=WITHOUT_HER)
@pytest.mark.parametrize("word", [confirms(4), objects(4)], ids=["confirmed", "objected"])
def test_what_was_decided_or_discussed_without_her_is_listed_until_she_speaks(lines: list[Line], word: Line) -> None:
    fires(told(on("2017-02-15", *lines), on("2017-03-20", word)), ABSENT, "2017-02-15", ended="2017-03-20")


def test_a_decision_on_her_behalf_is_listed_until_she_speaks() -> None:
    rep = on("2017-02-10", appoints("zus", *ALL_DOMAINS), answers("zus", 4))
    story = told(rep, on("2017-03-01", sets_goal("zus")), on("2017-03-20", confirms(6)))
    fires(story, ABSENT, "2017-03-01", ended="2017-03-20")


def test_a_report_of_a_meeting_she_was_never_at_is_listed_until_she_speaks() -> None:
    story = told(meets("2017-03-01", "noor", "zus"), on("2017-03-02", reports()), on("2017-03-20", confirms(7)))
    fires(story, ABSENT, "2017-03-02", ended="2017-03-20")


def test_her_representative_objecting_for_her_ends_it_too() -> None:
    rep = on("2017-02-10", appoints("zus", "WHAT"), answers("zus", 4))
    story = told(rep, on("2017-03-01", talks("arts")), on("2017-03-20", objects(6, "zus")))
    fires(story, ABSENT, "2017-03-01", ended="2017-03-20")


NOT_WITHOUT_HER = {
    "an anonymous talk": on("2017-03-01", talks("arts", identified="anonymous")),
    "a taking over said at the table": meets("2017-02-15", "mila", "noor", said=[takes_over("HOW")]),
    "a talk about her at a table where she sat": meets("2017-03-01", "mila", "noor", said=[talks("arts")]),
    "a deepening talk with her": [*ZUS_ASKED, *on("2017-03-01", deepens_with_her())],
    "a decision taken over with her there": meets(
        "2017-03-01", "mila", "noor", said=[sets_goal("noor", reason="Mila zweeg")]
    ),
    "on her behalf with her there": [
        *on("2017-02-10", appoints("zus", *ALL_DOMAINS), answers("zus", 4)),
        *meets("2017-03-01", "mila", "zus", said=[sets_goal("zus")]),
    ],
    "an offer at the table": meets("2017-03-01", "mila", "zus", said=[agrees("zus")]),
    "a group matter at the table": meets("2017-03-01", "mila", "zus", said=[agrees_rules("zus")]),
    "her own decision in another's pen": on("2017-03-01", sets_goal(entered_by="noor")),
    "what somebody answers for themselves": [*ZUS_ASKED, *on("2017-03-01", accepts("zus"))],
    "entered twice": on("2017-03-01", talks("arts"), says("entry.corrected", "noor", entry=4, wrong="entered_twice")),
}


@pytest.mark.parametrize("lines", NOT_WITHOUT_HER.values(), ids=NOT_WITHOUT_HER)
def test_what_she_was_there_for_or_is_not_about_her_is_not_listed(lines: list[Line]) -> None:
    never(told(lines), ABSENT)


def test_a_correction_of_the_words_leaves_it_listed() -> None:
    story = told(on("2017-03-01", talks("arts"), says("entry.corrected", "noor", entry=4, wrong="words")))
    assert since(story, ABSENT, "2017-06-01") == ["2017-03-01"]


def test_a_report_of_a_meeting_she_came_to_halfway_is_not_listed() -> None:
    halfway = comes("mila", on="2017-03-01T13:30:00Z")
    never(told(meets("2017-03-01", "noor", said=[halfway]), on("2017-03-02", reports())), ABSENT, subject="8")


def test_what_follows_from_a_decision_is_not_listed_beside_it() -> None:
    rep = on("2017-02-10", appoints("zus", *ALL_DOMAINS, "consent"), answers("zus", 4))
    story = told(rep, on("2017-02-11", consents()), on("2017-03-01", objects(6, "zus")))
    assert [entry.caused_by for entry in story.entries[-2:]] == [None, 7]
    never(story, ABSENT)


def test_what_comes_after_her_death_is_not_listed() -> None:
    died = says("case.closed", "noor", why="died", reason="Mila is overleden")
    never(told(on("2017-03-01", died), on("2017-03-02", talks("arts"))), ABSENT, subject="5")


def test_a_released_offer_is_listed_until_she_says_what_she_thinks_of_it() -> None:
    release = says("agreement.released", "mila", agreement="a1")
    story = told(on("2017-03-01", agrees("zus")), on("2017-03-05", release), on("2017-03-20", confirms(4)))
    fires(story, ABSENT, "2017-03-01", ended="2017-03-20")


# With permission. -----------------------------------------------------------------------------------------------------


def softened(lines: list[Line], day: str = "2017-03-01") -> bool:
    """Whether the one finding of a day is told as with her permission."""
    (hit,) = seen(told(lines), ABSENT, day)
    return "with your permission" in hit.sentence


ARTS = says(
    "involvement.recorded", "mila", person="arts", role="lead_clinician", organisation="ggz", from_="2017-01-01"
)
PSY = is_involved("psy", "psychologist")

PERMITTED = {
    "to the person": [may_deliberate("arts", "person")],
    "to the role": [may_deliberate("lead_clinician")],
    "to the organisation": [may_deliberate("ggz", "organisation")],
    "on its last day": [may_deliberate("arts", "person", until="2017-03-01")],
}
NOT_PERMITTED = {
    "no consent": [],
    "for another purpose": [consents(purpose="care", recipient_kind="person", recipient="arts")],
    "to another": [may_deliberate("psy", "person")],
    "but not them": [may_deliberate("lead_clinician", but_not=["arts"])],
    "over the day before": [may_deliberate("arts", "person", until="2017-02-28")],
    "not begun": [may_deliberate("arts", "person", from_="2017-03-02")],
    "withdrawn": [may_deliberate("arts", "person"), withdraws()],
    "a no beside a wider yes": [
        may_deliberate("lead_clinician", but_not=["arts"]),
        may_deliberate("ggz", "organisation", consent="c2"),
    ],
    "stopped taking part": [may_deliberate("arts", "person"), says("participation.decided", "mila", answer="stop")],
}


@pytest.mark.parametrize("lines", PERMITTED.values(), ids=PERMITTED)
def test_a_talk_she_permitted_is_still_listed_and_says_so(lines: list[Line]) -> None:
    assert softened([*on("2017-02-10", ARTS, *lines), *on("2017-03-01", talks("noor", "arts"))])


@pytest.mark.parametrize("lines", NOT_PERMITTED.values(), ids=NOT_PERMITTED)
def test_a_talk_she_did_not_permit_is_not_told_as_permitted(lines: list[Line]) -> None:
    assert not softened([*on("2017-02-10", ARTS, *lines), *on("2017-03-01", talks("noor", "arts"))])


def test_a_consent_covers_everybody_in_the_talk_but_who_writes_it_down() -> None:
    one = on("2017-02-10", ARTS, PSY, may_deliberate("arts", "person"))
    assert softened([*one, *on("2017-03-01", talks("arts", "psy", by="psy"))])
    assert not softened([*one, *on("2017-03-01", talks("arts", "psy"))])


def test_two_consents_to_two_people_do_not_cover_a_talk_of_both() -> None:
    each = on("2017-02-10", may_deliberate("arts", "person"), may_deliberate("psy", "person", consent="c2"))
    assert not softened([*each, *on("2017-03-01", talks("arts", "psy"))])


def test_what_was_permitted_then_is_told_as_permitted_after_the_consent_was_withdrawn() -> None:
    talk = [*on("2017-02-10", may_deliberate("arts", "person")), *on("2017-03-01", talks("arts"))]
    (hit,) = seen(told(talk, on("2017-03-05", withdraws())), ABSENT, "2017-04-01")
    assert "with your permission" in hit.sentence


def test_what_is_decided_without_her_is_never_permitted_by_a_consent_to_deliberate() -> None:
    consent = on("2017-02-10", may_deliberate("noor", "person"))
    assert not softened([*consent, *on("2017-03-01", sets_goal("noor", reason="Mila is opgenomen"))])


@pytest.mark.parametrize(
    ("form", "permitted"), [("without_me", True), ("either", True), ("with_me", False), ("none", False)]
)
def test_a_deepening_talk_without_her_is_permitted_by_the_form_she_chose(form: str, permitted: bool) -> None:  # noqa: FBT001
    permit = says("approach.permitted", "mila", person="zus", approached_by="noor", deepening=form)
    asked = on("2017-02-10", adds("zus"), nominates("zus"), permit)
    assert softened([*asked, *on("2017-03-01", deepens())]) == permitted


# Not told. ------------------------------------------------------------------------------------------------------------

TO_BE_TOLD = {
    "taken over": [sets_goal("noor", reason="Mila is opgenomen")],
    "a taking over she was told of": [takes_over("HOW", told_resident="yes", until="2017-05-01T00:00:00Z")],
    "a legal representation": [by_law("mentor", "WHO", by="noor")],
    "an offer in her absence": [agrees("zus")],
    "a group matter": [plans(by="noor", reason="Mila is opgenomen")],
}


@pytest.mark.parametrize("lines", TO_BE_TOLD.values(), ids=TO_BE_TOLD)
@pytest.mark.parametrize("word", [informs(4), informs(4, how="letter"), confirms(4), objects(4)])
def test_what_was_decided_without_her_she_is_to_be_told_within_a_week(lines: list[Line], word: Line) -> None:
    fires(told(on("2017-03-01", *lines), on("2017-03-20", word)), "not_told", "2017-03-09", ended="2017-03-20")


def test_a_decision_on_her_behalf_she_is_to_be_told_within_a_week() -> None:
    rep = on("2017-02-10", appoints("zus", *ALL_DOMAINS), answers("zus", 4))
    story = told(rep, on("2017-03-01", sets_goal("zus")), on("2017-03-20", informs(6)))
    fires(story, "not_told", "2017-03-09", ended="2017-03-20")


TOLD_OR_HERS = {
    "told on the last day": [*on("2017-03-01", agrees("zus")), *on("2017-03-09", informs(4))],
    "her own": on("2017-03-01", sets_goal()),
    "her own in another's pen": on("2017-03-01", sets_goal(entered_by="noor")),
    "an offer at the table": meets("2017-03-01", "mila", "zus", said=[agrees("zus")]),
    "what somebody answers for themselves": [*ZUS_ASKED, *on("2017-03-01", accepts("zus"))],
    "a talk": on("2017-03-01", talks("arts")),
}


@pytest.mark.parametrize("lines", TOLD_OR_HERS.values(), ids=TOLD_OR_HERS)
def test_what_she_was_told_or_decided_herself_is_not_listed_as_untold(lines: list[Line]) -> None:
    never(told(lines), "not_told")


def test_being_told_of_another_entry_does_not_end_it() -> None:
    story = told(on("2017-03-01", agrees("zus"), agrees("buur", agreement="a2")), on("2017-03-10", informs(5)))
    assert subjects(story, "not_told", "2017-03-11") == ["4"]
