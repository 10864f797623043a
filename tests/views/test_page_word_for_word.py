"""Word for word: all that somebody said and that stands in a copy, a naive model lets its reader read.

The model (`tests.sharing.naive`) knows nothing of looks, shares or trails. Every passage is a canary of its own, so
that each word on a page says which passage of which entry it came from.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from typing import Any, Final

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from svh_core import Casebook, NotPermitted, Proposal, Viewer
from svh_core.cli.demo import example_proposals
from svh_core.domain.civil_days import civil_date
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import words_of
from svh_core.domain.rulebook import Entry
from svh_core.domain.values import changed
from svh_core.domain.words import Plain
from svh_core.views.page import Made, copy_in_json, page
from svh_core.views.page.texts import TEXTS

from ..sharing.naive import Model, Word
from ..sharing.stories import CASE
from ..sharing.test_model import CANARY, NOW, PURPOSES, WHO, histories, recorded
from .html_pages import Read
from .test_page import READERS, fixed

EXAMPLE: Final = "liesbeth"


def copied(book: Casebook, case: str, viewer: Viewer, purpose: str) -> str:
    """All of somebody's copy as one text: what the pages say, and the data; nothing where they may read nothing."""
    try:
        with book.looking(case, viewer=viewer, purpose=purpose, action="export") as look:
            made = Made(person=viewer.person, capacity=viewer.capacity, purpose=purpose, at=look.moment)
            told = [Read(page(look, made, language)).words for language in TEXTS]
            return "\n".join([*told, json.dumps(copy_in_json(look, made), ensure_ascii=False)])
    except NotPermitted:
        return ""


# Generated histories, any viewer


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@for_all(histories(), st.lists(WHO, min_size=4, max_size=6, unique=True), st.sampled_from(PURPOSES))
def test_no_copy_of_any_history_has_a_word_its_reader_may_not_read(
    history: list[Proposal], viewers: list[Viewer], purpose: str
) -> None:
    book, said = recorded(history)
    log = tuple(book.log.entries(CASE))
    held = [viewer for viewer in viewers if viewer.capacity in TEXTS["nl"].capacities]  # others are given no copy
    for viewer in held:
        model = Model(log, viewer, purpose, NOW.date())
        for canary in CANARY.findall(copied(book, CASE, viewer, purpose)):
            word = said[canary]
            assert model.may_read(word), f"{viewer} reads {word.entry.event.spec.name}.{word.path}"


# The example, whole


@attrs.frozen
class Example:
    """The example as it is recorded: what was said in it, each passage with the words as the model knows them."""

    book: Casebook
    said: list[tuple[str, Word]]

    def copied(self, person: str) -> str:
        return copied(self.book, EXAMPLE, self.book.viewer(EXAMPLE, person), READERS[person])

    def readable(self, person: str) -> set[str]:
        """The passages that the model lets somebody read."""
        log, viewer = tuple(self.book.log.entries(EXAMPLE)), self.book.viewer(EXAMPLE, person)
        with self.book.looking(EXAMPLE, viewer=viewer, purpose=READERS[person]) as look:
            model = Model(log, viewer, READERS[person], civil_date(look.moment), resident=EXAMPLE)
        return {passage for passage, word in self.said if model.may_read(word)}


def example(*, in_canaries: bool) -> Example:
    numbers = itertools.count(1)
    proposals = example_proposals(CORE_RULEBOOK)
    book = Casebook.in_memory()
    book.record_all([_in_canaries(one, numbers) for one in proposals] if in_canaries else proposals)
    return Example(book, list(_said(book)))


def _in_canaries(proposal: Proposal, numbers: itertools.count[int]) -> Proposal:
    def canary() -> str:
        return f"kanarie-{next(numbers)}-"

    event = proposal.event
    words = [field.attribute for field in event.spec.outline.sealed if field.notation.startswith("words")]
    words = [name for name in words if name != "scores"]  # numbers, which stay as they are
    said = {name: Plain(canary()) for name in words if isinstance(getattr(event, name), Plain)}
    return attrs.evolve(
        proposal,
        event=changed(event, said) if said else event,
        because=[(weighed.by, canary()) for weighed in proposal.because],
        reason=canary() if proposal.reason is not None else None,
    )


def _said(book: Casebook) -> list[tuple[str, Word]]:
    vault = book._desk.vault
    assert vault is not None
    said = []
    for entry in book.log.entries(EXAMPLE):
        categories = {field.name: field.category for field in entry.event.spec.fields}
        first = next(iter(categories.values()), entry.event.spec.category)
        for place, token in words_of(entry, EXAMPLE):
            passage = vault.reveal(EXAMPLE, str(token))
            category = categories.get(place.path, "regie" if place.path == "reason" else first)
            if isinstance(passage, str) and _are_words(entry, place.path):
                said.append((passage, Word(entry, place.path, str(place.subject), category)))
    return said


def _are_words(entry: Entry[Any], path: str) -> bool:
    """Whether something sealed is words; the rest are choices, which the canaries leave as they are."""
    notations: dict[str, str] = {field.name: field.notation for field in entry.event.spec.fields}
    return notations.get(path, "words").startswith("words")


@pytest.fixture(scope="module")
def canaries() -> Example:
    return example(in_canaries=True)


@pytest.fixture(scope="module")
def plain() -> Example:
    return example(in_canaries=False)


@pytest.mark.uncounted
@pytest.mark.parametrize("person", READERS)
def test_every_passage_in_a_copy_is_one_its_reader_may_read(canaries: Example, person: str) -> None:
    told = set(CANARY.findall(canaries.copied(person)))
    assert told - canaries.readable(person) == set()
    assert len(told) > 50
    assert {passage for passage, _ in canaries.said} - told


def test_the_owners_copy_has_every_passage_they_may_read(canaries: Example) -> None:
    readable = {passage for passage in canaries.readable(EXAMPLE) if CANARY.fullmatch(passage)}
    assert readable - set(CANARY.findall(canaries.copied(EXAMPLE))) == set()


@pytest.mark.uncounted
@pytest.mark.parametrize("person", READERS)
def test_every_word_in_a_copy_is_one_its_reader_may_read_or_our_own(
    canaries: Example, plain: Example, person: str
) -> None:
    """Our own words are those that stay where everything that anybody said is a canary."""
    canaries.readable(person)  # a look, which then stands in both copies
    ours = _words([CANARY.sub("", canaries.copied(person)), *itertools.chain(*map(fixed, TEXTS.values()))])
    readable = _words(plain.readable(person))
    genitives = {f"{word}s" for word in readable if word.istitle()}
    told = _words([plain.copied(person)])
    assert told - ours - readable - genitives == set()
    assert len(told - ours) > 200


def _words(texts: Iterable[str]) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", " ".join(texts)))
