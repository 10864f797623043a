"""A snapshot is only a faster way to the same case."""

from __future__ import annotations

from typing import Any

import pytest
from eventsourcing.popo import POPOAggregateRecorder
from hypothesis import given as for_all
from hypothesis import strategies as st

from svh_core.domain.case import FrozenCase
from svh_core.domain.deciding import advance, begun, replay
from svh_core.domain.rulebook import Entry, StreamKind
from svh_core.domain.values import changed
from svh_core.log import snapshots
from svh_core.log.lines import A_PAGE, Lines
from svh_core.log.snapshots import Snapshots
from svh_core.testing import given, says
from svh_core.testing.strategies import any_history

OPENED = says("case.opened", "mila", resident="mila", method="support_group")
GOALS = (says("goal.set", "mila", goal=f"g{number}", horizon="short", words="rust") for number in range(2 * A_PAGE))
LONG = given(OPENED, *GOALS).entries
"""More than two pages of entries."""


@pytest.fixture(autouse=True)
def _one_entry_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "EVERY", 1)


def kept(case: FrozenCase) -> FrozenCase | None:
    """The case as it comes back from a snapshot."""
    taken = Snapshots(POPOAggregateRecorder())
    taken.keep("mila", case, since=0)
    return taken.latest("mila")


def numbered(history: list[Entry[Any]]) -> list[Entry[Any]]:
    return [changed(entry, {"number": number}) for number, entry in enumerate(history, start=1)]


@for_all(any_history().filter(bool), st.data())
def test_any_case_comes_back_the_same_and_goes_on_the_same(history: list[Entry[Any]], data: st.DataObject) -> None:
    entries = numbered(history)
    cut = data.draw(st.integers(1, len(entries)))
    before, after = entries[:cut], entries[cut:]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "EVERY", 1)
        back = kept(replay(before))
    assert back == replay(before)
    assert isinstance(back, FrozenCase)
    assert replay(after, back) == replay(entries)


def test_a_stream_that_goes_on_for_years_has_snapshots_of_a_few_times_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "EVERY", 200)
    made = [0]
    for number in range(1, 50_001):
        if snapshots.is_due(number, made[-1]):
            made.append(number)
    assert made[:9] == [0, 200, 400, 600, 800, 1_000, 1_200, 1_440, 1_728]
    assert sum(made) <= 6 * made[-1]


def test_what_is_remembered_of_the_entries_is_a_mapping_like_any_other() -> None:
    case = replay(LONG)
    back = kept(case)
    assert back is not None
    assert isinstance(back.written, Lines)
    assert list(back.written) == list(case.written)
    assert len(back.written) == len(LONG)
    assert back.written[A_PAGE] == case.written[A_PAGE]
    assert back.written[A_PAGE + 1] == case.written[A_PAGE + 1]
    assert [number in back.written for number in (0, 1, len(LONG), len(LONG) + 1)] == [False, True, True, False]
    assert back.written.get(0) is back.written.get(-1) is back.written.get(len(LONG) + 1) is None
    assert back.written == case.written == back.written
    assert repr(back.written) == repr(dict(back.written))


def test_a_page_is_read_when_somebody_asks_for_a_line_of_it_and_then_for_all() -> None:
    lines = kept(replay(LONG)).written  # type: ignore[union-attr]
    assert isinstance(lines, Lines)
    draft = lines.copy()
    assert not any(isinstance(page, list) for page in lines._pages)
    assert draft[A_PAGE + 1] is lines[A_PAGE + 1]
    assert [isinstance(page, list) for page in lines._pages] == [False, True, False]


def test_what_is_put_in_later_stands_after_and_above_and_not_in_what_it_was_copied_from() -> None:
    lines = kept(replay(LONG)).written  # type: ignore[union-attr]
    assert isinstance(lines, Lines)
    draft = lines.copy()
    draft[1] = draft[len(LONG) + 1] = draft[2]
    assert list(draft) == [*range(1, len(LONG) + 1), len(LONG) + 1]
    assert len(draft) == len(LONG) + 1
    assert draft[1] == lines[2] != lines[1]
    assert draft != lines
    assert draft.copy() == draft


def test_a_case_that_goes_on_from_a_snapshot_can_be_kept_again() -> None:
    half = kept(replay(LONG[: A_PAGE + 3]))
    assert half is not None
    assert kept(replay(LONG[A_PAGE + 3 :], half)) == replay(LONG)
    frozen = half
    for entry in LONG[A_PAGE + 3 :]:
        frozen = advance(frozen, entry)
    assert frozen == replay(LONG)


def test_a_case_of_which_entries_were_taken_away_is_not_kept() -> None:
    assert kept(replay([*LONG[:3], *LONG[4:]])) is None


def test_where_somebody_else_kept_it_first_nothing_is_lost() -> None:
    taken = Snapshots(POPOAggregateRecorder())
    for _ in range(2):
        taken.keep("mila", replay(LONG), since=0)
    assert taken.latest("mila") == replay(LONG)


@pytest.mark.promise("a-spoilt-snapshot-is-passed-over")
@pytest.mark.parametrize("spoilt", [b"", b"{}", b"00000000", b"00000000\n", b"\n\n"])
def test_bytes_that_are_no_snapshot_are_passed_over(spoilt: bytes) -> None:
    taken = Snapshots(POPOAggregateRecorder())
    taken.keep("mila", replay(LONG), since=0)
    (row,) = taken._recorder.select_events("mila")
    for state in (spoilt, row.state[:-1], row.state.replace(b"g7", b"g8")):
        recorder = POPOAggregateRecorder()
        recorder.insert_events([type(row)("mila", row.originator_version, row.topic, state)])
        assert Snapshots(recorder).latest("mila") is None


LOOK = says(
    "disclosure.made",
    "operator",
    recipient="operator",
    capacity="operator",
    purpose="care",
    action="view",
    categories=["goals"],
    basis="operator",
    stream="access/here",
)
LOOKS = given(*(LOOK for _ in range(2 * A_PAGE))).entries


def test_a_stream_of_looks_remembers_none_and_comes_back_the_same() -> None:
    looked_at = replay(LOOKS, begun(StreamKind.ACCESS))
    assert (looked_at.number, dict(looked_at.written)) == (len(LOOKS), {})
    back = kept(looked_at)
    assert back == looked_at
    assert replay(LOOKS[:1], back).written == {}


def test_its_snapshots_stay_as_small_however_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    first, all_of_it = (snapshots.state_of(replay(LOOKS[:n], begun(StreamKind.ACCESS))) for n in (10, len(LOOKS)))
    assert len(first) == len(all_of_it)
    monkeypatch.setattr(snapshots, "EVERY", 200)
    assert snapshots.is_due(50_200, 50_000, remembers=False)
    assert not snapshots.is_due(50_199, 50_000, remembers=False)
    assert not snapshots.is_due(50_200, 50_000)
