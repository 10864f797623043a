"""How help changed over time: less of it, more of it, pieces of it handed over, and how it ended.

Each is told as what happened. Less help is no success and more help no failure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from svh_core.domain.care import CareArranged, CareEnded, CareHandedOver, CareScaledDown, CareScaledUp, HandoverProposed
from svh_core.domain.rulebook import Entry
from svh_core.log.script import moment_in_json
from svh_core.views.as_told import Told, day_said, said, telling, value_said
from svh_core.views.history import History
from svh_core.views.seen import Seen
from svh_core.views.telling import Teller

_LEVELS: Final = {CareArranged: "arranged", CareScaledDown: "down", CareScaledUp: "up"}

COURSES: Final = frozenset({"peer_course", "wrap_course"})
"""The kinds of help that are courses led by people who lived through it themselves."""

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "Hulp in de loop van de tijd",
        "nothing": "Er is nog geen hulp afgesproken.",
        "by": "{kind}, door {provider}",
        "arranged": "{day}: begonnen met {level}",
        "down": "{day}: minder hulp, van {before} naar {level}",
        "up": "{day}: meer hulp, van {before} naar {level}",
        "handed_over": "{day}: {to} doet een stukje in plaats van {from_}: {task}",
        "asked": "{day}: gevraagd aan {to}, om een stukje te doen in plaats van {from_}: {task}",
        "ended": "{day}: gestopt, {why}",
        "sessions": "Aantal keren gepland: {planned}",
        "attended": "Aantal keren geweest: {attended}",
        "number": "Het getal zegt hoeveel hulp er is. Meer is niet beter, en minder ook niet.",
    },
    "en": {
        "title": "Help over time",
        "nothing": "No help was arranged yet.",
        "by": "{kind}, by {provider}",
        "arranged": "{day}: began, with {level}",
        "down": "{day}: less help, from {before} to {level}",
        "up": "{day}: more help, from {before} to {level}",
        "handed_over": "{day}: {to} does a piece of it in place of {from_}: {task}",
        "asked": "{day}: {to} was asked to do a piece of it in place of {from_}: {task}",
        "ended": "{day}: stopped; {why}",
        "sessions": "Number of times planned: {planned}",
        "attended": "Number of times there: {attended}",
        "number": "The number says how much help there is. More is not better, and neither is less.",
    },
}


def care_over_time(seen: Seen) -> dict[str, Any]:
    """How help changed, as data.

    Args:
        seen: what a look hands over.

    Returns:
        ``care``: each form of help in the order in which it was arranged, with its levels over time, the pieces of it
        that were handed over, the questions that wait for an answer, its sessions, and how it ended.

    Raises:
        NotPermitted: not all of the care is open to the viewer.
    """
    seen.need("care", "how help changed is")
    return {"as_of": moment_in_json(seen.moment), "care": _forms_of_help(seen.history, telling(seen))}


def _forms_of_help(history: History, told: Told) -> list[dict[str, Any]]:
    helps: dict[str, dict[str, Any]] = {}
    asked: dict[int, Entry[Any]] = {}
    for entry in history.entries:
        event = entry.event
        if entry.number in history.corrections and history.corrections[entry.number] != "words":
            continue
        if isinstance(event, CareArranged):
            helps[event.care] = _arranged(entry, told(entry))
        if isinstance(event, HandoverProposed):
            asked[entry.number] = entry
        known = helps.get(getattr(event, "care", None) or "")
        if known is None:
            continue
        if isinstance(event, CareArranged | CareScaledDown | CareScaledUp):
            known["levels"].append(_level(entry, told(entry)))
            known["until"] = told(entry).get("until", known["until"])
        elif isinstance(event, CareHandedOver):
            known["handed_over"].append(_handed_over(entry, event, asked.get(event.proposal), told))
        elif isinstance(event, CareEnded):
            _end(known, entry, told(entry))
    _note_open_questions(helps, asked, history, told)
    return list(helps.values())


def _arranged(entry: Entry[CareArranged], data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "care": data["care"],
        "kind": data["kind"],
        "provider": data["provider"],
        "course": entry.event.kind in COURSES,
        "words": data.get("words"),
        "until": data.get("until"),
        "levels": [],
        "handed_over": [],
        "asked": [],
        "ended": None,
        "sessions": {"planned": data.get("sessions"), "attended": None},
    }


def _level(entry: Entry[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "entry": entry.number,
        "at": moment_in_json(entry.at),
        "change": _LEVELS[type(entry.event)],
        "level": data["level"],
        "words": data.get("words"),
    }


def _handed_over(entry: Entry[Any], event: CareHandedOver, question: Entry[Any] | None, told: Told) -> dict[str, Any]:
    task = told(question).get("task") if question is not None else None
    piece = {"entry": entry.number, "at": moment_in_json(entry.at), "from": event.from_, "to": event.to}
    return piece | {"task": task, "proposal": event.proposal}


def _end(known: dict[str, Any], entry: Entry[Any], data: Mapping[str, Any]) -> None:
    known["ended"] = {
        "entry": entry.number,
        "at": moment_in_json(entry.at),
        "why": data.get("why"),
        "words": data.get("words"),
    }
    known["sessions"]["attended"] = data.get("sessions_attended")


def _note_open_questions(
    helps: Mapping[str, dict[str, Any]], asked: Mapping[int, Entry[Any]], history: History, told: Told
) -> None:
    """Notes who was asked to take a piece over and did not answer yet."""
    for number, entry in asked.items():
        request = history.case.requests.get(entry.number)
        known = helps.get(entry.event.care)
        if known is not None and request is not None and request.stands and not request.answers:
            question = {"entry": number, "at": moment_in_json(entry.at), "from": entry.event.from_}
            known["asked"].append(question | {"to": entry.event.to, "task": told(entry).get("task")})


def care_in_words(seen: Seen, language: str) -> Iterator[str]:
    """The same for people, line by line; see `care_over_time`."""
    helps, texts, teller = care_over_time(seen)["care"], _TEXTS[language], seen.told(language)
    yield texts["title"]
    yield texts["number"] if helps else texts["nothing"]
    for known in helps:
        yield ""
        kind = teller.language.value("kind", known["kind"])
        line = texts["by"].format(kind=kind, provider=teller.recipients(known["provider"]).object)
        yield f"{line[:1].upper()}{line[1:]}"
        yield from (f"  {line}" for line in _happened(known, texts, teller))


def _happened(known: Mapping[str, Any], texts: Mapping[str, str], teller: Teller) -> Iterator[str]:
    if known["words"] is not None:
        yield said(known["words"], teller)
    before: Any = None
    lines: list[tuple[int, str]] = []
    for one in known["levels"]:
        places = {"day": day_said(one, teller), "before": before, "level": one["level"]}
        lines.append((one["entry"], texts[one["change"]].format(**places)))
        before = one["level"]
    for what in ("handed_over", "asked"):
        for piece in known[what]:
            to = teller.person(piece["to"])
            places = {
                "day": day_said(piece, teller),
                "from_": teller.person(piece["from"]).object,
                "to": to.subject if what == "handed_over" else to.object,
                "task": said(piece["task"], teller),
            }
            lines.append((piece["entry"], texts[what].format(**places)))
    ended = known["ended"]
    if ended is not None:
        why = value_said("why", ended["why"], teller)
        lines.append((ended["entry"], texts["ended"].format(day=day_said(ended, teller), why=why)))
    yield from (line for _, line in sorted(lines))
    if known["sessions"]["planned"] is not None:
        yield texts["sessions"].format(planned=known["sessions"]["planned"])
    if known["sessions"]["attended"] is not None:
        yield texts["attended"].format(attended=known["sessions"]["attended"])
