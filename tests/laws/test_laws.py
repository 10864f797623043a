"""The laws, one test or more each. A test's name begins with the number of its law."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

import svh_core
from svh_core import Casebook, CaseOpened, GoalSet, KeysMissing, Malformed, Plain, Viewer
from svh_core.domain.auditing import audit
from svh_core.domain.case import EMPTY_CASE, Case, DraftCase
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import Place, advance, decide, replay, sealed_entry, words_of
from svh_core.domain.proposal import Proposal
from svh_core.domain.rulebook import Concept, Entry, Rulebook, UnknownEvent
from svh_core.domain.values import changed
from svh_core.domain.words import Token
from svh_core.errors import NotAllowed
from svh_core.log.codec import Codec
from svh_core.testing import given, open_sealing, says
from svh_core.testing.strategies import any_history, around_the_table, entries, event_logs

pytestmark = pytest.mark.uncounted

CODEC = Codec(CORE_RULEBOOK)


def judged(history: list[Entry[Any]], rulebook: Rulebook = CORE_RULEBOOK) -> list[tuple[str, int]]:
    return [(f.id, f.number) for f in audit(history, rulebook=rulebook, stream="mila", adopted=rulebook.edition)]


# Law 1: any list of any events replays


@for_all(any_history())
def test_law_01_any_list_of_any_events_replays(history: list[Entry[Any]]) -> None:
    assert replay(history).number == len(history)


# Law 3: what the writer accepts the auditor finds nothing in; what the writer refuses the auditor finds


class WriterAndAuditor(RuleBasedStateMachine):
    """Proposes whatever comes to mind, and asks writer and auditor about each."""

    def __init__(self) -> None:
        super().__init__()
        self.case = EMPTY_CASE
        self.log: list[Entry[Any]] = []

    @rule()
    @precondition(lambda self: not self.log)
    def opens(self) -> None:
        for entry in around_the_table():
            self.accept(entry)

    @rule(entry=entries())
    def proposes(self, entry: Entry[Any]) -> None:
        refused_by = self.refusal(entry)
        if refused_by is not None:
            forced = sealed_entry(changed(entry, {"number": self.case.number + 1}), self.case, open_sealing.seal)
            assert (refused_by, forced.number) in judged([*self.log, forced])

    def refusal(self, entry: Entry[Any]) -> str | None:
        try:
            self.accept(entry)
        except NotAllowed as refusal:
            return refusal.rule.id
        return None

    def accept(self, entry: Entry[Any]) -> None:
        decided = decide(entry, self.case, rulebook=CORE_RULEBOOK, seal=open_sealing.seal)
        self.case = decided.case
        self.log += decided.entries
        assert judged(self.log) == []


test_law_03_writer_and_auditor_say_the_same = WriterAndAuditor.TestCase
test_law_03_writer_and_auditor_say_the_same.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@for_all(event_logs())
def test_law_03_a_history_that_was_accepted_has_no_findings(history: list[Entry[Any]]) -> None:
    assert judged(history) == []


# Law 5: an old entry is judged by the rules of its day

stricter = Concept("stricter", category="goals")


@stricter.rule(since=2)
def every_goal_is_short(entry: Entry[GoalSet], case: Case) -> bool:  # noqa: ARG001 - as every rule is called
    """Every goal is short.

    nl: Elk doel is kort.
    """
    return entry.event.horizon == "short"


SECOND_EDITION = CORE_RULEBOOK.extended([stricter], edition=2)
OPENED = says("case.opened", "mila", resident="mila", method="support_group")
LONG_GOAL = says("goal.set", "mila", goal="rust", horizon="long", words="rust")


def test_law_05_a_rule_holds_from_its_edition_on() -> None:
    given(OPENED, rulebook=SECOND_EDITION, edition=1).when(LONG_GOAL).accepted()
    given(OPENED, rulebook=SECOND_EDITION, edition=2).when(LONG_GOAL).refused_by("every_goal_is_short")


def test_law_05_an_old_entry_is_judged_by_its_own_edition_after_a_newer_one_is_adopted() -> None:
    book = Casebook.in_memory(rulebook=SECOND_EDITION, edition=1)
    book.record("mila", CaseOpened(resident="mila", method="support_group"), by="mila")
    book.record("mila", GoalSet(goal="rust", horizon="long", words="rust"), by="mila")
    book.adopt(2, by="beheer")
    refusal = book.may("mila", GoalSet(goal="werk", horizon="long", words="werk"), by="mila")
    assert refusal is not None
    assert refusal.rule.id == "every_goal_is_short"
    assert judged(list(book.log.entries("mila")), SECOND_EDITION) == []


def test_law_05_an_edition_never_goes_down_and_was_adopted() -> None:
    goals = [says("goal.set", "mila", goal=f"g{n}", horizon="short", words="x") for n in range(2)]
    history = given(OPENED, *goals).entries
    for edition in (0, 9):
        odd = [*history[:-1], changed(history[-1], {"edition": edition})]
        assert ("an_edition_never_goes_down", 3) in judged(odd)
    down = [changed(entry, {"edition": 2}) for entry in history[:2]]
    found = [f.id for f in audit([*down, history[2]], rulebook=SECOND_EDITION, stream="mila", adopted=2)]
    assert found == ["an_edition_never_goes_down"]


def test_law_05_adopting_an_edition_is_an_entry_in_the_casebooks_own_stream() -> None:
    book = Casebook.in_memory(origin="stad")
    assert [entry.event.spec.name for entry in book.log.entries("log/stad")] == ["rulebook.adopted"]
    with pytest.raises(NotAllowed) as refusal:
        book.adopt(1, by="beheer")
    assert refusal.value.rule.id == "an_edition_only_goes_up"


# Law 7: an event of a plugin that is not installed


def test_law_07_an_unknown_event_is_kept_and_changes_nothing() -> None:
    history = given(OPENED, LONG_GOAL).entries
    state = (
        b'{"by":"x","entered_by":"x","at":"2017-02-06T09:00:00Z","recorded_at":"2017-02-06T09:00:00Z",'
        b'"edition":1,"event":{"a":1}}'
    )
    unknown = CODEC.decode("org.something_done", 3, state)
    assert isinstance(unknown.event, UnknownEvent)
    assert CODEC.encode(unknown) == state
    before, after = replay(history), replay([*history, unknown])
    untouched = {name.name for name in attrs.fields(Case)} - {"number", "written"}
    assert {name: getattr(before, name) for name in untouched} == {name: getattr(after, name) for name in untouched}


def test_law_07_an_unknown_event_is_noted_and_is_nothing_wrong() -> None:
    history = given(OPENED).entries
    unknown = changed(history[0], {"number": 2, "event": UnknownEvent(name="org.something_done", data={})})
    found = list(audit([*history, unknown], rulebook=CORE_RULEBOOK, stream="mila", adopted=1))
    assert [(f.id, f.is_notice) for f in found] == [("not_judged", True)]


# Law 11: consequences are deterministic


@for_all(event_logs(most=60))
def test_law_11_consequences_follow_from_entry_and_case_alone(history: list[Entry[Any]]) -> None:
    case = DraftCase()
    for entry in history:
        case = advance(case, entry)
        assert CORE_RULEBOOK.consequences_of(entry, case) == CORE_RULEBOOK.consequences_of(entry, case)
    assert judged(history) == []


A_YES = (
    OPENED,
    says("network.person_added", "mila", person="zus", network="informal", relation_kind="family"),
    says("nomination.made", "mila", person="zus"),
    says("nomination.accepted", "zus", person="zus", entered_by="noor", source="oud-systeem"),
)


def test_law_11_a_consequence_takes_everything_from_its_cause() -> None:
    *_, cause, follows = given(*A_YES).entries
    copied = ("by", "at", "recorded_at", "edition", "source")
    assert [getattr(follows, name) for name in copied] == [getattr(cause, name) for name in copied]
    assert (follows.entered_by, follows.caused_by) == ("core", cause.number)
    assert (follows.meeting, follows.because, follows.reason, follows.on_behalf_of) == (None, (), None, None)
    assert judged(list(given(*A_YES).entries)) == []


def test_law_11_a_consequence_that_is_left_out_or_made_up_is_found() -> None:
    joined = given(*A_YES).entries
    assert [entry.event.spec.name for entry in joined][-1] == "member.joined"
    assert judged(list(joined[:-1])) == [("what_follows_is_written_with_it", 4)]
    assert ("nothing_follows_without_a_cause", 5) in judged([*joined[:-1], changed(joined[-1], {"by": "mila"})])
    goal = given(OPENED, LONG_GOAL).entries
    assert judged([goal[0], changed(goal[1], {"entered_by": "core"})]) == [("nothing_follows_without_a_cause", 2)]


# Law 12: a draft equals a fold of frozen cases


@for_all(any_history())
def test_law_12_folding_into_a_draft_equals_folding_frozen_cases(history: list[Entry[Any]]) -> None:
    case = EMPTY_CASE
    for entry in history:
        case = advance(case, entry)
    assert replay(history) == case


@for_all(any_history())
def test_law_12_replaying_leaves_what_it_began_from_as_it_was(history: list[Entry[Any]]) -> None:
    half = len(history) // 2
    first = replay(history[:half])
    before = repr(first)
    whole = replay(history[half:], first)
    assert repr(first) == before
    assert whole == replay(history)


def test_law_12_a_refusal_on_a_remembered_case_is_judged_again_on_the_log_itself(tmp_path: Path) -> None:
    one = Casebook.create(tmp_path / "book.db")
    other = Casebook.open(tmp_path / "book.db")
    one.record("mila", CaseOpened(resident="mila", method="support_group"), by="mila")
    assert other.may("mila", GoalSet(goal="rust", horizon="short", words="x"), by="mila") is None
    one.record("mila", svh_core.NetworkPersonAdded(person="zus", network="informal", relation_kind="family"), by="mila")
    other.record("mila", svh_core.NominationMade(person="zus"), by="mila")
    assert [entry.event.spec.name for entry in one.log.entries("mila")][-1] == "nomination.made"
    one.close()
    other.close()


# Law 13: time comes from a clock that is passed in


def test_law_13_recorded_at_is_the_clocks_and_at_is_a_claim() -> None:
    ours, claimed = datetime(2020, 1, 1, tzinfo=UTC), datetime(2019, 12, 31, 23, tzinfo=timezone(timedelta(hours=1)))
    book = Casebook.in_memory(clock=lambda: ours)
    receipt = book.record("mila", CaseOpened(resident="mila", method="support_group"), by="mila", at=claimed)
    (entry,) = book.log.entries("mila")
    assert receipt.recorded_at == entry.recorded_at == ours
    assert entry.at == claimed
    assert entry.at.tzinfo is UTC


def test_law_13_a_moment_without_an_offset_is_refused() -> None:
    book = Casebook.in_memory()
    with pytest.raises(Malformed) as error:
        book.record("mila", CaseOpened(resident="mila", method="ract"), by="mila", at=datetime(2020, 1, 1))  # noqa: DTZ001
    assert error.value.path == "at"


def test_law_13_a_clock_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        Casebook.in_memory(clock=lambda: datetime(2020, 1, 1))  # noqa: DTZ001


# Law 15: state and codec know only sealed tokens

CANARY = "kanarie-7f3a"


def test_law_15_plain_words_show_no_word() -> None:
    event = GoalSet(goal="rust", horizon="short", words=CANARY)
    assert isinstance(event.words, Plain)
    assert CANARY not in f"{event!r} {event.words!r} {event.words!s} {event.words}"


def test_law_15_plain_words_have_no_encoding() -> None:
    entry = given(OPENED).entries[0]
    with pytest.raises(TypeError) as error:
        CODEC.encode(changed(entry, {"event": GoalSet(goal="rust", horizon="short", words=CANARY)}))
    assert CANARY not in str(error.value)


@for_all(event_logs())
def test_law_15_what_is_decided_and_what_is_true_hold_only_tokens(history: list[Entry[Any]]) -> None:
    for entry in history:
        assert all(isinstance(words, str) for _, words in words_of(entry, "mila"))
    assert not any(isinstance(value, Plain) for value in inside(replay(history)))


def inside(value: Any) -> Iterator[Any]:
    yield value
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from inside(getattr(value, field.name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from inside(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from inside(one)


def test_law_15_a_casebook_that_is_sealed_in_another_way_is_refused(tmp_path: Path) -> None:
    Casebook.create(tmp_path / "book.db").close()
    with closing(sqlite3.connect(tmp_path / "book.db")) as file, file:
        file.execute("UPDATE casebook SET fact = 'open' WHERE name = 'sealing'")
    for sealed in (True, False):
        with pytest.raises(KeysMissing):
            Casebook.open(tmp_path / "book.db", sealed=sealed)


def test_law_15_a_token_of_another_seal_does_not_open() -> None:
    book = Casebook.in_memory()
    book.record("mila", CaseOpened(resident="mila", method="support_group"), by="mila")
    entry = given(OPENED, says("goal.set", "mila", goal="rust", horizon="short", words="rust")).entries[1]
    book.log.append([("mila", entry)])
    with book.looking("mila", viewer=Viewer("mila"), purpose="care") as look, pytest.raises(svh_core.LogBroken):
        look.trail()


def test_law_15_a_writer_hands_over_words_not_tokens() -> None:
    token = Token("open:mila|1|words|IngiCg==")
    with pytest.raises(Malformed) as error:
        Proposal(case="mila", event=GoalSet(goal="rust", horizon="short", words=token), by="mila").check()
    assert error.value.path == "data.words"


@for_all(st.text(max_size=20))
def test_law_15_the_open_seal_gives_back_what_it_took_and_only_where_it_stands(words: str) -> None:
    place = Place("mila", 3, "words")
    token = open_sealing.seal(Plain(words), place)
    assert token.startswith("open:mila|3|words|")
    assert open_sealing.reveal(token, number=3, path="words") == words
    with pytest.raises(svh_core.LogBroken):
        open_sealing.reveal(token, number=4, path="words")
    with pytest.raises(svh_core.LogBroken):
        open_sealing.reveal(token, number=3, path="reason")
    assert json.dumps(words) not in repr(token)
