"""Deciding: judge, seal, apply, and in turn what follows. And replaying what was decided before.

Sealing first would mint keys for refused decisions; applying first would leave plain words in the state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Generic, NamedTuple, TypeVar

import attrs

from svh_core.domain.case import EMPTY_CASE, EMPTY_STREAM_OF_LOOKS, THINGS, Case, FrozenCase
from svh_core.domain.identifiers import CORE, PersonId
from svh_core.domain.records import Written
from svh_core.domain.rulebook import Consideration, Entry, Event, Outline, Rulebook, StreamKind, UnknownEvent
from svh_core.domain.standing import Standing, forget_last, owner, standing
from svh_core.domain.values import changed, filler
from svh_core.domain.words import Plain, Token
from svh_core.errors import NotAllowed

C = TypeVar("C", bound=Case)


class Place(NamedTuple):
    """Where sealed words stand, so that a token moved elsewhere does not open.

    Attributes:
        subject: whose words they are.
        number: the entry.
        path: the field, such as ``hoped_for``, ``because.0`` or ``reason``.
    """

    subject: PersonId
    number: int
    path: str


Seal = Callable[[Plain[Any], Place], Token]
"""Turns words into a token bound to their place. The domain knows sealing only as this function."""


@attrs.frozen(slots=True)
class Decided(Generic[C]):
    """What came of a proposal: the entry, its consequences, and the case after them."""

    entries: tuple[Entry[Any], ...]
    case: C


def decide(
    proposed: Entry[Any], case: C, *, rulebook: Rulebook, seal: Seal, stream: StreamKind = StreamKind.CASE
) -> Decided[C]:
    """Judges a proposed entry, seals its words, applies it, and decides its consequences.

    Args:
        proposed: the entry; its number is given here, where it has another.
        case: the case before it; a draft is changed in place, and only where the proposal is accepted.
        rulebook: the rules; those of ``proposed.edition`` are asked.
        seal: how words become tokens.
        stream: the kind of stream it stands in.

    Raises:
        NotAllowed: a rule does not hold; it carries the first broken one.
    """
    number = case.number + 1
    entry = proposed if proposed.number == number else changed(proposed, {"number": number})
    broken = rulebook.first_broken(entry, case, stream)
    if broken is not None:
        forget_last()
        raise NotAllowed(broken, entry)
    entry = sealed_entry(entry, case, seal)
    entries, case = [entry], advance(case, entry)
    for event in rulebook.consequences_of(entry, case):
        follows = decide(consequence(event, entry), case, rulebook=rulebook, seal=seal, stream=stream)
        entries += follows.entries
        case = follows.case
    return Decided(tuple(entries), case)


def consequence(event: Event, cause: Entry[Any]) -> Entry[Any]:
    """The entry by which a consequence follows its cause: everything copied, the pen ours."""
    return Entry(
        event=event,
        by=cause.by,
        entered_by=CORE,
        at=cause.at,
        recorded_at=cause.recorded_at,
        edition=cause.edition,
        caused_by=cause.number,
        source=cause.source,
    )


def begun(kind: StreamKind | None) -> FrozenCase:
    """The case before its first entry, in a stream of this kind."""
    return EMPTY_STREAM_OF_LOOKS if kind is StreamKind.ACCESS else EMPTY_CASE


def replay(entries: Iterable[Entry[Any]], case: FrozenCase = EMPTY_CASE) -> FrozenCase:
    """The case after these entries. Total: history is never refused.

    Folds into a private draft and freezes once, which equals the fold of frozen cases.
    """
    draft = case.draft()
    for entry in entries:
        draft = advance(draft, entry)
    return draft.freeze()


def advance(case: C, entry: Entry[Any]) -> C:
    """The case after one entry, whatever it is."""
    event: Event = entry.event
    outline = event.spec.outline
    case = case.record(entry.number, entry.edition, _written(entry, outline, case))
    for attribute, thing in outline.mints:
        case = case.put(THINGS, f"{thing}{getattr(event, attribute)}", True)  # noqa: FBT003
    case = event.applied_to(case, entry)
    forget_last()
    return case


def _written(entry: Entry[Any], outline: Outline, case: Case) -> Written:
    """What later rules may know of this entry."""
    event: Event = entry.event
    by, pen, cause = entry.by, entry.entered_by, entry.caused_by
    resident = case.resident if case.resident is not None else by  # as `owner`
    about = _about(event, outline) if outline.about else None
    position = None
    if outline.has_position and cause is None:
        position = "settled" if by == pen == resident else "open"
    line: Written = _LINE(
        event=outline.name,
        domain=outline.domain,
        whose=outline.whose,
        by=by,
        entered_by=pen,
        at=entry.at,
        standing=_TOLD.get(standing(entry, case)),
        position=position,
        owner=resident if outline.is_the_residents else None if outline.is_a_fact else about,
        about=about,
        scopes=event.scopes(case) if outline.scopes_differ else outline.scopes,
        subjects=_subjects(entry, outline, resident, about),
        caused_by=cause,
    )
    return line


_LINE: Final = filler(Written)
"""A line of all its thirteen fields takes 0.4 us this way and 2 by its `__init__`, which is half of what replaying an entry takes."""

_TOLD: Final[Mapping[object, str]] = {one: one.value for one in Standing}
"""Standing as it is written down; a refused one is not."""


def _about(event: Event, outline: Outline) -> PersonId | None:
    for name in outline.about:
        person: PersonId | None = getattr(event, name)
        if person:
            return person
    return None


def _subjects(entry: Entry[Any], outline: Outline, resident: PersonId, about: PersonId | None) -> tuple[PersonId, ...]:
    """Whose words an entry holds, as `words_of` tells them: each once, in their order."""
    event = entry.event
    found: dict[PersonId, None] = {}
    for of, attributes in outline.subjects:
        for attribute in attributes:
            if getattr(event, attribute) is not None:
                found[_subject(of, entry, resident, about)] = None
                break
    if type(event) is UnknownEvent:
        found |= dict.fromkeys(place.subject for place, _ in sealed_in(event.data, entry.number).words)
    for consideration in entry.because:
        found[consideration.by] = None
    if entry.reason is not None:
        found[resident] = None
    return tuple(found)


def words_of(entry: Entry[Any], resident: PersonId) -> Iterator[tuple[Place, Any]]:
    """Every sealed or still plain value of an entry, with its place."""
    event: Event = entry.event
    outline = event.spec.outline
    about = _about(event, outline)
    for field in outline.sealed:
        value = getattr(event, field.attribute)
        if value is not None:
            yield Place(_subject(field.of, entry, resident, about), entry.number, field.name), value
    if isinstance(event, UnknownEvent):
        yield from sealed_in(event.data, entry.number).words
    for index, consideration in enumerate(entry.because):
        yield Place(consideration.by, entry.number, f"because.{index}"), consideration.words
    if entry.reason is not None:
        yield Place(resident, entry.number, "reason"), entry.reason


class SealedIn(NamedTuple):
    """What stands sealed in an event that nobody here knows.

    Attributes:
        words: the tokens, each with its place.
        around: a copy of the event's fields, with something else in the place of each token.
    """

    words: tuple[tuple[Place, Token], ...]
    around: dict[str, Any]


_TOKEN: Final = re.compile(r"([^|]+)\|[\w-]{32}\|([0-9]+)\|([^|]+)\|[\w=-]*", re.ASCII)
"""A token, ``subject|key|number|field|base64``: what stands in clear in an event never holds a bar."""


def sealed_in(data: Mapping[str, Any], number: int, instead: Any = None) -> SealedIn:
    """The words in the fields of an `UnknownEvent`: no class says which they are, so each token says it itself.

    Words outlive the plugin that recorded them, and so does the right to have them forgotten.

    Args:
        data: the fields, as stored. Whatever they hold, nothing is raised, and no depth is too deep.
        number: the entry; a token says that it was written there.
        instead: what `around` has in the place of each token.
    """
    around = dict(data)
    words: list[tuple[Place, Token]] = []
    inside: list[Any] = [around]
    for held in inside:  # grows while it is read: every object and list in it comes in turn
        for key, value in held.items() if isinstance(held, dict) else enumerate(held):
            if isinstance(value, dict | list):
                held[key] = value.copy()
                inside.append(held[key])
            elif isinstance(value, str):
                token = _TOKEN.fullmatch(value)
                if token is not None and token[2] == str(number):
                    words.append((Place(PersonId(token[1]), number, token[3]), Token(value)))
                    held[key] = instead
    return SealedIn(tuple(words), around)


def _subject(of: str | None, entry: Entry[Any], resident: PersonId, about: PersonId | None) -> PersonId:
    if of == "resident":
        return resident
    return entry.by if of == "author" else about or entry.by


def sealed_entry(entry: Entry[Any], case: Case, seal: Seal) -> Entry[Any]:
    """The entry with every word sealed to its place, as `words_of` tells the places: that takes twice as long."""
    event, number, resident = entry.event, entry.number, owner(entry, case)
    outline = event.spec.outline
    about = _about(event, outline)
    fields: dict[str, Any] = {}
    for field in outline.sealed:
        value = getattr(event, field.attribute)
        if isinstance(value, Plain):
            place = Place(_subject(field.of, entry, resident, about), number, field.name)
            fields[field.attribute] = seal(value, place)
    sealed: dict[str, Any] = {"event": changed(event, fields)} if fields else {}
    if entry.because:
        sealed["because"] = tuple([_weighed(one, index, number, seal) for index, one in enumerate(entry.because)])
    if isinstance(entry.reason, Plain):
        sealed["reason"] = seal(entry.reason, Place(resident, number, "reason"))
    return changed(entry, sealed) if sealed else entry


def _weighed(weighed: Consideration, index: int, number: int, seal: Seal) -> Consideration:
    if not isinstance(weighed.words, Plain):
        return weighed
    sealed: Consideration = _CONSIDERATION(
        weighed.by, seal(weighed.words, Place(weighed.by, number, f"because.{index}"))
    )
    return sealed


_CONSIDERATION: Final = filler(Consideration)
