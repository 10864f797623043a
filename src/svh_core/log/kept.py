"""What is kept beside the log to read it faster: of each stream a row that was made of its entries.

Nothing rests on it. Whoever reads a row that has to be made again makes it of the entries, and keeps it for the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol, Self

import attrs

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_A_MICROSECOND: Final = timedelta(microseconds=1)


def reckoned(moment: datetime | None) -> int | None:
    """A moment as a number that the column of a table can hold: microseconds since 1970."""
    return (moment - _EPOCH) // _A_MICROSECOND if moment is not None else None


def _moment(number: int | None) -> datetime | None:
    return _EPOCH + timedelta(microseconds=number) if number is not None else None


@attrs.frozen
class Mark:
    """How far a kept view came.

    Attributes:
        made_with: what it was made with, such as settings: of what was made with something else no row is right.
        position: the position of the last entry that it reckons with.
    """

    made_with: str
    position: int


@attrs.frozen(kw_only=True)
class KeptRow:
    """What is kept of a stream.

    Attributes:
        stream: its name.
        number: the number of its last entry.
        changed: the position of the last entry that changed what it says.
        told: what was made of it; None while it has to be made, or made again.
        since: the first moment at which that is right, in UTC.
        until: the first moment at which it is not any more; None where time alone does not change it.
        beside: another stream of which it was made too, if there is one.
    """

    stream: str
    number: int
    changed: int
    told: bytes | None = None
    since: datetime | None = None
    until: datetime | None = None
    beside: str | None = None

    def is_right_at(self, moment: datetime) -> bool:
        """Whether what was made of it is right at a moment."""
        is_made = self.told is not None and self.since is not None and self.since <= moment
        return is_made and (self.until is None or moment < self.until)

    def columns(self, view: str) -> tuple[Any, ...]:
        """What a table keeps when it is made: what was made of it, and behind that the view, stream and position."""
        return self.told, reckoned(self.since), reckoned(self.until), self.beside, view, self.stream, self.changed

    @classmethod
    def of_columns(  # noqa: PLR0917 - a row, as a table gives it
        cls,
        stream: str,
        number: int,
        changed: int,
        told: bytes | None,
        since: int | None,
        until: int | None,
        beside: str | None,
    ) -> Self:
        """A row, of what a table kept of it."""
        return cls(
            stream=stream,
            number=number,
            changed=changed,
            told=told,
            since=_moment(since),
            until=_moment(until),
            beside=beside,
        )


class KeptViews(Protocol):
    """Kept views, each by its name: they stand in the store itself, and are put back with it from a backup.

    Each method is one transaction. What was destroyed has no row: neither from the moment it is destroyed, nor by
    anybody who read it before and writes later.
    """

    def mark(self, view: str) -> Mark | None:
        """How far a view came; None where there is none."""
        ...

    def begin(self, view: str, mark: Mark, streams: Iterable[tuple[str, int]], *, instead_of: Mark | None) -> None:
        """Throws a view away and begins it anew: a row for each stream, with its last number, all of them to be made.

        Args:
            view: its name.
            mark: how far it is from then on.
            streams: name and last number.
            instead_of: how far it was before.

        Raises:
            IntegrityError: it was not there any more: somebody else went on.
        """
        ...

    def move(
        self,
        view: str,
        mark: Mark,
        moved: Sequence[tuple[str, int, int]],
        beside: Sequence[tuple[str, int]] = (),
        *,
        instead_of: Mark,
    ) -> None:
        """Goes on with a view: with further entries, by which rows have to be made again.

        Args:
            view: its name.
            mark: how far it is from then on: made with the same, and further.
            moved: streams that have a row, or get one, with their last number and its position.
            beside: streams that rows were made of too, with the position of their last entry. Of a row that has to
                be made it is not known what it is made of, so it counts as made of each of them.
            instead_of: how far it was before.

        Raises:
            IntegrityError: it was not there any more: somebody else went on.
        """
        ...

    def keep(self, view: str, made_with: str, rows: Sequence[KeptRow]) -> None:
        """Keeps what was made of streams, but for those that changed meanwhile or have no row any more."""
        ...

    def rows(
        self, view: str, made_with: str, *, after: str = "", limit: int, wrong_at: datetime | None = None
    ) -> Sequence[KeptRow]:
        """The rows of a view by the names of their streams.

        Args:
            view: its name.
            made_with: what it was made with.
            after: only streams after this one.
            limit: how many at most.
            wrong_at: only those that are not right at this moment.

        Raises:
            IntegrityError: the view was made with something else meanwhile, or is not there any more.
        """
        ...

    def counted(self, view: str, *, wrong_at: datetime | None = None) -> int:
        """How many rows a view has; or how many that are not right at a moment."""
        ...
