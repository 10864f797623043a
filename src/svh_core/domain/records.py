"""The small records a case is made of. Facts, no rules; words stand in them as sealed tokens, never readable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Final

import attrs

from svh_core.domain.civil_days import civil_date
from svh_core.domain.identifiers import (
    GoalId,
    GroupId,
    MeetingId,
    OrganisationId,
    PersonId,
    PersonOrOrganisationId,
)
from svh_core.domain.values import Value, value

if TYPE_CHECKING:
    SealedWords = object  # nothing can be done with it but hand it on
else:
    SealedWords = Annotated[str, "sealed"]  # one string, for the codec of snapshots

MAY_TAKE_OVER: Final = frozenset(
    {
        "care_worker",
        "lead_clinician",
        "psychologist",
        "pod_worker",
        "gp",
        "practice_worker",
        "nurse",
        "social_worker",
        "community_team",
    }
)
"""The professional roles that may decide in the resident's place; who stands beside the resident may not."""

ENDS_WITH_THE_CASE: Final = frozenset({"care", "support_group", "deliberation_without_me"})
"""What a consent is for that ends when the case is closed or the resident stops; others end with their own period."""

REGIE_DOMAINS: Final = ("WHAT", "WHO", "HOW", "HOW_LONG")
"""The four things the resident keeps the lead over, without the events that fall in none."""


@value
class Written(Value):
    """What rules may know of an entry that was written before: everything but its words.

    Attributes:
        owner: whose it was to decide: the resident, the giver or the person concerned; None for a fact.
        about: the person in the field ``person`` or ``giver``, if any.
        scopes: any one of these in a representative's scope makes the entry theirs to object to.
        subjects: whose words it holds.
    """

    event: str
    domain: str
    whose: str
    by: PersonId
    entered_by: PersonId
    at: datetime
    standing: str | None
    position: str | None
    owner: PersonId | None
    about: PersonId | None
    scopes: tuple[str, ...]
    subjects: tuple[PersonId, ...]
    caused_by: int | None


@value
class NetworkPerson(Value):
    """Somebody the resident has in their network, or had."""

    network: str
    name: SealedWords | None
    relation: SealedWords | None
    relation_kind: SealedWords
    here: bool = True
    closeness: SealedWords | None = None
    helpful: SealedWords | None = None
    contact_per_month: SealedWords | None = None
    words: SealedWords | None = None
    distance: str | None = None


@value
class Bond(Value):
    """How two people in the network stand to each other, as the resident drew it."""

    one: PersonId
    other: PersonId
    kind: SealedWords
    words: SealedWords | None


@value
class Involvement(Value):
    """Somebody is professionally involved, from a day until the day before another."""

    role: str
    organisation: OrganisationId | None
    first_contact: bool | None
    from_: date
    on: date | None = None
    name: SealedWords | None = None

    def in_force(self, day: date) -> bool:
        """Whether it holds on this civil day."""
        return self.from_ <= day and (self.on is None or day < self.on)


@value
class Answer(Value):
    """An answer to a request, and when it was given."""

    at: datetime
    answer: str


@value
class Representation(Value):
    """Somebody who may decide for the resident, appointed by the resident (basis ``appointed``) or by law.

    Attributes:
        recorded_by_themselves: whether the representative had a hand in recording it; then it gives no standing.
        request: the entry that asked, for an appointment.
    """

    basis: str
    scope: tuple[str, ...]
    from_: date
    until: date | None
    request: int
    recorded_by_themselves: bool
    ended_at: datetime | None = None

    def holds(self, moment: datetime, answers: tuple[Answer, ...]) -> bool:
        """Whether it is in force at this moment; an appointment also needs a last answer of yes."""
        day = civil_date(moment)
        if not self.from_ <= day or (self.until is not None and day > self.until):
            return False
        if self.ended_at is not None and moment >= self.ended_at:
            return False
        if self.basis == "appointed":
            return last_answer(answers, moment) == "yes"
        return self.basis != "administrator" and not self.recorded_by_themselves


