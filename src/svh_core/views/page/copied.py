"""A copy as data, and the schema of that data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import attrs

from svh_core.domain.fields import LARGEST_NUMBER
from svh_core.errors import NotPermitted
from svh_core.log.script import moment_in_json
from svh_core.views.look import LANGUAGES, Look
from svh_core.views.schema import properties_of_an_entry
from svh_core.views.signals import Found, Kind

COPIED: Final = "svh.copied/1"
"""The name of the form of this data."""


@attrs.frozen(kw_only=True)
class Made:
    """Whose copy it is, and why.

    Attributes:
        person: who it is for.
        capacity: what they are in this case, such as ``resident`` or ``member``.
        purpose: what for.
        at: when it was made.
    """

    person: str
    capacity: str
    purpose: str
    at: datetime

    @property
    def is_for_the_owner(self) -> bool:
        """Whether it is the resident's own copy."""
        return self.capacity == "resident"


def copy_in_json(look: Look, made: Made) -> dict[str, Any]:
    """Everything the look shows, as data; sentences in each language."""
    return {
        "schema": COPIED,
        "case": look.name,
        "made_for": {"person": made.person, "capacity": made.capacity},
        "made_at": moment_in_json(made.at),
        "purpose": made.purpose,
        "state": look.state(),
        "entries": _in_each_language({code: look.trail(code) for code in LANGUAGES}),
        "signals": _in_each_language({code: _signals(look.signals(code, as_of=made.at)) for code in LANGUAGES}),
        "figures": figures_of(look, made),
        "disclosures": _in_each_language({code: look.disclosures(code) for code in LANGUAGES}),
    }


def figures_of(look: Look, made: Made) -> dict[str, Any] | None:
    """The figures up to the day of the copy; None where they are not for this viewer."""
    try:
        return look.figures(as_of=made.at)
    except NotPermitted:
        return None


def _signals(found: Iterable[Found]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "kind": one.kind.value,
            "sentence": one.sentence,
            "subject": one.subject,
            "entries": list(one.entries),
            "since": one.since.isoformat(),
        }
        for one in found
    ]


def _in_each_language(told: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The same things told in several languages, as one list whose sentences stand in all of them."""
    return [
        things[0] | {"sentence": {code: thing["sentence"] for code, thing in zip(told, things, strict=True)}}
        for things in zip(*told.values(), strict=True)
    ]


# The schema

_MOMENT: Final = {"type": "string", "format": "date-time"}
_TEXT: Final = {"type": "string"}
_ENTRY: Final = {"type": "integer", "minimum": 1}
_COUNT: Final = {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}
_TEXT_OR_WITHHELD: Final = {"type": ["string", "object", "null"]}


def _object(properties: Mapping[str, Any], **others: Any) -> dict[str, Any]:
    """An object that has all of these and nothing else."""
    closed = {"type": "object", "properties": dict(properties), "required": [*properties]}
    return closed | {"additionalProperties": False} | others


def _list(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(items)}


def schema_of_copies() -> dict[str, Any]:
    """The schema of a copy (JSON Schema 2020-12)."""
    sentence = {"sentence": _object(dict.fromkeys(LANGUAGES, _TEXT))}
    figures = _object({"domains": _object_of("domain"), "case": _object_of("of_case")})
    of = _object({"is": _COUNT, "of": _COUNT})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What one person may read of a case, as a copy for them",
        **_object(
            {
                "schema": {"const": COPIED},
                "case": _TEXT,
                "made_for": _object({"person": _TEXT, "capacity": _TEXT}),
                "made_at": _MOMENT,
                "purpose": _TEXT,
                "state": {"type": "object"},
                "entries": _list(_object(properties_of_an_entry() | sentence)),
                "signals": _list(_object(_SIGNAL | sentence)),
                "figures": {
                    "anyOf": [
                        {"type": "null"},
                        _object(
                            figures["properties"]
                            | {line: {"$ref": "#/$defs/figures"} for line in ("under_measure", "imported")}
                        ),
                    ]
                },
                "disclosures": _list(_object(_DISCLOSURE | sentence)),
            }
        ),
        "$defs": {
            "figures": figures,
            "domain": _object(dict.fromkeys(("WHAT", "WHO", "HOW", "HOW_LONG"), _object_of("figures_of_a_domain"))),
            "figures_of_a_domain": _object(
                {
                    **dict.fromkeys(_COUNTED, _COUNT),
                    "answered": _object(
                        {
                            **dict.fromkeys(("confirmed", "objected", "open"), _COUNT),
                            "median_days": {"type": ["number", "null"]},
                        }
                    ),
                    **dict.fromkeys(("others_offers", "with_reasons", "told_in_a_week"), of),
                    "without_me": _object({"is": _COUNT, "of": _COUNT, "with_permission": _COUNT}),
                }
            ),
            "of_case": _object(
                {
                    "taking_over": _object(dict.fromkeys(_TAKING_OVER, _COUNT)),
                    **dict.fromkeys(("consents", "objections_answered", "choice_of_company", "triad"), of),
                }
            ),
        },
    }


def _object_of(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


_COUNTED: Final = ("N", "own", "together", "represented", "taken_over", "contested", "own_pen")
_TAKING_OVER: Final = (
    "periods",
    "days",
    "ended_by_taker",
    "ended_by_resident",
    "ended_by_itself",
    "days_of_period",
)
_SIGNAL: Final = {
    "id": _TEXT,
    "kind": {"enum": [kind.value for kind in Kind]},
    "sentence": _TEXT,
    "subject": _TEXT,
    "entries": _list(_ENTRY),
    "since": {"type": "string", "format": "date"},
}
_DISCLOSURE: Final = {
    "stream": _TEXT,
    "number": _ENTRY,
    "kind": {"enum": ["disclosed", "refused", "emergency", "reviewed", "other_ground", "notified"]},
    "by": _TEXT,
    "recorded_at": _MOMENT,
    "recipient": _TEXT_OR_WITHHELD,
    "capacity": _TEXT_OR_WITHHELD,
    "purpose": _TEXT_OR_WITHHELD,
    "action": _TEXT_OR_WITHHELD,
    "categories": {"type": ["array", "object", "null"], "items": _TEXT},
    "basis": _TEXT_OR_WITHHELD,
    "why": _TEXT_OR_WITHHELD,
    "plugin": _TEXT_OR_WITHHELD,
    "responsible": _TEXT_OR_WITHHELD,
}
