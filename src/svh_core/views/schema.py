"""JSON Schema of what comes in and goes out: the lines of decision scripts, and entries as the trail gives them."""

from __future__ import annotations

import typing
from datetime import date, datetime
from typing import Any, Final, Literal

from svh_core.domain.fields import LARGEST_NUMBER, Field
from svh_core.domain.identifiers import EntryNumber, Tag
from svh_core.domain.rulebook import EventKind, Rulebook
from svh_core.domain.words import LONGEST_WORDS

_IDENTIFIER: Final = {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$"}
_TAG: Final = {"type": "string", "pattern": "^[A-Za-z0-9._:/-]{1,64}$"}
_MOMENT: Final = {"type": "string", "format": "date-time"}
_WORDS: Final = {"type": "string", "minLength": 1, "maxLength": LONGEST_WORDS}
_NUMBER: Final = {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}
_ENTRY: Final = {"type": "integer", "minimum": 1}
_SIMPLE: Final[dict[Any, dict[str, Any]]] = {
    str: _WORDS,
    int: _NUMBER,
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: _MOMENT,
    EntryNumber: _ENTRY,
    Tag: _TAG,
}
_BECAUSE: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"by": _IDENTIFIER, "words": _WORDS},
        "required": ["by", "words"],
        "additionalProperties": False,
    },
}


def schema_of_scripts(rulebook: Rulebook) -> dict[str, Any]:
    """The schema of one line of a decision script (JSON Schema 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A decision, as a line of a script",
        "oneOf": [_line(kind) for kind in rulebook.kinds.values()],
    }


def schema_of_entries(rulebook: Rulebook) -> dict[str, Any]:
    """The schema of one entry, as ``svh trail --json`` gives it (JSON Schema 2020-12)."""
    properties = properties_of_an_entry()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An entry of the trail",
        "type": "object",
        "properties": properties | {"event": {"enum": [*rulebook.kinds]}},
        "required": [*properties],
    }


def properties_of_an_entry() -> dict[str, Any]:
    """What an entry has, of whatever event; each is there, null where there is nothing to say."""
    nullable = {name: {"type": ["string", "null"]} for name in ("on_behalf_of", "meeting", "source")}
    return {
        "number": _ENTRY,
        "event": {"type": "string"},
        "domain": {"enum": ["WHAT", "WHO", "HOW", "HOW_LONG", "none"]},
        "whose": {"enum": ["resident", "concerned", "giver", "group", "anyone"]},
        "by": _IDENTIFIER,
        "entered_by": _IDENTIFIER,
        "caused_by": {"type": ["integer", "null"]},
        **nullable,
        "reason": {},
        "standing": {"enum": ["own", "together", "represented", "taken_over", None]},
        "position": {"enum": ["settled", "open", "confirmed", "objected", None]},
        "at": _MOMENT,
        "recorded_at": _MOMENT,
        "edition": _ENTRY,
        "sentence": {"type": "string"},
        "because": {"type": "array"},
        "data": {"type": "object"},
        "objections": {"type": "array"},
        "statements": {"type": "array"},
    }


def _line(kind: EventKind) -> dict[str, Any]:
    name = "case" if kind.stream == "case" else "stream"
    where = {name: _IDENTIFIER if name == "case" else {"type": "string"}}
    if kind.also_in and name == "case":
        where["stream"] = {"type": "string"}
    return {
        "title": kind.sentence_in("en"),
        "type": "object",
        "properties": {
            **where,
            "event": {"const": kind.name},
            "by": _IDENTIFIER,
            "at": _MOMENT,
            "data": _data(kind),
            "entered_by": _IDENTIFIER,
            "on_behalf_of": _IDENTIFIER,
            "meeting": _IDENTIFIER,
            "because": _BECAUSE,
            "reason": _WORDS,
            "source": _TAG,
        },
        "required": [*(() if len(where) > 1 else where), "event", "by", "at", "data"],
        "additionalProperties": False,
    }


def _data(kind: EventKind) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: _field(field) for field in kind.fields},
        "required": [field.name for field in kind.fields if not field.optional],
        "additionalProperties": False,
    }


def _field(field: Field) -> dict[str, Any]:
    return _type(field.type) | {"description": f"{field.notation}; {field.category}"}


def _type(expected: Any) -> dict[str, Any]:
    if typing.get_origin(expected) is tuple:
        return {"type": "array", "items": _type(typing.get_args(expected)[0])}
    if typing.get_origin(expected) is Literal:
        return {"enum": list(typing.get_args(expected))}
    return _SIMPLE.get(expected, _IDENTIFIER)
