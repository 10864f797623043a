"""The hours a support group took, beside what they were reckoned to be: per year, activity and law. An estimate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.opening import CaseClosed, CaseReopened, ParticipationDecided
from svh_core.domain.time_spent import TimeLogged
from svh_core.log.script import moment_in_json
from svh_core.views.around import in_time
from svh_core.views.as_told import day_said
from svh_core.views.history import History
from svh_core.views.seen import Seen
from svh_core.views.settings import FIRST_YEARS, THE_ORGANISATION, Budget
from svh_core.views.sources import HANDBOOK
from svh_core.views.telling import Teller

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "Uren",
        "estimate": "Dit is een schatting. Meer of minder uren is niet goed of fout.",
        "year": "Jaar {year}, van {from_} tot en met {until}: {spent}",
        "before": "Voor het eerste jaar begon: {spent}",
        "no_year": "Er is nog geen ja om mee te doen. Daarom is er nog geen jaar.",
        "of": "{minutes}, geschat: {budget}",
        "with": "met {resident} erbij: {minutes}",
        "without": "zonder {resident}: {minutes}",
        "source": "Waar de schatting vandaan komt: {source}",
        "since": "{source}, vanaf {from_}",
        "nothing": "Er zijn nog geen uren opgeschreven.",
        "hour": "1 uur",
        "hours": "{hours} uur",
        "minutes": "{minutes} minuten",
    },
    "en": {
        "title": "Hours",
        "estimate": "This is an estimate. More or fewer hours is neither right nor wrong.",
        "year": "Year {year}, from {from_} up to and including {until}: {spent}",
        "before": "Before the first year began: {spent}",
        "no_year": "There is no yes to taking part yet, so there is no year yet.",
        "of": "{minutes}, estimated: {budget}",
        "with": "with {resident} there: {minutes}",
        "without": "without {resident}: {minutes}",
        "source": "Where the estimate comes from: {source}",
        "since": "{source}, from {from_}",
        "nothing": "No hours were written down yet.",
        "hour": "1 hour",
        "hours": "{hours} hours",
        "minutes": "{minutes} minutes",
    },
}


def budget_years_begin(history: History) -> date | None:
    """The day the resident first said yes to taking part, from which the years are counted; None before it."""
    said_yes = (
        entry
        for entry in history.of(ParticipationDecided)
        if entry.event.answer == "yes" and entry.number not in history.corrected_away
    )
    first = next(said_yes, None)
    return civil_date(first.at) if first is not None else None


def budget_year(begin: date | None, day: date) -> int | None:
    """Which year of a support group a day falls in, from 1; None before the first."""
    if begin is None or day < begin:
        return None
    whole = (day.year - begin.year) * 12 + day.month - begin.month
    year = whole // 12 + 1
    return year if months_after(begin, 12 * (year - 1)) <= day else year - 1


def budget_on(history: History, begin: date, year: int, day: date) -> Budget | None:
    """What is reckoned for a year, as it held on a day: on the year's own first or last day where that lies outside."""
    first, last = _days(begin, year)
    return history.settings.budget(year, max(first, min(last, day)))


def logged(history: History) -> list[TimeLogged]:
    """The hours that were written down and not put right since."""
    return [entry.event for entry in history.of(TimeLogged) if entry.number not in history.corrections]


def hours(seen: Seen) -> dict[str, Any]:
    """The hours as data: those before the first year, and each year with what was reckoned for it.

    Args:
        seen: what a look hands over.

    Returns:
        ``begin``: the day from which years are counted; ``before`` and each of ``years``: minutes, with and without
        the resident, by activity beside what was reckoned, and by the law that pays; and where the estimate comes from.

    Raises:
        NotPermitted: not all of the hours are open to the viewer.
    """
    seen.need("time", "the hours are")
    history = seen.history
    begin = budget_years_begin(history)
    spent = [(budget_year(begin, event.on), event) for event in logged(history)]
    told: dict[str, Any] = {
        "as_of": moment_in_json(seen.moment),
        "estimate": True,
        "begin": begin.isoformat() if begin is not None else None,
        "before": _spent([event for year, event in spent if year is None], None),
        "years": [],
    }
    if begin is not None:
        last = max([budget_year(begin, _last_day(history)) or 1, *(year for year, _ in spent if year is not None)])
        told["years"] = [
            _year(history, begin, number, [event for year, event in spent if year == number])
            for number in range(1, last + 1)
        ]
    return told


def _last_day(history: History) -> date:
    """The day that is looked at; the day of the closing, where the case was closed before it and not opened again."""
    closings = in_time(history.of(CaseClosed, CaseReopened))
    is_over = bool(closings) and isinstance(closings[-1].event, CaseClosed)
    return civil_date(closings[-1].at) if is_over else history.day


