"""The cases, what of each may be seen, and who is named in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_datasette.columns import CASE, ENTRY, ID, Row, Table, person, says, text, words, yes_or_no
from svh_datasette.told import Told, day, text_in, words_in


def _case(told: Told) -> Iterator[Row]:
    opened = next(iter(told.of("case.opened", corrected=True)), None)
    data = opened.data if opened is not None else {}
    ended = told.of("case.closed", "case.reopened")[-1:]
    closed = ended[0] if ended and ended[0].event == "case.closed" else None
    yield {
        "id": told.id,
        "label": told.label,
        "is_pseudonym": int(told.is_pseudonym),
        "resident": text_in(data.get("resident")),
        **words_in(data, "name"),
        **words_in(data, "asks_for"),
        "method": text_in(data.get("method")),
        "opened_on": day(opened.at) if opened is not None else None,
        "closed_on": day(closed.at) if closed is not None else None,
        "closed_why": text_in(closed.data.get("why")) if closed is not None else None,
    }


CASES: Final = Table(
    name="cases",
    says=says(
        "One row for each case of which something may be seen.",
        "Een rij voor elke steungroep waarvan je iets mag zien.",
    ),
    columns=(
        text(
            "id",
            "Its id, or a pseudonym where identity is closed.",
            "De naam, of een pseudoniem als die dicht is.",
            empty=False,
        ),
        text("label", "What it is called in lists.", "Hoe de steungroep in lijsten heet.", empty=False),
        yes_or_no(
            "is_pseudonym",
            "Whether the id is a pseudonym, of this recipient and purpose alone",
            "Of de sleutel een pseudoniem is",
        ),
        text(
            "resident", "The id of the resident, where identity is open.", "De sleutel van de inwoner, als die open is."
        ),
        *words("name", "What the resident is called", "Hoe de inwoner heet"),
        *words("asks_for", "What the resident asks for", "Wat de inwoner vraagt"),
        text("method", "The method that is followed.", "De methode.", facet=True),
        text("opened_on", "The day it was opened.", "De dag waarop het begon."),
        text("closed_on", "The day it was closed, where it is.", "De dag waarop het stopte, als dat zo is."),
        text("closed_why", "Why it was closed.", "Waarom het stopte.", facet=True),
    ),
    rows=_case,
    label="label",
    sort="label",
)


def _open_categories(told: Told) -> Iterator[Row]:
    for category in told.case.categories:
        yield {"id": told.key(category), "case_id": told.id, "category": category}


OPEN_CATEGORIES: Final = Table(
    name="open_categories",
    says=says(
        "What of each case may be seen: what is not here is closed, and stands nowhere in this file.",
        "Wat je van elke steungroep mag zien. Wat hier niet staat, is dicht en staat niet in dit bestand.",
    ),
    columns=(ID, CASE, text("category", "What is open.", "Wat open is.", empty=False, facet=True)),
    rows=_open_categories,
    index=("case_id", "category"),
)


def _people(told: Told) -> Iterator[Row]:
    everybody = {*told.named, *told.case.people}
    for one in sorted(everybody):
        key = told.person(one)
        name = text_in(told.case.people.get(one))
        yield {"id": key, "case_id": told.id, "person": one, "label": name or one, "name": name}


PEOPLE: Final = Table(
    name="people",
    says=says("Everybody who is named in a case.", "Iedereen die in een steungroep genoemd wordt."),
    columns=(
        ID,
        CASE,
        text(
            "person",
            "Their id in the case.",
            "De sleutel van deze persoon in de steungroep.",
            empty=False,
            indexed=True,
        ),
        text(
            "label",
            "Their name where it may be seen, else their id.",
            "De naam als je die mag zien, en anders de sleutel.",
            empty=False,
        ),
        text("name", "Their name, where it may be seen.", "De naam, als je die mag zien."),
    ),
    rows=_people,
    label="label",
    sort="label",
)


def _involvements(told: Told) -> Iterator[Row]:
    for entry in told.of("involvement.recorded", corrected=True):
        yield {
            "id": told.key(entry.number),
            "case_id": told.id,
            "entry_id": told.key(entry.number),
            "person_id": told.person(entry.data.get("person")),
            "role": text_in(entry.data.get("role")),
            "organisation": text_in(entry.data.get("organisation")),
            "begins": text_in(entry.data.get("from")),
        }


INVOLVEMENTS: Final = Table(
    name="involvements",
    says=says("Who is involved as a professional, and for whom.", "Wie als hulpverlener meedoet, en voor wie."),
    columns=(
        ID,
        CASE,
        ENTRY,
        person("person_id", "Who, where identity is open.", "Wie het is, als dat open is."),
        text("role", "In which role.", "In welke rol.", facet=True),
        text("organisation", "For which organisation.", "Voor welke organisatie.", facet=True),
        text("begins", "From which day.", "Vanaf welke dag."),
    ),
    rows=_involvements,
    sort="begins",
)
