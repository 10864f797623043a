"""The hours: by the law that pays, by the kind of work, and beside what was reckoned.

They count what was written down in the period, which can be weeks after it was done. Minutes are summed in one table
alone: of two sums of the same minutes the one can be taken from the other, and what was left out would be found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from svh_core import DisclosedCase, Table
from svh_funders.read import Added, count, one_of, part, parts
from svh_funders.words import value_said

LAWS: Final = ("Zvw", "Wmo", "Wlz", "Jeugdwet", "none")
ACTIVITIES: Final = (
    "explaining",
    "sociogram_and_nomination",
    "contacting",
    "planning",
    "meeting",
    "reporting",
    "other",
)
YEARS: Final = ("before", "1", "2", "later")
ESTIMATES: Final = {
    "explaining": ("1 hour", "1 uur"),
    "sociogram_and_nomination": ("2 hours", "2 uur"),
    "contacting": ("4.5 hours", "4,5 uur"),
    "planning": ("half an hour", "een half uur"),
    "meeting": ("five times 2 hours", "vijf keer 2 uur"),
}
"""What the handbook of 2021 reckons for the first year: 18 hours together."""

SPENT: Final = ("nothing", "hour_1", "hours_5", "hours_10", "more")
_UP_TO: Final = ((0, "nothing"), (60, "hour_1"), (300, "hours_5"), (600, "hours_10"))
_RECKONED_YEARS: Final = 2


def _by_law(case: DisclosedCase) -> Added:
    for told in _logged(case):
        yield {"year": told["year"], "law": told["law"]}, told["minutes"]


def _time_of(activity: str) -> Callable[[DisclosedCase], Added]:
    def rows(case: DisclosedCase) -> Added:
        logged = list(_logged(case))
        if logged:
            yield {"spent": _band(sum(told["minutes"] for told in logged if told["activity"] == activity))}, 1

    return rows


def _beside_the_estimate(number: int) -> Callable[[DisclosedCase], Added]:
    def rows(case: DisclosedCase) -> Added:
        year = _last_whole_year(case)
        budget = count(year.get("budget"))
        if year.get("year") == number and budget and any(_logged(case)):
            yield {"beside": "over" if count(year.get("minutes")) > budget else "within"}, 1

    return rows


def _last_whole_year(case: DisclosedCase) -> Mapping[str, Any]:
    """The last year of the support group that was over at the end of the period."""
    hours = part(case.views, "hours")
    last_day = str(hours.get("as_of", ""))[:10]
    whole = [year for year in parts(hours, "years") if str(year.get("until")) <= last_day]
    return whole[-1] if whole else {}


def _logged(case: DisclosedCase) -> Iterator[dict[str, Any]]:
    years = parts(part(case.views, "hours"), "years")
    for entry in case.of("time.logged"):
        if "hours" in case.views and (minutes := count(entry.data.get("minutes"))):
            yield {
                "year": _year_of(str(entry.data.get("on")), years),
                "law": one_of(LAWS, entry.data.get("law"), "none"),
                "activity": one_of(ACTIVITIES, entry.data.get("activity"), "other"),
                "minutes": minutes,
            }


def _year_of(day: str, years: Sequence[Mapping[str, Any]]) -> str:
    """The year of the support group that a day is in; days as they are written here are in order as texts."""
    for year in years:
        if str(year.get("from")) <= day <= str(year.get("until")):
            return _year_said(year.get("year"))
    return "before"


def _year_said(year: object) -> str:
    return str(year) if 1 <= count(year) <= _RECKONED_YEARS else "later"


def _band(minutes: int) -> str:
    return next((band for most, band in _UP_TO if minutes <= most), "more")


def _of_activity(activity: str) -> Table:
    reckoned = ESTIMATES.get(activity)
    estimate = {
        "en": f" The handbook estimates {reckoned[0]} for it in year 1." if reckoned else "",
        "nl": f" De schatting voor jaar 1 is {reckoned[1]}." if reckoned else "",
    }
    kind = {language: value_said("activity", activity, language) for language in ("en", "nl")}
    return Table(
        name=f"hours_{activity}",
        says={
            "en": f"Support groups with hours in the period, by how much time went to: {kind['en']}.{estimate['en']} "
            "More or less is neither right nor wrong.",
            "nl": f"Steungroepen met uren in de periode, naar de tijd voor: {kind['nl']}.{estimate['nl']} Meer of "
            "minder is niet goed of fout.",
        },
        columns={"spent": SPENT},
        rows=_time_of(activity),
    )


def _of_year(number: int, hours: int) -> Table:
    return Table(
        name=f"estimate_year_{number}",
        says={
            "en": f"Support groups with hours in the period of which year {number} was the last whole year, beside "
            f"what was reckoned for it: {hours} hours, unless the organisation reckons otherwise. More than the "
            "estimate is not wrong.",
            "nl": f"Steungroepen met uren in de periode, waarvan jaar {number} het laatste hele jaar is. De schatting "
            f"is {hours} uur, als de organisatie niet anders rekent. Meer dan de schatting is niet fout.",
        },
        columns={"beside": ("within", "over")},
        rows=_beside_the_estimate(number),
    )


TABLES: Final = (
    Table(
        name="hours_by_law",
        says={
            "en": "Minutes written down in the period, by the year of the support group and the law that pays. Of "
            "support groups whose resident opened the hours. The handbook estimates 18 hours for year 1 and 8 hours "
            "for year 2, for one support group; more or fewer is neither right nor wrong.",
            "nl": "Minuten die in de periode zijn opgeschreven, per jaar van de steungroep en per wet die betaalt. Van "
            "steungroepen waarvan de inwoner de uren laat zien. De schatting voor één steungroep is 18 uur in jaar 1 "
            "en 8 uur in jaar 2. Meer of minder is niet goed of fout.",
        },
        columns={"year": YEARS, "law": LAWS},
        of="sum",
        unit="minutes",
        rows=_by_law,
    ),
    *(_of_activity(activity) for activity in ACTIVITIES),
    _of_year(1, 18),
    _of_year(2, 8),
)
