"""Hours of support groups by activity, year and law, beside what was reckoned. It is an estimate. See README.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from svh_core import Description, Exporter, Report, hookimpl
from svh_hours.counted import TABLES
from svh_hours.sheets import comma_separated, reported_workbook, workbook

__version__: Final = "0.1.0"

__all__ = ["svh_describe", "svh_exporters", "svh_reports"]

_SAYS: Final = {
    "en": "Hours by activity, year and law, beside what was reckoned.",
    "nl": "Uren per soort werk, jaar en wet, naast de schatting.",
}


@hookimpl
def svh_describe() -> Description:
    """Who we are, and what we ask: the hours, for who pays and for who looks at how it goes."""
    return Description(
        id="svh-hours",
        organisation="The svh_core developers",
        purposes=["funding", "quality"],
        categories=["time"],
    )


@hookimpl
def svh_exporters() -> Sequence[Exporter]:
    """A row for each case, year and activity, in two kinds of file."""
    return [
        Exporter(name="hours-csv", says=_SAYS, suffix=".csv", views=("hours",), write=comma_separated),
        Exporter(name="hours-xlsx", says=_SAYS, suffix=".xlsx", views=("hours",), write=workbook),
    ]


@hookimpl
def svh_reports() -> Sequence[Report]:
    """Counts over many cases, for who may know of no single one."""
    return [
        Report(
            name="hours",
            says={
                "en": "Hours that were written down in a period, counted over cases.",
                "nl": "Hoeveel uren er in een tijd zijn opgeschreven, van alle steungroepen samen.",
            },
            tables=TABLES,
            views=("hours",),
            write={".xlsx": reported_workbook},
        )
    ]
