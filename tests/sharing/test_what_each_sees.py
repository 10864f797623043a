"""Before any consent: what each capacity is shown of a case that has words in every category, and what not."""

from __future__ import annotations

from typing import Any, Final

import pytest

from svh_core import NotPermitted, Viewer
from svh_core.sharing.grounds import CATEGORIES
from svh_core.sharing.roles import CAPACITIES
from svh_core.testing import says

from .stories import CASE, GOAL, OPENED, Story, accepts, adds, involves, nominates, plans, whole

IDENTITY: Final = {"mila", "zus", "broer", "noor"}
"""Who sat at the table of the first meeting, and so knows the others."""

SEEN: Final[dict[tuple[str, str], dict[str, set[str]]]] = {
    ("mila", "resident"): {
        "identity": IDENTITY | {"buur"},
        "network": {"picture", "bond", "distance", "relation-zus", "relation-broer", "relation-buur"},
        "nomination": {"hoped-zus", "hoped-buur", "told-zus", "told-buur", "yes-zus", "topic", "tante"},
        "goals": {"asks", "rust", "werk", "weighed-zus"},
        "agreements": {"zus", "buur"},
        "meetings": {"topics-m1", "topics-m2", "topics-m3", "said-zus", "purpose"},
        "time": {"duration"},
        "regie": {"participation", "conditions"},
        "consent": {"assessment"},
        "care": {"thuis", "change"},
        "crisis": {"seen", "place", "card"},
        "measures": {"how", "change"},
    },
    ("tante", "representative"): {
        "identity": IDENTITY | {"buur"},
        "nomination": {"tante", "yes-zus"},
        "goals": {"asks"},
        "agreements": {"zus", "buur"},
        "meetings": {"topics-m1", "topics-m2", "topics-m3", "said-zus", "purpose"},
        "regie": {"participation"},
        "consent": {"assessment"},
        "care": {"thuis"},
        "crisis": {"seen", "place"},
        "measures": {"how", "change"},
    },
    ("zus", "member"): {
        "identity": IDENTITY,
        "nomination": {"yes-zus"},
        "goals": {"asks", "rust", "werk", "weighed-zus"},
        "agreements": {"zus", "buur"},
        "meetings": {"topics-m1", "topics-m2", "said-zus"},
        "deepening": {"said"},
        "crisis": {"place"},
    },
    ("broer", "guest"): {
        "identity": IDENTITY,
        "goals": {"werk"},
        "agreements": {"zus"},
        "meetings": {"topics-m1", "said-zus"},
    },
    ("buur", "nominee"): {
        "identity": {"buur"},
        "nomination": {"hoped-buur", "told-buur"},
        "agreements": {"buur"},
        "crisis": {"card"},
    },
    ("noor", "professional"): {
        "identity": IDENTITY,
        "meetings": {"topics-m1", "said-zus"},
        "deepening": {"said"},
        "regie": {"participation", "conditions"},
        "consent": {"assessment"},
        "care": {"thuis", "change"},
        "crisis": {"seen"},
        "measures": {"change"},
    },
    ("org-1", "organisation"): {},
    ("toezicht", "auditor"): {},
    ("onderzoek", "researcher"): {},
    ("beheer", "operator"): {
        "identity": IDENTITY | {"buur"},
        "network": {"picture", "bond", "distance", "relation-zus", "relation-broer", "relation-buur"},
        "nomination": {"hoped-zus", "hoped-buur", "told-zus", "told-buur", "yes-zus", "topic", "tante"},
        "goals": {"asks", "rust", "werk", "weighed-zus"},
        "agreements": {"zus", "buur"},
        "meetings": {"topics-m1", "topics-m2", "topics-m3", "said-zus", "purpose"},
        "deepening": {"said"},
        "time": {"duration"},
        "regie": {"participation", "conditions"},
        "consent": {"assessment"},
        "care": {"thuis", "change"},
        "crisis": {"seen", "place", "card"},
        "measures": {"how", "change"},
    },
}
"""The words of each category that somebody in each capacity reads; of what is not named here, none."""

EVERYBODY: Final = [Viewer(person, capacity=capacity) for person, capacity in SEEN]


