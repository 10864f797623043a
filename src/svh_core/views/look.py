"""A look at one case, by one viewer: words are revealed here, for the length of the look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from svh_core.domain.case import FrozenCase
from svh_core.domain.deciding import replay
from svh_core.domain.identifiers import PersonId
from svh_core.domain.rulebook import Entry
from svh_core.log.script import script_line
from svh_core.views.languages.dutch import DUTCH
from svh_core.views.languages.english import ENGLISH
from svh_core.views.languages.language import Language
from svh_core.views.state import state_in_json, state_in_words
from svh_core.views.telling import Reveal, Teller
from svh_core.views.trail import trail_in_json, trail_in_words, trail_lines

LANGUAGES: Final[dict[str, Language]] = {"nl": DUTCH, "en": ENGLISH}


class Look:
    """What a viewer may see of a case.

    Args:
        name: the case's id.
        entries: all its entries, in order.
        reader: the person who reads, so that the text can address them.
        reveal: opens sealed words.
    """

    def __init__(self, name: str, entries: Sequence[Entry[Any]], *, reader: str, reveal: Reveal) -> None:
        self.name = name
        self._entries = tuple(entries)
        self._reader = PersonId(reader)
        self._reveal = reveal
        self.case = replay(self._entries)

    @property
    def number(self) -> int:
        """The number of the newest entry: what a later decision may name as `expected`."""
        return self.case.number

    def trail(self, language: str = "nl", *, until: int | None = None) -> list[dict[str, Any]]:
        """The regie trail as data, a sentence an entry.

        Args:
            language: ``nl`` or ``en``, of the sentences.
            until: the last entry that is shown; all where nothing is said.
        """
        entries, case = self._until(until)
        return trail_in_json(trail_lines(entries, case), self._teller(language, case))

    def trail_in_words(self, language: str = "nl", *, until: int | None = None) -> Iterator[str]:
        """The regie trail for people, line by line; see `trail`."""
        entries, case = self._until(until)
        return trail_in_words(trail_lines(entries, case), self._teller(language, case))

    def state(self, *, until: int | None = None) -> dict[str, Any]:
        """The state of the case as data, after entry `until`."""
        return state_in_json(self._until(until)[1], self._reveal)

    def state_in_words(self, language: str = "nl", *, until: int | None = None) -> Iterator[str]:
        """The state of the case for people; see `state`."""
        case = self._until(until)[1]
        return state_in_words(case, self._teller(language, case))

    def script(self) -> Iterator[str]:
        """The decision script of every entry but consequences; `svh record --import` makes the same case of it."""
        return (script_line(self.name, entry, self._reveal) for entry in self._entries if entry.caused_by is None)

    def _until(self, until: int | None) -> tuple[tuple[Entry[Any], ...], FrozenCase]:
        if until is None or until >= self.number:
            return self._entries, self.case
        entries = tuple(entry for entry in self._entries if entry.number <= until)
        return entries, replay(entries)

    def _teller(self, language: str, case: FrozenCase) -> Teller:
        return Teller(LANGUAGES[language], case, case, self._reader, self._reveal)
