"""Every table of the database, each after those whose rows it names."""

from __future__ import annotations

from typing import Final

from svh_datasette.columns import Table
from svh_datasette.tables.about import ABOUT
from svh_datasette.tables.cases import CASES, INVOLVEMENTS, OPEN_CATEGORIES, PEOPLE
from svh_datasette.tables.findings import FINDINGS
from svh_datasette.tables.hours import HOURS
from svh_datasette.tables.looks import DISCLOSURE_CATEGORIES, DISCLOSURES
from svh_datasette.tables.plans import AGREEMENTS, GOALS
from svh_datasette.tables.sharing import CONSENT_CATEGORIES, CONSENT_LEAVES_OUT, CONSENTS, OTHER_GROUNDS
from svh_datasette.tables.together import ATTENDANCE, MEETINGS, MEMBERS
from svh_datasette.tables.trail import CORRECTIONS, DECISIONS, ENTRIES
from svh_datasette.tables.words import WORDS

TABLES: Final[tuple[Table, ...]] = (
    ABOUT,
    CASES,
    OPEN_CATEGORIES,
    PEOPLE,
    ENTRIES,
    INVOLVEMENTS,
    MEETINGS,
    ATTENDANCE,
    GOALS,
    AGREEMENTS,
    MEMBERS,
    DECISIONS,
    CORRECTIONS,
    HOURS,
    WORDS,
    CONSENTS,
    CONSENT_CATEGORIES,
    CONSENT_LEAVES_OUT,
    OTHER_GROUNDS,
    DISCLOSURES,
    DISCLOSURE_CATEGORIES,
    FINDINGS,
)

__all__ = ["TABLES"]
