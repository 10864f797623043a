"""Who saw what, when, what for and on what ground; and who asked and was shown nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from svh_core.domain.access import (
    DisclosureMade,
    DisclosureRefused,
    EmergencyOpened,
    EmergencyReviewed,
    RecipientNotified,
)
from svh_core.domain.consent import OtherGroundInvoked
from svh_core.domain.rulebook import Entry
from svh_core.log.script import in_json, moment_in_json
from svh_core.views.telling import Teller

KINDS: Final[Mapping[type, str]] = {
    DisclosureMade: "disclosed",
    DisclosureRefused: "refused",
    EmergencyOpened: "emergency",
    EmergencyReviewed: "reviewed",
    OtherGroundInvoked: "other_ground",
    RecipientNotified: "notified",
}
"""What is told of looks, by the event that says so."""


@attrs.frozen(kw_only=True)
class Disclosed:
    """One look, or what belongs to looks.

    Attributes:
        entry: the entry that says so.
        stream: where it stands: the case, or the stream of looks by who keeps the system.
        kind: one of the values of `KINDS`.
    """

    entry: Entry[Any]
    stream: str
    kind: str


def disclosures(
    case: str, entries: Iterable[Entry[Any]], elsewhere: Iterable[tuple[str, Entry[Any]]]
) -> list[Disclosed]:
    """Every look at a case, in the order in which they were recorded.

    Args:
        case: the case.
        entries: those of the case that are shown.
        elsewhere: looks at it that stand in another stream, each with that stream.
    """
    every = [*((case, entry) for entry in entries), *elsewhere]
    found = [
        Disclosed(entry=entry, stream=stream, kind=KINDS[type(entry.event)])
        for stream, entry in every
        if type(entry.event) in KINDS
    ]
    return sorted(found, key=lambda one: one.entry.recorded_at)


def disclosures_in_json(found: Iterable[Disclosed], teller: Teller) -> list[dict[str, Any]]:
    """Looks as data."""
    return [_in_json(one, teller) for one in found]


def _in_json(one: Disclosed, teller: Teller) -> dict[str, Any]:
    entry, event = one.entry, one.entry.event
    told = {
        name: in_json(getattr(event, name, None))
        for name in (
            "recipient",
            "capacity",
            "purpose",
            "action",
            "categories",
            "basis",
            "why",
            "plugin",
            "responsible",
        )
    }
    return {
        "stream": one.stream,
        "number": entry.number,
        "kind": one.kind,
        "by": entry.by,
        "recorded_at": moment_in_json(entry.recorded_at),
        **told,
        "sentence": teller.sentence(entry),
    }


def disclosures_in_words(found: Iterable[Disclosed], teller: Teller) -> Iterator[str]:
    """Looks for people, two lines each."""
    count = 0
    for count, one in enumerate(found, start=1):  # noqa: B007 - told below
        yield f"{teller.language.moment(one.entry.recorded_at)}"
        yield f"  {teller.sentence(one.entry)}"
    yield teller.language.says["number_of_looks"].format(number=count)
