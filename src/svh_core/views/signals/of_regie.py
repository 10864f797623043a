"""Signals about the resident's regie: shown to the resident first, and ended only by what the resident says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from svh_core.domain.agreements import AgreementMade
from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.consent import ConsentGiven
from svh_core.domain.identifiers import SUPPORT_GROUP, PersonId
from svh_core.domain.meetings import ConsultationHeld, MeetingOpened, ReportWritten
from svh_core.domain.network import InvolvementEnded, InvolvementRecorded
from svh_core.domain.nomination import ApproachPermitted, DeepeningHeld
from svh_core.domain.opening import CaseClosed
from svh_core.domain.positions import ConcernRaised, ObjectionAnswered, ObjectionRaised, ResidentInformed
from svh_core.domain.records import TakingOver
from svh_core.domain.regie import LegalRepresentationRecorded, RegieTakenBack, RegieTakenOver
from svh_core.domain.rulebook import Domain, Entry, Whose
from svh_core.views.around import ONE_DAY, consent_ends, consent_stood, first, is_asked_at, members_at
from svh_core.views.history import History
from svh_core.views.signals.spells import Kind, Spell, after, between, signal

_THE_RESIDENTS: Final = frozenset({Whose.RESIDENT, Whose.GIVER, Whose.GROUP})
_ABOUT_THE_RESIDENT: Final = (ConsultationHeld, RegieTakenOver, DeepeningHeld, ReportWritten)


def until_the_resident_speaks(history: History, entry: Entry[Any], begins: date, *, note: str = "") -> Iterator[Spell]:
    """A spell about an entry that the resident's position ends."""
    return between(begins, history.first_opinion(entry), entry.number, entry.number, note=note)


# About me without me


@signal(Kind.REGIE)
def about_me_without_me(history: History) -> Iterator[Spell]:
    """This was decided or discussed while you were not there.

    nl: Dit is besloten of besproken terwijl jij er niet bij was.

    with permission: This was decided or discussed while you were not there, with your permission.

    nl: Dit is besloten of besproken terwijl jij er niet bij was, met jouw toestemming.
    """
    for entry in history.entries:
        if is_about_me_without_me(history, entry):
            note = "permission" if was_permitted(history, entry) else ""
            yield from until_the_resident_speaks(history, entry, civil_date(entry.at), note=note)


def is_about_me_without_me(history: History, entry: Entry[Any]) -> bool:
    """Whether something about the resident was decided or discussed in their absence."""
    event, resident = entry.event, history.resident
    if not history.counts(entry) or entry.by == resident or _after_death(history, entry):
        return False
    if isinstance(event, ConsultationHeld):
        return event.identified == "yes" and not history.is_there(resident, entry)
    if isinstance(event, DeepeningHeld):
        return resident not in event.present
    if isinstance(event, ReportWritten):
        meeting = history.case.meetings.get(event.meeting)
        return meeting is None or resident not in history.ever_here(meeting)
    return is_decided_in_absence(history, entry) or (
        isinstance(event, RegieTakenOver) and not history.is_there(resident, entry)
    )


def is_decided_in_absence(history: History, entry: Entry[Any]) -> bool:
    """Whether another decided what is the resident's, the giver's or the group's, and the resident was not there."""
    return (
        entry.event.spec.whose in _THE_RESIDENTS
        and entry.by != history.resident
        and history.counts(entry)
        and not history.is_there(history.resident, entry)
    )


def was_permitted(history: History, entry: Entry[Any]) -> bool:
    """Whether the resident had said yes to just this: a talk without them, or deliberation without them."""
    event = entry.event
    if isinstance(event, DeepeningHeld):
        return _deepening_permitted(history, entry) in {"without_me", "either"}
    return isinstance(event, ConsultationHeld) and _may_deliberate(history, entry)


def _deepening_permitted(history: History, entry: Entry[Any]) -> str | None:
    """The form the resident last chose for a deepening talk by this person, before it was held."""
    chosen = [
        permitted.event.deepening
        for permitted in history.of(ApproachPermitted)
        if permitted.number < entry.number
        and (permitted.event.person, permitted.event.approached_by) == (entry.event.person, entry.by)
    ]
    return chosen[-1] if chosen else None


