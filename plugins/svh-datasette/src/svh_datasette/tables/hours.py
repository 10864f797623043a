"""Hours that were written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_datasette.columns import CASE, ENTRY, ID, Row, Table, number, person, says, text, yes_or_no
from svh_datasette.told import Told, number_in, text_in, yes_in


def _hours(told: Told) -> Iterator[Row]:
    for entry in told.of("time.logged"):
        yield {
            "id": told.key(entry.number),
            "case_id": told.id,
            "entry_id": told.key(entry.number),
            "person_id": told.person(entry.data.get("person")),
            "on_day": text_in(entry.data.get("on")),
            "activity": text_in(entry.data.get("activity")),
            "minutes": number_in(entry.data.get("minutes")),
            "with_resident": yes_in(entry.data.get("with_resident")),
            "law": text_in(entry.data.get("law")),
        }


HOURS: Final = Table(
    name="hours",
    says=says(
        "Time that was spent, without what was put right since.",
        "Tijd die iemand besteedde; wat niet klopte, staat er niet bij.",
    ),
    columns=(
        ID,
        CASE,
        ENTRY,
        person("person_id", "Who spent it.", "Wie dat was."),
        text("on_day", "On which day.", "Op welke dag.", indexed=True),
        text("activity", "The kind of work.", "Wat voor werk het was.", facet=True),
        number("minutes", "How long, in minutes.", "Hoe lang, in minuten.", unit="min"),
        yes_or_no("with_resident", "Whether the resident was there", "Of de inwoner erbij was", facet=True),
        text("law", "Which law pays.", "Welke wet betaalt.", facet=True),
    ),
    rows=_hours,
    sort="on_day",
    newest_first=True,
)
