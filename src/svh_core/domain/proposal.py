"""A proposal: what a writer hands over, before any rule has looked at it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import attrs

from svh_core.domain.civil_days import in_utc
from svh_core.domain.fields import are_good_words, wrong_moment, wrong_text
from svh_core.domain.identifiers import (
    CORE,
    MeetingId,
    PersonId,
    Tag,
    good_identifier,
    looks_like_a_citizen_number,
    what_is_wrong_with_identifier,
    what_is_wrong_with_tag,
)
from svh_core.domain.rulebook import Consideration, Entry, Event, stream_kind
from svh_core.domain.values import filler
from svh_core.domain.words import LONGEST_WORDS, Forgotten, Plain, Token, Words, to_plain
from svh_core.errors import Malformed


def considerations(weighed: Iterable[Consideration | tuple[str, str]]) -> tuple[Consideration, ...]:
    """Considerations, some perhaps as pairs of (holder, words)."""
    return tuple(_consideration(index, one) for index, one in enumerate(weighed))


def _consideration(index: int, weighed: Any) -> Consideration:
    if isinstance(weighed, Consideration):
        return weighed
    if not isinstance(weighed, tuple | list) or len(weighed) != 2:  # noqa: PLR2004 - a holder and words
        raise Malformed("expected a holder and words", path=f"because.{index}")
    made: Consideration = _CONSIDERATION(PersonId(weighed[0]), to_plain(weighed[1]))
    return made


_CONSIDERATION: Final = filler(Consideration)


_STREAM: Final = re.compile(r"(access|organisation|private|log)/[A-Za-z0-9._:-]{1,64}", re.ASCII)
LONGEST_ONCE: Final = 200
MOST_CONSIDERATIONS: Final = 100
MOST_WORDS: Final = 1_000_000
"""The most characters of words in one entry, all its fields and considerations together."""
_FEW_WORDS: Final = MOST_WORDS // LONGEST_WORDS
"""So many words are never too many together, for each was looked at by itself."""


@attrs.frozen(slots=True, kw_only=True)
class Proposal:
    """A decision somebody wants to record.

    Attributes:
        case: the case, or another stream such as ``organisation/wij``.
        event: what was decided.
        by: who decided.
        entered_by: whose pen; `by` where nothing is said.
        at: the moment of the decision; now where nothing is said.
        because: considerations, or pairs of (holder, words).
        once: the app's request id: a second call with it returns the first receipt.
        expected: the number the user was looking at: anything newer is a conflict.
        edition: for an import, the edition of the rules the entry was judged by.
    """

    case: str
    event: Event
    by: str
    entered_by: str | None = None
    at: datetime | None = None
    because: tuple[Consideration, ...] = attrs.field(default=(), converter=considerations)
    reason: Words | None = attrs.field(default=None, converter=to_plain)
    meeting: str | None = None
    on_behalf_of: str | None = None
    source: str | None = None
    once: str | None = None
    expected: int | None = None
    edition: int | None = None

    def check(self) -> None:
        """Refuses what does not have the promised form, before any rule is asked.

        Raises:
            Malformed: with the path of the first field that is wrong, and never its value.
        """
        check_stream(self.case)
        if not isinstance(self.event, Event):  # an app without a type checker
            raise Malformed("expected an event of this library, such as GoalSet(...)", path="event")
        event, kind = self.event, self.event.spec
        if not kind.stands_in(stream_kind(self.case)):
            raise Malformed(f"{kind.name} does not belong in this kind of stream", path="event")
        self._check_envelope()
        self._check_words()
        for field in kind.fields:
            value = getattr(event, field.attribute)
            if value is not None or not field.optional:
                try:
                    is_good = field.is_good(value)
                except TypeError:
                    is_good = False
                if not is_good:
                    field.check(value, field.path)
        self._check_length()
        if self.source is None:  # what was written down elsewhere is taken as it was
            event.check_at_the_door()

    def _check_envelope(self) -> None:
        by = self.by
        if not _is_somebody(by):
            _refuse(_wrong_person(by), "by")
        if self.entered_by is not None and self.entered_by != by:
            _refuse(_wrong_person(self.entered_by), "entered_by")
        if self.on_behalf_of is not None:
            _refuse(_wrong_person(self.on_behalf_of), "on_behalf_of")
        if self.meeting is not None:
            _refuse(what_is_wrong_with_identifier(self.meeting), "meeting")
        if self.source is not None:
            _refuse(what_is_wrong_with_tag(self.source), "source")
        if self.at is not None:
            _refuse(wrong_moment(self.at), "at")
        if self.once is not None and _is_no_request_id(self.once):
            raise Malformed(f"expected a request id of 1 to {LONGEST_ONCE} characters", path="once")

    def _check_length(self) -> None:
        outline = self.event.spec.outline
        if len(outline.sealed) + len(self.because) < _FEW_WORDS and not outline.seals_lists:
            return
        words = [getattr(self.event, field.attribute) for field in outline.sealed]
        words += [weighed.words for weighed in self.because]
        words.append(self.reason)
        if sum([len(str(one.value)) for one in words if isinstance(one, Plain)]) > MOST_WORDS:
            raise Malformed(f"expected at most {MOST_WORDS} characters of words in one entry", path="data")

    def _check_words(self) -> None:
        if len(self.because) > MOST_CONSIDERATIONS:
            raise Malformed(f"expected at most {MOST_CONSIDERATIONS} considerations", path="because")
        for index, weighed in enumerate(self.because):
            if _is_somebody(weighed.by) and are_good_words(weighed.words):
                continue
            if (wrong := _wrong_person(weighed.by)) is not None:
                raise Malformed(wrong, path=f"because.{index}.by")
            if (wrong := _wrong_words(weighed.words)) is not None:
                raise Malformed(wrong, path=f"because.{index}.words")
        if self.reason is not None:
            _refuse(_wrong_words(self.reason), "reason")

    def entry(self, *, recorded_at: datetime, edition: int, number: int = 0) -> Entry[Any]:
        """The entry this would be; its number comes when it is decided, where it is not known yet."""
        by = PersonId(self.by)
        made: Entry[Any] = _ENTRY(
            number=number,
            event=self.event,
            by=by,
            entered_by=PersonId(self.entered_by) if self.entered_by is not None else by,
            at=in_utc(self.at) if self.at is not None else recorded_at,
            recorded_at=recorded_at,
            edition=self.edition or edition,
            on_behalf_of=PersonId(self.on_behalf_of) if self.on_behalf_of is not None else None,
            because=self.because,
            reason=self.reason,
            meeting=MeetingId(self.meeting) if self.meeting is not None else None,
            source=Tag(self.source) if self.source is not None else None,
            caused_by=None,
        )
        return made


_ENTRY: Final = filler(Entry)


def _is_no_request_id(once: object) -> bool:
    return not isinstance(once, str) or not 0 < len(once) <= LONGEST_ONCE


def check_stream(stream: object) -> None:
    """Refuses what is neither a case's identifier nor the id of another stream.

    Raises:
        Malformed: with the path ``case``.
    """
    if type(stream) is str and good_identifier(stream):  # a case, which has no slash in its name
        return
    if isinstance(stream, str) and _STREAM.fullmatch(stream):
        if looks_like_a_citizen_number(stream.split("/", 1)[1]):
            raise Malformed("a stream may not be named after a citizen service number (BSN)", path="stream")
        return
    sentence = what_is_wrong_with_identifier(stream)
    if sentence is not None:
        raise Malformed(sentence, path="case")


def _refuse(wrong: str | None, path: str) -> None:
    if wrong is not None:
        raise Malformed(wrong, path=path)


def check_person(person: object, path: str) -> None:
    """Refuses what cannot be the identifier of a person who acts.

    Raises:
        Malformed: with `path`.
    """
    _refuse(_wrong_person(person), path)


def _is_somebody(person: object) -> bool:
    """Says of nearly everybody that `_wrong_person` finds nothing, in a third of its time."""
    return type(person) is str and good_identifier(person) is not None and person != CORE


def _wrong_person(person: object) -> str | None:
    sentence = what_is_wrong_with_identifier(person)
    if sentence is None and person == CORE:
        return f"'{CORE}' is the pen of what follows by itself; nobody writes with it"
    return sentence


def _wrong_words(words: object) -> str | None:
    """The sentence that says why words cannot be stored, or None where they can; never the words."""
    if isinstance(words, Token):
        return "the casebook seals words itself"
    told = words.value if isinstance(words, Plain) else words
    return None if isinstance(told, Forgotten) else wrong_text(told)
