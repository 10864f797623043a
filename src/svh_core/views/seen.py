"""What a look hands to a view: the case as of a moment, and how much of it the viewer may read."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final, Protocol, TypedDict

import attrs

from svh_core.domain.case import FrozenCase
from svh_core.domain.rulebook import Entry
from svh_core.errors import NotPermitted
from svh_core.views.history import History
from svh_core.views.telling import Reveal, Teller
from svh_core.views.trail import TrailLine


class Clocks(TypedDict, total=False):
    """How far a look goes.

    Attributes:
        until: the last entry that is seen, by its number; all where nothing is said.
        as_of: only what was claimed for this moment or before.
        known_on: only what was recorded by this moment.
    """

    until: int | None
    as_of: datetime | None
    known_on: datetime | None


class Share(Protocol):
    """What of a case may be read."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is closed but words."""
        ...

    @property
    def is_the_residents(self) -> bool:
        """Whether the resident looks at their own case."""
        ...

    def opens(self, category: str) -> bool:
        """Whether a category is open."""
        ...

    def opens_wholly(self, category: str) -> bool:
        """Whether a category is open without bounds."""
        ...

    def shown(self, entry: Entry[Any]) -> Entry[Any] | None:
        """The entry as it may be shown; None where it may not be."""
        ...

    def case(self, case: FrozenCase) -> FrozenCase:
        """The case with only what may be shown."""
        ...


class _Everything:
    is_whole = True
    is_the_residents = True

    def opens(self, category: str) -> bool:  # noqa: ARG002
        return True

    def opens_wholly(self, category: str) -> bool:  # noqa: ARG002
        return True

    def shown(self, entry: Entry[Any]) -> Entry[Any]:
        return entry

    def case(self, case: FrozenCase) -> FrozenCase:
        return case


EVERYTHING: Final[Share] = _Everything()

CLOSED: Final = {"withheld": True}
"""What stands in data in the place of what is not for this viewer."""


@attrs.frozen(kw_only=True, slots=False)
class Seen:
    """A case as of a moment, for one viewer.

    Attributes:
        history: everything that had happened by then. What is read off it is shown only where its category is open.
        share: what of it may be read.
        reveal: opens sealed words.
        told: tells the case in a language, to the viewer.
        look_through: the entries that may be shown, each with its standing, its position and what was said beside it.
    """

    history: History
    share: Share
    reveal: Reveal
    told: Callable[[str], Teller]
    look_through: Callable[[], Sequence[TrailLine]]

    @functools.cached_property
    def case(self) -> FrozenCase:
        """The case with only what may be shown."""
        return self.share.case(self.history.case)

    @functools.cached_property
    def lines(self) -> tuple[TrailLine, ...]:
        """The entries that may be shown, without those that were put right because they should not be there."""
        away = self.history.corrected_away
        return tuple(line for line in self.look_through() if line.entry.number not in away)

    @property
    def moment(self) -> datetime:
        """The moment as of which it is looked at."""
        return self.history.as_of

    @property
    def day(self) -> date:
        """The civil day of that moment."""
        return self.history.day

    def need(self, category: str, what: str) -> None:
        """Refuses a view that rests on all of a category, to whom not all of it is open.

        Args:
            category: the category.
            what: the view, as the beginning of the sentence that refuses it.

        Raises:
            NotPermitted: it is not open, or within bounds.
        """
        if not self.share.opens_wholly(category):
            raise not_for_this_viewer(what)


def not_for_this_viewer(what: str) -> NotPermitted:
    """The refusal of a view."""
    return NotPermitted(f"{what} not for this viewer", next="`svh consent explain` says why.")
