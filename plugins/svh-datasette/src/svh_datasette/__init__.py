"""A SQLite database of what a recipient may see, to be opened in Datasette: see README.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from svh_core import Description, Disclosed, Exporter, hookimpl

__version__: Final = "0.1.0"

__all__ = ["svh_describe", "svh_exporters"]

_CATEGORIES: Final = (
    "identity",
    "network",
    "nomination",
    "goals",
    "agreements",
    "meetings",
    "measures",
    "time",
    "care",
    "regie",
    "consent",
    "access",
)
"""All there are but two. What was said in a deepening talk and what stands on a crisis card is for no database."""


@hookimpl
def svh_describe() -> Description:
    """Who we are, and what we ask: whatever residents open, for who looks at how it goes, or works with it."""
    return Description(
        id="svh-datasette",
        organisation="The svh_core developers",
        purposes=["quality", "care", "research"],
        categories=_CATEGORIES,
    )


@hookimpl
def svh_exporters() -> Sequence[Exporter]:
    """A folder with the database and what Datasette shows around it."""
    return [
        Exporter(
            name="auditor",
            says={
                "en": "A database of all that a recipient may see, with who saw what, to be opened in Datasette.",
                "nl": "Een database met alles wat iemand mag zien, en wie wat zag. Te openen in Datasette.",
            },
            suffix="/",
            views=("disclosures",),
            write=_folder,
        )
    ]


def _folder(disclosed: Disclosed) -> Mapping[str, str | bytes]:
    """Imported when it is asked for, so that a casebook opens as fast without it as with it."""
    from svh_datasette.folder import folder  # noqa: PLC0415 - as it says

    return folder(disclosed)
