"""With what standing a decision was made: the decision table, row by row.

Standing is derived here and nowhere else, never claimed by the writer. It is judged at the claimed moment, from entries
with a lower number, so it never changes afterwards. One function gives a standing or names the rule that refuses; each of
those rules asks it for its own outcome, so writer and auditor cannot differ.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

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


OWN, TOGETHER, REPRESENTED, TAKEN_OVER = Standing

People = frozenset[PersonId]
"""Who was in the meeting when it was decided."""

NOBODY: Final[People] = frozenset()


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
    if entry.caused_by is None and entry.event.spec.outline.is_a_fact:
        return None  # faster than asking what was said last
    judged, before, number, verdict = _LAST[0]
    if judged is entry and before is case and number == case.number:
        return verdict
    verdict = _of_an_entry(entry, case)
    _LAST[0] = (entry, case, case.number, verdict)
    return verdict


def forget_last() -> None:
    """Forgets the last standing given, because the case changes, or so that nothing holds on to a refused entry."""
    _LAST[0] = _NONE_YET


_NONE_YET: Final[tuple[object, object, int, Standing | Refused | None]] = (None, None, 0, None)
_LAST: Final = [_NONE_YET]
"""The entry, the case and its number that were asked about last, and what was said, for eight rules and the replay ask it
of one entry. It is one tuple, so that a thread never sees half of what another put there."""


def _of_an_entry(entry: Entry[Any], case: Case) -> Standing | Refused | None:
    if entry.caused_by is not None:
        cause = case.written.get(entry.caused_by)
        return Standing(cause.standing) if cause is not None and cause.standing is not None else None
    return None if entry.event.spec.outline.is_a_fact else _of_a_decision(entry, case)


def _of_a_decision(entry: Entry[Any], case: Case) -> Standing | Refused | None:
    kind = entry.event.spec
    if kind.name == "case.opened" and entry.event.resident != entry.by:
        return None  # opened by another than its resident, which its own rule refuses before this table
    resident = owner(entry, case)
    if entry.meeting is None:
        return _DECIDED_BY[kind.whose](entry, case, resident, NOBODY)
    there = case.present_at(entry.meeting, entry.at)
    return _DECIDED_BY[kind.whose](entry, case, resident, there) if entry.by in there else NOT_THERE


def owner(entry: Entry[Any], case: Case) -> PersonId:
    """The resident. Until the case is open, whoever opens it is taken for the resident; a rule says whether that is so."""
    return case.resident if case.resident is not None else entry.by


def _the_residents(entry: Entry[Any], case: Case, resident: PersonId, there: People) -> Standing | Refused:
    if entry.by == resident:
        return _own_or_together(entry, there)
    if entry.event.spec.yields is Yields.NOBODY:
        return ONLY_THE_RESIDENTS
    if _represents(entry, case):
        return REPRESENTED
    if entry.event.spec.yields is Yields.REPRESENTATION:
        return ONLY_THE_RESIDENTS
    return _taken_over(entry, case, otherwise=THE_RESIDENTS)


def _the_persons(entry: Entry[Any], case: Case, resident: PersonId, there: People) -> Standing | Refused:
    return OWN if entry.by == entry.event.person else ANSWERS_FOR_ANOTHER


def _the_givers(entry: Entry[Any], case: Case, resident: PersonId, there: People) -> Standing | Refused:
    giver: PersonId = entry.event.giver
    if entry.by == giver:
        if giver == resident:
            return _own_or_together(entry, there)
        return TOGETHER if resident in there else OWN
    if giver == resident and _represents(entry, case):
        return REPRESENTED
    return BINDS_ANOTHER


def _the_groups(entry: Entry[Any], case: Case, resident: PersonId, there: People) -> Standing | Refused:
    if entry.by == resident:
        return _own_or_together(entry, there)
    if resident in there:
        return TOGETHER
    if _represents(entry, case):
        return REPRESENTED
    return _taken_over(entry, case, otherwise=WITHOUT_THE_OWNER)


_DECIDED_BY = {
    Whose.RESIDENT: _the_residents,
    Whose.CONCERNED: _the_persons,
    Whose.GIVER: _the_givers,
    Whose.GROUP: _the_groups,
}


def _own_or_together(entry: Entry[Any], there: People) -> Standing:
    return TOGETHER if there and there != {entry.by} else OWN


def _represents(entry: Entry[Any], case: Case) -> bool:
    return case.represented_by(entry.by, entry.at, entry.event.scopes(case)) is not None


def _taken_over(entry: Entry[Any], case: Case, *, otherwise: Refused) -> Standing | Refused:
    if not case.professional(entry.by, entry.at):
        return otherwise
    if entry.reason is not None or case.takes_over(entry.by, entry.at, entry.event.scopes(case)):
        return TAKEN_OVER
    return SAYS_NO_WHY
