"""With what standing a decision is made, or which rule refuses it: the decision table of the catalogue, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pytest

from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.identifiers import PersonId
from svh_core.domain.rulebook import Concept, Domain, Event, Whose, Yields
from svh_core.domain.standing import Standing
from svh_core.testing.scenarios import given, says

from .openings import (
    ALL_DOMAINS,
    AT_ITS_END,
    AT_THE_TABLE,
    HALFWAY,
    Line,
    accepts,
    achieves,
    adds,
    agrees,
    agrees_rules,
    answers,
    appoints,
    at_the_table,
    begins,
    by_law,
    changes_agreement,
    closes,
    comes,
    confirms,
    consents,
    followed,
    goes,
    hands_back,
    introduces,
    invites,
    is_involved,
    joined,
    needs,
    nominated,
    nominates,
    objects,
    opened,
    opens,
    plans,
    recorded,
    removes_from_network,
    sets_goal,
    standing,
    stops_helping,
    takes_back,
    takes_over,
)

OWN: Final = Standing.OWN.value
TOGETHER: Final = Standing.TOGETHER.value
REPRESENTED: Final = Standing.REPRESENTED.value
TAKEN_OVER: Final = Standing.TAKEN_OVER.value
NO_STANDING: Final = None

NOT_THERE: Final = "who_decides_in_a_meeting_was_there"
ONLY_THE_RESIDENTS: Final = "some_things_are_only_the_residents_own"
SAYS_NO_WHY: Final = "a_decision_taken_over_says_why"
THE_RESIDENTS: Final = "the_resident_decides"
ANSWERS_FOR_ANOTHER: Final = "you_answer_for_yourself"
BINDS_ANOTHER: Final = "nobody_is_bound_by_anothers_word"
WITHOUT_THE_OWNER: Final = "the_group_decides_with_its_owner"
SAYS_NOT_WHY_NOT_THE_RESIDENT: Final = "who_represents_by_law_says_why"

STANDINGS: Final = frozenset({OWN, TOGETHER, REPRESENTED, TAKEN_OVER, NO_STANDING})

MAY_TAKE_OVER: Final = (
    "care_worker",
    "lead_clinician",
    "psychologist",
    "pod_worker",
    "gp",
    "practice_worker",
    "nurse",
    "social_worker",
    "community_team",
)
STANDS_BESIDE: Final = (
    "peer_supporter",
    "family_peer_supporter",
    "recovery_guardian",
    "client_advocate",
    "volunteer_coordinator",
    "other",
)

THE_24TH: Final = "2017-02-24T12:00:00Z"
WHY: Final = "Mila kan het nu niet overzien"
TABLE: Final[dict[str, Any]] = {"during": "m1", "on": HALFWAY}
"""What a decision made halfway the meeting says of itself."""

# What was decided before. The case is opened by entry 1, so a representation that is asked next is request 2.
NOBODY_ELSE: Final = (opens(),)
NOOR: Final = (opens(), is_involved("noor"))
GIJS: Final = (opens(), is_involved("gijs", "peer_supporter"))


def represented(*scope: str, **more: Any) -> tuple[Line, ...]:
    """Zus was appointed within this scope, and said yes."""
    return opens(), appoints("zus", *(scope or ALL_DOMAINS), **more), answers("zus", 2)


def held(*present: str) -> tuple[Line, ...]:
    """The meeting is going on with these people; Noor is involved."""
    return *NOOR, plans(), begins(*present)


def taken_over(*domains: str, **more: Any) -> tuple[Line, ...]:
    """Noor has taken over these domains."""
    return *NOOR, takes_over(*domains, **more)


def row(number: int, variant: str, before: Sequence[Line], proposed: Line, expected: str | None) -> Any:
    """One way to come upon a row of the table."""
    return pytest.param(before, proposed, expected, id=f"row_{number}-{variant}")


DECIDED_BY_MILA: Final = [
    row(1, "no_meeting", NOBODY_ELSE, sets_goal(), OWN),
    row(1, "alone_at_the_table", held("mila"), sets_goal(**TABLE), OWN),
    row(1, "the_other_left", [*held("mila", "buur"), goes("buur", on=AT_THE_TABLE)], sets_goal(**TABLE), OWN),
    row(1, "entered_by_another", NOOR, sets_goal(entered_by="noor"), OWN),
    row(1, "on_behalf_of_another", NOOR, sets_goal(on_behalf_of="arts"), OWN),
    row(1, "though_represented", represented(), sets_goal(), OWN),
    row(1, "though_taken_over", taken_over(*ALL_DOMAINS), sets_goal(), OWN),
    row(1, "what_yields_to_nobody", [opens(), sets_goal()], achieves(), OWN),
    row(1, "what_has_no_domain", NOBODY_ELSE, consents(), OWN),
    row(1, "the_opening_itself", [], opens(), OWN),
    row(2, "another_there", held("mila", "noor"), sets_goal(**TABLE), TOGETHER),
    row(2, "another_came_in", [*held("mila"), comes("buur", on=AT_THE_TABLE)], sets_goal(**TABLE), TOGETHER),
    row(2, "at_the_moment_of_opening", held("mila", "noor"), sets_goal(during="m1", on=AT_THE_TABLE), TOGETHER),
    row(
        2,
        "at_the_moment_of_closing",
        [*held("mila", "noor"), closes()],
        sets_goal(during="m1", on=AT_ITS_END),
        TOGETHER,
    ),
    row(2, "written_after_closing", [*held("mila", "noor"), closes()], sets_goal(**TABLE), TOGETHER),
    row(2, "without_considerations", held("mila", "buur"), consents(**TABLE), TOGETHER),
]

NOT_AT_THE_TABLE: Final = [
    row(0, "unknown_meeting", NOOR, sets_goal(during="m9"), NOT_THERE),
    row(0, "not_opened", [*NOOR, plans()], sets_goal(**TABLE), NOT_THERE),
    row(0, "resident_not_there", held("noor"), sets_goal(**TABLE), NOT_THERE),
    row(0, "before_the_opening", held("mila"), sets_goal(during="m1", on="2017-02-20T13:59:59+01:00"), NOT_THERE),
    row(
        0,
        "after_the_closing",
        [*held("mila"), closes()],
        sets_goal(during="m1", on="2017-02-20T15:00:01+01:00"),
        NOT_THERE,
    ),
    row(0, "left_before", [*held("mila", "noor"), goes("mila", on=AT_THE_TABLE)], sets_goal(**TABLE), NOT_THERE),
    row(0, "not_yet_in", [*held("noor"), comes("mila", on=AT_ITS_END)], sets_goal(**TABLE), NOT_THERE),
    row(0, "professional_with_reason", held("mila"), sets_goal("noor", reason=WHY, **TABLE), NOT_THERE),
    row(0, "representative", [*represented(), plans(), begins("mila")], sets_goal("zus", **TABLE), NOT_THERE),
    row(
        0,
        "before_only_the_residents_own",
        held("mila"),
        says("risk.chosen", "buur", choice="reizen", **TABLE),
        NOT_THERE,
    ),
    row(0, "person_concerned", held("mila"), needs("zus", **TABLE), NOT_THERE),
    row(0, "giver", held("mila"), agrees("buur", **TABLE), NOT_THERE),
    row(0, "group", held("mila"), agrees_rules("buur", **TABLE), NOT_THERE),
]

WANTS = says("participation.decided", "zus", answer="yes")
PLAN = says("plan.drafted", "mila", plan="p1")

ONLY_MILAS: Final = [
    row(3, "anybody", [opens(), sets_goal()], achieves("zus"), ONLY_THE_RESIDENTS),
    row(3, "representative", [*represented(), sets_goal()], achieves("zus"), ONLY_THE_RESIDENTS),
    row(3, "professional_with_reason", [*NOOR, sets_goal()], achieves("noor", reason=WHY), ONLY_THE_RESIDENTS),
    row(3, "taking_over_in_force", [*taken_over("WHAT"), sets_goal()], achieves("noor"), ONLY_THE_RESIDENTS),
    row(
        3,
        "resident_there",
        held("mila", "noor"),
        says("risk.chosen", "noor", choice="reizen", **TABLE),
        ONLY_THE_RESIDENTS,
    ),
    row(
        3,
        "describing",
        [*represented(), adds("buur")],
        says("network.person_described", "zus", person="buur"),
        ONLY_THE_RESIDENTS,
    ),
    row(
        3, "distance", represented(), says("distance.chosen", "zus", person="buur", kind="distance"), ONLY_THE_RESIDENTS
    ),
    row(3, "reading", NOOR, says("reading.chosen", "noor", how="important", reason=WHY), ONLY_THE_RESIDENTS),
    row(
        3,
        "appointing",
        NOOR,
        says("representative.appointed", "noor", person="buur", scope=["WHO"], from_="2017-01-01", reason=WHY),
        ONLY_THE_RESIDENTS,
    ),
    row(3, "ending_it", represented(), says("representation.ended", "zus", person="zus"), ONLY_THE_RESIDENTS),
    row(5, "anybody", NOBODY_ELSE, WANTS, ONLY_THE_RESIDENTS),
    row(5, "professional_with_reason", NOOR, consents("noor", reason=WHY), ONLY_THE_RESIDENTS),
    row(
        5,
        "taking_over_in_force",
        taken_over("HOW"),
        says("participation.decided", "noor", answer="no"),
        ONLY_THE_RESIDENTS,
    ),
    row(5, "representative_of_another_domain", represented("WHO"), WANTS, ONLY_THE_RESIDENTS),
    row(5, "consent_out_of_scope", represented(), consents("zus"), ONLY_THE_RESIDENTS),
    row(
        5,
        "withdrawing_out_of_scope",
        [*represented(), consents()],
        says("consent.withdrawn", "zus", consent="c1"),
        ONLY_THE_RESIDENTS,
    ),
    row(5, "plan", [*represented("HOW"), PLAN], says("plan.adopted", "zus", plan="p1"), ONLY_THE_RESIDENTS),
    row(
        5,
        "taking_back_another_domain",
        [*represented("WHO"), is_involved("noor"), takes_over("WHAT", "HOW")],
        takes_back("zus"),
        ONLY_THE_RESIDENTS,
    ),
    row(
        5,
        "taking_back_with_consent_only",
        [*represented("consent"), is_involved("noor"), takes_over("WHAT")],
        takes_back("zus"),
        ONLY_THE_RESIDENTS,
    ),
    row(5, "taking_back_by_the_taker", taken_over("WHAT"), takes_back("noor", reason=WHY), ONLY_THE_RESIDENTS),
]

LAW: Final = (opens(), by_law("mentor", "WHAT"))

REPRESENTED_ROWS: Final = [
    row(4, "appointed_and_answered_yes", represented("WHAT"), sets_goal("zus"), REPRESENTED),
    row(4, "one_of_more_domains", represented("HOW", "WHAT"), sets_goal("zus"), REPRESENTED),
    row(4, "with_a_reason", represented("WHAT"), sets_goal("zus", reason=WHY), REPRESENTED),
    row(
        4,
        "at_the_table",
        [*represented("WHAT"), plans(), begins("mila", "zus")],
        sets_goal("zus", **TABLE),
        REPRESENTED,
    ),
    row(
        4,
        "taking_over_in_force",
        [*represented("WHAT"), is_involved("noor"), takes_over("WHAT")],
        sets_goal("zus"),
        REPRESENTED,
    ),
    row(4, "none_domain_within_any_domain", represented("HOW_LONG"), adds("buur", by="zus"), REPRESENTED),
    row(4, "consent_in_scope", represented("consent"), consents("zus"), REPRESENTED),
    row(
        4,
        "withdrawing_in_scope",
        [*represented("consent"), consents()],
        says("consent.withdrawn", "zus", consent="c1"),
        REPRESENTED,
    ),
    row(4, "yields_to_representation", represented("HOW"), WANTS, REPRESENTED),
    row(
        4,
        "taking_back_any_domain_of_it",
        [*represented("HOW"), is_involved("noor"), takes_over("WHAT", "HOW")],
        takes_back("zus"),
        REPRESENTED,
    ),
    row(
        4,
        "from_that_day",
        represented("WHAT", from_="2017-03-01"),
        sets_goal("zus", on="2017-03-01T00:00:00+01:00"),
        REPRESENTED,
    ),
    row(
        4,
        "until_that_day",
        represented("WHAT", until="2017-03-01"),
        sets_goal("zus", on="2017-03-01T23:59:59+01:00"),
        REPRESENTED,
    ),
    row(
        4,
        "until_that_day_in_summer",
        represented("WHAT", until="2017-07-01"),
        sets_goal("zus", on="2017-07-01T21:59:59Z"),
        REPRESENTED,
    ),
    row(
        4,
        "a_later_yes",
        [*represented("WHAT"), answers("zus", 2, "no"), answers("zus", 2)],
        sets_goal("zus"),
        REPRESENTED,
    ),
    row(
        4,
        "helped_before_but_not_now",
        [*represented("WHAT"), is_involved("zus", "nurse"), stops_helping("zus", "nurse", on="2017-03-01")],
        sets_goal("zus", on="2017-03-01T12:00:00+01:00"),
        REPRESENTED,
    ),
    row(4, "by_law_with_a_reason", LAW, sets_goal("mentor", reason=WHY), REPRESENTED),
    row(
        4,
        "by_law_recorded_by_noor",
        [*NOOR, by_law("mentor", "WHAT", by="noor")],
        sets_goal("mentor", reason=WHY),
        REPRESENTED,
    ),
    *(
        row(
            4,
            f"by_law_as_{basis}",
            [opens(), by_law("oom", "WHAT", basis=basis)],
            sets_goal("oom", reason=WHY),
            REPRESENTED,
        )
        for basis in ("mentor", "curator", "parent", "other_legal")
    ),
    row(
        4,
        "by_law_consent_in_scope",
        [opens(), by_law("mentor", "consent")],
        consents("mentor", reason=WHY),
        REPRESENTED,
    ),
    row(4, "by_law_without_a_reason", LAW, sets_goal("mentor"), SAYS_NOT_WHY_NOT_THE_RESIDENT),
]

NOT_REPRESENTED: Final = [
    row(8, "not_answered", [opens(), appoints("zus", "WHAT")], sets_goal("zus"), THE_RESIDENTS),
    row(
        8,
        "answered_later",
        [opens(), appoints("zus", "WHAT"), answers("zus", 2, "later")],
        sets_goal("zus"),
        THE_RESIDENTS,
    ),
    row(8, "answered_no_afterwards", [*represented("WHAT"), answers("zus", 2, "no")], sets_goal("zus"), THE_RESIDENTS),
    row(8, "out_of_scope", represented("WHO", "HOW", "HOW_LONG", "consent"), sets_goal("zus"), THE_RESIDENTS),
    row(8, "consent_is_no_domain", represented("consent"), adds("buur", by="zus"), THE_RESIDENTS),
    row(
        8,
        "the_day_before",
        represented("WHAT", from_="2017-03-01"),
        sets_goal("zus", on="2017-02-28T23:59:59+01:00"),
        THE_RESIDENTS,
    ),
    row(
        8,
        "the_day_after",
        represented("WHAT", until="2017-03-01"),
        sets_goal("zus", on="2017-03-02T00:00:00+01:00"),
        THE_RESIDENTS,
    ),
    row(
        8,
        "the_day_after_in_summer",
        represented("WHAT", until="2017-07-01"),
        sets_goal("zus", on="2017-07-01T22:00:00Z"),
        THE_RESIDENTS,
    ),
    row(
        8,
        "ended",
        [*represented("WHAT"), says("representation.ended", "mila", person="zus")],
        sets_goal("zus"),
        THE_RESIDENTS,
    ),
    row(
        8,
        "at_the_moment_it_ends",
        [*represented("WHAT"), says("representation.ended", "mila", on=THE_24TH, person="zus")],
        sets_goal("zus", on=THE_24TH),
        THE_RESIDENTS,
    ),
    row(
        4,
        "just_before_it_ends",
        [*represented("WHAT"), says("representation.ended", "mila", on=THE_24TH, person="zus")],
        sets_goal("zus", on="2017-02-24T11:59:59Z"),
        REPRESENTED,
    ),
    row(
        8,
        "administrator",
        [opens(), by_law("oom", *ALL_DOMAINS, basis="administrator")],
        sets_goal("oom", reason=WHY),
        THE_RESIDENTS,
    ),
    row(8, "by_law_out_of_scope", LAW, adds("buur", by="zus"), THE_RESIDENTS),
    row(
        8,
        "representative_who_is_a_peer_supporter",
        [opens(), is_involved("gijs", "peer_supporter"), by_law("gijs", "WHAT")],
        sets_goal("gijs", reason=WHY),
        THE_RESIDENTS,
    ),
    row(
        6,
        "representative_who_is_a_professional",
        [*NOOR, by_law("noor", "WHAT")],
        sets_goal("noor", reason=WHY),
        TAKEN_OVER,
    ),
    row(
        7,
        "representative_who_became_a_professional",
        [*represented("WHAT"), is_involved("zus", "gp")],
        sets_goal("zus"),
        SAYS_NO_WHY,
    ),
]

UNTIL: Final = "2017-03-01T12:00:00Z"
A_MOMENT_BEFORE: Final = "2017-03-01T11:59:59Z"

TAKEN_OVER_ROWS: Final = [
    row(6, "reason", NOOR, sets_goal("noor", reason=WHY), TAKEN_OVER),
    row(6, "in_force", taken_over("WHAT"), sets_goal("noor"), TAKEN_OVER),
    row(6, "any_domain_for_none", taken_over("HOW_LONG"), adds("buur", by="noor"), TAKEN_OVER),
    row(6, "just_before_until", taken_over("WHAT", until=UNTIL), sets_goal("noor", on=A_MOMENT_BEFORE), TAKEN_OVER),
    row(6, "from_the_moment_it_begins", taken_over("WHAT", on=THE_24TH), sets_goal("noor", on=THE_24TH), TAKEN_OVER),
    row(
        6,
        "dated_before_handing_back",
        [*taken_over("WHAT"), hands_back(on=THE_24TH)],
        sets_goal("noor", on="2017-02-24T11:59:59Z"),
        TAKEN_OVER,
    ),
    row(6, "reason_though_ended", taken_over("WHAT", until=UNTIL), sets_goal("noor", on=UNTIL, reason=WHY), TAKEN_OVER),
    row(6, "resident_there", held("mila", "noor"), sets_goal("noor", reason=WHY, **TABLE), TAKEN_OVER),
    row(6, "beside_a_representative", [*represented(), is_involved("noor")], sets_goal("noor", reason=WHY), TAKEN_OVER),
    *(
        row(6, f"as_{role}", [opens(), is_involved("noor", role)], sets_goal("noor", reason=WHY), TAKEN_OVER)
        for role in MAY_TAKE_OVER
    ),
    row(
        6,
        "two_roles",
        [*NOOR, is_involved("noor", "peer_supporter")],
        sets_goal("noor", reason=WHY),
        TAKEN_OVER,
    ),
    row(
        6,
        "involved_from_that_day",
        [opens(), is_involved("noor", from_="2017-03-01")],
        sets_goal("noor", on="2017-02-28T23:00:00Z", reason=WHY),
        TAKEN_OVER,
    ),
    row(
        6,
        "involved_until_that_day",
        [*NOOR, stops_helping("noor", on="2017-03-01")],
        sets_goal("noor", on="2017-02-28T22:59:59Z", reason=WHY),
        TAKEN_OVER,
    ),
    row(
        6,
        "involved_again",
        [*NOOR, stops_helping("noor", on="2017-03-01"), is_involved("noor", from_="2017-04-01")],
        sets_goal("noor", on="2017-04-01T12:00:00Z", reason=WHY),
        TAKEN_OVER,
    ),
    row(
        6,
        "another_role_ended",
        [*NOOR, is_involved("noor", "nurse"), stops_helping("noor", "nurse", on="2017-03-01")],
        sets_goal("noor", on="2017-03-01T12:00:00Z", reason=WHY),
        TAKEN_OVER,
    ),
    row(7, "neither", NOOR, sets_goal("noor"), SAYS_NO_WHY),
    row(7, "resident_there", held("mila", "noor"), sets_goal("noor", **TABLE), SAYS_NO_WHY),
    row(7, "at_until", taken_over("WHAT", until=UNTIL), sets_goal("noor", on=UNTIL), SAYS_NO_WHY),
    row(
        7,
        "before_it_begins",
        taken_over("WHAT", on=THE_24TH),
        sets_goal("noor", on="2017-02-24T11:59:59Z"),
        SAYS_NO_WHY,
    ),
    row(7, "handed_back", [*taken_over("WHAT"), hands_back(on=THE_24TH)], sets_goal("noor", on=THE_24TH), SAYS_NO_WHY),
    row(7, "taken_back", [*taken_over("WHAT"), takes_back(on=THE_24TH)], sets_goal("noor", on=THE_24TH), SAYS_NO_WHY),
    row(7, "another_domain", taken_over("WHO", "HOW", "HOW_LONG"), sets_goal("noor"), SAYS_NO_WHY),
    row(
        7,
        "anothers_taking_over",
        [*taken_over("WHAT"), is_involved("arts", "lead_clinician")],
        sets_goal("arts"),
        SAYS_NO_WHY,
    ),
    row(
        7,
        "on_behalf_of",
        [*NOOR, is_involved("arts", "lead_clinician")],
        sets_goal("noor", on_behalf_of="arts"),
        SAYS_NO_WHY,
    ),
    row(7, "a_consideration_is_no_reason", NOOR, sets_goal("noor", because={"noor": WHY}), SAYS_NO_WHY),
]

ANYBODY_ELSE: Final = [
    row(8, "without_a_reason", NOBODY_ELSE, sets_goal("zus"), THE_RESIDENTS),
    row(8, "with_a_reason", NOBODY_ELSE, sets_goal("zus", reason=WHY), THE_RESIDENTS),
    row(8, "resident_there", held("mila", "buur"), sets_goal("buur", **TABLE), THE_RESIDENTS),
    row(8, "on_behalf_of_the_resident", NOBODY_ELSE, sets_goal("zus", on_behalf_of="mila"), THE_RESIDENTS),
    row(8, "on_behalf_of_a_professional", NOOR, sets_goal("zus", on_behalf_of="noor", reason=WHY), THE_RESIDENTS),
    row(8, "entered_by_the_resident", NOBODY_ELSE, sets_goal("zus", entered_by="mila"), THE_RESIDENTS),
    *(
        row(8, f"as_{role}", [opens(), is_involved("gijs", role)], sets_goal("gijs", reason=WHY), THE_RESIDENTS)
        for role in STANDS_BESIDE
    ),
    row(
        8,
        "not_yet_involved",
        [opens(), is_involved("noor", from_="2017-03-01")],
        sets_goal("noor", on="2017-02-28T22:59:59Z", reason=WHY),
        THE_RESIDENTS,
    ),
    row(
        8,
        "no_longer_involved",
        [*NOOR, stops_helping("noor", on="2017-03-01")],
        sets_goal("noor", on="2017-02-28T23:00:00Z", reason=WHY),
        THE_RESIDENTS,
    ),
    row(
        8,
        "between_two_involvements",
        [*NOOR, stops_helping("noor", on="2017-03-01"), is_involved("noor", from_="2017-04-01")],
        sets_goal("noor", on="2017-03-31T12:00:00Z", reason=WHY),
        THE_RESIDENTS,
    ),
    row(
        8,
        "between_two_involvements_that_ended",
        [
            *NOOR,
            stops_helping("noor", on="2017-03-01"),
            is_involved("noor", from_="2017-04-01"),
            stops_helping("noor", on="2017-05-01"),
        ],
        sets_goal("noor", on="2017-03-31T12:00:00Z", reason=WHY),
        THE_RESIDENTS,
    ),
    row(
        8,
        "the_role_that_may_take_over_ended",
        [*NOOR, is_involved("noor", "peer_supporter"), stops_helping("noor", on="2017-03-01")],
        sets_goal("noor", on="2017-03-01T12:00:00Z", reason=WHY),
        THE_RESIDENTS,
    ),
    row(
        8,
        "taking_over_of_who_left",
        [*taken_over("WHAT"), stops_helping("noor", on="2017-02-20")],
        sets_goal("noor", on="2017-02-20T12:00:00Z"),
        THE_RESIDENTS,
    ),
]

CONCERNED: Final = [
    row(9, "that_person", NOBODY_ELSE, needs("zus"), OWN),
    row(9, "the_resident", NOBODY_ELSE, needs("mila"), OWN),
    row(9, "at_the_table", held("mila", "zus"), needs("zus", **TABLE), OWN),
    row(9, "the_resident_at_the_table", held("mila", "zus"), needs("mila", **TABLE), OWN),
    row(9, "entered_by_another", NOOR, needs("zus", entered_by="noor"), OWN),
    row(9, "a_nominee", [opens(), adds("zus"), nominates("zus")], accepts("zus"), OWN),
    row(
        10,
        "the_resident_for_a_nominee",
        [opens(), adds("zus"), nominates("zus")],
        accepts("zus", by="mila"),
        ANSWERS_FOR_ANOTHER,
    ),
    row(10, "professional_with_reason", NOOR, needs("zus", by="noor", reason=WHY), ANSWERS_FOR_ANOTHER),
    row(
        10,
        "professional_for_the_resident",
        taken_over(*ALL_DOMAINS),
        needs("mila", by="noor", reason=WHY),
        ANSWERS_FOR_ANOTHER,
    ),
    row(10, "representative_for_the_resident", represented(), needs("mila", by="zus"), ANSWERS_FOR_ANOTHER),
    row(
        10,
        "representative_confirming",
        [*represented(), is_involved("noor"), sets_goal("noor", reason=WHY)],
        confirms(5, by="zus", person="mila"),
        ANSWERS_FOR_ANOTHER,
    ),
    row(10, "handing_back", taken_over("WHAT"), hands_back("mila", person="noor"), ANSWERS_FOR_ANOTHER),
]

GIVER: Final = [
    row(11, "resident_no_meeting", NOBODY_ELSE, agrees("mila"), OWN),
    row(11, "resident_alone_at_the_table", held("mila"), agrees("mila", **TABLE), OWN),
    row(11, "resident_and_another", held("mila", "buur"), agrees("mila", **TABLE), TOGETHER),
    row(12, "representative", represented("HOW"), agrees("mila", by="zus"), REPRESENTED),
    row(
        12,
        "representative_changing",
        [*represented("HOW"), agrees("mila")],
        changes_agreement("mila", by="zus"),
        REPRESENTED,
    ),
    row(
        12,
        "by_law_with_a_reason",
        [opens(), by_law("mentor", "HOW")],
        agrees("mila", by="mentor", reason=WHY),
        REPRESENTED,
    ),
    row(
        12,
        "by_law_without_a_reason",
        [opens(), by_law("mentor", "HOW")],
        agrees("mila", by="mentor"),
        SAYS_NOT_WHY_NOT_THE_RESIDENT,
    ),
    row(13, "resident_there", held("mila", "buur"), agrees("buur", **TABLE), TOGETHER),
    row(13, "professional_as_giver", held("mila", "noor"), agrees("noor", **TABLE), TOGETHER),
    row(14, "no_meeting", NOBODY_ELSE, agrees("buur"), OWN),
    row(14, "meeting_without_the_resident", held("buur", "noor"), agrees("buur", **TABLE), OWN),
    row(14, "resident_left", [*held("mila", "buur"), goes("mila", on=AT_THE_TABLE)], agrees("buur", **TABLE), OWN),
    row(14, "professional_as_giver", NOOR, agrees("noor"), OWN),
    row(15, "professional", NOOR, agrees("buur", by="noor"), BINDS_ANOTHER),
    row(15, "professional_with_reason", NOOR, agrees("buur", by="noor", reason=WHY), BINDS_ANOTHER),
    row(15, "professional_for_the_resident", taken_over("HOW"), agrees("mila", by="noor", reason=WHY), BINDS_ANOTHER),
    row(15, "the_resident_for_another", NOBODY_ELSE, agrees("buur", by="mila"), BINDS_ANOTHER),
    row(15, "representative_for_another", represented("HOW"), agrees("buur", by="zus"), BINDS_ANOTHER),
    row(
        15,
        "representative_out_of_scope",
        represented("WHAT", "WHO", "HOW_LONG"),
        agrees("mila", by="zus"),
        BINDS_ANOTHER,
    ),
    row(15, "both_at_the_table", held("mila", "buur", "noor"), agrees("buur", by="noor", **TABLE), BINDS_ANOTHER),
]

COMPOSITION = says("composition.evaluated", "zus", outcome="fits")

GROUP: Final = [
    row(16, "no_meeting", NOBODY_ELSE, plans(), OWN),
    row(16, "alone_at_the_table", held("mila"), agrees_rules("mila", **TABLE), OWN),
    row(17, "the_resident_and_another", held("mila", "buur"), agrees_rules("mila", **TABLE), TOGETHER),
    row(17, "another_and_the_resident", held("mila", "buur"), agrees_rules("buur", **TABLE), TOGETHER),
    row(17, "professional_without_a_reason", held("mila", "noor"), agrees_rules("noor", **TABLE), TOGETHER),
    row(
        17,
        "representative",
        [*represented("HOW"), plans(), begins("mila", "zus")],
        agrees_rules("zus", **TABLE),
        TOGETHER,
    ),
    row(18, "no_meeting", represented("HOW"), agrees_rules("zus"), REPRESENTED),
    row(
        18,
        "at_the_table",
        [*represented("HOW"), plans(), begins("buur", "zus")],
        agrees_rules("zus", **TABLE),
        REPRESENTED,
    ),
    row(18, "the_composition_is_who", represented("WHO"), COMPOSITION, REPRESENTED),
    row(
        18, "by_law_with_a_reason", [opens(), by_law("mentor", "HOW")], agrees_rules("mentor", reason=WHY), REPRESENTED
    ),
    row(
        18,
        "by_law_without_a_reason",
        [opens(), by_law("mentor", "HOW")],
        agrees_rules("mentor"),
        SAYS_NOT_WHY_NOT_THE_RESIDENT,
    ),
    row(19, "reason", NOOR, plans(by="noor", reason=WHY), TAKEN_OVER),
    row(19, "in_force", taken_over("HOW"), plans(by="noor"), TAKEN_OVER),
    row(
        19,
        "at_the_table_without_the_resident",
        held("buur", "noor"),
        agrees_rules("noor", reason=WHY, **TABLE),
        TAKEN_OVER,
    ),
    row(20, "no_meeting", NOOR, plans(by="noor"), SAYS_NO_WHY),
    row(20, "another_domain", taken_over("WHAT", "WHO", "HOW_LONG"), plans(by="noor"), SAYS_NO_WHY),
    row(20, "at_the_table_without_the_resident", held("buur", "noor"), agrees_rules("noor", **TABLE), SAYS_NO_WHY),
    row(
        20,
        "the_resident_left",
        [*held("mila", "noor"), goes("mila", on=AT_THE_TABLE)],
        agrees_rules("noor", **TABLE),
        SAYS_NO_WHY,
    ),
    row(
        21, "at_the_table_without_the_resident", held("buur", "noor"), agrees_rules("buur", **TABLE), WITHOUT_THE_OWNER
    ),
    row(
        21,
        "the_resident_left",
        [*held("mila", "buur"), goes("mila", on=AT_THE_TABLE)],
        agrees_rules("buur", **TABLE),
        WITHOUT_THE_OWNER,
    ),
    row(21, "no_meeting", NOBODY_ELSE, plans(by="buur"), WITHOUT_THE_OWNER),
    row(21, "peer_supporter_with_reason", GIJS, plans(by="gijs", reason=WHY), WITHOUT_THE_OWNER),
    row(21, "representative_out_of_scope", represented("HOW"), COMPOSITION, WITHOUT_THE_OWNER),
]

FACT = says("report.written", "buur", meeting="m1", words="we spraken over rust")


ANYONE: Final = [
    row(22, "anybody", NOBODY_ELSE, introduces("zus"), NO_STANDING),
    row(22, "the_resident", NOBODY_ELSE, introduces("mila"), NO_STANDING),
    row(22, "professional_without_a_reason", NOOR, introduces("noor"), NO_STANDING),
    row(22, "meeting_planned", [*NOOR, plans()], introduces("noor", during="m1"), NO_STANDING),
    row(22, "meeting_they_were_not_in", held("mila"), introduces("noor", during="m1"), NO_STANDING),
    row(
        22,
        "meeting_that_is_over",
        [*held("mila"), closes()],
        FACT | {"meeting": "m1", "at": "2017-02-28T10:00:00Z"},
        NO_STANDING,
    ),
    row(22, "unknown_meeting", NOOR, introduces("noor", during="m9"), NOT_THERE),
    row(22, "own_rules_apply", GIJS, takes_over("WHO", by="gijs"), "only_a_professional_takes_over"),
]

ROWS: Final = [
    *NOT_AT_THE_TABLE,
    *DECIDED_BY_MILA,
    *ONLY_MILAS,
    *REPRESENTED_ROWS,
    *NOT_REPRESENTED,
    *TAKEN_OVER_ROWS,
    *ANYBODY_ELSE,
    *CONCERNED,
    *GIVER,
    *GROUP,
    *ANYONE,
]


@pytest.mark.parametrize(("before", "proposed", "expected"), ROWS)
def test_the_decision_table_gives_a_standing_or_names_the_rule(
    before: Sequence[Line], proposed: Line, expected: str | None
) -> None:
    """Each row of the table, with its variants: a standing, no standing, or the rule that refuses."""
    outcome = given(*before).when(proposed)
    if expected in STANDINGS:
        outcome.accepted(standing=expected)
    else:
        outcome.refused_by(str(expected))


def test_every_row_of_the_decision_table_is_tried() -> None:
    """No row of the catalogue is left out."""
    tried = {str(one.id).partition("-")[0] for one in ROWS}
    assert tried == {f"row_{number}" for number in range(23)}


# What follows, and what a moment later says. --------------------------------------------------------------------------


def test_what_follows_takes_the_standing_of_its_cause() -> None:
    """The yes of a nominee is their own, and so is the membership that follows from it."""
    scenario = nominated()
    number = recorded(scenario, accepts("zus"))
    assert scenario.case.written[number + 1].event == "member.joined"
    assert standing(scenario, number) == standing(scenario, number + 1) == OWN


def test_what_follows_from_a_fact_has_no_standing() -> None:
    """An objection is a fact, and the withdrawal it causes has no standing either."""
    scenario = opened(consents())
    outcome = scenario.when(objects(4)).accepted(standing=NO_STANDING)
    assert followed(outcome) == ["consent.withdrawn"]
    assert standing(scenario, outcome.entry.number + 1) is NO_STANDING


def test_what_follows_is_not_put_to_the_table() -> None:
    """A representative within consent only could not withdraw by another rule; the withdrawal follows all the same."""
    scenario = given(*represented("consent"), consents())
    assert followed(scenario.when(objects(4, by="zus")).accepted()) == ["consent.withdrawn"]


def test_who_leaves_halfway_is_there_until_then() -> None:
    """Presence is taken at each decision's own moment, whenever it is written down."""
    scenario = at_the_table("mila", "buur").given(goes("buur", on=HALFWAY), closes())
    scenario.when(sets_goal(goal="voor", during="m1", on="2017-02-20T14:29:59+01:00")).accepted(standing=TOGETHER)
    scenario.when(sets_goal(goal="na", during="m1", on=HALFWAY)).accepted(standing=OWN)