def _year(history: History, begin: date, year: int, events: Sequence[TimeLogged]) -> dict[str, Any]:
    first, last = _days(begin, year)
    budget = budget_on(history, begin, year, history.day)
    days = {"year": year, "from": first.isoformat(), "until": last.isoformat()}
    return days | _spent(events, budget) | {"source": source_of(budget)}


def _days(begin: date, year: int) -> tuple[date, date]:
    """The first and the last day of a year of a support group."""
    return months_after(begin, 12 * (year - 1)), months_after(begin, 12 * year) - timedelta(days=1)


def source_of(budget: Budget | None) -> dict[str, Any] | None:
    """Who reckoned it, and from which day."""
    if budget is None:
        return None
    by_handbook = budget in FIRST_YEARS
    return {
        "by": "handbook" if by_handbook else "organisation",
        "from": budget.from_.isoformat() if budget.from_ is not None else None,
        **(HANDBOOK if by_handbook else THE_ORGANISATION),
    }


def _spent(events: Sequence[TimeLogged], budget: Budget | None) -> dict[str, Any]:
    reckoned = budget.minutes if budget is not None else {}
    activities = dict.fromkeys([*reckoned, *(event.activity for event in events)])
    return _minutes(events) | {
        "budget": budget.total if budget is not None else None,
        "activities": {
            one: {**_minutes(event for event in events if event.activity == one), "budget": reckoned.get(one)}
            for one in activities
        },
        "laws": {
            law: _minutes(event for event in events if event.law == law)
            for law in dict.fromkeys(event.law for event in events)
        },
    }


def _minutes(events: Iterable[TimeLogged]) -> dict[str, int]:
    told = list(events)
    with_resident = sum(event.minutes for event in told if event.with_resident == "yes")
    total = sum(event.minutes for event in told)
    return {"minutes": total, "with_resident": with_resident, "without_resident": total - with_resident}


def hours_in_words(seen: Seen, language: str) -> Iterator[str]:
    """The same for people, line by line; see `hours`."""
    told, texts, teller = hours(seen), _TEXTS[language], seen.told(language)
    yield texts["title"]
    yield texts["estimate"]
    if told["begin"] is None:
        yield texts["no_year"]
    if told["before"]["minutes"]:
        yield ""
        yield texts["before"].format(spent=duration(told["before"]["minutes"], teller.language.code))
        yield from (f"  {line}" for line in _parts(told["before"], teller))
    for year in told["years"]:
        yield ""
        spent = _beside(year["minutes"], year["budget"], teller.language.code)
        yield texts["year"].format(
            year=year["year"], from_=day_said(year, teller, "from"), until=day_said(year, teller, "until"), spent=spent
        )
        yield from (f"  {line}" for line in _parts(year, teller))
        if year["source"] is not None:
            yield f"  {texts['source'].format(source=source_in_words(year['source'], teller))}"
    if not told["before"]["minutes"] and not any(year["minutes"] for year in told["years"]):
        yield texts["nothing"]


def _parts(told: Mapping[str, Any], teller: Teller) -> Iterator[str]:
    code, resident = teller.language.code, teller.resident().object
    texts = _TEXTS[code]
    for activity, spent in told["activities"].items():
        yield f"{teller.language.value('activity', activity)}: {_beside(spent['minutes'], spent['budget'], code)}"
    if told["minutes"]:
        yield texts["with"].format(resident=resident, minutes=duration(told["with_resident"], code))
        yield texts["without"].format(resident=resident, minutes=duration(told["without_resident"], code))
    for law, spent in told["laws"].items():
        yield f"{teller.language.value('law', law)}: {duration(spent['minutes'], code)}"


def _beside(minutes: int, budget: int | None, code: str) -> str:
    """The time that was spent, beside what was reckoned where something was."""
    if budget is None:
        return duration(minutes, code)
    return _TEXTS[code]["of"].format(minutes=duration(minutes, code), budget=duration(budget, code))


def source_in_words(source: Mapping[str, Any], teller: Teller) -> str:
    """Who reckoned it, in words."""
    told = str(source[teller.language.code])
    if source["from"] is None:
        return told
    return _TEXTS[teller.language.code]["since"].format(source=told, from_=day_said(source, teller, "from"))


def duration(minutes: int, code: str) -> str:
    """Minutes as hours and minutes."""
    texts = _TEXTS[code]
    whole, rest = divmod(minutes, 60)
    parts = [texts["hour" if whole == 1 else "hours"].format(hours=whole)] if whole else []
    if rest or not whole:
        parts.append(texts["minutes"].format(minutes=rest))
    return " ".join(parts)
