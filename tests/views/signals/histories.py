"""Histories of a support group, drawn at random: what the rules allow of it, written down on the day or later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from svh_core.domain.case import EMPTY_CASE
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import decide
from svh_core.domain.rulebook import Entry
from svh_core.domain.values import names_of
from svh_core.errors import NotAllowed
from svh_core.log.script import ScriptReader
from svh_core.testing import open_sealing
from svh_core.testing.scenarios import FIRST_MOMENT, says

from ...domain.openings import (
    Line,
    accepts,
    adds,
    agrees,
    agrees_rules,
    answers,
    appoints,
    begins,
    by_law,
    closes,
    confirms,
    consents,
    contacts,
    declines,
    deepens,
    ends_agreement,
    hands_back,
    is_involved,
    needs,
    nominates,
    objects,
    opens,
    permits,
    plans,
    removes,
    sets_goal,
    stops_helping,
    takes_back,
    takes_over,
    withdraws,
)
from .days import explains, informs

T = TypeVar("T")


class Log(list[Entry[Any]]):
    """A history, shown an entry a line."""

    def __repr__(self) -> str:
        return "\n" + "\n".join(
            f"{e.number} {e.event.spec.name} by {e.by} at {e.at:%m-%d %H:%M} recorded {e.recorded_at:%m-%d %H:%M}"
            f" {[told for told in map(e.event.__getattribute__, names_of(type(e.event))) if told]}"
            for e in self
        )


_READER: Final = ScriptReader(CORE_RULEBOOK, of_the_casebook=True)
_OPENING: Final = (
    opens(),
    is_involved("noor"),
    is_involved("gijs", "peer_supporter"),
    is_involved("lot", "lead_clinician"),
    adds("zus"),
    adds("buur"),
    nominates("zus"),
    nominates("buur", asked_per_month=4),
)


def _at_the_table(meeting: str, *present: str) -> list[Line]:
    """A meeting that somebody planned on the spot, with a goal set in it; it is closed another day, if ever."""
    goal = sets_goal(goal=f"goal-{meeting}", during=meeting)
    return [plans(meeting), _now(begins(*present, meeting=meeting)), goal, agrees("zus", agreement=f"a-{meeting}")]


def _contact(**more: str) -> Line:
    return says("contact.made", "noor", person="noor", channel="phone", out_of_hours="no", **more)


def _works(minutes: int, on_: str) -> Line:
    told = {"activity": "meeting", "person": "noor", "with_resident": "yes", "law": "Wmo"}
    return says("time.logged", "noor", minutes=minutes, on_=on_, **told)


def _measure(from_: str, until: str) -> Line:
    told = {"measure": "lm1", "kind": "conditional", "limits": ["HOW"], "decided_by": "de rechter"}
    return says("legal_measure.recorded", "noor", from_=from_, until=until, **told)


def _now(line: Line) -> Line:
    return {name: told for name, told in line.items() if name != "at"}


_LATER: Final = "2017-06-01T00:00:00Z"

STEPS: Final[tuple[list[Line], ...]] = (
    *(
        _at_the_table(f"m{n}", *people)
        for n, people in enumerate([("mila", "noor", "zus"), ("noor",), ("mila", "sam")])
    ),
    *([_now(closes(f"m{n}"))] for n in range(3)),
    *([confirms(n)] for n in range(9, 16)),
    *([objects(n), informs(n + 1, how="copy")] for n in range(9, 16)),
    [accepts("zus")],
    [accepts("buur")],
    [declines("zus")],
    [nominates("zus")],
    [removes("zus")],
    [says("member.left", "buur", person="buur")],
    [says("position.stated", "buur", person="buur", offered_per_month=2)],
    [needs("buur")],
    [says("need.met", "noor", need="n1", arranged_by="noor", enough="partly")],
    [permits("noor"), contacts()],
    [permits("noor"), deepens()],
    [says("information.given", "noor", person="zus", material="folder", version="1", language="nl")],
    [takes_over("WHAT", "WHO", until=_LATER)],
    [takes_over("WHO", until=_LATER, taking_over="t2")],
    [takes_back()],
    [hands_back(taking_over="t2")],
    [sets_goal("noor", goal="wonen")],
    [sets_goal("noor", goal="werk", reason="Mila is opgenomen")],
    [sets_goal(goal="rust", entered_by="noor")],
    [says("goal.let_go", "mila", goal="rust")],
    [says("goal.progress_reviewed", "noor", goal="rust", going="same")],
    [agrees("noor")],
    [ends_agreement("noor")],
    [says("agreement.looked_back_on", "noor", agreement="a1", went="kept")],
    [says("objection.raised", "zus", entry=4), says("concern.raised", "gijs", words="let op")],
    [says("objection.answered", "noor", entry=10, outcome="kept")],
    [says("consultation.held", "noor", with_=["lot"], kind="team", identified="yes")],
    [appoints("zus", "WHAT", "WHO"), answers("zus", 9)],
    [says("goal.let_go", "zus", goal="wonen")],
    [by_law("mentor", "WHO", by="noor", until="2017-05-01")],
    [consents(entered_by="noor", until="2017-04-15")],
    [withdraws()],
    [is_involved("arts", by="arts")],
    [stops_helping("noor", on="2017-03-20"), stops_helping("gijs", "peer_supporter", on="2017-03-10")],
    [stops_helping("lot", "lead_clinician", on="2017-04-01")],
    [plans("m7", at="2017-03-25T12:00:00Z")],
    [says("meeting.moved", "mila", meeting="m7", at="2017-04-10T12:00:00Z")],
    [says("meeting.cancelled", "mila", meeting="m7")],
    [says("chair.chosen", "mila", person="zus")],
    [says("place.chosen", "mila", meeting="m7", place="thuis", feels_right="yes")],
    [agrees_rules("mila")],
    [says("rhythm.chosen", "mila", every_weeks=16)],
    [says("duration.agreed", "mila", of="case", until="2017-03-15")],
    [says("duration.agreed", "mila", of="case", until="2017-04-15")],
    [says("plan.drafted", "noor", plan="p1")],
    [says("plan.adopted", "mila", plan="p1")],
    [says("risk.chosen", "mila", choice="op reis", look_again_on="2017-04-01")],
    [says("participation.decided", "mila", answer="pause")],
    [says("participation.decided", "mila", answer="yes")],
    [says("case.closed", "mila", why="stops")],
    [says("case.reopened", "mila")],
    [explains("unanswered_nomination", until="2017-04-20")],
    [explains("triad_incomplete", subject="m1")],
    [says("entry.corrected", "mila", entry=12, wrong="entered_twice")],
    [says("help.asked", "mila", help="h1", kind="contact", asked_of="noor")],
    [_contact(answers="h1")],
    [_contact()],
    [says("entry.corrected", "mila", entry=13, wrong="moment")],
    [says("professional.change_requested", "mila", person="noor")],
    [says("checkpoint.reviewed", "noor", checkpoint="access", gap="yes")],
    [says("checkpoint.reviewed", "noor", checkpoint="access", gap="no")],
    [says("care.arranged", "mila", care="zorg", kind="guidance", provider="noor", level=2, until="2017-03-10")],
    [says("care.scaled_up", "mila", care="zorg", level=3, until="2017-04-20")],
    [says("care.ended", "mila", care="zorg", why="done")],
    [says("monitoring.chosen", "mila", wanted="yes")],
    [
        says(
            "measurement.recorded",
            "noor",
            instrument="NEL",
            moment="other",
            filled_in_by="resident",
            scores='{"total": 3}',
        )
    ],
    [says("admission.begun", "noor", stay="s1", voluntary="yes", answers="h1")],
    [says("admission.ended", "noor", stay="s1")],
    [says("respite.begun", "mila", stay="s2", house_rules_signed="yes")],
    [says("respite.ended", "mila", stay="s2")],
    [_measure("2017-02-20", "2017-04-01")],
    [says("legal_measure.ended", "noor", measure="lm1", on_="2017-03-10")],
    [says("emergency.opened", "arts", recipient="arts", categories=["crisis"], review_on="2017-03-01", reason="nood")],
    [says("crisis.noticed", "noor", seen="slaapt niet")],
    [says("participation.decided", "mila", answer="yes"), _works(700, "2017-03-01"), _works(700, "2017-03-02")],
    [_works(700, "2018-03-02")],
)
"""What may happen on a day."""

_LATE: Final = (0, 0, 0, 2, 9, 30)
"""How many days after it happened something is written down."""


@st.composite
def told_in_time(draw: st.DrawFn) -> Log:
    """A history in which everything is written down as it happens."""
    return _log((STEPS[index], gap, 0) for index, gap in draw(_steps(st.integers(0, 9))))


@st.composite
def told_late(draw: st.DrawFn) -> Log:
    """A history in which some of it is written down days after it happened."""
    steps = draw(_steps(st.tuples(st.integers(0, 9), st.sampled_from(_LATE))))
    return _log((STEPS[index], gap, back) for index, (gap, back) in steps)


def _steps(with_: st.SearchStrategy[T]) -> st.SearchStrategy[list[tuple[int, T]]]:
    """Which steps are taken, each once, with something drawn for each."""
    step = st.tuples(st.integers(0, len(STEPS) - 1), with_)
    return st.lists(step, min_size=15, max_size=40, unique_by=lambda one: one[0])


def _log(steps: Any) -> Log:
    case, log, clock = EMPTY_CASE, Log(), FIRST_MOMENT
    for line, day, back in _dated(steps):
        clock = max(clock, FIRST_MOMENT + timedelta(days=day)) + timedelta(minutes=7)
        at = clock - timedelta(days=back)
        proposal = _READER.read(json.dumps({"at": at.isoformat()} | line).encode())
        try:
            decided = decide(
                proposal.entry(recorded_at=clock, edition=CORE_RULEBOOK.edition),
                case,
                rulebook=CORE_RULEBOOK,
                seal=open_sealing.seal,
            )
        except NotAllowed:
            continue
        case = decided.case
        log.extend(decided.entries)
    return log


def _dated(steps: Any) -> Iterator[tuple[Line, int, int]]:
    yield from ((line, 0, 0) for line in _OPENING)
    day = 0
    for lines, gap, back in steps:
        day += gap
        yield from ((line, day, back) for line in lines)


def moments_of(log: Log) -> st.SearchStrategy[datetime]:
    """A moment in or after a history, to the hour."""
    hours = int((log[-1].recorded_at - FIRST_MOMENT).total_seconds()) // 3600 + 24 * 60
    return st.integers(0, hours).map(lambda passed: FIRST_MOMENT + timedelta(hours=passed, minutes=59))
