"""Deciding: judge, seal, apply, and in turn what follows. And replaying what was decided before.

Sealing first would mint keys for refused decisions; applying first would leave plain words in the state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

import attrs

from svh_core.domain.case import EMPTY_CASE, THINGS, WRITTEN, Case, FrozenCase
from svh_core.domain.identifiers import CORE, PersonId
from svh_core.domain.records import Written
from svh_core.domain.rulebook import Entry, Event, Rulebook, Whose
from svh_core.domain.standing import Standing, owner, standing
from svh_core.domain.values import changed
from svh_core.domain.words import Plain, Token
from svh_core.errors import NotAllowed

C = TypeVar("C", bound=Case)


@attrs.frozen(slots=True)
class Place:
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


def decide(proposed: Entry[Any], case: C, *, rulebook: Rulebook, seal: Seal) -> Decided[C]:
    """Judges a proposed entry, seals its words, applies it, and decides its consequences.

    Args:
        proposed: the entry; its number is given here.
        case: the case before it; a draft is changed in place, and only where the proposal is accepted.
        rulebook: the rules; those of ``proposed.edition`` are asked.
        seal: how words become tokens.

    Raises:
        NotAllowed: a rule does not hold; it carries the first broken one.
    """
    entry = changed(proposed, {"number": case.number + 1})
    broken = rulebook.first_broken(entry, case)
    if broken is not None:
        raise NotAllowed(broken, entry)
    entry = sealed_entry(entry, case, seal)
    entries, case = [entry], advance(case, entry)
    for event in rulebook.consequences_of(entry, case):
        follows = decide(consequence(event, entry), case, rulebook=rulebook, seal=seal)
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
    line = written(entry, case)
    case = case.set(number=entry.number, edition=entry.edition).put(WRITTEN, entry.number, line)
    for field in entry.event.spec.fields:
        if field.use == "new":
            case = case.put(THINGS, f"{field.kind}:{getattr(entry.event, field.attribute)}", True)  # noqa: FBT003
    event: Event = entry.event
    return event.applied_to(case, entry)


def written(entry: Entry[Any], case: Case) -> Written:
    """What later rules may know of this entry."""
    kind = entry.event.spec
    resident = owner(entry, case)
    verdict = standing(entry, case)
    return Written(
        event=kind.name,
        domain=kind.domain.value,
        whose=kind.whose.value,
        by=entry.by,
        entered_by=entry.entered_by,
        at=entry.at,
        standing=verdict.value if isinstance(verdict, Standing) else None,
        position=_position_at_birth(entry, resident),
        owner=_owner(entry, resident),
        about=_about(entry.event),
        scopes=entry.event.scopes(case),
        subjects=tuple(dict.fromkeys(place.subject for place, _ in words_of(entry, resident))),
        caused_by=entry.caused_by,
    )


def _position_at_birth(entry: Entry[Any], resident: PersonId) -> str | None:
    if entry.caused_by is not None or entry.event.spec.whose in {Whose.ANYONE, Whose.CONCERNED}:
        return None
    return "settled" if entry.by == entry.entered_by == resident else "open"


def _owner(entry: Entry[Any], resident: PersonId) -> PersonId | None:
    match entry.event.spec.whose:
        case Whose.RESIDENT | Whose.GROUP:
            return resident
        case Whose.ANYONE:
            return None
        case _:
            return _about(entry.event)


def _about(event: Event) -> PersonId | None:
    return getattr(event, "person", None) or getattr(event, "giver", None)


def words_of(entry: Entry[Any], resident: PersonId) -> Iterator[tuple[Place, Any]]:
    """Every sealed or still plain value of an entry, with its place."""
    for field in entry.event.spec.fields:
        value = getattr(entry.event, field.attribute) if field.of is not None else None
        if value is not None:
            yield Place(_subject(field.of, entry, resident), entry.number, field.name), value
    for index, consideration in enumerate(entry.because):
        yield Place(consideration.by, entry.number, f"because.{index}"), consideration.words
    if entry.reason is not None:
        yield Place(resident, entry.number, "reason"), entry.reason


def _subject(of: str | None, entry: Entry[Any], resident: PersonId) -> PersonId:
    if of == "resident":
        return resident
    return entry.by if of == "author" else _about(entry.event) or entry.by


def sealed_entry(entry: Entry[Any], case: Case, seal: Seal) -> Entry[Any]:
    """The entry with every word sealed to its place."""
    tokens = {
        place.path: seal(value, place)
        for place, value in words_of(entry, owner(entry, case))
        if isinstance(value, Plain)
    }
    if not tokens:
        return entry
    fields = {f.attribute: tokens[f.name] for f in entry.event.spec.fields if f.of is not None and f.name in tokens}
    because = tuple(
        changed(weighed, {"words": tokens.get(f"because.{index}", weighed.words)})
        for index, weighed in enumerate(entry.because)
    )
    return changed(
        entry,
        {"event": changed(entry.event, fields), "because": because, "reason": tokens.get("reason", entry.reason)},
    )
