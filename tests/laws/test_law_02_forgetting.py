"""Law 2: nothing looks inside sealed words, so that forgetting somebody changes no outcome.

    replay(forget(H, S)) == redact(replay(H), S)

H is a generated history, recorded in a real casebook; S is a person, or some passages of theirs.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import os
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from svh_core import Casebook, NotAllowed, Proposal
from svh_core.domain.auditing import audit
from svh_core.domain.case import EMPTY_CASE, Case
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import Place, advance, decide, replay, words_of
from svh_core.domain.rulebook import Consideration, Entry, Event, EventKind
from svh_core.domain.standing import standing
from svh_core.domain.values import changed
from svh_core.domain.words import FORGOTTEN, Plain, Token
from svh_core.log.leaves import leaf_hash
from svh_core.testing.scenarios import FIRST_MOMENT
from svh_core.testing.strategies import PEOPLE, any_history, around_the_table, entries, event_logs
from svh_core.vault.forgetting import forgotten as what_is_forgotten
from svh_core.vault.keys import Use
from svh_core.vault.tokens import parts_of
from svh_core.views.figures import Period, figures
from svh_core.views.history import History
from svh_core.views.signals import found

from ..vault.test_canary import PRIVATE_KINDS, in_a_case, made

pytestmark = pytest.mark.uncounted

CASE = "mila"
NOW = datetime(2017, 6, 1, tzinfo=UTC)
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def people_with_names() -> tuple[Entry[Any], ...]:
    """The opening of a generated case, in which everybody has a name and says why."""
    told = []
    for entry in around_the_table():
        name = getattr(entry.event, "name", "no such field")
        event = changed(entry.event, {"name": Plain(f"naam {entry.number}")}) if name is None else entry.event
        told.append(changed(entry, {"event": event, "because": (Consideration(by="zus", words="het was tijd"),)}))
    return tuple(told)


@st.composite
def casebooks(draw: st.DrawFn) -> Casebook:
    """A casebook in memory with a generated history in it, words and all."""
    book = Casebook.in_memory(clock=lambda: NOW)
    for entry in (*people_with_names(), *draw(st.lists(entries(), max_size=25))):
        said = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["omdat", "het kan"])), max_size=2))
        proposal = Proposal(
            case=CASE,
            event=entry.event,
            by=entry.by,
            entered_by=entry.entered_by,
            at=entry.at,
            because=(*entry.because, *said),
            reason=entry.reason,
            meeting=entry.meeting,
        )
        try:
            book.record_all([proposal])
        except NotAllowed:
            continue
    return book


def people() -> st.SearchStrategy[str]:
    return st.sampled_from(PEOPLE)


# What is true and what is read, before and after


def read_from(book: Casebook, value: Any) -> Any:
    """A value of a state with every token in it revealed."""
    vault = book._desk.vault
    assert vault is not None
    if isinstance(value, str):
        return vault.reveal(CASE, value) if parts_of(value) is not None else value
    if attrs.has(type(value)):
        names = [field.name for field in attrs.fields(type(value))]
        return {name: read_from(book, getattr(value, name)) for name in names}
    if hasattr(value, "items"):
        return {key: read_from(book, one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [read_from(book, one) for one in value]
    return value


def redacted(book: Casebook, value: Any, gone: set[str]) -> Any:
    """What is read of a state, with FORGOTTEN in the place of what these keys open."""
    vault = book._desk.vault
    assert vault is not None
    if isinstance(value, str):
        parts = parts_of(value)
        if parts is None:
            return value
        return FORGOTTEN if parts.key in gone else vault.reveal(CASE, value)
    if attrs.has(type(value)):
        names = [field.name for field in attrs.fields(type(value))]
        return {name: redacted(book, getattr(value, name), gone) for name in names}
    if hasattr(value, "items"):
        return {key: redacted(book, one, gone) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [redacted(book, one, gone) for one in value]
    return value


def rows_of(book: Casebook) -> dict[tuple[str, int], tuple[str, bytes]]:
    """Every row of the log: its name, and a digest of its state."""
    return {
        (stream, row.originator_version): (row.topic, hashlib.sha256(row.state).digest())
        for stream, _ in book.log.store.streams()
        for row in book.log.rows(stream)
    }


def leaves_of(book: Casebook) -> list[bytes]:
    return [leaf_hash(CASE, row.originator_version, row.topic, row.state) for row in book.log.rows(CASE)]


def words_said(history: list[Entry[Any]]) -> list[tuple[Place, str]]:
    """Every token of a history, where it stands and under its own subject."""
    told = []
    for entry in history:
        for place, token in words_of(entry, entry.by):
            parts = parts_of(str(token))
            assert parts is not None
            told.append((Place(parts.subject, place.number, place.path), str(token)))
    return told


def keys_meant(history: list[Entry[Any]], person: str, passages: tuple[int, ...]) -> set[str]:
    """The keys that forgetting destroys, said a second time from its description and not from the code.

    All words of the person; of single passages only theirs in these entries, and not a key that other entries need too.
    """
    said = words_said(history)
    theirs = [(place, token) for place, token in said if place.subject == person]
    if not passages:
        return {key_of(token) for _, token in theirs}
    elsewhere = {key_of(token) for place, token in said if place.number not in passages}
    return {key_of(token) for place, token in theirs if place.number in passages} - elsewhere


def key_of(token: str) -> str:
    parts = parts_of(token)
    assert parts is not None
    return parts.key


def check_forgetting(book: Casebook, person: str, passages: tuple[int, ...]) -> None:
    history = list(book.log.entries(CASE))
    gone = keys_meant(history, person, passages)
    assume(gone)
    before = book.log.load(CASE)
    expected, rows, leaves = redacted(book, before, gone), rows_of(book), leaves_of(book)
    still = {token: read_from(book, token) for _, token in words_said(history) if key_of(token) not in gone}

    try:
        forgetting = book.privacy.forget(CASE, person, passages=passages)
    except NotAllowed as refusal:  # such as a name of a passage that is not there
        pytest.fail(f"forgetting is refused: {refusal}")

    newer = list(book.log.entries(CASE, after=before.number))
    assert [entry.event.spec.name for entry in newer] == ["forgetting.asked", "forgetting.done"]
    after_rows = rows_of(book)
    assert {where: row for where, row in after_rows.items() if where in rows} == rows, "a row was changed"
    assert sorted(set(after_rows) - set(rows)) == [(CASE, entry.number) for entry in newer]
    assert leaves_of(book)[: len(leaves)] == leaves

    again = replay(book.log.entries(CASE, until=before.number))
    assert again == before, "the state is another one"
    assert read_from(book, again) == expected, "replay(forget(H, S)) != redact(replay(H), S)"
    for _, token in words_said(history):
        told = read_from(book, token)
        if key_of(token) in gone:
            assert told == FORGOTTEN, "something of it can still be read"
            assert isinstance(told, type(FORGOTTEN))
        else:
            assert told == still[token], "words of somebody else went too"
    numbers = {place.number for place, token in words_said(history) if key_of(token) in gone}
    assert forgetting.passages == tuple(sorted(numbers))
    assert [f.id for f in audit(book.log.entries(CASE), rulebook=CORE_RULEBOOK, stream=CASE, adopted=1)] == []
    book.close()


@SOME
@for_all(casebooks(), people())
def test_law_02_forgetting_a_person_is_the_same_as_redacting_what_is_true(book: Casebook, person: str) -> None:
    check_forgetting(book, person, ())


@SOME
@for_all(casebooks(), people(), st.sets(st.integers(1, 20), min_size=1, max_size=4))
def test_law_02_forgetting_passages_is_the_same_as_redacting_them(
    book: Casebook, person: str, passages: set[int]
) -> None:
    there = tuple(sorted(number for number in passages if number <= book.log.load(CASE).number))
    assume(there)
    check_forgetting(book, person, there)


@SOME
@for_all(casebooks(), people(), people())
def test_law_02_what_is_forgotten_can_be_told_from_the_log_alone(book: Casebook, one: str, other: str) -> None:
    for person in dict.fromkeys((one, other)):
        held = {place.subject for place, _ in words_said(list(book.log.entries(CASE)))}
        if person in held:
            book.privacy.forget(CASE, person)
    history = list(book.log.entries(CASE))
    told: set[Use] = {passage.use for _, passages in what_is_forgotten(CASE, history) for passage in passages}
    assert {use.subject for use in told} == {one, other} & {place.subject for place, _ in words_said(history)}
    vault = book._desk.vault
    assert vault is not None
    for _, token in words_said(history):
        assert (vault.reveal(CASE, token) == FORGOTTEN) == (key_of(token) in {use.key for use in told})
    book.close()


def test_law_02_a_rehearsal_says_what_will_go_and_changes_nothing() -> None:
    with Casebook.in_memory(clock=lambda: NOW) as book:
        for entry in people_with_names():
            book.record(CASE, entry.event, by=entry.by, at=entry.at, because=entry.because)
        rows, said = rows_of(book), read_from(book, book.log.load(CASE))
        rehearsed = book.privacy.forget(CASE, "zus", dry_run=True)
        assert (rows_of(book), read_from(book, book.log.load(CASE))) == (rows, said)
        assert rehearsed.number is None
        done = book.privacy.forget(CASE, "zus")
        assert (rehearsed.passages, rehearsed.keys) == (done.passages, done.keys)
        assert (done.number, done.keys) == (11, 10)


# Nothing looks inside: whatever the tokens are, the outcome is the same


def unreadable(place: Place) -> Token:
    """A token that nobody can open: its ciphertext is nothing but chance."""
    key, sealed = base64.urlsafe_b64encode(os.urandom(24)).decode(), base64.urlsafe_b64encode(os.urandom(60)).decode()
    return Token(f"{place.subject}|{key}|{place.number}|{place.path}|{sealed}")


def with_unreadable_words(entry: Entry[Any], resident: str = CASE) -> Entry[Any]:
    """The entry with chance in the place of every word and every value stored like words."""
    tokens = {place.path: unreadable(place) for place, _ in words_of(entry, resident)}
    fields = {f.attribute: tokens[f.name] for f in entry.event.spec.outline.sealed if f.name in tokens}
    because = tuple(changed(one, {"words": tokens[f"because.{n}"]}) for n, one in enumerate(entry.because))
    reason = tokens.get("reason")
    return changed(entry, {"event": changed(entry.event, fields), "because": because, "reason": reason})


def outcome(history: list[Entry[Any]]) -> list[Any]:
    """What comes of a history, entry by entry: rule, standing, position, what follows; then figures, signals."""
    told: list[Any] = []
    case = EMPTY_CASE
    for entry in history:
        broken = CORE_RULEBOOK.first_broken(entry, case)
        told.append((broken.id if broken is not None else None, standing(entry, case)))
        case = advance(case, entry)
        told.append([(type(event), without_words(event)) for event in CORE_RULEBOOK.consequences_of(entry, case)])
    written = {number: (line.standing, line.position, line.subjects) for number, line in case.written.items()}
    whole = History(CASE, tuple(history), as_of=NOW, known_on=NOW)
    period = Period(FIRST_MOMENT, NOW)
    findings = [(f.id, f.number) for f in audit(history, rulebook=CORE_RULEBOOK, stream=CASE, adopted=1)]
    hits = [(hit.id, hit.subject, hit.since, hit.entries) for hit in found(whole, "nl", also=["all"])]
    return [told, written, without_words(case), findings, figures(whole, period, NOW.date()), hits]


def without_words(value: Any) -> Any:
    """A value with only the place of each token: who, which entry, which field."""
    if isinstance(value, str):
        parts = parts_of(value)
        if value.startswith("open:"):
            return "|".join(value.removeprefix("open:").split("|")[:3])
        return f"{parts.subject}|{parts.number}|{parts.path}" if parts is not None else value
    if attrs.has(type(value)):
        names = [field.name for field in attrs.fields(type(value))]
        return (type(value).__name__, {name: without_words(getattr(value, name)) for name in names})
    if hasattr(value, "items"):
        return {key: without_words(one) for key, one in value.items()}
    if isinstance(value, tuple | list | frozenset | set):
        return [without_words(one) for one in value]
    return value


@pytest.mark.parametrize("kind", [kind for kind in PRIVATE_KINDS if in_a_case(kind)], ids=lambda kind: kind.name)
def test_law_02_unreadable_words_change_no_outcome_of_any_event(kind: EventKind) -> None:
    """Of each event that has words: with every private field filled in, in a case that was opened, and once more."""
    history = [*around_the_table(), *(_said(made(kind, number)) for number in (1, 2))]
    there = [sealed_openly(changed(entry, {"number": number})) for number, entry in enumerate(history, start=1)]
    assert outcome([with_unreadable_words(entry) for entry in there]) == outcome(there)


def _said(event: Event) -> Entry[Any]:
    first = around_the_table()[0]
    return changed(first, {"event": event, "because": (Consideration(by="zus", words="omdat"),), "reason": Plain("ja")})


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@for_all(event_logs())
def test_law_02_unreadable_words_change_no_outcome_of_what_was_allowed(history: list[Entry[Any]]) -> None:
    assert outcome([with_unreadable_words(entry) for entry in history]) == outcome(history)


def sealed_openly(entry: Entry[Any]) -> Entry[Any]:
    """An entry of any history, each token in its own place: the strategy gives them all the same."""
    tokens = {p.path: Token(f"open:{p.subject}|{p.number}|{p.path}|IngiCg==") for p, _ in words_of(entry, CASE)}
    fields = {f.attribute: tokens[f.name] for f in entry.event.spec.outline.sealed if f.name in tokens}
    because = tuple(changed(one, {"words": tokens[f"because.{n}"]}) for n, one in enumerate(entry.because))
    reason = tokens.get("reason")
    return changed(entry, {"event": changed(entry.event, fields), "because": because, "reason": reason})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@for_all(any_history())
def test_law_02_unreadable_words_change_no_outcome_of_what_no_rule_allows(history: list[Entry[Any]]) -> None:
    there = [sealed_openly(entry) for entry in history]
    assert outcome([with_unreadable_words(entry) for entry in there]) == outcome(there)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@for_all(event_logs(most=15), entries())
def test_law_02_the_writer_says_the_same_of_a_decision_whatever_its_words_are(
    history: list[Entry[Any]], proposed: Entry[Any]
) -> None:
    case = functools.reduce(advance, history, EMPTY_CASE)
    assert decided(with_unreadable_words(changed(proposed, {"number": case.number + 1})), case) == decided(
        proposed, case
    )


def decided(proposed: Entry[Any], case: Case) -> Any:
    """The rule that refuses, or the entries without their words."""
    try:
        told = decide(proposed, case, rulebook=CORE_RULEBOOK, seal=lambda _, place: unreadable(place))
    except NotAllowed as refusal:
        return refusal.rule.id
    return without_words(told.entries), without_words(told.case)
