"""What is said between the host and a plugin in a process of its own: plain data as JSON, and files as they are.

A message is its length in eight bytes, then one line of JSON; an answer says in it how many bytes of files follow. Both
sides make of it what they know: `Disclosed` and the rest. Nothing that comes back is ever run or unpickled.
"""

from __future__ import annotations

import json
import operator
import struct
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NoReturn

import attrs

from svh_core.plugins.disclosed import Disclosed, DisclosedCase, DisclosedEntry
from svh_core.plugins.offers import Reported, ReportedRow, ReportedTable

LENGTH: Final = struct.Struct(">Q")

_NAMES: Final = tuple(field.name for field in attrs.fields(DisclosedEntry))
_FIELDS: Final = operator.attrgetter(*_NAMES)
"""All that an entry says, at once: of what handing over costs, entries are most."""


class UnreadableError(Exception):
    """What came over is no message."""


def message(told: Mapping[str, Any]) -> bytes:
    """Data as it is sent."""
    body = json.dumps(told, default=_plain, separators=(",", ":")).encode()
    return LENGTH.pack(len(body)) + body


def read(body: bytes | bytearray) -> dict[str, Any]:
    """What was sent, as data: texts, numbers that can be counted with, lists and dictionaries.

    Raises:
        UnreadableError: it is something else.
    """
    try:
        told = json.loads(body, parse_constant=_no_number)
        # half a character can be written down in JSON, and nowhere else; 1e999 too, which is no number to count with
        json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise UnreadableError from None
    if not isinstance(told, dict):
        raise UnreadableError
    return told


def disclosed_in_json(disclosed: Disclosed) -> dict[str, Any]:
    """What is handed over, with the key of the pseudonyms of this one recipient and purpose."""
    return {**attrs.asdict(disclosed, recurse=False), "cases": list(map(case_in_json, disclosed.cases))}


def case_in_json(case: DisclosedCase) -> dict[str, Any]:
    """One case of it."""
    entries = [dict(zip(_NAMES, _FIELDS(entry), strict=True)) for entry in case.entries]
    return {**attrs.asdict(case, recurse=False), "entries": entries}


def disclosed_from_json(told: dict[str, Any]) -> Disclosed:
    """The same, on the other side."""
    cases = tuple(map(case_from_json, told["cases"]))
    others = {name: told[name] for name in ("recipient", "purpose", "language")}
    key = bytes.fromhex(told["_key"])
    return Disclosed(**others, made_at=_moment(told["made_at"]), cases=cases, key=key)


def case_from_json(told: dict[str, Any]) -> DisclosedCase:
    """One case of it."""
    entries = tuple(
        DisclosedEntry(**{**entry, "at": _moment(entry["at"]), "recorded_at": _moment(entry["recorded_at"])})
        for entry in told["entries"]
    )
    lists = {name: tuple(told[name]) for name in ("categories", "closed", "forgotten", "corrected", "misplaced")}
    return DisclosedCase(**{**told, **lists, "entries": entries})


def reported_from_json(told: dict[str, Any]) -> Reported:
    """A report as it may be given out."""
    tables = tuple(
        ReportedTable(
            **{
                **table,
                "columns": tuple(table["columns"]),
                "rows": tuple(ReportedRow(**row) for row in table["rows"]),
            }
        )
        for table in told["tables"]
    )
    return Reported(**{**told, "tables": tables})


_moment: Final = datetime.fromisoformat  # what is handed over is in UTC, and says so


def _plain(value: Any) -> Any:
    """What JSON does not know, among what is handed over."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat()  # a moment or a day


def _no_number(_: str) -> NoReturn:
    raise ValueError