@pytest.fixture(scope="module")
def story() -> Story:
    return whole()


def named(viewer: Viewer) -> str:
    return viewer.capacity


@pytest.fixture(params=EVERYBODY, ids=named)
def viewer(request: pytest.FixtureRequest) -> Viewer:
    found: Viewer = request.param
    return found


def test_there_is_somebody_in_every_capacity() -> None:
    assert {viewer.capacity for viewer in EVERYBODY} == set(CAPACITIES)


@pytest.fixture(scope="module")
def seen(story: Story) -> dict[str, frozenset[str]]:
    return {viewer.capacity: story.sees(viewer) for viewer in EVERYBODY}


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_words_of_each_category_are_shown_to_exactly_these(
    seen: dict[str, frozenset[str]], viewer: Viewer, category: str
) -> None:
    words = {word.removeprefix(f"k-{category}-") for word in seen[viewer.capacity] if word.startswith(f"k-{category}-")}
    assert words == SEEN[viewer.person, viewer.capacity].get(category, set())


def test_every_word_of_the_story_is_in_the_table(story: Story) -> None:
    every = {f"k-{category}-{word}" for row in SEEN.values() for category, words in row.items() for word in words}
    assert every == story.sees(Viewer("beheer", capacity="operator"))


# Without words: the entries, their fields in clear, the state, signals, figures and the script.

ALL: Final = "all"
LINES: Final[dict[str, Any]] = {
    "resident": ALL,
    "auditor": ALL,
    "operator": ALL,
    "professional": {"involvement.recorded", "participation.decided", "regie.taken_over", "meeting.opened"},
    "member": {"goal.set", "agreement.made", "meeting.planned", "meeting.opened", "member.joined", "deepening.held"},
    "guest": {"goal.set", "agreement.made", "meeting.planned", "meeting.opened", "guest.invited"},
    "nominee": {"nomination.made", "approach.permitted", "agreement.made", "network.person_added"},
}
HIDDEN: Final[dict[str, set[str]]] = {
    "professional": {"goal.set", "agreement.made", "network.person_described", "consent.given", "duration.agreed"},
    "member": {"network.person_described", "network.bond_drawn", "distance.chosen", "representative.appointed"},
    "guest": {"participation.decided", "network.person_described", "duration.agreed", "group.formed"},
    "nominee": {"goal.set", "meeting.planned", "participation.decided", "case.opened"},
}


@pytest.mark.parametrize("capacity", [*LINES])
def test_the_trail_has_the_entries_that_are_open(story: Story, capacity: str) -> None:
    viewer = next(viewer for viewer in EVERYBODY if viewer.capacity == capacity)
    shown = story.trail(viewer)
    names = {line["event"] for line in shown.values()}
    if LINES[capacity] == ALL:
        whole_case = set(range(1, max(shown) + 1))
        assert set(shown) == whole_case
        return
    assert LINES[capacity] - {"regie.taken_over"} <= names
    assert not names & HIDDEN[capacity]


def test_a_field_in_clear_that_is_closed_is_withheld(story: Story) -> None:
    made = next(line for line in story.trail(Viewer("noor", capacity="professional")).values() if line["number"] == 1)
    assert made["data"]["method"] == "support_group"
    assert made["data"]["resident"] == {"withheld": True}
    assert "support_group" not in str(made["data"]["asks_for"])


def test_the_state_has_the_facts_that_are_open(story: Story) -> None:
    facts = {
        viewer.capacity: {name for name, fact in story.state(viewer).items() if fact}
        for viewer in EVERYBODY
        if viewer.capacity not in {"organisation", "researcher"}
    }
    whole_case = facts["resident"]
    assert facts["operator"] == facts["auditor"] == whole_case
    closed = {capacity: whole_case - seen for capacity, seen in facts.items()}
    assert closed["member"] >= {"network", "bonds", "permissions", "involvements", "participation", "representations"}
    assert closed["guest"] >= {"network", "bonds", "involvements", "participation", "representations", "groups"}
    assert (
        closed["nominee"]
        >= {"network", "goals", "meetings", "agreements", "groups", "permissions", "needs"} & whole_case
    )
    assert closed["professional"] >= {"network", "bonds", "goals", "agreements", "permissions", "durations"}
    assert closed["representative"] >= {"network", "bonds", "goals"}


