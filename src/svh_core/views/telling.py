"""Telling an entry: the places of its phrase, filled with people, things and revealed words."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import attrs

from svh_core.domain.case import Case
from svh_core.domain.fields import Field
from svh_core.domain.identifiers import SUPPORT_GROUP, PersonId
from svh_core.domain.own_events import OwnEvent
from svh_core.domain.rulebook import Entry, Event, EventKind, UnknownEvent
from svh_core.domain.scores import scores_in
from svh_core.domain.words import Untold
from svh_core.views.languages.language import Language
from svh_core.views.languages.phrase import Filled, Forms, phrase, single_spaced
from svh_core.views.seen_with import looks_with

Reveal = Callable[[str, int | None, str | None], Any]
"""Opens a token, given the entry and the field it stands in, or None where it carries its origin itself."""


_DRIVES: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""The control characters, and the marks that turn the direction of the text after them."""


def one_line(words: str) -> str:
    """Words as a line of text shows them: they can neither drive a terminal nor pass for another line."""
    shown = single_spaced(words)
    return shown if shown.isprintable() else _DRIVES.sub(" ", shown)


@attrs.frozen
class Teller:
    """Tells entries to one reader in one language.

    Attributes:
        language: the language.
        case: the case as it stands; it knows what people are called.
        then: the case before the entry that is told; it knows what things were called at that time.
        reader: who reads; addressed where they are in the sentence.
        reveal: opens sealed words.
        unnamed: the kinds of things that are told by their ids alone, because what they are called is closed.
        looks: the looks at the case that this reader sees, so that who takes a consent back is told of them.
    """

    language: Language
    case: Case
    then: Case
    reader: PersonId | None
    reveal: Reveal
    unnamed: frozenset[str] = frozenset()
    looks: Sequence[Entry[Any]] = ()
    _forms: dict[str, Forms] = attrs.field(factory=dict, init=False, eq=False, repr=False)
    """Of each name that was told, so that they are made once; what somebody's name is, `reveal` is asked each time."""

    def says(self, text: str, /, **places: Forms | str | None) -> str:
        """A text of the views, with its places filled."""
        return self.language.tell(self.language.says[text], places)

    def sentence(self, entry: Entry[Any]) -> str:
        """An entry in one sentence."""
        event = entry.event
        if isinstance(event, UnknownEvent):
            return self.says("unknown_event", name=event.name)
        kind: EventKind = event.spec
        text = self.language.phrases.get(kind.name)
        if text is None:  # a plugin's, that has no phrase for it in this language
            return one_line(kind.sentence_in(self.language.code))
        return self.language.tell(text, self._filled(entry, text))

    def person(self, person: str) -> Forms:
        """How somebody is called; the reader is addressed."""
        if person == self.reader:
            return self.language.you
        name = self._name(PersonId(person)) or person
        forms = self._forms.get(name)
        if forms is None:
            forms = self._forms[name] = self.language.named(name)
        return forms

    def alone(self, person: str) -> str:
        """How somebody is named where no verb follows."""
        return self.language.you_alone if person == self.reader else self.person(person).subject

    def resident(self) -> Forms:
        """How the resident is called."""
        return self.person(self.case.resident or "")

    def quoted(self, words: Any, number: int | None = None, path: str | None = None) -> str:
        """Words in quotation marks, or what is said in their place."""
        told = self.reveal(str(words), number, path)
        return f"“{one_line(told)}”" if isinstance(told, str) else self.not_told(told)

    def scores(self, token: Any, number: int) -> str:
        """The outcome of a questionnaire, scale by scale; as it was written down where it is none."""
        told = self.reveal(str(token), number, "scores")
        scores = scores_in(told) if isinstance(told, str) else None
        if scores is None:
            return self.quoted(token, number, "scores")
        said = self.language.number
        return self.language.listed([f"{one_line(scale)} {said(score)}" for scale, score in scores.items()])

    def not_told(self, why: Any) -> str:
        """What stands in the place of words that this reader does not see."""
        return self.language.says[next(iter(why))]

    def _name(self, person: PersonId) -> str | None:
        """Somebody's name: the resident's own word first, then the network's, then that of who works with them."""
        case, known = self.case, self.case.network.get(person)
        tokens: list[object] = [case.name] if person == case.resident else []
        if known is not None:
            tokens.append(known.name)
        tokens += [involved.name for involved in case.involvements.get(person, ())]
        for token in tokens:
            name = self.reveal(str(token), None, None) if token is not None else None
            if isinstance(name, str):
                return one_line(name)
        return None

    def _filled(self, entry: Entry[Any], text: str) -> Filled:
        """What the entry has for the places of its phrase, and only for those."""
        asked = _asked(text, type(entry.event))  # type: ignore[arg-type]  # mypy doubts that classes are hashable
        return {place: tell(self, entry) for place, tell in asked}

    def sealed_value(self, field: str, token: Any, number: int, called: str) -> str:
        """A value that is sealed like words, in words; or what is said in its place."""
        told = self.reveal(str(token), number, field)
        return self.not_told(told) if isinstance(told, dict) else self.language.value(called, told)

    def recipients(self, recipient: str | tuple[str, ...]) -> Forms:
        """Who something is for: people by their names, roles in words, organisations as they are."""
        if isinstance(recipient, str) and self._is_known(recipient):
            return self.person(recipient)
        named = [recipient] if isinstance(recipient, str) else recipient
        called = [
            self.person(one).object if self._is_known(one) else self.language.value("recipient", one) for one in named
        ]
        return self.language.named(self.language.listed(called))

    def _is_known(self, person: str) -> bool:
        return (
            person in {self.case.resident, self.reader}
            or person in self.case.network
            or person in self.case.involvements
        )

    def basis(self, basis: str) -> str:
        """What a disclosure rests on, or in what relation somebody represents the resident."""
        kind, _, number = basis.partition(":")
        return self.thing("Entry", number) if kind == "entry" else self.language.value("basis", basis)

    def seen_with(self, consent: str | None, number: int) -> Forms | None:
        """Who saw something with a consent before an entry, and how often; None where nobody did."""
        given = self.case.consents.get(consent) if consent is not None else None
        if given is None:
            return None
        earlier = (look for look in self.looks if look.number < number)
        times = Counter(look.event.recipient for look in looks_with(given, self.case, earlier))
        told = [
            self._named("seen", person=self.recipients(person).object, times=str(count))
            for person, count in times.items()
        ]
        return self.language.named(self.language.listed(told)) if told else None

    def people(self, persons: Iterable[str]) -> Forms:
        """Several people, in the forms of one."""
        called = [self.person(person) for person in persons]
        subjects = self.language.listed([one.subject for one in called])
        objects = self.language.listed([one.object for one in called])
        return Forms(subjects, objects, objects)

    def thing(self, kind: str, name: Any) -> str:
        """What a goal, meeting, agreement or other thing is called; by its id where it has no words."""
        if kind == "Entry":
            return self._named("entry", number=str(name))
        if kind == "Group" and name == SUPPORT_GROUP:
            return self.language.says["name_support_group"]
        for case in (self.then, self.case) if kind not in self.unnamed else ():
            called = self._called(case, kind, name)
            if called is not None:
                return called
        return str(name)

    def things(self, kind: str, names: Iterable[Any]) -> str:
        """Several of them, or one."""
        return self.language.listed([self.thing(kind, name) for name in names])

    def _called(self, case: Case, kind: str, name: Any) -> str | None:
        words: object = None
        if kind == "Goal" and name in case.goals:
            words = case.goals[name].words
        elif kind == "Agreement" and name in case.agreements:
            words = case.agreements[name].does
        elif kind == "Need" and name in case.needs:
            words = case.needs[name].words
        elif kind == "Meeting" and name in case.meetings:
            return self._named("meeting", at=self.language.moment(case.meetings[name].at))
        elif kind == "Consent" and name in case.consents:
            return self._named("consent", at=self.language.date(case.consents[name].from_))
        elif (of_a_kind := _OF_A_KIND.get(kind)) is not None and name in getattr(case, of_a_kind):
            return self.language.value("kind", getattr(case, of_a_kind)[name].kind)
        elif kind == "Group" and name in case.groups:
            purpose = case.groups[name].purpose
            return self._named("group", group=self.quoted(purpose) if purpose is not None else str(name))
        return self.quoted(words) if words is not None else None

    def _named(self, what: str, **parts: str) -> str:
        return self.language.says[f"name_{what}"].format(**parts)


