"""The regie figures: numerators of denominators, per domain and period. No score, no ranking, no percentage.

An entry counts in the period in which it was claimed to happen; what the resident thinks of it, and whether they were
told, is taken as it is known. Consequences, what was corrected away, and a death do not count. Imported entries and
those under a legal measure are told again on lines of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

import attrs

from svh_core.domain.agreements import AgreementReleased
from svh_core.domain.civil_days import civil_date
from svh_core.domain.consent import ConsentGiven
from svh_core.domain.deciding import replay
from svh_core.domain.groups import MemberJoined
from svh_core.domain.identifiers import SUPPORT_GROUP
from svh_core.domain.meetings import ConsultationHeld
from svh_core.domain.nomination import NominationMade
from svh_core.domain.positions import ConcernRaised, ObjectionAnswered, ObjectionRaised, ResidentInformed
from svh_core.domain.records import REGIE_DOMAINS
from svh_core.domain.regie import RegieTakenOver
from svh_core.domain.rulebook import Entry, Whose
from svh_core.views.around import consent_stood
from svh_core.views.history import History
from svh_core.views.signals.of_absence import (
    is_about_me_without_me,
    is_decided_in_absence,
    row_14,
    was_permitted,
)
from svh_core.views.triad import company, opened_meetings

WEEK: Final = 7
FORTNIGHT: Final = 14

Which = Callable[[Entry[Any]], bool]


@attrs.frozen
class Period:
    """From a moment until another, the last not included.

    Attributes:
        begins: the first moment.
        ends: the first moment after it.
    """

    begins: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment falls in it."""
        return self.begins <= moment < self.ends

    @property
    def days(self) -> int:
        """How many civil days it has, the day it ends on counted where any of it is in the period."""
        last = civil_date(self.ends - timedelta(microseconds=1))
        return (last - civil_date(self.begins)).days + 1


def figures(history: History, period: Period, today: date) -> dict[str, Any]:
    """The figures of a period.

    Args:
        history: the case, as of the end of the period or later.
        period: which entries count.
        today: the day on which it is asked, by which an objection is two weeks old or not.

    Returns:
        ``domains`` and ``case`` as plain numbers, and the same again under ``under_measure`` and ``imported``.
    """
    known = replay(entry for entry in history.known if entry.number not in history.corrected_away)

    def is_under_measure(entry: Entry[Any]) -> bool:
        return known.under_measure(entry.event.spec.outline.domain, civil_date(entry.at))

    own = _Line(history, period, today, lambda entry: entry.source is None and not is_under_measure(entry))
    imported = _Line(history, period, today, lambda entry: entry.source is not None)
    under_measure = _Line(history, period, today, lambda entry: entry.source is None and is_under_measure(entry))
    return own.told() | {"under_measure": under_measure.told(), "imported": imported.told()}


