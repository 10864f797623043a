"""Kept views in memory."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Container, Iterable, Sequence
from datetime import datetime

import attrs
from eventsourcing.persistence import IntegrityError

from svh_core.log.kept import KeptRow, Mark


class MemoryKeptViews:
    """Kept views of a log in memory.

    Args:
        destroyed: the streams that were destroyed; it may grow.
    """

    def __init__(self, destroyed: Container[str]) -> None:
        self._destroyed = destroyed
        self._marks: dict[str, Mark] = {}
        self._rows: dict[str, dict[str, KeptRow]] = {}
        self._writing = threading.RLock()

    def mark(self, view: str) -> Mark | None:
        """How far a view came; None where there is none."""
        return self._marks.get(view)

    def begin(self, view: str, mark: Mark, streams: Iterable[tuple[str, int]], *, instead_of: Mark | None) -> None:
        """Throws a view away and begins it anew."""
        rows = {name: KeptRow(stream=name, number=last, changed=mark.position) for name, last in streams}
        with self._writing:
            self._check(view, instead_of)
            self._marks[view], self._rows[view] = mark, rows

    def move(
        self,
        view: str,
        mark: Mark,
        moved: Sequence[tuple[str, int, int]],
        beside: Sequence[tuple[str, int]] = (),
        *,
        instead_of: Mark,
    ) -> None:
        """Goes on with a view."""
        with self._writing:
            self._check(view, instead_of)
            if mark.position <= instead_of.position:
                raise IntegrityError(view)
            rows, self._marks[view] = self._rows[view], mark
            for stream, number, position in moved:
                before = rows.get(stream, KeptRow(stream=stream, number=number, changed=position))
                rows[stream] = attrs.evolve(_to_be_made(before, position), number=max(number, before.number))
            for stream, position in beside:
                for row in tuple(rows.values()):
                    if row.told is None or row.beside == stream:
                        rows[row.stream] = _to_be_made(row, position)

    def keep(self, view: str, made_with: str, rows: Sequence[KeptRow]) -> None:
        """Keeps what was made of streams, but for those that changed meanwhile or have no row any more."""
        with self._writing:
            mark, kept = self.mark(view), self._rows.get(view, {})
            for row in rows:
                before = kept.get(row.stream)
                is_as_it_was = before is not None and before.changed == row.changed
                if mark is not None and mark.made_with == made_with and before is not None and is_as_it_was:
                    kept[row.stream] = attrs.evolve(row, number=before.number)

    def rows(
        self, view: str, made_with: str, *, after: str = "", limit: int, wrong_at: datetime | None = None
    ) -> Sequence[KeptRow]:
        """The rows of a view by the names of their streams."""
        with self._writing:
            mark = self._marks.get(view)
            if mark is None or mark.made_with != made_with:
                raise IntegrityError(view)
            found = (row for name, row in sorted(self._rows[view].items()) if name > after and self._is_there(row))
            return list(itertools.islice((row for row in found if _is_asked(row, wrong_at)), limit))

    def counted(self, view: str, *, wrong_at: datetime | None = None) -> int:
        """How many rows a view has; or how many that are not right at a moment."""
        with self._writing:
            rows = self._rows.get(view, {}).values()
            return sum(self._is_there(row) and _is_asked(row, wrong_at) for row in rows)

    def _check(self, view: str, instead_of: Mark | None) -> None:
        if self._marks.get(view) != instead_of:
            raise IntegrityError(view)  # somebody else went on

    def _is_there(self, row: KeptRow) -> bool:
        return row.stream not in self._destroyed


def _to_be_made(row: KeptRow, position: int) -> KeptRow:
    return attrs.evolve(row, changed=max(row.changed, position), told=None, since=None, until=None)


def _is_asked(row: KeptRow, wrong_at: datetime | None) -> bool:
    return wrong_at is None or not row.is_right_at(wrong_at)