_OF_A_KIND: Final = {"Care": "care", "Help": "helps", "Document": "documents", "Stay": "stays", "Measure": "measures"}
"""Where in a case a thing stands that is called by its kind, for it has no words for a name."""

_Telling: TypeAlias = Callable[[Teller, Entry[Any]], Forms | str | None]
"""Tells what an entry has for one place."""


@functools.cache
def _asked(text: str, event: type[Event]) -> tuple[tuple[str, _Telling], ...]:
    """The places of a phrase, each with what tells it; found once, for it is the same for every entry of an event."""
    fields = {field.name: field for field in event.spec.fields}
    return tuple((place, _telling(place, fields.get(place), event)) for place in phrase(text).places)


_PEOPLE: Final[Mapping[str, _Telling]] = {
    "by": lambda teller, entry: teller.person(entry.by),
    "entered_by": lambda teller, entry: teller.person(entry.entered_by),
    "resident": lambda teller, _: teller.resident(),
    "seen": lambda teller, entry: teller.seen_with(getattr(entry.event, "consent", None), entry.number),
}


def _nothing(_: Teller, __: Entry[Any]) -> None:
    """What an entry has for a place that is neither a field nor one of those people."""


def _telling(place: str, field: Field | None, event: type[Event]) -> _Telling:
    otherwise = _PEOPLE.get(place, _nothing)
    if field is None:
        return otherwise
    attribute, tell = field.attribute, _telling_a_value(field, event)
    nothing = (None,) if field.kind == "Person" else (None, ())  # nobody is something to tell, nothing is not

    def tell_field(teller: Teller, entry: Entry[Any]) -> Forms | str | None:
        value = getattr(entry.event, attribute)
        if isinstance(value, Untold):
            return teller.not_told(value)
        if value in nothing:
            return otherwise(teller, entry)
        return tell(teller, value, entry.number)

    return tell_field


