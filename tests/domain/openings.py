"""Who is around the table in these tests, and the decisions most of them begin with.

Mila is the resident. Zus is her sister and buur her neighbour; Noor is a care worker, Gijs a peer supporter and Mentor
somebody a court appointed. The first part says one decision each; the second part gives whole openings.
"""

from __future__ import annotations

from typing import Any, Final

from svh_core.testing.scenarios import Outcome, Scenario, given, says

Line = dict[str, Any]

AT_THE_TABLE: Final = "2017-02-20T14:00:00+01:00"
"""The moment the meeting of these tests begins."""

HALFWAY: Final = "2017-02-20T14:30:00+01:00"
"""A moment in the middle of it."""

AT_ITS_END: Final = "2017-02-20T15:00:00+01:00"
"""The moment it is closed."""

ALL_DOMAINS: Final = ("WHAT", "WHO", "HOW", "HOW_LONG")


# One decision each. ---------------------------------------------------------------------------------------------------


def opens(by: str = "mila", **more: Any) -> Line:
    """The resident opens the case."""
    return says("case.opened", by, resident="mila", method="support_group", **more)


def introduces(by: str, **more: Any) -> Line:
    """Somebody explained what a support group is."""
    return says("introduction.held", by, present=["mila", by], minutes=30, explained=["regie"], **more)


def is_involved(person: str, role: str = "care_worker", *, from_: str = "2017-01-01", by: str = "mila") -> Line:
    """Somebody is professionally involved."""
    return says("involvement.recorded", by, person=person, role=role, from_=from_)


def stops_helping(person: str, role: str = "care_worker", *, on: str) -> Line:
    """Somebody is no longer involved from this day on."""
    return says("involvement.ended", "mila", person=person, role=role, on_=on)


def appoints(person: str, *scope: str, from_: str = "2017-01-01", **more: Any) -> Line:
    """The resident asks somebody to represent them."""
    return says("representative.appointed", "mila", person=person, scope=list(scope), from_=from_, **more)


def answers(person: str, request: int, answer: str = "yes", **more: Any) -> Line:
    """Somebody who was asked answers."""
    return says("request.answered", person, request=request, person=person, answer=answer, **more)


def by_law(person: str, *scope: str, basis: str = "mentor", by: str = "mila", **more: Any) -> Line:
    """Somebody else records whom a court made the resident's representative."""
    told = {"from_": "2017-01-01", "document": "ruling-1"} | more
    return says("legal_representation.recorded", by, person=person, basis=basis, scope=list(scope), **told)


def takes_over(*domains: str, by: str = "noor", until: str = "2017-03-01T00:00:00Z", **more: Any) -> Line:
    """A professional takes over."""
    told = {"taking_over": "t1", "told_resident": "yes", "reason": "Mila is opgenomen"} | more
    return says("regie.taken_over", by, domains=list(domains), until=until, **told)


def hands_back(by: str = "noor", taking_over: str = "t1", **more: Any) -> Line:
    """Who took over hands back."""
    return says("regie.handed_back", by, taking_over=taking_over, **({"person": by} | more))


def takes_back(by: str = "mila", taking_over: str = "t1", **more: Any) -> Line:
    """The resident takes the lead back."""
    return says("regie.taken_back", by, taking_over=taking_over, **more)


def adds(person: str, by: str = "mila", **more: Any) -> Line:
    """The resident puts somebody in their network."""
    return says("network.person_added", by, person=person, network="informal", relation_kind="family", **more)


def removes_from_network(person: str, by: str = "mila", **more: Any) -> Line:
    """The resident takes somebody off their network."""
    return says("network.person_removed", by, person=person, **more)


def nominates(person: str, by: str = "mila", **more: Any) -> Line:
    """The resident asks somebody to join."""
    return says("nomination.made", by, person=person, **more)


def accepts(person: str, by: str | None = None, **more: Any) -> Line:
    """A nominee says yes."""
    return says("nomination.accepted", by or person, person=person, **more)


def declines(person: str, **more: Any) -> Line:
    """A nominee says no."""
    return says("nomination.declined", person, person=person, **more)


def permits(approached_by: str, person: str = "zus") -> Line:
    """The resident lets somebody approach a nominee."""
    return says("approach.permitted", "mila", person=person, approached_by=approached_by, deepening="either")


def contacts(by: str = "noor", person: str = "zus") -> Line:
    """Somebody speaks to a nominee about the group."""
    return says("nominee.contacted", by, person=person, channel="phone")


def deepens(by: str = "noor", person: str = "zus", **more: Any) -> Line:
    """Somebody has a deepening talk with a nominee."""
    return says("deepening.held", by, person=person, present=[by, person], **more)


def needs(person: str, by: str | None = None, need: str = "n1", **more: Any) -> Line:
    """Somebody says what they need to take part."""
    return says("need.stated", by or person, person=person, need=need, words="een lift", **more)


def forms(group: str, by: str = "mila") -> Line:
    """The resident forms a group."""
    return says("group.formed", by, group=group, kind="practical")


def removes(person: str, by: str = "mila", **more: Any) -> Line:
    """The resident ends somebody's membership."""
    return says("member.removed", by, person=person, **more)


def invites(person: str = "zus", by: str = "mila", meeting: str = "m1", **more: Any) -> Line:
    """The resident asks somebody to come once."""
    return says("guest.invited", by, person=person, meeting=meeting, **more)


def plans(meeting: str = "m1", by: str = "mila", **more: Any) -> Line:
    """A meeting is planned."""
    told: dict[str, Any] = {"kind": "support_group", "at": AT_THE_TABLE, "minutes": 60, "mode": "onsite"}
    return says("meeting.planned", by, meeting=meeting, **(told | more))