def test_the_state_of_a_guest_is_that_of_their_meeting(story: Story) -> None:
    state = story.state(Viewer("broer", capacity="guest"))
    assert set(state["meetings"]) == {"m1"}
    assert set(state["goals"]) == {"werk"}
    assert set(state["agreements"]) == {"van-zus"}


def test_the_state_of_a_member_is_that_of_their_groups(story: Story) -> None:
    state = story.state(Viewer("zus", capacity="member"))
    assert set(state["meetings"]) == {"m1", "m2"}
    assert set(state["groups"]) == {"support_group"}
    assert state["groups"]["support_group"]["nominations"] == {}


@pytest.mark.parametrize(
    ("capacity", "opens"),
    [
        ("resident", True),
        ("operator", True),
        ("auditor", True),
        ("professional", True),
        ("representative", False),
        ("member", False),
        ("guest", False),
        ("nominee", False),
    ],
)
def test_figures_are_for_who_may_read_the_whole_regie(story: Story, capacity: str, opens: bool) -> None:  # noqa: FBT001
    viewer = next(viewer for viewer in EVERYBODY if viewer.capacity == capacity)
    with story.book.looking(CASE, viewer=viewer, purpose="care") as look:
        if opens:
            assert look.figures()["domains"]["WHAT"]["N"] == 3
        else:
            with pytest.raises(NotPermitted):
                look.figures()


def test_signals_rest_on_entries_that_are_seen(story: Story) -> None:
    for viewer in EVERYBODY:
        if viewer.capacity in {"organisation", "researcher"}:
            continue
        seen = set(story.trail(viewer))
        with story.book.looking(CASE, viewer=viewer, purpose="care") as look:
            told = look.signals(also=["all"])
        assert all(seen.issuperset(one.entries) for one in told)
        if viewer.capacity in {"member", "guest", "nominee", "representative"}:
            assert all(one.entries for one in told)
        if viewer.capacity in {"member", "nominee"}:
            assert told == []


def test_a_script_of_the_whole_is_for_the_resident_and_the_operator(story: Story) -> None:
    for viewer in EVERYBODY:
        if viewer.capacity in {"organisation", "researcher"}:
            continue
        with story.book.looking(CASE, viewer=viewer, purpose="care") as look:
            if viewer.capacity in {"resident", "operator"}:
                assert any("k-goals-rust" in line for line in look.script())
            else:
                with pytest.raises(NotPermitted):
                    look.script()


# Who somebody is, is what the trail says; not what is attested alone, and not what they wrote themselves.


@pytest.mark.parametrize("capacity", CAPACITIES[:6])
def test_what_the_trail_does_not_say_opens_nothing(story: Story, capacity: str) -> None:
    assert story.sees(Viewer("vreemde", capacity=capacity)) == set()


@pytest.mark.parametrize("capacity", ["care_worker", "funder", "plugin"])
def test_a_capacity_that_is_none_opens_nothing_and_is_no_name_for_a_consent(capacity: str) -> None:
    consent = says(
        "consent.given",
        "mila",
        consent="c1",
        purpose="care",
        categories=["goals"],
        recipient_kind="role",
        recipient="care_worker",
        from_="2017-01-01",
        channel="app",
        text_version="v1",
        language="nl",
    )
    assert Story(OPENED, GOAL, consent).sees(Viewer("vreemde", capacity=capacity)) == set()


def test_a_member_sees_while_a_member_and_only_of_their_groups() -> None:
    story = Story(OPENED, adds("zus"), says("group.formed", "mila", group="verhuizen", kind="support_group"))
    story.then(GOAL, plans("m1"), plans("m2", group="verhuizen"), nominates("zus", group="verhuizen"))
    story.then(accepts("zus", group="verhuizen"))
    zus = Viewer("zus", capacity="member")
    mine = {"k-identity-zus", "k-nomination-yes-zus", "k-identity-mila"}
    assert story.sees(zus) == mine | {"k-meetings-topics-m2"}
    story.then(nominates("zus"), accepts("zus"))
    both = story.sees(zus)
    assert both >= {"k-meetings-topics-m1", "k-meetings-topics-m2", "k-goals-rust"}
    story.then(says("group.ended", "mila", group="verhuizen", why="done"))
    assert "k-meetings-topics-m2" not in story.sees(zus)
    story.then(says("member.left", "zus", person="zus"))
    assert story.sees(zus) == mine - {"k-identity-mila"}


