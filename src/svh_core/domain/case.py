"""The case: what is true now, made only by applying events. Facts, no rules.

`Case` is what rules and transitions see. It comes in two forms that behave alike: `FrozenCase`, which every change
copies, and `DraftCase`, private to one replay, which changes in place and is frozen once at the end.
Words stand in it as sealed tokens, never readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, Generic, Self, TypeVar

import attrs

from svh_core.domain.civil_days import civil_date
from svh_core.domain.identifiers import (
    SUPPORT_GROUP,
    AgreementId,
    CareId,
    ConsentId,
    DocumentId,
    GoalId,
    GroupId,
    HelpId,
    MeasureId,
    MeetingId,
    NeedId,
    OrganisationId,
    PersonId,
    PlanId,
    StayId,
    Tag,
    TakingOverId,
)
from svh_core.domain.records import (
    ENDS_WITH_THE_CASE,
    MAY_TAKE_OVER,
    Agreement,
    Answer,
    Bond,
    Care,
    Consent,
    Document,
    Erasure,
    Goal,
    Group,
    Help,
    Involvement,
    LegalMeasure,
    Meeting,
    Monitoring,
    Need,
    NetworkPerson,
    Nomination,
    Permission,
    Plan,
    Representation,
    Request,
    SealedWords,
    Stay,
    TakingOver,
    Written,
)
from svh_core.domain.values import Value, changed, copier, names_of

K = TypeVar("K")
V = TypeVar("V")


@attrs.frozen(slots=True)
class Shelf(Generic[K, V]):
    """Names one of the case's collections, so that a transition can put a record on it."""

    name: str


