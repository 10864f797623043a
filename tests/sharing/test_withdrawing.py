"""Who takes a consent back is told what was seen with it."""

from __future__ import annotations

import pytest

from svh_core import NotFound, Viewer

from .stories import AROUND, CASE, GOAL, MILA, NOOR, Story, accepts, consents, involves, nominates, withdraws

ARTS = Viewer("arts", capacity="professional")


def sentence(story: Story, language: str = "nl") -> str:
    with story.book.looking(CASE, viewer=MILA, purpose="reading") as look:
        told = [line["sentence"] for line in look.trail(language) if line["event"] == "consent.withdrawn"]
    return str(told[-1])


def test_a_withdrawal_names_who_had_looked_and_how_often() -> None:
    story = Story(*AROUND, GOAL, consents("goals", to="noor"))
    story.sees(NOOR)
    story.sees(NOOR)
    story.then(withdraws())
    assert sentence(story).endswith("Tot dan toe keken: k-identity-noor (aantal keren: 2).")
    assert sentence(story, "en").endswith("Who had looked by then: k-identity-noor (number of times: 2).")


def test_what_is_seen_after_it_or_by_another_does_not_count() -> None:
    story = Story(*AROUND, involves("arts", "lead_clinician"), GOAL, consents("goals", to="noor"))
    story.sees(ARTS)
    story.then(withdraws())
    story.sees(NOOR)
    assert "keken" not in sentence(story)


def test_a_look_for_which_several_consents_counted_is_named_with_each() -> None:
    story = Story(*AROUND, nominates("zus"), accepts("zus"), GOAL)
    story.then(consents("goals", to="noor"), consents("agreements", to="care_worker", kind="role", consent="c2"))
    story.sees(NOOR)
    story.then(withdraws("c2"))
    assert "k-identity-noor (aantal keren: 1)" in sentence(story)
    story.then(withdraws("c1"))
    assert "k-identity-noor (aantal keren: 1)" in sentence(story)


def test_the_looks_of_one_consent_are_listed() -> None:
    story = Story(*AROUND, GOAL, consents("goals", to="noor"), consents("network", to="arts", consent="c2"))
    story.sees(NOOR)
    with story.book.looking(CASE, viewer=MILA, purpose="reading") as look:
        assert [one["recipient"] for one in look.disclosures(consent="c1")] == ["noor"]
        assert look.disclosures(consent="c2") == []
        with pytest.raises(NotFound):
            look.disclosures(consent="c3")
