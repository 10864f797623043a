"""Which signals hold on a day, and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from svh_core.domain.civil_days import civil_date
from svh_core.domain.opening import CaseClosed, CaseReopened, ParticipationDecided
from svh_core.domain.positions import SignalExplained
from svh_core.domain.rulebook import StreamKind, stream_kind
from svh_core.views.around import ONE_DAY, in_time
from svh_core.views.history import History
from svh_core.views.signals.hits import Found, Hit, in_order
from svh_core.views.signals.kinds import SIGNALS, Kind, Signal
from svh_core.views.signals.spells import Quiet, Spell, without

ALL: Final = "all"
"""What stands for the ids of all signals."""


def found(history: History, language: str, *, also: Sequence[str] = ()) -> list[Found]:
    """The signals that hold on the day that is looked at, by when they began.

    Of an organisation's own stream these are the signals about organisations; of a case, all the others.

    Args:
        history: the case or organisation, as of one moment and known on another.
        language: ``nl`` or ``en``.
        also: ids of signals that are off by default; ``all`` for every one.
    """
    return [hit.told(language) for hit in hits(history, also=also)]


def hits(history: History, *, also: Sequence[str] = ()) -> list[Hit]:
    """The same, before it is told in a language; see `found`."""
    quiet = list(_quiet_times(history))
    of_an_organisation = stream_kind(history.name) is StreamKind.ORGANISATION
    holding: list[Hit] = []
    for one in SIGNALS.values():
        if is_asked(one, also) and (one.kind is Kind.ORG) is of_an_organisation:
            spells = [right for spell in one.tell(history) for right in _while_right(one, spell, history)]
            if one.kind is Kind.GUIDE:
                spells = [
                    part for spell in spells for part in without(spell, [*quiet, *_explained(one.id, spell, history)])
                ]
            holding += _holding(one, spells, history)
    return sorted(holding, key=in_order)


def is_asked(one: Signal, also: Sequence[str]) -> bool:
    """Whether a signal is told: it is on by default, or its id or ``all`` is among those that were asked for."""
    return one.on_by_default or one.id in also or ALL in also


def _holding(one: Signal, spells: Iterable[Spell], history: History) -> Iterator[Hit]:
    by_subject: dict[str, list[Spell]] = defaultdict(list)
    for spell in spells:
        by_subject[spell.subject].append(spell)
    for subject, told in by_subject.items():
        holding = [spell for spell in told if spell.holds(history)]
        if holding:
            last = holding[-1]
            entries = {number for spell in holding for number in spell.entries}
            number = last.number or one.number_in(history.settings)
            yield Hit(
                one.id,
                subject,
                tuple(sorted(entries)),
                _since(told, holding),
                last.note or one.note_in(history.settings),
                dict(last.places) | ({"number": number.value} if number is not None else {}),
                number,
            )


def _since(told: Sequence[Spell], holding: Sequence[Spell]) -> date:
    """The first day without a break: back over every spell that reaches into a later one."""
    since = min(spell.begins for spell in holding)
    while True:
        earlier = [s.begins for s in told if s.begins < since and (s.ends is None or s.ends >= since)]
        if not earlier:
            return since
        since = min(earlier)


def _while_right(one: Signal, spell: Spell, history: History) -> list[Spell]:
    """The spell until the entry it is about turned out to be wrong: entered twice, or in the wrong case."""
    twins_only = (
        one.kind is Kind.REGIE and one.id != "about_me_without_me"
    )  # which says itself that a correction ends it
    wrong_on = history.left_out_on(spell.entries[0], twins_only=twins_only) if spell.entries else None
    return without(spell, [Quiet(wrong_on, None)] if wrong_on is not None else [])


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
