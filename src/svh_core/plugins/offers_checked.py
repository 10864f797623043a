"""Looking at what a plugin offers before any of it is used: the right things, with names and texts that will do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn, TypeVar

from svh_core.plugins.manifest import Manifest
from svh_core.plugins.offers import VIEWS, Exporter, InBoth, OwnSignal, OwnWords, Report, Table
from svh_core.plugins.written import FOLDER
from svh_core.sharing.grounds import CATEGORIES

T = TypeVar("T")

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
_FIELD: Final = re.compile(r"[a-z0-9_-]+\.[a-z0-9_]+\.[a-z0-9_]+", re.ASCII)
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,8}(\.[a-z0-9]{1,8})?", re.ASCII)
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")
_MOST_ROWS: Final = 10_000


class RubbishError(Exception):
    """A plugin offers something that is none; the message says what, in one sentence."""


def checked_exporters(told: Any, manifest: Manifest) -> dict[str, Exporter]:
    """The exporters of a plugin, by name."""
    exporters = _named(told, Exporter, "svh_exporters")
    for one in exporters.values():
        _check_asked(one, manifest)
        if one.suffix != FOLDER and _SUFFIX.fullmatch(one.suffix) is None:
            _refuse(f"the suffix of {one.name} is none, such as .csv, or / for a folder")
        if not callable(one.write):
            _refuse(f"{one.name} has nothing that writes")
    return exporters


def checked_reports(told: Any, manifest: Manifest) -> dict[str, Report]:
    """The reports of a plugin, by name."""
    reports = _named(told, Report, "svh_reports")
    for one in reports.values():
        _check_asked(one, manifest)
        tables = _named(one.tables, Table, one.name).values()
        if sum(_check_table(table) for table in tables) > _MOST_ROWS:  # each is held against all others
            _refuse(f"the tables of {one.name} have more than {_MOST_ROWS} rows together")
        if not all(_SUFFIX.fullmatch(suffix) and callable(write) for suffix, write in one.write.items()):
            _refuse(f"{one.name} has a file without a suffix, or nothing that writes it")
    return reports


def checked_signals(told: Any, manifest: Manifest) -> tuple[OwnSignal, ...]:
    """The signals of a plugin."""
    signals = _named(told, OwnSignal, "svh_signals")
    for one in signals.values():
        notices: Any = one.notices
        if one.category not in CATEGORIES or not callable(notices) or not _is_text(one.source):
            _refuse(f"the signal {one.name} of {manifest.id} is not as it should be")
    return tuple(signals.values())


def checked_words(told: Any, manifest: Manifest) -> tuple[OwnWords, ...]:
    """The words of a plugin."""
    words = _listed(told, OwnWords, "svh_vocabulary")
    for one in words:
        if not _is_text(one.name) or _NAME.fullmatch(one.name) is None or not _is_text(one.source):
            _refuse(f"words of {manifest.id} have no name, or do not say where they come from")
        if not one.fields or not all(_is_text(field) and _FIELD.fullmatch(field) for field in one.fields):
            _refuse(f"the words {one.name} of {manifest.id} are for no field, such as group.formed.method")
        values: Any = one.values
        if not isinstance(values, Mapping) or not all(_in_both(said) for said in values.values()):
            _refuse(f"the words of {manifest.id} are not told in both languages")
    return words


def checked_phrases(told: Any, manifest: Manifest) -> dict[str, str]:
    """The phrases of a plugin in one language, by the names of its events."""
    if not isinstance(told, Mapping) or not all(isinstance(part, str) for pair in told.items() for part in pair):
        _refuse("svh_phrases gives no phrases by the names of events")
    if strange := [name for name in told if not name.startswith(f"{manifest.id}.")]:
        _refuse(f"svh_phrases tells {strange[0][:64]}, which is not its own")
    return dict(told)


def _check_table(table: Table) -> int:
    """Looks at a table, and gives how many rows it has."""
    rows = 1
    for name, values in table.columns.items():
        values = list(values)  # noqa: PLW2901 - whatever it was, it is looked at twice
        if not values or len(set(values)) != len(values) or not all(isinstance(one, str) for one in [name, *values]):
            _refuse(f"the columns of {table.name} are not lists of different values")
        if any(_HALF_CHARACTER.search(one) for one in [name, *values]):
            _refuse(f"the columns of {table.name} have half a character in them")
        rows *= len(values)
    if not table.columns or rows > _MOST_ROWS:
        _refuse(f"{table.name} has no rows, or more than {_MOST_ROWS}")
    counted: Any = table.of
    if counted not in {"cases", "sum"} or (counted == "sum") != (table.unit is not None):
        _refuse(f"{table.name} counts cases, or sums an amount of which it says the unit")
    if not callable(table.rows):
        _refuse(f"{table.name} has nothing that gives its rows")
    of_all: Any = table.of_all
    if not isinstance(of_all, Mapping) or not all(_has(table, name, values) for name, values in of_all.items()):
        _refuse(f"{table.name} lets everybody have values that its columns do not have")
    return rows


def _has(table: Table, column: Any, values: Any) -> bool:
    """Whether a table has a column with these values."""
    known = table.columns.get(column) if isinstance(column, str) else None
    if known is None or isinstance(values, str) or not isinstance(values, Sequence):
        return False
    return all(isinstance(value, str) and value in known for value in values)


def _check_asked(one: Exporter | Report, manifest: Manifest) -> None:
    if one.categories is not None and not set(one.categories) <= set(manifest.categories):
        _refuse(f"{one.name} asks for categories that its svh-plugin.toml does not")
    if not set(one.views) <= set(VIEWS):
        _refuse(f"{one.name} asks for a view that there is not")


def _named(told: Any, cls: type[T], hook: str) -> dict[str, T]:
    """Things by their names, each with one sentence in both languages."""
    named: dict[str, T] = {}
    for one in _listed(told, cls, hook):
        name: Any = getattr(one, "name", None)
        if not isinstance(name, str) or _NAME.fullmatch(name) is None:
            _refuse(f"something of {hook} has no name of lower-case letters, digits, hyphens and underscores")
        if not _in_both(getattr(one, "says", None)):
            _refuse(f"{name} does not say in both languages what it is")
        if name in named:
            _refuse(f"two of {hook} are called {name}")
        named[name] = one
    return named


def _listed(told: Any, cls: type[T], hook: str) -> tuple[T, ...]:
    if isinstance(told, str | bytes | Mapping) or not hasattr(told, "__iter__"):
        _refuse(f"{hook} gives no list")
    listed = tuple(told)
    if not all(isinstance(one, cls) for one in listed):
        _refuse(f"{hook} gives something that is no {cls.__name__}")
    return listed


def _is_text(told: Any) -> bool:
    return isinstance(told, str) and bool(told.strip())


def _in_both(said: InBoth | Any) -> bool:
    return (
        isinstance(said, Mapping)
        and set(said) == {"en", "nl"}
        and all(isinstance(text, str) and text.strip() for text in said.values())
    )


def _refuse(sentence: str) -> NoReturn:
    raise RubbishError(sentence)