def test_what_is_said_beside_an_entry_is_for_who_may_read_that_entry() -> None:
    story = whole()
    numbers = {entry.event.spec.name: entry.number for entry in story.book.log.entries(CASE)}
    decided_in_m1 = next(e.number for e in story.book.log.entries(CASE) if getattr(e.event, "goal", None) == "werk")
    for number, words in (
        (numbers["guest.invited"], "asked"),
        (numbers["duration.agreed"], "closed"),
        (decided_in_m1, "met"),
    ):
        story.then(says("statement.added", "buur", kind="view", entry=number, words=f"k-meetings-beside-{words}"))
    beside = {
        viewer.capacity: {word.rpartition("-")[2] for word in story.sees(viewer) if "-beside-" in word}
        for viewer in EVERYBODY
        if viewer.person != "buur"
    }
    assert beside["resident"] == {"asked", "closed", "met"}
    assert beside["member"] == {"met"}
    assert beside["guest"] == {"asked", "met"}, "their own invitation too"
    assert beside["organisation"] == set()


def test_a_guest_sees_until_they_are_not_asked_any_more() -> None:
    story = Story(OPENED, adds("broer"), plans("m1"), says("guest.invited", "mila", person="broer", meeting="m1"))
    broer = Viewer("broer", capacity="guest")
    assert "k-meetings-topics-m1" in story.sees(broer)
    story.then(says("guest.uninvited", "mila", person="broer", meeting="m1"))
    assert "k-meetings-topics-m1" not in story.sees(broer)


def test_a_professional_sees_from_their_first_day_to_the_day_before_their_last() -> None:
    story = Story(OPENED, says("participation.decided", "mila", answer="yes", words="k-regie-yes"))
    noor = Viewer("noor", capacity="professional")
    story.then(involves("noor", from_="2017-03-02"))
    assert "k-regie-yes" not in story.sees(noor)
    story.now = story.now.replace(day=2)
    assert "k-regie-yes" in story.sees(noor)
    story.then(says("involvement.ended", "mila", person="noor", role="care_worker", on_="2017-03-04"))
    story.now = story.now.replace(day=3)
    assert "k-regie-yes" in story.sees(noor)
    story.now = story.now.replace(day=4)
    assert "k-regie-yes" not in story.sees(noor)


def test_a_representative_sees_within_scope_and_period() -> None:
    appointed = says(
        "representative.appointed", "mila", person="tante", scope=["WHAT"], from_="2017-01-01", until="2017-03-01"
    )
    story = Story(OPENED, GOAL, says("participation.decided", "mila", answer="yes", words="k-regie-yes"))
    tante = Viewer("tante", capacity="representative")
    asked = story.number(appointed)
    assert "k-goals-rust" not in story.sees(tante)
    story.then(says("request.answered", "tante", request=asked, person="tante", answer="yes"))
    assert "k-goals-rust" in story.sees(tante)
    assert "k-regie-yes" not in story.sees(tante)
    story.now = story.now.replace(day=2)
    assert "k-goals-rust" not in story.sees(tante)


def test_a_representative_for_all_of_it_sees_the_figures() -> None:
    every = ["WHAT", "WHO", "HOW", "HOW_LONG"]
    story = Story(OPENED, GOAL)
    asked = story.number(says("representative.appointed", "mila", person="tante", scope=every, from_="2017-01-01"))
    story.then(says("request.answered", "tante", request=asked, person="tante", answer="yes"))
    with story.book.looking(CASE, viewer=Viewer("tante", capacity="representative"), purpose="care") as look:
        assert look.figures()["domains"]["WHAT"]["own"] == 1


