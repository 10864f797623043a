"""The grammar: events, entries, rules, consequences, and the rulebook they make together.

The event is the command. A writer proposes an event; rules accept or refuse it; an accepted event is kept for ever. The
same rules read an old log: a refusal and an audit finding are the same sentence with the same id.

A concept file makes one `Concept` and reads as a story: an event, its rules, the next event. Docstrings carry the sentence
in English and, after ``nl:``, in Dutch.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Final, Generic, NamedTuple, Self, TypeVar, dataclass_transform

import attrs

from svh_core.domain.case import Case
from svh_core.domain.fields import Field, Subject, fields_of, live, new, other, private
from svh_core.domain.identifiers import MeetingId, PersonId, Tag
from svh_core.domain.records import REGIE_DOMAINS
from svh_core.domain.values import Value, value
from svh_core.domain.words import Words, to_plain

C = TypeVar("C", bound=Case)


class Domain(StrEnum):
    """Which of the four things the resident keeps the lead over a decision falls in."""

    WHAT = "WHAT"
    WHO = "WHO"
    HOW = "HOW"
    HOW_LONG = "HOW_LONG"
    NONE = "none"


class Whose(StrEnum):
    """Whose it is to decide; a fact is anyone's to record."""

    RESIDENT = "resident"
    CONCERNED = "concerned"
    GIVER = "giver"
    GROUP = "group"
    ANYONE = "anyone"


class Yields(StrEnum):
    """How far a decision of the resident can be made in their place."""

    TAKING_OVER = "taking_over"
    REPRESENTATION = "representation"
    NOBODY = "nobody"


class StreamKind(StrEnum):
    """What a stream is about; an event belongs in one kind of stream."""

    CASE = "case"
    LOG = "log"
    ACCESS = "access"
    ORGANISATION = "organisation"
    PRIVATE = "private"


def stream_kind(stream: str) -> StreamKind:
    """The kind of a stream: an id without a slash is a case, else the part before the slash tells."""
    return StreamKind(stream.split("/", 1)[0]) if "/" in stream else StreamKind.CASE


def kind_of(stream: str) -> StreamKind | None:
    """The same; None where there is none of that name, and no release ever wrote it."""
    try:
        return stream_kind(stream)
    except ValueError:
        return None


@attrs.frozen(slots=True, eq=False, repr=False)
class Outline:
    """What every replay and every judging asks of a kind of event, worked out once: an enum's member is slow to ask.

    Attributes:
        name: its name.
        domain: its domain, as text.
        whose: whose it is, as text.
        is_a_fact: whether it is anyone's to record.
        is_the_residents: whether it is the resident's to decide, alone or with the group.
        has_position: whether the resident has an opinion of it.
        scopes: any one of these in a representative's scope lets them decide it, unless the event says otherwise.
        scopes_differ: whether the event does, by a function of its own.
        about: which of ``person`` and ``giver`` it has.
        mints: the fields that mint an id, and what stands before the id among a case's things, such as ``Goal:``.
        refers: the fields that name what must be there: each with its kind, whether it is a list of names, and whether
            what it names may not have ended.
        sealed: the fields of words.
        seals_lists: whether one of these holds a list.
        subjects: whose words they are, each time with the fields beside each other that are theirs.
    """

    name: str
    domain: str
    whose: str
    is_a_fact: bool
    is_the_residents: bool
    has_position: bool
    scopes: tuple[str, ...]
    scopes_differ: bool
    about: tuple[str, ...]
    mints: tuple[tuple[str, str], ...]
    refers: tuple[tuple[str, str, bool, bool], ...]
    sealed: tuple[Field, ...]
    seals_lists: bool
    subjects: tuple[tuple[Subject, tuple[str, ...]], ...]


