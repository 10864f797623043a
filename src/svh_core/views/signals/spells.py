"""What a signal is made of: spells, from the day it begins to be so until the day it no longer is.

A signal is a function of a history that tells its spells; which of them hold on a day, and since when, is worked out
here. So a signal need not be asked day by day, and it is known when it can next change.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

import attrs

from svh_core.domain.civil_days import civil_date
from svh_core.domain.opening import CaseClosed, CaseReopened, ParticipationDecided
from svh_core.domain.positions import SignalExplained
from svh_core.views.around import ONE_DAY, first, in_time
from svh_core.views.history import History


class Kind(StrEnum):
    """For whom a signal is, and what ends it."""

    REGIE = "regie"
    GUIDE = "guide"
    LAW = "law"
    SAFETY = "safety"
    ORG = "org"


@attrs.frozen
class Spell:
    """A time in which something deserves attention.

    Attributes:
        subject: the id of what it is about, or the number of the entry.
        entries: the numbers of the entries that show it.
        begins: the first day.
        ends: the first day on which it is no longer so; None while nothing ended it.
        note: which of the signal's sentences tells it.
    """

    subject: str
    entries: tuple[int, ...]
    begins: date
    ends: date | None = None
    note: str = ""

    def holds(self, day: date) -> bool:
        """Whether it is so on this day."""
        return self.begins <= day and (self.ends is None or day < self.ends)


Tell = Callable[[History], Iterable[Spell]]


class Signal(NamedTuple):
    """A signal: its name, its kind, its sentences, and the function that tells its spells."""

    id: str
    kind: Kind
    sentences: Mapping[str, Mapping[str, str]]
    on_by_default: bool
    tell: Tell


@attrs.frozen
class Found:
    """A signal that holds on the day that is looked at.

    Attributes:
        since: the first day it held without a break.
    """

    id: str
    kind: Kind
    sentence: str
    subject: str
    entries: tuple[int, ...]
    since: date


__all__ = [
    "ONE_DAY",
    "SIGNALS",
    "Found",
    "Kind",
    "Quiet",
    "Signal",
    "Spell",
    "after",
    "between",
    "first",
    "found",
    "signal",
    "while_it_holds",
    "without",
]

SIGNALS: dict[str, Signal] = {}

_GUIDES_ON: Final = frozenset({"rhythm_overdue", "next_not_planned", "unanswered_nomination", "open_need"})


def signal(kind: Kind) -> Callable[[Tell], Tell]:
    """Makes a function a signal: its name is the id, its docstring the sentence in English and, after ``nl:``, in Dutch.

    A further sentence for a spell with a note stands after ``NOTE:`` in the same way.
    """

    def make(tell: Tell) -> Tell:
        name = tell.__name__
        on = kind in {Kind.REGIE, Kind.LAW} or name in _GUIDES_ON
        SIGNALS[name] = Signal(name, kind, _sentences(tell.__doc__ or ""), on, tell)
        return tell

    return make


def _sentences(doc: str) -> Mapping[str, Mapping[str, str]]:
    """The sentences by note: "" for the first, then those after ``NAME:``, each in English and after ``nl:`` in Dutch."""
    told: dict[str, Mapping[str, str]] = {}
    for index, part in enumerate(inspect.cleandoc(doc).split("\n\nwith ")):
        note, text = ("", part) if index == 0 else part.split(":", 1)
        english, _, dutch = text.partition("nl:")
        told[note] = {"en": " ".join(english.split()), "nl": " ".join(dutch.split())}
    return told


def found(history: History, language: str, *, also: Sequence[str] = ()) -> list[Found]:
    """The signals that hold on the day that is looked at, by when they began.

    Args:
        history: the case, as of one moment and known on another.
        language: ``nl`` or ``en``.
        also: ids of signals that are off by default; ``all`` for every one.
    """
    quiet = list(_quiet_times(history))
    hits: list[Found] = []
    for one in SIGNALS.values():
        if one.on_by_default or one.id in also or "all" in also:
            spells = list(one.tell(history))
            if one.kind is Kind.GUIDE:
                spells = [
                    part for spell in spells for part in without(spell, [*quiet, *_explained(one.id, spell, history)])
                ]
            hits += _holding(one, spells, history.day, language)
    return sorted(hits, key=lambda hit: (hit.since, hit.id, hit.subject))


def _holding(one: Signal, spells: Iterable[Spell], day: date, language: str) -> Iterator[Found]:
    by_subject: dict[str, list[Spell]] = defaultdict(list)
    for spell in spells:
        by_subject[spell.subject].append(spell)
    for subject, told in by_subject.items():
        holding = [spell for spell in told if spell.holds(day)]
        if holding:
            entries = tuple(sorted({number for spell in holding for number in spell.entries}))
            sentence = one.sentences[holding[-1].note][language]
            yield Found(one.id, one.kind, sentence, subject, entries, _since(told, holding))


def _since(told: Sequence[Spell], holding: Sequence[Spell]) -> date:
    """The first day without a break: back over every spell that reaches into a later one."""
    since = min(spell.begins for spell in holding)
    while True:
        earlier = [s.begins for s in told if s.begins < since and (s.ends is None or s.ends >= since)]
        if not earlier:
            return since
        since = min(earlier)


class Quiet(NamedTuple):
    """A time in which a signal keeps silent."""

    begins: date
    ends: date | None


def _quiet_times(history: History) -> Iterator[Quiet]:
    """After a pause, a stop or a close the guideline keeps silent, until the resident goes on, or opens it again."""
    begun: date | None = None
    paused = closed = False
    for entry in in_time(history.of(ParticipationDecided, CaseClosed, CaseReopened)):
        if isinstance(entry.event, ParticipationDecided):
            paused = entry.event.answer in {"pause", "stop"}
        else:
            closed = isinstance(entry.event, CaseClosed)
        day = civil_date(entry.at)
        if (paused or closed) and begun is None:
            begun = day
        elif not (paused or closed) and begun is not None:
            yield Quiet(begun, day)
            begun = None
    if begun is not None:
        yield Quiet(begun, None)


def _explained(name: str, spell: Spell, history: History) -> Iterator[Quiet]:
    """An explanation keeps a guide signal silent for its subject, up to and including its last day."""
    for entry in history.of(SignalExplained):
        event = entry.event
        if event.signal == name and event.subject in {None, spell.subject}:
            yield Quiet(civil_date(entry.at), event.until + ONE_DAY if event.until is not None else None)


def without(spell: Spell, quiet: Sequence[Quiet]) -> list[Spell]:
    """What is left of a spell outside certain times."""
    left = [spell]
    for time in quiet:
        left = [part for one in left for part in _cut(one, time)]
    return left


def _cut(spell: Spell, quiet: Quiet) -> Iterator[Spell]:
    before = attrs.evolve(spell, ends=min(quiet.begins, spell.ends or quiet.begins))
    if before.begins < (before.ends or before.begins):
        yield before
    if quiet.ends is not None and (spell.ends is None or quiet.ends < spell.ends):
        yield attrs.evolve(spell, begins=max(spell.begins, quiet.ends))


def between(begins: date, ends: date | None, subject: object, *entries: int, note: str = "") -> Iterator[Spell]:
    """A spell, unless it ends before it begins."""
    if ends is None or begins < ends:
        yield Spell(str(subject), entries, begins, ends, note)


def while_it_holds(
    days: Iterable[date], holds: Callable[[date], bool], tell: Callable[[date], tuple[int, ...]], subject: str
) -> Iterator[Spell]:
    """The spells of something that can only change on certain days.

    Args:
        days: every day on which it can begin or end.
        holds: whether it is so at the end of a day.
        tell: the entries that show it, on the day it begins.
        subject: what it is about.
    """
    begun: date | None = None
    for day in sorted(set(days)):
        if holds(day) and begun is None:
            begun = day
        elif begun is not None and not holds(day):
            yield from between(begun, day, subject, *tell(begun))
            begun = None
    if begun is not None:
        yield from between(begun, None, subject, *tell(begun))


def after(day: date, days: int) -> date:
    """The day from which "so many days after" fires: the day after the last one of them."""
    return day + timedelta(days=days) + ONE_DAY