def test_who_comes_back_is_there_again() -> None:
    """Somebody who left and came in again takes part from then on."""
    scenario = at_the_table("mila", "buur").given(goes("mila", on=AT_THE_TABLE), comes("mila", on=HALFWAY))
    scenario.when(agrees_rules("buur", during="m1", on="2017-02-20T14:10:00+01:00")).refused_by(WITHOUT_THE_OWNER)
    scenario.when(agrees_rules("buur", during="m1", on=HALFWAY)).accepted(standing=TOGETHER)


def test_standing_does_not_change_when_attendance_is_corrected() -> None:
    """What was decided keeps its standing; what is written after the correction sees it."""
    scenario = at_the_table("mila", "buur")
    before = recorded(scenario, sets_goal(goal="voor", **TABLE))
    scenario.given(goes("buur", on="2017-02-20T14:10:00+01:00"))
    after = recorded(scenario, sets_goal(goal="na", **TABLE))
    assert (standing(scenario, before), standing(scenario, after)) == (TOGETHER, OWN)


def test_standing_does_not_change_when_a_taking_over_is_ended() -> None:
    """Taking the lead back undoes nothing that was taken over before."""
    scenario = given(*taken_over("WHAT"))
    number = recorded(scenario, sets_goal("noor"))
    scenario.given(takes_back())
    assert standing(scenario, number) == TAKEN_OVER