@attrs.frozen(slots=False)
class EventKind:
    """What holds for every event of one name.

    Attributes:
        name: the promise, such as ``goal.set``; never renamed, never reused.
        concept: the concept file it stands in.
        sentences: what it means, by language.
        category: the category of its fields, unless one says another.
        stream: the kind of stream it stands in.
        also_in: other kinds of streams it can stand in.
        shape: the version of its fields; old shapes are lifted by the codec.
    """

    name: str
    concept: str
    sentences: Mapping[str, str]
    domain: Domain
    whose: Whose
    yields: Yields | None
    stream: StreamKind
    category: str
    cls: type[Event]
    shape: int = 1
    also_in: tuple[StreamKind, ...] = ()

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields of its events, in order; read from the class when they are first asked for."""
        return fields_of(self.cls, self.category)

    @cached_property
    def outline(self) -> Outline:
        """What is asked of it again and again."""
        sealed = tuple(field for field in self.fields if field.of is not None)
        subjects = itertools.groupby(sealed, key=lambda field: field.of)
        return Outline(
            name=self.name,
            domain=self.domain.value,
            whose=self.whose.value,
            is_a_fact=self.whose is Whose.ANYONE,
            is_the_residents=self.whose in {Whose.RESIDENT, Whose.GROUP},
            has_position=self.whose not in {Whose.ANYONE, Whose.CONCERNED},
            scopes=self._scopes(),
            scopes_differ=self.cls.scopes is not Event.scopes,
            about=tuple(name for name in ("person", "giver") if hasattr(self.cls, name)),
            mints=tuple(
                (field.attribute, f"{field.kind}:") for field in self.fields if field.use == "new" and not field.again
            ),
            refers=tuple(
                (field.attribute, field.kind or "", field.many, field.use == "live")
                for field in self.fields
                if field.refers
            ),
            sealed=sealed,
            seals_lists=any(field.many for field in sealed),
            subjects=tuple((of, tuple(field.attribute for field in theirs)) for of, theirs in subjects if of),
        )

    def _scopes(self) -> tuple[str, ...]:
        if self.domain is not Domain.NONE:
            return (self.domain,)
        return ("consent",) if self.yields is Yields.REPRESENTATION else REGIE_DOMAINS

    def stands_in(self, kind: StreamKind) -> bool:
        """Whether it can be recorded in a stream of this kind."""
        return kind is self.stream or kind in self.also_in

    def sentence_in(self, language: str) -> str:
        """What the event means, in ``nl`` or ``en``."""
        return self.sentences[language]


@dataclass_transform(
    kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field, new, live, private, other)
)
class Event(Value):
    """A decision or a fact. Its fields say only what was decided; who and when stand on the entry."""

    __slots__ = ()
    spec: ClassVar[EventKind]

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        """The case after this event. Total: any list of any events replays, for history cannot be refused."""
        return case

    def scopes(self, case: Case) -> tuple[str, ...]:
        """Any one of these in a representative's scope lets them decide this event."""
        return self.spec.outline.scopes

    def check_at_the_door(self) -> None:
        """Refuses what nobody writes down now, while its words are still plain; no rule, for an old log may hold it.

        Raises:
            Malformed: with the path, and never with what stands there.
        """


E_co = TypeVar("E_co", bound=Event, covariant=True)


@value
class Consideration(Value):
    """What somebody weighed when this was decided, in their own words."""

    by: PersonId
    words: Words = attrs.field(converter=to_plain)


@value
class Entry(Value, Generic[E_co]):
    """One line of the trail: an event and who, when, on whose behalf and why.

    Attributes:
        number: 1 for the first entry of the stream, then one more each; consequences count.
        by: who decided.
        entered_by: whose pen.
        at: the moment the decision is claimed for, in UTC.
        recorded_at: the moment it was written, by our clock, in UTC.
        edition: the edition of the rulebook it was judged by.
        on_behalf_of: the responsible person of NEN 7513; never makes standing.
        because: what was weighed, each with its holder.
        caused_by: for a consequence, the number of the entry it follows from.
        source: where an imported entry comes from.
    """

    number: int = 0
    event: E_co
    by: PersonId
    entered_by: PersonId
    at: datetime
    recorded_at: datetime
    edition: int
    on_behalf_of: PersonId | None = None
    because: tuple[Consideration, ...] = ()
    reason: Words | None = attrs.field(default=None, converter=to_plain)
    meeting: MeetingId | None = None
    caused_by: int | None = None
    source: Tag | None = None


@attrs.frozen(slots=True, kw_only=True, eq=False, repr=False)
class UnknownEvent(Event):
    """An event whose plugin is not installed: kept and shown as such, and it changes nothing.

    Attributes:
        name: its name, as stored.
        data: its fields, as stored.
    """

    name: str
    data: Mapping[str, Any]

    @property
    def spec(self) -> EventKind:  # type: ignore[override]
        """A kind that says only the name."""
        return _unknown_kind(self.name)


@functools.lru_cache
def _unknown_kind(name: str) -> EventKind:
    unknown = {"en": "Something of a plugin that is not installed.", "nl": "Iets van een plug-in die hier niet is."}
    return EventKind(name, "unknown", unknown, Domain.NONE, Whose.ANYONE, None, StreamKind.CASE, "", UnknownEvent)


