"""Who takes part in a case, as what, and from when until when: so that no look has to be believed on its word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from svh_core import DisclosedEntry
from svh_datasette.told import Told, day, number_in, text_in, texts_in

SUPPORT_GROUP: Final = "support_group"
"""The first group of a case, which entries need not name."""

CONFIRMED: Final = "decision.confirmed"
_NOMINEE_NO_MORE: Final = ("nomination.withdrawn", "nomination.accepted", "nomination.declined")
_MEMBER_NO_MORE: Final = ("member.left", "member.removed", "group.ended")
_GUEST_NO_MORE: Final = ("guest.uninvited", "meeting.cancelled")
_OF_A_PERSON: Final = ("member.left", "member.removed", "guest.uninvited", *_NOMINEE_NO_MORE)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Somebody is something in a case, for a while.

    Attributes:
        entry: the entry that makes them so.
        person: who.
        capacity: what they are, as a look says it.
        counts_from: the number of the entry since which it counts; None where it does not.
        begins: the first day, where one was said.
        until: the last day, where one was said.
        ended: the entry with which it ended.
        ended_on: the first day on which it holds no more.
        role: of a professional.
        organisation: for which a professional comes.
        group: of a member or nominee.
        scope: in which domains a representative decides.
    """

    entry: DisclosedEntry
    person: str
    capacity: str
    counts_from: int | None
    begins: str | None = None
    until: str | None = None
    ended: DisclosedEntry | None = None
    ended_on: str | None = None
    role: str | None = None
    organisation: str | None = None
    group: str | None = None
    scope: tuple[str, ...] = ()

    def holds(self, number: int, on: str) -> bool:
        """Whether it holds for an entry with this number, on this day."""
        has_begun = self.counts_from is not None and self.counts_from < number and (self.begins or on) <= on
        has_ended = self.ended is not None and self.ended.number < number
        is_said_before = self.capacity == "professional" and (self.ended_on or on) > on
        return has_begun and (is_said_before or not has_ended) and on <= (self.until or on)


def taking_part(told: Told) -> Iterator[Part]:
    """Everybody who takes part, by the entries that say so. An entry of another case makes nobody anything."""
    for entry in told.of(*_KINDS, corrected=True):
        one = text_in(entry.data.get("person"))
        if one is not None:
            yield from _KINDS[entry.event](told, entry, one)


def _members(told: Told, entry: DisclosedEntry, one: str) -> Iterator[Part]:
    group = _group(entry)
    asked = [e for e in told.of("nomination.made", corrected=True) if _is(e, one, group) and e.number < entry.number]
    part = Part(entry=entry, person=one, capacity="member", group=group, counts_from=entry.number)
    yield _ended(told, _counted(told, part, asked[-1]) if asked else part, _MEMBER_NO_MORE)


def _nominees(told: Told, entry: DisclosedEntry, one: str) -> Iterator[Part]:
    part = Part(entry=entry, person=one, capacity="nominee", group=_group(entry), counts_from=entry.number)
    yield _ended(told, _counted(told, part, entry), _NOMINEE_NO_MORE)


def _guests(told: Told, entry: DisclosedEntry, one: str) -> Iterator[Part]:
    part = Part(entry=entry, person=one, capacity="guest", counts_from=entry.number)
    yield _ended(told, _counted(told, part, entry), _GUEST_NO_MORE)


def _professionals(told: Told, entry: DisclosedEntry, one: str) -> Iterator[Part]:
    role = text_in(entry.data.get("role"))
    part = Part(
        entry=entry,
        person=one,
        capacity="professional",
        role=role,
        organisation=text_in(entry.data.get("organisation")),
        begins=text_in(entry.data.get("from")),
        counts_from=entry.number,
    )
    ended = next(
        (e for e in _later(told, entry, "involvement.ended") if _of(e, one) and e.data.get("role") == role), None
    )
    on = text_in(ended.data.get("on")) or day(ended.at) if ended is not None else None
    yield replace(_counted(told, part, entry), ended=ended, ended_on=on)


def _appointed(told: Told, entry: DisclosedEntry, one: str) -> Iterator[Part]:
    """Somebody who was asked represents from each yes until another answer, or until the resident ends it."""
    answers = [
        e
        for e in _later(told, entry, "request.answered")
        if _of(e, one) and number_in(e.data.get("request")) == entry.number
    ]
    ends = [e for e in _later(told, entry, "representation.ended") if _of(e, one)]
    for yes in (answer for answer in answers if answer.data.get("answer") == "yes"):
        ended = next((e for e in sorted([*answers, *ends], key=_number) if e.number > yes.number), None)
        part = replace(_represents(entry, one), ended=ended, ended_on=day(ended.at) if ended is not None else None)
        counted = _counted(told, part, entry)
        yield replace(
            counted, counts_from=None if counted.counts_from is None else max(counted.counts_from, yes.number)
        )


def _by_law(_: Told, entry: DisclosedEntry, one: str) -> Iterator[Part]:
    """Who was made a representative by law; an administrator decides about money alone, and is none here."""
    if entry.data.get("basis") != "administrator":
        by_themselves = one in {entry.by, entry.entered_by}
        yield replace(_represents(entry, one), counts_from=None if by_themselves else entry.number)


def _represents(entry: DisclosedEntry, one: str) -> Part:
    return Part(
        entry=entry,
        person=one,
        capacity="representative",
        scope=tuple(texts_in(entry.data.get("scope"))),
        begins=text_in(entry.data.get("from")),
        until=text_in(entry.data.get("until")),
        counts_from=entry.number,
    )


_KINDS: Final = {
    "member.joined": _members,
    "nomination.made": _nominees,
    "guest.invited": _guests,
    "involvement.recorded": _professionals,
    "representative.appointed": _appointed,
    "legal_representation.recorded": _by_law,
}


def _counted(told: Told, part: Part, made_so: DisclosedEntry) -> Part:
    """What somebody wrote down of themselves counts once the resident has confirmed it."""
    if part.person not in {made_so.by, made_so.entered_by}:
        return part
    confirmed = (
        e.number
        for e in _later(told, made_so, CONFIRMED)
        if told.is_the_residents_own(e) and made_so.number in e.data.get("entries", ())
    )
    counts = next(confirmed, None)
    return replace(part, counts_from=None if counts is None else max(counts, part.entry.number))


def _ended(told: Told, part: Part, ends: tuple[str, ...]) -> Part:
    """The same, with the first entry that ended it."""
    for later in _later(told, part.entry, *ends):
        if later.event in _OF_A_PERSON and not _of(later, part.person):
            continue
        if later.event.startswith(("guest.", "meeting.")):
            ends_it = later.data.get("meeting") == part.entry.data.get("meeting")
        else:
            ends_it = _group(later) == part.group
        if ends_it:
            return replace(part, ended=later, ended_on=day(later.at))
    return part


def _later(told: Told, entry: DisclosedEntry, *events: str) -> Iterator[DisclosedEntry]:
    return (later for later in told.of(*events, corrected=True) if later.number > entry.number)


def _of(entry: DisclosedEntry, one: str) -> bool:
    return entry.data.get("person") == one


def _is(entry: DisclosedEntry, one: str, group: str) -> bool:
    return _of(entry, one) and _group(entry) == group


def _group(entry: DisclosedEntry) -> str:
    return text_in(entry.data.get("group")) or SUPPORT_GROUP


def _number(entry: DisclosedEntry) -> int:
    return entry.number