def begins(*present: str, meeting: str = "m1", on: str = AT_THE_TABLE, by: str = "noor") -> Line:
    """A meeting begins."""
    return says("meeting.opened", by, on=on, meeting=meeting, present=list(present))


def comes(person: str, *, on: str, meeting: str = "m1") -> Line:
    """Somebody comes in."""
    return says("attendance.changed", "noor", on=on, meeting=meeting, person=person, now="here")


def goes(person: str, *, on: str, meeting: str = "m1") -> Line:
    """Somebody leaves the table."""
    return says("attendance.changed", "noor", on=on, meeting=meeting, person=person, now="gone")


def closes(meeting: str = "m1", *, on: str = AT_ITS_END) -> Line:
    """A meeting ends."""
    return says("meeting.closed", "noor", on=on, meeting=meeting)


def agrees_rules(by: str, **more: Any) -> Line:
    """The group agrees how people speak with each other."""
    return says("ground_rules.agreed", by, version=1, confidential="yes", words="we laten elkaar uitpraten", **more)


def sets_goal(by: str = "mila", goal: str = "rust", **more: Any) -> Line:
    """The resident sets a goal."""
    return says("goal.set", by, goal=goal, horizon="short", words="rust in huis", **more)


def rephrases(by: str = "mila", goal: str = "rust", **more: Any) -> Line:
    """The resident says a goal differently."""
    return says("goal.rephrased", by, goal=goal, horizon="long", **more)


def achieves(by: str = "mila", goal: str = "rust", **more: Any) -> Line:
    """The resident says a goal is reached."""
    return says("goal.achieved", by, goal=goal, **more)


def agrees(giver: str, by: str | None = None, agreement: str = "a1", **more: Any) -> Line:
    """Somebody says what they will do."""
    return says("agreement.made", by or giver, agreement=agreement, giver=giver, does="elke week koken", **more)


def changes_agreement(giver: str, by: str | None = None, agreement: str = "a1", **more: Any) -> Line:
    """Somebody changes what they would do."""
    return says("agreement.changed", by or giver, agreement=agreement, giver=giver, does="om de week koken", **more)


def ends_agreement(person: str, by: str | None = None, agreement: str = "a1") -> Line:
    """Somebody ends what they would do."""
    return says("agreement.ended", by or person, agreement=agreement, person=person, why="cannot")


def consents(by: str = "mila", consent: str = "c1", **more: Any) -> Line:
    """The resident lets somebody know certain things."""
    told: dict[str, Any] = {"categories": ["goals"], "recipient_kind": "role", "recipient": "member"}
    text = {"purpose": "support_group", "from_": "2017-01-01", "channel": "app", "text_version": "1", "language": "nl"}
    return says("consent.given", by, consent=consent, **(told | text | more))


def withdraws(by: str = "mila", consent: str = "c1", **more: Any) -> Line:
    """The resident takes a consent back."""
    return says("consent.withdrawn", by, consent=consent, **more)


def confirms(*entries: int, by: str = "mila", **more: Any) -> Line:
    """Somebody confirms what was decided or written down for them."""
    return says("decision.confirmed", by, entries=list(entries), **({"person": by} | more))


def objects(entry: int, by: str = "mila", **more: Any) -> Line:
    """Somebody objects to an entry."""
    return says("objection.raised", by, entry=entry, **more)


def shares(entry: int, by: str, **more: Any) -> Line:
    """Somebody lets others read their words."""
    told = {"person": by, "recipient_kind": "group", "recipient": "support_group"} | more
    return says("passage.shared", by, entry=entry, **told)


def adopts(edition: int) -> Line:
    """The casebook adopts an edition of the rules, in the stream of the log."""
    line = says("rulebook.adopted", "beheer", edition=edition, sha256="0f" * 32)
    return {name: told for name, told in line.items() if name != "case"} | {"stream": "log/svh"}


# Whole openings. ------------------------------------------------------------------------------------------------------


def opened(*lines: Line) -> Scenario:
    """A case of Mila with Noor as her care worker and Gijs as peer supporter, in which also this was decided."""
    return given(opens(), is_involved("noor"), is_involved("gijs", "peer_supporter"), *lines)


def represented(*scope: str, **more: Any) -> Scenario:
    """A case in which Zus represents Mila within this scope, and said yes to it."""
    return opened(appoints("zus", *(scope or ALL_DOMAINS), **more), answers("zus", 4))


def nominated(*lines: Line) -> Scenario:
    """A case in which Zus was asked for the support group."""
    return opened(adds("zus"), nominates("zus"), *lines)


def joined(*lines: Line) -> Scenario:
    """A case in which Zus is a member of the support group."""
    return nominated(accepts("zus"), *lines)


def at_the_table(*present: str) -> Scenario:
    """A case with a meeting going on, with these people."""
    return opened(plans(), begins(*present))


# What came of it. -----------------------------------------------------------------------------------------------------


def recorded(scenario: Scenario, line: Line) -> int:
    """Records one more decision that has to be accepted; its number."""
    return scenario.when(line).accepted().entry.number


def followed(outcome: Outcome) -> list[str]:
    """What followed from a decision, by the names of the events."""
    number = outcome.entry.number
    return [line.event for line in outcome.case.written.values() if line.caused_by == number]


def position(scenario: Scenario, number: int) -> str | None:
    """What the resident thinks of an entry, as the case has it."""
    return scenario.case.written[number].position


def standing(scenario: Scenario, number: int) -> str | None:
    """With what standing an entry was decided, as the case has it."""
    return scenario.case.written[number].standing
