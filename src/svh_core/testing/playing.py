"""Playing cases in a casebook: decisions as lines of a script, consents, and a clock that stands still."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from svh_core.casebook import Casebook
from svh_core.domain.access import DisclosureMade
from svh_core.domain.consent import ConsentGiven
from svh_core.domain.identifiers import new_id
from svh_core.log.script import ScriptReader

RECIPIENT: Final = "org-ontvanger"
"""For whom things are made, where nobody else is named."""

AFTERWARDS: Final = datetime(2018, 2, 1, 12, tzinfo=UTC)
"""A moment after everything that happens in `svh_core.testing.canaries`."""


class StandingClock:
    """A clock that tells the same moment until somebody sets it.

    Attributes:
        now: the moment, in UTC.
    """

    def __init__(self, now: datetime = AFTERWARDS) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment."""
        return self.now


def play(book: Casebook, told: Iterable[Mapping[str, Any]]) -> None:
    """Records lines of a script, all of them or none.

    Raises:
        NotAllowed: a rule refuses one.
    """
    reader = ScriptReader(book.rulebook)
    book.record_all([reader.read(json.dumps(line).encode()) for line in told])


def give_consent(
    book: Casebook,
    case: str,
    categories: Sequence[str],
    *,
    purpose: str,
    recipient: str = RECIPIENT,
    recipient_kind: str = "organisation",
    from_: date = date(2017, 1, 1),
    until: date | None = None,
) -> str:
    """Has the resident of a case open categories to somebody.

    Args:
        book: the casebook.
        case: the case.
        categories: what is opened.
        purpose: what for.
        recipient: to whom.
        recipient_kind: ``person``, ``role`` or ``organisation``.
        from_: the first day.
        until: the last day, if there is one.

    Returns:
        The id of the consent, to withdraw it by.
    """
    told: dict[str, Any] = {
        "consent": f"toestemming-{new_id()[:8]}",
        "purpose": purpose,
        "categories": tuple(categories),
        "recipient_kind": recipient_kind,
        "recipient": recipient,
        "from_": from_,
        "until": until,
        "channel": "app",
        "text_version": "1",
        "language": "nl",
    }
    book.record(case, ConsentGiven(**told), by=book.log.load(case).resident or "")
    return str(told["consent"])


def disclosures_of(book: Casebook, case: str) -> list[DisclosureMade]:
    """What of a case was shown to somebody, in order: for whom, what for, which categories, by which plugin."""
    return [entry.event for entry in book.log.entries(case) if isinstance(entry.event, DisclosureMade)]
