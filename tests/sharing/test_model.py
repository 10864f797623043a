"""Against a naive model, over generated histories: no closed word stands in anything that somebody is shown."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from svh_core import Casebook, Malformed, NotPermitted, Proposal, Viewer
from svh_core import public as events
from svh_core.domain.deciding import words_of
from svh_core.domain.identifiers import PersonId
from svh_core.domain.rulebook import Entry, Event
from svh_core.domain.values import changed
from svh_core.domain.words import Plain
from svh_core.sharing.grounds import CATEGORIES
from svh_core.sharing.roles import CAPACITIES
from svh_core.testing.strategies import PEOPLE, around_the_table, entries

from .naive import Model, Word
from .stories import CASE

NOW: Final = datetime(2017, 3, 1, 12, tzinfo=UTC)
CANARY: Final = re.compile(r"kanarie-\d+-")
PURPOSES: Final = ("care", "support_group", "research")
ROLES: Final = ("member", "guest", "professional", "care_worker", "lead_clinician", "peer_supporter", "researcher")
WHO: Final = st.builds(
    Viewer,
    st.sampled_from(PEOPLE),
    capacity=st.sampled_from(CAPACITIES),
    organisation=st.sampled_from([None, "organisation-a"]),
)

person: Final = st.sampled_from(PEOPLE)
other: Final = st.sampled_from(PEOPLE[1:])
words: Final = st.just("woorden")
DAYS: Final = st.sampled_from([date(2017, 2, 1), date(2017, 2, 28), date(2017, 3, 1), date(2017, 3, 2)])
TO: Final = st.one_of(
    st.tuples(st.just("person"), person),
    st.tuples(st.just("role"), st.sampled_from(ROLES)),
    st.tuples(st.just("organisation"), st.just("organisation-a")),
)
LEFT_OUT: Final = st.none() | st.lists(person | st.sampled_from(ROLES), min_size=1, max_size=2, unique=True).map(tuple)


@st.composite
def consents(draw: st.DrawFn) -> Event:
    kind, to = draw(TO)
    return events.ConsentGiven(
        consent=draw(st.sampled_from(["consent-a", "consent-b", "consent-c"])),
        purpose=draw(st.sampled_from(PURPOSES)),
        categories=tuple(draw(st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=5, unique=True))),
        recipient_kind=kind,
        recipient=to,
        but_not=draw(LEFT_OUT),
        from_=date(2017, 1, 1),
        until=draw(st.none() | DAYS),
        channel="app",
        text_version="v1",
        language="nl",
    )


PLACES: Final = st.integers(1, 30)
SHARED_WITH: Final = st.one_of(
    st.tuples(st.just("person"), person),
    st.tuples(st.just("role"), st.sampled_from(ROLES)),
    st.tuples(st.just("group"), st.just("support_group")),
)


@st.composite
def passages(draw: st.DrawFn) -> Event:
    kind, to = draw(SHARED_WITH)
    return events.PassageShared(
        person=draw(person), entry=draw(PLACES), recipient_kind=kind, recipient=to, until=draw(st.none() | DAYS)
    )


MATTERS: Final[st.SearchStrategy[Event]] = st.one_of(
    consents(),
    passages(),
    st.builds(events.NominationMade, person=other, hoped_for=words),
    st.builds(events.NominationAccepted, person=other, words=words),
    st.builds(events.GuestInvited, person=other, meeting=st.just("meeting-a"), topic=words),
    st.builds(events.NetworkPersonDescribed, person=other, words=words),
    st.builds(events.DistanceChosen, person=other, kind=st.just("boundary"), words=words),
    st.builds(events.GoalSet, goal=st.sampled_from(["goal-a", "goal-b"]), horizon=st.just("short"), words=words),
    st.builds(events.StatementAdded, kind=st.just("view"), entry=PLACES, words=words),
    st.builds(events.ApproachPermitted, person=other, approached_by=other, deepening=st.just("either")),
    st.builds(events.DeepeningHeld, person=other, present=st.tuples(person, person), said=words),
    st.builds(events.ParticipationDecided, answer=st.sampled_from(["yes", "stop"]), words=words),
    st.builds(events.CaseClosed, why=st.just("done")),
    st.builds(events.CaseReopened),
    st.builds(
        events.RepresentativeAppointed,
        person=other,
        scope=st.sampled_from([("WHAT",), ("WHO", "HOW")]),
        from_=st.just(date(2017, 1, 1)),
        conditions=words,
    ),
    st.builds(events.RequestAnswered, person=other, request=PLACES, answer=st.just("yes"), words=words),
    st.builds(
        events.OtherGroundInvoked,
        ground=st.just("legal_duty"),
        categories=st.just(("goals", "regie")),
        recipient=other,
        review_on=DAYS,
        assessment=words,
    ),
)
"""What opens and closes, which the shipped strategies come upon only now and then."""


@st.composite
def decided(draw: st.DrawFn) -> tuple[Event, str, str]:
    """Something that matters, by whom it takes to be accepted, and whose pen."""
    event = draw(MATTERS)
    concerned = {"concerned"} & {event.spec.whose.value}
    by = getattr(event, "person", "mila") if concerned else draw(person) if event.spec.whose == "anyone" else "mila"
    return event, by, draw(st.just(by) | person)


@st.composite
def histories(draw: st.DrawFn) -> list[Proposal]:
    """Decisions as the shipped strategies draw them, mixed with what opens and closes; every word its own canary."""
    numbers = itertools.count(1)
    drawn = draw(st.lists(st.one_of(entries(), decided(), decided()), max_size=30))
    return [_proposal(one, numbers) for one in (*around_the_table(), *drawn)]


def _proposal(drawn: Entry[Any] | tuple[Event, str, str], numbers: itertools.count[int]) -> Proposal:
    if isinstance(drawn, Entry):
        event, by, pen, at = drawn.event, str(drawn.by), str(drawn.entered_by), min(drawn.at, NOW)
        reason, meeting = drawn.reason, drawn.meeting
    else:
        (event, by, pen), at, reason, meeting = drawn, NOW, None, None
    canaries = {
        field.attribute: Plain(f"kanarie-{next(numbers)}-")
        for field in event.spec.outline.sealed
        if isinstance(value := getattr(event, field.attribute), Plain)
        and isinstance(value.value, str)
        and field.notation.startswith("words")
    }
    return Proposal(
        case=CASE,
        event=changed(event, canaries) if canaries else event,
        by=by,
        entered_by=pen,
        at=at,
        because=((by, f"kanarie-{next(numbers)}-"),),
        reason=f"kanarie-{next(numbers)}-" if reason is not None else None,
        meeting=meeting,
    )


def recorded(history: Sequence[Proposal]) -> tuple[Casebook, dict[str, Word]]:
    """A casebook with what of a history is allowed, and every word in it by its canary."""
    book = Casebook.in_memory(clock=lambda: NOW)
    for one in history:
        with suppress(Malformed):  # a canary is no outcome of a questionnaire
            book.record_allowed([one])
    vault = book._desk.vault
    assert vault is not None
    said = {}
    for entry in book.log.entries(CASE):
        fields = {field.name: field.category for field in entry.event.spec.fields}
        first = next(iter(fields.values()), entry.event.spec.category)
        for place, token in words_of(entry, PersonId("mila")):
            canary = vault.reveal(CASE, str(token))
            category = fields.get(place.path, "regie" if place.path == "reason" else first)
            if isinstance(canary, str) and CANARY.fullmatch(canary):
                said[canary] = Word(entry, place.path, str(place.subject), category)
    return book, said


def shown(book: Casebook, viewer: Viewer, purpose: str) -> set[str]:
    """The canaries in everything somebody is shown."""
    try:
        with book.looking(CASE, viewer=viewer, purpose=purpose) as look:
            told = [look.trail("en"), look.state(), *look.trail_in_words("nl"), *look.state_in_words("en")]
    except NotPermitted:
        return set()
    return set(CANARY.findall(json.dumps(told)))


def check(history: Sequence[Proposal], viewers: Sequence[Viewer], purpose: str) -> None:
    book, said = recorded(history)
    log = tuple(book.log.entries(CASE))
    for viewer in viewers:
        model = Model(log, viewer, purpose, NOW.date())
        for canary in shown(book, viewer, purpose):
            word = said[canary]
            assert model.may_read(word), f"{viewer} reads {word.entry.event.spec.name}.{word.path}"


@pytest.mark.uncounted
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@for_all(histories(), st.lists(WHO, min_size=8, max_size=12, unique=True), st.sampled_from(PURPOSES))
def test_no_closed_word_is_shown(history: list[Proposal], viewers: list[Viewer], purpose: str) -> None:
    check(history, viewers, purpose)


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@for_all(histories(), st.lists(WHO, min_size=8, max_size=12, unique=True), st.sampled_from(PURPOSES))
def test_no_closed_word_is_shown_over_many_histories(
    history: list[Proposal], viewers: list[Viewer], purpose: str
) -> None:
    check(history, viewers, purpose)


def test_the_model_is_not_so_wide_that_it_says_nothing() -> None:
    opens = [_proposal(entry, itertools.count(1)) for entry in around_the_table()]
    book, said = recorded(opens)
    log = tuple(book.log.entries(CASE))
    strangers = [Viewer("vreemde", capacity=capacity) for capacity in CAPACITIES if capacity != "operator"]
    assert said
    assert not any(Model(log, one, "care", NOW.date()).may_read(word) for one in strangers for word in said.values())
