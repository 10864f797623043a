"""Every table of the report, by chapter, in the order in which they are read; the host counts and leaves out."""

from __future__ import annotations

from typing import Final

from svh_core import Table
from svh_funders import costs, hours, meetings, outcomes, regie

CHAPTERS: Final[dict[str, tuple[Table, ...]]] = {
    "hours": hours.TABLES,
    "meetings": meetings.TABLES,
    "regie": regie.TABLES,
    "outcomes": outcomes.TABLES,
    "costs": costs.TABLES,
}
"""The tables of each chapter of the page."""

TABLES: Final = tuple(table for tables in CHAPTERS.values() for table in tables)
"""Every table."""
