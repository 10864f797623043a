"""Who takes part in a case, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_datasette.columns import CASE, ENTRY, ID, Row, Table, number, person, says, text
from svh_datasette.taking_part import taking_part
from svh_datasette.told import Told


def _rows(told: Told) -> Iterator[Row]:
    for count, part in enumerate(taking_part(told), start=1):
        yield {
            "id": told.key(part.entry.number, count),
            "case_id": told.id,
            "entry_id": told.key(part.entry.number),
            "person_id": told.person(part.person),
            "person": part.person,
            "capacity": part.capacity,
            "role": part.role,
            "organisation": part.organisation,
            "group_name": part.group,
            "counts_from": part.counts_from,
            "begins": part.begins,
            "until": part.until,
            "ended_number": part.ended.number if part.ended is not None else None,
            "ended_on": part.ended_on,
        }


TAKES_PART: Final = Table(
    name="takes_part",
    says=says(
        "Who takes part in a case, as what, and from when until when.",
        "Wie meedoet in een steungroep, als wat, en van wanneer tot wanneer.",
    ),
    columns=(
        ID,
        CASE,
        ENTRY,
        person("person_id", "Who.", "Wie."),
        text("person", "Their id in the case.", "De sleutel van deze persoon in de steungroep.", indexed=True),
        text(
            "capacity",
            "member, nominee, guest, professional or representative.",
            "member (doet mee), nominee (gevraagd), guest (gast), professional (hulpverlener) of representative "
            "(beslist namens de inwoner).",
            empty=False,
            facet=True,
        ),
        text("role", "The role of a professional.", "De rol van een hulpverlener.", facet=True),
        text("organisation", "For which organisation.", "Voor welke organisatie.", facet=True),
        text("group_name", "Of which group.", "Van welke groep."),
        number(
            "counts_from",
            "The number of the entry since which it counts; empty where somebody wrote it of themselves alone.",
            "Het nummer van de regel waarna het telt; leeg als iemand het alleen over zichzelf schreef.",
        ),
        text("begins", "The first day, where one was said.", "De eerste dag, als die gezegd is."),
        text("until", "The last day, where one was said.", "De laatste dag, als die gezegd is."),
        number(
            "ended_number",
            "The number of the entry with which it ended.",
            "Het nummer van de regel waarmee het stopte.",
        ),
        text("ended_on", "The first day on which it holds no more.", "De eerste dag dat het niet meer geldt."),
    ),
    rows=_rows,
    index=("case_id", "person"),
)
