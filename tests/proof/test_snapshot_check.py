"""A snapshot that is not what its entries make is found, for later loads begin with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent

from svh_core import Casebook, CaseOpened, DecisionConfirmed, GoalSet, Proposal
from svh_core.checking import Checked, check
from svh_core.domain.values import changed
from svh_core.log import snapshots, streams
from svh_core.log.codec import Codec
from svh_core.log.log import Log
from svh_core.log.snapshots import Snapshots, shape_of_case, state_of

Found = tuple[str, str, int]

DIFFERS = "a_snapshot_is_what_its_entries_make"
NOT_JUDGED = "a_snapshot_was_not_judged"
LAST = 60
WITH_A_PLUGIN = "svh-example 1"

IN_A_FILE = pytest.mark.parametrize("book", ["file"], indirect=True)


@pytest.fixture(params=["memory", "file"])
def book(request: pytest.FixtureRequest, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Casebook]:
    """A case of sixty entries with a snapshot of twenty, of forty and of sixty."""
    monkeypatch.setattr(snapshots, "EVERY", 20)
    in_memory = request.param == "memory"
    with Casebook.in_memory() if in_memory else Casebook.create(tmp_path / "casebook.db") as made:
        opened = CaseOpened(resident="mila", method="support_group")
        made.record_all([Proposal(case="c1", event=opened, by="mila")])
        made.record_all([goal(n) for n in range(2, 21)])
        made.log.load("c1")
        made.record_all([goal(n) for n in range(21, 41)])
        made.log.load("c1")
        confirmed = DecisionConfirmed(entries=(3, 30), person="mila", how="own_device")
        made.record_all([Proposal(case="c1", event=confirmed, by="mila"), *(goal(n) for n in range(42, LAST + 1))])
        made.log.load("c1")
        yield made


def goal(number: int) -> Proposal:
    event = GoalSet(goal=f"g{number}", horizon="short", words=f"goal {number}")
    return Proposal(case="c1", event=event, by="mila", entered_by="noor" if number in {3, 30} else "mila")


def numbers(book: Casebook) -> list[int]:
    found = book.log.store.snapshots.select_events("c1")
    return [row.originator_version for row in found]


def of_snapshots(told: Checked) -> list[Found]:
    return [(one.id, one.stream, one.number) for one in told.findings]


def put(book: Casebook, row: StoredEvent) -> None:
    """A row among the snapshots, in the place of the one that is there."""
    recorder: Any = book.log.store.snapshots
    if hasattr(recorder, "_stored_events"):
        index = recorder._stored_events_index[row.originator_id].get(row.originator_version)
        if index is None:
            recorder.insert_events([row])
        else:
            recorder._stored_events[index] = row
        return
    with recorder.datastore.transaction(commit=True) as cursor:
        told = (row.originator_id, row.originator_version, row.topic, row.state)
        cursor.execute("INSERT OR REPLACE INTO stored_snapshots VALUES (?, ?, ?, ?)", told)


def lie(book: Casebook, number: int) -> bytes:
    """The bytes of a snapshot of a case that was closed, with nothing in them that a reader could object to."""
    return state_of(changed(book.log.load("c1", until=number), {"closed": "goals_reached"}))


def test_nothing_is_found_where_the_library_made_them(book: Casebook) -> None:
    assert numbers(book) == [20, 40, 60]
    told = check(book.log, book.rulebook)
    assert told.findings == ()
    assert told.entries == LAST + 1


@pytest.mark.parametrize("number", [20, 40, 60])
def test_one_that_was_replaced_is_found_whichever_it_is(book: Casebook, number: int) -> None:
    put(book, StoredEvent("c1", number, shape_of_case(), lie(book, number)))
    assert book.log.load("c1", until=number).closed == "goals_reached", "who loads the case is lied to"
    told = check(book.log, book.rulebook)
    assert of_snapshots(told) == [(DIFFERS, "c1", number)]
    assert told.exit_status == 6


LIES: dict[str, tuple[str, int, Callable[[Casebook], Any]]] = {
    "of an entry that is not there": ("c1", 61, lambda book: lie(book, 60)),
    "far behind the last entry": ("c1", 5_000, lambda book: lie(book, 60)),
    "of a case that is not there": ("ghost", 60, lambda book: lie(book, 60)),
    "of another number": ("c1", 40, lambda book: state_of(book.log.load("c1", until=39))),
    "spoilt": ("c1", 40, lambda _: b"00000000\nspoilt"),
    "empty": ("c1", 40, lambda _: b""),
    "a page that is none": ("c1", 40, lambda book: state_of(book.log.load("c1", until=40), [b"[]", b"7"])),
}


@pytest.mark.parametrize("what", LIES)
def test_one_that_no_entries_make_is_found(book: Casebook, what: str) -> None:
    stream, number, made = LIES[what]
    put(book, StoredEvent(stream, number, shape_of_case(), made(book)))
    assert of_snapshots(check(book.log, book.rulebook)) == [(DIFFERS, stream, number)]


@IN_A_FILE
@pytest.mark.parametrize("number", [0, 41])
def test_one_where_the_library_made_none_is_found(book: Casebook, number: int) -> None:
    put(book, StoredEvent("c1", number, shape_of_case(), lie(book, 40)))
    assert of_snapshots(check(book.log, book.rulebook)) == [(DIFFERS, "c1", number)]


def test_bytes_and_text_in_the_wrong_column_are_found(tmp_path: Any) -> None:
    with Casebook.create(tmp_path / "casebook.db") as made:
        made.record("c1", CaseOpened(resident="mila", method="support_group"), by="mila")
        put(made, StoredEvent("c1", 1, shape_of_case(), state_of(made.log.load("c1")).decode()))
        assert of_snapshots(check(made.log, made.rulebook)) == [(DIFFERS, "c1", 1)]
        put(made, StoredEvent("c1", 1, shape_of_case(), state_of(made.log.load("c1", until=0))))
        put(made, StoredEvent("c1", 1.5, shape_of_case(), b""))
        assert of_snapshots(check(made.log, made.rulebook)) == [(DIFFERS, "c1", 1), (DIFFERS, "c1", 1)]


def test_one_of_another_release_is_passed_over_as_every_reader_does(book: Casebook) -> None:
    put(book, StoredEvent("c1", 40, "case/of another release", lie(book, 40)))
    put(book, StoredEvent("ghost", 40, "case/of another release", lie(book, 40)))
    assert check(book.log, book.rulebook).findings == ()
    put(book, StoredEvent("c1", 60, shape_of_case(), lie(book, 60)))
    assert of_snapshots(check(book.log, book.rulebook)) == [(DIFFERS, "c1", 60)]


def test_the_same_case_in_other_bytes_is_the_same_case(book: Casebook) -> None:
    case = book.log.load("c1", until=40)
    other = state_of(changed(case, {"goals": dict(reversed(list(case.goals.items())))}))
    assert other != state_of(case)
    put(book, StoredEvent("c1", 40, shape_of_case(), other))
    assert check(book.log, book.rulebook).findings == ()


def test_forgetting_and_destroying_make_none_that_differs(book: Casebook) -> None:
    book.privacy.forget("c1", "mila", passages=[5])
    book.log.load("c1")
    assert check(book.log, book.rulebook).findings == ()
    kept = book.log.store.snapshots.select_events("c1")[0]
    book.privacy.destroy("c1", by="beheer", ground="asked")
    assert numbers(book) == []
    assert of_snapshots(check(book.log, book.rulebook)) == [("destroyed", "c1", 1)]
    put(book, kept)
    assert of_snapshots(check(book.log, book.rulebook)) == [(DIFFERS, "c1", 20), ("destroyed", "c1", 1)][::-1]


def test_what_a_plugin_that_is_not_here_made_of_a_case_is_not_held_against_it(book: Casebook) -> None:
    (row,) = book.log.store.recorder.select_events("c1", gt=LAST - 1)
    strange = StoredEvent("c1", LAST + 1, "plugin.said", row.state[: row.state.index(b'"event"')] + b'"event":{}}')
    book.log.store.recorder.insert_events([strange])
    book._desk.seal()
    put(book, StoredEvent("c1", LAST + 1, shape_of_case(), state_of(book.log.load("c1"))))
    assert of_snapshots(check(book.log, book.rulebook)) == [("not_judged", "c1", LAST + 1)]
    put(book, StoredEvent("c1", LAST + 1, shape_of_case(), lie(book, LAST + 1)))
    told = check(book.log, book.rulebook)
    assert of_snapshots(told) == [(NOT_JUDGED, "c1", LAST + 1), ("not_judged", "c1", LAST + 1)]
    assert told.is_clean
    put(book, StoredEvent("c1", LAST, shape_of_case(), lie(book, LAST)))
    assert of_snapshots(check(book.log, book.rulebook))[0] == (DIFFERS, "c1", LAST), "what came before is known"


def test_one_that_other_plugins_made_is_told_of_where_it_differs(book: Casebook) -> None:
    shape = Snapshots(book.log.store.snapshots, WITH_A_PLUGIN)._shape
    put(book, StoredEvent("c1", 40, shape, state_of(book.log.load("c1", until=40))))
    assert check(book.log, book.rulebook).findings == (), "the same case is the same case to every reader"
    put(book, StoredEvent("c1", 40, shape, lie(book, 40)))
    told = check(book.log, book.rulebook)
    assert (of_snapshots(told), told.is_clean) == ([(NOT_JUDGED, "c1", 40)], True)
    put(book, StoredEvent("c1", 5_000, shape, lie(book, 40)))
    assert (DIFFERS, "c1", 5_000) in of_snapshots(check(book.log, book.rulebook)), "no plugin makes one of no entry"


def test_who_has_the_same_plugins_judges_what_they_made(book: Casebook) -> None:
    rulebook = book.rulebook.extended([], made_with=WITH_A_PLUGIN)
    log = Log(book.log.store, Codec(rulebook))
    shape = Snapshots(book.log.store.snapshots, WITH_A_PLUGIN)._shape
    put(book, StoredEvent("c1", 40, shape, lie(book, 40)))
    assert log.load("c1", until=40).closed == "goals_reached", "who loads the case is lied to"
    assert of_snapshots(check(log, rulebook)) == [(DIFFERS, "c1", 40)]


@IN_A_FILE
def test_one_that_only_who_reads_backwards_finds_is_found(book: Casebook) -> None:
    backwards = [StoredEvent("c1", 20, shape_of_case(), lie(book, 20))]
    recorder: Any = book.log.store.snapshots
    rows = streams.rows_of

    def strange(asked: Any, stream: str, *bounds: int, desc: bool = False, limit: int = 500) -> Any:
        if asked is recorder and desc:
            return [(one.originator_version, one.topic, one.state) for one in backwards]
        return rows(asked, stream, *bounds, desc=desc, limit=limit)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "rows_of", strange)
        assert of_snapshots(check(book.log, book.rulebook)) == [(DIFFERS, "c1", 20)]


@IN_A_FILE
def test_one_whose_shape_is_no_text_is_found(book: Casebook) -> None:
    recorder: Any = book.log.store.snapshots
    with recorder.datastore.transaction(commit=True) as cursor:
        cursor.execute("UPDATE stored_snapshots SET topic = CAST(x'ff' AS TEXT) WHERE originator_version = 40")
    assert of_snapshots(check(book.log, book.rulebook)) == [(DIFFERS, "c1", 40)]


@IN_A_FILE
def test_one_that_is_made_while_the_case_is_checked_is_no_finding(book: Casebook) -> None:
    made = Snapshots(book.log.store.snapshots)
    seen = iter([False])

    def meanwhile(_done: int, _total: int | None) -> None:
        if next(seen, True) is False:
            book.record_all([goal(number) for number in range(61, 81)])
            made.keep("c1", book.log.load("c1", until=80), since=0)

    assert check(book.log, book.rulebook, progress=meanwhile).findings == ()
    assert numbers(book) == [20, 40, 60, 80]
