"""Who answers for an entry: the controller, of whom privacy law asks that a resident can find them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from svh_core.domain.case import Case
from svh_core.domain.civil_days import civil_date
from svh_core.domain.identifiers import PersonId
from svh_core.domain.network import InvolvementRecorded
from svh_core.domain.rulebook import Entry
from svh_core.sharing.roles import OPERATOR, in_the_wrong_case


def controllers_of(number: int, entries: Sequence[Entry[Any]], case: Case) -> tuple[str, ...]:
    """Which organisations answer for an entry: those for which its writer worked at its moment.

    Args:
        number: which entry; what follows from another is answered for as that is.
        entries: all entries of the case.
        case: the case after them.

    Returns:
        The organisation; several where the writer worked for several then, which the case cannot tell apart; and the
        operator where they worked for none.
    """
    by_number = {entry.number: entry for entry in entries}
    entry = by_number[number]
    while entry.caused_by is not None and entry.caused_by in by_number and entry.caused_by < entry.number:
        entry = by_number[entry.caused_by]
    return _worked_for(entry.entered_by, entry, entries, case) or (OPERATOR,)


def _worked_for(person: PersonId, entry: Entry[Any], entries: Sequence[Entry[Any]], case: Case) -> tuple[str, ...]:
    wrong = in_the_wrong_case(entries)
    recorded = {
        (one.event.role, one.event.organisation, one.event.from_)
        for one in entries
        if isinstance(one.event, InvolvementRecorded) and one.event.person == person and one.number not in wrong
    }
    day = civil_date(entry.at)
    found = (
        str(held.organisation)
        for held in case.involvements.get(person, ())
        if held.organisation is not None
        and held.in_force(day)
        and (held.role, held.organisation, held.from_) in recorded
    )
    return tuple(dict.fromkeys(found))