@attrs.define(slots=True, kw_only=True, eq=False, repr=False)
class Case(Value):
    """What is true now in one stream of entries.

    Attributes:
        number: how many entries were applied; the number of the last one.
        resident: the owner, from the opening on.
        things: every id that was given a name, as ``Goal:rust``, and whether it is still live.
        written: every entry by its number, without its words.
        remembers: whether it keeps `written`; a stream of looks goes on for years, and no rule there asks about it.
        edition: the edition of the rulebook the last entry was judged by.
        book_of: the owner, in a private book.
        last_forgetting: the entry in which words were forgotten last.
        erasures: what was asked to be forgotten, by the entry that asks.
        forgotten: who was forgotten as a whole, and whether they still are.
        of_plugin: what each plugin keeps of the case by its own events, as plain data; nothing else rests on it.
    """

    number: int = 0
    edition: int = 0
    adopted: int = 0
    resident: PersonId | None = None
    name: SealedWords | None = None
    asks_for: SealedWords | None = None
    method: str | None = None
    organisation: OrganisationId | None = None
    participation: str | None = None
    closed: str | None = None
    reading: str | None = None
    monitoring: Monitoring | None = None
    book_of: PersonId | None = None
    last_forgetting: int = 0
    remembers: bool = True
    things: Mapping[str, bool] = attrs.field(factory=dict)
    written: Mapping[int, Written] = attrs.field(factory=dict)
    network: Mapping[PersonId, NetworkPerson] = attrs.field(factory=dict)
    bonds: Mapping[str, Bond] = attrs.field(factory=dict)
    involvements: Mapping[PersonId, tuple[Involvement, ...]] = attrs.field(factory=dict)
    representations: Mapping[PersonId, tuple[Representation, ...]] = attrs.field(factory=dict)
    takings_over: Mapping[TakingOverId, TakingOver] = attrs.field(factory=dict)
    requests: Mapping[int, Request] = attrs.field(factory=dict)
    groups: Mapping[GroupId, Group] = attrs.field(factory=dict)
    permissions: Mapping[PersonId, tuple[Permission, ...]] = attrs.field(factory=dict)
    needs: Mapping[NeedId, Need] = attrs.field(factory=dict)
    meetings: Mapping[MeetingId, Meeting] = attrs.field(factory=dict)
    goals: Mapping[GoalId, Goal] = attrs.field(factory=dict)
    plans: Mapping[PlanId, Plan] = attrs.field(factory=dict)
    agreements: Mapping[AgreementId, Agreement] = attrs.field(factory=dict)
    helps: Mapping[HelpId, Help] = attrs.field(factory=dict)
    care: Mapping[CareId, Care] = attrs.field(factory=dict)
    checkpoints: Mapping[str, str] = attrs.field(factory=dict)
    documents: Mapping[DocumentId, Document] = attrs.field(factory=dict)
    stays: Mapping[StayId, Stay] = attrs.field(factory=dict)
    measures: Mapping[MeasureId, LegalMeasure] = attrs.field(factory=dict)
    cohorts: Mapping[Tag, ConsentId] = attrs.field(factory=dict)
    consents: Mapping[ConsentId, Consent] = attrs.field(factory=dict)
    durations: Mapping[str, date] = attrs.field(factory=dict)
    erasures: Mapping[int, Erasure] = attrs.field(factory=dict)
    forgotten: Mapping[PersonId, bool] = attrs.field(factory=dict)
    of_plugin: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)

    # The small interface transitions are written against.

    def set(self, **facts: Any) -> Self:
        """The case with these facts."""
        raise NotImplementedError  # pragma: no cover - both forms say how

    def put(self, shelf: Shelf[K, V], key: K, record: V) -> Self:
        """The case with this record on the shelf."""
        raise NotImplementedError  # pragma: no cover - both forms say how

    def record(self, number: int, edition: int, line: Written) -> Self:
        """The case that has come to this entry, of which it remembers everything but the words."""
        case = self.set(number=number, edition=edition)
        return case.put(WRITTEN, number, line) if self.remembers else case

    def change(self, shelf: Shelf[K, V], key: K, **changes: Any) -> Self:
        """The case with a record changed; a record that is not there stays away, for history cannot be refused."""
        record: V | None = getattr(self, shelf.name).get(key)
        return self if record is None else self.put(shelf, key, changed(record, changes))

    def end(self, kind: str, name: str) -> Self:
        """The case in which this thing has ended."""
        thing = f"{kind}:{name}"
        return self.put(THINGS, thing, False) if thing in self.things else self  # noqa: FBT003 - live or not

    def nominate(self, person: PersonId, group: GroupId | None, made: Nomination) -> Self:
        """The case in which somebody is asked for a group."""
        around = self.group(group)
        if around is None:
            return self
        return self.change(GROUPS, group or SUPPORT_GROUP, nominations={**around.nominations, person: made})

    def change_nomination(self, person: PersonId, group: GroupId | None, **changes: Any) -> Self:
        """The case with a nomination changed; one that was never made stays away."""
        made = self.nomination(person, group)
        return self if made is None else self.nominate(person, group, changed(made, changes))

    def settle_nomination(self, person: PersonId, group: GroupId | None, status: str) -> Self:
        """The case in which a nomination no longer stands, and why."""
        return self.change_nomination(person, group, status=status)

    def join(self, person: PersonId, group: GroupId | None, moment: datetime) -> Self:
        """The case in which somebody is a member of a group from this moment."""
        around = self.group(group)
        if around is None:
            return self
        return self.change(GROUPS, group or SUPPORT_GROUP, members={**around.members, person: moment})

    def leave(self, person: PersonId, group: GroupId | None) -> Self:
        """The case in which somebody is no member of a group any more."""
        around = self.group(group)
        if around is None:
            return self
        left = {member: since for member, since in around.members.items() if member != person}
        return self.change(GROUPS, group or SUPPORT_GROUP, members=left)

    def close_requests(self, what: str, *, about: str, asked: PersonId | None = None) -> Self:
        """The case in which nobody can answer these requests any more."""
        case = self
        for number, request in tuple(self.requests.items()):
            if request.what == what and request.about == about and asked in {None, request.asked}:
                case = case.change(REQUESTS, number, stands=False)
        return case

    def with_representation(self, person: PersonId, representation: Representation) -> Self:
        """The case in which somebody was asked, or made, to represent the resident once more."""
        return self.put(REPRESENTATIONS, person, (*self.representations.get(person, ()), representation))

    def end_consents(self) -> Self:
        """The case in which every consent for what ends with it has ended, so that opening it again opens none of them."""
        case = self
        for name, given in tuple(self.consents.items()):
            if given.ended is None and given.purpose in ENDS_WITH_THE_CASE:
                case = case.change(CONSENTS, name, ended="over")
        return case

    def end_taking_over(self, taking_over: TakingOverId, moment: datetime, *, by: str) -> Self:
        """The case in which a taking over has ended, and by whom."""
        ended = self.change(TAKINGS_OVER, taking_over, ended_at=moment, ended_by=by)
        return ended.end("TakingOver", taking_over)

    def seat(self, request: Request, answer: str) -> Self:
        """The case after somebody who was chosen as chair answered: the choice holds at once, but who says no is no chair."""
        group, _, meeting = request.about.partition(" ")
        chair = None if answer == "no" else request.asked
        if meeting:
            return self.change(MEETINGS, MeetingId(meeting), chair=chair)
        return self.change(GROUPS, GroupId(group), chair=chair)

    # What rules ask.

    def permissions_but(self, person: PersonId, approached_by: PersonId) -> tuple[Permission, ...]:
        """Who else than somebody may approach a person."""
        return tuple(one for one in self.permissions.get(person, ()) if one.approached_by != approached_by)

    def involved(self, person: PersonId, moment: datetime) -> bool:
        """Whether somebody is professionally involved, in any role, at this moment."""
        return any(one.in_force(civil_date(moment)) for one in self.involvements.get(person, ()))

    def professional(self, person: PersonId, moment: datetime) -> bool:
        """Whether somebody is involved at this moment in a role that may take over."""
        held = self.involvements.get(person, ())
        return any(one.role in MAY_TAKE_OVER and one.in_force(civil_date(moment)) for one in held)

    def represented_by(self, person: PersonId, moment: datetime, scopes: tuple[str, ...]) -> Representation | None:
        """The representation by which `person` may decide within any of these scopes at this moment.

        One the resident gave goes before one of the law. Somebody professionally involved is never a representative.
        """
        held = self.representations.get(person, ())
        if not held or self.involved(person, moment):
            return None
        good = [
            one
            for one in held
            if not set(scopes).isdisjoint(one.scope) and one.holds(moment, self._answers(one.request))
        ]
        return next((one for one in good if one.basis == "appointed"), good[0] if good else None)

    def _answers(self, request: int) -> tuple[Answer, ...]:
        asked = self.requests.get(request)
        return asked.answers if asked is not None else ()

    def takes_over(self, person: PersonId, moment: datetime, scopes: tuple[str, ...]) -> bool:
        """Whether a taking over by `person` in any of these domains is in force at this moment."""
        return any(
            taken.by == person and taken.in_force(moment) and not set(scopes).isdisjoint(taken.domains)
            for taken in self.takings_over.values()
        )

    def consent_stands(self, given: Consent, day: date) -> bool:
        """Whether a consent holds on a day: neither taken back, nor before or after its time, nor ended with the case."""
        return given.ended is None and given.from_ <= day and (given.until is None or day <= given.until)

    def present_at(self, meeting: MeetingId | None, moment: datetime) -> frozenset[PersonId]:
        """Who was in the meeting at this moment; nobody where there is no such meeting or it is not open."""
        held = self.meetings.get(meeting) if meeting is not None else None
        return held.present_at(moment) if held is not None else frozenset()

    def group(self, group: GroupId | None) -> Group | None:
        """The group of this name; the first support group where none is named."""
        return self.groups.get(group or SUPPORT_GROUP)

    def nomination(self, person: PersonId, group: GroupId | None) -> Nomination | None:
        """The latest nomination of somebody for a group."""
        around = self.group(group)
        return around.nominations.get(person) if around is not None else None

    def is_member(self, person: PersonId, group: GroupId | None) -> bool:
        """Whether somebody is a member of the group now."""
        around = self.group(group)
        return around is not None and person in around.members

    def is_member_anywhere(self, person: PersonId) -> bool:
        """Whether somebody is a member, now, of any group that goes on."""
        return any(person in around.members for around in self.groups.values() if around.ended is None)

    def under_measure(self, domain: str, day: date) -> bool:
        """Whether a measure limits, on this day, what the resident can decide in this domain."""
        return any(domain in measure.limits and measure.in_force(day) for measure in self.measures.values())


