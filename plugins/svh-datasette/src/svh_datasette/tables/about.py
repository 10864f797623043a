"""What the file says of itself: for whom it is, what for, and of which moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_core import Disclosed
from svh_datasette.columns import ID, Row, Table, moment, number, says, text
from svh_datasette.told import day
from svh_datasette.told import moment as written_moment


def _about(disclosed: Disclosed) -> Iterator[Row]:
    yield {
        "id": "this",
        "recipient": disclosed.recipient,
        "purpose": disclosed.purpose,
        "made_at": written_moment(disclosed.made_at),
        "made_on": day(disclosed.made_at),
        "language": disclosed.language,
        "cases": len(disclosed.cases),
    }


ABOUT: Final = Table(
    name="about",
    says=says(
        "For whom this file is, what for, and of which moment: one row.",
        "Voor wie dit bestand is, waarvoor, en van welk moment: één rij.",
    ),
    columns=(
        ID,
        text("recipient", "For whom it is.", "Voor wie het is.", empty=False),
        text("purpose", "What for.", "Waarvoor.", empty=False),
        moment("made_at", "The moment it was made", "Het moment waarop het gemaakt is", empty=False),
        text(
            "made_on",
            "That day, in Amsterdam; queries that need a day take this one.",
            "Die dag, in Amsterdam; vragen waar een dag bij hoort, nemen deze.",
            empty=False,
        ),
        text("language", "The language of its descriptions.", "De taal van de beschrijvingen.", empty=False),
        number("cases", "How many cases are in it.", "Hoeveel steungroepen erin staan.", empty=False),
    ),
    of_the_file=_about,
    label="recipient",
)
