"""What every store of a log has to promise, as tests that a new store inherits.

TestMyStore = store_contract(lambda folder: MyStore(folder / "my.db"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from svh_core.log.kept import KeptRow, Mark
from svh_core.log.store import Store

MakeStore = Callable[[Path], Store]

AT_5: Final = Mark("v1", 5)
AT_7: Final = Mark("v1", 7)
NOON: Final = datetime(2017, 2, 6, 12, tzinfo=UTC)
LATER: Final = NOON + timedelta(days=1)
A_MOMENT: Final = timedelta(microseconds=1)


def kept(store: Store) -> list[KeptRow]:
    """Every row of a view that was made with v1."""
    return list(store.kept.rows("view", "v1", limit=100))


def row(stream: str, number: int, state: bytes = b"{}") -> StoredEvent:
    """A row as the log writes it."""
    return StoredEvent(stream, number, "goal.set", state)


def positions(store: Store) -> list[int]:
    """The position of every row, in the order in which followers read them."""
    return [told.id for told in store.recorder.select_notifications(None, 1000)]


def numbers(store: Store, stream: str, *, gt: int | None = None, lte: int | None = None) -> Sequence[int]:
    """The numbers of the rows of a stream, in order."""
    return [told.originator_version for told in store.recorder.select_events(stream, gt=gt, lte=lte)]


def store_contract(make_store: MakeStore) -> type:  # noqa: C901 - a class of tests is not complex, only long
    """The contract as a class of tests.

    Args:
        make_store: makes a new, empty store in a folder of its own, remembering the fact ``origin = contract``.

    Returns:
        A class to bind to a name that begins with ``Test``.
    """

    class StoreContract:
        """What every store promises."""

        @pytest.fixture
        def store(self, tmp_path: Path) -> Iterator[Store]:
            made = make_store(tmp_path)
            yield made
            made.close()

        def test_entries_come_back_in_order_and_byte_for_byte(self, store: Store) -> None:
            hostile = '{"a":"\\u0000 é 🙂 \\u202e"}'.encode()
            store.recorder.insert_events([row("a", 1, hostile), row("b", 1)])
            store.recorder.insert_events([row("a", 2), row("a", 3)])
            assert numbers(store, "a") == [1, 2, 3]
            assert store.recorder.select_events("a")[0].state == hostile
            assert numbers(store, "a", gt=1) == [2, 3]
            assert numbers(store, "a", lte=2) == [1, 2]
            assert [told.originator_version for told in store.recorder.select_events("a", desc=True, limit=1)] == [3]

        def test_a_number_is_taken_once(self, store: Store) -> None:
            store.recorder.insert_events([row("a", 1)])
            with pytest.raises(IntegrityError):
                store.recorder.insert_events([row("a", 1)])
            assert numbers(store, "a") == [1]

        def test_a_batch_is_kept_whole_or_not_at_all(self, store: Store) -> None:
            store.recorder.insert_events([row("a", 1)])
            with pytest.raises(IntegrityError):
                store.recorder.insert_events([row("b", 1), row("a", 1)], once=[("b", "q", 1)])
            assert numbers(store, "b") == []
            assert store.recorded_once("b", "q") is None

        def test_a_request_id_is_used_once_in_a_stream(self, store: Store) -> None:
            store.recorder.insert_events([row("a", 1)], once=[("a", "q", 1)])
            with pytest.raises(IntegrityError):
                store.recorder.insert_events([row("a", 2)], once=[("a", "q", 2)])
            store.recorder.insert_events([row("b", 1)], once=[("b", "q", 1)])
            assert numbers(store, "a") == [1]
            assert store.recorded_once("a", "q") == store.recorded_once("b", "q") == 1
            assert store.recorded_once("a", "other") is None

        def test_positions_only_rise(self, store: Store) -> None:
            for number in range(1, 6):
                store.recorder.insert_events([row("a", number), row("b", number)])
            found = positions(store)
            assert found == sorted(set(found))
            assert len(found) == 10  # noqa: PLR2004 - five of each

        def test_a_follower_goes_on_from_where_it_was(self, store: Store) -> None:
            store.recorder.insert_events([row("a", 1), row("a", 2)])
            first = positions(store)[0]
            told = store.recorder.select_notifications(first, 10, inclusive_of_start=False)
            assert [one.originator_version for one in told] == [2]

        def test_streams_are_told_with_their_last_number(self, store: Store) -> None:
            assert list(store.streams()) == []
            store.recorder.insert_events([row("b", 1), row("a", 1), row("a", 2)])
            assert list(store.streams()) == [("a", 2), ("b", 1)]

        def test_the_newest_snapshot_is_found(self, store: Store) -> None:
            for number in (200, 400):
                store.snapshots.insert_events([row("a", number)])
            found = store.snapshots.select_events("a", lte=399, desc=True, limit=1)
            assert [told.originator_version for told in found] == [200]

        def test_destroying_puts_what_is_left_in_the_place_of_a_whole_stream(self, store: Store) -> None:
            store.recorder.insert_events([row("a", 1), row("b", 1), row("a", 2)])
            before = positions(store)
            store.recorder.insert_events([row("c", 1)], destroys=("a", [(1, b"first"), (2, b"second")]))
            left = [(told.originator_version, told.topic, told.state) for told in store.recorder.select_events("a")]
            assert left == [(1, "destroyed", b"first"), (2, "destroyed", b"second")]
            assert [told.topic for told in store.recorder.select_events("b")] == ["goal.set"]
            assert positions(store)[:3] == before
            told = store.recorder.select_notifications(None, 10)
            assert [(one.originator_id, one.topic) for one in told] == [
                ("a", "destroyed"),
                ("b", "goal.set"),
                ("a", "destroyed"),
                ("c", "goal.set"),
            ]
            assert list(store.destroyed()) == ["a"]
            assert list(store.streams()) == [("a", 2), ("b", 1), ("c", 1)]

        def test_nothing_is_added_to_what_was_destroyed(self, store: Store) -> None:
            store.recorder.insert_events([row("a", 1)], once=[("a", "q", 1)])
            store.snapshots.insert_events([row("a", 1)])
            store.recorder.insert_events([row("c", 1)], destroys=("a", [(1, b"left")]))
            assert store.recorded_once("a", "q") is None
            assert list(store.snapshots.select_events("a")) == []
            with pytest.raises(IntegrityError):
                store.recorder.insert_events([row("b", 1), row("a", 2)])
            assert numbers(store, "b") == []
            assert numbers(store, "a") == [1]

        def test_destroying_is_done_whole_or_not_at_all(self, store: Store) -> None:
            store.recorder.insert_events([row("a", 1), row("a", 2), row("c", 1)], once=[("a", "q", 2)])
            for entry, left in ((row("c", 2), [(1, b"left")]), (row("c", 1), [(1, b"left"), (2, b"left")])):
                with pytest.raises(IntegrityError):  # a row more than is said, and a number that is taken
                    store.recorder.insert_events([entry], destroys=("a", left))
                assert [told.topic for told in store.recorder.select_events("a")] == ["goal.set", "goal.set"]
                assert numbers(store, "c") == [1]
                assert store.recorded_once("a", "q") == 2  # noqa: PLR2004 - the number of the entry
                assert list(store.destroyed()) == []
            store.recorder.insert_events([row("a", 3)])

        def test_facts_about_the_casebook_are_remembered(self, store: Store) -> None:
            assert store.fact("origin") == "contract"
            assert store.fact("unheard of") is None

        def test_a_kept_view_has_a_row_for_each_stream_that_is_to_be_made(self, store: Store) -> None:
            assert store.kept.mark("view") is None
            assert store.kept.counted("view") == 0
            store.kept.begin("view", AT_5, [("b", 1), ("a", 2)], instead_of=None)
            assert store.kept.mark("view") == AT_5
            assert kept(store) == [
                KeptRow(stream="a", number=2, changed=5),
                KeptRow(stream="b", number=1, changed=5),
            ]
            assert store.kept.mark("other") is None
            assert [row.stream for row in store.kept.rows("view", "v1", limit=1)] == ["a"]
            assert [row.stream for row in store.kept.rows("view", "v1", after="a", limit=9)] == ["b"]

        def test_what_was_made_is_right_from_a_moment_until_another(self, store: Store) -> None:
            store.kept.begin("view", AT_5, [("a", 1), ("b", 1)], instead_of=None)
            made = KeptRow(stream="a", number=1, changed=5, told=b"a", since=NOON, until=LATER, beside="c")
            ever = KeptRow(stream="b", number=1, changed=5, told=b"", since=NOON)
            store.kept.keep("view", "v1", [made, ever])
            assert kept(store) == [made, ever]
            for moment, wrong in ((NOON - A_MOMENT, "ab"), (NOON, ""), (LATER - A_MOMENT, ""), (LATER, "a")):
                rows = store.kept.rows("view", "v1", limit=9, wrong_at=moment)
                assert "".join(row.stream for row in rows) == wrong
                assert store.kept.counted("view", wrong_at=moment) == len(wrong)
                assert [row.is_right_at(moment) for row in (made, ever)] == [name not in wrong for name in "ab"]

        def test_a_kept_view_goes_on_with_its_position_or_not_at_all(self, store: Store) -> None:
            store.kept.begin("view", AT_5, [("a", 1), ("b", 1)], instead_of=None)
            both = [KeptRow(stream=name, number=1, changed=5, told=b"made", since=NOON) for name in "ab"]
            store.kept.keep("view", "v1", both)
            store.kept.move("view", AT_7, [("a", 2, 6), ("c", 1, 7)], instead_of=AT_5)
            after = [
                KeptRow(stream="a", number=2, changed=6),
                both[1],
                KeptRow(stream="c", number=1, changed=7),
            ]
            assert (store.kept.mark("view"), kept(store)) == (AT_7, after)
            for mark, instead_of in ((Mark("v1", 9), AT_5), (AT_7, AT_7), (AT_5, AT_7)):
                with pytest.raises(IntegrityError):  # somebody else went on, or this is no further
                    store.kept.move("view", mark, [("b", 2, 9)], instead_of=instead_of)
            for before in (AT_5, None):
                with pytest.raises(IntegrityError):
                    store.kept.begin("view", Mark("v2", 9), [], instead_of=before)
            with pytest.raises(IntegrityError):
                store.kept.rows("view", "v2", limit=9)
            with pytest.raises(IntegrityError):
                store.kept.rows("other", "v1", limit=9)
            assert (store.kept.mark("view"), kept(store)) == (AT_7, after)

        def test_what_was_made_before_a_row_changed_is_not_kept(self, store: Store) -> None:
            store.kept.begin("view", AT_5, [("a", 1)], instead_of=None)
            store.kept.move("view", AT_7, [("a", 2, 7)], instead_of=AT_5)
            late = KeptRow(stream="a", number=1, changed=5, told=b"old", since=NOON)
            new = KeptRow(stream="a", number=2, changed=7, told=b"new", since=NOON)
            gone = KeptRow(stream="z", number=1, changed=7, told=b"gone", since=NOON)
            store.kept.keep("view", "v1", [late, gone])
            store.kept.keep("view", "v2", [new])  # made with something else
            store.kept.keep("other", "v1", [new])
            assert kept(store) == [KeptRow(stream="a", number=2, changed=7)]
            store.kept.keep("view", "v1", [new])
            assert kept(store) == [new]

        def test_a_row_changes_by_another_stream_that_it_was_made_of(self, store: Store) -> None:
            store.kept.begin("view", AT_5, [("a", 1), ("b", 1), ("c", 1)], instead_of=None)
            of_x = KeptRow(stream="a", number=1, changed=5, told=b"made", since=NOON, beside="x")
            of_y = KeptRow(stream="b", number=1, changed=5, told=b"made", since=NOON, beside="y")
            store.kept.keep("view", "v1", [of_x, of_y])
            store.kept.move("view", AT_7, [], [("x", 6)], instead_of=AT_5)
            first, second, third = kept(store)
            assert (first.told, first.changed) == (None, 6)
            assert second == of_y
            assert (third.told, third.changed) == (None, 6)  # nobody knows yet what it is made of

        def test_a_kept_view_that_is_begun_anew_has_nothing_of_before(self, store: Store) -> None:
            store.kept.begin("view", AT_7, [("a", 1), ("b", 1)], instead_of=None)
            store.kept.begin("other", AT_7, [("a", 1)], instead_of=None)
            store.kept.keep("view", "v1", [KeptRow(stream="a", number=1, changed=7, told=b"a", since=NOON)])
            again = Mark("v2", 5)  # also further back, as in a log of which the end was cut off
            store.kept.begin("view", again, [("a", 3)], instead_of=AT_7)
            assert store.kept.mark("view") == again
            assert list(store.kept.rows("view", "v2", limit=9)) == [KeptRow(stream="a", number=3, changed=5)]
            assert store.kept.counted("other") == 1

        def test_nothing_is_kept_of_what_was_destroyed(self, store: Store) -> None:
            store.recorder.insert_events([row("a", 1), row("b", 1)])
            store.kept.begin("view", AT_5, [("a", 1), ("b", 1)], instead_of=None)
            made = KeptRow(stream="a", number=1, changed=5, told=b"a", since=NOON)
            store.kept.keep("view", "v1", [made])
            store.recorder.insert_events([row("c", 1)], destroys=("a", [(1, b"left")]))
            assert [one.stream for one in kept(store)] == ["b"]
            store.kept.keep("view", "v1", [made])  # by whoever read it before
            store.kept.move("view", AT_7, [("a", 2, 7), ("b", 2, 7)], instead_of=AT_5)
            assert [one.stream for one in kept(store)] == ["b"]
            store.kept.begin("view", Mark("v1", 9), [("a", 1), ("b", 2)], instead_of=AT_7)
            assert [one.stream for one in kept(store)] == ["b"]
            assert store.kept.counted("view") == store.kept.counted("view", wrong_at=NOON) == 1

    return StoreContract
