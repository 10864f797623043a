"""The regie trail: a sentence an entry, with its standing, the resident's position, and what was said beside it."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from svh_core.domain.access import DisclosureMade
from svh_core.domain.case import DraftCase
from svh_core.domain.meetings import MeetingOpened
from svh_core.domain.positions import EntryCorrected, ObjectionRaised, StatementAdded
from svh_core.domain.records import Written
from svh_core.domain.rulebook import Entry
from svh_core.log.script import because_in_json, moment_in_json, plain_data
from svh_core.views.telling import Reveal, Teller

_Beside = dict[int, list[Entry[Any]]]


@attrs.frozen
class TrailLine:
    """One entry as it is shown.

    Attributes:
        entry: the entry, words sealed.
        standing: with what standing it was decided.
        position: what the resident says of it.
        objections: the entries in which somebody objected to it.
        statements: the entries in which somebody said something beside it.
        corrections: the entries that say what was wrong with it.
        hidden: whether it was recorded in the wrong case; then nobody is shown what it says.
        recorded: the entry as it was recorded, where not all of it is shown.
    """

    entry: Entry[Any]
    standing: str | None
    position: str | None
    objections: tuple[Entry[Any], ...] = ()
    statements: tuple[Entry[Any], ...] = ()
    corrections: tuple[Entry[Any], ...] = ()
    hidden: bool = False
    recorded: Entry[Any] | None = None


@attrs.frozen
class ToldLine:
    """One entry in words.

    Attributes:
        number: which entry.
        at: the moment it was decided.
        sentence: what it says.
        decided: how it was decided, by whose pen, and what the resident says of it.
        weighed: why, and what each weighed.
        beside: what was put right, objected and said beside it.
    """

    number: int
    at: datetime
    sentence: str
    decided: tuple[str, ...] = ()
    weighed: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def in_the_wrong_case(entries: Iterable[Entry[Any]]) -> frozenset[int]:
    """The entries that were recorded in the wrong case, by their numbers."""
    corrections = (entry.event for entry in entries if isinstance(entry.event, EntryCorrected))
    return frozenset(correction.entry for correction in corrections if correction.wrong == "case")


def trail_lines(
    entries: Sequence[Entry[Any]],
    written: Mapping[int, Written],
    position: Callable[[Entry[Any]], str | None],
    hidden: frozenset[int] = frozenset(),
) -> list[TrailLine]:
    """The lines of a trail.

    Args:
        entries: those shown.
        written: every entry as it was written, by its number, for the standings.
        position: what the resident says of an entry.
        hidden: those that were recorded in the wrong case.
    """
    objections, statements, corrections = _beside(entries)
    return [
        TrailLine(
            entry,
            written[entry.number].standing,
            position(entry),
            tuple(objections.get(entry.number, ())),
            tuple(statements.get(entry.number, ())),
            tuple(corrections.get(entry.number, ())),
            entry.number in hidden,
        )
        for entry in entries
    ]


def _beside(entries: Sequence[Entry[Any]]) -> tuple[_Beside, _Beside, _Beside]:
    """What was said beside each entry; words about a meeting stand beside its beginning."""
    objections: _Beside = defaultdict(list)
    statements: _Beside = defaultdict(list)
    corrections: _Beside = defaultdict(list)
    began = {entry.event.meeting: entry.number for entry in entries if isinstance(entry.event, MeetingOpened)}
    for entry in entries:
        if isinstance(entry.event, ObjectionRaised):
            objections[entry.event.entry].append(entry)
        elif isinstance(entry.event, EntryCorrected):
            corrections[entry.event.entry].append(entry)
        elif isinstance(entry.event, StatementAdded):
            about = entry.event.about_meeting
            beside = {entry.event.entry, began.get(about) if about is not None else None}
            for number in beside - {None}:
                statements[number].append(entry)  # type: ignore[index]  # None was taken out
    return objections, statements, corrections


def line_in_json(line: TrailLine, teller: Teller) -> dict[str, Any]:
    """A line of the trail as the outside relies on it."""
    entry, reveal = line.entry, teller.reveal
    told = {
        "number": entry.number,
        "event": entry.event.spec.name,
        "domain": entry.event.spec.domain.value,
        "whose": entry.event.spec.whose.value,
        "by": entry.by,
        "entered_by": entry.entered_by,
        "caused_by": entry.caused_by,
        "on_behalf_of": entry.on_behalf_of,
        "meeting": entry.meeting,
        "reason": reveal(str(entry.reason), entry.number, "reason") if entry.reason is not None else None,
        "standing": line.standing,
        "position": line.position,
        "at": moment_in_json(entry.at),
        "recorded_at": moment_in_json(entry.recorded_at),
        "edition": entry.edition,
        "source": entry.source,
        "sentence": teller.sentence(entry),
        "because": because_in_json(entry, reveal),
        "data": plain_data(entry, reveal),
        "objections": [_said_beside(said, reveal) for said in line.objections],
        "statements": [_said_beside(said, reveal) for said in line.statements],
    }
    return told | _hidden(teller) if line.hidden else told


def _hidden(teller: Teller) -> dict[str, Any]:
    """What stands in the place of what nobody is shown."""
    nothing: dict[str, Any] = {"reason": None, "because": [], "data": {}, "objections": [], "statements": []}
    return nothing | {"sentence": teller.says("hidden")}


def _said_beside(said: Entry[Any], reveal: Reveal) -> dict[str, Any]:
    words = said.event.words
    return {
        "number": said.number,
        "by": said.by,
        "at": moment_in_json(said.at),
        "words": reveal(str(words), said.number, "words") if words is not None else None,
    }


def line_in_words(line: TrailLine, teller: Teller) -> Iterator[str]:
    """A line of the trail for people: the sentence, and under it what belongs to it."""
    told = told_line(line, teller)
    yield f"{told.number:>4}  {teller.language.moment(told.at)}"
    yield f"      {told.sentence}"
    for under in (*told.decided, *told.weighed, *told.beside):
        yield f"        {under}"


def told_line(line: TrailLine, teller: Teller) -> ToldLine:
    """A line of the trail in words; of what stands in the wrong case, nothing is told."""
    entry = line.entry
    if line.hidden:
        return ToldLine(entry.number, entry.at, teller.says("hidden"))
    return ToldLine(
        entry.number,
        entry.at,
        teller.sentence(entry),
        tuple(_how_decided(line, teller)),
        tuple(_why(entry, teller)),
        tuple(_said_by_others(line, teller)),
    )


def _how_decided(line: TrailLine, teller: Teller) -> Iterator[str]:
    entry = line.entry
    if entry.caused_by is not None:
        yield teller.says("follows", number=str(entry.caused_by))
        return
    if line.standing is not None and line.entry.event.spec.whose != "concerned":
        yield teller.says(f"standing_{line.standing}", by=teller.person(entry.by), resident=teller.resident())
    if entry.meeting is not None:
        yield teller.says("meeting", meeting=teller.thing("Meeting", entry.meeting))
    if entry.entered_by != entry.by:
        yield teller.says("entered_by", entered_by=teller.person(entry.entered_by))
    if entry.on_behalf_of is not None:
        yield teller.says("on_behalf_of", on_behalf_of=teller.person(entry.on_behalf_of))
    if entry.source is not None and not _is_of_a_report(entry):
        yield teller.says("source", source=entry.source)
    said_below = any(said.by == teller.case.resident for said in line.objections)
    if line.position in {"open", "confirmed"} or (line.position == "objected" and not said_below):
        yield teller.says(f"position_{line.position}", resident=teller.resident())


def _is_of_a_report(entry: Entry[Any]) -> bool:
    """Whether numbers were given out: then `source` holds the mark of the report, and nothing was imported."""
    return isinstance(entry.event, DisclosureMade) and entry.event.suppressed is True


def _why(entry: Entry[Any], teller: Teller) -> Iterator[str]:
    if entry.reason is not None:
        yield teller.says("reason", words=teller.quoted(entry.reason, entry.number, "reason"))
    for index, weighed in enumerate(entry.because):
        words = teller.quoted(weighed.words, entry.number, f"because.{index}")
        yield teller.says("because", by=teller.person(weighed.by), words=words)


def _said_by_others(line: TrailLine, teller: Teller) -> Iterator[str]:
    yield from (teller.sentence(correction) for correction in line.corrections)
    for kind, entries in (("objection", line.objections), ("statement", line.statements)):
        for said in entries:
            words = said.event.words
            quoted = teller.quoted(words, said.number, "words") if words is not None else None
            yield teller.says(kind, by=teller.person(said.by), words=quoted)


def trail_in_json(lines: Sequence[TrailLine], teller: Teller) -> list[dict[str, Any]]:
    """The whole trail as data."""
    return [line_in_json(line, teller) for line, teller in _as_it_was(lines, teller)]


def trail_in_words(lines: Sequence[TrailLine], teller: Teller) -> Iterator[str]:
    """The whole trail for people, line by line."""
    yield teller.says(_title(teller), resident=teller.resident()).rstrip(".")
    for line, then in _as_it_was(lines, teller):
        yield ""
        yield from line_in_words(line, then)
    yield ""
    yield teller.language.says["number_of_entries"].format(number=len(lines))


def _title(teller: Teller) -> str:
    """What is above a trail: that of a book, that of a resident, or that of nobody."""
    if teller.case.book_of is not None:
        return "book_title"
    return "trail_title" if teller.case.resident is not None else "title_of_nobody"


def trail_told(lines: Sequence[TrailLine], teller: Teller) -> Iterator[ToldLine]:
    """The whole trail in words, an entry at a time."""
    return (told_line(line, then) for line, then in _as_it_was(lines, teller))


def _as_it_was(lines: Sequence[TrailLine], teller: Teller) -> Iterator[tuple[TrailLine, Teller]]:
    """Each line with a teller that calls things what they were called before it.

    What a thing is called stands in its record, and no record is made of a standing: those are not derived again.
    Names, goals and statements return in line after line; in one trail each is opened once, for opening takes longest.
    """
    then = DraftCase()
    teller = attrs.evolve(teller, then=then, reveal=functools.cache(teller.reveal))
    for line in lines:
        yield line, teller
        entry = line.recorded or line.entry
        entry.event.applied_to(then, entry)  # a draft changes in place
