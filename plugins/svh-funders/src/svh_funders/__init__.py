"""What a municipality and an insurer may know of support groups together, and of no single one. See README.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from svh_core import Description, Report, hookimpl
from svh_funders.page import page
from svh_funders.sheets import workbook
from svh_funders.tables import TABLES

__version__: Final = "0.1.0"

__all__ = ["svh_describe", "svh_reports"]

_CATEGORIES: Final = ("network", "meetings", "crisis", "measures", "time", "care", "regie")


@hookimpl
def svh_describe() -> Description:
    """Who we are, and what we ask for who pays."""
    return Description(
        id="svh-funders",
        organisation="The svh_core developers",
        purposes=["funding"],
        categories=_CATEGORIES,
    )


@hookimpl
def svh_reports() -> Sequence[Report]:
    """One report with every table: of two that count the same over other cases, the one can be taken from the other."""
    return [
        Report(
            name="funders",
            says={
                "en": "Support groups in a period, counted together for who pays.",
                "nl": "Steungroepen in een periode, samen geteld voor wie betaalt.",
            },
            tables=TABLES,
            views=("hours", "triad", "network", "figures", "measurements", "care", "state"),
            write={".xlsx": workbook, ".html": page},
        )
    ]