@attrs.frozen(slots=True, kw_only=True, eq=False, repr=False)
class FrozenCase(Case):
    """A case that never changes: each transition gives a new one."""

    def set(self, **facts: Any) -> Self:
        """A new case with these facts."""
        return changed(self, facts)

    def put(self, shelf: Shelf[K, V], key: K, record: V) -> Self:
        """A new case with this record on the shelf."""
        return changed(self, {shelf.name: {**getattr(self, shelf.name), key: record}})

    def draft(self) -> DraftCase:
        """A private copy to replay into."""
        draft: DraftCase = copier(DraftCase, collections=SHELVES)(self, {})
        return draft


@attrs.define(slots=True, kw_only=True, eq=False, repr=False)
class DraftCase(Case):
    """A case private to one replay: transitions change it in place."""

    def set(self, **facts: Any) -> Self:
        """The same case, changed."""
        for name, fact in facts.items():
            setattr(self, name, fact)
        return self

    def record(self, number: int, edition: int, line: Written) -> Self:
        """The same case, changed."""
        self.number = number
        self.edition = edition
        if self.remembers:
            self.written[number] = line  # type: ignore[index]  # a draft's collections are its own
        return self

    def put(self, shelf: Shelf[K, V], key: K, record: V) -> Self:
        """The same case, changed."""
        getattr(self, shelf.name)[key] = record
        return self

    def change(self, shelf: Shelf[K, V], key: K, **changes: Any) -> Self:
        """The same case, changed; a record that is not there stays away."""
        records = getattr(self, shelf.name)
        record: V | None = records.get(key)
        if record is not None:
            records[key] = changed(record, changes)
        return self

    def copied(self) -> DraftCase:
        """A copy with collections of its own."""
        draft: DraftCase = copier(DraftCase, collections=SHELVES)(self, {})
        return draft

    def freeze(self) -> FrozenCase:
        """The case as it stands; the draft is not to be used afterwards."""
        frozen: FrozenCase = copier(FrozenCase)(self, {})
        return frozen


