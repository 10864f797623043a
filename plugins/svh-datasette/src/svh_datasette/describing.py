"""What Datasette shows around the tables: descriptions, facets, labels and questions that stand ready.

Datasette 0.65 reads all of it from ``metadata.yaml``, and its settings from ``settings.json``. From 1.0 on it reads the
descriptions from ``metadata.yaml`` and the rest from ``datasette.yaml``. Both read ``inspect-data.json``, and open a
file that is named there as one that does not change: nothing can be written to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from svh_core import Disclosed
from svh_datasette import judging
from svh_datasette.columns import Column, Table
from svh_datasette.database import NAME, tables_with_counts
from svh_datasette.queries import QUERIES
from svh_datasette.tables import TABLES
from svh_datasette.texts import TEXTS
from svh_datasette.yaml import yaml

SETTINGS: Final[Mapping[str, bool | int]] = {
    "allow_download": False,
    "default_page_size": 50,
    "facet_time_limit_ms": 2000,
    "max_returned_rows": 5000,
    "sql_time_limit_ms": 10000,
    "suggest_facets": False,
}
"""Names and limits that both releases know. There is one reader, on one machine: a question may take its time."""

_SETTINGS_SINCE_1: Final[Mapping[str, bool | int]] = {"allow_signed_tokens": False}
"""Nobody comes in by a token: there is nothing to write to."""


def metadata(disclosed: Disclosed) -> str:
    """``metadata.yaml``: one sentence for each table and each column; and for Datasette 0.65 all else."""
    language = disclosed.language
    told = TEXTS[language]
    around = {"recipient": disclosed.recipient, "purpose": disclosed.purpose, "day": disclosed.made_at.date()}
    described = {
        table.name: {"description": table.says[language], **_columns(table, language), **_shown(table)}
        for table in TABLES
    }
    described[judging.NAME] = {
        "description": judging.SAYS[language],
        "columns": {name: says[language] for name, says in judging.COLUMNS.items()},
    }
    description = told["description"].format(**around)
    of_the_database = {"description": description, "tables": described, "queries": _queries(language)}
    return yaml({"title": told["title"], "description": description, "databases": {NAME: of_the_database}})


def datasette(disclosed: Disclosed) -> str:
    """``datasette.yaml``: what Datasette reads there from 1.0 on."""
    shown = {table.name: _shown(table) for table in TABLES if _shown(table)}
    return yaml(
        {
            "settings": {**SETTINGS, **_SETTINGS_SINCE_1},
            "databases": {NAME: {"tables": shown, "queries": _queries(disclosed.language)}},
        }
    )


def settings() -> str:
    """``settings.json``: the same settings, for Datasette 0.65."""
    return json.dumps(SETTINGS, indent=2) + "\n"


def inspected(file: bytes) -> str:
    """``inspect-data.json``: that the database does not change, and how many rows it has."""
    counts = {name: {"count": count} for name, count in tables_with_counts(file).items()}
    told = {"hash": hashlib.sha256(file).hexdigest(), "size": len(file), "file": f"{NAME}.db", "tables": counts}
    return json.dumps({NAME: told}, indent=2) + "\n"


def _columns(table: Table, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {"columns": {column.name: _sentence(column, language) for column in table.columns}}
    if units := {column.name: column.unit for column in table.columns if column.unit}:
        told["units"] = units
    return told


def _sentence(column: Column, language: str) -> str:
    return column.says[language]


def _shown(table: Table) -> dict[str, Any]:
    """How a table is shown: what stands for a row, in which order, and what is counted beside it."""
    shown: dict[str, Any] = {}
    if table.label is not None:
        shown["label_column"] = table.label
    if table.sort is not None:
        shown["sort_desc" if table.newest_first else "sort"] = table.sort
    if facets := [column.name for column in table.columns if column.facet]:
        shown["facets"] = facets
    if table.searched:
        shown |= {"fts_table": f"{table.name}_fts", "fts_pk": "rowid"}
    return shown


def _queries(language: str) -> dict[str, Any]:
    return {
        query.name: {
            "title": f"{place:02} {query.title[language]}",  # Datasette 1.0 sorts them by title
            "description": query.says[language],
            "sql": query.sql.strip(),
            **({"params": list(query.params)} if query.params else {}),
        }
        for place, query in enumerate(QUERIES, start=1)
    }