class Rule(NamedTuple):
    """A sentence that must hold.

    Attributes:
        id: the function's name; a promise.
        sentences: by language.
        about: the events it speaks of; empty for every event.
        since: the first edition in which it holds.
        until: the last edition in which it holds, or None.
        holds: whether it holds for an entry, given the case before it.
        every_stream: whether it also holds in streams that are no case.
        of_consequences: whether consequences are put to it.
        surely: a question it shares with others: where the answer is yes, each of them holds.
        where: of which of those events it can say anything; of all of them where nothing is told.
    """

    id: str
    sentences: Mapping[str, str]
    about: tuple[str, ...]
    since: int
    until: int | None
    holds: Callable[[Entry[Any], Case], bool]
    every_stream: bool = False
    of_consequences: bool = True
    surely: Callable[[Entry[Any], Case], bool] | None = None
    where: Callable[[EventKind], bool] | None = None

    def sentence_in(self, language: str) -> str:
        """The sentence in ``nl`` or ``en``."""
        return self.sentences[language]

    def speaks_of(self, kind: EventKind, stream: StreamKind) -> bool:
        """Whether the rule is about events of this kind in a stream of this kind."""
        if self.about:
            return kind.name in self.about
        return self.every_stream or stream is StreamKind.CASE

    def in_edition(self, edition: int) -> bool:
        """Whether the rule holds in this edition."""
        return self.since <= edition and (self.until is None or edition <= self.until)


Predicate = Callable[[Entry[Any], Case], bool]
_Asked = tuple[Predicate, tuple[Rule, ...]]
ConsequenceOf = Callable[[Entry[Any], Case], Event | None]
P = TypeVar("P", bound=Predicate)
Q = TypeVar("Q", bound=ConsequenceOf)
EventClass = TypeVar("EventClass", bound=type[Event])


class Concept:
    """One concept of the method: its events, rules and consequences, in the order of their story."""

    def __init__(self, name: str, *, category: str, stream: StreamKind = StreamKind.CASE) -> None:
        self.name = name
        self.category = category
        self.stream = stream
        self.kinds: list[EventKind] = []
        self.rules: list[Rule] = []
        self.consequences: list[tuple[tuple[str, ...], ConsequenceOf]] = []
        self.additions: list[tuple[str, tuple[str, ...], Predicate]] = []

    def event(
        self,
        name: str,
        *,
        whose: Whose,
        domain: Domain = Domain.NONE,
        yields: Yields | None = None,
        category: str | None = None,
        stream: StreamKind | None = None,
        also_in: tuple[StreamKind, ...] = (),
    ) -> Callable[[EventClass], EventClass]:
        """Makes a class an event of this concept.

        Args:
            name: ``noun.verb_past``; a promise, never renamed.
            whose: whose it is to decide.
            domain: the domain of the resident's regie it falls in.
            yields: how far it can be decided in the resident's place; by taking over where nothing is said.
            category: the category of its fields, unless a field says another.
            stream: the kind of stream it stands in; that of its concept where nothing is said.
            also_in: other kinds of streams it can stand in.
        """
        if whose in {Whose.RESIDENT, Whose.GROUP}:
            yields = yields or Yields.TAKING_OVER

        def make(cls: EventClass) -> EventClass:
            frozen: EventClass = value(cls)  # type: ignore[assignment]  # the same class, remade with slots
            own = category or self.category
            told, where = _sentences(cls), stream or self.stream
            kind = EventKind(name, self.name, told, domain, whose, yields, where, own, frozen, also_in=also_in)
            frozen.spec = kind
            self.kinds.append(kind)
            return frozen

        return make

    def rule(
        self,
        *,
        since: int = 1,
        until: int | None = None,
        every_stream: bool = False,
        of_consequences: bool = True,
        surely: Predicate | None = None,
        where: Callable[[EventKind], bool] | None = None,
    ) -> Callable[[P], P]:
        """Makes a predicate a rule about the events its annotation ``entry: Entry[...]`` names; ``Entry[Any]`` is every event.

        Args:
            since: the first edition of the rulebook in which it holds.
            until: the last edition in which it holds.
            every_stream: whether it also holds in streams that are no case.
            of_consequences: whether consequences, which take their standing from their cause, are put to it.
            surely: a question it shares with the rules beside it; where the answer is yes, each of them holds.
            where: of which kinds of these events it can say anything at all; of the others it is not asked.
        """

        def make(predicate: P) -> P:
            name = predicate.__name__
            about = _events_named_by(predicate)
            told = _sentences(predicate)
            rule = Rule(name, told, about, since, until, predicate, every_stream, of_consequences, surely, where)
            self.rules.append(rule)
            return predicate

        return make

    def also(self, rule_id: str) -> Callable[[P], P]:
        """Adds a predicate to a rule for every event, for the events its annotation names."""

        def make(predicate: P) -> P:
            self.additions.append((rule_id, _events_named_by(predicate), predicate))
            return predicate

        return make

    def consequence(self, function: Q) -> Q:
        """Makes a function of (entry, case after it) a consequence of the events its annotation names."""
        self.consequences.append((_events_named_by(function), function))
        return function


