"""Everybody's own words that may be read, to search in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_datasette.columns import CASE, ENTRY, Column, Row, Table, number, says, text, yes_or_no
from svh_datasette.events import words_of
from svh_datasette.told import Told, text_in, was_forgotten, yes_in


def _words(told: Told) -> Iterator[Row]:
    for entry in told.entries:
        for field in words_of(entry.event):
            said = entry.data.get(field)
            if isinstance(said, str) or was_forgotten(said):
                yield {  # its number SQLite gives: the index of words needs one
                    "case_id": told.id,
                    "entry_id": told.key(entry.number),
                    "event": entry.event,
                    "field": field,
                    "words": text_in(said),
                    "forgotten": int(was_forgotten(said)),
                    "corrected": yes_in(entry.corrected),
                }


WORDS: Final = Table(
    name="words",
    says=says(
        "People's own words that may be read, to search in; those that were forgotten have a row and no words.",
        "Eigen woorden die je mag lezen, om in te zoeken. Vergeten woorden hebben een rij zonder woorden.",
    ),
    columns=(
        number("id", "What stands for this row.", "De sleutel van deze rij.", empty=False),
        CASE,
        ENTRY,
        text("event", "What happened.", "Wat er gebeurde.", empty=False, facet=True),
        text("field", "The field in which they stand.", "Het veld waarin ze staan.", empty=False, facet=True),
        Column(
            name="words",
            says=says("The words; empty where they were forgotten.", "De woorden; leeg als ze vergeten zijn."),
        ),
        yes_or_no("forgotten", "Whether they were forgotten", "Of ze vergeten zijn", facet=True),
        yes_or_no(
            "corrected",
            "Whether somebody said since that the entry was wrong",
            "Of iemand later zei dat de regel niet klopt",
        ),
    ),
    rows=_words,
    searched=("words",),
)
