"""Deciding: what is remembered of an entry, and what is let go."""

from __future__ import annotations

import gc
import weakref
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given as for_all

from svh_core import GoalSet
from svh_core.domain.case import DraftCase
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import advance, decide, words_of
from svh_core.domain.proposal import Proposal
from svh_core.domain.rulebook import Entry
from svh_core.domain.standing import ONLY_THE_RESIDENTS, OWN, forget_last, owner, standing
from svh_core.errors import NotAllowed
from svh_core.testing import given, open_sealing, says
from svh_core.testing.strategies import any_history

OPENED = says("case.opened", "mila", resident="mila", method="support_group")


def proposed(by: str) -> Entry[Any]:
    proposal = Proposal(case="mila", event=GoalSet(goal="rust", horizon="short", words="rust"), by=by)
    return proposal.entry(recorded_at=datetime(2017, 2, 6, tzinfo=UTC), edition=1)


@for_all(any_history())
def test_whose_words_an_entry_holds_is_told_as_its_words_are(history: list[Entry[Any]]) -> None:
    case = DraftCase()
    for entry in history:
        told = [place.subject for place, _ in words_of(entry, owner(entry, case))]
        case = advance(case, entry)
        assert case.written[entry.number].subjects == tuple(dict.fromkeys(told))


@for_all(any_history())
def test_standing_asked_again_is_the_same_as_asked_for_the_first_time(history: list[Entry[Any]]) -> None:
    case = DraftCase()
    for entry in history:
        asked = standing(entry, case)
        CORE_RULEBOOK.first_broken(entry, case)
        again = standing(entry, case)
        forget_last()
        assert asked == again == standing(entry, case)
        case = advance(case, entry)


def test_a_draft_that_changed_is_asked_anew_even_where_its_number_stayed() -> None:
    opened_again = given(says("case.opened", "zus", resident="zus", method="support_group")).entries[0]
    case = given(OPENED).case.draft()
    assert standing(opened_again, case) is ONLY_THE_RESIDENTS
    case = advance(case, opened_again)
    assert case.number == 1
    assert standing(opened_again, case) is OWN


def test_nothing_holds_on_to_a_refused_entry() -> None:
    entry = proposed("zus")
    kept = weakref.ref(entry.event)
    with pytest.raises(NotAllowed) as refusal:
        decide(entry, given(OPENED).case, rulebook=CORE_RULEBOOK, seal=open_sealing.seal)
    assert refusal.value.rule.id == "the_resident_decides"
    del entry, refusal
    gc.collect()
    assert kept() is None
