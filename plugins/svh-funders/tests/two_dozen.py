"""Twenty-four residents whose numbers a person can add up: twelve called ``anna``, twelve ``bo``, each with a number.

What is true of all Annas, and of all Bos, is written here once; what differs stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from svh_core import Casebook
from svh_core.testing.playing import StandingClock, give_consent, play

ANNAS: Final = tuple(f"anna-{number}" for number in range(12))
BOS: Final = tuple(f"bo-{number}" for number in range(12))
CATEGORIES: Final = ("network", "meetings", "crisis", "measures", "time", "care", "regie")
TOWN: Final = "org-gemeente"

Line = dict[str, Any]


def line(case: str, day: str, event: str, by: str, *, at: str = "10:00", told: Any = None, **data: Any) -> Line:
    """A decision as a script has it; `told` is what stands beside the event."""
    around: Mapping[str, Any] = {"case": case, "event": event, "by": by, "at": f"{day}T{at}:00Z"}
    return {**around, **(told or {}), "data": {name.rstrip("_"): value for name, value in data.items()}}


def anna(number: int) -> Iterator[Line]:
    """An Anna: began on 1 November 2024, so that her year 1 lasts until 31 October 2025."""
    case = f"anna-{number}"
    yield from _began(case, "2024-11-01", own=("zus", "buur", "oom"), formal=("noor",), peer=("joke",))
    # Two meetings, on 10 February and 10 April 2025: two months apart. All three sides were there, and each time the
    # next one was planned.
    yield _planned(case, "2025-01-20", "m1", "2025-02-10")
    yield from _met(case, "2025-02-10", "m1", [case, "zus", "noor"], next_="m2", on="2025-04-10")
    yield from _met(case, "2025-04-10", "m2", [case, "zus", "noor"], next_="m3", on="2025-07-01")
    # Hours. Anna 11's are paid by the Zvw; the others' by the Wmo, but for half an hour of planning of Anna 0 to 9.
    law = "Zvw" if number == 11 else "Wmo"
    yield _worked(case, "2025-02-03", "explaining", 60, law)
    yield _worked(case, "2025-02-10", "meeting", 120, law)
    if number < 10:
        yield _worked(case, "2025-03-03", "planning", 30, "Zvw")
    if number != 11:
        yield _worked(case, "2025-11-20", "meeting", 90, "Wmo")
    # Two goals of her own; Noor chose a chair in her place, and she said yes to that (not with Anna 11).
    yield line(case, "2025-03-01", "goal.set", case, goal="rust", horizon="short", words="rust")
    yield line(case, "2025-03-01", "goal.set", case, at="10:01", goal="wonen", horizon="long", words="een huis")
    if number != 11:
        yield line(case, "2025-03-02", "chair.chosen", "noor", told={"reason": "ze was weg"}, person="zus")
    # Questionnaires, as she wants: the NEL went from 2.5 to 3 (Anna 11: 2.5 again), the BSI-18 was new in 2025. The
    # MANSA was filled in by Noor, so it is not counted.
    yield line(case, "2024-12-01", "monitoring.chosen", case, wanted="yes")
    yield _measured(case, "2024-12-05", "NEL", "baseline", '{"total": 2.5}')
    yield _measured(case, "2025-09-01", "NEL", "months_9", '{"total": 2.5}' if number == 11 else '{"total": 3.0}')
    yield _measured(case, "2025-09-02", "BSI-18", "baseline", '{"global_severity": 20}')
    yield _measured(case, "2025-09-03", "MANSA", "baseline", '{"total": 4.0}', by="professional")
    if number != 11:
        yield line(
            case, "2025-06-01", "outcome.recorded", case, area="home", change="eigen huis", kind="independent_living"
        )
    # Guidance became less, twice with Anna 0 to 9; treatment became more.
    yield from _helped(case, "2024-11-10", guidance=3, treatment=1)
    yield line(case, "2025-07-01", "care.scaled_down", case, care="guidance", level=2)
    if number < 10:
        yield line(case, "2025-08-01", "care.scaled_down", case, care="guidance", level=1)
    yield line(case, "2025-07-02", "care.scaled_up", case, care="treatment", level=2)
    # Admitted from 20 December 2024 to 5 January 2025: 17 days (not Anna 11). Anna 0 to 2: a week of respite.
    if number != 11:
        yield from _stayed(case, "opname", "2024-12-20", "2025-01-05")
    if number < 3:
        yield line(case, "2025-06-02", "respite.begun", case, stay="respijt", house_rules_signed="yes")
        yield line(case, "2025-06-09", "respite.ended", case, stay="respijt")


def bo(number: int) -> Iterator[Line]:
    """A Bo: began on 1 June 2023, so that year 2 lasts until 31 May 2025."""
    case = f"bo-{number}"
    yield from _began(case, "2023-06-01", own=("zus",), formal=("noor", "arts"), peer=())
    # Meetings on 20 November 2024 and 20 March 2025: four months apart, which Bo 0 chose. Nobody of their own was at
    # the second, and no next one was planned in it.
    yield _planned(case, "2024-10-01", "m0", "2024-11-20")
    yield from _met(case, "2024-11-20", "m0", [case, "zus", "noor"])
    if number == 0:
        yield line(case, "2025-01-05", "rhythm.chosen", case, every_weeks=20)
    yield _planned(case, "2025-02-01", "m1", "2025-03-20")
    yield from _met(case, "2025-03-20", "m1", [case, "noor", "arts"])
    # Hours: 500 minutes in year 2 before 2025 (Bo 0 to 9), 100 in it, and 80 in year 3.
    if number < 10:
        yield _worked(case, "2024-12-10", "meeting", 500, "Zvw")
    yield _worked(case, "2025-03-20", "meeting", 100, "Zvw")
    yield _worked(case, "2025-09-01", "contacting", 80, "Wmo" if number == 0 else "Zvw")
    # One goal together, in the meeting; one that Noor set in Bo's place, to which Bo said yes (Bo 0 to 9). Bo chose
    # the chair three times, of which Noor wrote one down.
    told = {"meeting": "m1"}
    yield line(case, "2025-03-20", "goal.set", case, at="10:10", told=told, goal="werk", horizon="long", words="werk")
    if number < 10:
        yield line(
            case,
            "2025-05-01",
            "goal.set",
            "noor",
            told={"reason": "het moest snel"},
            goal="geld",
            horizon="short",
            words="geld",
        )
    yield line(case, "2025-05-02", "chair.chosen", case, person="zus")
    yield line(case, "2025-05-03", "chair.chosen", case, person=case)
    yield line(case, "2025-05-04", "chair.chosen", case, told={"entered_by": "noor"}, person="zus")
    # Bo 0 to 9 want to be followed: the NEL went from 3 to 2, and they found work. Bo 10 and 11 said no; that Bo 10
    # found work too is not counted.
    yield line(case, "2024-12-01", "monitoring.chosen", case, wanted="yes" if number < 10 else "no")
    if number < 10:
        yield _measured(case, "2024-12-05", "NEL", "baseline", '{"total": 3.0}')
        yield _measured(case, "2025-09-01", "NEL", "months_9", '{"total": 2.0}')
    if number < 11:
        yield line(case, "2025-06-01", "outcome.recorded", case, area="work", change="een baan", kind="paid_work")
    # Guidance became more, and ended with Bo 0 to 9; treatment became less.
    yield from _helped(case, "2023-06-10", guidance=1, treatment=4)
    yield line(case, "2025-07-01", "care.scaled_up", case, care="guidance", level=2)
    yield line(case, "2025-07-02", "care.scaled_down", case, care="treatment", level=3)
    if number < 10:
        yield line(case, "2025-10-01", "care.ended", case, care="guidance", why="done")
        # Admitted from 1 May to 10 June 2025: 41 days.
        yield from _stayed(case, "opname", "2025-05-01", "2025-06-10")


def _began(case: str, day: str, *, own: Sequence[str], formal: Sequence[str], peer: Sequence[str]) -> Iterator[Line]:
    yield line(case, day, "case.opened", case, resident=case, method="support_group")
    yield line(case, day, "participation.decided", case, answer="yes")
    for person in own:
        yield line(case, day, "network.person_added", case, person=person, network="informal", relation_kind="family")
    for role, people in (("care_worker", formal), ("peer_supporter", peer)):
        for person in people:
            yield line(case, day, "involvement.recorded", person, person=person, role=role, from_=day)
    for person in (*own, *formal, *peer):
        yield line(case, day, "nomination.made", case, at="11:00", person=person)
        yield line(case, day, "nomination.accepted", person, at="12:00", person=person)


def _planned(case: str, day: str, meeting: str, on: str, *, at: str = "10:00") -> Line:
    told = {"meeting": meeting, "kind": "support_group", "at": f"{on}T10:00:00Z", "minutes": 60, "mode": "onsite"}
    return {"case": case, "event": "meeting.planned", "by": case, "at": f"{day}T{at}:00Z", "data": told}


def _met(
    case: str, day: str, meeting: str, present: list[str], *, next_: str | None = None, on: str = ""
) -> Iterator[Line]:
    yield line(case, day, "meeting.opened", case, meeting=meeting, present=present)
    if next_ is None:
        yield line(case, day, "meeting.closed", case, at="11:00", meeting=meeting)
    else:
        yield _planned(case, day, next_, on, at="10:50")
        yield line(case, day, "meeting.closed", case, at="11:00", meeting=meeting, next=next_)


def _worked(case: str, day: str, activity: str, minutes: int, law: str) -> Line:
    told: dict[str, Any] = {
        "activity": activity,
        "minutes": minutes,
        "law": law,
        "person": "noor",
        "on": day,
        "with_resident": "yes",
    }
    return line(case, day, "time.logged", "noor", **told)


def _measured(case: str, day: str, instrument: str, moment: str, scores: str, *, by: str = "resident") -> Line:
    told = {"instrument": instrument, "moment": moment, "filled_in_by": by, "scores": scores}
    return line(case, day, "measurement.recorded", case, **told)


def _helped(case: str, day: str, **levels: int) -> Iterator[Line]:
    for kind, level in levels.items():
        yield line(case, day, "care.arranged", case, care=kind, kind=kind, provider="noor", level=level)


def _stayed(case: str, stay: str, begun: str, ended: str) -> Iterator[Line]:
    yield line(case, begun, "admission.begun", case, stay=stay, voluntary="yes")
    yield line(case, ended, "admission.ended", case, stay=stay)


def confirmations(book: Casebook, case: str) -> Iterator[Line]:
    """The resident says yes to what Noor decided in their place."""
    number = next((one.number for one in book.log.entries(case) if one.by == "noor" and one.reason), None)
    if number is not None:
        yield line(case, "2025-05-20", "decision.confirmed", case, entries=[number], person=case)


def casebook(clock: StandingClock) -> Casebook:
    """A casebook with all of them, who let the municipality count everything."""
    book = Casebook.in_memory(clock=clock, plugins=["svh-funders"])
    for number in range(12):
        for case, lines in ((f"anna-{number}", anna(number)), (f"bo-{number}", bo(number))):
            add(book, case, lines)
    return book


def add(book: Casebook, case: str, lines: Iterator[Line], *, categories: Sequence[str] = CATEGORIES) -> None:
    """One more resident, who lets the municipality count these categories."""
    play(book, lines)
    play(book, confirmations(book, case))
    give_consent(book, case, categories, purpose="funding", recipient=TOWN)
