"""However many entries there are: what is done with a casebook holds no more memory than with a tenth of them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import attrs
import pytest

from svh_core import Casebook
from svh_core.domain.rulebook import StreamKind, kind_of
from tests.scale.alone import OPERATIONS
from tests.scale.made import made
from tests.scale.measured import Took
from tests.scale.measuring import alone, usual_case

pytestmark = pytest.mark.uncounted

OF_ITS_OWN: Final = ("record", "record-together", "snapshots")
"""What works in more cases the more there are, up to a number; so it would hold more in the larger casebook."""

TELLS_OF_ALL: Final = {"cases": 1.0, "signals": 3.0, "rebuild": 3.0}
"""What is told of all cases at once is held until it is told: kilobytes for each case more, or each signal."""

A_LINE: Final = 1.0
"""One stream at a time is held, so the longest one decides: kilobytes for each entry that it has more."""

BOUND: Final = 1.05
ONCE_FOR_ALL: Final = 8.0
"""Megabytes that come once: chance, what fills to a bound, and a second process, which a small check does not start."""


@attrs.frozen
class Book:
    """A casebook in a file, a case in it of about 200 entries, and how long its longest stream is but that of looks."""

    file: str
    case: str
    entries: int
    longest: int

    def took(self, operation: str) -> Took:
        return alone(operation, self.file, self.case)


def book_of(folder: Path, entries: int) -> Book:
    file = folder / f"{entries}.db"
    count = made(file, entries)
    case, _, _ = usual_case(str(file))
    with Casebook.open(file, sealed=True) as book:
        remembered = (n for name, n in book.log.store.streams() if kind_of(name) is not StreamKind.ACCESS)
        longest = max(remembered)
    return Book(str(file), case, count, longest)


def holds_no_more(small: Book, large: Book, operation: str) -> None:
    """Does the same with both, and holds the one against the other."""
    little, much = small.took(operation), large.took(operation)
    more = TELLS_OF_ALL.get(operation, 0.0) * (much.count - little.count) / 1024
    more += A_LINE * (large.longest - small.longest) / 1024
    told = f"{operation}: {little.megabytes:.1f} MB of {small.entries:,}, {much.megabytes:.1f} of {large.entries:,}"
    assert much.megabytes <= BOUND * little.megabytes + more + ONCE_FOR_ALL, told


FLAT: Final = [name for name in OPERATIONS if name not in OF_ITS_OWN]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(8_000, marks=pytest.mark.uncounted, id="daily"),
        pytest.param(1_000_000, marks=pytest.mark.long, id="a million"),
    ],
)
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Book]:
    """One, and one with ten times as many entries."""
    folder = tmp_path_factory.mktemp("scale")
    return book_of(folder, request.param // 10), book_of(folder, request.param)


@pytest.mark.parametrize("operation", FLAT)
def test_ten_times_as_many_entries_hold_no_more(operation: str, books: tuple[Book, Book]) -> None:
    holds_no_more(*books, operation)
