"""How often groups meet, whether the next meeting is planned, and who is in them.

More meetings are not better, and neither are larger groups: what a table tells is what there was.
"""

from __future__ import annotations

import calendar
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from svh_core import DisclosedCase, Table
from svh_funders.read import SHARES, Added, count, day_of, has, numbers_in, part, parts, share
from svh_funders.words import value_said

LONGEST: Final = ("first", "month_1", "months_2", "months_3", "longer_as_chosen", "longer")
"""The time between two meetings; the later in the list, the longer."""

SIZES: Final = ("1_2", "3_4", "5_6", "7_or_more")
SIDES: Final = ("informal", "formal", "peer")
MEMBERS: Final = ("no_one", "one", "two_or_more")
_GUIDELINE: Final = 3
_LARGEST_OF_BAND: Final = ((2, "1_2"), (4, "3_4"), (6, "5_6"))


def _rhythm(case: DisclosedCase) -> Added:
    if between := [LONGEST.index(one) for one in _between_meetings(case)]:
        yield {"longest": LONGEST[max(between)]}, 1


def _between_meetings(case: DisclosedCase) -> Iterator[str]:
    """Each time between two meetings of one group, of which the later was in the period; and the first ones."""
    days: dict[str, list[tuple[date, bool]]] = defaultdict(list)
    held = numbers_in(case, "meeting.opened")
    for meeting in parts(case.views.get("triad"), "meetings"):
        if (day := day_of(meeting.get("at"))) is not None:
            days[str(meeting.get("group"))].append((day, meeting.get("entry") in held))
    for group, met in days.items():
        met.sort()
        weeks = count(part(case.views, "state", "groups", group).get("every_weeks"))
        if met[0][1]:
            yield "first"
        for (before, _), (day, is_in_period) in itertools.pairwise(met):
            if is_in_period:
                yield _time_between(before, day, weeks)


def _time_between(before: date, day: date, weeks: int) -> str:
    months = next((one for one in range(1, _GUIDELINE + 1) if day <= _months_after(before, one)), None)
    if months is not None:
        return LONGEST[months]
    return "longer_as_chosen" if day <= before + timedelta(weeks=weeks) else "longer"


def _months_after(day: date, months: int) -> date:
    """So many calendar months later: 30 November and three months is the last day of February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _next_meeting(case: DisclosedCase) -> Added:
    meetings = {meeting.get("meeting") for meeting in parts(case.views.get("triad"), "meetings")}
    closed = [one for one in case.of("meeting.closed") if one.data.get("meeting") in meetings]
    if closed:
        yield {"planned": share(sum(one.data.get("next") is not None for one in closed), len(closed))}, 1


def _three_sides(case: DisclosedCase) -> Added:
    held = [meeting.get("three_sides") for meeting in _meetings_in_period(case)]
    known = [one for one in held if isinstance(one, bool)]
    if known:
        yield {"three_sides": share(sum(known), len(known))}, 1


def _size(case: DisclosedCase) -> Added:
    if total := sum(_members(case).values()):
        yield {"size": next((band for most, band in _LARGEST_OF_BAND if total <= most), SIZES[-1])}, 1


def _members_of(side: str) -> Callable[[DisclosedCase], Added]:
    def rows(case: DisclosedCase) -> Added:
        members = _members(case)
        if any(members.values()):
            yield {"members": MEMBERS[min(members[side], len(MEMBERS) - 1)]}, 1

    return rows


def _meetings_in_period(case: DisclosedCase) -> Iterator[Mapping[str, Any]]:
    held = numbers_in(case, "meeting.opened")
    return (one for one in parts(case.views.get("triad"), "meetings") if one.get("entry") in held)


def _members(case: DisclosedCase) -> dict[str, int]:
    """How many members there are of each side at the end of the period, where the group met in it."""
    if not has(case, "network", "care", "meetings") or not any(True for _ in _meetings_in_period(case)):
        return {}
    return {side: count(part(case.views, "network", side).get("members")) for side in SIDES}


def _of_side(side: str) -> Table:
    who = {language: value_said("side", side, language) for language in ("en", "nl")}
    return Table(
        name=f"members_{side}",
        says={
            "en": f"The same support groups, by how many of the members are: {who['en']}. No mix is the right one.",
            "nl": f"Dezelfde steungroepen, naar hoeveel leden dit zijn: {who['nl']}. Er is geen mix die de goede is.",
        },
        columns={"members": MEMBERS},
        rows=_members_of(side),
    )


TABLES: Final = (
    Table(
        name="meeting_rhythm",
        says={
            "en": "Support groups that met in the period, by the longest time between two meetings of which the later "
            "was in it. The guideline is once in three calendar months, and the resident can choose otherwise. Groups "
            "that did not meet are not in it. More often is not better.",
            "nl": "Steungroepen die in de periode bij elkaar kwamen, naar de langste tijd tussen twee bijeenkomsten. "
            "De tweede daarvan was in de periode. De richtlijn is één keer in drie maanden, en de inwoner kan anders "
            "kiezen. Steungroepen die niet bij elkaar kwamen, tellen niet mee. Vaker is niet beter.",
        },
        columns={"longest": LONGEST},
        rows=_rhythm,
    ),
    Table(
        name="next_meeting",
        says={
            "en": "Support groups with a meeting that ended in the period: whether the next one was planned in it. A "
            "group that is done plans none, and that is no fault.",
            "nl": "Steungroepen met een bijeenkomst die in de periode eindigde: of daar de volgende is gepland. Een "
            "groep die klaar is, plant niets meer, en dat is niet fout.",
        },
        columns={"planned": SHARES},
        rows=_next_meeting,
    ),
    Table(
        name="group_size",
        says={
            "en": "Support groups that met in the period, by how many members there are at its end, the resident not "
            "counted. Larger is not better, and fewer people can be just what somebody wants.",
            "nl": "Steungroepen die in de periode bij elkaar kwamen, naar het aantal leden aan het einde, zonder de "
            "inwoner. Groter is niet beter, en minder mensen kan precies zijn wat iemand wil.",
        },
        columns={"size": SIZES},
        rows=_size,
    ),
    *(_of_side(side) for side in SIDES),
    Table(
        name="three_sides",
        says={
            "en": "Support groups that met in the period: whether the resident, somebody of their own and a "
            "professional were all there. A meeting without one of them can be what the resident wants.",
            "nl": "Steungroepen die in de periode bij elkaar kwamen: of de inwoner, iemand van de eigen mensen en een "
            "hulpverlener er alle drie waren. Een bijeenkomst zonder een van hen kan zijn wat de inwoner wil.",
        },
        columns={"three_sides": SHARES},
        rows=_three_sides,
    ),
)
