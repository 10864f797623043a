"""What every store of a log has to promise, as tests that a new store inherits.

TestMyStore = store_contract(lambda folder: MyStore(folder / "my.db"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from svh_core.log.store import Store

MakeStore = Callable[[Path], Store]


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

    return StoreContract
