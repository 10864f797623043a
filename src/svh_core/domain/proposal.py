"""A proposal: what a writer hands over, before any rule has looked at it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import attrs

from svh_core.domain.civil_days import in_utc
from svh_core.domain.fields import wrong_moment, wrong_text
from svh_core.domain.identifiers import (
    CORE,
    MeetingId,
    PersonId,
    Tag,
    looks_like_a_citizen_number,
    what_is_wrong_with_identifier,
    what_is_wrong_with_tag,
)
from svh_core.domain.rulebook import Consideration, Entry, Event, stream_kind
from svh_core.domain.words import Plain, Token, Words, to_plain
from svh_core.errors import Malformed


def _considerations(weighed: Iterable[Consideration | tuple[str, str]]) -> tuple[Consideration, ...]:
    """Considerations, some perhaps as pairs of (holder, words)."""
    return tuple(_consideration(index, one) for index, one in enumerate(weighed))


def _consideration(index: int, weighed: Any) -> Consideration:
    if isinstance(weighed, Consideration):
        return weighed
    if not isinstance(weighed, tuple | list) or len(weighed) != 2:  # noqa: PLR2004 - a holder and words
        raise Malformed("expected a holder and words", path=f"because.{index}")
    return Consideration(by=PersonId(weighed[0]), words=weighed[1])


_STREAM: Final = re.compile(r"(access|organisation|private|log)/[A-Za-z0-9._:-]{1,64}", re.ASCII)
LONGEST_ONCE: Final = 200
MOST_CONSIDERATIONS: Final = 100
MOST_WORDS: Final = 1_000_000
"""The most characters of words in one entry, all its fields and considerations together."""


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
    because: tuple[Consideration, ...] = attrs.field(default=(), converter=_considerations)
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
        if self.event.spec.stream is not stream_kind(self.case):
            raise Malformed(f"{self.event.spec.name} does not belong in this kind of stream", path="event")
        for name in ("by", "entered_by", "on_behalf_of"):
            _check_person(getattr(self, name), name)
        for name, wrong in (("meeting", what_is_wrong_with_identifier), ("source", what_is_wrong_with_tag)):
            value = getattr(self, name)
            if value is not None and (sentence := wrong(value)) is not None:
                raise Malformed(sentence, path=name)
        if self.at is not None and (sentence := wrong_moment(self.at)) is not None:
            raise Malformed(sentence, path="at")
        if self.once is not None and _is_no_request_id(self.once):
            raise Malformed(f"expected a request id of 1 to {LONGEST_ONCE} characters", path="once")
        self._check_words()
        for field in self.event.spec.fields:
            field.check(getattr(self.event, field.attribute), f"data.{field.name}")
        self._check_length()

    def _check_length(self) -> None:
        fields = (getattr(self.event, field.attribute) for field in self.event.spec.fields if field.of is not None)
        words = (*fields, *(weighed.words for weighed in self.because), self.reason)
        if sum(len(str(value.value)) for value in words if isinstance(value, Plain)) > MOST_WORDS:
            raise Malformed(f"expected at most {MOST_WORDS} characters of words in one entry", path="data")

    def _check_words(self) -> None:
        if len(self.because) > MOST_CONSIDERATIONS:
            raise Malformed(f"expected at most {MOST_CONSIDERATIONS} considerations", path="because")
        for index, weighed in enumerate(self.because):
            _check_person(weighed.by, f"because.{index}.by")
            check_words(weighed.words, f"because.{index}.words")
        if self.reason is not None:
            check_words(self.reason, "reason")

    def entry(self, *, recorded_at: datetime, edition: int) -> Entry[Any]:
        """The entry this would be; its number comes when it is decided."""
        by = PersonId(self.by)
        return Entry(
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
        )


def _is_no_request_id(once: object) -> bool:
    return not isinstance(once, str) or not 0 < len(once) <= LONGEST_ONCE


def check_stream(stream: object) -> None:
    """Refuses what is neither a case's identifier nor the id of another stream.

    Raises:
        Malformed: with the path ``case``.
    """
    if isinstance(stream, str) and _STREAM.fullmatch(stream):
        if looks_like_a_citizen_number(stream.split("/", 1)[1]):
            raise Malformed("a stream may not be named after a citizen service number (BSN)", path="stream")
        return
    sentence = what_is_wrong_with_identifier(stream)
    if sentence is not None:
        raise Malformed(sentence, path="case")


def _check_person(person: object, path: str) -> None:
    if person is None and path != "by":
        return
    sentence = what_is_wrong_with_identifier(person)
    if sentence is None and person == CORE:
        sentence = f"'{CORE}' is the pen of what follows by itself; nobody writes with it"
    if sentence is not None:
        raise Malformed(sentence, path=path)


def check_words(words: object, path: str) -> None:
    """Refuses words that cannot be stored.

    Raises:
        Malformed: with `path`, and never the words.
    """
    sentence = "the casebook seals words itself" if isinstance(words, Token) else None
    sentence = sentence or wrong_text(words.value if isinstance(words, Plain) else words)
    if sentence is not None:
        raise Malformed(sentence, path=path)
