"""Looks in the terms of NEN 7513:2018, the Dutch norm for logging access to health records (chapter 7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from svh_core.log.script import moment_in_json
from svh_core.views.disclosures import Disclosed

_ACTION: Final = {"view": "R", "report": "R", "export": "E"}
"""Read, or take along: `actiecode` of 7.2.2, where C, R, U, D and E are known."""

_NATURE: Final = {
    "disclosed": "inzage",
    "refused": "geweigerd",
    "emergency": "noodknop",
    "reviewed": "beoordeling noodknop",
    "other_ground": "andere grond",
    "notified": "kennisgeving",
}


def in_nen7513(found: Iterable[Disclosed], *, resident: str, case: str, origin: str) -> list[dict[str, Any]]:
    """Every look as one record with the fields of the norm.

    Args:
        found: the looks.
        resident: whose record it is (`cliënt`).
        case: the case (`object`).
        origin: the name of the log (`bron`).

    Returns:
        For each look an object; what the norm asks and a look does not have is an empty text.
    """
    return [_record(one, resident, case, origin) for one in found]


def _record(one: Disclosed, resident: str, case: str, origin: str) -> dict[str, Any]:
    entry, event = one.entry, one.entry.event
    recipient = str(getattr(event, "recipient", entry.by))
    basis = str(getattr(event, "basis", None) or "")
    return {
        "gebeurteniscode": event.spec.name,
        "actiecode": _ACTION.get(str(getattr(event, "action", "")), "R"),
        "aard": _NATURE[one.kind],
        "utcisodatetime": moment_in_json(entry.recorded_at),
        "gebruikersnaam": recipient,
        "weergave_gebruikersnaam": recipient,
        "gebruikersrol": str(getattr(event, "capacity", None) or "onbekend"),
        "verantwoordelijke_gebruiker": str(getattr(event, "responsible", None) or entry.on_behalf_of or ""),
        "doel": str(getattr(event, "purpose", None) or ""),
        "identificatortype": "steungroep",
        "identificator": case,
        "client": resident,
        "object": [*(getattr(event, "categories", None) or ())],
        "autorisatieprotocol": "a_disclosure_rests_on_something" if one.kind == "disclosed" else "",
        "toestemmingsprofiel": basis,
        "noodknop": one.kind == "emergency",
        "bron": origin,
        "regel": f"{one.stream}#{entry.number}",
    }
