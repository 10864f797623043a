"""How far an organisation is, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from svh_core.views.as_told import day_said, value_said
from svh_core.views.hours import duration, source_in_words
from svh_core.views.rollout import rollout
from svh_core.views.seen import Seen
from svh_core.views.telling import Teller

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "Werken met steungroepen bij {organisation}, op {day}",
        "organisations": "Wie er meedoet",
        "organisation": "{name}, vanaf {from_}. Verantwoordelijk voor wat er staat: {controller}",
        "left": "Doet niet meer mee vanaf {left}",
        "introduction": "Bijeenkomsten voor de start: {is_} van {of}",
        "held": "Bijeenkomst {number}: geweest op {days}",
        "not_held": "Bijeenkomst {number}: nog niet geweest",
        "no_number": "zonder nummer",
        "homework": "Huiswerk: {homework}. Door hoeveel mensen gemaakt: {handed_in}",
        "ambassadors": "Ambassadeurs: {is_}. Er zijn er {of} nodig",
        "active": "{person}, vanaf {since}",
        "meeting_ambassadors": "Overleg van ambassadeurs",
        "meeting_case_meeting": "Overleg over meer steungroepen",
        "every_days": "Elke {days} dagen",
        "every_month": "Elke maand op {weekday}[, in week {week}][, om {at}][, {minutes} minuten]",
        "last": "Laatste keer: {day}",
        "never": "Nog niet geweest",
        "next": "Volgende keer: {day}",
        "weekdays": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "screening": "Gekeken bij wie een steungroep past",
        "screened": "Gekeken: {looked_at}. Het past: {fits}. Misschien: {maybe}",
        "trainings": "Trainingen",
        "training": "Training {number}. Hoeveel mensen klaar zijn: {finished}",
        "assignment": "Huiswerk ({kind}). Hoeveel mensen het maakten: {people}",
        "no_film": "Hier hoort geen film bij",
        "successes": "Verteld wat goed ging: {shared}. Zonder naam: {anonymous}. Met toestemming: {consent}",
        "ropi": "Punten voor werken aan herstel (ROPI)",
        "ropi_line": "{department}, {day}: {scores}",
        "budgets": "Geschatte uren",
        "budget": "Jaar {year}: {minutes}. Waar dit vandaan komt: {source}",
    },
    "en": {
        "title": "Working with support groups at {organisation}, on {day}",
        "organisations": "Who takes part",
        "organisation": "{name}, from {from_}. Responsible for what stands here: {controller}",
        "left": "No longer takes part from {left}",
        "introduction": "Introduction meetings: {is_} of {of}",
        "held": "Meeting {number}: held on {days}",
        "not_held": "Meeting {number}: not held yet",
        "no_number": "without a number",
        "homework": "Homework: {homework}. Handed in by how many people: {handed_in}",
        "ambassadors": "Ambassadors: {is_}. {of} are needed",
        "active": "{person}, from {since}",
        "meeting_ambassadors": "Ambassadors' meeting",
        "meeting_case_meeting": "Case meeting",
        "every_days": "Every {days} days",
        "every_month": "Every month on {weekday}[, in week {week}][, at {at}][, {minutes} minutes]",
        "last": "Last time: {day}",
        "never": "Not held yet",
        "next": "Next time: {day}",
        "weekdays": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "screening": "Looked at whom a support group would fit",
        "screened": "Looked at: {looked_at}. Fits: {fits}. Perhaps: {maybe}",
        "trainings": "Trainings",
        "training": "Training {number}. How many people finished it: {finished}",
        "assignment": "Assignment ({kind}). How many people handed it in: {people}",
        "no_film": "There is no film with it",
        "successes": "Told what went well: {shared}. Without a name: {anonymous}. With consent: {consent}",
        "ropi": "Scores for working on recovery (ROPI)",
        "ropi_line": "{department}, {day}: {scores}",
        "budgets": "Estimated hours",
        "budget": "Year {year}: {minutes}. Where this comes from: {source}",
    },
}

Lines = Iterator[str]


def rollout_in_words(seen: Seen, language: str) -> Lines:
    """How far an organisation is, for people, line by line; see `rollout`."""
    told, texts = rollout(seen), _TEXTS[language]
    teller = attrs.evolve(seen.told(language), reader=None)  # a list of people is the same for everybody
    organisation = seen.history.name.partition("/")[2]
    yield texts["title"].format(organisation=organisation, day=teller.language.date(seen.day))
    for heading, lines in _chapters(told, texts, teller):
        yield ""
        yield heading
        yield from (f"  {line}" for line in lines)


def _chapters(told: Mapping[str, Any], texts: Mapping[str, str], teller: Teller) -> Iterator[tuple[str, list[str]]]:
    if told["organisations"]:
        yield texts["organisations"], list(_organisations(told["organisations"], texts, teller))
    introduction = told["introduction"]
    heading = texts["introduction"].format(is_=introduction["is"], of=introduction["of"])
    yield heading, list(_introduction(introduction["meetings"], texts, teller))
    ambassadors = told["ambassadors"]
    active = (
        texts["active"].format(person=teller.person(one["person"]).subject, since=day_said(one, teller, "since"))
        for one in ambassadors["active"]
    )
    yield texts["ambassadors"].format(is_=ambassadors["is"], of=ambassadors["of"]), list(active)
    for one in told["recurring"]:
        yield texts[f"meeting_{one['kind']}"], list(_recurring(one, texts, teller))
    if told["screening"]["times"]:
        yield texts["screening"], [texts["screened"].format(**told["screening"])]
    yield texts["trainings"], list(_trainings(told["trainings"], texts, teller))
    yield texts["successes"].format(**told["successes"]), []
    if told["ropi"]:
        yield texts["ropi"], list(_ropi(told["ropi"], texts, teller))
    yield texts["budgets"], list(_budgets(told["budgets"], texts, teller))


def _organisations(joined: list[dict[str, Any]], texts: Mapping[str, str], teller: Teller) -> Lines:
    for one in joined:
        controller = value_said("controller", one["controller"], teller)
        yield texts["organisation"].format(name=one["name"], from_=day_said(one, teller, "from"), controller=controller)
        if one["left"] is not None:
            yield texts["left"].format(left=day_said(one, teller, "left"))


def _introduction(meetings: list[dict[str, Any]], texts: Mapping[str, str], teller: Teller) -> Lines:
    for one in meetings:
        number = one["number"] if one["number"] is not None else texts["no_number"]
        days = teller.language.listed([day_said(held, teller, "on") for held in one["held"]])
        yield texts["held" if one["held"] else "not_held"].format(number=number, days=days)
        if one["homework"] or one["handed_in"]:
            homework = ", ".join(one["homework"]) or "-"
            yield f"  {texts['homework'].format(homework=homework, handed_in=one['handed_in'])}"


def _recurring(one: Mapping[str, Any], texts: Mapping[str, str], teller: Teller) -> Lines:
    if one["every"] == "days":
        yield texts["every_days"].format(days=one["days"])
    else:
        weekdays = texts["weekdays"].split()
        known = one["weekday"] is not None and 1 <= one["weekday"] <= len(weekdays)
        weekday = weekdays[one["weekday"] - 1] if known else str(one["weekday"])
        places = {name: str(one[name]) if one[name] is not None else None for name in ("week", "at", "minutes")}
        yield teller.language.tell(texts["every_month"], places | {"weekday": weekday}).rstrip(".")
    yield texts["last"].format(day=day_said(one, teller, "last")) if one["last"] is not None else texts["never"]
    if one["next"] is not None:
        yield texts["next"].format(day=day_said(one, teller, "next"))


def _trainings(trainings: list[dict[str, Any]], texts: Mapping[str, str], teller: Teller) -> Lines:
    for one in trainings:
        yield texts["training"].format(number=one["number"], finished=one["finished"])
        for kind, people in one["assignments"].items():
            yield f"  {texts['assignment'].format(kind=value_said('kind', kind, teller), people=people)}"
        if not one["film"]:
            yield f"  {texts['no_film']}"


def _ropi(departments: list[dict[str, Any]], texts: Mapping[str, str], teller: Teller) -> Lines:
    for one in departments:
        for scored in one["scores"]:
            scores = ", ".join(scored["scores"])
            yield texts["ropi_line"].format(
                department=one["department"], day=day_said(scored, teller, "on"), scores=scores
            )


def _budgets(budgets: list[dict[str, Any]], texts: Mapping[str, str], teller: Teller) -> Lines:
    for one in budgets:
        minutes = duration(one["minutes"], teller.language.code)
        yield texts["budget"].format(year=one["year"], minutes=minutes, source=source_in_words(one["source"], teller))
