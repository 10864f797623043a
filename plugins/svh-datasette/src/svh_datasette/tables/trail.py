"""The trail: its entries, the decisions among them, what was put right, and everybody's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_datasette.columns import (
    CASE,
    ENTRY,
    ID,
    Row,
    Table,
    link,
    moment,
    number,
    person,
    says,
    text,
    yes_or_no,
)
from svh_datasette.events import domain_of
from svh_datasette.told import Told, day, number_in, plain_json, text_in
from svh_datasette.told import moment as written_moment


def _entries(told: Told) -> Iterator[Row]:
    for entry in told.entries:
        yield {
            "id": told.key(entry.number),
            "case_id": told.id,
            "number": entry.number,
            "label": f"{entry.number} {entry.event}",
            "event": entry.event,
            "category": entry.category,
            "at": written_moment(entry.at),
            "day": day(entry.at),
            "recorded_at": written_moment(entry.recorded_at),
            "standing": text_in(entry.standing),
            "by_id": told.person(entry.by),
            "entered_by_id": told.person(entry.entered_by),
            "meeting": text_in(entry.meeting),
            "about": text_in(entry.data.get("person")),
            "corrected": int(entry.corrected),
            "data": plain_json(entry.data),
        }


ENTRIES: Final = Table(
    name="entries",
    says=says(
        "Every entry that may be seen, as it was recorded.", "Elke regel die je mag zien, zoals die is opgeschreven."
    ),
    columns=(
        ID,
        CASE,
        number(
            "number",
            "Which entry of its case; numbers that are closed are not here.",
            "De hoeveelste regel van het trail; wat dicht is, staat hier niet.",
            empty=False,
        ),
        text("label", "Its number and its event.", "Het nummer en wat er gebeurde.", empty=False),
        text("event", "What happened, by its name.", "Wat er gebeurde.", empty=False, facet=True),
        text("category", "What a consent calls it.", "Hoe dit in een toestemming heet.", empty=False, facet=True),
        moment("at", "When it was decided", "Wanneer het besloten is", empty=False),
        text(
            "day",
            "The day it was decided, in Amsterdam.",
            "De dag waarop het besloten is, in Amsterdam.",
            empty=False,
            indexed=True,
        ),
        moment("recorded_at", "When it was written down", "Wanneer het opgeschreven is", empty=False),
        text(
            "standing",
            "How it was decided as seen from the resident, where regie is open.",
            "Hoe het besloten is, gezien vanuit de inwoner, als regie open is.",
            facet=True,
        ),
        person("by_id", "Who decided, where regie is open.", "Wie besloot, als regie open is."),
        person("entered_by_id", "Whose pen it was, where regie is open.", "Wie het opschreef, als regie open is."),
        text(
            "meeting",
            "The meeting it was decided in, where meetings are open.",
            "De bijeenkomst waarin het besloten is, als die open zijn.",
        ),
        text(
            "about",
            "The id of whom it is about, where it is about one person.",
            "De sleutel van over wie het gaat, als het over één persoon gaat.",
        ),
        yes_or_no(
            "corrected",
            "Whether somebody said since that it was wrong",
            "Of iemand later zei dat het niet klopt",
            facet=True,
        ),
        text(
            "data",
            'All fields that may be seen, as JSON; forgotten words are {"forgotten": true}.',
            'Alle velden die je mag zien, als JSON; vergeten woorden zijn {"forgotten": true}.',
            empty=False,
        ),
    ),
    rows=_entries,
    label="label",
    sort="recorded_at",
    newest_first=True,
    index=("case_id", "number"),
)


def _decisions(told: Told) -> Iterator[Row]:
    if "regie" not in told.case.categories:
        return
    for entry in told.entries:
        if entry.standing is not None:
            yield {
                "id": told.key(entry.number),
                "case_id": told.id,
                "entry_id": told.key(entry.number),
                "event": entry.event,
                "domain": domain_of(entry.event),
                "standing": text_in(entry.standing),
                "by_id": told.person(entry.by),
                "at": written_moment(entry.at),
                "corrected": int(entry.corrected),
            }


DECISIONS: Final = Table(
    name="decisions",
    says=says(
        "Every decision with its domain and its standing, where regie is open.",
        "Elk besluit: waar het over gaat en hoe het besloten is, als regie open is.",
    ),
    columns=(
        ID,
        CASE,
        ENTRY,
        text("event", "What was decided.", "Wat er besloten is.", empty=False, facet=True),
        text(
            "domain",
            "The domain of regie: WHAT, WHO, HOW or HOW_LONG.",
            "Het domein van regie: WHAT (wat), WHO (wie), HOW (hoe) of HOW_LONG (hoelang).",
            facet=True,
        ),
        text(
            "standing",
            "own, together, represented or taken_over.",
            "own (zelf), together (samen), represented (namens de inwoner) of taken_over (in plaats van de inwoner).",
            facet=True,
        ),
        person("by_id", "Who decided.", "Wie besloot."),
        moment("at", "When", "Wanneer", empty=False),
        yes_or_no(
            "corrected", "Whether somebody said since that it was wrong", "Of iemand later zei dat het niet klopt"
        ),
    ),
    rows=_decisions,
    sort="at",
    newest_first=True,
)


def _corrections(told: Told) -> Iterator[Row]:
    for entry in told.of("entry.corrected", corrected=True):
        wrong = number_in(entry.data.get("entry"))
        replaced = number_in(entry.data.get("replaced_by"))
        yield {
            "id": told.key(entry.number),
            "case_id": told.id,
            "entry_id": told.key(entry.number),
            "number": wrong,
            "corrected_id": told.key(wrong) if wrong in told.numbers else None,
            "wrong": text_in(entry.data.get("wrong")),
            "replaced_by_id": told.key(replaced) if replaced in told.numbers else None,
            "at": written_moment(entry.at),
        }


CORRECTIONS: Final = Table(
    name="corrections",
    says=says("What was wrong, and was put right.", "Wat niet klopte, en wat daarmee gebeurde."),
    columns=(
        ID,
        CASE,
        ENTRY,
        number("number", "The number of the entry that was wrong.", "Het nummer van de regel die niet klopte."),
        link(
            "corrected_id",
            "entries",
            "The entry that was wrong, where it may be seen.",
            "De regel die niet klopte, als je die mag zien.",
        ),
        text("wrong", "What was wrong with it.", "Wat er niet klopte.", facet=True),
        link(
            "replaced_by_id",
            "entries",
            "What holds instead, where it may be seen.",
            "Wat er nu geldt, als je dat mag zien.",
        ),
        moment("at", "When it was said", "Wanneer dat gezegd is", empty=False),
    ),
    rows=_corrections,
    sort="at",
    newest_first=True,
    index=("case_id", "number"),
)