EMPTY_CASE: Final = FrozenCase()
EMPTY_STREAM_OF_LOOKS: Final = FrozenCase(remembers=False)
SHELVES: Final = tuple(name for name in names_of(Case) if isinstance(getattr(EMPTY_CASE, name), Mapping))
"""The names of the case's collections."""


THINGS: Final = Shelf[str, bool]("things")
WRITTEN: Final = Shelf[int, Written]("written")
NETWORK: Final = Shelf[PersonId, NetworkPerson]("network")
BONDS: Final = Shelf[str, Bond]("bonds")
INVOLVEMENTS: Final = Shelf[PersonId, tuple[Involvement, ...]]("involvements")
REPRESENTATIONS: Final = Shelf[PersonId, tuple[Representation, ...]]("representations")
TAKINGS_OVER: Final = Shelf[TakingOverId, TakingOver]("takings_over")
REQUESTS: Final = Shelf[int, Request]("requests")
GROUPS: Final = Shelf[GroupId, Group]("groups")
PERMISSIONS: Final = Shelf[PersonId, tuple[Permission, ...]]("permissions")
NEEDS: Final = Shelf[NeedId, Need]("needs")
MEETINGS: Final = Shelf[MeetingId, Meeting]("meetings")
GOALS: Final = Shelf[GoalId, Goal]("goals")
PLANS: Final = Shelf[PlanId, Plan]("plans")
AGREEMENTS: Final = Shelf[AgreementId, Agreement]("agreements")
HELPS: Final = Shelf[HelpId, Help]("helps")
CARE: Final = Shelf[CareId, Care]("care")
CHECKPOINTS: Final = Shelf[str, str]("checkpoints")
DOCUMENTS: Final = Shelf[DocumentId, Document]("documents")
STAYS: Final = Shelf[StayId, Stay]("stays")
MEASURES: Final = Shelf[MeasureId, LegalMeasure]("measures")
COHORTS: Final = Shelf[Tag, ConsentId]("cohorts")
CONSENTS: Final = Shelf[ConsentId, Consent]("consents")
DURATIONS: Final = Shelf[str, date]("durations")
ERASURES: Final = Shelf[int, Erasure]("erasures")
FORGOTTEN: Final = Shelf[PersonId, bool]("forgotten")
OF_PLUGIN: Final = Shelf[str, Mapping[str, Any]]("of_plugin")
