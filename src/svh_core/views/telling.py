"""Telling an entry: the places of its phrase, filled with people, things and revealed words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, Final

import attrs

from svh_core.domain.case import Case
from svh_core.domain.fields import Field
from svh_core.domain.identifiers import SUPPORT_GROUP, PersonId
from svh_core.domain.rulebook import Entry, UnknownEvent
from svh_core.views.languages.language import Forms, Language

Reveal = Callable[[str, int | None, str | None], Any]
"""Opens a token, given the entry and the field it stands in, or None where it carries its origin itself."""


def one_line(words: str) -> str:
    """Words as a line of text shows them: they can neither drive a terminal nor pass for another line."""
    shown = " ".join(words.split())
    return "".join(" " if unicodedata.category(letter) == "Cc" or letter in _TURN_TEXT else letter for letter in shown)


_TURN_TEXT: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of the text after them."""


@attrs.frozen
class Teller:
    """Tells entries to one reader in one language.

    Attributes:
        language: the language.
        case: the case as it stands; it knows what people are called.
        then: the case before the entry that is told; it knows what things were called at that time.
        reader: who reads; addressed where they are in the sentence.
        reveal: opens sealed words.
    """

    language: Language
    case: Case
    then: Case
    reader: PersonId | None
    reveal: Reveal

    def says(self, text: str, /, **places: Forms | str | None) -> str:
        """A text of the views, with its places filled."""
        return self.language.tell(self.language.says[text], places)

    def sentence(self, entry: Entry[Any]) -> str:
        """An entry in one sentence."""
        if isinstance(entry.event, UnknownEvent):
            return self.says("unknown_event", name=entry.event.name)
        return self.language.tell(self.language.phrases[entry.event.spec.name], self._places(entry))

    def person(self, person: str) -> Forms:
        """How somebody is called; the reader is addressed."""
        if person == self.reader:
            return self.language.you
        return self.language.named(self._name(PersonId(person)) or person)

    def resident(self) -> Forms:
        """How the resident is called."""
        return self.person(self.case.resident or "")

    def quoted(self, words: Any, number: int | None = None, path: str | None = None) -> str:
        """Words in quotation marks, or what is said in their place."""
        told = self.reveal(str(words), number, path)
        return f"“{one_line(told)}”" if isinstance(told, str) else self._not_told(told)

    def _not_told(self, why: Any) -> str:
        """What stands in the place of words that this reader does not see."""
        withheld = isinstance(why, dict) and "withheld" in why
        return self.language.says["withheld" if withheld else "forgotten"]

    def _name(self, person: PersonId) -> str | None:
        tokens: Iterable[object] = (
            self.case.name if person == self.case.resident else None,
            known.name if (known := self.case.network.get(person)) is not None else None,
            *(involved.name for involved in self.case.involvements.get(person, ())),
        )
        names = (self.reveal(str(token), None, None) for token in tokens if token is not None)
        return next((one_line(name) for name in names if isinstance(name, str)), None)

    def _places(self, entry: Entry[Any]) -> dict[str, Forms | str | None]:
        places: dict[str, Forms | str | None] = {
            "by": self.person(entry.by),
            "entered_by": self.person(entry.entered_by),
            "resident": self.resident(),
        }
        for field in entry.event.spec.fields:
            value = getattr(entry.event, field.attribute)
            if value is not None and (
                value != () or field.kind == "Person"
            ):  # nobody is something to tell, nothing is not
                places[field.name] = self._told(field, value, entry.number)
        return places

    def _told(self, field: Field, value: Any, number: int) -> Forms | str:
        if field.of is not None:
            told = self.reveal(str(value), number, field.name)
            if isinstance(told, dict):
                return self._not_told(told)
            return (
                f"“{one_line(told)}”" if field.notation.startswith("words") else self.language.value(field.name, told)
            )
        if field.kind == "Person":
            return self.people(value) if field.many else self.person(value)
        if field.name in {"recipient", "but_not"}:
            return self.recipients(value)
        if field.kind is None:
            return self.language.value(field.name, value)
        return self.language.listed([self.thing(field.kind, one) for one in (value if field.many else (value,))])

    def recipients(self, recipient: str | tuple[str, ...]) -> Forms:
        """Who something is for: people by their names, roles in words, organisations as they are."""
        named = [recipient] if isinstance(recipient, str) else recipient
        called = [
            self.person(one).object if self._is_known(one) else self.language.value("recipient", one) for one in named
        ]
        return self.language.named(self.language.listed(called))

    def _is_known(self, person: str) -> bool:
        return person == self.case.resident or person in self.case.network or person in self.case.involvements

    def people(self, persons: Iterable[str]) -> Forms:
        """Several people, in the forms of one."""
        called = [self.person(person) for person in persons]
        subjects, objects = ([getattr(one, form) for one in called] for form in ("subject", "object"))
        return Forms(self.language.listed(subjects), self.language.listed(objects), self.language.listed(objects))

    def thing(self, kind: str, name: Any) -> str:
        """What a goal, meeting, agreement or other thing is called; by its id where it has no words."""
        if kind == "Entry":
            return self._named("entry", number=str(name))
        if kind == "Group" and name == SUPPORT_GROUP:
            return self.language.says["name_support_group"]
        for case in (self.then, self.case):
            called = self._called(case, kind, name)
            if called is not None:
                return called
        return str(name)

    def _called(self, case: Case, kind: str, name: Any) -> str | None:
        if kind == "Group" and name in case.groups:
            purpose = case.groups[name].purpose
            return self._named("group", group=self.quoted(purpose) if purpose is not None else str(name))
        if kind == "Meeting" and name in case.meetings:
            return self._named("meeting", at=self.language.moment(case.meetings[name].at))
        if kind == "Consent" and name in case.consents:
            return self._named("consent", at=self.language.date(case.consents[name].from_))
        words = self._words_of(case, kind, name)
        return self.quoted(words) if words is not None else None

    @staticmethod
    def _words_of(case: Case, kind: str, name: Any) -> object:
        """The sealed words by which a goal, an agreement or a need is called."""
        if kind == "Goal" and name in case.goals:
            return case.goals[name].words
        if kind == "Agreement" and name in case.agreements:
            return case.agreements[name].does
        return case.needs[name].words if kind == "Need" and name in case.needs else None

    def _named(self, what: str, **parts: str) -> str:
        return self.language.says[f"name_{what}"].format(**parts)
