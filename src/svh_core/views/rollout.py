"""How far an organisation is with working this way: what took place, by whom it is carried, what comes next.

Read off as "has happened". No number here is a mark, and no resident stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs

from svh_core.domain.civil_days import civil_date
from svh_core.domain.rollout import (
    AmbassadorAppointed,
    AmbassadorSteppedDown,
    AssignmentHandedIn,
    GatheringHeld,
    OrganisationJoined,
    OrganisationLeft,
    RopiScored,
    ScreeningHeld,
    SuccessShared,
    TrainingCompleted,
)
from svh_core.domain.rulebook import Entry, StreamKind, stream_kind
from svh_core.domain.time_spent import TimeBudgetSet
from svh_core.errors import NotFound
from svh_core.log.script import moment_in_json
from svh_core.views.history import History
from svh_core.views.hours import source_of
from svh_core.views.recurring import recurring, source_of_number
from svh_core.views.seen import Seen
from svh_core.views.settings import budget_of
from svh_core.views.sources import HANDBOOK

INTRODUCTIONS: Final = 5
"""How many introduction meetings the handbook has."""

TRAININGS: Final = 6
"""How many trainings it has."""

WITHOUT_FILM_OR_PRACTICE: Final = 6
"""The training of which the handbook links no film and sets no practice assignment."""

HOMEWORK: Final = {
    1: ("watching", "training"),
    2: ("case",),
    3: ("case",),
    4: ("support_group",),
    5: ("tips",),
}
"""What the handbook asks to do after each introduction meeting."""


def rollout(seen: Seen) -> dict[str, Any]:
    """How far an organisation is on a day, as data.

    Args:
        seen: what a look at the stream of an organisation hands over.

    Returns:
        Who takes part; the five introduction meetings; the ambassadors; what comes back again and again; screening,
        as totals alone; the six trainings, by how many people; successes, by how many; ROPI by department; and the
        hours that are reckoned.

    Raises:
        NotFound: it is a case that was looked at.
    """
    if stream_kind(seen.history.name) is not StreamKind.ORGANISATION:
        raise NotFound("a roll-out is of an organisation, and this is none", next="Look at organisation/ and its id.")
    history = seen.history
    return {
        "as_of": moment_in_json(seen.moment),
        "organisations": _organisations(history),
        "introduction": _introduction(history),
        "ambassadors": _ambassadors(history),
        "recurring": [recurring(history, kind) for kind in ("ambassadors", "case_meeting")],
        "screening": _screening(history),
        "trainings": _trainings(history),
        "successes": _successes(history),
        "ropi": _ropi(history),
        "budgets": _budgets(history),
    }


def _day(entry: Entry[Any]) -> str:
    return civil_date(entry.at).isoformat()


def _organisations(history: History) -> list[dict[str, Any]]:
    """Who takes part, and for what it is responsible."""
    joined: dict[str, dict[str, Any]] = {}
    for entry in history.of(OrganisationJoined, OrganisationLeft):
        event = entry.event
        if isinstance(event, OrganisationJoined):
            joined[event.organisation] = {
                "organisation": event.organisation,
                "name": event.name,
                "controller": event.controller,
                "from": event.from_.isoformat(),
                "left": None,
                "entry": entry.number,
            }
        elif event.organisation in joined and event.on <= history.day:
            joined[event.organisation]["left"] = event.on.isoformat()
    return list(joined.values())


def _introduction(history: History) -> dict[str, Any]:
    """The introduction meetings, each with its homework and how many people handed it in."""
    held = [entry for entry in history.of(GatheringHeld) if entry.event.kind == "introduction"]
    handed_in = [entry.event for entry in history.of(AssignmentHandedIn) if entry.event.of == "introduction"]
    numbers = {*range(1, INTRODUCTIONS + 1), *(e.event.number for e in held), *(event.number for event in handed_in)}
    meetings = [
        {
            "number": number,
            "held": [
                {"on": _day(entry), "present": len(entry.event.present), "entry": entry.number}
                for entry in held
                if entry.event.number == number
            ],
            "homework": _homework(entry for entry in held if entry.event.number == number),
            "handed_in": len({event.person for event in handed_in if event.number == number}),
            "in_handbook": list(HOMEWORK.get(number or 0, ())),
        }
        for number in sorted(numbers, key=lambda number: number if number is not None else len(numbers) + 1)
    ]
    expected = range(1, INTRODUCTIONS + 1)
    return {
        "of": INTRODUCTIONS,
        "is": sum(1 for one in meetings if one["number"] in expected and one["held"]),
        "meetings": meetings,
        "source": dict(HANDBOOK),
    }


def _homework(entries: Iterable[Entry[Any]]) -> list[str]:
    """The homework that was given, in order and each once."""
    return list(dict.fromkeys(tag for entry in entries for tag in entry.event.homework or ()))


def _ambassadors(history: History) -> dict[str, Any]:
    active: dict[str, dict[str, Any]] = {}
    former: list[dict[str, Any]] = []
    for entry in history.of(AmbassadorAppointed, AmbassadorSteppedDown):
        event = entry.event
        if isinstance(event, AmbassadorAppointed):
            if event.from_ <= history.day and event.person not in active:
                active[event.person] = {"person": event.person, "since": event.from_.isoformat(), "entry": entry.number}
        elif event.on <= history.day and event.person in active:
            former.append(active.pop(event.person) | {"until": event.on.isoformat()})
    return {
        "of": history.settings.number("ambassadors"),
        "is": len(active),
        "active": list(active.values()),
        "former": former,
        "source": source_of_number("ambassadors", history.settings),
    }


def _screening(history: History) -> dict[str, int]:
    """Totals alone: no team, no day and nobody stands beside them."""
    held = [entry.event for entry in history.of(ScreeningHeld)]
    totals = {name: sum(getattr(event, name) for event in held) for name in ("looked_at", "fits", "maybe")}
    return {"times": len(held)} | totals


def _trainings(history: History) -> list[dict[str, Any]]:
    """Each training, with how many people finished it and handed in its assignments."""
    finished = [entry.event for entry in history.of(TrainingCompleted) if entry.event.on <= history.day]
    handed_in = [entry.event for entry in history.of(AssignmentHandedIn) if entry.event.of == "training"]
    numbers = {*range(1, TRAININGS + 1), *(event.number for event in (*finished, *handed_in))}
    return [
        {
            "number": number,
            "finished": len({event.person for event in finished if event.number == number}),
            "assignments": {
                kind: len({event.person for event in handed_in if (event.number, event.kind) == (number, kind)})
                for kind in _assignments(number, [event.kind for event in handed_in if event.number == number])
            },
            "film": number != WITHOUT_FILM_OR_PRACTICE,
        }
        for number in sorted(numbers)
    ]


def _assignments(number: int, kinds: Iterable[str]) -> list[str]:
    """The assignments that the handbook sets for a training, and others that were handed in."""
    own = ("reflection",) if number == WITHOUT_FILM_OR_PRACTICE else ("reflection", "practice")
    return list(dict.fromkeys((*own, *kinds)))


def _successes(history: History) -> dict[str, Any]:
    shared = [entry.event.basis for entry in history.of(SuccessShared)]
    return {"shared": len(shared), "anonymous": shared.count("anonymous"), "consent": shared.count("consent")}


def _ropi(history: History) -> list[dict[str, Any]]:
    """How recovery-oriented each department scored its work, over time."""
    scored = [entry for entry in history.of(RopiScored) if entry.event.on <= history.day]
    return [
        {
            "department": department,
            "scores": [
                {
                    "on": entry.event.on.isoformat(),
                    "scores": list(entry.event.scores),
                    "version": entry.event.version,
                    "entry": entry.number,
                }
                for entry in sorted(scored, key=lambda entry: (entry.event.on, entry.number))
                if entry.event.department == department
            ],
        }
        for department in dict.fromkeys(entry.event.department for entry in scored)
    ]


def _budgets(history: History) -> list[dict[str, Any]]:
    """What a year of a support group is reckoned to take, as it holds on the day."""
    own = [budget_of(entry.event) for entry in history.of(TimeBudgetSet)]
    settings = attrs.evolve(history.settings, budgets=(*history.settings.budgets, *own))
    held = (settings.budget(year, history.day) for year in sorted({budget.year for budget in settings.budgets}))
    return [
        {"year": one.year, "minutes": one.total, "activities": dict[str, int](one.minutes), "source": source_of(one)}
        for one in held
        if one is not None
    ]
