"""What is drawn from: what a viewer may see of a case, told in one language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from svh_core.domain.case import FrozenCase
from svh_core.domain.rulebook import UnknownEvent, Whose
from svh_core.domain.words import Untold
from svh_core.views.languages.phrase import Forms, phrase
from svh_core.views.pictures.texts import TEXTS
from svh_core.views.seen import Seen
from svh_core.views.telling import Teller
from svh_core.views.trail import TrailLine


@attrs.frozen(kw_only=True)
class Picture:
    """Something drawn, and the same for who does not see it.

    Attributes:
        svg: the picture, as text.
        words: the same in sentences.
        data: the same as data.
    """

    svg: str
    words: tuple[str, ...]
    data: dict[str, Any]


class Sight:
    """A case as one viewer sees it, told in one language.

    Everybody is called by name, the reader too: what is drawn is shown to others.

    Args:
        seen: what a look hands over.
        language: ``nl`` or ``en``.

    Attributes:
        teller: tells it.
        day: the day it is of.
    """

    def __init__(self, seen: Seen, language: str) -> None:
        teller = seen.told(language)
        self._seen = seen
        self._reader = teller.reader
        self.teller: Teller = attrs.evolve(teller, reader=None)
        self.day = seen.day

    @property
    def case(self) -> FrozenCase:
        """The case with only what the viewer may see."""
        return self._seen.case

    @property
    def is_whole(self) -> bool:
        """Whether nothing is closed to the viewer."""
        return self._seen.share.is_whole

    @property
    def is_the_residents(self) -> bool:
        """Whether the resident looks, as who they are; whoever holds the files is not, whatever they are called."""
        return self._seen.share.is_the_residents and self._reader == self.case.resident

    def need(self, category: str, what: str) -> None:
        """Refuses where not all of a category is open to the viewer."""
        self._seen.need(category, what)

    def of(self, *kinds: type[Any]) -> Iterator[TrailLine]:
        """The lines of these events that may be seen, oldest first."""
        told = (line for line in self._seen.lines if isinstance(line.entry.event, kinds) and not line.hidden)
        return iter(sorted(told, key=lambda line: (line.entry.at, line.entry.number)))

    def decided(self) -> Iterator[TrailLine]:
        """The lines of decisions that are the resident's or the group's to take, as the figures count them."""
        for line in self._seen.lines:
            is_known = not isinstance(line.entry.event, UnknownEvent)
            if is_known and line.standing is not None and not line.hidden and self._counts(line):
                yield line

    def _counts(self, line: TrailLine) -> bool:
        entry = line.recorded or line.entry
        event = entry.event
        if entry.caused_by is not None or getattr(event, "why", None) == "died":
            return False
        if event.spec.whose is Whose.GIVER:
            return bool(event.giver == self.case.resident)
        return event.spec.whose in {Whose.RESIDENT, Whose.GROUP}

    # Words

    def name_of(self, person: str) -> Forms:
        """How somebody is called."""
        return self.teller.person(person)

    def says(self, text: str, /, **places: Forms | str) -> str:
        """A text of pictures, with its places filled."""
        return phrase(TEXTS[self.teller.language.code][text]).told({"resident": self.teller.resident(), **places})

    def value(self, field: str, value: Any) -> str:
        """A value in words."""
        return self.teller.language.value(field, value)

    def day_in_words(self, day: date) -> str:
        """A civil day in words."""
        return self.teller.language.date(day)

    def opened(self, token: Any, number: int | None = None, path: str | None = None) -> str | None:
        """What is sealed, where this viewer may read it."""
        told = self.teller.reveal(str(token), number, path) if token is not None else None
        return None if told is None or isinstance(told, dict) else str(told)


def is_told(value: Any) -> bool:
    """Whether something is there and is not withheld."""
    return value is not None and not isinstance(value, Untold)


def capital(words: str) -> str:
    """Words that begin with a capital."""
    return words[:1].upper() + words[1:]