def test_standing_does_not_know_what_is_written_later() -> None:
    """A decision may not rest on a taking over that is written down after it, even for the same moment."""
    scenario = opened()
    scenario.when(sets_goal("noor", on="2017-02-24T12:00:00Z")).refused_by(SAYS_NO_WHY)
    scenario.given(takes_over("WHAT", on="2017-02-24T11:00:00Z"))
    scenario.when(sets_goal("noor", on="2017-02-24T12:00:00Z")).accepted(standing=TAKEN_OVER)


def test_a_representative_who_says_no_decides_no_more() -> None:
    """The last answer counts, and what was decided before stands."""
    scenario = given(*represented("WHAT"))
    number = recorded(scenario, sets_goal("zus"))
    scenario.given(answers("zus", 2, "no"))
    scenario.when(sets_goal("zus", goal="werk")).refused_by(THE_RESIDENTS)
    assert standing(scenario, number) == REPRESENTED


def test_a_representative_is_one_only_after_saying_yes() -> None:
    """A yes of this afternoon is no yes for a decision of this morning."""
    scenario = opened(appoints("zus", "WHAT"), answers("zus", 4, on="2017-02-20T12:00:00Z"))
    scenario.when(sets_goal("zus", on="2017-02-20T11:59:59Z")).refused_by(THE_RESIDENTS)
    scenario.when(sets_goal("zus", on="2017-02-20T12:00:00Z")).accepted(standing=REPRESENTED)


