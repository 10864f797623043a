"""The core rulebook: the sum of the concept files, and the consequences that join two of them.

The only file here that imports the concept files. Their order is the story's, and the order in which rules are read.
"""

from __future__ import annotations

from typing import Final

from svh_core.domain.access import ForgettingAsked, ForgettingDone, ForgettingRefused, access
from svh_core.domain.agreements import agreements
from svh_core.domain.care import CareHandedOver, care
from svh_core.domain.case import Case
from svh_core.domain.consent import ConsentWithdrawn, PassageClosed, PassageShared, consent
from svh_core.domain.crisis import crisis
from svh_core.domain.editions import editions
from svh_core.domain.every_event import every_event
from svh_core.domain.goals import goals
from svh_core.domain.groups import MemberJoined, groups
from svh_core.domain.measures import measures
from svh_core.domain.meetings import meetings
from svh_core.domain.network import (
    NetworkBondDrawn,
    NetworkPersonAdded,
    NetworkPersonDescribed,
    NetworkPersonRemoved,
    network,
)
from svh_core.domain.nomination import NominationAccepted, NominationMade, nomination
from svh_core.domain.opening import opening
from svh_core.domain.positions import EntryCorrected, ObjectionRaised, objects_for_the_resident, positions
from svh_core.domain.private_book import NotePutAway, NoteWritten, PrivateBookOpened, private_book
from svh_core.domain.regie import RequestAnswered, regie
from svh_core.domain.rollout import rollout
from svh_core.domain.rulebook import Concept, Entry, Rulebook
from svh_core.domain.time_spent import time_spent

EDITION: Final = 1
"""The newest edition of the rules."""

joins = Concept("what joins two concepts", category="regie")


@joins.rule()
def the_owner_is_no_part_of_the_network(
    entry: Entry[
        NetworkPersonAdded | NetworkPersonDescribed | NetworkPersonRemoved | NetworkBondDrawn | NominationMade
    ],
    case: Case,
) -> bool:
    """The resident is the owner, and is not added, described, nominated or removed as one of the network.

    nl: De inwoner is de eigenaar. De inwoner wordt dus niet in het netwerk gezet, beschreven, gevraagd of weggehaald.
    """
    event = entry.event
    people = {event.one, event.other} if isinstance(event, NetworkBondDrawn) else {event.person}
    return case.resident not in people


@joins.rule()
def a_private_book_is_written_by_its_owner(
    entry: Entry[
        PrivateBookOpened
        | NoteWritten
        | NotePutAway
        | PassageShared
        | PassageClosed
        | ForgettingAsked
        | ForgettingDone
        | ForgettingRefused
    ],
    case: Case,
) -> bool:
    """In a private book only its owner writes, with their own pen.

    nl: In een eigen boek schrijft alleen de eigenaar, met eigen pen.
    """
    if case.resident is not None:
        return True  # a case, where others write too
    event = entry.event
    if isinstance(event, PrivateBookOpened):
        return case.book_of is None and entry.by == entry.entered_by == event.person
    of_another = not isinstance(event, ForgettingDone | ForgettingRefused) and event.person != case.book_of
    return not of_another and entry.by == entry.entered_by == case.book_of


@joins.consequence
def a_yes_makes_a_member(entry: Entry[NominationAccepted], case: Case) -> MemberJoined | None:
    """Who says yes to a nomination is a member, unless they were one already."""
    if case.is_member(entry.event.person, entry.event.group):
        return None
    return MemberJoined(person=entry.event.person, group=entry.event.group)


@joins.consequence
def a_yes_hands_care_over(entry: Entry[RequestAnswered], case: Case) -> CareHandedOver | None:
    """Who says yes to taking over a piece of care has it, unless that question no longer stands."""
    event = entry.event
    asked = case.requests.get(event.request)
    if event.answer != "yes" or asked is None or not asked.stands or asked.of is None:
        return None
    return CareHandedOver(care=asked.about, from_=asked.of, to=event.person, proposal=event.request)


@joins.consequence
def an_objection_withdraws_a_consent(entry: Entry[ObjectionRaised], case: Case) -> ConsentWithdrawn | None:
    """The resident's objection against a consent that stands takes it back."""
    if not objects_for_the_resident(entry, case):
        return None
    against = entry.event.entry
    standing = (name for name, given in case.consents.items() if given.number == against and given.ended != "withdrawn")
    name = next(standing, None)
    return ConsentWithdrawn(consent=name) if name is not None else None


@joins.consequence
def what_stands_in_the_wrong_case_is_forgotten(entry: Entry[EntryCorrected], case: Case) -> ForgettingDone | None:
    """The words of an entry that belongs in another case are shredded on the correction alone."""
    return ForgettingDone(request=entry.number) if entry.event.wrong == "case" else None


MINIMAL: Final = (
    "case.opened",
    "participation.decided",
    "involvement.recorded",
    "network.person_added",
    "nomination.made",
    "nomination.accepted",
    "nomination.declined",
    "goal.set",
    "meeting.planned",
    "meeting.opened",
    "agreement.made",
    "agreement.looked_back_on",
    "meeting.closed",
    "decision.confirmed",
    "objection.raised",
)
"""The least one must record to run a support group; everything else adds to it, and nothing else is missed."""

CORE_RULEBOOK: Final = Rulebook(
    (
        every_event,
        opening,
        regie,
        positions,
        joins,
        network,
        nomination,
        groups,
        meetings,
        goals,
        agreements,
        care,
        crisis,
        measures,
        time_spent,
        consent,
        access,
        private_book,
        rollout,
        editions,
    ),
    edition=EDITION,
)
"""Every event, rule and consequence of the method that this edition knows, in reading order."""