def test_a_role_somebody_recorded_themselves_opens_nothing_until_the_resident_confirms_it() -> None:
    story = Story(OPENED, says("participation.decided", "mila", answer="yes", words="k-regie-yes"))
    noor = Viewer("noor", capacity="professional")
    recorded = story.number(involves("noor", by="noor"))
    assert story.sees(noor) == {"k-identity-noor"}
    story.then(says("decision.confirmed", "mila", entries=[recorded], person="mila"))
    assert "k-regie-yes" in story.sees(noor)


def test_an_earlier_role_that_ended_does_not_vouch_for_a_later_one_of_their_own_making() -> None:
    story = Story(OPENED, says("participation.decided", "mila", answer="yes", words="k-regie-yes"), involves("noor"))
    story.then(says("involvement.ended", "mila", person="noor", role="care_worker", on_="2017-02-01"))
    story.then(involves("noor", by="noor", from_="2017-02-20"))
    assert story.sees(Viewer("noor", capacity="professional")) == {"k-identity-noor"}


def test_a_guest_a_nominee_a_member_and_a_representative_by_their_own_pen_are_none_until_the_resident_says_so() -> None:
    story = Story(OPENED, adds("zus"), GOAL, plans("m1"))
    invited = story.number(says("guest.invited", "mila", entered_by="zus", person="zus", meeting="m1"))
    asked = story.number(nominates("zus", entered_by="zus"))
    appointed = story.number(
        says("representative.appointed", "mila", entered_by="zus", person="zus", scope=["WHAT"], from_="2017-01-01")
    )
    story.then(says("request.answered", "zus", request=appointed, person="zus", answer="yes"))
    opened = {"guest": "k-meetings-topics-m1", "representative": "k-goals-rust"}
    for capacity, word in opened.items():
        assert word not in story.sees(Viewer("zus", capacity=capacity))
    story.then(accepts("zus"))
    assert "k-goals-rust" not in story.sees(Viewer("zus", capacity="member"))
    story.then(says("decision.confirmed", "mila", entries=[invited, asked, appointed], person="mila"))
    for capacity, word in {**opened, "member": "k-goals-rust"}.items():
        assert word in story.sees(Viewer("zus", capacity=capacity))


def test_what_was_recorded_in_the_wrong_case_makes_nobody_anything() -> None:
    story = Story(OPENED, says("participation.decided", "mila", answer="yes", words="k-regie-yes"))
    recorded = story.number(involves("arts", "lead_clinician"))
    arts = Viewer("arts", capacity="professional")
    assert "k-regie-yes" in story.sees(arts)
    story.then(says("entry.corrected", "mila", entry=recorded, wrong="case"))
    assert "k-regie-yes" not in story.sees(arts)


# After the end.

ENDINGS: Final = {
    "closed": says("case.closed", "mila", why="done"),
    "died": says("case.closed", "noor", why="died", reason="Mila is overleden"),
    "stopped": says("participation.decided", "mila", answer="stop"),
}
OWN: Final = {
    "tante": {"nomination-tante"},
    "zus": {
        "identity-zus",
        "nomination-yes-zus",
        "goals-weighed-zus",
        "meetings-said-zus",
        "deepening-said",
        "agreements-zus",
        "crisis-place",
    },
    "broer": {"identity-broer"},
    "buur": {"identity-buur", "agreements-buur", "crisis-card"},
    "noor": {"identity-noor", "consent-assessment", "crisis-seen", "measures-change"},
}
"""What each said or wrote down themselves, and their own names."""


@pytest.mark.parametrize("ending", ENDINGS)
def test_after_the_end_a_capacity_opens_only_ones_own_words(ending: str) -> None:
    story = whole()
    before = story.sees(Viewer("mila"))
    story.then(ENDINGS[ending])
    for viewer in EVERYBODY:
        if viewer.person in OWN:
            assert {word.removeprefix("k-") for word in story.sees(viewer)} <= OWN[viewer.person], viewer
    assert story.sees(Viewer("mila")) >= before


def test_a_case_that_is_opened_again_is_open_to_its_members_again() -> None:
    story = Story(OPENED, adds("zus"), nominates("zus"), accepts("zus"), GOAL, ENDINGS["closed"])
    assert "k-goals-rust" not in story.sees(Viewer("zus", capacity="member"))
    story.then(says("case.reopened", "mila"))
    assert "k-goals-rust" in story.sees(Viewer("zus", capacity="member"))
