"""With what standing a decision was made: the decision table, row by row.

Standing is derived here and nowhere else, never claimed by the writer. It is judged at the claimed moment, from entries
with a lower number, so it never changes afterwards. One function gives a standing or names the rule that refuses; each of
those rules asks it for its own outcome, so writer and auditor cannot differ.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import attrs

from svh_core.domain.case import Case
from svh_core.domain.identifiers import PersonId
from svh_core.domain.rulebook import Entry, Whose, Yields


class Standing(StrEnum):
    """How a decision came about, as seen from the resident."""

    OWN = "own"
    TOGETHER = "together"
    REPRESENTED = "represented"
    TAKEN_OVER = "taken_over"


@attrs.frozen
class Refused:
    """The decision is not theirs to make; the rule that says so."""

    rule: str


NOT_THERE = Refused("who_decides_in_a_meeting_was_there")
ONLY_THE_RESIDENTS = Refused("some_things_are_only_the_residents_own")
SAYS_NO_WHY = Refused("a_decision_taken_over_says_why")
THE_RESIDENTS = Refused("the_resident_decides")
ANSWERS_FOR_ANOTHER = Refused("you_answer_for_yourself")
BINDS_ANOTHER = Refused("nobody_is_bound_by_anothers_word")
WITHOUT_THE_OWNER = Refused("the_group_decides_with_its_owner")


def standing(entry: Entry[Any], case: Case) -> Standing | Refused | None:
    """The standing of an entry, the rule that refuses it, or None for a fact.

    Args:
        entry: the entry, numbered after the last one applied to `case`.
        case: the case before the entry.
    """
    if entry.caused_by is not None:
        cause = case.written.get(entry.caused_by)
        return Standing(cause.standing) if cause is not None and cause.standing is not None else None
    whose = entry.event.spec.whose
    if whose is Whose.ANYONE or _opens_for_another(entry):
        return None
    if entry.meeting is not None and entry.by not in case.present_at(entry.meeting, entry.at):
        return NOT_THERE
    return _DECIDED_BY[whose](entry, case, owner(entry, case))


def owner(entry: Entry[Any], case: Case) -> PersonId:
    """The resident. Until the case is open, whoever opens it is taken for the resident; a rule says whether that is so."""
    return case.resident if case.resident is not None else entry.by


def _opens_for_another(entry: Entry[Any]) -> bool:
    """Whether a case is opened by another than its resident; that is refused by its own rule, before this table."""
    return entry.event.spec.name == "case.opened" and bool(entry.event.resident != entry.by)


def _the_residents(entry: Entry[Any], case: Case, resident: PersonId) -> Standing | Refused:
    if entry.by == resident:
        return _own_or_together(entry, case)
    if entry.event.spec.yields is Yields.NOBODY:
        return ONLY_THE_RESIDENTS
    if _represents(entry, case):
        return Standing.REPRESENTED
    if entry.event.spec.yields is Yields.REPRESENTATION:
        return ONLY_THE_RESIDENTS
    return _taken_over(entry, case, otherwise=THE_RESIDENTS)


def _the_persons(entry: Entry[Any], case: Case, resident: PersonId) -> Standing | Refused:
    return Standing.OWN if entry.by == entry.event.person else ANSWERS_FOR_ANOTHER


def _the_givers(entry: Entry[Any], case: Case, resident: PersonId) -> Standing | Refused:
    giver: PersonId = entry.event.giver
    if entry.by == giver:
        if giver == resident:
            return _own_or_together(entry, case)
        return Standing.TOGETHER if _is_there(resident, entry, case) else Standing.OWN
    if giver == resident and _represents(entry, case):
        return Standing.REPRESENTED
    return BINDS_ANOTHER


def _the_groups(entry: Entry[Any], case: Case, resident: PersonId) -> Standing | Refused:
    if entry.by == resident:
        return _own_or_together(entry, case)
    if _is_there(resident, entry, case):
        return Standing.TOGETHER
    if _represents(entry, case):
        return Standing.REPRESENTED
    return _taken_over(entry, case, otherwise=WITHOUT_THE_OWNER)


_DECIDED_BY = {
    Whose.RESIDENT: _the_residents,
    Whose.CONCERNED: _the_persons,
    Whose.GIVER: _the_givers,
    Whose.GROUP: _the_groups,
}


def _own_or_together(entry: Entry[Any], case: Case) -> Standing:
    alone = not case.present_at(entry.meeting, entry.at) - {entry.by}
    return Standing.OWN if alone else Standing.TOGETHER


def _is_there(resident: PersonId, entry: Entry[Any], case: Case) -> bool:
    return resident in case.present_at(entry.meeting, entry.at)


def _represents(entry: Entry[Any], case: Case) -> bool:
    return case.represented_by(entry.by, entry.at, entry.event.scopes(case)) is not None


def _taken_over(entry: Entry[Any], case: Case, *, otherwise: Refused) -> Standing | Refused:
    if not case.professional(entry.by, entry.at):
        return otherwise
    if entry.reason is not None or case.takes_over(entry.by, entry.at, entry.event.scopes(case)):
        return Standing.TAKEN_OVER
    return SAYS_NO_WHY