def _may_deliberate(history: History, talk: Entry[Any]) -> bool:
    """Whether one consent for deliberation without the resident covered everybody but who entered the talk."""
    standing = [
        given.event
        for given in history.of(ConsentGiven)
        if given.event.purpose == "deliberation_without_me" and consent_stood(history, given, talk.at)
    ]
    others = [_called(history, person, talk.at) for person in talk.event.with_ if person != talk.by]
    return any(all(_covers(given, called, standing) for called in others) for given in standing)


def _called(history: History, person: PersonId, moment: datetime) -> tuple[PersonId, frozenset[str]]:
    """Somebody, with every name by which a consent can mean them: their own, their roles, their organisations."""
    in_force = [one for one in history.case.involvements.get(person, ()) if one.in_force(civil_date(moment))]
    groups = (person in members_at(history, group, moment) for group in history.case.groups)
    member = {"member"} if any(groups) else set()
    organisations = {one.organisation for one in in_force if one.organisation}
    return person, frozenset({person, *(one.role for one in in_force), *organisations, *member})


def _covers(given: ConsentGiven, who: tuple[PersonId, frozenset[str]], standing: Sequence[ConsentGiven]) -> bool:
    """Whether a consent covers somebody; a no anywhere wins, and gives way only to a consent that names them."""
    person, called = who
    if given.recipient not in called or called & set(given.but_not or ()):
        return False
    return given.recipient == person or not any(called & set(other.but_not or ()) for other in standing)


def _after_death(history: History, entry: Entry[Any]) -> bool:
    return any(
        closed.event.why == "died" and entry.at > closed.at and history.counts(closed)
        for closed in history.of(CaseClosed)
    )


# Taken over and represented


@signal(Kind.REGIE)
def taken_over_open(history: History) -> Iterator[Spell]:
    """A decision was taken over and you have not said what you think of it.

    nl: Iemand besloot iets in jouw plaats, en jij hebt nog niet gezegd wat je daarvan vindt.

    with represented: Somebody decided on your behalf and you have not said what you think of it.

    nl: Iemand besloot iets namens jou, en jij hebt nog niet gezegd wat je daarvan vindt.
    """
    for entry in history.entries:
        if history.counts(entry) and history.standing(entry) in {"taken_over", "represented"}:
            note = "represented" if history.standing(entry) == "represented" else ""
            yield from until_the_resident_speaks(history, entry, civil_date(entry.at), note=note)


@signal(Kind.REGIE)
def taking_over_lasts(history: History) -> Iterator[Spell]:
    """A taking over lasts longer than six weeks, or follows within two weeks on one you ended.

    nl: Iemand besluit al langer dan zes weken in jouw plaats, of begon daar weer mee binnen twee weken nadat jij het had gestopt.
    """
    taken = {entry.event.taking_over: entry for entry in history.of(RegieTakenOver)}
    for name, entry in taken.items():
        held = history.case.takings_over[name]
        begun, over = civil_date(held.begun_at), _over(held)
        days = [begun + timedelta(days=n) for n in range((min(over, history.day + ONE_DAY) - begun).days)]
        long = first(day for day in days if _days_in_a_year(history, held, day) > _SIX_WEEKS)
        again = begun if _follows_on_one_taken_back(history, held) else None
        begins = first([long, again])
        if begins is not None:
            yield from between(begins, over if over <= history.day else None, name, entry.number)


_SIX_WEEKS: Final = 42
_TWO_WEEKS: Final = 14


def _over(held: TakingOver) -> date:
    """The first day on which a taking over no longer holds."""
    ended = held.until if held.ended_at is None else min(held.until, held.ended_at)
    return civil_date(ended)


def _days_in_a_year(history: History, held: TakingOver, day: date) -> int:
    """The most whole days, of the twelve months before a day, in which any of its domains was taken over."""
    since = months_after(day, -12)
    most = 0
    for domain in held.domains:
        days: set[date] = set()
        for other in history.case.takings_over.values():
            if domain in other.domains:
                begins, ends = max(civil_date(other.begun_at), since), min(_over(other), day)
                days |= {begins + timedelta(days=n) for n in range(max((ends - begins).days, 0))}
        most = max(most, len(days))
    return most