def test_a_representation_of_the_court_does_not_end_with_the_residents_own() -> None:
    """Ending what the resident gave leaves what the court gave, which then needs a reason."""
    scenario = given(*represented("WHAT"), by_law("zus", "WHAT"), says("representation.ended", "mila", person="zus"))
    scenario.when(sets_goal("zus")).refused_by(SAYS_NOT_WHY_NOT_THE_RESIDENT)
    scenario.when(sets_goal("zus", reason=WHY)).accepted(standing=REPRESENTED)


def test_a_representation_that_ended_stays_ended_when_a_later_one_ends() -> None:
    """Between two representations nobody represents, however late that is written down."""
    ends = says("representation.ended", "mila", person="zus")
    scenario = opened(appoints("zus", "WHAT"), answers("zus", 4), ends | {"at": "2017-03-01T12:00:00Z"})
    request = recorded(scenario, appoints("zus", "WHAT", from_="2017-04-01"))
    scenario.given(answers("zus", request), ends | {"at": "2017-05-01T12:00:00Z"})
    scenario.when(sets_goal("zus", on="2017-03-02T12:00:00Z")).refused_by(THE_RESIDENTS)
    scenario.when(sets_goal("zus", on="2017-04-02T12:00:00Z")).accepted(standing=REPRESENTED)


