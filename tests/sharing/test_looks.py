"""Each look is an entry before it is a look; and what a look is not."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from svh_core import Casebook, CaseOpened, Conflict, GoalSet, Malformed, NotPermitted, Viewer
from svh_core.looking import LOOK_SECONDS

from .stories import CASE, GOAL, MILA, NOOR, OPENED, OPERATOR, Story, accepts, adds, consents, involves, nominates

ZUS: Final = Viewer("zus", capacity="member")
STRANGER: Final = Viewer("vreemde", capacity="professional")
ACCESS: Final = "access/stad"


@pytest.fixture
def story() -> Story:
    return Story(OPENED, adds("zus"), nominates("zus"), accepts("zus"), involves("noor"), GOAL)


def looks(story: Story) -> list[Any]:
    """The looks that stand in the case."""
    every = story.book.log.entries(CASE)
    return [entry for entry in every if entry.event.spec.name.startswith("disclosure.")]


def test_a_look_is_one_entry_that_is_there_before_the_first_word(story: Story) -> None:
    with story.book.looking(CASE, viewer=ZUS, purpose="support_group") as look:
        (entry,) = looks(story)
        assert look.number == entry.number
        look.trail()
        look.state()
        list(look.trail_in_words())
    assert looks(story) == [entry]
    assert (entry.by, entry.entered_by, entry.recorded_at) == ("zus", "zus", story.now)
    assert (entry.event.recipient, entry.event.capacity, entry.event.action) == ("zus", "member", "view")
    assert (entry.event.purpose, entry.event.basis) == ("support_group", "entry:5")
    assert set(entry.event.categories) == {"goals", "agreements", "meetings"}
    assert not [word for word in ("k-goals", "rust", "asks") if word in repr(entry.event)]


def test_a_look_that_fails_half_way_is_one_entry_too(story: Story) -> None:
    with pytest.raises(ZeroDivisionError), story.book.looking(CASE, viewer=ZUS, purpose="care"):
        raise ZeroDivisionError
    assert len(looks(story)) == 1


def test_a_look_of_which_nothing_is_asked_is_one_entry_too(story: Story) -> None:
    with story.book.looking(CASE, viewer=ZUS, purpose="care"):
        pass
    assert len(looks(story)) == 1


def test_nothing_is_shown_where_it_cannot_be_written_down(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(story.book.log, "append", full)
    with pytest.raises(OSError, match="full"), story.book.looking(CASE, viewer=ZUS, purpose="care"):
        pytest.fail("shown")


def test_who_is_shown_nothing_is_one_entry_each_time_they_ask(story: Story) -> None:
    for asked in range(1, 4):
        with pytest.raises(NotPermitted) as error, story.book.looking(CASE, viewer=STRANGER, purpose="care"):
            pytest.fail("shown")
        assert "k-" not in f"{error.value}{error.value.explanation!r}"
        assert [entry.event.spec.name for entry in looks(story)] == ["disclosure.refused"] * asked
    refused = looks(story)[0]
    assert (refused.event.recipient, refused.event.capacity, refused.event.purpose) == (
        "vreemde",
        "professional",
        "care",
    )
    assert (refused.event.categories, refused.event.why) == ((), "not_in_the_trail")


@pytest.mark.parametrize(
    ("viewer", "why"),
    [
        (STRANGER, "not_in_the_trail"),
        (Viewer("onderzoek", capacity="researcher"), "no_consent"),
        (Viewer("org-1", capacity="organisation"), "no_consent"),
    ],
)
def test_a_refusal_says_why(story: Story, viewer: Viewer, why: str) -> None:
    assert story.sees(viewer) == set()
    assert looks(story)[0].event.why == why


def test_after_the_end_a_stranger_is_not_told_that_it_has_ended(story: Story) -> None:
    story.then({"event": "case.closed", "by": "mila", "data": {"why": "done"}})
    with pytest.raises(NotPermitted) as refused, story.book.looking(CASE, viewer=STRANGER, purpose="care"):
        pass
    assert "ended" not in str(refused.value)
    assert looks(story)[0].event.why == "not_in_the_trail"


def test_a_look_is_over_by_the_clock_of_the_casebook_too(story: Story) -> None:
    with story.book.looking(CASE, viewer=MILA, purpose="reading") as look:
        story.now += timedelta(minutes=15)
        look.trail()
        story.now += timedelta(seconds=1)
        with pytest.raises(NotPermitted):
            look.trail()


def test_the_residents_own_look_is_no_entry(story: Story) -> None:
    before = story.events()
    assert "k-goals-rust" in story.sees(MILA)
    assert story.events() == before
    assert story.events(ACCESS) == []


def test_a_look_rests_on_the_consent_that_opens_it(story: Story) -> None:
    given = story.number(consents("goals", to="onderzoek", purpose="research"))
    assert story.sees(Viewer("onderzoek", capacity="researcher"), "research")
    made = looks(story)[0].event
    assert (made.basis, made.categories) == (f"entry:{given}", ("goals",))


def test_who_reads_only_their_own_words_has_those_for_a_ground(story: Story) -> None:
    assert story.sees(Viewer("zus", capacity="organisation")) == {"k-identity-zus", "k-nomination-yes-zus"}
    made = looks(story)[0].event
    assert (made.basis, made.categories) == ("own_words", ())


def test_the_resident_reads_who_saw_what(story: Story) -> None:
    story.sees(ZUS)
    story.sees(STRANGER)
    told = [line["event"] for line in story.trail(MILA).values()]
    assert told[-2:] == ["disclosure.made", "disclosure.refused"]


# The operator.


def test_the_operators_look_stands_in_the_access_stream_and_says_of_no_case_which(story: Story) -> None:
    before = story.events()
    assert "k-goals-rust" in story.sees(OPERATOR, "reading")
    assert story.events() == before
    (entry,) = story.book.log.entries(ACCESS)
    assert (entry.event.spec.name, entry.event.capacity, entry.event.basis) == (
        "disclosure.made",
        "operator",
        "operator",
    )
    stored = b"".join(row.state for row in story.book.log.store.recorder.select_events(ACCESS)).decode()
    assert not [name for name in (CASE, "mila", "zus", "noor", "k-") if f'"{name}' in stored]


def test_only_the_vault_can_tell_which_case_the_operator_saw(story: Story) -> None:
    story.sees(OPERATOR)
    story.sees(OPERATOR)
    first, second = story.book.log.entries(ACCESS)
    assert first.source == second.source
    assert first.source is not None
    other = Casebook.in_memory(origin="stad")
    vaults = [book._desk.vault for book in (story.book, other)]
    claims = [vault.links.claim("case", CASE) for vault in vaults if vault is not None]
    assert claims[0] == first.source
    assert claims[1] != first.source
    assert CASE not in first.source


def test_another_case_has_another_digest(story: Story) -> None:
    story.book.record("zaak-2", CaseOpened(resident="an", method="ract"), by="an")
    for case in (CASE, "zaak-2"):
        with story.book.looking(case, viewer=OPERATOR, purpose="reading"):
            pass
    first, second = story.book.log.entries(ACCESS)
    assert first.source != second.source


# Lists.


def test_a_list_of_fifty_cases_is_one_entry_a_viewer_and_day(story: Story) -> None:
    for number in range(50):
        story.book.record(f"zaak-{number + 10}", CaseOpened(resident=f"r{number}", method="ract"), by=f"r{number}")
    for _ in range(3):
        assert len(story.book.listing(OPERATOR)) == 51
    (entry,) = story.book.log.entries(ACCESS)
    assert (entry.event.recipient, entry.event.categories, entry.source) == ("beheer", (), None)
    story.book.listing(NOOR)
    story.now += timedelta(days=1)
    story.book.listing(OPERATOR)
    assert [told.by for told in story.book.log.entries(ACCESS)] == ["beheer", "noor", "beheer"]


# How long.


def test_a_look_ends_after_a_quarter_of_an_hour(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    with story.book.looking(CASE, viewer=ZUS, purpose="care") as look:
        monkeypatch.setattr(time, "monotonic", lambda: began + LOOK_SECONDS - 1)
        assert "k-goals-rust" in json.dumps(look.trail())
        monkeypatch.setattr(time, "monotonic", lambda: began + LOOK_SECONDS + 2)
        for shows in (look.trail, look.state, lambda: list(look.trail_in_words())):
            with pytest.raises(NotPermitted):
                shows()


def test_nothing_is_opened_after_the_look(story: Story) -> None:
    with story.book.looking(CASE, viewer=MILA, purpose="reading") as look:
        lines = look.trail_in_words()
    with pytest.raises(NotPermitted):
        list(lines)
    with pytest.raises(NotPermitted):
        look.state()


# Looks and decisions.


def test_looks_are_no_conflict_and_decisions_are(story: Story) -> None:
    with story.book.looking(CASE, viewer=MILA, purpose="reading") as look:
        expected = look.number
    story.sees(ZUS)
    story.sees(STRANGER)
    another = GoalSet(goal="werk", horizon="short", words="k-goals-werk")
    story.book.record(CASE, another, by="mila", expected=expected)
    story.sees(ZUS)
    with pytest.raises(Conflict):
        story.book.record(CASE, GoalSet(goal="geld", horizon="short", words="x"), by="mila", expected=expected)


def test_the_number_of_a_look_is_one_to_expect(story: Story) -> None:
    with story.book.looking(CASE, viewer=NOOR, purpose="care") as look:
        story.book.record(CASE, GoalSet(goal="werk", horizon="short", words="x"), by="mila", expected=look.number)


# What a look asks for.


@pytest.mark.parametrize("purpose", ["", "om te kijken hoe het gaat", "een\nregel"])
def test_a_purpose_is_a_name_and_no_prose(story: Story, purpose: str) -> None:
    with pytest.raises(Malformed), story.book.looking(CASE, viewer=NOOR, purpose=purpose):
        pytest.fail("shown")
    assert looks(story) == []


def test_a_casebook_opened_sealed_writes_nothing_down_and_reveals_nothing(tmp_path: Path) -> None:
    with Casebook.create(tmp_path / "book.db", origin="stad") as made:
        made.record(CASE, CaseOpened(resident="mila", name="k-identity-mila", method="ract"), by="mila")
    with Casebook.open(tmp_path / "book.db", sealed=True) as book:
        for viewer in (MILA, OPERATOR, Viewer("toezicht", capacity="auditor"), STRANGER):
            with book.looking(CASE, viewer=viewer, purpose="audit") as look:
                assert "k-" not in json.dumps([look.trail(), look.state(), *look.trail_in_words()])
        assert len(book.listing(OPERATOR)) == 1
        assert [*book.log.entries(ACCESS)] == []
        assert len([*book.log.entries(CASE)]) == 1