def _follows_on_one_taken_back(history: History, held: TakingOver) -> bool:
    for entry in history.of(RegieTakenBack):
        other = history.case.takings_over.get(entry.event.taking_over)
        gap = (civil_date(held.begun_at) - civil_date(entry.at)).days
        if other is not None and entry.at <= held.begun_at and gap <= _TWO_WEEKS:
            return True
    return False


@signal(Kind.REGIE)
def dated_into_a_taking_over(history: History) -> Iterator[Spell]:
    """This was written down as taken over after that taking over had ended.

    nl: Dit is opgeschreven als besloten in jouw plaats, toen dat al voorbij was.
    """
    for entry in history.entries:
        if history.standing(entry) == "taken_over" and history.counts(entry) and entry.source is None:
            rests_on = _taking_over_beneath(history, entry)
            if entry.reason is None and rests_on is not None and _had_ended(rests_on, entry, history):
                yield from until_the_resident_speaks(history, entry, civil_date(entry.recorded_at))


def _taking_over_beneath(history: History, entry: Entry[Any]) -> TakingOver | None:
    scopes = set(entry.event.scopes(history.case))
    held = (taken for taken in history.case.takings_over.values() if taken.by == entry.by)
    return next((taken for taken in held if taken.in_force(entry.at) and scopes & set(taken.domains)), None)


def _had_ended(taken: TakingOver, entry: Entry[Any], history: History) -> bool:
    ended = [
        ending.number
        for ending in history.known
        if ending.event.spec.name in {"regie.taken_back", "regie.handed_back"}
        and history.case.takings_over.get(ending.event.taking_over) is taken
    ]
    return taken.until < entry.recorded_at or any(number < entry.number for number in ended)


@signal(Kind.REGIE)
def taken_over_beside_a_representative(history: History) -> Iterator[Spell]:
    """Somebody took over while your representative could have decided.

    nl: Iemand besloot in jouw plaats, terwijl jouw vertegenwoordiger dat had kunnen doen.
    """
    for entry in history.entries:
        if history.standing(entry) == "taken_over" and history.counts(entry):
            scopes = entry.event.scopes(history.case)
            people = history.case.representations
            if any(history.case.represented_by(person, entry.at, scopes) for person in people):
                yield from until_the_resident_speaks(history, entry, civil_date(entry.at))


@signal(Kind.REGIE)
def represented_against_my_word(history: History) -> Iterator[Spell]:
    """Somebody decided on your behalf what you had decided otherwise, or although you object to being represented.

    nl: Iemand besloot namens jou iets waarover jij zelf anders had besloten, of terwijl jij niet vertegenwoordigd wilt worden.
    """
    for entry in history.entries:
        represented = history.standing(entry) == "represented" and history.counts(entry)
        if represented and (_objected_to_being_represented(history, entry) or _decided_otherwise(history, entry)):
            yield from until_the_resident_speaks(history, entry, civil_date(entry.at))


def _objected_to_being_represented(history: History, entry: Entry[Any]) -> bool:
    grounds = [
        told
        for told in history.entries
        if told.event.spec.name in {"representative.appointed", "legal_representation.recorded"}
        and told.event.person == entry.by
    ]
    opinions = [[o for o in history.opinions[told.number] if o.at <= entry.at] for told in grounds]
    return any(told and told[-1].position == "objected" for told in opinions)


_OPPOSITES: Final = {
    "nomination.made": ("nomination.withdrawn", "member.removed"),
    "nomination.withdrawn": ("nomination.made",),
    "approach.permitted": ("approach.withdrawn",),
    "approach.withdrawn": ("approach.permitted",),
    "guest.invited": ("guest.uninvited",),
    "guest.uninvited": ("guest.invited",),
    "member.removed": ("nomination.made",),
    "network.person_added": ("network.person_removed",),
    "network.person_removed": ("network.person_added",),
    "consent.given": ("consent.withdrawn",),
    "consent.withdrawn": ("consent.given",),
    "goal.let_go": ("goal.set", "goal.rephrased", "goal.first_step_chosen"),
    "group.ended": ("group.formed",),
    "case.closed": ("case.reopened",),
    "case.reopened": ("case.closed",),
}
"""What a decision of the resident's own would have to be, on the same subject, to be contrary to this one."""

_SAID_OTHERWISE: Final = frozenset(
    {"participation.decided", "chair.chosen", "rhythm.chosen", "duration.agreed", "goal.rephrased"}
)
"""Decisions that are contrary to one of the same name, on the same subject, that says something else."""