def test_a_taking_over_serves_only_who_took_it() -> None:
    """Two professionals: the one who took over decides without saying why again, the other does not."""
    scenario = given(*taken_over("WHO"), is_involved("arts", "lead_clinician"), plans())
    scenario.when(invites("buur", by="noor")).accepted(standing=TAKEN_OVER)
    scenario.when(invites("zus", by="arts")).refused_by(SAYS_NO_WHY)


def test_only_the_opening_of_a_case_comes_before_the_table() -> None:
    """An event of a plugin that names the resident in a field is judged like any other."""
    plugin = Concept("a plugin's own", category="goals")

    @plugin.event("dream.told", whose=Whose.RESIDENT, domain=Domain.WHAT, yields=Yields.NOBODY)
    class DreamTold(Event):
        """The resident tells a dream.

        nl: De inwoner vertelt een droom.
        """

        resident: PersonId

    scenario = given(opens(), rulebook=CORE_RULEBOOK.extended([plugin]))
    scenario.when(says("dream.told", "buur", resident="mila")).refused_by(ONLY_THE_RESIDENTS)


def test_the_networks_end_has_the_standing_of_who_decided_it() -> None:
    """Two takings off the network, each with its own standing."""
    scenario = joined(adds("buur"))
    scenario.when(removes_from_network("buur", by="noor", reason=WHY)).accepted(standing=TAKEN_OVER)
    scenario.when(removes_from_network("zus")).accepted(standing=OWN)