def _recipient(teller: Teller, value: str, _: int) -> Forms | str:
    """A role is no name: a sentence that begins with it begins with a capital."""
    told = teller.recipients(value)
    is_a_role = f"recipient.{value}" in teller.language.values and told is not teller.language.you
    return told.object if is_a_role else told


_TOLD_IN_THEIR_OWN_WAY: Final[Mapping[str, Callable[[Teller, Any, int], Forms | str]]] = {
    "recipient": _recipient,
    "but_not": lambda teller, value, _: teller.recipients(value),
    "basis": lambda teller, value, _: teller.basis(value),
    "asked_of": lambda teller, value, _: teller.recipients(value),
    "provider": lambda teller, value, _: teller.recipients(value),
}


def _telling_a_value(field: Field, event: type[Event]) -> Callable[[Teller, Any, int], Forms | str]:
    kind = field.kind
    # What a plugin calls a field need not be what the core calls so.
    called = f"{event.spec.name}.{field.name}" if issubclass(event, OwnEvent) else field.name
    if field.of is not None:
        return _telling_what_is_sealed(field, called)
    if kind == "Person":
        return lambda teller, value, _: teller.people(value) if field.many else teller.person(value)
    if called in _TOLD_IN_THEIR_OWN_WAY:
        return _TOLD_IN_THEIR_OWN_WAY[called]
    if kind is None:
        return lambda teller, value, _: teller.language.value(called, value)
    return lambda teller, value, _: teller.things(kind, value if field.many else (value,))


def _telling_what_is_sealed(field: Field, called: str) -> Callable[[Teller, Any, int], Forms | str]:
    name = field.name
    if called == "scores":
        return lambda teller, token, number: teller.scores(token, number)
    if field.notation.startswith("words"):
        return lambda teller, token, number: teller.quoted(token, number, name)
    return lambda teller, token, number: teller.sealed_value(name, token, number, called)