_SUBJECTS: Final = {
    "nomination": ("person", "group"),
    "member": ("person", "group"),
    "approach": ("person",),
    "guest": ("person", "meeting"),
    "network": ("person",),
    "goal": ("goal",),
    "group": ("group",),
    "chair": ("group", "for_meeting"),
    "rhythm": ("group",),
    "duration": ("of", "id"),
}
"""Which fields say what a decision is about, by the noun of its name."""


def _decided_otherwise(history: History, entry: Entry[Any]) -> bool:
    """Whether the resident's own last word on the same subject was the opposite."""
    name = entry.event.spec.name
    opposites = _OPPOSITES.get(name, ())
    said = [
        told
        for told in history.entries
        if told.by == history.resident
        and told.number < entry.number
        and told.event.spec.name in {name, *opposites}
        and _subject(history, told) == _subject(history, entry)
    ]
    if not said:
        return False
    otherwise = name in _SAID_OTHERWISE and _in_clear(said[-1]) != _in_clear(entry)
    return said[-1].event.spec.name in opposites or otherwise


def _subject(history: History, entry: Entry[Any]) -> object:
    event, noun = entry.event, entry.event.spec.name.split(".")[0]
    if noun == "consent":
        given = history.case.consents.get(event.consent)
        return ("consent", given.purpose, given.recipient) if given is not None else event.consent
    fields = ((field, getattr(event, field, None)) for field in _SUBJECTS.get(noun, ()))
    return tuple(value or SUPPORT_GROUP if field == "group" else value for field, value in fields)


def _in_clear(entry: Entry[Any]) -> object:
    """What a decision says outside its sealed words, which nobody here can compare."""
    return [getattr(entry.event, field.attribute) for field in entry.event.spec.fields if field.of is None]


@signal(Kind.REGIE)
def legal_representation_recorded(history: History) -> Iterator[Spell]:
    """Somebody recorded a representative the law gave you.

    nl: Iemand heeft vastgelegd dat je volgens de wet een vertegenwoordiger hebt.
    """
    for entry in history.of(LegalRepresentationRecorded):
        until = entry.event.until
        over = until + ONE_DAY if until is not None else None
        begins = max(entry.event.from_, civil_date(entry.at))
        yield from between(begins, first([over, history.first_opinion(entry)]), entry.number, entry.number)


# Written in my name


@signal(Kind.REGIE)
def entered_for_you(history: History) -> Iterator[Spell]:
    """Somebody wrote this down in your name; is it right?

    nl: Iemand heeft dit in jouw naam opgeschreven. Klopt het?
    """
    for entry in history.entries:
        by_another = entry.by == history.resident != entry.entered_by
        if by_another and entry.event.spec.domain is not Domain.NONE and history.counts(entry):
            begins = after(history.waits_from(entry), _TWO_WEEKS)
            yield from between(begins, history.first_opinion(entry), history.name, entry.number)


@signal(Kind.REGIE)
def consent_unconfirmed(history: History) -> Iterator[Spell]:
    """A consent stands that somebody else wrote down and you did not confirm.

    nl: Er geldt een toestemming die iemand anders opschreef. Jij hebt nog niet gezegd of die klopt.
    """
    for entry in history.of(ConsentGiven):
        if entry.entered_by == history.resident:
            continue
        begins = max(civil_date(entry.at), entry.event.from_)
        ends = first([consent_ends(history, entry), history.first_opinion(entry)])
        yield from between(begins, ends, entry.event.consent, entry.number)


@signal(Kind.REGIE)
def objection_unanswered(history: History) -> Iterator[Spell]:
    """An objection or a concern has had no answer.

    nl: Iemand was het ergens niet mee eens of maakte zich zorgen, en daar kwam geen antwoord op.
    """
    for entry in history.of(ObjectionRaised, ConcernRaised):
        answered = first(civil_date(e.at) for e in history.of(ObjectionAnswered) if e.event.entry == entry.number)
        yield from between(after(history.waits_from(entry), _TWO_WEEKS), answered, entry.number, entry.number)


@signal(Kind.REGIE)
def not_told(history: History) -> Iterator[Spell]:
    """You have not been told of this.

    nl: Dit is nog niet aan je verteld.
    """
    for entry in history.entries:
        if has_to_be_told(history, entry):
            begins = after(history.waits_from(entry), 7)
            yield from between(begins, told_on(history, entry), entry.number, entry.number)


