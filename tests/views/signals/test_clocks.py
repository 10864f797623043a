"""Two clocks: what was so on a day, and what was known on a day. And since when it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from svh_core import Casebook
from svh_core.cli.demo import example_proposals
from svh_core.domain.civil_days import civil_date
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import replay
from svh_core.domain.rulebook import Entry
from svh_core.domain.values import changed
from svh_core.testing import open_sealing
from svh_core.testing.scenarios import Scenario
from svh_core.testing.strategies import event_logs
from svh_core.views.look import Look
from svh_core.views.signals import Found

from ...domain.openings import accepts, adds, nominates, objects, sets_goal
from .days import A_DAY, end_of, on, since, told
from .histories import Log, moments_of, told_in_time, told_late

OF_ANY = settings(deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
"""A history is short enough to read as it is found; making it shorter takes minutes."""

IN_HER_PLACE = sets_goal("noor", reason="Mila is opgenomen")


def written_on(scenario: Scenario, number: int, day: str) -> Scenario:
    """The same story, with this entry and those after it written down on a later day."""
    late = {"recorded_at": end_of(day) - timedelta(hours=9)}
    scenario.entries = tuple(changed(e, late) if e.number >= number else e for e in scenario.entries)
    return scenario


def test_what_was_written_down_late_is_so_for_who_knows_it_and_not_for_who_looked_before() -> None:
    story = written_on(told(on("2017-03-01", IN_HER_PLACE)), 4, "2017-03-20")
    assert since(story, "taken_over_open", "2017-03-05") == ["2017-03-01"]
    assert since(story, "taken_over_open", "2017-03-05", known_on="2017-03-05") == []
    assert since(story, "taken_over_open", "2017-03-19", known_on="2017-03-19") == []
    assert since(story, "taken_over_open", "2017-03-20", known_on="2017-03-20") == ["2017-03-01"]


def test_an_end_that_was_written_down_late_ends_it_for_who_knows_it_only() -> None:
    asked = on("2017-03-01", adds("zus"), nominates("zus"))
    story = written_on(told(asked, on("2017-04-20", accepts("zus"))), 6, "2017-05-10")
    assert since(story, "unanswered_nomination", "2017-05-01") == []
    assert since(story, "unanswered_nomination", "2017-05-01", known_on="2017-05-01") == ["2017-04-13"]
    assert since(story, "unanswered_nomination", "2017-04-19", known_on="2017-05-10") == ["2017-04-13"]


def test_a_position_written_down_late_ends_it_for_who_knows_it_only() -> None:
    story = written_on(told(on("2017-03-01", IN_HER_PLACE), on("2017-03-10", objects(4))), 5, "2017-03-20")
    for signal in ("taken_over_open", "about_me_without_me"):
        assert since(story, signal, "2017-03-15") == []
        assert since(story, signal, "2017-03-15", known_on="2017-03-15") == ["2017-03-01"]


def test_what_is_claimed_for_a_day_to_come_is_not_so_yet() -> None:
    story = told(on("2017-03-01", IN_HER_PLACE))
    assert since(story, "taken_over_open", "2017-02-28", known_on="2017-06-01") == []


# Of any history. ------------------------------------------------------------------------------------------------------


def listed(log: Iterable[Entry[Any]], as_of: datetime, known_on: datetime | None = None) -> list[Found]:
    """The list of all signals, as this log tells it."""
    reveal = open_sealing.reveal
    look = Look("mila", tuple(log), reader="mila", reveal=lambda t, n, p: reveal(t, number=n, path=p))
    return look.signals("en", as_of=as_of, known_on=known_on, also=["all"])


def decided_alike(log: Sequence[Entry[Any]], part: Sequence[Entry[Any]]) -> bool:
    """Whether every entry of a part of a log has the standing in it that it has in the whole."""
    whole, of_part = replay(log).written, replay(part).written
    return all(of_part[entry.number].standing == whole[entry.number].standing for entry in part)


@given(log=told_late(), data=st.data())
@settings(OF_ANY, max_examples=25)
def test_what_is_recorded_later_changes_nothing_of_what_was_known(log: Log, data: st.DataObject) -> None:
    as_of, known_on = data.draw(moments_of(log)), data.draw(moments_of(log))
    known = [entry for entry in log if entry.recorded_at <= known_on]
    assert listed(log, as_of, known_on) == listed(known, as_of)


@given(log=told_late(), data=st.data())
@settings(OF_ANY, max_examples=25)
def test_the_list_as_it_was_seen_on_a_day_is_given_back(log: Log, data: st.DataObject) -> None:
    day = end_of(civil_date(data.draw(moments_of(log))))
    seen_then = listed([entry for entry in log if entry.recorded_at <= day], day)
    assert listed(log, day, known_on=day) == seen_then


@given(log=told_in_time() | told_late(), data=st.data())
@settings(OF_ANY, max_examples=25)
def test_a_list_is_that_of_the_entries_it_admits(log: Log, data: st.DataObject) -> None:
    as_of, known_on = end_of(civil_date(data.draw(moments_of(log)))), data.draw(moments_of(log))
    admitted = [entry for entry in log if entry.recorded_at <= known_on and entry.at <= as_of]
    assume(decided_alike(log, admitted))
    assert listed(log, as_of, known_on) == listed(admitted, as_of)


@given(log=told_in_time())
@settings(OF_ANY, max_examples=15)
def test_a_list_of_a_moment_within_a_day_is_that_of_the_entries_it_admits(log: Log) -> None:
    for entry in log[8::2]:
        as_of = entry.at - timedelta(minutes=1)
        assert listed(log, as_of) == listed([other for other in log if other.at <= as_of], as_of)


@given(log=event_logs(), data=st.data())
@settings(OF_ANY, max_examples=30)
def test_a_list_of_any_events_is_that_of_the_entries_it_admits(log: Log, data: st.DataObject) -> None:
    late = data.draw(st.lists(st.integers(0, 200), min_size=len(log), max_size=len(log)))
    recorded = accumulate((entry.at + timedelta(hours=hours) for entry, hours in zip(log, late, strict=True)), max)
    shifted = [changed(entry, {"recorded_at": moment}) for entry, moment in zip(log, recorded, strict=True)]
    as_of, known_on = end_of(civil_date(data.draw(moments_of(shifted)))), data.draw(moments_of(shifted))
    admitted = [entry for entry in shifted if entry.recorded_at <= known_on and entry.at <= as_of]
    assume(decided_alike(shifted, admitted))
    assert listed(shifted, as_of, known_on) == listed(admitted, as_of)


# Since. ---------------------------------------------------------------------------------------------------------------


def breaks(log: Log, days: Iterable[date]) -> list[tuple[str, str, str, str]]:
    """Which signals say on which of these days that they hold since another day than the first without a break.

    What held the day before holds since the same day; what did not, since today.
    """
    wrong = []
    for day in sorted(days):
        before = {(hit.id, hit.subject): hit.since for hit in listed(log, end_of(day - A_DAY))}
        for hit in listed(log, end_of(day)):
            expected = before.get((hit.id, hit.subject), day)
            if hit.since != expected:
                wrong.append((hit.id, hit.subject, f"since {hit.since}", f"not {expected}"))
    return wrong


@pytest.mark.uncounted
@given(log=told_in_time(), data=st.data())
@settings(OF_ANY, max_examples=25)
def test_a_signal_holds_since_the_first_day_it_fired_without_a_break(log: Log, data: st.DataObject) -> None:
    other = {civil_date(data.draw(moments_of(log))) for _ in range(6)}
    assert breaks(log, other | {civil_date(entry.at) for entry in log[8:]}) == []


@pytest.fixture(scope="module")
def example() -> Log:
    """The case that the library comes with."""
    book = Casebook.in_memory()
    book.record_all(example_proposals(CORE_RULEBOOK))
    return Log(book.log.entries("liesbeth"))


@pytest.mark.uncounted
def test_every_signal_of_the_example_case_holds_since_the_first_day_it_fired(example: Log) -> None:
    days = sorted({civil_date(entry.at) + n * A_DAY for entry in example for n in (0, 8, 15, 43)})
    assert breaks(example, days[::6]) == []