def last_answer(answers: tuple[Answer, ...], moment: datetime) -> str | None:
    """The last answer given at or before this moment; of two at one moment the later written one."""
    given = sorted((answer for answer in answers if answer.at <= moment), key=lambda answer: answer.at)
    return given[-1].answer if given else None


@value
class TakingOver(Value):
    """A professional's taking over of some domains, for a while."""

    by: PersonId
    domains: tuple[str, ...]
    begun_at: datetime
    until: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None

    def in_force(self, moment: datetime) -> bool:
        """Whether it holds at this moment."""
        return self.begun_at <= moment < self.until and (self.ended_at is None or moment < self.ended_at)


@value
class Request(Value):
    """Somebody was asked something they may answer: to represent, to be guest or chair, to take over care.

    Attributes:
        what: the event that asked, such as ``chair.chosen``.
        about: what it is about, so that its end ends the request: the id of a meeting or of care, or the group of a chair.
        of: whose care it is that somebody is asked to take over.
    """

    what: str
    asked: PersonId
    about: str
    of: PersonId | None = None
    stands: bool = True
    answers: tuple[Answer, ...] = ()


@value
class Nomination(Value):
    """Somebody asked to join a group."""

    status: str
    hoped_for: SealedWords | None
    asked_per_month: int | None
    goals: tuple[GoalId, ...]
    number: int
    offered_per_month: int | None = None

    @property
    def stands(self) -> bool:
        """Whether it can still be answered: made, and not withdrawn, accepted or declined since."""
        return self.status == "made"


@value
class Group(Value):
    """A group around the resident, and how it works."""

    kind: str
    purpose: SealedWords | None = None
    until: date | None = None
    ended: str | None = None
    nominations: Mapping[PersonId, Nomination] = attrs.field(factory=dict)
    members: Mapping[PersonId, datetime] = attrs.field(factory=dict)
    chair: PersonId | None = None
    chair_request: int | None = None
    ground_rules: SealedWords | None = None
    ground_rules_version: int | None = None
    every_weeks: int | None = None
    channel: SealedWords | None = None
    composition: str | None = None


@value
class Permission(Value):
    """The resident lets somebody approach somebody else."""

    approached_by: PersonId
    deepening: str


@value
class Need(Value):
    """What somebody needs to be able to take part."""

    person: PersonId
    words: SealedWords
    met: str | None = None


@value
class Presence(Value):
    """Somebody came in or left at a moment."""

    at: datetime
    person: PersonId
    here: bool


@value
class Meeting(Value):
    """People around the table: planned, perhaps moved, opened, closed."""

    kind: str
    group: GroupId
    at: datetime
    minutes: int
    mode: str
    topics: SealedWords | None = None
    place: SealedWords | None = None
    feels_right: SealedWords | None = None
    chair: PersonId | None = None
    guests: tuple[PersonId, ...] = ()
    cancelled: bool = False
    opened_at: datetime | None = None
    present: tuple[PersonId, ...] = ()
    changes: tuple[Presence, ...] = ()
    closed_at: datetime | None = None
    spoke: tuple[PersonId, ...] | None = None
    next: MeetingId | None = None
    report: SealedWords | None = None

    def open_at(self, moment: datetime) -> bool:
        """Whether it had begun, and had not ended, at this moment."""
        if self.opened_at is None or moment < self.opened_at:
            return False
        return self.closed_at is None or moment <= self.closed_at

    def present_at(self, moment: datetime) -> frozenset[PersonId]:
        """Who was at the table at this moment; nobody while it is not open."""
        if not self.open_at(moment):
            return frozenset()
        here = set(self.present)
        for change in sorted(self.changes, key=lambda change: change.at):
            if change.at <= moment:
                (here.add if change.here else here.discard)(change.person)
        return frozenset(here)


@value
class Goal(Value):
    """What the resident wants, in their own words."""

    horizon: str
    words: SealedWords
    status: str = "live"
    life_area: SealedWords | None = None
    recovery: SealedWords | None = None
    chime: SealedWords | None = None
    health_domain: SealedWords | None = None
    participation_level: SealedWords | None = None
    first_step: SealedWords | None = None
    supporters: tuple[PersonId, ...] = ()
    going: SealedWords | None = None