def has_to_be_told(history: History, entry: Entry[Any]) -> bool:
    """Whether the resident should hear of it: decided in their place or absence, or a fact that takes from their regie."""
    if not history.counts(entry):
        return False
    if isinstance(entry.event, LegalRepresentationRecorded | RegieTakenOver):
        return True
    return history.standing(entry) in {"taken_over", "represented"} or is_decided_in_absence(history, entry)


def told_on(history: History, entry: Entry[Any]) -> date | None:
    """The day on which the resident was told of an entry, or said themselves what they think of it."""
    informed = (civil_date(e.at) for e in history.of(ResidentInformed) if entry.number in e.event.entries)
    return first([*informed, history.first_opinion(entry)])


@signal(Kind.REGIE)
def role_given_oneself(history: History) -> Iterator[Spell]:
    """Somebody wrote down themselves that they are your professional.

    nl: Iemand heeft zelf opgeschreven dat hij of zij jouw hulpverlener is.
    """
    for entry in history.of(InvolvementRecorded):
        if entry.by == entry.event.person:
            yield from until_the_resident_speaks(history, entry, civil_date(entry.at))


# Around the table


@signal(Kind.REGIE)
def resident_not_at_own_meeting(history: History) -> Iterator[Spell]:
    """Your group met without you.

    nl: Jouw groep kwam samen zonder jou.
    """
    for entry in history.of(MeetingOpened):
        meeting = history.case.meetings.get(entry.event.meeting)
        if (
            meeting is not None
            and meeting.kind == "support_group"
            and history.resident not in history.ever_here(meeting)
        ):
            yield from between(civil_date(entry.at), history.first_opinion(entry), entry.event.meeting, entry.number)


@signal(Kind.REGIE)
def unexpected_guest(history: History) -> Iterator[Spell]:
    """Somebody was at the table whom you had not asked.

    nl: Er zat iemand aan tafel die jij niet had gevraagd.
    """
    for entry in history.of(MeetingOpened):
        meeting = history.case.meetings.get(entry.event.meeting)
        for person in sorted(history.ever_here(meeting)) if meeting is not None else ():
            if person != history.resident and not _was_asked(history, person, entry):
                begins = _turned_out_on(history, person, civil_date(entry.at))
                yield from between(begins, history.first_opinion(entry), person, entry.number)


def _turned_out_on(history: History, person: PersonId, day: date) -> date:
    """The day, or that on which it was told that somebody was no longer involved on it."""
    stopped = (e for e in history.of(InvolvementEnded) if e.event.person == person and e.event.on <= day)
    return max([day, *(civil_date(e.at) for e in stopped)])


def _was_asked(history: History, person: PersonId, opened: Entry[Any]) -> bool:
    """Whether somebody was member, nominee, involved, or a guest who had said yes, when the meeting was opened."""
    case = history.case
    group = case.meetings[opened.event.meeting].group
    guest = any(
        request.what == "guest.invited"
        and (request.asked, request.about) == (person, opened.event.meeting)
        and any(answer.answer == "yes" for answer in request.answers)
        for request in case.requests.values()
    )
    asked = person in members_at(history, group, opened.at) or is_asked_at(history, person, group, opened.at)
    return guest or asked or case.involved(person, opened.at)


@signal(Kind.REGIE)
def deepening_not_as_chosen(history: History) -> Iterator[Spell]:
    """A talk with somebody you asked was held in another form than you chose.

    nl: Een gesprek met iemand die je vroeg, ging anders dan jij had gekozen.
    """
    for entry in history.of(DeepeningHeld):
        chosen = _deepening_permitted(history, entry)
        with_me = history.resident in entry.event.present
        if (not with_me and chosen in {"with_me", "none"}) or (with_me and chosen == "without_me"):
            yield from until_the_resident_speaks(history, entry, civil_date(entry.at))


def row_14(history: History, entry: Entry[Any]) -> bool:
    """Whether somebody offered something in the resident's absence: the giver's own, the resident's position open."""
    made = isinstance(entry.event, AgreementMade) or entry.event.spec.whose is Whose.GIVER
    return made and entry.event.giver == entry.by != history.resident and history.standing(entry) == "own"
