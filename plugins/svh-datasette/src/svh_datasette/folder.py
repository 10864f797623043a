"""The folder: the database, what Datasette shows around it, and a README. The host adds its MANIFEST."""

from __future__ import annotations

from collections.abc import Mapping

from svh_core import Disclosed
from svh_datasette.database import NAME, database
from svh_datasette.describing import datasette, inspected, metadata, settings
from svh_datasette.texts import TEXTS


def folder(disclosed: Disclosed) -> Mapping[str, str | bytes]:
    """The files of the folder, by their names."""
    file = database(disclosed)
    return {
        f"{NAME}.db": file,
        "README.md": _readme(disclosed),
        "datasette.yaml": datasette(disclosed),
        "inspect-data.json": inspected(file),
        "metadata.yaml": metadata(disclosed),
        "settings.json": settings(),
    }


def _readme(disclosed: Disclosed) -> str:
    return TEXTS[disclosed.language]["readme"].format(
        recipient=disclosed.recipient,
        purpose=disclosed.purpose,
        day=disclosed.made_at.date(),
        cases=len(disclosed.cases),
    )
