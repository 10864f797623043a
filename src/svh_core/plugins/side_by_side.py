"""Side by side: who lays together all numbers that were ever given out, takes no few cases from one another.

Cases that were counted together of some time are counted of that time with the same others, or not at all: for whatever
recipient, purpose, report and plugin. So what is counted falls into parts that have no case and no time in common, and
of each part there is one set of cases only. Who adds and takes away any number of reports comes out at whole parts,
never at the one case that is in the one and not in the other. A number of cases by which two reports may differ would
not do: three reports that differ by enough, two and two, can leave one case between them.

Whether numbers are given out is decided by which cases are open, and never by what is in them: that they are refused
tells that other cases are open than were, and of none of them what is in it.

Reports that have no category in common are not held against each other: what they count cannot be the same.

Which cases were counted is told by the disclosures in the cases themselves, whose source is a keyed digest of them all.
The stream of the organisation has that digest too, and no case. Where a case was destroyed the digest does not come out
any more, and then nothing that has one of the other cases in it is counted again of that time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from svh_core.domain.access import DisclosureMade
from svh_core.domain.positions import EntryCorrected
from svh_core.domain.rulebook import Entry, StreamKind, UnknownEvent
from svh_core.errors import KeysMissing, NotPermitted
from svh_core.plugins.handing_over import NEVER_HANDED_OVER
from svh_core.plugins.periods import ReportPeriod

if TYPE_CHECKING:
    from svh_core.recording.desk import Desk

Counted: TypeAlias = Mapping[str, frozenset[str]]
"""The cases that are counted together, each with the categories that are open of it."""

_MARK: Final = "report"
_WRITTEN: Final = re.compile(rf"{_MARK}:([0-9a-f]+):([0-9Q-]+):([0-9a-f]+):([0-9a-f]+)", re.ASCII)
_DIGITS: Final = 20


@attrs.frozen(kw_only=True)
class GivenOut:
    """A report that was given out, as the stream of an organisation tells it.

    Attributes:
        counts: what stands for the plugin and its report.
        period: of which time.
        numbers: what stands for all that was in it.
        together: what stands for the cases that were counted.
        categories: those that were asked for.
        at: when it was given out.
    """

    counts: str
    period: ReportPeriod
    numbers: str
    together: str
    categories: frozenset[str] = frozenset()
    at: datetime = datetime.max  # noqa: DTZ901 - not given out yet

    @property
    def mark(self) -> str:
        """What stands in the stream of the organisation."""
        return f"{_MARK}:{self.counts}:{self.period.name}:{self.numbers}:{self.together}"


def given_out_before(desk: Desk) -> Iterator[GivenOut]:
    """Every report that was ever given out to anybody."""
    for stream, _ in desk.streams_of(StreamKind.ORGANISATION):
        for entry in desk.log.entries(stream):
            found = _WRITTEN.fullmatch(entry.source or "")
            if found is not None and isinstance(entry.event, DisclosureMade):
                yield GivenOut(
                    counts=found[1],
                    period=ReportPeriod.read(found[2]),
                    numbers=found[3],
                    together=found[4],
                    categories=frozenset(entry.event.categories),
                    at=entry.recorded_at,
                )


def together_of(desk: Desk, counts: str, period: ReportPeriod, counted: Counted) -> str:
    """What stands for cases that are counted together; only this vault can work it out."""
    if desk.vault is None:
        raise KeysMissing("this casebook was opened sealed", next="Open it with its keys.")
    cases = (f"{case} {' '.join(sorted(categories))}" for case, categories in sorted(counted.items()))
    return desk.vault.links.claim("cases of a report", "\n".join([counts, period.name, *cases]))[:_DIGITS]


def source_of(together: str) -> str:
    """What stands in each case that is counted."""
    return f"{_MARK}:{together}"


class SideBySide:
    """A report beside all that were given out before of a time that it shares.

    Args:
        desk: where they stand.
        counts: what stands for its plugin and its name.
        period: of which time it is.
        asked: the categories that it asks for.
    """

    def __init__(self, desk: Desk, counts: str, period: ReportPeriod, asked: frozenset[str]) -> None:
        self._desk = desk
        self._counts = counts
        self._period = period
        self._asked = asked
        self._earlier = [
            one for one in given_out_before(desk) if one.period.overlaps(period) and one.categories & asked
        ]
        self._first_given: dict[str, datetime] = {}
        for one in self._earlier:
            self._first_given[one.together] = min(one.at, self._first_given.get(one.together, one.at))
        self._counted: dict[str, dict[str, frozenset[str]]] = {together: {} for together in self._first_given}
        self._changed: set[str] = set()

    def look_through(self, case: str, entries: Iterable[Entry[Any]]) -> None:
        """Finds in which reports a case was counted, and whether it tells something else of that time since."""
        changed: dict[str, bool] = {}
        for entry in entries if self._counted else ():
            together = (entry.source or "").removeprefix(f"{_MARK}:")
            if together in self._counted and isinstance(entry.event, DisclosureMade):
                self._counted[together][case] = frozenset(entry.event.categories)
                if entry.recorded_at <= self._first_given[together]:
                    changed[together] = False
            elif changed and self._tells_of_the_time(entry):
                changed = dict.fromkeys(changed, True)
        self._changed |= {together for together, is_changed in changed.items() if is_changed}

    def _tells_of_the_time(self, entry: Entry[Any]) -> bool:
        if isinstance(entry.event, UnknownEvent | EntryCorrected):
            return True
        return entry.event.spec.concept != NEVER_HANDED_OVER and entry.at < self._period.ends

    def to_be_counted(self, are_open: Counted) -> Counted:
        """The cases that may be counted: all that are open, or else the most of them that were counted together before.

        Raises:
            NotPermitted: neither can be laid beside all that was given out.
        """
        for counted in (are_open, *self._counted_before(are_open)):
            if self._is_repeated(counted) or all(self._goes_with(counted, one) for one in self._earlier):
                return counted
        raise NotPermitted(
            f"a report was given out that shares time and cases with this one of {self._period.name}: numbers of both"
            " could be taken from each other",
            next="The same is given again, also to others, where all cases of it are open to them. Name whoever is to"
            " have the same numbers with `--together-with`, from the first report on.",
        )

    def check_numbers(self, numbers: str, counted: Counted) -> None:
        """Refuses other numbers of the same cases and time than were given out.

        Raises:
            NotPermitted: that is what they are.
        """
        for one in self._earlier:
            if one.counts == self._counts and self._shared(counted, one) and one.numbers != numbers:
                raise NotPermitted(
                    f"other numbers of {self._period.name} were given out before",
                    next="What was given out stays what it was; give that file again.",
                )

    def _counted_before(self, are_open: Counted) -> Iterator[Counted]:
        """What was counted together before and is wholly open now, the most cases first."""
        known = sorted(self._counted.items(), key=lambda one: (-len(one[1]), one[0]))
        for _, counted in known:
            if counted and counted.keys() <= are_open.keys():
                yield {case: are_open[case] for case in counted}

    def _is_repeated(self, counted: Counted) -> bool:
        """Whether this very report was given out of these cases: the same numbers again tell nothing new."""
        together = together_of(self._desk, self._counts, self._period, counted)
        return any(
            (one.counts, one.period, one.together) == (self._counts, self._period, together) for one in self._earlier
        )

    def _goes_with(self, counted: Counted, one: GivenOut) -> bool:
        """Whether the two have no case in common, or are of the same cases, the same time, and what was so then."""
        if not self._shared(counted, one):
            return True
        before = self._counted[one.together]
        is_whole = together_of(self._desk, one.counts, one.period, before) == one.together
        is_as_it_was = one.together not in self._changed
        is_alike = _within(counted, one.categories & self._asked) == _within(before, one.categories & self._asked)
        return is_whole and is_alike and is_as_it_was and one.period == self._period

    def _shared(self, counted: Counted, one: GivenOut) -> bool:
        """Whether a category of a case is counted in both."""
        before = self._counted[one.together]
        return any(categories & before.get(case, frozenset()) for case, categories in counted.items())


def _within(counted: Counted, categories: frozenset[str]) -> Counted:
    return {case: shared for case, opened in counted.items() if (shared := opened & categories)}