@attrs.frozen
class _Line:
    """One line of figures: of the entries that are meant."""

    history: History
    period: Period
    today: date
    meant: Which

    def told(self) -> dict[str, Any]:
        return {"domains": {domain: self._domain(domain) for domain in REGIE_DOMAINS}, "case": self._case()}

    def _entries(self) -> list[Entry[Any]]:
        return [
            entry
            for entry in self.history.entries
            if self.period.holds(entry.at)
            and self.history.counts(entry)
            and self.meant(entry)
            and not _is_a_death(entry)
        ]

    def _domain(self, domain: str) -> dict[str, Any]:
        of_domain = [entry for entry in self._entries() if entry.event.spec.domain == domain]
        decided = [entry for entry in of_domain if self._is_the_residents(entry) and self.history.standing(entry)]
        offers = [entry for entry in of_domain if row_14(self.history, entry)]
        together = [entry for entry in decided if self.history.standing(entry) == "together"]
        return {
            "N": len(decided),
            **self._standings(decided),
            "own_pen": sum(entry.entered_by == self.history.resident for entry in decided),
            "answered": self._answered(decided),
            "others_offers": _part(offers, self._was_answered_by_resident),
            "with_reasons": _part(together, self._has_reasons_of_both),
            "without_me": self._without_me([*decided, *offers, *self._consultations()]),
            "told_in_a_week": _part(
                [entry for entry in of_domain if is_decided_in_absence(self.history, entry)], self._was_told_in_a_week
            ),
        }

    def _is_the_residents(self, entry: Entry[Any]) -> bool:
        event = entry.event
        if event.spec.whose is Whose.GIVER:
            return bool(event.giver == self.history.resident)
        return event.spec.whose in {Whose.RESIDENT, Whose.GROUP}

    def _standings(self, decided: Sequence[Entry[Any]]) -> dict[str, int]:
        counted = dict.fromkeys(("own", "together", "represented", "taken_over", "contested"), 0)
        for entry in decided:
            standing = self.history.standing(entry) or ""
            contested = standing in {"own", "together"} and self.history.position(entry) == "objected"
            counted["contested" if contested else standing] += 1
        return counted

    def _answered(self, decided: Iterable[Entry[Any]]) -> dict[str, Any]:
        open_at_birth = [entry for entry in decided if not entry.by == entry.entered_by == self.history.resident]
        positions = [self.history.position(entry) for entry in open_at_birth]
        waited = [
            (civil_date(self.history.opinions[entry.number][-1].at) - civil_date(entry.at)).days
            for entry in open_at_birth
            if self.history.opinions[entry.number]
        ]
        return {
            **{position: positions.count(position) for position in ("confirmed", "objected", "open")},
            "median_days": median(waited) if waited else None,
        }

    def _was_answered_by_resident(self, entry: Entry[Any]) -> bool:
        released = any(
            told.event.agreement == getattr(entry.event, "agreement", None) and told.by == self.history.resident
            for told in self.history.known
            if isinstance(told.event, AgreementReleased)
        )
        return released or self.history.position(entry) == "confirmed"

    def _has_reasons_of_both(self, entry: Entry[Any]) -> bool:
        holders = {weighed.by for weighed in entry.because}
        return self.history.resident in holders and len(holders) > 1

    def _consultations(self) -> list[Entry[Any]]:
        return [entry for entry in self._entries() if isinstance(entry.event, ConsultationHeld)]

    def _without_me(self, entries: Sequence[Entry[Any]]) -> dict[str, int]:
        without = [entry for entry in entries if is_about_me_without_me(self.history, entry)]
        permitted = sum(was_permitted(self.history, entry) for entry in without)
        return {"of": len(entries), "is": len(without), "with_permission": permitted}

    def _was_told_in_a_week(self, entry: Entry[Any]) -> bool:
        informed = [
            told.at
            for told in self.history.known
            if isinstance(told.event, ResidentInformed) and entry.number in told.event.entries
        ]
        told = [*informed, *(opinion.at for opinion in self.history.opinions[entry.number])]
        return any((civil_date(at) - civil_date(entry.at)).days <= WEEK for at in told)

    # Of the case as a whole

    def _case(self) -> dict[str, Any]:
        return {
            "taking_over": self._taking_over(),
            "consents": _part(self._consents_in_force(), self._is_confirmed),
            "objections_answered": _part(self._old_objections(), self._was_answered_in_time),
            "choice_of_company": self._choice_of_company(),
            "triad": self._triad(),
        }

    def _taking_over(self) -> dict[str, int]:
        taken = [e for e in self.history.of(RegieTakenOver) if self.meant(e) and self.history.counts(e)]
        begun = [entry for entry in taken if self.period.holds(entry.at)]
        ended = [self._ended_by(entry) for entry in begun]
        return {
            "periods": len(begun),
            "days": len({day for entry in taken for day in self._days_in_force(entry)}),
            "ended_by_taker": ended.count("taker"),
            "ended_by_resident": ended.count("resident"),
            "ended_by_itself": ended.count("itself"),
            "days_of_period": self.period.days,
        }

    def _ended_by(self, entry: Entry[Any]) -> str | None:
        held_over = self.history.case.takings_over[entry.event.taking_over]
        if held_over.ended_at is not None and held_over.ended_at < held_over.until:
            return held_over.ended_by
        return "itself" if held_over.until <= self.history.as_of else None

    def _days_in_force(self, entry: Entry[Any]) -> Iterable[date]:
        """The civil days on which a taking over held, within the period and up to the day that is looked at."""
        held_over = self.history.case.takings_over[entry.event.taking_over]
        until = held_over.until if held_over.ended_at is None else min(held_over.until, held_over.ended_at)
        first_day = max(civil_date(held_over.begun_at), civil_date(self.period.begins))
        last = civil_date(self.period.ends - timedelta(microseconds=1))
        last_day = min(civil_date(until - timedelta(microseconds=1)), last, self.history.day)
        return (first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1))

    def _consents_in_force(self) -> list[Entry[Any]]:
        end = self.period.ends - timedelta(microseconds=1)
        return [
            entry
            for entry in self.history.of(ConsentGiven)
            if self.meant(entry) and self.history.counts(entry) and consent_stood(self.history, entry, end)
        ]

    def _is_confirmed(self, entry: Entry[Any]) -> bool:
        return entry.entered_by == self.history.resident or self.history.position(entry) == "confirmed"

    def _old_objections(self) -> list[Entry[Any]]:
        """Objections and concerns raised by the resident, or for them by a representative, two weeks ago or more."""
        resident = self.history.resident
        return [
            entry
            for entry in self._entries()
            if isinstance(entry.event, ObjectionRaised | ConcernRaised)
            and (entry.by == resident or self._is_for_the_resident(entry))
            and (self.today - civil_date(entry.at)).days >= FORTNIGHT
        ]

    def _is_for_the_resident(self, entry: Entry[Any]) -> bool:
        target = getattr(entry.event, "entry", None)
        line = self.history.written.get(target) if target is not None else None
        scopes = line.scopes if line is not None else REGIE_DOMAINS
        return self.history.case.represented_by(entry.by, entry.at, scopes) is not None

    def _was_answered_in_time(self, entry: Entry[Any]) -> bool:
        return any(
            told.event.entry == entry.number and (civil_date(told.at) - civil_date(entry.at)).days <= FORTNIGHT
            for told in self.history.known
            if isinstance(told.event, ObjectionAnswered)
        )

    def _choice_of_company(self) -> dict[str, int]:
        """Of the members at the end, those the resident asked themselves, alone or together with others."""
        members = [
            asked
            for name, group in self.history.case.groups.items()
            for person in group.members
            if (asked := self._asked_for(person, name)) is not None and self.meant(asked)
        ]
        return _part(members, self._is_their_own_choice)

    def _is_their_own_choice(self, asked: Entry[Any]) -> bool:
        return self.history.standing(asked) in {"own", "together"} and self.history.position(asked) != "objected"

    def _asked_for(self, person: str, group: str) -> Entry[Any] | None:
        """The nomination by which somebody became a member: the last before they joined."""

        def about(entry: Entry[Any]) -> bool:
            return bool((entry.event.person, entry.event.group or SUPPORT_GROUP) == (person, group))

        joined = [entry.number for entry in self.history.of(MemberJoined) if about(entry)]
        asked = [e for e in self.history.of(NominationMade) if about(e) and joined and e.number < joined[-1]]
        return asked[-1] if asked else None

    def _triad(self) -> dict[str, int]:
        meetings = [
            company(self.history, meeting, civil_date(entry.at))
            for entry, meeting in opened_meetings(self.history)
            if self.period.holds(entry.at) and self.meant(entry)
        ]
        return {"of": len(meetings), "is": sum(one.three_sides for one in meetings)}


def _is_a_death(entry: Entry[Any]) -> bool:
    return entry.event.spec.name == "case.closed" and bool(entry.event.why == "died")


def _part(of: Sequence[Entry[Any]], holds: Which) -> dict[str, int]:
    return {"of": len(of), "is": sum(holds(entry) for entry in of)}
