"""A signal: for whom it is, what it says in each language, where it comes from, and the function that tells its spells."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from svh_core.views.history import History
from svh_core.views.settings import NUMBERS, THE_ORGANISATION, Number, Settings
from svh_core.views.signals.spells import Spell


class Kind(StrEnum):
    """For whom a signal is, and what ends it."""

    REGIE = "regie"
    GUIDE = "guide"
    LAW = "law"
    SAFETY = "safety"
    ORG = "org"


Tell = Callable[[History], Iterable[Spell]]

SET: Final = "set"
"""The note of the sentence that says the number itself, where an organisation set it otherwise."""


class Signal(NamedTuple):
    """A signal.

    Attributes:
        sentences: by note, and then by language; the first, without a note, is told where no other is meant.
        on_by_default: whether it is told without being asked for.
        tell: tells its spells.
        items: the items of the method it comes from.
        number: the number it goes by, if any: the name of one that an organisation may set, or one that stands.
    """

    id: str
    kind: Kind
    sentences: Mapping[str, Mapping[str, str]]
    on_by_default: bool
    tell: Tell
    items: tuple[int, ...]
    number: str | Number | None

    def number_in(self, settings: Settings) -> Number | None:
        """The number it goes by for this organisation, with who says so."""
        if not isinstance(self.number, str):
            return self.number
        if not settings.sets(self.number):
            return NUMBERS[self.number]
        return NUMBERS[self.number]._replace(value=settings.number(self.number), source=THE_ORGANISATION)

    def note_in(self, settings: Settings) -> str:
        """Which sentence is told where no other is meant."""
        is_set = isinstance(self.number, str) and settings.sets(self.number)
        return SET if is_set and SET in self.sentences else ""


SIGNALS: Final[dict[str, Signal]] = {}
"""Every signal, by its id."""

_GUIDES_ON: Final = frozenset({"rhythm_overdue", "next_not_planned", "unanswered_nomination", "open_need"})


def signal(kind: Kind, *items: int, number: str | Number | None = None) -> Callable[[Tell], Tell]:
    """Makes a function a signal: its name is the id, its docstring the sentence in English and, after ``nl:``, in Dutch.

    A further sentence for a spell with a note stands after ``with NOTE:`` in the same way. What stands in it between
    braces is what the spell tells, or the number.

    Args:
        kind: for whom it is.
        items: the items of the method it comes from.
        number: the number it goes by: the name of one that an organisation may set, or one that stands.
    """

    def make(tell: Tell) -> Tell:
        name = tell.__name__
        on = kind in {Kind.REGIE, Kind.LAW} or name in _GUIDES_ON
        SIGNALS[name] = Signal(name, kind, _sentences(tell.__doc__ or ""), on, tell, items, number)
        return tell

    return make


def _sentences(doc: str) -> Mapping[str, Mapping[str, str]]:
    """The sentences by note: "" for the first, then those after ``with NAME:``, each in English and, after ``nl:``, in Dutch."""
    told: dict[str, Mapping[str, str]] = {}
    for index, part in enumerate(inspect.cleandoc(doc).split("\n\nwith ")):
        note, text = ("", part) if index == 0 else part.split(":", 1)
        english, _, dutch = text.partition("nl:")
        told[note] = {"en": " ".join(english.split()), "nl": " ".join(dutch.split())}
    return told