def _sentences(told: Any) -> Mapping[str, str]:
    """The English and the Dutch sentence of a docstring."""
    english, mark, dutch = (told.__doc__ or "").partition("nl:")
    if not mark:
        msg = (
            f"{told.__name__} has no sentence in both languages: write English, then 'nl:' and Dutch, in its docstring"
        )
        raise TypeError(msg)
    return {"en": " ".join(english.split()), "nl": " ".join(dutch.split())}


def _events_named_by(function: Callable[..., Any]) -> tuple[str, ...]:
    named = typing.get_args(typing.get_type_hints(function)["entry"])[0]
    if named is Any:
        return ()
    classes = typing.get_args(named) or (named,)
    return tuple(cls.spec.name for cls in classes)


class Rulebook:
    """Concepts put together: every event by its name, every rule by the events it is about.

    Args:
        concepts: in reading order; rules are asked in that order, and the first broken one wins.
        edition: the newest edition these rules know.
        made_with: what was added to the core, each with its version; nothing where nothing was.
    """

    def __init__(self, concepts: Iterable[Concept], *, edition: int = 1, made_with: str = "") -> None:
        self.concepts: Final = tuple(concepts)
        self.edition: Final = edition
        self.made_with: Final = made_with
        self.kinds: Final[Mapping[str, EventKind]] = {k.name: k for c in self.concepts for k in c.kinds}
        self.rules: Final = tuple(rule for concept in self.concepts for rule in concept.rules)
        self._asked: dict[tuple[str, bool, StreamKind, int], tuple[_Asked, ...]] = {}
        self._following: dict[str, tuple[ConsequenceOf, ...]] = {}

    def extended(self, concepts: Iterable[Concept], *, edition: int | None = None, made_with: str = "") -> Self:
        """A rulebook with more concepts after these."""
        return type(self)((*self.concepts, *concepts), edition=edition or self.edition, made_with=made_with)

    def first_broken(self, entry: Entry[Any], case: Case, stream: StreamKind = StreamKind.CASE) -> Rule | None:
        """The first rule of the entry's own edition that does not hold, in reading order; None where all hold."""
        kind = entry.event.spec
        key = (kind.name, entry.caused_by is not None, stream, entry.edition)
        asked = self._asked.get(key)
        for holds, rules in self._asked_about(kind, *key) if asked is None else asked:
            if not holds(entry, case):
                for rule in rules:
                    if holds is not rule.surely or not rule.holds(entry, case):
                        return rule
        return None

    def _asked_about(
        self,
        kind: EventKind,
        name: str,
        follows: bool,  # noqa: FBT001 - as in the key
        stream: StreamKind,
        edition: int,
    ) -> tuple[_Asked, ...]:
        """What is asked of an entry like this one, in order, with the rules that each question is about.

        What rules beside each other share is asked once: one call instead of seven for every entry that is judged.
        """
        asked: list[_Asked] = []
        for rule in self.rules:
            speaks = rule.speaks_of(kind, stream) and rule.in_edition(edition)
            if not speaks or (follows and not rule.of_consequences):
                continue
            added = self._added_to(rule.id, name)
            if rule.where is not None and not rule.where(kind):
                asked += [(predicate, (rule,)) for predicate in added]
            elif rule.surely is None or added:
                asked += [(predicate, (rule,)) for predicate in (rule.holds, *added)]
            elif asked and asked[-1][0] is rule.surely:
                asked[-1] = rule.surely, (*asked[-1][1], rule)
            else:
                asked.append((rule.surely, (rule,)))
        self._asked[name, follows, stream, edition] = tuple(asked)
        return tuple(asked)

    def _added_to(self, rule_id: str, name: str) -> tuple[Predicate, ...]:
        return tuple(
            predicate
            for concept in self.concepts
            for added_to, about, predicate in concept.additions
            if added_to == rule_id and name in about
        )

    def consequences_of(self, entry: Entry[Any], case: Case) -> tuple[Event, ...]:
        """What follows at once from an entry, given the case after it; the same for writer and auditor."""
        name = entry.event.spec.name
        following = self._following.get(name)
        if following is None:
            following = self._following[name] = tuple(
                consequence for concept in self.concepts for about, consequence in concept.consequences if name in about
            )
        if not following:
            return ()
        found = (consequence(entry, case) for consequence in following)
        return tuple(event for event in found if event is not None)

    def digest(self, edition: int) -> str:
        """SHA-256 over the rules of an edition: their ids, sentences and the events they are about.

        Rules of plugins, which have the id of their plugin before a dot, are of no edition.

        Returns:
            64 hexadecimal digits.
        """
        rules = [(r.id, r.sentence_in("en"), r.about) for r in self.rules if r.in_edition(edition) and "." not in r.id]
        told = json.dumps([edition, rules], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()
