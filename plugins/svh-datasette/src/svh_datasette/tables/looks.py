"""Who saw what, what for and on what ground; who asked and was shown nothing; emergencies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from svh_datasette.columns import CASE, ID, Row, Table, link, moment, number, says, text
from svh_datasette.tables.sharing import given_in
from svh_datasette.told import Told, day_of, number_in, text_in, texts_in

_ENTRY: Final = re.compile(r"entry:([0-9]{1,9})")
_BASES: Final = frozenset({"resident", "own_words", "operator"})


def _looks(told: Told) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each look that may be seen, with the key of its row."""
    view = told.case.views.get("disclosures", {})
    for look in view.get("disclosures", ()):
        count = number_in(look.get("number"))
        if count is not None:
            yield told.key(_place(look), count), look


def _place(look: Mapping[str, Any]) -> str:
    """Where it is written down; the name of the stream could say whose case this is."""
    return "access" if str(look.get("stream")).startswith("access/") else "case"


def _basis(look: Mapping[str, Any]) -> tuple[str | None, int | None]:
    """What a look rests on: its kind, and the number of the entry where it is one."""
    basis = text_in(look.get("basis"))
    if basis is None:
        return None, None
    if found := _ENTRY.fullmatch(basis):
        return "entry", int(found[1])
    return basis if basis in _BASES else "unknown", None


def _disclosures(told: Told) -> Iterator[Row]:
    consents = {given.number: name for name, given in given_in(told).items()}
    for key, look in _looks(told):
        kind, basis = _basis(look)
        at = text_in(look.get("recorded_at")) or ""
        on = day_of(at)
        yield {
            "id": key,
            "case_id": told.id,
            "place": _place(look),
            "number": number_in(look.get("number")),
            "label": f"{on or ''} {text_in(look.get('recipient')) or text_in(look.get('kind')) or ''}".strip(),
            "kind": text_in(look.get("kind")),
            "recorded_at": _sortable(at),
            "day": on,
            "recipient": text_in(look.get("recipient")),
            "capacity": text_in(look.get("capacity")),
            "purpose": text_in(look.get("purpose")),
            "action": text_in(look.get("action")),
            "basis": kind,
            "basis_number": basis,
            "basis_entry_id": told.key(basis) if basis is not None and basis in told.numbers else None,
            "basis_consent_id": told.key(consents[basis]) if basis in consents else None,
            "why": text_in(look.get("why")),
            "plugin": text_in(look.get("plugin")),
            "by_id": told.person(look.get("by")),
            "responsible_id": told.person(look.get("responsible")),
            "sentence": text_in(look.get("sentence")),
        }


def _sortable(at: str) -> str:
    """A moment as all moments in the database are written."""
    try:
        return datetime.fromisoformat(at).isoformat().replace("+00:00", "Z")
    except ValueError:
        return at


DISCLOSURES: Final = Table(
    name="disclosures",
    says=says(
        "Who saw what of a case, who asked in vain, and what belongs to that; where access is open.",
        "Wie iets zag van een steungroep, wie het vroeg en niet kreeg, en wat daarbij hoort; als dat open is.",
    ),
    columns=(
        ID,
        CASE,
        text(
            "place",
            "Where it is written down: in the case, or in the stream of who keeps the system (access).",
            "Waar het staat: in het trail (case) of bij wie het systeem beheert (access).",
            empty=False,
        ),
        number("number", "The number of its entry there.", "Het nummer van de regel daar.", empty=False),
        text("label", "The day and for whom.", "De dag en voor wie.", empty=False),
        text(
            "kind",
            "disclosed, refused, emergency, reviewed, other_ground or notified.",
            "Gezien (disclosed), niet gekregen (refused), noodknop (emergency, reviewed), zonder toestemming "
            "(other_ground) of bericht over vergeten woorden (notified).",
            facet=True,
        ),
        moment("recorded_at", "When it was written down", "Wanneer het opgeschreven is", empty=False),
        text("day", "That day, in Amsterdam.", "Die dag, in Amsterdam.", indexed=True),
        text("recipient", "Who saw it, or asked.", "Wie het zag of vroeg.", facet=True),
        text("capacity", "In what capacity.", "Als wat: bijvoorbeeld hulpverlener of organisatie.", facet=True),
        text("purpose", "What for.", "Waarvoor.", facet=True),
        text(
            "action",
            "view (read), report (counted) or export (taken along).",
            "view (gelezen), report (geteld) of export (meegenomen).",
            facet=True,
        ),
        text(
            "basis",
            "What it rests on: entry, resident, own_words, operator or unknown.",
            "Waarom het mocht: entry (een regel), resident (de inwoner zelf), own_words (eigen woorden), operator "
            "(beheer) of unknown (onbekend).",
            facet=True,
        ),
        number("basis_number", "The number of the entry it rests on.", "Het nummer van de regel waarop het rust."),
        link(
            "basis_entry_id",
            "entries",
            "The entry it rests on, where it may be seen.",
            "De regel waarop het rust, als je die mag zien.",
        ),
        link(
            "basis_consent_id",
            "consents",
            "The consent it rests on, where it may be seen.",
            "De toestemming waarop het rust, als je die mag zien.",
        ),
        text(
            "why",
            "Why nothing was shown; failed where nothing could be made.",
            "Waarom er niets te zien was; failed als het maken mislukte.",
            facet=True,
        ),
        text("plugin", "The plugin in between, with its version.", "De plugin ertussen, met de versie.", facet=True),
        link("by_id", "people", "Who wrote it down, where regie is open.", "Wie het opschreef, als regie open is."),
        link(
            "responsible_id",
            "people",
            "Who answers for it, where somebody was named.",
            "Wie ervoor verantwoordelijk is, als dat gezegd is.",
        ),
        text("sentence", "The same, in a sentence.", "Hetzelfde, in een zin."),
    ),
    rows=_disclosures,
    label="label",
    sort="recorded_at",
    newest_first=True,
    index=("case_id", "number"),
)


def _categories(told: Told) -> Iterator[Row]:
    for key, look in _looks(told):
        for category in texts_in(look.get("categories")):
            yield {
                "id": f"{key}/{category}",
                "case_id": told.id,
                "disclosure_id": key,
                "category": category,
            }


DISCLOSURE_CATEGORIES: Final = Table(
    name="disclosure_categories",
    says=says("What was open in each look.", "Wat er open was, elke keer dat iemand keek."),
    columns=(
        ID,
        CASE,
        link("disclosure_id", "disclosures", "Which look.", "Welke keer.", empty=False),
        text("category", "What was open.", "Wat er open was.", empty=False, facet=True),
    ),
    rows=_categories,
)
