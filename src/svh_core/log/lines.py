"""What a case remembers of its entries, as a snapshot keeps it: page after page, each read when somebody asks for it.

Of the two thousand lines of a long case the next decisions ask for a few, and to read them all takes five times as long
as all the rest of the snapshot.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from operator import attrgetter
from typing import Any, Final, Self

import msgspec

from svh_core.domain.records import Written
from svh_core.domain.values import copier, names_of
from svh_core.log.codec import MAKING_READERS
from svh_core.log.reading import struct_like

A_PAGE: Final = 25
"""How many lines are read at once: few enough to be quick, many enough to make few pages."""

Page = bytes | list[Written]
"""As it stands in the snapshot, or read."""


class Lines(Mapping[int, Written]):
    """What is remembered of each entry, by number; equal to a dictionary of the same.

    Args:
        pages: as `pages_of` made them, of entries 1, 2, 3 and on.
        count: how many entries these are.
        newer: what was put in since.
    """

    __slots__ = ("_count", "_newer", "_pages")

    def __init__(self, pages: Iterable[Page], count: int, newer: Mapping[int, Written] | None = None) -> None:
        self._pages = pages if isinstance(pages, list) else list(pages)
        self._count = count
        self._newer = dict(newer or {})

    def __getitem__(self, number: int) -> Written:
        newer = self._newer.get(number)
        if newer is not None:
            return newer
        if not self._keeps(number):
            raise KeyError(number)
        index, place = divmod(number - 1, A_PAGE)
        page = self._pages[index]
        if isinstance(page, bytes):  # where two threads both read it, they read the same
            page = self._pages[index] = _reader()(page)
        return page[place]

    def __setitem__(self, number: int, line: Written) -> None:
        self._newer[number] = line

    def __contains__(self, number: object) -> bool:
        return number in self._newer or self._keeps(number)

    def __iter__(self) -> Iterator[int]:
        yield from range(1, self._count + 1)
        yield from (number for number in self._newer if not self._keeps(number))

    def __len__(self) -> int:
        return self._count + sum(1 for number in self._newer if not self._keeps(number))

    def __repr__(self) -> str:
        return repr(dict(self))

    def _keeps(self, number: object) -> bool:
        return isinstance(number, int) and 1 <= number <= self._count

    def copy(self) -> Self:
        """The same, to put more in; a page that one of them reads is read for both."""
        return type(self)(self._pages, self._count, self._newer)


def pages_of(lines: Iterable[Written]) -> Iterator[list[tuple[Any, ...]]]:
    """Lines as a snapshot keeps them: without the names of their values, which are the longer half."""
    told = map(attrgetter(*names_of(Written)), lines)
    while page := list(islice(told, A_PAGE)):
        yield page


@functools.cache
def _reader() -> Callable[[bytes], list[Written]]:
    with MAKING_READERS:
        parse = msgspec.json.Decoder(list[struct_like(Written, exact=True, in_order=True)]).decode  # type: ignore[misc]
    make = copier(Written)
    return lambda page: [make(line, {}) for line in parse(page)]