@value
class Plan(Value):
    """A recovery plan, drafted and perhaps adopted.

    Attributes:
        number: the entry that drafted it.
        adopted_in: the entry in which the resident last made it their plan.
    """

    number: int
    goals: tuple[GoalId, ...]
    strengths: SealedWords | None = None
    stressors: SealedWords | None = None
    gives_hope: SealedWords | None = None
    helped_before: SealedWords | None = None
    what_happened: SealedWords | None = None
    needs: SealedWords | None = None
    adopted: bool = False
    adopted_in: int | None = None


@value
class Agreement(Value):
    """What somebody said they would do."""

    giver: PersonId
    does: SealedWords
    goal: GoalId | None
    how_often: SealedWords | None
    until: date | None
    look_back_on: date | None
    went: str | None = None
    ended: str | None = None


@value
class Help(Value):
    """Help that the resident asked for."""

    kind: str
    asked_of: PersonOrOrganisationId
    at: datetime
    words: SealedWords | None


@value
class HandedOver(Value):
    """A piece of care that passed to somebody who said yes to it.

    Attributes:
        proposal: the entry in which it was proposed; it says which piece.
    """

    from_: PersonId
    to: PersonId
    proposal: int


@value
class Care(Value):
    """A form of help or a course, and how much of it there is.

    Attributes:
        level: higher is more; what a number stands for is the organisation's.
        sessions: how many were planned, of a course.
    """

    kind: str
    provider: PersonOrOrganisationId
    level: int
    sessions: int | None
    until: date | None
    words: SealedWords | None
    handed_over: tuple[HandedOver, ...] = ()
    sessions_attended: int | None = None
    ended: str | None = None


@value
class Document(Value):
    """A document of the resident's own, in its latest version.

    Attributes:
        number: the entry that holds this version.
        put_away: whether it is no longer in use.
    """

    kind: str
    version: int
    number: int
    helped_by: PersonId | None
    words: SealedWords
    phases: SealedWords | None = None
    signs: SealedWords | None = None
    actions: SealedWords | None = None
    put_away: bool = False


@value
class Stay(Value):
    """An admission, or a stay in a respite house."""

    kind: str
    begun_at: datetime
    voluntary: bool
    words: SealedWords | None
    ended_at: datetime | None = None
    to: str | None = None


@value
class LegalMeasure(Value):
    """A measure of a court or authority that limits what the resident can decide, for a time.

    Attributes:
        on: the first day on which it no longer held, where it ended before its time.
    """

    kind: str
    limits: tuple[str, ...]
    from_: date
    until: date
    decided_by: SealedWords
    on: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether it holds on this civil day."""
        return self.from_ <= day <= self.until and (self.on is None or day < self.on)


@value
class Monitoring(Value):
    """Whether, how often and how the resident wants to be followed."""

    wanted: str
    instruments: tuple[str, ...]
    every_months: int | None
    how: SealedWords | None

    def allows(self, instrument: str) -> bool:
        """Whether the resident did not say no to this instrument."""
        return self.wanted == "yes" or (self.wanted == "some" and instrument in self.instruments)


@value
class Erasure(Value):
    """Words that somebody asked to have forgotten, or that were recorded in the wrong case.

    Attributes:
        person: whose words; everybody's in an entry that was recorded in the wrong case.
        passages: the entries that hold them; all of them where none is named.
    """

    person: PersonId | None
    passages: tuple[int, ...]


@value
class Consent(Value):
    """The resident lets somebody know certain things, for a purpose, for a period.

    Attributes:
        number: the entry that gave it; its position says whether the resident confirmed it.
        ended: ``withdrawn`` once it is taken back, ``over`` once the case was closed or stopped.
    """

    number: int
    purpose: str
    categories: tuple[str, ...]
    documents: tuple[str, ...]
    recipient_kind: str
    recipient: str
    but_not: tuple[str, ...]
    from_: date
    until: date | None
    ended: str | None = None
