"""A concept file is a story that somebody reads from top to bottom, so it stays short."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Final

import pytest

from svh_core.domain.core_rules import CORE_RULEBOOK

LONGEST: Final = 250
JOINED: Final = {"what joins two concepts": "core_rules", "every event": "every_event"}


@pytest.mark.parametrize("concept", [concept.name for concept in CORE_RULEBOOK.concepts])
def test_a_concept_file_is_short_enough_to_be_read_at_once(concept: str) -> None:
    module = import_module(f"svh_core.domain.{JOINED.get(concept, concept)}")
    assert len(inspect.getsource(module).splitlines()) <= LONGEST


@pytest.mark.parametrize("concept", [concept.name for concept in CORE_RULEBOOK.concepts])
def test_a_concept_file_says_in_one_line_what_it_is_about(concept: str) -> None:
    module = import_module(f"svh_core.domain.{JOINED.get(concept, concept)}")
    first = (module.__doc__ or "").splitlines()[0]
    assert first.endswith(".")
