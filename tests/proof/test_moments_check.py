"""An entry that says it was recorded at another moment than it can have been is found, as far as anybody can tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from svh_core import Casebook, CaseOpened, GoalSet, Malformed
from svh_core.checking import Checked, check
from svh_core.log.leaves import Row
from svh_core.proof.checkpoint import Checkpoint, Witness, WitnessKey, cosign_checkpoint, sign_checkpoint
from svh_core.proof.moments_check import MomentsCheck
from svh_core.proof.note_keys import SignerKey
from svh_core.proof.older import Older
from svh_core.proof.tree_check import TreeCheck

BACK, WHEN = "the_clock_went_back", "an_entry_was_recorded_when_it_says"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


class Clock:
    """A clock that somebody can put back."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(clock: Clock) -> Iterator[Casebook]:
    """A case whose first two entries were recorded at noon."""
    with Casebook.in_memory(origin="stad", clock=clock) as made:
        made.record("c1", CaseOpened(resident="mila", method="support_group"), by="mila", at=NOON)
        record(made, "g2")
        yield made


def record(book: Casebook, name: str) -> None:
    book.record("c1", GoalSet(goal=name, horizon="short", words=name), by="mila", at=NOON - 24 * HOUR)


def kept(book: Casebook, *, seen: datetime | None = None) -> Older:
    """What somebody keeps of a log as it is now."""
    with book.log.store.leaves() as leaves:
        walk = TreeCheck(leaves, "log/stad")
        assert not list(walk.findings())
    return Older(walk.frontier.size, walk.frontier.root, seen=seen)


def told(checked: Checked) -> list[tuple[str, int]]:
    return [(one.id, one.number) for one in checked.findings if one.id in {BACK, WHEN} and one.stream == "c1"]


def moments(*at: datetime) -> list[Row]:
    return [
        Row(index, "c1", index, "goal.set", b'{"recorded_at":"%s"}' % moment.isoformat().encode())
        for index, moment in enumerate(at, start=1)
    ]


def found_in(*at: datetime, older: tuple[Older, ...] = (), at_once: int = 256) -> list[tuple[str, int]]:
    walk, rows = MomentsCheck(older), moments(*at)
    tiles = [rows[begin : begin + at_once] for begin in range(0, len(rows), at_once)]
    return [(one.id, one.number) for index, tile in enumerate(tiles) for one in walk.found_in(tile, index * at_once)]


@pytest.mark.promise("a-clock-that-went-back-is-told")
@pytest.mark.parametrize("at_once", [1, 2, 256])
def test_a_clock_that_goes_back_is_told_once_and_stops_nothing(at_once: int) -> None:
    day = [NOON + n * HOUR for n in range(5)]
    assert found_in(*day, at_once=at_once) == []
    assert found_in(*day, NOON, NOON + SECOND, *day, at_once=at_once) == [(BACK, 6)]
    assert found_in(NOON, NOON - HOUR, NOON - HOUR - SECOND, NOON, at_once=at_once) == [(BACK, 3)]
    by_little = [NOON - n * timedelta(minutes=25) for n in range(7)]
    assert found_in(*by_little, at_once=at_once) == [(BACK, 4), (BACK, 7)], "not in small steps either"


def test_the_ends_of_the_calendar_stop_no_check() -> None:
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    older = (Older(2, b"", seen=last), Older(3, b"", seen=first + HOUR))
    assert found_in(first, last, first, first, last) == [(BACK, 3)]
    assert (WHEN, 2) in found_in(first, last, first, last, older=older)


def test_what_is_no_moment_is_left_to_the_other_pass() -> None:
    rows = moments(NOON, NOON, NOON - 2 * HOUR)
    rows[1] = Row(2, "c1", 2, "goal.set", b'{"recorded_at":"2026-03-02T12:00:00"}')
    assert [(one.id, one.number) for one in MomentsCheck(()).found_in(rows, 0)] == [(BACK, 3)]
    destroyed = [Row(1, "c1", 1, "destroyed", b'{"leaf":"00","destroyed_by":1}')]
    assert list(MomentsCheck(()).found_in(destroyed, 0)) == []


def test_an_entry_that_is_dated_back_is_a_notice_where_nobody_kept_anything(book: Casebook, clock: Clock) -> None:
    clock.now = NOON - HOUR + SECOND
    record(book, "g3")
    assert check(book.log, book.rulebook).findings == (), "a clock may be put right"
    clock.now = NOON - 48 * HOUR
    record(book, "g4")
    checked = check(book.log, book.rulebook)
    assert told(checked) == [(BACK, 4)]
    assert checked.is_clean
    assert checked.exit_status == 0


def test_an_entry_that_is_dated_back_before_what_somebody_kept_is_found(book: Casebook, clock: Clock) -> None:
    older = kept(book)
    for name in ("g3", "g4"):
        clock.now = NOON - 48 * HOUR
        record(book, name)
    clock.now = NOON + HOUR
    record(book, "g5")
    checked = check(book.log, book.rulebook, older=[older])
    assert told(checked) == [(WHEN, 3), (WHEN, 4)]
    assert checked.exit_status == 6


def test_an_entry_that_says_it_came_after_a_witness_saw_it_is_found(book: Casebook, clock: Clock) -> None:
    assert check(book.log, book.rulebook, older=[kept(book, seen=NOON - HOUR)]).findings == ()
    checked = check(book.log, book.rulebook, older=[kept(book, seen=NOON - HOUR - SECOND), kept(book)])
    assert told(checked) == [(WHEN, 1), (WHEN, 2)]
    clock.now = NOON + 48 * HOUR
    older = [kept(book, seen=NOON)]
    record(book, "g3")
    assert check(book.log, book.rulebook, older=older).findings == (), "nobody saw that one"
    assert told(check(book.log, book.rulebook, older=[kept(book, seen=NOON)])) == [(WHEN, 3)]


def test_the_first_of_the_known_witnesses_says_when_a_checkpoint_was_seen() -> None:
    log = SignerKey.new("stad")
    early, late = (
        Witness(SignerKey.new(f"witness.example/{n}"), clock=lambda n=n: int(NOON.timestamp()) + n)  # type: ignore[misc]
        for n in (1, 2)
    )
    note = sign_checkpoint(Checkpoint("stad", 3, bytes(32)), log)
    both = cosign_checkpoint(cosign_checkpoint(note, late), early)

    def seen(told: bytes, *witnesses: WitnessKey) -> datetime | None:
        return Older.read(told, origin="stad", key=log.verifier, witnesses=witnesses).seen

    assert seen(both, early.verifier, late.verifier) == NOON + SECOND
    assert seen(both, late.verifier) == NOON + 2 * SECOND
    assert seen(both) is None
    assert seen(note, early.verifier) is None
    of_another = cosign_checkpoint(sign_checkpoint(Checkpoint("stad", 4, bytes(32)), log), early).splitlines()[-1]
    assert seen(note + of_another + b"\n") is None
    with pytest.raises(Malformed):
        seen(note + of_another + b"\n", early.verifier)
    assert seen(cosign_checkpoint(note, Witness(early.key, clock=lambda: 2**62)), early.verifier) is not None
