"""What a plugin in a process of its own says that it offers: data from a stranger, made into offers of the host's own.

Each offer has functions that ask the process. The rest of the host uses it like any other, and looks at it like at any
other: names, sentences and tables are checked where those of all plugins are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NoReturn, Protocol

import attrs

from svh_core.plugins.apart.talking import disclosed_in_json
from svh_core.plugins.disclosed import Disclosed, DisclosedCase
from svh_core.plugins.hookspecs import HOOKS
from svh_core.plugins.offers import Description, Exporter, Report, Reported, Table
from svh_core.plugins.offers_checked import RubbishError

APART: Final = ("svh_describe", "svh_exporters", "svh_reports", "svh_follow")
"""The hooks that exist in a process of its own."""

_MOST: Final = 200
"""How many things a plugin offers at most, how many tables a report has, and how many values a column."""
_LONGEST: Final = 1_000


class Asks(Protocol):
    """Asks a plugin something, in a process of its own."""

    def __call__(self, asks: str, /, *, of: tuple[str, str] | None = None, **told: Any) -> Any:
        """Asks something, for a recipient and a purpose."""


@attrs.frozen(kw_only=True)
class Offered:
    """What a plugin says of itself."""

    description: Description
    hooks: Mapping[str, list[str]]
    unmarked: list[str]
    wraps: list[str]
    exporters: list[Exporter]
    reports: list[Report]


def offered(told: Mapping[str, Any], asks: Asks) -> Offered:
    """Offers out of what came over.

    Raises:
        RubbishError: it is no such thing.
    """
    _only(told, {"to", "description", "hooks", "unmarked", "wraps", "exporters", "reports"})
    return Offered(
        description=_description(told["description"]),
        hooks={_text(hook): _texts(takes) for hook, takes in _mapping(told["hooks"]).items()},
        unmarked=[one for one in _texts(told["unmarked"]) if one in HOOKS],
        wraps=_texts(told["wraps"]),
        exporters=[_exporter(one, asks) for one in _list(told["exporters"])],
        reports=[_report(one, asks) for one in _list(told["reports"])],
    )


def _description(told: Any) -> Description:
    _only(told, {"id", "organisation", "purposes", "categories", "api"})
    if type(told["api"]) is not int:
        _refuse()
    return Description(
        id=_text(told["id"]),
        organisation=_text(told["organisation"]),
        purposes=_texts(told["purposes"]),
        categories=_texts(told["categories"]),
        api=told["api"],
    )


def _exporter(told: Any, asks: Asks) -> Exporter:
    _only(told, {"name", "says", "suffix", "categories", "views"})
    name = _text(told["name"])

    def write(disclosed: Disclosed) -> Any:
        whom = (disclosed.recipient, disclosed.purpose)
        return asks("write", of=whom, name=name, disclosed=disclosed_in_json(disclosed))

    return Exporter(suffix=_text(told["suffix"]), write=write, **_common(told))


def _report(told: Any, asks: Asks) -> Report:
    _only(told, {"name", "says", "tables", "categories", "views", "write"})
    name = _text(told["name"])

    def writing(suffix: str) -> Any:
        def write(reported: Reported) -> Any:
            whom = (reported.recipient, reported.purpose)
            return asks("file_of", of=whom, name=name, suffix=suffix, reported=attrs.asdict(reported))

        return write

    return Report(
        tables=[_table(one, name, asks) for one in _list(told["tables"])],
        write={suffix: writing(suffix) for suffix in _texts(told["write"])},
        **_common(told),
    )


def _table(told: Any, report: str, asks: Asks) -> Table:
    _only(told, {"name", "says", "columns", "of", "unit"})
    name = _text(told["name"])

    def rows(case: DisclosedCase) -> Any:
        return asks("rows", name=report, table=name, case=case)

    return Table(
        name=name,
        says=_said(told["says"]),
        columns={_text(column): _texts(values, _MOST * 50) for column, values in _mapping(told["columns"]).items()},
        rows=rows,
        of=_text(told["of"]),  # type: ignore[arg-type]  # looked at where those of all plugins are
        unit=_text(told["unit"]) if told["unit"] is not None else None,
    )


def _common(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": _text(told["name"]),
        "says": _said(told["says"]),
        "categories": tuple(_texts(told["categories"])) if told["categories"] is not None else None,
        "views": tuple(_texts(told["views"])),
    }


# Data from a stranger


def _only(told: Any, names: set[str]) -> None:
    if not isinstance(told, Mapping) or set(told) != names:
        _refuse()


def _mapping(told: Any) -> Mapping[str, Any]:
    if not isinstance(told, Mapping) or len(told) > _MOST:
        _refuse()
    return told


def _said(told: Any) -> dict[str, str]:
    return {_text(code): _text(text) for code, text in _mapping(told).items()}


def _list(told: Any, most: int = _MOST) -> list[Any]:
    if not isinstance(told, list) or len(told) > most:
        _refuse()
    return told


def _texts(told: Any, most: int = _MOST) -> list[str]:
    return [_text(one) for one in _list(told, most)]


def _text(told: Any) -> str:
    if not isinstance(told, str) or len(told) > _LONGEST:
        _refuse()
    return told


def _refuse() -> NoReturn:
    raise RubbishError("what it says that it offers cannot be read")


def rows_told(answer: Mapping[str, Any]) -> Iterable[Any]:
    """The rows of a case, which are looked at where those of all plugins are."""
    rows = answer.get("rows")
    if set(answer) != {"to", "rows"} or not isinstance(rows, list):
        raise RubbishError("gave no answer that can be read")
    return rows
