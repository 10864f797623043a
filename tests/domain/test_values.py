"""Values: copies that are made quickly are as good as those attrs makes."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from svh_core.domain import records
from svh_core.domain.case import DURATIONS, EMPTY_CASE, SHELVES, DraftCase, FrozenCase
from svh_core.domain.records import Goal
from svh_core.domain.values import Value, changed, copier, filler, names_of

GOAL = Goal(horizon="short", words="open:mila|1|words|InJ1c3Qi")
RECORDS = [cls for cls in vars(records).values() if isinstance(cls, type) and Value in cls.__bases__]


def test_a_copy_is_what_would_have_been_made_anew() -> None:
    copy = changed(GOAL, {"going": "nearer", "supporters": ("zus",)})
    made = Goal(horizon="short", words=GOAL.words, going="nearer", supporters=("zus",))
    assert copy == made
    assert hash(copy) == hash(made)
    assert type(copy) is Goal
    assert GOAL.going is None


def test_a_copy_is_frozen() -> None:
    copy = changed(GOAL, {})
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        copy.going = "nearer"  # type: ignore[misc]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del copy.going


def test_a_field_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        changed(GOAL, {"gone": "nearer"})


@pytest.mark.parametrize("cls", RECORDS)
def test_a_value_filled_in_order_is_what_its_fields_say(cls: type) -> None:
    names = names_of(cls)
    filled = filler(cls)(*names)
    assert type(filled) is cls
    assert [getattr(filled, name) for name in names] == list(names)
    assert copier(cls)(filled, {}) == filled


def test_a_draft_has_collections_of_its_own() -> None:
    before = EMPTY_CASE.put(DURATIONS, "group", date(2017, 2, 6))
    draft = before.draft()
    assert type(draft) is DraftCase
    assert all(getattr(draft, name) is not getattr(before, name) for name in SHELVES)
    draft.put(DURATIONS, "group", date(2018, 2, 6))
    assert before.durations == {"group": date(2017, 2, 6)}


def test_a_frozen_draft_is_a_case_like_any_other() -> None:
    frozen = EMPTY_CASE.draft().set(resident="mila").freeze()
    assert type(frozen) is FrozenCase
    assert frozen == EMPTY_CASE.set(resident="mila")
