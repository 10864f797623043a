"""The tables of the report: what each case adds. The host counts that, rounds it, and leaves out what is small.

They count what was written down in the period of the report (`at`): hours are often written down weeks after they were
spent (`on`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from svh_core import DisclosedCase, Table
from svh_hours.spent import LOGGED
from svh_hours.words import ACTIVITIES, LAWS

Added: TypeAlias = Iterator[tuple[Mapping[str, str], int]]

_FOR_EVERYBODY: Final = ("explaining", "sociogram_and_nomination", "contacting", "planning", "meeting")
"""The work that the handbook reckons for each support group: that all of some had it is no secret.

That all who had it have the same law is one, for a law tells what help somebody has. That the resident was there with
all of them is none; that they were not is.
"""

_YEARS: Final = ("1", "2", "later")
_OTHER_LAW: Final = "none"
_FIRST_YEARS: Final = 2


def _minutes_by_law(case: DisclosedCase) -> Added:
    for told in _logged(case):
        yield {"activity": told["activity"], "law": told["law"]}, told["minutes"]


def _minutes_with_resident(case: DisclosedCase) -> Added:
    for told in _logged(case):
        yield {"activity": told["activity"], "with_resident": told["with_resident"]}, told["minutes"]


def _laws(case: DisclosedCase) -> Added:
    for law in sorted({told["law"] for told in _logged(case)}):
        yield {"law": law}, 1


def _beside_what_was_reckoned(case: DisclosedCase) -> Added:
    """The last year of the support group that is over at the end of the period, where something was reckoned for it."""
    hours: Mapping[str, Any] = case.views.get("hours", {})
    last_day = str(hours.get("as_of", ""))[:10]
    over = [year for year in hours.get("years", ()) if year["until"] <= last_day and year["budget"] is not None]
    if over:
        year = over[-1]
        name = str(year["year"]) if year["year"] <= _FIRST_YEARS else "later"
        yield {"year": name, "budget": "over" if year["minutes"] > year["budget"] else "within"}, 1


def _logged(case: DisclosedCase) -> Iterator[dict[str, Any]]:
    """The hours that were written down, each with an activity, a law and an answer that the tables have."""
    for entry in case.of(LOGGED):
        minutes = entry.data.get("minutes")
        if isinstance(minutes, int) and minutes > 0:
            yield {
                "activity": _one_of(ACTIVITIES, entry.data.get("activity"), "other"),
                "law": _one_of(LAWS, entry.data.get("law"), _OTHER_LAW),
                "with_resident": _one_of(("yes", "no"), entry.data.get("with_resident"), "no"),
                "minutes": minutes,
            }


def _one_of(known: tuple[str, ...], told: object, otherwise: str) -> str:
    return told if isinstance(told, str) and told in known else otherwise


TABLES: Final = (
    Table(
        name="activity_and_law",
        says={
            "en": "Minutes by activity and by the law that pays.",
            "nl": "Minuten per soort werk en per wet die betaalt.",
        },
        columns={"activity": ACTIVITIES, "law": LAWS},
        of="sum",
        unit="minutes",
        rows=_minutes_by_law,
        of_all={"activity": _FOR_EVERYBODY},
    ),
    Table(
        name="activity_and_resident",
        says={
            "en": "Minutes by activity, with the resident there or not.",
            "nl": "Minuten per soort werk, met de inwoner erbij of niet.",
        },
        columns={"activity": ACTIVITIES, "with_resident": ("yes", "no")},
        of="sum",
        unit="minutes",
        rows=_minutes_with_resident,
        of_all={"activity": _FOR_EVERYBODY, "with_resident": ("yes",)},
    ),
    Table(
        name="law",
        says={
            "en": "Cases in which a law pays for something.",
            "nl": "Steungroepen waarbij een wet iets betaalt.",
        },
        columns={"law": LAWS},
        rows=_laws,
    ),
    Table(
        name="budget",
        says={
            "en": "Cases by their last year that is over, beside what was reckoned for it. It is an estimate.",
            "nl": "Steungroepen naar hun laatste hele jaar, naast de schatting. Meer of minder is niet goed of fout.",
        },
        columns={"year": _YEARS, "budget": ("within", "over")},
        rows=_beside_what_was_reckoned,
        of_all={"year": _YEARS},  # in which year groups are is no secret; that all of a year stayed within it may be
    ),
)
