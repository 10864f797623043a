"""A case as signals and figures look at it: with two clocks.

*As of* a moment asks what was so by then, by the claimed `at`. *Known on* a moment admits only what was recorded by
then. Standing is what it was when each entry was written, whatever is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import attrs

from svh_core.domain.case import Case, DraftCase, FrozenCase
from svh_core.domain.civil_days import AMSTERDAM, civil_date, in_utc
from svh_core.domain.deciding import advance, replay
from svh_core.domain.identifiers import PersonId
from svh_core.domain.positions import DecisionConfirmed, EntryCorrected, ObjectionRaised, objects_for_the_resident
from svh_core.domain.records import Meeting, Written
from svh_core.domain.rulebook import Entry
from svh_core.views.settings import DEFAULTS, Settings

CORRECTED_AWAY: Final = frozenset({"case", "entered_twice"})
"""What is wrong with an entry that is left out of figures and signals once it was corrected."""

COUNTED: Final = frozenset({"time.logged", "measurement.recorded", "contact.made"})
"""Facts that are counted: they count no more once they were corrected, whatever was wrong with them."""


_ONE_DAY: Final = timedelta(days=1)
_A_MOMENT: Final = timedelta(microseconds=1)


@attrs.frozen
class Opinion:
    """What the resident said of an entry, and when."""

    at: datetime
    position: str
    number: int


class History:
    """The entries of a case as known on one moment, looked at as of another.

    Args:
        name: the case's id.
        entries: all its entries, in order.
        as_of: only what was claimed for this moment or before.
        known_on: only what was recorded by this moment.
        until: only entries up to this number.
        corrected_as_known: whether a correction counts as soon as it is known, whenever it was made; so figures ask.
        settings: the numbers of the organisation that looks.
    """

    def __init__(
        self,
        name: str,
        entries: Sequence[Entry[Any]],
        *,
        as_of: datetime,
        known_on: datetime,
        until: int | None = None,
        corrected_as_known: bool = False,
        settings: Settings = DEFAULTS,
    ) -> None:
        self.name = name
        self.settings = settings
        self.as_of = as_of
        self.day = civil_date(as_of)
        self._not_yet: set[date] = set()
        self._not_yet_passed: set[datetime] = set()
        admitted = [entry for entry in entries if until is None or entry.number <= until]
        self.known = tuple(entry for entry in admitted if entry.recorded_at <= known_on)
        self._known_later = [entry.recorded_at for entry in admitted if entry.recorded_at > known_on]
        self.opinions: dict[int, list[Opinion]] = defaultdict(list)
        self.written = self._fold(entries, {entry.number for entry in self.known})
        self.entries = tuple(entry for entry in self.known if entry.at <= as_of)
        self.case: FrozenCase = replay(self.entries)
        corrections = self.known if corrected_as_known else self.entries
        self.corrections = {e.event.entry: e.event.wrong for e in corrections if isinstance(e.event, EntryCorrected)}
        self._corrected = tuple(self.of(EntryCorrected))
        self.corrected_away = frozenset(
            entry.event.entry
            for entry in corrections
            if isinstance(entry.event, EntryCorrected) and entry.event.wrong in CORRECTED_AWAY
        )

    def _fold(self, entries: Sequence[Entry[Any]], known: Container[int]) -> Mapping[int, Written]:
        """Walks all entries once, for their standing, and notes each opinion of the resident that is known."""
        case = DraftCase()
        for entry in entries:
            about = _spoken_about(entry) if entry.number in known and _speaks_for_the_resident(entry, case) else {}
            case = advance(case, entry)
            for number, position in about.items():
                line = case.written.get(number)
                if line is not None and line.position == position:
                    self.opinions[number].append(Opinion(entry.at, position, entry.number))
        return case.written

    def of(self, *kinds: type[Any]) -> Iterator[Entry[Any]]:
        """The entries of these events, in order."""
        return (entry for entry in self.entries if isinstance(entry.event, kinds))

    def has_come(self, day: date) -> bool:
        """Whether a day has come on the day that is looked at; where it has not, `changes_at` knows of it."""
        if day <= self.day:
            return True
        self._not_yet.add(day)
        return False

    def has_passed(self, moment: datetime) -> bool:
        """Whether the moment that is looked at lies after another; where it does not, `changes_at` knows of it."""
        if moment < self.as_of:
            return True
        self._not_yet_passed.add(moment)
        return False

    @property
    def changes_at(self) -> datetime | None:
        """The moment, in UTC, from which on what was told of this history so far can be otherwise by time alone.

        It is that at which the first day begins that was asked about and had not come, or an entry is reached that is
        claimed or was recorded for later; None where there is none. What asks about time by `has_come` and `has_passed`
        alone has the same answers until then, and tells the same.
        """
        moments = [
            *map(_beginning_of, sorted(self._not_yet)[:1]),
            *(moment + _A_MOMENT for moment in self._not_yet_passed),
            *(entry.at for entry in self.known if entry.at > self.as_of),
            *self._known_later,
        ]
        return in_utc(min(moments)) if moments else None

    @property
    def tomorrow(self) -> datetime:
        """The moment, in UTC, at which the next day begins in Amsterdam."""
        return in_utc(_beginning_of(self.day + _ONE_DAY))

    @property
    def resident(self) -> PersonId:
        """The owner; empty before the opening."""
        return self.case.resident or PersonId("")

    def standing(self, entry: Entry[Any]) -> str | None:
        """With what standing the entry was decided."""
        return self.written[entry.number].standing

    def first_opinion(self, entry: Entry[Any]) -> date | None:
        """The day on which the resident first said what they think of an entry, up to the moment that is looked at."""
        said = [opinion.at for opinion in self.opinions[entry.number] if opinion.at <= self.as_of]
        return civil_date(min(said)) if said else None

    def position(self, entry: Entry[Any], *, said_in: Container[int] | None = None) -> str | None:
        """The resident's last word on an entry, as known; of those said in certain entries, where they are given."""
        opinions = [one for one in self.opinions[entry.number] if said_in is None or one.number in said_in]
        return opinions[-1].position if opinions else _at_birth(self.written[entry.number], self.resident)

    def counts(self, entry: Entry[Any]) -> bool:
        """Whether the entry counts at all: no consequence, and not corrected away."""
        return entry.caused_by is None and entry.number not in self.corrected_away

    def left_out_on(self, number: int, *, twins_only: bool = False) -> date | None:
        """The day since which an entry counts no more; None while it counts.

        Args:
            number: the entry.
            twins_only: whether ``entered_twice`` is believed only where its twin is named, so that nobody silences with
                it what still stands.
        """
        line = self.written.get(number)
        is_counted = line is not None and line.event in COUNTED and not twins_only
        left_out = (
            civil_date(told.at)
            for told in self._corrected
            if told.event.entry == number
            and (is_counted or told.event.wrong in CORRECTED_AWAY)
            and not (twins_only and told.event.wrong == "entered_twice" and not self._is_its_twin(told))
        )
        return min(left_out, default=None)

    def _is_its_twin(self, told: Entry[Any]) -> bool:
        """Whether a correction names another entry of the same event as the one that stays."""
        line, twin = self.written.get(told.event.entry), self.written.get(told.event.replaced_by or 0)
        return line is not None and twin is not None and line is not twin and line.event == twin.event

    def is_there(self, person: PersonId, entry: Entry[Any]) -> bool:
        """Whether somebody was in the entry's meeting at its moment."""
        return person in self.case.present_at(entry.meeting, entry.at)

    def ever_here(self, meeting: Meeting) -> frozenset[PersonId]:
        """Who was at the table at any time."""
        return frozenset(meeting.present) | {change.person for change in meeting.changes if change.here}

    def waits_from(self, entry: Entry[Any]) -> date:
        """The day a waiting time counts from: of an imported entry the day it was recorded."""
        return civil_date(entry.recorded_at if entry.source is not None else entry.at)


def _beginning_of(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)


def _speaks_for_the_resident(entry: Entry[Any], case: Case) -> bool:
    if isinstance(entry.event, DecisionConfirmed):
        return entry.event.person == entry.by == case.resident
    return isinstance(entry.event, ObjectionRaised) and objects_for_the_resident(entry, case)


def _spoken_about(entry: Entry[Any]) -> dict[int, str]:
    """Which entries a confirmation or objection is about, and the position it would give them."""
    if isinstance(entry.event, DecisionConfirmed):
        return dict.fromkeys(entry.event.entries, "confirmed")
    return {entry.event.entry: "objected"} if isinstance(entry.event, ObjectionRaised) else {}


def _at_birth(line: Written, resident: PersonId) -> str | None:
    if line.owner is None or line.whose == "concerned" or line.caused_by is not None:
        return None
    return "settled" if line.by == line.entered_by == resident else "open"
